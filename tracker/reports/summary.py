"""The report: one row with the figures, and in it a table for each subject; people get the panels of a briefing.

The tables are of commitments, due days, moves, deliveries, positions, sources and events.
"""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace

from tracker.language import message, translate, written_day
from tracker.model.dates import local_day
from tracker.model.refs import parent_of
from tracker.reports.briefing import briefing_panels
from tracker.reports.calendar import calendar_entries
from tracker.reports.edition import EDITION, Edition
from tracker.reports.list import Selection, list_table
from tracker.reports.moves import moves_table
from tracker.reports.report_tables import deliveries, events, positions, sources
from tracker.reports.table import Column, Table
from tracker.state.portfolio import Portfolio, Standing

Test = Callable[[Standing], bool]
# The figures: what they are called by machines, what by people, and what is counted.
FIGURES: Final[tuple[tuple[str, str, Test], ...]] = (
    ("commitments", message("commitments"), lambda _: True),
    ("milestones", message("of these, milestones"), lambda s: bool(parent_of(s.ref))),
    ("open", message("open"), lambda s: s.is_open),
    ("overdue", message("overdue"), lambda s: s.timeliness == "overdue"),
    ("contested", message("past due as some parties read it"), lambda s: s.timeliness == "contested"),
    ("late_reported", message("reported late"), lambda s: s.lateness == "reported"),
    ("completed", message("delivered in full, not confirmed"), lambda s: s.timeliness == "completed"),
    ("short", message("short by the figure for a period"), lambda s: s.timeliness == "short"),
    ("due_soon", message("due soon or in grace"), lambda s: s.is_coming_due),
    ("undated", message("undated"), lambda s: s.timeliness == "undated"),
    ("awaiting", message("awaiting a trigger"), lambda s: s.timeliness == "awaiting_trigger"),
    ("moved", message("deadlines moved"), lambda s: bool(s.moves) and not s.is_lasting),
    ("silent", message("moved without a source"), lambda s: any(move.silent for move in s.moves)),
    ("met", message("met"), lambda s: s.status == "met"),
    ("exceeded", message("above a ceiling"), lambda s: bool(s.exceeding)),
    ("breached", message("breached now"), lambda s: s.is_breached),
    ("kept", message("kept to their end"), lambda s: s.timeliness == "kept"),
    ("divergent", message("public and private positions that differ"), lambda s: bool(s.divergent)),
    ("disputed", message("disputed by a party"), lambda s: s.is_disputed),
)


def summary_table(
    portfolio: Portfolio,
    test: Test = lambda _: True,
    title: str = "",
    alarms: Sequence[int] = (),
    edition: Edition = EDITION,
) -> Table:
    """The commitments that pass the test as one report; `alarms`: how many days before one a calendar reminds of it."""
    chosen = [standing for standing in portfolio if test(standing)]
    refs = {standing.ref for standing in chosen}
    day = local_day(portfolio.moment.as_of, portfolio.zone)
    known = portfolio.moment.known_day(portfolio.zone)
    named = title or report_title(portfolio)
    figures = {name: sum(map(counts, chosen)) for name, _, counts in FIGURES}
    inside = {
        "list": list_table(portfolio, Selection(lambda one: one.ref in refs, bare=True)),
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
    panels = tuple(briefing_panels(portfolio, test, named, edition))
    return Table(columns, (row,), panels, named, portfolio.language, edition.records)


def report_title(portfolio: Portfolio) -> str:
    """The title of a report that was given none: as of which day, and as known on which."""
    day, known = local_day(portfolio.moment.as_of, portfolio.zone), portfolio.moment.known_day(portfolio.zone)
    if known:
        known_on = written_day(known)
        return translate("Commitments as of {day}, as known on {known}", day=written_day(day), known=known_on)
    return translate("Commitments as of {day}", day=written_day(day))
