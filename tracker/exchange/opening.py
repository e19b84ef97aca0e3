"""What a file is, by its shape: rows of commitments, or a register as a whole."""

from typing import BinaryIO, Final

from msgspec import Struct

from tracker.errors import NotImportable
from tracker.exchange.archive import ZIP, read_folder, unpack
from tracker.exchange.contents import Contents
from tracker.exchange.lossless import read_notation
from tracker.exchange.plan import Problem
from tracker.exchange.reading import SHIFT_JIS, STANDARD_INPUT, bytes_of, is_folder, text_of
from tracker.exchange.records import Table, read_csv, read_objects
from tracker.exchange.unpacking import altered, read_package

EMPTY: Final = "it is empty"


class Taking(Struct, frozen=True):
    """How a file is to be read: what its headings mean, whether unknown ones are passed over, its encoding."""

    mapped: dict[str, str] = {}
    ignore_unknown: bool = False
    encoding: str = ""


class Whole(Struct, frozen=True):
    """A register as a whole, and what is wrong with it."""

    contents: Contents
    problems: tuple[Problem, ...]


def open_file(place: str, standard_input: BinaryIO | None, taking: Taking) -> tuple[Table | Whole, str]:
    """What a file, a folder or standard input holds, and what should be said of how it was read."""
    if is_folder(place):
        return _package(place, read_folder(place), taking)
    raw = bytes_of(place, standard_input)
    name = "standard input" if place == STANDARD_INPUT else place
    if raw.startswith(ZIP):
        return _package(name, unpack(name, raw), taking)
    text, encoding = text_of(name, raw, taking.encoding)
    if not text.strip():
        raise NotImportable(name, EMPTY, "give a file with a header and a row for each commitment")
    said = "it was read as Shift-JIS; --encoding names another" if encoding == SHIFT_JIS and not taking.encoding else ""
    return _of_text(name, text, taking), said


def _of_text(name: str, text: str, taking: Taking) -> Table | Whole:
    if not text.lstrip().startswith(("{", "[")):
        return read_csv(name, text, taking.mapped, ignore_unknown=taking.ignore_unknown)
    found = read_notation(name, text)
    if isinstance(found, list):
        return read_objects(name, found, taking.mapped, ignore_unknown=taking.ignore_unknown)
    contents, problems = found
    return Whole(contents, tuple(problems))


def _package(name: str, files: dict[str, bytes], taking: Taking) -> tuple[Whole, str]:
    contents, problems = read_package(name, files, ignore_unknown=taking.ignore_unknown)
    others = altered(files)
    differ = "differs from its checksum" if len(others) == 1 else "differ from their checksums"
    said = f"{', '.join(others)} of {name} {differ}: edited since, or the export was cut short" if others else ""
    return Whole(contents, tuple(problems)), said
