"""The tables of a register file: JSON documents by number, which are not decoded before a value is asked for."""

import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Raw, Struct

from tracker.errors import CorruptRegister, NewerSchema
from tracker.model.codec import BadDocument, decode, encode
from tracker.model.commitment import Commitment
from tracker.model.lazy import cached_property
from tracker.model.migrations import MIGRATIONS, SCHEMA, Document, Tables, migrate
from tracker.model.register import Category, Party, Rates, View
from tracker.store.meta import keep_unknown_fields, require_storable
from tracker.store.tinydb.json_offsets import Steps

T = TypeVar("T", bound=Struct)
Value = TypeVar("Value", Category, Party, Rates, View)


class Kind(Struct, Generic[T], frozen=True):
    """The kind of a table's values: the table, a noun for one value, the field that names it, and its type."""

    table: str
    noun: str
    key: str
    type: type[T]


META_ID: Final = "1"
COMMITMENTS: Final = Kind("commitments", "commitment", "ref", Commitment)
# The kinds of values beside the commitments, by type.
KINDS: Final[dict[type, Kind[Any]]] = {
    Party: Kind("parties", "party", "code", Party),
    Rates: Kind("rates", "rates", "id", Rates),
    View: Kind("views", "view", "name", View),
    Category: Kind("categories", "category", "code", Category),
}
TABLES: Final = ("meta", COMMITMENTS.table, *(kind.table for kind in KINDS.values()))
# The document ids that every version of TinyDB reads as a number and writes back unchanged.
_ID: Final = re.compile("0|[1-9][0-9]{0,17}")


def split_tables(path: str, text: bytes, *, is_trusted: bool) -> tuple[int, dict[str, Any]]:
    """The schema of a register, and its tables in the current schema: documents by number, each still JSON.

    CorruptRegister if it is not a register, NewerSchema if a later tracker wrote it. `is_trusted`: skip the validation.
    """
    tables = _split(text)
    schema = _schema(path, tables)
    documents = _documents(path, tables, is_trusted=is_trusted)
    if schema != SCHEMA:
        documents = _documents(path, _migrated(text, schema), is_trusted=is_trusted)
    return schema, documents


def _split(text: bytes) -> dict[str, Any]:
    """The tables as documents by number, each still JSON; if one is no such table, the JSON of each table."""
    try:
        return msgspec.json.decode(text, type=dict[str, dict[str, Raw]])
    except msgspec.ValidationError:  # allowed for the tables of other programs, not for ours
        return msgspec.json.decode(text, type=dict[str, Raw])


def _schema(path: str, tables: dict[str, Any]) -> int:
    """The schema of the tables, if this tracker can read it."""
    try:
        schema = msgspec.json.decode(msgspec.json.encode(tables["meta"]))[META_ID]["schema"]
    except (KeyError, TypeError):
        schema = None
    if not isinstance(schema, int) or isinstance(schema, bool):
        raise CorruptRegister(path, "it is JSON, but no register")
    if schema > SCHEMA:
        raise NewerSchema(path, schema, SCHEMA)
    if schema < SCHEMA and schema not in MIGRATIONS:
        raise CorruptRegister(path, f"no tracker ever wrote schema {schema}")
    return schema


def _documents(path: str, tables: dict[str, Any], *, is_trusted: bool) -> dict[str, Any]:
    """The tables, with ours split into documents by number, each still JSON."""
    ours: dict[str, dict[str, Raw]] = {}
    for name in TABLES:
        table = tables.get(name, {})
        try:
            ours[name] = msgspec.json.decode(table, type=dict[str, Raw]) if isinstance(table, Raw) else table
        except msgspec.ValidationError:
            raise CorruptRegister(path, f"its {name} are not a table") from None
        for number, document in () if is_trusted else ours[name].items():
            if not _ID.fullmatch(number) or not bytes(document).startswith(b"{"):
                raise CorruptRegister(path, f"its {name} hold “{number}”, which is not a document with a number")
    return tables | ours


def _migrated(text: bytes, schema: int) -> dict[str, Any]:
    """The tables of a file, migrated to the current schema."""
    stored: Tables = msgspec.json.decode(text)
    tables = migrate(stored | {name: {} for name in TABLES if name not in stored}, schema)
    tables["meta"][META_ID]["schema"] = SCHEMA
    return _split(msgspec.json.encode(tables))


class Changes(NamedTuple):
    """The changes of a table: the numbers of removed documents, and replaced and added documents by number."""

    removed: list[str]
    replaced: dict[str, Document]
    added: dict[str, Document]

    def apply(self, tables: dict[str, Any], name: str) -> None:
        """Apply the changes to a table in memory with TinyDB; unchanged documents may still be JSON."""
        from tinydb.storages import MemoryStorage  # noqa: PLC0415 - a reader does without TinyDB
        from tinydb.table import Document as Stored  # noqa: PLC0415 - as above
        from tinydb.table import Table  # noqa: PLC0415 - as above

        storage = MemoryStorage()  # type: ignore[no-untyped-call] # TinyDB has no annotation there
        storage.memory = tables
        table = Table(storage, name, cache_size=0)
        table.document_id_class = str  # type: ignore[assignment] # as in the file; a number is converted to text
        if self.removed:
            table.remove(doc_ids=self.removed)  # type: ignore[arg-type] # as above
        if self.replaced:
            tables[name].update({number: {"": number} for number in self.replaced})

            def renew(document: MutableMapping[str, Any]) -> None:
                document.update(self.replaced[document.pop("")])

            table.update(renew, doc_ids=self.replaced)  # type: ignore[arg-type] # as above
        if self.added:
            table.insert_multiple(Stored(document, number) for number, document in self.added.items())  # type: ignore[arg-type]


