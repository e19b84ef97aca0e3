"""Words with an example and what they mean, for `help`."""

from collections.abc import Iterable

from tracker.reports.listing import Cell, Column, Heading, Listing, Panel

COLUMNS = (Column("word", "text"), Column("meaning", "text"))


def vocabulary(
    words: Iterable[tuple[str, str]], notes: Iterable[str] = (), headings: tuple[str, str] = ("Word", "Finds what")
) -> Listing:
    """Each word as it is written and what it means, under these headings, and sentences above them."""
    rows = tuple(words)
    cells = tuple((Cell(word, "strong"), Cell(meaning)) for word, meaning in rows)
    above = Panel((), (), sentences=tuple(map(Cell, notes)))
    word, meaning = headings
    return Listing(COLUMNS, rows, (above, Panel((Heading(word), Heading(meaning, flexible=True)), cells)))
