"""The days of a calendar: one for each deadline and target, the same ones as long as the commitment is there."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from tests.building import NEWS, citation, commitment, deadline, edit, milestone, portfolio, retraction, review
from tracker.model.commitment import AnyEvent, Commitment, Source
from tracker.model.register import Register
from tracker.reports.calendar import calendar_entries
from tracker.reports.table import Value

DESK = Register(id=uuid4())


def days(
    *promises: Commitment, as_of: str = "2026-06-30", known_at: str = "", register: Register = DESK
) -> list[dict[str, Value]]:
    within = portfolio(*promises, as_of=as_of, known_at=known_at, register=register)
    listing = calendar_entries(within, within, (7,))
    return [dict(zip((column.name for column in listing.columns), row, strict=True)) for row in listing.rows]


def test_a_deadline_has_a_day_also_where_that_is_unknown() -> None:
    first, second = days(commitment("jp-us-dated", due="2026-Q4"), commitment("jp-us-undated"))
    assert (first["due"], second["due"]) == (date(2026, 12, 31), None)


def uids(*promises: Commitment, register: Register = DESK) -> list[UUID]:
    return [UUID(str(day["uid"])) for day in days(*promises, register=register)]


def test_every_day_of_a_register_has_a_uid_of_its_own_which_lasts() -> None:
    inside = [milestone(f"{ref}/{name}", due="2026") for ref in "ab" for name in ("one", "two")]
    first = uids(commitment("a", due="2028"), commitment("b", due="2028"), *inside)
    assert len(set(first)) == 6
    moved = deadline("2029", "extension", on="2026-03-01")
    assert uids(commitment("b"), commitment("a", events=[deadline("2028"), moved])) == [first[1], first[0]]


def test_no_day_of_another_register_has_the_same_uid() -> None:
    here, there = (
        uids(commitment("gas", due="2027")),
        uids(commitment("gas", due="2028"), register=Register(id=uuid4())),
    )
    assert here != there


def test_only_what_is_open_and_dated_reminds() -> None:
    promises = (commitment("a", due="2027"), commitment("b"), commitment("c", due="2027", status="withdrawn"))
    assert [day["alarm_days"] for day in days(*promises)] == [("7",), (), ()]


@pytest.mark.parametrize(("on", "completed"), [("2026-03-04", date(2026, 3, 4)), ("2026-03", None)])
def test_what_was_met_is_completed_on_a_day_only_if_that_is_known(on: str, completed: date | None) -> None:
    (found,) = days(commitment(due="2026-05", status="met", met_on=on))
    assert (found["status"], found["completed"]) == ("met", completed)


def test_a_milestone_that_is_met_reminds_no_more() -> None:
    found = days(commitment("a", due="2028"), milestone("a/b", due="2026", status="met"), milestone("a/c", due="2027"))
    assert [(day["status"], day["alarm_days"]) for day in found] == [
        ("agreed", ("7",)),
        ("met", ()),
        ("agreed", ("7",)),
    ]


def test_the_sequence_counts_what_could_move_the_day_as_far_as_it_was_known() -> None:
    events: list[AnyEvent] = [
        deadline("2026"),
        deadline("2027", "extension", on="2026-03-01"),
        edit({"on": "2026-04-01"}, title="Other"),
    ]
    promise = commitment(events=events)
    assert [day["sequence"] for day in days(promise)] == [2]
    assert [day["sequence"] for day in days(promise, known_at="2026-03-15")] == [1]
    assert [day["sequence"] for day in days(commitment())] == [0]


def test_a_day_says_how_it_stands_and_who_calls_it_late() -> None:
    told = citation("delivery", "contradicts", on="2026-06-02")
    late, silent = days(commitment("a", due="2026-05-31", events=[told]), commitment("b", due="2026-05-31"))
    assert str(late["says"]).split("\n")[2:4] == ["agreed, 30 d late", "News, 2026-06-02"]
    assert str(silent["says"]).split("\n")[2:4] == [
        *("agreed, 30 d past due", "no report, never reviewed"),
    ]


def test_a_day_says_the_status_once() -> None:
    promises = [
        commitment("a", status="partially_met", met_on="2026-02-01", due="2026-02-10"),
        commitment("b", status="met", met_on="2026-02-01", due="2026-02-10"),
    ]
    assert [str(day["says"]).splitlines()[2] for day in days(*promises)] == ["partially met", "met 9 d early"]


def test_the_source_of_a_day_is_that_of_its_correction() -> None:
    wrong = [
        deadline("2026-09", source=NEWS),
        deadline("2026-10", "correction", corrects=1, source=Source(publisher="METI", url="https://meti.example")),
    ]
    (day,) = days(commitment(events=wrong))
    assert (day["due"], day["url"]) == (date(2026, 10, 31), "https://meti.example")
    assert "News" not in str(day["says"])


def test_a_planned_review_has_a_day_of_its_own_while_the_promise_is_open() -> None:
    looked, plan = review(on="2026-05-01", again="2026-08"), review("", "", "2026-09", "mika", on="2026-05-02")
    events: list[AnyEvent] = [looked, plan]
    _, found = days(commitment("gas", due="2027", events=events))
    assert (found["kind"], found["title"], found["due"]) == ("review", "Review: Promise gas", date(2026, 9, 30))
    assert str(found["says"]).splitlines()[1:3] == ["end 2026-09", "to be reviewed by mika"]
    assert (found["alarm_days"], found["sequence"]) == (("7",), 1)
    assert len(days(commitment("gas", due="2025", status="met", events=events))) == 1
    assert len(days(commitment("gas", due="2027", events=[*events, retraction(2), retraction(1)]))) == 1
