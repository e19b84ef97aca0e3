"""What a register offers, wherever it is kept; which back end that is, only `open_store` knows."""

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol, TypeGuard
from uuid import UUID

from tracker.errors import BadServerUrl, MissingExtra
from tracker.model.commitment import Commitment
from tracker.model.register import Party, Rates, View
from tracker.query.filter import Filter, FilterResult
from tracker.store.backups import Backups
from tracker.store.meta import Meta, Stats
from tracker.store.tinydb.file import LOCK_TIMEOUT
from tracker.store.tinydb.store import TinyStore

__all__ = ["LOCK_TIMEOUT", "Backups", "Meta", "Reader", "Store", "TinyStore", "Writer", "open_store"]


SERVERS: Final = ("postgresql://", "postgres://")
# How people begin the address of a server, of ours or of another program; `./` before it makes a path of it.
_ADDRESS: Final = re.compile(
    r"\s*(?:[a-z][a-z0-9+.:-]+://|postgres[a-z0-9+]*\s*(?::|//)|(?:host|hostaddr|port|dbname|user|password|service)\s*="
    r"|[^\s/]*:[^\s/]*@[^\s/]+/)",
    re.IGNORECASE,
)


class Reader(Protocol):
    """One consistent view of the register; it stays as it is whatever others write meanwhile."""

    @property
    def meta(self) -> Meta:
        """What the register says of itself."""
        ...

    def register_id(self) -> UUID | None:
        """The id of this register and no other; one made by an earlier tracker has none before its first commitment."""
        ...

    def changed_by(self) -> str:
        """Who made the last change; nothing before the first."""
        ...

    def commitments(self) -> Iterator[Commitment]:
        """Every commitment, in the order they were added."""
        ...

    def find(self, wanted: Filter) -> FilterResult:
        """At least the commitments that are wanted, with all that their state takes into account."""
        ...

    def with_related(self, ref: str) -> Iterable[Commitment]:
        """At least the commitment of this reference, if there is one, with all that its state takes into account."""
        ...

    def latest(self, events: int, by: str = "") -> Iterable[Commitment]:
        """At least the commitments of the last so many events, or of the last that a user recorded.

        What was recorded at the same time counts in the order of the refs, the last first.
        """
        ...

    def changed_in(self, recorded_at: datetime) -> Iterable[Commitment]:
        """At least the commitments on which something was recorded at this time, in the order they were added."""
        ...

    def events(self) -> int | None:
        """How many events there are; None where `recent` gives every commitment."""
        ...

    def get(self, ref: str) -> Commitment:
        """The commitment of exactly this reference, else UnknownRef."""
        ...

    def has(self, ref: str) -> bool:
        """Whether there is a commitment of exactly this reference."""
        ...

    def refs(self, beginning: str = "") -> list[str]:
        """Every reference, or those that begin so, in the order the commitments were added."""
        ...

    def parties(self) -> dict[str, Party]:
        """The parties that the register names itself, by code."""
        ...

    def rates(self) -> tuple[Rates, ...]:
        """The rates of exchange, in the order they were recorded."""
        ...

    def views(self) -> dict[str, View]:
        """The saved views, by name."""
        ...

    def stats(self) -> Stats:
        """What the commitments come to in numbers."""
        ...


class Writer(Reader, Protocol):
    """One transaction: all of it is written when its block ends well, else nothing; it reads what it wrote."""

    @property
    def clock(self) -> datetime | None:
        """What time it is where the register is; None where it has no clock of its own."""
        ...

    @property
    def user(self) -> str:
        """Who we are to the register; nothing where it does not know us."""
        ...

    @property
    def last_own(self) -> datetime | None:
        """When the last change before this one was made, by us where the register knows us; None if there was none."""
        ...

    def stamp(self, now: datetime, user: str) -> datetime:
        """The `recorded_at` of this change: `now`, or just after the last change if the clock is behind it."""
        ...

    def add(self, commitment: Commitment) -> None:
        """Put a commitment at the end; RefTaken if its reference is in use."""
        ...

    def replace(self, old: Commitment, new: Commitment) -> None:
        """Put `new` where `old` is; Changed if something else is there by now, UnknownRef if nothing is."""
        ...

    def put_zone(self, zone: str) -> None:
        """Let the days of the register end in another zone."""
        ...

    def put_id(self, id: UUID) -> None:
        """Take over the id of the register that this one is a copy of; do nothing where only its keeper may do that."""
        ...

    def put_party(self, party: Party) -> None:
        """Add a party, or replace the one of the same code."""
        ...

    def add_rates(self, rates: Rates) -> None:
        """Record a day's rates after all that there are; their `id` must be new."""
        ...

    def put_view(self, view: View) -> None:
        """Save a view, or replace the one of the same name."""
        ...

    def remove_view(self, name: str) -> None:
        """Remove a view, if it is there."""
        ...

    def discard(self) -> None:
        """Roll the transaction back when its block ends, as for a dry run."""
        ...


