"""The command that draws commitments as bars over time."""

from typing import Annotated

import typer

from tracker.commands.options import Query, Viewing, grouped
from tracker.commands.session import session_of
from tracker.errors import MissingValue
from tracker.model.dates import local_day
from tracker.model.due_dates import read_date
from tracker.reports.timeline import timeline_table


@grouped
def timeline(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    begin: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DATE",
            help="The first day to draw. [default: two years back, or before what is long over]",
        ),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="The last day to draw. [default: three years ahead at most]"),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=0, metavar="N", help="Draw at most N commitments; 0 draws all.")
    ] = 0,
) -> None:
    """Draw a bar for each commitment, from the day it was made to its due date.

    \b
    tracker timeline by:JP
    tracker timeline parent:jp-us-550bn --from 2025-09 --to 2026-06
    tracker timeline slipped --format json
    tracker timeline --limit 200 --format png --output timeline.png
    """
    session = session_of(ctx)
    portfolio, parsed = session.select(viewing, query)
    today = local_day(portfolio.moment.as_of, portfolio.zone)
    first = read_date(begin, today).first if begin else None
    last = read_date(end, today).last if end else None
    if first and last and last <= first:
        raise MissingValue(f"a timeline from {first} to {last} has no days", "give an earlier --from or a later --to")
    session.show(timeline_table(portfolio, parsed.matches, first, last, limit=limit), viewing, parsed)
