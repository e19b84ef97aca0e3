"""The command that shows how far a commitment has come."""

from typing import Annotated

import typer

from tracker.commands.options import Ref, Viewing, choice, grouped
from tracker.commands.session import session_of
from tracker.model.commitment import one_of
from tracker.model.due_dates import read_date
from tracker.reports.progress import progress_table
from tracker.state.progress import PACES, progress_of


@grouped
def progress(
    ctx: typer.Context,
    viewing: Viewing,
    ref: Ref,
    *,
    begin: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DATE", help="The first day of the straight line. [default: the day the promise was made]"
        ),
    ] = None,
    by: Annotated[str, choice("WORD", PACES, "Measure time in days or in months.")] = "days",
) -> None:
    """Compare what a commitment and its parts have reached with a straight line and with the schedule.

    \b
    tracker progress jp-us-550bn
    tracker progress jp-us-550bn --in USD --as-of 2026-09-04
    tracker progress jp-us-550bn --from 2025-09-04 --by months --format json
    tracker progress jp-us-550bn --format svg --output burn-up.svg
    """
    session = session_of(ctx)
    standing = session.standing(viewing, ref)
    first = read_date(begin, standing.state.day).first if begin else None
    session.show(progress_table(progress_of(standing, one_of("pace", by, PACES), first)), viewing)