class Store(Protocol):
    """A place where a register is, or will be."""

    @property
    def location(self) -> str:
        """Where it is, for messages."""
        ...

    def create(self, zone: str) -> None:
        """Make an empty register whose days end in this zone; RegisterExists if there is something already."""
        ...

    def create_from(self, raw: bytes) -> None:
        """Make a register of the bytes of a register file; RegisterExists as above."""
        ...

    def grants(self) -> str:
        """The SQL by which its keeper lets others read and change it; nothing where no server keeps it."""
        ...

    def host(self) -> dict[str, str | int]:
        """The server that keeps it, and the version of the tables there, for `info`; nothing of a file."""
        ...

    def reindex(self) -> int:
        """Index what writers have recorded on a server since its keeper last did; how many commitments it were.

        NotPossible of a file, which has no index.
        """
        ...

    def is_as_backed_up(self) -> bool | None:
        """Whether it is, byte by byte, the last copy among the backups; None if none tells, or it has no bytes."""
        ...

    def size(self) -> int:
        """How many bytes it takes."""
        ...

    def copy(self) -> bytes:
        """The bytes of a register file of all that is in it; Damaged if any of it cannot be read."""
        ...

    def back_up(self, now: datetime) -> Path:
        """Keep a copy among the backups, under the day of the last change, or of `now` if there was none; say which."""
        ...

    def read_raw(self) -> bytes | None:
        """The bytes that are there, damaged or not; None if there are none."""
        ...

    def restore(self, raw: bytes, found: bytes | None) -> Path | None:
        """Put a copy in the place of what was found, which is put aside, and say where; Changed if that changed."""
        ...

    def reading(self) -> AbstractContextManager[Reader]:
        """Look at the register, without making anybody wait."""
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """Change the register in one transaction; Contended if others got in its way, and nothing is changed then."""
        ...

    def attempts(self) -> Iterator[AbstractContextManager[Writer]]:
        """Transactions to try until one commits: `for attempt in store.attempts(): with attempt as writer: ...`.

        The block runs again after a conflict with other writers, and reads what they wrote; it must not `return`.
        """
        ...


def open_store(
    location: str | Path, timeout: float = LOCK_TIMEOUT, backups: Backups | None = None, *, about: str = ""
) -> Store:
    """The store at a place: the path of a register file, or the address of a server that has it.

    What is written like an address of another kind is refused, for it is a mistyped one and no file.
    Nothing is opened or made before it is used. A change waits for others at most `timeout` seconds, and leaves a
    copy of a file among the backups, if it is given some. `about` is the ref that will be looked at first: a server
    that is far away tells of that commitment when it lets us in.
    """
    if not is_server(location):
        if is_address(location):
            why = "only postgresql:// begins an address, and ./ the path of a file that is called like one"
            raise BadServerUrl("the address given", why)  # it may have a password in it, so it is not shown
        return TinyStore(location, timeout, backups)
    try:
        from tracker.store.postgres import PostgresStore  # noqa: PLC0415 - a file does without, in a fifth of the time
    except ModuleNotFoundError:
        from tracker.errors.extras import install_command  # noqa: PLC0415 - only a refusal needs it

        raise MissingExtra("postgres", install_command("postgres")) from None
    return PostgresStore(str(location), timeout, backups, about=about)


def is_server(location: str | Path) -> TypeGuard[str]:
    """Whether a place is the address of a server, in small letters or capitals."""
    return isinstance(location, str) and location.lower().startswith(SERVERS)


def is_address(location: str | Path) -> bool:
    """Whether a place is written like an address and not like a path.

    >>> [is_address(place) for place in ("mysql://db/x", "postgresql:/x", "host=db", "u:x@db/x", "a:b.json", "./http://x")]
    [True, True, True, True, False, False]
    """
    return isinstance(location, str) and bool(_ADDRESS.match(location))
