"""The command that writes a report for readers who do not run tracker."""

import re
from typing import Annotated, Final

import typer

from tracker.commands.options import Query, Viewing, grouped, names_of
from tracker.commands.session import session_of
from tracker.errors import MissingValue, quoted
from tracker.reports.summary import summary_table

_LEAD_TIME: Final = re.compile(r"([1-9][0-9]{0,2})([dw])")


@grouped
def report(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help="The title of the report. [default: Commitments as of …]")
    ] = "",
    alarm: Annotated[
        str,
        typer.Option(
            "--alarm",
            metavar="A,B,…",
            help="How long before each date a calendar reminds of it; `none` for no reminder.",
        ),
    ] = "30d,7d,1d",
) -> None:
    """Write a full report: summary, overdue commitments, timeline, moves, deliveries, and every commitment.

    \b
    tracker report --output report.html
    tracker report party:JP --format markdown
    tracker report status:open --output deadlines.ics --alarm 2w,1d
    tracker report --lang ja --output report.xlsx
    """
    session = session_of(ctx)
    alarms = _alarms(alarm)
    portfolio, parsed = session.select(viewing, query)
    session.show(summary_table(portfolio, parsed.matches, title, alarms), viewing, parsed)


def _alarms(text: str) -> list[int]:
    """The lead times in days: `30d,2w` gives 30 and 14."""
    return [_days(name) for name in ([] if text == "none" else names_of(text))]


def _days(text: str) -> int:
    found = _LEAD_TIME.fullmatch(text)
    if not found:
        raise MissingValue(
            f"{quoted(text)} is not a time before a day", "write days or weeks such as 30d or 2w, or none"
        )
    return int(found[1]) * (7 if found[2] == "w" else 1)
