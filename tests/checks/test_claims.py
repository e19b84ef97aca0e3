"""Amounts and dates parsed from citations."""

import pytest
from hypothesis import given

from tests import hostile
from tests.building import NEWS, amount, citation, commitment, deadline, state
from tracker.checks.claims import claimed_dates, claimed_figures
from tracker.model.commitment import Source
from tracker.model.dates import span
from tracker.state.prose import amounts_in, values_in


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("USD 55 billion, and less than 15 percent received as of January 2026", ["USD 55bn", "15%"]),
        ("About JPY 1.55 trillion", ["~ JPY 1.55tn"]),
        ("20.6 billion yen (about $1.95 billion)", ["JPY 20.6bn", "~ USD 1.95bn"]),
        ("JPY 1,055.1bn over five years, about 211bn a year", ["JPY 1.0551tn", "~ JPY 211bn/yr"]),
        ("USD 33bn, 2.1bn and 600m: 36bn", ["USD 33bn", "USD 2.1bn", "USD 600m", "USD 36bn"]),
        ("Purchases totalling USD 8bn a year, although the average was 12.9bn", ["USD 8bn/yr", "USD 12.9bn"]),
        ("The upper house approved it; JPY 211bn a year", ["JPY 211bn/yr"]),
        ("約2110億円（年間422億円）", ["~ JPY 211bn", "JPY 42.2bn/yr"]),
        ("USD 14bn to 17bn a year, repeated in September", []),
        ("JPY 6 to 7 trillion", []),
        ("a sum like a signing bonus", []),
        ("2.1bn", []),
        ("", []),
    ],
)
def test_every_amount_in_a_text_is_parsed(text: str, named: list[str]) -> None:
    assert [str(figure) for figure in amounts_in(text)] == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Expires in March 2027", ["2027-03"]),
        ("19 January 2029, the day before the term ends", ["2029-01-19"]),
        ("2026 or later", []),
        ("as soon as possible", []),
    ],
)
def test_every_date_in_a_text_is_parsed(text: str, named: list[str]) -> None:
    assert [str(date) for date in values_in(text, span)] == named


@given(hostile.texts)
def test_any_text_can_be_searched_for_amounts_and_dates(text: str) -> None:
    assert all(figure.value.is_finite() for figure in amounts_in(text))
    assert all(date.first <= date.last for date in values_in(text, span))


def test_the_figure_in_force_comes_first_then_the_sources_then_what_was_in_force_before() -> None:
    promise = commitment(
        events=[
            amount("USD 7bn"),
            amount("USD 8bn", "revision", on="2025-06-01"),
            citation("amount", value="USD 9bn", source=Source(publisher="Daily", relays="Nikkei, 9 May 2025")),
            citation("baseline", value="USD 1bn"),
            citation("amount", value="USD 9.5bn", source=None),
        ]
    )
    found = [
        (str(claim.amount), claim.by, claim.in_force, claim.superseded) for claim in claimed_figures(state(promise))
    ]
    assert found == [
        ("USD 8bn", "the record", True, False),
        ("USD 9bn", "Nikkei", False, False),
        ("USD 9.5bn", "the record", False, False),
        ("USD 7bn", "the record before", False, True),
    ]


@pytest.mark.parametrize(
    ("value", "claimed"),
    [
        ("USD 33bn, 2.1bn and 600m: 36bn", ["USD 36bn"]),
        ("USD 33bn, 2.1bn and 600m: 35.7bn", ["USD 33bn"]),
        ("USD 36bn is about JPY 5.5 trillion, USD 9bn a year", ["USD 36bn", "~ JPY 5.5tn", "USD 9bn/yr"]),
    ],
)
def test_a_source_that_names_the_parts_of_a_sum_claims_the_sum(value: str, claimed: list[str]) -> None:
    promise = commitment(amount="USD 36bn", events=[citation("amount", value=value)])
    assert [str(claim.amount) for claim in claimed_figures(state(promise))[1:]] == claimed


def test_the_dates_of_the_record_come_before_those_of_its_sources() -> None:
    promise = commitment(
        events=[
            deadline("2025", source=NEWS),
            deadline("2026-02", "extension", on="2026-01-01"),
            citation("deadline", value="end of 2025"),
            citation("due", value="fiscal 2025"),
        ]
    )
    found = [(str(claim.due), claim.by, claim.in_force) for claim in claimed_dates(state(promise))]
    assert found == [("2025", "the record", False), ("2026-02", "the record", True), ("2025", "News", False)]
