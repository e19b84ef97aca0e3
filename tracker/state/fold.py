"""The fold: a commitment and a moment -> its state then. The rules of knowledge are here, those of days in chronology.

An event counts once it has taken effect by `as_of` and was known by `known_at`. A retraction or a correction is known
from the day of its own recording: before the mistake was recorded nobody had made it, so an earlier `known_at` sees
what is right; from then until it was mended, a `known_at` sees the mistake.
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.as_of import Moment
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
from tracker.model.status import UNKNOWN, Status
from tracker.state.effective import EventDays, event_days, retractions

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

    def of(self, kind: type[KindOfEvent]) -> tuple[KindOfEvent, ...]:
        """The events of one kind, in the order they took effect."""
        return self.by_kind.get(kind, ())  # type: ignore[return-value] # they are filed by their kind

    @property
    def statuses(self) -> tuple[StatusEvent, ...]:
        """Every status it has had."""
        return self.of(StatusEvent)

    @cached_property
    def status(self) -> Status | Literal["unknown"]:
        """The status it has; `unknown` before the first one that is known."""
        statuses = self.statuses
        return statuses[-1].status if statuses else UNKNOWN

    @property
    def run(self) -> tuple[StatusEvent, ...]:
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
    def reviews(self) -> tuple[ReviewEvent, ...]:
        """The looks of the desk, and the plans for the next."""
        return self.of(ReviewEvent)

    @property
    def assessment(self) -> str:
        """The latest judgement of an analyst, or nothing."""
        judged = self.of(AssessmentEvent)
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


def known(commitment: Commitment, moment: Moment, register_zone: str) -> list[AnyEvent]:
    """Every event that was known at a moment as it is recorded: corrections and retractions too, in effect or not."""
    days = event_days(commitment.terms, commitment.history, register_zone)
    known_day = moment.known_day(days.zone)
    if known_day is None:
        return list(commitment.history)
    return [event for event in commitment.history if _heard_on(event, days) <= known_day]


def retractions_of(events: Iterable[AnyEvent]) -> set[int | None]:
    """The numbers of the events taken back; None among them takes back the commitment."""
    return set(retractions(events))


# ---- what is known -----------------------------------------------------------------------------


def _heard_on(event: AnyEvent, days: EventDays) -> date:
    """The day from which an event was known as recorded: a mistake, and what mends one, from its recording on."""
    is_mending = isinstance(event, RetractionEvent) or _mends(event)
    is_mistake = event.id in days.retractions or None in days.retractions
    return days.recorded_on(event) if is_mending or is_mistake else days.known_on(event)


def _known(days: EventDays, moment: Moment) -> tuple[list[AnyEvent], dict[int, Corrected]]:
    """The facts that were known at a moment, corrected as they were by then, and what the corrected ones had said."""
    known_day = moment.known_day(days.zone)
    if known_day is None:
        gone: set[int | None] = set(days.retractions)
        heard = days.history
    else:
        heard = tuple(event for event in days.history if _heard_on(event, days) <= known_day)
        gone = retractions_of(heard)
    if None in gone:
        return [], {}
    live: list[AnyEvent] = [event for event in heard if event.id not in gone and not isinstance(event, RetractionEvent)]
    facts = [event for event in live if not _mends(event)]
    if known_day is None and len(facts) == len(live):
        return facts, {}
    return _corrected(facts, live, days, known_day)


def _mends(event: AnyEvent) -> bool:
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
