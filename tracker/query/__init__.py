"""Query words -> a test of standings. A query is several words; all must hold."""

from collections.abc import Iterable, Iterator
from typing import Final

from tracker.errors import BadWord, MissingValue
from tracker.query.words import WORDS, Test
from tracker.state.portfolio import Portfolio

NOT: Final = "not:"


def read_query(words: Iterable[str], portfolio: Portfolio) -> Test:
    """The test that all the words make together; refuses a word that does not exist, or a value it cannot have."""
    tests = [_read_word(word, portfolio) for word in words]
    return lambda standing: all(test(standing) for test in tests)


def _read_word(word: str, portfolio: Portfolio) -> Test:
    wanted = True
    while word.startswith(NOT):
        word, wanted = word.removeprefix(NOT), not wanted
    tests = [WORDS[name].read(value, portfolio) for name, value in _alternatives(word, portfolio)]
    return lambda standing: any(test(standing) for test in tests) is wanted


def _alternatives(word: str, portfolio: Portfolio) -> Iterator[tuple[str, str]]:
    """Split `category:energy,tariff` and `overdue,undated` at the commas into words with their values.

    What could be either is a value of the word before it: `confidence:reported,disputed` asks twice for a confidence.
    """
    name = "text"
    for part in word.split(","):
        head, colon, value = part.partition(":")
        if colon and head not in WORDS:
            raise BadWord(part, list(WORDS))
        if part in WORDS and part not in WORDS[name].values(portfolio):
            name = part
        elif colon:
            name = head
        else:
            value = part
        if WORDS[name].takes_value != bool(value):
            raise MissingValue(f"“{word}” is no query", f"write {WORDS[name].example}")
        yield name, value
