"""Text -> rows of cells by column, each with its place in the file: CSV, and JSON that is written like it."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any, Final

from msgspec import Struct

from tracker.errors import NotImportable
from tracker.exchange.columns import Header, read_header, recognised
from tracker.exchange.plan import Problem, Problems
from tracker.model.text_limits import is_storable
from tracker.render.csv import unguard
from tracker.render.escape import unescape_control

DELIMITERS: Final = (",", ";", "\t", "|")
_SEPARATOR: Final = re.compile(r"sep=([,;|\t])\r?\n")  # what spreadsheets put before the header
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
MAX_CELL: Final = 10_000_000  # characters
MAX_ROWS: Final = 1_000_000


class Row(Struct, frozen=True):
    """What a file says of one commitment: the text of every column that has one."""

    where: str
    cells: dict[str, str]


class Table(Struct, frozen=True):
    """The rows of a file, what is wrong with some of them, and the columns that were not read."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[str, ...]


def read_csv(path: str, text: str, mapped: dict[str, str], *, ignore_unknown: bool) -> Table:
    """The rows of a CSV text, whatever delimits its fields; what our own CSV made harmless is put back."""
    separated = _SEPARATOR.match(text)
    text = text[separated.end() :] if separated else text
    lines = records(path, text, separated[1] if separated else _delimiter(text, mapped))
    header = read_header(path, next(lines, ("", []))[1], mapped, ignore_unknown=ignore_unknown)
    problems = Problems(path)
    rows = [Row(where, _cells(header, where, cells, problems)) for where, cells in lines if any(map(str.strip, cells))]
    return Table(tuple(rows), tuple(problems), header.left_out)


def records(path: str, text: str, delimiter: str = ",") -> Iterator[tuple[str, list[str]]]:
    """The fields of every record and the line that it begins on; refuses too many, and quotes that do not close.

    The lines are given to the parser one by one: a StringIO of the text would take four bytes a character.
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
        raise NotImportable(path, f"the record on line {line} is no CSV ({error})", remedy) from None


def given(text: str) -> str:
    """The text of a field as it was before our CSV made it harmless."""
    return unescape_control(unguard(text))


def read_objects(path: str, objects: Iterable[Any], mapped: dict[str, str], *, ignore_unknown: bool) -> Table:
    """The rows of a list of JSON objects, keys for columns."""
    rows = [(f"item {number}", item) for number, item in enumerate(objects, 1)]
    for where, item in rows:
        if not isinstance(item, dict):
            raise NotImportable(path, f"{where} is no object", "write one JSON object a commitment")
    keys = list(dict.fromkeys(key for _, item in rows for key in item))
    header = read_header(path, keys, mapped, ignore_unknown=ignore_unknown)
    names = dict(zip(keys, header.names, strict=True))
    problems = Problems(path)
    found = [
        Row(where, _storable(where, {names[key]: _text(value) for key, value in item.items() if names[key]}, problems))
        for where, item in rows
    ]
    return Table(tuple(found), tuple(problems), header.left_out)


def _delimiter(text: str, mapped: dict[str, str]) -> str:
    """The delimiter by which the first line has the most columns that are known, then the most columns at all."""

    def columns(delimiter: str) -> tuple[int, int]:
        with_quotes = csv.reader(StringIO(text[:100_000], newline=""), delimiter=delimiter)
        found: Sequence[str] = next(with_quotes, [])
        return recognised(found, mapped), len(found)

    csv.field_size_limit(MAX_CELL)
    return max(DELIMITERS, key=columns)


def _cells(header: Header, where: str, fields: list[str], problems: list[Problem]) -> dict[str, str]:
    """The fields by their columns; a spreadsheet leaves out empty ones at the end, and only those."""
    beyond = [text for text in fields[len(header.names) :] if text.strip()]
    if beyond:
        why = f"the header names {len(header.names)} columns; quote a field that holds the delimiter"
        problems.append(Problem(where, "a field beyond the last column", beyond[0], why))
    cells = {name: given(text) for name, text in zip(header.names, fields, strict=False) if name}
    return _storable(where, cells, problems)


def _storable(where: str, cells: dict[str, str], problems: list[Problem]) -> dict[str, str]:
    for name, text in cells.items():
        if not is_storable(text):
            problems.append(Problem.unstorable(where, name))
    return {name: text for name, text in cells.items() if text.strip()}


def _text(value: Any) -> str:  # noqa: ANN401 - whatever JSON has
    """A JSON value as a cell has it: several texts with semicolons between them, nothing for null."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case list() if all(isinstance(part, str) and ";" not in part for part in value):
            return ";".join(value)
        case _:
            return json.dumps(value, ensure_ascii=False)
