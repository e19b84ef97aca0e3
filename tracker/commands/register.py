"""Commands on the register itself: making one, and telling what is in it."""

from collections.abc import Iterable
from typing import Annotated

import typer

from tracker.commands.locate import sample_file
from tracker.commands.options import Showing, Where, grouped
from tracker.commands.output import write_out
from tracker.commands.session import Transaction, say, session_of
from tracker.commands.term_options import by_language
from tracker.errors import MissingValue, NotPossible, plural
from tracker.model.as_of import time_zone
from tracker.model.parties import Parties, party_named
from tracker.model.register import Party
from tracker.record.events import require_party_code
from tracker.reports.register import info_table, parties_table
from tracker.store import Store
from tracker.store.tinydb.session import with_new_id


@grouped
def init(
    ctx: typer.Context,
    where: Where,
    *,
    with_sample: Annotated[
        bool, typer.Option("--sample", help="With the US–Japan commitments that ship with tracker.")
    ] = False,
    zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Where the days of the register end. [default: UTC]")
    ] = None,
    grants: Annotated[
        bool, typer.Option("--grants", help="Only print the SQL that lets others use a register on a server.")
    ] = False,
) -> None:
    """Make a register: empty, or with the sample; on a server print what lets others read and change it.

    \b
    tracker init --sample
    tracker init --register desk/commitments.json --zone Asia/Tokyo
    tracker init --register postgresql://db.example/desk | psql --dbname desk
    """
    session = session_of(ctx)
    store = session.store(where.register)
    sql = store.grants()
    if grants and not sql:
        raise NotPossible(
            f"grants on {store.location}", "it is a file", "chmod and chgrp say who may read and change it"
        )
    if not grants:
        _make(store, zone, with_sample=with_sample)
        session.done.append("made")
        alone = ", yours alone until its keeper runs this SQL; `tracker init --grants` prints it again"
        say(f"made {store.location}{alone if sql else ''}")
    write_out([sql])


@grouped
def info(ctx: typer.Context, showing: Showing) -> None:
    """Tell where the register is, what is in it, and who changed it last.

    \b
    tracker info
    tracker info --format json
    """
    session = session_of(ctx)
    store = session.store(showing.register)
    with store.reading() as reader:
        meta, named = reader.meta, reader.register_id()
        facts = {
            "register": store.location,
            "id": str(named) if named else None,
            **store.host(),
            "bytes": store.size(),
            "schema": meta.schema,
            "time_zone": meta.zone,
            "changed_at": meta.changed_at,
            "changed_by": reader.changed_by() or None,
            "parties": len(reader.parties()),
            "as_backed_up": store.is_as_backed_up(),
            **reader.stats()._asdict(),
        }
    session.show(info_table(facts), showing)


@grouped
def reindex(ctx: typer.Context, where: Where) -> None:
    """Index what writers recorded on a server since the last run; only the keeper of the register can.

    Run it each night: until then every look fetches those commitments whole, for their index columns are out of date.

    \b
    tracker reindex --register postgresql://db.example/desk
    """
    store = session_of(ctx).store(where.register)
    say(f"indexed {plural(store.reindex(), 'commitment')} of {store.location}")


@grouped
def party(
    ctx: typer.Context,
    showing: Showing,
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="A code of its own, as JBIC; or a country's.")
    ] = None,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Its English name.")] = None,
    *,
    named: Annotated[
        list[str] | None, typer.Option(metavar="TAG=NAME", help="Its name in another language; may be repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
) -> None:
    """List the parties that the register names itself; with a code and a name, add one or name it anew.

    \b
    tracker party
    tracker party SOFTBANK "SoftBank Group" --named ja=ソフトバンクグループ
    """
    session = session_of(ctx)
    if code is None:
        with session.store(showing.register).reading() as reader:
            session.show(parties_table(reader.parties().values()), showing)
        return
    if not (name and name.strip()):
        raise MissingValue(f"the party {code} needs a name", f'write tracker party {code} "NAME"')

    def renamed(change: Transaction) -> str:
        parties = change.writer.parties()
        known, names = parties.get(code), by_language("--named", named or [])
        _require_free_names(code, (name, *names.values()), parties)
        if known:
            new = known.named(name, known.names | names, change.recorded_at, change.recorded_by)
        else:
            new = Party(code=require_party_code(code), name=name, names=names)
        change.writer.put_party(new)
        was = f", was {known.name}" if known and known.name != name else ""
        if dry_run:
            say(f"would be {code}: {name}{was}")
            raise typer.Exit  # out of the transaction, before anything is written
        return was

    say(f"{code}: {name}{session.change(showing.register, renamed)}")


def _require_free_names(code: str, names: Iterable[str], parties: Parties) -> None:
    """Refuse a name that a country or another party has: it would be ambiguous for everybody."""
    for name in names:
        if (holder := party_named(name, parties)) not in {"", code}:
            raise NotPossible(f"the name {name} for {code}", f"{holder} is called so", "choose another name")


def _make(store: Store, zone: str | None, *, with_sample: bool) -> None:
    if with_sample and zone:
        raise MissingValue("the sample has a zone of its own", "leave out --zone or --sample")
    if with_sample:
        store.create_from(with_new_id(str(sample_file()), sample_file().read_bytes()))
    else:
        store.create(time_zone(zone or "UTC").key)
