"""The tables of a register file as a TinyDB database in memory; only a transaction with changes imports it."""

from collections.abc import MutableMapping
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document as StoredDocument
from tinydb.table import Table

from tracker.store.tinydb.table import Changes


class DecimalTable(Table):
    """A table whose ids are decimal text, as in the file; a document without an id is refused by TypeError."""

    document_id_class = str  # type: ignore[assignment] # TinyDB allows it, its annotation does not


class Database(TinyDB):
    """TinyDB with such tables; any other TinyDB opens the file as well."""

    table_class = DecimalTable


class MemoryStorage(Storage):
    """The tables of one register in memory, where TinyDB changes them; the file is written once, afterwards."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self._tables = tables

    def read(self) -> dict[str, dict[str, Any]]:
        """The tables themselves, not a copy."""
        return self._tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Do nothing: TinyDB has changed the tables in place."""


def change(tables: dict[str, Any], name: str, changes: Changes) -> None:
    """Apply changes to a table; unchanged documents may be JSON that was not decoded."""
    table = Database(tables, storage=MemoryStorage).table(name, cache_size=0)
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
