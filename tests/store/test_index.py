"""The outline of a commitment: true of every moment, or of what becomes of it, and never in the way of what is so."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests import nearby, strategies
from tests.building import assessment, commitment, deadline, delivery, edit, retraction, review, state, status
from tests.nearby import moments, promises, registers
from tracker.model.as_of import Moment
from tracker.model.commitment import AnyEvent, Commitment, Target, searched
from tracker.model.dates import span
from tracker.model.iso import casefolded
from tracker.model.register import Register
from tracker.query.filter import possible_days
from tracker.state.deadlines import BASES
from tracker.state.fold import fold
from tracker.state.portfolio import Portfolio
from tracker.store.index import IndexRow, dependencies, index_row

zones = st.sampled_from(nearby.ZONES)
anything = promises | strategies.commitments
few = registers | strategies.commitments.map(lambda promise: [promise])
whenever = moments | st.builds(Moment, st.dates(), st.none() | st.dates())


def of(promise: Commitment) -> IndexRow:
    return index_row(promise, "UTC")


# ---- at every moment ---------------------------------------------------------------------------


@given(anything, whenever, zones)
def test_whatever_it_is_at_some_moment_is_among_its_traits(promise: Commitment, moment: Moment, zone: str) -> None:
    found = fold(promise, moment, zone)
    assume(found)
    assert found
    traits = {f"status:{found.status}", f"category:{found.terms.category}", f"force:{found.terms.force}"}
    traits |= {f"by:{code}" for code in found.terms.obligor} | {f"to:{code}" for code in found.terms.obligee}
    traits |= {f"tag:{casefolded(tag)}" for tag in found.terms.tags}
    traits |= {f"assessment:{found.assessment}"} if found.assessment else set()
    kept = index_row(promise, zone).traits
    assert traits <= set(kept)
    assert list(kept) == sorted(set(kept))


@given(anything, whenever, zones, st.data())
def test_a_text_that_is_found_at_some_moment_is_in_the_outline(
    promise: Commitment, moment: Moment, zone: str, data: st.DataObject
) -> None:
    found = fold(promise, moment, zone)
    assume(found)
    assert found
    words = casefolded("\n".join(searched(found.ref, found.terms)))
    line = data.draw(st.sampled_from(words.split("\n")))
    begin = data.draw(st.integers(0, len(line)))
    assert line[begin : data.draw(st.integers(begin, len(line)))] in index_row(promise, zone).text


@given(registers, whenever, zones, st.sampled_from(BASES))
def test_no_due_day_and_nobody_who_matters_is_outside_of_the_outline(
    register: list[Commitment], moment: Moment, zone: str, basis: str
) -> None:
    portfolio = Portfolio(register, moment, Register(zone=zone), basis=basis)  # type: ignore[arg-type] # it is one
    outlines = {promise.ref: index_row(promise, zone) for promise in register}
    kin_of = {promise.ref: dependencies(promise) for promise in register}
    for standing in portfolio:
        found = outlines[standing.ref]
        for due in filter(None, (standing.due, standing.due_original, standing.measured_due)):
            assert found.due_first
            assert found.due_last
            assert found.due_first <= due.last <= found.due_last
        assert not standing.terms.parent or standing.terms.parent in kin_of[standing.ref].umbrellas
        assert {event.awaits for event in standing.state.deadlines if event.awaits} <= kin_of[standing.ref].awaited
        near_by = (kin_of[standing.ref].awaited & outlines.keys()) | {part.ref for part in portfolio.tree(standing.ref)}
        near = Portfolio(
            (promise for promise in register if promise.ref in {standing.ref, *near_by}),
            moment,
            Register(zone=zone),
            basis=basis,  # type: ignore[arg-type] # it is one
        ).standings[standing.ref]
        assert (near.timeliness, near.due) == (standing.timeliness, standing.due)


# ---- in the end --------------------------------------------------------------------------------


def turn_of(found: IndexRow) -> date:
    """When it is both settled and at rest, in the midst of time."""
    return min(max(found.settled_on, found.rests_from, date(1000, 1, 1)), date(9000, 1, 1))


@given(few.filter(bool), zones, st.none() | st.times(), zones)
def test_once_settled_it_is_as_its_outline_says(
    register: list[Commitment], zone: str, time: time | None, elsewhere: str
) -> None:
    turn = turn_of(index_row(register[0], zone))
    for day in (turn + timedelta(days=number) for number in range(-2, 4)):
        as_of = datetime.combine(day, time, ZoneInfo(elsewhere)) if time else day
        standings = Portfolio(register, Moment(as_of), Register(zone=zone)).standings
        for promise in register:
            found, standing = index_row(promise, zone), standings.get(promise.ref)
            if (standing.state.day if standing else possible_days(as_of)[0]) >= found.settled_on:
                assert found.status == (standing.status if standing else "")
                if standing and found.alone:
                    assert found.due == (standing.due.last if standing.due else None)
                    assert (standing.timeliness == found.rest) is (standing.state.day >= found.rests_from)
                    assert standing.timeliness != "overdue" or found.rest == "overdue"


RESTS: dict[str, tuple[Commitment, str, date]] = {
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


@pytest.mark.parametrize("how", RESTS)
def test_it_comes_to_rest(how: str) -> None:
    promise, rest, rests_from = RESTS[how]
    assert (of(promise).rest, of(promise).rests_from) == (rest, rests_from)


def test_it_is_settled_once_the_last_thing_took_effect() -> None:
    later: list[AnyEvent] = [status("in_progress", on="2026-05"), assessment("on_track", on="", known_on="2026-04-01")]
    assert of(commitment(events=later)).settled_on == date(2026, 5, 31)
    assert of(Commitment(ref="a", terms=commitment().terms)).settled_on == date.min


def test_it_is_not_settled_while_the_day_is_another_where_it_was_made() -> None:
    moved = edit({"on": "2026-06-01"}, time_zone="Pacific/Kiritimati")
    promise = commitment(status="met", met_on="2026-06-30", time_zone="Etc/GMT+12", events=[moved])
    midnight = "2026-07-01T00:30+14:00"
    assert (state(promise, midnight).day, state(promise, midnight).status) == (date(2026, 7, 1), "unknown")
    assert of(promise).settled_on == date(2026, 7, 2)
    moved = edit({"on": "9999-12-31"}, time_zone="Pacific/Kiritimati")
    assert of(commitment(time_zone="Etc/GMT+12", events=[moved])).settled_on == date.max


def test_an_outline_keeps_what_was_and_says_what_is() -> None:
    awaiting = deadline("2026-07-01", awaits="notice", on="2026-02-01")
    schedule = (Target(span("2026-Q3")),)
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
        traits=(
            *("assessment:stalled", "by:JP", "by:SOFTBANK", "category:other", "force:pledge", "status:agreed"),
            *("status:unknown", "tag:a b", "tag:lng", "to:EU", "to:US"),
        ),
        text="gas\npromise gas\nガス\n\nlng\nnew\na b",
        due_first=date(2026, 6, 30),
        due_last=date(2026, 6, 30),
        edited=True,
        alone=True,
        settled_on=date(2026, 1, 1),
        zone="UTC",
        status="agreed",
        due=date(2026, 6, 30),
        rest="overdue",
        rests_from=date(2026, 7, 1),
    )
    assert dependencies(promise) == (set(), {"fund"})
    other = commitment(events=[deadline("2026-07-01"), awaiting])
    waiting = of(other)
    assert (waiting.alone, dependencies(other)) == (False, ({"notice"}, set()))
    assert (waiting.due_first, waiting.due_last) == (date.min, date.max)
    planned = of(commitment(due="2026-06-30", events=[edit(schedule=schedule)]))
    assert (planned.alone, planned.due_first, planned.due_last) == (False, date(2026, 6, 30), date(2026, 9, 30))
    assert (of(commitment()).due_first, of(commitment()).due_last) == (None, None)
    assert [of(commitment(amount=figure)).alone for figure in ("", "USD 1bn")] == [True, False]
    assert of(commitment(events=[delivery("USD 1bn"), review()])).alone
