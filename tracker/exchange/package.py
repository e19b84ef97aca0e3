"""Write a register as a data package of version 2: a CSV file for each table, and a description."""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from typing import Any, Final

import msgspec
from msgspec.structs import asdict

from tracker.exchange.dump import META, RegisterDump, meta_of
from tracker.exchange.package_schema import (
    CATEGORIES,
    COMMITMENTS,
    EVENT_TABLE,
    PACKAGE,
    PARTIES,
    RATES,
    SOURCES,
    VIEWS,
    Descriptor,
    TableOf,
    profile,
)
from tracker.model.commitment import Commitment, Source
from tracker.model.dates import DateSpan
from tracker.render.csv import guard
from tracker.render.escape import escape_control_reversibly
from tracker.render.json import escaped
from tracker.reports.table import qualifier

DESCRIPTION: Final = "datapackage.json"
_GUARDED: Final = (
    "Text that a spreadsheet would run as a formula begins with a quote, and control characters are written out; "
    "an import takes both back."
)
# A row without any value: an event has only some of the fields.
_NO_EVENT: Final[dict[str, Any]] = dict.fromkeys(field.name for field in EVENT_TABLE.fields)
_DIALECT: Final = {
    "$schema": profile("tabledialect"),
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
    "header": True,
}


def as_package(contents: RegisterDump, commitments: Iterable[Commitment]) -> dict[str, bytes]:
    """The files of the package by name, with these commitments, and with the saved copies that are carried.

    The commitments are read once. The description comes last, and where it exists the others do.
    """
    tables = {table.name: _Table(table) for table in PACKAGE}
    sources, register = _Sources(tables[SOURCES.name]), contents.register
    for commitment in commitments:
        tables[COMMITMENTS.name].add(_values(COMMITMENTS, commitment.terms, ref=commitment.ref))
        for row in _events(commitment, sources):
            tables[EVENT_TABLE.name].add(row)
    for party in register.parties.values():
        tables[PARTIES.name].add(_values(PARTIES, party))
    for category in register.categories.values():
        tables[CATEGORIES.name].add(_values(CATEGORIES, category))
    for rates in register.rates:
        tables[RATES.name].add(_values(RATES, rates, source=sources.number(rates.source)))
    for view in register.views.values():
        tables[VIEWS.name].add(_values(VIEWS, view))
    files = {path_of(table): tables[table.name].raw for table in PACKAGE}
    resources = [_resource(table, files[path_of(table)]) for table in PACKAGE]
    description = {
        "$schema": profile("datapackage"),
        "name": "tracker-register",
        "id": str(contents.register.id),
        "title": "A register of promises between governments",
        "description": _GUARDED,
        META: meta_of(contents),
        "resources": resources,
    }
    described = json.dumps(description, ensure_ascii=False, indent=2).encode() + b"\n"
    return files | contents.copies | {DESCRIPTION: described}


def path_of(table: TableOf) -> str:
    """The file of a table in the package."""
    return f"{table.name}.csv"


def _resource(table: TableOf, raw: bytes) -> Descriptor:
    return {
        "$schema": profile("dataresource"),
        "name": table.name,
        "type": "table",
        "title": table.title,
        "path": path_of(table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
        "dialect": _DIALECT,
        "schema": table.schema,
    }


class _Table:
    """The CSV file of a table, to which rows are added."""

    def __init__(self, table: TableOf) -> None:
        self._names = [field.name for field in table.fields]
        self._bytes = BytesIO()
        self._text = TextIOWrapper(self._bytes, encoding="utf-8", newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(self._names)

    def add(self, row: Mapping[str, Any]) -> None:
        """Write a row."""
        self._writer.writerow(["" if row[name] is None else _cell(row[name]) for name in self._names])

    @property
    def raw(self) -> bytes:
        """The bytes of the file."""
        self._text.flush()
        return self._bytes.getvalue()


class _Sources:
    """The distinct sources of a register, numbered in order of appearance; each is written when it first appears."""

    def __init__(self, table: _Table) -> None:
        self._table = table
        self._numbers: dict[bytes, int] = {}  # by the checksum, for all of a register would be half of its size

    def number(self, source: Source | None) -> int | None:
        """The number of a source; None for None."""
        if source is None:
            return None
        key = hashlib.sha256(msgspec.json.encode(source, enc_hook=str)).digest()
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._table.add(_values(SOURCES, source, id=self._numbers[key]))
        return self._numbers[key]


def _values(table: TableOf, value: msgspec.Struct, **computed: Any) -> dict[str, Any]:  # noqa: ANN401 - any cell
    """The row of a value: computed cells and attributes."""
    return {
        field.name: computed[field.name] if field.name in computed else getattr(value, field.name)
        for field in table.fields
    }


def _events(commitment: Commitment, sources: _Sources) -> Iterator[dict[str, Any]]:
    for event in commitment.history:
        row = _NO_EVENT | asdict(event) | {"commitment": commitment.ref, "event": event.__struct_config__.tag}
        row["source"] = sources.number(event.source)
        if amount := row["amount"]:
            row |= {"amount": amount.value, "amount_qualifier": qualifier(amount), "currency": amount.unit}
        yield row


def _cell(value: Any) -> str:  # noqa: ANN401 - any field of any value
    match value:
        case str() | DateSpan():
            return guard(escape_control_reversibly(str(value)))
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return format(value, "f")
        case datetime():
            return str(msgspec.to_builtins(value))
        case _:
            return escaped(msgspec.json.encode(value, enc_hook=str).decode()) if value else ""
