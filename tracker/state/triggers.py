"""Deadlines that wait for another commitment: once that is met they have a date, counted from the day it was met."""

from collections.abc import Callable
from datetime import date

from msgspec.structs import replace

from tracker.commitment import AnyEvent, DeadlineEvent
from tracker.deadlines import started
from tracker.errors import BadUsage
from tracker.state.fold import State

MetOn = Callable[[str], date | None]


def triggered(state: State, met_on: MetOn) -> State:
    """The state with a date for every deadline whose trigger has come; `met_on` tells when a ref was met, if it was."""
    if not any(event.awaits for event in state.deadlines):
        return state
    return replace(state, events=tuple(_dated(event, met_on) for event in state.events))


def _dated(event: AnyEvent, met_on: MetOn) -> AnyEvent:
    if not isinstance(event, DeadlineEvent) or not event.awaits:
        return event
    day = met_on(event.awaits)
    if day is None:
        return event
    try:
        due = started(event.words, day)
    except BadUsage:  # a year whose holidays nobody has listed: it goes on waiting
        return event
    return replace(event, due=due, awaits="") if due else event
