"""Dates as people write them, with their precision, and the moment of a question. No clock, no holidays."""

import re
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from errno import EIO
from functools import cache, lru_cache
from typing import Final, Literal, TypeAlias, final
from unicodedata import normalize
from zoneinfo import ZoneInfo

from msgspec import Struct

from tracker.errors import BadCode, BadDate

Precision = Literal["day", "week", "month", "quarter", "half", "year", "fiscal_year", "range"]

_DAY_LENGTH: Final = len("2026-02-17")
# First month of a fiscal year, and how many years before the year that names it that month lies.
FISCAL_YEARS: Final = {"JP": (4, 0), "US": (10, 1)}
# Year before the first year of each Japanese era that treaties in force still use.
ERAS: Final = {"昭和": 1925, "平成": 1988, "令和": 2018}
_MONTH_NAMES: Final = (
    *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE"),
    *("JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"),
)
# The number of a month by its English name, or by three letters of it or more.
MONTHS: Final = {
    name[:letters]: str(number) for number, name in enumerate(_MONTH_NAMES, 1) for letters in range(3, len(name) + 1)
}


@final
class DateSpan:
    """A period as it is written, from its `first` to its `last` day, both included.

    A promise for a span falls due on its last day, and an event with a span counts from its last day.
    """

    __slots__ = ("first", "last", "precision", "text")

    def __init__(self, text: str, first: date, last: date, precision: Precision) -> None:
        self.text, self.first, self.last, self.precision = text, first, last, precision

    def __repr__(self) -> str:
        return f"DateSpan({self.text!r})"

    def __str__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateSpan) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


@lru_cache(maxsize=65536)
def span(text: str) -> DateSpan:
    """Parse a written date; raise BadDate for any other text.

    >>> span("JP-FY2025").last
    datetime.date(2026, 3, 31)
    >>> span("2025-Q4").first, span("2025-Q4").precision
    (datetime.date(2025, 10, 1), 'quarter')
    >>> span("2026-03..2026-05").last
    datetime.date(2026, 5, 31)
    >>> span("2026-W30").last
    datetime.date(2026, 7, 26)
    >>> span("31 December 2025"), span("令和7年12月")
    (DateSpan('2025-12-31'), DateSpan('2025-12'))
    """
    if len(text) == _DAY_LENGTH and text[4] == text[7] == "-":
        with suppress(ValueError):
            return day(date.fromisoformat(text))
    left, dots, right = normalize("NFKC", text).partition("..")
    return _range(left.strip(), right.strip()) if dots else _single(left.strip())


def day(value: date) -> DateSpan:
    """The span of one day.

    >>> str(day(date(2026, 2, 17)))
    '2026-02-17'
    """
    return DateSpan(value.isoformat(), value, value, "day")


