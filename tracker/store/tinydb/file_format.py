"""The tables of a register file: what they hold, and how they are taken apart into documents that nobody decodes."""

import re
from typing import Any, Final

import msgspec
from msgspec import Raw

from tracker.errors import CorruptRegister, NewerSchema
from tracker.model.codec import MIGRATIONS, SCHEMA, Tables, migrate
from tracker.model.commitment import Commitment
from tracker.model.register import Party, Rates, View
from tracker.store.tinydb.table import Kind

TABLES: Final = ("meta", "commitments", "parties", "rates", "views")
META_ID: Final = "1"
COMMITMENTS: Final = Kind("commitment", "ref", Commitment)
PARTIES: Final = Kind("party", "code", Party)
RATES: Final = Kind("rates", "id", Rates)
VIEWS: Final = Kind("view", "name", View)
# What any TinyDB takes for a number and writes back as it was.
_ID: Final = re.compile("0|[1-9][0-9]{0,17}")


def split_tables(path: str, text: bytes, *, is_trusted: bool) -> tuple[int, dict[str, Any]]:
    """The schema of a register, and its tables as ours has them; Damaged if it is none, NewerSchema if it is later.

    Our tables are documents by number, each still the JSON that it is in the file. `is_sound`: nothing need be proven.
    """
    tables = _split(text)
    schema = _schema(path, tables)
    documents = _documents(path, tables, is_sound=is_trusted)
    if schema != SCHEMA:
        documents = _documents(path, _migrated(text, schema), is_sound=is_trusted)
    return schema, documents


def _split(text: bytes) -> dict[str, Any]:
    """The tables as documents by number, each still the JSON that it is in the file; else the JSON of each table."""
    try:
        return msgspec.json.decode(text, type=dict[str, dict[str, Raw]])
    except msgspec.ValidationError:  # one of them is no table: ours have to be, those of others need not
        return msgspec.json.decode(text, type=dict[str, Raw])


def _schema(path: str, tables: dict[str, Any]) -> int:
    """The schema that the tables are written in, if it is one we can read."""
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


def _documents(path: str, tables: dict[str, Any], *, is_sound: bool) -> dict[str, Any]:
    """The tables, ours taken apart into documents by number, each still the JSON that it is in the file."""
    ours: dict[str, dict[str, Raw]] = {}
    for name in TABLES:
        table = tables.get(name, {})
        try:
            ours[name] = msgspec.json.decode(table, type=dict[str, Raw]) if isinstance(table, Raw) else table
        except msgspec.ValidationError:
            raise CorruptRegister(path, f"its {name} are no table") from None
        for number, document in () if is_sound else ours[name].items():
            if not _ID.fullmatch(number) or not bytes(document).startswith(b"{"):
                raise CorruptRegister(path, f"its {name} hold “{number}”, which is no document with a number")
    return tables | ours


def _migrated(text: bytes, schema: int) -> dict[str, Any]:
    """The tables of a file in our own schema."""
    empty: Tables = {name: {} for name in TABLES}
    tables = migrate(empty | msgspec.json.decode(text), schema)
    tables["meta"][META_ID]["schema"] = SCHEMA
    return _split(msgspec.json.encode(tables))
