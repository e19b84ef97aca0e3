"""Checks for amounts, with slips that were found in print."""

import pytest

from tests.building import amount, citation, commitment, status
from tests.checks.asking import findings, sentences
from tracker.model.commitment import AnyEvent, Commitment
from tracker.model.dates import span

IN_FIVE_YEARS = "in 5 to 6 years that comes to JPY 1.055tn to JPY 1.266tn"
NO_RATE = "10.6 JPY to the USD, where about 120 would be expected"

# ---- annual-totals -----------------------------------------------------------------------------


def five_years(*events: AnyEvent, amount: str = "") -> Commitment:
    """The host-nation support of fiscal 2022 to 2026: five years and a little, as it was signed before they began."""
    return commitment("sma", due="JP-FY2026", made_on=span("2022-01-07"), events=events, amount=amount)


YEARLY = citation("amount", value="JPY 211bn a year")


@pytest.mark.parametrize(
    ("promise", "found"),
    [
        (
            five_years(YEARLY, citation("amount", "contradicts", "About JPY 1.55 trillion"), amount="JPY 1,055.1bn"),
            f"~ JPY 1.55tn (News) against JPY 211bn/yr (News): {IN_FIVE_YEARS}",
        ),
        (
            five_years(YEARLY, amount="JPY 1.55tn"),
            f"JPY 1.55tn (the record) against JPY 211bn/yr (News): {IN_FIVE_YEARS}",
        ),
        (
            five_years(citation("amount", value="JPY 211bn"), amount="JPY 211bn a year"),
            f"JPY 211bn (News) against JPY 211bn/yr (the record): {IN_FIVE_YEARS}",
        ),
        (
            commitment(
                "sma",
                due="2026-06-30",
                status=None,
                events=[status("agreed", on="2026-01-01"), citation("amount", value="JPY 5bn a year")],
                amount="JPY 20bn",
            ),
            "JPY 20bn (the record) against JPY 5bn/yr (News): in 1 year that comes to JPY 5bn",
        ),
    ],
)
def test_a_total_is_about_the_yearly_figure_times_the_years(promise: Commitment, found: str) -> None:
    assert sentences("annual-totals", promise) == [f"sma: {found}"]


@pytest.mark.parametrize(
    "promise",
    [
        five_years(YEARLY, amount="JPY 1,055.1bn"),
        five_years(YEARLY, amount="about JPY 1.1tn"),
        five_years(YEARLY, citation("amount", value="JPY 190bn a year"), amount="JPY 960bn"),
        five_years(YEARLY, amount="USD 1.55tn"),
        five_years(amount="JPY 1.55tn"),
        five_years(amount("JPY 1.55tn"), amount("JPY 211bn a year", "revision", on="2025-06-01")),
        commitment(amount="JPY 1.55tn", events=[YEARLY], made_on=span("2022-01-07")),
        commitment(amount="JPY 1.55tn", events=[YEARLY], due="2021", made_on=span("2022-01-07")),
        commitment(amount="JPY 1.55tn", events=[YEARLY], due="2026", status=None),
    ],
)
def test_a_rounded_total_and_a_promise_without_a_term_of_years_have_no_finding(promise: Commitment) -> None:
    assert sentences("annual-totals", promise) == []


# ---- unit-errors -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recorded", "value", "found"),
    [
        ("USD 550bn", "USD 55 billion", "USD 55bn (News) against USD 550bn (the record): 10 times apart"),
        ("USD 36bn", "USD 36m", "USD 36m (News) against USD 36bn (the record): 1,000 times apart"),
        ("USD 36bn", "up to USD 45tn", "≤ USD 45tn (News) against USD 36bn (the record): 1,250 times apart"),
        ("12 Mt a year", "0.12 Mt a year", "0.12 Mt/yr (News) against 12 Mt/yr (the record): 100 times apart"),
        ("USD 3bn", "USD 1m", "USD 1m (News) against USD 3bn (the record): 3,000 times apart"),
        ("USD 10bn", "USD 3m", "USD 3m (News) against USD 10bn (the record): 3,330 times apart"),
        ("USD -2bn", "USD -2m", "USD -2m (News) against USD -2bn (the record): 1,000 times apart"),
    ],
)
def test_figures_a_thousand_times_apart_or_with_a_zero_more_are_errors_of_unit(
    recorded: str, value: str, found: str
) -> None:
    promise = commitment("promise", amount=recorded, events=[citation("amount", value=value)])
    assert sentences("unit-errors", promise) == [f"promise: {found}"]


def test_a_version_is_held_against_the_version_before_it() -> None:
    promise = commitment("promise", events=[amount("USD 36m"), amount("USD 36bn", "revision", on="2025-06-01")])
    assert sentences("unit-errors", promise) == [
        "promise: USD 36m (the record before) against USD 36bn (the record): 1,000 times apart"
    ]


