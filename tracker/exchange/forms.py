"""The lossless forms of a register by name: how each is written, and how one that was written is known again."""

import json
import zipfile
from pathlib import Path
from typing import Final

from tracker.commitment import one_of
from tracker.errors import BadUsage
from tracker.exchange.archive import DAMAGE, pack
from tracker.exchange.contents import META, Contents
from tracker.exchange.lossless import as_json, as_json_lines
from tracker.exchange.package import DESCRIPTION, as_package
from tracker.exchange.reading import STANDARD_INPUT, is_folder

FORMS: Final = ("json", "jsonl", "zip", "folder")
SUFFIXES: Final = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".zip": "zip", "": "folder"}
MAX_DESCRIPTION: Final = 1_000_000
_BEGINNING: Final = f'{{"{META}":'


def form_of(place: str, name: str) -> str:
    """The form that is named, else the one that the place has in its name."""
    form: str = one_of("form of an export", name, FORMS) if name else _by_name(place)
    if place == STANDARD_INPUT and form not in {"json", "jsonl"}:
        raise BadUsage(f"a {form} cannot be written to standard output; give --format json or jsonl, or a place")
    return form


def written(contents: Contents, form: str) -> dict[str, bytes]:
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


def _by_name(place: str) -> str:
    suffix = "" if place.endswith("/") or is_folder(place) else Path(place).suffix.lower()
    if place == STANDARD_INPUT:
        return "json"
    if suffix not in SUFFIXES:
        raise BadUsage(f"{place} names no form of an export; call it x.json, x.jsonl or x.zip, or give --format")
    return SUFFIXES[suffix]
