"""What a register comes to, for `info` and `copy`: where it is, what is in it, who changed it last."""

from collections.abc import Mapping

from tracker.reports.listing import Cell, Column, Heading, Listing, Panel, Value, plain


def about(facts: Mapping[str, Value]) -> Listing:
    """One row of these facts; for people each on a line of its own."""
    columns = tuple(Column(name, "number" if isinstance(value, int) else "text") for name, value in facts.items())
    rows = tuple((Cell(name.replace("_", " "), "dim"), Cell(plain(value))) for name, value in facts.items())
    return Listing(columns, (tuple(facts.values()),), (Panel((Heading(""), Heading("", flexible=True)), rows),))
