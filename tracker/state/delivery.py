"""Deliveries: totals by stage, measure and unit, and which measure counts.

The deliveries of one measure are a series, and two series are never added. Neither are deliveries of two kinds of
amount, such as loans and grants: a delivery is of the kind of the commitment that it was recorded at. A running total
(`so_far`) replaces the earlier deliveries of its commitment; a level replaces the earlier level. The larger of the
disbursed and the delivered total is what arrived, never their sum.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import NotPossible
from tracker.model.amounts import WIDE, Amount, Qualifier, converted, is_of_one_kind
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
        """Every series by stage; at each stage the one that counts comes first."""
        groups: dict[tuple[str, str, str, str], list[Amount]] = {}
        for number, history in enumerate(self.histories):
            for key, value in _totals(history, is_part=number > 0).items():
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
        totals = _RunningTotals()
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


class Instalment(NamedTuple):
    """A milestone with an amount that is not yearly, and what was delivered to it and to its parts."""

    amount: Amount
    deliveries: Deliveries


def allotted(
    pool: Deliveries, instalments: Sequence[Instalment], order: Callable[[DeliveryEvent], Any]
) -> list[list[DeliveryEvent]]:
    """The share of each instalment in what was delivered to their parent itself, as deliveries of their own.

    The instalments are filled one after the other: each takes what it lacks of its amount. Whenever something arrives,
    the shares are computed again, and a share that changes is a delivery, or a reversal, of the difference. A level is
    not divided: it counts for each of them. `pool`: the deliveries to the parent itself, with the measures that count,
    which those of the instalments must have too.
    """
    found: list[list[DeliveryEvent]] = [[] for _ in instalments]
    remaining = list(range(len(instalments)))
    while remaining:
        unit = instalments[remaining[0]].amount.unit
        group = [index for index in remaining if in_unit(instalments[index].amount, unit)]
        remaining = sorted({*remaining}.difference(group))
        for stage in ARRIVED:
            shares = _shares(stage, pool, [instalments[index] for index in group], order)
            for index, events in zip(group, shares, strict=True):
                found[index] += events
    return found


def _shares(
    stage: str, pool: Deliveries, instalments: Sequence[Instalment], order: Callable[[DeliveryEvent], Any]
) -> list[list[DeliveryEvent]]:
    """The shares at one stage, of instalments whose units convert into each other."""
    unit = instalments[0].amount.unit
    found: list[list[DeliveryEvent]] = [[] for _ in instalments]
    amounts = (in_unit(one.amount, unit) for one in instalments)
    total, filling = _RunningTotals(), _Filling([amount.value for amount in amounts if amount])
    events: list[tuple[int | None, _RunningTotals, int, DeliveryEvent]]
    events = [(None, total, number, event) for number, event in pool.arriving_at(stage, unit)]
    if not events:
        return found
    for place, one in enumerate(instalments):
        arrived = _RunningTotals()
        events += ((place, arrived, number, event) for number, event in one.deliveries.arriving_at(stage, unit))
    measure = pool.measures.of(stage, unit)
    with localcontext(WIDE):
        for index, totals, number, event in sorted(events, key=lambda item: order(item[3])):
            if index is None and is_level(event):
                for share in found:
                    share.append(event)
                continue
            totals.add(number, event)
            if index is not None:
                filling.arrive(index, totals.largest)
            for changed, value in filling.fill(total.largest):
                part = replace(event.amount, value=value, unit=unit)
                found[changed].append(replace(event, amount=part, measure=measure, kind="flow"))
    return found


class _Filling:
    """The shares of instalments in a pool, each filled before the next.

    Every instalment before `_next` has all that it lacks, every one after it has nothing, so a change costs no more
    than the number of shares that it changes.
    """

    def __init__(self, amounts: Sequence[Decimal]) -> None:
        self._amounts, self._lacks = amounts, list(amounts)
        self._shares = [Decimal(0)] * len(amounts)
        self._allotted, self._next = Decimal(0), 0
        self._before: dict[int, Decimal] = {}

    def arrive(self, index: int, arrived: Decimal) -> None:
        """Set what arrived at an instalment itself."""
        self._lacks[index] = max(self._amounts[index] - arrived, Decimal(0))
        if index < self._next or self._shares[index] > self._lacks[index]:
            self._set(index, self._lacks[index])

    def fill(self, total: Decimal) -> list[tuple[int, Decimal]]:
        """Divide the total of the pool; return the differences from the shares before."""
        while self._allotted < total and self._next < len(self._shares):
            room = self._lacks[self._next] - self._shares[self._next]
            self._set(self._next, self._shares[self._next] + min(room, total - self._allotted))
            if self._shares[self._next] < self._lacks[self._next]:
                break
            self._next += 1
        while self._allotted > max(total, Decimal(0)):
            if self._next == len(self._shares) or not self._shares[self._next]:
                self._next -= 1
            taken = min(self._shares[self._next], self._allotted - max(total, Decimal(0)))
            self._set(self._next, self._shares[self._next] - taken)
        before, self._before = self._before, {}
        return [(n, self._shares[n] - was) for n, was in sorted(before.items()) if self._shares[n] != was]

    def _set(self, index: int, share: Decimal) -> None:
        self._before.setdefault(index, self._shares[index])
        self._allotted += share - self._shares[index]
        self._shares[index] = share


class _RunningTotals:
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
    with localcontext(WIDE):
        return replace(event, amount=replace(level, value=level.value - baseline.value))


def level_to_reach(amount: Amount | None, terms: Terms) -> Amount | None:
    """The baseline and the amount together, if the amount is an increase."""
    baseline = terms.baseline
    if not terms.increment or amount is None or baseline is None:
        return None
    with localcontext(WIDE):
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
    """The sum of amounts in one unit, at least one; the qualifier is `about` if their qualifiers differ."""
    qualifiers = {part.qualifier for part in parts}
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
        key = event.stage, event.measure, event.amount.unit, event.amount.per
        if is_level(event):
            levels[key] = [event.amount]
        elif event.kind == "so_far":
            found[key] = [event.amount]
        else:
            found.setdefault(key, []).append(event.amount)
    return {key: total(parts) for key, parts in (found | ({} if is_part else levels)).items()}


def first_deliveries(history: Iterable[AnyEvent], *, is_part: bool) -> list[FirstDelivery]:
    """The first delivery of each stage and unit in a history; retracted deliveries come last.

    The levels of a part do not count for its umbrella and are left out.
    """
    events = [event for event in history if isinstance(event, DeliveryEvent)]
    retracted = retractions(history) if events else {}
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
    earliest: dict[tuple[str, str, str, str], FirstDelivery] = {}
    for first in sorted(found, key=lambda first: (first.is_retracted, first.recorded_at, first.id, first.rank)):
        earliest.setdefault((first.kind, first.stage, first.amount.unit, first.amount.per), first)
    return list(earliest.values())


def is_level(event: DeliveryEvent) -> bool:
    """True if the delivery replaces the one before it: a level or a percentage, which is never added up."""
    return event.kind == "level" or event.amount.unit.startswith("%")


def _can_count(amount: Amount, unit: str) -> bool:
    return not amount.per and (amount.unit == unit or is_of_one_kind(amount.unit, unit))
