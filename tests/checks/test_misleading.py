"""Checks for misleading records."""

from datetime import UTC, datetime

import pytest

from tests.building import (
    NEWS,
    amount,
    assessment,
    citation,
    commitment,
    deadline,
    delivery,
    position,
    retraction,
    review,
    status,
)
from tests.checks.asking import findings, sentences
from tracker.model.amounts import read_amount
from tracker.model.commitment import AnyEvent, Commitment

# ---- completed-unconfirmed ---------------------------------------------------------------------

WHOLE = delivery("USD 7bn", on="2026-03-31")


@pytest.mark.parametrize(
    ("whole", "found", "remedy"),
    [
        (
            WHOLE,
            "USD 7bn of USD 7bn delivered by 2026-03-31, but it is not marked as met",
            "tracker mark promise met --on 2026-03-31 --source URL",
        ),
        (
            delivery("USD 8bn", "disbursed", on="2026-03"),
            "USD 8bn of USD 7bn delivered by 2026-03-31, but it is not marked as met",
            "tracker mark promise met --on DAY --source URL",
        ),
    ],
)
def test_a_full_delivery_must_be_confirmed(whole: AnyEvent, found: str, remedy: str) -> None:
    (finding,) = findings("completed-unconfirmed", commitment("promise", amount="USD 7bn", events=[whole]))
    assert (finding.message, finding.remedy) == (found, remedy)
    assert (finding.field, finding.value) == (("status",), "agreed")


@pytest.mark.parametrize(
    "promise",
    [
        commitment(amount="USD 7bn", events=[delivery("USD 6bn")]),
        commitment(amount="USD 7bn", events=[delivery("up to USD 7bn")]),
        commitment(amount="USD 7bn a year", events=[WHOLE]),
        commitment(amount="USD 7bn", events=[WHOLE], status="met"),
        commitment(amount="USD 7bn", events=[WHOLE], nature="refrain"),
        commitment(events=[WHOLE]),
    ],
)
def test_a_short_delivery_or_a_met_promise_needs_no_confirmation(promise: Commitment) -> None:
    assert sentences("completed-unconfirmed", promise) == []


# ---- overdue-without-news ----------------------------------------------------------------------

FIRST_OF_MARCH = citation("due", on="2026-02-28", known_on="2026-03-01")
SHORT = status("in_progress", on="2026-03-01", source=NEWS)


@pytest.mark.parametrize(
    ("events", "as_of", "found"),
    [
        (
            [FIRST_OF_MARCH],
            "2026-03-02",
            ["30 days past due, no news since 2026-03-01, never reviewed"],
        ),
        ([], "2026-02-01", ["1 day past due, no news, never reviewed"]),
        (
            [review(on="2026-01-30")],
            "2026-02-01",
            ["1 day past due, no news, last reviewed on 2026-01-30"],
        ),
        ([review(on="2026-01-31")], "2026-02-01", []),
        ([review(on="2026-01-31")], "2026-05-01", []),
        (
            [review(on="2026-01-31")],
            "2026-05-02",
            ["91 days past due, no news, last reviewed on 2026-01-31"],
        ),
        ([SHORT], "2026-05-30", []),
        ([SHORT], "2026-05-31", ["120 days late, no news since 2026-03-01, never reviewed"]),
        ([SHORT, review(on="2026-05-01")], "2026-05-31", []),
        (
            [assessment("stalled", on="2026-05-01")],
            "2026-05-31",
            ["120 days late, no news, never reviewed"],
        ),
        (
            [FIRST_OF_MARCH],
            "9999-12-31",
            ["2912412 days past due, no news since 2026-03-01, never reviewed"],
        ),
    ],
)
def test_an_overdue_promise_without_news_or_review_is_found(
    events: list[AnyEvent], as_of: str, found: list[str]
) -> None:
    promise = commitment("promise", due="2026-01-31", events=events)
    assert sentences("overdue-without-news", promise, as_of=as_of) == [f"promise: {sentence}" for sentence in found]


@pytest.mark.parametrize("promise", [commitment(), commitment(due="2027"), commitment(due="2025-06", status="not_met")])
def test_a_promise_that_is_not_overdue_needs_no_news(promise: Commitment) -> None:
    assert sentences("overdue-without-news", promise) == []


@pytest.mark.parametrize(
    ("event", "as_of", "found"),
    [
        (review(on="2026-02-01", again="2026-08-01"), "2026-07-31", []),
        (
            review(on="2026-02-01", again="2026-02-08"),
            "2026-02-08",
            ["8 days past due, no news, last reviewed on 2026-02-01"],
        ),
        (review("", on="2026-02-01", again="2026-08-01"), "2026-05-02", []),
        (
            review("", on="2026-02-01", again="2026-08-01"),
            "2026-05-03",
            ["92 days past due, no news, never reviewed"],
        ),
    ],
)
def test_a_planned_review_says_when_an_overdue_promise_is_looked_at_again(
    event: AnyEvent, as_of: str, found: list[str]
) -> None:
    promise = commitment("promise", due="2026-01-31", events=[event])
    assert sentences("overdue-without-news", promise, as_of=as_of) == [f"promise: {sentence}" for sentence in found]


def test_a_review_is_missed_once_its_day_has_passed() -> None:
    planned = commitment("promise", events=[review("", on="2026-06-01", again="2026-06-29", who="mika")])
    assert sentences("review-missed", planned) == ["promise: to be reviewed on 2026-06-29 by mika"]
    assert sentences("review-missed", planned, as_of="2026-06-29") == []
    done = commitment("promise", events=[review(on="2026-06-01", again="2026-06-29"), review(on="2026-06-30")])
    closed = commitment("closed", status="met", events=[review(on="2026-06-01", again="2026-06-29")])
    assert sentences("review-missed", done, closed) == []


