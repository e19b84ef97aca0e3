"""Commands on the history itself: reading it as recorded, and taking back; nothing in it is ever erased."""

from typing import Annotated

import typer

from tracker.commands import completion
from tracker.commands.options import Evidence, Ref, grouped
from tracker.commands.prompt import with_note
from tracker.commands.session import say, session_of
from tracker.record.undo import last_in, last_of, require_last
from tracker.record.undo import remove as take_back
from tracker.record.undo import undo as undo_change
from tracker.reports.event_text import describe


@grouped
def remove(ctx: typer.Context, evidence: Evidence, ref: Ref) -> None:
    """Take back a commitment that should never have been recorded; `log` still has it, `undo` brings it back.

    \b
    tracker remove jp-us-first-2 --note "entered twice"
    """
    for attempt in session_of(ctx).updates(evidence, ref):
        with attempt as update:
            update.new = take_back(update.old, update.provenance)


@grouped
def undo(
    ctx: typer.Context,
    evidence: Evidence,
    ref: Annotated[
        str | None,
        typer.Argument(metavar="[REF]", help="The last change of this one.", autocompletion=completion.refs),
    ] = None,
) -> None:
    """Take back the last change, then the one before it, and so on; says what it took back.

    On a server that is your own last change, as the user of the database, and never somebody else's; with a REF, your
    last one of that commitment.

    \b
    tracker undo
    tracker undo jp-us-first --dry-run
    """
    session, told = session_of(ctx), with_note(evidence)

    for attempt in session.attempts(told.register, ref, dry_run=told.dry_run):
        with attempt as tx:
            user = tx.writer.user  # empty for a file, where the last change is undone whoever made it
            if ref is not None:
                undone = last_of(tx.writer, tx.ref(ref), user)
            else:
                require_last(tx.writer.latest(1, user), tx.writer.last_own, user)
                undone = last_in(tx.writer, user)
            for commitment, events in undone:
                provenance = tx.in_zone(commitment.terms.time_zone).provenance(told)
                new = undo_change(commitment, events, provenance)
                tx.writer.replace(commitment, new)
                if told.dry_run:
                    session.preview(tx, commitment, new)
    if told.dry_run:
        return
    for commitment, events in undone:
        for event in events:
            say(f"took back {commitment.ref}: {describe(event)}")
