"""Statuses and reopening: which may follow each other, and what they need."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import commitment, retraction, state
from tests.building import status as status_event
from tests.record.facts import last, marked, provenance
from tracker.errors import BrokenRule, IllegalTransition, NeedsMore, NotPossible
from tracker.model.commitment import Commitment, StatusEvent
from tracker.model.status import Status
from tracker.record.provenance import Provenance
from tracker.record.statuses import mark, reopen

OPEN: Final[tuple[Status, ...]] = ("proposed", "agreed", "in_progress", "suspended")
CLOSED: Final[tuple[Status, ...]] = ("met", "partially_met", "not_met", "withdrawn", "superseded")
# What may follow each status, beside itself while it is open; out of a closed one only `reopen` leads.
LEGAL: Final[dict[Status, tuple[Status, ...]]] = {
    "proposed": ("proposed", "agreed", "withdrawn", "superseded"),
    "agreed": ("agreed", "in_progress", "suspended", *CLOSED),
    "in_progress": ("in_progress", "suspended", *CLOSED),
    "suspended": ("suspended", "agreed", "in_progress", *CLOSED),
    **dict.fromkeys(CLOSED, ()),
}


@pytest.mark.parametrize("after", OPEN + CLOSED)
@pytest.mark.parametrize("before", OPEN + CLOSED)
def test_a_status_follows_another_or_is_refused(before: Status, after: Status) -> None:
    promise = commitment(status=before)
    if after in LEGAL[before]:
        assert state(marked(promise, after)).status == after
    else:
        with pytest.raises(IllegalTransition) as refused:
            marked(promise, after)
        assert refused.value.exit_code == 5


@pytest.mark.parametrize("first", OPEN + CLOSED)
def test_any_status_may_be_the_first(first: Status) -> None:
    assert state(marked(commitment(status=None), first)).status == first


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("met", "suspended", "is met and cannot become suspended; reopen it before marking it suspended"),
        ("not_met", "in_progress", "is not met and cannot become in progress; reopen it before marking it in progress"),
        ("proposed", "met", "is proposed and cannot become met; it may become agreed, withdrawn, superseded"),
        ("in_progress", "agreed", "is in progress and cannot become agreed; it may become suspended, met, partially"),
    ],
)
def test_an_illegal_status_is_refused_with_a_remedy(before: Status, after: Status, sentence: str) -> None:
    with pytest.raises(IllegalTransition) as refused:
        marked(commitment(status=before), after)
    assert str(refused.value).startswith(f"jp-us-promise {sentence}")


HISTORY: Final = (("proposed", "2026-01-01"), ("agreed", "2026-02-01"), ("in_progress", "2026-04-01"))


@pytest.mark.parametrize(
    ("history", "now", "on", "remedy"),
    [
        (HISTORY, "proposed", "2025-12-01", ""),
        (HISTORY, "agreed", "2025-12-01", "it is recorded as proposed since 2026-01-01: give a later --on"),
        (HISTORY, "met", "2025-12-01", "it is recorded as proposed since 2026-01-01"),
        (HISTORY, "proposed", "2026-01-15", ""),
        (HISTORY, "agreed", "2026-01-15", ""),
        (HISTORY, "suspended", "2026-01-15", "it may become agreed, withdrawn, superseded"),
        (HISTORY, "withdrawn", "2026-01-15", "it is recorded as agreed since 2026-02-01: give a later --on"),
        (HISTORY, "suspended", "2026-03-01", ""),
        (HISTORY, "in_progress", "2026-03-01", ""),
        (HISTORY, "met", "2026-03-01", "it is recorded as in progress since 2026-04-01: give a later --on"),
        (HISTORY, "proposed", "2026-03-01", "it may become in progress, suspended"),
        (HISTORY, "agreed", "2026-04-01", "it may become suspended, met"),
        (HISTORY, "met", "2026-04-01", ""),
        (HISTORY, "met", "2026", ""),
        ((*HISTORY, ("met", "2026-06-01")), "suspended", "2026-05-01", ""),
        ((*HISTORY, ("met", "2026-06-01")), "agreed", "2026-05-01", "it may become suspended"),
        ((*HISTORY, ("met", "2026-06-01")), "not_met", "2026-05-01", "it is recorded as met since 2026-06-01"),
        ((*HISTORY, ("met", "2026-06")), "suspended", "2026-06-29", ""),
        ((*HISTORY, ("met", "")), "withdrawn", "2026-05-01", "it is recorded as met later: give a later --on"),
    ],
)
def test_a_back_dated_status_must_fit_between_its_neighbours(
    history: tuple[tuple[Status, str], ...], now: Status, on: str, remedy: str
) -> None:
    promise = commitment(
        status=None, events=[status_event(was, on=day, known_on="" if day else "2026-06-15") for was, day in history]
    )
    if not remedy:
        assert StatusEvent in map(type, marked(promise, now, on).history[len(history) :])
    else:
        with pytest.raises(IllegalTransition) as refused:
            marked(promise, now, on)
        assert remedy in str(refused.value)


def test_a_retracted_status_is_ignored_by_the_rules() -> None:
    promise = commitment(events=[status_event("met", on="2026-05-01"), retraction(1)])
    assert state(marked(promise, "in_progress")).status == "in_progress"


@pytest.mark.parametrize(
    ("now", "told", "needs"),
    [
        ("met", provenance(on=""), "needs the day it was met: give --on DATE"),
        ("met", provenance(on="", known_on="2026-06-01"), "needs the day it was met: give --on DATE"),
        ("met", provenance(source=None), "needs a source: give --source URL or --publisher NAME"),
        ("superseded", provenance(), "needs its successor: give --successor REF"),
    ],
)
def test_some_statuses_need_a_day_or_a_source(now: Status, told: Provenance, needs: str) -> None:
    with pytest.raises(NeedsMore) as refused:
        mark(commitment(), now, told, "UTC")
    assert str(refused.value) == f"marking jp-us-promise {now} {needs}"
    assert refused.value.exit_code == 5


@pytest.mark.parametrize("now", sorted({*OPEN, *CLOSED} - {"met", "superseded"}))
def test_the_others_need_neither_day_nor_source(now: Status) -> None:
    assert last(mark(commitment(status=None), now, provenance(on="", source=None), "UTC")).source is None


def test_nothing_supersedes_itself() -> None:
    with pytest.raises(NotPossible, match="it cannot supersede itself; give another --successor"):
        mark(commitment(), "superseded", provenance(), "UTC", successor="jp-us-promise")


def test_a_superseded_commitment_names_its_successor() -> None:
    added = last(mark(commitment(), "superseded", provenance(), "UTC", successor="jp-us-other"))
    assert isinstance(added, StatusEvent)
    assert added.successor == "jp-us-other"


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("before", ["agreed", "in_progress", "suspended"])
def test_a_reopened_commitment_has_its_status_from_before_the_closing(before: Status, closed: Status) -> None:
    promise = commitment(status=before, events=[status_event(closed, on="2026-05-01")])
    opened = reopen(promise, provenance(), "UTC")
    assert state(opened).status == before
    assert state(opened, "2026-06-29").status == closed


def test_what_was_recorded_as_closed_from_the_start_is_reopened_as_agreed() -> None:
    assert state(reopen(commitment(status="met"), provenance(), "UTC")).status == "agreed"


def test_what_was_reopened_may_be_closed_and_reopened_again() -> None:
    promise = reopen(
        commitment(status="in_progress", events=[status_event("met", on="2026-05-01")]), provenance("2026-05-10"), "UTC"
    )
    closed = marked(promise, "not_met", "2026-05-20")
    assert state(reopen(closed, provenance("2026-05-30"), "UTC")).status == "in_progress"
    with pytest.raises(IllegalTransition):
        marked(closed, "agreed", "2026-05-30")


@pytest.mark.parametrize(
    ("promise", "sentence"),
    [
        (commitment(), "jp-us-promise is agreed and cannot become open again; it is not closed"),
        (
            commitment(status=None, due="2026"),
            "jp-us-promise is unknown and cannot become open again; it is not closed",
        ),
    ],
)
def test_only_what_is_closed_is_reopened(promise: Commitment, sentence: str) -> None:
    with pytest.raises(IllegalTransition) as refused:
        reopen(promise, provenance(), "UTC")
    assert str(refused.value) == sentence


def test_reopening_needs_a_reason() -> None:
    with pytest.raises(NeedsMore) as refused:
        reopen(commitment(status="met"), provenance(note=""), "UTC")
    assert str(refused.value) == "reopening jp-us-promise needs a reason: give --note TEXT"


def test_nothing_is_reopened_before_it_was_closed() -> None:
    promise = commitment(events=[status_event("met", on="2026-05-01")])
    with pytest.raises(IllegalTransition) as refused:
        reopen(promise, provenance("2026-04-01"), "UTC")
    assert "cannot become open again; it was not closed yet; give a later --on" in str(refused.value)


@given(
    st.lists(
        st.tuples(
            st.sampled_from((*OPEN, *CLOSED, "reopen")),
            st.integers(0, 9).map(lambda days: str(date(2026, 6, 1) + timedelta(days=days))),
        ),
        max_size=12,
    )
)
def test_no_order_of_recording_makes_an_illegal_history(attempts: list[tuple[str, str]]) -> None:
    promise = commitment()
    for wanted, on in attempts:
        with suppress(BrokenRule):
            promise = (
                reopen(promise, provenance(on), "UTC") if wanted == "reopen" else marked(promise, _status(wanted), on)
            )
    for before, after in pairwise(state(promise).statuses):
        assert before.status in CLOSED if after.reopens else after.status in LEGAL[before.status]


def _status(name: str) -> Status:
    return next(status for status in (*OPEN, *CLOSED) if status == name)


@pytest.mark.parametrize("now", ["withdrawn", "superseded", "suspended"])
def test_an_announced_event_may_be_in_the_future(now: Status) -> None:
    assert last(marked(commitment(), now, "2027-01-01")).id == 2
