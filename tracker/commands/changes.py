"""The command that reports what changed since a day or since its last run."""

from typing import Annotated, Final

import typer

from tracker.commands import completion
from tracker.commands.last_run import recall, remember
from tracker.commands.options import Query, Viewing, grouped
from tracker.commands.session import Session, session_of
from tracker.errors import EmptyPeriod
from tracker.model.dates import Moment
from tracker.model.due_dates import read_since
from tracker.query.filter import Filter, only_changed
from tracker.reports.changes import changes_table
from tracker.state.fold import as_known_before
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
            help="Report changes after this day (7d: a week ago), or after the last run with `last` and this query.",
            autocompletion=completion.from_choices((LAST, "yesterday", "1w", "1m")),
            show_default=False,
        ),
    ],
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything changed.")] = False,
) -> None:
    """Report what happened or became known since a day; print nothing if nothing did.

    \b
    tracker changes --since 2026-02-01 --as-of 2026-02-28
    tracker changes --since 1w party:JP
    tracker changes --since last --exit-code
    tracker changes --since last category:energy --format markdown
    tracker changes --since 1m --output changes.atom
    """
    session = session_of(ctx)
    register = session.store(viewing.register).location
    if since == LAST:
        after, parsed = session.select(viewing, query)
        before = _at_last_run(after, register, query or [])
    else:

        def narrow(wanted: Filter) -> Filter:
            start = read_since(since, session.now, wanted.zone)
            return only_changed(wanted, Moment(start, start))

        after, parsed = session.search(viewing, query or [], "current", narrow, with_id=True)
        before = register_at(session, after, since)
    table = changes_table(before, after, parsed.matches, parsed.texts)
    session.show(table, viewing, parsed)
    if since == LAST:
        remember(register, query or [], after)
    if exit_code and table.rows:
        raise typer.Exit(1)


def register_at(session: Session, after: Portfolio, since: str) -> Portfolio:
    """The register as it was on an earlier day."""
    start = read_since(since, session.now, after.zone)
    then = _require_not_later(Moment(start, start), after)
    if after.moment.known_at:
        return after.at(then)
    return after.at(then, [as_known_before(one, then, after.moment, after.zone) for one in after.commitments])


def _at_last_run(after: Portfolio, register: str, query: list[str]) -> Portfolio:
    """The register as the last run read it; empty before the first run."""
    last = recall(register, query)
    if last is None:
        return after.at(after.moment, ())
    return after.at(_require_not_later(last.moment, after), last.commitments(after.commitments))


def _require_not_later(start: Moment, after: Portfolio) -> Moment:
    """The start of the period; refuse a start after the moment that the user asked about."""
    zone = after.zone
    end = min(after.moment.day(zone), after.moment.known_day(zone) or after.moment.day(zone))
    if start.day(zone) > end:
        raise EmptyPeriod(start.day(zone).isoformat(), end.isoformat())
    return start
