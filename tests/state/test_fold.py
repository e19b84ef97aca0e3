"""The fold: a commitment and a moment make a state."""

from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.building import (
    START,
    TODAY,
    Circumstances,
    amount,
    assessment,
    citation,
    commitment,
    deadline,
    delivery,
    edit,
    moment,
    position,
    retraction,
    review,
    state,
    status,
)
from tests.strategies import commitments, events
from tracker.model.commitment import AnyEvent, Commitment, DeadlineEvent, Terms
from tracker.model.dates import Moment
from tracker.state.deadlines import due, moves, timeliness
from tracker.state.event_days import retractions
from tracker.state.fold import State, fold, known_events

TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"
# Eight in the evening in New York, nine in the morning of the next day in Tokyo.
EVENING = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)

# ---- when an event counts ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "as_of", "known_at", "counts"),
    [
        ({"on": "2026-02-17"}, "2026-02-16", "", False),
        ({"on": "2026-02-17"}, "2026-02-17", "", True),
        ({"on": "2026-02"}, "2026-02-27", "", False),
        ({"on": "2026-02"}, "2026-02-28", "", True),
        ({"on": "", "known_on": "2026-02-17"}, "2026-02-16", "", False),
        ({"on": "", "known_on": "2026-02-17"}, "2026-02-17", "", True),
        ({"on": "2026-01-05", "known_on": "2026-02-17"}, "2026-01-05", "", True),
        ({"on": "2026-01-05", "known_on": "2026-02-17"}, "2026-01-05", "2026-02-16", False),
        ({"on": "2026-01-05", "known_on": "2026-02-17"}, "2026-01-05", "2026-02-17", True),
        ({"on": "2026-01-05", "known_on": "2026-02"}, "2026-06-30", "2026-02-27", False),
        ({"on": "2026-01-05", "known_on": ""}, "2026-06-30", "2026-01-04", False),
        ({"on": "2026-01-05", "known_on": ""}, "2026-06-30", "2026-01-05", True),
        ({"on": "2026-05-01", "known_on": "2026-01-05"}, "2026-04-30", "2026-04-30", False),
        ({"on": "", "known_on": "", "recorded_at": EVENING}, "2026-02-28", "", False),
        ({"on": "", "known_on": "", "recorded_at": EVENING}, "2026-03-01", "2026-03-01", True),
        ({"on": "2026", "recorded_at": EVENING}, "2026-02-28", "", False),
        ({"on": "2026", "recorded_at": EVENING}, "2026-03-01", "", True),
        ({"on": "2026", "recorded_at": EVENING}, "2026-03-01", "2026-03-01", True),
        ({"on": "2026", "known_on": "2026", "recorded_at": EVENING}, "2026-12-31", "2026-02-28", False),
        ({"on": "2026", "known_on": "2026", "recorded_at": EVENING}, "2026-12-31", "2026-03-01", True),
        ({"on": "2027", "known_on": "2026-02-17"}, "2027-12-30", "", False),
    ],
)
def test_an_event_counts_once_it_took_effect_and_was_known(
    told: Circumstances, as_of: str, known_at: str, *, counts: bool
) -> None:
    found = fold(commitment(status=None, events=[status("agreed", **told)]), moment(as_of, known_at), "UTC")
    assert (found is not None) is counts


@pytest.mark.parametrize(("day", "known"), [("2026-02-08", "2025"), ("2026-02-09", "2026-02")])
def test_what_was_known_on_a_day_is_asked_with_that_day_for_both(day: str, known: str) -> None:
    promise = commitment(due="2025", events=[deadline("2026-02", "extension", on="2026-01-15", known_on="2026-02-09")])
    assert str(due(state(promise, day, day))) == known


def test_nothing_is_known_of_a_commitment_without_events() -> None:
    assert fold(commitment(status=None), moment(), "UTC") is None


# ---- the order of events -----------------------------------------------------------------------


@given(commitments, st.dates(), st.data())
def test_the_state_does_not_depend_on_the_order_in_which_the_history_is_kept(
    promise: Commitment, day: date, data: st.DataObject
) -> None:
    shuffled = replace(promise, history=tuple(data.draw(st.permutations(promise.history))))
    assert all_fields(fold(shuffled, Moment(day), TOKYO)) == all_fields(fold(promise, Moment(day), TOKYO))


