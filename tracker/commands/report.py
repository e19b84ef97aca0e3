"""The command that writes a report for readers who do not run tracker."""

import re
from typing import Annotated, Final

import typer
from msgspec.structs import replace

from tracker.commands.changes import register_at
from tracker.commands.options import Query, Viewing, choice, grouped, names_of
from tracker.commands.output import is_site, output_format
from tracker.commands.session import session_of
from tracker.errors import MissingValue, quoted
from tracker.model.commitment import one_of
from tracker.model.dates import local_day
from tracker.reports.edition import RECORDS, Edition
from tracker.reports.site import site_of
from tracker.reports.summary import summary_table

BRIEF: Final = 8  # lines of a long section in Markdown, which is to fit two pages
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
    since: Annotated[
        str,
        typer.Option(
            "--since",
            metavar="DATE",
            help="Also report what changed after this day (7d: a week ago), such as that of the last report.",
            show_default=False,
        ),
    ] = "",
    records: Annotated[
        str,
        choice(
            "WHICH",
            RECORDS,
            "The records of the commitments: `open` to be opened by the reader, `all` printed, or `none`.",
            "--records",
        ),
    ] = "open",
) -> None:
    """Write a briefing: who owes whom what, what is late and due, what is not known, and every commitment.

    \b
    tracker report --output report.html
    tracker report --since 7d --output report.html
    tracker report party:JP --format markdown
    tracker report status:open --output deadlines.ics --alarm 2w,1d
    tracker report --lang ja --output report.xlsx
    tracker report --output site/
    """
    session = session_of(ctx)
    alarms = _alarms(alarm)
    portfolio, parsed = session.select(viewing, query)
    is_brief = output_format(viewing) == "markdown"
    which = one_of("choice of records", records, RECORDS)
    edition = Edition(
        query=parsed.texts,
        since=since,
        before=register_at(session, portfolio, since) if since else None,
        written=local_day(session.now, portfolio.zone),
        records="none" if is_brief and which == "open" else which,
        most=BRIEF if is_brief else 0,
    )
    if is_site(viewing):
        from tracker.commands.site import publish  # noqa: PLC0415 - only a site needs it

        edition = replace(edition, records="none", written=None if viewing.as_of else edition.written)
        publish(session, viewing, parsed, site_of(portfolio, parsed.matches, title, alarms, edition))
    else:
        session.show(summary_table(portfolio, parsed.matches, title, alarms, edition), viewing, parsed)


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
