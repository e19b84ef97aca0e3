"""Scores: the worked portfolio of eight, what is decided and what is not, and the tables that others published."""

from decimal import Decimal

import pytest

from tests.building import assessment, commitment, deadline, portfolio
from tests.published import G20, GAO_2021, actions, scored
from tracker.commitment import Commitment
from tracker.state.scores import Count, Scorecard, Spread, complied, delay, percent, was_on_time
from tracker.statuses import Status


def card(*promises: Commitment, as_of: str = "2026-06-30") -> Scorecard:
    """The scorecard of all of these."""
    return Scorecard(tuple(portfolio(*promises, as_of=as_of)))


def promise(ref: str, status: Status, due: str, moved_to: str = "", met_on: str = "2025-01-01") -> Commitment:
    """A promise whose deadline may have moved."""
    moved = [deadline(moved_to, "amendment", on="2026-01-15")] if moved_to else []
    return commitment(ref, status=status, due=due, met_on=met_on, events=moved)


# Eight promises as of 30 June 2026 with their figures worked out by hand.
EIGHT = (
    promise("a", "met", "2026-03-31", met_on="2026-03-20"),
    promise("b", "met", "2026-01-31", "2026-04-30", met_on="2026-04-15"),
    promise("c", "met", "2026-02-28", met_on="2026-03-10"),
    promise("d", "in_progress", "2026-05-31"),
    promise("e", "in_progress", "2026-03-31", "2026-09-30"),
    promise("f", "not_met", "2026-04-30"),
    promise("g", "withdrawn", "2026-04-30"),
    promise("h", "agreed", "2027-03-31"),
)


def test_the_worked_portfolio_is_on_time_on_both_bases_as_worked_out() -> None:
    assert card(*EIGHT).on_time("original") == Count(1, 6)
    assert card(*EIGHT).on_time("current") == Count(2, 5)
    assert card(*EIGHT).on_time("original").share == Decimal("0.166667")
    assert card(*EIGHT).on_time("current").share == Decimal("0.400000")


def test_the_worked_portfolio_has_its_slips_and_delays() -> None:
    assert {s.ref: s.slip_days for s in portfolio(*EIGHT) if s.moves} == {"b": 89, "e": 183}
    assert card(*EIGHT).slip == Spread(2, Decimal(136), 183)
    delays = {standing.ref: delay(standing) for standing in portfolio(*EIGHT)}
    assert delays == {"a": -11, "b": 74, "c": 10, "d": 30, "e": 91, "f": None, "g": None, "h": None}
    assert card(*EIGHT).delay == Spread(5, Decimal(30), 91)
    assert card(*EIGHT).overdue == 1
    assert card(*EIGHT).silent_moves == 2


def test_the_worked_portfolio_complies_as_worked_out() -> None:
    assert {s.ref: complied(s) for s in portfolio(*EIGHT)} == {
        **dict.fromkeys("abc", 1),
        **dict.fromkeys("de", 0),
        "f": -1,
        **dict.fromkeys("gh"),
    }
    assert (card(*EIGHT).compliance, card(*EIGHT).scored) == (Decimal("0.333333"), 6)


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (promise("x", "met", "2026-12-31", met_on="2026-01-01"), True),
        (promise("x", "not_met", "2026-12-31"), False),
        (promise("x", "partially_met", "2026-01-31"), False),
        (promise("x", "agreed", "2026-06-29"), False),
        (promise("x", "agreed", "2026-06-30"), None),
        (promise("x", "proposed", "2026-01-31"), None),
        (promise("x", "suspended", "2026-01-31"), None),
        (promise("x", "superseded", "2026-01-31"), None),
        (commitment("x", due="2026-06-25", events=[deadline("2026-06-25", grace_days=10)]), None),
        (commitment("x", due="2026-01-31", nature="refrain"), None),
        (commitment("x", status="met"), None),
        (commitment("x", status="not_met"), None),
    ],
)
def test_it_is_decided_whether_it_was_on_time_once_it_is_closed_or_late(
    one: Commitment,
    verdict: bool | None,  # noqa: FBT001 - a column of the table
) -> None:
    (standing,) = portfolio(one)
    assert was_on_time(standing, "current") is verdict


@pytest.mark.parametrize(
    ("one", "score"),
    [
        (commitment(status="met"), 1),
        (commitment(status="partially_met"), 0),
        (commitment(status="not_met"), -1),
        (commitment(status="in_progress", due="2027"), 0),
        (commitment(status="in_progress"), None),
        (commitment(status="in_progress", due="2027", events=[assessment("unclear")]), None),
        (commitment(status="agreed", due="2027"), None),
        (commitment(status="suspended", due="2027"), None),
        (commitment(status="withdrawn"), None),
    ],
)
def test_what_cannot_be_said_is_not_scored(one: Commitment, score: int | None) -> None:
    (standing,) = portfolio(one)
    assert complied(standing) == score


def test_of_nothing_there_is_no_figure() -> None:
    nothing = card()
    assert (nothing.on_time("current").share, nothing.compliance, percent(nothing.compliance)) == (None, None, None)
    assert nothing.slip == nothing.delay == Spread(0, None, None)
    assert (nothing.share_of("met"), nothing.delivered) == (None, [])


def test_a_share_is_of_what_was_promised_in_that_unit() -> None:
    found = card(
        commitment("a", amount="USD 10bn", events=[]),
        commitment("b", amount="400 trees"),
        commitment("c"),
    ).delivered
    assert [(one.unit, str(one.promised), one.arrived, one.share) for one in found] == [
        ("USD", "USD 10bn", None, None),
        ("trees", "400 trees", None, None),
    ]


# ---- what others published ---------------------------------------------------------------------


def test_gao_actions_come_to_the_published_shares() -> None:
    """GAO-21-104648: of 1,200 actions 56 % addressed and 17 % partially; 60.2 % without those no longer tracked."""
    found = card(*actions())
    assert (len(found.standings), found.with_status("met"), found.open) == (1200, 666, 234)
    shares = [found.share_of("met"), found.share_of("partially_met")]
    assert shares == [Decimal("0.555000"), Decimal("0.172500")]
    assert [f"{share:.0%}" for share in shares if share] == ["56%", "17%"]
    assert round(100 * GAO_2021["met"] / (1200 - found.with_status("withdrawn")), 1) == 60.2


@pytest.mark.parametrize(("member", "total", "count", "published"), G20)
def test_g20_scores_come_to_the_published_percentages(member: str, total: int, count: int, published: int) -> None:
    found = card(*scored(member, total, count))
    assert found.scored == count
    assert found.compliance is not None
    of_hundred = percent(found.compliance)
    assert of_hundred is not None
    assert round(of_hundred) == published
