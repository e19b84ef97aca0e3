"""The fold: a commitment and a moment -> its state then. The rules of order and of knowledge are here and nowhere else.

An event counts once it has taken effect by `as_of` and was known by `known_at`. A partial date counts as its last
day. An unknown `on` counts as the `known_on`, an unknown `known_on` as the `on`, and where both are unknown the day
of recording stands for both. A correction rewrites the version it corrects from the day it became known, whatever
day is asked about; so does a retraction.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from operator import itemgetter
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tracker.commitment import (
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
    Status,
    StatusEvent,
    Terms,
    TermsEvent,
)
from tracker.moment import Moment, local_day

KindOfEvent = TypeVar("KindOfEvent", bound=Event)
_CORRECTABLE: Final = (DeadlineEvent, AmountEvent)
_PLACE: Final = itemgetter(0)


class State(Struct, frozen=True, dict=True):
    """A commitment at a moment: its terms, and the events that counted then in the order they took effect."""

    ref: str
    terms: Terms
    day: date
    zone: str
    events: tuple[AnyEvent, ...]

    @cached_property
    def by_kind(self) -> dict[type[Event], tuple[AnyEvent, ...]]:
        """The events of each kind, in the order they took effect: one pass for all who ask."""
        found: dict[type[Event], list[AnyEvent]] = {}
        for event in self.events:
            found.setdefault(type(event), []).append(event)
        return {kind: tuple(events) for kind, events in found.items()}

    def of(self, kind: type[KindOfEvent]) -> tuple[KindOfEvent, ...]:
        """The events of one kind, in the order they took effect."""
        return self.by_kind.get(kind, ())  # type: ignore[return-value] # they are filed by their kind

    @property
    def statuses(self) -> tuple[StatusEvent, ...]:
        """Every status it has had."""
        return self.of(StatusEvent)

    @cached_property
    def status(self) -> Status:
        """The status it has; `proposed` until one was recorded."""
        statuses = self.statuses
        return statuses[-1].status if statuses else "proposed"

    @property
    def deadlines(self) -> tuple[DeadlineEvent, ...]:
        """The versions of its deadline and the waivers of it, corrected."""
        return self.of(DeadlineEvent)

    @cached_property
    def versions(self) -> tuple[DeadlineEvent, ...]:
        """The versions of its deadline, the first one first; a waiver is none, for the date stays."""
        return tuple(event for event in self.deadlines if event.change != "waiver")

    @property
    def amounts(self) -> tuple[AmountEvent, ...]:
        """The versions of its amount, corrected."""
        return self.of(AmountEvent)

    @property
    def deliveries(self) -> tuple[DeliveryEvent, ...]:
        """What was delivered to it directly; parts of it are not counted here."""
        return self.of(DeliveryEvent)

    @property
    def positions(self) -> tuple[PositionEvent, ...]:
        """What the parties said of it."""
        return self.of(PositionEvent)

    @property
    def citations(self) -> tuple[CitationEvent, ...]:
        """Sources cited for or against a field."""
        return self.of(CitationEvent)

    @property
    def assessment(self) -> str:
        """The latest judgement of an analyst, or nothing."""
        judged = self.of(AssessmentEvent)
        return judged[-1].assessment if judged else ""


def fold(commitment: Commitment, moment: Moment, register_zone: str) -> State | None:
    """The state of a commitment at a moment, or None if nothing was known of it then."""
    zone = commitment.terms.time_zone or register_zone
    day = moment.day(zone)
    live = heard = known(commitment, moment, register_zone)
    if gone := retracted(heard):
        live = [event for event in heard if event.id not in gone and not isinstance(event, RetractionEvent)]
    if None in gone:
        return None
    placed = [(order(event, zone), event) for event in _corrected(live, zone)]
    events = tuple(event for _, event in sorted((one for one in placed if one[0][0] <= day), key=_PLACE))
    if not events:
        return None
    terms = _terms(commitment.terms, events)
    local = terms.time_zone or register_zone
    return State(commitment.ref, terms, day if local == zone else moment.day(local), local, events)


def known(commitment: Commitment, moment: Moment, register_zone: str) -> list[AnyEvent]:
    """Every event that was known at a moment as it is recorded: corrections and retractions too, in effect or not."""
    zone = commitment.terms.time_zone or register_zone
    known_day = moment.known_day(zone)
    if known_day is None:
        return list(commitment.history)
    return [event for event in commitment.history if known_on(event, zone) <= known_day]


def took_effect(event: Event, zone: str) -> date:
    """The day from which an event counts as having happened."""
    span = event.on or event.known_on
    return span.last if span else local_day(event.recorded_at, zone)


def known_on(event: Event, zone: str) -> date:
    """The day from which an event counts as known."""
    span = event.known_on or event.on
    return span.last if span else local_day(event.recorded_at, zone)


def order(event: Event, zone: str) -> tuple[date, date, datetime, int]:
    """The place of an event in the history: by effect, then by knowledge, then by recording."""
    return took_effect(event, zone), known_on(event, zone), event.recorded_at, event.id


def retracted(events: Iterable[AnyEvent]) -> set[int | None]:
    """The numbers of the events taken back; None among them takes back the commitment.

    A retraction can itself be retracted, by a later one only; so the latest is looked at first.
    """
    gone: set[int | None] = set()
    retractions = [event for event in events if isinstance(event, RetractionEvent)]
    for event in sorted(retractions, key=lambda event: event.id, reverse=True):
        if event.id not in gone:
            gone.add(event.retracts)
    return gone


def _corrected(events: list[AnyEvent], zone: str) -> list[AnyEvent]:
    """The events with every correction worked into the version that it corrects."""
    if not [event for event in events if isinstance(event, _CORRECTABLE) and event.corrects is not None]:
        return events
    corrections: dict[int, AnyEvent] = {}
    wrong: dict[int, int] = {}
    for event in sorted(events, key=lambda event: (known_on(event, zone), event.recorded_at, event.id)):
        if isinstance(event, _CORRECTABLE) and event.corrects is not None:
            wrong[event.id] = wrong.get(event.corrects, event.corrects)  # a correction may itself be corrected
            corrections[wrong[event.id]] = event
    return [
        _correct(event, corrections.get(event.id))
        for event in events
        if not (isinstance(event, _CORRECTABLE) and event.corrects is not None)
    ]


def _correct(event: AnyEvent, correction: AnyEvent | None) -> AnyEvent:
    if isinstance(event, DeadlineEvent) and isinstance(correction, DeadlineEvent):
        limits = {
            name: limit for name in ("not_before", "grace_days") if (limit := getattr(correction, name)) is not None
        }
        return replace(event, due=correction.due, words=correction.words, awaits=correction.awaits, **limits)
    if isinstance(event, AmountEvent) and isinstance(correction, AmountEvent):
        return replace(event, amount=correction.amount)
    return event


def _terms(terms: Terms, events: Iterable[AnyEvent]) -> Terms:
    for event in events:
        if isinstance(event, TermsEvent):
            known = set(event.changed).intersection(terms.__struct_fields__)  # a later tracker may know more
            terms = replace(terms, **{name: getattr(event.terms, name) for name in known})
    return terms
