"""Lateness: which source says that an overdue promise has not been performed, and the day of the last news.

That a due day has passed proves nothing: nobody may have told of what was done. `reported` is what somebody says;
`unreported` is what nothing is known of either way.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, Literal, get_args

from tracker.model.commitment import (
    AnyEvent,
    AssessmentEvent,
    CitationEvent,
    DeadlineEvent,
    DeliveryEvent,
    Event,
    PositionEvent,
    RetractionEvent,
    ReviewEvent,
    TermsEvent,
)
from tracker.model.status import MEANINGS
from tracker.state.fold import State
from tracker.state.sources import latest_positions, own_source

Lateness = Literal["", "reported", "unreported"]
LATENESS: Final[tuple[str, ...]] = get_args(Lateness)[1:]
DELIVERY: Final = "delivery"  # the field that a source speaks against when it says that nothing came
_DESK_EVENTS: Final = (AssessmentEvent, ReviewEvent, TermsEvent, RetractionEvent)
_STATEMENTS: Final = (CitationEvent, PositionEvent, AssessmentEvent)
_DISPLEASED: Final = frozenset({"dissatisfied", "disputes"})
_BEHIND: Final = frozenset({"off_track", "stalled"})


def latest_report(
    state: State, due: date, measured: DeadlineEvent | None, arrived: Iterable[DeliveryEvent]
) -> AnyEvent | None:
    """The newest event by which it is known not to have been done by a due day, which has passed; None without one.

    It tells of the due day or of a later one, and was known then: an earlier fact that is typed in later is no report.
    An obligor who says that it will not be done says so as soon as that day is promised. `measured` is the version with
    that due day, `arrived` what counts of the deliveries, which fall short.
    """
    told = [event for event in _reports(state, due, measured, arrived) if _is_after(event, due, state)]
    said = (*told, *_obligor_admissions(state, measured))
    return max(said, key=lambda event: (state.known_on(event), state.event_days.order(event)), default=None)


def last_news(states: Iterable[State], today: date) -> date | None:
    """The last day until today on which a sourced event became known; what the desk judged or looked for is no news.

    A known day that is only assumed says when it was typed in, so the day of the event counts.
    """
    days = (
        state.event_days.published_on(event)
        for state in states
        for event in state.events
        if event.source and not isinstance(event, _DESK_EVENTS)
    )
    return max((day for day in days if day <= today), default=None)


def last_looked(state: State) -> date | None:
    """The last day on which somebody of the desk looked."""
    return max((state.took_effect(event) for event in state.reviews if event.found), default=None)


def next_look(state: State) -> ReviewEvent | None:
    """The latest review, if it says when to look again."""
    latest = state.reviews[-1] if state.reviews else None
    return latest if latest and latest.next else None


# ---- what tells --------------------------------------------------------------------------------


def _reports(
    state: State, due: date, measured: DeadlineEvent | None, arrived: Iterable[DeliveryEvent]
) -> Iterator[AnyEvent]:
    """The events that would say so, were they of the due day or later; only the desk and a party need no source."""
    yield from (event for event in state.statuses if event.source and MEANINGS[event.status].is_running)
    yield from _denials(state)
    yield from (
        event
        for (party, _), event in latest_positions(state).items()
        if party in state.terms.obligee and event.position in _DISPLEASED
    )
    yield from (event for event in state.of_kind(AssessmentEvent)[-1:] if event.assessment in _BEHIND)
    yield from _late_moves(state, due, measured)
    yield from (event for event in arrived if event.source)


def _late_moves(state: State, due: date, measured: DeadlineEvent | None) -> Iterator[AnyEvent]:
    """The versions after the one that is measured against which a source tells of, made after the due day."""
    later = state.versions.index(measured) + 1 if measured in state.versions else 0
    for event in state.versions[later:]:
        if own_source(state, event) and state.took_effect(event) > due:
            yield event


def _denials(state: State) -> Iterator[CitationEvent]:
    """The sources that say of the delivery that it did not come."""
    against = (event for event in state.citations if event.field == DELIVERY and event.side == "contradicts")
    return (event for event in against if event.source)


def _obligor_admissions(state: State, measured: DeadlineEvent | None) -> Iterator[CitationEvent]:
    """The obligor's own word that it will not be done, since the version that is measured against was in force."""
    since = state.took_effect(measured) if measured else date.min
    for event in _denials(state):
        if event.source and event.source.party == "obligor" and state.took_effect(event) >= since:
            yield event


def _is_after(event: Event, due: date, state: State) -> bool:
    """True if an event became known, and certainly happened, on or after the due day.

    What is said on an unknown day is said by its known day; what happened on one may have happened before.
    """
    known = state.known_on(event)
    if event.on is None:
        return known >= due and isinstance(event, _STATEMENTS)
    return known >= due and event.on.first >= due
