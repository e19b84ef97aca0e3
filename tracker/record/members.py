"""The members of blocs: who joined and who left, and which changes are refused."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import NeedsMore, NotPossible
from tracker.model.dates import DateSpan
from tracker.model.parties import Parties
from tracker.model.register import MemberChange, Party


class MemberFacts(Struct, frozen=True):
    """The facts of a change of members: the day since which it holds, None if unknown, and who recorded it when."""

    since: DateSpan | None
    recorded_at: datetime
    recorded_by: str


def set_members(bloc: Party, members: Iterable[str], facts: MemberFacts, parties: Parties) -> Party:
    """The bloc with exactly these members since a day; the bloc itself if it has them already."""
    if facts.since is None and any(change.since for change in bloc.members):
        raise NeedsMore(f"naming the members of {bloc.code}", "the day since which it has them", "give --since DATE")
    before = bloc.members_on(facts.since.last if facts.since else date.min)
    wanted = tuple(dict.fromkeys(members))
    joined = [code for code in wanted if code not in before]
    return _with_changes(bloc, joined, [code for code in before if code not in wanted], facts, parties)


def change_members(
    bloc: Party, joined: Iterable[str], left: Iterable[str], facts: MemberFacts, parties: Parties
) -> Party:
    """The bloc after these parties joined or left it; refuse a change without effect on any day."""
    changed = _with_changes(bloc, joined, left, facts, parties)
    if changed.memberships == bloc.memberships:
        why, remedy = "nothing would change", "name other parties, or give another day with --since"
        raise NotPossible(f"a change of the members of {bloc.code}", why, remedy)
    return changed


def _with_changes(
    bloc: Party, joined: Iterable[str], left: Iterable[str], facts: MemberFacts, parties: Parties
) -> Party:
    changes = [(code, False) for code in dict.fromkeys(joined)] + [(code, True) for code in dict.fromkeys(left)]
    for code, is_leaving in changes:
        if not is_leaving:
            _require_no_cycle(bloc.code, code, parties)
    new = tuple(
        MemberChange(
            party=code,
            since=facts.since,
            left=is_leaving,
            recorded_at=facts.recorded_at,
            recorded_by=facts.recorded_by,
        )
        for code, is_leaving in changes
    )
    return replace(bloc, members=(*bloc.members, *new))


def _require_no_cycle(bloc: str, member: str, parties: Parties) -> None:
    """Refuse a member that is the bloc itself, or of which the bloc was ever a member, also by way of other blocs."""
    what, remedy = f"{member} as a member of {bloc}", "name another party"
    if member == bloc:
        raise NotPossible(what, "no party is a member of itself", remedy)
    pending, seen = [member], {member}
    while pending:
        one = parties.get(pending.pop())
        new = [code for code in (one.ever_members if one else ()) if code not in seen]
        seen.update(new)
        pending += new
    if bloc in seen:
        raise NotPossible(what, f"{bloc} is or was a member of {member}", remedy)
