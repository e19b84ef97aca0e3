"""The days of events: when each took effect, became known and was recorded, and their order."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from tracker.model.commitment import (
    AmountEvent,
    AnyEvent,
    Commitment,
    DeadlineEvent,
    DeliveryEvent,
    Event,
    PositionEvent,
    RetractionEvent,
    StatusEvent,
    Terms,
    TermsEvent,
)
from tracker.model.dates import DateSpan, local_day
from tracker.model.lazy import cached_property
from tracker.model.status import Status, is_closed, may_follow

SortKey: TypeAlias = tuple[date, date, datetime, int]
StatusSortKey: TypeAlias = tuple[SortKey, bool, SortKey]
# The events that decide the status, the deadline, the amount or the deliveries of a commitment.
DECIDING: Final = (StatusEvent, DeadlineEvent, AmountEvent, DeliveryEvent)
_HAPPENING: Final = (*DECIDING, PositionEvent)
# The local dates of two time zones differ by two days at most.
MAX_ZONE_GAP: Final = timedelta(days=2)


class Days(NamedTuple):
    """The possible days of something that happened once; `first` is None if the earliest possible day is unknown."""

    first: date | None
    last: date

    @property
    def is_exact(self) -> bool:
        """True if only one day is possible."""
        return self.first == self.last

    def __str__(self) -> str:
        return self.last.isoformat() if self.is_exact else f"{self.first or ''}..{self.last}"


class EventDays(Struct, frozen=True, dict=True):
    """The days of the events of one history: when each took effect, became known and was recorded.

    The days depend on the history and on the time zone `zone`, never on a moment. `terms` are the terms as first
    recorded.
    """

    zone: str
    terms: Terms
    history: tuple[AnyEvent, ...]

    def recorded_on(self, event: Event) -> date:
        """The day of recording."""
        return local_day(event.recorded_at, self.zone)

    def known_on(self, event: Event) -> date:
        """The day from which an event is known, at the latest the day of recording."""
        span = event.known_on or event.on
        if span is None:
            return self.recorded_on(event)
        if span.last < _safely_before_recording(event):
            return span.last
        return min(span.last, self.recorded_on(event))

    def is_known_day_assumed(self, event: Event) -> bool:
        """True if the source has no date, and the day of recording is used instead."""
        undated = event.source is not None and event.source.published is None
        return undated and self.known_on(event) == self.recorded_on(event)

    def published_on(self, event: Event) -> date:
        """The best known day on which the source of an event appeared."""
        known = self.known_on(event)
        return min(known, self.took_effect(event)) if self.is_known_day_assumed(event) else known

    def took_effect(self, event: Event) -> date:
        """The day from which an event counts as having happened."""
        on = event.on
        if on is not None and on.first == on.last:
            return on.last
        if on is None and _is_first_version(event):
            return self._undated_version_on(event)
        return self._day_in_span(on, event)

    def days(self, event: Event) -> Days:
        """The days on which an event may have happened."""
        on, last = event.on, self.took_effect(event)
        return Days(on.first if on else None, last)

    def order(self, event: Event) -> SortKey:
        """The key that sorts events by effect, then by knowledge, then by recording."""
        return self.took_effect(event), self.known_on(event), event.recorded_at, event.id

    def in_order(self, events: Iterable[AnyEvent]) -> list[AnyEvent]:
        """The events in the order in which they took effect.

        An open status with a span as its date comes before the first dated status inside that span that may follow it.
        So `in_progress` in 2026 does not contradict `met` on 14 May 2026.
        """
        found = list(events)
        dated = [event for event in found if isinstance(event, StatusEvent) and _is_day(event.on)]
        if not dated or all(_is_day(event.on) for event in found if isinstance(event, StatusEvent)):
            return sorted(found, key=self.order)
        keys = sorted((self.order(event), event.status) for event in dated)
        followers = cache(lambda status: [key for key, after in keys if may_follow(status, after)])
        return sorted(found, key=lambda event: self._sort_key(event, followers))

    @cached_property
    def retractions(self) -> dict[int | None, RetractionEvent]:
        """The retraction of each retracted event of the history; see the function `retractions`."""
        return retractions(self.history)

    @cached_property
    def active_events(self) -> list[AnyEvent]:
        """The events of the history that are not retracted today, in the order of recording."""
        return [event for event in self.history if event.id not in self.retractions]

    @cached_property
    def made_on(self) -> DateSpan | None:
        """The date on which the promise was made, by the terms as they are recorded today."""
        edits = [event for event in self.active_events if isinstance(event, TermsEvent) and "made_on" in event.changed]
        return max(edits, key=self.order).terms.made_on if edits else self.terms.made_on

    @cached_property
    def _first_happened_on(self) -> date | None:
        """The day of the first event of the history, apart from undated first versions and edits of the record."""
        happened = (
            event
            for event in self.active_events
            if isinstance(event, _HAPPENING) and not (event.on is None and _is_first_version(event))
        )
        return min(map(self.took_effect, happened), default=None)

    def _undated_version_on(self, event: Event) -> date:
        """The day of an undated first deadline or amount: the day of the promise, at the latest the known day."""
        known = self.known_on(event)
        made = self._day_in_span(self.made_on, event) if self.made_on else self._first_happened_on
        return min(made, known) if made else known

    def _day_in_span(self, span: DateSpan | None, event: Event) -> date:
        """The last day of a span, or the known day if it lies in the span or there is no span."""
        known = self.known_on(event)
        return span.last if span and not span.first <= known <= span.last else known

    def _sort_key(self, event: AnyEvent, followers: Callable[[Status], list[SortKey]]) -> StatusSortKey:
        own = self.order(event)
        if not isinstance(event, StatusEvent) or _is_day(event.on) or event.reopens or is_closed(event.status):
            return own, True, own
        after = followers(event.status)
        begin = bisect_left(after, event.on.first, key=itemgetter(0)) if event.on else 0
        first = next(iter(after[begin : begin + 1]), own)
        is_inside = first[0] <= (event.on.last if event.on else self.known_on(event))
        return (first, False, own) if is_inside and first < own else (own, True, own)


def event_days(commitment: Commitment, register_zone: str) -> EventDays:
    """The days of the events of a commitment, in its own time zone or else in that of the register."""
    return EventDays(commitment.terms.time_zone or register_zone, commitment.terms, commitment.history)


def retractions(events: Iterable[AnyEvent]) -> dict[int | None, RetractionEvent]:
    """The first retraction in force of each event, by the id of the event; the key None is the whole commitment.

    A retraction can itself be retracted by a later one, so the latest is applied first.
    """
    in_force: dict[int | None, RetractionEvent] = {}
    found = [event for event in events if isinstance(event, RetractionEvent)]
    for event in sorted(found, key=lambda event: event.id, reverse=True):
        if event.id not in in_force:
            in_force[event.retracts] = event
    return in_force


def _is_first_version(event: Event) -> bool:
    """True if it sets the first deadline or amount, does not change one, and no condition had to be met for it."""
    if isinstance(event, DeadlineEvent) and event.fulfils is not None:
        return False
    return isinstance(event, DeadlineEvent | AmountEvent) and event.change == "set"


def _is_day(span: DateSpan | None) -> bool:
    return span is not None and span.first == span.last


def _safely_before_recording(event: Event) -> date:
    """A day that lies before the day of recording in every time zone."""
    day = event.recorded_at.date()
    return day - MAX_ZONE_GAP if day - date.min > MAX_ZONE_GAP else date.min
