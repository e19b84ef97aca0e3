"""What became known or happened between two moments, as an analyst would tell it: a panel a group, a sentence a line.

Left out is what changes no state: a citation, and a status, amount, position or judgement that only repeats the last.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import plural
from tracker.model.dates import When
from tracker.reports import changes_deadlines as deadlines
from tracker.reports import changes_events as events
from tracker.reports.diff import Changes, Line, changes_between
from tracker.reports.event_text import cited
from tracker.reports.table import Cell, Column, Panel, Table, Value
from tracker.state.portfolio import Portfolio, Standing

COLUMNS: Final = (
    Column("group"),
    Column("ref"),
    Column("title", "text"),
    Column("on", "date"),
    Column("known_on", "date"),
    Column("before", "text"),
    Column("after", "text"),
    Column("days", "number"),
    Column("what", "text"),
    Column("note", "text"),
    Column("publisher", "text"),
    Column("url", "text"),
    Column("event", "number"),
)


class Group(Struct, frozen=True):
    """A kind of change: its name for machines, its title for people, and where its lines come from."""

    name: str
    title: str
    lines: Callable[[Changes], Iterable[Line]]


GROUPS: Final = (
    Group("new", "New", events.new),
    Group("moved", "Moved", deadlines.moved),
    Group("deadline", "Deadlines set", deadlines.dated),
    Group("waived", "Waived", deadlines.waived),
    Group("delivered", "Delivered", events.delivered),
    Group("amount", "Amounts set or revised", events.revised),
    Group("completed", "Delivered in full, not confirmed", deadlines.completed),
    Group("overdue", "Newly overdue", deadlines.overdue),
    Group("due_soon", "Coming due", deadlines.coming_due),
    Group("position", "Positions taken or turned", events.turned),
    Group("assessment", "Judged anew", events.judged),
    Group("lapsed", "Lapsed", deadlines.lapsed),
    Group("closed", "Closed", events.closed),
    Group("reopened", "Reopened", events.reopened),
    Group("status", "Other changes of status", events.became),
    Group("edited", "Edited", events.edited),
    Group("corrected", "Corrected or taken back", events.corrected),
)


def changes_table(before: Portfolio, after: Portfolio, test: Callable[[Standing], bool] = lambda _: True) -> Table:
    """Every change of the commitments that pass the test; no row and no panel where there is none."""
    chosen = [comparison for comparison in changes_between(before, after) if test(comparison.standing)]
    found = [(group, [(one, line) for one in chosen for line in group.lines(one)]) for group in GROUPS]
    rows = tuple(_row(group, one, line) for group, lines in found for one, line in lines)
    panels = [_panel(group, lines) for group, lines in found if lines]
    if panels:
        told = {one.standing.ref: one.standing for _, lines in found for one, _ in lines}
        notes = (_period(before, after, len(rows)), *after.rate_notes(told.values()))
        panels[-1] = replace(panels[-1], notes=notes)
    return Table(COLUMNS, rows, tuple(panels))


def _row(group: Group, one: Changes, line: Line) -> tuple[Value, ...]:
    event, source = line.event, line.event.source if line.event else None
    return (
        group.name,
        one.standing.ref,
        one.standing.title,
        event.on if event else None,
        event.known_on if event else None,
        line.before or None,
        line.after or None,
        line.days,
        line.what,
        (event.note if event else "") or None,
        cited(source) or None,
        (source.url if source else "") or None,
        event.id if event else None,
    )


def _panel(group: Group, lines: Iterable[tuple[Changes, Line]]) -> Panel:
    return Panel((), (), group.title, sentences=tuple(sentence(one, line) for one, line in lines))


def sentence(one: Changes, line: Line) -> Cell:
    """What happened to a commitment as a sentence, with the source it rests on."""
    source = line.event.source if line.event else None
    return Cell(f"{one.standing.ref}: {line.what}.", sources=(source,) if source else ())


def _period(before: Portfolio, after: Portfolio, count: int) -> str:
    known = f", as known at {_written(after.moment.known_at)}" if after.moment.known_at else ""
    since = f"since {_written(before.moment.as_of)}" if before.commitments else "from the beginning"
    return f"{plural(count, 'change')} {since}, as of {_written(after.moment.as_of)}{known}."


def _written(when: When) -> str:
    return when.isoformat(timespec="minutes") if isinstance(when, datetime) else when.isoformat()
