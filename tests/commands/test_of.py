"""Facts about one obligor of several: what --of and --each record, and what they refuse."""

import pytest

from tests.program import Tracker

NATO = (
    "add",
    "Spend 2 % of GDP",
    "--by",
    "DE",
    "--by",
    "FR",
    "--to",
    "US",
    "--ref",
    "two",
    "--made-on",
    "2014-09-05",
    "--known",
    "2014-09-05",
)
OF_ALL = "that date is the date of all; leave out --of, or give another --kind"
SOURCE = ("--publisher", "NATO", "--published", "2025-01-10")


@pytest.fixture
def two(tracker: Tracker) -> Tracker:
    """A register with a promise of Germany and France, of 2 % of GDP each by the end of 2024."""
    tracker.done("init", "--zone", "UTC")
    tracker.done(*NATO, "--amount", "2 %GDP", "--due", "2024", "--each")
    return tracker


def standings(tracker: Tracker, *options: str) -> list[tuple[str, str, str, str | None]]:
    """Each obligor with its status, its timeliness and what it delivered."""
    rows = tracker.done("show", "two", "--format", "json", *options).row["obligors"]
    return [(row["obligor"], row["status"], row["timeliness"], row["figure"]) for row in rows]


def test_each_obligor_has_a_standing_of_its_own(two: Tracker) -> None:
    assert two.done("deliver", "two", "2.1 %GDP", "--of", "Germany", "--on", "2024-12", *SOURCE).errors.endswith(
        "two: DE: 2.1 %GDP delivered, as the level\n"
    )
    two.done("mark", "two", "not_met", "--of", "FR", "--on", "2025-01-10", *SOURCE)
    two.done("assess", "two", "on_track", "--of", "DE")
    assert standings(two) == [
        ("DE", "agreed", "completed", "2.1 %GDP"),
        ("FR", "not_met", "closed", None),
    ]
    row = two.done("list", "--format", "json").row
    assert (row["status"], row["timeliness"], row["each"], row["of"]) == ("agreed", "completed", True, None)
    assert [one["assessment"] for one in row["obligors"]] == ["on_track", None]
    assert "agreed, 1 of 2 kept" in two.done("list").output
    assert "2 %GDP each" in two.done("list").output


def test_the_whole_is_closed_once_it_is_closed_for_all(two: Tracker) -> None:
    two.done("mark", "two", "met", "--of", "DE", "--on", "2024-12-31", *SOURCE)
    two.done("mark", "two", "not_met", "--on", "2025-01-10", "--publisher", "NATO", "--published", "2025-02-01")
    assert [row[1] for row in standings(two)] == ["met", "not_met"]
    shown = two.done("show", "two").output
    assert "partially met, 1 of 2 kept since 2025-01-10" in shown
    assert [row[1] for row in standings(two, "--as-of", "2025-01-01")] == ["met", "agreed"]
    assert [row[1] for row in standings(two, "--known-at", "2025-01-20")] == ["met", "agreed"]


def test_undo_takes_a_fact_about_one_back(two: Tracker) -> None:
    two.done("mark", "two", "not_applicable", "--of", "FR", "--on", "2015-01-01")
    assert [row[1] for row in standings(two)] == ["agreed", "not_applicable"]
    assert "agreed, 0 of 1 kept" in two.done("list").output
    two.done("undo")
    assert [row[1] for row in standings(two)] == ["agreed", "agreed"]
    assert "taken back: status 4: FR: not applicable" in two.done("log").output


def test_one_obligor_is_reopened_alone(two: Tracker) -> None:
    two.done("mark", "two", "not_met", "--on", "2025-01-10")
    two.done("mark", "two", "reopen", "--of", "DE", "--note", "it was counted again")
    assert [row[1] for row in standings(two)] == ["agreed", "not_met"]


