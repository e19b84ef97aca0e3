"""Scores: a worked portfolio of eight, which commitments are decided, and published tables."""

from decimal import Decimal
from fractions import Fraction
from typing import Final, cast

import pytest
from msgspec.structs import replace

from tests.building import NEWS, assessment, commitment, deadline, delivery, portfolio
from tests.published import G20, GAO_2021, actions, scored
from tracker.model.commitment import AnyEvent, Commitment
from tracker.model.status import MEANINGS, Meaning, Status
from tracker.state.portfolio import Standing
from tracker.state.scores import (
    Count,
    Scorecard,
    Spread,
    delay,
    fraction,
    mean,
    mean_of_means,
    percent,
    points,
    was_on_time,
)


def card(*promises: Commitment, as_of: str = "2026-06-30") -> Scorecard:
    """The scorecard of these commitments."""
    return Scorecard(tuple(portfolio(*promises, as_of=as_of)))


def promise(ref: str, status: Status, due: str, moved_to: str = "", met_on: str = "2025-01-01") -> Commitment:
    """A promise whose deadline may have moved."""
    moved = [deadline(moved_to, "amendment", on="2026-01-15")] if moved_to else []
    return commitment(ref, status=status, due=due, met_on=met_on, events=moved)


# A report cited by the desk after the due day, so that what is overdue is reported.
OFF_TRACK: Final = assessment("off_track", on="2026-06-30", source=NEWS)
PUT_OFF: Final = deadline("2026-09-30", "amendment", on="2026-01-15")
# Eight promises as of 30 June 2026 with their figures worked out by hand.
EIGHT = (
    promise("a", "met", "2026-03-31", met_on="2026-03-20"),
    promise("b", "met", "2026-01-31", "2026-04-30", met_on="2026-04-15"),
    promise("c", "met", "2026-02-28", met_on="2026-03-10"),
    commitment("d", status="in_progress", due="2026-05-31", events=[OFF_TRACK]),
    commitment(
        "e",
        status="in_progress",
        due="2026-03-31",
        events=[deadline("2026-09-30", "amendment", on="2026-01-15"), OFF_TRACK],
    ),
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
    assert card(*EIGHT).put_off == Spread(2, Decimal(136), 183)
    assert (card(*EIGHT).moved, card(*EIGHT).slipped, card(*EIGHT).dropped) == (2, 2, 0)
    assert card(*EIGHT).brought_forward == Spread(0, None, None)
    delays = {standing.ref: delay(standing) for standing in portfolio(*EIGHT)}
    assert delays == {"a": -11, "b": 74, "c": 10, "d": 30, "e": 91, "f": None, "g": None, "h": None}
    assert card(*EIGHT).delayed == Spread(4, Decimal(52), 91)
    assert card(*EIGHT).early == Spread(1, Decimal(11), 11)
    assert card(*EIGHT).overdue == 1
    assert card(*EIGHT).silent_moves == 2


def test_the_worked_portfolio_has_its_outcomes() -> None:
    found = card(*EIGHT)
    assert found.outcomes == {"kept": 3, "open": 3, "failed": 1, "void": 1}
    assert (found.decided, found.of_decided("kept"), found.of_decided("failed")) == (4, Count(3, 4), Count(1, 4))
    assert (found.of_all("kept"), found.of_all("void"), found.of_all("replaced")) == (
        *(Count(3, 8), Count(1, 8)),
        Count(0, 8),
    )


def test_the_worked_portfolio_scores_as_worked_out() -> None:
    assert {s.ref: points(s) for s in portfolio(*EIGHT)} == {
        **dict.fromkeys("abc", 1),
        **dict.fromkeys("de", 0),
        "f": -1,
        **dict.fromkeys("gh"),
    }
    assert (mean(portfolio(*EIGHT)), card(*EIGHT).scored) == (Fraction(1, 3), 6)


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (promise("x", "met", "2026-12-31", met_on="2026-01-01"), True),
        (promise("x", "not_met", "2026-12-31"), False),
        (promise("x", "partially_met", "2026-01-31"), False),
        (commitment("x", due="2026-06-29", events=[OFF_TRACK]), False),
        (promise("x", "agreed", "2026-06-29"), None),
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
def test_it_is_decided_whether_it_was_on_time_once_it_is_closed_or_reported_late(
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
    assert points(standing) == score


def test_of_nothing_there_is_no_figure() -> None:
    nothing = card()
    assert (nothing.on_time("current").share, mean([]), percent(mean([]))) == (None, None, None)
    assert nothing.put_off == nothing.brought_forward == nothing.delayed == nothing.early == Spread(0, None, None)
    assert (nothing.of_all("kept").share, nothing.of_decided("kept").share, nothing.delivered) == (None, None, [])


# ---- deadlines that moved ----------------------------------------------------------------------


def moved(ref: str, to: str) -> Commitment:
    """A promise that was due at the end of 2025 and moved; without a date it was dropped."""
    return commitment(ref, events=[deadline("2025-12-31"), deadline(to, "amendment", words="" if to else "some day")])


def test_put_off_brought_forward_and_dropped_are_counted_apart() -> None:
    back = commitment(
        "back",
        events=[deadline("2025-12-31"), deadline("2026-06-30", "extension"), deadline("2025-12-31", "amendment")],
    )
    found = card(moved("a", "2026-01-10"), moved("b", "2026-03-31"), moved("c", "2023-12-31"), moved("d", ""), back)
    assert found.put_off == Spread(2, Decimal(50), 90)
    assert found.brought_forward == Spread(1, Decimal(731), 731)
    assert (found.dropped, found.slipped, found.moved) == (1, 3, 5)


def test_a_deadline_that_was_dropped_has_no_days_by_which_it_slipped() -> None:
    dropped = moved("d", "")
    (standing,) = portfolio(dropped)
    assert (standing.slip_days, delay(standing)) == (None, None)  # nobody says that it was not done
    (told,) = portfolio(dropped.with_events(replace(OFF_TRACK, id=9)))
    assert (told.slip_days, delay(told)) == (None, 181)  # 181 days after the first date, and still open


def test_what_never_had_a_date_was_not_dropped() -> None:
    assert card(commitment("a"), commitment("b", events=[deadline("", words="some day")])).dropped == 0


def test_what_was_met_in_its_days_of_grace_is_neither_delayed_nor_early() -> None:
    graced = commitment("x", status="met", met_on="2026-01-05", events=[deadline("2025-12-31", grace_days=10)])
    assert (card(graced).delayed.count, card(graced).early.count) == (0, 0)


# ---- what is not known to the day, and what nobody has marked ----------------------------------


def _completed(came: AnyEvent, due: str = "2026-05-31") -> Standing:
    """A promise of five billion that was delivered in full by one delivery."""
    (found,) = portfolio(commitment("d", status="in_progress", due=due, amount="USD 5bn", events=[came]))
    return found


def test_what_was_delivered_in_full_is_kept_whether_or_not_it_is_marked() -> None:
    came = delivery("USD 5bn", on="2026-05-20")
    (done,) = portfolio(commitment("d", status="in_progress", due="2026-05-31", amount="USD 5bn", events=[came]))
    found = Scorecard((done, *portfolio(promise("a", "met", "2026-03-31"))))
    assert (done.outcome, points(done)) == ("kept", 1)
    assert (found.outcomes, found.completed, found.decided) == ({"kept": 2}, 1, 2)
    assert [was_on_time(done, basis) for basis in ("current", "original")] == [True, True]
    late, half = (delivery("USD 5bn", on=on) for on in ("2026-06-02", "2026-05"))
    assert [delay(one) for one in (done, _completed(late), _completed(half))] == [-11, 2, None]
    assert [was_on_time(standing, "current") for standing in map(_completed, (late, half))] == [False, True]
    half = delivery("USD 5bn", on="2026-05-20..2026-06-10")
    assert was_on_time(_completed(half), "current") is None
    assert was_on_time(_completed(half, due=""), "current") is None


def test_what_is_overdue_without_a_report_is_in_no_rate_and_has_no_delay() -> None:
    found = card(commitment("d", due="2026-05-31"), commitment("e", due="2026-05-31", events=[OFF_TRACK]))
    assert (found.overdue, found.unreported) == (2, 1)
    assert (found.on_time("current"), found.on_time("original"), found.delayed.count) == (Count(0, 1), Count(0, 1), 1)


def test_what_was_met_on_a_half_known_day_is_in_no_rate_and_has_no_delay() -> None:
    (standing,) = portfolio(promise("c", "met", "2026-02-15", met_on="2026-02"))
    assert standing.timeliness == "met_about_then"
    assert (was_on_time(standing, "current"), delay(standing)) == (None, None)
    assert (standing.outcome, points(standing)) == ("kept", 1)


def test_every_commitment_has_one_outcome_also_with_a_status_that_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MEANINGS, "released", Meaning(label="released", outcome="void"))
    found = card(*(commitment(each, status=cast("Status", each), due="2026-01-31") for each in MEANINGS))
    assert found.outcomes == {"open": 6, "kept": 2, "partly": 1, "failed": 2, "void": 3, "replaced": 1}
    assert found.of_decided("kept") == Count(2, 5)
    assert [points(each) for each in found.standings if each.status == "released"] == [None]


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
    assert (len(found.standings), found.outcomes["kept"], found.outcomes["open"]) == (1200, 666, 234)
    shares = [found.of_all("kept").share, found.of_all("partly").share]
    assert shares == [Decimal("0.555000"), Decimal("0.172500")]
    assert [f"{share:.0%}" for share in shares if share] == ["56%", "17%"]
    assert round(100 * GAO_2021["met"] / (1200 - found.outcomes["void"]), 1) == 60.2


@pytest.mark.parametrize(("member", "total", "count", "published"), G20)
def test_g20_scores_come_to_the_published_percentages(member: str, total: int, count: int, published: int) -> None:
    found = card(*scored(member, total, count))
    assert found.scored == count
    of_hundred = percent(mean(found.standings))
    assert of_hundred is not None
    assert round(of_hundred) == published


def test_the_mean_of_means_gives_every_member_the_same_weight() -> None:
    members = [scored("EU", 14, 15), scored("US", -5, 13)]
    means = mean_of_means(portfolio(*promises) for promises in (*members, [commitment("open")]))
    assert means == (Fraction(14, 15) + Fraction(-5, 13)) / 2
    assert fraction(means) == Decimal("0.274359")
