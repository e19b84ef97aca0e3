"""The exchange rates of a register, for `rate`."""

from collections.abc import Collection, Iterable
from typing import Final

from tracker.language import plural
from tracker.reports.table import Field, Table, counted_note, panel_of, table_of, url_of
from tracker.state.fx import Quote

FIELDS: Final[tuple[Field[Quote], ...]] = (
    Field("on", "date", lambda quote: quote.on, "On"),
    Field("base", "code", lambda quote: quote.base, "Pair", lambda quote: f"{quote.base}/{quote.currency}", "strong"),
    Field("currency", "code", lambda quote: quote.currency),
    Field("rate", "number", lambda quote: quote.value, "Rate"),
    Field("publisher", "text", lambda quote: quote.publisher or None, "Who says so"),
    Field("url", "text", lambda quote: url_of(quote.recorded.source) or None),
    Field("recorded_at", "date", lambda quote: quote.recorded.recorded_at),
    Field("recorded_by", "text", lambda quote: quote.recorded.recorded_by, "Recorded by", tone="dim"),
)


def rates_table(quotes: Iterable[Quote], pair: Collection[str] = (), limit: int = 0) -> Table:
    """The rates in force, the latest day first, of one pair in either direction if it is given; at most `limit`."""
    found = [quote for quote in quotes if not pair or {quote.base, quote.currency} == set(pair)]
    shown = found[:limit] if limit else found
    note = counted_note(plural(len(shown), "rate"), len(found) - len(shown))
    return table_of(FIELDS, shown, (panel_of(FIELDS, shown, notes=(note,)),))
