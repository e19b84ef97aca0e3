"""The rule of a recurring duty, and its periods."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import recurrences
from tracker.errors import TrackerError
from tracker.model.codec import BadDocument, decode, encode
from tracker.model.recurrence import MAX_PERIODS, Recurrence, changed, read_period, read_recurrence, recurrence

WHEAT = "year, from 2026 until 2029, 6 Mt each"


def names(rule: Recurrence, day: str) -> list[str]:
    """The names of the periods until a day."""
    return [period.name for period in rule.periods(date.fromisoformat(day))]


@pytest.mark.parametrize(
    ("period", "first", "day", "found"),
    [
        ("month", "2026-11", "2027-01-31", ["2026-11", "2026-12", "2027-01"]),
        ("quarter", "2026-Q4", "2027-06-30", ["2026-Q4", "2027-Q1", "2027-Q2"]),
        ("half", "2026-H2", "2027-01-01", ["2026-H2", "2027-H1"]),
        ("year", "2026", "2027-12-31", ["2026", "2027"]),
        ("JP-FY", "2025", "2026-04-01", ["JP-FY2025", "JP-FY2026"]),
        ("US-FY", "US-FY2026", "2026-10-01", ["US-FY2026", "US-FY2027"]),
        ("year from July", "2026", "2027-07-01", ["2026-27", "2027-28"]),
        ("year from July", "2026-27", "2026-07-01", ["2026-27"]),
        ("year from oct", "1998-10", "2000-01-01", ["1998-99", "1999-00"]),
    ],
)
def test_the_periods_are_those_from_the_first_to_the_one_that_runs(
    period: str, first: str, day: str, found: list[str]
) -> None:
    assert names(recurrence(period, first), day) == found


def test_the_first_period_is_told_before_it_begins_and_none_after_the_last_one() -> None:
    assert names(read_recurrence(WHEAT), "2020-01-01") == ["2026"]
    assert names(read_recurrence(WHEAT), "2050-01-01") == ["2026", "2027", "2028", "2029"]


def test_the_periods_are_bounded_in_number_and_by_the_calendar() -> None:
    assert len(names(recurrence("month", "2026-01"), "9999-12-31")) == MAX_PERIODS
    assert names(recurrence("year from July", "9998"), "9999-12-31") == ["9998-99", "9999-00"]
    assert names(recurrence("US-FY", "9998"), "9999-12-31") == ["US-FY9998", "US-FY9999"]
    assert names(recurrence("year", "0001"), "0002-12-31") == ["0001", "0002"]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            ("week", "2026"),
            "“week” is not a period; choose from month, quarter, half, year, JP-FY, US-FY, year from July",
        ),
        (("year", "2026-03"), "“2026-03” is not a date: it is no year; write one such as 2026"),
        (("quarter", "2026-05"), "“2026-05” is not a date: it is no quarter; write one such as 2026-Q2"),
        (("year from July", "2026-03"), "“2026-03” is not a date: it is no year from July; write one such as 2025-26"),
        (("year from July", "0001-01-01"), "it is no year from July; write one such as 0001-02"),
        (("year", "2027", "2026"), "it would end with 2026, before it begins with 2027; mend --from or --until"),
        (("month", "1980-01", "2026-01"), f"it would have more than {MAX_PERIODS} periods; make the period longer"),
        (("month", "2026-01", "", "6 Mt a year"), "it is that of a year, and the period is a month; write the amount"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(parts: tuple[str, ...], said: str) -> None:
    with pytest.raises(TrackerError) as refusal:
        recurrence(*parts)
    assert said in str(refusal.value)


def test_the_amount_of_a_year_may_be_written_as_a_yearly_one() -> None:
    assert str(recurrence("JP-FY", "2026", "", "6 Mt a year")) == "JP-FY, from JP-FY2026, 6 Mt each"
    assert read_period("Year  from  JANUARY") == "year"


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ((None, None, "2030", None), "year, from 2026 until 2030, 6 Mt each"),
        ((None, None, "", None), "year, from 2026, 6 Mt each"),
        ((None, "2027", None, ""), "year, from 2027 until 2029"),
        (("year", None, None, "7 Mt"), "year, from 2026 until 2029, 7 Mt each"),
        (("JP-FY", "2026", None, None), "JP-FY, from JP-FY2026, 6 Mt each"),
        (("month, from 2026-01", None, "2026-02", None), "month, from 2026-01 until 2026-02"),
        (("", None, None, None), "None"),
    ],
)
def test_each_part_of_a_rule_is_changed_alone(parts: tuple[str | None, ...], found: str) -> None:
    assert str(changed(read_recurrence(WHEAT), *parts)) == found


@pytest.mark.parametrize("given_rule", [None, read_recurrence(WHEAT)])
def test_a_new_period_needs_a_first_one(given_rule: Recurrence | None) -> None:
    with pytest.raises(TrackerError, match="it does not say from which period on; say --from"):
        changed(given_rule, "month", None, None, None)


def test_a_rule_needs_a_period() -> None:
    with pytest.raises(TrackerError, match="do not say how often it is owed; give --every too"):
        changed(None, None, "2026", None, None)
    with pytest.raises(TrackerError, match="it does not say from which period on"):
        read_recurrence("year")


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"period": "week", "first": "2026"}, "“week” is no period of a recurring duty"),
        ({"period": "year", "first": "2026-03"}, "2026-03 is no year"),
        ({"period": "year", "first": "2026", "last": "2025"}, "it ends with 2025, before it begins"),
    ],
)
def test_a_stored_rule_that_cannot_be_is_damage(rule: dict[str, str], why: str) -> None:
    with pytest.raises(BadDocument, match=why):
        decode(rule, Recurrence)


@given(recurrences)
def test_a_rule_is_stored_and_written_as_it_was(rule: Recurrence) -> None:
    assert decode(encode(rule), Recurrence) == rule
    assert read_recurrence(str(rule)) == rule


@given(recurrences, st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_the_periods_follow_each_other_without_a_gap(rule: Recurrence, day: date) -> None:
    found = rule.periods(day)
    assert len({period.name for period in found}) == len(found) <= MAX_PERIODS
    for one, other in pairwise(found):
        assert (other.span.first - one.span.last).days == 1
        assert other.span.first <= day
