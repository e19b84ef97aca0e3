"""Deadlines: timeliness, the version that is measured against, and moves."""

from datetime import date, timedelta
from statistics import median
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import NEWS, TODAY, citation, commitment, deadline, delivery, portfolio, state, status
from tests.strategies import days
from tracker.model.commitment import AnyEvent, Commitment, DeadlineChange
from tracker.model.dates import DateSpan, Moment, span
from tracker.model.status import CLOSED_STATUSES, Nature, Status
from tracker.state.deadlines import (
    BASES,
    TIMELINESS,
    Basis,
    Timeliness,
    due,
    grace_days,
    is_dropped,
    is_slipped,
    made_on,
    moves,
    not_before,
    slip_days,
    timeliness,
    version_in_force,
)
from tracker.state.portfolio import Portfolio, Standing


def standing(promise: Commitment, as_of: str = TODAY, basis: Basis = "current") -> Standing:
    """The standing of the only commitment of a register."""
    return portfolio(promise, as_of=as_of, basis=basis).standings[promise.ref]


def overdue_days(promise: Commitment, as_of: str = TODAY, basis: Basis = "current") -> int | None:
    """The days by which a commitment is overdue."""
    return standing(promise, as_of).days_overdue(basis)


def apart(promise: Commitment, basis: Basis = "current") -> tuple[int | None, int] | None:
    """The fewest and the most days from the due day to the day it was met."""
    return standing(promise).days_apart_when_met(basis)


# ---- overdue -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "grace", "overdue"),
    [
        ("2026-03-30", None, None),
        ("2026-03-31", None, None),
        ("2026-04-01", None, 1),
        ("2026-04-30", None, 30),
        ("2026-04-01", 0, 1),
        ("2026-04-01", 10, None),
        ("2026-04-10", 10, None),
        ("2026-04-11", 10, 11),
    ],
)
def test_due_today_is_not_overdue_and_grace_defers_it(as_of: str, grace: int | None, overdue: int | None) -> None:
    assert overdue_days(commitment(events=[deadline("2026-03-31", grace_days=grace)]), as_of) == overdue


@pytest.mark.parametrize(
    ("due_date", "last_day"),
    [
        ("2025-12-31", "2025-12-31"),
        ("2025-12", "2025-12-31"),
        ("2025-Q4", "2025-12-31"),
        ("2025-H2", "2025-12-31"),
        ("2025", "2025-12-31"),
        ("JP-FY2025", "2026-03-31"),
        ("US-FY2026", "2026-09-30"),
        ("2026-03..2026-05", "2026-05-31"),
    ],
)
def test_a_promise_falls_due_on_the_last_day_that_its_date_covers(due_date: str, last_day: str) -> None:
    after = date.fromisoformat(last_day) + timedelta(days=1)
    assert overdue_days(commitment(due=due_date), last_day) is None
    assert overdue_days(commitment(due=due_date), after.isoformat()) == 1


@pytest.mark.parametrize(
    ("now", "overdue"),
    [
        ("proposed", None),
        ("agreed", 91),
        ("in_progress", 91),
        ("suspended", None),
        *((closed, None) for closed in CLOSED_STATUSES),
    ],
)
@pytest.mark.parametrize("basis", BASES)
def test_nothing_closed_suspended_or_merely_proposed_is_overdue(now: Status, overdue: int | None, basis: Basis) -> None:
    assert overdue_days(commitment(due="2026-03-31", status=now), basis=basis) == overdue


@pytest.mark.parametrize(
    "promise",
    [
        commitment(),
        commitment(events=[deadline(words="as soon as possible")]),
        commitment(events=[deadline(awaits="notice", words="45bd after notice")]),
        commitment(events=[deadline("2026-03-31", awaits="notice")]),
        commitment(due="2026-03-31", nature="refrain"),
    ],
    ids=["no deadline", "undated", "awaiting its trigger", "awaiting with a date", "a standstill"],
)
@pytest.mark.parametrize("basis", BASES)
def test_what_has_no_day_to_miss_is_never_overdue(promise: Commitment, basis: Basis) -> None:
    assert overdue_days(promise, basis=basis) is None


