"""The promises that two parties traded for each other: each pair once, and the party that still has to perform."""

from collections.abc import Callable
from typing import Final

from tracker.language import conjoined, plural, translate
from tracker.model.status import PERFORMED, outcome_of
from tracker.reports.code_text import status_spoken
from tracker.reports.standing_text import when
from tracker.reports.table import Cell, Field, Heading, Panel, Table, panel_of, table_of
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
    status = status_spoken(standing.status)
    return Cell(
        words if words.startswith(status) else translate("{status}, {standing}", status=status, standing=words), tone
    )


def _side(side: Callable[[Trade], Standing], ref: str, heading: Heading, prefix: str = "") -> tuple[Field[Trade], ...]:
    """The columns of one promise of a pair; people see its ref under the heading."""
    shown = Heading("Stands", heading.stack)
    return (
        Field(ref, "code", lambda pair: side(pair).ref, heading, tone="strong"),
        Field(f"{prefix}title", "text", lambda pair: side(pair).title),
        Field(
            f"{prefix}status", "code", lambda pair: side(pair).status, shown, lambda pair: _standing_cell(side(pair))
        ),
        Field(f"{prefix}timeliness", "code", lambda pair: side(pair).timeliness),
    )


FIELDS: Final[tuple[Field[Trade], ...]] = (
    *_side(lambda pair: pair.given, "ref", Heading("Promise", "given")),
    *_side(lambda pair: pair.for_it, "in_return_for", Heading("In return for", "taken"), "in_return_"),
    Field("outstanding", "code", _outstanding, "Still to perform", lambda pair: conjoined(_outstanding(pair)), "warn"),
)


def trades_table(
    portfolio: Portfolio, one: str, other: str, test: Callable[[Standing], bool] = lambda _: True
) -> Table:
    """A row for each pair of promises; `outstanding` names the parties that still have to perform."""
    group = [
        standing for group in both_directions(portfolio, one, other).values() for standing in group if test(standing)
    ]
    pairs = trades(portfolio, group)
    note = translate("{pairs} traded.", pairs=plural(len(pairs), "pair"))
    return table_of(FIELDS, pairs, (*traded_panel(pairs), Panel(notes=(note,))))


def traded_panel(pairs: list[Trade]) -> list[Panel]:
    """The pairs as a panel; no panel if there are none."""
    return [panel_of(FIELDS, pairs, translate("Traded for each other"))] if pairs else []