@given(commitments, st.tuples(st.dates(), st.dates()), st.none() | st.dates())
def test_with_time_events_are_added_and_none_is_lost(
    promise: Commitment, days: tuple[date, date], known_at: date | None
) -> None:
    before, after = (fold(promise, Moment(day, known_at), TOKYO) for day in sorted(days))
    if before:
        assert after is not None
        assert set(_numbers(before.events)) <= set(_numbers(after.events))


def all_fields(found: State | None) -> object:
    """All fields of a state except the history."""
    if found is None:
        return None
    days = [(found.took_effect(event), found.known_on(event)) for event in found.events]
    pending = sorted(event.id for event in found.pending)
    return found.ref, found.terms, found.day, found.zone, found.events, found.corrected, pending, days


def _numbers(shown: tuple[AnyEvent, ...]) -> list[int]:
    return [event.id for event in shown]


# ---- corrections -------------------------------------------------------------------------------


def on_day(day: str) -> datetime:
    """Noon of a day, as a time of recording."""
    return datetime.fromisoformat(f"{day}T12:00+00:00")


# Recorded on 2 March, and corrected on 15 May.
MISREAD: Final = commitment(
    events=[
        deadline("2026-03-31", on="2026-01-01", recorded_at=on_day("2026-03-02")),
        deadline("2026-04-30", "correction", on="2026-01-01", recorded_at=on_day("2026-05-15"), corrects=1),
    ]
)


@pytest.mark.parametrize(
    ("as_of", "known_at", "shown"),
    [
        ("2026-06-30", "", "2026-04-30"),
        ("2026-02-01", "", "2026-04-30"),
        ("2026-06-30", "2026-05-15", "2026-04-30"),
        ("2026-02-01", "2026-05-15", "2026-04-30"),
        ("2026-06-30", "2026-05-14", "2026-03-31"),
        ("2026-06-30", "2026-03-02", "2026-03-31"),
        ("2026-01-01", "2026-03-02", "2026-03-31"),
        ("2026-06-30", "2026-03-01", "2026-04-30"),
        ("2026-02-01", "2026-02-01", "2026-04-30"),
    ],
)
def test_a_mistake_is_seen_only_from_its_recording_to_its_correction(as_of: str, known_at: str, shown: str) -> None:
    assert str(due(state(MISREAD, as_of, known_at))) == shown


def test_a_state_tells_what_stood_in_a_version_before_it_was_corrected() -> None:
    version, correction = MISREAD.history[:2]
    assert state(MISREAD).corrected == {1: (version, correction)}
    assert state(MISREAD, known_at="2026-05-14").corrected == {}
    assert state(MISREAD, known_at="2026-03-01").corrected == {1: (version, correction)}


@pytest.mark.parametrize(
    ("known_at", "shown"),
    [
        ("", "2026-03-31"),
        ("2026-03-01", "2026-03-31"),
        ("2026-05-14", "2026-03-31"),
        ("2026-05-15", "2026-04-30"),
        ("2026-05-19", "2026-04-30"),
        ("2026-05-20", "2026-03-31"),
    ],
)
def test_a_correction_that_was_taken_back_is_seen_only_in_between(known_at: str, shown: str) -> None:
    promise = replace(MISREAD, history=(*MISREAD.history, retraction(2, id=9, recorded_at=on_day("2026-05-20"))))
    assert str(due(state(promise, "2026-06-30", known_at))) == shown


def test_a_correction_is_not_a_move() -> None:
    promise = commitment(
        events=[
            deadline("2026-03-31"),
            deadline("2026-09-30", "amendment", on="2026-03-01"),
            deadline("2026-04-30", "correction", on="2026-05-01", corrects=1),
            deadline("2026-10-31", "correction", on="2026-05-02", corrects=2),
        ]
    )
    assert [(str(move.before), str(move.after)) for move in moves(state(promise))] == [("2026-04-30", "2026-10-31")]


@pytest.mark.parametrize("corrects", [1, 2])
def test_the_latest_known_correction_stands_whether_it_corrects_the_version_or_its_correction(corrects: int) -> None:
    first, second, third = map(on_day, ("2026-01-10", "2026-02-01", "2026-02-02"))
    promise = commitment(
        events=[
            deadline("2026-03-31", recorded_at=first),
            deadline("2026-04-30", "correction", recorded_at=second, corrects=1),
            deadline("2026-05-31", "correction", recorded_at=third, corrects=corrects),
        ]
    )
    assert str(due(state(promise))) == "2026-05-31"
    assert str(due(state(promise, TODAY, "2026-02-01"))) == "2026-04-30"
    assert str(due(state(promise, TODAY, "2026-01-31"))) == "2026-03-31"
    assert str(due(state(promise, TODAY, "2026-01-09"))) == "2026-05-31"


