"""Deadlines as people type them."""

from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import reads_or_refuses, spans, typed
from tracker.errors import BadCode, BadDate, NoHolidays
from tracker.model.dates import DateSpan, day
from tracker.model.due_dates import (
    COUNTED_BY,
    Deadline,
    awaiting,
    read_date,
    read_deadline,
    read_past_day,
    read_since,
    read_when,
    rule,
    started,
)

TODAY = date(2026, 3, 1)
NOW = datetime(2026, 2, 17, 22, tzinfo=UTC)
TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"


@pytest.mark.parametrize(
    ("typed_words", "due"),
    [
        ("45 days after 2026-02-17", "2026-04-03"),
        ("45bd after 2026-02-17 (US)", "2026-04-21"),
        ("45bd after 2026-02-17 (US+JP)", "2026-04-23"),
        ("45 days after 2026-02-18", "2026-04-04"),
        ("45bd after 2026-02-18 (US)", "2026-04-22"),
        ("45 business days after 2026-02-18 (us+jp)", "2026-04-24"),
        ("45 days after 2026-03-19", "2026-05-03"),
        ("45bd after 19 March 2026 (US)", "2026-05-21"),
        ("45bd after 令和8年3月19日 (US+JP)", "2026-05-29"),
    ],
)
def test_forty_five_days_depend_on_which_days_count(typed_words: str, due: str) -> None:
    read = read_deadline(typed_words, TODAY)
    assert (str(read.due), rule(read.words)) == (due, typed_words)


BY_US = "US federal"
BY_BOTH = "US federal, JP closed 29 December to 3 January"


@pytest.mark.parametrize(
    ("typed_words", "calendars"),
    [
        ("45bd after 2026-02-17 (US+JP)", BY_BOTH),
        ("45bd after 2026-02-17 (US)", BY_US),
        ("+5bd (US)", BY_US),
        ("45bd after notice (us+jp)", BY_BOTH),
        ("180 days after 2025-10-28 (US, next business day)", BY_US),
        ("30 days after notice (GB, next business day)", "GB as in England"),
        ("5bd after 2026-02-17 (DE)", "DE nationwide public holidays only (no bank calendar of DE is known)"),
        ("5bd after 2026-02-17 (US-NY+EU)", "US-NY federal and state holidays, EU as TARGET"),
    ],
)
def test_the_words_say_by_which_calendars_business_days_were_counted(typed_words: str, calendars: str) -> None:
    assert read_deadline(typed_words, TODAY).words == f"{typed_words}{COUNTED_BY}{calendars}"


def test_where_no_business_day_was_counted_the_words_are_as_typed() -> None:
    assert read_deadline("180 days after 2025-10-28 (US)", TODAY).words == "180 days after 2025-10-28 (US)"


def test_words_that_say_their_calendars_can_be_typed_again() -> None:
    read = read_deadline("45bd after 2026-02-17 (US+JP)", TODAY)
    assert read_deadline(read.words, TODAY) == read


@pytest.mark.parametrize(
    ("typed_words", "due"),
    [
        ("180 days after 2025-10-28", "2026-04-26"),
        ("180 days after 2025-10-28 (US)", "2026-04-26"),
        ("180 days after 2025-10-28 (US, next business day)", "2026-04-27"),
        ("178 days after 2025-10-28 (US, next business day)", "2026-04-24"),
    ],
)
def test_a_calendar_day_deadline_moves_only_when_the_terms_say_so(typed_words: str, due: str) -> None:
    assert str(read_deadline(typed_words, TODAY).due) == due


