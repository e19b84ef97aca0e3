"""What was delivered, by stage: sums of one currency or unit at a time, and their share of what was promised."""

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from typing import Final

from msgspec.structs import replace

from tracker.amounts import Amount, Qualifier
from tracker.commitment import STAGES, DeliveryEvent
from tracker.errors import NotPossible
from tracker.state.fold import State

_REACHED: Final = frozenset({"delivered", "disbursed"})
# A share is given to so many places; fewer would be rounded twice where people see it as a percentage.
PLACES: Final = Decimal("0.000001")
# Room for the largest figure that an amount can have over the smallest.
EXACT: Final = Context(prec=100)


def amount(state: State) -> Amount | None:
    """The amount in force; versions are never added up."""
    return state.amounts[-1].amount if state.amounts else None


def original_amount(state: State) -> Amount | None:
    """The amount as first promised."""
    return state.amounts[0].amount if state.amounts else None


def totals(deliveries: Iterable[DeliveryEvent]) -> dict[tuple[str, str], Amount]:
    """The sum of deliveries by stage and unit, in the order of the stages; reversals are negative and count too."""
    groups: dict[tuple[str, str, str], list[Amount]] = {}
    for event in sorted(deliveries, key=lambda event: STAGES.index(event.stage)):
        groups.setdefault((event.stage, event.amount.unit, event.amount.per), []).append(event.amount)
    return {(stage, f"{unit}{'/yr' if per else ''}"): total(parts) for (stage, unit, per), parts in groups.items()}


def outstanding(whole: Amount, deliveries: Iterable[DeliveryEvent]) -> Amount:
    """What is left of an amount after the larger of what was delivered and what was disbursed; at least nothing."""
    left = whole.value - delivered_of(whole.unit, deliveries)
    return replace(whole, value=max(left, Decimal(0)))


def delivered_of(unit: str, deliveries: Iterable[DeliveryEvent]) -> Decimal:
    """What reached its end in a unit: the larger of what was disbursed and what was delivered."""
    by_stage: dict[str, Decimal] = {}
    for event in deliveries:
        if event.amount.unit == unit and event.stage in _REACHED:
            by_stage[event.stage] = by_stage.get(event.stage, Decimal(0)) + event.amount.value
    return max(by_stage.values(), default=Decimal(0))


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
