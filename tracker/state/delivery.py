"""What was delivered, by stage: sums of one currency or unit at a time, and their share of what was promised."""

from collections.abc import Iterable
from decimal import Context, Decimal
from typing import Final

from tracker.amounts import Amount, Qualifier
from tracker.commitment import STAGES, DeliveryEvent
from tracker.errors import NotPossible
from tracker.state.fold import State

# Room for the largest figure that an amount can have over the smallest.
_WIDE: Final = Context(prec=100)


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
    return {(stage, f"{unit}{'/yr' if per else ''}"): _total(parts) for (stage, unit, per), parts in groups.items()}


def share(part: Amount | None, whole: Amount | None) -> Decimal | None:
    """A part over the whole, as a fraction; None where the units differ or the whole is nothing.

    >>> share(Amount(Decimal(109), "USD"), Amount(Decimal(550), "USD"))
    Decimal('0.1982')
    """
    if part is None or whole is None or (part.unit, part.per) != (whole.unit, whole.per) or not whole.value:
        return None
    return (part.value / whole.value).quantize(Decimal("0.0001"), context=_WIDE)


def _total(parts: list[Amount]) -> Amount:
    qualifiers = {part.qualifier for part in parts}
    qualifier: Qualifier = qualifiers.pop() if len(qualifiers) == 1 else "about"
    total = sum((part.value for part in parts), Decimal(0))
    try:
        return Amount(total, parts[0].unit, qualifier, parts[0].per)
    except ValueError as error:
        raise NotPossible("a sum of deliveries", str(error), "correct the figures that are added up") from None
