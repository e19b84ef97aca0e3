"""The command that replaces the register with a backup."""

from typing import Annotated

import typer

from tracker.commands.copy import say_missing
from tracker.commands.locate import find_register
from tracker.commands.options import Where, grouped, require_location
from tracker.commands.output import terminal, write_out
from tracker.commands.prompt import confirm, is_interactive
from tracker.commands.session import say, session_of
from tracker.errors import CorruptRegister, NeedsMore, NoBackup, NoRegister, StoreFault, plural
from tracker.exchange.dump import read_values
from tracker.model.renaming import Renamings
from tracker.render import format_of
from tracker.reports.register import lost_beside, lost_commitments, restore_table
from tracker.reports.table import Table
from tracker.store import Backups, Store, copy_of, open_store
from tracker.store.copy import carry_copies


@grouped
def restore(
    ctx: typer.Context,
    where: Where,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]",
            callback=require_location,
            help="The backup or register file to restore. [default: the newest backup that can be read]",
        ),
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Do not ask for confirmation.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be lost, and change nothing.")] = False,
) -> None:
    """Replace the register with a backup, after showing what would be lost.

    The old register is kept in the same folder, even if it is damaged. Any register file can serve as the backup.

    \b
    tracker restore --dry-run
    tracker restore ~/before-the-merge.json --force
    """
    session, location = session_of(ctx), find_register(where.register)
    store = session.store(location)
    source = open_store(file) if file else _newest_readable(session.backups(location), store.location)
    old = store.read_raw()
    try:
        new = copy_of(source)
    except NoRegister:
        raise NoBackup(store.location, f"at {source.location}") from None
    can_ask = is_interactive() and not force
    losses = _losses(store, source, old)
    if dry_run or can_ask or force:
        write_out(format_of("table")(losses, terminal()))
    if dry_run:
        return
    if not (force or (can_ask and confirm("Replace the register with this backup?"))):
        raise NeedsMore(
            f"restoring {store.location} from {source.location}", "a yes", "look with --dry-run, then give --force"
        )
    saved = store.write_raw(new, old)
    say_missing(carry_copies(source, store))
    say(f"restored {store.location} from {source.location}{f'; its old content is in {saved}' if saved else ''}")


def _newest_readable(backups: Backups, location: str) -> Store:
    """The newest backup that can be read; report the ones that cannot."""
    for path in backups.newest_first():
        store = open_store(path)
        try:
            copy_of(store)
        except StoreFault as refusal:
            say(f"skipped a backup: {refusal}")
        else:
            return store
    raise NoBackup(location, f"in {backups.folder}")


def _losses(store: Store, source: Store, old: bytes | None) -> Table:
    """The facts about register and backup, and what only the register has."""
    with source.reading() as backup:
        saved, saved_tables = list(backup.commitments()), read_values(backup)
        changed_at, changed_by = backup.meta.changed_at, backup.meta.changed_by
    changed = f"last changed {changed_at.isoformat()} by {changed_by}" if changed_at else "never changed"
    facts = {
        "backup": source.location,
        "": f"{changed}; {plural(len(saved), 'commitment')}",
        "register": store.location,
    }
    if old is None:
        return restore_table({**facts, " ": "does not exist"}, [], is_known=True)
    try:
        with store.reading() as register:
            shown = Renamings(tuple(register.renamed())).shown  # under the present refs, in the backup too
            lost = lost_commitments(map(shown, register.commitments()), map(shown, saved))
            lost += lost_beside(read_values(register), saved_tables)
            return restore_table({**facts, " ": plural(len(register.refs()), "commitment")}, lost, is_known=True)
    except StoreFault as refusal:
        why = refusal.why if isinstance(refusal, CorruptRegister) else str(refusal)
        return restore_table({**facts, " ": why}, [], is_known=False)
