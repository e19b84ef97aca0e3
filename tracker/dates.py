"""Dates as the world writes them, with their precision; it knows no clock and no holiday."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final, Literal, final
from unicodedata import normalize

from tracker.errors import BadDate

Precision = Literal["day", "month", "quarter", "half", "year", "fiscal_year", "range"]

# First month of a fiscal year, and how many years before the year that names it that month lies.
FISCAL_YEARS: Final = {"JP": (4, 0), "US": (10, 1)}
# Year before the first year of each Japanese era that treaties in force still use.
ERAS: Final = {"昭和": 1925, "平成": 1988, "令和": 2018}


@final
class Span:
    """A stretch of days as it is written: `first` and `last` are both inside it.

    A promise for a span falls due on its last day, and an event dated by one counts from its last day.
    """

    __slots__ = ("first", "last", "precision", "text")

    def __init__(self, text: str, first: date, last: date, precision: Precision) -> None:
        self.text, self.first, self.last, self.precision = text, first, last, precision

    def __repr__(self) -> str:
        return f"Span({self.text!r})"

    def __str__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


@lru_cache(maxsize=65536)
def span(text: str) -> Span:
    """Read a written date; raise BadDate for anything that is not one.

    >>> span("JP-FY2025").last
    datetime.date(2026, 3, 31)
    >>> span("2025-Q4").first, span("2025-Q4").precision
    (datetime.date(2025, 10, 1), 'quarter')
    >>> span("2026-03..2026-05").last
    datetime.date(2026, 5, 31)
    """
    plain = _western(normalize("NFKC", text).strip().upper())
    try:
        if ".." in plain:
            return _range(plain, text)
        for pattern, read in FORMS:
            if found := pattern.fullmatch(plain):
                return read(plain, *found.groups())
    except ValueError as error:
        raise BadDate(text, f"{error}") from None
    raise BadDate(text)


def day(value: date) -> Span:
    """The span of one day.

    >>> str(day(date(2026, 2, 17)))
    '2026-02-17'
    """
    return Span(value.isoformat(), value, value, "day")


def end_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def add_months(start: date, months: int) -> date:
    """The same day of a later (or earlier) month, or the last day of that month if it has no such day.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = end_of_month(year, month + 1)
    return last.replace(day=min(start.day, last.day))


def _range(plain: str, text: str) -> Span:
    left, right = plain.split("..", 1)
    first, last = span(left), span(right)
    if last.last < first.first:
        raise BadDate(text, "it ends before it begins; write the earlier date first")
    return Span(f"{first}..{last}", first.first, last.last, "range")


def _day(plain: str, year: str, month: str, number: str) -> Span:
    value = date(int(year), int(month), int(number))
    return Span(plain, value, value, "day")


def _months(start: int, count: int) -> Callable[[int], tuple[date, date]]:
    return lambda year: (date(year, start, 1), end_of_month(year, start + count - 1))


def _month(plain: str, year: str, month: str) -> Span:
    return Span(plain, date(int(year), int(month), 1), end_of_month(int(year), int(month)), "month")


def _quarter(plain: str, year: str, number: str) -> Span:
    return Span(plain, *_months(3 * int(number) - 2, 3)(int(year)), "quarter")


def _half(plain: str, year: str, number: str) -> Span:
    return Span(plain, *_months(6 * int(number) - 5, 6)(int(year)), "half")


def _year(plain: str, year: str) -> Span:
    return Span(plain, *_months(1, 12)(int(year)), "year")


def _fiscal_year(plain: str, country: str, year: str) -> Span:
    if country not in FISCAL_YEARS:
        known = ", ".join(f"{code}-FY{year}" for code in FISCAL_YEARS)
        raise ValueError(f"the fiscal year of {country} is not known; write {known} or a range of days")
    month, before = FISCAL_YEARS[country]
    first = date(int(year) - before, month, 1)
    ends = add_months(first, 11)
    return Span(plain, first, end_of_month(ends.year, ends.month), "fiscal_year")


FORMS: Final[tuple[tuple[re.Pattern[str], Callable[..., Span]], ...]] = (
    (re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"), _day),
    (re.compile(r"([0-9]{4})-([0-9]{2})"), _month),
    (re.compile(r"([0-9]{4})-Q([1-4])"), _quarter),
    (re.compile(r"([0-9]{4})-H([12])"), _half),
    (re.compile(r"([0-9]{4})"), _year),
    (re.compile(r"([A-Z]{2})-FY([0-9]{4})"), _fiscal_year),
)

_JAPANESE_YEAR: Final = re.compile(r"(昭和|平成|令和)(元|[0-9]{1,2})年")
_JAPANESE: Final = re.compile(r"([0-9]{4})年(?:(度)|(?:([0-9]{1,2})月(?:([0-9]{1,2})日)?)?)")


def _western(text: str) -> str:
    """Rewrite 令和7年12月31日, 2025年12月 and 2025年度 in the forms above; leave the rest alone."""
    text = _JAPANESE_YEAR.sub(lambda m: f"{ERAS[m[1]] + (1 if m[2] == '元' else int(m[2]))}年", text)
    if not (found := _JAPANESE.fullmatch(text)):
        return text
    year, fiscal, month, number = found.groups()
    if fiscal:
        return f"JP-FY{year}"
    return "-".join([year, *(f"{int(part):02}" for part in (month, number) if part)])
