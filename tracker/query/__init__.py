"""Query words -> a test of standings. A query is several words, typed one by one or in one text; all must hold."""

from collections.abc import Iterable, Iterator

from tracker.errors import BadCode, BadReference, BadWord, MissingValue, quoted
from tracker.query import days, evidence, figures, terms  # noqa: F401 - each enters its words
from tracker.query.registry import WORDS, Test
from tracker.query.splitting import NOT, VIEW, is_quoted, parts_of, unquoted, words_of
from tracker.state.portfolio import Portfolio

__all__ = ["NOT", "VIEW", "WORDS", "Test", "read_query"]


def read_query(texts: Iterable[str], portfolio: Portfolio) -> Test:
    """The test that all the words make together; refuses a word that does not exist, or a value it cannot have."""
    return _all_of(texts, portfolio, ())


def mistyped(texts: Iterable[str]) -> dict[str, str]:
    """Texts that a query searches for and that look like a query word, each with that word.

    >>> mistyped(["overdu", "party:JP", "first project"])
    {'overdu': 'overdue'}
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only where nothing was found

    words = [word.rpartition(NOT)[2] for text in texts for word in words_of(text)]
    plain = [part for word in words for part in parts_of(word) if part.isascii() and part.replace("-", "").isalpha()]
    close = {part: get_close_matches(part, WORDS, n=1, cutoff=0.8) for part in plain if part not in WORDS}
    return {part: found[0] for part, found in close.items() if found}


def _all_of(texts: Iterable[str], portfolio: Portfolio, views: tuple[str, ...]) -> Test:
    """As `read_query`, inside of those views."""
    tests = [_read_word(word, portfolio, views) for text in texts for word in words_of(text)]
    return lambda standing: all(test(standing) for test in tests)


def _read_word(word: str, portfolio: Portfolio, views: tuple[str, ...]) -> Test:
    wanted = True
    while word.startswith(NOT):
        word, wanted = word.removeprefix(NOT), not wanted
    tests = [_test(name, value, portfolio, views) for name, value in _alternatives(word, portfolio)]
    return lambda standing: any(test(standing) for test in tests) is wanted


def _test(name: str, value: str, portfolio: Portfolio, views: tuple[str, ...]) -> Test:
    if name != VIEW:
        return WORDS[name].read(value, portfolio)
    view = portfolio.register.views.get(value)
    if view is None:
        raise BadCode("saved view", value, "`tracker view` lists them", list(portfolio.register.views))
    if value in views:
        raise BadReference(f"{VIEW}{value}", "it is a part of itself; save one of its parts anew")
    return _all_of(view.query, portfolio, (*views, value))


def _alternatives(word: str, portfolio: Portfolio) -> Iterator[tuple[str, str]]:
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
            name, value = part, ""
        elif colon:
            name = head
        else:
            value = part
        value = unquoted(value)
        if WORDS[name].takes_value != bool(value):
            raise MissingValue(f"{quoted(word)} is no query", f"write {WORDS[name].example}")
        yield name, value
