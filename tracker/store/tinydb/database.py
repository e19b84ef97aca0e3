"""The tables of a register file as TinyDB changes them; it knows no kind of value, and only a change imports it."""

from collections.abc import MutableMapping
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document as StoredDocument
from tinydb.table import Table

from tracker.store.tinydb.table import Changes


class DecimalTable(Table):
    """A table whose ids stay the decimal text they are in the file; a document without one is refused by TypeError."""

    document_id_class = str  # type: ignore[assignment] # TinyDB allows it, its annotation does not


class Database(TinyDB):
    """TinyDB with our tables; any other TinyDB opens the file as well."""

    table_class = DecimalTable


class Snapshot(Storage):
    """The tables of one register in memory: TinyDB changes them there, the file is written once, afterwards."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self._tables = tables

    def read(self) -> dict[str, dict[str, Any]]:
        """The tables themselves, not a copy."""
        return self._tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Nothing is left to do: TinyDB changes in place what it was given to read."""


def change(tables: dict[str, Any], name: str, changes: Changes) -> None:
    """Make changes in a table; the documents that they leave alone may be JSON that nobody has decoded."""
    table = Database(tables, storage=Snapshot).table(name, cache_size=0)
    if changes.removed:
        table.remove(doc_ids=changes.removed)  # type: ignore[arg-type] # as in DecimalTable
    if changes.replaced:
        tables[name].update({number: {"": number} for number in changes.replaced})

        def renew(document: MutableMapping[str, Any]) -> None:
            document.update(changes.replaced[document.pop("")])

        table.update(renew, doc_ids=changes.replaced)  # type: ignore[arg-type] # as above
    if changes.added:
        table.insert_multiple(
            StoredDocument(document, number)  # type: ignore[arg-type] # as above
            for number, document in changes.added.items()
        )
