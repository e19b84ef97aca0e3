"""The command that creates a register."""

from typing import Annotated

import typer

from tracker.commands.locate import sample_file
from tracker.commands.options import Where, grouped
from tracker.commands.output import write_out
from tracker.commands.session import say, session_of
from tracker.errors import MissingValue, NotPossible
from tracker.model.dates import time_zone
from tracker.store import Server, Store, create
from tracker.store.tinydb.store import with_new_id


@grouped
def init(
    ctx: typer.Context,
    where: Where,
    *,
    with_sample: Annotated[
        bool, typer.Option("--sample", help="Start with the US–Japan commitments that ship with tracker.")
    ] = False,
    zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="The time zone in which the days of the register end. [default: UTC]"),
    ] = None,
    grants: Annotated[
        bool,
        typer.Option("--grants", help="Only print the GRANT statements for other users of a register on a server."),
    ] = False,
) -> None:
    """Create a register, empty or with the sample. On a server, also print the GRANT statements for other users.

    \b
    tracker init --sample
    tracker init --register desk/commitments.json --zone Asia/Tokyo
    tracker init --register postgresql://db.example/desk | psql --dbname desk
    """
    session = session_of(ctx)
    store = session.store(where.register)
    sql = store.grants() if isinstance(store, Server) else ""
    if grants and not sql:
        raise NotPossible(
            f"grants on {store.location}", "it is a file", "chmod and chgrp say who may read and change it"
        )
    if not grants:
        _create(store, zone, with_sample=with_sample)
        session.done.append("made")
        alone = "; only you can use it until its owner runs this SQL, which `tracker init --grants` prints again"
        say(f"made {store.location}{alone if sql else ''}")
    write_out([sql])


def _create(store: Store, zone: str | None, *, with_sample: bool) -> None:
    """Create the register, empty or with the sample."""
    if with_sample and zone:
        raise MissingValue("the sample has its own time zone", "leave out --zone or --sample")
    if with_sample:
        store.write_raw(with_new_id(str(sample_file()), sample_file().read_bytes()), None)
    else:
        create(store, time_zone(zone or "UTC").key)
