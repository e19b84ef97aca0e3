"""Deadlines that wait for another commitment: once that is met they have a date, counted from the day it was met."""

from collections.abc import Mapping

from msgspec.structs import replace

from tracker.commitment import AnyEvent, DeadlineEvent
from tracker.deadlines import started
from tracker.errors import BadUsage
from tracker.state.fold import State
from tracker.state.timing import met


def triggered(state: State, states: Mapping[str, State]) -> State:
    """The state with a date for every deadline that awaits one of the other states, and whose trigger has come."""
    if not any(event.awaits for event in state.deadlines):
        return state
    return replace(state, events=tuple(_dated(event, states) for event in state.events))


def _dated(event: AnyEvent, states: Mapping[str, State]) -> AnyEvent:
    if not isinstance(event, DeadlineEvent) or not event.awaits:
        return event
    awaited = states.get(event.awaits)
    days = met(awaited) if awaited else None
    if days is None:
        return event
    try:
        due = started(event.words, days.last)
    except BadUsage:  # a year whose holidays nobody has listed: it goes on waiting
        return event
    return replace(event, due=due, awaits="") if due else event