@pytest.mark.parametrize(
    ("moved_to", "basis", "overdue"),
    [
        ("2026-09-30", "current", None),
        ("2026-09-30", "original", 91),
        ("2026-05-31", "current", 30),
        ("2026-05-31", "original", 91),
        ("2026-01-31", "current", 150),
        ("", "current", None),
        ("", "original", 91),
    ],
)
def test_each_basis_has_its_own_day(moved_to: str, basis: Basis, overdue: int | None) -> None:
    promise = commitment(due="2026-03-31", events=[deadline(moved_to, "amendment", on="2026-01-15")])
    assert overdue_days(promise, basis=basis) == overdue


_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
_EVENTS = st.one_of(
    st.builds(
        lambda now, on: status(now, on=on.isoformat()),
        st.sampled_from(("agreed", "in_progress", "suspended", "met")),
        _DAYS,
    ),
    st.builds(
        lambda due, on, grace: deadline(due.isoformat(), "amendment", on=on.isoformat(), grace_days=grace),
        _DAYS,
        _DAYS,
        st.none() | st.integers(0, 30),
    ),
)


@given(st.lists(_EVENTS, max_size=5), _DAYS, st.integers(0, 400), st.sampled_from(("act", "refrain")))
def test_what_is_overdue_stays_so_until_something_happens(
    events: list[AnyEvent], day: date, more: int, nature: Nature
) -> None:
    promise = commitment(due="2026-01-31", nature=nature, events=events)
    before, after = (standing(promise, str(when)) for when in (day, day + timedelta(days=more)))
    for basis in BASES:
        late = before.days_overdue(_basis(basis))
        if late is not None and before.state.events == after.state.events:
            assert after.days_overdue(_basis(basis)) == late + more


@given(days, st.dates(), st.sampled_from(CLOSED_STATUSES))
def test_nothing_closed_is_overdue(due_date: DateSpan, day: date, closed: Status) -> None:
    promise = commitment(due=str(due_date), status=closed, met_on="0001-01-01")
    for found in Portfolio([promise], Moment(day)):
        assert found.overdue_days is None


def _basis(name: str) -> Basis:
    return "original" if name == "original" else "current"


# ---- timeliness --------------------------------------------------------------------------------

