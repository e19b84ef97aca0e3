"""The measure by which what was delivered counts: the one that the terms name, else the one recorded first."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from tracker.amounts import Amount
from tracker.commitment import AnyEvent, DeliveryEvent
from tracker.state.chronology import retractions
from tracker.units import is_of_one_kind


class First(NamedTuple):
    """A delivery that may decide which measure counts: the first that was recorded of a stage and a unit.

    `place`: where its commitment stands among others, for what was recorded at the same time.
    """

    recorded_at: datetime
    id: int
    stage: str
    measure: str
    amount: Amount
    is_level: bool
    is_gone: bool
    place: int = 0


class Measures(Struct, frozen=True):
    """The measures of a commitment and of its parts, in the order of recording; those taken back come last.

    `named`: the measure of the terms, which counts at the `stages`. `unit`: the unit that decides which deliveries can
    count, where the figures themselves are converted; empty: their own.
    """

    firsts: tuple[First, ...] = ()
    named: str = ""
    stages: frozenset[str] = frozenset()
    unit: str = ""

    def of(self, stage: str, unit: str) -> str:
        """The measure that counts at a stage in a unit: of what could count there, the one that was recorded first."""
        if self.named and stage in self.stages:
            return self.named
        there = [first for first in self.firsts if first.stage == stage]
        able = (first for first in there if _could_count(first.amount, self.unit or unit))
        found = next(able, there[0] if there else None)
        return found.measure if found else ""


def firsts(history: Iterable[AnyEvent], *, is_part: bool) -> list[First]:
    """The first delivery of each stage and unit in a history, and after those that stand, of each taken back.

    The levels of a part are not its umbrella's.
    """
    events = [event for event in history if isinstance(event, DeliveryEvent)]
    gone = retractions(history) if events else {}
    found = (
        First(
            *(event.recorded_at, event.id, event.stage, event.measure, event.amount),
            is_level(event),
            event.id in gone or None in gone,
        )
        for event in events
    )
    return first_of_each(first for first in found if not (is_part and first.is_level))


def first_of_each(found: Iterable[First]) -> list[First]:
    """The first of each stage and unit, in the order of recording; those taken back come last."""
    kept: dict[tuple[str, str, str], First] = {}
    for first in sorted(found, key=lambda first: (first.is_gone, first.recorded_at, first.id, first.place)):
        kept.setdefault((first.stage, first.amount.unit, first.amount.per), first)
    return list(kept.values())


def is_level(event: DeliveryEvent) -> bool:
    """True if it replaces the figure before it: a level or a share, which is never added up."""
    return event.kind == "level" or event.amount.unit.startswith("%")


def _could_count(amount: Amount, unit: str) -> bool:
    return not amount.per and (amount.unit == unit or is_of_one_kind(amount.unit, unit))
