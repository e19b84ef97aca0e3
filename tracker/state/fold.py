"""The fold: compute the state of a commitment at a moment from its history.

An event counts once it has taken effect by `as_of` and was known by `known_at`. A retraction or a correction is known
from the day of its own recording. A mistake is visible to a `known_at` between its recording and its correction only.
An earlier `known_at` sees the corrected value, because nobody had made the mistake yet.
"""

from collections.abc import Iterable, Iterator
from datetime import date
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
from tracker.model.dates import DateSpan, Moment, day
from tracker.model.iso import casefolded
from tracker.model.lazy import cached_property
from tracker.model.status import LAPSED, MEANINGS, UNKNOWN, Nature, Outcome, Status, is_closed, of_nature, outcome_of
from tracker.state.event_days import DECIDING, EventDays, event_days, retractions
from tracker.state.versions import AmountVersions, DeadlineVersions, amount_versions, deadline_versions

KindOfEvent = TypeVar("KindOfEvent", bound=Event)
Correctable: TypeAlias = DeadlineEvent | AmountEvent
_CORRECTABLE: Final = (DeadlineEvent, AmountEvent)


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
    `parent_ended`: the last possible day on which that status closed it; None if it is open.
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
    parent_ended: date | None = None
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

    def days_past(self, due: DateSpan) -> int:
        """The days since the last day of a due date; negative before it."""
        return (self.day - due.last).days

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

        Nothing inside a promise is due while the promise is suspended, only proposed, or over. What fell due before the
        promise was withdrawn or superseded stays due.
        """
        above = self.parent_status
        if not above or is_closed(self.status) or MEANINGS[above].is_running:
            return self.status
        return self.status if MEANINGS[above].outcome in LAPSED and self._fell_due_before else above

    @property
    def _fell_due_before(self) -> bool:
        """True if its last day, with those of grace, was over when its parent was closed."""
        due = self.versions[-1].due if self.versions else None
        return bool(due and self.parent_ended and (self.parent_ended - due.last).days >= self.grace_days)

    @property
    def ended(self) -> date | None:
        """The last possible day on which it was closed, by its own status or with its parent; None if it is open."""
        if is_closed(self.status):
            return self.event_days.days(self.status_run[0]).last
        return self.parent_ended if is_closed(self.standing_status) else None

    @property
    def outcome(self) -> Outcome:
        """The outcome of its status; what is open inside a promise that is over was not judged: replaced, else void."""
        own, bounding = outcome_of(self.status), outcome_of(self.standing_status)
        if own != "open" or bounding == "open":
            return own
        return "replaced" if bounding == "replaced" else "void"

    @cached_property
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
        """The versions of the amount of the whole: common ones and readings.

        The whole of a recurring duty has none once an amount of each period is known.
        """
        rule = self.terms.every
        is_of_each = rule is not None and (rule.amount or self.amounts_of_each)
        versions = () if is_of_each else (event for event in self.of_kind(AmountEvent) if not event.first_period)
        return amount_versions(versions, self.took_effect)

    @property
    def binding(self) -> Iterator[DeadlineEvent]:
        """The common versions of the deadline and its waivers, the latest first."""
        common = {event.id for event in self.versions}
        return (event for event in reversed(self.deadlines) if event.change == "waiver" or event.id in common)

    @cached_property
    def grace_days(self) -> int:
        """The days of grace after the due day."""
        return next((event.grace_days for event in self.binding if event.grace_days is not None), 0)

    @property
    def amounts(self) -> tuple[AmountEvent, ...]:
        """The common versions of the amount, corrected, oldest first."""
        return self.amount_versions.common

    @property
    def amounts_of_each(self) -> tuple[AmountEvent, ...]:
        """The versions of the amount of each period of a recurring duty, corrected, oldest first."""
        return tuple(event for event in self.of_kind(AmountEvent) if event.first_period)

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

    @cached_property
    def assessments(self) -> tuple[AssessmentEvent, ...]:
        """The latest assessment of each analyst, the newest last."""
        return latest_of_each(self.of_kind(AssessmentEvent))

    @property
    def assessment(self) -> str:
        """The latest assessment by any analyst; empty if there is none."""
        return self.assessments[-1].assessment if self.assessments else ""


def latest_of_each(assessments: Iterable[AssessmentEvent]) -> tuple[AssessmentEvent, ...]:
    """The latest assessment of each analyst, the newest last; the case of a name is ignored."""
    latest: dict[str, AssessmentEvent] = {}
    for event in assessments:
        latest.pop(casefolded(event.analyst), None)
        latest[casefolded(event.analyst)] = event
    return tuple(latest.values())


def within(state: State, parent: State) -> State:
    """The state of a milestone, completed by what it takes from its parent.

    A milestone of an increase is an increase above the same baseline, unless it has a baseline of its own.
    """
    terms, baseline = inherited(state.terms, parent.terms, parent.ref), parent.terms.baseline
    unit = next((event.amount.unit for event in reversed(state.of_kind(AmountEvent))), "")
    if parent.terms.increment and baseline and baseline.unit == unit and not terms.baseline:
        terms = replace(terms, baseline=baseline, increment=True)
    return replace(state, terms=terms, parent_status=parent.standing_status, parent_ended=parent.ended)


def fold(commitment: Commitment, moment: Moment, register_zone: str, zone_then: str = "") -> State | None:
    """The state of a commitment at a moment; None if nothing was known about it then.

    `zone_then`: the zone at the moment, unless the terms name one, if it is not the one in which the days of events
    count: that of the parent of a milestone may have been edited.
    """
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
    zone = terms.time_zone or zone_then or register_zone
    today = day if zone == days.zone else moment.day(zone)
    return State(commitment.ref, terms, today, zone, events, days, pending, corrected)


def known_events(commitment: Commitment, moment: Moment, register_zone: str) -> list[AnyEvent]:
    """Every event known at a moment, as recorded: with retractions and corrections, in effect or not."""
    days = event_days(commitment, register_zone)
    return list(_known(days, moment.known_day(days.zone)))


def as_known_before(commitment: Commitment, then: Moment, now: Moment, register_zone: str) -> Commitment:
    """The commitment with what had happened by `then`, and became known only after `now`, known by `then`.

    A change between two moments happened or became known between them. This did neither.
    """
    days = event_days(commitment, register_zone)
    since, until = then.day(days.zone), now.day(days.zone)
    history = tuple(
        replace(event, known_on=day(since))
        if days.known_on(event) > until and days.took_effect(event) <= since
        else event
        for event in commitment.history
    )
    return replace(commitment, history=history)


def _may_have_happened(event: AnyEvent, day: date) -> bool:
    """True if a deciding event may have happened by a day."""
    return isinstance(event, DECIDING) and (event.on is None or event.on.first <= day)


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
    return replace(event, amount=correction.amount, first_period=correction.first_period)  # type: ignore[union-attr] # both are of one kind
