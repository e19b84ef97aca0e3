"""The deliveries that count for a commitment: to it, to its parts, and its share of those to its parent."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Protocol, Self, TypeVar

from msgspec.structs import replace

from tracker.model.amounts import Amount
from tracker.model.commitment import DeliveryEvent
from tracker.model.lazy import cached_property
from tracker.model.refs import parent_of
from tracker.state import deadlines, delivery, instalments
from tracker.state.conversion import Conversion
from tracker.state.deadlines import Basis
from tracker.state.delivery import Measures
from tracker.state.fold import State
from tracker.state.hierarchy import Hierarchy
from tracker.state.obligors import by_obligor, deliveries_of, is_owed_by_each
from tracker.state.periods import PeriodDeliveries, divide_by_days
from tracker.state.standing_values import OwnStanding

S_co = TypeVar("S_co", bound=OwnStanding, covariant=True)


class Others(Protocol[S_co]):
    """The part of a portfolio that a standing of it needs; see `tracker.state.portfolio.Portfolio`."""

    @property
    def basis(self) -> Basis:
        """The deadline that timeliness is measured against."""
        ...

    @property
    def conversion(self) -> Conversion | None:
        """The conversion of amounts; None without one."""
        ...

    @property
    def hierarchy(self) -> Hierarchy:
        """The umbrellas and parts."""
        ...

    @property
    def standings(self) -> Mapping[str, S_co]:
        """The standings by ref."""
        ...

    @property
    def unconverted(self) -> "Others[S_co]":
        """The portfolio with every amount as recorded."""
        ...

    def milestones(self, ref: str) -> Sequence[S_co]:
        """The milestones of a commitment by due day."""
        ...

    def measures(self, ref: str, kind: str, *, named: str = "", stages: Iterable[str] = ()) -> Measures:
        """The measures of the deliveries of a kind of amount."""
        ...


class DeliveredStanding(OwnStanding, frozen=True, dict=True):
    """One commitment of a portfolio, with the deliveries that count for it.

    `of`: the one obligor that is looked at; empty for the whole. `obligors`: the standing of each obligor, if they are
    judged apart.
    """

    portfolio: Others[Self]
    of: str = ""
    obligors: tuple[Self, ...] = ()

    @cached_property
    def is_part_of_each(self) -> bool:
        """True if it is a milestone, with the same obligors, of a promise whose amount each of several obligors owes.

        Its deliveries do not tell which obligor delivered what.
        """
        parent = self.portfolio.standings.get(parent_of(self.ref))
        if parent is None or is_owed_by_each(self.terms) or self.terms.obligor != parent.terms.obligor:
            return False
        return is_owed_by_each(parent.terms) or parent.is_part_of_each

    @property
    def owes_together(self) -> bool:
        """True if it is one obligor of several who owe the amount together."""
        return bool(self.of) and not self.terms.each

    @property
    def whole(self) -> Self:
        """The standing of all obligors."""
        return self.portfolio.standings[self.ref] if self.of else self

    @property
    def together(self) -> Self:
        """The standing that decides on the amount: of all obligors if they owe it together."""
        return self.whole if self.owes_together else self

    @property
    def recorded(self) -> Self:
        """The same standing with every amount as recorded."""
        whole = self.portfolio.unconverted.standings[self.ref]
        return whole.own(self.of) if self.of and whole.obligors else whole

    def own(self, obligor: str) -> Self:
        """The standing of one obligor."""
        return next(one for one in self.obligors if one.of == obligor)

    @property
    def milestones(self) -> Sequence[Self]:
        """Its milestones by due day, without those inside them."""
        return self.portfolio.milestones(self.ref)

    @cached_property
    def periods(self) -> Sequence[Self]:
        """The periods of a recurring duty, in their order."""
        return [one for one in self.milestones if one.state.period] if self.terms.every else []

    @cached_property
    def period_deliveries(self) -> PeriodDeliveries:
        """The deliveries to a recurring duty itself, divided among its periods."""
        quotas = [(one.ref, one.state.period) for one in self.periods if one.state.period]
        return divide_by_days(quotas, self.state.deliveries, self.state.event_days)

    @cached_property
    def deliveries(self) -> tuple[DeliveryEvent, ...]:
        """The deliveries to it and to its parts, each once."""
        recorded = (history for histories in self._recorded_by_kind.values() for history in histories)
        return tuple(chain.from_iterable(recorded))

    @property
    def has_delivery(self) -> bool:
        """True if something was delivered to it, to its parts, or to its parent and is in its share.

        If several owe the amount together, a delivery by any of them is one to it.
        """
        return bool(self.together.deliveries or self.together.share)

    def as_recorded(self, event: DeliveryEvent) -> DeliveryEvent:
        """The delivery as it was recorded: in its own unit, and not reduced by a baseline."""
        parts = (
            self.portfolio.standings[ref].state for ref in self.portfolio.hierarchy.parts_with_deliveries(self.ref)
        )
        recorded = chain(self.share, *(state.deliveries for state in (self.state, *parts)))
        return next((one for one in recorded if replace(one, amount=event.amount) == event), event)

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
        first, *others = self._histories(self.state)
        levels = (event for _, event in self._step_levels(self.of))
        own = [self._in_order((*first, *levels)), *others]
        found: dict[str, list[Sequence[DeliveryEvent]]] = {
            self.terms.amount_kind: [delivery.above_baseline(history, self.terms) for history in own]
        }
        for ref in hierarchy.parts_with_deliveries(self.ref):
            kind = hierarchy.amount_kind(ref, self.ref)
            found.setdefault(kind, [()]).extend(self._histories(standings[ref].state))  # the first is of no part
        return {**found}

    def _histories(self, state: State) -> list[tuple[DeliveryEvent, ...]]:
        """The deliveries to it or to a part: by the obligor that is looked at, else by each of them."""
        return [deliveries_of(state, self.of)] if self.of else [*by_obligor(state.deliveries)]

    @cached_property
    def share(self) -> list[DeliveryEvent]:
        """The share of a milestone in the deliveries to its parent itself; it counts in no other total."""
        parent = None if self.of else self.portfolio.standings.get(parent_of(self.ref))
        return parent.shares.get(self.ref, []) if parent else []

    @cached_property
    def shares(self) -> dict[str, list[DeliveryEvent]]:
        """The share of each milestone in the deliveries to it itself, by the ref of the milestone.

        What one obligor delivered is the share of the milestones that it alone owes, if there are any.
        """
        if self.periods:
            return self.period_deliveries.within
        pool, shared_by = [*self.state.deliveries, *self.share], self._milestones_by_obligor
        found = self._levels_of_steps()
        for obligor, milestones in shared_by.items():
            of_group = [event for event in pool if (event.of if event.of in shared_by else "") == obligor]
            for ref, events in self._filled_in_order(of_group, milestones).items():
                found.setdefault(ref, []).extend(events)
        return found

    @cached_property
    def _milestones_by_obligor(self) -> dict[str, list[Self]]:
        """The milestones with an amount by the obligor that alone owes them; those that all owe are under "".

        Those of other parties take no share, for the deliveries to the whole are not theirs.
        """
        found: dict[str, list[Self]] = {}
        for one in self.milestones:
            own, obligors = {*one.terms.obligor}, {*self.terms.obligor}
            if one.amount and not one.amount.per and one.is_promised and (own == obligors or own < obligors):
                found.setdefault("" if own == obligors else " ".join(own), []).append(one)
        return found

    def _filled_in_order(
        self, pool: Iterable[DeliveryEvent], milestones: Sequence[Self]
    ) -> dict[str, list[DeliveryEvent]]:
        """The shares of milestones, by ref, in deliveries to it."""
        if not (own := self._in_order([*pool])):
            return {}
        measures, kind = self.all_deliveries.measures, self.terms.amount_kind
        waiting = [
            instalments.Instalment(
                one.amount,
                _last_day(one),
                delivery.Deliveries(one._recorded_by_kind.get(kind, ()), measures),  # noqa: SLF001 - of this class
            )
            for one in milestones
            if one.amount
        ]
        found = instalments.fill_in_order(
            delivery.Deliveries(by_obligor(own), measures), waiting, self.state.event_days.order
        )
        return {one.ref: events for one, events in zip(milestones, found, strict=True)}

    @cached_property
    def _steps(self) -> dict[str, list[Self]]:
        """The milestones, as in `_milestones_by_obligor`, that are steps on the way to the level that it promises.

        They are percentages, each alone on its due day and due before the whole: what is measured of a step and of the
        whole is one level. Milestones due on one day, or with the whole, may as well be parts of it.
        """
        if not (milestones_by := self._milestones_by_obligor):
            return {}
        whole, found = _last_day(self), dict[str, list[Self]]()
        for obligor, milestones in milestones_by.items():
            levels = [one for one in milestones if one.amount and delivery.is_percentage(one.amount)]
            days = Counter(map(_last_day, levels))
            found[obligor] = [
                one for one in levels if days[day := _last_day(one)] == 1 and day and (whole is None or day < whole)
            ]
        return found

    @property
    def steps(self) -> Sequence[Self]:
        """Its steps with the same obligors, by due day."""
        return self._steps.get("", ())

    def _step_levels(self, obligor: str) -> list[tuple[str, DeliveryEvent]]:
        """The levels recorded at the steps of an obligor, each with the ref of the step."""
        steps = self._steps.get("" if self.terms.obligor == (obligor,) else obligor, ())
        return [(one.ref, event) for one in steps for event in one.state.deliveries if delivery.is_level(event)]

    def _levels_of_steps(self) -> dict[str, list[DeliveryEvent]]:
        """The levels recorded at it and at its other steps, by the ref of each step."""
        found: dict[str, list[DeliveryEvent]] = {}
        for obligor, steps in self._steps.items():
            owners = {obligor, *self.terms.obligor} if len(self.terms.obligor) == 1 else {obligor}
            own = [(self.ref, event) for event in (*self.state.deliveries, *self.share) if event.of in owners]
            levels = [*own, *self._step_levels(obligor)] if steps else []
            for one in steps:
                found[one.ref] = [event for ref, event in levels if ref != one.ref and self._is_level_of(one, event)]
        return found

    def _is_level_of(self, step: Self, event: DeliveryEvent) -> bool:
        """True if a delivery is a level in the unit of a step, by the measure that counts."""
        unit = step.amount.unit if step.amount else ""
        return event.amount.unit == unit and event.measure == self.all_deliveries.measures.of(event.stage, unit)

    def _with_share(self, histories: delivery.Histories) -> delivery.Histories:
        """The histories, with the share of a milestone in the first of them."""
        if not self.share:
            return histories
        first, *others = histories
        return (self._in_order((*first, *delivery.above_baseline(self.share, self.terms))), *others)

    def _in_order(self, events: Sequence[DeliveryEvent]) -> Sequence[DeliveryEvent]:
        return sorted(events, key=self.state.event_days.order)

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
        levels = [event for _, event in self._step_levels(self.of)]
        if not (self.share or levels) or kind != self.terms.amount_kind:
            return measures
        others = delivery.first_deliveries((*levels, *self.share), is_part=False)
        return replace(measures, first_deliveries=(*measures.first_deliveries, *others))

    @cached_property
    def arrived(self) -> Amount | None:
        """The larger of the disbursed and the delivered total in the unit of the amount; None without deliveries."""
        return self.all_deliveries.arrived(self.amount.unit) if self.amount else None

    @property
    def delivered(self) -> Decimal | None:
        """The value of the total that arrived."""
        return self.arrived.value if self.arrived else None


def _last_day(one: OwnStanding) -> date | None:
    due = deadlines.due(one.state)
    return due.last if due else None
