"""The command that shows what is in a register."""

from datetime import datetime

import typer
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import asdict, replace

from tracker.commands.options import Showing, grouped
from tracker.commands.session import session_of
from tracker.model.register import Category, Party
from tracker.reports.register import info_table
from tracker.store import Server, TinyStore, register_id


class RegisterFacts(Struct, frozen=True, kw_only=True):
    """The facts about a register; those that only a server has come after its id."""

    register: str
    id: str | None
    server: str | UnsetType = UNSET
    tables: int | UnsetType = UNSET
    unindexed: int | UnsetType = UNSET
    bytes: int
    index_bytes: int | UnsetType | None = UNSET
    schema: int
    time_zone: str
    changed_at: datetime | None
    changed_by: str | None
    parties: int
    categories: int
    commitments: int
    events: int
    sources: int
    saved_copies: int


@grouped
def info(ctx: typer.Context, showing: Showing) -> None:
    """Show where the register is, what it contains, and who changed it last.

    \b
    tracker info
    tracker info --format json
    """
    session = session_of(ctx)
    store = session.store(showing.register)
    with store.reading(thorough=True) as reader:
        meta, id, stats = reader.meta, register_id(reader), reader.stats()
        facts = RegisterFacts(
            register=store.location,
            id=str(id) if id else None,
            **(store.host() if isinstance(store, Server) else {}),  # type: ignore[arg-type] # the facts of a server
            bytes=stats.size,
            schema=meta.schema,
            time_zone=meta.zone,
            changed_at=meta.changed_at,
            changed_by=reader.meta.changed_by or None,
            parties=len(reader.values(Party)),
            categories=len(reader.values(Category)),
            commitments=stats.commitments,
            events=stats.events,
            sources=stats.sources,
            saved_copies=len(reader.copy_names()),
        )
    if isinstance(store, TinyStore):  # the index was brought up to date by reading everything
        facts = replace(facts, index_bytes=store.index_size())
    session.show(info_table({name: value for name, value in asdict(facts).items() if value is not UNSET}), showing)