STANDINGS: Final[tuple[tuple[Commitment, Basis, Timeliness], ...]] = (
    (commitment(), "current", "undated"),
    (commitment(events=[deadline(words="as soon as possible")]), "current", "undated"),
    (commitment(events=[deadline(words="as soon as possible")]), "original", "undated"),
    (commitment(status=None, due="2026-07-31"), "current", "upcoming"),
    (commitment(status=None, due="2026-06-30"), "current", "due_soon"),
    (commitment(status=None, due="2026-06-29"), "current", "unknown"),
    (commitment(status=None, due="2026-06-29"), "original", "unknown"),
    (commitment(status=None, events=[deadline("2026-06-20", grace_days=20)]), "current", "unknown"),
    (commitment(status=None, due="2026-06-29", nature="refrain"), "current", "unknown"),
    (commitment(events=[deadline(awaits="notice")]), "current", "awaiting_trigger"),
    (commitment(events=[deadline(awaits="notice")]), "original", "awaiting_trigger"),
    (commitment(events=[deadline("2026-01-31", awaits="notice")]), "current", "awaiting_trigger"),
    (commitment(status="proposed", events=[deadline(awaits="notice")]), "current", "awaiting_trigger"),
    (commitment(status="proposed", due="2026-01-31"), "current", "proposed"),
    (commitment(status="proposed", due="2026-01-31"), "original", "proposed"),
    (commitment(status="proposed", events=[deadline("2026-06-20", grace_days=20)]), "current", "proposed"),
    (commitment(status="proposed", due="2026-06-29", nature="refrain"), "current", "proposed"),
    (commitment(due="2026-07-31"), "current", "upcoming"),
    (commitment(due="2026-07-30"), "current", "due_soon"),
    (commitment(due="2026-06-30"), "current", "due_soon"),
    (commitment(status="proposed", due="2026-06-30"), "current", "due_soon"),
    (commitment(events=[deadline("2026-06-20", grace_days=10)]), "current", "in_grace"),
    (commitment(events=[deadline("2026-06-19", grace_days=10)]), "current", "overdue"),
    (commitment(due="2026-06-29"), "current", "overdue"),
    (commitment(status="in_progress", due="2026-06-29"), "original", "overdue"),
    (commitment(due="2026-06-29", events=[deadline("2026-07-31", reading="JP")]), "current", "contested"),
    (commitment(due="2026-06-29", amount="USD 1bn", events=[delivery("USD 1bn")]), "current", "completed"),
    (commitment(due="2026-06-29", amount="USD 1bn", events=[delivery("USD 2bn")]), "original", "completed"),
    (commitment(due="2027-06-29", amount="USD 1bn", events=[delivery("USD 1bn")]), "current", "completed"),
    (commitment(amount="USD 1bn", events=[delivery("USD 1bn")]), "current", "completed"),
    (commitment(status="suspended", amount="USD 1bn", events=[delivery("USD 1bn")]), "current", "completed"),
    (commitment(status="proposed", amount="USD 1bn", events=[delivery("USD 1bn")]), "current", "completed"),
    (commitment(due="2026-06-29", amount="USD 1bn", events=[delivery("USD 999m")]), "current", "overdue"),
    (
        commitment(due="2026-06-29", amount="USD 1bn", events=[delivery("USD 1bn")], nature="refrain"),
        "current",
        "lapsed",
    ),
    (commitment(due="2026-05-31", status="met", met_on="2026-05-31"), "current", "met_on_time"),
    (commitment(due="2026-05-31", status="met", met_on="2026-06-01"), "current", "met_late"),
    (commitment(due="2026-05-31", status="met", met_on="2026-06"), "current", "met_late"),
    (commitment(due="2026-05", status="met", met_on="2026-05"), "current", "met_on_time"),
    (commitment(due="2026-05-15", status="met", met_on="2026-05"), "current", "met_about_then"),
    (commitment(due="2026-05-15", status="met", met_on="2026-05"), "original", "met_about_then"),
    (commitment(status="met", met_on="2026-05-31"), "current", "met_undated"),
    (commitment(status="met", met_on="2026-05", events=[deadline(words="soon")]), "original", "met_undated"),
    (commitment(due="2026-05-31", status="met", nature="refrain"), "current", "kept"),
    (commitment(status="met", nature="refrain"), "original", "kept"),
    *((commitment(due="2026-05-31", status=closed), "current", "closed") for closed in ("not_met", "partially_met")),
    *((commitment(due="2026-05-31", status=closed), "original", "closed") for closed in ("withdrawn", "superseded")),
    (commitment(status="not_met", amount="USD 1bn", events=[delivery("USD 1bn")]), "current", "closed"),
    (commitment(status="not_met", nature="refrain"), "current", "broken"),
    (commitment(status="partially_met", nature="keep"), "current", "closed"),
    (commitment(status="breached", due="2026-05-31", nature="keep"), "current", "breached"),
    (commitment(due="2026-05-31", nature="refrain"), "current", "lapsed"),
    (commitment(due="2026-05-31", nature="refrain"), "original", "lapsed"),
    (commitment(due="2026-06-30", nature="refrain"), "current", "in_force"),
    (commitment(events=[deadline(awaits="notice")], nature="refrain"), "current", "awaiting_trigger"),
    (commitment(nature="keep"), "current", "upcoming"),
    (commitment(status="in_progress", nature="keep"), "original", "in_force"),
    (commitment(events=[deadline("9999-12-31", not_before="2026-06-30")], nature="keep"), "current", "in_force"),
    (commitment(events=[deadline(not_before="2026-07-01", words="soon")], nature="keep"), "current", "upcoming"),
    (commitment(due="2026-06-29", amount="up to USD 2bn", events=[delivery("USD 1bn")]), "current", "lapsed"),
    (commitment(due="2026-06-29", amount="up to USD 2bn"), "current", "overdue"),
    (commitment(due="2026-05-31", status="suspended"), "current", "suspended"),
    (commitment(due="2027-05-31", status="suspended"), "original", "suspended"),
    (commitment(due="2026-05-31", status="suspended", nature="refrain"), "current", "suspended"),
    (commitment(status="suspended"), "current", "suspended"),
)


