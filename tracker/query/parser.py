"""A text -> the words of a query in it: split at spaces and commas, except between double quotes.

A space ends a word only where another one begins, so that a value or a free text may have several words in it:
`text:first project overdue` is two words, and so is `overdue "first project"`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

from tracker.errors import BadCode, BadReference, BadWord, LargeQuery, MissingValue, quoted
from tracker.model.register import View
from tracker.query.registry import WORDS
from tracker.state.portfolio import Portfolio

# A word and its value; of a view, the sign and the name.
Alternative: TypeAlias = tuple[str, str]
NOT: Final = "not:"
VIEW: Final = "@"
_PIECE: Final = re.compile(r'(?:"[^"]*"|[^"\s])+')
_PART: Final = re.compile(r'(?:"[^"]*"|[^",])*')
# Words of other query languages, each with how a query says it here.
JOINTS: Final = {
    "or": "put a comma between them, as in by:JP,US or overdue,undated; text:or searches for the word",
    "and": "leave it out, for all words must hold; text:and searches for the word",
    "not": "write it with a colon, as in not:overdue; text:not searches for the word",
}
_JOINT: Final = re.compile(r"^(?:or|and|not)(?!\S)|(?<=\s)(?:or|and|not)$", re.IGNORECASE)
_NAMED: Final = re.compile(r"[A-Za-z.-]+:")


def words_of(text: str) -> list[str]:
    """The words in a text, at least one, in the order they stand there.

    >>> words_of("party:JP overdue 赤沢"), words_of("first project"), words_of('tag:"a b" c not:undated')
    (['party:JP', 'overdue', '赤沢'], ['first project'], ['tag:"a b" c', 'not:undated'])
    """
    if text.count('"') % 2:
        raise MissingValue(f"{quoted(text)} is no query", "close the quotation mark, or leave it out")
    starts: list[int] = []
    is_whole = True
    for piece in _PIECE.finditer(text):
        if is_whole or _begins(piece[0]):
            starts.append(piece.start())
            is_whole = _takes_no_value(piece[0])
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=False)] or [""]


def unjoined(words: list[str]) -> list[str]:
    """The words of a text themselves; refuses `or`, `and` and `not` between them, and alone."""
    for place, word in enumerate(words):
        for joint in _JOINT.findall(word):
            is_before = word.startswith(joint) and (place > 0 or word == joint)
            if is_before or (word.endswith(joint) and place < len(words) - 1):
                raise MissingValue(f"{quoted(joint)} joins no query words", JOINTS[joint.lower()])
    return words


def parts_of(word: str) -> list[str]:
    """A word taken apart at its commas.

    >>> parts_of('by:JP,"a, b",')
    ['by:JP', '"a, b"', '']
    """
    parts, end = [], -1
    while end < len(word):
        found = _PART.match(word, end + 1)
        parts.append(word[end + 1 : found.end()] if found else "")
        end = found.end() if found else len(word)
    return parts


def is_quoted(part: str) -> bool:
    """Whether it can only be a value."""
    return part.startswith('"')


def unquoted(text: str) -> str:
    """The text without its quotation marks."""
    return text.replace('"', "")


def unnegated(word: str) -> tuple[str, bool]:
    """The word without `not:`, and whether it is to hold.

    >>> unnegated("not:overdue"), unnegated("not:not:overdue")
    (('overdue', False), ('overdue', True))
    """
    holds = True
    while word.startswith(NOT):
        word, holds = word.removeprefix(NOT), not holds
    return word, holds


def alternatives_of(word: str, portfolio: Portfolio) -> Iterator[Alternative]:
    """Split `category:energy,tariff` and `overdue,@desk` at the commas into words with their values.

    What could be either is a value of the word before it: `confidence:reported,disputed` asks twice for a confidence.
    """
    name = "text"
    for part in parts_of(word):
        head, colon, value = ("", "", part) if is_quoted(part) else part.partition(":")
        if part.startswith(VIEW):
            yield VIEW, part.removeprefix(VIEW)
            continue
        if colon and head not in WORDS:
            raise BadWord(unquoted(part), list(WORDS))
        if part in WORDS and part not in WORDS[name].values(portfolio):
            name, value = part, WORDS[part].bare
        elif colon:
            name = head
        else:
            value = part
        value = unquoted(value)
        if WORDS[name].takes_value != bool(value):
            raise MissingValue(f"{quoted(word)} is no query", f"write {WORDS[name].example}")
        yield name, value


def view_named(name: str, portfolio: Portfolio, views: tuple[str, ...]) -> View:
    """The saved view of that name, which may not be one of those that it is in."""
    view = portfolio.register.views.get(name)
    if view is None:
        raise BadCode("saved view", name, "`tracker view` lists them", list(portfolio.register.views))
    if name in views:
        raise BadReference(f"{VIEW}{name}", "it is a part of itself; save one of its parts anew")
    return view


def _begins(piece: str) -> bool:
    """Whether a piece of a text begins a word, and does not go on with the one before it."""
    return piece.startswith((NOT, '"')) or bool(_NAMED.match(piece)) or _is_whole(parts_of(piece)[0])


def _takes_no_value(piece: str) -> bool:
    """Whether what follows a piece cannot belong to it."""
    return _is_whole(parts_of(piece)[-1].rpartition(NOT)[2])


def _is_whole(part: str) -> bool:
    """Whether it is a word without a value, or a view."""
    return part.startswith(VIEW) or (part in WORDS and not WORDS[part].needs_value)


MAX_WORDS: Final = 1000
MAX_NESTING: Final = 20


class _Size(NamedTuple):
    """How many words a query has when its views are expanded, and how many views stand within each other."""

    words: int
    nesting: int


def require_limits(texts: Iterable[str], views: Mapping[str, View]) -> None:
    """Refuse a query that expands to too many words; each view is counted once, and none is expanded for that."""
    size = _size(texts, views, {}, ())
    if size.nesting > MAX_NESTING:
        raise LargeQuery(f"nests more than {MAX_NESTING} saved views")
    if size.words > MAX_WORDS:
        raise LargeQuery(f"has more than {MAX_WORDS} words, those of its saved views included")


def _size(texts: Iterable[str], views: Mapping[str, View], known: dict[str, _Size], within: tuple[str, ...]) -> _Size:
    """The size of a query inside of those views; `known` has the sizes of the views that were counted."""
    if len(within) > MAX_NESTING:
        return _Size(0, len(within))
    words = nesting = 0
    for part in (part for text in texts for word in words_of(text) for part in parts_of(unnegated(word)[0])):
        name = part.removeprefix(VIEW)
        words += 1
        if not part.startswith(VIEW) or name in within or name not in views:
            continue
        if name not in known:
            known[name] = _size(views[name].query, views, known, (*within, name))
        words, nesting = words + known[name].words, max(nesting, 1 + known[name].nesting)
    return _Size(words, nesting)
