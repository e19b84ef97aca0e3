"""JSON and JSON Lines of a whole register, which bring it back event by event; and what any JSON file is."""

import json
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from tracker.codec import Document
from tracker.errors import NotImportable
from tracker.exchange.contents import KINDS, META, Contents, documents, meta_of, read_tables
from tracker.exchange.notation import read_json, read_json_lines
from tracker.exchange.plan import Problem
from tracker.render.objects import escaped

TABLES: Final = {word: table for word, table, _, _ in KINDS}
_REMEDY: Final = "give an array of objects, an export of tracker, or one of them a line"


def as_json(contents: Contents) -> Iterator[str]:
    """One object: what the export is, then every table as an array."""
    whole: Document = {META: meta_of(contents)} | dict(documents(contents))
    yield escaped(msgspec.json.format(msgspec.json.encode(whole), indent=2).decode()) + "\n"


def as_json_lines(contents: Contents) -> Iterator[str]:
    """One object a line: what the export is, then each party, rates, view and commitment under its word."""
    yield json.dumps({META: meta_of(contents)}) + "\n"
    words = {table: word for word, table in TABLES.items()}
    for table, held in documents(contents):
        for document in held:
            yield escaped(msgspec.json.encode({words[table]: document}).decode()) + "\n"


def read_notation(place: str, text: str) -> tuple[Contents, list[Problem]] | list[Any]:
    """The register that a JSON text holds, or the objects of one that holds rows like those of `list`."""
    first, _, rest = text.strip().partition("\n")
    if first.startswith("{") and first.rstrip().endswith("}") and rest:
        return _of_lines(place, read_json_lines(place, text))
    value = read_json(place, text)
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and "resources" in value:
        raise NotImportable(place, "it only describes a data package", "give the folder that it lies in")
    if isinstance(value, dict) and META in value:
        return read_tables(place, value[META], {table: _array(place, value, table) for table in TABLES.values()})
    if isinstance(value, dict) and "meta" in value:
        return _of_register(place, value)
    if isinstance(value, dict) and {"ref", "title"} & set(value):
        return [value]
    raise NotImportable(place, "it is JSON, but neither rows nor an export", _REMEDY)


def _of_lines(place: str, lines: list[Any]) -> tuple[Contents, list[Problem]] | list[Any]:
    if not (isinstance(lines[0], dict) and META in lines[0]):
        return lines
    tables: dict[str, list[Any]] = {table: [] for table in TABLES.values()}
    for number, line in enumerate(lines[1:], 2):
        word = next(iter(line), "") if isinstance(line, dict) and len(line) == 1 else ""
        if word not in TABLES:
            raise NotImportable(place, f"line {number} holds none of {', '.join(TABLES)}", "export it again")
        tables[TABLES[word]].append(line[word])
    return read_tables(place, lines[0][META], tables)


def _of_register(place: str, value: Document) -> tuple[Contents, list[Problem]]:
    """The register that a register file holds: TinyDB's tables, their documents by number."""
    meta = value["meta"]
    tables = {
        table: list(held.values()) if isinstance(held := value.get(table, {}), dict) else _array(place, value, table)
        for table in TABLES.values()
    }
    return read_tables(place, meta.get("1") if isinstance(meta, dict) else None, tables)


def _array(place: str, value: Document, table: str) -> list[Any]:
    held = value.get(table, [])
    if not isinstance(held, list):
        raise NotImportable(place, f"its {table} are no array", "export it again")
    return held
