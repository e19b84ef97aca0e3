"""Who says that what is past due has not been done, and when anything was last heard of it.

That a due day has passed proves nothing: nobody may have told of what was done. `reported` is what somebody says;
`unreported` is what nothing is known of either way.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, get_args

from tracker.commitment import (
    AnyEvent,
    AssessmentEvent,
    CitationEvent,
    DeadlineEvent,
    Event,
    RetractionEvent,
    ReviewEvent,
    TermsEvent,
)
from tracker.state.evidence import latest_positions
from tracker.state.fold import State
from tracker.statuses import is_closed

Lateness = Literal["", "reported", "unreported"]
LATENESS: Final[tuple[str, ...]] = get_args(Lateness)[1:]
DELIVERY: Final = "delivery"  # the field that a source speaks against when it says that nothing came
_OWN: Final = (AssessmentEvent, ReviewEvent, TermsEvent, RetractionEvent)
_DISPLEASED: Final = frozenset({"dissatisfied", "disputes"})
_BEHIND: Final = frozenset({"off_track", "stalled"})


def newest_report(state: State, due: date, measured: DeadlineEvent | None) -> AnyEvent | None:
    """The newest event by which it is known not to have been done by a due day, which has passed; None without one.

    It tells of the due day or of a later one, and was known then: an earlier fact that is typed in later is no report.
    An obligor who says that it will not be done says so at any time. `measured` is the version with that due day.
    """
    told = [event for event in _telling(state, due, measured) if _is_after(event, due, state)]
    said = [event for event in _denials(state) if event.source and event.source.party == "obligor"]
    return max((*told, *said), key=lambda event: (state.known_on(event), state.chronology.order(event)), default=None)


def last_news(state: State) -> date | None:
    """The last day on which a sourced event became known; what the desk itself judged or looked for is no news."""
    days = (state.known_on(event) for event in state.events if event.source and not isinstance(event, _OWN))
    return max((min(day, state.day) for day in days), default=None)


def last_looked(state: State) -> date | None:
    """The last day on which somebody of the desk looked."""
    return max((state.took_effect(event) for event in state.reviews if event.found), default=None)


def next_look(state: State) -> ReviewEvent | None:
    """The latest review, if it says when to look again."""
    latest = state.reviews[-1] if state.reviews else None
    return latest if latest and latest.next else None


# ---- what tells --------------------------------------------------------------------------------


def _telling(state: State, due: date, measured: DeadlineEvent | None) -> Iterator[AnyEvent]:
    """The events that would say so, were they of the due day or later."""
    yield from (event for event in state.statuses if event.source and not is_closed(event.status))
    yield from _denials(state)
    yield from (
        event
        for (party, _), event in latest_positions(state).items()
        if party in state.terms.obligee and event.position in _DISPLEASED
    )
    yield from (event for event in state.of(AssessmentEvent)[-1:] if event.assessment in _BEHIND)
    yield from _moved(state, due, measured)
    yield from state.deliveries if state.amounts else ()


def _moved(state: State, due: date, measured: DeadlineEvent | None) -> Iterator[AnyEvent]:
    """The waivers, and the versions after the one that is measured against, made after the due day."""
    later = state.deadlines.index(measured) + 1 if measured in state.deadlines else 0
    for event in state.deadlines[later:]:
        if state.took_effect(event) > due:
            yield event


def _denials(state: State) -> Iterator[CitationEvent]:
    """The sources that say of the delivery that it did not come."""
    return (event for event in state.citations if event.field == DELIVERY and event.side == "contradicts")


def _is_after(event: Event, due: date, state: State) -> bool:
    return state.known_on(event) >= due and state.took_effect(event) >= due