def test_a_correction_says_what_the_whole_deadline_was() -> None:
    version = deadline("2026-03-31", words="the end of March", not_before="2026-01-01", grace_days=10)
    promise = commitment(events=[version, deadline(awaits="notice", change="correction", corrects=1)])
    (corrected,) = state(promise).deadlines
    assert (corrected.due, corrected.words, corrected.awaits) == (None, "", "notice")
    assert (str(corrected.not_before), corrected.grace_days) == ("2026-01-01", 10)


@pytest.mark.parametrize(
    ("limits", "shown"),
    [
        ({"grace_days": 30}, ("2026-01-01", 30)),
        ({"grace_days": 0}, ("2026-01-01", 0)),
        ({"not_before": "2026-02-01"}, ("2026-02-01", 10)),
    ],
)
def test_a_correction_may_correct_the_limits(limits: dict[str, Any], shown: tuple[str, int]) -> None:
    version = deadline("2026-03-31", not_before="2026-01-01", grace_days=10)
    promise = commitment(events=[version, deadline("2026-03-31", "correction", corrects=1, **limits)])
    (corrected,) = state(promise).deadlines
    assert (str(corrected.not_before), corrected.grace_days) == shown


def test_an_amount_is_corrected_like_a_deadline() -> None:
    promise = commitment(
        events=[
            amount("USD 55bn", recorded_at=on_day("2026-02-10")),
            amount("USD 600bn", "revision", on="2026-02-01"),
            amount("USD 550bn", "correction", corrects=1, recorded_at=on_day("2026-03-01")),
        ]
    )
    assert [str(event.amount) for event in state(promise).amounts] == ["USD 550bn", "USD 600bn"]
    assert str(state(promise, TODAY, "2026-02-28").amounts[0].amount) == "USD 55bn"
    assert str(state(promise, TODAY, "2026-02-09").amounts[0].amount) == "USD 550bn"


@pytest.mark.parametrize(
    "correction",
    [
        deadline("2026-09-30", "correction", corrects=99),
        deadline("2026-09-30", "correction", corrects=2),
        amount("USD 1", "correction", corrects=1),
    ],
    ids=["of nothing", "of a status", "of another kind"],
)
def test_a_correction_of_what_is_not_there_changes_nothing(correction: AnyEvent) -> None:
    promise = commitment(events=[deadline("2026-03-31"), status("in_progress", on="2026-01-01"), correction])
    found = state(promise)
    assert (str(due(found)), found.status, found.amounts) == ("2026-03-31", "in_progress", ())


# ---- retractions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("retractions", "shown"),
    [
        ([], "suspended"),
        ([retraction(1)], "agreed"),
        ([retraction(1), retraction(2)], "suspended"),
        ([retraction(1), retraction(2), retraction(3)], "agreed"),
        ([retraction(1), retraction(1)], "agreed"),
        ([retraction(), retraction(2)], "suspended"),
        ([retraction(99)], "suspended"),
        ([retraction(2)], "suspended"),
    ],
    ids=["none", "one", "of a retraction", "of that again", "twice", "of the removal", "of nothing", "of itself"],
)
def test_a_retraction_takes_an_earlier_event_back_and_may_be_taken_back(
    retractions: list[AnyEvent], shown: str
) -> None:
    assert state(commitment(events=[status("suspended", on="2026-01-01"), *retractions])).status == shown


# Recorded on 2 March, and taken back on 1 May.
MISTAKEN: Final = commitment(
    events=[
        status("suspended", on="2026-01-01", recorded_at=on_day("2026-03-02")),
        retraction(1, on="2026-01-01", known_on="2026-01-01", recorded_at=on_day("2026-05-01")),
    ]
)


def test_a_commitment_that_was_retracted_is_gone() -> None:
    agreed = status("agreed", recorded_at=on_day("2026-03-02"))
    gone = retraction(known_on="2026-04-01", recorded_at=on_day("2026-05-01"))
    promise = commitment(status=None, events=[agreed, gone])
    assert fold(promise, moment(), "UTC") is None
    assert fold(promise, moment("2026-02-01"), "UTC") is None
    assert fold(promise, moment(known_at="2026-03-01"), "UTC") is None
    assert state(promise, TODAY, "2026-03-02").status == "agreed"
    assert state(promise, TODAY, "2026-04-30").status == "agreed"
    assert fold(promise, moment(known_at="2026-05-01"), "UTC") is None


