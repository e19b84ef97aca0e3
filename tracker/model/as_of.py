"""The moment that is asked about: what had taken effect by one time, as it was known at another."""

import re
from datetime import UTC, date, datetime, timedelta
from errno import EIO
from functools import cache
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct

from tracker.errors import BadCode, BadDate
from tracker.model.due_dates import read_date, read_past_day

# A date is that day wherever one is; a datetime (always aware) is one instant, on different days in different zones.
When: TypeAlias = date | datetime
AHEAD: Final = timedelta(hours=14)  # how far the clocks of the first zone are ahead of UTC
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T")


class Moment(Struct, frozen=True):
    """What had taken effect by `as_of`, of all that was known at `known_at` (None: of all that is known)."""

    as_of: When
    known_at: When | None = None

    def day(self, zone: str) -> date:
        """The local date of `as_of` in an IANA zone."""
        return local_day(self.as_of, zone)

    def known_day(self, zone: str) -> date | None:
        """The local date of `known_at` in an IANA zone; None where everything known counts."""
        return None if self.known_at is None else local_day(self.known_at, zone)

    def __str__(self) -> str:
        known = "" if self.known_at is None else f" as known at {self.known_at.isoformat()}"
        return f"as of {self.as_of.isoformat()}{known}"


def local_day(when: When, zone: str) -> date:
    """The calendar day that `when` falls on in a zone.

    >>> from datetime import UTC
    >>> local_day(datetime(2026, 2, 17, 22, tzinfo=UTC), "Asia/Tokyo")
    datetime.date(2026, 2, 18)
    """
    if not isinstance(when, datetime):
        return when
    try:
        return when.astimezone(time_zone(zone)).date()
    except OverflowError:  # the first and the last day there is have no neighbour in another zone
        return when.date()


def in_utc(when: datetime) -> datetime:
    """The same time in UTC; the first or the last moment there is where UTC has none.

    >>> in_utc(datetime.fromisoformat("2026-02-18T07:00+09:00")).isoformat()
    '2026-02-17T22:00:00+00:00'
    >>> in_utc(datetime.fromisoformat("9999-12-31T23:00-12:00")).isoformat()
    '9999-12-31T23:59:59.999999+00:00'
    """
    try:
        return when.astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if when.year > 1 else datetime.min.replace(tzinfo=UTC)


def latest_day(when: datetime) -> date:
    """The day that it is at a time, where the day begins first.

    >>> from datetime import UTC
    >>> latest_day(datetime(2026, 11, 28, 12, tzinfo=UTC))
    datetime.date(2026, 11, 29)
    """
    try:
        return (when.astimezone(UTC) + AHEAD).date()
    except OverflowError:  # the last day there is
        return date.max


def read_when(text: str, now: datetime, zone: str) -> When:
    """Read a moment: a date in any written or relative form, or an ISO time with its offset from UTC."""
    return _instant(text) or read_date(text, local_day(now, zone)).last


def read_since(text: str, now: datetime, zone: str) -> When:
    """Read a moment from which something is followed: a month or a year begins on its first day, `7d` is a week ago."""
    return _instant(text) or read_past_day(text, local_day(now, zone)).first


def _instant(text: str) -> datetime | None:
    if not _TIME.match(text):
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise BadDate(text, "write a time as 2026-02-18T12:00+09:00") from None
    if when.tzinfo is None:
        raise BadDate(text, "a time needs its offset from UTC, as in 2026-02-18T12:00+09:00")
    return when


@cache
def time_zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name, or a refusal."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno == EIO:
            raise  # the disk, not the name
        raise BadCode("IANA time zone", name, "write one such as Asia/Tokyo or America/New_York") from None
