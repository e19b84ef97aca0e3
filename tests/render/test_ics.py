"""iCalendar: what its own library and another parser read, all-day and stable, with the due days of a report."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import pytest
import vobject
from hypothesis import given
from icalendar import Calendar

from tests import hostile
from tests.building import amount, commitment, deadline, milestone, portfolio, retraction, status
from tests.render.listings import of_texts
from tracker.errors import FormatCannotShow
from tracker.model.commitment import Commitment, Source
from tracker.model.status import Status
from tracker.render.escape import Terminal
from tracker.render.ics import as_ics
from tracker.reports.summary import summary_table
from tracker.reports.table import Table

Component: TypeAlias = Any  # any property of one may have any of thirty types


def written(*promises: Commitment, alarms: Sequence[int] = (30, 1), title: str = "") -> bytes:
    return b"".join(as_ics(summary_table(portfolio(*promises), title=title, alarms=alarms), Terminal()))


def read(*promises: Commitment, alarms: Sequence[int] = ()) -> tuple[list[Component], list[Component]]:
    """The events and the to-dos."""
    calendar = Calendar.from_ical(written(*promises, alarms=alarms))
    return calendar.events, calendar.todos


def event(promise: Commitment, alarms: Sequence[int] = (30, 1)) -> Component:
    ((one,), _) = read(promise, alarms=alarms)
    return one


def todo(promise: Commitment) -> Component:
    (_, (one,)) = read(promise)
    return one


# ---- days --------------------------------------------------------------------------------------


def test_a_deadline_is_an_event_of_a_whole_day_and_a_to_do() -> None:
    promise = commitment(due="2026-02", title="Settle, and announce; soon")
    one, task = event(promise), todo(promise)
    assert (one["dtstart"].dt, one["dtend"].dt) == (date(2026, 2, 28), date(2026, 3, 1))
    assert (task["due"].dt, task["summary"]) == (date(2026, 2, 28), "JP → US: Settle, and announce; soon")
    assert one["transp"] == "TRANSPARENT"


def test_an_undated_promise_is_a_to_do_without_a_day() -> None:
    events, (task,) = read(commitment())
    assert events == []
    assert "due" not in task


def test_a_deadline_that_waits_has_no_day_yet() -> None:
    events, (task,) = read(commitment(events=[deadline(words="45bd after notice (US+JP)", awaits="notice")]))
    assert (events, "due" in task) == ([], False)


def test_the_last_day_that_there_is_ends_on_itself() -> None:
    assert event(commitment(due="9999-12-31"))["dtend"].dt == date(9999, 12, 31)


def test_milestones_are_days_of_their_own_with_the_title_of_the_whole() -> None:
    events, todos = read(commitment(due="2028"), milestone("jp-us-promise/a", title="Half", due="2026"))
    assert len({UUID(str(one["uid"])) for one in (*events, *todos)}) == 4
    assert [str(one["summary"]) for one in todos] == [
        *("JP → US: Promise jp-us-promise", "JP → US: Promise jp-us-promise: Half")
    ]


@pytest.mark.parametrize(
    ("recorded", "for_todo", "for_event"),
    [
        ("proposed", "NEEDS-ACTION", "TENTATIVE"),
        ("agreed", "NEEDS-ACTION", None),
        ("in_progress", "IN-PROCESS", None),
        ("met", "COMPLETED", None),
        ("partially_met", "CANCELLED", None),
        ("withdrawn", "CANCELLED", "CANCELLED"),
    ],
)
def test_a_status_has_its_word_in_calendars(recorded: Status, for_todo: str, for_event: str | None) -> None:
    promise = commitment(status=recorded, due="2026-12-31")
    assert (todo(promise)["status"], event(promise).get("status")) == (for_todo, for_event)


def test_what_was_met_was_completed_on_its_day_in_its_zone() -> None:
    promise = commitment(status="met", met_on="2026-02-17", time_zone="Asia/Tokyo")
    assert todo(promise)["completed"].dt == datetime(2026, 2, 17, 3, tzinfo=UTC)


# ---- changes -----------------------------------------------------------------------------------


def test_every_move_raises_the_sequence_and_keeps_the_uid() -> None:
    first, moved = deadline("2026-01-31"), deadline("2026-03-31", "extension", on="2026-01-05")
    before, after = event(commitment(events=[first])), event(commitment(events=[first, moved]))
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert before["uid"] == after["uid"]
    taken_back = event(commitment(events=[first, moved, retraction(2)]))
    assert (taken_back["sequence"], taken_back["dtstart"].dt) == (2, date(2026, 1, 31))


def test_the_stamp_is_when_something_was_last_recorded() -> None:
    later = datetime(2026, 12, 24, 1, tzinfo=UTC)
    promise = commitment(due="2027", events=[status("in_progress", recorded_at=later)])
    assert event(promise)["dtstamp"].dt == event(promise)["last-modified"].dt == later


# ---- reminders ---------------------------------------------------------------------------------


def test_alarms_come_so_many_days_before() -> None:
    alarms = event(commitment(due="2027"), alarms=(30, 1)).walk("VALARM")
    assert [alarm["trigger"].dt for alarm in alarms] == [timedelta(days=-30), timedelta(days=-1)]
    assert {str(alarm["action"]) for alarm in alarms} == {"DISPLAY"}


def test_nothing_reminds_of_what_is_closed_or_unless_asked_for() -> None:
    assert event(commitment(status="met", due="2027")).walk("VALARM") == []
    assert event(commitment(due="2027"), alarms=()).walk("VALARM") == []


def test_to_dos_do_not_remind_for_events_do() -> None:
    assert todo(commitment(due="2027")).walk("VALARM") == []


# ---- descriptions --------------------------------------------------------------------------------


def test_a_calendar_says_who_owes_what_how_it_stands_and_on_whose_word() -> None:
    moved = deadline("2026-02", "extension", on="2026-01-05", source=Source(publisher="Nikkei"), words="by the end")
    promise = commitment(events=[deadline("2026-01-31"), amount("USD 7bn"), moved])
    assert str(event(promise)["description"]).split("\n") == [
        "JP → US USD 7bn",
        "end 2026-02",
        "by the end",
        "agreed, 122 d past due",
        "moved 1 ×, first due 2026-01-31",
        "no report since 2026-01-05, never reviewed",
        "according to Nikkei",
        "jp-us-promise",
    ]


def test_only_an_address_of_the_web_is_given() -> None:
    def url(text: str) -> str | None:
        found = event(commitment(events=[deadline("2027", source=Source(url=text))])).get("url")
        return None if found is None else str(found)

    assert url("https://reuters.example/1") == "https://reuters.example/1"
    assert url("javascript:alert(1)") is url("https://a\r\nATTENDEE:x") is url("") is None


def test_the_calendar_has_a_name_and_says_who_made_it() -> None:
    calendar: Component = Calendar.from_ical(written(commitment(), title="Desk, Tokyo"))
    assert (calendar["x-wr-calname"], calendar["method"], calendar["version"]) == ("Desk, Tokyo", "PUBLISH", "2.0")
    assert calendar["prodid"].startswith("-//tracker//")


# ---- random texts --------------------------------------------------------------------------------


def unfolded(content: str) -> str:
    """The text as every parser reads it: a long line may be folded between any two characters (RFC 5545, 3.1)."""
    return content.replace("\r\n ", "")


def test_a_joiner_belongs_to_what_it_joins_where_a_line_is_folded_between_them() -> None:
    title = f"{'x' * 51}🀀\u200cb"
    content = written(commitment(title=title, due="2027")).decode()
    assert "🀀\r\n \u200cb" in content
    assert hostile.harm(unfolded(content), lines="\r\n\t") == set()
    assert event(commitment(title=title, due="2027"))["summary"] == f"JP → US: {title}"


@given(hostile.texts.filter(str.strip))
def test_any_text_stays_in_its_property(text: str) -> None:
    promise = commitment(title=text, events=[deadline("2027", words=text, source=Source(publisher=text, url=text))])
    content = written(promise, title=text).decode()
    assert hostile.harm(unfolded(content), lines="\r\n\t") == set()
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    calendar = Calendar.from_ical(content)
    assert [component.name for component in calendar.walk()] == [
        *("VCALENDAR", "VEVENT", "VALARM", "VALARM", "VTODO"),
    ]


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_another_parser_reads_the_same(text: str) -> None:
    promise = commitment(title=text, events=[deadline("2026-02", words=text)])
    calendar = vobject.readOne(written(promise, title=text).decode())
    (one,) = calendar.contents["vevent"]
    (task,) = calendar.contents["vtodo"]
    assert str(one.summary.value) == str(event(promise)["summary"])
    assert one.description.value == str(event(promise)["description"])
    assert (one.dtstart.value, one.dtend.value, task.due.value) == (
        *(date(2026, 2, 28), date(2026, 3, 1), date(2026, 2, 28)),
    )
    assert [alarm.trigger.value for alarm in one.contents["valarm"]] == [timedelta(days=-30), timedelta(days=-1)]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert written(commitment(due="2027")) == written(commitment(due="2027"))


def test_a_listing_of_days_will_do_by_itself_and_one_without_is_refused() -> None:
    report = summary_table(portfolio(commitment(due="2027")))
    (days,) = [one for one in report.rows[0] if isinstance(one, Table) and "uid" in {c.name for c in one.columns}]
    assert Calendar.from_ical(b"".join(as_ics(days, Terminal()))).events
    with pytest.raises(FormatCannotShow):
        list(as_ics(of_texts("x"), Terminal()))
