"""Deliveries by stage and by measure: sums within one unit, and which of them counts.

The deliveries of one measure are a series; two series are never added up. A running total takes the place of what came
before it in its commitment, a level that of the level before it. Of what was disbursed and what was delivered the
larger arrived, never their sum.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Context, Decimal
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import NotPossible
from tracker.model.amounts import Amount, Qualifier, converted, is_of_one_kind
from tracker.model.commitment import STAGES, AnyEvent, DeliveryEvent
from tracker.state.fold import State, retractions

ARRIVED: Final = ("disbursed", "delivered")
# A share is given to so many places; fewer would be rounded twice where people see it as a percentage.
PLACES: Final = Decimal("0.000001")
# Room for the largest figure that an amount can have over the smallest.
EXACT: Final = Context(prec=100)

# The deliveries of a commitment and of each of its parts, in the order they took effect, its own first.
Histories: TypeAlias = Sequence[Sequence[DeliveryEvent]]


class Series(NamedTuple):
    """The sum at a stage by one measure in one unit; `counts`: it counts towards the amount."""

    stage: str
    measure: str
    total: Amount
    counts: bool


class FirstDelivery(NamedTuple):
    """A delivery that may decide which measure counts: the first that was recorded of a stage and a unit.

    `rank`: where its commitment stands among others, for what was recorded at the same time.
    """

    recorded_at: datetime
    id: int
    stage: str
    measure: str
    amount: Amount
    is_level: bool
    is_retracted: bool
    rank: int = 0


class Measures(Struct, frozen=True):
    """The measures of a commitment and of its parts, in the order of recording; those taken back come last.

    `named`: the measure of the terms, which counts at the `stages`. `unit`: the unit that decides which deliveries can
    count, where the figures themselves are converted; empty: their own.
    """

    first_deliveries: tuple[FirstDelivery, ...] = ()
    named: str = ""
    stages: frozenset[str] = frozenset()
    unit: str = ""

    def of(self, stage: str, unit: str) -> str:
        """The measure that counts at a stage in a unit: of what could count there, the one that was recorded first."""
        if self.named and stage in self.stages:
            return self.named
        there = [first for first in self.first_deliveries if first.stage == stage]
        able = (first for first in there if _could_count(first.amount, self.unit or unit))
        found = next(able, there[0] if there else None)
        return found.measure if found else ""


class Deliveries(NamedTuple):
    """The deliveries of a commitment and of its parts; `measures` tell which measure counts at each stage."""

    histories: Histories
    measures: Measures

    @property
    def series(self) -> list[Series]:
        """Every series in the order of the stages, the one that counts first."""
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
        """The larger of what was disbursed and delivered in a unit; what converts into it counts, None of nothing."""
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
        """The same deliveries without figures that are only upper bounds."""
        histories = tuple(
            tuple(event for event in history if event.amount.qualifier != "up_to") for history in self.histories
        )
        return Deliveries(histories, self.measures)

    def arriving(self, amount: Amount | None) -> Iterable[DeliveryEvent]:
        """The deliveries that count towards an amount that is not yearly, without those that are only upper bounds."""
        if amount is None or amount.per:
            return ()
        return (event for _, event in self._arriving(amount.unit) if event.amount.qualifier != "up_to")

    def _arrives(self, event: DeliveryEvent) -> bool:
        return event.stage in ARRIVED and self.measures.of(event.stage, event.amount.unit) == event.measure

    def completing(self, amount: Amount | None, order: Callable[[DeliveryEvent], object]) -> DeliveryEvent | None:
        """The delivery with which the last unbroken run at or above an amount began; None where it is not reached.

        A yearly amount is never reached by one sum, and a delivery of `up to` so much completes nothing.
        """
        if amount is None or amount.per or not any(self.histories):
            return None
        tally = _Tally()
        reached: DeliveryEvent | None = None
        counted = [item for item in self._arriving(amount.unit) if item[1].amount.qualifier != "up_to"]
        for number, event in sorted(counted, key=lambda item: order(item[1])):  # type: ignore[arg-type,return-value] # a key
            tally.add(number, event)
            reached = (reached or event) if tally.most >= amount.value else None
        return reached

    def _arriving(self, unit: str) -> Iterable[tuple[int, DeliveryEvent]]:
        """The deliveries, disbursed or delivered, that count in a unit, each with the number of its history."""
        for number, history in enumerate(self.histories):
            for event in converted_deliveries(history, unit):
                is_figure = event.amount.unit == unit and not event.amount.per
                if is_figure and self._arrives(event) and not (number and is_level(event)):
                    yield number, event


class _Tally:
    """The sums of a stage as one delivery comes after the other."""

    def __init__(self) -> None:
        self._sums: dict[str, dict[int, Decimal]] = {stage: {} for stage in ARRIVED}
        self._totals = dict.fromkeys(ARRIVED, Decimal(0))
        self._levels: dict[str, Decimal] = {}

    def add(self, number: int, event: DeliveryEvent) -> None:
        """Count a delivery of a history."""
        stage, value = event.stage, event.amount.value
        if is_level(event):
            self._levels[stage] = value
            return
        before = self._sums[stage].get(number, Decimal(0))
        added = EXACT.subtract(value, before) if event.kind == "so_far" else value
        self._sums[stage][number] = EXACT.add(before, added)
        self._totals[stage] = EXACT.add(self._totals[stage], added)

    @property
    def most(self) -> Decimal:
        """The larger of what was disbursed and what was delivered."""
        return max(self._levels.get(stage, self._totals[stage]) for stage in ARRIVED)


def converted_deliveries(history: Sequence[DeliveryEvent], unit: str) -> tuple[DeliveryEvent, ...]:
    """The deliveries in a unit where they convert into it exactly; the others as they are."""
    return tuple(
        event if event.amount.unit == unit else replace(event, amount=in_unit(event.amount, unit) or event.amount)
        for event in history
    )


def in_unit(amount: Amount, unit: str) -> Amount | None:
    """A figure that is no yearly one in a unit that it converts into exactly; None where it does not.

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


