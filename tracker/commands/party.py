"""The command that lists, adds and renames parties."""

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from tracker.commands.options import Showing, grouped, names_of
from tracker.commands.session import say, session_of
from tracker.commands.transaction import Transaction, transactions
from tracker.errors import MissingValue, NotPossible
from tracker.model.fields import text_in_language
from tracker.model.parties import Parties, country_name, party_named, require_party_code
from tracker.model.register import Party
from tracker.record.members import MemberFacts, change_members, set_members
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
    members: Annotated[
        str | None, typer.Option(metavar="A,B,…", help="All members of the party, which is a bloc, by code or name.")
    ] = None,
    joined: Annotated[
        list[str] | None, typer.Option(metavar="PARTY", help="A party that joined the bloc; may be repeated.")
    ] = None,
    left: Annotated[
        list[str] | None, typer.Option(metavar="PARTY", help="A party that left the bloc; may be repeated.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="The day since which --members, --joined or --left holds. [default: unknown]"
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
) -> None:
    """List the parties of the register; with a code, add or rename a party, or say who is a member of a bloc.

    \b
    tracker party
    tracker party SOFTBANK "SoftBank Group" --named ja=ソフトバンクグループ
    tracker party MERCOSUR Mercosur --members AR,BR,PY,UY --since 1991-11-29
    tracker party EU --joined HR --since 2013-07-01
    """
    session = session_of(ctx)
    if code is None:
        with session.store(showing.register).reading() as reader:
            session.show(parties_table(reader.values(Party).values()), showing)
        return
    changes = MemberOptions(members, joined or [], left or [], since)
    changes.require_sense()

    for attempt in transactions(session, showing.register, dry_run=dry_run):
        with attempt as tx:
            parties = tx.writer.values(Party)
            known, names = parties.get(code), dict(map(text_in_language, filter(None, named or [])))
            new_name = name if name is not None else changes.default_name(code, known)
            if not new_name.strip():
                raise MissingValue(f"the party {code} needs a name", f'write tracker party {code} "NAME"')
            _require_free_names(code, (new_name, *names.values()), parties)
            if known:
                new = known.named(new_name, known.names | names, tx.recorded_at, tx.recorded_by)
            else:
                new = Party(code=require_party_code(code), name=new_name, names=names)
            new = changes.applied(new, tx)
            tx.writer.put(new)
    was = f", was {known.name}" if known and known.name != new.name else ""
    say(f"{'would be ' * dry_run}{code}: {new.name}{was}{_members_told(known, new)}")


class MemberOptions(Struct, frozen=True):
    """The options about the members of a bloc."""

    members: str | None
    joined: list[str]
    left: list[str]
    since: str | None

    @property
    def are_given(self) -> bool:
        """True if an option names members."""
        return self.members is not None or bool(self.joined or self.left)

    def require_sense(self) -> None:
        """Refuse options that contradict each other or say nothing."""
        if self.members is not None and (self.joined or self.left):
            raise MissingValue("--members names all members", "leave out --joined and --left, or use only these")
        if self.since is not None and not self.are_given:
            raise MissingValue("--since alone says nothing", "give --members, --joined or --left with it")

    def default_name(self, code: str, known: Party | None) -> str:
        """The name of a party for which none was typed; empty if it needs one."""
        if not self.are_given:
            return ""
        return known.name if known else country_name(code) or ""

    def applied(self, bloc: Party, tx: Transaction) -> Party:
        """The party with the change of its members."""
        facts = MemberFacts(tx.day(self.since), tx.recorded_at, tx.recorded_by)
        parties = tx.writer.values(Party)
        if self.members is not None:
            return set_members(bloc, tx.parties(names_of(self.members)), facts, parties)
        if not self.are_given:
            return bloc
        joined, left = tx.parties(self.joined, "--joined"), tx.parties(self.left, "--left")
        return change_members(bloc, joined, left, facts, parties)


def _members_told(old: Party | None, new: Party) -> str:
    """The changes of members that were recorded, in words."""
    changes = new.members[len(old.members) if old else 0 :]
    since = f" since {changes[0].since}" if changes and changes[0].since else ""
    joined = ", ".join(change.party for change in changes if not change.left)
    left = ", ".join(change.party for change in changes if change.left)
    told = ((joined, f"members{since}"), (left, f"no longer members{since}"))
    return "".join(f"; {words}: {codes}" for codes, words in told if codes)


def _require_free_names(code: str, names: Iterable[str], parties: Parties) -> None:
    """Refuse the name of a country or of another party, which would be ambiguous."""
    for name in names:
        if (holder := party_named(name, parties)) not in {"", code}:
            raise NotPossible(f"the name {name} for {code}", f"{holder} has that name", "choose another name")
