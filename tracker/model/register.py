"""The contents of a register besides commitments: time zone, parties, categories, rates of exchange, saved views."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Final, NamedTuple, Self
from uuid import UUID, uuid5

from msgspec import Meta, Struct
from msgspec.structs import replace

from tracker.model.commitment import Commitment, Source
from tracker.model.dates import DateSpan
from tracker.model.renaming import Renamings

_EARLIER: Final = UUID(
    "7a0c3b5e-52d4-4d0b-9c39-1f6f2f6b8f5e"
)  # the namespace of the ids of registers that were created without one
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class FormerNames(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The names of a party or a category until it was renamed."""

    name: str
    names: dict[str, str] = {}
    until: Annotated[datetime, Meta(tz=True)]
    changed_by: str


class MemberChange(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A party joined a bloc, or left it; `since` is the first day of the change, None if that is unknown."""

    party: str
    since: DateSpan | None = None
    left: bool = False
    recorded_at: Annotated[datetime, Meta(tz=True)]
    recorded_by: str


class Membership(NamedTuple):
    """A time in which a party was a member of a bloc; `left` is the first day after it.

    Without `since` it counts from the beginning of time, and without `left` it goes on.
    """

    party: str
    since: DateSpan | None = None
    left: DateSpan | None = None

    def covers(self, day: date) -> bool:
        """True if the party was a member on a day; a partial date counts from its last day."""
        return (self.since is None or self.since.last <= day) and (self.left is None or day < self.left.last)

    def __str__(self) -> str:
        since = f" since {self.since}" if self.since else ""
        return f"{self.party}{since}{f' until {self.left}' if self.left else ''}"


class Named(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A code with an English name, and names in other languages by BCP 47 tag.

    `former`: the former names, the oldest first; the list only grows, like a history.
    """

    code: str
    name: str
    names: dict[str, str] = {}
    former: tuple[FormerNames, ...] = ()

    def named(self, name: str, names: dict[str, str], at: datetime, by: str) -> Self:
        """The value with a new name, and the old one kept in `former`; the value itself if the name is the same."""
        if (name, names) == (self.name, self.names):
            return self
        old = FormerNames(name=self.name, names=self.names, until=at, changed_by=by)
        return replace(self, name=name, names=names, former=(*self.former, old))


class Category(Named, frozen=True, omit_defaults=True, kw_only=True):
    """A category of the register's own; its name is the label that people read."""


class Party(Named, frozen=True, omit_defaults=True, kw_only=True):
    """An obligor or obligee.

    `members`: who joined it and left it, in the order of recording, if it is a bloc. The list only grows.
    """

    members: tuple[MemberChange, ...] = ()

    @property
    def memberships(self) -> tuple[Membership, ...]:
        """The times in which each party was a member, by party in the order of recording."""
        return tuple(found for code in self.ever_members for found in self._memberships_of(code))

    @property
    def ever_members(self) -> tuple[str, ...]:
        """The code of every party that was ever recorded as a member."""
        return tuple(dict.fromkeys(change.party for change in self.members))

    def members_on(self, day: date) -> tuple[str, ...]:
        """The codes of the members on a day."""
        return tuple(membership.party for membership in self.memberships if membership.covers(day))

    def _memberships_of(self, code: str) -> Iterator[Membership]:
        """The memberships of one party. On one day the last change counts; a dated joining replaces an undated one."""
        changes = [change for change in self.members if change.party == code]
        undated = [change for change in changes if change.since is None]
        by_day = {change.since.last: change for change in changes if change.since}
        dated = [by_day[day] for day in sorted(by_day)]
        is_member = bool(undated) and not undated[-1].left and not (dated and not dated[0].left)
        since: DateSpan | None = None
        for change in dated:
            if change.left and is_member:
                yield Membership(code, since, change.since)
            elif not change.left and not is_member:
                since = change.since
            is_member = not change.left
        if is_member:
            yield Membership(code, since)


class Rates(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The price of one unit of a base currency on a day, in other currencies; None retracts an earlier rate.

    Rates are only added, and the last recorded rate of a pair and a day counts. `id`: unique among all rates.
    """

    id: str
    base: str
    on: DateSpan
    quotes: dict[str, Decimal | None]
    recorded_at: Annotated[datetime, Meta(tz=True)]
    recorded_by: str
    source: Source | None = None


class View(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A saved query; `query` is its words as they were typed."""

    name: str
    query: tuple[str, ...]


class Register(Struct, frozen=True, kw_only=True):
    """A register without its commitments: parties and categories by code, views by name, rates in order of recording.

    `damaged_copies`: what is wrong with saved copies of sources, by name, if they were compared with their checksums.
    `changed_at`: the time of the last change. `id`: unique among all registers. Both are None if they do not matter;
    `id` is None too if the register has none yet.
    """

    id: UUID | None = None
    zone: str = "UTC"
    changed_at: datetime | None = None
    parties: dict[str, Party] = {}
    rates: tuple[Rates, ...] = ()
    views: dict[str, View] = {}
    categories: dict[str, Category] = {}
    renamings: Renamings = Renamings()
    damaged_copies: dict[str, str] = {}


def id_of_earlier(first: Commitment | None) -> UUID | None:
    """The id of a register that was created without one, from its first commitment; None without a commitment.

    It is derived from the ref, and from the time and the user of the first event. These never change, so every copy
    of the register has the same id.
    """
    if first is None:
        return None
    recorded = [f"{(one.recorded_at - _EPOCH) // timedelta(microseconds=1)} {one.recorded_by}" for one in first.history]
    return uuid5(_EARLIER, "\n".join([first.ref, *recorded[:1]]))
