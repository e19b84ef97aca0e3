"""The burn-up: its lines end where `progress` stands, and never mix units."""

from datetime import date
from decimal import Decimal

import pytest

from tests.building import commitment, delivery, milestone, portfolio
from tracker.commands.locate import sample_file
from tracker.model.commitment import Commitment
from tracker.model.dates import span
from tracker.model.recurrence import read_recurrence
from tracker.reports.burn_up import BurnUp, _round_values, burn_up
from tracker.reports.charts import Line
from tracker.state.growth import growth
from tracker.state.portfolio import Standing
from tracker.state.progress import progress_of
from tracker.store.tinydb.store import read_whole


def drawn(promise: Commitment, *others: Commitment, as_of: str = "2026-06-30") -> BurnUp:
    """The burn-up of a promise."""
    found = burn_up(progress_of(portfolio(promise, *others, as_of=as_of).standings[promise.ref])[0])
    assert found
    return found


def lines(found: BurnUp) -> dict[str, Line]:
    return {line.name: line for line in found.plot.lines}


def ends(found: BurnUp | None) -> list[tuple[str, str, Decimal]]:
    """The name, the measure and the last value of each line of what was reached."""
    stages = [line for line in found.plot.lines if line.name not in {"line", "plan", "amount"}] if found else []
    return [(line.name, line.below, line.points[-1].value) for line in stages]  # type: ignore[misc] # amounts


def reached(standing: Standing) -> list[tuple[str, Decimal]]:
    """The figures that `progress` prints, of every stage."""
    return [(one.stage, one.reached.value) for one in progress_of(standing)[0].stages if one.reached]


def said(line: Line) -> list[str]:
    """The day and the value of each point."""
    return [f"{point.day} {point.value}".replace("000000000", "bn") for point in line.points]


CASES = {
    "several measures": commitment(
        amount="USD 8bn",
        due="2027-01-01",
        events=[
            delivery("USD 2bn", measure="customs", on="2026-01-31"),
            delivery("USD 3bn", measure="sales", on="2026-02-28"),
            delivery("USD 1bn", measure="customs", on="2026-03-31"),
        ],
    ),
    "a figure for all so far": commitment(
        amount="USD 8bn",
        events=[delivery("USD 2bn", on="2026-01-31"), delivery("USD 5bn", kind="so_far", on="2026-04-01")],
    ),
    "a level": commitment(
        amount="2 %GDP",
        due="2027-01-01",
        events=[delivery("1.2 %GDP", on="2025-06-01"), delivery("1.1 %GDP", on="2026-01-31")],
    ),
    "a reversal": commitment(
        amount="USD 8bn", events=[delivery("USD 2bn", on="2026-01-31"), delivery("USD -1bn", on="2026-03-31")]
    ),
    "each of two obligors": commitment(
        amount="USD 1bn",
        each=True,
        obligor=("JP", "KR"),
        events=[delivery("USD 400m", on="2026-01-31", of="JP"), delivery("USD 300m", on="2026-02-28", of="KR")],
    ),
    "a recurring duty": commitment(
        every=read_recurrence("year, from 2025 until 2027, USD 8bn each"),
        events=[delivery("USD 3bn", on="2025-05-01"), delivery("USD 4bn", on="2026-05-01")],
    ),
    "a yearly amount": commitment(
        amount="USD 8bn a year", due="2027-12-31", events=[delivery("USD 3bn", on="2025-05-01")]
    ),
}


@pytest.mark.parametrize("promise", CASES.values(), ids=CASES)
def test_each_line_ends_where_progress_stands(promise: Commitment) -> None:
    standing = portfolio(promise).standings[promise.ref]
    assert [(stage, value) for stage, _, value in ends(drawn(promise))] == reached(standing)


def test_every_line_of_the_sample_ends_where_progress_stands() -> None:
    for standing in portfolio(*read_whole("sample", sample_file().read_bytes()).commitments(), as_of="2026-11-28"):
        found = burn_up(progress_of(standing)[0])
        left_out = [one.growth.series for one in found.left_out] if found else []
        others = [(series.stage, series.total.value) for series in left_out]
        ended = [(stage, value) for stage, _, value in ends(found)]
        assert sorted(ended + others) == sorted(reached(standing))


def test_a_line_rises_from_zero_on_each_day_of_a_delivery_and_a_level_begins_where_it_was_measured() -> None:
    (customs, _, *_) = (line for line in drawn(CASES["several measures"]).plot.lines)
    assert said(customs) == ["2026-01-31 0", "2026-01-31 2bn", "2026-03-31 3bn", "2026-06-30 3bn"]
    assert [point.value for point in lines(drawn(CASES["a level"]))["delivered"].points] == [
        *(Decimal("1.2"), Decimal("1.1"), Decimal("1.1")),
    ]