def test_without_a_figure_of_the_record_the_sources_are_held_against_each_other() -> None:
    events = [citation("amount", value="USD 36bn"), citation("amount", value="USD 36m")]
    assert sentences("unit-errors", commitment("promise", events=events)) == [
        "promise: USD 36m (News) against USD 36bn (News): 1,000 times apart"
    ]


@pytest.mark.parametrize(
    ("recorded", "value"),
    [
        ("USD 550bn", "USD 550bn"),
        ("USD 550bn", "USD 400bn"),
        ("USD 550bn", "USD 56bn"),
        ("USD 550bn", "JPY 55bn"),
        ("USD 550bn", "USD 55bn a year"),
        ("USD 550bn", "USD 0"),
        ("USD 550bn", "USD -55bn"),
        ("USD 550bn", "USD 500m of the USD 550bn"),
        ("USD 550bn", "a ceiling"),
    ],
)
def test_other_figures_and_parts_of_the_sum_are_no_errors_of_unit(recorded: str, value: str) -> None:
    assert sentences("unit-errors", commitment(amount=recorded, events=[citation("amount", value=value)])) == []


# ---- swapped-digits ----------------------------------------------------------------------------


def test_digits_that_changed_places_are_found() -> None:
    promise = commitment("promise", amount="JPY 847.2bn", events=[citation("amount", value="JPY 842.7bn")])
    assert sentences("swapped-digits", promise) == [
        "promise: JPY 842.7bn (News) against JPY 847.2bn (the record): two digits are swapped"
    ]


@pytest.mark.parametrize(
    "value",
    [
        "JPY 847.2bn",
        "JPY 84.72bn",
        "JPY 847bn",
        "JPY 247.8bn",
        "JPY 842.8bn",
        "JPY -842.7bn",
        "JPY 8427bn",
        "JPY 487.3bn",
        "JPY 482.7bn",
        "USD 842.7bn",
    ],
)
def test_other_differences_of_digits_are_not_swapped_digits(value: str) -> None:
    promise = commitment(amount="JPY 847.2bn", events=[citation("amount", value=value)])
    assert sentences("swapped-digits", promise) == []


def test_two_digits_are_too_few_to_tell() -> None:
    promise = commitment(amount="USD 12bn", events=[citation("amount", value="USD 21bn")])
    assert sentences("swapped-digits", promise) == []


# ---- exchange-rates ----------------------------------------------------------------------------


def test_two_figures_of_one_text_must_imply_a_plausible_rate() -> None:
    events = [citation("amount", value="20.6 billion yen (about $1.95 billion)")]
    assert sentences("exchange-rates", commitment("promise", amount="JPY 20.6bn", events=events)) == [
        f"promise: ~ USD 1.95bn (News) against JPY 20.6bn (the record): {NO_RATE}"
    ]
    assert sentences("exchange-rates", commitment("promise", events=events)) == [
        f"promise: ~ USD 1.95bn (News) against JPY 20.6bn (News): {NO_RATE}"
    ]


@pytest.mark.parametrize(
    ("recorded", "value"),
    [
        ("JPY 206bn", "about $1.95 billion"),
        ("USD 36bn", "about JPY 5.5 trillion"),
        ("JPY 206bn", "USD 1.95bn a year"),
        ("JPY 206bn", "100 aircraft"),
        ("CHF 206bn", "USD 1bn"),
        ("JPY 206bn", "USD 0"),
        ("JPY -206bn", "USD 1bn"),
        ("JPY 206bn", "JPY 1bn"),
    ],
)
def test_a_plausible_rate_or_a_missing_rate_has_no_finding(recorded: str, value: str) -> None:
    assert sentences("exchange-rates", commitment(amount=recorded, events=[citation("amount", value=value)])) == []


def test_figures_of_two_sources_are_held_against_the_record_and_not_against_each_other() -> None:
    events = [citation("amount", value="JPY 6tn"), citation("amount", value="USD 2bn")]
    assert sentences("exchange-rates", commitment(amount="4 reactors", events=events)) == []


# ---- remedies ------------------------------------------------------------------------------------


def test_a_figure_of_the_record_is_corrected_and_one_of_a_source_read_again() -> None:
    ours, theirs = (
        five_years(YEARLY, amount="JPY 1.55tn"),
        five_years(citation("amount", value="JPY 1.55m"), amount="JPY 1.55tn"),
    )
    assert (
        findings("annual-totals", ours)[0].remedy == "tracker amend sma --amount AMOUNT --kind correction --source URL"
    )
    assert findings("unit-errors", theirs)[0].remedy == "tracker show sma --only amounts,contradictions,sources"
    assert (findings("unit-errors", theirs)[0].field, findings("unit-errors", theirs)[0].value) == (
        ("amount",),
        "JPY 1.55m",
    )
