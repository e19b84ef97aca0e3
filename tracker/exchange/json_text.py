"""Parse JSON and JSON Lines for an import; a decimal number stays text, to keep it exact."""

from typing import Any, Final

from tracker.errors import NotImportable
from tracker.model.codec import parse_json
from tracker.model.text_limits import UNSTORABLE, is_storable, texts_of

MAX_KEYS: Final = 1000
_REMEDY: Final = "mend it, or export it again"


class DecimalText(str):
    """A decimal number of a JSON text, as it is written there."""

    __slots__ = ()


def read_json(path: str, text: str) -> Any:  # noqa: ANN401 - any JSON value
    """The value of a JSON text; refuse anything that is not strict JSON, with its position."""
    try:
        return parse_json(text, max_keys=MAX_KEYS, parse_float=DecimalText)
    except ValueError as error:
        raise NotImportable(path, str(error), _REMEDY) from None


def read_json_cell(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """The value of a cell that is written as JSON; refuse a text that cannot be stored."""
    value = read_json("the cell", text)
    if not all(is_storable(part) for _, part in texts_of(value)):
        raise NotImportable("the cell", f"one of its texts holds {UNSTORABLE}", "mend it")
    return value


def read_json_lines(path: str, text: str) -> list[tuple[int, Any]]:
    """The number and the value of each line, without the empty lines."""
    lines = ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    return [(number, read_json(f"line {number} of {path}", line)) for number, line in lines]
