"""One TinyDB table as values by name; it knows of a kind of value only what its `Kind` says."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from msgspec import Struct
from tinydb.table import Document as StoredDocument
from tinydb.table import Table

from tracker.codec import BadDocument, decode, encode
from tracker.errors import Damaged
from tracker.store.documents import carried_over, storable
from tracker.store.places import Steps

T = TypeVar("T", bound=Struct)


@dataclass(frozen=True)
class Kind(Generic[T]):
    """What a table holds: the noun for one, the field that names it, and its type."""

    noun: str
    key: str
    type: type[T]


class DecimalTable(Table):
    """A table whose ids stay the decimal text they are in the file; a document without one is refused by TypeError."""

    document_id_class = str  # type: ignore[assignment] # TinyDB allows it, its annotation does not


class Rows(Generic[T]):
    """The values of a table in the order they were added; changes wait here for `flush`."""

    def __init__(self, place: str, table: Table, kind: Kind[T], where: Callable[[Steps], str]) -> None:
        self._place, self._table, self._kind, self._where = place, table, kind, where
        self._documents: dict[str, StoredDocument] = {}
        self._changed: dict[str, StoredDocument] = {}
        self._removed: list[StoredDocument] = []
        for document in table:
            self._documents[self._new_name(document)] = document
        self._first_new = self._next = 1 + max((int(document.doc_id) for document in table), default=0)

    def names(self) -> list[str]:
        """Every name, in the order the values were added."""
        return list(self._documents)

    def get(self, name: str) -> T | None:
        """The value of a name, or None; Damaged if what is stored cannot be one."""
        document = self._documents.get(name)
        if document is None:
            return None
        try:
            return decode(document, self._kind.type)
        except BadDocument as error:
            raise self._damaged(document, f" ({name}){error.place}", error.why, error.steps) from None

    def put(self, name: str, value: T) -> None:
        """Add a value, or replace the one of that name, keeping what later trackers stored with it."""
        document, doc_id = encode(value), str(self._next)
        before = self.get(name)
        if before is None:
            self._next += 1
        elif before == value:
            return
        else:
            doc_id = str(self._documents[name].doc_id)
            document = carried_over(dict(self._documents[name]), encode(before), document)
        stored = StoredDocument(storable(name, document), doc_id)  # type: ignore[arg-type] # as in DecimalTable
        self._documents[name] = self._changed[name] = stored

    def values(self) -> dict[str, T]:
        """Every value by its name, in the order they were added."""
        return {name: value for name in self._documents if (value := self.get(name))}

    def remove(self, name: str) -> None:
        """Take a value out, if it is there."""
        self._changed.pop(name, None)
        document = self._documents.pop(name, None)
        if document is not None:
            self._removed.append(document)

    def flush(self) -> bool:
        """Hand all changes to TinyDB at once; whether there were any."""
        old = [document.doc_id for document in self._removed if int(document.doc_id) < self._first_new]
        if old:
            self._table.remove(doc_ids=old)
        if self._changed:
            self._table.update(self._renew, lambda document: document[self._kind.key] in self._changed)
            self._table.insert_multiple(new for new in self._changed.values() if int(new.doc_id) >= self._first_new)
        return bool(self._changed or old)

    def _renew(self, document: MutableMapping[str, Any]) -> None:
        new = self._changed[document[self._kind.key]]
        document.clear()
        document.update(new)

    def _new_name(self, document: StoredDocument) -> str:
        name = document.get(self._kind.key)
        if not isinstance(name, str):
            raise self._damaged(document, "", f"it has no {self._kind.key}", [self._kind.key])
        if name in self._documents:
            why = f"it is called {name}, as {self._kind.noun} {self._documents[name].doc_id} is"
            raise self._damaged(document, "", why, [self._kind.key])
        return name

    def _damaged(self, document: StoredDocument, detail: str, why: str, steps: Steps) -> Damaged:
        """The refusal that says in which document, in which field of it, and at which byte of the file."""
        where = self._where([self._table.name, str(document.doc_id), *steps])
        return Damaged(self._place, f"{self._kind.noun} {document.doc_id}{detail}{where}: {why}")
