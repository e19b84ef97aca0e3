"""A transaction on the register on a server: it writes as it goes on, and commits when its block ends."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec
from msgspec import Raw

from tracker.errors import Conflict, RefTaken, ServerRefused
from tracker.model.codec import decode, encode
from tracker.model.commitment import Commitment
from tracker.model.lazy import cached_property
from tracker.model.migrations import SCHEMA, Document
from tracker.model.register import Category, Party, Rates, View
from tracker.model.renaming import Renaming
from tracker.model.saved_copies import is_sound
from tracker.state.renaming import renaming_of
from tracker.store import Account
from tracker.store.index import IndexRow, index_row, links_of
from tracker.store.meta import Meta, keep_unknown_fields, register_id, require_storable
from tracker.store.postgres.connection import OWNER, Pipeline, Row
from tracker.store.postgres.reader import (
    EVENT,
    IN_ORDER,
    OTHER,
    RENAMED,
    UNINDEXED,
    WHOLE,
    EventRow,
    PostgresReader,
    StoredCommitment,
    columns_of,
    event_rows,
    json_of,
    split_history,
)
from tracker.store.postgres.schema import VERSION
from tracker.store.sql import Sql
from tracker.store.tinydb.file import text_of
from tracker.store.tinydb.store import read_whole
from tracker.store.tinydb.table import KINDS, META_ID, TABLES, Value
from tracker.store.where import INDEX_COLUMNS

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
CHANGE: Final = frozenset({"changed_at", "changed_by"})  # fields of a file's metadata; here in the table of changes
TICK: Final = timedelta(microseconds=1)
CHUNK: Final = 5000  # commitments to write in one batch
FEW: Final = 100  # rows; more are written by COPY, which costs a round trip
_SET_INDEX: Final = ", ".join(f"{column} = %s" for column in INDEX_COLUMNS.values())


class PostgresWriter(PostgresReader):
    """The register in a transaction; it reads only what it needs, to avoid conflicts with other writers."""

    prefetched = (RENAMED,)

    def __init__(self, location: str, transaction: Pipeline, *between: Sql, about: str = "") -> None:
        self._added: dict[str, tuple[Commitment, Document]] = {}
        super().__init__(location, transaction, *between, about=about)
        self.id: Final[UUID] = uuid4()
        self.is_changed, self._is_stamped = False, False
        self._stamp: tuple[datetime | None, str] = (None, "")
        self._next_place = (self._clock - EPOCH) // TICK

    @property
    def account(self) -> Account:
        """The user and the clock of the server."""
        return self

    @property
    def clock(self) -> datetime:
        """The time on the server."""
        return self._clock

    @property
    def user(self) -> str:
        """The name of the database user."""
        return self._transaction.session.info.user

    def last_change(self) -> datetime | None:
        """The time of the last change by this user; None if there is none."""
        [(last,)] = self._rows("SELECT max(recorded_at) FROM changes WHERE recorded_by = %s", self.user)
        return last  # type: ignore[no-any-return] # a time, or none

    def stamp(self, now: datetime, user: str) -> datetime:
        """The `recorded_at` of this change: `now`, or just after the last change if the clock is behind it.

        It is a unique key: of two changes with the same time, the later one has a conflict.
        """
        require_storable("the user's name", {"changed_by": user})
        stamp = self._meta.next_stamp(now, self._location)
        self._stamp = stamp, user
        self._meta = msgspec.structs.replace(self._meta, changed_at=stamp, changed_by=user)
        return stamp

    def add(self, commitment: Commitment) -> None:
        """Add a commitment at the end; RefTaken if its ref is in use."""
        if commitment.ref in self._added:
            raise RefTaken(commitment.ref)
        self._added[commitment.ref] = (commitment, require_storable(commitment.ref, encode(commitment)))
        self._seen.pop(commitment.ref, None)

    def replace(self, old: Commitment, new: Commitment) -> None:
        """Replace `old` by `new`; Conflict if `old` has changed meanwhile, UnknownRef if it does not exist."""
        stored = self._stored(old.ref)
        if self._commitment(stored) != old:
            raise Conflict(old.ref)
        if new.ref != old.ref:
            raise ValueError("a commitment keeps its reference")
        if new != old:
            before = msgspec.json.decode(stored.whole)
            document, history = split_history(
                require_storable(new.ref, keep_unknown_fields(before, encode(old), encode(new)), before)
            )
            if self._is_owner:
                self._put_row(new.ref, document, index_row(new, self._meta.zone))
                self._write_dependencies(links_of(new) - links_of(old))
            else:  # before its events: the row security policy demands the mark in the same transaction
                self._write("UPDATE commitments SET unindexed_at = now() WHERE ref = %s", new.ref)
            self._put_history(new.ref, stored.history, event_rows(new, history))
            self._put_renaming(renaming_of(new), renaming_of(old))
            self._seen[new.ref] = StoredCommitment(new.ref, stored.place, document, history)

    def put_meta(self, *, zone: str = "", id: UUID | None = None) -> None:
        """Set the time zone of the register, and write every index row again; or set its id, if the user owns it."""
        before = self._meta
        own_id = id if self._is_owner else None
        self._meta = msgspec.structs.replace(before, zone=zone or before.zone, id=own_id or before.id)
        if self._meta == before:
            return
        [(document,)] = self._rows("SELECT document FROM meta")
        changed = {"zone": self._meta.zone} | ({"id": str(self._meta.id)} if self._meta.id else {})
        self._write_meta(msgspec.json.decode(document) | changed)
        if self._meta.zone != before.zone:
            self.index_again()

    def put(self, value: Category | Party | Rates | View) -> None:
        """Add a value, or replace the one with the same name; the id of rates must be new."""
        kind = KINDS[type(value)]
        name: str = getattr(value, kind.key)
        old = None if kind.type is Rates else self.values(kind.type).get(name)
        if value == old:
            return
        document, before = encode(value), None
        if old:
            [(stored,)] = self._rows("SELECT document FROM things WHERE kind = %s AND name = %s", kind.table, name)
            before = msgspec.json.decode(stored)
            document = keep_unknown_fields(before, encode(old), document)
        self._insert_named(kind.table, name, Raw(msgspec.json.encode(require_storable(name, document, before))))

    def remove(self, kind: type[Value], name: str) -> None:
        """Remove a value, if it is there; row security would let the deletion of another's category pass in silence."""
        if kind is not View and not self._is_owner:
            why, remedy = f"only its owner can remove a {KINDS[kind].noun}", f"ask {OWNER} to do that"
            raise ServerRefused(self._location, why, remedy)
        if name in self.values(kind):
            self._write("DELETE FROM things WHERE kind = %s AND name = %s", KINDS[kind].table, name)
            self._cached.clear()

    def save_copy(self, name: str, raw: bytes) -> None:
        """Save a copy of a source under its name; only the owner can replace one that somebody has changed."""
        there = self.read_copy(name)
        if there is not None and is_sound(name, there):
            return
        if there is None:
            self._write("INSERT INTO copies (name, content) VALUES (%s, %s)", name, raw)
        elif self._is_owner:
            self._write("UPDATE copies SET content = %s WHERE name = %s", raw, name)
        else:
            why = f"it holds other bytes under the checksum of {name}"
            raise ServerRefused(self._location, why, f"ask {OWNER} to save the same file again")

    def replace_all(self, tables: dict[str, Any]) -> None:
        """Replace everything by the tables of a register file, of which all can be read."""
        self._write("DELETE FROM changes")
        self.rewrite(tables)
        meta = msgspec.json.decode(tables["meta"][META_ID], type=Meta)
        self._stamp = meta.changed_at, meta.changed_by
        self.keep_id()

    def rewrite(self, tables: dict[str, Any]) -> None:
        """Replace everything but the table of changes by the tables of a register file."""
        for table in ("needs", "events", "commitments", "things"):
            self._write(f"DELETE FROM {table}")
        self._seen.clear()
        self._cached.clear()
        meta = msgspec.json.decode(tables["meta"][META_ID])
        self._meta = msgspec.convert(meta, Meta)
        self._write_meta({field: value for field, value in meta.items() if field not in CHANGE})
        documents = tables.get("commitments", {}).values()
        self.insert((decode(raw, Commitment), msgspec.json.decode(raw)) for raw in documents)
        for kind in KINDS.values():
            for raw in tables.get(kind.table, {}).values():
                self._insert_named(kind.table, msgspec.json.decode(raw)[kind.key], raw)
        for name in tables.keys() - {*TABLES}:
            self._insert_named(OTHER, name, Raw(msgspec.json.encode(tables[name])))

    def index_again(self) -> None:
        """Write the index row of every commitment again."""
        for commitment in self.commitments():
            self._index(commitment)

    def index_some(self, limit: int) -> int:
        """Write the index rows of unindexed commitments, at most this many; return how many there were."""
        if not self._is_owner:
            why, remedy = "only its owner can write the index", "ask the owner to run `tracker reindex`"
            raise ServerRefused(self._location, why, remedy)
        rows = self._rows(f"{WHOLE}{UNINDEXED.text}{IN_ORDER} LIMIT %s", limit)
        for row in rows:
            self._index(self._commitment(StoredCommitment(*row)))
        return len(rows)

    def _index(self, commitment: Commitment) -> None:
        columns = columns_of(index_row(commitment, self._meta.zone))
        self._write(
            f"UPDATE commitments SET {_SET_INDEX}, unindexed_at = NULL WHERE ref = %s", *columns, commitment.ref
        )
        self._write_dependencies(links_of(commitment))
        self._put_renaming(renaming_of(commitment), None)

    def keep_id(self) -> None:
        """Write the id of a register that an earlier tracker made without one, if it has a commitment."""
        self.put_meta(id=register_id(self))

    def put_version(self, version: int) -> None:
        """Write the version of the tables."""
        self.stored_version = version
        self._write("UPDATE meta SET version = %s", version)

    def flush(self) -> bool:
        """Send all changes and sign them; False if there is nothing to commit, only a stamp."""
        self._write_added()
        if self.is_changed and not self._is_stamped:
            self._is_stamped = True
            columns = "recorded_at, recorded_by, id"
            self._send(f"INSERT INTO changes ({columns}) VALUES (%s, %s, %s)", *self._stamp, self.id)
        return self.is_changed

    def _write_meta(self, meta: dict[str, Any]) -> None:
        """Replace the metadata document."""
        self._write("UPDATE meta SET document = %s", json_of(meta))

    def _query(self, *queries: Sql) -> list[list[Row]]:
        self._write_added()
        return super()._query(*queries)

    def _whole(self) -> Iterator[StoredCommitment]:
        """Every commitment as it is stored, cached for the changes that follow."""
        for stored in super()._whole():
            self._seen[stored.ref] = stored
            yield stored

    def _write(self, statement: str, *values: Any) -> None:  # noqa: ANN401 - as in the reader
        self.is_changed = True
        self._send(statement, *values)

    def _send(self, statement: str, *values: Any) -> None:  # noqa: ANN401 - as above
        self._transaction.execute(Sql(statement, values))

    def _put_history(self, ref: str, before: list[str], rows: list[EventRow]) -> None:
        """Write the events from the first that differs on; a history that is not rewritten only grows."""
        pairs = enumerate(zip(before, rows, strict=False))
        equal = next((number for number, (old, row) in pairs if not _is_same(old, row.document)), len(before))
        if equal < len(before):
            self._write("DELETE FROM events WHERE ref = %s AND place >= %s", ref, equal)
        self._fill("events", EVENT, rows[equal:])

    def _put_row(self, ref: str, document: str, row: IndexRow) -> None:
        """Write the row of a commitment, without its history."""
        statement = f"UPDATE commitments SET unindexed_at = NULL, document = %s, {_SET_INDEX} WHERE ref = %s"
        self._write(statement, document, *columns_of(row), ref)

    def _write_added(self) -> None:
        """Write the added commitments in one batch."""
        added, self._added = self._added, {}
        if not added:
            return
        taken = self._rows("SELECT ref FROM commitments WHERE ref = ANY(%s)", list(added))
        if taken:
            raise RefTaken(taken[0][0])
        self.insert(added.values())

    def insert(self, commitments: Iterable[tuple[Commitment, Document]]) -> None:
        """Add commitments with their documents at the end; their refs are new."""
        remaining = iter(commitments)
        while chunk := list(islice(remaining, CHUNK)):
            self._insert_chunk(chunk)

    def _insert_chunk(self, commitments: list[tuple[Commitment, Document]]) -> None:
        links: set[tuple[str, str]] = set()
        rows: list[tuple[Any, ...]] = []
        events: list[EventRow] = []
        indexed = {"unindexed_at": None} if self._is_owner else {}  # the default is now()
        for commitment, whole in commitments:
            ref, found = commitment.ref, index_row(commitment, self._meta.zone)
            document, history = split_history(whole)
            rows.append((ref, ref.encode(), self._next_place, document, *columns_of(found), *indexed.values()))
            events += event_rows(commitment, history)
            links |= links_of(commitment)
            self._next_place += 1
        self._fill(
            "commitments", ", ".join(("ref", "key", "place", "document", *INDEX_COLUMNS.values(), *indexed)), rows
        )
        self._fill("events", EVENT, events)
        for commitment, _ in commitments:
            self._put_renaming(renaming_of(commitment), None)
        if self._is_owner:
            self._write_dependencies(links)

    def _fill(self, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows: few in the pipeline, many by COPY, which row security permits to the owner only."""
        self.is_changed = True
        if len(rows) <= FEW or not self._is_owner:
            values = ", ".join("%s" for _ in columns.split(", "))
            for row in rows:
                self._send(f"INSERT INTO {table} ({columns}) VALUES ({values})", *row)
            return
        self._transaction.query()
        with self._transaction.session.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _write_dependencies(self, links: set[tuple[str, str]]) -> None:
        """Write pairs of refs to the table of dependencies."""
        if links:
            pairs = "unnest(%s::text[], %s::text[])"
            statement = f"INSERT INTO needs (ref, needed) SELECT * FROM {pairs} ON CONFLICT DO NOTHING"
            self._send(statement, *map(list, zip(*sorted(links), strict=True)))

    def _put_renaming(self, new: Renaming | None, old: Renaming | None) -> None:
        """Index the renaming of a commitment, by which all find it; ServerRefused unless the user may."""
        if new is None or new == old:
            return
        if not self._is_owner:
            why, remedy = "only its owner can rename a commitment", "ask the owner to do it"
            raise ServerRefused(self._location, why, remedy)
        refs = {*new.refs} - {new.recorded}
        is_taken = any(self._renamed_by_ref.get(ref, new.recorded) != new.recorded for ref in refs)
        if not (is_taken or self._rows("SELECT ref FROM commitments WHERE ref = ANY(%s)", list(refs))):
            self._renamed_by_ref |= dict.fromkeys(new.refs, new.recorded)
            self._insert_named(RENAMED, new.recorded, Raw(msgspec.json.encode(new)))

    @cached_property
    def _renamed_by_ref(self) -> dict[str, str]:
        """The recorded ref of every commitment that was renamed, by each ref that it has or had."""
        return {ref: one.recorded for one in self.renamed() for ref in one.refs}

    def _insert_named(self, kind: str, name: str, document: Raw) -> None:
        self._next_place += 1
        self._cached.clear()
        self._write(
            "INSERT INTO things (kind, name, place, document) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (kind, name) DO UPDATE SET document = excluded.document",
            *(kind, name, self._next_place, bytes(document).decode()),
        )


def _is_same(one: str, other: str) -> bool:
    """True if two documents have the same content; documents written by SQL may differ in spaces."""
    return one == other or msgspec.json.decode(one) == msgspec.json.decode(other)


LABEL: Final = "schema-{}"


def is_earlier(register: PostgresReader) -> bool:
    """True if an earlier tracker made the tables or wrote the documents."""
    return register.stored_version < VERSION or register.meta.schema < SCHEMA


def upgrade(location: str, writer: PostgresWriter) -> tuple[str, bytes] | None:
    """Migrate documents and index rows in tables that are migrated already; this alone is no change to commit.

    If documents are rewritten, return the label and the register file of the old ones, to be kept.
    """
    writer.refresh()  # another client may have migrated them meanwhile
    former = None
    if (schema := writer.meta.schema) < SCHEMA:
        former = LABEL.format(schema), text_of(location, writer.tables())
        writer.rewrite(read_whole(location, former[1]).tables)
    elif writer.stored_version < VERSION:
        writer.index_again()
    writer.keep_id()
    writer.put_version(VERSION)
    writer.is_changed = False
    return former
