"""What the sections of a dossier are: for each, which items it lists, and its fields one a line."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from tracker.model.amounts import Amount
from tracker.model.commitment import AnyEvent, CitationEvent, DeadlineEvent, Event, Source
from tracker.reports.event_text import (
    Written,
    cited,
    correction_words,
    day_words,
    describe,
    kind_of,
    teller,
    version_words,
)
from tracker.reports.list import owes, qualifier, when
from tracker.reports.moves import moved
from tracker.reports.section import Field, Section
from tracker.reports.text import measure_words, percent_written
from tracker.state import deadlines, delivery, sources
from tracker.state.deadlines import Step
from tracker.state.portfolio import Standing


def _says_who(
    source: Callable[[Any], Source | None], spoken: Callable[[Any, Standing], str] | None = None
) -> tuple[Field, ...]:
    def link(item: object) -> str:
        found = source(item)
        return found.url if found else ""

    return (
        Field(
            "publisher",
            "text",
            lambda item: cited(source(item)) or None,
            "Who says so",
            "words",
            spoken=spoken,
            link=link,
        ),
        Field("url", "text", lambda item: getattr(source(item), "url", None) or None),
        Field("quote", "text", lambda item: getattr(source(item), "quote", None) or None),
    )


def _known(event: Event, standing: Standing) -> str:
    """The day from which an event is known; marked where it is only assumed, for its source has no date."""
    if event.known_on is None and event.source is None:
        return ""
    day = standing.state.known_on(event)
    return f"{day} (assumed)" if standing.state.event_days.is_known_day_assumed(event) else str(event.known_on or day)


_WHO: Final = _says_who(lambda event: event.source)
_WHEN: Final = (
    Field("on", "date", lambda event: event.on, "On", "when", "unknown"),
    Field("known_on", "date", lambda event: event.known_on, "Known", "when", "unknown", spoken=_known),
)
_VERSION_KNOWN: Final = Field(
    "known_on",
    "date",
    lambda item: item[0].known_on,
    "Known",
    "when",
    "unknown",
    spoken=lambda item, s: _known(item[0], s),
)
_NOTE: Final = Field("note", "text", lambda event: event.note or None, "Note", "words")


def _figure_fields(amount_of: Callable[[Any], Amount]) -> tuple[Field, ...]:
    return (
        Field(
            "figure",
            "code",
            lambda item: str(amount_of(item)),
            "Figure",
            spoken=lambda item, s: s.format_amount(amount_of(item)),
        ),
        Field("amount", "number", lambda item: amount_of(item).value),
        Field("amount_qualifier", "code", lambda item: qualifier(amount_of(item))),
        Field("currency", "text", lambda item: amount_of(item).unit),
    )


# ---- deadline ----------------------------------------------------------------------------------


def _versions(standing: Standing) -> Iterable[tuple[DeadlineEvent, deadlines.Move | None, str]]:
    """Each version with its move, and what it was corrected from."""
    by_event = {move.event.id: move for move in standing.moves}
    state = standing.state
    return [(event, by_event.get(event.id), correction_words(state, event)) for event in state.deadlines]


DEADLINES: Final = Section(
    "Deadline",
    _versions,
    (
        Field("due", "date", lambda item: item[0].due.last if item[0].due else None),
        Field("due_precision", "code", lambda item: item[0].due.precision if item[0].due else None),
        Field("due_written", "code", lambda item: version_words(item[0]), "Due", "due"),
        Field("change", "code", lambda item: item[0].change, "Change", "due"),
        Field(
            "corrected",
            "text",
            lambda item: item[2] or None,
            "Corrected",
            "words",
        ),
        Field("moved", "code", lambda item: moved(item[1]) if item[1] else None, "Moved", "due"),
        Field("days", "number", lambda item: item[1].days if item[1] else None),
        Field("late", "flag", lambda item: item[1].late if item[1] else None),
        Field("silent", "flag", lambda item: item[1].silent if item[1] else None),
        Field("on", "date", lambda item: item[0].on, "Set on", "when", "unknown"),
        _VERSION_KNOWN,
        Field("words", "text", lambda item: item[0].words or item[0].note or None, "Words", "words"),
        Field("note", "text", lambda item: item[0].note or None),
        *_says_who(lambda item: item[0].source, lambda item, s: teller(s.state, item[0])),
    ),
)


def _step_words(step: Step, standing: Standing) -> str:
    if step.reached:
        return "reached"
    days = (step.target.due.last - standing.state.day).days
    if days >= 0:
        return f"in {days} d"
    lateness = standing.lateness_on("current", step.target.due)
    told = {"reported": f"{-days} d late", "unreported": f"{-days} d past due"}
    return told.get(lateness) or standing.timeliness_on("current", step.target.due).replace("_", " ")


SCHEDULE: Final = Section(
    "Partial targets",
    lambda standing: [(step, standing) for step in standing.steps],
    (
        Field("due", "date", lambda item: item[0].target.due.last),
        Field("due_written", "code", lambda item: day_words(item[0].target.due), "Due"),
        Field("when", "code", lambda item: _step_words(*item), "When"),
        Field("reached", "flag", lambda item: item[0].reached),
        Field(
            "amount",
            "code",
            lambda item: str(item[0].target.amount or "") or None,
            "Amount",
            spoken=lambda item, s: s.format_amount(item[0].target.amount),
        ),
        Field(
            "total",
            "code",
            lambda item: str(item[0].total or "") or None,
            "Counted up",
            spoken=lambda item, s: s.format_amount(item[0].total),
        ),
        Field("words", "text", lambda item: item[0].target.words or None, "Words"),
    ),
)

# ---- figures and parts -------------------------------------------------------------------------

AMOUNTS: Final = Section(
    "Amount",
    lambda standing: [(event, correction_words(standing.state, event)) for event in standing.state.amounts],
    (
        *_figure_fields(lambda item: item[0].amount),
        Field("change", "code", lambda item: item[0].change, "Change"),
        Field("on", "date", lambda item: item[0].on, "On", "when", "unknown"),
        _VERSION_KNOWN,
        Field("corrected", "text", lambda item: item[1] or None, "Corrected", "words"),
        Field("note", "text", lambda item: item[0].note or None, "Note", "words"),
        *_says_who(lambda item: item[0].source, lambda item, s: teller(s.state, item[0])),
    ),
)


class _Stage(Struct, frozen=True):
    series: delivery.Series
    share: Decimal | None
    share_of_first: Decimal | None


def _stages(standing: Standing) -> Iterable[_Stage]:
    whole, first = standing.amount, delivery.original_amount(standing.state)
    for series in standing.all_deliveries.series:
        yield _Stage(series, delivery.share(series.total, whole), delivery.share(series.total, first))


def _measure(item: _Stage) -> str:
    """The measure, and that it does not count where another one does."""
    return measure_words(item.series.measure, counts=item.series.counts)


DELIVERIES: Final = Section(
    "Delivered, parts included",
    _stages,
    (
        Field("stage", "code", lambda item: item.series.stage, "Stage"),
        Field("measure", "text", lambda item: item.series.measure or None),
        Field("measure_shown", "text", _measure, "Measured by"),
        Field("counts", "flag", lambda item: item.series.counts),
        *_figure_fields(lambda item: item.series.total),
        Field("share", "number", lambda item: item.share),
        Field("share_of_original", "number", lambda item: item.share_of_first),
        Field("share_shown", "code", lambda item: percent_written(item.share), "Of the amount"),
        Field("share_of_original_shown", "code", lambda item: percent_written(item.share_of_first), "Of the first"),
    ),
)


def _funnel(part: Standing, written: Written = str) -> str:
    """What reached which stage of a part and all under it, such as `selected USD 36bn, contracted JPY 340bn`."""
    return ", ".join(f"{one.stage} {written(one.total)}" for one in part.all_deliveries.counted)


PARTS: Final = Section(
    "Parts",
    lambda standing: standing.portfolio.parts(standing.ref),
    (
        Field("when", "code", lambda part: when(part)[0], "When"),
        Field("owes", "code", owes, "Owes"),
        Field(
            "figure",
            "code",
            lambda part: str(part.amount) if part.amount else None,
            "Amount",
            spoken=lambda part, _: part.format_amount(part.amount),
        ),
        Field(
            "delivered",
            "text",
            lambda part: _funnel(part) or None,
            "Of it",
            spoken=lambda part, _: _funnel(part, part.format_amount),
        ),
        Field("ref", "code", lambda part: part.ref, "Part", "part"),
        Field("title", "text", lambda part: part.title, "Title", "part"),
    ),
)

# ---- what is said ------------------------------------------------------------------------------

POSITIONS: Final = Section(
    "Positions",
    lambda standing: standing.state.positions,
    (
        Field("party", "code", lambda event: event.party, "Party"),
        Field("channel", "code", lambda event: event.channel, "In"),
        Field("position", "code", lambda event: event.position, "Says"),
        *_WHEN,
        _NOTE,
        *_WHO,
    ),
)


def _both_sides(standing: Standing) -> Iterable[CitationEvent]:
    """The citations of every field that a source contradicts, those for it first."""
    disputed = {event.field for event in sources.contradictions(standing.state)}
    cited_of = [event for event in standing.state.citations if event.field in disputed]
    return sorted(cited_of, key=lambda event: (event.field, event.side == "contradicts"))


CONTRADICTIONS: Final = Section(
    "Contradictions",
    _both_sides,
    (
        Field("field", "text", lambda event: event.field, "Field", "field"),
        Field("side", "code", lambda event: event.side, "Source", "field"),
        Field(
            "value",
            "text",
            lambda event: event.value or (event.source.quote if event.source else ""),
            "It says",
            "words",
        ),
        *_WHO,
    ),
)


def _what(event: AnyEvent, written: Written = str) -> str:
    return f"{describe(event, written)}{f'. {event.note}' if event.note else ''}"


def _told(event: AnyEvent, standing: Standing) -> str:
    corrected = correction_words(standing.state, event)
    return f"{_what(event, standing.format_amount)}{f'; {corrected}' if corrected else ''}"


HISTORY: Final = Section(
    "History",
    lambda standing: standing.state.events,
    (
        Field("id", "number", lambda event: event.id),
        *_WHEN,
        Field("event", "code", kind_of, "Event"),
        Field("says", "text", describe),
        Field("what", "text", _what, "What", "words", spoken=_told),
        Field("note", "text", lambda event: event.note or None),
        *_says_who(lambda event: event.source, lambda event, s: teller(s.state, event)),
        Field("recorded_at", "date", lambda event: event.recorded_at),
        Field("recorded_by", "text", lambda event: event.recorded_by),
    ),
)


def _by_witness(standing: Standing) -> Iterable[tuple[str, str, Source]]:
    """Each source with its witness, named for people only at the first of those who repeat it."""
    for name, told in sources.witnesses(sources.sources(standing.state)).items():
        for number, source in enumerate(told):
            count = f" × {len(told)}" if len(told) > 1 else ""
            yield name, "" if number else name + count, source


SOURCES: Final = Section(
    "Sources, by independent witness",
    _by_witness,
    (
        Field("witness", "text", lambda item: item[0]),
        Field("witness_shown", "text", lambda item: item[1], "Witness", "source"),
        Field(
            "publisher", "text", lambda item: cited(item[2]) or None, "Told by", "source", link=lambda item: item[2].url
        ),
        Field("published", "date", lambda item: item[2].published, "Published", "kind"),
        Field("kind", "code", lambda item: item[2].kind, "Kind", "kind"),
        Field("party", "code", lambda item: item[2].party or None, "Side", "kind"),
        Field("language", "code", lambda item: item[2].language or None, "In", "kind"),
        Field("title", "text", lambda item: item[2].title or None),
        Field("relays", "text", lambda item: item[2].relays or None),
        Field("quote", "text", lambda item: item[2].quote or None),
        Field("url", "text", lambda item: item[2].url or None, "Address", link=lambda item: item[2].url),
        Field("retrieved", "date", lambda item: item[2].retrieved),
    ),
)

SECTIONS: Final[dict[str, Section]] = {
    "deadlines": DEADLINES,
    "schedule": SCHEDULE,
    "positions": POSITIONS,
    "amounts": AMOUNTS,
    "deliveries": DELIVERIES,
    "parts": PARTS,
    "contradictions": CONTRADICTIONS,
    "history": HISTORY,
    "sources": SOURCES,
}
