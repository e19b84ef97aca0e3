"""The index of a large register file: a SQLite file in the cache folder, which anybody may remove at any time.

It holds the index row of each commitment and the byte offset of its document. It is trusted only to leave commitments
out: what is shown is read from the register and folded. An index file is never changed in place; a new one takes its
name, so that a reader keeps a consistent snapshot.
"""

import os
import sqlite3
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple, Self
from zlib import crc32

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tracker.model.commitment import Commitment
from tracker.state.renaming import renaming_of
from tracker.store.atomic_file import make_folder, swap, sweep_old
from tracker.store.index import IndexRow, links_of
from tracker.store.sql import Sql, micros
from tracker.store.tinydb.index_location import BrokenIndex
from tracker.store.tinydb.layout import Layout

# Of the tables and of what index rows mean; an index of another version is not used.
VERSION: Final = 2
# A time stamp of a file system may be this old when it is written.
TICK: Final = 20_000_000  # nanoseconds
WHOLE_SECOND: Final = 1_000_000_000
MAX_FOLDER: Final = 1 << 30  # bytes of all indexes together
TABLES: Final = """
CREATE TABLE facts (document BLOB NOT NULL);
CREATE TABLE offsets (bytes BLOB NOT NULL);
CREATE TABLE commitments (
  place INTEGER PRIMARY KEY, number INTEGER NOT NULL, ref TEXT NOT NULL, key BLOB NOT NULL,
  due_first TEXT, due_last TEXT, edited INTEGER NOT NULL, alone INTEGER NOT NULL, settled_on TEXT NOT NULL,
  zone TEXT NOT NULL, status TEXT NOT NULL, due TEXT, rest TEXT NOT NULL, rests_from TEXT NOT NULL,
  renamed INTEGER NOT NULL, events INTEGER NOT NULL, digest BLOB NOT NULL,
  words TEXT NOT NULL
);
CREATE TABLE keys (key TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE needs (ref TEXT NOT NULL, needed TEXT NOT NULL, PRIMARY KEY (ref, needed)) WITHOUT ROWID;
CREATE TABLE recorded (
  at INTEGER NOT NULL, by TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (at, by, place)
) WITHOUT ROWID;
"""
# Made after the rows of a new index, which is faster.
INDEXES: Final = """
CREATE UNIQUE INDEX commitments_key ON commitments (key);
CREATE UNIQUE INDEX commitments_ref ON commitments (ref);
CREATE INDEX commitments_late ON commitments (rest, due, key, rests_from, settled_on, alone, zone);
CREATE INDEX commitments_due_first ON commitments (due_first);
CREATE INDEX commitments_unsure ON commitments (place) WHERE NOT alone;
CREATE UNIQUE INDEX commitments_number ON commitments (number);
CREATE INDEX needs_needed ON needs (needed);
CREATE INDEX commitments_renamed ON commitments (place) WHERE renamed;
"""


class Identity(Struct, frozen=True):
    """The version of a file as the system tells it: device, inode, size, and nanoseconds of its last changes."""

    device: int
    inode: int
    size: int
    modified: int
    changed: int

    @classmethod
    def of(cls, state: os.stat_result) -> Self:
        """The identity of a file with this state."""
        return cls(state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)

    def is_final(self, now: int) -> bool:
        """True if a later change of the file cannot leave this identity, at a time in nanoseconds.

        A change within the same tick of the clock may, and any change where the system has no fine clock of changes.
        """
        is_fine = sys.platform != "win32" and (self.modified % WHOLE_SECOND or self.changed % WHOLE_SECOND)
        return bool(is_fine) and max(self.modified, self.changed) + TICK < now


class Facts(Struct, frozen=True):
    """The version of the register that an index is of.

    `is_final`: its identity alone tells this version from any later one. `checksum`: the SHA-256 of its bytes.
    `offsets`: the CRC-32 of the offsets in the index.
    """

    version: int
    identity: Identity
    is_final: bool
    checksum: str = ""
    zone: str = ""
    events: int = 0
    offsets: int = 0


