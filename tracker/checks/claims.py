"""What the record and its sources claim an amount or a deadline to be: figures and dates, read out of what they say."""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from typing import Final, TypeVar

from msgspec import Struct

from tracker.errors import BadAmount, BadUsage
from tracker.model.amounts import CURRENCY_NAMES, MAGNITUDES, QUALIFIERS, Amount, is_currency, read_amount
from tracker.model.commitment import CitationEvent
from tracker.model.dates import DateSpan, span
from tracker.state.fold import State
from tracker.state.sources import citations_of, witness_of

Read = TypeVar("Read")
RECORD: Final = "the record"
MAX_CHARACTERS: Final = 500  # characters of a citation that are looked through
MAX_WORDS: Final = 8  # words that one figure or date is written in
WORDS_BEFORE_DIGIT: Final = 4  # words of it by which there is a digit
# Where one statement of a text ends; a comma between digits groups them.
_CLAUSES: Final = re.compile(r"[;:()（）「」、。，；：]|(?<!\d),|,(?!\d)")
# How an amount begins: how exact it is, whether it is yearly, its currency, and its first digit.
_BEGINS: Final = re.compile(
    rf"(?:(?:{'|'.join(map(re.escape, QUALIFIERS))})\s*)?(?:年間|[每毎]年|연간|매년)?\s*"
    rf"(?:(?-i:[A-Z]{{3}})|{'|'.join(map(re.escape, CURRENCY_NAMES))})?\s*[+−-]?\d",
    re.IGNORECASE,
)
_MAGNITUDE: Final = re.compile(rf"\d ?(?:{'|'.join(MAGNITUDES)})\b", re.IGNORECASE)
_DIGIT: Final = re.compile(r"(?=\d)")
_GOING_ON: Final = frozenset(
    ("a", "and", "as", "at", "but", "by", "for", "from", "in", "is", "of", "on", "or", "over", "the", "to", "with")
)
_RANGE: Final = frozenset({"to", "or", "-", "–"})
_FISCAL: Final = re.compile(r"fiscal|\bfy|年度", re.IGNORECASE)


class ClaimedAmount(Struct, frozen=True):
    """An amount, who claims it, the event that says so, and whether it is the version of the record in force."""

    amount: Amount
    by: str
    event: int
    in_force: bool = False
    superseded: bool = False


class ClaimedDate(Struct, frozen=True):
    """A deadline, who claims it, and whether it is the version of the record in force."""

    due: DateSpan
    by: str
    in_force: bool = False


def claimed_figures(state: State) -> tuple[ClaimedAmount, ...]:
    """Every figure for the amount: the one in force first, then what sources say, then the superseded versions."""
    recorded = [ClaimedAmount(event.amount, RECORD, event.id, in_force=True) for event in state.amounts[-1:]]
    in_force = {event.amount.value for event in state.amounts[-1:]}
    cited = [
        ClaimedAmount(amount, _witness(event), event.id)
        for event in citations_of(state, "amount")
        for amount in _one_each(amounts_in(event.value), in_force)
    ]
    older = [
        ClaimedAmount(event.amount, f"{RECORD} before", event.id, superseded=True) for event in state.amounts[-2::-1]
    ]
    return (*recorded, *cited, *older)


def claimed_dates(state: State) -> tuple[ClaimedDate, ...]:
    """Every date for the deadline; what a source says of fiscal years in words is left out."""
    found = state.versions
    recorded = [ClaimedDate(event.due, RECORD, in_force=event is found[-1]) for event in found if event.due]
    cited = [
        ClaimedDate(due, _witness(event))
        for event in citations_of(state, "deadline")
        if not _FISCAL.search(event.value)
        for due in values_in(event.value, span)
    ]
    return (*recorded, *cited)


@lru_cache(maxsize=65536)
def amounts_in(text: str) -> tuple[Amount, ...]:
    """The amounts that a text names; one with a magnitude and no unit is of the currency named first.

    >>> [str(amount) for amount in amounts_in("JPY 1,055.1bn over five years, about 211bn a year")]
    ['JPY 1.0551tn', '~ JPY 211bn/yr']
    """
    currency = next((amount.unit for amount in values_in(text, _measured) if is_currency(amount.unit)), "")
    return tuple(values_in(text, lambda words: _figure(words, currency)))


def values_in(text: str, read: Callable[[str], Read]) -> Iterator[Read]:
    """What can be read in a text, each as long as possible; the lower end of a range is none.

    >>> [str(amount) for amount in values_in("USD 36bn is about JPY 5.5tn, not JPY 6 to 7 trillion", read_amount)]
    ['USD 36bn', '~ JPY 5.5tn']
    """
    for clause in _CLAUSES.split(text[:MAX_CHARACTERS]):
        words = clause.split()
        while words:
            length, found = _longest(words[:MAX_WORDS], read)
            words = words[length:]
            if found is not None and not (words and words[0] in _RANGE):
                yield found


def _one_each(named: Iterable[Amount], in_force: Container[Decimal]) -> Iterable[Amount]:
    """The figure that a text is about in each unit and period: the one in force if it is named, else the first."""
    found: dict[tuple[str, str], Amount] = {}
    for amount in named:
        key = amount.unit, amount.per
        if key not in found or amount.value in in_force:
            found[key] = amount
    return found.values()


def _figure(words: str, currency: str) -> Amount:
    try:
        return _measured(words)
    except BadUsage:
        if not currency or not _MAGNITUDE.search(words):
            raise
    return _measured(_DIGIT.sub(f"{currency} ", words, count=1))


def _measured(words: str) -> Amount:
    """An amount, unless what stands for its unit is the word that goes on after it."""
    if not _BEGINS.match(words):  # the most frequent case, and to refuse it in words takes a hundred times as long
        raise BadAmount(words)
    found = read_amount(words)
    if found.unit.lower() in _GOING_ON:
        raise BadAmount(words)
    return found


def _longest(words: list[str], read: Callable[[str], Read]) -> tuple[int, Read | None]:
    """How many of the words are one value, and that value; one word that is none, if not even that can be read."""
    if _DIGIT.search(" ".join(words[:WORDS_BEFORE_DIGIT])):
        for length in range(len(words), 0, -1):
            with suppress(BadUsage):
                return length, read(" ".join(words[:length]))
    return 1, None


def _witness(event: CitationEvent) -> str:
    return witness_of(event.source) if event.source else RECORD
