"""The whole of a register as one value <-> documents of its parts, which every lossless form is made of."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct, ValidationError, convert

from tracker.errors import NewerSchema, NotImportable, TrackerError
from tracker.exchange.json_text import read_json, read_json_lines
from tracker.exchange.plan import Problem
from tracker.model.codec import MIGRATIONS, SCHEMA, BadDocument, Document, Tables, decode, encode, migrate
from tracker.model.commitment import Commitment
from tracker.model.dates import time_zone
from tracker.model.refs import require_ref
from tracker.model.register import Party, Rates, Register, View, id_of_earlier
from tracker.model.text_limits import is_storable, texts_of
from tracker.render.json import escaped
from tracker.store import Reader
from tracker.store.meta import LAST_YEAR

# What a register holds: the word for one, the table of them, what names one, and its type.
KINDS: Final[tuple[tuple[str, str, str, type[Any]], ...]] = (
    ("party", "parties", "code", Party),
    ("rates", "rates", "id", Rates),
    ("view", "views", "name", View),
    ("commitment", "commitments", "ref", Commitment),
)
META: Final = "tracker"
_REMEDY: Final = "mend it, or export it again"


class RegisterDump(Struct, frozen=True, kw_only=True):
    """All that a register holds."""

    register: Register = Register()
    commitments: tuple[Commitment, ...] = ()


def meta_of(contents: RegisterDump) -> Document:
    """The head of every export: the version of its form, the zone in which days end, and the id of the register."""
    told = {"schema": SCHEMA, "zone": contents.register.zone}
    return told | ({"id": str(contents.register.id)} if contents.register.id else {})


def documents(contents: RegisterDump) -> Iterator[tuple[str, list[Document]]]:
    """Every table and the documents in it, in their order."""
    register = contents.register
    parts: dict[str, Iterable[Any]] = {
        "parties": register.parties.values(),
        "rates": register.rates,
        "views": register.views.values(),
        "commitments": contents.commitments,
    }
    for _, table, _, _ in KINDS:
        yield table, [encode(value) for value in parts[table]]


def read_tables(path: str, meta: Any, tables: dict[str, list[Any]]) -> tuple[RegisterDump, list[Problem]]:  # noqa: ANN401 - read from a file
    """The register that these documents are, and what is wrong with any of them; an older form is brought up."""
    schema, zone, stated = _meta(path, meta)
    stored = _migrated(path, schema, zone, tables)
    problems: list[Problem] = []
    found: dict[str, dict[str, Any]] = {
        table: _values(word, key, kind, stored.get(table, {}), problems) for word, table, key, kind in KINDS
    }
    for commitment in found["commitments"].values():
        problems += _untold(commitment)
    commitments = tuple(found["commitments"].values())
    register = Register(
        id=stated or id_of_earlier(next(iter(commitments), None)),
        zone=zone,
        parties=found["parties"],
        rates=tuple(found["rates"].values()),
        views=found["views"],
    )
    return RegisterDump(register=register, commitments=commitments), problems


def _meta(path: str, meta: Any) -> tuple[int, str, UUID | None]:  # noqa: ANN401 - read from a file
    schema, zone = (meta.get("schema"), meta.get("zone")) if isinstance(meta, dict) else (None, None)
    if not isinstance(schema, int) or isinstance(schema, bool) or not isinstance(zone, str):
        raise NotImportable(path, "it does not say its schema and zone as an export does", _REMEDY)
    if schema > SCHEMA:
        raise NewerSchema(path, schema, SCHEMA)
    if schema < SCHEMA and schema not in MIGRATIONS:
        raise NotImportable(path, f"no tracker ever wrote schema {schema}", _REMEDY)
    try:
        stated = convert(meta.get("id"), UUID | None)
    except ValidationError:
        raise NotImportable(path, "the id that it gives its register is no UUID", _REMEDY) from None
    return schema, time_zone(zone).key, stated


def _migrated(path: str, schema: int, zone: str, tables: dict[str, list[Any]]) -> Tables:
    for table, held in tables.items():
        if not all(isinstance(document, dict) for document in held):
            raise NotImportable(path, f"its {table} hold more than objects", _REMEDY)
    stored = {
        table: {str(number): document for number, document in enumerate(held, 1)} for table, held in tables.items()
    }
    return migrate(stored | {"meta": {"1": {"schema": schema, "zone": zone}}}, schema)


def _values(
    word: str, key: str, kind: type[Any], table: dict[str, Document], problems: list[Problem]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, document in table.items():
        where = f"{word} {number}"
        if unkept := [field for field, text in texts_of(document, key) if not is_storable(text)]:
            problems += (Problem.unstorable(where, field) for field in unkept)
            continue
        try:
            value = decode(document, kind)
        except BadDocument as error:
            problems.append(Problem(where, key, str(document.get(key, "")), str(error)))
            continue
        name = getattr(value, key)
        if name in found:
            problems.append(Problem(where, key, name, "it stands in the file twice; take one of them out"))
        found[name] = value
    return found


def _untold(commitment: Commitment) -> Iterator[Problem]:
    """What no register of ours would hold, though it can be decoded."""
    where, history = f"commitment {commitment.ref}", commitment.history
    try:
        require_ref(commitment.ref)
    except TrackerError as refusal:
        yield Problem(where, "ref", commitment.ref, str(refusal))
    for event in history:
        if event.recorded_at.year > LAST_YEAR:
            why = "nothing could be recorded after it; give it the time that it was recorded at"
            yield Problem(where, "recorded_at", event.recorded_at.isoformat(), why)


TABLES: Final = {word: table for word, table, _, _ in KINDS}
_JSON_REMEDY: Final = "give an array of objects, an export of tracker, or one of them a line"


def as_json(contents: RegisterDump) -> Iterator[str]:
    """One object: what the export is, then every table as an array."""
    whole: Document = {META: meta_of(contents)} | dict(documents(contents))
    yield escaped(msgspec.json.format(msgspec.json.encode(whole), indent=2).decode()) + "\n"


def as_json_lines(contents: RegisterDump) -> Iterator[str]:
    """One object a line: what the export is, then each party, rates, view and commitment under its word."""
    yield json.dumps({META: meta_of(contents)}) + "\n"
    words = {table: word for word, table in TABLES.items()}
    for table, held in documents(contents):
        for document in held:
            yield escaped(msgspec.json.encode({words[table]: document}).decode()) + "\n"


def parse(path: str, text: str) -> tuple[RegisterDump, list[Problem]] | list[Any]:
    """The register that a JSON text holds, or the objects of one that holds rows like those of `list`."""
    first, _, rest = text.strip().partition("\n")
    if first.startswith("{") and first.rstrip().endswith("}") and rest:
        return _of_lines(path, read_json_lines(path, text))
    value = read_json(path, text)
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and "resources" in value:
        raise NotImportable(path, "it only describes a data package", "give the folder that it lies in")
    if isinstance(value, dict) and META in value:
        return read_tables(path, value[META], {table: _array(path, value, table) for table in TABLES.values()})
    if isinstance(value, dict) and "meta" in value:
        return _of_register(path, value)
    if isinstance(value, dict) and {"ref", "title"} & set(value):
        return [value]
    raise NotImportable(path, "it is JSON, but neither rows nor an export", _JSON_REMEDY)


def _of_lines(path: str, lines: list[Any]) -> tuple[RegisterDump, list[Problem]] | list[Any]:
    if not (isinstance(lines[0], dict) and META in lines[0]):
        return lines
    tables: dict[str, list[Any]] = {table: [] for table in TABLES.values()}
    for number, line in enumerate(lines[1:], 2):
        word = next(iter(line), "") if isinstance(line, dict) and len(line) == 1 else ""
        if word not in TABLES:
            raise NotImportable(path, f"line {number} holds none of {', '.join(TABLES)}", "export it again")
        tables[TABLES[word]].append(line[word])
    return read_tables(path, lines[0][META], tables)


def _of_register(path: str, value: Document) -> tuple[RegisterDump, list[Problem]]:
    """The register that a register file holds: TinyDB's tables, their documents by number."""
    meta = value["meta"]
    tables = {
        table: list(held.values()) if isinstance(held := value.get(table, {}), dict) else _array(path, value, table)
        for table in TABLES.values()
    }
    return read_tables(path, meta.get("1") if isinstance(meta, dict) else None, tables)


def _array(path: str, value: Document, table: str) -> list[Any]:
    held = value.get(table, [])
    if not isinstance(held, list):
        raise NotImportable(path, f"its {table} are no array", "export it again")
    return held


def read_register(reader: Reader) -> RegisterDump:
    """Read the whole register."""
    register = Register(
        id=reader.register_id(),
        zone=reader.meta.zone,
        parties=reader.parties(),
        rates=reader.rates(),
        views=reader.views(),
    )
    return RegisterDump(register=register, commitments=tuple(reader.commitments()))
