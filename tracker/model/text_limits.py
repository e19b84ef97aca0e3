"""How long the texts of a register may be and how many stand in one list; what is longer already can still be read."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

MAX_TITLE: Final = 1_000  # characters of a title, a name or a tag
MAX_TEXT: Final = 100_000  # of any other text
MAX_ITEMS: Final = 1_000  # of a list, such as the parties or the tags
SHORTER: Final = "make it shorter (see `tracker help limits`)"
_SHORT: Final = frozenset({"title", "titles", "name", "names", "tags"})
_GROWING: Final = frozenset({"history", "former"})


class TooLong(NamedTuple):
    """A part of a document that is too large: the field that it stands in, the part itself, and how large it is."""

    field: str
    value: Any
    why: str


def first_excess(document: Any, before: Any = None) -> TooLong | None:  # noqa: ANN401 - any part of a document
    """The first part of a document that is too large, unless it stood there before; None if there is none.

    >>> excess({"terms": {"title": "x" * 1001}}).why
    'it has 1001 characters, more than the 1000 that it may have'
    >>> excess({"terms": {"title": "x" * 1001, "tags": ["new"]}}, {"terms": {"title": "x" * 1001}})
    """
    found = list(_found("", document))
    known = [part.value for part in _found("", before)] if found else []
    return next((part for part in found if part.value not in known), None)


def _found(field: str, value: Any) -> Iterator[TooLong]:  # noqa: ANN401 - any part of a document
    if isinstance(value, str):
        longest = MAX_TITLE if field in _SHORT else MAX_TEXT
        if len(value) > longest:
            yield TooLong(field, value, f"it has {len(value)} characters, more than the {longest} that it may have")
    elif isinstance(value, dict):
        yield from _crowd(field, value)
        for name, part in value.items():
            yield from _found("name", name)
            yield from _found(field if field in _SHORT else name, part)
    elif isinstance(value, list | tuple):
        yield from _crowd(field, value)
        for part in value:
            yield from _found(field, part)


def _crowd(field: str, value: Any) -> Iterator[TooLong]:  # noqa: ANN401 - a list, or an object
    if len(value) > MAX_ITEMS and field not in _GROWING:
        yield TooLong(field, value, f"it has {len(value)} parts, more than the {MAX_ITEMS} that it may have")
