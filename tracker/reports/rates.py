"""The rates of exchange that a register holds, for `rate`."""

from collections.abc import Collection, Iterable
from typing import Final

from tracker.errors import plural
from tracker.reports.table import Cell, Column, Heading, Panel, Table, Value, plain
from tracker.state.fx import Quote

COLUMNS: Final = (
    Column("on", "date"),
    Column("base"),
    Column("currency"),
    Column("rate", "number"),
    Column("publisher", "text"),
    Column("url", "text"),
    Column("recorded_at", "date"),
    Column("recorded_by", "text"),
)
_HEADINGS: Final = (
    Heading("On"),
    Heading("Pair"),
    Heading("Rate", right=True),
    Heading("Who says so", flexible=True),
    Heading("Recorded by", flexible=True),
)


def rates_table(quotes: Iterable[Quote], pair: Collection[str] = (), limit: int = 0) -> Table:
    """The rates that hold, the latest day first; of one pair either way round if it is given, at most `limit`."""
    found = [quote for quote in quotes if not pair or {quote.base, quote.currency} == set(pair)]
    shown = found[:limit] if limit else found
    rows = tuple(_row(quote) for quote in shown)
    counted = plural(len(shown), "rate")
    hidden = len(found) - len(shown)
    note = counted + (f"; {hidden} more not shown, --limit 0 shows all." if hidden else ".")
    return Table(COLUMNS, rows, (Panel(_HEADINGS, tuple(_cells(quote) for quote in shown), notes=(note,)),))


def _row(quote: Quote) -> tuple[Value, ...]:
    source = quote.recorded.source
    return (
        *(quote.on, quote.base, quote.currency, quote.value),
        *((source.publisher if source else "") or None, (source.url if source else "") or None),
        *(quote.recorded.recorded_at, quote.recorded.recorded_by),
    )


def _cells(quote: Quote) -> tuple[Cell, ...]:
    return (
        Cell(quote.on.isoformat()),
        Cell(f"{quote.base}/{quote.currency}", "strong"),
        Cell(plain(quote.value)),
        Cell(quote.publisher),
        Cell(quote.recorded.recorded_by, "dim"),
    )
