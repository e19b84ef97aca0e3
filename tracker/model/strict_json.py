"""Strict JSON: duplicate keys, NaN and nesting that is too deep are refused, and the refusal says where."""

import json
from collections.abc import Callable
from typing import Any, NoReturn


def parse_json(text: str | bytes, *, max_keys: int = 0, parse_float: Callable[[str], Any] = float) -> Any:  # noqa: ANN401 - whatever JSON has
    """The value of a JSON text; ValueError says why it is refused.

    `max_keys`: the most keys of an object, 0 for any number. An object whose keys are numbers may have more, as the
    tables of a register file do.

    >>> parse_json('{"a": 0.10}', parse_float=str)
    {'a': '0.10'}
    >>> parse_json('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ValueError: the key “a” appears twice in one object
    """

    def read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if max_keys and len(pairs) > max_keys and not pairs[0][0].isdecimal():
            raise ValueError(f"an object in it has more than {max_keys} keys")
        values = dict(pairs)
        if len(values) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in values if keys.count(key) > 1)
            raise ValueError(f"the key “{twice}” appears twice in one object")
        return values

    try:
        return json.loads(text, object_pairs_hook=read_object, parse_float=parse_float, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        byte = len(error.doc[: error.pos].encode())
        where = f"line {error.lineno}, column {error.colno} (byte {byte})"
        raise ValueError(f"it is not JSON at {where}: {error.msg}") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"it contains {name}, which is not a number in JSON")
