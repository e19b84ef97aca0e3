"""Read a register from the files of a data package, or name every problem with them."""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, get_args

from msgspec import Struct
from msgspec.structs import fields, replace

from tracker.errors import BadUsage, NotImportable, TrackerError, UnknownColumns
from tracker.exchange.columns import require_few
from tracker.exchange.dump import META, ParsedDump, read_tables
from tracker.exchange.encoding import decode_text
from tracker.exchange.json_text import read_json
from tracker.exchange.package import DESCRIPTION, path_of
from tracker.exchange.package_schema import (
    CATEGORIES,
    COMMITMENTS,
    EVENT_TABLE,
    PACKAGE,
    PARTIES,
    RATES,
    SOURCES,
    VIEWS,
    PackageField,
    TableOf,
)
from tracker.exchange.plan import Problem, Problems
from tracker.exchange.rows import records, unescape
from tracker.model.commitment import AnyEvent
from tracker.model.refs import parent_of
from tracker.model.saved_copies import MAX_COPY, is_name, is_sound

# The former names of columns, with the present ones.
_RENAMED: Final = {"basis": "measure"}
# The columns that no present table has; a migration takes their values.
_FORMER: Final = {COMMITMENTS.name: (PackageField("schedule", "Partial targets.", "array"),)}
_AMOUNT: Final = ("amount", "amount_qualifier", "currency")
# The fields of each kind of event.
_FIELDS: Final[dict[str, set[str]]] = {
    str(kind.__struct_config__.tag): {"event", *(field.name for field in fields(kind))} for kind in get_args(AnyEvent)
}


class TableRow(Struct, frozen=True):
    """A row of a table: its position, and the value of each field."""

    where: str
    values: dict[str, Any]


def read_package(path: str, files: Mapping[str, bytes], *, ignore_unknown: bool) -> ParsedDump:
    """Read the register of an exported package; its description has the schema version."""
    description = read_json(f"{DESCRIPTION} of {path}", decode_text(DESCRIPTION, files[DESCRIPTION])[0])
    if not (isinstance(description, dict) and META in description):
        why = "it is a data package, but no export of tracker"
        raise NotImportable(path, why, "import its CSV files one by one, with --map for their columns")
    reader = _PackageReader(path, files, ignore_unknown=ignore_unknown)
    sources = {line.values.pop("id", None): line.values for line in reader.lines(SOURCES)}
    histories: dict[Any, list[dict[str, Any]]] = {}
    for line in reader.lines(EVENT_TABLE):
        ref = line.values.pop("commitment", "")
        histories.setdefault(ref, []).append(_event(line, sources, reader.problems))
    tables = {
        "parties": [line.values for line in reader.lines(PARTIES)],
        "categories": [line.values for line in reader.lines(CATEGORIES)],
        "rates": [{"quotes": {}} | _sourced(line, sources, reader.problems) for line in reader.lines(RATES)],
        "views": [line.values for line in reader.lines(VIEWS)],
        "commitments": [_commitment(line.values) for line in reader.lines(COMMITMENTS)],
    }
    for commitment in tables["commitments"]:
        commitment["history"] = sorted(histories.pop(commitment["ref"], []), key=_number)
    for ref in histories:
        why = "commitments.csv has no such ref; put it there, or take its events out"
        reader.problems.append(Problem("events.csv", "commitment", str(ref), why))
    dump = read_tables(path, description[META], tables)
    contents = replace(dump.contents, copies=_copies(path, files))
    return ParsedDump(contents, [*reader.problems, *dump.problems])