def test_a_commitment_that_was_retracted_is_seen_with_the_days_that_it_had() -> None:
    agreed = status("agreed", on="2026-01-10", recorded_at=on_day("2026-03-02"))
    undated = deadline("2026-02-28", on="", recorded_at=on_day("2026-03-02"))
    gone = retraction(recorded_at=on_day("2026-05-01"))
    histories: list[list[AnyEvent]] = [[agreed, undated], [agreed, undated, gone]]
    for history in histories:
        seen = state(commitment(status=None, events=history), "2026-02-01", "2026-04-30")
        assert [str(version.due) for version in seen.versions] == ["2026-02-28"]


@pytest.mark.parametrize(
    ("as_of", "known_at", "shown"),
    [
        ("2026-06-30", "", "agreed"),
        ("2026-02-01", "", "agreed"),
        ("2026-06-30", "2026-03-01", "agreed"),
        ("2026-02-01", "2026-02-01", "agreed"),
        ("2026-06-30", "2026-03-02", "suspended"),
        ("2026-02-01", "2026-03-02", "suspended"),
        ("2026-06-30", "2026-04-30", "suspended"),
        ("2026-06-30", "2026-05-01", "agreed"),
    ],
)
def test_what_was_taken_back_is_seen_only_from_its_recording_to_its_retraction(
    as_of: str, known_at: str, shown: str
) -> None:
    assert state(MISTAKEN, as_of, known_at).status == shown


@pytest.mark.parametrize(
    ("known_at", "shown"),
    [
        ("", "suspended"),
        ("2026-02-01", "suspended"),
        ("2026-04-30", "suspended"),
        ("2026-05-01", "agreed"),
        ("2026-05-31", "agreed"),
        ("2026-06-01", "suspended"),
    ],
)
def test_what_was_taken_back_by_mistake_was_never_wrong(known_at: str, shown: str) -> None:
    undone = retraction(2, id=9, recorded_at=on_day("2026-06-01"))
    promise = replace(MISTAKEN, history=(*MISTAKEN.history, undone))
    assert state(promise, TODAY, known_at).status == shown


@pytest.mark.parametrize(
    ("known_at", "shown"),
    [
        ("", "agreed"),
        ("2026-03-01", "agreed"),
        ("2026-03-02", "suspended"),
        ("2026-05-01", "agreed"),
        ("2026-06-01", "suspended"),
        ("2026-06-02", "agreed"),
    ],
)
def test_the_retraction_of_a_retraction_may_be_taken_back(known_at: str, shown: str) -> None:
    again = (
        retraction(2, id=8, recorded_at=on_day("2026-06-01")),
        retraction(8, id=9, recorded_at=on_day("2026-06-02")),
    )
    promise = replace(MISTAKEN, history=(*MISTAKEN.history, *again))
    assert state(promise, TODAY, known_at).status == shown


def test_what_is_listed_as_known_is_what_was_recorded_by_then() -> None:
    promise = replace(MISREAD, history=(*MISREAD.history, retraction(9, id=7, recorded_at=on_day("2026-05-20"))))
    shown = {
        day: [event.id for event in known_events(promise, moment(known_at=day), "UTC")]
        for day in ("", "2025-01-01", "2026-01-01", "2026-05-14", "2026-05-15", "2026-05-20")
    }
    assert shown == {
        "": [1, 2, 3, 7],
        "2025-01-01": [3],
        "2026-01-01": [1, 3],
        "2026-05-14": [1, 3],
        "2026-05-15": [1, 2, 3],
        "2026-05-20": [1, 2, 3, 7],
    }
    assert [event.id for event in known_events(MISTAKEN, moment(known_at="2026-03-01"), "UTC")] == [3]
    assert [event.id for event in known_events(MISTAKEN, moment(known_at="2026-03-02"), "UTC")] == [1, 3]


def test_a_retracted_correction_corrects_nothing() -> None:
    promise = commitment(
        events=[deadline("2026-03-31"), deadline("2026-04-30", "correction", corrects=1), retraction(2)]
    )
    assert str(due(state(promise))) == "2026-03-31"


