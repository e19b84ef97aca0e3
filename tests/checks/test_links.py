"""Checks for references."""

from datetime import UTC, datetime

import pytest

from tests.building import commitment, portfolio, position, retraction, status
from tests.checks.asking import findings, sentences
from tracker.checks import run
from tracker.model.commitment import Commitment
from tracker.model.register import Category, Party, Register

# ---- parent-cycles -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parents", "found"),
    [
        ({"a": "a"}, ["a: its umbrellas lead back to it: a > a"]),
        (
            {"a": "b", "b": "a"},
            ["a: its umbrellas lead back to it: a > b > a", "b: its umbrellas lead back to it: b > a > b"],
        ),
        ({"a": "b", "b": "b"}, ["b: its umbrellas lead back to it: b > b"]),
        ({"a": "b", "b": "c", "c": ""}, []),
        ({"a": "gone"}, []),
    ],
)
def test_nothing_is_a_part_of_itself(parents: dict[str, str], found: list[str]) -> None:
    assert sentences("parent-cycles", *(commitment(ref, parent=parent) for ref, parent in parents.items())) == found


def test_a_cycle_is_cut_by_taking_out_the_umbrella() -> None:
    (finding,) = findings("parent-cycles", commitment("a", parent="a"))
    assert (finding.remedy, finding.field, finding.value) == ("tracker edit a --parent ''", ("parent",), "a")


# ---- dangling-refs -----------------------------------------------------------------------------

REMOVED = commitment("old", events=[retraction(recorded_at=datetime(2026, 1, 1, tzinfo=UTC))])
LATER = commitment("old", status=None, events=[status("agreed", on="2027-01-01")])


@pytest.mark.parametrize(
    ("promise", "others", "found"),
    [
        (commitment("new", parent="old"), [], ["new: its umbrella old does not exist"]),
        (commitment("new", parent="old"), [REMOVED], ["new: its umbrella old does not exist"]),
        (
            commitment("new", in_return_for=("old", "older")),
            [],
            [
                "new: old, which it is in return for, does not exist",
                "new: older, which it is in return for, does not exist",
            ],
        ),
        (
            commitment("new", status=None, events=[status("superseded", successor="old")]),
            [],
            ["new: its successor old does not exist"],
        ),
        (commitment("new", parent="old"), [commitment("old")], []),
        (commitment("new", parent="old"), [LATER], []),
        (commitment("new", status=None, events=[position("US", "accepts")]), [], []),
    ],
)
def test_a_ref_in_a_commitment_must_be_in_the_register(
    promise: Commitment, others: list[Commitment], found: list[str]
) -> None:
    assert sentences("dangling-refs", promise, *others) == found


def test_a_ref_to_a_removed_commitment_is_found_after_the_removal() -> None:
    promises = commitment("new", parent="old"), REMOVED
    assert sentences("dangling-refs", *promises, known_at="2025-12-31") == []
    assert sentences("dangling-refs", *promises, known_at="2026-01-01") == ["new: its umbrella old does not exist"]


def test_the_remedy_of_a_missing_link_edits_its_own_field() -> None:
    superseded = status("superseded", successor="next", on="2026-01-01")
    promise = commitment("new", parent="old", in_return_for=("other",), events=[superseded])
    assert [(finding.remedy, finding.field) for finding in findings("dangling-refs", promise)] == [
        ("tracker edit new --parent REF", ("parent",)),
        ("tracker edit new --in-return-for REF", ("in_return_for",)),
        ("tracker add TITLE --ref next --by CODE --to CODE", ("status",)),
    ]


# ---- unknown-parties ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promise", "found"),
    [
        (
            commitment("new", obligor=("JP", "XQ"), obligee=("SOFTBANK",), events=[position("ABC", "accepts")]),
            [f"new: {code} is neither a country nor a party of the register" for code in ("XQ", "SOFTBANK", "ABC")],
        ),
        (commitment("new", obligor=("XQ", "XQ")), ["new: XQ is neither a country nor a party of the register"]),
        (commitment("new", obligor=("JP", "EU"), obligee=("US", "JBIC"), events=[position("KR", "denies")]), []),
    ],
)
def test_a_party_is_a_country_or_in_the_register(promise: Commitment, found: list[str]) -> None:
    jbic = Party(code="JBIC", name="Japan Bank for International Cooperation")
    held = portfolio(promise, register=Register(parties={"JBIC": jbic}))
    findings = run(list(held), ["unknown-parties"])["unknown-parties"]
    assert [f"{finding.standing.ref}: {finding.message}" for finding in findings] == found


def test_an_unknown_party_is_entered() -> None:
    (finding,) = findings("unknown-parties", commitment("new", obligor=("XQ",)))
    assert (finding.remedy, finding.field, finding.value) == ("tracker party XQ NAME", ("party",), "XQ")


# ---- unknown-categories ------------------------------------------------------------------------


def test_a_category_is_one_of_every_register_or_of_this_one() -> None:
    minerals = Category(code="minerals", name="Minerals")
    held = portfolio(
        *(commitment(ref, category=ref) for ref in ("energy", "minerals", "food")),
        register=Register(categories={"minerals": minerals}),
    )
    (finding,) = run(list(held), ["unknown-categories"])["unknown-categories"]
    assert (finding.standing.ref, finding.message) == ("food", "food is no category of the register")
    assert (finding.remedy, finding.field, finding.value) == ("tracker category food", ("category",), "food")
