"""Progress against a straight line and a schedule, and the tables that PIIE published."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import amount, commitment, deadline, delivery, milestone, portfolio
from tests.published import PIIE_2020, PIIE_AGRICULTURE, agriculture, purchases, two_years
from tracker.model.amounts import read_amount
from tracker.model.commitment import Commitment
from tracker.model.dates import span
from tracker.state.progress import Pace, Period, Progress, StageProgress, months, progress_of, ratio


def whole(promise: Commitment, as_of: str, pace: Pace = "days", *milestones: Commitment) -> Progress:
    """The progress of one commitment on a day."""
    return progress_of(portfolio(promise, *milestones, as_of=as_of).standings[promise.ref], pace)[0]


def level(promise: Commitment, as_of: str, pace: Pace = "days") -> StageProgress:
    """The only stage of its progress."""
    (found,) = whole(promise, as_of, pace).stages
    return found


FUND = commitment("fund", amount="USD 550bn", made_on=span("2025-09-04"), due="2029-01-19")


def test_the_straight_line_of_the_550bn_a_year_on() -> None:
    """365 of 1,233 days: 29.6 % and 162.8 bn USD; 109 bn selected are 0.669 of that."""
    found = whole(FUND, "2026-09-04")
    assert found.elapsed == Fraction(365, 1233)
    assert found.expected_by_line("USD") == Decimal("162814274128.14")
    selected = commitment(
        "fund",
        amount="USD 550bn",
        made_on=span("2025-09-04"),
        due="2029-01-19",
        events=[delivery("USD 109bn", "selected", on="2026-03-19")],
    )
    assert level(selected, "2026-09-04").of_line == Decimal("0.669474")


@pytest.mark.parametrize(("day", "elapsed"), [("2025-09-03", 0), ("2029-01-19", 1), ("2030-01-01", 1)])
def test_before_the_term_nothing_has_passed_and_after_it_all(day: str, elapsed: int) -> None:
    term = Period(date(2025, 9, 4), date(2029, 1, 19))
    assert term.elapsed(date.fromisoformat(day)) == term.elapsed(date.fromisoformat(day), "months") == elapsed


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(1, 9999),
    st.integers(0, 9999),
    st.sampled_from(("days", "months")),
)
def test_time_only_passes(first: date, length: int, day: int, pace: Pace) -> None:
    term = Period(first, date.fromordinal(first.toordinal() + length))
    today = date.fromordinal(first.toordinal() + day)
    now, tomorrow = term.elapsed(today, pace), term.elapsed(date.fromordinal(today.toordinal() + 1), pace)
    assert 0 <= now <= tomorrow <= 1


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 9999), st.integers(0, 9999))
def test_months_add_up(first: date, length: int, further: int) -> None:
    middle = date.fromordinal(first.toordinal() + length)
    end = date.fromordinal(middle.toordinal() + 1 + further)
    assert months(first, middle) + months(date.fromordinal(middle.toordinal() + 1), end) == months(first, end)


def test_a_yearly_amount_is_expected_once_a_year() -> None:
    found = whole(
        commitment("farm", amount="USD 8bn a year", made_on=span("2025-01-01"), due="2026-12-31"),
        "2025-12-31",
        "months",
    )
    assert found.expected_by_line("USD") == Decimal("8000000000.00")
    assert found.expected_by_line("JPY") is None


def test_a_schedule_asks_for_what_has_fallen_due() -> None:
    """SMA utilities after two of five years: 46.8 bn yen by the schedule, 35.4 bn by a straight line."""
    made = "2022-04-01"
    yearly = ("23.4", "23.4", "15.1", "13.3", "13.3")
    sma = commitment(
        "sma",
        status=None,
        made_on=span("2022-04-01"),
        events=[deadline("2027-03-31", on="2022-04-01"), amount("JPY 88.5bn", on="2022-04-01")],
    )
    years = [
        milestone(
            f"sma/{year}", met_on=made, events=[deadline(f"JP-FY{year}", on=made), amount(f"JPY {figure}bn", on=made)]
        )
        for year, figure in enumerate(yearly, 2022)
    ]
    found = whole(sma, "2024-03-31", "months", *years)
    assert (found.expected_by_schedule("JPY"), found.expected_by_line("JPY")) == (
        Decimal(46800000000),
        Decimal("35400000000.00"),
    )
    assert found.expected_by_schedule("USD") is None


@pytest.mark.parametrize("promise", [commitment("x", amount="USD 5bn"), commitment("x", amount="USD 5bn", due="2024")])
def test_without_a_term_nothing_can_be_expected(promise: Commitment) -> None:
    found = level(promise, "2026-06-30")
    assert (found.progress.term, found.progress.elapsed, found.progress.expected_by_line("USD")) == (None, None, None)
    assert (found.reached, found.share, found.of_line, found.of_plan, found.beyond) == (None,) * 5


def test_without_an_amount_there_is_no_unit() -> None:
    assert level(commitment("x", due="2027"), "2026-06-30").unit == ""
    assert level(commitment("x", amount="USD 1bn", due="2027"), "2026-06-30").unit == "USD"


def test_each_stage_and_unit_is_a_level_of_its_own_and_parts_are_counted_in() -> None:
    held = portfolio(
        FUND,
        commitment(
            "round", parent="fund", events=[delivery("USD 36bn", "selected"), delivery("JPY 340bn", "contracted")]
        ),
    )
    fund, part_of_it = progress_of(held.standings["fund"])
    assert [(one.stage, str(one.reached), one.share) for one in fund.stages] == [
        ("selected", "USD 36bn", Decimal("0.065455")),
        ("contracted", "JPY 340bn", None),
    ]
    assert part_of_it.standing.ref == "round"
    assert progress_of(held.standings["fund"], begin=date(2026, 1, 1))[0].term == Period(
        date(2026, 1, 1), date(2029, 1, 19)
    )


def test_a_level_beyond_the_baseline_needs_one_in_the_same_unit() -> None:
    rice = {
        "amount": "600000 t",
        "made_on": span("2025-01-01"),
        "due": "2026-12-31",
        "baseline": read_amount("346000 t"),
    }
    beyond = level(commitment("rice", events=[delivery("400000 t", on="2026-01-01")], **rice), "2026-06-30").beyond  # type: ignore[arg-type] # terms
    assert beyond is not None
    assert (beyond.reached, beyond.promised, beyond.share) == (
        Decimal(54000),
        Decimal("254000.00"),
        Decimal("0.212598"),
    )
    other = commitment("rice", events=[delivery("USD 4bn", on="2026-01-01")], **rice)  # type: ignore[arg-type] # terms
    assert level(other, "2026-06-30").beyond is None


def test_over_nothing_there_is_no_share() -> None:
    assert ratio(Decimal(1), Decimal(0)) is None


# ---- what PIIE published -----------------------------------------------------------------------


@pytest.mark.parametrize("row", PIIE_2020)
def test_piie_pro_rata_targets_and_shares_come_out(row: tuple[str, ...]) -> None:
    day, series, delivered, target, expected, published = row
    found = level(purchases(delivered, day, target), day, "months")
    line = found.progress.expected_by_line("USD")
    assert line is not None, series
    assert f"{line / 10**9:.1f}" == expected
    assert found.of_line is not None
    assert f"{found.of_line:.0%}" == f"{published}%"


def test_piie_two_years_come_out() -> None:
    """57 % of 502.4 bn bought; nothing of the 200 bn that were to be added to the baseline."""
    found = level(two_years(), "2021-12-31")
    assert found.share == Decimal("0.574841")
    assert found.beyond is not None
    assert (found.beyond.reached, found.beyond.promised) == (Decimal("-13600000000.00"), Decimal("200000000000.00"))


@pytest.mark.parametrize(("series", "delivered", "target", "published"), PIIE_AGRICULTURE)
def test_piie_seasonal_targets_come_out_but_for_rounded_inputs(
    series: str, delivered: str, target: str, published: str
) -> None:
    """Of Chinese imports 15.6 of 27.1 is 57.6 %, published as 57: the inputs are rounded, and a point is lost."""
    promise, *milestones = agriculture(delivered, target)
    (found,) = whole(promise, "2020-10-31", "days", *milestones).stages
    assert found.of_plan is not None
    missed_by = round(found.of_plan * 100) - int(published)
    assert missed_by == (1 if series == "Chinese imports" else 0)
    line = found.progress.expected_by_line("USD")
    assert line is not None
    assert f"{line / 10**9:.1f}" == "27.8"
