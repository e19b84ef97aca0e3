"""The command that removes a commitment."""

import typer

from tracker.commands.options import Evidence, Ref, grouped
from tracker.commands.session import session_of
from tracker.commands.transaction import updates
from tracker.errors import NotPossible, plural
from tracker.model.refs import MILESTONE, parent_of
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
            if update.tx.is_period(update.old.ref) and not update.tx.writer.has(update.old.ref):
                why = "nothing was recorded of it alone; its rule makes it"
                remedy = f"edit --from or --until of {parent_of(update.old.ref)}"
                raise NotPossible(f"removing {update.old.ref}", why, remedy)
            update.new = remove_commitment(update.old, update.provenance)
            if inside := update.tx.writer.refs(f"{update.old.ref}{MILESTONE}"):
                update.notes.append(
                    f"{plural(len(inside), 'milestone')} of it {'is' if len(inside) == 1 else 'are'} gone too"
                )
