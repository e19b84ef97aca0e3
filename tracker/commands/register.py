"""Commands on the register itself: making one, and telling what is in it."""

from typing import Annotated

import typer

from tracker.commands.options import Viewing, Where, grouped
from tracker.commands.places import sample
from tracker.commands.session import say, session_of
from tracker.moment import time_zone
from tracker.reports.about import about


@grouped
def init(
    ctx: typer.Context,
    where: Where,
    *,
    with_sample: Annotated[
        bool, typer.Option("--sample", help="With the US–Japan commitments that ship with tracker.")
    ] = False,
    zone: Annotated[str, typer.Option(metavar="ZONE", help="Where the days of the register end.")] = "UTC",
) -> None:
    """Make a register: empty, or with the sample.

    \b
    tracker init --sample
    tracker init --register desk/commitments.json --zone Asia/Tokyo
    """
    store = session_of(ctx).store(where.register)
    if with_sample:
        store.create_from(sample().read_bytes())
    else:
        store.create(time_zone(zone).key)
    say(f"made {store.place}")


@grouped
def info(ctx: typer.Context, viewing: Viewing) -> None:
    """Tell where the register is, what is in it, and who changed it last.

    \b
    tracker info
    tracker info --format json
    """
    session = session_of(ctx)
    store = session.store(viewing.register)
    with store.reading() as reader:
        meta = reader.meta
        listing = about(
            reader.commitments(),
            {
                "register": store.place,
                "bytes": store.size(),
                "schema": meta.schema,
                "time_zone": meta.zone,
                "changed_at": meta.changed_at,
                "changed_by": meta.changed_by or None,
                "parties": len(reader.parties()),
            },
        )
    session.show(listing, viewing)