def test_one_obligor_has_its_own_deadline(two: Tracker) -> None:
    two.done("amend", "two", "--due", "2027", "--of", "FR", "--kind", "extension", "--on", "2024-06-01")
    assert [row[2] for row in standings(two)] == ["overdue", "upcoming"]
    two.done("amend", "two", "--due", "2026", "--of", "FR", "--kind", "correction")
    assert [row["due"] for row in two.done("show", "two", "--format", "json").row["obligors"]] == [
        "2024-12-31",
        "2026-12-31",
    ]


def test_an_exported_register_has_the_facts_about_one_when_it_is_imported(two: Tracker) -> None:
    two.done("deliver", "two", "1.9 %GDP", "--of", "FR", "--on", "2024-12", *SOURCE)
    two.done("mark", "two", "suspended", "--of", "DE")
    before = standings(two)
    for name in ("register.json", "register.zip"):
        two.done("export", str(two.register.parent / name))
        copy = Tracker(two.register.parent / f"copy-of-{name}.json")
        copy.done("init", "--zone", "UTC")
        copy.done("import", str(two.register.parent / name))
        assert standings(copy) == before
        copy.leave()


def test_a_term_may_be_owed_together_again(two: Tracker) -> None:
    two.done("edit", "two", "--no-each")
    assert two.done("list", "--format", "json").row["each"] is None
    two.done("deliver", "two", "2.4 %GDP", "--on", "2024-12-31")
    assert two.done("list", "--format", "json").row["timeliness"] == "completed"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            "mark two met --on 2024-12-31 --publisher p --of IT",
            "a fact about IT alone in two: it is owed by DE, FR; name one of them, or leave out --of",
        ),
        ("assess alone at_risk --of JP", "a fact about JP alone in alone: it has no other obligor; leave out --of"),
        (
            "mark two not_applicable",
            "marking two not applicable needs the obligor to whom it does not apply: give --of PARTY",
        ),
        (
            "deliver two 2%GDP",
            "a delivery to two needs the obligor that delivered, for each of them owes the amount: give --of PARTY",
        ),
        (
            "amend two --due 2025 --of DE --kind correction",
            f"a correction of the deadline of two for DE alone: {OF_ALL}",
        ),
    ],
)
def test_what_is_no_fact_about_one_of_several_is_refused(two: Tracker, arguments: str, sentence: str) -> None:
    two.done("add", "Alone", "--by", "JP", "--to", "US", "--ref", "alone")
    assert two(*arguments.split()).refusal == (5, sentence)


def test_a_status_of_all_is_refused_once_each_is_closed_alone(two: Tracker) -> None:
    two.done("mark", "two", "not_met", "--of", "DE", "--on", "2025-01-10")
    two.done("mark", "two", "not_met", "--of", "FR", "--on", "2025-01-10")
    why = "each of its obligors was closed alone before; name one with --of and reopen it"
    assert two("mark", "two", "in_progress").refusal == (5, f"marking two in progress: {why}")
    assert two("mark", "two", "in_progress", "--of", "DE").refusal[1].startswith("two of DE is not met")


def test_a_total_so_far_of_all_and_a_delivery_of_one_are_not_mixed(two: Tracker) -> None:
    two.done("add", "Pay", "--by", "DE", "--by", "FR", "--to", "US", "--amount", "USD 10bn", "--ref", "pay")
    two.done("deliver", "pay", "USD 1bn", "--of", "DE")
    two.done("deliver", "pay", "USD 1bn")
    why = "a total so far of all obligors and a delivery of one of them may count the same twice"
    remedy = "name another measure with --measure"
    assert two("deliver", "pay", "USD 3bn", "--so-far").refusal == (5, f"a delivery to pay: {why}; {remedy}")
    two.done("deliver", "pay", "USD 3bn", "--so-far", "--measure", "treasury")


def test_what_is_recorded_of_an_obligor_that_left_stays_in_the_log(two: Tracker) -> None:
    two.done("mark", "two", "not_met", "--of", "FR", "--on", "2025-01-10")
    two.done("edit", "two", "--by", "DE", "--by", "IT")
    assert [row[1] for row in standings(two)] == ["agreed", "agreed"]
    two.done("mark", "two", "suspended", "--of", "FR", "--on", "2024-02-01")
    assert "FR: not met" in two.done("log").output
