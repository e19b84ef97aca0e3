"""Query words -> a test of standings. A query is several words, typed one by one or in one text; all must hold."""

from collections.abc import Iterable
from typing import Final

from tracker.errors import MissingValue, quoted

from tracker.query import dates, sources, amounts, terms  # isort: skip # noqa: F401 - in the order of the help
from tracker.query.parser import (
    NOT,
    VIEW,
    alternatives_of,
    parts_of,
    require_limits,
    unjoined,
    unnegated,
    view_named,
    words_of,
)
from tracker.query.registry import WORDS, Test
from tracker.state.portfolio import Portfolio

# What the tables say in several words, each with the query word that finds it.
PHRASES: Final = {
    "past due": "overdue",
    "met late": "timeliness:met_late",
    "met on time": "timeliness:met_on_time",
    "delivered in full": "completed",
    "due soon": "timeliness:due_soon",
    "in grace": "timeliness:in_grace",
    "in progress": "in_progress",
    "partially met": "partially_met",
    "not met": "not_met, or not:met",
    "status unknown": "status:unknown",
}
_JOINED: Final = str.maketrans("", "", "-_")
__all__ = ["NOT", "VIEW", "WORDS", "Test", "parse_query", "table_phrases"]


def parse_query(texts: Iterable[str], portfolio: Portfolio) -> Test:
    """The test that all the words make together; refuses a word that does not exist, or a value it cannot have."""
    asked = list(texts)
    require_limits(asked, portfolio.register.views)
    try:
        return _all_of(asked, portfolio, ())
    except MissingValue:
        for typed, meant in table_phrases(asked).items():
            raise MissingValue(f"{quoted(typed)} is no query", f"write {meant}") from None
        raise


def table_phrases(texts: Iterable[str]) -> dict[str, str]:
    """Words of the tables that stand in a query one after the other, each with the query word that finds them.

    >>> phrased(["by:JP", "met", "late"]), phrased(["text:met late"])
    ({'met late': 'timeliness:met_late'}, {})
    """
    asked = " ".join(" ".join(texts).lower().split())
    return {typed: meant for typed, meant in PHRASES.items() if f" {typed} " in f" {asked} "}


def near_words(texts: Iterable[str]) -> dict[str, str]:
    """Free words that look like a query word, each with that word; they are searched for as text all the same.

    >>> mistyped(["overdu", "party:JP", "first project"])
    {'overdu': 'overdue'}
    """
    words = [word.rpartition(NOT)[2] for text in texts for word in words_of(text)]
    plain = [part for word in words for part in parts_of(word) if part.isascii() and part.translate(_JOINED).isalpha()]
    free = [part for part in plain if part not in WORDS]
    if not free:
        return {}
    from difflib import get_close_matches  # noqa: PLC0415 - only a free word needs it

    close = {part: get_close_matches(part, WORDS, n=1, cutoff=0.8) for part in free}
    return {part: found[0] for part, found in close.items() if found}


def _all_of(texts: Iterable[str], portfolio: Portfolio, views: tuple[str, ...]) -> Test:
    """As `read_query`, inside of those views."""
    tests = [_read_word(word, portfolio, views) for text in texts for word in unjoined(words_of(text))]
    return lambda standing: all(test(standing) for test in tests)


def _read_word(word: str, portfolio: Portfolio, views: tuple[str, ...]) -> Test:
    plain, wanted = unnegated(word)
    tests = [_test(name, value, portfolio, views) for name, value in alternatives_of(plain, portfolio)]
    return lambda standing: any(test(standing) for test in tests) is wanted


def _test(name: str, value: str, portfolio: Portfolio, views: tuple[str, ...]) -> Test:
    if name != VIEW:
        return WORDS[name].read(value, portfolio)
    return _all_of(view_named(value, portfolio, views).query, portfolio, (*views, value))
