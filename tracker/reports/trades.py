"""What two parties traded for each other: each pair of promises once, how both stand, and whose turn it is."""

from collections.abc import Callable
from typing import Final

from tracker.errors import plural
from tracker.model.status import PERFORMED, label, outcome_of
from tracker.reports.table import Cell, Column, Heading, Panel, Table, Tone, Value
from tracker.reports.text import when
from tracker.state.bilateral import Trade, both_directions, trades
from tracker.state.portfolio import Portfolio, Standing

TRADED: Final = (
    Column("ref"),
    Column("title", "text"),
    Column("status"),
    Column("timeliness"),
    Column("in_return_for"),
    Column("in_return_title", "text"),
    Column("in_return_status"),
    Column("in_return_timeliness"),
    Column("outstanding"),
)


def trades_table(
    portfolio: Portfolio, one: str, other: str, test: Callable[[Standing], bool] = lambda _: True
) -> Table:
    """The pairs that were traded for each other, a row each; `outstanding` names whose turn it is, if one has done."""
    group = [
        standing for group in both_directions(portfolio, one, other).values() for standing in group if test(standing)
    ]
    pairs = trades(portfolio, group)
    rows = tuple((*_values(pair.given), *_values(pair.for_it), _outstanding(pair)) for pair in pairs)
    note = f"{plural(len(pairs), 'pair')} traded."
    return Table(TRADED, rows, (*traded_panel(pairs), Panel((), (), notes=(note,))))


def _values(standing: Standing) -> tuple[Value, ...]:
    return standing.ref, standing.title, standing.status, standing.timeliness


def _outstanding(pair: Trade) -> tuple[str, ...]:
    """Who still has to perform where the other side has; nobody where neither or both have."""
    done = [outcome_of(standing.status) in PERFORMED for standing in (pair.given, pair.for_it)]
    if done[0] == done[1]:
        return ()
    return (pair.for_it if done[0] else pair.given).terms.obligor


# ---- for people --------------------------------------------------------------------------------


def traded_panel(pairs: list[Trade]) -> list[Panel]:
    """The pairs as a panel, none if there are none."""
    headings = (
        Heading("Promise", stack="given"),
        Heading("Stands", stack="given"),
        Heading("In return for", stack="taken"),
        Heading("Stands", stack="taken"),
        Heading("Still to perform"),
    )
    rows = tuple(
        (
            Cell(pair.given.ref, "strong"),
            Cell(*_stands(pair.given)),
            Cell(pair.for_it.ref, "strong"),
            Cell(*_stands(pair.for_it)),
            Cell(" and ".join(_outstanding(pair)), "warn"),
        )
        for pair in pairs
    )
    return [Panel(headings, rows, "Traded for each other")] if rows else []


def _stands(standing: Standing) -> tuple[str, Tone]:
    words, tone = when(standing)
    status = label(standing.status)
    return (words if words.startswith(status) else f"{status}, {words}"), tone
