"""The amounts and due dates that the record and its sources claim, parsed from the text of citations."""

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
MAX_CHARACTERS: Final = 500  # characters of a citation that are parsed
MAX_WORDS: Final = 8  # words of one amount or date
WORDS_BEFORE_DIGIT: Final = 4  # an amount or date has a digit in its first words
# The end of a clause. A comma between digits is a separator of thousands.
_CLAUSES: Final = re.compile(r"[;:()（）「」、。，；：]|(?<!\d),|,(?!\d)")
# The beginning of an amount: its qualifier, period, currency and first digit.
_BEGINS: Final = re.compile(
    rf"(?:(?:{'|'.join(map(re.escape, QUALIFIERS))})\s*)?(?:年間|[每毎]年|연간|매년)?\s*"
    rf"(?:(?-i:[A-Z]{{3}})|{'|'.join(map(re.escape, CURRENCY_NAMES))})?\s*[+−-]?\d",
    re.IGNORECASE,
)
_MAGNITUDE: Final = re.compile(rf"\d ?(?:{'|'.join(MAGNITUDES)})\b", re.IGNORECASE)
_DIGIT: Final = re.compile(r"(?=\d)")
_STOP_WORDS: Final = frozenset(
    ("a", "and", "as", "at", "but", "by", "for", "from", "in", "is", "of", "on", "or", "over", "the", "to", "with")
)
_RANGE: Final = frozenset({"to", "or", "-", "–"})
_FISCAL: Final = re.compile(r"fiscal|\bfy|年度", re.IGNORECASE)


class ClaimedAmount(Struct, frozen=True):
    """An amount, who claims it, the id of the event, and if it is the recorded version in force or a superseded one."""

    amount: Amount
    by: str
    event: int
    in_force: bool = False
    superseded: bool = False


class ClaimedDate(Struct, frozen=True):
    """A due date, who claims it, and if it is the recorded version in force."""

    due: DateSpan
    by: str
    in_force: bool = False


def claimed_figures(state: State) -> tuple[ClaimedAmount, ...]:
    """Every claimed amount: the one in force first, then those of sources, then superseded versions."""
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
    """Every claimed due date, without statements of sources about fiscal years in words."""
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
    """The amounts in a text; an amount with a magnitude and no unit takes the first currency of the text.

    >>> [str(amount) for amount in amounts_in("JPY 1,055.1bn over five years, about 211bn a year")]
    ['JPY 1.0551tn', '~ JPY 211bn/yr']
    """
    currency = next((amount.unit for amount in values_in(text, _measured) if is_currency(amount.unit)), "")
    return tuple(values_in(text, lambda words: _figure(words, currency)))


def values_in(text: str, read: Callable[[str], Read]) -> Iterator[Read]:
    """Longest-match parser: the values in a text that `read` accepts, without the lower bounds of ranges.

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


def _one_each(amounts: Iterable[Amount], in_force: Container[Decimal]) -> Iterable[Amount]:
    """One amount for each unit and period: the one in force if it is among them, else the first."""
    found: dict[tuple[str, str], Amount] = {}
    for amount in amounts:
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
    """Parse an amount; refuse it if its unit is only the next word of the sentence."""
    if not _BEGINS.match(words):  # the most frequent case; the full parser takes a hundred times as long to refuse it
        raise BadAmount(words)
    found = read_amount(words)
    if found.unit.lower() in _STOP_WORDS:
        raise BadAmount(words)
    return found


def _longest(words: list[str], read: Callable[[str], Read]) -> tuple[int, Read | None]:
    """The number of words that form the longest value, and the value; one word and None without a value."""
    if _DIGIT.search(" ".join(words[:WORDS_BEFORE_DIGIT])):
        for length in range(len(words), 0, -1):
            with suppress(BadUsage):
                return length, read(" ".join(words[:length]))
    return 1, None


def _witness(event: CitationEvent) -> str:
    return witness_of(event.source) if event.source else RECORD
