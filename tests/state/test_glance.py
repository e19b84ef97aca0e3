"""The pre-filter of `list --overdue`: it never skips a commitment that may be overdue."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import strategies
from tests.building import (
    TODAY,
    amount,
    assessment,
    citation,
    commitment,
    deadline,
    delivery,
    edit,
    milestone,
    numbered,
    portfolio,
    retraction,
    status,
    when,
)
from tracker.model.codec import encode
from tracker.model.commitment import AnyEvent, Commitment, DeadlineChange, Terms
from tracker.model.dates import day, span
from tracker.model.status import CLOSED_STATUSES, STATUSES
from tracker.query.filter import possible_days
from tracker.reports.list import Selection, list_table
from tracker.state.deadlines import BASES
from tracker.state.glance import Glimpse, concerned

PAST, FUTURE = "2026-06-01", "2026-08-01"


def glimpse(promise: Commitment) -> Glimpse:
    return msgspec.json.decode(msgspec.json.encode(encode(promise)), type=Glimpse)


def chosen(*promises: Commitment, as_of: str = TODAY, counting: bool = True) -> list[str]:
    places = concerned(map(glimpse, promises), *possible_days(when(as_of)), counting=counting)
    return [promises[place].ref for place in places]


# ---- no answer changes -------------------------------------------------------------------------

REFS = tuple("abcdefg")
DAYS = st.dates(date(2026, 6, 20), date(2026, 7, 10)).map(day)
NEAR = st.one_of(DAYS, DAYS, DAYS, st.none(), st.sampled_from([span("2026-06"), span("2026-Q3"), span("2026")]))


@st.composite
def histories(draw: st.DrawFn) -> tuple[AnyEvent, ...]:
    events: list[AnyEvent] = []
    for _ in range(draw(st.integers(0, 4))):
        told: Any = {"on": str(draw(NEAR) or ""), "known_on": str(draw(NEAR) or "")}
        due = str(draw(NEAR) or "")
        change: DeadlineChange = draw(st.sampled_from(("set", "amendment", "waiver", "correction")))
        corrects = draw(st.none() | st.integers(1, 3)) if change == "correction" else None
        events.append(
            draw(
                st.one_of(
                    st.sampled_from(STATUSES).map(lambda name, told=told: status(name, **told)),  # type: ignore[misc]
                    st.just(deadline(due, change, corrects=corrects, **told)),
                    st.just(deadline(due, awaits=draw(st.sampled_from(REFS)), words="9d after notice", **told)),
                    st.just(deadline(due, grace_days=9, **told)),
                    st.just(delivery("USD 3bn", **told)),
                    st.just(amount("USD 9bn", **told)),
                    st.just(retraction(draw(st.none() | st.integers(1, 3)), **told)),
                    st.just(edit(told, parent=draw(st.sampled_from(REFS)))),
                    strategies.events,
                )
            )
        )
    return numbered(events)


PROMISES = st.builds(
    Commitment,
    ref=st.sampled_from(REFS),
    terms=st.builds(
        Terms,
        title=st.just("A promise"),
        obligor=st.just(("JP",)),
        obligee=st.just(("US",)),
        parent=st.sampled_from(("", *REFS)),
        time_zone=st.sampled_from(("", "Asia/Tokyo", "America/New_York")),
        nature=...,
    ),
    history=histories(),
)


@given(
    st.lists(PROMISES, unique_by=lambda promise: promise.ref, max_size=6),
    st.sampled_from((TODAY, "2026-07-01T00:30+09:00", "2026-06-29T23:30-04:00")),
    st.sampled_from(BASES),
)
def test_what_a_glance_rules_out_changes_no_answer(promises: list[Commitment], as_of: str, basis: Any) -> None:  # noqa: ANN401
    whole = list_table(portfolio(*promises, as_of=as_of, basis=basis), Selection(overdue=True))
    for counting in (True, False):
        places = concerned(map(glimpse, promises), *possible_days(when(as_of)), counting=counting)
        part = portfolio(*(promises[place] for place in places), as_of=as_of, basis=basis)
        found = list_table(part, Selection(overdue=True))
        assert found.rows == whole.rows
        if counting:
            assert found.panels == whole.panels


# ---- what it rules out, and what it does not ---------------------------------------------------


@pytest.mark.parametrize("closed", CLOSED_STATUSES)
def test_what_is_closed_for_certain_is_ruled_out(closed: Any) -> None:  # noqa: ANN401 - a status
    before = status("agreed", on="2025-01-01")
    assert chosen(commitment(status=None, events=[before, status(closed, on="2025-02-01")], due=PAST)) == []


def test_what_falls_due_later_for_certain_is_ruled_out() -> None:
    assert chosen(commitment(due=FUTURE)) == []


UNCERTAIN: dict[str, Commitment] = {
    "past its day": commitment(due=PAST),
    "due today somewhere": commitment(due=TODAY),
    "closed on the day of another status": commitment(
        status=None, events=[status("agreed", on=PAST), status("met", on=PAST)], due=PAST
    ),
    "closed after a status of which the day is unknown": commitment(
        status=None, events=[status("agreed", on=""), status("met", on=PAST)], due=PAST
    ),
    "closed on a day that may not have come": commitment(status="met", met_on=TODAY, due=PAST),
    "closed in some month": commitment(status="met", met_on="2026-05", due=PAST),
    "suspended": commitment(status="suspended", due=FUTURE),
    "due later, but moved there only by a waiver": commitment(events=[deadline(FUTURE, "waiver")]),
    "due later, but only by a correction": commitment(events=[deadline(FUTURE, "correction", corrects=9)]),
    "due later, but not set yet": commitment(events=[deadline(FUTURE, on=FUTURE)]),
    "due later, after it was due before": commitment(events=[deadline(PAST), deadline(FUTURE, "amendment")]),
    "due in some quarter": commitment(due="2026-Q3"),
    "waiting": commitment(events=[deadline(FUTURE, awaits="notice")]),
    "closed, then edited": commitment(status="met", events=[edit(tags=("x",))]),
    "with something taken back": commitment(due=FUTURE, events=[citation("amount"), retraction(1)]),
}


@pytest.mark.parametrize("what", UNCERTAIN)
def test_what_is_not_certain_goes_through_the_fold(what: str) -> None:
    assert chosen(UNCERTAIN[what]) == ["jp-us-promise"]


def test_a_milestone_is_never_ruled_out_nor_what_it_is_inside_of() -> None:
    inner = milestone("a/b/c", due=FUTURE, events=[deadline(FUTURE, awaits="d")])
    promises = [commitment("a", due=FUTURE), commitment("d", due=FUTURE), milestone("a/b"), inner]
    assert [promises[place].ref for place in concerned(map(glimpse, promises), *possible_days(when(TODAY)))] == [
        *("a", "d", "a/b", "a/b/c"),
    ]


def test_what_has_no_day_matters_only_to_who_counts() -> None:
    promise = commitment(events=[assessment("on_track"), delivery("USD 1bn")])
    assert chosen(promise) == ["jp-us-promise"]
    assert chosen(promise, counting=False) == []


def test_what_a_glance_cannot_tell_goes_through_the_fold() -> None:
    assert concerned([None], *possible_days(when(TODAY))) == [0]


@pytest.mark.parametrize("end", [date.min, date.max])
def test_at_the_ends_of_time_nothing_that_has_a_day_is_ruled_out(end: date) -> None:
    assert concerned([glimpse(commitment(due=FUTURE))], *possible_days(end)) == [0]


def test_what_was_delivered_under_a_late_one_and_what_it_waits_for_come_with_it_in_their_order() -> None:
    over = commitment("over", events=[deadline("", awaits="notice", words="9d after notice")])
    delivered = commitment("of-part", events=[delivery("USD 1bn")], due=FUTURE, parent="part")
    parts = [commitment("part", due=FUTURE, parent="over"), delivered]
    rest = [commitment("notice", status="met"), commitment("other", due=FUTURE, parent="elsewhere")]
    assert chosen(parts[1], rest[0], over, rest[1], parts[0]) == ["of-part", "notice", "over", "part"]


def test_what_is_under_a_late_one_and_delivered_nothing_is_ruled_out() -> None:
    over, part = commitment("over", due=PAST), commitment("part", due=FUTURE, parent="over")
    assert chosen(over, part) == ["over"]


def test_umbrellas_that_are_under_each_other_are_looked_at_once() -> None:
    ring = [commitment("a", due=PAST, parent="b"), commitment("b", due=FUTURE, parent="a")]
    assert chosen(*ring) == ["a", "b"]


def test_an_instant_is_another_day_elsewhere() -> None:
    assert chosen(commitment(due="2026-07-01"), as_of="2026-06-30T23:00+00:00") == []
    assert chosen(commitment(due="2026-06-30"), as_of="2026-06-30T23:00+00:00") == ["jp-us-promise"]
