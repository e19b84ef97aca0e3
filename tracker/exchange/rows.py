"""Parse the text of a CSV or JSON file into rows of cells, each with its position in the file."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from tracker.errors import NotImportable
from tracker.exchange.columns import Header, read_header, recognised
from tracker.exchange.plan import Problem, Problems
from tracker.model.text_limits import is_storable
from tracker.render.csv import join_texts, unguard
from tracker.render.escape import unescape_control

DELIMITERS: Final = (",", ";", "\t", "|")
_SEPARATOR: Final = re.compile(r"sep=([,;|\t])\r?\n")  # the first line of some spreadsheets, before the header
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
MAX_CELL: Final = 10_000_000  # characters
MAX_ROWS: Final = 1_000_000


class Row(Struct, frozen=True):
    """One row of a file: the text of each column that is not empty."""

    where: str
    cells: dict[str, str]


class RowFile(Struct, frozen=True):
    """The rows of a file, the problems with them, and the header; `folder` is None for standard input."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    header: Header
    folder: Path | None = None


def read_csv(path: str, text: str, mapped: dict[str, str], *, ignore_unknown: bool) -> RowFile:
    """Parse a CSV text with any delimiter; undo the escapes of our own CSV."""
    separated = _SEPARATOR.match(text)
    text = text[separated.end() :] if separated else text
    lines = records(path, text, separated[1] if separated else _delimiter(text, mapped))
    header = read_header(path, next(lines, ("", []))[1], mapped, ignore_unknown=ignore_unknown)
    problems = Problems(path)
    rows = [Row(where, _cells(header, where, cells, problems)) for where, cells in lines if any(map(str.strip, cells))]
    return RowFile(tuple(rows), tuple(problems), header)


def records(path: str, text: str, delimiter: str = ",") -> Iterator[tuple[str, list[str]]]:
    """The fields of each record and the line it begins on; refuses too many records and quotes that do not close.

    The parser gets the lines one by one: a StringIO of the text would take four bytes a character.
    """
    csv.field_size_limit(MAX_CELL)
    lines = (found[0] for found in _LINE.finditer(text))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    try:
        for number, fields in enumerate(reader):
            if number > MAX_ROWS:
                raise NotImportable(path, f"it has more than {MAX_ROWS} rows", "divide it and import the parts")
            yield f"line {line}", fields
            line = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            why = f"a cell of the record on line {line} has more than {MAX_CELL} characters"
            raise NotImportable(path, why, "make it shorter (see `tracker help limits`)") from None
        remedy = 'quote fields with " and write a quote within one twice'
        raise NotImportable(path, f"the record on line {line} is not CSV ({error})", remedy) from None


def unescape(text: str) -> str:
    """The text of a field without the escapes of our CSV."""
    return unescape_control(unguard(text))


def read_objects(path: str, objects: Iterable[Any], mapped: dict[str, str], *, ignore_unknown: bool) -> RowFile:
    """The rows of a list of JSON objects; the keys are the columns."""
    rows = [(f"item {number}", item) for number, item in enumerate(objects, 1)]
    for where, item in rows:
        if not isinstance(item, dict):
            raise NotImportable(path, f"{where} is not an object", "write one JSON object a commitment")
    keys = list(dict.fromkeys(key for _, item in rows for key in item))
    header = read_header(path, keys, mapped, ignore_unknown=ignore_unknown)
    names = dict(zip(keys, header.names, strict=True))
    problems = Problems(path)
    found = [
        Row(where, _storable(where, {names[key]: _text(value) for key, value in item.items() if names[key]}, problems))
        for where, item in rows
    ]
    return RowFile(tuple(found), tuple(problems), header)


def _delimiter(text: str, mapped: dict[str, str]) -> str:
    """The delimiter that gives the first line the most known columns, then the most columns."""

    def columns(delimiter: str) -> tuple[int, int]:
        headings: Sequence[str] = next(csv.reader(StringIO(text[:100_000], newline=""), delimiter=delimiter), [])
        return recognised(headings, mapped), len(headings)

    csv.field_size_limit(MAX_CELL)
    return max(DELIMITERS, key=columns)


def _cells(header: Header, where: str, fields: list[str], problems: list[Problem]) -> dict[str, str]:
    """The fields by column. A spreadsheet may leave out the empty fields at the end of a row."""
    beyond = [text for text in fields[len(header.names) :] if text.strip()]
    if beyond:
        why = f"the header names {len(header.names)} columns; quote a field that holds the delimiter"
        problems.append(Problem(where, "a field beyond the last column", beyond[0], why))
    cells = {name: unescape(text) for name, text in zip(header.names, fields, strict=False) if name}
    return _storable(where, cells, problems)


def _storable(where: str, cells: dict[str, str], problems: list[Problem]) -> dict[str, str]:
    for name, text in cells.items():
        if not is_storable(text):
            problems.append(Problem.unstorable(where, name))
    return {name: text for name, text in cells.items() if text.strip()}


def _text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """A JSON value as the text of a cell: texts joined with semicolons, empty for null."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case list() if all(isinstance(part, str) for part in value):
            return join_texts(value)
        case _:
            return json.dumps(value, ensure_ascii=False)
