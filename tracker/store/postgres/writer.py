"""One transaction on the register on a server: it is written as it goes on, and kept if its block ends well."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec
from msgspec import Raw, Struct

from tracker.errors import Conflict, RefTaken, ServerRefused
from tracker.model.codec import SCHEMA, Document, decode, encode
from tracker.model.commitment import Commitment
from tracker.model.register import Party, Rates, View
from tracker.store.index import IndexRow, index_row
from tracker.store.meta import Meta, Signed, keep_unknown_fields, require_storable
from tracker.store.postgres.pipeline import Pipeline, Row, Sql
from tracker.store.postgres.reader import (
    EVENT,
    IN_ORDER,
    KEYS,
    OTHER,
    UNINDEXED,
    WHOLE,
    EventRow,
    PostgresReader,
    StoredCommitment,
    columns_of,
    event_rows,
    json_of,
    links_of,
    split_history,
)
from tracker.store.postgres.schema import INDEX_COLUMNS, VERSION
from tracker.store.tinydb.file import text_of
from tracker.store.tinydb.store import TinyReader
from tracker.store.tinydb.table import META_ID

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
CHANGE: Final = frozenset({"changed_at", "changed_by"})  # of a file; here it has a row of its own
TICK: Final = timedelta(microseconds=1)
CHUNK: Final = 5000  # commitments that are written at once
FEW: Final = 100  # rows for which to ask whether they may be sent takes longer than to send them
_SET_OUTLINE: Final = ", ".join(f"{column} = %s" for column in INDEX_COLUMNS.values())


class PostgresWriter(PostgresReader):
    """The register in a transaction, which sees of it no more than it needs, for others may change the rest."""

    known_first = ()

    def __init__(self, location: str, transaction: Pipeline, *between: Sql, about: str = "") -> None:
        self._added: dict[str, tuple[Commitment, Document]] = {}
        super().__init__(location, transaction, *between, about=about)
        self.id: Final[UUID] = uuid4()
        self.is_changed, self._is_signed, self._is_discarded = False, False, False
        self._signature: tuple[datetime | None, str] = (None, "")
        self._next_place = (self._clock - EPOCH) // TICK

    @property
    def clock(self) -> datetime:
        """What time it is on the server."""
        return self._clock

    @property
    def user(self) -> str:
        """Who we are to the server."""
        return self._transaction.session.info.user

    @property
    def last_own(self) -> datetime | None:
        """When we made the last change before this one; None if we never did."""
        [(last,)] = self._rows("SELECT max(recorded_at) FROM changes WHERE recorded_by = %s", self.user)
        return last  # type: ignore[no-any-return] # a time, or none

    def stamp(self, now: datetime, user: str) -> datetime:
        """The `recorded_at` of this change: `now`, or just after the last change if the clock is behind it.

        No other change has the same: whoever comes with it is Contended.
        """
        require_storable("the user's name", {"changed_by": user})
        stamp = self._meta.next_stamp(now, self._place)
        self._signature = stamp, user
        self._meta = msgspec.structs.replace(self._meta, changed_at=stamp)
        return stamp

    def add(self, commitment: Commitment) -> None:
        """Put a commitment at the end; RefTaken if its reference is in use."""
        if commitment.ref in self._added:
            raise RefTaken(commitment.ref)
        self._added[commitment.ref] = (commitment, require_storable(commitment.ref, encode(commitment)))
        self._seen.pop(commitment.ref, None)

    def replace(self, old: Commitment, new: Commitment) -> None:
        """Put `new` where `old` is; Changed if something else is there by now, UnknownRef if nothing is."""
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
            if self._is_keeper:
                self._put_row(new.ref, document, index_row(new, self._meta.zone))
                self._write_needs(links_of(new) - links_of(old))
            else:  # before its events, which are let in for what is marked in the same transaction only
                self._write("UPDATE commitments SET unindexed_at = now() WHERE ref = %s", new.ref)
            self._put_history(new.ref, stored.history, event_rows(new, history))
            self._seen[new.ref] = StoredCommitment(new.ref, stored.place, document, history)

    def put_zone(self, zone: str) -> None:
        """Let the days of the register end in another zone."""
        if zone == self._meta.zone:
            return
        self._meta = msgspec.structs.replace(self._meta, zone=zone)
        self._tell_also({"zone": zone})
        self.index_again()

    def put_id(self, id: UUID) -> None:
        """Take over the id of the register that this one is a copy of; do nothing where only its keeper may do that."""
        if id == self._meta.id:
            return
        if self._is_keeper:
            self._meta = msgspec.structs.replace(self._meta, id=id)
            self._tell_also({"id": str(id)})

    def put_party(self, party: Party) -> None:
        """Add a party, or replace the one of the same code."""
        self._put_thing("parties", party.code, party, self.parties().get(party.code))

    def add_rates(self, rates: Rates) -> None:
        """Record a day's rates after all that there are."""
        self._put_thing("rates", rates.id, rates, None)

    def put_view(self, view: View) -> None:
        """Save a view, or replace the one of the same name."""
        self._put_thing("views", view.name, view, self.views().get(view.name))

    def remove_view(self, name: str) -> None:
        """Remove a view, if it is there."""
        if name in self.views():
            self._write("DELETE FROM things WHERE kind = 'views' AND name = %s", name)
            self._known.clear()

    def discard(self) -> None:
        """Roll the transaction back when its block ends, as for a dry run."""
        self._is_discarded = True

    def replace_all(self, tables: dict[str, Any]) -> None:
        """Put the tables of a register file, of which all can be read, in the place of everything."""
        self._write("DELETE FROM changes")
        self.rewrite(tables)
        signed = msgspec.json.decode(tables["meta"][META_ID], type=Signed)
        self._signature = signed.changed_at, signed.changed_by
        self.keep_id()

    def rewrite(self, tables: dict[str, Any]) -> None:
        """Put the tables of a register file in the place of all but the changes."""
        for table in ("needs", "events", "commitments", "things"):
            self._write(f"DELETE FROM {table}")
        self._seen.clear()
        self._known.clear()
        told = msgspec.json.decode(tables["meta"][META_ID])
        self._meta = msgspec.convert(told, Meta)
        self._tell({field: value for field, value in told.items() if field not in CHANGE})
        documents = tables.get("commitments", {}).values()
        self.insert((decode(raw, Commitment), msgspec.json.decode(raw)) for raw in documents)
        for kind, key in KEYS.items():
            for raw in tables.get(kind, {}).values():
                self._insert_thing(kind, msgspec.json.decode(raw)[key], raw)
        for name in tables.keys() - {"meta", "commitments", *KEYS}:
            self._insert_thing(OTHER, name, Raw(msgspec.json.encode(tables[name])))

    def index_again(self) -> None:
        """Write the index columns of every commitment from its document."""
        for commitment in self.commitments():
            self._index(commitment)

    def index_some(self, most: int) -> int:
        """Write the index columns of at most so many unindexed commitments from their documents; how many it were."""
        if not self._is_keeper:
            why, remedy = "only its keeper writes the index", "let the keeper run `tracker reindex`"
            raise ServerRefused(self._place, why, remedy)
        rows = self._rows(f"{WHOLE}{UNINDEXED.text}{IN_ORDER} LIMIT %s", most)
        for row in rows:
            self._index(self._commitment(StoredCommitment(*row)))
        return len(rows)

    def _index(self, commitment: Commitment) -> None:
        columns = columns_of(index_row(commitment, self._meta.zone))
        self._write(
            f"UPDATE commitments SET {_SET_OUTLINE}, unindexed_at = NULL WHERE ref = %s", *columns, commitment.ref
        )
        self._write_needs(links_of(commitment))

    def keep_id(self) -> None:
        """Write down the id of a register that an earlier tracker made without one, if it has a commitment."""
        if not self._meta.id and (id := self.register_id()):
            self.put_id(id)

    def put_version(self, version: int) -> None:
        """Say which version the tables have."""
        self.stored_version = version
        self._write("UPDATE meta SET version = %s", version)

    def flush(self) -> bool:
        """Send all changes and sign them; False if there is nothing to commit: only a stamp, or all discarded."""
        if self._is_discarded:
            self._transaction.abandon()
            return False
        self._write_added()
        if self.is_changed and not self._is_signed:
            self._is_signed = True
            columns = "recorded_at, recorded_by, id"
            self._later(f"INSERT INTO changes ({columns}) VALUES (%s, %s, %s)", *self._signature, self.id)
        return self.is_changed

    def _tell(self, told: dict[str, Any]) -> None:
        """Let the register say this of itself."""
        self._write("UPDATE meta SET document = %s", json_of(told))

    def _tell_also(self, told: dict[str, Any]) -> None:
        """Change these fields of the meta document, and keep the others."""
        [(document,)] = self._rows("SELECT document FROM meta")
        self._tell(msgspec.json.decode(document) | told)

    def _answers(self, *questions: Sql) -> list[list[Row]]:
        self._write_added()
        return super()._answers(*questions)

    def _whole(self) -> Iterator[StoredCommitment]:
        """What is seen so is not asked for again, one by one, by who changes many."""
        for stored in super()._whole():
            self._seen[stored.ref] = stored
            yield stored

    def _write(self, statement: str, *values: Any) -> None:  # noqa: ANN401 - as in the reader
        self.is_changed = True
        self._later(statement, *values)

    def _later(self, statement: str, *values: Any) -> None:  # noqa: ANN401 - as above
        self._transaction.execute(Sql(statement, values))

    def _put_history(self, ref: str, before: list[str], rows: list[EventRow]) -> None:
        """Write what of a history is another than before; where nothing was rewritten, it only grows."""
        pairs = enumerate(zip(before, rows, strict=False))
        alike = next((number for number, (old, row) in pairs if not _is_same(old, row.document)), len(before))
        if alike < len(before):
            self._write("DELETE FROM events WHERE ref = %s AND place >= %s", ref, alike)
        self._fill("events", EVENT, rows[alike:])

    def _put_row(self, ref: str, document: str, found: IndexRow) -> None:
        """Write what of a commitment is not its history."""
        statement = f"UPDATE commitments SET unindexed_at = NULL, document = %s, {_SET_OUTLINE} WHERE ref = %s"
        self._write(statement, document, *columns_of(found), ref)

    def _write_added(self) -> None:
        """Put what was added into the tables, all of it at once."""
        added, self._added = self._added, {}
        if not added:
            return
        taken = self._rows("SELECT ref FROM commitments WHERE ref = ANY(%s)", list(added))
        if taken:
            raise RefTaken(taken[0][0])
        self.insert(added.values())

    def insert(self, commitments: Iterable[tuple[Commitment, Document]]) -> None:
        """Put commitments with their documents at the end; their refs are new."""
        waiting = iter(commitments)
        while chunk := list(islice(waiting, CHUNK)):
            self._insert_chunk(chunk)

    def _insert_chunk(self, commitments: list[tuple[Commitment, Document]]) -> None:
        links: set[tuple[str, str]] = set()
        rows: list[tuple[Any, ...]] = []
        events: list[EventRow] = []
        indexed = {"unindexed_at": None} if self._is_keeper else {}  # else now, by default
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
        if self._is_keeper:
            self._write_needs(links)

    def _fill(self, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Put rows into a table: few wait with all that does, many are sent as a whole, where row security permits."""
        self.is_changed = True
        if len(rows) <= FEW or not self._is_keeper:
            values = ", ".join("%s" for _ in columns.split(", "))
            for row in rows:
                self._later(f"INSERT INTO {table} ({columns}) VALUES ({values})", *row)
            return
        self._transaction.query()
        with self._transaction.session.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _write_needs(self, links: set[tuple[str, str]]) -> None:
        """Keep whose state takes what others into account."""
        if links:
            pairs = "unnest(%s::text[], %s::text[])"
            statement = f"INSERT INTO needs (ref, needed) SELECT * FROM {pairs} ON CONFLICT DO NOTHING"
            self._later(statement, *map(list, zip(*sorted(links), strict=True)))

    def _put_thing(self, kind: str, name: str, new: Struct, old: Struct | None) -> None:
        """Add a thing, or replace the one of that name, keeping what later trackers stored with it."""
        if new == old:
            return
        document, before = encode(new), None
        if old:
            [(stored,)] = self._rows("SELECT document FROM things WHERE kind = %s AND name = %s", kind, name)
            before = msgspec.json.decode(stored)
            document = keep_unknown_fields(before, encode(old), document)
        self._insert_thing(kind, name, Raw(msgspec.json.encode(require_storable(name, document, before))))

    def _insert_thing(self, kind: str, name: str, document: Raw) -> None:
        self._next_place += 1
        self._known.clear()
        self._write(
            "INSERT INTO things (kind, name, place, document) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (kind, name) DO UPDATE SET document = excluded.document",
            *(kind, name, self._next_place, bytes(document).decode()),
        )


def _is_same(one: str, other: str) -> bool:
    """Whether two documents say the same; who writes them by SQL may space them differently."""
    return one == other or msgspec.json.decode(one) == msgspec.json.decode(other)


LABEL: Final = "schema-{}"


def is_earlier(register: PostgresReader) -> bool:
    """Whether an earlier tracker made its tables, or wrote its documents."""
    return register.stored_version < VERSION or register.meta.schema < SCHEMA


def upgrade(location: str, writer: PostgresWriter) -> tuple[str, bytes] | None:
    """Write documents and outlines as we do, in tables that have all that ours have; no change by itself.

    What to put aside before that is kept, and under which label: where documents were rewritten, the register file
    of what was there.
    """
    writer.refresh()  # others may have been faster
    aside = None
    if (schema := writer.meta.schema) < SCHEMA:
        aside = LABEL.format(schema), text_of(location, writer.tables())
        former = TinyReader(location, aside[1])
        former.require_whole()
        writer.rewrite(former.tables)
    elif writer.stored_version < VERSION:
        writer.index_again()
    writer.keep_id()
    writer.put_version(VERSION)
    writer.is_changed = False
    return aside
