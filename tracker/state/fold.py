"""The fold: a commitment and a moment -> its state then.

An event counts once it has taken effect by `as_of` and was known by `known_at`. A retraction or a correction is known
from the day of its own recording: before the mistake was recorded nobody had made it, so an earlier `known_at` sees
what is right; from then until it was mended, a `known_at` sees the mistake.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from operator import itemgetter
from typing import Final, Literal, NamedTuple, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.commitment import (
    AmountEvent,
    AnyEvent,
    AssessmentEvent,
    CitationEvent,
    Commitment,
    DeadlineEvent,
    DeliveryEvent,
    Event,
    PositionEvent,
    RetractionEvent,
    ReviewEvent,
    StatusEvent,
    Terms,
    TermsEvent,
)
from tracker.model.dates import DateSpan, Moment, local_day
from tracker.model.status import UNKNOWN, Status, is_closed, may_follow

SortKey: TypeAlias = tuple[date, date, datetime, int]
StatusSortKey: TypeAlias = tuple[SortKey, bool, SortKey]
# Two zones are at most so far from each other that it is a day or two later in one of them.
MAX_ZONE_GAP: Final = timedelta(days=2)
_HAPPENING: Final = (StatusEvent, DeliveryEvent, PositionEvent, DeadlineEvent, AmountEvent)


class Days(NamedTuple):
    """The days on one of which something happened; `first` is None where only the last is known."""

    first: date | None
    last: date

    @property
    def is_exact(self) -> bool:
        """True if the day is known."""
        return self.first == self.last

    def __str__(self) -> str:
        return self.last.isoformat() if self.is_exact else f"{self.first or ''}..{self.last}"


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
        if span.last < _safely_before_recording(event):
            return span.last
        return min(span.last, self.recorded_on(event))

    def is_known_day_assumed(self, event: Event) -> bool:
        """True if its source has no date, so that the day of recording is taken for the known day."""
        undated = event.source is not None and event.source.published is None
        return undated and self.known_on(event) == self.recorded_on(event)

    def published_on(self, event: Event) -> date:
        """The day on which its source told of it, as far as anybody knows."""
        known = self.known_on(event)
        return min(known, self.took_effect(event)) if self.is_known_day_assumed(event) else known

    def took_effect(self, event: Event) -> date:
        """The day from which an event counts as having happened."""
        on = event.on
        if on is not None and on.first == on.last:
            return on.last
        if on is None and is_first_version(event):
            return self._first_version(event)
        return self._day_in_span(on, event)

    def days(self, event: Event) -> Days:
        """The days on one of which an event happened, as far as it was known by then."""
        on, last = event.on, self.took_effect(event)
        return Days(on.first if on else None, last)

    def order(self, event: Event) -> SortKey:
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
        return sorted(found, key=lambda event: self._sort_key(event, followers))

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
    def _first_happened_on(self) -> date | None:
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
        made = self._day_in_span(self.made_on, event) if self.made_on else self._first_happened_on
        return min(made, known) if made else known

    def _day_in_span(self, span: DateSpan | None, event: Event) -> date:
        """The last day of a span, or the day it became known where that lies inside; what is unknown, when known."""
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


def _safely_before_recording(event: Event) -> date:
    """A day that certainly lies before the day of recording, wherever that is counted."""
    day = event.recorded_at.date()
    return day - MAX_ZONE_GAP if day - date.min > MAX_ZONE_GAP else date.min


KindOfEvent = TypeVar("KindOfEvent", bound=Event)
Correctable: TypeAlias = DeadlineEvent | AmountEvent
_CORRECTABLE: Final = (DeadlineEvent, AmountEvent)
# The events that decide how a commitment stands.
_DECIDING: Final = (StatusEvent, DeadlineEvent, AmountEvent, DeliveryEvent)


class Corrected(NamedTuple):
    """A version that was corrected: as it was recorded, and the correction that holds."""

    recorded: Correctable
    correction: Correctable


class State(Struct, frozen=True, dict=True):
    """A commitment at a moment: its terms, and the events that counted then in the order they took effect.

    `pending`: events that were known and did not count yet, though they may have happened by then. `corrected`: what
    stood in a version before it was corrected, by the number of the version.
    """

    ref: str
    terms: Terms
    day: date
    zone: str
    events: tuple[AnyEvent, ...]
    event_days: EventDays
    pending: tuple[AnyEvent, ...] = ()
    corrected: dict[int, Corrected] = {}

    def took_effect(self, event: Event) -> date:
        """The day from which an event counts as having happened."""
        return self.event_days.took_effect(event)

    def known_on(self, event: Event) -> date:
        """The day from which an event is known."""
        return self.event_days.known_on(event)

    @property
    def likely(self) -> "State":
        """The state in which what may have happened by now has happened."""
        return replace(self, events=tuple(self.event_days.in_order((*self.events, *self.pending))), pending=())

    @cached_property
    def by_kind(self) -> dict[type[Event], tuple[AnyEvent, ...]]:
        """The events of each kind, in the order they took effect: one pass for all who ask."""
        found: dict[type[Event], list[AnyEvent]] = {}
        for event in self.events:
            found.setdefault(type(event), []).append(event)
        return {kind: tuple(events) for kind, events in found.items()}

    def of_kind(self, kind: type[KindOfEvent]) -> tuple[KindOfEvent, ...]:
        """The events of one kind, in the order they took effect."""
        return self.by_kind.get(kind, ())  # type: ignore[return-value] # they are filed by their kind

    @property
    def statuses(self) -> tuple[StatusEvent, ...]:
        """Every status it has had."""
        return self.of_kind(StatusEvent)

    @cached_property
    def status(self) -> Status | Literal["unknown"]:
        """The status it has; `unknown` before the first one that is known."""
        statuses = self.statuses
        return statuses[-1].status if statuses else UNKNOWN

    @property
    def status_run(self) -> tuple[StatusEvent, ...]:
        """The unbroken run of the status it has: every event that says so, the first one first."""
        found: list[StatusEvent] = []
        for event in reversed(self.statuses):
            if event.status != self.status:
                break
            found.append(event)
        return tuple(reversed(found))

    @property
    def deadlines(self) -> tuple[DeadlineEvent, ...]:
        """The versions of its deadline and the waivers of it, corrected."""
        return self.of_kind(DeadlineEvent)

    @cached_property
    def versions(self) -> tuple[DeadlineEvent, ...]:
        """The versions of its deadline, the first one first; a waiver is none, for the date stays."""
        return tuple(event for event in self.deadlines if event.change != "waiver")

    @property
    def amounts(self) -> tuple[AmountEvent, ...]:
        """The versions of its amount, corrected."""
        return self.of_kind(AmountEvent)

    @property
    def deliveries(self) -> tuple[DeliveryEvent, ...]:
        """What was delivered to it directly; parts of it are not counted here."""
        return self.of_kind(DeliveryEvent)

    @property
    def positions(self) -> tuple[PositionEvent, ...]:
        """What the parties said of it."""
        return self.of_kind(PositionEvent)

    @property
    def citations(self) -> tuple[CitationEvent, ...]:
        """Sources cited for or against a field."""
        return self.of_kind(CitationEvent)

    @property
    def reviews(self) -> tuple[ReviewEvent, ...]:
        """The looks of the desk, and the plans for the next."""
        return self.of_kind(ReviewEvent)

    @property
    def assessment(self) -> str:
        """The latest judgement of an analyst, or nothing."""
        judged = self.of_kind(AssessmentEvent)
        return judged[-1].assessment if judged else ""


def fold(commitment: Commitment, moment: Moment, register_zone: str) -> State | None:
    """The state of a commitment at a moment, or None if nothing was known of it then."""
    days = event_days(commitment.terms, commitment.history, register_zone)
    live, corrected = _known(days, moment)
    day = moment.day(days.zone)
    effects = {event.id: days.took_effect(event) for event in live}
    events = tuple(days.in_order(event for event in live if effects[event.id] <= day))
    if not events:
        return None
    pending = tuple(event for event in live if effects[event.id] > day and _may_have_happened(event, day))
    terms = _terms(commitment.terms, events)
    local = terms.time_zone or register_zone
    asked = day if local == days.zone else moment.day(local)
    return State(commitment.ref, terms, asked, local, events, days, pending, corrected)


def known_events(commitment: Commitment, moment: Moment, register_zone: str) -> list[AnyEvent]:
    """Every event that was known at a moment as it is recorded: corrections and retractions too, in effect or not."""
    days = event_days(commitment.terms, commitment.history, register_zone)
    known_day = moment.known_day(days.zone)
    if known_day is None:
        return list(commitment.history)
    return [event for event in commitment.history if _known_as_recorded_on(event, days) <= known_day]


def retracted_ids(events: Iterable[AnyEvent]) -> set[int | None]:
    """The numbers of the events taken back; None among them takes back the commitment."""
    return set(retractions(events))


# ---- what is known -----------------------------------------------------------------------------


def _known_as_recorded_on(event: AnyEvent, days: EventDays) -> date:
    """The day from which an event was known as recorded: a mistake, and what mends one, from its recording on."""
    is_mending = isinstance(event, RetractionEvent) or _is_correction(event)
    is_mistake = event.id in days.retractions or None in days.retractions
    return days.recorded_on(event) if is_mending or is_mistake else days.known_on(event)


def _known(days: EventDays, moment: Moment) -> tuple[list[AnyEvent], dict[int, Corrected]]:
    """The facts that were known at a moment, corrected as they were by then, and what the corrected ones had said."""
    known_day = moment.known_day(days.zone)
    if known_day is None:
        gone: set[int | None] = set(days.retractions)
        heard = days.history
    else:
        heard = tuple(event for event in days.history if _known_as_recorded_on(event, days) <= known_day)
        gone = retracted_ids(heard)
    if None in gone:
        return [], {}
    live: list[AnyEvent] = [event for event in heard if event.id not in gone and not isinstance(event, RetractionEvent)]
    facts = [event for event in live if not _is_correction(event)]
    if known_day is None and len(facts) == len(live):
        return facts, {}
    return _corrected(facts, live, days, known_day)


def _is_correction(event: AnyEvent) -> bool:
    """True if it corrects a version."""
    return isinstance(event, _CORRECTABLE) and event.corrects is not None


def _corrected(
    facts: list[AnyEvent], live: list[AnyEvent], days: EventDays, known_day: date | None
) -> tuple[list[AnyEvent], dict[int, Corrected]]:
    """The facts with each corrected version as it was known, and what had stood there."""
    until_today = _corrections([event for event in days.history if event.id not in days.retractions])
    until_then = _corrections(live)
    found: dict[int, Corrected] = {}
    right: list[AnyEvent] = []
    for event in facts:
        is_later = known_day is not None and days.recorded_on(event) > known_day
        correction = (until_today if is_later else until_then).get(event.id)
        if isinstance(event, _CORRECTABLE) and isinstance(correction, type(event)):
            found[event.id] = Corrected(event, correction)
            right.append(_correct(event, correction))
        else:
            right.append(event)
    return right, found


def _corrections(events: Iterable[AnyEvent]) -> dict[int, Correctable]:
    """The last correction of each version, by its number; a correction may itself be corrected."""
    corrections: dict[int, Correctable] = {}
    wrong: dict[int, int] = {}
    for event in sorted(events, key=lambda event: (event.recorded_at, event.id)):
        if isinstance(event, _CORRECTABLE) and event.corrects is not None:
            wrong[event.id] = wrong.get(event.corrects, event.corrects)
            corrections[wrong[event.id]] = event
    return corrections


def _correct(event: Correctable, correction: Correctable) -> AnyEvent:
    if isinstance(event, DeadlineEvent) and isinstance(correction, DeadlineEvent):
        limits = {
            name: limit for name in ("not_before", "grace_days") if (limit := getattr(correction, name)) is not None
        }
        return replace(event, due=correction.due, words=correction.words, awaits=correction.awaits, **limits)
    return replace(event, amount=correction.amount)  # type: ignore[union-attr] # both are of one kind


# ---- what has happened -------------------------------------------------------------------------


def _may_have_happened(event: AnyEvent, day: date) -> bool:
    """True if it decides something and its date is a span around the day."""
    return isinstance(event, _DECIDING) and (event.on is None or event.on.first <= day)


def _terms(terms: Terms, events: Iterable[AnyEvent]) -> Terms:
    for event in events:
        if isinstance(event, TermsEvent):
            known = set(event.changed).intersection(terms.__struct_fields__)  # a later tracker may know more
            terms = replace(terms, **{name: getattr(event.terms, name) for name in known})
    return terms
