"""Dates as the world writes them."""

from datetime import UTC, date, datetime, timedelta
from errno import EIO, ENAMETOOLONG
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracker.model.dates
from tests.strategies import days, parts, ranges, reads_or_refuses, spans, typed, zones
from tracker.errors import BadCode, BadDate
from tracker.model.dates import DateSpan, Moment, add_months, day, end_of_month, local_day, span, time_zone

NOW = datetime(2026, 2, 17, 22, tzinfo=UTC)
TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"


@pytest.mark.parametrize(
    ("written", "first", "last", "precision"),
    [
        ("2025-12-31", date(2025, 12, 31), date(2025, 12, 31), "day"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2025-Q1", date(2025, 1, 1), date(2025, 3, 31), "quarter"),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31), "quarter"),
        ("2026-W30", date(2026, 7, 20), date(2026, 7, 26), "week"),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4), "week"),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3), "week"),
        ("2026-W30..2026-W32", date(2026, 7, 20), date(2026, 8, 9), "range"),
        ("2025-H1", date(2025, 1, 1), date(2025, 6, 30), "half"),
        ("2025-H2", date(2025, 7, 1), date(2025, 12, 31), "half"),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "year"),
        ("JP-FY2025", date(2025, 4, 1), date(2026, 3, 31), "fiscal_year"),
        ("US-FY2026", date(2025, 10, 1), date(2026, 9, 30), "fiscal_year"),
        ("2026-03..2026-05", date(2026, 3, 1), date(2026, 5, 31), "range"),
        ("9999", date(9999, 1, 1), date(9999, 12, 31), "year"),
    ],
)
def test_a_promise_for_a_span_falls_due_on_its_last_day(written: str, first: date, last: date, precision: str) -> None:
    read = span(written)
    assert (read.first, read.last, read.precision, str(read)) == (first, last, precision, written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" 2025-12-31\n", "2025-12-31"),
        ("２０２５－１２", "2025-12"),
        ("2025-q4", "2025-Q4"),
        ("jp-fy2025", "JP-FY2025"),
        ("2025 .. 2026-q1", "2025..2026-Q1"),
        ("Q4 2025", "2025-Q4"),
        ("h1 2026", "2026-H1"),
        ("Dec 2025", "2025-12"),
        ("Dec. 2025", "2025-12"),
        ("Sept 2025", "2025-09"),
        ("December 2025", "2025-12"),
        ("31 December 2025", "2025-12-31"),
        ("2025/12/31", "2025-12-31"),
        ("２０２６/2/7", "2026-02-07"),
        ("4 sep 2025", "2025-09-04"),
        ("September 4, 2025", "2025-09-04"),
        ("Dec. 2025..31 May 2026", "2025-12..2026-05-31"),
        ("Dec 31 2026", "2026-12-31"),
        ("December 31st, 2026", "2026-12-31"),
        ("31 Dec 2026", "2026-12-31"),
        ("31-Dec-2026", "2026-12-31"),
        ("1st March, 2026", "2026-03-01"),
        ("20261231", "2026-12-31"),
        ("2026-1-5", "2026-01-05"),
        ("2026.1.5", "2026-01-05"),
        ("2026. 1. 5.", "2026-01-05"),
        ("31/12/2025", "2025-12-31"),
        ("12-31-2025", "2025-12-31"),
        ("31.12.2025", "2025-12-31"),
        ("5/5/2026", "2026-05-05"),
        ("2026Q4", "2026-Q4"),
        ("2026 h2", "2026-H2"),
        ("Q4/2026", "2026-Q4"),
        ("2026W30", "2026-W30"),
        ("2026-w30", "2026-W30"),
        ("2025年", "2025"),
        ("2025年9月", "2025-09"),
        ("2025年9月4日", "2025-09-04"),
        ("2025년 12월 31일", "2025-12-31"),
        ("令和7年12月31日", "2025-12-31"),
        ("令和元年5月", "2019-05"),
        ("平成31年", "2019"),
        ("昭和35年1月19日", "1960-01-19"),
        ("2025年度", "JP-FY2025"),
        ("令和7年度", "JP-FY2025"),
        ("JFY2027", "JP-FY2027"),
    ],
)
def test_other_ways_of_writing_a_date_are_kept_in_its_one_form(written: str, kept: str) -> None:
    assert str(span(written)) == kept


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1/2/2026", "it has several readings; write 2026-02-01 or 2026-01-02"),
        ("01.02.2025", "it has several readings; write 2025-02-01 or 2025-01-02"),
        ("13/13/2026", "check the year, the month and the day"),
        ("0/5/2026", "check the year, the month and the day"),
        ("20251331", "check the year, the month and the day"),
        ("31/12/25", "write the year in four digits and first, as in 2025-12-31"),
        ("12 March", "it names no year; write one, as in 31 December 2025"),
        ("Mar. 12", "it names no year; write one, as in 31 December 2025"),
        ("2025-W53", "2025 has the weeks W01 to W52"),
        ("2026-W00", "2026 has the weeks W01 to W53"),
        ("9999-W52", "it ends after the year 9999"),
        ("0000-W01", "check the year, the month and the day"),
        ("2026-W1", "write a day 2025-12-31"),
        ("mid-2026", "it has several readings; write 2026-H1 or 2026-06"),
        ("middle of 2026", "it has several readings; write 2026-H1 or 2026-06"),
        ("early 2027", "it has several readings; write 2027-Q1 or 2027-01"),
        ("late 2026", "it has several readings; write 2026-Q4 or 2026-12"),
        ("spring 2026", "it has several readings; write 2026-03..2026-05 or 2026-Q2"),
        ("summer 2026", "it has several readings; write 2026-06..2026-08 or 2026-Q3"),
        ("Fall of 2026", "it has several readings; write 2026-09..2026-11 or 2026-Q4"),
        ("winter 2026", "it has several readings; write 2026-12..2027-02 or 2026-Q1"),
        ("late Sept. 2026", "write 2026-09 or the days, as in 2026-09-01..2026-09-10"),
        ("2025-12-31T00:00", "write a day 2025-12-31"),
        ("2025-Q5", "write a day 2025-12-31"),
        ("FY2025", "JP-FY2025, US-FY2026"),
        ("may", "write a day 2025-12-31"),
        ("31 Dezember 2025", "write a day 2025-12-31"),
        ("令和0年", "write a day 2025-12-31"),
        ("١٢٣٤", "write a day 2025-12-31"),
        ("", "write a day 2025-12-31"),
        ("2025-13", "check the year, the month and the day"),
        ("2023-24", "for two years write the months, as in 2023-04..2024-03"),
        ("1999-00", "for two years write the months, as in 1999-04..2000-03"),
        ("2025/13/31", "check the year, the month and the day"),
        ("2025/26", "write a day 2025-12-31"),
        ("2025-02-30", "check the year, the month and the day"),
        ("31 June 2025", "check the year, the month and the day"),
        ("0000", "check the year, the month and the day"),
        ("JP-FY9999", "check the year, the month and the day"),
        ("US-FY0001", "check the year, the month and the day"),
        ("DE-FY2025", "the fiscal year of DE is not known; write JP-FY2025, US-FY2025 or a range of days"),
        ("2026-05..2026-03", "write the earlier date first"),
        ("2025..", "a range has a date on either side"),
        ("..2025", "a range has a date on either side"),
        ("2025..2026..2027", "write a day 2025-12-31"),
        ("2025.." * 5000, "write a day 2025-12-31"),
    ],
)
def test_a_text_that_is_not_a_date_is_refused_with_an_example(written: str, why: str) -> None:
    with pytest.raises(BadDate, match="is not a date: ") as refused:
        span(written)
    assert why in str(refused.value)


