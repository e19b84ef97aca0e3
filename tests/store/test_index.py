"""The index row of a commitment: valid at every moment, with the right final state, and without hiding a match."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests import nearby, strategies
from tests.building import (
    assessment,
    commitment,
    deadline,
    delivery,
    edit,
    milestone,
    retraction,
    review,
    state,
    status,
)
from tests.nearby import moments, promises, registers, trees
from tracker.model.amounts import Amount
from tracker.model.commitment import AnyEvent, Commitment, Source, searched
from tracker.model.dates import Moment
from tracker.model.iso import casefolded
from tracker.model.recurrence import read_recurrence
from tracker.model.register import Register
from tracker.query.filter import MILESTONE_KEY, UNMEASURED, possible_days
from tracker.state.deadlines import BASES
from tracker.state.final import reachable
from tracker.state.fold import fold
from tracker.state.portfolio import Portfolio
from tracker.store.index import Dependencies, IndexRow, dependencies, index_row, index_rows

zones = st.sampled_from(nearby.ZONES)
anything = promises | strategies.commitments
few = registers | strategies.commitments.map(lambda promise: [promise])
whenever = moments | st.builds(Moment, st.dates(), st.none() | st.dates())


def of(promise: Commitment) -> IndexRow:
    return index_row(promise, "UTC")


# ---- at every moment ---------------------------------------------------------------------------


@given(anything, whenever, zones)
def test_the_keys_cover_what_it_is_at_any_moment(promise: Commitment, moment: Moment, zone: str) -> None:
    found = fold(promise, moment, zone)
    assume(found)
    assert found
    keys = {f"status:{found.status}", f"category:{found.terms.category}", f"force:{found.terms.force}"}
    keys |= {f"by:{code}" for code in found.terms.obligor} | {f"to:{code}" for code in found.terms.obligee}
    keys |= {f"tag:{casefolded(tag)}" for tag in found.terms.tags}
    keys |= {f"assessment:{found.assessment}"} if found.assessment else set()
    kept = index_row(promise, zone).keys
    assert keys <= set(kept)
    assert list(kept) == sorted(set(kept))


@given(anything, whenever, zones, st.data())
def test_the_search_text_contains_every_text_of_any_moment(
    promise: Commitment, moment: Moment, zone: str, data: st.DataObject
) -> None:
    found = fold(promise, moment, zone)
    assume(found)
    assert found
    words = casefolded("\n".join(searched(found.ref, found.terms)))
    line = data.draw(st.sampled_from(words.split("\n")))
    begin = data.draw(st.integers(0, len(line)))
    assert line[begin : data.draw(st.integers(begin, len(line)))] in index_row(promise, zone).search_text


def needed(ref: str, dependencies_of: Mapping[str, Dependencies]) -> set[str]:
    """The refs of all that a commitment depends on, and of what that depends on in turn."""
    found, queue = set[str](), [ref]
    while queue:
        awaited = dependencies_of[queue.pop()].awaited & dependencies_of.keys() - found
        found |= awaited
        queue += awaited
    return found


@given(registers, whenever, zones, st.sampled_from(BASES))
def test_the_row_covers_every_due_day_and_every_dependency(
    register: list[Commitment], moment: Moment, zone: str, basis: str
) -> None:
    portfolio = Portfolio(register, moment, Register(zone=zone), basis=basis)  # type: ignore[arg-type] # it is one
    rows = {promise.ref: index_row(promise, zone) for promise in register}
    dependencies_of = {promise.ref: dependencies(promise) for promise in register}
    for standing in portfolio:
        found = rows[standing.ref]
        for due in filter(None, (standing.due, standing.due_original, standing.measured_due)):
            assert found.due_first
            assert found.due_last
            assert found.due_first <= due.last <= found.due_last
        awaited, umbrellas = dependencies_of[standing.ref]
        assert not standing.terms.parent or standing.terms.parent in umbrellas
        assert {event.awaits for event in standing.state.deadlines if event.awaits} <= awaited
        near_by = needed(standing.ref, dependencies_of) | {part.ref for part in portfolio.tree(standing.ref)}
        near = Portfolio(
            (promise for promise in register if promise.ref in {standing.ref, *near_by}),
            moment,
            Register(zone=zone),
            basis=basis,  # type: ignore[arg-type] # it is one
        ).standings[standing.ref]
        assert (near.timeliness, near.due) == (standing.timeliness, standing.due)


# ---- final state ------------------------------------------------------------------------------


def turn_of(found: IndexRow) -> date:
    """A day on which the commitment is stable and has its final timeliness, well inside the range of dates."""
    return min(max(found.stable_from, found.final_from, date(1000, 1, 1)), date(9000, 1, 1))


def rows_of(register: list[Commitment], zone: str) -> dict[str, IndexRow]:
    return {promise.ref: row for promise, row in index_rows(register, zone)}


@given(few.filter(bool) | trees | trees, zones, st.none() | st.times(), zones, st.data())
def test_once_stable_it_is_as_its_index_row_says(
    register: list[Commitment], zone: str, time: time | None, elsewhere: str, data: st.DataObject
) -> None:
    rows = rows_of(register, zone)
    turn = turn_of(rows[data.draw(st.sampled_from(register)).ref])
    for day in (turn + timedelta(days=number) for number in range(-2, 4)):
        as_of = datetime.combine(day, time, ZoneInfo(elsewhere)) if time else day
        standings = Portfolio(register, Moment(as_of), Register(zone=zone)).standings
        for promise in register:
            found, standing = rows[promise.ref], standings.get(promise.ref)
            if (standing.state.day if standing else possible_days(as_of)[0]) >= found.stable_from:
                assert found.status == (standing.status if standing else "")
                if standing and found.independent:
                    assert found.due == (standing.due.last if standing.due else None)
                    assert (standing.timeliness == found.final_timeliness) is (standing.state.day >= found.final_from)
                    is_decided = standing.timeliness in {"overdue", *UNMEASURED}
                    assert not is_decided or standing.timeliness == found.final_timeliness


@given(few | trees, zones)
def test_a_row_without_its_deliveries_is_the_same_where_it_says_the_final_timeliness(
    register: list[Commitment], zone: str
) -> None:
    for promise, row in index_rows(register, zone):
        alone = index_row(promise, zone)
        assert alone == row or not alone.independent


@given(trees, trees, zones, st.data())
def test_a_change_is_seen_in_the_rows_of_the_changed_ones_and_of_their_umbrellas(
    before: list[Commitment], others: list[Commitment], zone: str, data: st.DataObject
) -> None:
    changed = {promise.ref: promise for promise in others[: data.draw(st.integers(1, 2))]}
    added = [promise for ref, promise in changed.items() if ref not in {one.ref for one in before}]
    after = [*(changed.get(promise.ref, promise) for promise in before), *added]
    umbrellas = {promise.ref: dependencies(promise).umbrellas for promise in after}
    above = {ref: set(umbrellas[ref]) for ref in umbrellas}
    for promise in before:
        above[promise.ref] |= dependencies(promise).umbrellas
    renewed = reachable(changed, lambda ref: above.get(ref, ()))
    old, new = rows_of(before, zone), rows_of(after, zone)
    assert all(old[ref] == new[ref] for ref in old.keys() - renewed)
    loaded = reachable(renewed, lambda ref: [part for part, named in umbrellas.items() if ref in named])
    near = rows_of([promise for promise in after if promise.ref in loaded], zone)
    assert all(near[ref] == new[ref] for ref in renewed & new.keys())


FINAL: dict[str, tuple[Commitment, str, date]] = {
    "late the day after its day": (commitment(due="2026-06"), "overdue", date(2026, 7, 1)),
    "late when the grace is over": (
        commitment(events=[deadline("2026-06-30", grace_days=9)]),
        "overdue",
        date(2026, 7, 10),
    ),
    "lapsed after its day": (commitment(due="2026-06-30", nature="refrain"), "lapsed", date(2026, 7, 1)),
    "unknown after its day": (commitment(due="2026-06-30", status=None), "unknown", date(2026, 7, 1)),
    "not agreed after its day": (commitment(due="2026-06-30", status="proposed"), "proposed", date(2026, 7, 1)),
    "not agreed, whatever the grace": (
        commitment(events=[deadline("2026-06-30", grace_days=9)], status="proposed"),
        "proposed",
        date(2026, 7, 1),
    ),
    "waiting from the first": (commitment(events=[deadline(awaits="notice")]), "awaiting_trigger", date.min),
    "undated": (commitment(), "undated", date.min),
    "suspended": (commitment(status="suspended", due="2026-06-30"), "suspended", date.min),
    "met on time": (commitment(status="met", due="2026-06-30"), "met_on_time", date.min),
    "met late": (commitment(status="met", met_on="2026-07-01", due="2026-06-30"), "met_late", date.min),
    "met about then": (commitment(status="met", met_on="2026", due="2026-06-30"), "met_about_then", date.min),
    "met without a day": (commitment(status="met"), "met_undated", date.min),
    "kept": (commitment(status="met", due="2026-06-30", nature="refrain"), "kept", date.min),
    "withdrawn": (commitment(status="withdrawn", due="2026-06-30"), "closed", date.min),
    "never late, for time ends": (commitment(due="9999-12-31"), "due_soon", date(9999, 12, 1)),
    "in grace until time ends": (commitment(events=[deadline("9999-12-30", grace_days=9)]), "in_grace", date.max),
    "taken back": (commitment(events=[retraction()]), "", date.min),
}


@pytest.mark.parametrize("how", FINAL)
def test_the_final_timeliness_and_its_first_day(how: str) -> None:
    promise, timeliness, first_day = FINAL[how]
    assert (of(promise).final_timeliness, of(promise).final_from) == (timeliness, first_day)


def test_it_is_stable_once_the_last_event_takes_effect() -> None:
    later: list[AnyEvent] = [status("in_progress", on="2026-05"), assessment("on_track", on="", known_on="2026-04-01")]
    assert of(commitment(events=later)).stable_from == date(2026, 5, 31)
    assert of(Commitment(ref="a", terms=commitment().terms)).stable_from == date.min


def test_it_is_not_stable_while_its_earlier_time_zone_has_another_day() -> None:
    moved = edit({"on": "2026-06-01"}, time_zone="Pacific/Kiritimati")
    promise = commitment(status="met", met_on="2026-06-30", time_zone="Etc/GMT+12", events=[moved])
    midnight = "2026-07-01T00:30+14:00"
    assert (state(promise, midnight).day, state(promise, midnight).status) == (date(2026, 7, 1), "unknown")
    assert of(promise).stable_from == date(2026, 7, 2)
    moved = edit({"on": "9999-12-31"}, time_zone="Pacific/Kiritimati")
    assert of(commitment(time_zone="Etc/GMT+12", events=[moved])).stable_from == date.max


def test_an_index_row_keeps_earlier_values_and_the_final_state() -> None:
    awaiting = deadline("2026-07-01", awaits="notice", on="2026-02-01")
    promise = commitment(
        "gas",
        due="2026-06-30",
        tags=("ＬＮＧ",),
        titles={"ja": "ガス"},
        events=[
            edit(
                {"on": "2026-01-01"}, title="New", obligor=("SOFTBANK",), obligee=("EU",), parent="fund", tags=("a b",)
            ),
            assessment("stalled"),
            retraction(2),
        ],
    )
    assert of(promise) == IndexRow(
        keys=(
            *("assessment:stalled", "by:JP", "by:SOFTBANK", "category:other", "force:pledge", "status:agreed"),
            *("status:unknown", "tag:a b", "tag:lng", "to:EU", "to:US"),
        ),
        search_text="gas\npromise gas\nガス\n\nlng\nnew\na b",
        due_first=date(2026, 6, 30),
        due_last=date(2026, 6, 30),
        terms_edited=True,
        independent=True,
        stable_from=date(2026, 1, 1),
        zone="UTC",
        status="agreed",
        due=date(2026, 6, 30),
        final_timeliness="overdue",
        final_from=date(2026, 7, 1),
    )
    assert dependencies(promise) == (set(), {"fund"})
    other = commitment(events=[deadline("2026-07-01"), awaiting])
    waiting = of(other)
    assert (waiting.independent, dependencies(other)) == (False, ({"notice"}, set()))
    assert (waiting.due_first, waiting.due_last) == (date.min, date.max)
    step = milestone("fund/a/b", due="2026-06-30")
    row = of(step)
    assert (row.independent, row.stable_from, MILESTONE_KEY in row.keys) == (False, date.max, True)
    assert dependencies(step) == ({"fund", "fund/a"}, {"fund", "fund/a"})
    assert (of(commitment()).due_first, of(commitment()).due_last) == (None, None)
    assert [of(commitment(amount=figure)).independent for figure in ("", "USD 1bn")] == [True, False]
    assert of(commitment(events=[delivery("USD 1bn"), review()])).independent


def test_what_a_source_says_is_searched_too() -> None:
    news = Source(url="https://news.example/1", quote="Ｇａｓ by 2030", summary="ガス")
    assert of(commitment("lng", events=[review(source=news)])).search_text.endswith("\ngas by 2030\nガス")


def test_a_duty_with_a_rule_may_have_periods_of_any_status_and_is_always_folded() -> None:
    found = of(commitment("wheat", every=read_recurrence("year, from 2026, 6 Mt each"), status=None))
    assert {MILESTONE_KEY, "status:agreed", "status:proposed"} <= set(found.keys)
    assert not found.independent


def test_the_whole_may_have_a_status_that_no_obligor_has() -> None:
    promise = commitment(obligor=("DE", "FR"), events=[status("met", of="DE"), status("not_met", of="FR")])
    assert "status:partially_met" in of(promise).keys


# ---- with its deliveries -------------------------------------------------------------------------


def owing(
    figure: str = "USD 3bn", events: Sequence[AnyEvent] = (), *, parent: str = "", time_zone: str = ""
) -> Commitment:
    return commitment("a", amount=figure, due="2026-06-30", events=events, parent=parent, time_zone=time_zone)


def part(ref: str = "b", figure: str = "USD 3bn", *, parent: str = "a", time_zone: str = "") -> Commitment:
    return commitment(ref, parent=parent, time_zone=time_zone, events=[delivery(figure, on="2026-05-01")])


MOST = replace(delivery("USD 3bn"), amount=Amount(Decimal("9E+47"), "USD"))
DELIVERED: dict[str, tuple[list[Commitment], tuple[bool, str, date]]] = {
    "nothing": ([owing()], (True, "overdue", date(2025, 1, 1))),
    "to it": ([owing(events=[delivery("USD 3bn", on="2026-05-01")])], (True, "completed", date(2026, 5, 1))),
    "to a part": ([owing(), part()], (True, "completed", date(2026, 5, 1))),
    "too little": ([owing(), part(figure="USD 1bn")], (True, "overdue", date(2026, 5, 1))),
    "of an upper bound": ([owing(figure="up to USD 9bn"), part()], (True, "lapsed", date(2026, 5, 1))),
    "to a part of a part": (
        [owing(), commitment("b", parent="a"), part("c", parent="b")],
        (True, "completed", date(2026, 5, 1)),
    ),
    "to a part in another zone": ([owing(), part(time_zone="Asia/Tokyo")], (True, "completed", date(2026, 5, 3))),
    "to a part, itself in another zone": (
        [owing(time_zone="Asia/Tokyo"), part()],
        (True, "completed", date(2026, 5, 3)),
    ),
    "to a part that was taken back": (
        [owing(), commitment("b", parent="a", events=[delivery("USD 3bn", on="2026-05-01"), retraction()])],
        (True, "overdue", date(2025, 1, 1)),
    ),
    "to a part that left it later": (
        [owing(), commitment("b", parent="a", events=[delivery("USD 3bn"), edit({"on": "2026-06-01"}, parent="")])],
        (True, "overdue", date(2026, 6, 1)),
    ),
    "to it, all of which was taken back": (
        [owing(events=[delivery("USD 3bn", on="2026-05-01"), retraction(on="2026-05-02")])],
        (True, "", date(2026, 5, 2)),
    ),
    "to a milestone": (
        [owing(), milestone("a/m", events=[delivery("USD 3bn", on="2026-05-01")])],
        (True, "completed", date(2026, 5, 1)),
    ),
    "to a milestone that may be a step": (
        [owing(), milestone("a/m", events=[delivery("50 %", on="2026-05-01")])],
        (False, "overdue", date(2025, 1, 1)),
    ),
    "to one obligor of a part": (
        [owing(), commitment("b", parent="a", events=[delivery("USD 3bn", of="JP")])],
        (False, "overdue", date(2025, 1, 1)),
    ),
    "to a recurring duty under it": (
        [owing(), commitment("b", every=read_recurrence("year, from 2026"), parent="a", events=[delivery("USD 3bn")])],
        (False, "overdue", date(2025, 1, 1)),
    ),
    "in a cycle": ([owing(parent="b"), part()], (False, "overdue", date(2025, 1, 1))),
    "more than an amount can say": (
        [owing(figure="up to USD 9bn", events=[MOST, MOST])],
        (False, "overdue", date(2025, 1, 1)),
    ),
}


@pytest.mark.parametrize("what", DELIVERED)
def test_what_was_delivered_decides_on_the_row(what: str) -> None:
    register, decided = DELIVERED[what]
    found = rows_of(register, "UTC")["a"]
    assert (found.independent, found.final_timeliness, found.stable_from) == decided
