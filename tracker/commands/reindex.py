"""The command that updates the index of a register on a server."""

import typer

from tracker.commands.options import Where, grouped
from tracker.commands.session import say, session_of
from tracker.errors import NotPossible, plural
from tracker.store import Server


@grouped
def reindex(ctx: typer.Context, where: Where) -> None:
    """Update the index of a register on a server; only the owner of the register can.

    Commitments that other users changed are not indexed, so every query reads them in full. Run this every night.

    \b
    tracker reindex --register postgresql://db.example/desk
    """
    store = session_of(ctx).store(where.register)
    if not isinstance(store, Server):
        raise NotPossible(
            f"an index of {store.location}", "it is a file, which has none", "name a register on a server"
        )
    say(f"indexed {plural(store.reindex(), 'commitment')} of {store.location}")