@given(spans)
def test_a_date_reads_back_as_it_is_printed(written: DateSpan) -> None:
    again = span(str(written))
    assert (again, again.first, again.last) == (written, written.first, written.last)


@given(spans)
def test_a_span_never_ends_before_it_begins(written: DateSpan) -> None:
    assert written.first <= written.last


@given(ranges)
def test_a_range_covers_the_first_day_of_one_side_and_the_last_of_the_other(written: DateSpan) -> None:
    left, right = str(written).split("..")
    assert (written.first, written.last) == (span(left).first, span(right).last)


@given(days | parts, days | parts)
def test_spans_are_equal_when_they_are_written_alike(one: DateSpan, other: DateSpan) -> None:
    assert (one == other) == (str(one) == str(other)) == (len({one, other}) == 1)
    assert one != str(one)


def test_one_date_written_in_two_ways_is_one() -> None:
    assert {span("2026-W30"), span("2026w30")} == {span("2026-W30")}


def test_a_span_shows_itself_as_it_is_written() -> None:
    assert repr(span("2025-Q4")) == "DateSpan('2025-Q4')"


@given(typed)
def test_any_text_is_a_date_or_is_refused(text: str) -> None:
    reads_or_refuses(span, text)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@given(st.dates(date(1000, 1, 1), date(3000, 1, 1)), st.integers(-6000, 6000))
