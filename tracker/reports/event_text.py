"""The text of an event in one line: a function for every kind."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from tracker.errors import plural
from tracker.model.amounts import Amount
from tracker.model.commitment import (
    AmountEvent,
    AnyEvent,
    AssessmentEvent,
    CitationEvent,
    DeadlineEvent,
    DeliveryEvent,
    Event,
    PositionEvent,
    RetractionEvent,
    ReviewEvent,
    Source,
    StatusEvent,
    TermsEvent,
    obligor_of,
)
from tracker.model.dates import DateSpan
from tracker.model.recurrence import name_of_period
from tracker.model.saved_copies import has_copy, name_in
from tracker.model.status import label
from tracker.state.fold import State
from tracker.state.sources import field_of

# The words for a period, by the precision of its days; a range is a marketing year.
_PERIODS: Final = {"half": "half-year", "fiscal_year": "fiscal year", "range": "year"}
DESK: Final = "the desk"
Written: TypeAlias = Callable[[Amount], str]


def describe(event: AnyEvent, written: Written = str) -> str:
    """The event without its date and source; `written` formats its amount.

    >>> from datetime import UTC, datetime
    >>> recorded = {"id": 1, "recorded_at": datetime(2026, 3, 1, tzinfo=UTC), "recorded_by": "ann"}
    >>> describe(PositionEvent(**recorded, party="US", position="dissatisfied", channel="private"))
    'US dissatisfied in private'
    """
    of = obligor_of(event)
    return f"{f'{of}: ' if of else ''}{_SAYS[type(event)](event, written)}"


def analyst_of(event: AssessmentEvent) -> str:
    """The name of the analyst who judged, or the desk."""
    return event.analyst or DESK


def judged_words(latest: Sequence[AssessmentEvent]) -> str:
    """The latest judgement of each analyst, the newest first, with the names if any is named."""
    judgements: dict[str, list[str]] = {}
    for event in reversed(latest):
        judgements.setdefault(spoken(event.assessment), []).append(analyst_of(event))
    if not any(event.analyst for event in latest):
        return ", ".join(judgements)
    return ", ".join(f"{told} ({', '.join(names)})" for told, names in judgements.items())


def kind_of(event: AnyEvent) -> str:
    """The name of its kind, as it is stored."""
    return str(type(event).__struct_config__.tag)


def spoken(code: str) -> str:
    """A word of a vocabulary as sentences write it.

    >>> spoken("at_risk")
    'at risk'
    """
    return code.replace("_", " ")


def day_words(span: DateSpan | None) -> str:
    """A due date as it was written; a longer span means its last day.

    >>> from tracker.model.dates import span
    >>> day_words(span("2026-02")), day_words(span("2026-02-17"))
    ('end 2026-02', '2026-02-17')
    """
    if span is None or span.precision == "day":
        return str(span or "")
    return span.last.isoformat() if span.precision == "range" else f"end {span}"


def correction_words(state: State, event: Event) -> str:
    """The day and the source of the correction of a version, and the former text; nothing if it was not corrected."""
    corrected = state.corrected.get(event.id)
    if corrected is None:
        return ""
    recorded, correction = corrected
    citing = f", citing {cited(correction.source)}" if cited(correction.source) else ""
    before, day = cited(recorded.source), state.event_days.recorded_on(correction)
    return f"corrected by the desk on {day}{citing}, from {version_words(recorded)}{f' ({before})' if before else ''}"


def version_words(event: DeadlineEvent | AmountEvent) -> str:
    """The text of a version of the deadline or of the amount."""
    if isinstance(event, AmountEvent):
        return f"{event.amount}{of_each(event)}{_as_read(event)}"
    return f"{deadline_text(event)}{_as_read(event)}{condition_words(event)}"


def deadline_text(event: DeadlineEvent) -> str:
    """The date of a version, or what it awaits."""
    return day_words(event.due) or (f"awaiting {event.awaits}" if event.awaits else "undated")


def condition_words(event: DeadlineEvent) -> str:
    """The condition of a version, or which version it brought into force, with a comma before it; else empty."""
    if event.fulfils is not None:
        return f", for the condition of version {event.fulfils} is met"
    return f", if {event.condition}" if event.condition else ""


def _as_read(event: DeadlineEvent | AmountEvent) -> str:
    """The party whose reading it is, with a comma before it; empty for a common version."""
    return f", as {event.reading} reads it" if event.reading else ""


def of_each(event: AmountEvent) -> str:
    """The first period that has the amount, after a space; empty for an amount of the whole."""
    if event.first_period is None:
        return ""
    precision = event.first_period.precision
    return f" a {_PERIODS.get(precision, precision)} from {name_of_period(event.first_period)} on"


def teller(state: State, event: Event, named: Callable[[Source | None], str] | None = None) -> str:
    """The source of the present text of a version, as `cited` or another function names it.

    If the version was corrected, that is the source of its correction.
    """
    corrected, name = state.corrected.get(event.id), named or cited
    return name(event.source) if corrected is None else name(corrected.correction.source) or "the desk"


def edit_words(event: TermsEvent) -> str:
    """The edited terms, or the new ref."""
    edited = ", ".join(_edited(name, event) for name in event.changed if name != "ref")
    renamed = f"renamed from {event.former_ref} to {event.ref}" if event.ref else ""
    return "; ".join(filter(None, (renamed, edited and f"edited {edited}")))


def cited(source: Source | None) -> str:
    """The shortest name of a source; empty if there is none."""
    if source is None:
        return ""
    return source.publisher or source.title or source.url


def relayed(source: Source | None) -> str:
    """The shortest name of a source, and the report that it repeats; empty if there is none."""
    return f"{cited(source)}{f', after {source.relays}' if source and source.relays else ''}"


def _edited(name: str, event: TermsEvent) -> str:
    """The name of an edited term; of the rule of a recurring duty with the new rule."""
    return f"every: {event.terms.every or 'no longer recurring'}" if name == "every" else name


def _status(event: StatusEvent, _: Written) -> str:
    by = f" by {event.successor}" if event.successor else ""
    return f"{'reopened, ' if event.reopens else ''}{label(event.status)}{by}"


def _deadline(event: DeadlineEvent, _: Written) -> str:
    verb = "expected" if event.change == "forecast" else "due"
    date = f"{verb} {day_words(event.due)}" if event.due else f"awaiting {event.awaits}" if event.awaits else "undated"
    words = f" (“{event.words}”)" if event.words else ""
    earliest = f", not before {event.not_before}" if event.not_before else ""
    grace = f", {plural(event.grace_days, 'day')} of grace" if event.grace_days is not None else ""
    change = "date unchanged" if event.change == "waiver" else date
    return f"{event.change}{_as_read(event)}: {change}{words}{earliest}{grace}{condition_words(event)}"


def _amount(event: AmountEvent, written: Written) -> str:
    return f"{event.change}{_as_read(event)}: {written(event.amount)}{of_each(event)}"


def _delivery(event: DeliveryEvent, written: Written) -> str:
    counting = {"flow": "", "so_far": " so far", "level": ", as the level"}[event.kind]
    return f"{written(event.amount)} {event.stage}{counting}{f', measured by {event.measure}' if event.measure else ''}"


def _assessment(event: AssessmentEvent, _: Written) -> str:
    return f"{spoken(event.assessment)}{f', by {event.analyst}' if event.analyst else ''}"


def _position(event: PositionEvent, _: Written) -> str:
    return f"{event.party} {event.position} in {event.channel}"


def _citation(event: CitationEvent, _: Written) -> str:
    field = field_of(event)
    if event.settles is not None:
        return f"settles contradiction {event.settles} of {field or 'the record'}"
    if event.side == "mentions":
        return f"speaks of {f'its {field}' if field else 'it'}{_kept(event.source)}"
    value = f": {event.value}" if event.value else ""
    return f"{event.side} {field or 'the record'}{value}"


def _kept(source: Source | None) -> str:
    if source is None or not has_copy(source):
        return ""
    return "; a copy is kept" if name_in(source.archived) else "; the address of a copy is recorded"


def _review(event: ReviewEvent, _: Written) -> str:
    where = f" in {event.where}" if event.where else ""
    plan = f"{f' on {event.next}' if event.next else ''}{f' by {event.who}' if event.who else ''}"
    if not event.found:
        return f"to be looked at{where}{plan}"
    return f"looked and found {event.found}{where}{f'; to be looked at again{plan}' if plan else ''}"


def _terms(event: TermsEvent, _: Written) -> str:
    return edit_words(event)


def _retraction(event: RetractionEvent, _: Written) -> str:
    return "the commitment taken back" if event.retracts is None else f"event {event.retracts} taken back"


_SAYS: Final[dict[type, Callable[[Any, Written], str]]] = {
    StatusEvent: _status,
    DeadlineEvent: _deadline,
    AmountEvent: _amount,
    DeliveryEvent: _delivery,
    AssessmentEvent: _assessment,
    PositionEvent: _position,
    CitationEvent: _citation,
    ReviewEvent: _review,
    TermsEvent: _terms,
    RetractionEvent: _retraction,
}
