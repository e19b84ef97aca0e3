"""The command that removes a commitment."""

import typer

from tracker.commands.options import Evidence, Ref, grouped
from tracker.commands.session import session_of
from tracker.commands.transaction import updates
from tracker.errors import plural
from tracker.model.refs import MILESTONE
from tracker.record.undo import remove as remove_commitment


@grouped
def remove(ctx: typer.Context, evidence: Evidence, ref: Ref) -> None:
    """Remove a commitment that should never have been recorded; `log` still shows it, `undo` restores it.

    Its milestones are removed with it, and restored with it.

    \b
    tracker remove jp-us-first-2 --note "entered twice"
    """
    for attempt in updates(session_of(ctx), evidence, ref):
        with attempt as update:
            update.new = remove_commitment(update.old, update.provenance)
            if inside := update.tx.writer.refs(f"{update.old.ref}{MILESTONE}"):
                update.notes.append(
                    f"{plural(len(inside), 'milestone')} of it {'is' if len(inside) == 1 else 'are'} gone too"
                )