def test_a_retracted_version_is_not_brought_back_by_its_correction() -> None:
    promise = commitment(
        events=[deadline("2026-03-31"), deadline("2026-04-30", "correction", corrects=1), retraction(1)]
    )
    assert due(state(promise)) is None


def test_a_retraction_is_no_event_of_the_state() -> None:
    assert [event.id for event in state(commitment(events=[status("proposed"), retraction(1)])).events] == [3]


@given(commitments, events, st.dates())
def test_to_retract_the_last_event_restores_the_state(promise: Commitment, event: AnyEvent, day: date) -> None:
    last = replace(event, id=promise.next_id)
    undone = promise.with_events(last, retraction(last.id, id=last.id + 1))
    assert all_fields(fold(undone, Moment(day), TOKYO)) == all_fields(fold(promise, Moment(day), TOKYO))


def test_the_numbers_of_what_was_taken_back() -> None:
    promise = commitment(events=[retraction(7), retraction(8), retraction(2), retraction()])
    assert set(retractions(promise.history)) == {7, 2, None}


# ---- the terms ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Invest USD 550bn"),
        ("obligor", ("JP", "SOFTBANK")),
        ("obligee", ("EU",)),
        ("titles", {"ja": "対米投資"}),
        ("category", "energy"),
        ("force", "treaty"),
        ("instrument", "MOU of 4 September 2025"),
        ("parent", "jp-us-550bn-investment"),
        ("in_return_for", ("us-jp-auto-tariff-15",)),
        ("nature", "refrain"),
        ("conditions", ("if asked",)),
        ("tags", ("550bn",)),
        ("notes", "赤沢"),
        ("time_zone", TOKYO),
    ],
)
def test_an_edit_changes_one_term_from_its_day_and_leaves_the_others(field: str, value: object) -> None:
    promise = commitment(notes="as first recorded", events=[edit({"on": "2026-02-17"}, **{field: value})])
    assert state(promise, "2026-02-16").terms == promise.terms
    assert state(promise).terms == replace(promise.terms, **{field: value})


def test_the_last_edit_of_a_term_stands() -> None:
    promise = commitment(
        events=[edit({"on": "2026-03-01"}, notes="second"), edit({"on": "2026-02-01"}, notes="first", tags=("gas",))]
    )
    assert (state(promise).terms.notes, state(promise).terms.tags) == ("second", ("gas",))


def test_a_term_that_only_a_later_tracker_knows_is_left_alone() -> None:
    later = replace(edit(notes="new"), changed=("notes", "mood"))
    assert state(commitment(events=[later])).terms.notes == "new"


def test_a_retracted_edit_leaves_the_terms_as_they_were() -> None:
    assert state(commitment(notes="old", events=[edit(notes="new"), retraction(1)])).terms.notes == "old"


def test_every_term_can_be_edited() -> None:
    for field in Terms.__struct_fields__:
        assert edit(**{field: getattr(commitment().terms, field)}).changed == (field,)


# ---- time zones --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "zone", "expected"),
    [
        ("2026-04-01T12:00+09:00", NEW_YORK, "due_soon"),
        ("2026-04-01T12:00+09:00", TOKYO, "overdue"),
        ("2026-03-31T23:59-04:00", NEW_YORK, "due_soon"),
        ("2026-04-01T00:00-04:00", NEW_YORK, "overdue"),
        ("2026-03-31T23:59+09:00", TOKYO, "due_soon"),
        ("2026-04-01T00:00+09:00", TOKYO, "overdue"),
        ("2026-03-31", NEW_YORK, "due_soon"),
        ("2026-04-01", NEW_YORK, "overdue"),
        ("2026-04-01", TOKYO, "overdue"),
    ],
)
def test_a_day_ends_in_the_zone_of_the_commitment(as_of: str, zone: str, expected: str) -> None:
    promise = commitment(due="2026-03-31", time_zone=zone)
    assert timeliness(state(promise, as_of, zone=TOKYO)) == expected
    assert timeliness(state(commitment(due="2026-03-31"), as_of, zone=zone)) == expected


def test_an_event_of_a_day_takes_effect_when_that_day_begins_in_the_zone() -> None:
    promise = commitment(time_zone=NEW_YORK, events=[status("in_progress", on="2026-02-18")])
    assert state(promise, "2026-02-18T12:00+09:00").status == "agreed"
    assert state(promise, "2026-02-18T14:00+09:00").status == "in_progress"


