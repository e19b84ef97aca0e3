"""Recognise a file as a report of tracker, which another report may replace: by a signature or by its columns."""

import json
import zipfile
from typing import BinaryIO, Final

from tracker.render import GENERATOR, Format, format_named
from tracker.render.csv import BYTE_ORDER_MARK, header
from tracker.reports.table import Table

HEAD: Final = 4096  # bytes of a file in which a signature is looked for


def is_ours(name: str, table: Table, file: BinaryIO) -> bool:
    """True if a file is empty or is a report like this table in that format."""
    if not file.read(1):
        return True
    file.seek(0)
    found = format_named(name)
    recognise = globals()[found.recognised_by]
    answer: bool = recognise(found, file, table)
    return answer


def is_never_ours(*_: object) -> bool:
    """False: a table for people has no signature."""
    return False


def has_signature(found: Format, file: BinaryIO, _: Table) -> bool:
    """True if the signature of the format is near the beginning."""
    return found.signature.encode() in file.read(HEAD)


def begins_with_signature(found: Format, file: BinaryIO, _: Table) -> bool:
    """True if the file begins with the signature of the format."""
    return file.read(HEAD).startswith(found.signature.encode())


def has_header(_: Format, file: BinaryIO, table: Table) -> bool:
    """True if the first record has the names of the columns, after any byte order mark."""
    line = header(table).encode()
    return file.read(HEAD + len(line)).removeprefix(BYTE_ORDER_MARK.encode()).startswith(line)


def has_keys(_: Format, file: BinaryIO, table: Table) -> bool:
    """True if the first object has the keys of the columns, or there is no object."""
    try:
        text = file.read().decode().lstrip("[ \r\n")
        first, _end = json.JSONDecoder().raw_decode(text) if text.rstrip() != "]" else ({}, 0)
    except (ValueError, RecursionError):
        return False
    numbers = {column.number_name for column in table.columns}  # an earlier tracker wrote none
    names = [column.name for column in table.columns]
    return isinstance(first, dict) and (not first or [key for key in first if key not in numbers] == names)


def is_workbook(_: Format, file: BinaryIO, __: Table) -> bool:
    """True if the file is a workbook that names tracker as its author."""
    try:
        with zipfile.ZipFile(file) as parts:
            return f"<dc:creator>{GENERATOR}</dc:creator>".encode() in parts.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, EOFError):
        return False
