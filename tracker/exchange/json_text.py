"""JSON and JSON Lines -> values: one reading for whatever they hold; figures stay the text that they are written as."""

import json
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from tracker.errors import NotImportable

MAX_KEYS: Final = 1000
_REMEDY: Final = "mend it, or export it again"


def read_json(path: str, text: str) -> Any:  # noqa: ANN401 - whatever JSON has
    """The value of a JSON text; refuses, with the position, what is none or says one thing twice."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_float=str, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        why = f"it is not JSON at line {error.lineno}, column {error.colno}"
        raise NotImportable(path, why, _REMEDY) from None
    except RecursionError:
        raise NotImportable(path, "it is nested too deeply", _REMEDY) from None
    except ValueError as error:
        raise NotImportable(path, str(error), _REMEDY) from None


def read_json_lines(path: str, text: str) -> list[Any]:
    """The value of every line that is not empty."""
    lines = ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    return [read_json(f"line {number} of {path}", line) for number, line in lines]


def all_texts(path: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever JSON has
    """Every text in a value, the names of fields too, each with the field that it stands in.

    >>> list(texts("terms", {"tags": ["a", "b"]}))
    [('terms', 'tags'), ('tags', 'a'), ('tags', 'b')]
    """
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield path, name
            yield from all_texts(name, part)
    elif isinstance(value, list):
        for part in value:
            yield from all_texts(path, part)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; only the tables of a register file, whose keys are numbers, may have many keys."""
    if len(pairs) > MAX_KEYS and not pairs[0][0].isdecimal():
        raise ValueError(f"an object in it has more than {MAX_KEYS} keys")
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise ValueError(f"“{name}” stands twice in one object")
        values[name] = value
    return values


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"it holds {name}, which is no number in JSON")
