"""The list of commitments: one row each, for `list`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import BadChoice
from tracker.language import translate, written_day
from tracker.model.commitment import AssessmentEvent, DeadlineEvent, DeliveryEvent, Source, StatusEvent, obligor_of
from tracker.model.dates import DateSpan
from tracker.model.fields import TERM_FIELDS, TermField
from tracker.model.status import MEANINGS
from tracker.reports.amount_text import amount_words
from tracker.reports.date_text import span_written
from tracker.reports.event_text import judged_words, version_words
from tracker.reports.list_notes import count_note, is_listed, left_out, own_note, unsure
from tracker.reports.sections_parts import BREACHES, OBLIGORS
from tracker.reports.standing_text import disputed_words, due_words, owes, status_words, when
from tracker.reports.table import (
    Cell,
    Field,
    Heading,
    Layout,
    Panel,
    Table,
    amount_fields,
    last_day,
    ordered,
    panel_of,
    plain_panel,
    table_of,
    value_of,
)
from tracker.reports.text import category_name, party_name
from tracker.reports.uncertain_text import expected
from tracker.reports.witness_text import accusing_event, says_who, witness_words
from tracker.state import deadlines
from tracker.state.confidence import FACTS
from tracker.state.measured_readings import MeasuredReading
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.sources import own_source

# ---- columns -----------------------------------------------------------------------------------


def _term_field(term: TermField) -> Field[Standing]:
    if term.is_flag:
        return Field(term.name, "flag", lambda standing: getattr(standing.terms, term.name) or None)
    if term.name == "every":
        return Field(term.name, term.kind, lambda standing: standing.rule_words or None)
    return Field(term.name, term.kind, lambda standing: term.written(standing.terms))


def _confidence_field(fact: str) -> Field[Standing]:
    return Field(f"{fact}_confidence", "code", lambda standing: standing.confidence_in(fact))


def _undated(standing: Standing) -> DeadlineEvent | None:
    """The version of the deadline in force, if it has no date."""
    version = deadlines.version_in_force(standing.state)
    return version if version and not standing.due else None


def _proof(standing: Standing) -> StatusEvent | None:
    """The event that says since when it has its status, if that status needs a day and a source."""
    return standing.state.status_run[0] if MEANINGS[standing.status].needs_proof else None


def _met_source(standing: Standing) -> str | None:
    """The source that says that it was met, kept, broken or breached: its address, else its publisher or title."""
    event = _proof(standing)
    source = event.source if event else None
    return (source.url or source.publisher or source.title or None) if source else None


def _told_apart(standing: Standing) -> tuple[str, ...] | None:
    """The obligors of a promise, if its status, deadline or assessment is that of one of them; else None."""
    events = (event for event in standing.state.events if not isinstance(event, DeliveryEvent))
    return tuple(one.of for one in standing.obligors) if any(map(obligor_of, events)) else None


def _judged(event: AssessmentEvent) -> str:
    """The analyst and the judgement."""
    return f"{event.analyst or 'desk'}={event.assessment}"


def _reading(one: MeasuredReading) -> str:
    """The party and the day or the words of its reading."""
    version = one.reading.version
    return f"{one.reading.party or 'common'}={version.due or version.awaits or version.words if version else ''}"


def _in_force_since(standing: Standing) -> date | None:
    """The day since when it is in force; None if it is not."""
    phase = standing.phase
    return phase.since.last if phase and phase.kind == "in_force" else None


def _exceeded_by(standing: Standing) -> Decimal | None:
    """The excess; the largest one if several obligors have a bound of their own."""
    return max((one.exceeded.value for one in standing.exceeding if one.exceeded), default=None)


def _when(standing: Standing) -> Cell:
    return Cell(*when(standing), _days_left(standing))


def _title(standing: Standing) -> Cell:
    return Cell(standing.full_title, ref=standing.ref)


def _who(standing: Standing) -> Cell:
    event = accusing_event(standing)
    words = says_who(standing) or witness_words(standing, "", event)
    return Cell(words, sources=(event.source,) if event and event.source else ())


def _due(standing: Standing) -> Cell:
    text = due_words(standing) or (translate("undated") if _was_moved(standing) else "")
    return Cell(text, key=_last(standing.due), sources=_sources(standing) if text else ())


def _first_due(standing: Standing) -> Cell:
    first, basis = standing.due_original, standing.portfolio.basis
    text = translate("was {day}", day=_as_written(first)) if first and _was_moved(standing) else ""
    return Cell(text, "strong" if basis == "original" else "dim", _last(first))


def _as_written(span: DateSpan) -> str:
    """A due date in its precision; the last day of a range."""
    return written_day(span.last) if span.precision == "range" else span_written(span)


def _was_moved(standing: Standing) -> bool:
    """True if it has moved from a first due date."""
    return bool(standing.shown_moves) and standing.due_original is not None


def _amount(standing: Standing) -> Cell:
    return Cell(amount_words(standing), key=value_of(standing.amount))


def _status(standing: Standing) -> Cell:
    words = f"{status_words(standing)}{disputed_words(standing)}"
    return Cell(words, "warn" if standing.status in _NOT_AGREED else "dim")


_NOT_AGREED: Final = frozenset({"proposed", "unknown", "suspended"})  # what must not be taken for a promise in force


def _days_left(standing: Standing) -> int | None:
    day = standing.measured_due
    return -standing.state.days_past(day) if day and standing.is_open else None


def _last(span: DateSpan | None) -> str | None:
    return span.last.isoformat() if span else None


def _sources(standing: Standing) -> tuple[Source, ...]:
    """The source of the due date in force."""
    version = deadlines.version_in_force(standing.state)
    source = own_source(standing.state, version) if version else None
    return (source,) if source else ()


_ASSESSMENT: Final = "assessment"
# The columns in the order of the values; people see those with a heading in the order of `ORDER`.
_FIRST: Final[tuple[Field[Standing], ...]] = (
    Field("ref", "code", lambda s: s.ref, "Ref", lambda s: Cell(s.ref, "dim", ref=s.ref)),
    Field("title", "text", lambda s: s.title, Heading("Commitment", flexible=True, lines=2), _title),
    Field("obligor", "code", lambda s: s.terms.obligor, "Owes", owes),
    Field("obligee", "code", lambda s: s.terms.obligee),
    Field("category", "code", lambda s: s.terms.category),
    Field("force", "code", lambda s: s.terms.force),
    Field("status", "code", lambda s: s.status, "Status", _status),
    Field(_ASSESSMENT, "code", lambda s: s.state.assessment or None),
    *amount_fields(lambda s: s.amount, "currency", "Amount", _amount),
    Field("delivered", "number", lambda s: s.delivered, unit="currency"),
    Field("due", "date", lambda s: last_day(s.due), "Due", _due),
    Field("due_precision", "code", lambda s: s.due.precision if s.due else None),
    Field("due_original", "date", lambda s: last_day(s.due_original), "First due", _first_due),
    Field("slip_days", "number", lambda s: s.slip_days),
    Field("moves", "number", lambda s: len(s.moves)),
    Field("overdue_days", "number", lambda s: s.overdue_days),
    Field("timeliness", "code", lambda s: s.timeliness, Heading("When", most=16), _when),
    Field("disputed", "flag", lambda s: s.is_disputed),
    Field("confidence", "code", lambda s: s.confidence),
    Field("parent", "code", lambda s: s.terms.parent or None),
    Field("as_of", "date", lambda s: s.state.day),
    Field("known_at", "date", lambda s: s.portfolio.moment.known_day(s.state.zone)),
    Field("lateness", "code", lambda s: s.lateness or None, Heading("Who says so", flexible=True), _who),
    Field("last_news", "date", lambda s: s.last_news),
    Field("contradicted", "code", lambda s: s.contradicted),
    Field("outcome", "code", lambda s: s.state.outcome),
)
_FIRST_NAMES: Final = frozenset(field.name for field in _FIRST)
# Terms of later versions, after all other columns.
_LAST_NAMES: Final = frozenset({"amount_kind", "each", "increment", "every"})
# Then the other columns that an import reads: every other term, and the state behind the columns above.
FIELDS: Final[tuple[Field[Standing], ...]] = (
    *_FIRST,
    *(_term_field(term) for term in TERM_FIELDS if term.name not in _FIRST_NAMES | _LAST_NAMES),
    Field("due_words", "text", lambda s: (version.words or "undated") if (version := _undated(s)) else None),
    Field("awaits", "text", lambda s: (version.awaits or None) if (version := _undated(s)) else None),
    Field("not_before", "date", lambda s: deadlines.not_before(s.state)),
    Field("grace_days", "number", lambda s: deadlines.grace_days(s.state)),
    Field("met_on", "date", lambda s: event.on if (event := _proof(s)) else None),
    Field("met_source", "text", _met_source),
    Field("successor", "code", lambda s: s.state.status_run[0].successor or None if s.state.status_run else None),
    *(_term_field(term) for term in TERM_FIELDS if term.name in _LAST_NAMES),
    Field("conditional", "text", lambda s: tuple(map(version_words, s.state.deadline_versions.conditional))),
    Field("expected", "date", expected),
    Field("of", "code", lambda s: s.of or _told_apart(s)),
    Field("in_force_since", "date", _in_force_since),
    *BREACHES,
    Field("exceeded_by", "number", _exceeded_by, unit="currency"),
    Field("readings", "code", lambda s: tuple(map(_reading, s.readings))),
    *map(_confidence_field, FACTS),
    Field("analyst", "text", lambda s: (s.state.assessments[-1].analyst or None) if s.state.assessments else None),
    Field("assessments", "text", lambda s: tuple(map(_judged, reversed(s.state.assessments)))),
    Field("obligors", "table", OBLIGORS.table),
)
# The columns that follow if figures are converted: the quotes by which the amount was converted, and their day.
RATE_FIELDS: Final[tuple[Field[Standing], ...]] = (
    Field("rate", "text", lambda s: tuple(map(str, s.rate.quotes)) if s.rate else None),
    Field("rate_on", "date", lambda s: s.rate.on if s.rate else None),
)
COLUMNS: Final = tuple(field.column for field in FIELDS)
COLUMN_NAMES: Final = tuple(field.name for field in FIELDS)
ORDER: Final = ("timeliness", "lateness", "due", "due_original", "obligor", "amount", "status", "ref", "title")
# On a terminal the title is read first, and the ref is below or after it. A layout may leave headings out.
LAYOUTS: Final = (
    Layout(0, ("When / Due / First due", "Commitment / Owes · Amount · Status · Ref / Who says so")),
    Layout(100, ("When / Due / First due", "Owes / Amount", "Commitment / Status · Ref / Who says so")),
    Layout(180, ("When", "Due", "First due", "Owes", "Amount", "Status", "Commitment · Who says so", "Ref")),
)

# ---- list --------------------------------------------------------------------------------------


class Selection(Struct, frozen=True):
    """The request for a list: the filter, the order, the limit and the columns.

    `milestones` keeps all of them, also those that are not `LISTED_MILESTONES`. `obligors` gives each of several
    obligors a row. `bare` leaves out the panel for people; `notes` are further sentences below it.
    """

    test: Callable[[Standing], bool] = lambda _: True
    overdue: bool = False
    milestones: bool = False
    obligors: bool = False
    sort: str = ""
    limit: int = 0
    columns: Sequence[str] = ()
    bare: bool = False
    notes: Sequence[str] = ()


def list_table(portfolio: Portfolio, selection: Selection) -> Table:
    """The selected commitments, overdue first by days late and then by due date unless sorted otherwise."""
    everything = chain.from_iterable(one.each_obligor for one in portfolio) if selection.obligors else portfolio
    found_by_test = [standing for standing in everything if selection.test(standing)]
    has_all = selection.milestones or selection.overdue  # also to count those that are not measured
    matching = [one for one in found_by_test if has_all or is_listed(portfolio.standings[one.ref])]
    chosen = [standing for standing in matching if standing.lateness] if selection.overdue else matching
    fields = (*FIELDS, *(RATE_FIELDS if portfolio.conversion else ()))
    by_name = {field.name: field for field in fields}
    found = _sorted(chosen, selection.sort, by_name)
    shown = found[: selection.limit] if selection.limit else found
    names = [_field(name, by_name).name for name in selection.columns]
    notes = (
        count_note(portfolio, matching, len(shown), overdue=selection.overdue),
        *left_out(len({one.ref for one in found_by_test} - {one.ref for one in matching})),
        *unsure(shown),
        *([translate("Each of several obligors has a row of its own.")] if selection.obligors else own_note(shown)),
        *portfolio.rate_notes(shown),
        *selection.notes,
    )
    table = table_of(fields, shown, () if selection.bare else (list_panel(shown, notes),))
    if names:
        return _with_analysts(table.only(names), names, shown)

    def sheet() -> Panel:
        from tracker.reports.sheet import sheet_panel  # noqa: PLC0415 - only a workbook has it, and it needs the checks

        return sheet_panel(by_name, portfolio, shown, notes)

    return replace(table, sheet=sheet, names=partial(_names, portfolio, shown))


def _names(portfolio: Portfolio, standings: Iterable[Standing]) -> dict[str, str]:
    """The names of the parties and the categories of commitments, by code; no code is that of both."""
    every = [one.terms for one in standings]
    parties = {code: party_name(code, portfolio) for terms in every for code in (*terms.obligor, *terms.obligee)}
    return parties | {terms.category: category_name(terms.category, portfolio) for terms in every}


def _with_analysts(table: Table, names: Sequence[str], standings: Sequence[Standing]) -> Table:
    """The table whose panel has the judgement of each analyst in the column `assessment`, where they differ."""
    if _ASSESSMENT not in names or not table.panels:
        return table
    judged = [one.state.assessments for one in standings]
    words = [judged_words(each) if len({event.assessment for event in each}) > 1 else None for each in judged]
    number = names.index(_ASSESSMENT)
    rows = [
        (*row[:number], told or row[number], *row[number + 1 :]) for row, told in zip(table.rows, words, strict=True)
    ]
    return replace(table, panels=(plain_panel(table.columns, rows, table.panels[-1].notes),))


def in_list(portfolio: Portfolio, standings: Iterable[Standing]) -> list[Standing]:
    """Those that a list has unless it is asked for all milestones, in the order of a list."""
    return sorted((one for one in standings if is_listed(portfolio.standings[one.ref])), key=_by_urgency)


def list_panel(standings: Sequence[Standing], notes: Sequence[str] = ()) -> Panel:
    """The rows for people, in the given order, with the columns that are not empty."""
    panel = replace(panel_of(ordered(FIELDS, ORDER), standings, notes=notes), layouts=LAYOUTS)
    return panel.without_empty_columns() if standings else panel


def _field(name: str, fields: Mapping[str, Field[Standing]]) -> Field[Standing]:
    if name not in fields:
        raise BadChoice("column", name, tuple(fields))
    return fields[name]


# ---- order -------------------------------------------------------------------------------------


def _sorted(standings: Iterable[Standing], sort: str, fields: Mapping[str, Field[Standing]]) -> list[Standing]:
    by_urgency = sorted(standings, key=_by_urgency)
    if not sort:
        return by_urgency
    field = _field(sort.removeprefix("-"), fields)

    def read(standing: Standing) -> object:
        value = field.read(standing)
        if isinstance(value, Table):
            return len(value.rows)
        return str(value) if isinstance(value, DateSpan) else value

    filled = [standing for standing in by_urgency if read(standing) is not None]
    empty = [standing for standing in by_urgency if read(standing) is None]
    return sorted(filled, key=read, reverse=sort.startswith("-")) + empty  # type: ignore[arg-type] # one column holds one type


def _by_urgency(standing: Standing) -> tuple[int, int, date, str]:
    day = standing.due.last if standing.due else date.max
    rank = (standing.timeliness != "contested") + (not standing.is_open)
    return -(standing.overdue_days or 0), rank, day, standing.ref
