"""The amounts and the dates in the words of a source."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Final, TypeVar

from tracker.errors import BadAmount, BadUsage
from tracker.model.amounts import CURRENCY_NAMES, MAGNITUDES, QUALIFIERS, Amount, is_currency, read_amount
from tracker.model.dates import DateSpan, span

Read = TypeVar("Read")
MAX_CHARACTERS: Final = 500  # characters of a citation that are parsed
MAX_WORDS: Final = 8  # words of one amount or date
WORDS_BEFORE_DIGIT: Final = 4  # an amount or date has a digit in its first words
# The end of a clause. A comma between digits is a separator of thousands.
_CLAUSES: Final = r"[;:()（）「」、。，；：]|(?<!\d),|,(?!\d)"
# The beginning of an amount: its qualifier, period, currency and first digit.
_BEGINS: Final = (
    rf"(?i)(?:(?:{'|'.join(map(re.escape, QUALIFIERS))})\s*)?(?:年間|[每毎]年|연간|매년)?\s*"
    rf"(?:(?-i:[A-Z]{{3}})|{'|'.join(map(re.escape, CURRENCY_NAMES))})?\s*[+−-]?\d"
)
# A number with an English word for its magnitude.
_MAGNITUDE: Final = rf"(?i)\d[ -]?(?:{'|'.join(MAGNITUDES)})\b"
_DIGIT: Final = r"(?=\d)"
_STOP_WORDS: Final = frozenset(
    ("a", "and", "as", "at", "but", "by", "for", "from", "in", "is", "of", "on", "or", "over", "the", "to", "with")
)
_RANGE: Final = frozenset({"to", "or", "-", "–"})


@lru_cache(maxsize=65536)
def amounts_in(text: str) -> tuple[Amount, ...]:
    """The amounts in a text; an amount with a magnitude and no unit takes the first currency of the text.

    >>> [str(amount) for amount in amounts_in("JPY 1,055.1bn over five years, about 211bn a year")]
    ['JPY 1.0551tn', '~ JPY 211bn/yr']
    """
    currency = next((amount.unit for amount in values_in(text, _measured) if is_currency(amount.unit)), "")
    return tuple(values_in(text, lambda words: _figure(words, currency)))


@lru_cache(maxsize=65536)
def dates_in(text: str) -> tuple[DateSpan, ...]:
    """The dates in a text.

    >>> [str(date) for date in dates_in("not by the end of Q1 2026 but on 28.4.2026")]
    ['2026-Q1', '2026-04-28']
    """
    return tuple(values_in(text, span))


def values_in(text: str, read: Callable[[str], Read]) -> Iterator[Read]:
    """Longest-match parser: the values in a text that `read` accepts, without the lower bounds of ranges.

    >>> [str(amount) for amount in values_in("USD 36bn is about JPY 5.5tn, not JPY 6 to 7 trillion", read_amount)]
    ['USD 36bn', '~ JPY 5.5tn']
    """
    for clause in re.split(_CLAUSES, text[:MAX_CHARACTERS]):
        words = clause.split()
        while words:
            length, found = _longest(words[:MAX_WORDS], read)
            words = words[length:]
            if found is not None and not (words and words[0] in _RANGE):
                yield found


def has_magnitude(words: str) -> bool:
    """True if a text has a number with an English word for its magnitude."""
    return re.search(_MAGNITUDE, words) is not None


def _figure(words: str, currency: str) -> Amount:
    try:
        return _measured(words)
    except BadUsage:
        if not currency or not has_magnitude(words):
            raise
    return _measured(re.sub(_DIGIT, f"{currency} ", words, count=1))


def _measured(words: str) -> Amount:
    """Parse an amount; refuse it if its unit is only the next word of the sentence."""
    if not re.match(
        _BEGINS, words
    ):  # the most frequent case; the full parser takes a hundred times as long to refuse it
        raise BadAmount(words)
    found = read_amount(words)
    if found.unit.lower() in _STOP_WORDS:
        raise BadAmount(words)
    return found


def _longest(words: list[str], read: Callable[[str], Read]) -> tuple[int, Read | None]:
    """The number of words that form the longest value, and the value; one word and None without a value."""
    if re.search(_DIGIT, " ".join(words[:WORDS_BEFORE_DIGIT])):
        for length in range(len(words), 0, -1):
            with suppress(BadUsage):
                return length, read(" ".join(words[:length]))
    return 1, None
