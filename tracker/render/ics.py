"""iCalendar: the due days of a table as all-day events and as to-dos, for any calendar program (RFC 5545).

The library escapes, folds and writes dates; to have it build the components takes five times as long. Events remind;
to-dos do not, for most programs show both.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import vDate, vDatetime, vText
from icalendar.parser import Contentline

from tracker import __version__
from tracker.errors import FormatCannotShow
from tracker.model.dates import in_utc
from tracker.model.status import LAPSED, MEANINGS, outcome_of
from tracker.render import GENERATOR
from tracker.render.escape import Terminal, escape_control, is_address
from tracker.reports.table import Table

# The columns that a table of due days must have.
NEEDED: Final = frozenset(
    {"uid", "summary", "due", "status", "completed", "says", "category", "time_zone", "url"}
    | {"sequence", "changed_at", "alarm_days"}
)
REFRESH: Final = "P1D"  # how often a calendar that subscribes reads the file again
CANCELLED: Final = LAPSED | {"failed"}  # the outcomes of promises that no longer run
FOLDED: Final = 75  # bytes from which on a line is folded
Day = dict[str, Any]
Line = tuple[str, str]  # the name of a property with its parameters, and its value


def as_ics(table: Table, _: Terminal) -> Iterator[bytes]:
    """One calendar. Refuses a table without due days."""
    days = _days(table)
    lines = _component("VCALENDAR", _calendar(table.title, days))
    yield b"".join(_folded(f"{name}:{value}") + b"\r\n" for name, value in lines)


def _folded(line: str) -> bytes:
    raw = line.encode()
    return raw if len(raw) < FOLDED else _bytes(Contentline(line))  # type: ignore[no-untyped-call] # the library has no types here


def _component(kind: str, lines: Iterable[Line]) -> tuple[Line, ...]:
    return ("BEGIN", kind), *lines, ("END", kind)


def _calendar(title: str, days: Iterable[Day]) -> Iterator[Line]:
    yield "PRODID", _text(f"-//{GENERATOR}//{GENERATOR} {__version__}//EN")
    yield "VERSION", "2.0"
    yield "METHOD", "PUBLISH"
    yield "X-WR-CALNAME", escape_control(title)  # programs show the name as it is, escapes included
    yield "REFRESH-INTERVAL;VALUE=DURATION", REFRESH
    yield "X-PUBLISHED-TTL", REFRESH
    for day in days:
        both = tuple(_fields(day))
        if day["due"]:
            yield from _component("VEVENT", _event(day, both))
        yield from _component("VTODO", _todo(day, both))


def _days(table: Table) -> Iterator[Day]:
    """The rows of the table, or of the first table in it, that has the columns of due days."""
    inside = (value for row in table.rows for value in row if isinstance(value, Table))
    for found in (table, *inside):
        names = [column.name for column in found.columns]
        if NEEDED.issubset(names):
            return (dict(zip(names, row, strict=True)) for row in found.rows)
    raise FormatCannotShow("ics", "due days", "try tracker report --format ics")


def _event(day: Day, fields: Iterable[Line]) -> Iterator[Line]:
    """An all-day event: a date without a zone, the same day everywhere."""
    yield "UID", day["uid"]
    yield from fields
    end = day["due"] + timedelta(days=1) if day["due"] < date.max else day["due"]
    yield "DTSTART;VALUE=DATE", _date(day["due"])
    yield "DTEND;VALUE=DATE", _date(end)
    yield "TRANSP", "TRANSPARENT"
    if status := _event_status(day["status"]):
        yield "STATUS", status
    summary = _summary(day)
    for before in day["alarm_days"]:
        alarm = (("ACTION", "DISPLAY"), ("TRIGGER", f"-P{before}D"), ("DESCRIPTION", summary))
        yield from _component("VALARM", alarm)


def _todo(day: Day, fields: Iterable[Line]) -> Iterator[Line]:
    yield "UID", str(uuid5(UUID(day["uid"]), "todo"))
    yield from fields
    if day["due"]:
        yield "DUE;VALUE=DATE", _date(day["due"])
    yield "STATUS", _todo_status(day["status"])
    if day["completed"]:
        yield "COMPLETED", _time(_noon(day["completed"], day["time_zone"]))


def _event_status(status: str) -> str:
    """The status of a day; empty where nothing is confirmed but that it was promised."""
    if outcome_of(status) in CANCELLED:
        return "CANCELLED"
    return "" if MEANINGS[status].is_promised else "TENTATIVE"


def _todo_status(status: str) -> str:
    """The status of a to-do. The standard has none for what ended partly done: it is over, and not completed."""
    outcome = outcome_of(status)
    if outcome in CANCELLED or outcome == "partly":
        return "CANCELLED"
    if outcome == "kept":
        return "COMPLETED"
    return "IN-PROCESS" if MEANINGS[status].is_under_way else "NEEDS-ACTION"


def _fields(day: Day) -> Iterator[Line]:
    """The lines that the event and the to-do of a day have in common."""
    changed = _time(in_utc(day["changed_at"]))
    yield "DTSTAMP", changed
    yield "LAST-MODIFIED", changed
    yield "SEQUENCE", str(day["sequence"])
    yield "SUMMARY", _summary(day)
    yield "DESCRIPTION", _text(escape_control(day["says"], lines=True))
    yield "CATEGORIES", _text(day["category"])
    if is_address(day["url"] or ""):
        yield "URL", day["url"]


def _text(text: str) -> str:
    return _bytes(vText(text)).decode()


def _date(day: date) -> str:
    return _bytes(vDate(day)).decode()


def _time(when: datetime) -> str:
    return _bytes(vDatetime(when)).decode()


def _bytes(value: Contentline | vText | vDate | vDatetime) -> bytes:
    written: bytes = value.to_ical()
    return written


def _summary(day: Day) -> str:
    return _text(escape_control(" ".join(day["summary"].split())))


def _noon(day: date, zone: str) -> datetime:
    """The middle of a day in its zone; a to-do is completed at a time, and only the day is known."""
    return in_utc(datetime.combine(day, time(12), ZoneInfo(zone)))
