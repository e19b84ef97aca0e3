"""How a report of ours is known again in a file that another is to replace: by a mark, or by the names of columns."""

import json
import zipfile
from collections.abc import Callable
from typing import BinaryIO, Final

from tracker.render.csv import BYTE_ORDER_MARK, header
from tracker.reports.table import Table

GENERATOR: Final = "tracker"
COMMENT: Final = f"<!-- {GENERATOR} -->\n"  # before what is Markdown, where no reader sees it
HEAD: Final = 4096


def is_ours(name: str, table: Table, file: BinaryIO) -> bool:
    """Whether a file holds a listing like this one in that format, or nothing; a table for people bears no mark."""
    if not file.read(1):
        return True
    file.seek(0)
    return name in _KNOWN and _KNOWN[name](file, table)


def _begins(mark: str) -> Callable[[BinaryIO, Table], bool]:
    return lambda file, _: file.read(HEAD).startswith(mark.encode())


def _says(mark: bytes) -> Callable[[BinaryIO, Table], bool]:
    return lambda file, _: mark in file.read(HEAD)


def _has_header(file: BinaryIO, table: Table) -> bool:
    line = header(table).encode()
    return file.read(HEAD + len(line)).removeprefix(BYTE_ORDER_MARK.encode()).startswith(line)


def _has_keys(file: BinaryIO, table: Table) -> bool:
    """Whether the first object has the keys that each of ours has, or there is none."""
    try:
        text = file.read().decode().lstrip("[ \r\n")
        first, _ = json.JSONDecoder().raw_decode(text) if text.rstrip() != "]" else ({}, 0)
    except (ValueError, RecursionError):
        return False
    numbers = {column.number_name for column in table.columns}  # an earlier tracker wrote none
    names = [column.name for column in table.columns]
    return isinstance(first, dict) and (not first or [key for key in first if key not in numbers] == names)


def _is_workbook(file: BinaryIO, _: Table) -> bool:
    try:
        with zipfile.ZipFile(file) as parts:
            return f"<dc:creator>{GENERATOR}</dc:creator>".encode() in parts.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, EOFError):
        return False


_KNOWN: Final[dict[str, Callable[[BinaryIO, Table], bool]]] = {
    "csv": _has_header,
    "excel-csv": _has_header,
    "json": _has_keys,
    "jsonl": _has_keys,
    "markdown": _begins(COMMENT),
    "html": _says(f'<meta name="generator" content="{GENERATOR}">'.encode()),
    "xlsx": _is_workbook,
    "ics": _says(f"PRODID:-//{GENERATOR}//".encode()),
    "svg": _says(f"<metadata>{GENERATOR}</metadata>".encode()),
    "png": _says(f"Software\0{GENERATOR}".encode()),
}