def test_months_later_lands_in_the_month_so_many_later(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == min(start.day, end_of_month(end.year, end.month).day)


@given(st.dates())
def test_a_day_is_the_span_of_itself(value: date) -> None:
    assert (day(value).first, day(value).last, day(value)) == (value, value, span(value.isoformat()))


@pytest.mark.parametrize(
    ("zone", "day"),
    [(TOKYO, date(2026, 2, 18)), (NEW_YORK, date(2026, 2, 17)), ("UTC", date(2026, 2, 17))],
)
def test_an_instant_falls_on_different_days_in_different_zones(zone: str, day: date) -> None:
    assert local_day(NOW, zone) == Moment(NOW).day(zone) == Moment(date(2030, 1, 1), NOW).known_day(zone) == day


@pytest.mark.parametrize("zone", [TOKYO, NEW_YORK])
def test_a_date_is_that_day_in_every_zone(zone: str) -> None:
    assert local_day(date(2026, 2, 17), zone) == date(2026, 2, 17)


def test_where_everything_known_counts_there_is_no_day_of_knowledge() -> None:
    assert Moment(NOW).known_day(TOKYO) is None


@pytest.mark.parametrize(
    ("when", "zone"),
    [(datetime.min.replace(tzinfo=UTC), NEW_YORK), (datetime.max.replace(tzinfo=UTC), TOKYO)],
)
def test_the_first_and_the_last_day_of_the_calendar_are_the_same_in_every_zone(when: datetime, zone: str) -> None:
    assert local_day(when, zone) == when.date()


@given(st.datetimes(timezones=zones), st.sampled_from([TOKYO, NEW_YORK, "Pacific/Kiritimati"]))
def test_every_instant_has_a_local_day_close_to_its_own(when: datetime, zone: str) -> None:
    assert abs(local_day(when, zone) - when.date()) <= timedelta(days=1)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (Moment(date(2026, 2, 17)), "as of 2026-02-17"),
        (Moment(date(2026, 2, 17), date(2026, 1, 1)), "as of 2026-02-17 as known at 2026-01-01"),
        (Moment(NOW), "as of 2026-02-17T22:00:00+00:00"),
    ],
)
def test_a_moment_says_what_it_is(moment: Moment, shown: str) -> None:
    assert str(moment) == shown


@pytest.mark.parametrize("name", [TOKYO, "UTC", "Europe/Paris"])
def test_a_time_zone_is_called_as_iana_calls_it(name: str) -> None:
    assert time_zone(name).key == name


@pytest.mark.parametrize("name", ["", "Asia", "Mars/Base", "../passwd", "/etc/passwd", "a\0b", "\ud800", "x" * 9999])
def test_an_unknown_time_zone_is_refused(name: str) -> None:
    with pytest.raises(BadCode, match="is not a time zone of IANA; write one such as Asia/Tokyo"):
        time_zone(name)


@given(typed)
def test_any_text_is_a_time_zone_or_is_refused(text: str) -> None:
    reads_or_refuses(time_zone, text)


@pytest.mark.parametrize(("number", "kind"), [(EIO, OSError), (ENAMETOOLONG, BadCode)])
def test_a_disk_that_fails_is_no_wrong_name_of_a_zone(
    monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception]
) -> None:
    def unread(name: str) -> NoReturn:
        raise OSError(number, "", name)

    monkeypatch.setattr(tracker.model.dates, "ZoneInfo", unread)
    with pytest.raises(kind):
        time_zone("Europe/Nowhere")
