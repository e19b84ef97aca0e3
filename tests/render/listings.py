"""Listings that say only what matters."""

from collections.abc import Sequence

from tracker.render import format_of
from tracker.render.escape import Surface
from tracker.reports.table import Cell, Column, Heading, Kind, Listing, Panel, Value

PIPE = Surface()
TEXTUAL = ("table", "csv", "json", "jsonl", "markdown", "html")  # the formats that show any listing, as text


def written_in(name: str, listing: Listing, surface: Surface = PIPE) -> str:
    """A listing in a format of text."""
    return "".join(map(str, format_of(name)(listing, surface)))


def of_texts(*texts: str) -> Listing:
    """One column of free text, and a panel of it."""
    rows = tuple((text,) for text in texts)
    panel = Panel((Heading("text", flexible=True),), tuple((Cell(text),) for text in texts), texts[0] if texts else "")
    return Listing((Column("text", "text"),), rows, (panel,))


def of_values(kinds: dict[str, Kind], *rows: Sequence[Value]) -> Listing:
    """Columns of these names and kinds, without a panel."""
    return Listing(tuple(Column(name, kind) for name, kind in kinds.items()), tuple(tuple(row) for row in rows))


def of_cells(
    headings: Sequence[Heading],
    *rows: Sequence[str],
    title: str = "",
    notes: tuple[str, ...] = (),
    sentences: tuple[str, ...] = (),
) -> Listing:
    """A panel and nothing else."""
    cells = tuple(tuple(Cell(text) for text in row) for row in rows)
    return Listing((), (), (Panel(tuple(headings), cells, title, notes, tuple(map(Cell, sentences))),))
