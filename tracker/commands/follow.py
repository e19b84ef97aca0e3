"""Commands that follow the register through time: what changed since a day, what falls due next, and both as bars."""

from typing import Annotated, Final

import typer

from tracker.commands import completion
from tracker.commands.options import Query, Viewing, grouped
from tracker.commands.session import Session, session_of
from tracker.errors import BadDate, EmptyPeriod, MissingValue
from tracker.model.as_of import Moment, local_day, read_since
from tracker.model.due_dates import read_date, read_future_day
from tracker.query import parse_query
from tracker.state.portfolio import Portfolio

LAST: Final = "last"


@grouped
def changes(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    since: Annotated[
        str,
        typer.Option(
            "--since",
            metavar="DATE|last",
            help="Since the end of that day (7d: a week ago), or the last run that said `last` with the same query.",
            autocompletion=completion.one_of((LAST, "yesterday", "1w", "1m")),
            show_default=False,
        ),
    ],
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything has changed.")] = False,
) -> None:
    """Tell what happened or became known since a day; nothing at all if nothing did.

    \b
    tracker changes --since 2026-02-01 --as-of 2026-02-28
    tracker changes --since 1w party:JP
    tracker changes --since last --exit-code
    tracker changes --since last category:energy --format markdown
    """
    from tracker.reports.changes import changes_table as told  # noqa: PLC0415 - `agenda` does without

    session = session_of(ctx)
    after = session.portfolio(viewing)
    test = parse_query(query or [], after)
    register = session.store(viewing.register).location
    before = _last(after, register, query or []) if since == LAST else _earlier(session, after, since)
    table = told(before, after, test)
    session.show(table, viewing, query)
    if since == LAST:
        from tracker.commands.last_run import remember  # noqa: PLC0415 - only here something is remembered

        remember(register, query or [], after)
    if exit_code and table.rows:
        raise typer.Exit(1)


def _earlier(session: Session, after: Portfolio, since: str) -> Portfolio:
    start = read_since(since, session.now, after.zone)
    return after.at(_no_later(Moment(start, start), after))


def _last(after: Portfolio, register: str, query: list[str]) -> Portfolio:
    """The register as the last run read it, at the moment which that looked at; before the first run it was empty."""
    from tracker.commands.last_run import recall  # noqa: PLC0415 - as above

    last = recall(register, query)
    if last is None:
        return after.at(after.moment, ())
    return after.at(_no_later(last.moment, after), last.commitments(after.commitments))


def _no_later(start: Moment, after: Portfolio) -> Moment:
    """The moment itself, if the one that is asked about is on the same day or later."""
    zone = after.zone
    end = min(after.moment.day(zone), after.moment.known_day(zone) or after.moment.day(zone))
    if start.day(zone) > end:
        raise EmptyPeriod(start.day(zone).isoformat(), end.isoformat())
    return start


@grouped
def agenda(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    within: Annotated[
        str,
        typer.Option(
            metavar="DAYS",
            help="How far to look ahead, in days, weeks or months.",
            autocompletion=completion.one_of(("30d", "2w", "3m")),
        ),
    ] = "30d",
) -> None:
    """Show week by week what falls due, what is overdue first.

    \b
    tracker agenda
    tracker agenda by:JP --within 3m
    tracker agenda --format csv > agenda.csv
    """
    from tracker.reports.agenda import agenda_table as by_week  # noqa: PLC0415 - `changes` does without

    session = session_of(ctx)
    portfolio = session.portfolio(viewing)
    today = local_day(portfolio.moment.as_of, portfolio.zone)
    try:
        until = read_future_day(within, today)
    except BadDate:
        raise BadDate(within, "write a number of days, weeks or months: 30d, 2w, 3m") from None
    session.show(by_week(portfolio, until, parse_query(query or [], portfolio)), viewing, query)


@grouped
def timeline(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day. [default: at most two years back]")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The last day. [default: at most three years ahead]")
    ] = None,
) -> None:
    """Draw a bar for each commitment, from the day it was made to the day it falls due.

    \b
    tracker timeline by:JP
    tracker timeline parent:jp-us-550bn --from 2025-09 --to 2026-06
    tracker timeline slipped --format json
    """
    from tracker.reports.timeline import timeline_table as drawn  # noqa: PLC0415 - only here a chart is drawn

    session = session_of(ctx)
    portfolio = session.portfolio(viewing)
    today = local_day(portfolio.moment.as_of, portfolio.zone)
    first, last = read_date(begin, today).first if begin else None, read_date(end, today).last if end else None
    if first and last and last <= first:
        raise MissingValue(f"a timeline from {first} to {last} has no days", "give an earlier --from or a later --to")
    session.show(drawn(portfolio, parse_query(query or [], portfolio), first, last), viewing, query)


@grouped
def moves(ctx: typer.Context, viewing: Viewing, query: Query = None) -> None:
    """List every move of a deadline: from what to what, how far, when, and on whose word.

    \b
    tracker moves
    tracker moves silent
    tracker moves party:JP --format csv > moves.csv
    """
    from tracker.reports.moves import moves_table  # noqa: PLC0415 - only here moves are listed

    session = session_of(ctx)
    portfolio = session.portfolio(viewing)
    test = parse_query(query or [], portfolio)
    session.show(moves_table(standing for standing in portfolio if test(standing)), viewing, query)
