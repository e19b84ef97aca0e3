"""The command that writes and lists backups."""

import os
from pathlib import Path
from typing import Annotated

import typer

from tracker.commands.locate import find_register
from tracker.commands.options import Showing, grouped, require_path
from tracker.commands.output import write_file, write_out
from tracker.commands.replacing import require_free
from tracker.commands.session import say, session_of
from tracker.errors import CorruptRegister, FileExists, MissingValue, StoreFault, plural
from tracker.model.register import Party
from tracker.model.saved_copies import copies_of
from tracker.render.escape import escape_control
from tracker.reports.register import Copy, backups_table
from tracker.store import Store, TinyStore, copy_of
from tracker.store.atomic_file import PRIVATE


@grouped
def backup(
    ctx: typer.Context,
    showing: Showing,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]", callback=require_path, help="The file to write. [default: a new automatic backup]"
        ),
    ] = None,
    *,
    listed: Annotated[bool, typer.Option("--list", help="List the automatic backups, the newest first.")] = False,
) -> None:
    """Write a backup of the register, check every document in it, and print its path.

    Every change of a register file also writes one to your state folder; the last ten days with changes are kept.

    \b
    tracker backup
    tracker backup ~/before-the-merge.json
    tracker backup --list
    """
    session, location = session_of(ctx), find_register(showing.register)
    backups = session.backups(location)
    if listed:
        if file:
            raise MissingValue("--list lists the backups", "leave out --list or FILE")
        session.show(backups_table(map(_describe, backups.newest_first())), showing)
        return
    store = session.store(location)
    written = write_new(file, copy_of(store), location, force=showing.force) if file else store.back_up(session.now)
    session.done.append("kept")
    write_out([f"{escape_control(str(written))}\n"])
    if file:
        _say_left_out(store)


def _describe(path: Path) -> Copy:
    """Size, last change and counts of a backup, or its damage."""
    size, store = 0, TinyStore(path)
    try:
        size = store.size()
        with store.reading() as reader:
            histories = [len(commitment.history) for commitment in reader.commitments()]
            reader.values(Party)
            changed_at, changed_by = reader.meta.changed_at, reader.meta.changed_by
    except StoreFault as refusal:
        return Copy(str(path), size, damage=refusal.why if isinstance(refusal, CorruptRegister) else str(refusal))
    return Copy(str(path), size, changed_at, changed_by, len(histories), sum(histories))


def _say_left_out(store: Store) -> None:
    """Report the saved copies of sources, which no backup holds: they are never changed."""
    with store.reading() as reader:
        count = len(copies_of(reader.commitments()))
    if count:
        left = plural(count, "saved copy of a source is", "saved copies of sources are")
        say(f"{left} not in it; `tracker copy` takes everything to another register")


def write_new(file: str, raw: bytes, register: str, *, force: bool) -> Path:
    """Write a file for the user alone; replace an existing one by force only."""
    require_free(Path(file), register)
    if os.path.lexists(os.path.realpath(file)) and not force:
        raise FileExists(file)
    write_file(file, [raw], PRIVATE)
    return Path(file)