def test_a_day_that_is_known_to_the_month_only_is_marked() -> None:
    promise = commitment(
        amount="USD 8bn", events=[delivery("USD 2bn", on="2026-01"), delivery("USD 1bn", on="2026-03-05")]
    )
    points = lines(drawn(promise))["delivered"].points
    assert [(f"{point.day}", point.is_exact) for point in points if point.words] == [
        ("2026-01-31", False),
        ("2026-03-05", True),
    ]


def test_the_straight_line_goes_through_what_was_expected_by_today() -> None:
    promise = commitment(amount="USD 8bn", made_on=span("2025-01-01"), due="2027-01-01")
    found = progress_of(portfolio(promise).standings[promise.ref])[0]
    line = lines(drawn(promise))["line"]
    assert [(point.day, point.value) for point in line.points] == [
        (date(2025, 1, 1), Decimal(0)),
        (date(2026, 6, 30), found.expected_by_line("USD")),
        (date(2027, 1, 1), Decimal(8_000_000_000)),
    ]
    assert "straight line asks for USD 5.973bn" in drawn(promise).plot.description


def test_a_schedule_is_drawn_from_milestone_to_milestone_and_undated_ones_ask_for_nothing() -> None:
    promise = commitment(amount="USD 8bn", due="2027-01-01")
    parts = [
        milestone(f"{promise.ref}/{name}", amount="USD 3bn", due=due)
        for name, due in (("a", "2026-03-31"), ("b", "2026-09-30"), ("c", ""))
    ]
    found = drawn(promise, *parts)
    assert said(lines(found)["plan"]) == ["2026-03-31 0", "2026-03-31 3bn", "2026-09-30 6bn"]
    whole = progress_of(portfolio(promise, *parts).standings[promise.ref])[0]
    assert whole.expected_by_schedule("USD") == 3_000_000_000


def test_a_yearly_amount_is_drawn_for_the_whole_term() -> None:
    found = lines(drawn(CASES["a yearly amount"]))
    assert found["amount"].points[0].value == found["line"].points[-1].value


def test_other_units_are_left_out_of_the_picture_and_named() -> None:
    promise = commitment(
        amount="USD 8bn", events=[delivery("USD 2bn", on="2026-01-31"), delivery("JPY 340bn", on="2026-02-28")]
    )
    found = drawn(promise)
    assert [one.growth.series.total.unit for one in found.left_out] == ["JPY"]
    assert {row[-1] for row in found.data.rows} == {"USD"}


def test_without_an_amount_the_first_unit_is_drawn_and_with_nothing_there_is_no_picture() -> None:
    promise = commitment(events=[delivery("12 aircraft", on="2026-01-31")])
    assert list(lines(drawn(promise))) == ["delivered"]
    other = commitment(amount="USD 8bn", events=[delivery("JPY 340bn", on="2026-01-31")])
    assert {row[-1] for row in drawn(other).data.rows} == {"JPY"}
    nothing = commitment()
    assert burn_up(progress_of(portfolio(nothing).standings[nothing.ref])[0]) is None


def test_of_very_many_days_as_many_are_drawn_as_fit_and_the_last_is_one() -> None:
    events = [delivery("USD 1m", on=f"2025-{month:02}-{day:02}") for month in range(1, 13) for day in range(1, 29)]
    promise = commitment(amount="USD 8bn", events=events)
    standing = portfolio(promise).standings[promise.ref]
    (one,) = growth(standing.all_deliveries, standing.state.event_days.days, most=10)
    assert len(one.steps) == 10
    assert one.steps[-1].total == one.series.total


def test_the_values_on_the_axis_are_round() -> None:
    assert [f"{value:f}" for value in _round_values([Decimal(7)])] == ["0", "2", "4", "6", "8"]
    assert [f"{value:f}" for value in _round_values([Decimal(-3), Decimal(10)])] == ["-5", "0", "5", "10"]
    assert [f"{value:f}" for value in _round_values([])] == ["0"]


def test_the_levels_of_obligors_that_each_owe_the_amount_are_named_below_the_picture() -> None:
    events = [delivery("11 %", on="2026-01-31", of="KR"), delivery("6 %", on="2026-02-28", of="CN")]
    plot = drawn(commitment(amount="10 %", each=True, obligor=("CN", "KR"), due="2026-08-31", events=events)).plot
    levels = "CN 6%, KR 11% of 10% each"
    assert plot.notes == (f"Not in the picture, because each obligor has a level of its own: {levels}.",)
    assert plot.description.startswith(f"Reached by 2026-06-30: {levels}. ")
