"""The report for people who do not run tracker: figures, overdue commitments first, and the record behind them.

Scripts and spreadsheets get one row with the figures, and in it a table each of commitments, due days, moves,
deliveries, positions, sources and events; people get panels of the same.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from msgspec.structs import replace

from tracker.errors import plural
from tracker.model.commitment import DeliveryEvent, Event, PositionEvent, Source
from tracker.model.dates import local_day
from tracker.model.refs import parent_of
from tracker.reports import changes_deadlines
from tracker.reports.amount_text import excess_words, of_one, reached_words, short_words
from tracker.reports.calendar import calendar_entries
from tracker.reports.changes import sentence
from tracker.reports.diff import changes_between
from tracker.reports.event_text import day_words
from tracker.reports.list import LISTED_MILESTONES, SHOWN, Selection, list_table, unmeasured
from tracker.reports.moves import moves_table
from tracker.reports.section import Recorded, Section
from tracker.reports.sections_sources import HISTORY, SOURCES, own_events
from tracker.reports.show import show_table
from tracker.reports.standing_text import late_spoken, readings_words, says_who, when
from tracker.reports.table import (
    Cell,
    Column,
    Field,
    Heading,
    Item,
    Panel,
    Table,
    amount_fields,
    name_fields,
    ordered,
    panel_of,
    source_fields,
    table_of,
    text_fields,
)
from tracker.reports.text import day_spoken, divergence_spoken, on_spoken, sourced_words
from tracker.reports.timeline import timeline_table
from tracker.state.deadlines import is_dropped
from tracker.state.portfolio import Portfolio, Standing

Test = Callable[[Standing], bool]
LATE: Final = frozenset({"overdue"})
# The figures: what they are called by machines, what by people, and what is counted.
FIGURES: Final[tuple[tuple[str, str, Test], ...]] = (
    ("commitments", "commitments", lambda _: True),
    ("milestones", "of these, milestones", lambda s: bool(parent_of(s.ref))),
    ("open", "open", lambda s: s.is_open),
    ("overdue", "overdue", lambda s: s.timeliness in LATE),
    ("contested", "past due as some parties read it", lambda s: s.timeliness == "contested"),
    ("late_reported", "reported late", lambda s: s.lateness == "reported"),
    ("completed", "delivered in full, not confirmed", lambda s: s.timeliness == "completed"),
    ("short", "short by the figure for a period", lambda s: s.timeliness == "short"),
    ("due_soon", "due within 30 days", lambda s: s.is_due_soon or s.timeliness == "in_grace"),
    ("undated", "undated", lambda s: s.timeliness == "undated"),
    ("awaiting", "awaiting a trigger", lambda s: s.timeliness == "awaiting_trigger"),
    ("moved", "deadlines moved", lambda s: bool(s.moves) and not s.is_lasting),
    ("silent", "moved without a source", lambda s: any(move.silent for move in s.moves)),
    ("met", "met", lambda s: s.status == "met"),
    ("exceeded", "above a ceiling", lambda s: bool(s.exceeding)),
    ("breached", "breached now", lambda s: s.is_breached),
    ("kept", "kept to their end", lambda s: s.timeliness == "kept"),
    ("divergent", "say one thing in public, another in private", lambda s: bool(s.divergent)),
    ("disputed", "disputed by a party", lambda s: s.is_disputed),
)


def summary_table(
    portfolio: Portfolio, test: Test = lambda _: True, title: str = "", alarms: Sequence[int] = ()
) -> Table:
    """The commitments that pass the test as one report; `alarms`: how many days before one a calendar reminds of it."""
    chosen = [standing for standing in portfolio if test(standing)]
    day = local_day(portfolio.moment.as_of, portfolio.zone)
    known = portfolio.moment.known_day(portfolio.zone)
    named = title or f"Commitments as of {day}{f', as known on {known}' if known else ''}"
    figures = {name: sum(map(counts, chosen)) for name, _, counts in FIGURES}
    inside = {
        "list": replace(_list(portfolio, chosen), panels=()),
        "due_days": calendar_entries(portfolio, chosen, alarms),
        "moves": replace(moves_table(chosen), panels=()),
        "deliveries": deliveries(chosen),
        "positions": positions(chosen),
        "sources": sources(chosen),
        "events": events(chosen),
    }
    columns = (
        *(Column("title", "text"), Column("as_of", "date"), Column("known_at", "date")),
        *(Column(name, "number", words=words) for name, words, _ in FIGURES),
        *(Column(name, "table") for name in inside),
    )
    row = (named, day, known, *figures.values(), *inside.values())
    panels = tuple(panel for panel in _panels(portfolio, chosen, figures) if panel)
    return Table(columns, (row,), panels, named, portfolio.language)


# ---- tables for scripts ------------------------------------------------------------------------


def _source(event: Event) -> tuple[Source, ...]:
    return (event.source,) if event.source else ()


def _took_effect(one: Recorded) -> date:
    return one.standing.state.took_effect(one.event)


def _day(one: Recorded) -> Cell:
    return Cell(str(one.event.on or "unknown"), key=_took_effect(one).isoformat())


def _figure(one: Recorded) -> Cell:
    amount = one.event.amount
    return Cell(one.standing.format_amount(amount), key=amount.value, sources=_source(one.event))


_DELIVERED_ORDER: Final = ("on", "ref", "amount", "stage", "measure")
_NAME: Final[tuple[Field[Recorded], ...]] = name_fields(lambda one: one.standing, "Commitment")
_EVENT: Final[tuple[Field[Recorded], ...]] = (
    Field("on", "date", lambda one: one.event.on, "On", _day),
    Field("known_on", "date", lambda one: one.event.known_on),
    Field("note", "text", lambda one: one.event.note or None),
    *source_fields(lambda one: one.event.source),
    *text_fields(lambda one: one.event.source),
)
_DELIVERIES: Final[tuple[Field[Recorded], ...]] = (
    *_NAME,
    Field("stage", "code", lambda one: one.event.stage, "Stage"),
    *amount_fields(lambda one: one.event.amount, "currency", "Amount", _figure),
    Field("measure", "text", lambda one: one.event.measure or None, "Measured by"),
    Field("counting", "code", lambda one: one.event.kind),
    *_EVENT,
)
_POSITIONS: Final[tuple[Field[Recorded], ...]] = (
    *_NAME,
    Field("party", "code", lambda one: one.event.party),
    Field("channel", "code", lambda one: one.event.channel),
    Field("position", "code", lambda one: one.event.position),
    *_EVENT,
)


def deliveries(standings: Iterable[Standing]) -> Table:
    """Every delivery, at the commitment that it was recorded at."""
    found = (Recorded(one, event) for one in standings for event in one.state.of_kind(DeliveryEvent))
    return table_of(_DELIVERIES, found)


def positions(standings: Iterable[Standing]) -> Table:
    """Every position of a party."""
    found = (Recorded(one, event) for one in standings for event in one.state.of_kind(PositionEvent))
    return table_of(_POSITIONS, found)


def sources(standings: Iterable[Standing]) -> Table:
    """Every source of every commitment."""
    return _of_section(SOURCES, standings)


def events(standings: Iterable[Standing]) -> Table:
    """Every event of every history."""
    return _of_section(replace(HISTORY, items=own_events), standings)


def _of_section(section: Section[Item], standings: Iterable[Standing]) -> Table:
    """The items of a section of `show`, without the fields that only people or `show` itself need."""
    fields = [field for field in section.fields if field.name not in _LEFT_OUT]
    rows = ((one.ref, *(field.read(item) for field in fields)) for one in standings for item in section.items(one))
    return Table((Column("ref"), *(field.column for field in fields)), tuple(rows))


_LEFT_OUT: Final = frozenset({"witness_shown", "what", "shared_from"})


# ---- for people --------------------------------------------------------------------------------


def _panels(portfolio: Portfolio, chosen: Sequence[Standing], figures: dict[str, int]) -> Iterator[Panel | None]:
    yield _figures(figures)
    yield _summary(chosen)
    yield _listed(portfolio, [one for one in chosen if one.lateness], "Overdue")
    yield _listed(
        portfolio, [one for one in chosen if one.is_due_soon or one.timeliness == "in_grace"], "Due within 30 days"
    )
    yield _bars(portfolio, chosen)
    yield _moved(portfolio, chosen)
    yield _divergent(chosen)
    yield _delivered(chosen)
    listed = _listed(portfolio, chosen, "All commitments")
    if listed:
        left_out = len(chosen) - len(listed.rows)
        notes = [f"Left out: {plural(left_out, 'milestone')}; in the list are only those {LISTED_MILESTONES}."]
        more = tuple(_record(one) for one in chosen)
        yield replace(listed, notes=(*(notes if left_out else ()), *listed.notes), more=more)


def _figures(figures: dict[str, int]) -> Panel:
    rows = tuple(
        (Cell(words), Cell(str(figures[name]), "bad" if name == "late_reported" else "strong"))
        for name, words, _ in FIGURES
        if figures[name] or name in {"commitments", "overdue"}
    )
    return Panel((Heading(""), Heading("", right=True)), rows)


def _summary(chosen: Sequence[Standing]) -> Panel | None:
    said = tuple(Cell(words) for words in _sentences(chosen))
    return Panel(title="Summary", sentences=said) if said else None


def _sentences(chosen: Sequence[Standing]) -> Iterator[str]:
    """The sentences beyond the figures: who calls what late, which deadlines moved, which party is divergent."""
    past = sorted((one for one in chosen if one.overdue_days), key=lambda one: -(one.overdue_days or 0))
    yield from (f"{one.ref} {late_spoken(one)}." for one in past if one.lateness == "reported")
    silent = [one for one in past if one.lateness == "unreported"]
    if silent:
        named = "; ".join(f"{one.ref}, due {day_words(one.measured_due)}, {says_who(one)}" for one in silent[:SHOWN])
        more = f"; and {len(silent) - SHOWN} more" if len(silent) > SHOWN else ""
        yield f"Past due, and no source tells whether it was done: {named}{more}."
    if any(not one.is_lasting for one in chosen) and not past:
        yield f"Nothing is overdue{unmeasured(chosen)}."
    for one in chosen:
        if one.timeliness == "completed" and one.completion:
            yield f"{one.ref} was delivered in full by {one.completion.last}, and nobody has marked it met."
        if one.timeliness == "short":
            yield f"{one.ref} is {short_words(one)}{reached_words(one)}."
        if one.timeliness == "contested":
            yield f"{one.ref} is contested: {readings_words(one)}."
        if one.is_lasting:
            yield from _kept_sentences(one)
    yield from _move_sentences(chosen)
    for one in chosen:
        for divergence in one.divergent:
            yield f"{one.ref}: {divergence_spoken(divergence)}."


def _kept_sentences(one: Standing) -> Iterator[str]:
    """The sentences on lasting promises: breached now, broken, above a ceiling, or lapsed by some readings."""
    if one.is_breached or len({each.timeliness for each in one.readings}) > 1:
        who = says_who(one)
        yield f"{one.ref} is {when(one)[0]}{f': {who}' if who else ''}."
    else:
        for each in one.exceeding:
            yield f"{each.ref}{of_one(each)} is exceeded {excess_words(each, each.excess)}."
    if one.timeliness == "broken":
        end = one.state.status_run[0]
        yield f"{one.ref} was {sourced_words(f'broken{on_spoken(end.on)}', end)}."


def _move_sentences(chosen: Sequence[Standing]) -> Iterator[str]:
    """The deadline that was put off furthest, every one that was dropped, and the one brought forward furthest."""
    slips = [(one.slip_days or 0, one.ref) for one in chosen]
    days, ref = max(slips, default=(0, ""), key=lambda slip: slip[0])
    if days > 0:
        yield f"The deadline of {ref} was put off furthest, by {plural(days, 'day')} against the first one."
    for one in chosen:
        if is_dropped(one.state) and one.due_original:
            first = day_spoken(one.due_original)
            yield f"The deadline of {one.ref} was dropped: it has no date now, the first one was {first}."
    days, ref = min(slips, default=(0, ""), key=lambda slip: slip[0])
    if days < 0:
        yield f"The deadline of {ref} was brought forward furthest, by {plural(-days, 'day')} against the first one."


def _listed(portfolio: Portfolio, chosen: Sequence[Standing], title: str) -> Panel | None:
    """The panel of `list` for these commitments; None if there are none."""
    if not chosen:
        return None
    (panel,) = _list(portfolio, chosen).panels
    return replace(panel, title=title, notes=portfolio.rate_notes(chosen))


def _list(portfolio: Portfolio, chosen: Sequence[Standing]) -> Table:
    refs = {one.ref for one in chosen}
    return list_table(portfolio, Selection(lambda one: one.ref in refs))


def _bars(portfolio: Portfolio, chosen: Sequence[Standing]) -> Panel | None:
    refs = {one.ref for one in chosen}
    (panel,) = timeline_table(portfolio, lambda one: one.ref in refs).panels
    return replace(panel, title="Timeline", notes=()) if panel.chart else None


def _moved(portfolio: Portfolio, chosen: Sequence[Standing]) -> Panel | None:
    refs = {one.ref for one in chosen if one.moves}
    news = [
        one
        for one in changes_between(portfolio.at(portfolio.moment, ()), portfolio)
        if refs and one.standing.ref in refs
    ]
    said = tuple(sentence(one, line) for one in news for line in changes_deadlines.moved(one))
    return Panel(title="Deadlines that moved", sentences=said) if said else None


def _divergent(chosen: Sequence[Standing]) -> Panel | None:
    headings = (Heading("Commitment"), Heading("Party"), Heading("In public"), Heading("In private"))
    rows = []
    for one in chosen:
        for party, *said in one.divergent:
            rows.append((Cell(one.ref, "strong"), Cell(party), *(_stance(event.position, event) for event in said)))
    return Panel(headings, tuple(rows), "One thing in public, another in private") if rows else None


def _stance(stance: str, event: Event) -> Cell:
    return Cell(f"{stance}{f' on {event.on}' if event.on else ''}", sources=_source(event))


def _delivered(chosen: Sequence[Standing]) -> Panel | None:
    found = [Recorded(one, event) for one in chosen for event in one.state.deliveries]
    latest_first = sorted(found, key=_took_effect, reverse=True)
    return panel_of(ordered(_DELIVERIES, _DELIVERED_ORDER), latest_first, "Delivered") if found else None


def _record(standing: Standing) -> Panel:
    """The full record of a commitment, under its ref."""
    summary, *sections = show_table(standing).panels
    return replace(summary, name=standing.ref, more=tuple(sections))