@pytest.mark.parametrize(("promise", "basis", "expected"), STANDINGS)
def test_a_commitment_stands_so_against_its_deadline(promise: Commitment, basis: Basis, expected: Timeliness) -> None:
    assert standing(promise, basis=basis).timeliness == expected


def test_every_way_to_stand_is_in_the_table() -> None:
    assert {expected for _, _, expected in STANDINGS} == set(TIMELINESS) - {"short"}  # of a period, by its figure


def test_what_was_awaited_may_come_and_set_the_first_day() -> None:
    promise = commitment(
        events=[deadline(awaits="notice"), deadline("2026-04-23", "amendment", on="2026-02-17", source=NEWS)]
    )
    assert timeliness(state(promise, "2026-02-16")) == "awaiting_trigger"
    assert timeliness(state(promise, "2026-04-24"), "original") == "overdue"
    assert moves(state(promise)) == ()


def test_what_is_met_within_its_grace_is_met_on_time() -> None:
    promise = commitment(events=[deadline("2026-05-31", grace_days=5)], status="met", met_on="2026-06-05")
    assert timeliness(state(promise)) == "met_on_time"
    assert apart(promise) == (5, 5)


@pytest.mark.parametrize(
    ("met_on", "known_on", "expected", "days"),
    [
        ("2026-06-04", "", "met_on_time", (0, 0)),
        ("2026-06-05", "", "met_on_time", (1, 1)),
        ("2026-06-09", "", "met_on_time", (5, 5)),
        ("2026-06-10", "", "met_late", (6, 6)),
        ("2026-06-01..2026-06-09", "", "met_on_time", (-3, 5)),
        ("2026-06", "", "met_about_then", (-3, 26)),
        ("2026-06-10..2026-06-12", "", "met_late", (6, 8)),
        ("2026-06-09..2026-06-12", "", "met_about_then", (5, 8)),
        ("", "2026-06-09", "met_on_time", (None, 5)),
        ("", "2026-06-10", "met_about_then", (None, 6)),
        ("2026", "2026-06-09", "met_on_time", (-154, 5)),
        ("2026", "2026-06-10", "met_about_then", (-154, 6)),
        ("2026-06", "2026-06-09", "met_on_time", (-3, 5)),
        ("2026-06", "2026-07-09", "met_about_then", (-3, 26)),
    ],
)
def test_what_is_met_on_a_half_known_day_is_on_time_late_or_met_about_then(
    met_on: str, known_on: str, expected: Timeliness, days: tuple[int | None, int]
) -> None:
    events: list[AnyEvent] = [status("met", on=met_on, known_on=known_on), deadline("2026-06-04", grace_days=5)]
    promise = commitment(status=None, events=events)
    assert (standing(promise, "2026-07-15").timeliness, standing(promise, "2026-07-15").days_apart_when_met()) == (
        expected,
        days,
    )


