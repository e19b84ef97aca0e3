"""The interface of a register, whichever back end keeps it; only `open_store` chooses the back end."""

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol, TypeGuard, runtime_checkable
from uuid import UUID

from tracker.errors import BadServerUrl, MissingExtra, NoRegister
from tracker.model.commitment import Commitment
from tracker.model.register import Category, Party, Rates, View
from tracker.model.renaming import Renaming
from tracker.query.filter import Filter, FilterResult
from tracker.store.backups import Backups
from tracker.store.meta import Meta, Stats, register_id
from tracker.store.tinydb.file import LOCK_TIMEOUT
from tracker.store.tinydb.index_location import IndexFile
from tracker.store.tinydb.store import TinyStore, empty_register, read_whole
from tracker.store.tinydb.table import Value

__all__ = [
    "LOCK_TIMEOUT",
    "Backups",
    "IndexFile",
    "Meta",
    "Reader",
    "Server",
    "Store",
    "TinyStore",
    "Writer",
    "copy_of",
    "create",
    "open_store",
    "register_id",
]


SCHEMES: Final = ("postgresql://", "postgres://")
# The beginnings of URLs and connection strings, also of other programs; `./` makes a path of a name that has one.
_URL: Final = (
    r"(?i)\s*(?:[a-z][a-z0-9+.:-]+://|postgres[a-z0-9+]*\s*(?::|//)|(?:host|hostaddr|port|dbname|user|password|service)\s*="
    r"|[^\s/]*:[^\s/]*@[^\s/]+/)"
)


class Reader(Protocol):
    """A consistent snapshot of the register, which does not change while others write."""

    @property
    def meta(self) -> Meta:
        """The metadata of the register."""
        ...

    def commitments(self) -> Iterator[Commitment]:
        """Every commitment, in the order they were added."""
        ...

    def find(self, wanted: Filter) -> FilterResult:
        """At least the commitments that match the filter, with all that their state depends on."""
        ...

    def with_related(self, ref: str) -> Iterable[Commitment]:
        """At least the commitment with this ref, if there is one, with all that its state depends on."""
        ...

    def with_events(self, *, last: int | None = None, by: str = "", at: datetime | None = None) -> Iterable[Commitment]:
        """At least the commitments with an event recorded by this user and at this time, as they were added.

        `last`: only the last of these events count, this many. Of events with the same time, the last refs come first.
        """
        ...

    def events(self) -> int:
        """The number of all events."""
        ...

    def get(self, ref: str) -> Commitment:
        """The commitment with exactly this ref; UnknownRef if there is none."""
        ...

    def has(self, ref: str) -> bool:
        """True if there is a commitment with exactly this ref."""
        ...

    def refs(self, prefix: str = "") -> list[str]:
        """Every ref that starts with the prefix, in the order the commitments were added."""
        ...

    def renamed(self) -> Iterable[Renaming]:
        """Every commitment that was renamed; the other methods know it by the ref that is recorded."""
        ...

    def values(self, kind: type[Value]) -> dict[str, Value]:
        """The parties by code, the rates by id or the views by name, in the order they were added."""
        ...

    def stats(self) -> Stats:
        """The numbers of commitments, events and sources, and the size in bytes."""
        ...

    def copy_names(self) -> frozenset[str]:
        """The name of every saved copy of a source."""
        ...

    def read_copy(self, name: str) -> bytes | None:
        """The bytes of a saved copy, which may have been changed; None if there is none."""
        ...


class Account(Protocol):
    """The user of a database server, and the clock there."""

    @property
    def user(self) -> str:
        """The name of the database user."""
        ...

    @property
    def clock(self) -> datetime:
        """The time on the server."""
        ...

    def last_change(self) -> datetime | None:
        """The time of the last change by this user; None if there is none."""
        ...


class Writer(Reader, Protocol):
    """One transaction: it reads its own writes, and commits when its block ends without an error."""

    @property
    def account(self) -> Account | None:
        """The user and the clock of the server; None for a file."""
        ...

    def stamp(self, now: datetime, user: str) -> datetime:
        """The `recorded_at` of this change: `now`, or just after the last change if the clock is behind it."""
        ...

    def add(self, commitment: Commitment) -> None:
        """Add a commitment at the end; RefTaken if its ref is in use."""
        ...

    def replace(self, old: Commitment, new: Commitment) -> None:
        """Replace `old` by `new`; Conflict if `old` has changed meanwhile, UnknownRef if it does not exist."""
        ...

    def put_meta(self, *, zone: str = "", id: UUID | None = None) -> None:
        """Set the time zone of the register, or its id, as that of the one it is a copy of.

        The id is ignored unless the user owns the register.
        """
        ...

    def put(self, value: Category | Party | Rates | View) -> None:
        """Add a value, or replace the one with the same name; the id of rates must be new."""
        ...

    def remove(self, kind: type[Value], name: str) -> None:
        """Remove a value, if it is there."""
        ...

    def save_copy(self, name: str, raw: bytes) -> None:
        """Save a copy of a source under its name, which has the checksum of the bytes; it is never changed or removed.

        A copy of that name that is sound stays as it is.
        """
        ...


