"""Deliveries: totals by stage, measure and unit, and which measure counts.

The deliveries of one measure are a series, and two series are never added. Neither are deliveries of two kinds of
amount, such as loans and grants: a delivery is of the kind of the commitment that it was recorded at. A running total
(`so_far`) replaces the earlier deliveries of its commitment; a level replaces the earlier level. The larger of the
disbursed and the delivered total is what arrived, never their sum.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import NotPossible
from tracker.model.amounts import EXACT_DIGITS, WIDE, Amount, Qualifier, converted, is_of_one_kind
from tracker.model.commitment import MIXED, STAGES, AmountEvent, AnyEvent, DeliveryEvent, Terms
from tracker.state.event_days import retractions
from tracker.state.fold import State

ARRIVED: Final = ("disbursed", "delivered")
# The precision of a share. With fewer places a percentage would be rounded twice.
PLACES: Final = Decimal("0.000001")

# The deliveries of a commitment, then of each of its parts, each in the order they took effect.
Histories: TypeAlias = Sequence[Sequence[DeliveryEvent]]


class Series(NamedTuple):
    """The total at a stage by one measure in one unit; `counts`: it counts towards the amount."""

    stage: str
    measure: str
    total: Amount
    counts: bool


class FirstDelivery(NamedTuple):
    """The first recorded delivery of a stage and a unit, which may decide which measure counts.

    `rank`: the rank of its commitment in the hierarchy, which orders deliveries recorded at the same time. `kind`: the
    kind of amount of its commitment.
    """

    recorded_at: datetime
    id: int
    stage: str
    measure: str
    amount: Amount
    is_level: bool
    is_retracted: bool
    rank: int = 0
    kind: str = ""


class Measures(Struct, frozen=True):
    """The measures of a commitment and of its parts, in the order of recording, retracted deliveries last.

    `named`: the measure named by the terms, which counts at `stages`. `unit`: the unit in which a delivery must be able
    to count, if it is not the unit of the total because amounts are converted.
    """

    first_deliveries: tuple[FirstDelivery, ...] = ()
    named: str = ""
    stages: frozenset[str] = frozenset()
    unit: str = ""

    def of(self, stage: str, unit: str) -> str:
        """The measure that counts at a stage in a unit: the first recorded one that can count there."""
        if self.named and stage in self.stages:
            return self.named
        candidates = [first for first in self.first_deliveries if first.stage == stage]
        convertible = (first for first in candidates if _can_count(first.amount, self.unit or unit))
        chosen = next(convertible, candidates[0] if candidates else None)
        return chosen.measure if chosen else ""


class Deliveries(NamedTuple):
    """The deliveries of a commitment and of its parts; `measures` decide which measure counts at each stage."""

    histories: Histories
    measures: Measures

    @property
    def series(self) -> list[Series]:
        """Every series by stage; at each stage the one that counts comes first.

        A level of the whole is the total of its series: what was delivered to the parts is not added to it.
        """
        groups: dict[tuple[str, str, str, str], list[Amount]] = {}
        levels = {_key(event) for history in self.histories[:1] for event in history if is_level(event)}
        for number, history in enumerate(self.histories):
            for key, value in _totals(history, is_part=number > 0).items():
                if not (number and key in levels):
                    groups.setdefault(key, []).append(value)
        found = [
            Series(stage, measure, total(parts), self.measures.of(stage, unit) == measure)
            for (stage, measure, unit, _), parts in groups.items()
        ]
        return sorted(found, key=lambda series: (STAGES.index(series.stage), not series.counts))

    @property
    def counted(self) -> list[Series]:
        """The series that count, one for each stage and unit."""
        return [series for series in self.series if series.counts]

    def arrived(self, unit: str) -> Amount | None:
        """The larger of the disbursed and the delivered total, converted into a unit; None without deliveries."""
        if not any(self.histories):
            return None
        counted = self.counted
        sums = [
            total(parts)
            for stage in ARRIVED
            if (parts := [value for one in counted if one.stage == stage and (value := in_unit(one.total, unit))])
        ]
        return max(sums, key=lambda amount: amount.value, default=None)

    @property
    def certain(self) -> "Deliveries":
        """The deliveries without amounts that are only upper bounds (`up_to`)."""
        histories = tuple(
            tuple(event for event in history if event.amount.qualifier != "up_to") for history in self.histories
        )
        return Deliveries(histories, self.measures)

    def arriving(self, amount: Amount | None) -> Iterable[DeliveryEvent]:
        """The deliveries that count towards an amount, without upper bounds (`up_to`); none for a yearly amount."""
        if amount is None or amount.per:
            return ()
        return (event for _, event in self._certain_arrivals(amount.unit))

    def completing(self, amount: Amount | None, order: Callable[[DeliveryEvent], object]) -> DeliveryEvent | None:
        """The delivery that began the last unbroken run at or above an amount; None if the amount is not reached.

        A total never reaches a yearly amount. An upper bound (`up_to`) does not count.
        """
        if amount is None or amount.per or not any(self.histories):
            return None
        reached: DeliveryEvent | None = None
        for event, value in self.totals(amount.unit, order):
            reached = (reached or event) if value >= amount.value else None
        return reached

    def totals(self, unit: str, order: Callable[[DeliveryEvent], object]) -> Iterator[tuple[DeliveryEvent, Decimal]]:
        """Each delivery that counts in a unit, with what had arrived after it, without upper bounds (`up_to`)."""
        totals = RunningTotals()
        counted = self._certain_arrivals(unit)
        for number, event in sorted(counted, key=lambda item: order(item[1])):  # type: ignore[arg-type,return-value] # a key
            totals.add(number, event)
            yield event, totals.largest

    def arriving_at(self, stage: str, unit: str) -> Iterable[tuple[int, DeliveryEvent]]:
        """The deliveries that count at a stage in a unit, each with the number of its history."""
        return ((number, event) for number, event in self._certain_arrivals(unit) if event.stage == stage)

    def _certain_arrivals(self, unit: str) -> Iterable[tuple[int, DeliveryEvent]]:
        """The deliveries, disbursed or delivered, that count in a unit, each with the number of its history."""
        for number, history in enumerate(self.histories):
            for event in converted_deliveries(history, unit):
                amount = event.amount
                is_arrival = event.stage in ARRIVED and self.measures.of(event.stage, amount.unit) == event.measure
                is_certain = amount.unit == unit and not amount.per and amount.qualifier != "up_to"
                if is_arrival and is_certain and not (number and is_level(event)):
                    yield number, event


class RunningTotals:
    """The totals of each stage after each delivery."""

    def __init__(self) -> None:
        self._sums: dict[str, dict[int, Decimal]] = {stage: {} for stage in ARRIVED}
        self._totals = dict.fromkeys(ARRIVED, Decimal(0))
        self._levels: dict[str, Decimal] = {}

    def add(self, number: int, event: DeliveryEvent) -> None:
        """Add a delivery of a history."""
        stage, value = event.stage, event.amount.value
        if is_level(event):
            self._levels[stage] = value
            return
        before = self._sums[stage].get(number, Decimal(0))
        added = WIDE.subtract(value, before) if event.kind == "so_far" else value
        self._sums[stage][number] = WIDE.add(before, added)
        self._totals[stage] = WIDE.add(self._totals[stage], added)

    @property
    def largest(self) -> Decimal:
        """The larger of the disbursed and the delivered total."""
        return max(self._levels.get(stage, self._totals[stage]) for stage in ARRIVED)


def converted_deliveries(history: Sequence[DeliveryEvent], unit: str) -> tuple[DeliveryEvent, ...]:
    """The deliveries in a unit; those that do not convert into it exactly stay as they are."""
    return tuple(
        event if event.amount.unit == unit else replace(event, amount=in_unit(event.amount, unit) or event.amount)
        for event in history
    )


def in_unit(amount: Amount, unit: str) -> Amount | None:
    """An amount in another unit; None if it is yearly or does not convert exactly.

    >>> in_unit(Amount(Decimal(2), "kt"), "t").value, in_unit(Amount(Decimal(2), "USD"), "JPY")
    (Decimal('2000'), None)
    """
    if amount.per:
        return None
    if amount.unit == unit:
        return amount
    if not is_of_one_kind(amount.unit, unit):
        return None
    return replace(amount, value=converted(amount.value, amount.unit, unit), unit=unit)


def above_baseline(history: Sequence[DeliveryEvent], terms: Terms) -> tuple[DeliveryEvent, ...]:
    """The deliveries as the amount counts them: of an increase, what each level is above the baseline."""
    baseline = terms.baseline
    if not terms.increment or baseline is None:
        return tuple(history)
    return tuple(_increase(event, baseline) if is_level(event) else event for event in history)


def _increase(event: DeliveryEvent, baseline: Amount) -> DeliveryEvent:
    level = in_unit(event.amount, baseline.unit)
    if level is None:
        return event
    with localcontext(prec=EXACT_DIGITS):
        return replace(event, amount=replace(level, value=level.value - baseline.value))


def level_to_reach(amount: Amount | None, terms: Terms) -> Amount | None:
    """The baseline and the amount together, if the amount is an increase."""
    baseline = terms.baseline
    if not terms.increment or amount is None or baseline is None:
        return None
    with localcontext(prec=EXACT_DIGITS):
        return replace(amount, value=amount.value + baseline.value)


def amount(state: State) -> Amount | None:
    """The amount in force: the latest common version, else the latest reading of a party."""
    latest = amount_in_force(state)
    return latest.amount if latest else None


def amount_in_force(state: State) -> AmountEvent | None:
    """The version of the amount in force."""
    common, readings = state.amount_versions
    return common[-1] if common else next(reversed(readings.values()), None)


def amount_on(state: State, day: date) -> Amount | None:
    """The amount that was in force on a day: the latest version by then, before the first version that one."""
    common, readings = state.amount_versions
    versions = common or tuple(readings.values())
    by_then = [event for event in versions if state.took_effect(event) <= day]
    return (by_then or versions[:1])[-1].amount if versions else None


def original_amount(state: State) -> Amount | None:
    """The amount as first promised."""
    return state.amounts[0].amount if state.amounts else None


def share(part: Amount | None, whole: Amount | None, kind: str = "") -> Decimal | None:
    """The part divided by the whole; None if the units differ, the whole is 0, or the kind of amount is mixed.

    >>> share(Amount(Decimal(109), "USD"), Amount(Decimal(550), "USD"))
    Decimal('0.198182')
    """
    if part is None or whole is None or (part.unit, part.per) != (whole.unit, whole.per) or not whole.value:
        return None
    if kind == MIXED:
        return None
    return (part.value / whole.value).quantize(PLACES, context=WIDE)


def total(parts: Sequence[Amount]) -> Amount:
    """The sum of amounts in one unit, at least one; a bound and exact amounts add up to a bound.

    Other qualifiers that differ add up to `about`.
    """
    qualifiers = {part.qualifier for part in parts}
    if qualifiers in ({"exact", "up_to"}, {"exact", "at_least"}):
        qualifiers.discard("exact")
    qualifier: Qualifier = qualifiers.pop() if len(qualifiers) == 1 else "about"
    value = sum((part.value for part in parts), Decimal(0))
    try:
        return Amount(value, parts[0].unit, qualifier, parts[0].per)
    except ValueError as error:
        raise NotPossible("a sum", str(error), "correct the figures that are added up") from None


def _totals(history: Iterable[DeliveryEvent], *, is_part: bool) -> dict[tuple[str, str, str, str], Amount]:
    """The totals of one commitment by stage, measure, unit and period; the levels of a part do not count above it."""
    found: dict[tuple[str, str, str, str], list[Amount]] = {}
    levels: dict[tuple[str, str, str, str], list[Amount]] = {}
    for event in history:
        key = _key(event)
        if is_level(event):
            levels[key] = [event.amount]
        elif event.kind == "so_far":
            found[key] = [event.amount]
        else:
            found.setdefault(key, []).append(event.amount)
    return {key: total(parts) for key, parts in (found | ({} if is_part else levels)).items()}


def _key(event: DeliveryEvent) -> tuple[str, str, str, str]:
    """The series of a delivery: its stage, measure, unit and period."""
    return event.stage, event.measure, event.amount.unit, event.amount.per


def first_deliveries(history: Iterable[AnyEvent], *, is_part: bool) -> list[FirstDelivery]:
    """The first delivery of each stage and unit in a history; retracted deliveries come last.

    The levels of a part do not count for its umbrella and are left out.
    """
    events = [event for event in history if isinstance(event, DeliveryEvent)]
    if not events:
        return []
    retracted = retractions(history)
    found = (
        FirstDelivery(
            *(event.recorded_at, event.id, event.stage, event.measure, event.amount),
            is_level(event),
            event.id in retracted or None in retracted,
        )
        for event in events
    )
    return first_of_each(first for first in found if not (is_part and first.is_level))


def first_of_each(found: Iterable[FirstDelivery]) -> list[FirstDelivery]:
    """The first delivery of each kind, stage and unit, in the order of recording; retracted deliveries come last."""
    several = list(found)
    if len(several) < 2:  # noqa: PLR2004 - most commitments have none, or one
        return several
    earliest: dict[tuple[str, str, str, str], FirstDelivery] = {}
    for first in sorted(several, key=lambda first: (first.is_retracted, first.recorded_at, first.id, first.rank)):
        earliest.setdefault((first.kind, first.stage, first.amount.unit, first.amount.per), first)
    return list(earliest.values())


def is_level(event: DeliveryEvent) -> bool:
    """True if the delivery replaces the one before it: a level or a percentage, which is never added up."""
    return event.kind == "level" or is_percentage(event.amount)


def is_percentage(amount: Amount) -> bool:
    """True if amounts of this unit never add up."""
    return amount.unit.startswith("%")


def _can_count(amount: Amount, unit: str) -> bool:
    return not amount.per and (amount.unit == unit or is_of_one_kind(amount.unit, unit))
