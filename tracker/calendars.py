"""Business days on one or several countries' calendars; the holidays themselves come from a library."""

import warnings
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Final

from tracker.errors import BadCode, NoHolidays

ONE_DAY: Final = timedelta(days=1)


def add_business_days(start: date, count: int, countries: tuple[str, ...]) -> date:
    """The `count`-th day after `start` on which every one of the countries works; `start` itself is not counted.

    >>> add_business_days(date(2026, 2, 17), 45, ("US", "JP"))
    datetime.date(2026, 4, 23)
    """
    day = start
    step = ONE_DAY if count >= 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_business_day(day, countries)
    return day


def next_business_day(day: date, countries: tuple[str, ...]) -> date:
    """The day itself if it is a business day everywhere, else the first later one that is.

    >>> next_business_day(date(2026, 4, 26), ("US",))
    datetime.date(2026, 4, 27)
    """
    while not is_business_day(day, countries):
        day += ONE_DAY
    return day


def is_business_day(day: date, countries: tuple[str, ...]) -> bool:
    """Whether the day is a business day in every one of the countries (ISO 3166-1 alpha-2)."""
    return all(_is_worked(country, day.year)(day) for country in countries)


@cache
def _is_worked(country: str, year: int) -> Callable[[date], bool]:
    import holidays  # noqa: PLC0415 - 0.1 s, and only deadlines in business days need it

    try:
        with warnings.catch_warnings(action="error", category=UserWarning):
            calendar = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        remedy = "name the country whose holidays count, as in 45bd after 2026-02-17 (US+JP)"
        raise BadCode("country with a holiday calendar", country, remedy) from None
    except UserWarning:
        raise NoHolidays(country, year) from None
    # Outside these years the library knows no holidays and would call every weekday a business day.
    if not calendar.start_year <= year <= calendar.end_year:
        raise NoHolidays(country, year)
    return calendar.is_working_day
