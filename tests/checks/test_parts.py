"""Checks of parts against their umbrella."""

import pytest

from tests.building import commitment, delivery
from tests.checks.asking import findings, sentences
from tracker.model.commitment import Commitment, DeliveryEvent
from tracker.model.recurrence import read_recurrence
from tracker.model.status import Status

# ---- parts-above-whole -------------------------------------------------------------------------


def test_parts_of_another_kind_than_the_whole_are_not_added_up() -> None:
    def kinds_found(*kinds: str) -> list[str]:
        whole = commitment("fund", amount="USD 5bn", amount_kind="loan")
        each = [
            commitment(f"part{n}", parent="fund", amount="USD 3bn", amount_kind=kind) for n, kind in enumerate(kinds)
        ]
        return sentences("parts-above-whole", whole, *each)

    assert kinds_found("loan", "grant", "mixed") == []
    assert len(kinds_found("loan", "")) == 1


def parts(*amounts: str, status: Status = "agreed") -> list[Commitment]:
    """Parts of the fund with these amounts."""
    return [commitment(f"part{n}", parent="fund", amount=figure, status=status) for n, figure in enumerate(amounts, 1)]


@pytest.mark.parametrize(
    ("whole", "amounts", "found"),
    [
        (
            "USD 36bn",
            ["USD 33bn", "USD 4bn"],
            "its parts come to USD 37bn, its own amount is USD 36bn: part1 USD 33bn, part2 USD 4bn",
        ),
        ("up to USD 36bn", ["USD 37bn"], "its parts come to USD 37bn, its own amount is ≤ USD 36bn: part1 USD 37bn"),
        (
            "about USD 36bn",
            ["USD 36.6bn"],
            "its parts come to USD 36.6bn, its own amount is ~ USD 36bn: part1 USD 36.6bn",
        ),
        ("15%", ["10%", "20%"], "its parts come to 20%, its own amount is 15%: part1 10%, part2 20%"),
        (
            "USD 5bn",
            ["USD 2bn"] * 6,
            (
                "its parts come to USD 12bn, its own amount is USD 5bn: "
                "part1 USD 2bn, part2 USD 2bn, part3 USD 2bn, part4 USD 2bn and 2 more"
            ),
        ),
    ],
)
def test_the_parts_are_not_more_than_the_whole(whole: str, amounts: list[str], found: str) -> None:
    assert sentences("parts-above-whole", commitment("fund", amount=whole), *parts(*amounts)) == [f"fund: {found}"]


@pytest.mark.parametrize(
    ("whole", "amounts"),
    [
        ("USD 36bn", ["USD 33bn", "USD 3bn"]),
        ("about USD 36bn", ["USD 33.3bn", "USD 2.1bn", "USD 1.1bn"]),
        ("at least USD 36bn", ["USD 40bn"]),
        ("USD 36bn", ["JPY 6tn"]),
        ("USD 36bn", ["USD 40bn a year"]),
        ("15%", ["15%", "15%"]),
        ("USD 36bn", []),
        ("", ["USD 40bn"]),
    ],
)
def test_parts_are_added_up_in_one_unit_and_a_rounded_whole_is_rounded(whole: str, amounts: list[str]) -> None:
    assert sentences("parts-above-whole", commitment("fund", amount=whole), *parts(*amounts)) == []


@pytest.mark.parametrize("status", ["withdrawn", "superseded", "not_met"])
def test_withdrawn_parts_do_not_count(status: Status) -> None:
    assert sentences("parts-above-whole", commitment("fund", amount="USD 1bn"), *parts("USD 2bn", status=status)) == []


def test_the_whole_is_amended() -> None:
    (finding,) = findings("parts-above-whole", commitment("fund", amount="USD 1bn"), *parts("USD 2bn"))
    assert finding.remedy == "tracker amend fund --amount AMOUNT --source URL"
    assert (finding.field, finding.value) == (("amount",), "USD 1bn")


# ---- parts-after-whole -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "part", "found"),
    [
        (
            commitment("fund", due="2026"),
            commitment("part", parent="fund", due="2027-01"),
            ["part: due 2027-01, after its umbrella fund (2026)"],
        ),
        (commitment("fund", due="2027-03-31"), commitment("part", parent="fund", due="JP-FY2026"), []),
        (commitment("fund", due="2026"), commitment("part", parent="fund"), []),
        (commitment("fund"), commitment("part", parent="fund", due="2027"), []),
        (commitment("fund", due="2026"), commitment("part", due="2027"), []),
        (commitment("fund", due="2026", status="superseded"), commitment("part", parent="fund", due="2027"), []),
        (commitment("fund", due="2026"), commitment("part", parent="fund", due="2027", status="withdrawn"), []),
    ],
)
def test_no_part_falls_due_after_the_whole(whole: Commitment, part: Commitment, found: list[str]) -> None:
    assert sentences("parts-after-whole", whole, part) == found


def test_it_is_the_umbrella_that_is_amended() -> None:
    (finding,) = findings(
        "parts-after-whole", commitment("fund", due="2026"), commitment("part", parent="fund", due="2027")
    )
    assert finding.remedy == "tracker amend fund --due DATE --source URL"
    assert (finding.field, finding.value) == (("deadline",), "2027")


# ---- double-deliveries -------------------------------------------------------------------------

