"""The command that lists, adds and renames parties."""

from collections.abc import Iterable
from typing import Annotated

import typer

from tracker.commands.options import Showing, grouped
from tracker.commands.session import say, session_of
from tracker.commands.transaction import transactions
from tracker.errors import MissingValue, NotPossible
from tracker.model.fields import text_in_language
from tracker.model.parties import Parties, party_named
from tracker.model.register import Party
from tracker.record.events import require_party_code
from tracker.reports.register import parties_table


@grouped
def party(
    ctx: typer.Context,
    showing: Showing,
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="A new code such as JBIC, or the code of a country.")
    ] = None,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The English name of the party.")] = None,
    *,
    named: Annotated[
        list[str] | None, typer.Option(metavar="TAG=NAME", help="The name in another language; may be repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
) -> None:
    """List the parties of the register; with a code and a name, add or rename a party.

    \b
    tracker party
    tracker party SOFTBANK "SoftBank Group" --named ja=ソフトバンクグループ
    """
    session = session_of(ctx)
    if code is None:
        with session.store(showing.register).reading() as reader:
            session.show(parties_table(reader.values(Party).values()), showing)
        return
    if not (name and name.strip()):
        raise MissingValue(f"the party {code} needs a name", f'write tracker party {code} "NAME"')

    for attempt in transactions(session, showing.register, dry_run=dry_run):
        with attempt as tx:
            parties = tx.writer.values(Party)
            known, names = parties.get(code), dict(map(text_in_language, filter(None, named or [])))
            _require_free_names(code, (name, *names.values()), parties)
            if known:
                new = known.named(name, known.names | names, tx.recorded_at, tx.recorded_by)
            else:
                new = Party(code=require_party_code(code), name=name, names=names)
            tx.writer.put(new)
    was = f", was {known.name}" if known and known.name != name else ""
    say(f"{'would be ' * dry_run}{code}: {name}{was}")


def _require_free_names(code: str, names: Iterable[str], parties: Parties) -> None:
    """Refuse the name of a country or of another party, which would be ambiguous."""
    for name in names:
        if (holder := party_named(name, parties)) not in {"", code}:
            raise NotPossible(f"the name {name} for {code}", f"{holder} has that name", "choose another name")