def _copies(path: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The saved copies in a package by name; refuse one that is not what its name says."""
    copies = {name: raw for name, raw in files.items() if is_name(name)}
    if wrong := next((name for name, raw in copies.items() if not is_sound(name, raw)), ""):
        raise NotImportable(path, f"its copy {wrong} has another checksum", "export it again, or take that file out")
    if large := next((name for name, raw in copies.items() if len(raw) > MAX_COPY), ""):
        raise NotImportable(path, f"its copy {large} has more than {MAX_COPY // 10**6} MB", "take that file out")
    return copies


def changed_files(files: Mapping[str, bytes]) -> list[str]:
    """The tables of a package that differ from the checksums in its description."""
    description = read_json(DESCRIPTION, decode_text(DESCRIPTION, files[DESCRIPTION])[0])
    resources = description.get("resources")
    sums = {
        str(resource.get("path")): resource.get("hash")
        for resource in (resources if isinstance(resources, list) else [])
        if isinstance(resource, dict)
    }
    paths = map(path_of, PACKAGE)
    return [path for path in paths if sums.get(path) not in (None, f"sha256:{sha256(files[path]).hexdigest()}")]


class _PackageReader:
    """The tables of a package, and the problems found so far."""

    def __init__(self, path: str, files: Mapping[str, bytes], *, ignore_unknown: bool) -> None:
        self.path, self.files, self.ignore_unknown = path, files, ignore_unknown
        self.problems = Problems(path)

    def lines(self, table: TableOf) -> Iterator[TableRow]:
        """The rows of a table."""
        path = path_of(table)
        if path not in self.files and table is CATEGORIES:  # earlier trackers did not write it
            return
        if path not in self.files:
            raise NotImportable(self.path, f"it has no {path}", "export it again, all files are needed")
        name = f"{path} of {self.path}"
        rows = records(name, decode_text(name, self.files[path])[0])
        headings = next(rows, ("", []))[1]
        require_few(name, headings)
        header = [_RENAMED.get(heading, heading) for heading in headings]
        known = {field.name: field for field in (*table.fields, *_FORMER.get(table.name, ()))}
        if (unknown := [column for column in header if column not in known]) and not self.ignore_unknown:
            raise UnknownColumns(name, unknown, [field.name for field in table.fields])
        if len(set(header)) < len(header):
            raise NotImportable(self.path, f"{path} has a column twice", "take one of them out")
        for where, cells in rows:
            if len(cells) == len(header):
                named = zip(header, cells, strict=True)
                yield self._line(f"{path} {where}", {known[name]: text for name, text in named if name in known})
            elif cells:
                why = f"the header has {len(header)}; quote a field that holds a comma"
                self.problems.append(Problem(f"{path} {where}", "its number of fields", str(len(cells)), why))

    def _line(self, where: str, cells: dict[PackageField, str]) -> TableRow:
        values: dict[str, Any] = {}
        for field, text in cells.items():
            try:
                value = _value(field, text)
            except TrackerError as refusal:
                self.problems.append(Problem(where, field.name, text, str(refusal)))
                continue
            if value is not None:
                values[field.name] = value
        return TableRow(where, values)


def _value(field: PackageField, text: str) -> Any:  # noqa: ANN401 - of any type
    """The value of a cell. An empty cell is None, but empty text in a free text field and [] in an array."""
    if field.free:
        return unescape(text)
    if not text:
        return [] if field.type == "array" else None
    return _TYPES[field.type](text)


def _commitment(values: dict[str, Any]) -> dict[str, Any]:
    """The document of a commitment without its history. Of a milestone an empty cell is a term of its parent."""
    ref = values.pop("ref", "")
    own = {"category": "", "force": ""} if parent_of(str(ref)) else {}
    return {"ref": ref, "terms": own | values}


def _event(line: TableRow, sources: dict[Any, Any], problems: list[Problem]) -> dict[str, Any]:
    values = _sourced(line, sources, problems)
    of_kind = _FIELDS.get(str(values.get("event")), set(values))
    amount = {name: values.pop(name) for name in _AMOUNT if name in values}
    if amount.get("amount") is not None:
        kind, _, per = amount.get("amount_qualifier", "exact").partition(" ")
        values["amount"] = {
            "value": amount["amount"],
            "unit": amount.get("currency", ""),
            "qualifier": kind,
            "per": "year" if per else "",
        }
    for name in [name for name in values if name not in of_kind]:
        value = values.pop(name)
        if value not in ("", [], False):
            why = f"an event of the kind {values['event']} has none; leave it empty"
            problems.append(Problem(line.where, name, str(value), why))
    return values


def _sourced(line: TableRow, sources: dict[Any, Any], problems: list[Problem]) -> dict[str, Any]:
    """The values of a row, with its source for the number of the source."""
    number = line.values.pop("source", None)
    if number is None:
        return line.values
    if number not in sources:
        why = "sources.csv has no such id; put it there, or leave it empty"
        problems.append(Problem(line.where, "source", str(number), why))
    return line.values | {"source": sources.get(number)}


def _number(event: dict[str, Any]) -> int:
    number = event.get("id", 0)
    return number if isinstance(number, int) else 0


def _integer(text: str) -> int:
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 19):  # noqa: PLR2004 - 64 bits
        raise BadUsage(f"{text[:20]} is not a whole number; write it in digits")
    return int(text)


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise BadUsage(f"{text[:20]} is neither true nor false; write one of them")
    return text == "true"


_TYPES: Final[dict[str, Callable[[str], Any]]] = {
    "string": unescape,
    "integer": _integer,
    "number": str,
    "boolean": _boolean,
    "datetime": str,
    **dict.fromkeys(("array", "object"), lambda text: read_json("the cell", text)),
}
