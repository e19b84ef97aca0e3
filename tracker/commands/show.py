"""The command that shows one commitment in full."""

from typing import Annotated

import typer

from tracker.commands.options import Ref, Viewing, Without, grouped, names_of
from tracker.commands.session import session_of
from tracker.reports.show import show_table


@grouped
def show(
    ctx: typer.Context,
    viewing: Viewing,
    ref: Ref,
    *,
    only: Annotated[
        str,
        typer.Option(
            metavar="A,B,…",
            help="Show only these sections: summary, obligors, deadlines, readings, phases, milestones, positions, "
            "amounts, deliveries, parts, contradictions, history, quotes, sources.",
        ),
    ] = "",
    without: Without = None,
) -> None:
    """Show one commitment in full: terms, state, history, parts, positions and sources.

    \b
    tracker show jp-us-first
    tracker show jp-us-first --known-at 2026-02-08 --only summary,deadlines
    tracker show jp-us-550bn --format json
    """
    session = session_of(ctx)
    standing = session.standing(viewing, ref, without or ())
    session.show(show_table(standing, names_of(only)), viewing, without=without or ())
