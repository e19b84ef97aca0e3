"""Words with an example and what they mean, for `help`."""

from collections.abc import Iterable

from tracker.reports.listing import Cell, Column, Heading, Listing, Panel

COLUMNS = (Column("word", "text"), Column("meaning", "text"))


def vocabulary(
    words: Iterable[tuple[str, str]], notes: Iterable[str] = (), titles: tuple[str, str] = ("Word", "Finds what")
) -> Listing:
    """Each word as it is written and what it means, under two titles, and sentences above them."""
    rows = tuple(words)
    cells = tuple((Cell(word, "strong"), Cell(meaning)) for word, meaning in rows)
    headings = (Heading(titles[0]), Heading(titles[1], flexible=True))
    return Listing(COLUMNS, rows, (Panel((), (), sentences=tuple(map(Cell, notes))), Panel(headings, cells)))
