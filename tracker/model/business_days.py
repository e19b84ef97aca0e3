"""Business days: the days on which both offices and banks work, in one or several countries.

The holidays come from a library; this module corrects it, and cites the source of each correction.
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
# Since this year, the State Council of China announces each November the working weekends of the next year.
FIRST_ANNOUNCED: Final = 2001
_CLOSING: Final = {"public", "bank"}
# Descriptions of calendars that differ from the public and bank holidays of the library.
_KNOWN: Final = {
    "EU": "EU as TARGET",
    "GB": "GB as in England",
    "JP": "JP closed 29 December to 3 January",
    "KR": "KR closed 1 May",
    "US": "US federal",
}
# Act on Holidays of Administrative Organs (Japan, Act 91 of 1988), article 1; the library has only the days of banks.
_YEAR_END: Final = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
# Holidays of the library on which offices and banks work.
_WORKED: Final = {
    "US-NY": (
        "Susan B. Anthony Day",
    ),  # a day of commemoration (Executive Law 168-a), not in General Construction Law 24
}


class Holidays(Protocol):
    """The holidays of a country or a market in one year, as the library represents them."""

    start_year: int
    end_year: int
    subdivisions: tuple[str, ...]
    supported_categories: tuple[str, ...]
    weekend_workdays: set[date]

    def is_working_day(self, key: date, /) -> bool:
        """True for a day that is neither a holiday nor on a weekend, and for a working weekend day."""
        ...

    def is_weekend(self, key: date, /) -> bool:
        """True for a day of the weekend."""
        ...

    def pop_named(self, holiday_name: str, /) -> object:
        """Remove a holiday from the calendar."""
        ...


def add_business_days(start: date, count: int, calendars: tuple[str, ...]) -> date:
    """The `count`-th business day of all calendars after `start`; `start` itself is not counted.

    >>> add_business_days(date(2026, 2, 17), 45, ("US", "JP"))
    datetime.date(2026, 4, 23)
    """
    day = start
    step = ONE_DAY if count >= 0 else -ONE_DAY
    remaining = abs(count)
    while remaining:
        day += step
        remaining -= is_business_day(day, calendars)
    return day


def next_business_day(day: date, calendars: tuple[str, ...]) -> date:
    """The day itself if it is a business day of all calendars, else the next business day.

    >>> next_business_day(date(2026, 4, 26), ("US",))
    datetime.date(2026, 4, 27)
    """
    while not is_business_day(day, calendars):
        day += ONE_DAY
    return day


def is_business_day(day: date, calendars: tuple[str, ...]) -> bool:
    """True if a day is a business day of all calendars.

    A calendar is a country (ISO 3166-1 alpha-2), a region of one (GB-SCT, US-NY), or EU.
    """
    return all(_is_worked(name, day.year)(day) for name in calendars)


def calendar_notes(names: Iterable[str], years: Iterable[int]) -> str:
    """A description of the calendars, and of their gaps in these years.

    >>> calendar_notes(["US", "JP"], [2026])
    'US federal, JP closed 29 December to 3 January'
    >>> calendar_notes(["DE"], [2026])
    'DE nationwide public holidays only (no bank calendar of DE is known)'
    """
    years = tuple(years)
    return ", ".join(_note(name, years) for name in names)


def _note(name: str, years: tuple[int, ...]) -> str:
    country, region = _split(name)
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
    """A remark if the working weekends of the last year are not announced yet; empty if they are."""
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
    # In a working week of six days, as in Hong Kong, no bank settles on the sixth day.
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
    # Outside these years the library has no holidays and treats every weekday as a business day.
    if not calendar.start_year <= year <= calendar.end_year:
        raise NoHolidays(name, year)
    for wrong in _WORKED.get(name, ()):
        with suppress(KeyError):  # the holiday did not exist yet in that year
            calendar.pop_named(wrong)
    return calendar


def _listed(name: str, year: int) -> Holidays:
    """The public and bank holidays of a year, from the library."""
    import holidays  # noqa: PLC0415 - 0.1 s, and only deadlines in business days need it

    if name == "EU":  # the days of the European Central Bank, on which TARGET settles nothing
        return holidays.financial_holidays("ECB", years=year)
    country, region = _split(name)
    if country == "GB":
        region = region or "ENG"
    known = holidays.country_holidays(country, subdiv=region or None)
    return holidays.country_holidays(
        country, subdiv=region or None, years=year, categories=_CLOSING & set(known.supported_categories)
    )


def _split(name: str) -> tuple[str, str]:
    """The country and its region; UK is an alias of GB."""
    country, _, region = name.partition("-")
    return "GB" if country == "UK" else country, region
