"""JSON and JSON Lines: values as they are, each amount as exact text and as a number.

Active characters are escaped and parse back the same.
"""

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any, Final

import msgspec

from tracker.model.text_limits import ACTIVE
from tracker.render.escape import IN_PLACE, Terminal, may_be_active
from tracker.reports.table import Column, Table, Value, plain

EXACT: Final = 2**53  # whole numbers below this are exact in every reader
_TO_ESCAPE: Final = f"[{ACTIVE}](?<!\\n){IN_PLACE}"


def as_json(table: Table, _: Terminal) -> Iterator[str]:
    """One array with an object for each row."""
    # The encoder of the standard library is slow where it indents.
    yield msgspec.json.format(escaped(json.dumps(objects(table), ensure_ascii=False)), indent=2) + "\n"


def as_jsonl(table: Table, _: Terminal) -> Iterator[str]:
    """One object on each line."""
    for row in objects(table):
        yield escaped(json.dumps(row, ensure_ascii=False)) + "\n"


def objects(table: Table) -> list[dict[str, Any]]:
    """The rows as plain objects, keys in the order of the columns."""
    return [dict(_members(table.columns, row)) for row in table.rows]


def _members(columns: Sequence[Column], row: Sequence[Value]) -> Iterator[tuple[str, Any]]:
    """The keys and values of a row; an amount is followed by the same amount as a number, to filter and sort by."""
    for column, value in zip(columns, row, strict=True):
        yield column.name, _plain(value)
        if column.number_name:
            yield column.number_name, _number(value) if isinstance(value, Decimal) else None


def _number(value: Decimal) -> int | float | None:
    """The nearest number that every reader of JSON can hold; None if the amount has no number."""
    near = float(value)
    if not isfinite(near):
        return None
    return int(near) if near.is_integer() and abs(near) < EXACT else near


def _plain(value: Value) -> Any:  # noqa: ANN401 - whatever JSON has
    match value:
        case None | bool() | int():
            return value
        case tuple():
            return list(value)
        case Table():
            return objects(value)
        case _:
            return plain(value)


def escaped(text: str) -> str:
    """JSON in which every active character but the end of a line is written as an escape."""
    if not may_be_active(text.replace("\n", "")):
        return text
    return re.sub(_TO_ESCAPE, lambda found: json.dumps(found[0])[1:-1], text)