class Index:
    """An open index. Every error of SQLite is raised as BrokenIndex."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _guarded():
            # Nobody changes the file, so SQLite needs neither locks nor a journal.
            self._connection = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True, check_same_thread=False)
        self.facts = _decoded(self.rows(Sql("SELECT document FROM facts")))
        self._layout: Layout | None = None

    @property
    def layout(self) -> Layout:
        """The offsets of the documents, in the order of their places."""
        if self._layout is None:
            packed = self.value(Sql("SELECT bytes FROM offsets"))
            if not isinstance(packed, bytes) or crc32(packed) != self.facts.offsets:
                raise BrokenIndex
            offsets = array("Q")
            offsets.frombytes(packed)
            self._layout = Layout(offsets)
        return self._layout

    def rows(self, statement: Sql) -> list[tuple[Any, ...]]:
        """The rows that a statement returns."""
        with _guarded():
            return self._connection.execute(statement.text, statement.values).fetchall()

    def row(self, statement: Sql) -> tuple[Any, ...] | None:
        """The first row that a statement returns, if any."""
        return next(iter(self.rows(statement)), None)

    def value(self, statement: Sql) -> Any:  # noqa: ANN401 - of any column
        """The first column of the first row that a statement returns; BrokenIndex if there is none."""
        row = self.row(statement)
        if row is None:
            raise BrokenIndex
        return row[0]

    def place(self, number: int) -> int:
        """The place of the document with a number."""
        return int(self.value(Sql("SELECT place FROM commitments WHERE number = ?", (number,))))

    def rows_in_all(self) -> int:
        """The number of commitments."""
        return int(self.value(Sql("SELECT count(*) FROM commitments")))

    def require_complete(self) -> None:
        """BrokenIndex unless there is a row for each document."""
        if self.rows_in_all() != len(self.layout):
            raise BrokenIndex

    def copy_to(self, other: sqlite3.Connection) -> None:
        """Copy this version of the index, whichever file has its name by now."""
        self._connection.backup(other)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def open_index(path: Path) -> Index | None:
    """The index, whichever version of the register it is of; None if there is none that can be used."""
    try:
        if not path.is_absolute() or not path.is_file():
            return None
        index = Index(path)
    except (BrokenIndex, OSError):
        return None
    if index.facts.version != VERSION:
        index.close()
        return None
    return index


def is_of(path: Path, checksum: str) -> bool:
    """True if there is a sound index of a register with this checksum."""
    index = open_index(path)
    if index is None:
        return False
    try:
        return index.facts.checksum == checksum and index.rows(Sql("PRAGMA quick_check")) == [("ok",)]
    except BrokenIndex:
        return False
    finally:
        index.close()


class Entry(NamedTuple):
    """A commitment of the index: its place, the number and the digest of its document, its value and its row."""

    place: int
    number: int
    digest: bytes
    commitment: Commitment
    row: IndexRow


def digest_of(document: bytes) -> bytes:
    """The digest of a document, by which a changed one is found."""
    return blake2b(document, digest_size=8).digest()


def build(path: Path, facts: Facts, layout: Layout, entries: Iterable[Entry]) -> None:
    """Write the index of a version of the register: every commitment, in order."""

    def fill(connection: sqlite3.Connection) -> None:
        _run(connection, TABLES)
        _write_facts(connection, facts, layout)
        _write_entries(connection, entries)
        _run(connection, INDEXES)

    _replace(path, fill)


def update(index: Index, facts: Facts, layout: Layout, entries: Iterable[Entry]) -> None:
    """Write the index of another version of the register, with each commitment that has a new row."""
    new = list(entries)

    def fill(connection: sqlite3.Connection) -> None:
        _run(connection, "DELETE FROM facts; DELETE FROM offsets")
        _write_facts(connection, facts, layout)
        places = (msgspec.json.encode([entry.place for entry in new]).decode(),)
        for name in ("commitments", "keys", "recorded"):
            connection.execute(f"DELETE FROM {name} WHERE place IN (SELECT value FROM json_each(?))", places)  # noqa: S608 - one of these
        _write_entries(connection, new)

    _replace(index.path, fill, index)


def confirm(index: Index, facts: Facts) -> None:
    """Note that the identity of the register is final now."""
    document = msgspec.json.encode(facts)
    _replace(index.path, lambda connection: connection.execute("UPDATE facts SET document = ?", (document,)), index)


def _replace(path: Path, fill: Callable[[sqlite3.Connection], object], before: Index | None = None) -> None:
    """Write a new index, as a copy of the one before, and give it the name; if that fails, the old one stays.

    It is of no use then, because it is of an earlier version of the register.
    """
    temp = path.with_name(f".{path.name}.{os.urandom(8).hex()}.draft")
    with suppress(BrokenIndex), _guarded():
        if not path.is_absolute():
            return
        make_folder(path.parent)
        try:
            _write(temp, fill, before)
            swap(temp, path)
        finally:
            temp.unlink(missing_ok=True)
        _remove_old(path)


def _write(temp: Path, fill: Callable[[sqlite3.Connection], object], before: Index | None) -> None:
    """Write a new file that only this user can read, durably."""
    os.close(os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(temp, isolation_level=None)) as connection:
        if before:
            before.copy_to(connection)
        _run(connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        fill(connection)
        connection.execute("COMMIT")
    _sync(temp)


def written_facts(path: Path, size: int) -> Facts:
    """The facts of a file that was just written with this size, without its checksum.

    It waits one tick of the clock, after which any other change of the file has another time.
    """
    identity = Identity.of(path.stat())
    if not identity.is_final(time.time_ns()):
        time.sleep(2 * TICK / WHOLE_SECOND)
    is_same = Identity.of(path.stat()) == identity and identity.size == size
    return Facts(VERSION, identity, is_same and identity.is_final(time.time_ns()))


def _run(connection: sqlite3.Connection, script: str) -> None:
    """Run statements within the transaction; `executescript` would end it."""
    for statement in script.split(";"):
        connection.execute(statement)


def _write_facts(connection: sqlite3.Connection, facts: Facts, layout: Layout) -> None:
    packed = layout.offsets.tobytes()
    facts = replace(facts, offsets=crc32(packed))
    connection.execute("INSERT INTO facts VALUES (?)", (msgspec.json.encode(facts),))
    connection.execute("INSERT INTO offsets VALUES (?)", (packed,))


def _write_entries(connection: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    for place, number, digest, commitment, row in entries:
        ref = commitment.ref
        connection.execute(
            "INSERT INTO commitments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(place, number, ref, ref.encode(), _day(row.due_first), _day(row.due_last)),
                *(row.terms_edited, row.independent, row.stable_from.isoformat(), row.zone, row.status),
                *(_day(row.due), row.final_timeliness, row.final_from.isoformat()),
                *(renaming_of(commitment) is not None, len(commitment.history), digest, row.search_text),
            ),
        )
        connection.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", ((key, place) for key in row.keys))
        connection.executemany("INSERT OR IGNORE INTO needs VALUES (?, ?)", links_of(commitment))
        recorded = {(micros(event.recorded_at), event.recorded_by) for event in commitment.history}
        connection.executemany(
            "INSERT OR IGNORE INTO recorded VALUES (?, ?, ?)", ((at, by, place) for at, by in recorded)
        )


def _remove_old(path: Path) -> None:
    """Remove what killed writers left, and the indexes that were written longest ago if all take too much room."""
    with suppress(OSError):
        sweep_old(path.parent, r".+\.sqlite")
        others = [(one.stat().st_mtime, one.stat().st_size, one) for one in path.parent.iterdir() if one != path]
        total = path.stat().st_size + sum(size for _, size, _ in others)
        for _, size, one in sorted(others):
            if total > MAX_FOLDER:
                one.unlink()
                total -= size


def _decoded(rows: list[tuple[bytes]]) -> Facts:
    """The facts of an index; a file of another version may have none, or others."""
    try:
        [(document,)] = rows
        return msgspec.json.decode(document, type=Facts)
    except (ValueError, msgspec.MsgspecError) as error:
        raise BrokenIndex from error


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _guarded() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise BrokenIndex from error
