"""iCalendar: the due days of a table as all-day events and as to-dos, for any calendar program (RFC 5545).

The library folds and escapes. Events remind; to-dos do not, for most programs show both.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Todo
from icalendar.prop import vDuration, vUri

from tracker import __version__
from tracker.errors import FormatCannotShow
from tracker.model.dates import in_utc
from tracker.model.status import LAPSED, MEANINGS, PERFORMED, outcome_of
from tracker.render import GENERATOR
from tracker.render.escape import ADDRESS, Terminal, escape_control
from tracker.reports.table import Table

# The columns that a table of due days must have.
NEEDED: Final = frozenset(
    {"uid", "summary", "due", "status", "completed", "says", "category", "time_zone", "url"}
    | {"sequence", "changed_at", "alarm_days"}
)
REFRESH: Final = timedelta(days=1)  # how often a calendar that subscribes reads the file again
CANCELLED: Final = LAPSED | {"failed"}  # the outcomes of promises that no longer run
Day = dict[str, Any]


def as_ics(table: Table, _: Terminal) -> Iterator[bytes]:
    """One calendar. Refuses a table without due days."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{GENERATOR}//{GENERATOR} {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", escape_control(table.title))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for day in _days(table):
        if day["due"]:
            calendar.add_component(_event(day))
        calendar.add_component(_todo(day))
    yield calendar.to_ical(sorted=False)


def _days(table: Table) -> Iterator[Day]:
    """The rows of the table, or of the first table in it, that has the columns of due days."""
    inside = (value for row in table.rows for value in row if isinstance(value, Table))
    for found in (table, *inside):
        names = [column.name for column in found.columns]
        if NEEDED.issubset(names):
            return (dict(zip(names, row, strict=True)) for row in found.rows)
    raise FormatCannotShow("ics", "due days", "try tracker report --format ics")


def _event(day: Day) -> Event:
    """An all-day event: a date without a zone, the same day everywhere."""
    event = Event()
    _fill(event, day, day["uid"])
    event.add("dtstart", day["due"])
    event.add("dtend", day["due"] + timedelta(days=1) if day["due"] < date.max else day["due"])
    event.add("transp", "TRANSPARENT")
    if status := _event_status(day["status"]):
        event.add("status", status)
    for before in day["alarm_days"]:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -timedelta(days=int(before)))
        alarm.add("description", _summary(day))
        event.add_component(alarm)
    return event


def _todo(day: Day) -> Todo:
    todo = Todo()
    _fill(todo, day, str(uuid5(UUID(day["uid"]), "todo")))
    if day["due"]:
        todo.add("due", day["due"])
    todo.add("status", _todo_status(day["status"]))
    if day["completed"]:
        todo.add("completed", _noon(day["completed"], day["time_zone"]))
    return todo


def _event_status(status: str) -> str:
    """The status of a day; empty where nothing is confirmed but that it was promised."""
    if outcome_of(status) in CANCELLED:
        return "CANCELLED"
    return "" if MEANINGS[status].is_promised else "TENTATIVE"


def _todo_status(status: str) -> str:
    outcome = outcome_of(status)
    if outcome in CANCELLED:
        return "CANCELLED"
    if outcome in PERFORMED:
        return "COMPLETED"
    return "IN-PROCESS" if MEANINGS[status].is_under_way else "NEEDS-ACTION"


def _fill(component: Event | Todo, day: Day, uid: str) -> None:
    component.add("uid", uid)
    component.add("dtstamp", in_utc(day["changed_at"]))
    component.add("last-modified", in_utc(day["changed_at"]))
    component.add("sequence", day["sequence"])
    component.add("summary", _summary(day))
    component.add("description", escape_control(day["says"], lines=True))
    component.add("categories", [day["category"]])
    if ADDRESS.fullmatch(day["url"] or ""):
        component.add("url", vUri(day["url"]))


def _summary(day: Day) -> str:
    return escape_control(" ".join(day["summary"].split()))


def _noon(day: date, zone: str) -> datetime:
    """The middle of a day in its zone; a to-do is completed at a time, and only the day is known."""
    return in_utc(datetime.combine(day, time(12), ZoneInfo(zone)))
