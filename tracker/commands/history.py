"""Commands on the history itself: reading it as recorded, and taking back; nothing in it is ever erased."""

from typing import Annotated

import typer

from tracker.commands import completion
from tracker.commands.options import Evidence, Ref, Showing, grouped
from tracker.commands.prompt import with_note
from tracker.commands.session import PAGE, Transaction, say, session_of
from tracker.model.commitment import AnyEvent, Commitment
from tracker.model.refs import find
from tracker.record.undo import last_in, last_of, require_last
from tracker.record.undo import remove as take_back
from tracker.record.undo import undo as undo_change
from tracker.reports.event_text import describe
from tracker.reports.log import log_table


@grouped
def log(
    ctx: typer.Context,
    showing: Showing,
    ref: Annotated[
        str | None, typer.Argument(metavar="[REF]", help="Only this one.", autocompletion=completion.refs)
    ] = None,
    *,
    limit: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help=f"At most N events, 0 for all. [default: {PAGE} on a terminal]"),
    ] = None,
) -> None:
    """Show every event as it was recorded, the last first, with what was taken back.

    \b
    tracker log
    tracker log jp-us-first --format csv
    """
    session = session_of(ctx)
    most = (PAGE if session.on_screen(showing) else 0) if limit is None else limit
    with session.store(showing.register, ref).reading() as reader:
        if ref is not None:
            found = log_table([reader.get(find(ref, reader))], most)
        elif most:
            found = log_table(reader.latest(most), most, reader.events())
        else:
            found = log_table(reader.commitments())
    session.show(found, showing)


@grouped
def remove(ctx: typer.Context, evidence: Evidence, ref: Ref) -> None:
    """Take back a commitment that should never have been recorded; `log` still has it, `undo` brings it back.

    \b
    tracker remove jp-us-first-2 --note "entered twice"
    """
    session_of(ctx).record(evidence, ref, lambda old, facts, _: take_back(old, facts))


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

    def undone_by(change: Transaction) -> list[tuple[Commitment, list[AnyEvent]]]:
        user = change.writer.user  # nothing in a file, where the last change is undone whoever made it
        if ref is not None:
            undone = last_of(change.writer, change.ref(ref), user)
        else:
            require_last(change.writer.latest(1, user), change.writer.last_own, user)
            undone = last_in(change.writer, user)
        for commitment, events in undone:
            facts = change.in_zone(commitment.terms.time_zone).provenance(told)
            new = undo_change(commitment, events, facts)
            change.writer.replace(commitment, new)
            if told.dry_run:
                session.preview(change, commitment, new)
        if told.dry_run:
            raise typer.Exit  # out of the transaction, before anything is written
        return undone

    for commitment, events in session.change(told.register, undone_by, ref):
        for event in events:
            say(f"took back {commitment.ref}: {describe(event)}")
