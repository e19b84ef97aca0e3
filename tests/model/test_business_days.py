"""Business days on the calendars of one or several countries."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import business_days
from tracker.errors import BadCode, NoHolidays
from tracker.model.business_days import add_business_days, calendar_notes, is_business_day, next_business_day

ONE_DAY = timedelta(days=1)
US, JP = holidays.country_holidays("US"), holidays.country_holidays("JP")
BOTH = ("US", "JP")
# Weekdays that are no business days, as the governments announced them.
CLOSED = {
    # Cabinet Office, “National holidays”; Act on Holidays of Administrative Organs: 29 December to 3 January.
    "JP": {
        2022: "01-03 01-10 02-11 02-23 03-21 04-29 05-03 05-04 05-05 07-18 08-11 09-19 "
        "09-23 10-10 11-03 11-23 12-29 12-30",
        2023: "01-02 01-03 01-09 02-23 03-21 05-03 05-04 05-05 07-17 08-11 09-18 10-09 11-03 11-23 12-29",
        2024: "01-01 01-02 01-03 01-08 02-12 02-23 03-20 04-29 05-03 05-06 07-15 08-12 "
        "09-16 09-23 10-14 11-04 12-30 12-31",
        2025: "01-01 01-02 01-03 01-13 02-11 02-24 03-20 04-29 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-24 "
        "12-29 12-30 12-31",
        2026: "01-01 01-02 01-12 02-11 02-23 03-20 04-29 05-04 05-05 05-06 07-20 08-11 "
        "09-21 09-22 09-23 10-12 11-03 11-23 "
        "12-29 12-30 12-31",
    },
    # gov.uk/bank-holidays, England and Wales.
    "GB-ENG": {
        2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
        2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
        2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
        2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
        2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    },
    # The same, Scotland: 2 January, the first Monday of August, St Andrew's Day, no Easter Monday; 2026: the World Cup.
    "GB-SCT": {
        2022: "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27",
        2023: "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26",
        2024: "01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26",
        2025: "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26",
        2026: "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28",
    },
    # Office of Personnel Management, federal holidays.
    "US": {
        2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
        2023: "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
        2024: "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
        2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
        2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    },
    # Regulations on Holidays of Government Offices, with substitute and temporary holidays and elections; banks: 1 May.
    "KR": {
        2022: "01-31 02-01 02-02 03-01 03-09 05-05 06-01 06-06 08-15 09-09 09-12 10-03 10-10",
        2023: "01-23 01-24 03-01 05-01 05-05 05-29 06-06 08-15 09-28 09-29 10-02 10-03 10-09 12-25",
        2024: "01-01 02-09 02-12 03-01 04-10 05-01 05-06 05-15 06-06 08-15 09-16 09-17 09-18 10-01 10-03 10-09 12-25",
        2025: "01-01 01-27 01-28 01-29 01-30 03-03 05-01 05-05 05-06 06-03 06-06 08-15 "
        "10-03 10-06 10-07 10-08 10-09 12-25",
        2026: "01-01 02-16 02-17 02-18 03-02 05-01 05-05 05-25 06-03 07-17 08-17 09-24 09-25 10-05 10-09 12-25",
    },
    # General Office of the State Council, the yearly notices on holidays.
    "CN": {
        2022: "01-03 01-31 02-01 02-02 02-03 02-04 04-04 04-05 05-02 05-03 05-04 06-03 09-12 "
        "10-03 10-04 10-05 10-06 10-07",
        2023: "01-02 01-23 01-24 01-25 01-26 01-27 04-05 05-01 05-02 05-03 06-22 06-23 09-29 "
        "10-02 10-03 10-04 10-05 10-06",
        2024: "01-01 02-12 02-13 02-14 02-15 02-16 04-04 04-05 05-01 05-02 05-03 06-10 09-16 09-17 "
        "10-01 10-02 10-03 10-04 10-07",
        2025: "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 "
        "10-01 10-02 10-03 10-06 10-07 10-08",
        2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 "
        "10-01 10-02 10-05 10-06 10-07",
    },
    # European Central Bank, TARGET closing days: 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December.
    "EU": {
        2022: "04-15 04-18 12-26",
        2023: "04-07 04-10 05-01 12-25 12-26",
        2024: "01-01 03-29 04-01 05-01 12-25 12-26",
        2025: "01-01 04-18 04-21 05-01 12-25 12-26",
        2026: "01-01 04-03 04-06 05-01 12-25",
    },
}
# Days of a weekend that are worked in place of another day, from the same notices of the State Council.
WORKED_WEEKENDS = {
    2022: "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    2023: "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}


@pytest.mark.parametrize(("calendar", "year"), [(calendar, year) for calendar in CLOSED for year in CLOSED[calendar]])
def test_business_days_are_those_of_the_official_calendars(calendar: str, year: int) -> None:
    days = [date(year, 1, 1) + ONE_DAY * count for count in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    closed = [f"{day:%m-%d}" for day in days if day.isoweekday() <= 5 and not is_business_day(day, (calendar,))]
    worked = [f"{day:%m-%d}" for day in days if day.isoweekday() > 5 and is_business_day(day, (calendar,))]
    assert closed == CLOSED[calendar][year].split()
    assert worked == (WORKED_WEEKENDS[year].split() if calendar == "CN" else [])


@pytest.mark.parametrize(
    ("start", "count", "calendars", "due"),
    [
        (date(2026, 12, 30), 1, ("JP",), date(2027, 1, 4)),
        (date(2025, 12, 20), 45, BOTH, date(2026, 3, 9)),
        (date(2026, 3, 30), 10, ("GB",), date(2026, 4, 15)),
        (date(2026, 8, 30), 1, ("GB",), date(2026, 9, 1)),
        (date(2026, 8, 30), 1, ("GB-SCT",), date(2026, 8, 31)),
        (date(2026, 4, 2), 1, ("UK",), date(2026, 4, 7)),
        (date(2026, 4, 2), 1, ("GB-SCT",), date(2026, 4, 6)),
        (date(2026, 4, 2), 1, ("GB-SCT", "EU"), date(2026, 4, 7)),
        (date(2026, 2, 11), 1, ("US",), date(2026, 2, 12)),
        (date(2026, 2, 11), 1, ("US-NY",), date(2026, 2, 13)),
        (date(2027, 2, 12), 1, ("US-NY",), date(2027, 2, 16)),
        (date(2024, 2, 14), 1, ("US-NY",), date(2024, 2, 15)),
        (date(2026, 2, 13), 1, ("CN",), date(2026, 2, 14)),
        (date(2026, 2, 14), 1, ("CN",), date(2026, 2, 24)),
        (date(2026, 3, 6), 1, ("HK",), date(2026, 3, 9)),
        (date(2026, 3, 5), 1, ("SA",), date(2026, 3, 8)),
    ],
)
def test_business_days_are_counted_on_the_calendar_that_is_named(
    start: date, count: int, calendars: tuple[str, ...], due: date
) -> None:
    assert add_business_days(start, count, calendars) == due


@pytest.mark.parametrize(
    ("calendar", "years", "said"),
    [
        ("US", (2026,), "US federal"),
        ("US-NY", (2026,), "US-NY federal and state holidays"),
        ("GB", (2026,), "GB as in England"),
        ("UK", (2026,), "GB as in England"),
        ("GB-SCT", (2026,), "GB-SCT bank holidays"),
        ("JP", (2026,), "JP closed 29 December to 3 January"),
        ("KR", (2026,), "KR closed 1 May"),
        ("EU", (2026,), "EU as TARGET"),
        ("CN", (2025, 2026), "CN with working weekends as announced"),
        ("CN", (2089, 2090), "CN with working weekends as announced (none announced after "),
        ("CN", (1999,), "CN with working weekends as announced"),
        ("AT", (2026,), "AT nationwide public and bank holidays"),
        ("DE", (2026,), "DE nationwide public holidays only (no bank calendar of DE is known)"),
        ("DE-BY", (2026,), "DE-BY public holidays only (no bank calendar of DE is known)"),
        ("KP", (2026,), "KP public holidays only (no bank calendar of KP is known)"),
    ],
)
def test_a_calendar_says_which_days_it_leaves_out(calendar: str, years: tuple[int, ...], said: str) -> None:
    told = calendar_notes([calendar], years)
    assert told == said or (said.endswith("after ") and told.startswith(said))


def test_several_calendars_are_told_one_after_the_other() -> None:
    assert calendar_notes(BOTH, [2026]) == "US federal, JP closed 29 December to 3 January"


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
    """Count by walking: weekdays that are a holiday neither of the US nor of Japan, nor at the turn of the year."""
    closed = {(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)}
    day, step = start, ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while day.isoweekday() > 5 or day in US or day in JP or (day.month, day.day) in closed:
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
        ("EU", date(1990, 3, 1)),
    ],
)
def test_a_year_without_known_holidays_is_refused_however_often_it_is_asked(country: str, day: date) -> None:
    for _ in range(2):
        with pytest.raises(NoHolidays, match=f"the holidays of {country} in {day.year} are not known"):
            is_business_day(day, (country,))


@pytest.mark.parametrize("country", ["XX", "EU-DE", "GB-LON", "us", ""])
def test_a_country_without_a_calendar_is_refused(country: str) -> None:
    with pytest.raises(BadCode, match="is not a country or region with a holiday calendar; name the country"):
        is_business_day(date(2026, 4, 24), (country,))


def test_a_holiday_that_is_not_one_of_ours_may_be_younger_than_the_year() -> None:
    assert add_business_days(date(1960, 1, 1), 10, ("US-NY",)) == date(1960, 1, 15)
