"""The list of commitments: one row each, for `list`."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import Struct

from tracker.errors import BadChoice
from tracker.model.amounts import Amount, is_currency
from tracker.model.commitment import AnyEvent, AssessmentEvent, DeadlineEvent, PositionEvent, Source
from tracker.model.dates import DateSpan
from tracker.model.fields import TERM_FIELDS, TermField
from tracker.model.status import label, outcome_of
from tracker.reports.event_text import cited, day_words, describe
from tracker.reports.table import Cell, Column, Heading, Layout, Panel, Table, Tone, Value
from tracker.state import deadlines
from tracker.state.deadlines import Timeliness
from tracker.state.lateness import Lateness
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.sources import own_source

Read = Callable[[Standing], Value]


def _term_field(field: TermField) -> tuple[Column, Read]:
    return Column(field.name, field.kind), lambda standing: field.written(standing.terms)


def _undated(standing: Standing) -> DeadlineEvent | None:
    """The version of the deadline in force, if it has no date."""
    version = deadlines.version_in_force(standing.state)
    return version if version and not standing.due else None


def _met_source(standing: Standing) -> str | None:
    """The source that says that the promise was met: its address, else its publisher or title."""
    source = standing.state.status_run[0].source if standing.status == "met" else None
    return (source.url or source.publisher or source.title or None) if source else None


_FIRST: Final[tuple[tuple[Column, Read], ...]] = (
    (Column("ref"), lambda s: s.ref),
    (Column("title", "text"), lambda s: s.title),
    (Column("obligor"), lambda s: s.terms.obligor),
    (Column("obligee"), lambda s: s.terms.obligee),
    (Column("category"), lambda s: s.terms.category),
    (Column("force"), lambda s: s.terms.force),
    (Column("status"), lambda s: s.status),
    (Column("assessment"), lambda s: s.state.assessment or None),
    (Column("amount", "number", "currency"), lambda s: value_of(s.amount)),
    (Column("amount_qualifier"), lambda s: qualifier(s.amount)),
    (Column("currency", "text"), lambda s: s.amount.unit if s.amount else None),
    (Column("delivered", "number", "currency"), lambda s: s.delivered),
    (Column("due", "date"), lambda s: s.due.last if s.due else None),
    (Column("due_precision"), lambda s: s.due.precision if s.due else None),
    (Column("due_original", "date"), lambda s: s.due_original.last if s.due_original else None),
    (Column("slip_days", "number"), lambda s: s.slip_days),
    (Column("moves", "number"), lambda s: len(s.moves)),
    (Column("overdue_days", "number"), lambda s: s.overdue_days),
    (Column("timeliness"), lambda s: s.timeliness),
    (Column("disputed", "flag"), lambda s: s.is_disputed),
    (Column("confidence"), lambda s: s.confidence),
    (Column("parent"), lambda s: s.terms.parent or None),
    (Column("as_of", "date"), lambda s: s.state.day),
    (Column("known_at", "date"), lambda s: s.portfolio.moment.known_day(s.state.zone)),
    (Column("lateness"), lambda s: s.lateness or None),
    (Column("last_news", "date"), lambda s: s.last_news),
    (Column("contradicted"), lambda s: s.contradicted),
    (Column("outcome"), lambda s: outcome_of(s.status)),
)
_FIRST_NAMES: Final = frozenset(column.name for column, _ in _FIRST)
# The rest of what an import reads: every other term, and the state behind the columns above.
FIELDS: Final[tuple[tuple[Column, Read], ...]] = (
    *_FIRST,
    *(_term_field(field) for field in TERM_FIELDS if field.name not in _FIRST_NAMES),
    (Column("due_words", "text"), lambda s: (version.words or "undated") if (version := _undated(s)) else None),
    (Column("awaits", "text"), lambda s: (version.awaits or None) if (version := _undated(s)) else None),
    (Column("not_before", "date"), lambda s: deadlines.not_before(s.state)),
    (Column("grace_days", "number"), lambda s: deadlines.grace_days(s.state)),
    (Column("met_on", "date"), lambda s: s.state.status_run[0].on if s.status == "met" else None),
    (Column("met_source", "text"), _met_source),
    (Column("successor"), lambda s: s.state.status_run[0].successor or None if s.state.status_run else None),
)
# What follows them where figures are converted: the pairs and prices that the amount was converted by, and their day.
RATE_FIELDS: Final[tuple[tuple[Column, Read], ...]] = (
    (Column("rate", "text"), lambda s: tuple(map(str, s.rate.quotes)) if s.rate else None),
    (Column("rate_on", "date"), lambda s: s.rate.on if s.rate else None),
)
COLUMNS: Final = tuple(column for column, _ in FIELDS)
COLUMN_NAMES: Final = tuple(column.name for column in COLUMNS)


class Selection(Struct, frozen=True):
    """The request for a list: the filter, the order, the limit, the columns, and whether to print values only.

    `notes`: what else is told below it.
    """

    test: Callable[[Standing], bool] = lambda _: True
    overdue: bool = False
    sort: str = ""
    limit: int = 0
    columns: Sequence[str] = ()
    bare: bool = False
    notes: Sequence[str] = ()


def list_table(portfolio: Portfolio, selection: Selection) -> Table:
    """The selected commitments, overdue first by days late and then by due date unless sorted otherwise."""
    matching = [standing for standing in portfolio if selection.test(standing)]
    chosen = [standing for standing in matching if standing.timeliness == "overdue"] if selection.overdue else matching
    fields = {column.name: read for column, read in _fields(portfolio)}
    ordered = _sorted(chosen, selection.sort, fields)
    shown = ordered[: selection.limit] if selection.limit else ordered
    rows = tuple(tuple(read(standing) for read in fields.values()) for standing in shown)
    names = [_column(name, fields) for name in selection.columns]
    notes = (
        _note(portfolio, matching, len(shown), overdue=selection.overdue),
        *_unsure(shown),
        *portfolio.rate_notes(shown),
        *selection.notes,
    )
    panels = () if selection.bare else (_panel(shown, notes),)
    table = Table(tuple(column for column, _ in _fields(portfolio)), rows, panels)
    return table.only(names) if names else table


def _fields(portfolio: Portfolio) -> tuple[tuple[Column, Read], ...]:
    return (*FIELDS, *(RATE_FIELDS if portfolio.conversion else ()))


def _column(name: str, fields: Collection[str]) -> str:
    if name not in fields:
        raise BadChoice("column", name, tuple(fields))
    return name


def value_of(amount: Amount | None) -> Decimal | None:
    """The figure alone."""
    return amount.value if amount else None


def qualifier(amount: Amount | None) -> str | None:
    """How exact an amount is, and whether it is a yearly one."""
    return f"{amount.qualifier}{' per_year' if amount.per else ''}" if amount else None


# ---- order -------------------------------------------------------------------------------------


def _sorted(standings: Iterable[Standing], sort: str, fields: Mapping[str, Read]) -> list[Standing]:
    ordered = sorted(standings, key=_by_urgency)
    if not sort:
        return ordered
    read = fields[_column(sort.removeprefix("-"), fields)]
    filled = [standing for standing in ordered if read(standing) is not None]
    empty = [standing for standing in ordered if read(standing) is None]
    return sorted(filled, key=read, reverse=sort.startswith("-")) + empty  # type: ignore[arg-type] # one column holds one type


def _by_urgency(standing: Standing) -> tuple[int, bool, date, str]:
    day = standing.due.last if standing.due else date.max
    return -(standing.overdue_days or 0), not standing.is_open, day, standing.ref


# ---- for people --------------------------------------------------------------------------------

_HEADINGS: Final = (
    Heading("When", most=16),
    Heading("Who says so", flexible=True),
    Heading("Due"),
    Heading("First due"),
    Heading("Owes"),
    Heading("Amount", right=True),
    Heading("Status"),
    Heading("Ref"),
    Heading("Commitment", flexible=True, lines=2),
)
# On a terminal the title is what is read, and the ref stands below or after it. A name without a heading is left out.
_LAYOUTS: Final = (
    Layout(0, ("When / Due / First due", "Commitment / Owes · Amount · Status · Ref / Who says so")),
    Layout(100, ("When / Due / First due", "Owes / Amount", "Commitment / Status · Ref / Who says so")),
    Layout(180, ("When", "Due", "First due", "Owes", "Amount", "Status", "Commitment · Who says so", "Ref")),
)


def _panel(standings: Sequence[Standing], notes: tuple[str, ...]) -> Panel:
    rows = tuple(_cells(standing) for standing in standings)
    panel = Panel(_HEADINGS, rows, notes=notes, layouts=_LAYOUTS)
    return panel.without_empty_columns() if rows else panel


def _cells(standing: Standing) -> tuple[Cell, ...]:
    original, current = standing.due_original, standing.due
    basis = standing.portfolio.basis
    moved = bool(standing.moves) and original is not None
    due, first = day_words(current) or ("undated" if moved else ""), _was(original) if moved else ""
    return (
        Cell(*when(standing), _days_left(standing)),
        Cell(says_who(standing), sources=_late_sources(standing)),
        Cell(due, key=_last(current), sources=_sources(standing) if due else ()),
        Cell(first, "strong" if basis == "original" else "dim", _last(original)),
        Cell(owes(standing)),
        Cell(standing.format_amount(standing.amount), key=value_of(standing.amount)),
        Cell(label(standing.status), "warn" if standing.status in _NOT_AGREED else "dim"),
        Cell(standing.ref, "dim"),
        Cell(standing.title),
    )


def _was(span: DateSpan | None) -> str:
    return f"was {day_words(span).removeprefix('end ')}"


_NOT_AGREED: Final = frozenset({"proposed", "unknown", "suspended"})  # what must not be taken for a promise in force


def _days_left(standing: Standing) -> int | None:
    day = standing.measured_due
    return (day.last - standing.state.day).days if day and standing.is_open else None


def _last(span: DateSpan | None) -> str | None:
    return span.last.isoformat() if span else None


def _sources(standing: Standing) -> tuple[Source, ...]:
    """Who says when it is due."""
    version = deadlines.version_in_force(standing.state)
    source = own_source(standing.state, version) if version else None
    return (source,) if source else ()


def _late_sources(standing: Standing) -> tuple[Source, ...]:
    """The sources by which it is known not to have been done."""
    event = standing.late_report
    return (event.source,) if event and event.source else ()


def owes(standing: Standing) -> str:
    """The obligors and the obligees, such as `JP → US`; a mutual promise is `JP ⇄ US`."""
    obligor, obligee = standing.terms.obligor, standing.terms.obligee
    if len(obligor) > 1 and set(obligor) == set(obligee):
        return " ⇄ ".join(obligor)
    return f"{'+'.join(obligor)} → {'+'.join(obligee)}"


def when(standing: Standing) -> tuple[str, Tone]:
    """The standing against the deadline, in words that need no colour; `?` marks what may have changed."""
    words, tone = _stands(standing)
    return f"{words}{' ?' if standing.uncertain_events else ''}", tone


def _stands(standing: Standing) -> tuple[str, Tone]:
    day = standing.measured_due
    if standing.timeliness == "overdue":
        return _late(standing)
    if standing.timeliness in {"upcoming", "due_soon"} and day:
        tone: Tone = "soon" if standing.timeliness == "due_soon" else ""
        days = (day.last - standing.state.day).days
        return (f"in {days} d" if days else "today"), tone
    if standing.timeliness == "closed":
        return label(standing.status), "warn" if outcome_of(standing.status) in {"failed", "partly"} else "dim"
    if standing.timeliness == "completed":
        return f"delivered in full {standing.completion}{_apart_when_full(standing)}", "info"
    if standing.timeliness in {"met_about_then", "met_late"} and (
        apart := standing.days_apart_when_met(standing.portfolio.basis)
    ):
        return apart_words(apart, deadlines.grace_days(standing.state)), "warn"
    return _WHEN[standing.timeliness]


def _late(standing: Standing) -> tuple[str, Tone]:
    """The days late, if a source says so; otherwise the days past due."""
    if standing.lateness == "reported":
        return f"{standing.overdue_days} d late", "late"
    return f"{standing.overdue_days} d past due", "doubt"


def apart_words(apart: deadlines.DaysApart, grace: int = 0) -> str:
    """The day it was met against a due day and its grace; both ends of a half-known day.

    >>> [apart_words(deadlines.Apart(*days)) for days in ((-3, 27), (120, 147), (None, -2))]
    ['met, on time or up to 27 d late', 'met 120 to 147 d late', 'met on time']
    """
    if apart.most <= grace:
        return "met on time"
    if apart.fewest is None or apart.fewest <= grace:
        return f"met, on time or up to {apart.most} d late"
    return f"met {_days_apart(apart)} d late"


def _days_apart(apart: deadlines.DaysApart) -> str:
    return str(apart.most) if apart.exact is not None else f"{apart.fewest} to {apart.most}"


def _apart_when_full(standing: Standing) -> str:
    """The end of a sentence on a complete delivery: on time or late; empty without a due day."""
    apart, grace = standing.days_apart_when_complete(standing.portfolio.basis), deadlines.grace_days(standing.state)
    if apart is None:
        return ""
    if apart.most <= grace:
        return ", on time"
    if apart.fewest is None or apart.fewest <= grace:
        return f", on time or up to {apart.most} d late"
    return f", {_days_apart(apart)} d late"


def says_who(standing: Standing) -> str:
    """The source that calls it not done; otherwise the day of the last news, and the last review."""
    return told_by(standing, standing.lateness, standing.late_report)


def told_by(standing: Standing, lateness: Lateness, report: AnyEvent | None) -> str:
    """The same of one of its days, which has that lateness and that report."""
    if report:
        return f"{reporter(report)}, {standing.state.known_on(report)}"
    if lateness != "unreported":
        return ""
    news = f"no report since {standing.last_news}" if standing.last_news else "no report"
    return f"{news}, {_looked(standing)}"


def reporter(report: AnyEvent) -> str:
    """The source of a statement: the party of a position, the desk of an assessment, with the source cited."""
    source = cited(report.source)
    if isinstance(report, PositionEvent):
        return f"{report.party}{f', as {source} reports' if source else ''}"
    if isinstance(report, AssessmentEvent):
        return f"the desk{f', resting on {source}' if source else ''}"
    return source or "a source without a name"


def _looked(standing: Standing) -> str:
    """When somebody last looked, and that what was found is not recorded yet."""
    looks = [review for review in standing.state.reviews if review.found]
    if not looks:
        return "nobody has looked"
    day = standing.state.took_effect(looks[-1])
    if looks[-1].found == "news" and (standing.last_news is None or standing.last_news < day):
        return f"news found on {day} and not recorded yet"
    return f"last looked for on {day}"


def delivery_notes(standing: Standing) -> list[str]:
    """The notes on a delivery that was just recorded: it completes the promise, or counts only once it is converted."""
    found = []
    amount, came = standing.amount, standing.state.deliveries
    if (
        amount
        and came
        and amount.unit != (unit := came[-1].amount.unit)
        and is_currency(unit)
        and is_currency(amount.unit)
    ):
        converted = f"what came in {unit} is added only with --in {amount.unit}"
        found.append(f"{standing.ref}: promised in {amount.unit}; {converted}")
    if standing.timeliness == "completed" and standing.completion:
        on = standing.completion.last if standing.completion.is_exact else "DAY"
        confirm = f"`tracker mark {standing.ref} met --on {on} --source URL` confirms it"
        found.append(f"{standing.ref}: that is all of it, {standing.arrived} of {amount}; {confirm}")
    return found


def unsure_words(standing: Standing) -> str:
    """The change that may have happened by the day asked about, if its date is a span; otherwise nothing."""
    return "; ".join(
        f"{describe(event)} some time {f'in {event.on}' if event.on else f'until {standing.state.known_on(event)}'}"
        for event in standing.uncertain_events
    )


_WHEN: Final[dict[str, tuple[str, Tone]]] = {
    "undated": ("undated", "dim"),
    "awaiting_trigger": ("awaiting", "dim"),
    "proposed": ("proposed", "warn"),
    "unknown": ("status unknown", "warn"),
    "met_undated": ("met", "good"),
    "kept": ("kept", "good"),
    "lapsed": ("lapsed", "dim"),
    "in_grace": ("in grace", "soon"),
    "met_on_time": ("met on time", "good"),
    "suspended": ("suspended", "warn"),
}


def _note(portfolio: Portfolio, matching: Sequence[Standing], shown: int, *, overdue: bool) -> str:
    """How many were found, of which the portfolio may only have been told."""
    counts = Counter(standing.timeliness for standing in matching) + Counter(portfolio.counted)
    found = counts["overdue"] if overdue else counts.total()
    hidden = f"; {found - shown} more not shown, --limit 0 shows all" if found > shown else ""
    return f"{found} {'overdue' if overdue else 'listed'}{_unmeasured(counts) if overdue else ''}{hidden}."


def _unsure(standings: Iterable[Standing]) -> Iterator[str]:
    """The note that says what the mark `?` stands for, where it stands."""
    marked = [standing for standing in standings if standing.uncertain_events]
    if marked:
        told = "; ".join(f"{standing.ref}: {unsure_words(standing)}" for standing in marked[:SHOWN])
        more = f"; and {len(marked) - SHOWN} more" if len(marked) > SHOWN else ""
        yield f"? may have changed by then, for only a span is known: {told}{more}."


def unmeasured(standings: Sequence[Standing]) -> str:
    """How many have no day to be measured against, and why, as the end of a sentence; nothing if all have one."""
    return _unmeasured(Counter(standing.timeliness for standing in standings))


def _unmeasured(counts: Mapping[str, int]) -> str:
    counted = ", ".join(f"{counts[word]} {told}" for word, told in _UNCOUNTED.items() if counts[word])
    return f"; not measured: {counted}" if counted else ""


SHOWN: Final = 4  # commitments that a note names
_UNCOUNTED: Final[dict[Timeliness, str]] = {
    "undated": "undated",
    "suspended": "suspended",
    "awaiting_trigger": "awaiting a trigger",
    "proposed": "only proposed",
    "unknown": "of unknown status",
}
