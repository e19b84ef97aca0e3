"""A snapshot of the register on a server; a value is decoded when it is asked for."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any, ClassVar, Final, NamedTuple

import msgspec
from msgspec import Raw
from psycopg import ProgrammingError

from tracker.errors import CorruptRegister, NewerSchema, NoRegister, UnknownRef
from tracker.model.codec import BadDocument, decode
from tracker.model.commitment import Commitment
from tracker.model.migrations import SCHEMA, Document
from tracker.model.renaming import Renaming
from tracker.model.text_limits import is_storable
from tracker.query.filter import Filter, FilterResult
from tracker.store.index import IndexRow, dependencies
from tracker.store.meta import Meta, Stats
from tracker.store.postgres.connection import BEGIN_READ_ONLY, Pipeline, Row
from tracker.store.postgres.schema import TABLES, VERSION, WITH_COPIES
from tracker.store.sql import Sql, concat, join
from tracker.store.tinydb.file import json_error
from tracker.store.tinydb.table import KINDS, META_ID, Kind, T, Value
from tracker.store.where import INDEX_COLUMNS, POSTGRESQL, UNCOUNTED, choose

MAX_USER: Final = 64  # characters, more than a database user has; longer ones of a file do not fit into the index


class EventRow(NamedTuple):
    """A row of the table of events: the document, and the columns that history queries use."""

    ref: str
    place: int
    document: str
    recorded_at: datetime
    recorded_by: str


EVENT: Final = ", ".join(EventRow._fields)
# One commitment is fetched by two queries, which the server plans faster than one with a subquery.
ONE: Final = "SELECT place, document FROM commitments WHERE ref = %s"
HISTORY: Final = "SELECT place, document FROM events WHERE ref = %s"


class StoredCommitment(NamedTuple):
    """A commitment as it is stored: the document without its history, and the documents of the events in order."""

    ref: str
    place: int
    document: str
    history: list[str]

    @property
    def whole(self) -> str:
        """The document with its history, as in a file.

        >>> StoredCommitment("a", 1, '{"ref":"a"}', ['{"id":1}', '{"id":2}']).whole
        '{"ref":"a","history":[{"id":1},{"id":2}]}'
        """
        return f'{self.document[:-1]},"history":[{",".join(self.history)}]}}'

    @property
    def fault(self) -> str:
        """Why these documents are not valid, and which of them; empty if they are.

        >>> StoredCommitment("a", 1, '{"ref":"a"}', ['{"id":1}],"history":[{"id":2}']).fault
        ', history[0]: it is not one JSON object'
        """
        labels = ("", *(f", history[{index}]" for index in range(len(self.history))))
        for label, document in zip(labels, (self.document, *self.history), strict=True):
            if why := fault_of(document):
                return f"{label}: {why}"
        own = msgspec.json.decode(self.document)
        if own.get("ref") != self.ref or "history" in own:
            return ": its document has another ref, or a history"
        return ""


class FetchedRow(NamedTuple):
    """A commitment as it is fetched with others; `kind` is the group in which it is counted, None if in none."""

    ref: str
    place: int
    document: str
    history: list[str]
    is_unindexed: bool
    kind: str | None

    @property
    def stored(self) -> StoredCommitment:
        """The commitment alone."""
        return StoredCommitment(self.ref, self.place, self.document, self.history)


def queries_for(ref: str) -> list[Sql]:
    """The queries for one commitment; none for a ref that no register can have."""
    return [Sql(ONE, (ref,)), Sql(HISTORY, (ref,))] if ref and is_storable(ref) else []


def found_in(ref: str, results: list[list[Row]]) -> StoredCommitment | None:
    """The commitment in the results of these queries."""
    found, events = results or ([], [])
    history = [document for _, document in sorted(events)]
    return next((StoredCommitment(ref, place, document, history) for place, document in found), None)


def columns_of(row: IndexRow) -> tuple[Any, ...]:
    """The values of an index row, in the order of INDEX_COLUMNS; a server takes a list for an array."""
    values = (getattr(row, field) for field in INDEX_COLUMNS)
    return tuple(list(value) if isinstance(value, tuple) else value for value in values)


def event_rows(commitment: Commitment, history: list[str]) -> list[EventRow]:
    """The rows for the events of a commitment, from their documents."""
    return [
        EventRow(commitment.ref, place, document, event.recorded_at, event.recorded_by.replace("\0", "")[:MAX_USER])
        for place, (event, document) in enumerate(zip(commitment.history, history, strict=True))
    ]


def split_history(document: Document) -> tuple[str, list[str]]:
    """The document without its history, and the documents of the events."""
    without = {field: value for field, value in document.items() if field != "history"}
    return json_of(without), [json_of(event) for event in document.get("history", ())]


def fault_of(document: str) -> str:
    """Why a document is not one JSON object without duplicate keys, as somebody may have written by SQL; else empty.

    A document that this tracker wrote is equal to its own encoding; only others need the slow parser.
    """
    try:
        value = msgspec.json.decode(document)
    except (msgspec.DecodeError, RecursionError):
        value = None
    if not (isinstance(value, dict) and document.startswith("{") and document.endswith("}")):
        return "it is not one JSON object"
    return "" if json_of(value) == document else json_error(document.encode())


def json_of(value: Any) -> str:  # noqa: ANN401 - any document
    """The JSON text of a document."""
    return msgspec.json.encode(value).decode()


# The time on the server, whether row security applies to the user (not to the owner), and the last change.
LAST_CHANGE: Final = Sql(
    "SELECT CURRENT_TIMESTAMP, row_security_active('changes'), last.recorded_at, coalesce(last.recorded_by, '')"
    " FROM (SELECT 1) one LEFT JOIN (SELECT recorded_at, recorded_by FROM changes"
    " WHERE recorded_at IS NOT NULL ORDER BY recorded_at DESC LIMIT 1) last ON true"
)
META: Final = Sql("SELECT version, document FROM meta")
COLUMNS: Final = (
    "SELECT c.ref, c.place, c.document, ARRAY(SELECT e.document FROM events e WHERE e.ref = c.ref ORDER BY e.place)"
)
FROM: Final = " FROM commitments c"
WHOLE: Final = COLUMNS + FROM
IN_ORDER: Final = " ORDER BY c.place, c.ref"
LAST: Final = b"\xff"  # greater than any byte of UTF-8 text
UNINDEXED: Final = Sql(" WHERE c.unindexed_at IS NOT NULL")
RENAMED: Final = "renamed"  # the kind of the rows about renamed commitments, which index what their events say
PREFETCHED: Final = ("parties", "views", "categories", RENAMED)  # every reader needs them
NAMED: Final = "SELECT name, document FROM things WHERE kind = %s ORDER BY place, name"
DEPENDENCIES: Final = "SELECT DISTINCT n.needed FROM needs n WHERE n.ref = ANY(%s)"
OTHER: Final = "table"  # a table of a later tracker, kept as one document


class PostgresReader:
    """A snapshot of a register on a server, in one transaction.

    It prefetches parties, views and the requested commitment together with the metadata, in one round trip.
    """

    prefetched: ClassVar[tuple[str, ...]] = PREFETCHED

    def __init__(self, location: str, transaction: Pipeline, *between: Sql, about: str = "") -> None:
        """`about` is the ref to prefetch; `between` are statements to send after the query for the last change."""
        self._location, self._transaction = location, transaction
        self._cached: dict[str, list[Row]] = {}
        self._seen: dict[str, StoredCommitment | None] = {}
        self._latest: tuple[StoredCommitment, Commitment] | None = None
        self._load(between, about)

    def refresh(self) -> None:
        """Drop what was read in an earlier transaction, and load the metadata again."""
        self._cached.clear()
        self._seen.clear()
        self._load((), "")

    def _load(self, between: tuple[Sql, ...], about: str) -> None:
        """Load the metadata, and prefetch what is needed first."""
        named, of_about = [Sql(NAMED, (kind,)) for kind in self.prefetched], queries_for(about)
        try:
            last, *results = self._query(LAST_CHANGE, *between, META, *named, *of_about)
        except ProgrammingError:  # a later tracker may have other tables
            self._transaction.rollback()
            self._transaction.begin(BEGIN_READ_ONLY)
            self._read_meta(self._query(META)[0])
            raise
        rows, *results = results[len(between) :]
        self.stored_version, meta = self._read_meta(rows)
        [(clock, is_bound, changed_at, changed_by)] = last
        self._clock: datetime = clock.astimezone(UTC)
        self._is_owner = not is_bound
        changed_at = changed_at.astimezone(UTC) if changed_at else None
        self._meta = msgspec.structs.replace(meta, changed_at=changed_at, changed_by=changed_by)
        self._cached |= zip(self.prefetched, results, strict=False)
        if of_about:
            self._seen[about] = found_in(about, results[len(named) :])

    @property
    def meta(self) -> Meta:
        """The metadata of the register."""
        return self._meta

    def commitments(self) -> Iterator[Commitment]:
        """Every commitment, in the order they were added."""
        return map(self._commitment, self._whole())

    def find(self, wanted: Filter) -> FilterResult:
        """The commitments whose index rows match the filter, with all that their state depends on.

        With a limit only so many are fetched, and the others are counted. Unindexed ones are always fetched, because
        their index columns are out of date.
        """
        if not (wanted.clauses or wanted.limit) or self.stored_version < VERSION:
            return FilterResult(self.commitments())
        choice = choose(wanted, POSTGRESQL)
        found = [_selecting(UNINDEXED), *(_selecting(each, choice.kind) for each in choice.found)]
        # In one statement, because a server with idle processors runs its parts in parallel.
        counting = [join(" UNION ALL ", choice.counts)] if choice.counts else []
        results = self._query(*found, *counting)
        rows = self._with_dependencies(chain(*results[: len(found)]), choice.kind)
        counts: Counter[str] = Counter(dict(pair for result in results[len(found) :] for pair in result))
        counted = counts - Counter(row.kind for row in rows if row.kind)
        return FilterResult([self._commitment(row.stored) for row in rows], counted)

    def with_related(self, ref: str) -> Iterable[Commitment]:
        """The commitment with this ref, if there is one, with all that its state depends on."""
        if self.stored_version < VERSION:
            return self.commitments()
        found = self._find(ref)
        rows = self._with_dependencies([(*found, True, None)], UNCOUNTED, _selecting(UNINDEXED)) if found else []
        return [self._commitment(row.stored) for row in rows]

    def with_events(self, *, last: int | None = None, by: str = "", at: datetime | None = None) -> Iterator[Commitment]:
        """The commitments with an event by this user and at this time, in the order they were added."""
        given = {"e.recorded_by = %s": by, "e.recorded_at = %s": at}
        conditions = {condition: value for condition, value in given.items() if value}
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        order = " ORDER BY e.recorded_at DESC, convert_to(e.ref, 'UTF8') DESC LIMIT %s"
        limit = None if last is None else min(last, sys.maxsize)
        found = self._rows(f"SELECT e.ref FROM events e{where}{order}", *conditions.values(), limit)
        refs = list({ref for (ref,) in found})
        rows = self._rows(f"{WHOLE} WHERE c.ref = ANY(%s){IN_ORDER}", refs)
        return (self._commitment(StoredCommitment(*row)) for row in rows)

    def events(self) -> int:
        """The number of all events."""
        [(events,)] = self._rows("SELECT count(*) FROM events")
        return int(events)

    def get(self, ref: str) -> Commitment:
        """The commitment with exactly this ref; UnknownRef if there is none."""
        return self._commitment(self._stored(ref))

    def has(self, ref: str) -> bool:
        """True if there is a commitment with exactly this ref."""
        return self._find(ref) is not None

    def refs(self, prefix: str = "") -> list[str]:
        """Every ref that starts with the prefix, in the order the commitments were added."""
        if not is_storable(prefix):
            return []
        condition = " WHERE c.key >= %s AND c.key < %s" if prefix else ""
        key = prefix.encode()
        values = [key, key + LAST] if prefix else []
        return [ref for (ref,) in self._rows(f"SELECT c.ref FROM commitments c{condition}{IN_ORDER}", *values)]

    def renamed(self) -> list[Renaming]:
        """Every commitment that was renamed, as the owner indexed it."""
        return [self._decoded(document, Renaming, f"{RENAMED} {name}") for name, document in self._named(RENAMED)]

    def values(self, kind: type[Value]) -> dict[str, Value]:
        """The parties by code, the rates by id or the views by name, in the order they were added."""
        return {name: self._value(KINDS[kind], name, document) for name, document in self._named(KINDS[kind].table)}

    def stats(self) -> Stats:
        """The numbers of commitments, events and sources, and the size of all documents in bytes."""
        [(commitments,)] = self._rows("SELECT count(*) FROM commitments")
        tables = [name for name, columns in TABLES.items() if "document" in columns]
        lengths = " + ".join(f"(SELECT coalesce(sum(octet_length(document)), 0) FROM {name})" for name in tables)
        [(size,)] = self._rows(f"SELECT {lengths}")
        [(events, sources)] = self._rows(
            "SELECT count(*), count(DISTINCT coalesce(nullif(source ->> 'url', ''), source ->> 'publisher', ''))"
            " FILTER (WHERE jsonb_typeof(source) = 'object')"
            " FROM (SELECT document::jsonb -> 'source' AS source FROM events) e"
        )
        return Stats(commitments, events, sources, int(size))

    def copy_names(self) -> frozenset[str]:
        """The name of every saved copy of a source; earlier trackers saved none."""
        rows = self._rows("SELECT name FROM copies") if self.stored_version >= WITH_COPIES else []
        return frozenset(name for (name,) in rows)

    def read_copy(self, name: str) -> bytes | None:
        """The bytes of a saved copy, which may have been changed by SQL; None if there is none."""
        if name not in self.copy_names():
            return None
        [(content,)] = self._rows("SELECT content FROM copies WHERE name = %s", name)
        return bytes(content)

    def tables(self) -> dict[str, Any]:
        """The whole register as the tables of a register file, whose documents are still JSON."""
        [(document,)] = self._rows("SELECT document FROM meta")
        meta = msgspec.json.decode(document)
        if self._meta.changed_at:
            meta |= {"changed_at": self._meta.changed_at, "changed_by": self._meta.changed_by}
        return {
            "meta": {META_ID: meta},
            "commitments": _numbered(stored.whole for stored in self._whole()),
            **{kind.table: _numbered(document for _, document in self._named(kind.table)) for kind in KINDS.values()},
            **{name: Raw(document.encode()) for name, document in self._named(OTHER)},
        }

    def _read_meta(self, rows: list[Row]) -> tuple[int, Meta]:
        """The version of the tables, and the metadata; NewerSchema if this tracker does not know one of them."""
        if not rows:
            raise NoRegister(self._location)
        [(version, document)] = rows
        meta = self._decoded(document, Meta, "meta")
        for stored, known in ((version, VERSION), (meta.schema, SCHEMA)):
            if stored > known:
                raise NewerSchema(self._location, stored, known)
        return version, meta

    def _with_dependencies(self, found: Iterable[Row], kind: Sql, *fetching: Sql) -> list[FetchedRow]:
        """The commitments that are found, with all that their state depends on, in the order they were added.

        They depend on their triggers and on everything under them: by the table of dependencies, and for unindexed
        commitments also by their documents. `fetching` are more queries for commitments.
        """
        rows = {row[0]: FetchedRow(*row) for row in found}
        pending, done = {*rows, *self._awaited(rows.values())}, set[str]()
        queries = [*fetching, *_missing(pending - rows.keys(), kind)]
        while pending:
            refs, *results = self._query(Sql(DEPENDENCIES, (list(pending),)), *queries)
            done |= pending
            new = {row[0]: FetchedRow(*row) for row in chain(*results) if row[0] not in rows}
            rows |= new
            pending = {*new, *self._awaited(new.values()), *(ref for (ref,) in refs)} - done
            queries = _missing(pending - rows.keys(), kind)
        return sorted(rows.values(), key=lambda row: (row.place, row.ref))

    def _awaited(self, rows: Iterable[FetchedRow]) -> set[str]:
        """The refs of the commitments that unindexed rows await."""
        return {ref for row in rows if row.is_unindexed for ref in dependencies(self._commitment(row.stored)).awaited}

    def _rows(self, statement: str, *values: Any) -> list[Row]:  # noqa: ANN401 - whatever the table holds
        [rows] = self._query(Sql(statement, values))
        return rows

    def _query(self, *queries: Sql) -> list[list[Row]]:
        return self._transaction.query(*queries)

    def _whole(self) -> Iterator[StoredCommitment]:
        """Every commitment as it is stored, in the order they were added."""
        return (StoredCommitment(*row) for row in self._rows(WHOLE + IN_ORDER))

    def _find(self, ref: str) -> StoredCommitment | None:
        """A commitment as it is stored, cached for this transaction."""
        if ref not in self._seen:
            self._seen[ref] = found_in(ref, self._query(*queries_for(ref)))
        return self._seen[ref]

    def _stored(self, ref: str) -> StoredCommitment:
        if found := self._find(ref):
            return found
        raise UnknownRef(ref, self.refs())

    def _commitment(self, stored: StoredCommitment) -> Commitment:
        """A stored commitment, decoded; the last one is cached, for a change that reads and then replaces it."""
        if self._latest is None or self._latest[0] is not stored:
            if why := stored.fault:
                raise CorruptRegister(self._location, f"commitment {stored.ref}{why}")
            self._latest = stored, self._decoded(stored.whole, Commitment, f"commitment {stored.ref}")
        return self._latest[1]

    def _value(self, kind: Kind[T], name: str, document: str) -> T:
        if why := fault_of(document):
            raise CorruptRegister(self._location, f"{kind.table} {name}: {why}")
        value = self._decoded(document, kind.type, f"{kind.table} {name}")
        if getattr(value, kind.key) != name:
            raise CorruptRegister(self._location, f"{kind.table} {name}: its document has another {kind.key}")
        return value

    def _named(self, kind: str) -> list[tuple[Any, ...]]:
        """The names and documents of the rows of a kind, in the order they were added."""
        if kind not in self._cached:
            kinds = PREFETCHED if kind in PREFETCHED else (kind,)
            self._cached |= zip(kinds, self._query(*(Sql(NAMED, (each,)) for each in kinds)), strict=True)
        return self._cached[kind]

    def _decoded(self, document: str, kind: type[T], what: str) -> T:
        try:
            return decode(Raw(document.encode()), kind)
        except BadDocument as bad:
            raise CorruptRegister(self._location, f"{what}{bad.place}: {bad.why}") from None


def _selecting(found: Sql, kind: Sql = UNCOUNTED) -> Sql:
    """The query that fetches commitments, with the columns of FetchedRow; `found` is its WHERE clause."""
    return concat(COLUMNS, ", c.unindexed_at IS NOT NULL, ", kind, FROM, found)


def _missing(refs: set[str], kind: Sql) -> list[Sql]:
    return [_selecting(Sql(" WHERE c.ref = ANY(%s)", (list(refs),)), kind)] if refs else []


def _numbered(documents: Iterable[str]) -> dict[str, Raw]:
    return {str(number): Raw(document.encode()) for number, document in enumerate(documents, 1)}
