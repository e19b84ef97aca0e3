"""The command that lists the events as they were recorded."""

from typing import Annotated

import typer

from tracker.commands.options import Showing, grouped, limit_option, optional_ref
from tracker.commands.session import found_ref, session_of
from tracker.model.dates import Moment
from tracker.reports.log import log_table


@grouped
def log(
    ctx: typer.Context,
    showing: Showing,
    ref: Annotated[str | None, optional_ref("Show only the events of this commitment.")] = None,
    *,
    limit: Annotated[int | None, limit_option("Show at most N events; 0 shows all.")] = None,
) -> None:
    """Show every event as it was recorded, the newest first, including events that were undone.

    \b
    tracker log
    tracker log jp-us-first --format csv
    """
    session = session_of(ctx)
    max_events = session.max_rows(showing, limit)
    with session.reading(showing.register, ref) as reader:
        if ref is not None:
            found = found_ref(ref, reader, Moment(session.now))  # a period of a recurring duty may have no record
            table = log_table([reader.get(found)] if reader.has(found) else [], max_events)
        elif max_events:
            table = log_table(reader.with_events(last=max_events), max_events, reader.events())
        else:
            table = log_table(reader.commitments())
    session.show(table, showing)
