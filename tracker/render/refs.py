"""The refs in a text, which a format with links makes links, and the anchors of the records that they lead to."""

import re
from collections.abc import Collection, Iterator
from typing import Final
from urllib.parse import quote

from tracker.render.escape import escape_control

_WORD: Final = re.compile("([A-Za-z0-9_@./-]+)")  # a word, as far as it can belong to a ref
_DISTINCT: Final = re.compile("[a-z0-9][-/][a-z0-9].*|[a-z][0-9]{3,}")  # a ref that cannot be an ordinary word


def words(text: str, refs: Collection[str], marked: Collection[str]) -> Iterator[tuple[str, bool]]:
    """The text in parts, each with whether it is one of the refs: a whole word, and marked if it may be ordinary.

    >>> list(words("jp-us-gas. Buy gas", {"jp-us-gas", "gas"}, ()))
    [('jp-us-gas', True), ('. Buy gas', False)]
    """
    other = ""
    for word in _WORD.split(text) if marked or _DISTINCT.search(text) else (text,):
        ref = word.rstrip("./-")
        if ref in refs and (ref in marked or _DISTINCT.search(ref)):
            if other:
                yield other, False
            yield ref, True
            other = word[len(ref) :]
        else:
            other += word
    if other:
        yield other, False


def anchor(ref: str) -> str:
    """The anchor of the record of a ref; a slash, which an anchor may contain, stays."""
    return f"record-{quote(escape_control(ref), safe='/')}"
