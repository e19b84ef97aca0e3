"""The formats of import and export, recognised by the content or the name of a file."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import BadUsage, NotImportable
from tracker.exchange.archive import DAMAGE, ZIP, pack, read_folder, require_importable, unpack
from tracker.exchange.dump import META, ParsedDump, RegisterDump, as_json, as_json_lines, parse_dump
from tracker.exchange.encoding import SHIFT_JIS, STANDARD_INPUT, decode_text, is_folder, read_bytes
from tracker.exchange.event_file import EventFile
from tracker.exchange.package import DESCRIPTION, as_package
from tracker.exchange.package_reader import changed_files, read_package
from tracker.exchange.rows import RowFile, read_csv, read_objects
from tracker.model.commitment import Commitment, one_of

EMPTY: Final = "it is empty"


class ReadOptions(Struct, frozen=True):
    """The options for reading a file: the columns of its headings, whether to ignore unknown ones, its encoding."""

    mapped: dict[str, str] = {}
    ignore_unknown: bool = False
    encoding: str = ""


def open_file(
    path: str, standard_input: BinaryIO | None, options: ReadOptions
) -> tuple[RowFile | ParsedDump | EventFile, str]:
    """The rows, register or proposed events in a file, a folder or standard input, and a note on how it was read."""
    if is_folder(path):
        return _package(path, read_folder(path), options)
    raw = read_bytes(path, standard_input)
    name = "standard input" if path == STANDARD_INPUT else path
    if raw.startswith(ZIP):
        return _package(name, unpack(name, raw), options)
    text, encoding = decode_text(name, raw, options.encoding)
    if not text.strip():
        raise NotImportable(name, EMPTY, "give a file with a header and a row for each commitment")
    is_guessed = encoding == SHIFT_JIS and not options.encoding
    note = "it was read as Shift-JIS; --encoding names another" if is_guessed else ""
    found = _parse_text(name, text, options)
    if isinstance(found, RowFile) and path != STANDARD_INPUT:
        found = replace(found, folder=Path(path).parent)
    return found, note


def _parse_text(name: str, text: str, options: ReadOptions) -> RowFile | ParsedDump | EventFile:
    if not text.lstrip().startswith(("{", "[")):
        return read_csv(name, text, options.mapped, ignore_unknown=options.ignore_unknown)
    found = parse_dump(name, text)
    if isinstance(found, list):
        return read_objects(name, found, options.mapped, ignore_unknown=options.ignore_unknown)
    return found


def _package(name: str, files: dict[str, bytes], options: ReadOptions) -> tuple[ParsedDump, str]:
    dump = read_package(name, files, ignore_unknown=options.ignore_unknown)
    changed = changed_files(files)
    differ = "differs from its checksum" if len(changed) == 1 else "differ from their checksums"
    note = f"{', '.join(changed)} of {name} {differ}: edited since, or the export was cut short" if changed else ""
    return dump, note


LOSSLESS_FORMATS: Final = ("json", "jsonl", "zip", "folder")
PACKAGES: Final = ("zip", "folder")
SUFFIXES: Final = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".zip": "zip", "": "folder"}
MAX_DESCRIPTION: Final = 1_000_000
CHUNK: Final = 1 << 18  # characters
_BEGINNING: Final = f'{{"{META}":'


def export_format(path: str, name: str) -> str:
    """The named format, else the one of the suffix of the path."""
    format_: str = one_of("format of an export", name, LOSSLESS_FORMATS) if name else _format_of_path(path)
    if path == STANDARD_INPUT and format_ not in {"json", "jsonl"}:
        raise BadUsage(f"a {format_} cannot be written to standard output; give --format json or jsonl, or a path")
    return format_


def serialize(contents: RegisterDump, format_: str) -> dict[str, bytes]:
    """The bytes of each file of an export by name; an export in one file has the empty name."""
    return {name: b"".join(chunks) for name, chunks in in_chunks(contents, contents.commitments, format_).items()}


def in_chunks(contents: RegisterDump, commitments: Iterable[Commitment], format_: str) -> dict[str, Iterable[bytes]]:
    """Each file of an export in chunks by name, with these commitments, which are read once and one at a time."""
    if format_ in PACKAGES:
        files = as_package(contents, commitments)
        require_importable(files)
        return {"": [pack(files)]} if format_ == "zip" else {name: [raw] for name, raw in files.items()}
    write = as_json if format_ == "json" else as_json_lines
    return {"": _encoded(write(contents, commitments))}


def _encoded(texts: Iterable[str]) -> Iterator[bytes]:
    """The texts in UTF-8, joined into chunks that are worth a call of the system."""
    waiting, length = list[str](), 0
    for text in texts:
        waiting.append(text)
        length += len(text)
        if length >= CHUNK:
            yield "".join(waiting).encode()
            waiting, length = [], 0
    yield "".join(waiting).encode()


def is_export(path: Path) -> bool:
    """True if the path is an export of tracker, by its beginning or its description."""
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


def _format_of_path(path: str) -> str:
    suffix = "" if path.endswith("/") or is_folder(path) else Path(path).suffix.lower()
    if path == STANDARD_INPUT:
        return "json"
    if suffix not in SUFFIXES:
        raise BadUsage(f"{path} names no format of an export; call it x.json, x.jsonl or x.zip, or give --format")
    return SUFFIXES[suffix]