def amount(state: State) -> Amount | None:
    """The amount in force; versions are never added up."""
    return state.amounts[-1].amount if state.amounts else None


def original_amount(state: State) -> Amount | None:
    """The amount as first promised."""
    return state.amounts[0].amount if state.amounts else None


def share(part: Amount | None, whole: Amount | None) -> Decimal | None:
    """A part over the whole, as a fraction; None where the units differ or the whole is nothing.

    >>> share(Amount(Decimal(109), "USD"), Amount(Decimal(550), "USD"))
    Decimal('0.198182')
    """
    if part is None or whole is None or (part.unit, part.per) != (whole.unit, whole.per) or not whole.value:
        return None
    return (part.value / whole.value).quantize(PLACES, context=EXACT)


def total(parts: Sequence[Amount]) -> Amount:
    """The sum of at least one amount of one unit; as exact as they all are, else about."""
    qualifiers = {part.qualifier for part in parts}
    qualifier: Qualifier = qualifiers.pop() if len(qualifiers) == 1 else "about"
    value = sum((part.value for part in parts), Decimal(0))
    try:
        return Amount(value, parts[0].unit, qualifier, parts[0].per)
    except ValueError as error:
        raise NotPossible("a sum", str(error), "correct the figures that are added up") from None


def _totals(history: Iterable[DeliveryEvent], *, is_part: bool) -> dict[tuple[str, str, str, str], Amount]:
    """The sums of one commitment by stage, measure, unit and period; the level of a part is not its umbrella's."""
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
    """The first delivery of each stage and unit in a history, and after those that stand, of each taken back.

    The levels of a part are not its umbrella's.
    """
    events = [event for event in history if isinstance(event, DeliveryEvent)]
    gone = retractions(history) if events else {}
    found = (
        FirstDelivery(
            *(event.recorded_at, event.id, event.stage, event.measure, event.amount),
            is_level(event),
            event.id in gone or None in gone,
        )
        for event in events
    )
    return first_of_each(first for first in found if not (is_part and first.is_level))


def first_of_each(found: Iterable[FirstDelivery]) -> list[FirstDelivery]:
    """The first of each stage and unit, in the order of recording; those taken back come last."""
    kept: dict[tuple[str, str, str], FirstDelivery] = {}
    for first in sorted(found, key=lambda first: (first.is_retracted, first.recorded_at, first.id, first.rank)):
        kept.setdefault((first.stage, first.amount.unit, first.amount.per), first)
    return list(kept.values())


def is_level(event: DeliveryEvent) -> bool:
    """True if it replaces the figure before it: a level or a share, which is never added up."""
    return event.kind == "level" or event.amount.unit.startswith("%")


def _could_count(amount: Amount, unit: str) -> bool:
    return not amount.per and (amount.unit == unit or is_of_one_kind(amount.unit, unit))
