"""The command that shows what two parties owe each other."""

from typing import Annotated

import typer

from tracker.commands.options import Query, Viewing, grouped
from tracker.commands.session import session_of
from tracker.errors import MissingValue
from tracker.query.terms import require_party
from tracker.reports.balance import balance_table
from tracker.reports.trades import trades_table

Party = Annotated[
    str,
    typer.Argument(metavar="PARTY", help="A country or a party of the register, by code or name.", show_default=False),
]


@grouped
def balance(
    ctx: typer.Context,
    viewing: Viewing,
    one: Party,
    other: Party,
    query: Query = None,
    *,
    traded: Annotated[
        bool, typer.Option("--traded", help="Show only what was traded for what, one row a pair.")
    ] = False,
) -> None:
    """Show what two parties owe each other, side by side, and what was traded for what.

    \b
    tracker balance JP US
    tracker balance JP US category:trade --in USD
    tracker balance JP US --traded --format csv
    tracker balance JP US --format svg --output trades.svg
    """
    session = session_of(ctx)
    portfolio, parsed = session.select(viewing, query)
    first, second = require_party(one, portfolio), require_party(other, portfolio)
    if first == second:
        raise MissingValue(f"a balance of {first} with itself", "name two parties, as in tracker balance JP US")
    table_of = trades_table if traded else balance_table
    session.show(table_of(portfolio, first, second, parsed.matches), viewing, parsed)
