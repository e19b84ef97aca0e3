"""Recurring duties: the rule of what is owed once in every period, and its periods."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import BadChoice, BadDate, NotPossible, TrackerError, quoted
from tracker.model.amounts import Amount, read_amount
from tracker.model.dates import FISCAL_YEARS, MONTHS, DateSpan, add_months, shifted, span

YEAR: Final = 12
# The number of months and the first month of each period.
_PERIODS: Final = {
    "month": (1, 1),
    "quarter": (3, 1),
    "half": (6, 1),
    "year": (YEAR, 1),
    **{f"{country}-FY": (YEAR, month) for country, (month, _) in FISCAL_YEARS.items()},
}
# Twelve months from another month, such as the marketing year of a crop.
_YEARS_FROM: Final = {f"year from {name.capitalize()}": (YEAR, int(n)) for name, n in MONTHS.items() if n != "1"}
_YEAR_NAMES: Final = {month: name for name, (_, month) in _YEARS_FROM.items()}  # the whole name is the last one
PERIODS: Final[tuple[str, ...]] = (*_PERIODS, _YEAR_NAMES[7])
MAX_PERIODS: Final = 400
_WRITTEN: Final = r"(?i)(?P<period>.+?), from (?P<first>\S+)(?: until (?P<last>\S+?))?(?:, (?P<amount>.+) each)?"


class Period(NamedTuple):
    """One period of a recurring duty: its name, which is the last part of its ref in lower case, and its days."""

    name: str
    span: DateSpan


class Recurrence(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The rule of a duty that is owed once in every period from `first` to `last`; without end if `last` is None.

    `amount`: the amount of each period; None if it is that of a yearly amount of the whole, or if there is none.
    """

    period: str
    first: DateSpan
    last: DateSpan | None = None
    amount: Amount | None = None

    def __post_init__(self) -> None:
        if self.period not in _PERIODS and self.period not in _YEAR_NAMES.values():
            raise ValueError(f"{quoted(self.period)} is no period of a recurring duty")
        for one in (self.first, self.last):
            if one and (one.first, one.last) != _days(self.period, one.first):
                raise ValueError(f"{one} is no {self.period}")
        if self.last and self.last.last < self.first.first:
            raise ValueError(f"it ends with {self.last}, before it begins")

    def __str__(self) -> str:
        until = f" until {name_of_period(self.last)}" if self.last else ""
        each = f", {self.amount} each" if self.amount else ""
        return f"{self.period}, from {name_of_period(self.first)}{until}{each}"

    @property
    def is_yearly(self) -> bool:
        """True if every period has twelve months."""
        return _shape(self.period)[0] == YEAR

    def containing(self, day: date) -> DateSpan:
        """The period that a day lies in; the first one for a day before it."""
        return max(self.first, _containing(self.period, day), key=lambda one: one.first)

    def periods(self, day: date) -> list[Period]:
        """The periods from the first to the one that runs on a day, at least one, at most MAX_PERIODS."""
        found: list[Period] = []
        for period in self._all():
            if found and (period.span.first > day or len(found) == MAX_PERIODS):
                break
            found.append(period)
        return found

    def named(self, name: str) -> Period | None:
        """The period with this name in any case; None if it is not one of the first MAX_PERIODS.

        >>> rule = recurrence("quarter", "2026-Q1", "2026-Q4")
        >>> rule.named("2026-q3"), rule.named("2027-q1"), rule.named("talks")
        (Period(name='2026-Q3', span=DateSpan('2026-Q3')), None, None)
        """
        try:
            days = read_period_span(self.period, name.upper())
        except TrackerError:
            return None
        months, begin = _shape(self.period)[0], self.first.first
        number = ((days.first.year - begin.year) * YEAR + days.first.month - begin.month) // months
        is_inside = 0 <= number < MAX_PERIODS and (self.last is None or days.first <= self.last.first)
        found = self._period(days)
        return found if is_inside and found and found.name.upper() == name.upper() else None

    def _all(self) -> Iterator[Period]:
        start, (months, _) = self.first.first, _shape(self.period)
        while self.last is None or start <= self.last.first:
            days = _span(self.period, start)
            if found := self._period(days):
                yield found
            if days.last == date.max:
                return
            start = add_months(start, months)

    def _period(self, days: DateSpan) -> Period | None:
        """The period of these days; None for the last fiscal year of the calendar, which is not whole."""
        is_whole = days.precision != "range" or self.period not in _PERIODS
        return Period(name_of_period(days), days) if is_whole else None


