"""Business days on the calendars of one or several countries."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import business_days
from tracker.calendars import add_business_days, is_business_day, next_business_day
from tracker.errors import BadCode, NoHolidays

ONE_DAY = timedelta(days=1)
US, JP = holidays.country_holidays("US"), holidays.country_holidays("JP")
BOTH = ("US", "JP")


@pytest.mark.parametrize(
    ("notice", "countries", "due"),
    [
        (date(2026, 2, 17), ("US",), date(2026, 4, 21)),
        (date(2026, 2, 17), BOTH, date(2026, 4, 23)),
        (date(2026, 2, 18), ("US",), date(2026, 4, 22)),
        (date(2026, 2, 18), BOTH, date(2026, 4, 24)),
        (date(2026, 3, 19), ("US",), date(2026, 5, 21)),
        (date(2026, 3, 19), BOTH, date(2026, 5, 29)),
    ],
)
def test_forty_five_business_days_leave_out_the_day_of_notice(
    notice: date, countries: tuple[str, ...], due: date
) -> None:
    assert add_business_days(notice, 45, countries) == due


@pytest.mark.parametrize(
    ("day", "countries", "works"),
    [
        (date(2026, 4, 24), BOTH, True),
        (date(2026, 4, 25), BOTH, False),
        (date(2026, 4, 29), ("JP",), False),
        (date(2026, 4, 29), ("US",), True),
        (date(2026, 4, 29), BOTH, False),
        (date(2026, 7, 3), ("US",), False),
        (date(2026, 4, 24), (), True),
    ],
)
def test_a_business_day_is_one_in_every_country(day: date, countries: tuple[str, ...], *, works: bool) -> None:
    assert is_business_day(day, countries) is works


@pytest.mark.parametrize(
    ("day", "rolled"),
    [
        (date(2026, 4, 24), date(2026, 4, 24)),
        (date(2026, 4, 26), date(2026, 4, 27)),
        (date(2026, 5, 2), date(2026, 5, 7)),
    ],
)
def test_a_day_off_is_moved_to_the_next_business_day(day: date, rolled: date) -> None:
    assert next_business_day(day, BOTH) == rolled


def naive(start: date, count: int) -> date:
    """Count by walking: weekdays that are a holiday neither of the US nor of Japan."""
    day, step = start, ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while day.isoweekday() > 5 or day in US or day in JP:
            day += step
    return day


@given(business_days, st.integers(-120, 120))
def test_business_days_are_those_that_a_walk_through_the_calendar_counts(start: date, count: int) -> None:
    assert add_business_days(start, count, BOTH) == naive(start, count)


@given(business_days)
def test_the_next_business_day_is_never_earlier_and_always_one(day: date) -> None:
    rolled = next_business_day(day, BOTH)
    assert rolled >= day
    assert is_business_day(rolled, BOTH)
    assert next_business_day(rolled, BOTH) == rolled


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("US", date(2150, 3, 1)),
        ("US", date(1700, 3, 1)),
        ("JP", date(2100, 3, 1)),
        ("JP", date(1900, 3, 1)),
        ("IN", date(2036, 3, 3)),
    ],
)
def test_a_year_without_known_holidays_is_refused_however_often_it_is_asked(country: str, day: date) -> None:
    for _ in range(2):
        with pytest.raises(NoHolidays, match=f"the holidays of {country} in {day.year} are not known"):
            is_business_day(day, (country,))


@pytest.mark.parametrize("country", ["XX", "EU", ""])
def test_a_country_without_a_calendar_is_refused(country: str) -> None:
    with pytest.raises(BadCode, match="is no country with a holiday calendar; name the country"):
        is_business_day(date(2026, 4, 24), (country,))
