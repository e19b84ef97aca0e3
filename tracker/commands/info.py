"""The command that shows what is in a register."""

import typer

from tracker.commands.options import Showing, grouped
from tracker.commands.session import session_of
from tracker.reports.register import info_table
from tracker.store import Server


@grouped
def info(ctx: typer.Context, showing: Showing) -> None:
    """Show where the register is, what it contains, and who changed it last.

    \b
    tracker info
    tracker info --format json
    """
    session = session_of(ctx)
    store = session.store(showing.register)
    with store.reading() as reader:
        meta, register_id = reader.meta, reader.register_id()
        facts = {
            "register": store.location,
            "id": str(register_id) if register_id else None,
            **(store.host() if isinstance(store, Server) else {}),
            "bytes": store.size(),
            "schema": meta.schema,
            "time_zone": meta.zone,
            "changed_at": meta.changed_at,
            "changed_by": reader.meta.changed_by or None,
            "parties": len(reader.parties()),
            "as_backed_up": store.is_as_backed_up(),
            **reader.stats()._asdict(),
        }
    session.show(info_table(facts), showing)