@pytest.mark.parametrize(
    ("typed_words", "due"),
    [
        ("today", "2026-03-01"),
        ("Tomorrow", "2026-03-02"),
        ("yesterday", "2026-02-28"),
        ("eom", "2026-03-31"),
        ("eoq", "2026-03-31"),
        ("EOY", "2026-12-31"),
        ("+2w", "2026-03-15"),
        ("-10d", "2026-02-19"),
        ("+1 month", "2026-04-01"),
        ("+1y", "2027-03-01"),
        ("in 3 weeks", "2026-03-22"),
        ("in 30 days", "2026-03-31"),
        ("3 weeks ago", "2026-02-08"),
        ("60 days from now", "2026-04-30"),
        ("3 weeks from 2026-02-17", "2026-03-10"),
        ("within 60 days of 2026-02-17", "2026-04-18"),
        ("Within 60 days after 2026-02-17", "2026-04-18"),
        ("end of month", "2026-03-31"),
        ("by the end of the year", "2026-12-31"),
        ("end of this quarter", "2026-03-31"),
        ("by tomorrow", "2026-03-02"),
        ("this week", "2026-W09"),
        ("this month", "2026-03"),
        ("by this quarter", "2026-Q1"),
        ("this year", "2026"),
        ("Dec 31 2026", "2026-12-31"),
        ("20261231", "2026-12-31"),
        ("2026Q4", "2026-Q4"),
        ("10d after today", "2026-03-11"),
        ("10d after Q4 2025", "2026-01-10"),
        ("end of 2026-02", "2026-02"),
        ("by the end of Q4 2026", "2026-Q4"),
        ("by December 2026", "2026-12"),
        ("31 December 2026", "2026-12-31"),
        ("令和8年度", "JP-FY2026"),
    ],
)
def test_a_relative_deadline_is_resolved_and_its_words_are_kept(typed_words: str, due: str) -> None:
    read = read_deadline(typed_words, TODAY)
    assert (str(read.due), read.words, read.awaits) == (due, typed_words, "")


@pytest.mark.parametrize(("month", "last"), [(1, "03-31"), (3, "03-31"), (4, "06-30"), (12, "12-31")])
def test_the_end_of_the_quarter_is_that_of_today(month: int, last: str) -> None:
    assert str(read_deadline("eoq", date(2026, month, 15)).due) == f"2026-{last}"


@given(spans)
def test_a_date_in_its_own_form_needs_no_words(written: DateSpan) -> None:
    assert read_deadline(str(written), TODAY) == Deadline(written)


@given(st.integers(-20000, 20000))
def test_days_are_counted_from_today(count: int) -> None:
    due = read_deadline(f"{count:+}d", TODAY).due
    assert due is not None
    assert (due.last - TODAY).days == count


@pytest.mark.parametrize(
    ("typed_words", "awaits"),
    [
        ("30d after 300 people relocated", "300 people relocated"),
        ("30d after 5 ratifications", "5 ratifications"),
        ("within 60 days of signature", "signature"),
        ("3 months after entry into force", "entry into force"),
        ("3m after the Notice (US)", "the Notice"),
    ],
)
def test_a_deadline_after_an_event_waits_for_it(typed_words: str, awaits: str) -> None:
    assert read_deadline(typed_words, TODAY) == Deadline(None, typed_words, awaits)


@pytest.mark.parametrize(
    ("refs", "awaits"), [(["notice-given"], "notice-given"), (["notice-1", "notice-2"], "notice"), ([], "notice")]
)
def test_a_trigger_is_a_commitment_if_it_begins_one_ref_alone(refs: list[str], awaits: str) -> None:
    assert awaiting(read_deadline("45 days after notice", TODAY), refs).awaits == awaits


@pytest.mark.parametrize(
    ("typed_words", "words"),
    [
        ("undated", ""),
        ("Undated:", ""),
        ("undated: as soon as possible", "as soon as possible"),
        ("undated: 早日", "早日"),
    ],
)
def test_a_deadline_may_have_no_date(typed_words: str, words: str) -> None:
    assert read_deadline(typed_words, TODAY) == Deadline(None, words)


def test_business_days_count_on_the_calendars_of_the_register_where_none_is_named() -> None:
    assert str(read_deadline("45bd after 2026-02-17", TODAY, ("US", "JP")).due) == "2026-04-23"
    assert str(read_deadline("45bd after 2026-02-17 (US)", TODAY, ("US", "JP")).due) == "2026-04-21"


