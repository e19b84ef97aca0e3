"""Evidence of lateness: reports of non-performance, the last news, and the reviews of the desk."""

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
from tracker.model.dates import DateSpan
from tracker.model.status import MEANINGS
from tracker.state.fold import State
from tracker.state.sources import contradictions, is_copy, latest_positions, own_source

Lateness = Literal["", "reported", "unreported", "contested"]
LATENESS: Final[tuple[str, ...]] = get_args(Lateness)[1:]
DELIVERY: Final = "delivery"  # the field that a source contradicts to report that nothing was delivered
QUIET: Final = 90  # days without news or review after which a commitment deserves a review
_DESK_EVENTS: Final = (AssessmentEvent, ReviewEvent, TermsEvent, RetractionEvent)
_STATEMENTS: Final = (CitationEvent, PositionEvent, AssessmentEvent)
_DISPLEASED: Final = frozenset({"dissatisfied", "disputes"})
_BEHIND: Final = frozenset({"off_track", "stalled"})
_DECISIVE: Final = _BEHIND | {"on_track"}


def latest_report(
    state: State, due: date, measured: DeadlineEvent | None, arrived: Iterable[DeliveryEvent]
) -> AnyEvent | None:
    """The newest event that reports non-performance by a due day that has passed; None without one.

    A judgement without a source is named only if nothing else reports it. A report is about the due day or later and
    became known then; an earlier fact that was recorded later is no report.
    The obligor's own statement counts from the day on which the due day was promised. `measured` is the version with
    that due day, `arrived` the deliveries that count, which fall short of the amount.
    """
    reports = [event for event in _reports(state, due, measured, arrived) if _is_after(event, due, state)]
    found = (*reports, *_obligor_admissions(state, measured))
    return max(
        found,
        key=lambda event: (not is_opinion(event), state.known_on(event), state.event_days.order(event)),
        default=None,
    )


def is_opinion(event: AnyEvent | None) -> bool:
    """True for the judgement of an analyst that cites no source."""
    return isinstance(event, AssessmentEvent) and event.source is None


def analysts_disagree(state: State) -> bool:
    """True if one analyst calls it off track or stalled, and another one on track."""
    return len({event.assessment in _BEHIND for event in state.assessments if event.assessment in _DECISIVE}) > 1


def last_news(states: Iterable[State], today: date) -> date | None:
    """The last day until today on which a sourced event became known, apart from the desk's own events.

    If the known day is only assumed to be the day of recording, the day of the event counts. A mention of which no day
    is known is no news.
    """
    days = (
        state.event_days.published_on(event)
        for state in states
        for event in state.events
        if event.source and not isinstance(event, _DESK_EVENTS) and not _is_no_news(event, state)
    )
    return max((day for day in days if day <= today), default=None)


def _is_no_news(event: AnyEvent, state: State) -> bool:
    """True if it settles a contradiction, adds a copy, or mentions the promise on an unknown day."""
    if not isinstance(event, CitationEvent):
        return False
    days = state.event_days
    is_undated = days.is_known_day_assumed(event) and days.published_on(event) == days.recorded_on(event)
    return event.settles is not None or is_copy(event, state) or (event.side == "mentions" and is_undated)


def last_looked(state: State) -> date | None:
    """The last day on which the desk looked for news."""
    return max((state.took_effect(event) for event in state.reviews if event.found), default=None)


def unrecorded_news(state: State) -> date | None:
    """The day on which the desk last found news, if it recorded no source since; else None."""
    looks = [event for event in state.reviews if event.found == "news"]
    if not looks:
        return None
    sourced = (event for event in state.events if event.source and not isinstance(event, _DESK_EVENTS))
    is_recorded = any(event.id > looks[-1].id and not is_copy(event, state) for event in sourced)
    return None if is_recorded else state.took_effect(looks[-1])


def next_look(state: State) -> ReviewEvent | None:
    """The latest review, if it plans the next one."""
    latest = state.reviews[-1] if state.reviews else None
    return latest if latest and latest.next else None


def is_reviewed(state: State, since: date) -> bool:
    """True if the desk reviewed it since a day, and the next review is still to come: by plan, else in 90 days.

    A plan that nobody looked for holds for 90 days at most.
    """
    latest = state.reviews[-1] if state.reviews else None
    if latest and latest.next:
        planned = state.took_effect(latest)
        is_kept = bool(latest.found) or (state.day - planned).days <= QUIET
        return planned >= since and state.day < latest.next.last and is_kept
    looked = last_looked(state)
    return looked is not None and looked >= since and (state.day - looked).days <= QUIET


def _reports(
    state: State, due: date, measured: DeadlineEvent | None, arrived: Iterable[DeliveryEvent]
) -> Iterator[AnyEvent]:
    """The possible reports, whatever their day; only an assessment of the desk or a position needs no source."""
    yield from (event for event in state.statuses if event.source and MEANINGS[event.status].is_running)
    yield from _denials(state)
    yield from (
        event
        for (party, _), event in latest_positions(state).items()
        if party in state.terms.obligee and event.position in _DISPLEASED
    )
    if not analysts_disagree(state):
        yield from (event for event in state.assessments if event.assessment in _BEHIND)
    yield from _late_moves(state, due, measured)
    yield from _late_forecasts(state, due)
    yield from (event for event in arrived if event.source)


def _late_moves(state: State, due: date, measured: DeadlineEvent | None) -> Iterator[AnyEvent]:
    """The sourced versions after the measured one that were made after the due day, also by one party for itself."""
    later = state.versions.index(measured) + 1 if measured in state.versions else 0
    for event in (*state.versions[later:], *(move.after for move in state.deadline_versions.moved)):
        if own_source(state, event) and state.took_effect(event) > due:
            yield event


def _late_forecasts(state: State, due: date) -> Iterator[AnyEvent]:
    """The sourced forecasts that were made after the due day: what is expected then was not done by it."""
    for event in state.deadline_versions.forecasts:
        if own_source(state, event) and state.took_effect(event) > due:
            yield event


def _denials(state: State) -> Iterator[CitationEvent]:
    """The citations with a source that contradict the delivery."""
    against = (event for event in contradictions(state) if event.field == DELIVERY)
    return (event for event in against if event.source)


def _obligor_admissions(state: State, measured: DeadlineEvent | None) -> Iterator[CitationEvent]:
    """The obligor's own statements that it will not perform, since the measured version took effect."""
    since = state.took_effect(measured) if measured else date.min
    for event in _denials(state):
        if event.source and event.source.party == "obligor" and state.took_effect(event) >= since:
            yield event


def is_figure(event: DeliveryEvent, period: DateSpan | None) -> bool:
    """True if a delivery is the figure for the whole of a period."""
    return bool(period and event.on) and (event.on.first, event.on.last) == (period.first, period.last)  # type: ignore[union-attr] # both are there


def closes(event: DeliveryEvent, period: DateSpan, state: State) -> bool:
    """True if a delivery is a sourced figure for the whole of a period, which became known once that was over."""
    return bool(event.source) and is_figure(event, period) and state.known_on(event) >= period.last


def _is_after(event: Event, due: date, state: State) -> bool:
    """True if an event became known, and certainly happened, on or after the due day.

    A statement without a date was made on its known day. Any other event without a date may have happened before.
    A delivery within a span that includes the due day is a figure for the span if it became known once that was over.
    """
    known = state.known_on(event)
    if event.on is None:
        return known >= due and isinstance(event, _STATEMENTS)
    if isinstance(event, DeliveryEvent) and (due <= event.on.last <= known or is_figure(event, state.period)):
        return known >= due
    return known >= due and event.on.first >= due
