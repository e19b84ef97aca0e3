"""Write a register as a data package of version 2: a CSV file for each table, and a description."""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from io import StringIO
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


def as_package(contents: RegisterDump) -> dict[str, bytes]:
    """The files of the package by name, with the saved copies that are carried.

    The description comes last, and where it exists the others do.
    """
    sources = _Sources()
    rows: dict[str, list[Mapping[str, Any]]] = {
        COMMITMENTS.name: [
            _values(COMMITMENTS, commitment.terms, ref=commitment.ref) for commitment in contents.commitments
        ],
        EVENT_TABLE.name: [row for commitment in contents.commitments for row in _events(commitment, sources)],
        PARTIES.name: [_values(PARTIES, party) for party in contents.register.parties.values()],
        CATEGORIES.name: [_values(CATEGORIES, one) for one in contents.register.categories.values()],
        RATES.name: [_values(RATES, rates, source=sources.number(rates.source)) for rates in contents.register.rates],
        VIEWS.name: [_values(VIEWS, view) for view in contents.register.views.values()],
    }
    rows[SOURCES.name] = [_values(SOURCES, source, id=number) for source, number in sources.all()]
    files = {path_of(table): _table(table, rows[table.name]) for table in PACKAGE}
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


class _Sources:
    """The distinct sources of a register, numbered in order of appearance."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._sources: list[Source] = []

    def number(self, source: Source | None) -> int | None:
        """The number of a source; None for None."""
        if source is None:
            return None
        key = msgspec.json.encode(source, enc_hook=str)
        if key not in self._numbers:
            self._sources.append(source)
            self._numbers[key] = len(self._sources)
        return self._numbers[key]

    def all(self) -> Iterator[tuple[Source, int]]:
        """Every source with its number."""
        return ((source, number) for number, source in enumerate(self._sources, 1))


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


def _table(table: TableOf, rows: Iterable[Mapping[str, Any]]) -> bytes:
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([field.name for field in table.fields])
    names = [field.name for field in table.fields]
    writer.writerows(["" if row[name] is None else _cell(row[name]) for name in names] for row in rows)
    return out.getvalue().encode()


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