def test_knowledge_has_its_day_in_the_zone_too() -> None:
    promise = commitment(time_zone=NEW_YORK, events=[status("in_progress", on="2026-02-18")])
    assert state(promise, TODAY, "2026-02-18T12:00+09:00").status == "agreed"
    assert state(promise, TODAY, "2026-02-18T14:00+09:00").status == "in_progress"


def test_a_zone_that_was_edited_is_the_one_in_which_the_day_ends() -> None:
    promise = commitment(due="2026-03-31", time_zone=TOKYO, events=[edit(time_zone=NEW_YORK)])
    found = state(promise, "2026-04-01T12:00+09:00")
    assert (found.zone, found.day, timeliness(found)) == (NEW_YORK, date(2026, 3, 31), "due_soon")


# ---- fields of a state ---------------------------------------------------------------------------


def test_the_status_of_a_commitment_is_unknown_until_one_was_recorded() -> None:
    assert state(commitment(status=None, due="2026-03-31")).status == "unknown"
    assert state(commitment(status=None, due="2026-03-31")).status_run == ()


@pytest.mark.parametrize(
    ("statuses", "run"),
    [
        ([], [1]),
        ([status("agreed", on="2026-02-01")], [2, 1]),
        ([status("in_progress", on="2026-02-01"), status("in_progress", on="2026-03-01")], [1, 2]),
        ([status("suspended", on="2026-02-01"), status("agreed", on="2026-03-01")], [2]),
        (
            [status("in_progress", on="2026-02-01"), status("in_progress", on="2026"), status("met", on="2026-05-01")],
            [3],
        ),
        ([status("in_progress", on="2026-05-01"), status("in_progress", on="2026-H1")], [2, 1]),
    ],
    ids=["once", "twice", "two of three", "interrupted", "closed", "half-known first"],
)
def test_a_run_is_the_unbroken_one_of_the_status_it_has(statuses: list[AnyEvent], run: list[int]) -> None:
    assert [event.id for event in state(commitment(events=statuses)).status_run] == run


@pytest.mark.parametrize(
    ("event", "is_pending"),
    [
        (deadline("2027", "extension", on="2026"), True),
        (status("suspended", on="2026-06..2026-07"), True),
        (amount("USD 9bn", on="", known_on="2026-07-01"), False),  # set at the latest when anything happened
        (amount("USD 9bn", "revision", on="", known_on="2026-07-01"), True),
        (delivery("USD 1bn", on="2026"), True),
        (delivery("USD 1bn", on="2026-07"), False),
        (status("suspended", on="2026-07-01"), False),
        (position("US", "accepts", on="2026"), False),
        (assessment("stalled", on="2026"), False),
        (citation("due", on="2026"), False),
        (deadline("2027", "extension", on="2026", known_on="2026-06-30"), False),
    ],
)
def test_what_decides_and_may_have_happened_is_pending(event: AnyEvent, *, is_pending: bool) -> None:
    found = state(commitment(events=[event]))
    assert bool(found.pending) is is_pending
    assert found.likely.pending == ()
    assert {one.id for one in found.likely.events} == {one.id for one in (*found.events, *found.pending)}


def test_a_state_tells_its_events_by_kind() -> None:
    kinds: dict[str, AnyEvent] = {
        "statuses": status("agreed"),
        "deadlines": deadline("2026-03-31"),
        "amounts": amount("USD 550bn"),
        "deliveries": delivery("USD 1bn"),
        "positions": position("US", "satisfied"),
        "citations": citation("due"),
        "reviews": review(),
    }
    found = state(commitment(status=None, events=kinds.values()))
    shown = {name: [event.id for event in getattr(found, name)] for name in kinds}
    assert shown == {name: [number] for number, name in enumerate(kinds, 1)}


@pytest.mark.parametrize(
    ("judged", "shown"),
    [
        ([], ""),
        ([assessment("stalled", on="2026-03-01"), assessment("on_track", on="2026-02-01")], "stalled"),
    ],
)
def test_the_latest_assessment_stands(judged: list[AnyEvent], shown: str) -> None:
    assert state(commitment(events=judged)).assessment == shown


def test_a_deadline_stands_in_the_state_as_it_was_recorded() -> None:
    promise = commitment(events=[deadline("2026-03-31", words="eom", on=START)])
    (version,) = state(promise).of_kind(DeadlineEvent)
    assert version == promise.history[0]