PLANT = delivery("USD 33bn", "selected", on="2026-02-17")


@pytest.mark.parametrize(
    ("promises", "found"),
    [
        (
            [commitment("fund", events=[PLANT]), commitment("plant", parent="fund", events=[PLANT])],
            ["fund: USD 33bn selected on 2026-02-17 is recorded at plant too"],
        ),
        (
            [commitment("fund"), *(commitment(ref, parent="fund", events=[PLANT]) for ref in ("ohio", "texas"))],
            ["ohio: USD 33bn selected on 2026-02-17 is recorded at texas too"],
        ),
        ([commitment("fund", events=[PLANT]), commitment("plant", events=[PLANT])], []),
        ([commitment("fund", events=[PLANT]), commitment("plant", parent="fund")], []),
        ([commitment("fund", events=[PLANT, PLANT])], []),
        ([commitment("a", parent="b", events=[PLANT]), commitment("b", parent="a")], []),
    ],
)
def test_a_delivery_is_claimed_once_under_one_umbrella(promises: list[Commitment], found: list[str]) -> None:
    assert sentences("double-deliveries", *promises) == found


def test_the_day_of_a_double_delivery_may_be_unknown() -> None:
    trees = delivery("4 trees", on="")
    promises = commitment("a", events=[trees]), commitment("b", parent="a", events=[trees])
    assert sentences("double-deliveries", *promises, as_of="2027-01-01") == [
        "a: 4 trees delivered on an unknown day is recorded at b too"
    ]


@pytest.mark.parametrize(
    "other",
    [
        delivery("USD 33.3bn", "selected", on="2026-02-17"),
        delivery("JPY 33bn", "selected", on="2026-02-17"),
        delivery("USD 33bn", "contracted", on="2026-02-17"),
        delivery("USD 33bn", "selected", on="2026-02-18"),
    ],
)
def test_two_deliveries_that_differ_are_two(other: DeliveryEvent) -> None:
    assert (
        sentences("double-deliveries", commitment("a", events=[PLANT]), commitment("b", parent="a", events=[other]))
        == []
    )


def test_the_remedy_of_a_double_delivery_ends_the_finding() -> None:
    plant = commitment("plant", parent="fund", events=[PLANT])
    (finding,) = findings("double-deliveries", commitment("fund", events=[PLANT]), plant)
    assert finding.remedy == "tracker deliver fund --stage selected --note 'counted at plant' -- 'USD -33bn'"
    assert (finding.field, finding.value) == (("delivery",), "USD 33bn")
    reversal = delivery("USD -33bn", "selected", on="2026-03-01")
    assert sentences("double-deliveries", commitment("fund", events=[PLANT, reversal]), plant) == []


# ---- between-periods and yearly-without-rule ---------------------------------------------------

YEARLY = read_recurrence("year, from 2025 until 2026, 6 Mt each")


@pytest.mark.parametrize(
    ("on", "found", "option"),
    [("2025-07..2026-06", "2025-07..2026-06", "--on 2025-07..2026-06 "), ("", "on an unknown day", "")],
)
def test_a_delivery_in_two_periods_is_asked_about_until_it_is_taken_back(on: str, found: str, option: str) -> None:
    whole = delivery("6 Mt", measure="customs", on=on)
    (finding,) = findings("between-periods", commitment("wheat", every=YEARLY, events=[whole]), as_of="2027-01-01")
    assert finding.message == (
        f"6 Mt delivered {found} lies in no one period; take it back, and record in each period what belongs to it"
    )
    assert finding.remedy == (
        f"tracker deliver wheat --stage delivered {option}--measure customs --note 'counted in its periods' -- '-6 Mt'"
    )
    divided = commitment("wheat", every=YEARLY, events=[whole, delivery("-6 Mt", measure="customs", on=on)])
    assert findings("between-periods", divided, as_of="2027-01-01") == []


def test_a_level_in_two_periods_needs_no_reversal() -> None:
    level = commitment("defence", every=YEARLY, events=[delivery("2 %GDP", on="2025-07..2026-06")])
    (finding,) = findings("between-periods", level, as_of="2027-01-01")
    assert finding.message == "2 %GDP delivered 2025-07..2026-06 lies in no one period"
    assert finding.remedy == "tracker deliver defence/PERIOD AMOUNT --stage delivered"


def test_a_delivery_in_one_period_or_of_no_recurring_duty_is_not_asked_about() -> None:
    wheat = commitment("wheat", every=YEARLY, events=[delivery("6 Mt", on="2025")])
    assert sentences("between-periods", wheat, commitment("a", events=[PLANT]), as_of="2027-01-01") == []


def test_a_yearly_amount_needs_a_rule() -> None:
    (finding,) = findings("yearly-without-rule", commitment("farm", amount="USD 8bn a year"))
    assert finding.message == "USD 8bn/yr is promised for every year, and no rule says from which year on"
    assert finding.remedy == "tracker edit farm --every year --from YEAR"
    assert sentences("yearly-without-rule", commitment(amount="USD 8bn a year", every=YEARLY)) == []
    assert sentences("yearly-without-rule", commitment(amount="USD 8bn a year", due="2028")) == []
    assert sentences("yearly-without-rule", commitment(amount="USD 8bn")) == []