@pytest.mark.parametrize(
    ("delivered_on", "marked_on", "expected", "met_on"),
    [
        ("2026-05-20", "2026-06-10", "met_on_time", "2026-05-20"),
        ("2026-06-01", "2026-06-10", "met_late", "2026-06-01"),
        ("2026-05", "2026-06-10", "met_on_time", "2026-05-01..2026-05-31"),
        ("2026-06-10", "2026-05-20", "met_on_time", "2026-05-20"),
        ("2026-06", "2026-06", "met_late", "2026-06-01..2026-06-30"),
        ("2026-05-31", "2026-05", "met_on_time", "2026-05-01..2026-05-31"),
        ("2026-05-25..2026-06-05", "2026-06-06", "met_about_then", "2026-05-25..2026-06-05"),
    ],
)
def test_what_was_delivered_in_full_before_it_was_marked_was_met_then(
    delivered_on: str, marked_on: str, expected: Timeliness, met_on: str
) -> None:
    delivered = delivery("USD 1bn", on=delivered_on)
    found = standing(commitment(due="2026-05-31", amount="USD 1bn", status="met", met_on=marked_on, events=[delivered]))
    assert (found.timeliness, str(found.met), found.met_on) == (expected, met_on, date.fromisoformat(met_on[-10:]))


def test_the_day_it_was_met_is_the_first_on_which_that_was_said() -> None:
    again = [status("met", on="2026-05-20"), status("met", on="2026-06-20")]
    found = standing(commitment(due="2026-05-31", events=again))
    assert (found.timeliness, found.met_on, str(found.since)) == ("met_on_time", date(2026, 5, 20), "2026-05-20")


@pytest.mark.parametrize(
    ("now", "met_on", "current", "original"),
    [
        ("met", "2026-04-15", -15, 74),
        ("met", "2026-04-30", 0, 89),
        ("met", "2026-05-01", 1, 90),
        ("met", "2026-05", (1, 31), (90, 120)),
        ("met", "2026-04-30..2026-05-01", (0, 1), (89, 90)),
        ("not_met", "2026-05-01", None, None),
        ("agreed", "2026-05-01", None, None),
    ],
)
def test_the_day_it_was_met_is_measured_against_either_deadline(
    now: Status, met_on: str, current: int | tuple[int, int] | None, original: int | tuple[int, int] | None
) -> None:
    moved = deadline("2026-04-30", "amendment", on="2026-01-20")
    found = standing(commitment(due="2026-01-31", status=now, met_on=met_on, events=[moved]))
    for basis, expected in (("current", current), ("original", original)):
        apart_then = found.days_apart_when_met(_basis(basis))
        assert (apart_then.exact if apart_then else None) == (expected if isinstance(expected, int) else None)
        assert apart_then == ((expected, expected) if isinstance(expected, int) else expected)


@pytest.mark.parametrize(
    "promise",
    [commitment(status="met"), commitment(status="met", due="2026-01-31", nature="refrain")],
    ids=["without a date", "to be refrained from"],
)
def test_what_has_no_date_was_met_neither_early_nor_late(promise: Commitment) -> None:
    assert apart(promise) is None


def test_what_was_reopened_is_measured_by_the_clock_again() -> None:
    promise = commitment(
        due="2026-05-31",
        events=[status("met", on="2026-05-20"), status("in_progress", on="2026-06-10", reopens=True)],
    )
    assert [timeliness(state(promise, day)) for day in ("2026-06-09", "2026-06-10")] == ["met_on_time", "overdue"]


