"""The periods of a recurring duty: their deadlines, what was delivered in each, and what was recorded of one alone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from tests.building import NEWS, amount, citation, commitment, delivery, edit, milestone, portfolio, retraction, status
from tracker.model.commitment import AnyEvent, Commitment
from tracker.model.dates import span
from tracker.model.recurrence import read_recurrence
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.rollup import arrived, branches, credited, sums

YEARS = (("2026", "9 Mt"), ("2027", "2 Mt"), ("2028", "6 Mt"), ("2029", "5 Mt"))


def wheat(*events: AnyEvent, rule: str = "year, from 2026 until 2029, 6 Mt each", **facts: Any) -> Commitment:  # noqa: ANN401 - any facts
    """A yearly purchase."""
    return commitment("wheat", events=events, every=read_recurrence(rule), **facts)


def figures(source: bool = True) -> list[AnyEvent]:  # noqa: FBT001, FBT002 - of one test
    """The figure of each of four years, published on 1 February of the next."""
    known = {year: f"{int(year) + 1}-02-01" for year, _ in YEARS}
    return later(*(delivery(one, on=on, known_on=known[on], source=NEWS if source else None) for on, one in YEARS))


def of_periods(found: Portfolio) -> Sequence[Standing]:
    """The periods of the purchase."""
    return found.standings["wheat"].periods


def later(*events: AnyEvent) -> list[AnyEvent]:
    """The events, recorded after they all had happened."""
    return [replace(event, recorded_at=datetime(2031, 1, 1, tzinfo=UTC)) for event in events]


def told(found: Portfolio) -> str:
    """The timeliness of each period."""
    return " ".join(one.timeliness for one in of_periods(found))


# ---- periods -----------------------------------------------------------------------------------


def test_a_period_falls_due_on_its_last_day_and_has_the_amount_of_each() -> None:
    found = portfolio(wheat(tags=("food",)), as_of="2027-06-01")
    assert found.refs == ["wheat", "wheat/2026", "wheat/2027"]
    one = found.standings["wheat/2027"]
    assert (one.title, str(one.due), str(one.amount), one.status, one.terms.parent) == (
        *("2027", "2027", "6 Mt", "agreed", "wheat"),
    )
    assert (one.terms.obligor, one.terms.tags, one.state.period) == (("JP",), ("food",), span("2027"))
    assert told(found) == "overdue upcoming"


def test_what_is_only_proposed_or_unknown_is_so_in_each_period() -> None:
    assert told(portfolio(wheat(status="proposed"), as_of="2027-06-01")) == "proposed upcoming"
    unknown = portfolio(wheat(edit(notes="x"), status=None), as_of="2027-06-01")
    assert (told(unknown), unknown.standings["wheat/2026"].status) == ("unknown upcoming", "unknown")
    assert portfolio(wheat(status="proposed"), as_of="2027-06-01").standings["wheat"].timeliness == "proposed"


def test_a_closed_duty_has_no_later_periods() -> None:
    ended = wheat(status("met", on="2028-03-01"))
    assert portfolio(ended, as_of="2031-01-01").refs == ["wheat", "wheat/2026", "wheat/2027", "wheat/2028"]
    withdrawn = wheat(status("withdrawn", on="2028-03-01"))
    found = portfolio(withdrawn, as_of="2031-01-01")
    assert found.refs == ["wheat", "wheat/2026", "wheat/2027"]
    assert found.standings["wheat"].due is None


def test_what_is_closed_for_one_of_several_obligors_keeps_its_periods() -> None:
    events = [status("not_applicable", on="2026-03-01", of="JP"), status("withdrawn", on="2028-03-01", of="KR")]
    found = portfolio(wheat(*events[:1], obligor=("JP", "KR")), as_of="2027-06-01")
    assert (found.refs, told(found)) == (["wheat", "wheat/2026", "wheat/2027"], "overdue upcoming")
    closed = portfolio(wheat(*events, obligor=("JP", "KR")), as_of="2031-01-01")
    assert closed.refs == ["wheat", "wheat/2026", "wheat/2027"]


def test_a_period_of_what_each_of_several_owes_is_neither_complete_nor_short() -> None:
    paid = later(delivery("6 Mt", on="2026", of="JP"), delivery("2 Mt", on="2027", of="KR"))
    found = portfolio(wheat(*paid, obligor=("JP", "KR"), each=True), as_of="2031-01-01")
    assert told(found) == "overdue overdue overdue overdue"
    assert {one.shortfall for one in of_periods(found)} == {None}
    assert found.standings["wheat"].completion is None


def test_a_yearly_amount_of_the_whole_is_that_of_each_year() -> None:
    events = [amount("USD 3bn a year"), amount("USD 4bn a year", "revision", on="2028-01-01")]
    found = portfolio(wheat(*events, rule="year, from 2026"), as_of="2028-06-01")
    assert [str(one.amount) for one in of_periods(found)] == ["USD 3bn", "USD 3bn", "USD 4bn"]
    early = wheat(amount("USD 3bn a year", on="2028-01-01"), rule="year, from 2026")
    assert [str(one.amount) for one in of_periods(portfolio(early, as_of="2028-06-01"))] == ["None", "None", "USD 3bn"]
    monthly = wheat(amount("USD 3bn a year"), rule="month, from 2026-01")
    assert {one.amount for one in of_periods(portfolio(monthly, as_of="2026-06-15"))} == {None}


def test_an_edit_of_the_rule_counts_from_its_day() -> None:
    longer = edit({"on": "2027-03-01"}, every=read_recurrence("year, from 2026, 8 Mt each"))
    assert [str(one.amount) for one in of_periods(portfolio(wheat(longer), as_of="2027-02-28"))] == ["6 Mt"] * 2
    assert [str(one.amount) for one in of_periods(portfolio(wheat(longer), as_of="2027-03-01"))] == ["8 Mt"] * 2
    ruled = commitment("wheat", events=[edit({"on": "2027-03-01"}, every=read_recurrence("year, from 2026"))])
    assert portfolio(ruled, as_of="2027-02-28").refs == ["wheat"]
    assert len(of_periods(portfolio(ruled, as_of="2027-03-01"))) == 2


# ---- the whole ---------------------------------------------------------------------------------


def test_the_due_day_of_the_whole_is_that_of_its_oldest_late_period_else_of_the_next() -> None:
    assert str(portfolio(wheat(), as_of="2025-01-01").standings["wheat"].due) == "2026"
    assert str(portfolio(wheat(*figures()[:1]), as_of="2027-06-01").standings["wheat"].due) == "2027"
    assert (
        str(portfolio(wheat(*figures()[:2]), as_of="2028-01-15", known_at="2028-01-15").standings["wheat"].due)
        == "2027"
    )
    assert str(portfolio(wheat(*figures()[:2]), as_of="2028-06-01").standings["wheat"].due) == "2028"
    assert str(portfolio(wheat(*figures()), as_of="2031-01-01").standings["wheat"].due) == "2029"


def test_the_whole_is_in_force_and_never_late_itself() -> None:
    found = portfolio(wheat(*figures()[:2]), as_of="2028-01-15", known_at="2028-01-15")
    assert [(one.ref, one.timeliness) for one in found if one.overdue_days] == [("wheat/2027", "overdue")]
    assert found.standings["wheat"].timeliness == "in_force"


def test_the_whole_is_completed_only_when_every_period_is() -> None:
    full = [delivery("6 Mt", on=year) for year, _ in YEARS]
    assert portfolio(wheat(*full), as_of="2031-01-01").standings["wheat"].timeliness == "completed"
    assert portfolio(wheat(*full[:3]), as_of="2029-06-01").standings["wheat"].timeliness == "in_force"
    assert portfolio(wheat(*full[:3]), as_of="2031-01-01").standings["wheat"].timeliness == "lapsed"
    endless = wheat(*full, rule="year, from 2026, 6 Mt each")
    assert portfolio(endless, as_of="2029-12-31").standings["wheat"].timeliness == "in_force"


def test_a_duty_with_a_deadline_of_its_own_is_measured_by_that_too() -> None:
    found = portfolio(wheat(due="2027-03-31"), as_of="2027-06-01").standings["wheat"]
    assert (found.timeliness, str(found.due), found.periods[0].timeliness) == ("overdue", "2027-03-31", "overdue")


# ---- quotas ------------------------------------------------------------------------------------


def test_a_yearly_purchase_of_six_with_nine_two_six_and_five_delivered() -> None:
    found = portfolio(wheat(*figures()), as_of="2031-01-01")
    assert told(found) == "completed short completed short"
    assert [one.outcome for one in of_periods(found)] == ["kept", "partly", "kept", "partly"]
    assert (found.standings["wheat"].timeliness, found.standings["wheat"].outcome) == ("lapsed", "partly")
    assert {one.overdue_days for one in of_periods(found)} == {None}
    assert [str(one.arrived) for one in of_periods(found)] == ["9 Mt", "2 Mt", "6 Mt", "5 Mt"]
    assert [str(one.shortfall or "") for one in of_periods(found)] == ["", "4 Mt", "", "1 Mt"]
    assert {one.lateness for one in of_periods(found)} == {""}
    branch = branches(found)
    assert [str(one) for one in arrived(branch).values()] == ["22 Mt"]
    assert [str(one) for one in sums(("", one.amount) for part in branch for one in part.promised).values()] == [
        "24 Mt"
    ]


def test_what_one_year_has_too_much_makes_up_for_no_other_year() -> None:
    found = portfolio(wheat(*figures()), commitment("food", amount="24 Mt"), as_of="2031-01-01")
    without_whole = [one for one in found if one.ref != "wheat"]
    for group in (list(found), without_whole, of_periods(found)):
        assert [str(one) for one in credited(branches(group)).values()] == ["19 Mt"]
    half = [one for one in found if one.ref in {"wheat", "wheat/2026", "wheat/2027"}]
    assert [str(one) for one in credited(branches(half)).values()] == ["8 Mt"]
    between = portfolio(wheat(*later(delivery("6 Mt", on="2026-12..2027-01"))), as_of="2027-06-01")
    assert [str(one) for one in credited(branches(between)).values()] == ["0 Mt"]


def test_a_total_for_all_years_is_reached_by_what_any_year_has_too_much() -> None:
    whole = commitment("food", amount="24 Mt"), wheat(*figures(), parent="food")
    found = portfolio(*whole, as_of="2031-01-01")
    assert [str(one) for one in credited(branches(found)).values()] == ["22 Mt"]
    umbrella = portfolio(commitment("food"), whole[1], as_of="2031-01-01")
    without_whole = [one for one in umbrella if one.ref != "wheat"]
    assert credited(branches(without_whole)) == arrived(branches(without_whole)) == {}


def test_a_ceiling_of_the_same_figures_is_exceeded_in_the_first_year() -> None:
    ceiling = wheat(*figures(), rule="year, from 2026 until 2029, up to 6 Mt each", nature="keep")
    found = portfolio(ceiling, as_of="2031-01-01")
    assert [str(one.exceeded or "") for one in of_periods(found)] == ["3 Mt", "", "", ""]
    assert [one.shortfall for one in of_periods(found)] == [None] * 4
    assert told(portfolio(ceiling, as_of="2027-06-01")) == "lapsed in_force"
    whole = found.standings["wheat"]
    assert (whole.timeliness, str(whole.due), whole.is_computed) == ("lapsed", "2029", False)
    running = portfolio(ceiling, as_of="2027-06-01").standings["wheat"]
    assert (running.timeliness, str(running.phase and running.phase.since)) == ("in_force", "2026-01-01")


def test_a_figure_closes_its_period_from_the_day_it_is_known_and_only_with_a_source() -> None:
    assert (
        portfolio(wheat(*figures()), as_of="2028-01-31", known_at="2028-01-31").standings["wheat/2027"].lateness
        == "unreported"
    )
    assert portfolio(wheat(*figures(source=False)), as_of="2028-06-01").standings["wheat/2027"].lateness == "unreported"
    so_far = wheat(*later(delivery("2 Mt", on="2026", known_on="2026-06-01", source=NEWS)))
    assert told(portfolio(so_far, as_of="2027-06-01")) == "overdue upcoming"


def test_a_period_of_which_nothing_came_has_failed_by_its_figure() -> None:
    nothing = wheat(*later(delivery("0 Mt", on="2026", known_on="2027-02-01", source=NEWS)))
    one = portfolio(nothing, as_of="2027-06-01").standings["wheat/2026"]
    assert (one.timeliness, one.outcome, str(one.shortfall)) == ("short", "failed", "6 Mt")


@pytest.mark.parametrize("figure", ["at least 2 Mt", "up to 6 Mt"])
def test_a_figure_that_may_hide_the_rest_proves_no_shortfall(figure: str) -> None:
    one = wheat(*later(delivery(figure, on="2026", known_on="2027-02-01", source=NEWS)))
    assert portfolio(one, as_of="2027-06-01").standings["wheat/2026"].shortfall is None


def test_a_period_without_a_figure_is_unreported() -> None:
    one = portfolio(wheat(delivery("2 Mt", on="2026-05-03", source=NEWS)), as_of="2027-06-01").standings["wheat/2026"]
    assert (one.timeliness, one.lateness, one.shortfall, str(one.arrived)) == ("overdue", "unreported", None, "2 Mt")


def test_a_period_without_an_amount_is_never_short() -> None:
    found = portfolio(wheat(*figures(), rule="year, from 2026"), as_of="2027-06-01")
    assert [one.shortfall for one in of_periods(found)] == [None, None]


@pytest.mark.parametrize("on", ["2026-12..2027-01", "JP-FY2026", "", "2025-06..2026-02"])
def test_a_delivery_that_lies_in_no_one_period_counts_in_the_total_alone(on: str) -> None:
    found = portfolio(wheat(*later(delivery("6 Mt", on=on, known_on="2027-05-01"))), as_of="2027-06-01")
    assert [one.arrived for one in of_periods(found)] == [None, None]
    assert [str(event.amount) for event in found.standings["wheat"].period_deliveries.between] == ["6 Mt"]
    assert [str(one) for one in arrived(branches(found)).values()] == ["6 Mt"]


def test_a_delivery_before_the_first_period_is_in_none() -> None:
    found = portfolio(wheat(delivery("6 Mt", on="2025-05-01")), as_of="2027-06-01").standings["wheat"]
    assert (found.period_deliveries.between, found.period_deliveries.within["wheat/2026"]) == ([], [])


def test_a_running_total_is_divided_into_what_each_figure_adds() -> None:
    totals = (("2026", "9 Mt"), ("2027-06-30", "10 Mt"), ("2027-12-31", "11 Mt"), ("2029-03-31", "19 Mt"))
    found = portfolio(wheat(*later(*(delivery(one, on=on, kind="so_far") for on, one in totals))), as_of="2031-01-01")
    assert [str(one.arrived or "") for one in of_periods(found)] == ["9 Mt", "2 Mt", "", ""]
    assert [str(event.amount) for event in found.standings["wheat"].period_deliveries.between] == ["19 Mt"]
    year = delivery("9 Mt", on="2027", kind="so_far"), delivery("11 Mt", on="2027-12-31", kind="so_far")
    assert [str(one.arrived) for one in of_periods(portfolio(wheat(*later(*year)), as_of="2027-12-31"))] == [
        "None",
        "2 Mt",
    ]


def test_a_level_counts_in_the_period_of_its_day() -> None:
    levels = [delivery("2.1 %GDP", on="2026", kind="level"), delivery("1.9 %GDP", on="2027", kind="level")]
    found = portfolio(wheat(*levels, rule="year, from 2026, 2 %GDP each"), as_of="2028-06-01")
    assert told(found) == "completed overdue upcoming"


# ---- what is recorded of one period -------------------------------------------------------------


def recorded(*events: AnyEvent, name: str = "2027") -> Commitment:
    """The stored events of one period."""
    return milestone(f"wheat/{name}", status=None, events=events)


def test_what_is_recorded_of_a_period_joins_what_the_rule_says() -> None:
    found = portfolio(wheat(), recorded(status("met", on="2027-11-30")), as_of="2028-06-01")
    assert found.refs == ["wheat", "wheat/2026", "wheat/2027", "wheat/2028"]
    one = found.standings["wheat/2027"]
    assert (one.status, one.timeliness, str(one.amount), str(one.due)) == ("met", "met_on_time", "6 Mt", "2027")
    assert [event.status for event in one.state.statuses] == ["agreed", "met"]
    before = portfolio(wheat(), recorded(status("met", on="2027-11-30")), as_of="2027-11-29")
    assert before.standings["wheat/2027"].status == "agreed"


def test_a_delivery_to_a_period_counts_there_and_once_in_the_whole() -> None:
    found = portfolio(wheat(*figures()[1:2]), recorded(delivery("4 Mt", on="2027-03-01")), as_of="2028-06-01")
    assert str(found.standings["wheat/2027"].arrived) == "6 Mt"
    assert [str(one) for one in arrived(branches(found)).values()] == ["6 Mt"]
    assert found.standings["wheat"].all_deliveries.series[0].total.value == Decimal(6)


def test_a_later_period_is_told_once_something_is_recorded_of_it() -> None:
    ahead = recorded(amount("5 Mt", "revision", on="2026-05-01"), name="2029")
    assert portfolio(wheat(), ahead, as_of="2026-06-01").refs == ["wheat", "wheat/2026", "wheat/2029"]
    assert "wheat/2029" not in portfolio(wheat(), ahead, as_of="2026-04-30").standings
    assert str(portfolio(wheat(), ahead, as_of="2026-06-01").standings["wheat/2029"].amount) == "5 Mt"


def test_an_edit_of_the_rule_keeps_what_was_recorded_of_a_period() -> None:
    shorter = edit({"on": "2028-03-01"}, every=read_recurrence("year, from 2026 until 2026, 6 Mt each"))
    found = portfolio(wheat(shorter), recorded(status("met", on="2027-11-30")), as_of="2028-06-01")
    assert (found.standings["wheat/2027"].status, found.standings["wheat/2027"].state.period) == ("met", None)


def test_a_retracted_record_of_a_period_leaves_what_the_rule_says() -> None:
    events = status("met", on="2027-11-30"), retraction(recorded_at=datetime(2028, 2, 1, tzinfo=UTC))
    one = portfolio(wheat(), recorded(*events), as_of="2028-06-01").standings["wheat/2027"]
    assert (one.status, one.timeliness) == ("agreed", "overdue")


def test_a_milestone_inside_a_period_takes_its_terms_from_it() -> None:
    inner = milestone("wheat/2027/first-half", due="2027-06-30", amount="3 Mt")
    found = portfolio(inner, wheat(), as_of="2027-06-01").standings["wheat/2027/first-half"]
    assert (found.terms.obligor, found.terms.parent) == (("JP",), "wheat/2027")


def test_nothing_is_known_of_a_period_before_the_rule_is() -> None:
    promise = wheat(status("agreed", known_on="2027-02-01", recorded_at=datetime(2027, 2, 1, tzinfo=UTC)), status=None)
    assert portfolio(promise, as_of="2028-01-01", known_at="2027-01-31").refs == ["wheat"]
    assert len(of_periods(portfolio(promise, as_of="2028-01-01", known_at="2027-02-01"))) == 3


def test_the_periods_of_a_duty_without_a_known_status_have_none_either() -> None:
    duty = wheat(citation("title"), status=None)
    (running,) = of_periods(portfolio(duty, as_of="2026-06-30"))
    assert running.status == "unknown"
