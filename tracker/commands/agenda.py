"""The command that shows what falls due next."""

from typing import Annotated

import typer

from tracker.commands.options import Query, Viewing, choice, grouped
from tracker.commands.session import session_of
from tracker.errors import BadDate
from tracker.model.dates import local_day
from tracker.model.due_dates import read_future_day
from tracker.reports.agenda import agenda_table


@grouped
def agenda(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    within: Annotated[
        str, choice("DAYS", ("30d", "2w", "3m"), "How far ahead to look, in days, weeks or months.")
    ] = "30d",
) -> None:
    """Show week by week what falls due, overdue commitments first.

    \b
    tracker agenda
    tracker agenda by:JP --within 3m
    tracker agenda --format csv > agenda.csv
    """
    session = session_of(ctx)
    portfolio, parsed = session.select(viewing, query)
    today = local_day(portfolio.moment.as_of, portfolio.zone)
    try:
        until = read_future_day(within, today)
    except BadDate:
        raise BadDate(within, "write a number of days, weeks or months: 30d, 2w, 3m") from None
    session.show(agenda_table(portfolio, until, parsed.matches), viewing, parsed)
