"""Slips that were found in print, each in its own commitment, and the findings in the sample."""

import pytest

from tests.building import citation, commitment, portfolio
from tests.program import Tracker
from tracker.checks import CHECKS, OF_COPIES, run
from tracker.model.commitment import Commitment
from tracker.model.dates import span

SUSPICIOUS = ("fiscal-years", "annual-totals", "unit-errors", "swapped-digits", "exchange-rates")


@pytest.mark.parametrize(
    ("promise", "check"),
    [
        (
            commitment(
                due="JP-FY2026",
                made_on=span("2022-01-07"),
                amount="JPY 1.55tn",
                events=[citation("amount", value="1.55 trillion yen, 211 billion yen annually")],
            ),
            "annual-totals",
        ),
        (
            commitment(events=[citation("amount", value="20.6 billion yen (about $1.95 billion)")]),
            "exchange-rates",
        ),
        (
            commitment(due="2027-03", events=[citation("deadline", "contradicts", "expires 2026")]),
            "fiscal-years",
        ),
        (
            commitment(
                events=[citation("amount", value="847.2 billion yen"), citation("amount", value="842.7 billion yen")]
            ),
            "swapped-digits",
        ),
    ],
)
def test_a_slip_is_found_by_the_one_check_that_is_made_for_it(promise: Commitment, check: str) -> None:
    found = run(list(portfolio(promise)), SUSPICIOUS)
    assert [name for name in SUSPICIOUS if found[name]] == [check]


def test_every_finding_in_the_sample_is_real(sample: Tracker) -> None:
    strong = ("--except", "address-alone,one-witness,no-copy,contradicted")
    found = sample("check", *strong, "--as-of", "2026-11-01", "--format", "json")
    rows = [(row["check"], row["ref"], row["value"]) for row in found.rows]
    expected = [
        ("overdue-without-news", "jp-us-250-cherry-trees", "in_progress"),
        ("overdue-without-news", "us-jp-critical-minerals-6m/ministerial", "agreed"),
        ("overdue-without-news", "us-jp-critical-minerals-6m/financing", "in_progress"),
        *(("lapsed-unreported", f"jp-us-sma-utilities/jp-fy{year}", "agreed") for year in range(2022, 2026)),
        ("annual-totals", "jp-us-sma-fy2022-26", "~ JPY 1.55tn"),
        ("unit-errors", "jp-us-550bn-investment", "USD 55bn"),
    ]
    new = sorted({row[0] for row in rows if row not in expected})
    assert not new, f"the checks {new} find something in the sample: if it is real, add it to this test"
    assert rows == expected


def test_the_contradictions_that_are_open_in_the_sample_are_those_that_no_source_of_it_settles(sample: Tracker) -> None:
    found = sample("check", "--only", "contradicted", "--as-of", "2026-11-28", "--format", "json").rows
    assert [(row["ref"], *row["field"]) for row in found] == [
        ("jp-us-550bn-investment", "amount"),
        ("jp-us-first-project-decision", "deadline"),
        ("jp-us-first-project-decision", "obligor"),
        ("jp-us-first-project-decision", "deadline"),
        ("jp-us-fund-within-45-business-days", "deadline"),
        ("jp-us-farm-8bn", "amount"),
        ("jp-defence-2pct-gdp", "status"),
        ("jp-us-defence-beyond-2pct", "amount"),
        ("jp-us-defence-beyond-2pct", "amount"),
        ("jp-us-sma-fy2016-20", "amount"),
        ("us-jp-futenma-return", "conditions"),
    ]
    settled = sample("show", "jp-us-sma-fy2022-26", "--as-of", "2026-11-28", "--format", "json").row["contradictions"]
    assert [(one["id"], one["amount_apart"], one["settled"][:20]) for one in settled] == [
        (7, "494900000000", "A misprint of 1.055:")
    ]


def test_what_rests_on_one_witness_in_the_sample_is_no_more_than_reported(sample: Tracker) -> None:
    alone = sample("check", "--only", "one-witness", "--format", "json").rows
    known = {row["ref"]: row for row in sample("list", "--milestones", "--limit", "0", "--format", "json").rows}
    assert len(alone) == 31
    assert {known[row["ref"]][f"{field}_confidence"] for row in alone for field in row["field"]} == {"reported"}


@pytest.mark.parametrize("day", ["2019-12-31", "9999-12-31"])
def test_every_check_can_be_asked_of_the_sample_at_any_day(sample: Tracker, day: str) -> None:
    assert sample("check", "--as-of", day).exit_code in {0, 1}


def test_a_check_that_is_asked_alone_finds_what_it_finds_among_all(sample: Tracker) -> None:
    asked = ("--as-of", "2025-12-15", "--format", "json")
    every = sample("check", *asked).rows
    for name in CHECKS.keys() - OF_COPIES:  # the sample has no copies
        assert sample("check", "--only", name, *asked).rows == [row for row in every if row["check"] == name]
