"""Partial targets inside one commitment: which are reached, which is missed, which comes next.

Targets with an amount are counted up: the third of 8 bn a year is reached at 24 bn delivered or disbursed, whenever
that was. One without an amount is reached when a source for the field `target` says so, naming its date as written.
"""

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.amounts import Amount
from tracker.model.commitment import Target
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
    units = {target.amount.unit for target in state.terms.schedule if target.amount}
    certain = done.certain
    came = {unit: arrived.value if (arrived := certain.arrived(unit)) else Decimal(0) for unit in units}
    told = {event.value for event in state.citations if event.field == FIELD and event.side == "supports"}
    before = dict.fromkeys(units, Decimal(0))
    found = []
    for target in sorted(state.terms.schedule, key=lambda target: target.due.last):
        if amount := target.amount:
            before = {unit: value + _figure(amount, unit) for unit, value in before.items()}
            total = replace(amount, value=before[amount.unit])
            found.append(Step(target, total, came[amount.unit] >= total.value))
        else:
            found.append(Step(target, None, target.due.text in told))
    return tuple(found)


def _figure(amount: Amount, unit: str) -> Decimal:
    """A figure in a unit; nothing where it does not convert into it."""
    found = amount if amount.unit == unit else in_unit(amount, unit)
    return found.value if found else Decimal(0)


def open_step(found: Iterable[Step]) -> Step | None:
    """The first target that is not reached: the missed one, or else the next."""
    return next((step for step in found if not step.reached), None)
