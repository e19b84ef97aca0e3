"""The command that lists the events as they were recorded."""

from typing import Annotated

import typer

from tracker.commands import completion
from tracker.commands.options import Showing, grouped
from tracker.commands.session import PAGE, session_of
from tracker.model.refs import find
from tracker.reports.log import log_table


@grouped
def log(
    ctx: typer.Context,
    showing: Showing,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="[REF]", help="Show only the events of this commitment.", autocompletion=completion.refs
        ),
    ] = None,
    *,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0, metavar="N", help=f"Show at most N events; 0 shows all. [default: {PAGE} on a terminal, else all]"
        ),
    ] = None,
) -> None:
    """Show every event as it was recorded, the newest first, including events that were undone.

    \b
    tracker log
    tracker log jp-us-first --format csv
    """
    session = session_of(ctx)
    max_events = session.max_rows(showing, limit)
    with session.store(showing.register, ref).reading() as reader:
        if ref is not None:
            table = log_table([reader.get(find(ref, reader))], max_events)
        elif max_events:
            table = log_table(reader.with_events(last=max_events), max_events, reader.events())
        else:
            table = log_table(reader.commitments())
    session.show(table, showing)
