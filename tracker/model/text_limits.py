"""Limits of texts: characters that cannot be stored or must not be shown, the longest text and the longest list.

Text that was stored before a limit was introduced can still be read.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

MAX_TITLE: Final = 1_000  # characters of a title, a name or a tag
MAX_TEXT: Final = 100_000  # characters of any other text
MAX_ITEMS: Final = 1_000  # items of a list, such as the parties or the tags
UNSTORABLE: Final = "a NUL character or half of a surrogate pair"
# Strict JSON readers refuse half of a surrogate pair; PostgreSQL refuses NUL.
_UNSTORABLE: Final = "[\0\ud800-\udfff]"
# Characters that act on a terminal or hide in a text: C0, DEL, C1, surrogates, line and paragraph separators; the two
# noncharacters that XML has no way to write; what Unicode calls Default_Ignorable_Code_Point, which is shown as
# nothing: bidirectional controls, joiners, fillers, variation selectors, tag characters; and the blank Braille pattern.
ACTIVE: Final = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
SHORTER: Final = "make it shorter (see `tracker help limits`)"
_SHORT: Final = frozenset({"title", "titles", "name", "names", "tags"})
_GROWING: Final = frozenset({"history", "former", "members"})


def is_storable(text: str) -> bool:
    """True if every back end can store the text."""
    return not re.search(_UNSTORABLE, text)


def texts_of(value: Any, field: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any part of a document
    """Every text in a document, the names of its fields included, each with the field that contains it.

    >>> list(texts_of({"tags": ["a", "b"]}, "terms"))
    [('terms', 'tags'), ('tags', 'a'), ('tags', 'b')]
    """
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield field, name
            yield from texts_of(part, name)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_of(part, field)


class TooLong(NamedTuple):
    """A part of a document that exceeds a limit: its field, the part itself, and the limit that it exceeds."""

    field: str
    value: Any
    why: str


def first_excess(document: Any, before: Any = None) -> TooLong | None:  # noqa: ANN401 - any part of a document
    """The first part of a document that exceeds a limit and was not in it before; None if there is none.

    >>> first_excess({"terms": {"title": "x" * 1001}}).why
    'it has 1001 characters, more than the limit of 1000'
    >>> first_excess({"terms": {"title": "x" * 1001, "tags": ["new"]}}, {"terms": {"title": "x" * 1001}})
    """
    found = list(_found("", document))
    known = [part.value for part in _found("", before)] if found else []
    return next((part for part in found if part.value not in known), None)


def _found(field: str, value: Any) -> Iterator[TooLong]:  # noqa: ANN401 - any part of a document
    if isinstance(value, str):
        longest = MAX_TITLE if field in _SHORT else MAX_TEXT
        if len(value) > longest:
            yield TooLong(field, value, f"it has {len(value)} characters, more than the limit of {longest}")
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
        yield TooLong(field, value, f"it has {len(value)} parts, more than the limit of {MAX_ITEMS}")
