"""The command that lists every change of a due date."""

import typer

from tracker.commands.options import Query, Viewing, grouped
from tracker.commands.session import session_of
from tracker.query import parse_query
from tracker.reports.moves import moves_table


@grouped
def moves(ctx: typer.Context, viewing: Viewing, query: Query = None) -> None:
    """List every change of a due date: old and new date, how far, when, and who reported it.

    \b
    tracker moves
    tracker moves silent
    tracker moves party:JP --format csv > moves.csv
    """
    session = session_of(ctx)
    portfolio = session.portfolio(viewing)
    asked = parse_query(query or [], portfolio)
    session.show(moves_table(filter(asked.matches, portfolio)), viewing, asked)
