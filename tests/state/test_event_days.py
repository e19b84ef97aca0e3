"""The days of events: when each took effect, when it became known, and the order of a history."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.building import (
    RECORDED,
    Circumstances,
    amount,
    assessment,
    citation,
    commitment,
    deadline,
    delivery,
    edit,
    numbered,
    position,
    retraction,
    review,
    state,
    status,
)
from tests.strategies import commitments
from tracker.model.commitment import AnyEvent, Commitment, StatusEvent
from tracker.model.dates import Moment, span
from tracker.model.status import Status, is_closed
from tracker.state.event_days import Days, EventDays, event_days
from tracker.state.fold import fold

TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"
# Eight in the evening in New York, nine in the morning of the next day in Tokyo.
EVENING = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 2, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 28, 12, tzinfo=UTC)


def days_of(promise: Commitment, zone: str = "UTC") -> EventDays:
    """The days of the history of a commitment."""
    return event_days(promise, zone)


def alone(event: AnyEvent, zone: str = "UTC") -> tuple[str, str]:
    """The effective day and the known day of an event that is alone in its history."""
    days = days_of(commitment(status=None, events=[event]), zone)
    return days.took_effect(event).isoformat(), days.known_on(event).isoformat()


# ---- the two days ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "effect", "knowledge"),
    [
        ({"on": "2026-02-17", "known_on": "2026-02-18"}, "2026-02-17", "2026-02-18"),
        ({"on": "", "known_on": "2026-02-18"}, "2026-02-18", "2026-02-18"),
        ({"on": "2026-02-17", "known_on": ""}, "2026-02-17", "2026-02-17"),
        ({"on": "2026-02", "known_on": "2026"}, "2026-02-28", "2026-11-30"),
        ({"on": "JP-FY2025", "known_on": "2026-Q3"}, "2026-03-31", "2026-09-30"),
        ({"on": "2026-02-01..2026-02-05", "known_on": ""}, "2026-02-05", "2026-02-05"),
        ({"on": "", "known_on": "", "recorded_at": EVENING}, "2026-02-28", "2026-02-28"),
        ({"on": "2026", "known_on": "2026-05-14"}, "2026-05-14", "2026-05-14"),
        ({"on": "2026", "known_on": "2026-05"}, "2026-05-31", "2026-05-31"),
        ({"on": "2026", "known_on": ""}, "2026-11-30", "2026-11-30"),
        ({"on": "2026", "known_on": "2026-01-01"}, "2026-01-01", "2026-01-01"),
        ({"on": "2026", "known_on": "2025-12-31"}, "2026-12-31", "2025-12-31"),
        ({"on": "2027", "known_on": ""}, "2027-12-31", "2026-11-30"),
        ({"on": "2027-03-01", "known_on": ""}, "2027-03-01", "2026-11-30"),
        ({"on": "2026-12-01", "known_on": "2027"}, "2026-12-01", "2026-11-30"),
    ],
)
def test_an_event_counts_from_the_last_day_of_its_date_or_once_it_is_known(
    told: Circumstances, effect: str, knowledge: str
) -> None:
    assert alone(status("agreed", **told), NEW_YORK) == (effect, knowledge)


@pytest.mark.parametrize("on", ["2026", "2026-H2", "2026-Q4", "2026-11", "2026-11-01..2026-12-31"])
def test_what_is_typed_in_today_with_a_half_known_day_has_happened_by_today(on: str) -> None:
    told: Circumstances = {"on": on, "recorded_at": NOVEMBER}
    assert alone(deadline("2026-12", "extension", **told)) == ("2026-11-28", "2026-11-28")


def test_an_event_without_any_date_counts_from_the_local_day_of_its_recording() -> None:
    event = status("agreed", on="", recorded_at=EVENING)
    assert (alone(event, NEW_YORK)[0], alone(event, TOKYO)[0]) == ("2026-02-28", "2026-03-01")


@pytest.mark.parametrize("year", [1, 9999])
def test_what_is_recorded_at_either_end_of_time_has_its_days(year: int) -> None:
    at = datetime(year, 1, 1, 12, tzinfo=UTC) if year == 1 else datetime(year, 12, 31, 12, tzinfo=UTC)
    day = at.date().isoformat()
    assert alone(status("agreed", on="0001-01-01", recorded_at=at)) == ("0001-01-01", "0001-01-01")
    assert alone(status("agreed", on="9999-12-31", recorded_at=at)) == ("9999-12-31", day)


@given(commitments, st.sampled_from((TOKYO, NEW_YORK)))
def test_nothing_is_known_later_than_it_was_recorded(promise: Commitment, zone: str) -> None:
    days = days_of(promise, zone)
    for event in promise.history:
        assert days.known_on(event) <= days.recorded_on(event)
        assert days.days(event).last == days.took_effect(event)


def test_days_end_in_the_zone_that_was_first_recorded() -> None:
    moved = commitment(time_zone=TOKYO, events=[edit(time_zone=NEW_YORK), status("agreed", on="", recorded_at=EVENING)])
    assert days_of(moved, NEW_YORK).took_effect(moved.history[1]) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("told", "shown", "is_one"),
    [
        ({"on": "2026-05-14"}, "2026-05-14", True),
        ({"on": "2026-05"}, "2026-05-01..2026-05-31", False),
        ({"on": "2026-05", "known_on": "2026-05-14"}, "2026-05-01..2026-05-14", False),
        ({"on": "2026-05", "known_on": "2026-05-01"}, "2026-05-01", True),
        ({"on": "2026-05", "known_on": "2026-08-14"}, "2026-05-01..2026-05-31", False),
        ({"on": "", "known_on": "2026-05-14"}, "..2026-05-14", False),
    ],
)
def test_an_event_happened_on_one_of_its_days(told: Circumstances, shown: str, *, is_one: bool) -> None:
    event = delivery("USD 1bn", **told)
    found = days_of(commitment(events=[event])).days(event)
    assert (str(found), found.is_exact) == (shown, is_one)


def test_a_day_is_written_as_one() -> None:
    assert (str(Days(date(2026, 1, 1), date(2026, 1, 1))), str(Days(None, date.min))) == ("2026-01-01", "..0001-01-01")


# ---- what was set on an unknown day ------------------------------------------------------------


@pytest.mark.parametrize(
    ("made_on", "known_on", "effect"),
    [
        ("2025-09-04", "2026-02-09", "2025-09-04"),
        ("2025-09", "2026-02-09", "2025-09-30"),
        ("2026", "2026-02-09", "2026-02-09"),
        ("2025-09-04", "", "2025-09-04"),
        ("2026-05-01", "2026-02-09", "2026-02-09"),
        ("", "2026-02-09", "2026-01-05"),
        ("", "2026-01-04", "2026-01-04"),
    ],
)
@pytest.mark.parametrize("version", [deadline("2026-12", on=""), amount("USD 1bn", on="")], ids=["deadline", "amount"])
def test_what_was_set_on_an_unknown_day_was_set_when_the_promise_was_made(
    version: AnyEvent, made_on: str, known_on: str, effect: str
) -> None:
    known = deadline("2026-12", on="", known_on=known_on)
    told = known if version.__class__ is known.__class__ else amount("USD 1bn", on="", known_on=known_on)
    made = span(made_on) if made_on else None
    promise = commitment(status=None, events=[told, status("agreed", on="2026-01-05")], made_on=made)
    assert days_of(promise).took_effect(promise.history[0]).isoformat() == effect


@pytest.mark.parametrize(
    ("happened", "effect"),
    [
        ([status("agreed", on="2026-03-01"), delivery("USD 1", on="2026-02-01")], "2026-02-01"),
        ([position("US", "accepts", on="2026-02-03"), status("agreed", on="2026-03-01")], "2026-02-03"),
        ([deadline("2027", "amendment", on="2026-02-04")], "2026-02-04"),
        ([amount("USD 1bn", on="2026-02-05")], "2026-02-05"),
        ([deadline("2027", "extension", on="2026-02", known_on="2026-02-06")], "2026-02-06"),
        ([amount("USD 1bn", on="")], "2026-06-15"),
        ([assessment("stalled", on="2026-02-01"), citation("due", on="2026-02-01")], "2026-06-15"),
        ([review(on="2026-02-01"), edit({"on": "2026-02-01"}, notes="x")], "2026-06-15"),
        ([status("agreed", on="2026-02-01"), retraction(2)], "2026-06-15"),
        ([status("agreed", on="2026-07-01")], "2026-06-15"),
        ([], "2026-06-15"),
    ],
    ids=[
        *("status or delivery", "position", "amendment", "dated amount", "half-known"),
        *("undated amount", "said", "desk", "taken back", "later", "nothing"),
    ],
)
def test_without_a_day_of_the_promise_it_was_set_when_anything_first_happened(
    happened: list[AnyEvent], effect: str
) -> None:
    promise = commitment(status=None, events=[deadline("2026-12", on="", known_on="2026-06-15"), *happened])
    assert days_of(promise).took_effect(promise.history[0]).isoformat() == effect


def test_a_version_that_changes_another_on_an_unknown_day_counts_once_known() -> None:
    promise = commitment(
        made_on=span("2025-09-04"), events=[deadline("2027", "extension", on="", known_on="2026-02-09")]
    )
    assert days_of(promise).took_effect(promise.history[0]) == date(2026, 2, 9)


@pytest.mark.parametrize(
    ("edits", "made_on"),
    [
        ([], "2025-09-04"),
        ([edit({"on": "2026-02-01"}, made_on=span("2025-07-22"))], "2025-07-22"),
        (
            [
                edit({"on": "2026-03-01"}, made_on=span("2025-07-22")),
                edit({"on": "2026-02-01"}, made_on=span("2025-08-01")),
            ],
            "2025-07-22",
        ),
        ([edit({"on": "2026-02-01"}, made_on=span("2025-07-22")), retraction(1)], "2025-09-04"),
        ([edit({"on": "2026-02-01"}, notes="made on another day")], "2025-09-04"),
    ],
    ids=["as first recorded", "edited", "edited twice", "taken back", "another term"],
)
def test_the_day_of_the_promise_is_that_of_its_terms_as_they_are_recorded_today(
    edits: list[AnyEvent], made_on: str
) -> None:
    version = deadline("2026-12", on="")
    promise = commitment(status=None, made_on=span("2025-09-04"), events=[*edits, version])
    days = days_of(promise)
    assert (str(days.made_on), days.took_effect(promise.history[-1]).isoformat()) == (made_on, made_on)


# ---- the order ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "last"),
    [
        ({"on": "2026-02-01"}, {"on": "2026-03-01"}, "second"),
        ({"on": "2026-03-01"}, {"on": "2026-02-01"}, "first"),
        ({"on": "2026-02"}, {"on": "2026-02-27"}, "second"),
        ({"on": "2026-02"}, {"on": "2026-01-31"}, "first"),
        ({"on": "2026-02"}, {"on": "2026-03-01"}, "second"),
        ({"on": "", "known_on": "2026-03-01"}, {"on": "2026-02-01"}, "second"),
        ({"on": "", "known_on": "2026-03-01"}, {"on": "2026-03-02"}, "second"),
        ({"on": "", "known_on": "2026-03-01"}, {"on": "2026-02"}, "first"),
        ({"on": "2026-02-01", "known_on": "2026-02-03"}, {"on": "2026-02-01", "known_on": "2026-02-02"}, "first"),
        ({"on": "2026-02-01", "known_on": ""}, {"on": "2026-02-01", "known_on": "2026-01-15"}, "first"),
        ({"on": "2026-02-01", "recorded_at": LATER}, {"on": "2026-02-01"}, "first"),
        ({"on": "2026-02-01"}, {"on": "2026-02-01"}, "second"),
    ],
)
def test_events_apply_in_the_order_of_effect_then_knowledge_then_recording(
    first: Circumstances, second: Circumstances, last: str
) -> None:
    promise = commitment(status=None, events=[status("suspended", **first), status("in_progress", **second)])
    assert state(promise).status == {"first": "suspended", "second": "in_progress"}[last]


@pytest.mark.parametrize("half_known", ["2026", "2026-H1", "2026-05", ""])
@pytest.mark.parametrize("now", ["proposed", "agreed", "in_progress", "suspended"])
@pytest.mark.parametrize("as_of", ["2026-05-14", "2026-05-31", "2026-06-30", "2026-12-01", "2027-01-01"])
def test_an_open_status_of_a_span_stands_before_a_dated_one_inside_it(now: Status, half_known: str, as_of: str) -> None:
    promise = commitment(status=None, events=[status(now, on=half_known), status("met", on="2026-05-14")])
    assert state(promise, as_of).status == "met"


@pytest.mark.parametrize(
    ("event", "now"),
    [
        (status("in_progress", on="2026"), "suspended"),
        (status("partially_met", on="2026"), "partially_met"),
        (status("not_met", on=""), "not_met"),
        (status("in_progress", on="2026", reopens=True), "in_progress"),
        (status("in_progress", on="2026-06"), "in_progress"),
        (status("in_progress", on="2026-12-01"), "in_progress"),
        (status("in_progress", on="", known_on="2026-05-13"), "suspended"),
        (status("in_progress", on="", known_on="2026-05-14"), "suspended"),
    ],
    ids=[
        "open",
        "closed",
        "closed on an unknown day",
        "reopened",
        "of a later month",
        "of a day",
        "earlier",
        "that day",
    ],
)
def test_nothing_else_gives_way(event: StatusEvent, now: Status) -> None:
    promise = commitment(status=None, events=[event, status("suspended", on="2026-05-14")])
    assert state(promise, "2026-12-01").status == now


def test_several_that_give_way_keep_their_order_and_all_that_is_no_status_keeps_its_place() -> None:
    promise = commitment(
        status=None,
        events=[
            status("in_progress", on="2026", recorded_at=RECORDED),
            status("agreed", on="2026-H1"),
            deadline("2027", on="2026-05-14"),
            status("suspended", on="2026-05-14"),
            status("met", on="2026-06-20"),
            assessment("on_track", on="2026-01"),
        ],
    )
    assert [event.id for event in state(promise, "2026-12-31").events] == [6, 3, 2, 1, 4, 5]


@given(commitments, st.dates())
def test_the_events_of_a_state_are_in_order(promise: Commitment, day: date) -> None:
    found = fold(promise, Moment(day), TOKYO)
    shown, days = (found.events, found.event_days) if found else ((), days_of(promise))
    kept = [event for event in shown if not _gives_way(event)]
    assert kept == sorted(kept, key=days.order)
    for place, event in enumerate(shown):
        if _gives_way(event):
            before = [other for other in shown[:place] if isinstance(other, StatusEvent) and not _gives_way(other)]
            dated = [other for other in before if other.on and other.on.first == other.on.last]
            assert not any(_is_inside(days.took_effect(other), event, days) for other in dated)


def _gives_way(event: AnyEvent) -> bool:
    is_day = event.on is not None and event.on.first == event.on.last
    return isinstance(event, StatusEvent) and not is_day and not event.reopens and not is_closed(event.status)


def _is_inside(day: date, event: AnyEvent, days: EventDays) -> bool:
    return event.on.first <= day <= event.on.last if event.on else day <= days.known_on(event)


@given(commitments, st.permutations(range(4)))
def test_the_order_does_not_depend_on_that_in_which_events_come(promise: Commitment, places: list[int]) -> None:
    days = days_of(promise, TOKYO)
    shuffled = [promise.history[place] for place in places if place < len(promise.history)]
    assert days.in_order(shuffled) == days.in_order(promise.history)


# ---- retractions ---------------------------------------------------------------------------------


def test_the_first_retraction_of_each_event_that_holds() -> None:
    history = numbered(
        [
            status("agreed"),
            retraction(1),
            retraction(1),
            status("met"),
            retraction(4),
            retraction(5),
            retraction(),
        ]
    )
    found = event_days(replace(commitment(), history=history), "UTC").retractions
    assert {number: event.id for number, event in found.items()} == {1: 2, 5: 6, None: 7}


def test_an_event_is_no_older_for_where_it_is_recorded() -> None:
    hours = [RECORDED + timedelta(hours=number) for number in range(0, 48, 7)]
    found = [alone(status("agreed", on="2026-12-01", recorded_at=at), TOKYO) for at in hours]
    assert set(found) == {("2026-12-01", "2026-12-01")}