@pytest.mark.parametrize(
    ("typed_words", "why"),
    [
        ("", "a date has 1 to 500 characters"),
        ("x" * 501, "a date has 1 to 500 characters"),
        ("2w", "write +2w to count from today, or 2w after 2026-02-17"),
        ("45bd after 2026-02-17", "name whose holidays count, as in 45bd after 2026-02-17 (US+JP)"),
        ("10d after 2026-02-30", "check the year, the month and the day"),
        ("10d after DE-FY2025", "the fiscal year of DE is not known"),
        ("10d after 5 Floréal 2026", "write a day 2025-12-31"),
        ("10d after 2026-Q5", "write a day 2025-12-31"),
        ("10d after 31/12/25", "write the year in four digits"),
        ("10d after 1/2/2026", "write 2026-02-01 or 2026-01-02"),
        ("10d after mid-2026", "it has several readings; write 2026-H1 or 2026-06"),
        ("10d after next friday", "it has several readings; write 2026-03-06 or 2026-03-13"),
        ("within 60 days", "write +60 days to count from today, or within 60days of 2026-02-17"),
        ("60 days of talks", "write a day 2025-12-31"),
        ("in 3w ago", "write 3w ago or -3w"),
        ("next friday", "it has several readings; write 2026-03-06 or 2026-03-13"),
        ("last fri", "it has several readings; write 2026-02-27 or 2026-02-20"),
        ("last Sunday", "it has several readings; write 2026-02-22 or 2026-02-15"),
        ("Friday", "it has several readings; write 2026-02-27 or 2026-03-06"),
        ("by this wednesday", "it has several readings; write 2026-02-25 or 2026-03-04"),
        ("next week", "it has several readings; write 2026-W10, or +1w to count from today"),
        ("end of next month", "it has several readings; write 2026-04, or +1m to count from today"),
        ("last quarter", "it has several readings; write 2025-Q4, or -3m to count from today"),
        ("last year", "it has several readings; write 2025, or -1y to count from today"),
        ("end of the week", "it has several readings; write 2026-02-27 or 2026-03-01"),
        ("+99999y", "it lies outside the years 1 to 9999"),
        ("-99999m", "it lies outside the years 1 to 9999"),
        ("1d after 9999-12-31", "it lies outside the years 1 to 9999"),
        ("2025-02-30", "check the year, the month and the day"),
        ("asap", "eom, +2w, 45bd after 2026-02-17 (US+JP); for a promise without a date write “undated: asap”"),
    ],
)
def test_a_text_that_is_not_a_deadline_is_refused_with_an_example(typed_words: str, why: str) -> None:
    with pytest.raises(BadDate) as refused:
        read_deadline(typed_words, TODAY)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("typed_words", "instead"),
    [
        ("mid-2026", "2026-H1, 2026-06 or “undated: mid-2026”"),
        ("early 2027", "2027-Q1, 2027-01 or “undated: early 2027”"),
        ("summer 2026", "2026-06..2026-08, 2026-Q3 or “undated: summer 2026”"),
        ("1/2/2026", "2026-02-01 or 2026-01-02"),
    ],
)
def test_a_deadline_with_several_readings_is_refused_with_each_and_a_rough_one_may_be_undated(
    typed_words: str, instead: str
) -> None:
    with pytest.raises(BadDate) as refused:
        read_deadline(typed_words, TODAY)
    assert str(refused.value) == f"“{typed_words}” is not a date: it has several readings; write {instead}"


@pytest.mark.parametrize(
    ("typed_words", "today"), [("tomorrow", date.max), ("friday", date.min), ("next week", date.max)]
)
def test_a_word_that_leads_beyond_the_calendar_is_refused(typed_words: str, today: date) -> None:
    with pytest.raises(BadDate, match="it lies outside the years 1 to 9999"):
        read_deadline(typed_words, today)


@pytest.mark.parametrize("typed_words", ["1/2/2025", "2025-02-30", "2025..2024", "DE-FY2025"])
def test_a_wrong_date_is_not_taken_for_a_promise_without_one(typed_words: str) -> None:
    with pytest.raises(BadDate) as refused:
        read_deadline(typed_words, TODAY)
    assert "undated" not in str(refused.value)


def test_business_days_beyond_the_known_holidays_are_refused() -> None:
    with pytest.raises(NoHolidays):
        read_deadline("-2500bd (JP)", date(1950, 1, 1))
    with pytest.raises(BadCode, match="“XX” is not a country or region with a holiday calendar"):
        read_deadline("45bd after 2026-02-17 (XX)", TODAY)
    with pytest.raises(BadCode, match="“XX” is not a country or region with a holiday calendar"):
        read_deadline("45bd after notice (XX)", TODAY)


def test_a_count_that_would_take_long_is_refused() -> None:
    many = "US+GB+DE+FR+CA+AU+BR+MX+IT+ES"
    assert read_deadline(f"+2bd ({many}+US)", TODAY).due == day(date(2026, 3, 3))
    with pytest.raises(BadDate, match="it names more than 10 calendars; write the day itself"):
        read_deadline(f"+2bd ({many}+JP)", TODAY)
    for text in ("+2501bd (US)", "99999bd after notice (US)"):
        with pytest.raises(BadDate, match="it counts more than 2500 business days; write the day itself"):
            read_deadline(text, TODAY)