def changed(
    rule: Recurrence | None, period: str | None, first: str | None, last: str | None, amount: str | None
) -> Recurrence | None:
    """The rule with other parts; None if the period is empty. A part that is None stays, an empty one is cleared.

    `period` may be the whole rule in words.
    """
    if period == "":
        return None
    if period and is_whole_rule(period):
        rule, period = read_recurrence(period), None
    if not (period or rule):
        remedy = "give --every too, such as --every year"
        raise NotPossible("a recurring duty", "--from and --until do not say how often it is owed", remedy)
    is_same = rule is not None and (not period or read_period(period) == rule.period)
    if first is None and not is_same:
        raise _beginless(period or "")
    before = rule if is_same else None
    return recurrence(
        period or (before.period if before else ""),
        (name_of_period(before.first) if before else "") if first is None else first,
        (name_of_period(before.last) if before and before.last else "") if last is None else last,
        (str(rule.amount) if rule and rule.amount else "") if amount is None else amount,
    )


def is_whole_rule(text: str) -> bool:
    """True if a text is a whole rule in words, and not only the name of a period."""
    return re.fullmatch(_WRITTEN, text.strip()) is not None


def with_amounts(rule: Recurrence, amended: Iterable[tuple[Amount, DateSpan]]) -> str:
    """The rule in words, with each later amount and the first period that has it."""
    return "; ".join((str(rule), *(f"{amount} each from {name_of_period(first)}" for amount, first in amended)))


def rule_without_amended(text: str) -> str:
    """The text of a rule without the later amounts that `with_amounts` appends.

    >>> rule_without_amended("year, from 2018, 6 Mt each; 7 Mt each from 2020")
    'year, from 2018, 6 Mt each'
    """
    return text.partition(";")[0]


def read_amended_amounts(text: str) -> tuple[tuple[Amount, str], ...]:
    """The later amounts in the text of a rule, each with the name of the first period that has it.

    >>> [(str(amount), first) for amount, first in read_amended_amounts("year, from 2018; 7 Mt each from 2020")]
    [('7 Mt', '2020')]
    """
    parts = (one.rpartition(" each from ") for one in text.split(";")[1:])
    return tuple((read_amount(amount), first.strip()) for amount, _, first in parts)


def _beginless(text: str) -> NotPossible:
    remedy = "say --from, or write it as “year, from 2026 until 2029, 6 Mt each”"
    return NotPossible(f"the recurring duty {quoted(text)}", "it does not say from which period on", remedy)


def read_recurrence(text: str) -> Recurrence:
    """The rule in a text such as `year, from 2026 until 2029, 6 Mt each`.

    >>> str(read_recurrence("year from october, from 2026 until 2028-29, 6 Mt each"))
    'year from October, from 2026-27 until 2028-29, 6 Mt each'
    """
    found = re.fullmatch(_WRITTEN, text.strip())
    if not found:
        raise _beginless(text)
    return recurrence(found["period"], found["first"], found["last"] or "", found["amount"] or "")


def recurrence(period: str, first: str, last: str = "", amount: str = "") -> Recurrence:
    """The rule from the texts of its parts; an empty `last` or `amount` is none.

    >>> str(recurrence("US-FY", "2026"))
    'US-FY, from US-FY2026'
    """
    name = read_period(period)
    begin, end = read_period_span(name, first), read_period_span(name, last) if last else None
    if end and end.last < begin.first:
        why = f"it would end with {name_of_period(end)}, before it begins with {name_of_period(begin)}"
        raise NotPossible("a recurring duty", why, "mend --from or --until")
    rule = Recurrence(period=name, first=begin, last=end)
    if end and rule.periods(end.last)[-1].span.last < end.last:
        remedy = "make the period longer, or --from later"
        raise NotPossible("a recurring duty", f"it would have more than {MAX_PERIODS} periods", remedy)
    return replace(rule, amount=per_period(read_amount(amount), rule) if amount else None)


