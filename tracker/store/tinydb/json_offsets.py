"""The byte offset of a value in a register file, for a user who repairs the file by hand."""

import re
from collections.abc import Iterator, Sequence
from json import JSONDecoder
from typing import Final, TypeAlias

Steps: TypeAlias = Sequence[str | int]

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = JSONDecoder()


def byte_of(text: str, steps: Steps) -> int:
    """The byte offset of the value at the end of a path of keys and indexes, or of the last value that exists.

    >>> byte_of('{"a": [1, {"b": 2}]}', ["a", 1, "b"]), byte_of('{"a": [1, {}]}', ["a", 1, "b"])
    (16, 10)
    """
    offset = _skip_blanks(text, 0)
    for step in steps:
        inner = next((start for name, start in _members(text, offset) if name == step), None)
        if inner is None:
            break
        offset = inner
    return len(text[:offset].encode())


def _members(text: str, offset: int) -> Iterator[tuple[str | int, int]]:
    """The key or index of each member of the object or array at an offset, and the offset of its value."""
    if text[offset] not in "{[":
        return
    is_object, index, offset = text[offset] == "{", 0, _skip_blanks(text, offset + 1)
    while text[offset] not in "}]":
        name: str | int = index
        if is_object:
            name, offset = _DECODER.raw_decode(text, offset)
            offset = _skip_blanks(text, _skip_blanks(text, offset) + 1)  # skips the colon
        yield name, offset
        offset = _skip_blanks(text, _DECODER.raw_decode(text, offset)[1])
        offset = _skip_blanks(text, offset + 1) if text[offset] == "," else offset
        index += 1


def _skip_blanks(text: str, offset: int) -> int:
    found = _BLANK.match(text, offset)
    return found.end() if found else offset