def end_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def add_months(start: date, months: int) -> date:
    """The same day of a later or earlier month, or the last day of that month if it is shorter.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = end_of_month(year, month + 1)
    return last.replace(day=min(start.day, last.day))


def shifted(start: date, months: int) -> date:
    """The result of `add_months`, limited to the first and the last day of the calendar.

    >>> shifted(date(1, 6, 1), -24), shifted(date(9999, 6, 1), 36)
    (datetime.date(1, 1, 1), datetime.date(9999, 12, 31))
    """
    year = (start.year * 12 + start.month - 1 + months) // 12
    return date.min if year < date.min.year else date.max if year > date.max.year else add_months(start, months)


def _range(left: str, right: str) -> DateSpan:
    if not (left and right):
        raise BadDate(f"{left}..{right}", "a range has a date on either side; write it as 2026-03..2026-05")
    first, last = _single(left), _single(right)
    if last.last < first.first:
        raise BadDate(f"{left}..{right}", "it ends before it begins; write the earlier date first")
    return DateSpan(f"{first}..{last}", first.first, last.last, "range")


def _single(text: str) -> DateSpan:
    plain = text.upper()
    try:
        found = _parse(plain) or _parse(_normalize(plain))
    except ValueError:
        raise _impossible(text) from None
    if found is None:
        raise _refusal(text, plain)
    return found


def _parse(plain: str) -> DateSpan | None:
    for pattern, read in FORMS:
        if found := re.fullmatch(pattern, plain):
            return read(plain, *found.groups())
    return None


def _day(plain: str, year: str, month: str, number: str) -> DateSpan:
    value = date(int(year), int(month), int(number))
    return DateSpan(plain, value, value, "day")


def _week(plain: str, year: str, number: str) -> DateSpan:
    last_week = date(int(year), 12, 28).isocalendar().week
    if not 1 <= int(number) <= last_week:
        raise BadDate(plain, f"{year} has the weeks W01 to W{last_week}")
    first = date.fromisocalendar(int(year), int(number), 1)
    try:
        return DateSpan(plain, first, first + timedelta(days=6), "week")
    except OverflowError:
        raise BadDate(plain, "it ends after the year 9999") from None


def _months(plain: str, year: int, start: int, count: int, precision: Precision) -> DateSpan:
    return DateSpan(plain, date(year, start, 1), end_of_month(year, start + count - 1), precision)


def _month(plain: str, year: str, month: str) -> DateSpan:
    return _months(plain, int(year), int(month), 1, "month")


def _quarter(plain: str, year: str, number: str) -> DateSpan:
    return _months(plain, int(year), 3 * int(number) - 2, 3, "quarter")


def _half(plain: str, year: str, number: str) -> DateSpan:
    return _months(plain, int(year), 6 * int(number) - 5, 6, "half")


def _year(plain: str, year: str) -> DateSpan:
    return _months(plain, int(year), 1, 12, "year")


def _fiscal_year(plain: str, country: str, year: str) -> DateSpan:
    if country not in FISCAL_YEARS:
        known = ", ".join(f"{code}-FY{year}" for code in FISCAL_YEARS)
        raise BadDate(plain, f"the fiscal year of {country} is not known; write {known} or a range of days")
    month, before = FISCAL_YEARS[country]
    first = date(int(year) - before, month, 1)
    return DateSpan(plain, first, add_months(first, 12) - timedelta(days=1), "fiscal_year")


# The patterns are compiled on first use.
FORMS: Final[tuple[tuple[str, Callable[..., DateSpan]], ...]] = (
    (r"([0-9]{4})-([0-9]{2})-([0-9]{2})", _day),
    (r"([0-9]{4})-W([0-9]{2})", _week),
    (r"([0-9]{4})-([0-9]{2})", _month),
    (r"([0-9]{4})-Q([1-4])", _quarter),
    (r"([0-9]{4})-H([12])", _half),
    (r"([0-9]{4})", _year),
    (r"([A-Z]{2})-FY([0-9]{4})", _fiscal_year),
)


def _iso(year: str, month: str | None, number: str | None) -> str:
    return "-".join([year, *(f"{int(part):02}" for part in (month, number) if part)])


def _english(number: str | None, month: str, year: str) -> str | None:
    return _iso(year, MONTHS[month], number) if month in MONTHS else None


def _numbers(text: str, one: str, other: str, year: str) -> str:
    """The day of two numbers and a year; refused if either number can be the month."""
    both = range(1, 13)
    if int(one) in both and int(other) in both and int(one) != int(other):
        raise _several(text, _iso(year, other, one), _iso(year, one, other))
    return _iso(year, one, other) if int(other) not in both else _iso(year, other, one)


_MONTH: Final = "([A-Z]{3,9})"  # looked up in MONTHS: a pattern of all names takes a hundredth of a second to compile
_DAY: Final = "([0-9]{1,2})(?:ST|ND|RD|TH)?"
# Other spellings of the forms above, and the functions that rewrite them; None if the word in them is no month.
_SPELLINGS: Final[tuple[tuple[str, Callable[..., str | None]], ...]] = (
    (r"(Q[1-4]|H[12])[ /-]?([0-9]{4})", lambda part, year: f"{year}-{part}"),
    (r"([0-9]{4}) ?(Q[1-4]|H[12]|W[0-9]{2})", lambda year, part: f"{year}-{part}"),
    (rf"(?:{_DAY}[ -])?{_MONTH}\.?,?[ -]([0-9]{{4}})", _english),
    (rf"{_MONTH}\.? {_DAY}(?:, ?| )([0-9]{{4}})", lambda month, number, year: _english(number, month, year)),
    (r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})", _iso),
    (r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", _iso),
    (r"([0-9]{4})\. ?([0-9]{1,2})\. ?([0-9]{1,2})\.?", _iso),
    (r"([0-9]{4})([0-9]{2})([0-9]{2})", _iso),
    (
        r"(([0-9]{1,2})([/.-])([0-9]{1,2})\3([0-9]{4}))",
        lambda text, one, _, other, year: _numbers(text, one, other, year),
    ),
    (r"([0-9]{4})年度", lambda year: f"JP-FY{year}"),
    (r"JFY ?([0-9]{4})", lambda year: f"JP-FY{year}"),
    (r"([0-9]{4})[年년](?: ?([0-9]{1,2})[月월](?: ?([0-9]{1,2})[日일])?)?", _iso),
)
_ERA_YEAR: Final = r"(昭和|平成|令和)(元|[1-9][0-9]?)年"


def _normalize(plain: str) -> str:
    """Rewrite Q4 2025, 31 December 2025, 令和7年12月 and 2025年度 in the forms above; keep any other text."""
    plain = re.sub(_ERA_YEAR, lambda found: f"{ERAS[found[1]] + int(found[2].replace('元', '1'))}年", plain)
    for pattern, rewrite in _SPELLINGS:
        if (found := re.fullmatch(pattern, plain)) and (written := rewrite(*found.groups())):
            return written
    return plain


def _several(text: str, *readings: str) -> BadDate:
    return BadDate(text, readings=readings)


def _season(text: str, name: str, year: str) -> BadDate:
    """The refusal of a season, which differs between the hemispheres."""
    months, quarter = {
        "SPRING": (f"{year}-03..{year}-05", "Q2"),
        "SUMMER": (f"{year}-06..{year}-08", "Q3"),
        "WINTER": (f"{year}-12..{int(year) + 1:04}-02", "Q1"),
    }.get(name, (f"{year}-09..{year}-11", "Q4"))
    return _several(text, months, f"{year}-{quarter}")


def _part_of_month(text: str, month: str, year: str) -> BadDate | None:
    written = _english(None, month, year)
    return _several(text, written, f"the days, as in {written}-01..{written}-10") if written else None


def _yearless(text: str, _day: str | None, before: str | None, after: str | None, _later: str | None) -> BadDate | None:
    is_month = (before or after) in MONTHS
    return BadDate(text, "it names no year; write one, as in 31 December 2025") if is_month else None


# Texts that have several readings or lack a part, and their refusals; None if the word in them is no month.
_AMBIGUOUS: Final[tuple[tuple[str, Callable[..., BadDate | None]], ...]] = (
    (
        r"(?:EARLY|BEGINNING OF|START OF)[ -]([0-9]{4})",
        lambda text, year: _several(text, f"{year}-Q1", f"{year}-01"),
    ),
    (r"(?:MID|MIDDLE OF)[ -]([0-9]{4})", lambda text, year: _several(text, f"{year}-H1", f"{year}-06")),
    (r"LATE[ -]([0-9]{4})", lambda text, year: _several(text, f"{year}-Q4", f"{year}-12")),
    (r"(SPRING|SUMMER|AUTUMN|FALL|WINTER) (?:OF )?([0-9]{4})", _season),
    (rf"(?:EARLY|MID|LATE)[ -]{_MONTH}\.? ([0-9]{{4}})", _part_of_month),
    (
        r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}",
        lambda text, _: BadDate(text, "write the year in four digits and first, as in 2025-12-31"),
    ),
    (rf"{_DAY} {_MONTH}\.?|{_MONTH}\.? {_DAY}", _yearless),
)


def _impossible(text: str) -> BadDate:
    """The refusal of a text that has one of the forms and names no day; it may be two years in a row, as in 2023-24."""
    found = re.fullmatch("([0-9]{4})-([0-9]{2})", text)
    if found and int(found[2]) == (int(found[1]) + 1) % 100:
        return BadDate(text, f"for two years write the months, as in {found[1]}-04..{int(found[1]) + 1:04}-03")
    return BadDate(text, "there is no such day; check the year, the month and the day")


def _refusal(text: str, plain: str) -> BadDate:
    """The refusal of a text that has none of the forms."""
    for pattern, refusal in _AMBIGUOUS:
        if (found := re.fullmatch(pattern, plain)) and (refused := refusal(text, *found.groups())):
            return refused
    return BadDate(text)


# A date is the same day in every zone; a datetime (always aware) is an instant, on different days in different zones.
When: TypeAlias = date | datetime
AHEAD: Final = timedelta(hours=14)  # the largest offset from UTC of any zone


class Moment(Struct, frozen=True):
    """The moment of a question: the effects until `as_of` of all that was known at `known_at` (None: of all)."""

    as_of: When
    known_at: When | None = None

    def day(self, zone: str) -> date:
        """The local date of `as_of` in an IANA zone."""
        return local_day(self.as_of, zone)

    def known_day(self, zone: str) -> date | None:
        """The local date of `known_at` in an IANA zone; None if everything known counts."""
        return None if self.known_at is None else local_day(self.known_at, zone)

    def __str__(self) -> str:
        known = "" if self.known_at is None else f" as known at {self.known_at.isoformat()}"
        return f"as of {self.as_of.isoformat()}{known}"


def local_day(when: When, zone: str) -> date:
    """The calendar day of `when` in a zone.

    >>> from datetime import UTC
    >>> local_day(datetime(2026, 2, 17, 22, tzinfo=UTC), "Asia/Tokyo")
    datetime.date(2026, 2, 18)
    """
    if not isinstance(when, datetime):
        return when
    try:
        return when.astimezone(time_zone(zone)).date()
    except OverflowError:  # the first and the last day of the calendar have no neighbour in another zone
        return when.date()


def day_begins(day: date, zone: str) -> datetime:
    """The first instant of a day in an IANA zone.

    >>> day_begins(date(2026, 2, 17), "Asia/Tokyo").isoformat()
    '2026-02-17T00:00:00+09:00'
    """
    return datetime.combine(day, time(), time_zone(zone))


def in_utc(when: datetime) -> datetime:
    """The same instant in UTC, limited to the first and the last instant of the calendar.

    >>> in_utc(datetime.fromisoformat("2026-02-18T07:00+09:00")).isoformat()
    '2026-02-17T22:00:00+00:00'
    >>> in_utc(datetime.fromisoformat("9999-12-31T23:00-12:00")).isoformat()
    '9999-12-31T23:59:59.999999+00:00'
    """
    try:
        return when.astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if when.year > 1 else datetime.min.replace(tzinfo=UTC)


def latest_day(when: datetime) -> date:
    """The day of an instant in the zone where days begin first.

    >>> from datetime import UTC
    >>> latest_day(datetime(2026, 11, 28, 12, tzinfo=UTC))
    datetime.date(2026, 11, 29)
    """
    try:
        return (when.astimezone(UTC) + AHEAD).date()
    except OverflowError:  # the last day of the calendar
        return date.max


@cache
def time_zone(name: str) -> ZoneInfo:
    """The IANA time zone of a name; BadCode if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno == EIO:
            raise  # the disk failed, the name may be right
        raise BadCode("time zone of IANA", name, "write one such as Asia/Tokyo or America/New_York") from None
