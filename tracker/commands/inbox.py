"""The command that lists what needs a person."""

from shutil import get_terminal_size
from typing import Annotated

import typer

from tracker.commands.options import Query, Viewing, grouped, limit_option
from tracker.commands.session import session_of
from tracker.errors import MissingValue
from tracker.reports.inbox import fitting, inbox_table


@grouped
def inbox(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    limit: Annotated[int | None, limit_option("List at most N commitments; 0 lists all.", "those that fit")] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything is listed.")] = False,
) -> None:
    """List what needs a person, the worst first, each with the command that answers it.

    In this order: late and unreported; delivered in full and unconfirmed; above a ceiling or lapsed and unreported;
    with news found and not recorded; contradicted; without news for 90 days; reviews that are due. A review answers all
    but news and contradictions, until the next review that it plans, or for 90 days.

    \b
    tracker inbox
    tracker inbox by:JP --limit 0
    tracker inbox --exit-code --format csv > inbox.csv
    """
    session = session_of(ctx)
    if viewing.into:
        raise MissingValue("checks compare figures as they were recorded", "leave out --in")
    portfolio, parsed = session.select(viewing, query)
    table = inbox_table(
        filter(parsed.matches, portfolio), session.max_rows(viewing, limit, fitting(get_terminal_size().lines))
    )
    session.show(table, viewing, parsed)
    if exit_code and table.rows:
        raise typer.Exit(1)
