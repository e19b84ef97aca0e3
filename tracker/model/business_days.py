"""Business days: the days on which both the offices and the banks of one or several countries work.

The holidays come from a library; what it lacks or has wrong stands here, with its source.
"""

import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from typing import Final, Protocol

from tracker.errors import BadCode, NoHolidays

ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 6
# The State Council of China has said each November since then which weekends of the next year are worked.
FIRST_ANNOUNCED: Final = 2001
_CLOSING: Final = {"public", "bank"}
# What each calendar is beyond the public and bank holidays that the library lists.
_KNOWN: Final = {
    "EU": "EU as TARGET",
    "GB": "GB as in England",
    "JP": "JP closed 29 December to 3 January",
    "KR": "KR closed 1 May",
    "US": "US federal",
}
# Act on Holidays of Administrative Organs (Japan, Act 91 of 1988), article 1; the library has the banks' days alone.
_YEAR_END: Final = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
# Days that the library lists and on which offices and banks work all the same.
_WORKED: Final = {
    "US-NY": (
        "Susan B. Anthony Day",
    ),  # a day of commemoration (Executive Law 168-a), not in General Construction Law 24
}


class Holidays(Protocol):
    """The holidays of a country or a market in one year, as the library has them."""

    start_year: int
    end_year: int
    subdivisions: tuple[str, ...]
    supported_categories: tuple[str, ...]
    weekend_workdays: set[date]

    def is_working_day(self, key: date, /) -> bool:
        """A working day: neither a holiday nor a weekend, or a weekend day that is worked in exchange."""
        ...

    def is_weekend(self, key: date, /) -> bool:
        """A day of the weekend."""
        ...

    def pop_named(self, holiday_name: str, /) -> object:
        """Take a holiday out of the calendar."""
        ...


def add_business_days(start: date, count: int, calendars: tuple[str, ...]) -> date:
    """The `count`-th day after `start` on which every one of the calendars works; `start` itself is not counted.

    >>> add_business_days(date(2026, 2, 17), 45, ("US", "JP"))
    datetime.date(2026, 4, 23)
    """
    day = start
    step = ONE_DAY if count >= 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_business_day(day, calendars)
    return day


def next_business_day(day: date, calendars: tuple[str, ...]) -> date:
    """The day itself if it is a business day everywhere, else the first later one that is.

    >>> next_business_day(date(2026, 4, 26), ("US",))
    datetime.date(2026, 4, 27)
    """
    while not is_business_day(day, calendars):
        day += ONE_DAY
    return day


def is_business_day(day: date, calendars: tuple[str, ...]) -> bool:
    """A day that is a business day on every calendar.

    A calendar is a country (ISO 3166-1 alpha-2), a region of one (GB-SCT, US-NY), or EU.
    """
    return all(_is_worked(name, day.year)(day) for name in calendars)


def calendar_notes(names: Iterable[str], years: Iterable[int]) -> str:
    """Which days the calendars leave out, and what is not known of them, for a count through these years.

    >>> calendars_told(["US", "JP"], [2026])
    'US federal, JP closed 29 December to 3 January'
    >>> calendars_told(["DE"], [2026])
    'DE nationwide public holidays only (no bank calendar of DE is known)'
    """
    years = tuple(years)
    return ", ".join(_told(name, years) for name in names)


def _told(name: str, years: tuple[int, ...]) -> str:
    country, region = _taken_apart(name)
    calendar = _calendar(name, years[0])
    if country == "CN":
        return f"CN with working weekends as announced{_unannounced(years[-1])}"
    if region and country in {"GB", "US"}:
        return f"{name} {'federal and state' if country == 'US' else 'bank'} holidays"
    if country in _KNOWN:
        return _KNOWN[country]
    extent = "nationwide " if calendar.subdivisions and not region else ""
    if "bank" in calendar.supported_categories:
        return f"{name} {extent}public and bank holidays"
    return f"{name} {extent}public holidays only (no bank calendar of {country} is known)"


def _unannounced(last: int) -> str:
    """The year after which nobody has announced yet which weekends are worked, where a count goes beyond it."""
    known = last
    while known >= FIRST_ANNOUNCED and not _has_worked_weekends(known):
        known -= 1
    return f" (none announced after {known})" if FIRST_ANNOUNCED <= known < last else ""


def _has_worked_weekends(year: int) -> bool:
    return any(day.year == year for day in _calendar("CN", year).weekend_workdays)


@cache
def _is_worked(name: str, year: int) -> Callable[[date], bool]:
    calendar = _calendar(name, year)
    if name == "JP":
        return lambda day: (day.month, day.day) not in _YEAR_END and calendar.is_working_day(day)
    # Where the week has six days, as in Hong Kong, no bank settles on the sixth.
    return lambda day: calendar.is_working_day(day) and not _is_sixth_day(day, calendar)


def _is_sixth_day(day: date, calendar: Holidays) -> bool:
    if day.isoweekday() != SATURDAY or calendar.is_weekend(day):
        return False
    return calendar.is_weekend(day + ONE_DAY) and not calendar.is_weekend(day - ONE_DAY)


@cache
def _calendar(name: str, year: int) -> Holidays:
    try:
        with warnings.catch_warnings(action="error", category=UserWarning):
            calendar = _listed(name, year)
    except NotImplementedError:
        remedy = "name the country whose holidays count, as in 45bd after 2026-02-17 (US+JP)"
        raise BadCode("country or region with a holiday calendar", name, remedy) from None
    except UserWarning:
        raise NoHolidays(name, year) from None
    # Outside these years the library knows no holidays and would call every weekday a business day.
    if not calendar.start_year <= year <= calendar.end_year:
        raise NoHolidays(name, year)
    for wrong in _WORKED.get(name, ()):
        with suppress(KeyError):  # before the year in which it was first kept
            calendar.pop_named(wrong)
    return calendar


def _listed(name: str, year: int) -> Holidays:
    """The public and bank holidays of a year, as the library lists them."""
    import holidays  # noqa: PLC0415 - 0.1 s, and only deadlines in business days need it

    if name == "EU":  # the days of the European Central Bank, on which TARGET settles nothing
        return holidays.financial_holidays("ECB", years=year)
    country, region = _taken_apart(name)
    if country == "GB":
        region = region or "ENG"
    known = holidays.country_holidays(country, subdiv=region or None)
    return holidays.country_holidays(
        country, subdiv=region or None, years=year, categories=_CLOSING & set(known.supported_categories)
    )


def _taken_apart(name: str) -> tuple[str, str]:
    """The country and the region of it; UK, which people write too, is GB."""
    country, _, region = name.partition("-")
    return "GB" if country == "UK" else country, region
