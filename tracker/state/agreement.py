"""Agreement: whether the words of a source name the same date or figure as an event."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from tracker.errors import BadUsage
from tracker.model.amounts import NUMERALS, Amount, is_currency, read_amount
from tracker.model.commitment import AmountEvent, DeadlineEvent, DeliveryEvent, Event
from tracker.model.dates import MONTHS, DateSpan, span
from tracker.model.iso import casefolded
from tracker.state.prose import amounts_in, dates_in, has_magnitude

_MONTH: Final = "|".join(name.title() for name in MONTHS)
_NUMBER: Final = r"\d(?:[\d,.]*\d)?"
_DENIAL: Final = (
    r"\b(?:not|never)\b(?! (?:later|more|less|fewer))|n['’]t\b|\bden(?:y|ie[sd])\b"
    r"|ではな|でない|しない|されな|不是|[并並]非|[没沒]有|未能|尚未|않|아니|못"
)
# These patterns are compiled when a citation is first compared: a hundredth of a second that few lists need.
# A season, a part of a year or a month, a day before or after, a denial: no one date.
_NO_ONE_DATE: Final = (
    r"(?i)\b(?:spring|summer|autumn|fall|winter|early|mid|middle|late|beginning|half|quarter|before|after|around|about)\b"
    r"|[春夏秋冬]|初|前半|後半|半ば|半期|[上中下]旬|上半年|下半年|[年月日]の?前|[之以]前|[之以][後后]|以降|頃|ごろ|左右"
    rf"|봄|여름|가을|겨울|[년월] ?초|연초|반기|[상중하]순|[년월일] ?전|이전|이후|쯤|{_DENIAL}"
)
_NO_YEAR: Final = r"(?!(?:19|20)\d\d(?!\d))"
_SECOND: Final = rf"(?:[A-Z]{{3}} ?|[$€£¥])?{_NO_YEAR}\d"
_BETWEEN: Final = (
    r" ?(?:[-–—~〜/]|から|到|至|에서|부터) ?| (?:to|or) |(?: (?!as )\w+){0,3} of (?:(?:the|all|its|a|total|some) )*"
)
# A range, a part of another figure, an increase, a denial: no one figure.
_NO_ONE_FIGURE: Final = (
    rf"(?i)\bbetween\b|うち|其中|[中중]的? ?\d|(?<![\d.,]){_NO_YEAR}\d[\w.,%]*(?:{_BETWEEN}){_SECOND}"
    rf"|\b(?:rise|rises|rose|increase[sd]?|grow|grows|grew) by\b|{_DENIAL}"
)


def agrees(words: str, event: Event) -> bool | None:
    """True if the words of a source name the date or the figure of an event, False if they do not.

    None for an event without either, and for words that name it with another meaning, such as “before March 2027”.
    """
    match event:
        case DeadlineEvent(due=DateSpan() as due):
            named = names_date(words, due) and (is_one_date(words) or None)
            return contains(words, event.words) or named
        case AmountEvent() | DeliveryEvent():
            return names_figure(words, event.amount) and (is_one_figure(words) or None)
        case _:
            return None


def repeats(words: str, event: Event) -> bool:
    """True if the words of a source are nothing but the date or the figure of an event."""
    with suppress(BadUsage):
        match event:
            case DeadlineEvent(due=DateSpan() as due):
                return span(words) == due
            case AmountEvent():
                return read_amount(words) == event.amount
    return False


def is_one_date(words: str) -> bool:
    """True if a text has no word that makes a date in it a season, a part of a year, a bound or a denial.

    >>> [is_one_date(words) for words in ("by March 2027", "spring 2027", "2027년 가을까지", "before March 2027")]
    [True, False, False, False]
    """
    return not re.search(_NO_ONE_DATE, normalize("NFKC", words))


def is_one_figure(words: str) -> bool:
    """True if a text has no word that makes a figure in it a part of another, an end of a range or a denial.

    >>> [is_one_figure(words) for words in ("USD 8bn of corn", "180 of 1000 tanks", "100 to 200", "not 648 tanks")]
    [True, False, False, False]
    """
    return not re.search(_NO_ONE_FIGURE, normalize("NFKC", words))


def names_date(words: str, due: DateSpan) -> bool:
    """True if a text names a date: its month, for more than one month its year.

    >>> from tracker.model.dates import span
    >>> names_date("End of 2025, then January, then the end of February", span("2026-02"))
    True
    >>> names_date("The end of January passed without a decision", span("2026-02"))
    False
    >>> names_date("2026年2月末まで", span("2026-02-28")), names_date("fiscal 2025", span("JP-FY2025"))
    (True, True)
    >>> names_date("by the end of Q1 2026", span("2026-Q1")), names_date("28.2.2026", span("2026-02-28"))
    (True, True)
    """
    if due.precision != "year" and contains(words, str(due)):
        return True
    if any(_is_named_by(due, *found) for found in _dates_in(words)):
        return True
    return any(one.last == due.last and one.first >= due.first for one in dates_in(words))


def names_figure(words: str, amount: Amount) -> bool:
    """True if a text names the figure of an amount with its unit, or its digits where no amount can be read.

    >>> names_figure("More than JPY 6 trillion in all", read_amount("JPY 6tn"))
    True
    >>> names_figure("USD 36bn", read_amount("JPY 6tn")), names_figure("USD 500 million", read_amount("USD 5bn"))
    (False, False)
    """
    digits = _significant(format(abs(amount.value), "f"))
    if digits not in _numbers_in(words) and NUMERALS.keys().isdisjoint(words):
        return False  # the most frequent case; only numerals such as 万 make one figure of several numbers
    whole = _whole_amount(words)
    found = (whole,) if whole else amounts_in(words)
    if any((one.value, one.unit) == (amount.value, amount.unit) for one in found):
        return True
    is_money = has_magnitude(words) or any(is_currency(one.unit) for one in found)
    if whole or (is_currency(amount.unit) and is_money and is_one_figure(words)):
        return False
    return digits in _numbers_in(words)


@lru_cache(maxsize=65536)
def _whole_amount(words: str) -> Amount | None:
    """The amount that a text is; None if it is more than an amount."""
    with suppress(BadUsage):
        return read_amount(words)
    return None


@lru_cache(maxsize=65536)
def _numbers_in(words: str) -> frozenset[str]:
    """The significant digits of the numbers in a text."""
    return frozenset(map(_significant, re.findall(_NUMBER, normalize("NFKC", words))))


def contains(words: str, part: str) -> bool:
    """True if a text contains another; case and width are ignored."""
    return bool(part) and casefolded(part) in casefolded(words)


def _significant(number: str) -> str:
    """The digits of a number without zeros at its ends."""
    return re.sub(r"\D", "", number).strip("0")


# The year, the month and the day of a date in a text, in one of four forms; the last is a year alone.
_DATE: Final = (
    r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?(?!\d)"
    r"|(?:(?P<year2>\d{4}) ?[年년] ?)?(?<!\d)(?P<month2>\d{1,2}) ?[月월](?: ?(?P<day2>\d{1,2}) ?[日일])?"
    rf"|(?:(?<!\d)(?P<before>\d{{1,2}})(?:st|nd|rd|th)? )?\b(?P<name>{_MONTH})\b\.?"
    r"(?: (?P<after>\d{1,2})(?!\d)(?:st|nd|rd|th)?)?(?:,? (?P<year3>\d{4}))?"
    r"|(?<![\d.,])(?P<year4>(?:19|20)\d\d)(?![\d.,]?\d)"
)


@lru_cache(maxsize=65536)
def _dates_in(words: str) -> tuple[tuple[int, int, int], ...]:
    """The year, the month and the day of each date in a text; 0 for what it does not name."""
    return tuple(_read_dates(words))


def _read_dates(words: str) -> Iterator[tuple[int, int, int]]:
    for found in re.finditer(_DATE, normalize("NFKC", words)):
        part = {name: text for name, text in found.groupdict().items() if text}
        month = MONTHS[part["name"].upper()] if "name" in part else _first(part, "month", "month2")
        yield (
            int(_first(part, "year", "year2", "year3", "year4")),
            int(month),
            int(_first(part, "day", "day2", "before", "after")),
        )


def _first(part: Mapping[str, str], *names: str) -> str:
    return next((part[name] for name in names if name in part), "0")


def _is_named_by(due: DateSpan, year: int, month: int, day: int) -> bool:
    if not month:
        return due.precision in {"year", "fiscal_year"} and str(due).endswith(str(year))
    is_month = month == due.last.month and year in {0, due.last.year}
    return is_month and (not day or due.precision != "day" or day == due.last.day)