def test_the_remedy_is_a_review_which_ends_the_finding() -> None:
    (finding,) = findings("overdue-without-news", commitment("promise", due="2026-01-31"))
    assert finding.remedy == "tracker review promise --found nothing --where PLACES"
    assert (finding.field, finding.value) == (("status",), "agreed")
    looked = commitment("promise", due="2026-01-31", events=[review(on="2026-06-30")])
    assert sentences("overdue-without-news", looked) == []


# ---- two-measures ------------------------------------------------------------------------------

CUSTOMS = delivery("USD 2bn", measure="customs", on="2026-01-31")
SALES = delivery("USD 3bn", measure="sales", on="2026-02-28")
UNNAMED = delivery("USD 1bn", on="2026-03-31")


@pytest.mark.parametrize(
    ("events", "found"),
    [
        (
            [CUSTOMS, SALES],
            "delivered is measured by “customs” and “sales”; “customs” counts, for it was recorded first",
        ),
        (
            [UNNAMED, SALES],
            (
                "delivered is measured by “sales” and an unnamed measure; "
                "the unnamed measure counts, for it was recorded first"
            ),
        ),
    ],
)
def test_two_measures_that_could_count_are_found(events: list[AnyEvent], found: str) -> None:
    assert sentences("two-measures", commitment("promise", amount="USD 7bn", events=events)) == [f"promise: {found}"]


@pytest.mark.parametrize(
    "promise",
    [
        commitment(amount="USD 7bn"),
        commitment(amount="USD 7bn", events=[CUSTOMS, CUSTOMS]),
        commitment(amount="USD 7bn", events=[CUSTOMS, SALES], counts="sales"),
        commitment(amount="USD 7bn", events=[CUSTOMS, delivery("USD 3bn", "contracted", measure="loans")]),
    ],
)
def test_one_measure_a_stage_or_a_named_measure_has_no_finding(promise: Commitment) -> None:
    assert sentences("two-measures", promise) == []


def test_the_measure_that_counts_is_named_by_an_edit() -> None:
    (finding,) = findings("two-measures", commitment("promise", amount="USD 7bn", events=[SALES, CUSTOMS]))
    assert finding.remedy == "tracker edit promise --counts MEASURE"
    assert (finding.field, finding.value) == (("delivery",), "sales")


# ---- baseline-above-amount ---------------------------------------------------------------------


def grown(figure: str, baseline: str) -> Commitment:
    """A promise of an amount, with a baseline."""
    return commitment("promise", amount=figure, baseline=read_amount(baseline) if baseline else None)


def test_a_baseline_above_the_amount_is_perhaps_counted_from_an_increase() -> None:
    (finding,) = findings("baseline-above-amount", grown("60 troops", "250 troops"))
    assert finding.message == (
        "its baseline is 250 troops and its amount 60 troops; if that is the increase, the level is 310 troops"
    )
    assert finding.remedy == "tracker amend promise --amount '310 troops' --kind correction"
    assert (finding.field, finding.value) == (("amount",), "60 troops")


@pytest.mark.parametrize(
    ("figure", "baseline"),
    [
        ("310 troops", "250 troops"),
        ("250 troops", "250 troops"),
        ("60 troops", "250 aircraft"),
        ("60 troops a year", "250 troops"),
        ("60 troops", ""),
        ("", "250 troops"),
    ],
)
def test_a_level_above_its_baseline_is_no_mistake_and_unlike_figures_are_not_compared(
    figure: str, baseline: str
) -> None:
    assert sentences("baseline-above-amount", grown(figure, baseline)) == []


# ---- performed-ahead ---------------------------------------------------------------------------

MARCH = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (status("met", on="2026-03-02", recorded_at=MARCH, source=NEWS), "status"),
        (delivery("USD 1bn", on="2026-03-02", recorded_at=MARCH), "delivery"),
        (position("US", "accepts", on="2026-03-02", recorded_at=MARCH), "position"),
    ],
)
def test_an_event_after_the_day_of_its_recording_is_found(event: AnyEvent, field: str) -> None:
    for as_of in ("2026-03-01", "2026-06-30"):
        (finding,) = findings("performed-ahead", commitment("promise", events=[event]), as_of=as_of)
        assert finding.message == "event 1 is dated 2026-03-02, after the day on which it was recorded"
        assert (finding.remedy, finding.field, finding.value) == ("tracker log promise", (field,), "2026-03-02")


@pytest.mark.parametrize(
    "events",
    [
        [status("met", on="2026-03-01", recorded_at=MARCH, source=NEWS)],
        [status("met", on="2026-03", recorded_at=MARCH, source=NEWS)],
        [delivery("USD 1bn", on="", recorded_at=MARCH)],
        [delivery("USD 1bn", on="2026-03-02", recorded_at=MARCH), retraction(1)],
        [status("withdrawn", on="2026-03-02", recorded_at=MARCH)],
        [status("in_progress", on="2026-03-02", recorded_at=MARCH)],
        [deadline("2027", on="2026-03-02", recorded_at=MARCH), amount("USD 1bn", on="2026-03-02", recorded_at=MARCH)],
    ],
)
def test_a_possible_an_announced_or_a_retracted_event_is_not_ahead(events: list[AnyEvent]) -> None:
    assert sentences("performed-ahead", commitment("promise", events=events)) == []
