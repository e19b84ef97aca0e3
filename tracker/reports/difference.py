"""What a change would make different, for a dry run: each derived and recorded value that is not what it was."""

from tracker.reports.dossier import values
from tracker.reports.listing import Cell, Column, Heading, Listing, Panel, plain
from tracker.state.portfolio import Portfolio

COLUMNS = (Column("field"), Column("before", "text"), Column("after", "text"))


def difference(before: Portfolio, after: Portfolio, ref: str) -> Listing:
    """The values of a commitment that differ between two portfolios, side by side."""
    old = values(before.standings[ref]) if ref in before.standings else {}
    new = values(after.standings[ref]) if ref in after.standings else {}
    rows = tuple(
        (name, plain(old.get(name)), plain(new.get(name)))
        for name in {**old, **new}
        if plain(old.get(name)) != plain(new.get(name))
    )
    headings = (Heading(ref), Heading("Before", flexible=True), Heading("After", flexible=True))
    cells = tuple((Cell(name), Cell(was), Cell(becomes, "strong")) for name, was, becomes in rows)
    notes = ("Nothing was changed.",) if rows else ("It would be recorded and change no figure. Nothing was changed.",)
    return Listing(COLUMNS, rows, (Panel(headings, cells, notes=notes),))
