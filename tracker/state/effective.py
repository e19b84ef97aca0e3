"""The days of an event: the day from which it counts, the day from which it was known, and the order of a history.

They depend on the event, the other events of its commitment and the zone, never on the moment that is asked about.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from tracker.model.as_of import local_day
from tracker.model.commitment import (
    AmountEvent,
    AnyEvent,
    DeadlineEvent,
    DeliveryEvent,
    Event,
    PositionEvent,
    RetractionEvent,
    StatusEvent,
    Terms,
    TermsEvent,
)
from tracker.model.dates import DateSpan
from tracker.model.status import Status, is_closed, may_follow

Key: TypeAlias = tuple[date, date, datetime, int]
Place: TypeAlias = tuple[Key, bool, Key]
# Two zones are at most so far from each other that it is a day or two later in one of them.
APART: Final = timedelta(days=2)
_HAPPENING: Final = (StatusEvent, DeliveryEvent, PositionEvent, DeadlineEvent, AmountEvent)


class Days(NamedTuple):
    """The days on one of which something happened; `first` is None where only the last is known."""

    first: date | None
    last: date

    @property
    def is_one(self) -> bool:
        """True if the day is known."""
        return self.first == self.last

    def __str__(self) -> str:
        return self.last.isoformat() if self.is_one else f"{self.first or ''}..{self.last}"


class EventDays(Struct, frozen=True, dict=True):
    """The days of the events of one history; `zone` is where its days end, `terms` are those first recorded."""

    zone: str
    terms: Terms
    history: tuple[AnyEvent, ...]

    def recorded_on(self, event: Event) -> date:
        """The day of recording."""
        return local_day(event.recorded_at, self.zone)

    def known_on(self, event: Event) -> date:
        """The day from which an event is known: never later than the day of recording."""
        span = event.known_on or event.on
        if span is None:
            return self.recorded_on(event)
        if span.last < _at_once(event):
            return span.last
        return min(span.last, self.recorded_on(event))

    def is_assumed(self, event: Event) -> bool:
        """True if its source has no date, so that the day of recording is taken for the known day."""
        undated = event.source is not None and event.source.published is None
        return undated and self.known_on(event) == self.recorded_on(event)

    def published_on(self, event: Event) -> date:
        """The day on which its source told of it, as far as anybody knows."""
        known = self.known_on(event)
        return min(known, self.took_effect(event)) if self.is_assumed(event) else known

    def took_effect(self, event: Event) -> date:
        """The day from which an event counts as having happened."""
        on = event.on
        if on is not None and on.first == on.last:
            return on.last
        if on is None and is_first_version(event):
            return self._first_version(event)
        return self._within(on, event)

    def days(self, event: Event) -> Days:
        """The days on one of which an event happened, as far as it was known by then."""
        on, last = event.on, self.took_effect(event)
        return Days(on.first if on else None, last)

    def order(self, event: Event) -> Key:
        """The place of an event in the history: by effect, then by knowledge, then by recording."""
        return self.took_effect(event), self.known_on(event), event.recorded_at, event.id

    def in_order(self, events: Iterable[AnyEvent]) -> list[AnyEvent]:
        """The events in the order in which they took effect.

        A status that leaves the promise open and is known only to a span stands before every status of a day inside
        that span which may follow it: `in_progress` in 2026 and `met` on 14 May 2026 is no contradiction.
        """
        found = list(events)
        days = [event for event in found if isinstance(event, StatusEvent) and _is_day(event.on)]
        if not days or all(_is_day(event.on) for event in found if isinstance(event, StatusEvent)):
            return sorted(found, key=self.order)
        keys = sorted((self.order(event), event.status) for event in days)
        followers = cache(lambda status: [key for key, after in keys if may_follow(status, after)])
        return sorted(found, key=lambda event: self._place(event, followers))

    @cached_property
    def retractions(self) -> dict[int | None, RetractionEvent]:
        """The first retraction of each event that holds to this day; None is the commitment as a whole."""
        return retractions(self.history)

    @cached_property
    def made_on(self) -> DateSpan | None:
        """When the promise was made, by its terms as they are recorded today."""
        live = [event for event in self.history if isinstance(event, TermsEvent) and event.id not in self.retractions]
        edits = [event for event in live if "made_on" in event.changed]
        return max(edits, key=self.order).terms.made_on if edits else self.terms.made_on

    @cached_property
    def _begun(self) -> date | None:
        """The first day on which anything of the promise is known to have happened."""
        happened = (
            event
            for event in self.history
            if isinstance(event, _HAPPENING) and event.id not in self.retractions and not _is_undated_version(event)
        )
        return min(map(self.took_effect, happened), default=None)

    def _first_version(self, event: Event) -> date:
        """The day of a deadline or amount that was set on an unknown day: when the promise was made, or began.

        What was known earlier took effect by then.
        """
        known = self.known_on(event)
        made = self._within(self.made_on, event) if self.made_on else self._begun
        return min(made, known) if made else known

    def _within(self, span: DateSpan | None, event: Event) -> date:
        """The last day of a span, or the day it became known where that lies inside; what is unknown, when known."""
        known = self.known_on(event)
        return span.last if span and not span.first <= known <= span.last else known

    def _place(self, event: AnyEvent, followers: Callable[[Status], list[Key]]) -> Place:
        own = self.order(event)
        if not isinstance(event, StatusEvent) or _is_day(event.on) or event.reopens or is_closed(event.status):
            return own, True, own
        after = followers(event.status)
        begin = bisect_left(after, event.on.first, key=itemgetter(0)) if event.on else 0
        first = next(iter(after[begin : begin + 1]), own)
        is_inside = first[0] <= (event.on.last if event.on else self.known_on(event))
        return (first, False, own) if is_inside and first < own else (own, True, own)


def event_days(commitment_terms: Terms, history: tuple[AnyEvent, ...], register_zone: str) -> EventDays:
    """The chronology of a history, in a register where days end in that zone."""
    return EventDays(commitment_terms.time_zone or register_zone, commitment_terms, history)


def retractions(events: Iterable[AnyEvent]) -> dict[int | None, RetractionEvent]:
    """The first retraction of each event among those that hold, by the number of the event; None: the commitment.

    A retraction can itself be retracted, by a later one only; so the latest is looked at first.
    """
    gone: dict[int | None, RetractionEvent] = {}
    found = [event for event in events if isinstance(event, RetractionEvent)]
    for event in sorted(found, key=lambda event: event.id, reverse=True):
        if event.id not in gone:
            gone[event.retracts] = event
    return gone


def is_first_version(event: Event) -> bool:
    """True if it sets the first deadline or amount and does not change one."""
    return isinstance(event, DeadlineEvent | AmountEvent) and event.change == "set"


def _is_undated_version(event: Event) -> bool:
    return event.on is None and is_first_version(event)


def _is_day(span: DateSpan | None) -> bool:
    return span is not None and span.first == span.last


def _at_once(event: Event) -> date:
    """A day that certainly lies before the day of recording, wherever that is counted."""
    day = event.recorded_at.date()
    return day - APART if day - date.min > APART else date.min
