"""Several obligors of one promise: each has a standing of its own, and the whole is judged as the worst of them."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given

from tests.building import (
    NEWS,
    amount,
    assessment,
    citation,
    commitment,
    deadline,
    delivery,
    edit,
    portfolio,
    retraction,
    state,
    status,
)
from tests.strategies import commitments
from tracker.model.commitment import AnyEvent, Commitment
from tracker.model.status import NOT_APPLICABLE, Outcome, outcome_of
from tracker.state.conversion import TargetUnit
from tracker.state.deadlines import WORST_FIRST, Timeliness
from tracker.state.obligors import is_joint, outcome_of_several
from tracker.state.portfolio import Standing

THREE = ("DE", "FR", "IT")
ALLIES = tuple(f"A{number}" for number in range(31))


def joint(*events: AnyEvent, obligor: tuple[str, ...] = THREE, **more: object) -> Commitment:
    """A promise of three to NATO, agreed and due at the end of 2025."""
    first: list[AnyEvent] = [status("agreed"), deadline("2025-12-31")]
    return commitment(
        "joint",
        status=None,
        obligor=obligor,
        obligee=("NATO",),
        events=[*first, *events],
        **more,  # type: ignore[arg-type]
    )


def stands(*events: AnyEvent, as_of: str = "2026-06-30", known_at: str = "", **more: object) -> Standing:
    """The standing of that promise."""
    return portfolio(joint(*events, **more), as_of=as_of, known_at=known_at).standings["joint"]  # type: ignore[arg-type]


def met(of: str, on: str = "2025-06-01") -> AnyEvent:
    """The promise was met by one."""
    return status("met", on=on, of=of, source=NEWS)


# ---- the whole ---------------------------------------------------------------------------------


def test_without_a_fact_about_one_obligor_nothing_is_judged_apart() -> None:
    found = stands()
    assert (found.obligors, found.timeliness, found.kept) == ((), "overdue", None)
    assert not commitment(each=True).history[0].note
    assert not is_joint(state(commitment(each=True)))


def test_a_promise_is_open_while_it_is_open_for_any() -> None:
    found = stands(met("DE"), met("FR"))
    assert (found.status, found.timeliness, found.overdue_days, found.kept) == ("agreed", "overdue", 181, (2, 3))
    assert [one.timeliness for one in found.obligors] == ["met_on_time", "met_on_time", "overdue"]


def test_nobody_is_counted_as_not_keeping_it_before_it_is_decided_or_past_due() -> None:
    paid: list[AnyEvent] = [amount("USD 50m"), deadline("2026-09-30"), delivery("USD 20m", on="2026-02-01", of="KR")]
    fund = commitment("fund", obligor=("CN", "KR"), events=paid)
    assert [portfolio(fund, as_of=day).standings["fund"].kept for day in ("2026-06-30", "2026-10-01")] == [None, (0, 2)]
    void = fund.with_events(status("not_applicable", of="CN", on="2026-03-01", id=9))
    assert portfolio(void).standings["fund"].kept is None


def test_a_promise_that_all_kept_was_met_when_the_last_one_met_it() -> None:
    found = stands(met("DE"), met("FR", "2026-02-01"), met("IT", "2025-11-01"))
    assert (found.status, found.met_on, found.timeliness) == ("met", date(2026, 2, 1), "met_late")
    apart = found.days_apart_when_met()
    assert apart
    assert apart.exact == 32


@pytest.mark.parametrize(
    ("events", "whole"),
    [
        ([met("DE"), status("not_met", of="FR"), met("IT")], "partially_met"),
        ([status("not_met", of=one) for one in THREE], "not_met"),
        ([met("DE"), status(NOT_APPLICABLE, of="FR"), met("IT")], "met"),
        ([met("DE"), status("withdrawn", of="FR"), status("partially_met", of="IT")], "partially_met"),
        ([status("withdrawn", of="DE"), status(NOT_APPLICABLE, of="FR"), status("superseded", of="IT")], "withdrawn"),
        ([status("superseded", of=one, successor="next") for one in THREE], "superseded"),
    ],
)
def test_the_status_of_a_closed_whole(events: list[AnyEvent], whole: str) -> None:
    assert stands(*events).status == whole


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        (["kept", "open", "failed"], "open"),
        (["kept", "kept"], "kept"),
        (["kept", "failed"], "partly"),
        (["partly", "kept"], "partly"),
        (["failed", "void"], "failed"),
        (["replaced", "replaced"], "replaced"),
        (["replaced", "void"], "void"),
    ],
)
def test_the_outcome_of_several(outcomes: list[Outcome], whole: Outcome) -> None:
    assert outcome_of_several(outcomes) == whole


def test_every_timeliness_has_a_place_among_the_worst() -> None:
    for name in set(get_args(Timeliness)) ^ set(WORST_FIRST):
        pytest.fail(f"add the timeliness {name} to WORST_FIRST in tracker/state/deadlines.py")


def test_the_worst_is_chosen_on_each_basis() -> None:
    moved = deadline("2027-12-31", "extension", on="2025-06-01", of="DE")
    found = stands(moved, met("FR"), met("IT"))
    assert (found.timeliness, found.timeliness_on("original")) == ("upcoming", "overdue")
    assert (found.due_original, found.slip_days) == (found.own("DE").due_original, 730)
    assert found.days_overdue("original") == 181


def test_a_report_on_one_obligor_is_a_report_on_the_whole() -> None:
    late = status("in_progress", on="2026-02-01", of="IT", source=NEWS)
    found = stands(late)
    assert [one.lateness for one in found.obligors] == ["unreported", "unreported", "reported"]
    assert (found.lateness, found.late_report, found.status) == ("reported", late_of(found), "in_progress")
    denied = stands(citation("delivery", "contradicts", on="2026-02-01"))
    assert denied.lateness == "reported"


def late_of(found: Standing) -> AnyEvent:
    """The status of Italy."""
    return found.state.events[-1]


def test_an_assessment_of_one_is_its_own() -> None:
    found = stands(assessment("on_track"), assessment("at_risk", of="FR", on="2025-02-01"))
    assert [one.state.assessment for one in found.obligors] == ["on_track", "at_risk", "on_track"]


# ---- one obligor -------------------------------------------------------------------------------


def test_a_status_of_all_does_not_change_an_obligor_that_was_closed_alone() -> None:
    found = stands(met("DE"), status("not_met", on="2026-01-31"))
    assert [one.status for one in found.obligors] == ["met", "not_met", "not_met"]
    again = stands(
        met("DE"),
        status("agreed", on="2025-07-01", of="DE", reopens=True),
        status("suspended", on="2025-08-01"),
    )
    assert [one.status for one in again.obligors] == ["suspended"] * 3


def test_an_obligor_has_its_own_deadline_and_its_moves() -> None:
    found = stands(deadline("2026-12-31", "extension", on="2025-06-01", of="DE", source=NEWS))
    assert [(one.timeliness, len(one.moves), one.slip_days) for one in found.obligors] == [
        ("upcoming", 1, 365),
        ("overdue", 0, 0),
        ("overdue", 0, 0),
    ]
    assert (found.timeliness, found.slip_days) == ("overdue", 0)


def test_an_obligor_that_left_no_longer_counts() -> None:
    left = edit({"on": "2025-03-01"}, obligor=("DE", "FR"))
    found = stands(status("not_met", of="IT"), left, met("DE"), met("FR"))
    assert (found.status, [one.of for one in found.obligors]) == ("met", ["DE", "FR"])
    before = stands(status("not_met", of="IT"), left, as_of="2025-02-01")
    assert [one.status for one in before.obligors] == ["agreed", "agreed", "not_met"]
    alone = stands(status("not_met", of="IT"), edit({"on": "2025-03-01"}, obligor=("DE",)), met("DE"))
    assert (alone.status, [one.of for one in alone.obligors]) == ("met", ["DE"])


def test_the_last_news_of_one_is_about_it_or_its_part() -> None:
    part = commitment(
        "part", parent="joint", obligor=("FR",), events=[delivery("USD 1bn", on="2025-05-01", source=NEWS)]
    )
    found = portfolio(joint(met("DE", "2025-03-01")), part).standings["joint"]
    assert [one.last_news for one in found.obligors] == [date(2025, 3, 1), date(2025, 5, 1), None]
    assert found.last_news == date(2025, 5, 1)


def test_a_half_known_event_of_one_makes_the_whole_unsure() -> None:
    found = stands(met("DE"), met("FR"), status("met", on="2025-04..2025-09", of="IT", source=NEWS), as_of="2025-08-01")
    assert [bool(one.uncertain_events) for one in found.obligors] == [False, False, True]
    assert [event.id for event in found.uncertain_events] == [5]
    quiet = stands(met("DE"), delivery("USD 1", on="2025-04..2025-09", of="IT"), as_of="2025-08-01")
    assert quiet.uncertain_events == ()


def test_a_trigger_is_met_once_all_have_met_it() -> None:
    waiting = commitment("waiting", events=[deadline(words="30d after joint", awaits="joint")])
    some = portfolio(joint(met("DE"), met("FR")), waiting).standings["waiting"]
    every = portfolio(joint(*map(met, THREE)), waiting).standings["waiting"]
    assert (some.timeliness, str(every.due)) == ("awaiting_trigger", "2025-07-01")


# ---- amounts -----------------------------------------------------------------------------------


def test_a_level_promised_by_each_of_thirty_one_allies_gives_the_count_and_each_ones_own_figure() -> None:
    levels = [delivery(f"{1 + number / 20:.2f} %GDP", kind="level", of=one) for number, one in enumerate(ALLIES)]
    found = stands(amount("2 %GDP"), *levels, obligor=ALLIES, each=True)
    assert found.kept == (11, 31)
    assert (found.status, found.timeliness, found.delivered) == ("agreed", "overdue", None)
    assert [str(one.delivered) for one in found.obligors][:3] == ["1", "1.05", "1.1"]
    assert [one.timeliness for one in found.obligors] == ["overdue"] * 20 + ["completed"] * 11


def test_an_amount_that_all_owe_together_is_reached_together() -> None:
    found = stands(amount("USD 10bn"), delivery("USD 6bn", of="DE"), delivery("USD 3bn", of="FR"), delivery("USD 1bn"))
    assert (str(found.delivered), found.timeliness, found.kept) == ("10000000000", "completed", (3, 3))
    assert [str(one.delivered) for one in found.obligors] == ["6000000000", "3000000000", "None"]


def test_totals_so_far_of_two_obligors_are_added() -> None:
    found = stands(
        amount("USD 10bn"),
        delivery("USD 1bn", of="DE"),
        delivery("USD 4bn", kind="so_far", of="DE", on="2025-02-01"),
        delivery("USD 5bn", kind="so_far", of="FR", on="2025-03-01"),
    )
    assert str(found.delivered) == "9000000000"
    assert [str(one.delivered) for one in found.obligors[:2]] == ["4000000000", "5000000000"]


def test_what_is_owed_by_each_is_complete_once_every_open_one_has_delivered() -> None:
    events: list[AnyEvent] = [amount("USD 1bn"), delivery("USD 1bn", of="DE", on="2025-02-01"), met("FR"), met("IT")]
    found = stands(*events, each=True)
    assert (found.timeliness, found.completion, found.kept) == ("completed", found.own("DE").completion, (3, 3))
    in_yen = portfolio(joint(*events, each=True), money=TargetUnit("JPY")).standings["joint"]
    assert (in_yen.timeliness, in_yen.own("DE").completion) == ("completed", found.completion)
    assert in_yen.own("DE").uncertain_events == ()


def test_a_part_that_one_obligor_owes_alone_counts_for_it() -> None:
    part = commitment("part", parent="joint", obligor=("FR",), events=[delivery("USD 1bn")])
    found = portfolio(joint(amount("USD 1bn"), each=True), part).standings["joint"]
    assert [one.timeliness for one in found.obligors] == ["overdue", "completed", "overdue"]


# ---- properties --------------------------------------------------------------------------------


@given(commitments)
def test_the_outcome_of_the_whole_follows_from_its_obligors(promise: Commitment) -> None:
    for standing in portfolio(promise):
        if standing.obligors:
            own = [outcome_of(one.status) for one in standing.obligors]
            assert outcome_of(standing.status) == outcome_of_several(own)
            worst = min(WORST_FIRST.index(one.timeliness) for one in standing.obligors)
            assert WORST_FIRST.index(standing.timeliness) >= worst


@given(commitments)
def test_what_names_another_obligor_changes_nothing_for_one(promise: Commitment) -> None:
    others = [event.id for event in promise.history if getattr(event, "of", "") == "FR"]
    taken_back = [retraction(number, id=1000 + number) for number in others]
    for one in (obligor for standing in portfolio(promise) for obligor in standing.obligors if obligor.of == "DE"):
        without = portfolio(promise.with_events(*taken_back)).standings.get(promise.ref)
        if without and without.obligors:
            assert (one.status, one.due) == (without.own("DE").status, without.own("DE").due)
