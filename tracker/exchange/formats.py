"""What a file is, by its shape: rows of commitments, or a register as a whole."""

import json
import zipfile
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from tracker.errors import BadUsage, NotImportable
from tracker.exchange.archive import DAMAGE, ZIP, pack, read_folder, unpack
from tracker.exchange.dump import META, RegisterDump, as_json, as_json_lines, parse
from tracker.exchange.encoding import SHIFT_JIS, STANDARD_INPUT, decode_text, is_folder, read_bytes
from tracker.exchange.package import DESCRIPTION, as_package
from tracker.exchange.package_reader import changed_files, read_package
from tracker.exchange.plan import Problem
from tracker.exchange.rows import Table, read_csv, read_objects
from tracker.model.commitment import one_of

EMPTY: Final = "it is empty"


class ReadOptions(Struct, frozen=True):
    """How a file is to be read: what its headings mean, whether unknown ones are passed over, its encoding."""

    mapped: dict[str, str] = {}
    ignore_unknown: bool = False
    encoding: str = ""


class ParsedDump(Struct, frozen=True):
    """A register as a whole, and what is wrong with it."""

    contents: RegisterDump
    problems: tuple[Problem, ...]


def open_file(path: str, standard_input: BinaryIO | None, taking: ReadOptions) -> tuple[Table | ParsedDump, str]:
    """What a file, a folder or standard input holds, and what should be said of how it was read."""
    if is_folder(path):
        return _package(path, read_folder(path), taking)
    raw = read_bytes(path, standard_input)
    name = "standard input" if path == STANDARD_INPUT else path
    if raw.startswith(ZIP):
        return _package(name, unpack(name, raw), taking)
    text, encoding = decode_text(name, raw, taking.encoding)
    if not text.strip():
        raise NotImportable(name, EMPTY, "give a file with a header and a row for each commitment")
    said = "it was read as Shift-JIS; --encoding names another" if encoding == SHIFT_JIS and not taking.encoding else ""
    return _of_text(name, text, taking), said


def _of_text(name: str, text: str, taking: ReadOptions) -> Table | ParsedDump:
    if not text.lstrip().startswith(("{", "[")):
        return read_csv(name, text, taking.mapped, ignore_unknown=taking.ignore_unknown)
    found = parse(name, text)
    if isinstance(found, list):
        return read_objects(name, found, taking.mapped, ignore_unknown=taking.ignore_unknown)
    contents, problems = found
    return ParsedDump(contents, tuple(problems))


def _package(name: str, files: dict[str, bytes], taking: ReadOptions) -> tuple[ParsedDump, str]:
    contents, problems = read_package(name, files, ignore_unknown=taking.ignore_unknown)
    others = changed_files(files)
    differ = "differs from its checksum" if len(others) == 1 else "differ from their checksums"
    said = f"{', '.join(others)} of {name} {differ}: edited since, or the export was cut short" if others else ""
    return ParsedDump(contents, tuple(problems)), said


LOSSLESS_FORMATS: Final = ("json", "jsonl", "zip", "folder")
SUFFIXES: Final = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".zip": "zip", "": "folder"}
MAX_DESCRIPTION: Final = 1_000_000
_BEGINNING: Final = f'{{"{META}":'


def format_named(path: str, name: str) -> str:
    """The form that is named, else the one that the place has in its name."""
    form: str = one_of("form of an export", name, LOSSLESS_FORMATS) if name else _by_name(path)
    if path == STANDARD_INPUT and form not in {"json", "jsonl"}:
        raise BadUsage(f"a {form} cannot be written to standard output; give --format json or jsonl, or a place")
    return form


def serialize(contents: RegisterDump, form: str) -> dict[str, bytes]:
    """The bytes of an export: of a folder those of each file by its name, else those of the one file."""
    match form:
        case "json":
            return {"": "".join(as_json(contents)).encode()}
        case "jsonl":
            return {"": "".join(as_json_lines(contents)).encode()}
        case "zip":
            return {"": pack(as_package(contents))}
        case _:
            return as_package(contents)


def is_export(path: Path) -> bool:
    """Whether an export of ours is there: it says so of itself at its beginning, or in its description."""
    try:
        if path.is_dir():
            return _describes((path / DESCRIPTION).read_bytes())
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive, archive.open(DESCRIPTION) as file:
                return _describes(file.read(MAX_DESCRIPTION))
        with path.open("rb") as file:
            beginning = file.read(100).decode("utf-8", "replace")
        return "".join(beginning.split()).startswith(_BEGINNING)
    except (KeyError, RecursionError, *DAMAGE):
        return False


def _describes(raw: bytes) -> bool:
    described = json.loads(raw)
    return isinstance(described, dict) and META in described


def _by_name(path: str) -> str:
    suffix = "" if path.endswith("/") or is_folder(path) else Path(path).suffix.lower()
    if path == STANDARD_INPUT:
        return "json"
    if suffix not in SUFFIXES:
        raise BadUsage(f"{path} names no form of an export; call it x.json, x.jsonl or x.zip, or give --format")
    return SUFFIXES[suffix]
