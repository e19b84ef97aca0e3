"""What a register holds beside its commitments: its zone, the parties it names, rates of exchange, saved views."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID, uuid5

from msgspec import Meta, Struct
from msgspec.structs import replace

from tracker.model.commitment import Commitment, Source
from tracker.model.dates import DateSpan

_EARLIER: Final = UUID("7a0c3b5e-52d4-4d0b-9c39-1f6f2f6b8f5e")  # the namespace of the ids of earlier registers
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class FormerNames(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a party was called until somebody named it anew."""

    name: str
    names: dict[str, str] = {}
    until: Annotated[datetime, Meta(tz=True)]
    changed_by: str


class Party(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Someone who owes or is owed: a code, an English name, and names in other languages by BCP 47 tag.

    `former` keeps what it was called before, the first first; like a history, it only grows.
    """

    code: str
    name: str
    names: dict[str, str] = {}
    former: tuple[FormerNames, ...] = ()

    def named(self, name: str, names: dict[str, str], at: datetime, by: str) -> "Party":
        """The party by another name, the old one kept; the same one if it is called so already."""
        if (name, names) == (self.name, self.names):
            return self
        old = FormerNames(name=self.name, names=self.names, until=at, changed_by=by)
        return replace(self, name=name, names=names, former=(*self.former, old))


class Rates(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What one unit of a base currency cost on a day, in other currencies; None takes back what was recorded before.

    Rates only grow, and of several for one pair and day the last recorded counts. `id` is the place among all.
    """

    id: str
    base: str
    on: DateSpan
    quotes: dict[str, Decimal | None]
    recorded_at: Annotated[datetime, Meta(tz=True)]
    recorded_by: str
    source: Source | None = None


class View(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A query under a name; `query` is what was typed, one text a word."""

    name: str
    query: tuple[str, ...]


class Register(Struct, frozen=True, kw_only=True):
    """All of it that is no commitment: parties and views by code and name, rates in the order of recording.

    `changed_at`: when it was last changed, None where that does not matter. `id`: what tells it from every other
    register, None where that does not matter, and of a register that has none yet.
    """

    id: UUID | None = None
    zone: str = "UTC"
    changed_at: datetime | None = None
    parties: dict[str, Party] = {}
    rates: tuple[Rates, ...] = ()
    views: dict[str, View] = {}


def id_of_earlier(first: Commitment | None) -> UUID | None:
    """The id of a register that was made without one, by its first commitment; None if it has no commitment.

    It is made of the ref, and of when and by whom the first event was recorded. None of these ever changes, so every
    copy of the register has the same id, at each reading.
    """
    if first is None:
        return None
    recorded = [f"{(one.recorded_at - _EPOCH) // timedelta(microseconds=1)} {one.recorded_by}" for one in first.history]
    return uuid5(_EARLIER, "\n".join([first.ref, *recorded[:1]]))
