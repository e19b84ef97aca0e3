"""The text of an event in one line: a function for every kind."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from tracker.language import clauses, listed, message, plural, translate, written_day
from tracker.model.amount_formats import amount_written
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
from tracker.model.saved_copies import has_copy, name_in
from tracker.reports.code_text import code_shown, spoken, status_spoken
from tracker.reports.date_text import period_written, rule_written, span_written
from tracker.state.fold import State
from tracker.state.sources import field_of

# The words for a period, by the precision of its days; a range is a marketing year.
_PERIODS: Final = {"half": message("half-year"), "fiscal_year": message("fiscal year"), "range": message("year")}
DESK: Final = message("the desk")
Written: TypeAlias = Callable[[Amount], str]


def describe(event: AnyEvent, written: Written = amount_written) -> str:
    """The event without its date and source; `written` formats its amount.

    >>> from datetime import UTC, datetime
    >>> recorded = {"id": 1, "recorded_at": datetime(2026, 3, 1, tzinfo=UTC), "recorded_by": "ann"}
    >>> describe(PositionEvent(**recorded, party="US", position="dissatisfied", channel="private"))
    'US dissatisfied in private'
    """
    obligor, text = obligor_of(event), _SAYS[type(event)](event, written)
    return translate("{obligor}: {text}", obligor=obligor, text=text) if obligor else text


def analyst_of(event: AssessmentEvent) -> str:
    """The name of the analyst who judged, or the desk."""
    return event.analyst or translate(DESK)


def judged_words(latest: Sequence[AssessmentEvent]) -> str:
    """The latest judgement of each analyst, the newest first, with the names if any is named."""
    judgements: dict[str, list[str]] = {}
    for event in reversed(latest):
        judgements.setdefault(spoken(event.assessment), []).append(analyst_of(event))
    if not any(event.analyst for event in latest):
        return listed(judgements)
    return listed(
        translate("{judgement} ({names})", judgement=told, names=listed(names)) for told, names in judgements.items()
    )


def kind_of(event: AnyEvent) -> str:
    """The name of its kind, as it is stored."""
    return str(type(event).__struct_config__.tag)


def day_words(span: DateSpan | None) -> str:
    """A due date as it was written; a longer span means its last day.

    >>> from tracker.model.dates import span
    >>> day_words(span("2026-02")), day_words(span("2026-02-17"))
    ('end 2026-02', '2026-02-17')
    """
    if span is None:
        return ""
    if span.precision in {"day", "range"}:
        return written_day(span.last)
    return translate("end {span}", span=span_written(span))


def correction_words(state: State, event: Event) -> str:
    """The day and the source of the correction of a version, and the former text; nothing if it was not corrected."""
    corrected = state.corrected.get(event.id)
    if corrected is None:
        return ""
    recorded, correction = corrected
    before, day = version_words(recorded), written_day(state.event_days.recorded_on(correction))
    if source := cited(recorded.source):
        before = translate("{version} ({source})", version=before, source=source)
    if source := cited(correction.source):
        return translate(
            "corrected by the desk on {day}, citing {source}, from {before}", day=day, source=source, before=before
        )
    return translate("corrected by the desk on {day}, from {before}", day=day, before=before)


def version_words(event: DeadlineEvent | AmountEvent) -> str:
    """The text of a version of the deadline or of the amount."""
    if isinstance(event, AmountEvent):
        return _as_read(f"{amount_written(event.amount)}{of_each(event)}", event)
    return f"{_as_read(deadline_text(event), event)}{condition_words(event)}"


def deadline_text(event: DeadlineEvent) -> str:
    """The date of a version, or what it awaits."""
    if event.awaits and not event.due:
        return translate("awaiting {event}", event=event.awaits)
    return day_words(event.due) or translate("undated")


def condition_words(event: DeadlineEvent) -> str:
    """The condition of a version, or which version it brought into force, with a comma before it; else empty."""
    if event.fulfils is not None:
        return translate(", for the condition of version {number} is met", number=event.fulfils)
    return translate(", if {condition}", condition=event.condition) if event.condition else ""


def _as_read(text: str, event: DeadlineEvent | AmountEvent) -> str:
    """The text of a version, with the party whose reading it is if it is no common version."""
    return translate("{text}, as {party} reads it", text=text, party=event.reading) if event.reading else text


def of_each(event: AmountEvent) -> str:
    """The first period that has the amount, after a space; empty for an amount of the whole."""
    if event.first_period is None:
        return ""
    precision = event.first_period.precision
    period, first = translate(_PERIODS.get(precision, precision)), period_written(event.first_period)
    return translate(" a {period} from {first} on", period=period, first=first)


def teller(state: State, event: Event, named: Callable[[Source | None], str] | None = None) -> str:
    """The source of the present text of a version, as `cited` or another function names it.

    If the version was corrected, that is the source of its correction.
    """
    corrected, name = state.corrected.get(event.id), named or cited
    return name(event.source) if corrected is None else name(corrected.correction.source) or translate(DESK)


def edit_words(event: TermsEvent) -> str:
    """The edited terms, or the new ref."""
    renamed = translate("renamed from {former} to {ref}", former=event.former_ref, ref=event.ref) if event.ref else ""
    terms = listed(_edited(name, event) for name in event.changed if name != "ref")
    return clauses(filter(None, (renamed, terms and translate("edited {terms}", terms=terms))))


def cited(source: Source | None) -> str:
    """The shortest name of a source; empty if there is none."""
    if source is None:
        return ""
    return source.publisher or source.title or source.url


def relayed(source: Source | None) -> str:
    """The shortest name of a source, and the report that it repeats; empty if there is none."""
    if source and source.relays:
        return translate("{source}, after {original}", source=cited(source), original=source.relays)
    return cited(source)


def _edited(name: str, event: TermsEvent) -> str:
    """The name of an edited term; of the rule of a recurring duty with the new rule."""
    if name != "every":
        return code_shown(name)
    rule = event.terms.every
    return translate("every: {rule}", rule=rule_written(rule)) if rule else translate("every: no longer recurring")


def _status(event: StatusEvent, _: Written) -> str:
    status = status_spoken(event.status)
    if event.successor:
        status = translate("{status} by {successor}", status=status, successor=event.successor)
    return translate("reopened, {status}", status=status) if event.reopens else status


def _deadline(event: DeadlineEvent, _: Written) -> str:
    words = translate(" (“{words}”)", words=event.words) if event.words else ""
    earliest = translate(", not before {day}", day=span_written(event.not_before)) if event.not_before else ""
    days = "" if event.grace_days is None else plural(event.grace_days, "day")
    grace = translate(", {days} of grace", days=days) if days else ""
    return translate(
        "{change}: {text}",
        change=_as_read(spoken(event.change), event),
        text=f"{_date(event)}{words}{earliest}{grace}{condition_words(event)}",
    )


def _date(event: DeadlineEvent) -> str:
    """The date of a version with its verb, or what it awaits; a waiver leaves the date as it was."""
    if event.change == "waiver":
        return translate("date unchanged")
    if not event.due:
        return deadline_text(event)
    day = day_words(event.due)
    return translate("expected {day}", day=day) if event.change == "forecast" else translate("due {day}", day=day)


def _amount(event: AmountEvent, written: Written) -> str:
    change, text = _as_read(spoken(event.change), event), f"{written(event.amount)}{of_each(event)}"
    return translate("{change}: {text}", change=change, text=text)


_DELIVERED: Final = {
    "flow": message("{amount} {stage}"),
    "so_far": message("{amount} {stage} so far"),
    "level": message("level of {amount} {stage}"),
}


def is_plain_level(event: DeliveryEvent) -> bool:
    """True if it is a measured level, of which “delivered” would say nothing: nobody hands over a cut of 6 %."""
    return event.kind == "level" and event.stage == "delivered"


def _delivery(event: DeliveryEvent, written: Written) -> str:
    pattern = message("level of {amount}") if is_plain_level(event) else _DELIVERED[event.kind]
    text = translate(pattern, amount=written(event.amount), stage=spoken(event.stage))
    return translate("{text}, measured by {measure}", text=text, measure=event.measure) if event.measure else text


def _assessment(event: AssessmentEvent, _: Written) -> str:
    judgement = spoken(event.assessment)
    if not event.analyst:
        return judgement
    return translate("{judgement}, by {analyst}", judgement=judgement, analyst=event.analyst)


def _position(event: PositionEvent, _: Written) -> str:
    return position_words(event.party, event.position, event.channel)


def position_words(party: str, position: str, channel: str) -> str:
    """The position of a party, and the channel in which it took it.

    >>> position_words("US", "dissatisfied", "private")
    'US dissatisfied in private'
    """
    return translate("{party} {position} in {channel}", party=party, position=spoken(position), channel=spoken(channel))


_SIDES: Final = {
    "supports": (message("supports the record"), message("supports {field}")),
    "contradicts": (message("contradicts the record"), message("contradicts {field}")),
    "mentions": (message("speaks of it{copy}"), message("speaks of its {field}{copy}")),
}


def _citation(event: CitationEvent, _: Written) -> str:
    field = code_shown(field_of(event))
    if event.settles is not None:
        number, about = event.settles, field or translate("the record")
        return translate("settles contradiction {number} of {field}", number=number, field=about)
    text = translate(_SIDES[event.side][bool(field)], field=field, copy=_kept(event.source))
    is_valued = event.value and event.side != "mentions"
    return translate("{text}: {value}", text=text, value=event.value) if is_valued else text


def _kept(source: Source | None) -> str:
    if source is None or not has_copy(source):
        return ""
    if name_in(source.archived):
        return translate("; a copy is kept")
    return translate("; the address of a copy is recorded")


def _review(event: ReviewEvent, _: Written) -> str:
    return review_words(event, message("looked and found {found}{place}"))


def review_words(event: ReviewEvent, found: str, on: str = "") -> str:
    """The plan of a review, or what was found, in a sentence with holes for that, the place and the day."""
    place = translate(" in {place}", "review", place=event.where) if event.where else ""
    day = translate(" on {day}", "review", day=span_written(event.next)) if event.next else ""
    person = translate(" by {person}", "review", person=event.who) if event.who else ""
    if not event.found:
        return translate("to be looked at{place}{day}{person}", place=place, day=day, person=person)
    looked = translate(found, on=on, found=spoken(event.found), place=place)
    if not day and not person:
        return looked
    return translate("{looked}; to be looked at again{day}{person}", looked=looked, day=day, person=person)


def _terms(event: TermsEvent, _: Written) -> str:
    return edit_words(event)


def _retraction(event: RetractionEvent, _: Written) -> str:
    if event.retracts is None:
        return translate("the commitment taken back")
    return translate("event {number} taken back", number=event.retracts)


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