# ---- the versions of a deadline ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("versions", "current", "original"),
    [
        ([], None, None),
        ([deadline("2026-03")], "2026-03", "2026-03"),
        ([deadline("2026-03"), deadline("2026-06", "extension")], "2026-06", "2026-03"),
        ([deadline("2026-03"), deadline("2026-06", "waiver")], "2026-03", "2026-03"),
        ([deadline(words="soon"), deadline("2026-03"), deadline("2026-06")], "2026-06", "2026-03"),
        ([deadline("2026-03", awaits="notice"), deadline("2026-06")], "2026-06", "2026-06"),
        ([deadline("2026-03"), deadline(words="later")], None, "2026-03"),
        (
            [deadline("2026-06", "amendment", on="2026-02-01"), deadline("2026-03", on="2026-01-01")],
            "2026-06",
            "2026-03",
        ),
    ],
)
def test_the_original_deadline_is_the_first_that_had_a_date(
    versions: list[AnyEvent], current: str | None, original: str | None
) -> None:
    found = state(commitment(events=versions))
    assert due(found) == (span(current) if current else None)
    assert due(found, "original") == (span(original) if original else None)


def test_without_a_deadline_no_version_is_in_force() -> None:
    assert [version_in_force(state(commitment()), _basis(basis)) for basis in BASES] == [None, None]


@pytest.mark.parametrize(
    ("versions", "limits"),
    [
        ([], (0, None)),
        ([deadline("2026-03", grace_days=10, not_before="2026-01")], (10, "2026-01")),
        ([deadline("2026-03", grace_days=10, not_before="2026-01"), deadline("2026-06")], (10, "2026-01")),
        ([deadline("2026-03", grace_days=10), deadline("2026-06", grace_days=0, not_before="2026-02")], (0, "2026-02")),
        ([deadline("2026-03", grace_days=10), deadline("2026-03", "waiver", grace_days=90)], (90, None)),
    ],
)
def test_the_limits_stay_until_others_are_given(versions: list[AnyEvent], limits: tuple[int, str | None]) -> None:
    found = state(commitment(events=versions))
    assert (grace_days(found), not_before(found)) == (limits[0], span(limits[1]) if limits[1] else None)


# ---- moves -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moved_to", "slip"),
    [
        ([], 0),
        (["2026-09-30"], 183),
        (["2026-01-31"], -59),
        (["2026-04-30", "2026-05-31"], 61),
        (["2026-09-30", "2026-03-31"], 0),
        (["", "2026-05-31"], 61),
        (["2026-05-31", ""], None),
        (["2026-03"], 0),
    ],
)
def test_the_slip_is_the_day_in_force_less_the_original_one(moved_to: list[str], slip: int | None) -> None:
    later = [deadline(moved, "amendment", on=f"2026-01-{day:02}") for day, moved in enumerate(moved_to, 1)]
    found = state(commitment(due="2026-03-31", events=later))
    assert slip_days(found) == slip
    assert is_slipped(found) is (slip is None or slip > 0)
    assert is_dropped(found) is (slip is None)


def test_without_a_date_nothing_slips() -> None:
    found = state(commitment())
    assert (slip_days(found), is_slipped(found), is_dropped(found)) == (None, False, False)


def test_the_promise_was_made_when_its_terms_say_or_else_when_it_began() -> None:
    begun = status("agreed", on="2026-01-05")
    made = [commitment(status=None, events=[begun], made_on=day) for day in (span("2025-09"), None)]
    assert [made_on(state(promise)) for promise in made] == [date(2025, 9, 1), date(2026, 1, 5)]


@pytest.mark.parametrize(
    ("before", "after", "change", "days"),
    [
        ("2026-03-31", "2026-09-30", "amendment", [183]),
        ("2026-03-31", "2026-09-30", "extension", [183]),
        ("2026-03-31", "2026-09-30", "set", [183]),
        ("JP-FY2027", "JP-FY2025", "amendment", [-731]),
        ("2026-03-31", "2026-09-30", "waiver", []),
        ("2026-03", "2026-03-31", "amendment", []),
        ("2026-03-31", "JP-FY2025", "amendment", []),
        ("2026-03-31", "2026-03-31", "amendment", []),
        ("2026-03-31", "", "amendment", [None]),
        ("", "2026-03-31", "amendment", []),
        ("", "", "amendment", []),
    ],
)
def test_a_move_is_another_day(before: str, after: str, change: DeadlineChange, days: list[int | None]) -> None:
    promise = commitment(events=[deadline(before), deadline(after, change, on="2026-01-15")])
    assert [move.days for move in moves(state(promise))] == days


