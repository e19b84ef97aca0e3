"""The register on a server as a reader sees it: one moment of it, a value decoded when it is asked for."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any, ClassVar, Final, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from msgspec import Raw, Struct
from psycopg import ProgrammingError

from tracker.errors import CorruptRegister, NewerSchema, NoRegister, UnknownRef
from tracker.model.codec import SCHEMA, BadDocument, Document, decode
from tracker.model.commitment import Commitment
from tracker.model.register import Party, Rates, View, id_of_earlier
from tracker.model.text_limits import is_storable
from tracker.query.filter import Filter, FilterResult
from tracker.store.index import IndexRow, dependencies
from tracker.store.meta import Meta, Stats
from tracker.store.postgres.pipeline import BEGIN_READ_ONLY, Pipeline, Row, Sql
from tracker.store.postgres.schema import INDEX_COLUMNS, VERSION
from tracker.store.postgres.where import UNCOUNTED, choose, concat
from tracker.store.tinydb.file import json_error
from tracker.store.tinydb.table import META_ID

LONGEST_USER: Final = 64  # characters, more than any user of a server has; an index does not take all that a file may


class EventRow(NamedTuple):
    """An event as it is stored: its document, and beside it what the last are looked for by."""

    ref: str
    place: int
    document: str
    recorded_at: datetime
    recorded_by: str


EVENT: Final = ", ".join(EventRow._fields)
# One commitment and its history, apart, which takes the server less time to plan than the columns of many.
ONE: Final = "SELECT place, document FROM commitments WHERE ref = %s"
HISTORY: Final = "SELECT place, document FROM events WHERE ref = %s"


class StoredCommitment(NamedTuple):
    """A commitment as it is stored: the document without its history, and the documents of that in their order."""

    ref: str
    place: int
    document: str
    history: list[str]

    @property
    def whole(self) -> str:
        """The document as a file has it.

        >>> Stored("a", 1, '{"ref":"a"}', ['{"id":1}', '{"id":2}']).whole
        '{"ref":"a","history":[{"id":1},{"id":2}]}'
        """
        return f'{self.document[:-1]},"history":[{",".join(self.history)}]}}'

    @property
    def fault(self) -> str:
        """Why these documents cannot be put together, with where; nothing if they can.

        >>> Stored("a", 1, '{"ref":"a"}', ['{"id":1}],"history":[{"id":2}']).fault
        ', history[0]: it is not one JSON object'
        """
        places = ("", *(f", history[{place}]" for place in range(len(self.history))))
        for place, document in zip(places, (self.document, *self.history), strict=True):
            if why := fault_of(document):
                return f"{place}: {why}"
        own = msgspec.json.decode(self.document)
        if own.get("ref") != self.ref or "history" in own:
            return ": its document has another ref, or a history"
        return ""


class FetchedRow(NamedTuple):
    """A commitment as it is fetched with others: `kind` is what it is counted as, None for nothing."""

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


def finding(ref: str) -> list[Sql]:
    """The questions for one commitment; none for a ref that no register can have."""
    return [Sql(ONE, (ref,)), Sql(HISTORY, (ref,))] if ref and is_storable(ref) else []


def found_in(ref: str, answers: list[list[Row]]) -> StoredCommitment | None:
    """The commitment that they are answered with."""
    found, events = answers or ([], [])
    history = [document for _, document in sorted(events)]
    return next((StoredCommitment(ref, place, document, history) for place, document in found), None)


def columns_of(found: IndexRow) -> tuple[Any, ...]:
    """The values of an index row, in the order of INDEX_COLUMNS; a server takes a list for an array."""
    values = (getattr(found, field) for field in INDEX_COLUMNS)
    return tuple(list(value) if isinstance(value, tuple) else value for value in values)


def event_rows(commitment: Commitment, history: list[str]) -> list[EventRow]:
    """The rows of a history, of which these are the documents."""
    return [
        EventRow(commitment.ref, place, document, event.recorded_at, event.recorded_by.replace("\0", "")[:LONGEST_USER])
        for place, (event, document) in enumerate(zip(commitment.history, history, strict=True))
    ]


def links_of(commitment: Commitment) -> set[tuple[str, str]]:
    """What it waits for, and what it is a part of, as whose state takes what into account."""
    ref, (awaited, umbrellas) = commitment.ref, dependencies(commitment)
    return {(ref, other) for other in awaited} | {(umbrella, ref) for umbrella in umbrellas}


def split_history(document: Document) -> tuple[str, list[str]]:
    """What of a document is stored as one, and the documents of its history."""
    rest = {field: value for field, value in document.items() if field != "history"}
    return json_of(rest), [json_of(event) for event in document.get("history", ())]


def fault_of(document: str) -> str:
    """Why a document that somebody wrote by SQL is not one JSON object with each key once; nothing if it is.

    Documents that we wrote read back to the same text; only others are parsed with all of their keys.
    """
    try:
        value = msgspec.json.decode(document)
    except (msgspec.DecodeError, RecursionError):
        value = None
    if not (isinstance(value, dict) and document.startswith("{") and document.endswith("}")):
        return "it is not one JSON object"
    return "" if json_of(value) == document else json_error(document.encode())


def json_of(value: Any) -> str:  # noqa: ANN401 - any document
    """The text that a document is stored as."""
    return msgspec.json.encode(value).decode()


Value = TypeVar("Value", bound=Struct)
# With the last change, whether row security binds us, as it does not bind the keeper.
LAST_CHANGE: Final = Sql("SELECT CURRENT_TIMESTAMP, max(recorded_at), row_security_active('changes') FROM changes")
META: Final = Sql("SELECT version, document FROM meta")
COLUMNS: Final = (
    "SELECT c.ref, c.place, c.document, ARRAY(SELECT e.document FROM events e WHERE e.ref = c.ref ORDER BY e.place)"
)
FROM: Final = " FROM commitments c"
WHOLE: Final = COLUMNS + FROM
IN_ORDER: Final = " ORDER BY c.place, c.ref"
LAST: Final = b"\xff"  # in no text
UNINDEXED: Final = Sql(" WHERE c.unindexed_at IS NOT NULL")
# The kinds of things, each with the field that names one.
KEYS: Final = {"parties": "code", "rates": "id", "views": "name"}
TOGETHER: Final = ("parties", "views")  # who looks asks for both
NAMED: Final = "SELECT name, document FROM things WHERE kind = %s ORDER BY place, name"
NEEDED: Final = "SELECT DISTINCT n.needed FROM needs n WHERE n.ref = ANY(%s)"
OTHER: Final = "table"  # of a later tracker: kept whole, under its name


class PostgresReader:
    """A register on a server, as it is in one transaction.

    With what the register says of itself it is asked what is needed next: the parties and views, and the commitment
    that is going to be looked at.
    """

    known_first: ClassVar[tuple[str, ...]] = TOGETHER

    def __init__(self, location: str, transaction: Pipeline, *between: Sql, about: str = "") -> None:
        """`about`: the ref that is looked at first. `between`: what is said once the last change was asked for."""
        self._place, self._transaction = location, transaction
        self._known: dict[str, list[Row]] = {}
        self._seen: dict[str, StoredCommitment | None] = {}
        self._latest: tuple[StoredCommitment, Commitment] | None = None
        self._hear(between, about)

    def refresh(self) -> None:
        """See all of it anew, which may have changed since the transaction before."""
        self._known.clear()
        self._seen.clear()
        self._hear((), "")

    def _hear(self, between: tuple[Sql, ...], about: str) -> None:
        """Ask what the register says of itself, and what is needed first."""
        named, about_it = [Sql(NAMED, (kind,)) for kind in self.known_first], finding(about)
        try:
            last, *answers = self._answers(LAST_CHANGE, *between, META, *named, *about_it)
        except ProgrammingError:  # the tables of a later tracker may be others
            self._transaction.rollback()
            self._transaction.begin(BEGIN_READ_ONLY)
            self._understood(self._answers(META)[0])
            raise
        told, *answers = answers[len(between) :]
        self.stored_version, meta = self._understood(told)
        [(clock, changed_at, is_bound)] = last
        self._clock: datetime = clock.astimezone(UTC)
        self._is_keeper = not is_bound
        self._meta = msgspec.structs.replace(meta, changed_at=changed_at.astimezone(UTC) if changed_at else None)
        self._known |= zip(self.known_first, answers, strict=False)
        if about_it:
            self._seen[about] = found_in(about, answers[len(named) :])

    @property
    def meta(self) -> Meta:
        """What the register says of itself."""
        return self._meta

    def register_id(self) -> UUID | None:
        """The id of this register and no other; one made by an earlier tracker has none before its first commitment."""
        if self._meta.id:
            return self._meta.id
        rows = self._rows(f"{WHOLE}{IN_ORDER} LIMIT 1")
        return id_of_earlier(self._commitment(StoredCommitment(*rows[0])) if rows else None)

    def changed_by(self) -> str:
        """Who made the last change; nothing before the first."""
        rows = self._rows("SELECT recorded_by FROM changes WHERE recorded_at = %s", self._meta.changed_at)
        return rows[0][0] if rows else ""

    def commitments(self) -> Iterator[Commitment]:
        """Every commitment, in the order they were added."""
        return map(self._commitment, self._whole())

    def find(self, wanted: Filter) -> FilterResult:
        """The commitments that may be wanted by their outlines, with all that their state takes into account.

        Where only the first that are late are shown, no more are fetched, and the others are counted. Unindexed ones
        are always fetched: their index columns tell nothing.
        """
        if not (wanted.clauses or wanted.limit) or self.stored_version < VERSION:
            return FilterResult(self.commitments())
        choice = choose(wanted)
        found = [_selecting(UNINDEXED), *(_selecting(each, choice.kind) for each in choice.found)]
        answers = self._answers(*found, *choice.counts)
        rows = self._with_kin(chain(*answers[: len(found)]), choice.kind)
        counts: Counter[str] = Counter(dict(pair for answer in answers[len(found) :] for pair in answer))
        counted = counts - Counter(row.kind for row in rows if row.kind)
        return FilterResult([self._commitment(row.stored) for row in rows], counted)

    def with_related(self, ref: str) -> Iterable[Commitment]:
        """The commitment of this reference, if there is one, with all that its state takes into account."""
        if self.stored_version < VERSION:
            return self.commitments()
        found = self._find(ref)
        rows = self._with_kin([(*found, True, None)], UNCOUNTED, _selecting(UNINDEXED)) if found else []
        return [self._commitment(row.stored) for row in rows]

    def latest(self, events: int, by: str = "") -> Iterator[Commitment]:
        """The commitments of the last so many events, or of a user's last; of one change, those of the last refs."""
        own, user = (" WHERE e.recorded_by = %s", [by]) if by else ("", [])
        order = " ORDER BY e.recorded_at DESC, convert_to(e.ref, 'UTF8') DESC LIMIT %s"
        return self._each(f"SELECT e.ref FROM events e{own}{order}", *user, min(events, sys.maxsize))

    def changed_in(self, recorded_at: datetime) -> Iterator[Commitment]:
        """The commitments that were recorded on at this time."""
        return self._each("SELECT e.ref FROM events e WHERE e.recorded_at = %s", recorded_at)

    def events(self) -> int:
        """How many events there are."""
        [(events,)] = self._rows("SELECT count(*) FROM events")
        return int(events)

    def get(self, ref: str) -> Commitment:
        """The commitment of exactly this reference, else UnknownRef."""
        return self._commitment(self._stored(ref))

    def has(self, ref: str) -> bool:
        """Whether there is a commitment of exactly this reference."""
        return self._find(ref) is not None

    def refs(self, beginning: str = "") -> list[str]:
        """Every reference, or those that begin so, in the order the commitments were added."""
        if not is_storable(beginning):
            return []
        begun = " WHERE c.key >= %s AND c.key < %s" if beginning else ""
        key = beginning.encode()
        values = [key, key + LAST] if beginning else []
        return [ref for (ref,) in self._rows(f"SELECT c.ref FROM commitments c{begun}{IN_ORDER}", *values)]

    def parties(self) -> dict[str, Party]:
        """The parties that the register names itself, by code."""
        return self._things("parties", Party)

    def rates(self) -> tuple[Rates, ...]:
        """The rates of exchange, in the order they were recorded."""
        return tuple(self._things("rates", Rates).values())

    def views(self) -> dict[str, View]:
        """The saved views, by name."""
        return self._things("views", View)

    def stats(self) -> Stats:
        """What the commitments come to in numbers."""
        [(commitments,)] = self._rows("SELECT count(*) FROM commitments")
        [(events, sources)] = self._rows(
            "SELECT count(*), count(DISTINCT coalesce(nullif(source ->> 'url', ''), source ->> 'publisher', ''))"
            " FILTER (WHERE jsonb_typeof(source) = 'object')"
            " FROM (SELECT document::jsonb -> 'source' AS source FROM events) e"
        )
        return Stats(commitments, events, sources)

    def tables(self) -> dict[str, Any]:
        """All that is in it as the tables of a register file, whose documents are JSON that nobody has decoded."""
        [(document,)] = self._rows("SELECT document FROM meta")
        told = msgspec.json.decode(document)
        if self._meta.changed_at:
            told |= {"changed_at": self._meta.changed_at, "changed_by": self.changed_by()}
        return {
            "meta": {META_ID: told},
            "commitments": _numbered(stored.whole for stored in self._whole()),
            **{kind: _numbered(document for _, document in self._named(kind)) for kind in KEYS},
            **{name: Raw(document.encode()) for name, document in self._named(OTHER)},
        }

    def _understood(self, told: list[Row]) -> tuple[int, Meta]:
        """The version of the tables and what the register says of itself, if we know them."""
        if not told:
            raise NoRegister(self._place)
        [(version, document)] = told
        meta = self._decoded(document, Meta, "meta")
        for stored, known in ((version, VERSION), (meta.schema, SCHEMA)):
            if stored > known:
                raise NewerSchema(self._place, stored, known)
        return version, meta

    def _with_kin(self, found: Iterable[Row], kind: Sql, *fetching: Sql) -> list[FetchedRow]:
        """What is found and fetched, with what else its state takes into account, in the order they were added.

        That is what they await, and all that is under them. The table says it, and of unindexed ones their documents.
        """
        rows = {row[0]: FetchedRow(*row) for row in found}
        waiting, asked = {*rows, *self._awaited(rows.values())}, set[str]()
        questions = [*fetching, *_missing(waiting - rows.keys(), kind)]
        while waiting:
            needed, *answers = self._answers(Sql(NEEDED, (list(waiting),)), *questions)
            asked |= waiting
            new = {row[0]: FetchedRow(*row) for row in chain(*answers) if row[0] not in rows}
            rows |= new
            waiting = {*new, *self._awaited(new.values()), *(ref for (ref,) in needed)} - asked
            questions = _missing(waiting - rows.keys(), kind)
        return sorted(rows.values(), key=lambda row: (row.place, row.ref))

    def _awaited(self, rows: Iterable[FetchedRow]) -> set[str]:
        """The refs of the commitments that unindexed rows await."""
        return {ref for row in rows if row.is_unindexed for ref in dependencies(self._commitment(row.stored)).awaited}

    def _each(self, found: str, *values: Any) -> Iterator[Commitment]:  # noqa: ANN401 - as for _rows
        """The commitments of the refs that are found, in the order they were added."""
        refs = list({ref for (ref,) in self._rows(found, *values)})
        rows = self._rows(f"{WHOLE} WHERE c.ref = ANY(%s){IN_ORDER}", refs)
        return (self._commitment(StoredCommitment(*row)) for row in rows)

    def _rows(self, statement: str, *values: Any) -> list[Row]:  # noqa: ANN401 - whatever the table holds
        [rows] = self._answers(Sql(statement, values))
        return rows

    def _answers(self, *questions: Sql) -> list[list[Row]]:
        return self._transaction.query(*questions)

    def _whole(self) -> Iterator[StoredCommitment]:
        """All that is stored, in the order it was added."""
        return (StoredCommitment(*row) for row in self._rows(WHOLE + IN_ORDER))

    def _find(self, ref: str) -> StoredCommitment | None:
        """As it is in this transaction, in which nobody else changes it."""
        if ref not in self._seen:
            self._seen[ref] = found_in(ref, self._answers(*finding(ref)))
        return self._seen[ref]

    def _stored(self, ref: str) -> StoredCommitment:
        if found := self._find(ref):
            return found
        raise UnknownRef(ref, self.refs())

    def _commitment(self, stored: StoredCommitment) -> Commitment:
        """What is stored, decoded once for who looks at it and then puts another in its place."""
        if self._latest is None or self._latest[0] is not stored:
            if why := stored.fault:
                raise CorruptRegister(self._place, f"commitment {stored.ref}{why}")
            self._latest = stored, self._decoded(stored.whole, Commitment, f"commitment {stored.ref}")
        return self._latest[1]

    def _things(self, kind: str, type_: type[Value]) -> dict[str, Value]:
        return {name: self._thing(kind, name, document, type_) for name, document in self._named(kind)}

    def _thing(self, kind: str, name: str, document: str, type_: type[Value]) -> Value:
        if why := fault_of(document):
            raise CorruptRegister(self._place, f"{kind} {name}: {why}")
        value = self._decoded(document, type_, f"{kind} {name}")
        if getattr(value, KEYS[kind]) != name:
            raise CorruptRegister(self._place, f"{kind} {name}: its document has another {KEYS[kind]}")
        return value

    def _named(self, kind: str) -> list[tuple[Any, ...]]:
        """The documents of the things of a kind with their names, in the order they were added."""
        if kind not in self._known:
            kinds = TOGETHER if kind in TOGETHER else (kind,)
            self._known |= zip(kinds, self._answers(*(Sql(NAMED, (each,)) for each in kinds)), strict=True)
        return self._known[kind]

    def _decoded(self, document: str, kind: type[Value], what: str) -> Value:
        try:
            return decode(Raw(document.encode()), kind)
        except BadDocument as bad:
            raise CorruptRegister(self._place, f"{what}{bad.place}: {bad.why}") from None


def _selecting(found: Sql, kind: Sql = UNCOUNTED) -> Sql:
    """Commitments as they are fetched, in the order of `Fetched`."""
    return concat(COLUMNS, ", c.unindexed_at IS NOT NULL, ", kind, FROM, found)


def _missing(refs: set[str], kind: Sql) -> list[Sql]:
    return [_selecting(Sql(" WHERE c.ref = ANY(%s)", (list(refs),)), kind)] if refs else []


def _numbered(documents: Iterable[str]) -> dict[str, Raw]:
    return {str(number): Raw(document.encode()) for number, document in enumerate(documents, 1)}
