"""The contents of a register besides commitments: time zone, parties, rates of exchange, saved views."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID, uuid5

from msgspec import Meta, Struct
from msgspec.structs import replace

from tracker.model.commitment import Commitment, Source
from tracker.model.dates import DateSpan

_EARLIER: Final = UUID(
    "7a0c3b5e-52d4-4d0b-9c39-1f6f2f6b8f5e"
)  # the namespace of the ids of registers that were created without one
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class FormerNames(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The names of a party until it was renamed."""

    name: str
    names: dict[str, str] = {}
    until: Annotated[datetime, Meta(tz=True)]
    changed_by: str


class Party(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An obligor or obligee: a code, an English name, and names in other languages by BCP 47 tag.

    `former`: its former names, the oldest first; the list only grows, like a history.
    """

    code: str
    name: str
    names: dict[str, str] = {}
    former: tuple[FormerNames, ...] = ()

    def named(self, name: str, names: dict[str, str], at: datetime, by: str) -> "Party":
        """The party with a new name, and the old one kept in `former`; the party itself if the name is the same."""
        if (name, names) == (self.name, self.names):
            return self
        old = FormerNames(name=self.name, names=self.names, until=at, changed_by=by)
        return replace(self, name=name, names=names, former=(*self.former, old))


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
    """A register without its commitments: parties by code, views by name, rates in the order of recording.

    `changed_at`: the time of the last change. `id`: unique among all registers. Both are None if they do not matter;
    `id` is None too if the register has none yet.
    """

    id: UUID | None = None
    zone: str = "UTC"
    changed_at: datetime | None = None
    parties: dict[str, Party] = {}
    rates: tuple[Rates, ...] = ()
    views: dict[str, View] = {}


def id_of_earlier(first: Commitment | None) -> UUID | None:
    """The id of a register that was created without one, from its first commitment; None without a commitment.

    It is derived from the ref, and from the time and the user of the first event. These never change, so every copy
    of the register has the same id.
    """
    if first is None:
        return None
    recorded = [f"{(one.recorded_at - _EPOCH) // timedelta(microseconds=1)} {one.recorded_by}" for one in first.history]
    return uuid5(_EARLIER, "\n".join([first.ref, *recorded[:1]]))