def test_a_deadline_that_was_undated_for_a_while_moved_twice() -> None:
    promise = commitment(
        due="2026-03-31",
        events=[deadline("", "amendment", on="2026-01-15"), deadline("2026-06-30", "amendment", on="2026-02-15")],
    )
    found = state(promise)
    shown = [(move.before, move.after, move.days) for move in moves(found)]
    assert shown == [(span("2026-03-31"), None, None), (None, span("2026-06-30"), None)]
    assert slip_days(found) == 91


@pytest.mark.parametrize(
    ("before", "on", "late"),
    [
        ("2026-03-31", "2026-03-30", False),
        ("2026-03-31", "2026-03-31", False),
        ("2026-03-31", "2026-04-01", True),
        ("2026-03", "2026-03", False),
        ("2026-03", "2026-04", True),
        ("2026-03-31", "", None),
        ("2025", "2026-01-01", True),
        ("2026-03-31", "2026-03", False),
        ("2026-03-31", "2026", None),
        ("2026-03-31", "2026-03..2026-04", None),
        ("2026-05-01", "2026", False),
        ("2026-03-31", "2026-04-01..2026-05-31", True),
    ],
)
def test_a_move_is_late_if_the_old_day_had_passed(before: str, on: str, *, late: bool | None) -> None:
    moved = deadline("2026-09-30", "amendment", on=on, known_on="2026-05-01")
    (move,) = moves(state(commitment(due=before, events=[moved])))
    assert move.late is late


def test_a_move_from_no_day_cannot_be_late() -> None:
    promise = commitment(
        due="2026-03-31",
        events=[deadline("", "amendment", on="2026-01-15"), deadline("2026-06-30", "amendment", on="2026-02-15")],
    )
    assert moves(state(promise))[1].late is None


def test_a_move_without_a_source_is_silent() -> None:
    promise = commitment(
        due="2026-03-31",
        events=[
            deadline("2026-04-30", "amendment", on="2026-01-15", source=NEWS),
            deadline("2026-05-31", "amendment", on="2026-02-15"),
        ],
    )
    assert [move.silent for move in moves(state(promise))] == [False, True]


@pytest.mark.parametrize(
    ("cited", "silent"),
    [
        (citation("deadline", value="2026-05-31"), False),
        (citation("due", value="2026-05-31"), False),
        (citation("deadline", value="2026-04-30"), True),
        (citation("deadline"), True),
        (citation("amount", value="2026-05-31"), True),
        (citation("deadline", "contradicts", "2026-05-31"), True),
    ],
)
def test_a_source_cited_later_for_the_new_date_ends_the_silence(cited: AnyEvent, *, silent: bool) -> None:
    promise = commitment(events=[deadline("2026-03-31"), deadline("2026-05-31", "amendment", on="2026-02-15"), cited])
    assert [move.silent for move in moves(state(promise))] == [silent]


# ---- the worked portfolio, as of 30 June 2026 --------------------------------------------------

WORKED: Final = (
    commitment("a", due="2026-03-31", status="met", met_on="2026-03-20"),
    commitment(
        "b",
        due="2026-01-31",
        status="met",
        met_on="2026-04-15",
        events=[deadline("2026-04-30", "amendment", on="2026-01-20")],
    ),
    commitment("c", due="2026-02-28", status="met", met_on="2026-03-10"),
    commitment("d", due="2026-05-31", status="in_progress"),
    commitment(
        "e", due="2026-03-31", status="in_progress", events=[deadline("2026-09-30", "amendment", on="2026-03-15")]
    ),
    commitment("f", due="2026-04-30", status="not_met"),
    commitment("g", due="2026-04-30", status="withdrawn"),
    commitment("h", due="2027-03-31"),
)
NOT_JUDGED: Final = ("withdrawn", "superseded", "suspended")


