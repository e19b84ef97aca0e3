"""Partial targets inside one commitment: which are reached, which is missed, which comes next.

Targets with an amount are counted up: the third of 8 bn a year is reached at 24 bn delivered or disbursed, whenever
that was. One without an amount is reached when a source for the field `target` says so, naming its date as written.
"""

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from tracker.amounts import Amount
from tracker.commitment import Target
from tracker.state.delivery import Delivered, in_unit
from tracker.state.fold import State

FIELD = "target"


class Step(Struct, frozen=True):
    """A target, all that was to be delivered by its day, and whether it is reached."""

    target: Target
    total: Amount | None
    reached: bool


def steps(state: State, done: Delivered) -> tuple[Step, ...]:
    """The targets in the order of their days; `done` is what was delivered to the commitment and to its parts."""
    before: list[Amount] = []
    found = []
    for target in sorted(state.terms.schedule, key=lambda target: target.due.last):
        total = None
        if target.amount:
            before.append(target.amount)
            total = replace(target.amount, value=_together(before, target.amount.unit))
        found.append(Step(target, total, _is_reached(state, target, total, done)))
    return tuple(found)


def _together(amounts: Iterable[Amount], unit: str) -> Decimal:
    """The sum of the figures that are in a unit or convert into it."""
    figures = (amount if amount.unit == unit else in_unit(amount, unit) for amount in amounts)
    return sum((figure.value for figure in figures if figure), Decimal(0))


def open_step(found: Iterable[Step]) -> Step | None:
    """The first target that is not reached: the missed one, or else the next."""
    return next((step for step in found if not step.reached), None)


def _is_reached(state: State, target: Target, total: Amount | None, done: Delivered) -> bool:
    if total:
        arrived = done.certain.arrived(total.unit)
        return (arrived.value if arrived else Decimal(0)) >= total.value
    return any(
        event.field == FIELD and event.side == "supports" and event.value == target.due.text
        for event in state.citations
    )
