"""The standing of a commitment against its deadline: completion, timeliness, lateness, and phases."""

from collections.abc import Sequence
from datetime import date
from typing import Self, TypeVar

from msgspec.structs import replace

from tracker.model.amounts import WIDE, Amount
from tracker.model.commitment import AmountEvent, AnyEvent, DeliveryEvent
from tracker.model.dates import DateSpan
from tracker.model.lazy import cached_property
from tracker.model.refs import parent_of
from tracker.model.status import LAPSED, Outcome, outcome_of
from tracker.state import deadlines, delivery, keeping, lateness
from tracker.state.deadlines import WORST_FIRST, Basis, cached_by_basis
from tracker.state.event_days import Days
from tracker.state.lateness import Lateness
from tracker.state.measured_readings import MeasuredReading, Performance, combined, measured_readings
from tracker.state.obligors import deciding, outcome_of_several, own_state
from tracker.state.standing_deliveries import DeliveredStanding

AnyStanding = TypeVar("AnyStanding", bound="TimelyStanding")


class TimelyStanding(DeliveredStanding, frozen=True, dict=True):
    """One commitment of a portfolio, judged against its deadline.

    Where several obligors are judged apart, the whole is judged on each basis as the worst of them.
    """

    def leading(self, basis: Basis) -> Self:
        """The obligor as which the whole is judged on a basis; the standing itself if it is judged alone."""
        return self.own(leading_of(self.obligors, basis).of) if self.obligors else self

    @property
    def apart(self) -> list[Self]:
        """The standing of each obligor, if they are judged apart; else the standing itself."""
        return [self.own(one.of) for one in self.obligors] or [self]

    @property
    def moved_apart(self) -> list[Self]:
        """The standing of each obligor, if their deadlines moved otherwise; else that of the whole."""
        ways = {tuple(move.event.id for move in one.shown_moves) for one in self.whole.apart}
        return self.apart if len(ways) > 1 else [self.whole]

    @property
    def kept(self) -> tuple[int, int] | None:
        """The number of obligors that kept the promise or delivered in full, and of those for whom it is not void.

        None as long as it is neither decided nor past due for any of them.
        """
        counted = [one for one in self.obligors if outcome_of(one.status) not in LAPSED]
        if all(one.outcome == "open" and not one.lateness for one in counted):
            return None
        return sum(one.outcome == "kept" for one in counted), len(counted)

    @property
    def is_done_without_figure(self) -> bool:
        """True if a promise to do something was kept, and of its amount nothing is recorded as delivered."""
        is_promised = self.figure is not None and not self.is_lasting
        return is_promised and self.outcome == "kept" and not self.has_delivery

    @property
    def outcome(self) -> Outcome:
        """The outcome of the status; a promise delivered in full, or short by its figure, is decided without a status.

        A recurring duty to act whose last period is over has the outcome of its periods.
        """
        match self.timeliness:
            case "completed":
                return "kept"
            case "short":
                return "partly" if self.delivered else "failed"
            case "lapsed" if self.periods and not self.is_lasting:
                return outcome_of_several([one.outcome for one in self.periods])
            case _:
                return self.state.outcome

    @property
    def met(self) -> Days | None:
        """The possible days on which it was met; None if it was not met."""
        return deadlines.met(self.state, self.completion)

    @property
    def met_on(self) -> date | None:
        """The last possible day on which it was met; None if it was not met."""
        return self.met.last if self.met else None

    @cached_property
    def completion(self) -> Days | None:
        """The possible days on which it was delivered in full; None if it was not, or is not to be performed."""
        if self.portfolio.conversion:
            return self.recorded.completion
        if self.owes_together:
            return self.together.completion
        if self.obligors and self.terms.each:
            return self.leading(self.portfolio.basis).completion
        return self._completion_by(self.amount)

    def _completion_by(self, amount: Amount | None) -> Days | None:
        if self.terms.nature != "act" or self.is_part_of_each:
            return None
        if self.terms.every:
            return self._completed_periods
        event = self.all_deliveries.completing(amount, self.state.event_days.order)
        return self.state.event_days.days(event) if event else None

    @cached_property
    def readings(self) -> tuple[MeasuredReading, ...]:
        """The standing by each reading of an open commitment, if a party understands it otherwise."""
        return self.readings_on(self.portfolio.basis)

    @cached_by_basis
    def readings_on(self, basis: Basis) -> tuple[MeasuredReading, ...]:
        """The standing by each reading on a basis."""
        one = self.leading(basis)
        deciding_on_amount = one.together.recorded if self.portfolio.conversion else one.together
        return measured_readings(one.state, basis, deciding_on_amount.performance_of)

    def performance_of(self, version: AmountEvent | None) -> Performance:
        """The days on which the amount of a version was delivered in full, and if anything of it arrived."""
        amounts = {event.id: event.amount for event in self.state.of_kind(AmountEvent)}
        amount = amounts.get(version.id, version.amount) if version else None
        arriving = tuple(self.all_deliveries.arriving(amount))
        return Performance(self._completion_by(amount), self._is_begun_by(amount), arriving)

    @property
    def timeliness(self) -> deadlines.Timeliness:
        """The timeliness against the deadline."""
        return self.timeliness_on(self.portfolio.basis)

    @cached_by_basis
    def timeliness_on(self, basis: Basis) -> deadlines.Timeliness:
        """The timeliness on a basis; a period of a recurring duty can be late, the duty itself never is.

        A period that is over is closed by the figure for the whole of it: it is short, and no longer overdue.
        """
        one = self.leading(basis)
        if readings := self.readings_on(basis):
            return combined(readings, deadlines.version_in_force(one.state, basis))
        found = deadlines.timeliness(one.state, basis, one.completion, is_begun=one.together.is_begun)
        if found == "in_force" and one.phase and one.phase.kind == "breached":
            return "breached"
        if found == "overdue" and self.shortfall:
            return "short"
        return self._timeliness_of_periods if found == "undated" and self.periods else found

    @property
    def _timeliness_of_periods(self) -> deadlines.Timeliness:
        """The timeliness of a recurring duty that is open, whose periods have the due days."""
        if self.state.standing_status == "proposed":
            return "proposed"
        return "lapsed" if self.is_past_last_period else "in_force"

    @property
    def is_past_last_period(self) -> bool:
        """True if it is a recurring duty whose last period has passed."""
        rule = self.terms.every
        return bool(rule and rule.last and rule.last.last < self.state.day)

    @cached_property
    def is_begun(self) -> bool:
        """True if something certainly arrived of an amount that is only the most that was promised."""
        if self.portfolio.conversion:
            return self.recorded.is_begun
        return self._is_begun_by(self.amount)

    def _is_begun_by(self, amount: Amount | None) -> bool:
        if amount is None or amount.qualifier != "up_to":
            return False
        arrived = self.all_deliveries.certain.arrived(amount.unit)
        return arrived is not None and arrived.value > 0

    @cached_property
    def phases(self) -> tuple[keeping.Phase, ...]:
        """The times in which it was in force, breached or suspended; none of a promise to act."""
        return keeping.phases(self.state, deadlines.term(self.state)) if self.is_lasting else ()

    @cached_property
    def times(self) -> tuple[keeping.Phase, ...]:
        """Its phases; of a period of a recurring duty, broken by those of the whole."""
        if self.state.period is None or not self.phases:
            return self.phases
        whole = self.portfolio.standings[parent_of(self.ref)].state
        state = own_state(whole, self.of) if self.of else whole
        return keeping.within_whole(self.phases, keeping.phases(state, deadlines.term(state)))

    @property
    def phase(self) -> keeping.Phase | None:
        """The phase that lasts; None if it is over or has not begun."""
        return self.times[-1] if self.times and self.times[-1].lasts else None

    @property
    def is_breached(self) -> bool:
        """True if it is breached now by a status of its own; a breach of a whole recurring duty is counted there."""
        return self.phase is not None and self.timeliness == self.state.status == "breached"

    @property
    def ended_in_breach(self) -> date | None:
        """The last day of what is past it and was not kept again before; None while an obligor or a reading is not."""
        broken = [one for one in self.apart if one.timeliness == "breached"]
        dues = [(one, each.reading.due) for one in broken for each in one.readings]
        if any(one.phase for one in broken) or any(not due or due.last >= one.state.day for one, due in dues):
            return None
        return max((last for one in broken if (last := deadlines.term(one.state).last)), default=None)

    @property
    def is_due_soon(self) -> bool:
        """True if it falls due, or is no longer to be kept, within 30 days."""
        if not self.is_lasting:
            return self.timeliness == "due_soon"
        last = deadlines.term(self.state, self.portfolio.basis).last
        is_near = last is not None and 0 <= (last - self.state.day).days <= deadlines.SOON
        return is_near and self.timeliness in {"in_force", "breached"}

    @property
    def is_coming_due(self) -> bool:
        """True if it falls due or ends within 30 days, or is in its days of grace."""
        return self.is_due_soon or self.timeliness == "in_grace"

    @property
    def breaches(self) -> keeping.Breaches:
        """The number of breaches, of cured ones, and of days in breach; those of each obligor are added up."""
        return keeping.added_up(keeping.breaches(one.phases) for one in self.apart)

    @cached_property
    def _figures(self) -> list[tuple[DeliveryEvent, Amount]]:
        """Each delivery since it came into force that is compared with the bound, with what had arrived after it."""
        if self.terms.nature != "keep" or self.amount is None or not self.times:
            return []
        start, unit, days = self.times[0].since.first or date.min, self.amount.unit, self.state.event_days
        totals = self.all_deliveries.totals(unit, days.order)
        return [(event, Amount(value, unit)) for event, value in totals if days.took_effect(event) >= start]

    @cached_property
    def excesses(self) -> tuple[keeping.Excess, ...]:
        """Each figure above the bound that was in force on its day, oldest first."""
        found = []
        for event, arrived in self._figures:
            bound = delivery.amount_on(self.state, self.state.took_effect(event))
            found.append(keeping.excess(event, arrived, delivery.in_unit(bound, arrived.unit) if bound else None))
        return tuple(one for one in found if one)

    @cached_property
    def excess(self) -> keeping.Excess | None:
        """The excess of the newest figure over the bound in force; None if there is none.

        A level says nothing about the time after it: it exceeds no bound that was lowered later, and none once the
        promise is in force again after a breach.
        """
        if not self._figures:
            return None
        event, arrived = self._figures[-1]
        now = keeping.excess(event, arrived, self.amount)
        if now is None or not delivery.is_level(event):
            return now
        if keeping.is_kept_since(self.times, self.state.event_days.days(event)):
            return None
        then = next((one for one in self.excesses if one.event == event), None)
        return max(now, then, key=lambda one: one.bound.value) if then else None

    @property
    def exceeded(self) -> Amount | None:
        """The amount by which the newest figure exceeds the bound that is to be kept; None if it does not."""
        return self.excess.by if self.excess else None

    @property
    def exceeding(self) -> Sequence[Self]:
        """The standing itself, or those of its obligors with a bound of their own, if a figure exceeds the bound."""
        return [one for one in (self.apart if self.terms.each else [self]) if one.exceeded]

    @property
    def exceeded_in(self) -> Sequence[Self]:
        """Each standing with an exceeded bound, itself or its periods; one period never makes up for another."""
        return [one for part in (self, *self.periods) for one in part.exceeding]

    def days_apart_when_met(self, basis: Basis = "current") -> deadlines.DaysApart | None:
        """The days from due to met; None if it was not met or has no due day."""
        one = self.leading(basis)
        return deadlines.days_apart_when_met(one.state, basis, one.completion)

    def days_apart_when_complete(self, basis: Basis) -> deadlines.DaysApart | None:
        """The days from due to delivered in full; None if it was not, or has no due day."""
        one = self.leading(basis)
        return deadlines.days_apart(one.state, basis, one.completion) if one.completion else None

    @property
    def days_late_begun(self) -> deadlines.DaysApart | None:
        """The days from due to the first that arrived, if all that arrived certainly came late."""
        basis, days, grace = self.portfolio.basis, self.state.event_days, deadlines.grace_days(self.state)
        arrivals = [] if self.obligors else self.all_deliveries.arriving(self.amount)
        found = [deadlines.days_apart(self.state, basis, days.days(event)) for event in arrivals]
        late = [one for one in found if one and one.is_on_time(grace) is False]
        return min(late, key=lambda one: one.most) if late and len(late) == len(found) else None

    def days_overdue(self, basis: Basis) -> int | None:
        """The days since the due day, with those of grace, if it is overdue on a basis; else None."""
        day = deadlines.due(self.leading(basis).state, basis)
        is_overdue = day is not None and self.timeliness_on(basis) == "overdue"
        return self.state.days_past(day) if day and is_overdue else None

    @cached_property
    def shortfall(self) -> Amount | None:
        """The amount by which the sourced figure for a whole period that is over falls short; None without one."""
        if self.portfolio.conversion and self.amount and self.recorded.amount:
            short = self.recorded.shortfall
            return short and replace(
                self.amount, value=WIDE.divide(self.amount.value * short.value, self.recorded.amount.value)
            )
        period, amount = self.state.period, self.amount
        if not (period and amount and self.arrived) or self.terms.nature != "act" or self.is_part_of_each:
            return None
        arrivals = list(self.all_deliveries.arriving(amount))
        closed = any(lateness.closes(event, period, self.state) for event in arrivals)
        is_bounded = all(event.amount.qualifier != "at_least" for event in arrivals)
        missing = WIDE.subtract(amount.value, self.arrived.value)
        return replace(amount, value=missing) if closed and is_bounded and missing > 0 else None

    @cached_property
    def lateness(self) -> Lateness:
        """`reported` if a source reports non-performance, else `unreported`; `contested` if only some readings say so.

        Empty if it is not overdue by any reading.
        """
        return self.lateness_on(self.portfolio.basis)

    def lateness_on(self, basis: Basis) -> Lateness:
        """The lateness on a basis."""
        timeliness = self.timeliness_on(basis)
        if timeliness != "overdue":
            return "contested" if timeliness == "contested" else ""
        return "reported" if self.late_report_on(basis) else "unreported"

    @cached_property
    def late_report(self) -> AnyEvent | None:
        """The newest event that reports non-performance, if it is overdue or short."""
        return self.late_report_on(self.portfolio.basis)

    @cached_by_basis
    def late_report_on(self, basis: Basis) -> AnyEvent | None:
        """The newest report of non-performance on a basis."""
        one = self.leading(basis)
        version = deadlines.version_in_force(one.state, basis)
        if version is None or version.due is None or self.timeliness_on(basis) not in {"overdue", "short"}:
            return None
        arrived = one.together.all_deliveries.arriving(self.amount)
        found = lateness.latest_report(one.state, version.due.last, version, arrived)
        return one.together.as_recorded(found) if isinstance(found, DeliveryEvent) else found

    def urgency_on(self, basis: Basis) -> tuple[int, bool, int, date]:
        """The key that sorts obligors, the worst first."""
        apart, day = self.days_apart_when_met(basis), deadlines.due(self.state, basis)
        days = self.days_overdue(basis) or (apart.most if apart else 0)
        rank = WORST_FIRST.index(self.timeliness_on(basis))
        return rank, self.lateness_on(basis) != "reported", -days, day.last if day else date.max

    @property
    def measured_due(self) -> DateSpan | None:
        """The due date that timeliness is measured against, on the basis of the portfolio."""
        return deadlines.due(self.state, self.portfolio.basis)

    @cached_property
    def overdue_days(self) -> int | None:
        """The days since the due day; None if it is not overdue."""
        return self.days_overdue(self.portfolio.basis)

    @property
    def _completed_periods(self) -> Days | None:
        """The possible days on which the last of all periods was done; None if one is not, or there is no last one.

        A period that was withdrawn or superseded is not owed.
        """
        rule = self.terms.every
        done = [one.completion or one.met for one in self.periods if one.outcome not in LAPSED]
        if not (rule and rule.last and done) or self.periods[-1].state.period != rule.last:
            return None
        days = [one for one in done if one]
        return max(days, key=lambda one: one.last) if len(days) == len(done) else None


def leading_of(obligors: Sequence[AnyStanding], basis: Basis) -> AnyStanding:
    """The worst of those obligors by which the whole is judged."""
    counted = deciding([outcome_of(one.status) for one in obligors])
    return min((one for one in obligors if outcome_of(one.status) in counted), key=lambda one: one.urgency_on(basis))
