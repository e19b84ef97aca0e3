"""The refs in a text, which a format with links makes links, and the anchors of the records that they lead to."""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import quote

from tracker.render.escape import escape_control

_WORD: Final = re.compile("[A-Za-z0-9_@./-]+")  # a word, as far as it can belong to a ref
_DISTINCT: Final = re.compile("[a-z0-9](?:[-/][a-z0-9]|(?<=[a-z])[0-9]{3})")  # a ref that cannot be an ordinary word
_BEFORE: Final = re.compile("|.?[(\uff08\uff1a\uff0c\u3001\u3002\uff1b]|[:,.;)\u201d\u2019] ", re.DOTALL)
_AFTER: Final = re.compile("$|[:,.;)\uff1a\uff0c\u3001\u3002\uff1b\uff09]| ?[(\uff08]")


def split_at_refs(text: str, refs: Collection[str], marked: Collection[str]) -> list[tuple[str, bool]]:
    """Split a text into parts, each with True if it is one of the refs: a whole word that cannot be another one.

    A text has each marked ref in it. What may be an ordinary word is a ref if it is marked and, without a digit or a
    hyphen, begins the text, stands between marks, or is there once.

    >>> split_at_refs("jp-us-gas. Buy gas", {"jp-us-gas", "gas"}, ())
    [('jp-us-gas', True), ('. Buy gas', False)]
    >>> split_at_refs("gas: buy gas", {"gas"}, {"gas"})
    [('gas', True), (': buy gas', False)]
    >>> split_at_refs("gas is late", {"gas"}, {"gas"})
    [('gas', True), (' is late', False)]
    """
    if not (marked or _DISTINCT.search(text)):
        return [(text, False)]
    parts: list[tuple[str, bool]] = []
    end = 0
    for found in _WORD.finditer(text):
        ref, start = found[0].rstrip("./-"), found.start()
        if ref in refs and (_DISTINCT.search(ref) or (ref in marked and _stands_apart(text, start, ref))):
            parts += [(text[end:start], False), (ref, True)]
            end = start + len(ref)
    parts.append((text[end:], False))
    return [part for part in parts if part[0]]


def _stands_apart(text: str, start: int, ref: str) -> bool:
    """True if the word is no ordinary one, begins the text, is there once, or stands between marks: “(gas)”."""
    end = start + len(ref)
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    if start == 0 or not ref.isalpha() or (_BEFORE.fullmatch(before) and _AFTER.match(after)):
        return True
    return sum(found[0].rstrip("./-") == ref for found in _WORD.finditer(text)) == 1


def anchor(ref: str) -> str:
    """The anchor of the record of a ref; a slash, which an anchor may contain, stays."""
    return f"record-{quote(escape_control(ref), safe='/')}"
