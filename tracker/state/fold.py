"""The fold: compute the state of a commitment at a moment from its history.

An event counts once it has taken effect by `as_of` and was known by `known_at`. A retraction or a correction is known
from the day of its own recording. A mistake is visible to a `known_at` between its recording and its correction only.
An earlier `known_at` sees the corrected value, because nobody had made the mistake yet.
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
    inherited,
)
from tracker.model.dates import DateSpan, Moment, local_day
from tracker.model.status import MEANINGS, UNKNOWN, Nature, Status, is_closed, may_follow, of_nature
from tracker.state.versions import AmountVersions, DeadlineVersions, amount_versions, deadline_versions

SortKey: TypeAlias = tuple[date, date, datetime, int]
StatusSortKey: TypeAlias = tuple[SortKey, bool, SortKey]
KindOfEvent = TypeVar("KindOfEvent", bound=Event)
Correctable: TypeAlias = DeadlineEvent | AmountEvent
_CORRECTABLE: Final = (DeadlineEvent, AmountEvent)
# The events that decide the status, the deadline, the amount or the deliveries of a commitment.
_DECIDING: Final = (StatusEvent, DeadlineEvent, AmountEvent, DeliveryEvent)
_HAPPENING: Final = (*_DECIDING, PositionEvent)
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


# ---- the state ---------------------------------------------------------------------------------


class Corrected(NamedTuple):
    """A version that was corrected: as it was recorded, and the correction in force."""

    recorded: Correctable
    correction: Correctable


class State(Struct, frozen=True, dict=True):
    """A commitment at a moment: its terms, and the events that counted then, in the order they took effect.

    `pending`: known events whose date is a span that has begun but not ended. They may have happened, but do not count.
    `corrected`: the corrected versions, by the id of the version. `judged`: the events by which several obligors are
    judged together, which take the place of all events of their kinds; see `tracker.state.obligors`.
    `parent_status`: of a milestone, the status that its parent has or that bounds its parent; else empty.
    `period`: the days of a period of a recurring duty; None for anything else.
    """

    ref: str
    terms: Terms
    day: date
    zone: str
    events: tuple[AnyEvent, ...]
    event_days: EventDays
    pending: tuple[AnyEvent, ...] = ()
    corrected: dict[int, Corrected] = {}
    judged: dict[type[Event], tuple[AnyEvent, ...]] = {}
    parent_status: str = ""
    period: DateSpan | None = None

    def took_effect(self, event: Event) -> date:
        """The day from which an event counts as having happened."""
        return self.event_days.took_effect(event)

    def known_on(self, event: Event) -> date:
        """The day from which an event is known."""
        return self.event_days.known_on(event)

    @property
    def likely(self) -> "State":
        """The state if all pending events have happened."""
        return replace(self, events=tuple(self.event_days.in_order((*self.events, *self.pending))), pending=())

    @cached_property
    def by_kind(self) -> dict[type[Event], tuple[AnyEvent, ...]]:
        """The events of each kind, in the order they took effect."""
        found: dict[type[Event], list[AnyEvent]] = {}
        for event in self.events:
            found.setdefault(type(event), []).append(event)
        return {kind: tuple(events) for kind, events in found.items()} | self.judged

    def of_kind(self, kind: type[KindOfEvent]) -> tuple[KindOfEvent, ...]:
        """The events of one kind, in the order they took effect."""
        return self.by_kind.get(kind, ())  # type: ignore[return-value] # the key is the kind of the events

    @property
    def statuses(self) -> tuple[StatusEvent, ...]:
        """Every status event."""
        return self.of_kind(StatusEvent)

    @cached_property
    def status(self) -> Status | Literal["unknown"]:
        """The current status; `unknown` before the first known one."""
        statuses = self.statuses
        return statuses[-1].status if statuses else UNKNOWN

    @property
    def standing_status(self) -> str:
        """The status that bounds its timeliness: its own, or that of the parent of a milestone if that is not running.

        Nothing inside a promise is due while the promise is suspended, only proposed, or over.
        """
        above = self.parent_status
        return above if above and not is_closed(self.status) and not MEANINGS[above].is_running else self.status

    @property
    def status_run(self) -> tuple[StatusEvent, ...]:
        """The unbroken run of events with the current status, oldest first."""
        found: list[StatusEvent] = []
        for event in reversed(self.statuses):
            if event.status != self.status:
                break
            found.append(event)
        return tuple(reversed(found))

    @property
    def deadlines(self) -> tuple[DeadlineEvent, ...]:
        """Every version and waiver of the deadline, corrected: also those that bind nobody or one party."""
        return self.of_kind(DeadlineEvent)

    @cached_property
    def deadline_versions(self) -> DeadlineVersions:
        """The versions of the deadline: common ones, readings, conditional ones and forecasts."""
        counted = {event.id for event in self.deadlines}
        events = (event for event in self.events if not isinstance(event, DeadlineEvent) or event.id in counted)
        return deadline_versions(events, self.terms, self.took_effect)

    @property
    def versions(self) -> tuple[DeadlineEvent, ...]:
        """The common versions of the deadline that came into force, oldest first, without waivers."""
        return self.deadline_versions.common

    @cached_property
    def amount_versions(self) -> AmountVersions:
        """The versions of the amount: common ones and readings."""
        return amount_versions(self.of_kind(AmountEvent), self.took_effect)

    @property
    def amounts(self) -> tuple[AmountEvent, ...]:
        """The common versions of the amount, corrected, oldest first."""
        return self.amount_versions.common

    @property
    def deliveries(self) -> tuple[DeliveryEvent, ...]:
        """The deliveries to the commitment itself, without those to its parts."""
        return self.of_kind(DeliveryEvent)

    @property
    def positions(self) -> tuple[PositionEvent, ...]:
        """The positions of the parties."""
        return self.of_kind(PositionEvent)

    @property
    def citations(self) -> tuple[CitationEvent, ...]:
        """The sources cited for or against a field."""
        return self.of_kind(CitationEvent)

    @property
    def reviews(self) -> tuple[ReviewEvent, ...]:
        """The reviews by the desk, with the dates planned for the next."""
        return self.of_kind(ReviewEvent)

    @property
    def assessment(self) -> str:
        """The latest assessment by an analyst; empty if there is none."""
        assessments = self.of_kind(AssessmentEvent)
        return assessments[-1].assessment if assessments else ""


def within(state: State, parent: State) -> State:
    """The state of a milestone, completed by what it takes from its parent."""
    terms = inherited(state.terms, parent.terms, parent.ref)
    return replace(state, terms=terms, parent_status=parent.standing_status)


def fold(commitment: Commitment, moment: Moment, register_zone: str) -> State | None:
    """The state of a commitment at a moment; None if nothing was known about it then."""
    days = event_days(commitment, register_zone)
    known, corrected = _known_facts(days, moment)
    day = moment.day(days.zone)
    effects = {event.id: days.took_effect(event) for event in known}
    events = tuple(days.in_order(event for event in known if effects[event.id] <= day))
    if not events:
        return None
    pending = tuple(event for event in known if effects[event.id] > day and _may_have_happened(event, day))
    terms = _edited_terms(commitment.terms, events)
    events, pending = _of_nature(events, terms.nature), _of_nature(pending, terms.nature)
    zone = terms.time_zone or register_zone
    today = day if zone == days.zone else moment.day(zone)
    return State(commitment.ref, terms, today, zone, events, days, pending, corrected)


def known_events(commitment: Commitment, moment: Moment, register_zone: str) -> list[AnyEvent]:
    """Every event known at a moment, as recorded: with retractions and corrections, in effect or not."""
    days = event_days(commitment, register_zone)
    return list(_known(days, moment.known_day(days.zone)))


def _may_have_happened(event: AnyEvent, day: date) -> bool:
    """True if a deciding event may have happened by a day."""
    return isinstance(event, _DECIDING) and (event.on is None or event.on.first <= day)


def _edited_terms(terms: Terms, events: Iterable[AnyEvent]) -> Terms:
    for event in events:
        if isinstance(event, TermsEvent):
            changed = set(event.changed).intersection(terms.__struct_fields__)  # a newer tracker may know more fields
            terms = replace(terms, **{name: getattr(event.terms, name) for name in changed})
    return terms


def _of_nature(events: tuple[AnyEvent, ...], nature: Nature) -> tuple[AnyEvent, ...]:
    """The events with statuses that fit the nature of the promise, which may be edited after they were recorded."""
    return tuple(
        replace(event, status=told)
        if isinstance(event, StatusEvent) and (told := of_nature(event.status, nature)) != event.status
        else event
        for event in events
    )


# ---- knowledge ---------------------------------------------------------------------------------


def _known(days: EventDays, known_day: date | None) -> tuple[AnyEvent, ...]:
    """The events of the history that were known on a day, as recorded; all without a day."""
    if known_day is None:
        return days.history
    return tuple(event for event in days.history if _known_as_recorded_on(event, days) <= known_day)


def _known_as_recorded_on(event: AnyEvent, days: EventDays) -> date:
    """The day from which an event was known as recorded; for a mistake or its repair, the day of recording."""
    is_repair = isinstance(event, RetractionEvent) or _is_correction(event)
    is_mistake = event.id in days.retractions or None in days.retractions
    return days.recorded_on(event) if is_repair or is_mistake else days.known_on(event)


def _known_facts(days: EventDays, moment: Moment) -> tuple[list[AnyEvent], dict[int, Corrected]]:
    """The facts that were known at a moment, corrected as they were by then, and the corrected versions."""
    known_day = moment.known_day(days.zone)
    known = _known(days, known_day)
    retracted = days.retractions if known_day is None else retractions(known)
    if None in retracted:
        return [], {}
    active: list[AnyEvent] = [
        event for event in known if event.id not in retracted and not isinstance(event, RetractionEvent)
    ]
    facts = [event for event in active if not _is_correction(event)]
    if known_day is None and len(facts) == len(active):
        return facts, {}
    return _corrected(facts, active, days, known_day)


def _is_correction(event: AnyEvent) -> bool:
    """True if it corrects a version."""
    return isinstance(event, _CORRECTABLE) and event.corrects is not None


def _corrected(
    facts: list[AnyEvent], active: list[AnyEvent], days: EventDays, known_day: date | None
) -> tuple[list[AnyEvent], dict[int, Corrected]]:
    """The facts with each version corrected as it was known, and the corrected versions."""
    corrections_today = _corrections(days.active_events)
    corrections_then = _corrections(active)
    versions: dict[int, Corrected] = {}
    corrected: list[AnyEvent] = []
    for event in facts:
        is_later = known_day is not None and days.recorded_on(event) > known_day
        correction = (corrections_today if is_later else corrections_then).get(event.id)
        if isinstance(event, _CORRECTABLE) and isinstance(correction, type(event)):
            versions[event.id] = Corrected(event, correction)
            corrected.append(_correct(event, correction))
        else:
            corrected.append(event)
    return corrected, versions


def _corrections(events: Iterable[AnyEvent]) -> dict[int, Correctable]:
    """The last correction of each version, by the id of the version; a correction may itself be corrected."""
    corrections: dict[int, Correctable] = {}
    version_of: dict[int, int] = {}
    for event in sorted(events, key=lambda event: (event.recorded_at, event.id)):
        if isinstance(event, _CORRECTABLE) and event.corrects is not None:
            version_of[event.id] = version_of.get(event.corrects, event.corrects)
            corrections[version_of[event.id]] = event
    return corrections


def _correct(event: Correctable, correction: Correctable) -> AnyEvent:
    if isinstance(event, DeadlineEvent) and isinstance(correction, DeadlineEvent):
        limits = {
            name: limit for name in ("not_before", "grace_days") if (limit := getattr(correction, name)) is not None
        }
        told = {name: getattr(correction, name) for name in ("due", "words", "awaits", "condition")}
        return replace(event, **told, **limits)
    return replace(event, amount=correction.amount)  # type: ignore[union-attr] # both are of one kind
