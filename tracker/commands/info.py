"""The command that shows what is in a register."""

import typer

from tracker.commands.options import Showing, grouped
from tracker.commands.session import session_of
from tracker.model.register import Category, Party
from tracker.reports.register import info_table
from tracker.store import Server, register_id


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
        meta, id, stats = reader.meta, register_id(reader), reader.stats()
        facts = {
            "register": store.location,
            "id": str(id) if id else None,
            **(store.host() if isinstance(store, Server) else {}),
            "bytes": stats.size,
            "schema": meta.schema,
            "time_zone": meta.zone,
            "changed_at": meta.changed_at,
            "changed_by": reader.meta.changed_by or None,
            "parties": len(reader.values(Party)),
            "categories": len(reader.values(Category)),
            "as_backed_up": store.is_as_backed_up(),
            "commitments": stats.commitments,
            "events": stats.events,
            "sources": stats.sources,
            "saved_copies": len(reader.copy_names()),
        }
    session.show(info_table(facts), showing)
