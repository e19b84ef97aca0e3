"""The command that lists every change of a due date."""

import typer

from tracker.commands.options import Query, Viewing, grouped
from tracker.commands.session import session_of
from tracker.reports.moves import moves_table


@grouped
def moves(ctx: typer.Context, viewing: Viewing, query: Query = None) -> None:
    """List every change of a due date: old and new date, how far, when, and who reported it.

    \b
    tracker moves
    tracker moves silent
    tracker moves by:JP --format svg --output slip-chart.svg
    tracker moves party:JP --format csv > moves.csv
    """
    session = session_of(ctx)
    portfolio, parsed = session.select(viewing, query)
    session.show(moves_table(filter(parsed.matches, portfolio)), viewing, parsed)