def _judged(held: Portfolio, basis: Basis) -> list[Standing]:
    """The overdue commitments on a basis."""
    return [
        one
        for one in held
        if one.status not in NOT_JUDGED
        and (deadline := due(one.state, basis)) is not None
        and deadline.last < one.state.day
    ]


@pytest.mark.parametrize(
    ("basis", "on_time", "of"),
    [("original", ["a"], ["a", "b", "c", "d", "e", "f"]), ("current", ["a", "b"], ["a", "b", "c", "d", "f"])],
)
def test_the_worked_portfolio_is_on_time_on_either_basis(basis: Basis, on_time: list[str], of: list[str]) -> None:
    judged = _judged(portfolio(*WORKED, basis=basis), basis)
    assert [one.ref for one in judged] == of
    assert [one.ref for one in judged if one.timeliness == "met_on_time"] == on_time


@pytest.mark.parametrize(("basis", "overdue"), [("current", {"d": 30}), ("original", {"d": 30, "e": 91})])
def test_of_the_worked_portfolio_these_are_overdue(basis: Basis, overdue: dict[str, int]) -> None:
    held = portfolio(*WORKED, basis=basis)
    assert {one.ref: one.overdue_days for one in held if one.overdue_days} == overdue


def test_of_the_worked_portfolio_these_slipped() -> None:
    assert {one.ref: one.slip_days for one in portfolio(*WORKED) if one.slip_days} == {"b": 89, "e": 183}


def test_the_delivery_slippage_of_the_worked_portfolio() -> None:
    slippage: dict[str, int] = {}
    for held in portfolio(*WORKED):
        met, still_open = held.days_apart_when_met("original"), held.days_overdue("original")
        if (days_late := met.exact if met else still_open) is not None:
            slippage[held.ref] = days_late
    assert slippage == {"a": -11, "b": 74, "c": 10, "d": 30, "e": 91}
    assert (median(slippage.values()), max(slippage.values())) == (30, 91)


# ---- the first project, decided on 17 February 2026 --------------------------------------------

FIRST_PROJECT: Final = commitment(
    "jp-us-first-project-decision",
    status=None,
    time_zone="America/New_York",
    events=[
        status("agreed", on="2025-10-27"),
        deadline("2025", on="2025-10-27", source=NEWS),
        status("in_progress", on="2025-12-23", known_on="2025-12-24"),
        deadline("2026-01", "extension", on="", known_on="2026-02-09", source=NEWS),
        deadline("2026-02", "extension", on="", known_on="2026-02-09", source=NEWS),
        status("met", on="2026-02-17", known_on="2026-02-18", source=NEWS),
    ],
)


@pytest.mark.parametrize(
    ("as_of", "basis", "expected", "overdue"),
    [
        ("2025-12-31", "current", "due_soon", None),
        ("2026-02-08", "current", "overdue", 39),
        ("2026-02-11", "current", "due_soon", None),
        ("2026-02-11", "original", "overdue", 42),
        ("2026-02-18", "current", "met_on_time", None),
        ("2026-02-18", "original", "met_late", None),
    ],
)
def test_the_first_project_was_late_against_the_first_date_and_not_against_the_last(
    as_of: str, basis: Basis, expected: Timeliness, overdue: int | None
) -> None:
    found = standing(FIRST_PROJECT, as_of, basis)
    assert (found.timeliness, found.overdue_days) == (expected, overdue)


def test_the_date_of_the_first_project_moved_twice_and_nobody_knows_when() -> None:
    found = state(FIRST_PROJECT, "2026-02-11")
    assert slip_days(found) == 59
    assert [(str(move.after), move.days, move.late, move.silent) for move in moves(found)] == [
        ("2026-01", 31, None, False),
        ("2026-02", 28, None, False),
    ]