def per_period(amount: Amount, rule: Recurrence) -> Amount:
    """The amount of each period; that of a year may be written as a yearly one."""
    if amount.per and not rule.is_yearly:
        remedy = f"write the amount of each {rule.period}"
        raise NotPossible(f"the amount {amount}", f"it is that of a year, and the period is a {rule.period}", remedy)
    return replace(amount, per="")


def read_period(text: str) -> str:
    """The name of a period.

    >>> read_period("Quarter"), read_period("jp-fy"), read_period("year from oct"), read_period("year from January")
    ('quarter', 'JP-FY', 'year from October', 'year')
    """
    typed = " ".join(text.split()).lower()
    known = {name.lower(): name for name in _PERIODS} | {
        name.lower(): _YEAR_NAMES[month] for name, (_, month) in _YEARS_FROM.items()
    }
    known |= {f"year from {name.lower()}": "year" for name, number in MONTHS.items() if number == "1"}
    if typed not in known:
        raise BadChoice("period", text, PERIODS)
    return known[typed]


def read_period_span(period: str, text: str) -> DateSpan:
    """The days of one period, from its name; a fiscal or marketing year may be named by its number alone.

    >>> read_period_span("quarter", "2026-Q3"), read_period_span("US-FY", "2026")
    (DateSpan('2026-Q3'), DateSpan('US-FY2026'))
    >>> read_period_span("year from July", "2026"), read_period_span("year from July", "2026-27")
    (DateSpan('2026-07..2027-06'), DateSpan('2026-07..2027-06'))
    """
    typed, (_, month) = text.strip(), _shape(period)
    crop = re.fullmatch(r"([0-9]{4})-([0-9]{2})", typed) if period in _YEAR_NAMES.values() else None
    if crop and (int(crop[1]) + 1) % 100 == int(crop[2]):
        typed = crop[1]
    found = span(f"{period}{typed}" if period.endswith("-FY") and re.fullmatch("[0-9]{4}", typed) else typed)
    if period in _YEAR_NAMES.values() and found.precision in {"year", "month"}:
        start = date(found.first.year, month, 1) if found.precision == "year" else found.first
        found = _span(period, start) if start.month == month else found
    if (found.first, found.last) != _days(period, found.first):
        raise BadDate(text, f"it is no {period}; write one such as {name_of_period(_containing(period, found.first))}")
    return found


def _shape(period: str) -> tuple[int, int]:
    """The number of months of a period, and the month in which it, or the first one of a year, begins."""
    return _PERIODS.get(period) or _YEARS_FROM[period]


def _containing(period: str, day: date) -> DateSpan:
    """The period that a day lies in; the first one of the calendar for a day before it."""
    months, begin = _shape(period)
    back = (day.month - begin) % months
    first = day.year * YEAR + day.month - 1 - back
    year, month = divmod(max(first, YEAR + begin - 1), YEAR)
    return _span(period, date(year, month + 1, 1))


def _days(period: str, day: date) -> tuple[date, date]:
    found = _containing(period, day)
    return found.first, found.last


def _span(period: str, start: date) -> DateSpan:
    """The days of the period that begins on a day, limited to the calendar."""
    months, _ = _shape(period)
    year = f"{start.year:04}"
    of_calendar = {
        "month": f"{year}-{start.month:02}",
        "quarter": f"{year}-Q{(start.month + 2) // 3}",
        "half": f"{year}-H{(start.month + 5) // 6}",
        "year": year,
    }
    if period in of_calendar:
        return span(of_calendar[period])
    if shifted(start, months) == date.max:
        return span(f"{year}-{start.month:02}..{year}-12")
    if period in _PERIODS:
        return span(f"{period}{start.year + FISCAL_YEARS[period.removesuffix('-FY')][1]:04}")
    last = add_months(start, months) - timedelta(days=1)
    return span(f"{year}-{start.month:02}..{last.year:04}-{last.month:02}")


def name_of_period(days: DateSpan) -> str:
    """The name of a period: that of its span, or both years of a marketing year."""
    if days.precision == "range":
        return f"{days.first.year:04}-{(days.first.year + 1) % 100:02}"
    return days.text
