"""Whether it is late, against which version of its deadline, and how the deadline moved."""

from datetime import date
from typing import Final, Literal, get_args

from msgspec import Struct

from tracker.commitment import CLOSED_STATUSES, DeadlineEvent
from tracker.dates import Span
from tracker.state.evidence import citations_of
from tracker.state.fold import State, took_effect

Basis = Literal["current", "original"]
Timeliness = Literal[
    "undated",
    "awaiting_trigger",
    "upcoming",
    "due_soon",
    "in_grace",
    "overdue",
    "met_on_time",
    "met_late",
    "closed",
    "suspended",
]
BASES: Final[tuple[str, ...]] = get_args(Basis)
TIMELINESS: Final[tuple[str, ...]] = get_args(Timeliness)
SOON: Final = 30


class Move(Struct, frozen=True):
    """A deadline that moved; `days` is None where one of the two has no date.

    `late`: made after the old day had passed; None where it is not known when the move was made.
    `silent`: nobody is cited for it, with the event or later for that very date.
    """

    event: DeadlineEvent
    before: Span | None
    after: Span | None
    days: int | None
    late: bool | None
    silent: bool


def version_in_force(state: State, basis: Basis = "current") -> DeadlineEvent | None:
    """The version to measure against: the latest, or on the original basis the first that had a date, if any had."""
    if basis == "original" and (dated := [event for event in state.versions if event.due and not event.awaits]):
        return dated[0]
    return state.versions[-1] if state.versions else None


def due(state: State, basis: Basis = "current") -> Span | None:
    """The due date on a basis; None where there is no date or not yet one."""
    version = version_in_force(state, basis)
    return version.due if version else None


def moves(state: State) -> tuple[Move, ...]:
    """Every change of the day, once there was a day to change; a more precise way to write one day is none."""
    found: list[Move] = []
    before: DeadlineEvent | None = None
    dated = False
    for event in state.versions:
        if before and dated and _last(before) != _last(event):
            found.append(_move(before, event, state))
        before, dated = event, dated or event.due is not None
    return tuple(found)


def slip_days(state: State) -> int | None:
    """The due day in force less the original one, in days; negative when brought forward."""
    original, current = due(state, "original"), due(state)
    return (current.last - original.last).days if original and current else None


def grace_days(state: State) -> int:
    """The days after the due day in which it is not yet overdue."""
    return next((event.grace_days for event in reversed(state.deadlines) if event.grace_days is not None), 0)


def not_before(state: State) -> Span | None:
    """The earliest day on which it may be done, if the terms name one."""
    return next((event.not_before for event in reversed(state.deadlines) if event.not_before), None)


def overdue_days(state: State, basis: Basis = "current", target: Span | None = None) -> int | None:
    """Days since the due day for what is overdue, None for what is not; grace defers it but is not taken off."""
    deadline = target or due(state, basis)
    if deadline is None or timeliness(state, basis, target) != "overdue":
        return None
    return (state.day - deadline.last).days


def timeliness(state: State, basis: Basis = "current", target: Span | None = None) -> Timeliness:
    """How it stands against its deadline, or against the partial target that is open before it.

    Passing a deadline never changes the status itself.
    """
    if state.status in CLOSED_STATUSES:
        return _outcome(state, basis)
    if state.status == "suspended":
        return "suspended"
    if target:
        return _clock(state, (target.last - state.day).days)
    version = version_in_force(state, basis)
    if version and version.awaits:
        return "awaiting_trigger"
    if version is None or version.due is None:
        return "undated"
    return _clock(state, (version.due.last - state.day).days)


def _clock(state: State, days_left: int) -> Timeliness:
    if days_left >= 0:
        return "due_soon" if days_left <= SOON else "upcoming"
    if state.terms.nature == "refrain":
        return "closed"  # a standstill lapses
    if state.status == "proposed":
        return "awaiting_trigger"  # nobody has agreed yet, so no clock runs
    return "in_grace" if -days_left <= grace_days(state) else "overdue"


def made_on(state: State) -> date:
    """The day the promise was made: as its terms say, else the day of its first event."""
    made = state.terms.made_on
    return made.first if made else took_effect(state.events[0], state.zone)


def met_on(state: State) -> date | None:
    """The day it was met; None if it was not."""
    return took_effect(state.statuses[-1], state.zone) if state.status == "met" else None


def days_late_when_met(state: State, basis: Basis = "current") -> int | None:
    """The day it was met less the due day, in days, negative when early; None for what is not met or has no date."""
    deadline = due(state, basis)
    met = met_on(state)
    return (met - deadline.last).days if met and deadline else None


def _outcome(state: State, basis: Basis) -> Timeliness:
    late = days_late_when_met(state, basis)
    if late is None:
        return "closed"
    return "met_on_time" if late <= grace_days(state) else "met_late"


def _last(event: DeadlineEvent) -> date | None:
    return event.due.last if event.due else None


def _move(before: DeadlineEvent, after: DeadlineEvent, state: State) -> Move:
    old, new = _last(before), _last(after)
    days = (new - old).days if old and new else None
    late = took_effect(after, state.zone) > old if old and after.on else None
    return Move(after, before.due, after.due, days, late, _is_silent(after, state))


def _is_silent(event: DeadlineEvent, state: State) -> bool:
    written = str(event.due or event.words)
    cited = (citation for citation in citations_of(state, "deadline") if citation.side == "supports")
    return event.source is None and not any(citation.value == written for citation in cited)
