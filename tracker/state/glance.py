"""What a glance at a commitment tells: that it cannot matter to who asks for what is late, or that it might.

No state is worked out here. Whatever might matter goes through the fold, and so does what a glance cannot tell.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, TypeGuard

from msgspec import Raw, Struct

from tracker.commitment import CLOSED_STATUSES
from tracker.moment import When, local_day

ISO_DAY: Final = len("2026-02-17")
# Events that may change what any other event says.
REACHING: Final = frozenset({"terms", "retraction"})
A_DAY: Final = timedelta(days=1)


class GlimpsedTerms(Struct, frozen=True):
    """Of the terms, what can make a commitment late beside its deadline, and what it is a part of."""

    parent: str = ""
    schedule: tuple[Raw, ...] = ()


class GlimpsedEvent(Struct, frozen=True):
    """Of an event, what decides on status and deadline, as it is written."""

    event: str
    on: str | None = None
    status: str = ""
    change: str = ""
    due: str | None = None
    awaits: str = ""
    corrects: int | None = None


class Glimpse(Struct, frozen=True):
    """Of a commitment, what a glance takes in."""

    ref: str
    terms: GlimpsedTerms
    history: tuple[GlimpsedEvent, ...] = ()


def concerned(refs: Iterable[str], glimpses: Iterable[Glimpse | None], when: When) -> list[str]:
    """The refs of what may be late, or have no day to be late by, and of what is needed to tell of them.

    That is what they wait for, and all that is under them. The order stays; None is what a glance cannot tell.
    """
    earliest, latest = _days(when)
    order = list(refs)
    found: set[str] = set()
    parts: dict[str, list[str]] = {}
    for ref, glimpse in zip(order, glimpses, strict=True):
        if glimpse is None:
            found.add(ref)
            continue
        parts.setdefault(glimpse.terms.parent, []).append(ref)
        if _may_be_late(glimpse, earliest, latest):
            found.add(ref)
            found.update(event.awaits for event in glimpse.history if event.awaits)
    waiting = list(found)
    while waiting:
        under = [ref for ref in parts.pop(waiting.pop(), ()) if ref not in found]
        found.update(under)
        waiting.extend(under)
    return [ref for ref in order if ref in found]


def _days(when: When) -> tuple[str, str]:
    """The first and the last day that it can be then, wherever a commitment has its zone."""
    day = local_day(when, "UTC")
    try:
        return (day - A_DAY).isoformat(), (day + A_DAY).isoformat()
    except OverflowError:  # the first or the last day there is: nothing has come for certain
        return "", ""


def _may_be_late(glimpse: Glimpse, earliest: str, latest: str) -> bool:
    if glimpse.terms.schedule or any(event.event in REACHING for event in glimpse.history):
        return True
    statuses = [event for event in glimpse.history if event.event == "status"]
    return not (_is_closed(statuses, earliest) or _is_due_later(glimpse, statuses, earliest, latest))


def _is_closed(statuses: list[GlimpsedEvent], earliest: str) -> bool:
    """Whether one that closes certainly took effect after all others."""
    last = max(statuses, key=lambda event: event.on or "", default=None)
    if last is None or last.status not in CLOSED_STATUSES or not _has_come(last, earliest):
        return False
    return all(event is last or (_is_day(event.on) and event.on != last.on) for event in statuses)


def _is_due_later(glimpse: Glimpse, statuses: list[GlimpsedEvent], earliest: str, latest: str) -> bool:
    """Whether it has a due day, and none that it was ever given has come; nothing else keeps it from being measured."""
    deadlines = [event for event in glimpse.history if event.event == "deadline"]
    return (
        any(_has_come(event, earliest) and _is_version(event) for event in deadlines)
        and all(_is_day(event.due) and event.due >= latest and not event.awaits for event in deadlines)
        and all(event.status != "suspended" for event in statuses)
    )


def _is_version(event: GlimpsedEvent) -> bool:
    return event.change != "waiver" and event.corrects is None


def _has_come(event: GlimpsedEvent, earliest: str) -> bool:
    return _is_day(event.on) and event.on <= earliest


def _is_day(text: str | None) -> TypeGuard[str]:
    """Whether a date is written as one day; of others only the fold knows when they end."""
    return text is not None and len(text) == ISO_DAY and text.isascii() and text[4] == text[7] == "-"
