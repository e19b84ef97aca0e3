"""The command that undoes the last change."""

from typing import Annotated

import typer

from tracker.commands.options import Evidence, grouped, optional_ref
from tracker.commands.output import write_out
from tracker.commands.session import say, session_of
from tracker.commands.transaction import preview, transactions
from tracker.record.undo import last_in, last_of, require_last
from tracker.record.undo import undo as undo_change
from tracker.reports.event_text import describe


@grouped
def undo(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Annotated[str | None, optional_ref("Undo the last change of this commitment.")] = None,
) -> None:
    """Undo the last change and say what was undone; run it again to undo the change before.

    On a server it undoes only your own last change, as the user of the database; with a REF, your last change of that
    commitment. Nothing is erased: `log` still shows what was undone.

    \b
    tracker undo
    tracker undo jp-us-first --dry-run
    """
    session, evidence = session_of(ctx), evidence.with_note()
    for attempt in transactions(session, evidence.register, ref, dry_run=evidence.dry_run):
        with attempt as tx:
            previews: list[str | bytes] = []
            account = tx.writer.account
            user = account.user if account else ""  # empty for a file, where the last change is undone whoever made it
            if ref is not None:
                undone = last_of(tx.writer, tx.recorded_ref(ref), user)
            else:
                require_last(
                    tx.writer.with_events(last=1, by=user), account.last_change() if account else tx.last_change, user
                )
                undone = last_in(tx.writer, user)
            for commitment, events in undone:
                provenance = tx.within(commitment).provenance(evidence)
                new = undo_change(commitment, events, provenance, by=user, is_period=tx.is_period(commitment.ref))
                tx.writer.replace(commitment, new)
                if evidence.dry_run:
                    previews += preview(tx, commitment, new)
    if evidence.dry_run:
        write_out(previews)
        return
    for commitment, events in undone:
        for event in events:
            say(f"took back {commitment.ref}: {describe(event)}")