class Store(Protocol):
    """A location where a register is kept, or can be created."""

    @property
    def location(self) -> str:
        """The path or URL, for messages."""
        ...

    def back_up(self, now: datetime) -> Path:
        """Keep a copy among the backups, under the day of the last change (without one, of `now`); return its path."""
        ...

    def read_raw(self) -> bytes | None:
        """The register as the bytes of a register file, even if they are corrupt; None if there is no register."""
        ...

    def write_raw(self, raw: bytes, found: bytes | None) -> Path | None:
        """Replace `found`, the bytes that were read, by those of a register file; return where `found` is kept.

        Conflict if the register has changed since it was read. If none was found, create one; RegisterExists if there
        is one. CorruptRegister if anything in `raw` cannot be read.
        """
        ...

    def reading(self, *, thorough: bool = False) -> AbstractContextManager[Reader]:
        """Read a snapshot, without blocking anybody; `thorough`: validate everything, also what nobody asks for."""
        ...

    def writing(self, *, dry_run: bool = False) -> AbstractContextManager[Writer]:
        """Write in one transaction, without a retry: TooManyConflicts after a conflict, and nothing is changed.

        A dry run is rolled back when its block ends.
        """
        ...

    def attempts(self, *, dry_run: bool = False) -> Iterator[AbstractContextManager[Writer]]:
        """Transactions to try until one commits: `for attempt in store.attempts(): with attempt as writer: ...`.

        The block runs again after a conflict with other writers, and reads what they wrote; it must not `return`.
        """
        ...


@runtime_checkable
class Server(Protocol):
    """The operations of a register on a server alone, most of them for its owner."""

    def grants(self) -> str:
        """The GRANT statements that let other users read and change the register."""
        ...

    def host(self) -> dict[str, str | int]:
        """The server, the user, the version of the tables and the number of unindexed commitments."""
        ...

    def reindex(self) -> int:
        """Write the index columns of every unindexed commitment; return how many there were."""
        ...


def create(store: Store, zone: str) -> None:
    """Create an empty register with this time zone; RegisterExists if there is one."""
    store.write_raw(empty_register(store.location, zone), None)


def copy_of(store: Store) -> bytes:
    """The whole register as the bytes of a register file; CorruptRegister if anything in it cannot be read."""
    raw = store.read_raw()
    if raw is None:
        raise NoRegister(store.location)
    read_whole(store.location, raw)
    return raw


def open_store(
    location: str | Path,
    timeout: float = LOCK_TIMEOUT,
    backups: Backups | None = None,
    index: IndexFile | None = None,
    *,
    about: str = "",
) -> Store:
    """The store at the path of a register file, or at the URL of a server.

    Nothing is opened or created before it is used. A mistyped URL is refused, not taken for a path. A change waits
    for other writers at most `timeout` seconds; of a file it also keeps a backup and, if it is
    large, its index. `about` is the ref of the commitment
    to prefetch from a server.
    """
    if not is_server(location):
        if is_url(location):
            why = "only postgresql:// begins an address, and ./ the path of a file that is called like one"
            raise BadServerUrl("the address given", why)  # not shown: it may contain a password
        return TinyStore(location, timeout, backups, index)
    try:
        from tracker.store.postgres import PostgresStore  # noqa: PLC0415 - slow to import, and a file does not need it
    except ModuleNotFoundError:
        from tracker.errors.extras import install_command  # noqa: PLC0415 - only a refusal needs it

        raise MissingExtra("postgres", install_command("postgres")) from None
    return PostgresStore(str(location), timeout, backups, about=about)


def is_server(location: str | Path) -> TypeGuard[str]:
    """True if a location is the URL of a server, in upper or lower case."""
    return isinstance(location, str) and location.lower().startswith(SCHEMES)


def is_url(location: str | Path) -> bool:
    """True if a location looks like a URL, not like a path.

    >>> [is_url(text) for text in ("mysql://db/x", "postgresql:/x", "host=db", "u:x@db/x", "a:b.json", "./http://x")]
    [True, True, True, True, False, False]
    """
    return isinstance(location, str) and not {":", "="}.isdisjoint(location) and bool(re.match(_URL, location))
