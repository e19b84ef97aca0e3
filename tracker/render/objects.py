"""JSON and JSON Lines: values as they are, amounts as text; active characters are escaped and parse back the same."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from tracker.render.surface import ACTIVE, Surface
from tracker.reports.listing import Listing, Value, plain

_TO_ESCAPE: Final = re.compile(f"(?!\\n)[{ACTIVE}]")


def as_json(listing: Listing, _: Surface) -> Iterator[str]:
    """One array with an object a row, `[]` when there is none."""
    yield escaped(json.dumps(objects(listing), ensure_ascii=False, indent=2)) + "\n"


def as_jsonl(listing: Listing, _: Surface) -> Iterator[str]:
    """One object a line."""
    for row in objects(listing):
        yield escaped(json.dumps(row, ensure_ascii=False)) + "\n"


def objects(listing: Listing) -> list[dict[str, Any]]:
    """The rows as plain objects, keys in the order of the columns."""
    names = [column.name for column in listing.columns]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in listing.rows]


def _plain(value: Value) -> Any:  # noqa: ANN401 - whatever JSON has
    match value:
        case None | bool() | int():
            return value
        case tuple():
            return list(value)
        case Listing():
            return objects(value)
        case _:
            return plain(value)


def escaped(text: str) -> str:
    """JSON in which every active character but the end of a line is written as an escape."""
    return _TO_ESCAPE.sub(lambda found: json.dumps(found[0])[1:-1], text)
