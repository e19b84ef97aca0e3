"""The command that removes a commitment."""

import typer

from tracker.commands.options import Evidence, Ref, grouped
from tracker.commands.session import session_of
from tracker.commands.transaction import updates
from tracker.record.undo import remove as remove_commitment


@grouped
def remove(ctx: typer.Context, evidence: Evidence, ref: Ref) -> None:
    """Remove a commitment that should never have been recorded; `log` still shows it, `undo` restores it.

    \b
    tracker remove jp-us-first-2 --note "entered twice"
    """
    for attempt in updates(session_of(ctx), evidence, ref):
        with attempt as update:
            update.new = remove_commitment(update.old, update.provenance)