@pytest.mark.parametrize(("written", "read"), [("today", "2026-03-01"), ("-2w", "2026-02-15"), ("Dec 2025", "2025-12")])
def test_something_happened_on_a_day_or_in_a_part_of_a_year(written: str, read: str) -> None:
    assert str(read_date(written, TODAY)) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("7d", "2026-02-22"),
        ("2 weeks", "2026-02-15"),
        ("-7d", "2026-02-22"),
        ("+7d", "2026-03-08"),
        ("7 days ago", "2026-02-22"),
        ("5bd (US)", "2026-02-23"),
        ("5d after 2026-02-01", "2026-02-06"),
        ("2026-03", "2026-03"),
    ],
)
def test_a_bare_count_leads_back_where_something_is_followed_since(written: str, read: str) -> None:
    assert str(read_past_day(written, TODAY)) == read


@pytest.mark.parametrize("written", ["undated", "5d after notice", "within 5d of 2026-02-17", "within 5d of notice"])
def test_something_that_happened_has_a_date(written: str) -> None:
    with pytest.raises(BadDate):
        read_date(written, TODAY)


@given(typed)
def test_any_text_is_a_deadline_or_is_refused(text: str) -> None:
    reads_or_refuses(partial(read_deadline, today=TODAY), text)
    reads_or_refuses(partial(read_date, today=TODAY), text)


def test_a_rule_in_business_days_names_its_calendars_also_while_it_waits() -> None:
    with pytest.raises(BadDate, match="name whose holidays count"):
        read_deadline("45bd after notice", TODAY)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("45bd after notice (US+JP)", "2026-04-23"),
        (f"45bd after notice (US+JP){COUNTED_BY}{BY_BOTH}", "2026-04-23"),
        (f"45bd after notice (US+JP){COUNTED_BY}calendars of another time", "2026-04-23"),
        ("30d after 300 people relocated", "2026-03-19"),
        ("within 60 days of signature", "2026-04-18"),
        ("45 days after the President's choice", "2026-04-03"),
        ("+2w", "None"),
        ("within five to seven years", "None"),
    ],
)
def test_the_words_of_an_awaited_deadline_give_a_date_once_its_trigger_has_come(words: str, due: str) -> None:
    assert str(started(words, date(2026, 2, 17))) == due


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("2026-02-17T22:00Z", NOW),
        ("2026-02-18T07:00+09:00", NOW.astimezone(timezone(timedelta(hours=9)))),
        ("today", date(2026, 2, 18)),
        ("-1d", date(2026, 2, 17)),
        ("2025-12", date(2025, 12, 31)),
        ("31 December 2025", date(2025, 12, 31)),
        ("US-FY2026", date(2026, 9, 30)),
    ],
)
def test_a_moment_is_a_time_with_its_offset_or_the_last_day_of_a_date(written: str, when: date | datetime) -> None:
    assert read_when(written, NOW, TOKYO) == when


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("2026-02-17T22:00Z", NOW),
        ("-1d", date(2026, 2, 17)),
        ("7d", date(2026, 2, 11)),
        ("2w", date(2026, 2, 4)),
        ("2026-W06", date(2026, 2, 2)),
        ("2025-12", date(2025, 12, 1)),
        ("2025", date(2025, 1, 1)),
    ],
)
def test_what_is_looked_at_since_a_date_is_so_from_its_first_day(written: str, when: date | datetime) -> None:
    assert read_since(written, NOW, TOKYO) == when


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2026-02-17T22:00", "a time needs its offset from UTC"),
        ("2026-02-17T25:00Z", "write a time as 2026-02-18T12:00+09:00"),
        ("2026-02-30T22:00Z", "write a time as 2026-02-18T12:00+09:00"),
        ("20260217T220000Z", "write a day 2025-12-31"),
        ("2026-W08-2T22:00Z", "write a day 2025-12-31"),
        ("undated", "write a day 2025-12-31"),
    ],
)
def test_a_text_that_is_not_a_moment_is_refused_with_an_example(written: str, why: str) -> None:
    with pytest.raises(BadDate) as refused:
        read_when(written, NOW, TOKYO)
    assert why in str(refused.value)


@given(typed | typed.map("2026-02-17T{}".format))
def test_any_text_is_a_moment_or_is_refused(text: str) -> None:
    reads_or_refuses(lambda written: read_when(written, NOW, TOKYO), text)
