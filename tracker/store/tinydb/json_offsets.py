"""At which byte of a register file a value stands, for whoever mends it by hand; it knows no fields, only JSON."""

import re
from collections.abc import Iterator, Sequence
from json import JSONDecoder
from typing import Final, TypeAlias

Steps: TypeAlias = Sequence[str | int]

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = JSONDecoder()


def byte_of(text: str, steps: Steps) -> int:
    """The byte at which the value at the end of a way begins, or the last one on the way that is there.

    >>> byte_of('{"a": [1, {"b": 2}]}', ["a", 1, "b"]), byte_of('{"a": [1, {}]}', ["a", 1, "b"])
    (16, 10)
    """
    place = _after_blank(text, 0)
    for step in steps:
        inner = next((start for name, start in _members(text, place) if name == step), None)
        if inner is None:
            break
        place = inner
    return len(text[:place].encode())


def _members(text: str, offset: int) -> Iterator[tuple[str | int, int]]:
    """The name or number of each member of the object or array at a place, and where its value begins."""
    if text[offset] not in "{[":
        return
    is_object, number, offset = text[offset] == "{", 0, _after_blank(text, offset + 1)
    while text[offset] not in "}]":
        name: str | int = number
        if is_object:
            name, offset = _DECODER.raw_decode(text, offset)
            offset = _after_blank(text, _after_blank(text, offset) + 1)  # over the colon
        yield name, offset
        offset = _after_blank(text, _DECODER.raw_decode(text, offset)[1])
        offset = _after_blank(text, offset + 1) if text[offset] == "," else offset
        number += 1


def _after_blank(text: str, offset: int) -> int:
    found = _BLANK.match(text, offset)
    return found.end() if found else offset
