"""The command `balance`."""

import pytest

from tests.program import Tracker


def test_the_balance_puts_both_sides_beside_each_other(small: Tracker) -> None:
    shown = small.done("balance", "JP", "US").output.splitlines()
    assert shown[0].split() == ["JP", "owes", "US", "US", "owes", "JP"]
    assert shown[2].split() == ["commitments", "3", "1"]
    assert shown[4].split() == ["overdue", "1", "0"]
    assert "overdue" in shown[4]
    assert "They owe each other" not in "\n".join(shown)


def test_the_balance_has_a_line_for_each_side_category_and_unit(small: Tracker) -> None:
    rows = small.done("balance", "us", "JP", "--format", "csv").rows
    assert small.done("balance", "america", "日本", "--format", "csv").rows == rows
    assert [
        (r["obligor"], r["category"], r["currency"], r["promised"], r["delivered"], r["overdue"]) for r in rows
    ] == [
        ("US", "tariff", "", "", "", ""),
        ("JP", "energy", "USD", "7000000000", "1500000000", "5500000000"),
        ("JP", "investment", "USD", "550000000000", "", ""),
    ]


def test_what_both_owe_each_other_is_a_side_of_its_own(sample: Tracker) -> None:
    rows = sample.done("balance", "JP", "US", "category:trade", "--format", "json").rows
    assert [(row["obligor"], row["commitments"]) for row in rows if row["obligor"] == ["JP", "US"]] == [
        (["JP", "US"], 3)
    ]
    assert "They owe each other" in sample.done("balance", "JP", "US").output


def test_what_was_traded_names_whose_turn_it_is(sample: Tracker) -> None:
    rows = sample.done("balance", "JP", "US", "--traded", "--format", "json").rows
    assert [(row["ref"], row["in_return_for"], row["outstanding"]) for row in rows] == [
        ("jp-us-550bn-investment", "us-jp-auto-tariff-15", ["JP"]),
        ("jp-us-550bn-investment", "us-jp-reciprocal-15-no-stacking", ["JP"]),
    ]
    assert sample.done("balance", "JP", "US", "--traded").output.endswith("2 pairs traded.\n")
    assert sample.done("balance", "JP", "CN", "--traded").output == "0 pairs traded.\n"


def test_the_side_that_was_named_second_may_have_delivered_first(small: Tracker) -> None:
    small.done("edit", "jp-us-first", "--in-return-for", "us-jp-tariff", "--in-return-for", "jp-us-first")
    (row,) = [
        r for r in small.done("balance", "JP", "US", "--traded", "--format", "json").rows if r["ref"] == "jp-us-first"
    ]
    assert (row["in_return_for"], row["outstanding"]) == ("us-jp-tariff", ["US"])


def test_between_parties_that_owe_nothing_there_is_nothing(small: Tracker) -> None:
    assert small.done("balance", "JP", "CN", "--format", "json").rows == []
    assert "commitments  0" in small.done("balance", "JP", "CN").output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("JP", "jp"), "a balance of JP with itself: name two parties, as in tracker balance JP US"),
        (("JP", "XQ"), "“XQ” is not a party; write a country"),
    ],
)
def test_a_balance_needs_two_parties(small: Tracker, arguments: tuple[str, ...], sentence: str) -> None:
    code, said = small("balance", *arguments).refusal
    assert (code, said.startswith(sentence)) == (2, True)


def test_kinds_of_amount_are_told_apart_everywhere(empty: Tracker) -> None:
    given = ("--by", "JP", "--to", "US", "--category", "energy", "--made-on", "2026-01-01", "--due", "2026-12-31")
    fund = ("add", "Fund", "--ref", "fund", "--amount", "USD 9bn", "--amount-kind", "mixed", *given)
    assert empty.done(*fund).output == "fund\n"
    parts = (("loan", "USD 4bn"), ("grant", "USD 2bn"))
    for kind, figure in parts:
        part = ("add", f"The {kind}", "--ref", kind, "--parent", "fund", "--amount", figure, "--amount-kind", kind)
        empty.done(*part, *given)
        empty.done("deliver", kind, "USD 1bn", "--on", "2026-03-31")
    rows = empty.done("balance", "JP", "US", "--csv").rows
    assert [[row[name] for name in ("amount_kind", "promised", "arrived", "delivered_share")] for row in rows] == [
        ["mixed", "9000000000", "", ""],
        ["loan", "4000000000", "1000000000", "0.250000"],
        ["grant", "2000000000", "1000000000", "0.500000"],
    ]
    row = empty.done("score", "--format", "json").row
    assert row["delivered_share"] == ["USD mixed=n/a", "USD loan=0.250000", "USD grant=0.500000"]
    assert [amount["amount_kind"] for amount in row["amounts"]] == ["mixed", "loan", "grant"]
    assert "USD 4bn (loan)   USD 1bn (loan)  25.0%\n" in empty.done("score").output
    assert "Kinds of amount are never added up." in empty.done("score").output
    assert "USD 9bn (mixed)" in empty.done("list").output
    assert "amount_kind" in empty.done("list", "--csv").rows[0]
    shown = empty.done("show", "fund").output
    assert "amount      USD 9bn (mixed)\n" in shown
    assert "delivered USD 1bn (loan)" in shown
    assert [one["amount_kind"] for one in empty.done("show", "fund", "--format", "json").row["deliveries"]] == [
        "loan",
        "grant",
    ]
    empty.done("edit", "grant", "--amount-kind", "")
    assert "amount      USD 2bn\n" in empty.done("show", "grant").output
    rows = empty.done("balance", "JP", "US", "--csv").rows
    assert [(row["amount_kind"], row["promised"], row["arrived"]) for row in rows] == [
        ("mixed", "9000000000", "1000000000"),
        ("loan", "4000000000", "1000000000"),
    ]
    empty.done("undo")
    assert len(empty.done("balance", "JP", "US", "--csv").rows) == 3
    code, sentence = empty("edit", "grant", "--amount-kind", "lone").refusal
    assert (code, sentence.split("; ")[0]) == (2, "“lone” is not an amount kind (nearest: loan)")


def test_a_milestone_that_another_obligor_owes_is_not_charged(empty: Tracker) -> None:
    both = ("--by", "DE", "--by", "ES")
    empty.done("add", "G", *both, "--to", "US", "--due", "2035", "--made-on", "2025-06-25", "--ref", "d")
    empty.done("milestone", "d", "m", "--by", "DE", "--due", "2025-12-31", "--amount", "EUR 1bn")
    empty.done("party", "KFW", "KfW")
    empty.done("add", "Works", "--by", "KFW", "--to", "US", "--parent", "d/m", "--ref", "firm")
    counted = [
        (row["commitments"], row["overdue_commitments"], row["overdue"])
        for code in ("ES", "DE")
        for row in empty.done("balance", code, "US", "--format", "json").rows
    ]
    assert counted == [(1, 0, None), (3, 1, "1000000000")]
