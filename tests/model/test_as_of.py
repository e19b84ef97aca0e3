"""The moment that is asked about, and the local day that it falls on."""

from datetime import UTC, date, datetime, timedelta, timezone
from errno import EIO, ENAMETOOLONG
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracker.model.as_of
from tests.strategies import reads_or_refuses, typed, zones
from tracker.errors import BadCode, BadDate
from tracker.model.as_of import Moment, local_day, read_since, read_when, time_zone

NOW = datetime(2026, 2, 17, 22, tzinfo=UTC)
TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"


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
def test_what_is_no_moment_is_refused_with_what_would_be_one(written: str, why: str) -> None:
    with pytest.raises(BadDate) as refused:
        read_when(written, NOW, TOKYO)
    assert why in str(refused.value)


@given(typed | typed.map("2026-02-17T{}".format))
def test_any_text_is_a_moment_or_is_refused(text: str) -> None:
    reads_or_refuses(lambda written: read_when(written, NOW, TOKYO), text)


@pytest.mark.parametrize("name", [TOKYO, "UTC", "Europe/Paris"])
def test_a_time_zone_is_called_as_iana_calls_it(name: str) -> None:
    assert time_zone(name).key == name


@pytest.mark.parametrize("name", ["", "Asia", "Mars/Base", "../passwd", "/etc/passwd", "a\0b", "\ud800", "x" * 9999])
def test_what_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(BadCode, match="is no IANA time zone; write one such as Asia/Tokyo"):
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

    monkeypatch.setattr(tracker.model.as_of, "ZoneInfo", unread)
    with pytest.raises(kind):
        time_zone("Europe/Nowhere")
