"""Listings that say only what matters."""

from collections.abc import Sequence

from tracker.render import format_of
from tracker.render.escape import Terminal
from tracker.reports.table import Cell, Column, Heading, Kind, Panel, Table, Value

PIPE = Terminal()
TEXTUAL = ("table", "csv", "json", "jsonl", "markdown", "html")  # the formats that show any listing, as text
# The control characters that belong to the text of a format, besides the end of a line.
CONTROLS = {"csv": "\r\t"}


def written_in(name: str, listing: Table, surface: Terminal = PIPE) -> str:
    """A listing in a format of text."""
    return "".join(map(str, format_of(name)(listing, surface)))


def of_texts(*texts: str) -> Table:
    """One column of free text, and a panel of it."""
    rows = tuple((text,) for text in texts)
    panel = Panel((Heading("text", flexible=True),), tuple((Cell(text),) for text in texts), texts[0] if texts else "")
    return Table((Column("text", "text"),), rows, (panel,))


def of_values(kinds: dict[str, Kind], *rows: Sequence[Value]) -> Table:
    """Columns of these names and kinds, without a panel."""
    return Table(tuple(Column(name, kind) for name, kind in kinds.items()), tuple(tuple(row) for row in rows))


def of_cells(
    headings: Sequence[Heading],
    *rows: Sequence[str],
    title: str = "",
    notes: tuple[str, ...] = (),
    sentences: tuple[str, ...] = (),
) -> Table:
    """A panel and nothing else."""
    cells = tuple(tuple(Cell(text) for text in row) for row in rows)
    return Table((), (), (Panel(tuple(headings), cells, title, notes, tuple(map(Cell, sentences))),))
