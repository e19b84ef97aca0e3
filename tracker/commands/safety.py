"""Commands that keep copies of the register and bring one back; what is replaced is put aside, never lost."""

import os
from pathlib import Path
from typing import Annotated

import typer

from tracker.commands.locate import find_register
from tracker.commands.options import Showing, Where, grouped, named_file, named_register
from tracker.commands.output import terminal, write_file, write_out
from tracker.commands.prompt import confirm, is_interactive
from tracker.commands.replacing import require_free
from tracker.commands.session import say, session_of
from tracker.errors import (
    CorruptRegister,
    FileExists,
    MissingValue,
    NeedsMore,
    NoBackup,
    NoRegister,
    StoreFault,
    plural,
)
from tracker.model.register import Register
from tracker.render import format_of
from tracker.render.escape import escape_control
from tracker.reports.register import Copy, backups_table, lost_beside, lost_commitments, restore_table
from tracker.reports.table import Table
from tracker.store import Backups, Reader, Store, open_store
from tracker.store.atomic_file import PRIVATE


@grouped
def backup(
    ctx: typer.Context,
    showing: Showing,
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", callback=named_file, help="Where to. [default: among the automatic backups]"),
    ] = None,
    *,
    listed: Annotated[bool, typer.Option("--list", help="List the backups, the last one first.")] = False,
) -> None:
    """Keep a copy of the register, checked to the last document, and print where it is.

    Every change of a file keeps one by itself, in your state folder, for the last ten days with changes.

    \b
    tracker backup
    tracker backup ~/before-the-merge.json
    tracker backup --list
    """
    session, place = session_of(ctx), find_register(showing.register)
    backups = session.backups(place)
    if listed:
        if file:
            raise MissingValue("--list lists the backups", "leave out --list or FILE")
        session.show(backups_table(map(_copy_at, backups.newest_first())), showing)
        return
    store = session.store(place)
    kept = _write(file, store.copy(), place, force=showing.force) if file else store.back_up(session.now)
    session.done.append("kept")
    write_out([f"{escape_control(str(kept))}\n"])


@grouped
def restore(
    ctx: typer.Context,
    where: Where,
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", callback=named_register, help="Which one. [default: the newest good backup]"),
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Ask nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be lost, and change nothing.")] = False,
) -> None:
    """Put a backup in the place of the register, after showing what would be lost.

    What it replaces is left beside it, damaged or not. Any register file will do as a backup.

    \b
    tracker restore --dry-run
    tracker restore ~/before-the-merge.json --force
    """
    session, place = session_of(ctx), find_register(where.register)
    store = session.store(place)
    copy = open_store(file) if file else _newest_good(session.backups(place), store.location)
    found = store.read_raw()
    try:
        raw = copy.copy()
    except NoRegister:
        raise NoBackup(store.location, f"at {copy.location}") from None
    losses = _losses(store, copy, found)
    asks = is_interactive() and not force
    if dry_run or asks or force:
        write_out(format_of("table")(losses, terminal()))
    if dry_run:
        return
    if not (force or (asks and confirm("Put the backup in its place?"))):
        raise NeedsMore(
            f"restoring {store.location} from {copy.location}", "a yes", "look with --dry-run, then give --force"
        )
    aside = store.restore(raw, found)
    say(f"restored {store.location} from {copy.location}" + (f"; what was there is in {aside}" if aside else ""))


def _copy_at(path: Path) -> Copy:
    """What is in a backup."""
    size, store = 0, open_store(path)
    try:
        size = store.size()
        with store.reading() as reader:
            histories = [len(commitment.history) for commitment in reader.commitments()]
            reader.parties()
            changed_at, changed_by = reader.meta.changed_at, reader.changed_by()
    except StoreFault as refusal:
        return Copy(str(path), size, damage=refusal.why if isinstance(refusal, CorruptRegister) else str(refusal))
    return Copy(str(path), size, changed_at, changed_by, len(histories), sum(histories))


def _write(file: str, raw: bytes, location: str, *, force: bool) -> Path:
    """Write a copy to a file of its own."""
    require_free(Path(file), location)
    if os.path.lexists(os.path.realpath(file)) and not force:
        raise FileExists(file)
    write_file(file, [raw], PRIVATE)
    return Path(file)


def _newest_good(backups: Backups, location: str) -> Store:
    """The newest backup that can be read; says which ones cannot."""
    for path in backups.newest_first():
        store = open_store(path)
        try:
            store.copy()
        except StoreFault as refusal:
            say(f"passed over: {refusal}")
        else:
            return store
    raise NoBackup(location, f"in {backups.folder}")


def _losses(store: Store, copy: Store, found: bytes | None) -> Table:
    """What is known of register and copy, and what only the register has."""
    with copy.reading() as there:
        saved, beside = {one.ref: one for one in there.commitments()}, _beside(there)
        changed_at, changed_by = there.meta.changed_at, there.changed_by()
    changed = f"last changed {changed_at.isoformat()} by {changed_by}" if changed_at else "never changed"
    facts = {"backup": copy.location, "": f"{changed}; {plural(len(saved), 'commitment')}", "register": store.location}
    if found is None:
        return restore_table({**facts, " ": "there is nothing"}, [], is_known=True)
    try:
        with store.reading() as here:
            lost = lost_commitments(here.commitments(), saved) + lost_beside(_beside(here), beside)
            return restore_table({**facts, " ": plural(len(here.refs()), "commitment")}, lost, is_known=True)
    except StoreFault as refusal:
        why = refusal.why if isinstance(refusal, CorruptRegister) else str(refusal)
        return restore_table({**facts, " ": why}, [], is_known=False)


def _beside(reader: Reader) -> Register:
    """All that is in a register beside its commitments."""
    return Register(parties=reader.parties(), rates=reader.rates(), views=reader.views())
