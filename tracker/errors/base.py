"""The base classes of refusals, each with its exit code, and the functions that word their sentences."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

SHOWN_LETTERS: Final = 60
LONGEST_CHOICE: Final = 80  # letters of a text that are compared with the choices
BASES: Final = ("EUR", "GBP", "AUD", "USD")  # base currencies, by precedence


class TrackerError(Exception):
    """A refusal: what was refused, why, and what to do, in one sentence on one line."""

    exit_code: ClassVar[int] = 5

    def __init__(self, sentence: str) -> None:
        super().__init__(" ".join(sentence.split()))


class BadUsage(TrackerError):
    """The command line is wrong: exit 2."""

    exit_code = 2


class NotInRegister(TrackerError):
    """No commitment has the ref, or several begin with it: exit 3."""

    exit_code = 3


class StoreFault(TrackerError):
    """The register cannot be read or written: exit 4."""

    exit_code = 4


class BrokenRule(TrackerError):
    """A rule of the register forbids the change: exit 5."""

    exit_code = 5


def reason(error: OSError) -> str:
    """The reason that the operating system gives, as the end of a sentence.

    >>> reason(OSError(2, "No such file or directory"))
    'no such file or directory'
    """
    return (error.strerror or str(error)).lower()


def quoted(text: str) -> str:
    """A text in quotation marks, cut if it is too long for a sentence.

    >>> quoted("31/12/2025")
    '“31/12/2025”'
    """
    return f"“{text}”" if len(text) <= SHOWN_LETTERS else f"“{text[: SHOWN_LETTERS - 1]}…”"


def all_quoted(texts: Iterable[str]) -> str:
    """Texts in quotation marks, as alternatives.

    >>> all_quoted(["Nikkei", "Asahi"])
    '“Nikkei” or “Asahi”'
    """
    return " or ".join(map(quoted, texts))


def with_article(noun: str) -> str:
    """A noun with its indefinite article.

    >>> with_article("answer"), with_article("unit")
    ('an answer', 'a unit')
    """
    return f"{'an' if noun.startswith(('a', 'e', 'i', 'o')) else 'a'} {noun}"


def plural(count: int, noun: str, many: str = "") -> str:
    """A count with its noun; `many` is the plural where it does not end in s alone.

    >>> plural(1, "check"), plural(0, "check"), plural(2, "currency", "currencies")
    ('1 check', '0 checks', '2 currencies')
    """
    return f"{count} {noun if count == 1 else many or f'{noun}s'}"


def market_pair(one: str, other: str) -> str:
    """Two currencies as markets quote them, the base currency first.

    >>> market_pair("JPY", "USD"), market_pair("USD", "EUR"), market_pair("KRW", "JPY")
    ('USD/JPY', 'EUR/USD', 'JPY/KRW')
    """
    first, second = sorted((one, other), key=lambda code: (*(code != base for base in BASES), code))
    return f"{first}/{second}"


def nearest(text: str, choices: Sequence[str]) -> str:
    """The choice closest to a text, or with the closest beginning, as a part of a sentence; empty if none is close.

    >>> nearest("overdu", ["overdue", "undated"]), nearest("jp-us-fist", ["jp-us-first-project-decision"])
    (' (nearest: overdue)', ' (nearest: jp-us-first-project-decision)')
    """
    found = closest(text, choices)
    return f" (nearest: {found})" if found else ""


def closest(text: str, choices: Sequence[str]) -> str | None:
    """The choice closest to a text, or with the closest beginning; None if none is close."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a refusal needs it

    text = text[:LONGEST_CHOICE]
    letters = sorted(text)
    anagrams = [choice for choice in choices if sorted(choice) == letters]
    beginnings = {choice[: len(text)]: choice for choice in choices if text}
    by_beginning = [beginnings[beginning] for beginning in get_close_matches(text, beginnings, n=1, cutoff=0.85)]
    found = anagrams or get_close_matches(text, choices, n=1, cutoff=0.6) or by_beginning
    return found[0] if found else None
