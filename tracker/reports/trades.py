"""The promises that two parties traded for each other: each pair once, and the party that still has to perform."""

from collections.abc import Callable
from typing import Final

from tracker.errors import plural
from tracker.model.status import PERFORMED, label, outcome_of
from tracker.reports.table import Cell, Field, Heading, Panel, Table, panel_of, table_of
from tracker.reports.text import when
from tracker.state.bilateral import Trade, both_directions, trades
from tracker.state.portfolio import Portfolio, Standing


def _outstanding(pair: Trade) -> tuple[str, ...]:
    """The parties that still have to perform if the other side has; empty if neither or both sides have."""
    done = [outcome_of(standing.status) in PERFORMED for standing in (pair.given, pair.for_it)]
    if done[0] == done[1]:
        return ()
    return (pair.for_it if done[0] else pair.given).terms.obligor


def _standing_cell(standing: Standing) -> Cell:
    words, tone = when(standing)
    status = label(standing.status)
    return Cell(words if words.startswith(status) else f"{status}, {words}", tone)


FIELDS: Final[tuple[Field[Trade], ...]] = (
    Field("ref", "code", lambda pair: pair.given.ref, Heading("Promise", "given"), tone="strong"),
    Field("title", "text", lambda pair: pair.given.title),
    Field(
        "status",
        "code",
        lambda pair: pair.given.status,
        Heading("Stands", "given"),
        lambda pair: _standing_cell(pair.given),
    ),
    Field("timeliness", "code", lambda pair: pair.given.timeliness),
    Field("in_return_for", "code", lambda pair: pair.for_it.ref, Heading("In return for", "taken"), tone="strong"),
    Field("in_return_title", "text", lambda pair: pair.for_it.title),
    Field(
        "in_return_status",
        "code",
        lambda pair: pair.for_it.status,
        Heading("Stands", "taken"),
        lambda pair: _standing_cell(pair.for_it),
    ),
    Field("in_return_timeliness", "code", lambda pair: pair.for_it.timeliness),
    Field(
        "outstanding", "code", _outstanding, "Still to perform", lambda pair: " and ".join(_outstanding(pair)), "warn"
    ),
)


def trades_table(
    portfolio: Portfolio, one: str, other: str, test: Callable[[Standing], bool] = lambda _: True
) -> Table:
    """A row for each pair of promises; `outstanding` names the parties that still have to perform."""
    group = [
        standing for group in both_directions(portfolio, one, other).values() for standing in group if test(standing)
    ]
    pairs = trades(portfolio, group)
    note = f"{plural(len(pairs), 'pair')} traded."
    return table_of(FIELDS, pairs, (*traded_panel(pairs), Panel((), (), notes=(note,))))


def traded_panel(pairs: list[Trade]) -> list[Panel]:
    """The pairs as a panel; no panel if there are none."""
    return [panel_of(FIELDS, pairs, "Traded for each other")] if pairs else []