class _Label(Struct):
    """The fields that may name a value; all that is decoded of a document before it is asked for."""

    ref: Any = None
    code: Any = None
    id: Any = None
    name: Any = None


_LABELS: Final = msgspec.json.Decoder(_Label)


def ref_in(document: Raw) -> Any:  # noqa: ANN401 - whatever somebody wrote there
    """The ref in the document of a commitment."""
    return _LABELS.decode(document).ref


class Rows(Generic[T]):
    """The values of a table by name, in the order they were added, and the changes to be written.

    `where` gives the byte offset of a value in the file. `indexed`: the number of each document by the name of its
    value, and the highest number, if an index knows them.
    """

    def __init__(
        self,
        path: str,
        kind: Kind[T],
        documents: Mapping[str, Raw],
        where: Callable[[Steps], str],
        indexed: tuple[MutableMapping[str, str], int] | None = None,
    ) -> None:
        self._path, self._kind, self._where = path, kind, where
        self._stored = documents
        self._changed: dict[str, Document] = {}
        self._removed: list[str] = []
        self._indexed = indexed and indexed[0]
        self._next = 1 + (indexed[1] if indexed else max(map(int, documents), default=0))

    @cached_property
    def _numbers(self) -> MutableMapping[str, str]:
        """The number of each document, by the name of its value."""
        if self._indexed is not None:
            return self._indexed
        numbers: dict[str, str] = {}
        for number, document in self._stored.items():
            numbers[self._new_name(number, document, numbers)] = number
        return numbers

    def require_names(self) -> None:
        """CorruptRegister unless every document has a unique name."""
        self._numbers  # noqa: B018 - computing it checks the names

    @property
    def changed(self) -> Mapping[str, Document]:
        """The new document of each value that was added or replaced, by its name."""
        return self._changed

    def names(self) -> list[str]:
        """Every name, in the order the values were added."""
        return list(self._numbers)

    def has(self, name: str) -> bool:
        """True if there is a value with this name."""
        return name in self._numbers

    def get(self, name: str) -> T | None:
        """The value with this name, None if there is none; CorruptRegister if its document cannot be read."""
        number = self._numbers.get(name)
        return None if number is None else self.value(name, number)

    def number(self, name: str) -> str:
        """The number of the document of a value."""
        return self._numbers[name]

    def value(self, name: str, number: str) -> T:
        """The value with this name and number, as it is after the changes."""
        return self._value(number, self._changed.get(name))

    def values(self) -> dict[str, T]:
        """Every value by its name, in the order they were added."""
        return {name: self.value(name, number) for name, number in self._numbers.items()}

    def put(self, name: str, value: T) -> None:
        """Add a value, or replace the one with this name and keep its fields that this tracker does not know."""
        document, number = encode(value), str(self._next)
        before, stored = self.get(name), None
        if before is None:
            self._next += 1
        elif before == value:
            return
        else:
            number = self._numbers[name]
            stored = self._changed.get(name) or msgspec.json.decode(self._stored[number])
            document = keep_unknown_fields(stored, encode(before), document)
        self._changed[name] = require_storable(name, document, stored)
        self._numbers[name] = number

    def note(self, name: str, number: str, document: Document) -> None:
        """Note a value that is in the file already as one that was added or replaced."""
        self._changed[name] = document
        self._numbers[name] = number

    def remove(self, name: str) -> None:
        """Remove a value, if it is there."""
        self._changed.pop(name, None)
        if (number := self._numbers.pop(name, "")) in self._stored:
            self._removed.append(number)

    def changes(self) -> Changes:
        """All changes since the file was read."""
        changed = {self._numbers[name]: document for name, document in self._changed.items()}
        replaced = {number: document for number, document in changed.items() if number in self._stored}
        added = {number: document for number, document in changed.items() if number not in self._stored}
        return Changes(self._removed, replaced, added)

    def _value(self, number: str, changed: Document | None = None) -> T:
        document = changed or self._stored[number]
        try:
            return decode(document, self._kind.type)
        except BadDocument as error:
            name = getattr(_LABELS.decode(self._stored[number]), self._kind.key)
            raise self._corrupt(number, f" ({name}){error.place}", error.why, error.steps) from None

    def _new_name(self, number: str, document: Raw, numbers: dict[str, str]) -> str:
        name = getattr(_LABELS.decode(document), self._kind.key)
        if not isinstance(name, str):
            raise self._corrupt(number, "", f"it has no {self._kind.key}", [self._kind.key])
        if name in numbers:
            why = f"it is called {name}, as {self._kind.noun} {numbers[name]} is"
            raise self._corrupt(number, "", why, [self._kind.key])
        return name

    def _corrupt(self, number: str, detail: str, why: str, steps: Steps) -> CorruptRegister:
        """The refusal that names the document, the field, and its byte offset in the file."""
        where = self._where([self._kind.table, number, *steps])
        return CorruptRegister(self._path, f"{self._kind.noun} {number}{detail}{where}: {why}")
