"""A whole register as one value, and the JSON forms of an export: one object, or an object a line."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct, ValidationError, convert
from msgspec.structs import replace

from tracker.errors import NewerSchema, NotImportable, TrackerError
from tracker.exchange.event_file import EventFile, is_event, is_header, read_document, read_lines
from tracker.exchange.json_text import read_json, read_json_lines
from tracker.exchange.plan import Problem
from tracker.model.codec import BadDocument, decode, encode
from tracker.model.commitment import Commitment, TermsEvent
from tracker.model.dates import time_zone
from tracker.model.migrations import MIGRATIONS, SCHEMA, Document, Tables, migrate
from tracker.model.refs import MILESTONE, require_ref
from tracker.model.register import Category, Party, Rates, Register, View, id_of_earlier
from tracker.model.text_limits import is_storable, texts_of
from tracker.render.json import escaped
from tracker.state.event_days import retractions
from tracker.store import Reader, register_id
from tracker.store.meta import LAST_YEAR
from tracker.store.saved_copies import read_sound

# The contents of a register: the word for one item, its table, the field of its key, and its type.
KINDS: Final[tuple[tuple[str, str, str, type[Any]], ...]] = (
    ("party", "parties", "code", Party),
    ("category", "categories", "code", Category),
    ("rates", "rates", "id", Rates),
    ("view", "views", "name", View),
    ("commitment", "commitments", "ref", Commitment),
)
META: Final = "tracker"
_REMEDY: Final = "mend it, or export it again"


class RegisterDump(Struct, frozen=True, kw_only=True):
    """The contents of a whole register; `copies` are the saved copies of sources by name, if they are carried."""

    register: Register = Register()
    commitments: tuple[Commitment, ...] = ()
    copies: dict[str, bytes] = {}


class ParsedDump(NamedTuple):
    """The register that a file holds, and the problems with the file."""

    contents: RegisterDump
    problems: list[Problem]


def meta_of(contents: RegisterDump) -> Document:
    """The metadata of every export: the schema version, the time zone and the id of the register."""
    meta = {"schema": SCHEMA, "zone": contents.register.zone}
    return meta | ({"id": str(contents.register.id)} if contents.register.id else {})


def documents(contents: RegisterDump, commitments: Iterable[Commitment]) -> Iterator[tuple[str, Iterator[Document]]]:
    """Every table with its documents, in order; each is encoded when it is asked for."""
    register = contents.register
    parts: dict[str, Iterable[Any]] = {
        "parties": register.parties.values(),
        "categories": register.categories.values(),
        "rates": register.rates,
        "views": register.views.values(),
        "commitments": commitments,
    }
    for _, table, _, _ in KINDS:
        yield table, map(encode, parts[table])


def read_tables(path: str, meta: Any, tables: dict[str, list[Any]]) -> ParsedDump:  # noqa: ANN401 - read from a file
    """Decode the documents of a register; migrate an older schema first."""
    schema, zone, id_ = _parse_meta(path, meta)
    stored = _migrated(path, schema, zone, tables)
    problems: list[Problem] = []
    found: dict[str, dict[str, Any]] = {
        table: _values(word, key, kind, stored.get(table, {}), problems) for word, table, key, kind in KINDS
    }
    commitments = tuple(found["commitments"].values())
    for commitment in commitments:
        problems += _impossible(commitment)
    register = Register(
        id=id_ or id_of_earlier(next(iter(commitments), None)),
        zone=zone,
        parties=found["parties"],
        categories=found["categories"],
        rates=tuple(found["rates"].values()),
        views=found["views"],
    )
    return ParsedDump(RegisterDump(register=register, commitments=commitments), problems)


def _parse_meta(path: str, meta: Any) -> tuple[int, str, UUID | None]:  # noqa: ANN401 - read from a file
    schema, zone = (meta.get("schema"), meta.get("zone")) if isinstance(meta, dict) else (None, None)
    if not isinstance(schema, int) or isinstance(schema, bool) or not isinstance(zone, str):
        raise NotImportable(path, "it has no schema and zone, which every export has", _REMEDY)
    if schema > SCHEMA:
        raise NewerSchema(path, schema, SCHEMA)
    if schema < SCHEMA and schema not in MIGRATIONS:
        raise NotImportable(path, f"no tracker ever wrote schema {schema}", _REMEDY)
    try:
        id_ = convert(meta.get("id"), UUID | None)
    except ValidationError:
        raise NotImportable(path, "the id that it gives its register is not a UUID", _REMEDY) from None
    return schema, time_zone(zone).key, id_


def _migrated(path: str, schema: int, zone: str, tables: dict[str, list[Any]]) -> Tables:
    for table, rows in tables.items():
        if not all(isinstance(document, dict) for document in rows):
            raise NotImportable(path, f"its {table} have items that are not objects", _REMEDY)
    stored = {table: {str(number): row for number, row in enumerate(rows, 1)} for table, rows in tables.items()}
    return migrate(stored | {"meta": {"1": {"schema": schema, "zone": zone}}}, schema)


def _values(
    word: str, key: str, kind: type[Any], table: dict[str, Document], problems: list[Problem]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, document in table.items():
        where = f"{word} {number}"
        if unstorable := [field for field, text in texts_of(document, key) if not is_storable(text)]:
            problems += (Problem.unstorable(where, field) for field in unstorable)
            continue
        try:
            value = decode(document, kind)
        except BadDocument as error:
            problems.append(Problem(where, key, str(document.get(key, "")), str(error)))
            continue
        name = getattr(value, key)
        if name in found:
            problems.append(Problem(where, key, name, "the file has it twice; remove one"))
        found[name] = value
    return found


def _impossible(commitment: Commitment) -> Iterator[Problem]:
    """The problems of a commitment that can be decoded, but that no register of tracker could hold."""
    where, history = f"commitment {commitment.ref}", commitment.history
    gone, renames = retractions(history), [event for event in history if isinstance(event, TermsEvent) and event.ref]
    for ref in (commitment.ref, *(event.ref for event in renames)):
        try:
            require_ref(ref)
        except TrackerError as refusal:
            yield Problem(where, "ref", ref, str(refusal))
    for rename in renames:
        if rename.id not in gone and rename.ref.count(MILESTONE) != commitment.ref.count(MILESTONE):
            why = f"{commitment.ref} cannot be renamed into another commitment; give a name without a slash"
            yield Problem(where, "ref", rename.ref, why)
    for event in history:
        if event.recorded_at.year > LAST_YEAR:
            why = "nothing could be recorded after it; give it the time that it was recorded at"
            yield Problem(where, "recorded_at", event.recorded_at.isoformat(), why)


TABLES: Final = {word: table for word, table, _, _ in KINDS}
_JSON_REMEDY: Final = "give an array of objects, an export of tracker, or one of them a line, or a file of events"


def as_json(contents: RegisterDump, commitments: Iterable[Commitment]) -> Iterator[str]:
    """One object: the metadata, then every table as an array; `commitments` are those to write."""
    yield f'{{\n  "{META}": {_indented(meta_of(contents), 2)}'
    for table, rows in documents(contents, commitments):
        yield f',\n  "{table}": ['
        number = 0
        for number, document in enumerate(rows, 1):
            yield f"{',' * (number > 1)}\n    {_indented(document, 4)}"
        yield "\n  ]" if number else "]"
    yield "\n}\n"


def _indented(document: Document, level: int) -> str:
    """The JSON of a document inside others, as many spaces to the right as they are deep."""
    text = escaped(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
    return text.replace("\n", "\n" + " " * level)


def as_json_lines(contents: RegisterDump, commitments: Iterable[Commitment]) -> Iterator[str]:
    """An object a line: the metadata, then each party, rates, view and commitment under its word."""
    yield json.dumps({META: meta_of(contents)}) + "\n"
    words = {table: word for word, table in TABLES.items()}
    for table, rows in documents(contents, commitments):
        for document in rows:
            yield escaped(msgspec.json.encode({words[table]: document}).decode()) + "\n"


def parse_dump(path: str, text: str) -> ParsedDump | EventFile | list[Any]:
    """The register in a JSON text, the proposed events, or the objects of a text with rows like those of `list`."""
    first, _, others = text.strip().partition("\n")
    if first.startswith("{") and first.rstrip().endswith("}") and others:
        return _of_lines(path, read_json_lines(path, text))
    value = read_json(path, text)
    if isinstance(value, list):
        return value
    if is_event(value):
        return read_lines(path, [(1, value)])
    return _of_object(path, value if isinstance(value, dict) else {})


def _of_object(path: str, value: Document) -> ParsedDump | EventFile | list[Any]:
    if is_header(value):
        return read_document(path, value)
    if "resources" in value:
        raise NotImportable(path, "it is the description of a data package", "give the folder that contains it")
    if META in value:
        return read_tables(path, value[META], {table: _array(path, value, table) for table in TABLES.values()})
    if "meta" in value:
        return _of_register(path, value)
    if {"ref", "title"} & set(value):
        return [value]
    raise NotImportable(path, "it is JSON, but neither rows nor an export nor a file of events", _JSON_REMEDY)


def _of_lines(path: str, numbered: list[tuple[int, Any]]) -> ParsedDump | EventFile | list[Any]:
    lines = [value for _, value in numbered]
    if is_header(lines[0]) or is_event(lines[0]):
        return read_lines(path, numbered)
    if not (isinstance(lines[0], dict) and META in lines[0]):
        return lines
    tables: dict[str, list[Any]] = {table: [] for table in TABLES.values()}
    for number, line in enumerate(lines[1:], 2):
        word = next(iter(line), "") if isinstance(line, dict) and len(line) == 1 else ""
        if word not in TABLES:
            raise NotImportable(path, f"line {number} holds none of {', '.join(TABLES)}", "export it again")
        tables[TABLES[word]].append(line[word])
    return read_tables(path, lines[0][META], tables)


def _of_register(path: str, value: Document) -> ParsedDump:
    """The register in a register file: the tables of TinyDB, with documents by number."""
    meta = value["meta"]
    tables = {
        table: list(rows.values()) if isinstance(rows := value.get(table, {}), dict) else _array(path, value, table)
        for table in TABLES.values()
    }
    return read_tables(path, meta.get("1") if isinstance(meta, dict) else None, tables)


def _array(path: str, value: Document, table: str) -> list[Any]:
    rows = value.get(table, [])
    if not isinstance(rows, list):
        raise NotImportable(path, f"its {table} are not an array", "export it again")
    return rows


def read_copies(reader: Reader, names: Iterable[str]) -> dict[str, bytes]:
    """The saved copies with these names, without those that are missing, were changed or cannot be read."""
    return {name: raw for name in names if (raw := read_sound(reader.read_copy, name)) is not None}


def read_register(reader: Reader) -> RegisterDump:
    """Read the whole register."""
    return replace(read_all_but_commitments(reader), commitments=tuple(reader.commitments()))


def read_all_but_commitments(reader: Reader) -> RegisterDump:
    """Read the register without its commitments, which can be written one at a time."""
    return RegisterDump(register=replace(read_values(reader), id=register_id(reader), zone=reader.meta.zone))


def read_values(reader: Reader) -> Register:
    """Read the parties, categories, rates and views of a register, without its id and its time zone."""
    return Register(
        parties=reader.values(Party),
        rates=tuple(reader.values(Rates).values()),
        views=reader.values(View),
        categories=reader.values(Category),
    )
