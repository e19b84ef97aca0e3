"""The portfolio: all commitments of a register at one moment, each with the values derived from its state."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.amount_formats import format_amount
from tracker.model.amounts import Amount
from tracker.model.commitment import AmountEvent, AnyEvent, Commitment, DeliveryEvent, ReviewEvent, Terms
from tracker.model.dates import DateSpan, Moment
from tracker.model.iso import in_language
from tracker.model.refs import MILESTONE, parent_of
from tracker.model.register import Register
from tracker.model.status import LAPSED, MEANINGS, NOT_APPLICABLE, Outcome, is_closed, outcome_of
from tracker.state import deadlines, delivery, keeping, sources
from tracker.state.conversion import UNCONVERTED, Conversion, TargetUnit
from tracker.state.deadlines import WORST_FIRST, Basis, Lateness, with_triggered_dates
from tracker.state.delivery import FirstDelivery, Measures, first_deliveries, first_of_each
from tracker.state.event_days import Days
from tracker.state.fold import State, fold, known_events, within
from tracker.state.fx import Rate
from tracker.state.hierarchy import Hierarchy
from tracker.state.measured_readings import MeasuredReading, Performance, combined, measured_readings
from tracker.state.obligors import (
    by_obligor,
    deciding,
    deliveries_of,
    is_joint,
    joint_by_status,
    joint_state,
    own_state,
)
from tracker.state.periods import Allotment, allot, periods_of

EMPTY: Final = Register()
NONE: Final[Mapping[str, int]] = {}


class Portfolio:
    """The commitments that were known at a moment, by ref, with their umbrellas and parts.

    `refs`: the refs of all commitments, also of those that were not known at the moment. `target`: convert amounts to
    this unit by the rates of the register. The conversion never changes what counts as reached or late. `counted`: the
    number of further commitments by timeliness, which were counted by the index and not loaded.
    """

    def __init__(  # noqa: PLR0913 - one choice each
        self,
        commitments: Iterable[Commitment],
        moment: Moment,
        register: Register = EMPTY,
        *,
        basis: Basis = "current",
        language: str = "",
        target: TargetUnit | None = None,
        counted: Mapping[str, int] = NONE,
    ) -> None:
        self.moment, self.register, self.basis, self.language = moment, register, basis, language
        self.of: tuple[str, ...] = ()
        self.commitments, self.counted = tuple(commitments), counted
        self._by_ref, states = _folded(self.commitments, moment, register.zone)
        self.refs = list(self._by_ref)
        awaited = {ref: joint_by_status(state) for ref, state in states.items()}
        states = {ref: with_triggered_dates(state, awaited) for ref, state in states.items()}
        self.conversion = Conversion(target, register.rates, moment, register.zone) if target else None
        shown = self.conversion.convert(states) if self.conversion else states
        self.standings = {ref: Standing(state, self) for ref, state in shown.items()}
        self.hierarchy = Hierarchy(shown, lambda ref: self._first_deliveries(ref, is_part=True))
        self.standings |= {ref: self._joint(standing) for ref, standing in self.standings.items() if standing.is_joint}

    def _joint(self, whole: "Standing") -> "Standing":
        """The standing of a promise whose obligors are judged apart, judged as the worst of them."""
        obligors = tuple(
            Standing(own_state(whole.state, obligor), self, obligor) for obligor in dict.fromkeys(whole.terms.obligor)
        )
        leading = leading_of(obligors, self.basis)
        return Standing(joint_state(whole.state, [one.state for one in obligors], leading.state), self, "", obligors)

    def at(
        self, moment: Moment, commitments: Iterable[Commitment] | None = None, register: Register | None = None
    ) -> "Portfolio":
        """The portfolio at another moment, optionally with other commitments or another register."""
        found = Portfolio(
            self.commitments if commitments is None else commitments,
            moment,
            register or self.register,
            basis=self.basis,
            language=self.language,
            target=self.conversion.target if self.conversion else None,
        )
        return found.seen_by(self.of)

    def seen_by(self, obligor: tuple[str, ...]) -> "Portfolio":
        """The portfolio with the own standing of one party, by its codes, wherever it is judged apart."""
        if not obligor:
            return self
        seen = copy(self)
        seen.of = obligor
        seen.standings = {ref: whole.seen_by(obligor) for ref, whole in self.standings.items()}
        return seen

    @cached_property
    def unconverted(self) -> "Portfolio":
        """The portfolio with every amount as recorded."""
        if self.conversion is None:
            return self
        return Portfolio(self.commitments, self.moment, self.register, basis=self.basis, language=self.language)

    def format_amount(self, amount: Amount | None) -> str:
        """An amount in the language of the portfolio, marked if it has no rate; empty for None."""
        if amount is None:
            return ""
        mark = f" {UNCONVERTED}" if self.conversion and self.conversion.is_unconverted(amount) else ""
        return (format_amount(amount, self.language) if self.language else str(amount)) + mark

    def rate_notes(self, standings: Iterable["Standing"]) -> tuple[str, ...]:
        """The notes below a report: the rates used for these commitments, and the missing rates."""
        return self.conversion.notes(standing.state for standing in standings) if self.conversion else ()

    @property
    def zone(self) -> str:
        """The time zone of the register."""
        return self.register.zone

    def zone_of(self, ref: str) -> str:
        """The time zone in which the days of the events of a commitment count."""
        standing = self.standings.get(ref)
        return standing.state.event_days.zone if standing else self.zone

    def __iter__(self) -> Iterator["Standing"]:
        return iter(self.standings.values())

    def parts(self, ref: str) -> list["Standing"]:
        """The commitments directly under an umbrella."""
        return [self.standings[part] for part in self.hierarchy.parts(ref)]

    def commitment(self, ref: str) -> Commitment | None:
        """A commitment as recorded, also if it was not known at the moment; None if the register has no such ref.

        A period of a recurring duty has the events that follow from the rule too.
        """
        return self._by_ref.get(ref)

    def known_events(self, ref: str) -> list[AnyEvent]:
        """Every event of a commitment known at the moment, with retractions and corrections, in effect or not."""
        return known_events(self._by_ref[ref], self.moment, self.zone_of(ref))

    def measures(
        self,
        ref: str,
        kind: str,
        parts: Mapping[str, str] | None = None,
        *,
        named: str = "",
        stages: Iterable[str] = (),
    ) -> Measures:
        """The measures of the deliveries of a kind of amount; the `named` one counts at `stages` too.

        They are those to a commitment and to its parts: to these, with the kind of each, by default to all.
        """
        found = self._first_deliveries(ref, is_part=False)
        if parts is None:
            found += self.hierarchy.first_deliveries(ref)
        else:
            found += [
                first._replace(kind=kind_of_part)
                for part, kind_of_part in parts.items()
                for first in self._first_deliveries(part, is_part=True)
            ]
        own = self.standings[ref].terms.amount_kind
        of_kind = [first for first in found if (first.kind or own) == kind]
        return Measures(tuple(first_of_each(of_kind)), named, frozenset((*delivery.ARRIVED, *stages)))

    def _first_deliveries(self, ref: str, *, is_part: bool) -> list[FirstDelivery]:
        return first_deliveries(self._by_ref[ref].history, is_part=is_part)

    def tree(self, ref: str) -> list["Standing"]:
        """A commitment and its parts at any depth, each once, umbrella first."""
        return [self.standings[one] for one in self.hierarchy.tree(ref)]


def _folded(
    commitments: Sequence[Commitment], moment: Moment, zone: str
) -> tuple[dict[str, Commitment], dict[str, State]]:
    """The commitments with the periods of recurring duties, and the states of those known at a moment, in order.

    A milestone is completed by what its parent says, and left out without a known parent. The periods follow their
    duty.
    """
    stored: dict[str, dict[str, Commitment]] = {}
    for commitment in commitments:
        stored.setdefault(parent_of(commitment.ref), {})[commitment.ref] = commitment
    found: dict[str, State | None] = {}
    inside: dict[str, list[Commitment]] = {}
    for commitment in sorted(commitments, key=lambda one: one.ref.count(MILESTONE)):
        if commitment.ref not in found:
            found[commitment.ref] = state = _fold_inside(commitment, found, moment, zone)
            for period, days in periods_of(state, stored.get(state.ref, {})) if state else ():
                of_period = _fold_inside(period, found, moment, zone)
                if of_period and _is_told(of_period, days, first=not inside.get(commitment.ref)):
                    inside.setdefault(commitment.ref, []).append(period)
                    found[period.ref] = replace(of_period, period=days)
    everything: dict[str, Commitment] = {}
    for commitment in commitments:
        everything |= {one.ref: one for one in (commitment, *inside.get(commitment.ref, ()))}
    everything |= {one.ref: one for several in inside.values() for one in several}  # the joined ones
    return everything, {ref: state for ref in everything if (state := found.get(ref))}


def _is_told(period: State, days: DateSpan, *, first: bool) -> bool:
    """True if a period has begun, is the first one, or something was recorded of it."""
    return first or days.first <= period.day or any(event.id > 0 for event in period.events)


def _fold_inside(commitment: Commitment, states: Mapping[str, State | None], moment: Moment, zone: str) -> State | None:
    """The state of a commitment; that of a milestone is completed by the state of its parent, if that is known."""
    if not (parent := parent_of(commitment.ref)):
        return fold(commitment, moment, zone)
    above = states.get(parent)
    state = fold(commitment, moment, above.zone) if above else None
    return within(state, joint_by_status(above)) if state and above else None


class Standing(Struct, frozen=True, dict=True):
    """One commitment of a portfolio: its state, and the values derived from it on the basis of the portfolio.

    `of`: the one obligor that is looked at; empty for the whole. `obligors`: the standing of each obligor, if they are
    judged apart. The whole is then judged on each basis as the worst of them.
    """

    state: State
    portfolio: Portfolio
    of: str = ""
    obligors: tuple["Standing", ...] = ()

    @property
    def is_joint(self) -> bool:
        """True if its obligors are judged apart."""
        return not self.of and is_joint(self.state)

    @property
    def owes_together(self) -> bool:
        """True if it is one obligor of several who owe the amount together."""
        return bool(self.of) and not self.terms.each

    def leading(self, basis: Basis) -> "Standing":
        """The obligor as which the whole is judged on a basis; the standing itself if it is judged alone."""
        return leading_of(self.obligors, basis) if self.obligors else self

    @property
    def together(self) -> "Standing":
        """The standing that decides on the amount: of all obligors if they owe it together."""
        return self.portfolio.standings[self.ref] if self.owes_together else self

    @property
    def recorded(self) -> "Standing":
        """The same standing with every amount as recorded."""
        whole = self.portfolio.unconverted.standings[self.ref]
        return whole.own(self.of) if self.of else whole

    def seen_by(self, obligor: Collection[str]) -> "Standing":
        """The standing of the obligor that has one of these codes, if it is judged apart; else the standing itself."""
        return next((one for one in self.obligors if one.of in obligor), self)

    def own(self, obligor: str) -> "Standing":
        """The standing of one obligor."""
        return next(one for one in self.obligors if one.of == obligor)

    @property
    def kept(self) -> tuple[int, int]:
        """The number of obligors that kept the promise or delivered in full, and of those it applies to."""
        applying = [one for one in self.obligors if one.status != NOT_APPLICABLE]
        return sum(one.outcome == "kept" for one in applying), len(applying)

    @property
    def outcome(self) -> Outcome:
        """The outcome of the status; what was delivered in full is kept, marked as met or not."""
        return "kept" if self.timeliness == "completed" else outcome_of(self.status)

    @property
    def ref(self) -> str:
        """The ref."""
        return self.state.ref

    @property
    def terms(self) -> Terms:
        """The terms at the moment."""
        return self.state.terms

    @property
    def title(self) -> str:
        """The title in the language of the portfolio, else the main title."""
        language = self.portfolio.language
        return (language and in_language(self.terms.titles, language)) or self.terms.title

    @property
    def status(self) -> str:
        """The recorded status."""
        return self.state.status

    @property
    def is_open(self) -> bool:
        """True if it can still be performed."""
        return not is_closed(self.state.status)

    @property
    def is_promised(self) -> bool:
        """True if it was agreed to, and neither withdrawn nor superseded."""
        meaning = MEANINGS[self.status]
        return meaning.is_promised and meaning.outcome not in LAPSED

    @property
    def made_on(self) -> date:
        """The day it was promised."""
        return deadlines.made_on(self.state)

    @property
    def since(self) -> DateSpan | None:
        """The date on which the unbroken run of the current status began; None if it is unknown."""
        return self.state.status_run[0].on if self.state.status_run else None

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
        if self.terms.nature != "act":
            return None
        if self.terms.every:
            return self._completed_periods
        event = self.all_deliveries.completing(amount, self.state.event_days.order)
        return self.state.event_days.days(event) if event else None

    @cached_property
    def readings(self) -> tuple[MeasuredReading, ...]:
        """How it stands by each reading of it, if a party understands it otherwise and it is open."""
        return self.readings_on(self.portfolio.basis)

    def readings_on(self, basis: Basis) -> tuple[MeasuredReading, ...]:
        """How it stands by each reading of it on a basis."""
        one = self.leading(basis)
        deciding_on_amount = one.together.recorded if self.portfolio.conversion else one.together
        return measured_readings(one.state, basis, deciding_on_amount.performance_of)

    def performance_of(self, version: AmountEvent | None) -> Performance:
        """The days on which the amount of a version was delivered in full, and if anything of it arrived."""
        amounts = {event.id: event.amount for event in self.state.of_kind(AmountEvent)}
        amount = amounts.get(version.id, version.amount) if version else None
        return Performance(self._completion_by(amount), self._is_begun_by(amount))

    @cached_property
    def timeliness(self) -> deadlines.Timeliness:
        """The timeliness against the deadline."""
        return self.timeliness_on(self.portfolio.basis)

    def timeliness_on(self, basis: Basis) -> deadlines.Timeliness:
        """The timeliness on a basis; what is late of a recurring duty is a period, never the duty itself."""
        one = self.leading(basis)
        if readings := self.readings_on(basis):
            return combined(readings, deadlines.version_in_force(one.state, basis))
        found = deadlines.timeliness(one.state, basis, one.completion, is_begun=one.together.is_begun)
        return self._timeliness_of_periods if found == "undated" and self.periods else found

    @property
    def _timeliness_of_periods(self) -> deadlines.Timeliness:
        """The timeliness of a recurring duty that is open, whose periods have the due days."""
        rule = self.terms.every
        if self.state.standing_status == "proposed":
            return "proposed"
        return "lapsed" if rule and rule.last and rule.last.last < self.state.day else "in_force"

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

    @property
    def is_lasting(self) -> bool:
        """True if it is to be kept up over a time, and not to be performed on a day."""
        return keeping.is_lasting(self.state)

    @cached_property
    def phases(self) -> tuple[keeping.Phase, ...]:
        """The times in which it was in force, breached or suspended; none of a promise to act."""
        return keeping.phases(self.state, deadlines.term(self.state)) if self.is_lasting else ()

    @property
    def phase(self) -> keeping.Phase | None:
        """The phase that lasts; None if it is over or has not begun."""
        return self.phases[-1] if self.phases and self.phases[-1].lasts else None

    @property
    def start(self) -> date | None:
        """The planned start of what is to be kept up; None if none was announced."""
        return deadlines.term(self.state).start

    @property
    def is_due_soon(self) -> bool:
        """True if it falls due, or is no longer to be kept, within 30 days."""
        if not self.is_lasting:
            return self.timeliness == "due_soon"
        last = deadlines.term(self.state, self.portfolio.basis).last
        is_near = last is not None and 0 <= (last - self.state.day).days <= deadlines.SOON
        return is_near and self.timeliness in {"in_force", "breached"}

    @property
    def breaches(self) -> keeping.Breaches:
        """The number of breaches, of cured ones, and of days in breach."""
        return keeping.breaches(self.phases)

    @cached_property
    def exceeded(self) -> Amount | None:
        """The amount by which a figure exceeds the bound that is to be kept; None if it does not."""
        if self.terms.nature != "keep" or self.amount is None:
            return None
        return keeping.exceeded(self.amount, self.all_deliveries.certain.arrived(self.amount.unit))

    def days_apart_when_met(self, basis: Basis = "current") -> deadlines.DaysApart | None:
        """The days from due to met; None if it was not met or has no due day."""
        one = self.leading(basis)
        return deadlines.days_apart_when_met(one.state, basis, one.completion)

    def days_apart_when_complete(self, basis: Basis) -> deadlines.DaysApart | None:
        """The days from due to delivered in full; None if it was not, or has no due day."""
        one = self.leading(basis)
        return deadlines.days_apart(one.state, basis, one.completion) if one.completion else None

    def days_overdue(self, basis: Basis) -> int | None:
        """The days since the due day, with those of grace, if it is overdue on a basis; else None."""
        day = deadlines.due(self.leading(basis).state, basis)
        is_overdue = day is not None and self.timeliness_on(basis) == "overdue"
        return (self.state.day - day.last).days if day and is_overdue else None

    @cached_property
    def shortfall(self) -> Amount | None:
        """The amount by which the figure for a whole period, which is over, falls short; None without such a figure."""
        period, amount = self.state.period, self.amount
        if not (period and amount and self.timeliness == "overdue"):
            return None
        closed = any(deadlines.is_figure(event, period) for event in self.all_deliveries.arriving(amount))
        return replace(amount, value=amount.value - self.arrived.value) if closed and self.arrived else None

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
        """The newest event that reports non-performance, if it is overdue."""
        return self.late_report_on(self.portfolio.basis)

    def late_report_on(self, basis: Basis) -> AnyEvent | None:
        """The newest report of non-performance on a basis."""
        one = self.leading(basis)
        version = deadlines.version_in_force(one.state, basis)
        if version is None or version.due is None or self.timeliness_on(basis) != "overdue":
            return None
        return deadlines.latest_report(
            one.state, version.due.last, version, one.together.all_deliveries.arriving(self.amount)
        )

    def urgency_on(self, basis: Basis) -> tuple[int, bool, int, date]:
        """The key that sorts obligors, the worst first."""
        apart, day = self.days_apart_when_met(basis), deadlines.due(self.state, basis)
        days = self.days_overdue(basis) or (apart.most if apart else 0)
        rank = WORST_FIRST.index(self.timeliness_on(basis))
        return rank, self.lateness_on(basis) != "reported", -days, day.last if day else date.max

    @cached_property
    def last_news(self) -> date | None:
        """The last day on which a source reported something about it, a part of it, or a delivery that it shares in."""
        if self.of:
            parts = (part.state for part in self.portfolio.tree(self.ref)[1:] if self.of in part.terms.obligor)
            return deadlines.last_news((self.state, *parts), self.state.day)
        found = [self.portfolio.hierarchy.last_news(self.ref, self.state.day)]
        if self.share:
            found.append(deadlines.last_news([replace(self.state, events=tuple(self.share))], self.state.day))
        return max((day for day in found if day), default=None)

    @cached_property
    def last_looked(self) -> date | None:
        """The last day on which the desk looked for news."""
        return deadlines.last_looked(self.state)

    @property
    def next_review(self) -> ReviewEvent | None:
        """The latest review, if it plans the next one."""
        return deadlines.next_look(self.state)

    @property
    def next_look(self) -> date | None:
        """The day planned for the next review; None without a plan."""
        review = self.next_review
        return review.next.last if review and review.next else None

    @cached_property
    def uncertain_events(self) -> tuple[AnyEvent, ...]:
        """The pending events, if they would change the status, timeliness, due date or amount."""
        if self.portfolio.conversion:
            return self.recorded.uncertain_events
        if not self.state.pending:
            return ()
        if self.obligors:
            uncertain = {event.id for one in self.obligors for event in one.uncertain_events}
            return tuple(event for event in self.state.pending if event.id in uncertain)
        likely_state = self.state.likely
        likely = Standing(own_state(likely_state, self.of) if self.of else likely_state, self.portfolio, self.of)
        is_same = all(
            getattr(self, name) == getattr(likely, name) for name in ("status", "timeliness", "due", "amount")
        )
        return () if is_same else self.state.pending

    @cached_property
    def due(self) -> DateSpan | None:
        """The due date in force; that of a recurring duty is that of its open period, or if it is kept, of the last."""
        rule = self.terms.every
        if rule and self.is_lasting and not self.state.versions:
            return rule.last
        return self.open_period.due if self.open_period else deadlines.due(self.state)

    @property
    def measured_due(self) -> DateSpan | None:
        """The due date that timeliness is measured against, on the basis of the portfolio."""
        return deadlines.due(self.state, self.portfolio.basis)

    @cached_property
    def due_original(self) -> DateSpan | None:
        """The original due date."""
        return deadlines.due(self.state, "original")

    @cached_property
    def overdue_days(self) -> int | None:
        """The days since the due day; None if it is not overdue."""
        return self.days_overdue(self.portfolio.basis)

    @cached_property
    def slip_days(self) -> int | None:
        """The days from the original to the current due day."""
        return deadlines.slip_days(self.state)

    @cached_property
    def moves(self) -> tuple[deadlines.Move, ...]:
        """The moves of the deadline."""
        return deadlines.moves(self.state)

    @cached_property
    def reading_moves(self) -> tuple[deadlines.Move, ...]:
        """The moves of the deadline that one party made for itself."""
        return deadlines.reading_moves(self.state)

    @cached_property
    def forecast_moves(self) -> tuple[deadlines.Move, ...]:
        """The moves of the day on which it is expected."""
        return deadlines.forecast_moves(self.state)

    @property
    def every_move(self) -> tuple[deadlines.Move, ...]:
        """The moves of the deadline, of every obligor if they are judged apart, each event once."""
        if not self.obligors:
            return self.moves
        moves = {move.event.id: move for one in reversed(self.obligors) for move in one.moves}
        return tuple(sorted(moves.values(), key=lambda move: self.state.event_days.order(move.event)))

    @cached_property
    def amount(self) -> Amount | None:
        """The amount in force."""
        return delivery.amount(self.state)

    def in_all(self, amount: Amount | None) -> Amount | None:
        """The sum of an amount that each of several obligors owes; any other amount, and a percentage, as it is."""
        if amount is None or not (self.obligors and self.terms.each) or amount.unit.startswith("%"):
            return amount
        _, applying = self.kept
        return replace(amount, value=amount.value * applying)

    @property
    def rate(self) -> Rate | None:
        """The rate that converted the amount in force; None if it was not converted."""
        version = delivery.amount_in_force(self.state)
        if self.portfolio.conversion is None or version is None:
            return None
        rates = self.portfolio.conversion.rates.get(self.ref, {}).get(version.id)
        return rates[0] if rates else None

    def format_amount(self, amount: Amount | None) -> str:
        """An amount in the language of the portfolio; empty for None."""
        return self.portfolio.format_amount(amount)

    @property
    def milestones(self) -> list["Standing"]:
        """Its milestones by due day, without those inside them."""
        found = [one for one in self.portfolio.parts(self.ref) if parent_of(one.ref) == self.ref]
        return sorted(found, key=lambda one: one.due.last if one.due else date.max)

    @cached_property
    def periods(self) -> list["Standing"]:
        """The periods of a recurring duty, in their order."""
        return [one for one in self.milestones if one.state.period] if self.terms.every else []

    @property
    def is_computed(self) -> bool:
        """True if it is a period of a recurring duty of which nothing was recorded alone."""
        return self.state.period is not None and all(event.id <= 0 for event in self.state.events)

    @property
    def amount_of_each(self) -> Amount | None:
        """The amount of each period of a recurring duty."""
        return self.terms.every.amount if self.terms.every else None

    @cached_property
    def open_period(self) -> "Standing | None":
        """The oldest period of a recurring duty that is past due and not done, else the next.

        None if the duty has a deadline of its own, or no open period.
        """
        if self.state.versions or not self.is_open:
            return None
        late = (one for one in self.periods if one.timeliness in {"overdue", "in_grace"})
        coming = (one for one in self.periods if one.due and one.due.last >= self.state.day)
        return next(late, None) or next(coming, None)

    @property
    def _completed_periods(self) -> Days | None:
        """The possible days on which the last of all periods was done; None if one is not, or there is no last one."""
        rule = self.terms.every
        done = [one.completion or one.met for one in self.periods]
        if not (rule and rule.last and done) or self.periods[-1].state.period != rule.last:
            return None
        days = [one for one in done if one]
        return max(days, key=lambda one: one.last) if len(days) == len(done) else None

    @cached_property
    def allotment(self) -> Allotment:
        """The deliveries to a recurring duty itself, divided among its periods."""
        quotas = [(one.ref, one.state.period) for one in self.periods if one.state.period]
        return allot(quotas, self.state.deliveries, self.state.event_days)

    @cached_property
    def deliveries(self) -> tuple[DeliveryEvent, ...]:
        """The deliveries to it and to its parts, each once."""
        recorded = (history for histories in self._recorded_by_kind.values() for history in histories)
        return tuple(chain.from_iterable(recorded))

    @property
    def all_deliveries(self) -> delivery.Deliveries:
        """The deliveries to it and to its parts that are of its kind of amount, in the unit of the amount.

        A milestone has its share of the deliveries to its parent too.
        """
        return self.deliveries_by_kind[self.terms.amount_kind]

    @cached_property
    def deliveries_by_kind(self) -> dict[str, delivery.Deliveries]:
        """The deliveries to it and to its parts by kind of amount, its own kind first, with the measures that count."""
        own, *others = self._recorded_by_kind.items()
        by_kind = [(own[0], self._with_share(own[1])), *others]
        return {kind: self._of_kind(kind, histories) for kind, histories in by_kind}

    @cached_property
    def _recorded_by_kind(self) -> dict[str, delivery.Histories]:
        """The deliveries to it, then those to each of its parts, by kind of amount, its own kind first."""
        hierarchy, standings = self.portfolio.hierarchy, self.portfolio.standings
        found: dict[str, list[Sequence[DeliveryEvent]]] = {self.terms.amount_kind: [*self._histories(self.state)]}
        for ref in hierarchy.parts_with_deliveries(self.ref):
            kind = hierarchy.amount_kind(ref, self.ref)
            found.setdefault(kind, [()]).extend(self._histories(standings[ref].state))  # the first is of no part
        return {**found}

    def _histories(self, state: State) -> list[tuple[DeliveryEvent, ...]]:
        """The deliveries to it or to a part: by the obligor that is looked at, else by each of them."""
        histories = [deliveries_of(state, self.of)] if self.of else by_obligor(state.deliveries)
        return [delivery.above_baseline(history, state.terms) for history in histories]

    @cached_property
    def share(self) -> list[DeliveryEvent]:
        """The share of a milestone in the deliveries to its parent itself; it counts in no other total."""
        parent = None if self.of else self.portfolio.standings.get(parent_of(self.ref))
        return parent.shares.get(self.ref, []) if parent else []

    @cached_property
    def shares(self) -> dict[str, list[DeliveryEvent]]:
        """The share of each milestone in the deliveries to it itself, by the ref of the milestone."""
        if self.periods:
            return self.allotment.within
        milestones = [one for one in self.milestones if one.amount and not one.amount.per and one.is_promised]
        own = self._with_share(self._histories(self.state))
        if not (any(own) and milestones):
            return {}
        measures, kind = self.all_deliveries.measures, self.terms.amount_kind
        instalments = [
            delivery.Instalment(one.amount, delivery.Deliveries(one._recorded_by_kind.get(kind, ()), measures))  # noqa: SLF001 - of this class
            for one in milestones
            if one.amount
        ]
        found = delivery.allotted(delivery.Deliveries(own, measures), instalments, self.state.event_days.order)
        return {one.ref: events for one, events in zip(milestones, found, strict=True)}

    def _with_share(self, histories: delivery.Histories) -> delivery.Histories:
        """The histories, with the share of a milestone in the first of them."""
        if not self.share:
            return histories
        first, *others = histories
        return (sorted((*first, *self.share), key=self.state.event_days.order), *others)

    def _of_kind(self, kind: str, histories: delivery.Histories) -> delivery.Deliveries:
        if not any(histories):
            return delivery.Deliveries(histories, Measures())
        if self.amount:
            histories = tuple(delivery.converted_deliveries(history, self.amount.unit) for history in histories)
        return delivery.Deliveries(histories, self._measures(kind, histories))

    def _measures(self, kind: str, histories: delivery.Histories) -> Measures:
        if self.portfolio.conversion:
            recorded = self.recorded
            measures = recorded.deliveries_by_kind[kind].measures
            return replace(measures, unit=recorded.amount.unit if recorded.amount else "")
        name = self.terms.counts
        stages = (event.stage for history in histories for event in history if name and event.measure == name)
        measures = self.portfolio.measures(self.ref, kind, named=name, stages=stages)
        if not self.share or kind != self.terms.amount_kind:
            return measures
        of_share = delivery.first_deliveries(self.share, is_part=False)
        return replace(measures, first_deliveries=(*measures.first_deliveries, *of_share))

    @cached_property
    def arrived(self) -> Amount | None:
        """The larger of the disbursed and the delivered total in the unit of the amount; None without deliveries."""
        return self.all_deliveries.arrived(self.amount.unit) if self.amount else None

    @property
    def delivered(self) -> Decimal | None:
        """The value of the total that arrived."""
        return self.arrived.value if self.arrived else None

    @cached_property
    def confidence(self) -> sources.Confidence:
        """The confidence that its sources allow."""
        return sources.confidence(self.state)

    @cached_property
    def is_disputed(self) -> bool:
        """True if a party disputes or denies it."""
        return sources.is_disputed(self.state)

    @cached_property
    def contradicted(self) -> tuple[str, ...]:
        """The fields that a source contradicts."""
        return sources.contradicted(self.state)

    @cached_property
    def divergent(self) -> tuple[sources.Divergence, ...]:
        """The parties with public and private positions of opposite signs, while it is open and not completed."""
        if not self.is_open or self.timeliness == "completed":
            return ()
        return sources.divergent(self.state)


def leading_of(obligors: Sequence[Standing], basis: Basis) -> Standing:
    """The worst of those obligors by which the whole is judged."""
    counted = deciding([outcome_of(one.status) for one in obligors])
    return min((one for one in obligors if outcome_of(one.status) in counted), key=lambda one: one.urgency_on(basis))
