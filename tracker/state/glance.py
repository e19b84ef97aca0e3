"""Pre-filter for `list --overdue`: skip commitments that cannot be overdue without decoding them.

To be removed with the index.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, TypeGuard

from msgspec import Struct

from tracker.model.refs import parent_of
from tracker.model.status import CLOSED_STATUSES

ISO_DAY: Final = len("2026-02-17")
CLOSED: Final = frozenset(CLOSED_STATUSES)
# Events that may change what any other event says.
REACHING: Final = frozenset({"terms", "retraction"})
DATING: Final = REACHING | {"deadline"}


class GlimpsedTerms(Struct, frozen=True):
    """Of the terms, what can make a commitment late beside its deadline, and what it is a part of."""

    parent: str = ""
    nature: str = "act"
    every: dict[str, object] | None = None


class GlimpsedEvent(Struct, frozen=True):
    """Of an event, what decides on status and deadline, as it is written."""

    event: str
    on: str | None = None
    status: str = ""
    change: str = ""
    due: str | None = None
    awaits: str = ""
    corrects: int | None = None
    reading: str = ""
    condition: str = ""
    of: str = ""
    terms: GlimpsedTerms | None = None


class Glimpse(Struct, frozen=True):
    """Of a commitment, what a glance takes in."""

    ref: str
    terms: GlimpsedTerms
    history: tuple[GlimpsedEvent, ...] = ()


def concerned(glimpses: Iterable[Glimpse | None], first: date, last: date, *, counting: bool = True) -> list[int]:
    """The places of those that may be late, of what they wait for, and of what was delivered under them.

    Every milestone is among them, with what it is inside of.

    The day lies between two, in whatever zone. When `counting`, also of those that may have no day to be late by.
    None is what a glance cannot tell.
    """
    earliest, latest = first.isoformat(), last.isoformat()
    places: dict[str, int] = {}
    parts: dict[str, list[str]] = {}
    delivering: set[str] = set()
    found: set[int] = set()
    needed: set[str] = set()
    for place, glimpse in enumerate(glimpses):
        if glimpse is None:
            found.add(place)
            continue
        places[glimpse.ref] = place
        umbrella = parent_of(glimpse.ref)
        for parent in {
            umbrella,
            glimpse.terms.parent,
            *(event.terms.parent for event in glimpse.history if event.terms),
        } - {""}:
            parts.setdefault(parent, []).append(glimpse.ref)
        kinds = {event.event for event in glimpse.history}
        if "delivery" in kinds:
            delivering.add(glimpse.ref)
        if umbrella:
            needed.add(glimpse.ref)
            needed.update(event.awaits for event in glimpse.history if event.awaits)
            while umbrella:
                needed.add(umbrella)
                umbrella = parent_of(umbrella)
        elif kinds.isdisjoint(DATING) and not _is_recurring(glimpse):
            found.update([place] if counting else [])
        elif _is_recurring(glimpse) or not _is_out_of_question(glimpse, kinds, earliest, latest):
            needed.add(glimpse.ref)
            needed.update(event.awaits for event in glimpse.history if event.awaits)
    waiting = list(needed)
    while waiting:
        under = [ref for ref in parts.pop(waiting.pop(), ()) if ref in delivering or ref in parts]
        needed.update(under)
        waiting.extend(under)
    return sorted(found.union(places[ref] for ref in needed if ref in places))


def _is_recurring(glimpse: Glimpse) -> bool:
    """True if it ever was a recurring duty, whose periods have due days."""
    return bool(glimpse.terms.every) or any(event.terms and event.terms.every for event in glimpse.history)


def _is_out_of_question(glimpse: Glimpse, kinds: set[str], earliest: str, latest: str) -> bool:
    """True if it is certainly closed, or certainly has a due day that has not come."""
    reads_apart = glimpse.terms.nature != "act" or any(event.of for event in glimpse.history)
    if reads_apart or not kinds.isdisjoint(REACHING):
        return False
    statuses = [event for event in glimpse.history if event.event == "status"]
    if _is_closed(statuses, earliest):
        return True
    return _is_due_later(statuses, [event for event in glimpse.history if event.event == "deadline"], earliest, latest)


def _is_closed(statuses: list[GlimpsedEvent], earliest: str) -> bool:
    """True if the last status closes it, and certainly took effect after all others."""
    if not statuses or statuses[-1].status not in CLOSED:
        return False
    *others, last = statuses
    if not (_is_day(last.on) and last.on <= earliest):
        return False
    return all(_is_day(event.on) and event.on < last.on for event in others)


def _is_due_later(statuses: list[GlimpsedEvent], deadlines: list[GlimpsedEvent], earliest: str, latest: str) -> bool:
    """True if it has a due day, no due day that it ever had has come, and it was never suspended."""
    has_one = False
    for event in deadlines:
        if event.awaits or not _is_day(event.due) or event.due < latest:
            return False
        has_one = has_one or (_is_version(event) and _is_day(event.on) and event.on <= earliest)
    return has_one and not [event for event in statuses if event.status == "suspended"]


def _is_version(event: GlimpsedEvent) -> bool:
    binds = event.change not in {"waiver", "forecast"} and not event.condition and not event.reading
    return binds and event.corrects is None


def _is_day(text: str | None) -> TypeGuard[str]:
    """True if a date is written as one day; only the fold knows when other dates end."""
    return text is not None and len(text) == ISO_DAY and text.isascii() and text[4] == text[7] == "-"
