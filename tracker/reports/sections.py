"""The sections of `show`: for each, the items that it lists and their fields."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final, Generic

from msgspec import Struct

from tracker.model.amounts import Amount
from tracker.model.commitment import AnyEvent, CitationEvent, DeadlineEvent, Source
from tracker.model.dates import DateSpan
from tracker.model.refs import parent_of
from tracker.model.status import label
from tracker.reports.event_text import (
    Written,
    cited,
    correction_words,
    day_words,
    deadline_text,
    describe,
    kind_of,
    spoken,
    teller,
    version_words,
)
from tracker.reports.moves import moved
from tracker.reports.table import (
    Cell,
    Field,
    Heading,
    Item,
    Table,
    amount_fields,
    last_day,
    panel_of,
    quote_of,
    source_fields,
    table_of,
    unit_of,
)
from tracker.reports.text import (
    began,
    measure_words,
    of_kind,
    owes,
    percent_written,
    reading_words,
    says_who,
    when,
)
from tracker.state import deadlines, delivery, sources
from tracker.state.keeping import Phase
from tracker.state.measured_readings import MeasuredReading
from tracker.state.portfolio import Standing


class Section(Struct, Generic[Item], frozen=True):
    """A part of `show`: its title, its items and their fields."""

    title: str
    items: Callable[[Standing], Iterable[Item]]
    fields: tuple[Field[Item], ...]

    def table(self, standing: Standing) -> Table:
        """The items as rows of values, and a panel if there is any item."""
        items = list(self.items(standing))
        return table_of(self.fields, items, (panel_of(self.fields, items, self.title),) if items else ())


class Recorded(Struct, frozen=True):
    """An event and the commitment that it is recorded at."""

    standing: Standing
    event: Any

    @property
    def corrected(self) -> str:
        """When the event was corrected and what it said before; empty if it was not."""
        return correction_words(self.standing.state, self.event)

    @property
    def known(self) -> str:
        """The day from which the event is known, with a remark if it is only assumed because no source has a date."""
        state = self.standing.state
        if self.event.known_on is None and self.event.source is None:
            return "unknown"
        day = state.known_on(self.event)
        return (
            f"{day} (assumed)" if state.event_days.is_known_day_assumed(self.event) else str(self.event.known_on or day)
        )

    @property
    def words(self) -> str:
        """The text of the event, its note and its correction."""
        words = _with_note(self.event, self.standing.format_amount)
        return f"{words}{f'; {self.corrected}' if self.corrected else ''}"


def _with_note(event: AnyEvent, written: Written = str) -> str:
    return f"{describe(event, written)}{f'. {event.note}' if event.note else ''}"


def of_events(events: Callable[[Standing], Iterable[Any]]) -> Callable[[Standing], list[Recorded]]:
    """The items of a section that lists some events of a commitment."""
    return lambda standing: [Recorded(standing, event) for event in events(standing)]


# ---- fields of several sections ----------------------------------------------------------------


def _flexible(text: str, stack: str = "words") -> Heading:
    return Heading(text, stack, flexible=True)


def _source_fields(
    source: Callable[[Item], Source | None], named: Callable[[Item], str] | None = None
) -> tuple[Field[Item], ...]:
    """The source of an item; `named` is how people see it, if that differs."""

    def cell(item: Item) -> Cell:
        found = source(item)
        return Cell(named(item) if named else cited(found), link=found.url if found else "")

    return (
        *source_fields(source, _flexible("Who says so"), cell),
        Field("quote", "text", lambda item: quote_of(source(item)) or None),
    )


_KNOWN: Final[Field[Any]] = Field(
    "known_on", "date", lambda one: one.event.known_on, Heading("Known", "when"), lambda one: one.known
)


def _on(heading: str = "On") -> Field[Any]:
    return Field(
        "on", "date", lambda one: one.event.on, Heading(heading, "when"), lambda one: str(one.event.on or "unknown")
    )


_NOTE: Final[Field[Recorded]] = Field("note", "text", lambda one: one.event.note or None, _flexible("Note"))
_CORRECTED: Final[Field[Any]] = Field("corrected", "text", lambda one: one.corrected or None, _flexible("Corrected"))
_WHO: Final[tuple[Field[Recorded], ...]] = _source_fields(lambda one: one.event.source)
_TELLER: Final[tuple[Field[Any], ...]] = _source_fields(
    lambda one: one.event.source, lambda one: teller(one.standing.state, one.event)
)


def _amount(
    name: str,
    heading: str,
    amount: Callable[[Any], Amount | None],
    standing: Callable[[Any], Standing] = lambda one: one.standing,
    kind: Callable[[Any], str] = lambda _: "",
) -> Field[Any]:
    """An amount as one text; people see it in the form that the portfolio of the standing asks for, with its kind."""
    return Field(
        name,
        "code",
        lambda item: str(found) if (found := amount(item)) else None,
        heading,
        lambda item: of_kind(standing(item).format_amount(amount(item)), kind(item)),
    )


def _figure_fields(
    amount: Callable[[Any], Amount], kind: Callable[[Any], str] = lambda _: ""
) -> tuple[Field[Any], ...]:
    return (_amount("figure", "Figure", amount, kind=kind), *amount_fields(amount))


def _assessed(standing: Standing) -> str:
    return spoken(standing.state.assessment)


# ---- deadline ----------------------------------------------------------------------------------


class _Version(Recorded, frozen=True):
    """A version of the deadline, and how it moved the deadline, if it did."""

    move: deadlines.Move | None


def _versions(standing: Standing) -> Iterable[_Version]:
    events = [event for event in standing.state.events if isinstance(event, DeadlineEvent)]
    moves = (*standing.reading_moves, *standing.forecast_moves, *standing.every_move)
    by_event = {move.event.id: move for move in moves}
    return [_Version(standing, event, by_event.get(event.id)) for event in events]


def _version_written(one: _Version) -> str:
    """The version, after the one obligor that it is about."""
    return f"{f'{one.event.of}: ' if one.event.of else ''}{version_words(one.event)}"


DEADLINES: Final = Section[_Version](
    "Deadline",
    _versions,
    (
        Field("id", "number", lambda one: one.event.id),
        Field("due", "date", lambda one: one.event.due.last if one.event.due else None),
        Field("due_precision", "code", lambda one: one.event.due.precision if one.event.due else None),
        Field("due_written", "code", lambda one: version_words(one.event), Heading("Due", "due"), _version_written),
        Field("change", "code", lambda one: one.event.change, Heading("Change", "due")),
        _CORRECTED,
        Field("moved", "code", lambda one: moved(one.move) if one.move else None, Heading("Moved", "due")),
        Field("days", "number", lambda one: one.move.days if one.move else None),
        Field("late", "flag", lambda one: one.move.late if one.move else None),
        Field("silent", "flag", lambda one: one.move.silent if one.move else None),
        _on("Set on"),
        _KNOWN,
        Field("words", "text", lambda one: one.event.words or one.event.note or None, _flexible("Words")),
        Field("note", "text", lambda one: one.event.note or None),
        *_TELLER,
        Field("reading", "code", lambda one: one.event.reading or None),
        Field("condition", "text", lambda one: one.event.condition or None),
        Field("fulfils", "number", lambda one: one.event.fulfils),
        Field("of", "code", lambda one: one.event.of or None),
    ),
)


class _Reading(Struct, frozen=True):
    """A reading of a commitment, and how it stands by it."""

    standing: Standing
    one: MeasuredReading

    @property
    def due(self) -> DateSpan | None:
        """The due day as the party reads it."""
        return self.one.reading.due

    @property
    def version(self) -> DeadlineEvent | None:
        """The version of the deadline as the party reads it."""
        return self.one.reading.version


READINGS: Final = Section[_Reading](
    "Readings",
    lambda standing: [_Reading(standing, one) for one in standing.readings],
    (
        Field(
            "party",
            "code",
            lambda one: one.one.reading.party or None,
            "Party",
            lambda one: one.one.reading.party or "common",
        ),
        Field("due", "date", lambda one: one.due.last if one.due else None),
        Field("due_written", "code", lambda one: deadline_text(one.version) if one.version else None, "Due"),
        Field("timeliness", "code", lambda one: one.one.timeliness),
        Field("days", "number", lambda one: one.one.days),
        Field("when", "code", lambda one: reading_words(one.standing, one.one), "When"),
        _amount("amount", "Amount", lambda one: one.one.amount),
        *_source_fields(lambda one: one.version.source if one.version else None),
    ),
)


MILESTONES: Final = Section[Standing](
    "Milestones",
    lambda standing: standing.milestones,
    (
        Field("when", "code", lambda one: when(one)[0], "When"),
        Field("due", "date", lambda one: one.due.last if one.due else None),
        Field("due_written", "code", lambda one: day_words(one.due), "Due"),
        Field("due_original", "date", lambda one: one.due_original.last if one.due_original else None),
        Field("moves", "number", lambda one: len(one.moves), "Moves", lambda one: str(len(one.moves) or "")),
        Field("status", "code", lambda one: one.status, "Status", lambda one: label(one.status)),
        _amount("amount", "Amount", lambda one: one.amount, lambda one: one),
        _amount("delivered", "Of it", lambda one: one.arrived, lambda one: one),
        Field("ref", "code", lambda one: one.ref, Heading("Milestone", "part")),
        Field("title", "text", lambda one: one.title, _flexible("Title", "part")),
    ),
)

# ---- obligors ----------------------------------------------------------------------------------

OBLIGORS: Final = Section[Standing](
    "Obligors",
    lambda standing: standing.obligors,
    (
        Field("obligor", "code", lambda one: one.of, Heading("Obligor", "obligor")),
        Field("status", "code", lambda one: one.status, Heading("Status", "obligor"), lambda one: label(one.status)),
        Field("since", "date", lambda one: one.since, Heading("Since", "obligor")),
        Field("outcome", "code", lambda one: one.outcome),
        Field("timeliness", "code", lambda one: one.timeliness, _flexible("When", "when"), lambda one: when(one)[0]),
        Field("lateness", "code", lambda one: one.lateness or None),
        Field("due", "date", lambda one: last_day(one.due), Heading("Due", "when"), lambda one: day_words(one.due)),
        Field("overdue_days", "number", lambda one: one.overdue_days),
        _amount("figure", "Delivered", lambda one: one.arrived, lambda one: one),
        Field("delivered", "number", lambda one: one.delivered),
        Field("currency", "text", lambda one: unit_of(one.arrived)),
        Field("assessment", "code", lambda one: one.state.assessment or None, _flexible("Assessed", "who"), _assessed),
        Field("who", "text", lambda one: says_who(one) or None, _flexible("Who says so", "who")),
    ),
)

# ---- figures and parts -------------------------------------------------------------------------

AMOUNTS: Final = Section[Recorded](
    "Amount",
    of_events(lambda standing: standing.state.amounts),
    (
        *_figure_fields(lambda one: one.event.amount),
        Field("change", "code", lambda one: one.event.change, "Change"),
        _on(),
        _KNOWN,
        _CORRECTED,
        _NOTE,
        *_TELLER,
    ),
)


class _Stage(Struct, frozen=True):
    standing: Standing
    kind: str
    series: delivery.Series

    @property
    def counts(self) -> bool:
        """True if it counts towards the amount."""
        return self.series.counts and self.is_of_own_kind

    @property
    def is_of_own_kind(self) -> bool:
        """True if it is of the kind of the amount."""
        return self.kind == self.standing.terms.amount_kind

    @property
    def share(self) -> Decimal | None:
        """The part of the amount."""
        return self._share_of(self.standing.in_all(self.standing.amount))

    @property
    def share_of_original(self) -> Decimal | None:
        """The part of the first amount."""
        return self._share_of(self.standing.in_all(delivery.original_amount(self.standing.state)))

    def _share_of(self, amount: Amount | None) -> Decimal | None:
        return delivery.share(self.series.total, amount, self.kind) if self.is_of_own_kind else None


def _stages(standing: Standing) -> Iterable[_Stage]:
    return [
        _Stage(standing, kind, series)
        for kind, deliveries in standing.deliveries_by_kind.items()
        for series in deliveries.series
    ]


DELIVERIES: Final = Section[_Stage](
    "Delivered, parts included",
    _stages,
    (
        Field("stage", "code", lambda one: one.series.stage, "Stage"),
        Field("measure", "text", lambda one: one.series.measure or None),
        Field(
            "measure_shown",
            "text",
            lambda one: measure_words(one.series.measure, counts=one.counts),
            "Measured by",
        ),
        Field("counts", "flag", lambda one: one.counts),
        *_figure_fields(lambda one: one.series.total, lambda one: one.kind),
        Field("share", "number", lambda one: one.share),
        Field("share_of_original", "number", lambda one: one.share_of_original),
        Field("share_shown", "code", lambda one: percent_written(one.share), "Of the amount"),
        Field("share_of_original_shown", "code", lambda one: percent_written(one.share_of_original), "Of the first"),
        Field("amount_kind", "code", lambda one: one.kind or None),
    ),
)


def _funnel(part: Standing, written: Written = str) -> str:
    """The total at each stage of a part and all below it, such as `selected USD 36bn, contracted JPY 340bn`."""
    return ", ".join(
        f"{one.stage} {of_kind(written(one.total), kind)}"
        for kind, deliveries in part.deliveries_by_kind.items()
        for one in deliveries.counted
    )


PARTS: Final = Section[Standing](
    "Parts",
    lambda standing: [part for part in standing.portfolio.parts(standing.ref) if not parent_of(part.ref)],
    (
        Field("when", "code", lambda part: when(part)[0], "When"),
        Field("owes", "code", owes, "Owes"),
        _amount("figure", "Amount", lambda part: part.amount, lambda part: part, lambda part: part.terms.amount_kind),
        Field(
            "delivered", "text", lambda one: _funnel(one) or None, "Of it", lambda one: _funnel(one, one.format_amount)
        ),
        Field("ref", "code", lambda part: part.ref, Heading("Part", "part")),
        Field("title", "text", lambda part: part.title, _flexible("Title", "part")),
    ),
)

# ---- statements --------------------------------------------------------------------------------

POSITIONS: Final = Section[Recorded](
    "Positions",
    of_events(lambda standing: standing.state.positions),
    (
        Field("party", "code", lambda one: one.event.party, "Party"),
        Field("channel", "code", lambda one: one.event.channel, "In"),
        Field("position", "code", lambda one: one.event.position, "Says"),
        _on(),
        _KNOWN,
        _NOTE,
        *_WHO,
    ),
)


def _both_sides(standing: Standing) -> Iterable[CitationEvent]:
    """The citations of every field that a source contradicts, those for it first."""
    disputed = {event.field for event in sources.contradictions(standing.state)}
    cited_of = [event for event in standing.state.citations if event.field in disputed]
    return sorted(cited_of, key=lambda event: (event.field, event.side == "contradicts"))


CONTRADICTIONS: Final = Section[Recorded](
    "Contradictions",
    of_events(_both_sides),
    (
        Field("field", "text", lambda one: one.event.field, _flexible("Field", "field")),
        Field("side", "code", lambda one: one.event.side, Heading("Source", "field")),
        Field("value", "text", lambda one: one.event.value or quote_of(one.event.source), _flexible("It says")),
        *_WHO,
    ),
)

HISTORY: Final = Section[Recorded](
    "History",
    of_events(lambda standing: standing.state.events),
    (
        Field("id", "number", lambda one: one.event.id),
        _on(),
        _KNOWN,
        Field("event", "code", lambda one: kind_of(one.event), "Event"),
        Field("says", "text", lambda one: describe(one.event)),
        Field("what", "text", lambda one: _with_note(one.event), _flexible("What"), lambda one: one.words),
        Field("note", "text", lambda one: one.event.note or None),
        *_TELLER,
        Field("recorded_at", "date", lambda one: one.event.recorded_at),
        Field("recorded_by", "text", lambda one: one.event.recorded_by),
    ),
)


class _Witness(Struct, frozen=True):
    """A source and the independent witness that it repeats; `shown` is empty but for the first source of a witness."""

    name: str
    shown: str
    source: Source


def _by_witness(standing: Standing) -> Iterable[_Witness]:
    for name, repeated in sources.witnesses(sources.sources(standing.state)).items():
        count = f" × {len(repeated)}" if len(repeated) > 1 else ""
        for number, source in enumerate(repeated):
            yield _Witness(name, "" if number else name + count, source)


def _linked(text: Callable[[Source], str]) -> Callable[[_Witness], Cell]:
    return lambda one: Cell(text(one.source), link=one.source.url)


SOURCES: Final = Section[_Witness](
    "Sources, by independent witness",
    _by_witness,
    (
        Field("witness", "text", lambda one: one.name),
        Field("witness_shown", "text", lambda one: one.shown, _flexible("Witness", "source")),
        Field(
            "publisher", "text", lambda one: cited(one.source) or None, _flexible("Told by", "source"), _linked(cited)
        ),
        Field("published", "date", lambda one: one.source.published, Heading("Published", "kind")),
        Field("kind", "code", lambda one: one.source.kind, Heading("Kind", "kind")),
        Field("party", "code", lambda one: one.source.party or None, Heading("Side", "kind")),
        Field("language", "code", lambda one: one.source.language or None, Heading("In", "kind")),
        Field("title", "text", lambda one: one.source.title or None),
        Field("relays", "text", lambda one: one.source.relays or None),
        Field("quote", "text", lambda one: one.source.quote or None),
        Field("url", "text", lambda one: one.source.url or None, "Address", _linked(lambda source: source.url)),
        Field("retrieved", "date", lambda one: one.source.retrieved),
    ),
)


class _PhaseRow(Struct, frozen=True):
    """A time in which a promise was in force, breached or suspended."""

    standing: Standing
    phase: Phase

    @property
    def source(self) -> Source | None:
        """The source of the status that began it."""
        return self.phase.event.source if self.phase.event else None


PHASES: Final = Section[_PhaseRow](
    "In force and breached",
    lambda standing: [_PhaseRow(standing, phase) for phase in standing.phases],
    (
        Field(
            "phase", "code", lambda one: one.phase.kind, Heading("What", "phase"), lambda one: spoken(one.phase.kind)
        ),
        Field("since", "date", lambda one: one.phase.since.last, "From", lambda one: began(one.phase)),
        Field(
            "until",
            "date",
            lambda one: None if one.phase.lasts else one.phase.until,
            "Until",
            lambda one: "" if one.phase.lasts else str(one.phase.until),
        ),
        Field("days", "number", lambda one: one.phase.days, Heading("Days", right=True)),
        *_source_fields(lambda one: one.source),
    ),
)

SECTIONS: Final[dict[str, Section[Any]]] = {
    "obligors": OBLIGORS,
    "deadlines": DEADLINES,
    "readings": READINGS,
    "phases": PHASES,
    "milestones": MILESTONES,
    "positions": POSITIONS,
    "amounts": AMOUNTS,
    "deliveries": DELIVERIES,
    "parts": PARTS,
    "contradictions": CONTRADICTIONS,
    "history": HISTORY,
    "sources": SOURCES,
}
