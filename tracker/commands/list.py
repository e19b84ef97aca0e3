"""The command that lists commitments."""

from typing import Annotated

import typer

from tracker.commands.options import Query, Viewing, Without, choice, grouped, limit_option, names_of
from tracker.commands.session import session_of
from tracker.model.commitment import one_of
from tracker.query.filter import Filter, limited, only_overdue
from tracker.reports.list import COLUMN_NAMES, Selection, list_table
from tracker.reports.list_notes import LISTED_MILESTONES
from tracker.state.deadlines import BASES, Basis


@grouped
def list_(
    ctx: typer.Context,
    viewing: Viewing,
    query: Query = None,
    *,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="List only commitments past their due date and not known to be done.")
    ] = False,
    basis: Annotated[
        str,
        choice(
            "BASIS", BASES, "Measure lateness against the deadline in force (current) or the first deadline (original)."
        ),
    ] = "current",
    sort: Annotated[
        str,
        choice(
            "COLUMN",
            COLUMN_NAMES,
            "Sort by this column; -COLUMN sorts from the largest. [default: the most overdue, then by due date]",
        ),
    ] = "",
    limit: Annotated[int | None, limit_option("List at most N rows; 0 lists all.")] = None,
    columns: Annotated[str, typer.Option(metavar="A,B,…", help="Show only these columns, in this order.")] = "",
    milestones: Annotated[
        bool,
        typer.Option("--milestones", help=f"List every milestone. [default: only those {LISTED_MILESTONES}]"),
    ] = False,
    obligors: Annotated[
        bool, typer.Option("--obligors", help="List each of several obligors in a row, with its own standing.")
    ] = False,
    without: Without = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything is listed.")] = False,
) -> None:
    """List commitments, overdue ones first, with the milestones that need attention.

    \b
    tracker list --overdue
    tracker list by:JP status:open category:energy,tariff
    tracker list --overdue --basis original --as-of 2026-02-11
    tracker list due.within:30d --format csv > due.csv
    """
    session = session_of(ctx)
    measured: Basis = one_of("basis", basis, BASES)
    max_rows = session.max_rows(viewing, limit)
    is_bare = session.is_bare(viewing)

    def narrow(wanted: Filter) -> Filter:
        wanted = only_overdue(wanted, counting=not is_bare) if overdue else wanted
        return wanted if sort or obligors else limited(wanted, max_rows, counting=not is_bare)

    portfolio, parsed = session.search(viewing, query or [], measured, narrow, without or ())
    selection = Selection(
        parsed.matches,
        overdue=overdue,
        milestones=milestones,
        obligors=obligors,
        sort=sort,
        limit=max_rows,
        columns=names_of(columns),
        bare=is_bare,
        notes=session.upkeep(portfolio) if session.on_screen(viewing) else (),
    )
    table = list_table(portfolio, selection)
    session.show(table, viewing, parsed, without or ())
    if exit_code and table.rows:
        raise typer.Exit(1)
