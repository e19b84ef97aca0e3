"""How much one query may ask: its words, with all those that its saved views stand for, and views within views."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from tracker.errors import LargeQuery
from tracker.query.splitting import VIEW, parts_of, unnegated, words_of
from tracker.register import View

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
