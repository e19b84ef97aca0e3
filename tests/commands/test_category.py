"""The command `category`, and categories of a register's own in every other command."""

from pathlib import Path

import pytest

from tests.commands.test_completion import offered
from tests.program import Tracker
from tracker.model.commitment import CATEGORIES

MINERALS = ("category", "Critical-minerals", "--label", "Critical minerals", "--labelled", "ja=重要鉱物")
ADDED = ("add", "Buy ore", "--by", "JP", "--to", "US", "--ref", "ore", "--category", "critical_minerals")


@pytest.fixture
def minerals(small: Tracker) -> Tracker:
    """The small register with a category of its own, and a commitment that has it."""
    small.done(*MINERALS)
    small.done(*ADDED, "--amount", "USD 1bn")
    return small


def own(tracker: Tracker) -> list[dict[str, object]]:
    """The categories of the register's own."""
    return [row for row in tracker.done("category", "--format", "json").rows if row["code"] not in CATEGORIES]


def test_a_register_has_the_categories_of_every_register(empty: Tracker) -> None:
    assert [row["code"] for row in empty.done("category", "--csv").rows] == list(CATEGORIES)


def test_a_category_is_added_and_can_be_given_from_then_on(small: Tracker) -> None:
    code, sentence = small(*ADDED).refusal
    assert code == 2
    assert sentence == (
        "“critical_minerals” is not a category; choose from investment, defence, trade, energy, tariff, diplomacy, "
        "technology, other, or add one with `tracker category critical_minerals`"
    )
    assert small.done(*MINERALS) == ("", "critical_minerals: Critical minerals\n", 0, "")
    assert own(small) == [
        {"code": "critical_minerals", "name": "Critical minerals", "names": ["ja=重要鉱物"], "former": []}
    ]
    small.done(*ADDED)
    assert small.done("list", "category:critical_minerals", "--csv").refs == ["ore"]
    assert small.done("list", "not:category:critical_minerals,energy,tariff", "--csv").refs == [
        *("jp-us-invest", "jp-us-first"),
    ]
    assert (
        small("list", "category:critical_mineral")
        .refusal[1]
        .startswith("“critical_mineral” is not a category (nearest: critical_minerals); choose from investment, ")
    )
    small.done("category", "food")
    small.done("edit", "ore", "--category", "FOOD")
    small.done("undo")
    small.done("edit", "jp-us-lng", "--category", "重要鉱物")
    assert small.done("list", "category:critical_minerals", "--csv").refs == ["jp-us-lng", "ore"]
    before = small.done("list", "category:critical_minerals", "--csv", "--known-at", "2026-06-14").refs
    assert before == []


def test_a_category_is_shown_by_its_label_in_the_language_asked_for(minerals: Tracker) -> None:
    assert "category    Critical minerals (critical_minerals)\n" in minerals.done("show", "ore").output
    assert "重要鉱物（critical_minerals）\n" in minerals.done("show", "ore", "--lang", "ja").output
    assert "category     energy\n" in minerals.done("show", "jp-us-lng").output
    assert "category" not in minerals.done("show", "jp-us-first").output
    assert "Critical minerals " in minerals.done("balance", "JP", "US").output
    assert "重要鉱物 " in minerals.done("score", "--by", "category", "--lang", "ja").output
    assert "critical_minerals" in minerals.done("score", "--by", "category", "--csv").output
    assert minerals.done("check", "--only", "unknown-categories").output.startswith("Nothing found ")


def test_a_label_is_changed_and_the_old_one_kept(minerals: Tracker) -> None:
    words = ("category", "critical_minerals", "--label", "Minerals")
    assert minerals.done(*words, "--dry-run").errors == (
        "would be critical_minerals: Minerals, was Critical minerals\n"
    )
    assert own(minerals)[0]["former"] == []
    assert minerals.done(*words).errors == "critical_minerals: Minerals, was Critical minerals\n"
    assert minerals.done("category", "critical_minerals", "--labelled", "ko=광물").errors == (
        "critical_minerals: Minerals\n"
    )
    row = own(minerals)[0]
    assert (row["name"], row["names"]) == ("Minerals", ["ja=重要鉱物", "ko=광물"])
    assert row["former"] == ["Critical minerals", "Minerals"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ["critical_minerals"],
            5,
            "the category critical_minerals: the register has it already; give --label to label it, or --remove",
        ),
        (["energy", "--label", "Power"], 5, "every register has it"),
        (["energy", "--remove"], 5, "every register has it"),
        (["food", "--remove"], 5, "the register has none; `tracker category` lists them"),
        (["食料"], 5, "a name is 2 to 40 letters a to z, digits and underscores"),
        (["food", "--label", "critical minerals"], 5, "it is the category critical_minerals; choose another label"),
        (["food", "--label", "Energy"], 5, "it is the category energy; choose another label"),
        (["food", "--labelled", "ja=重要鉱物"], 5, "it is the category critical_minerals; choose another label"),
        (["food", "--label", " "], 2, "the label is empty"),
        (["food", "--label", "Food", "--remove"], 2, "--remove takes no label"),
        (["critical_minerals", "--remove"], 5, "ore has it, or had it earlier; give it another label with --label"),
    ],
)
def test_what_is_refused(minerals: Tracker, words: list[str], code: int, said: str) -> None:
    before = own(minerals)
    refused, sentence = minerals("category", *words).refusal
    assert refused == code
    assert said in sentence
    assert own(minerals) == before


def test_a_category_that_nothing_ever_had_is_removed(minerals: Tracker) -> None:
    minerals.done("category", "food")
    assert minerals.done("category", "food", "--remove", "--dry-run").errors == "would be food: removed\n"
    minerals.done("view", "save", "meals", "category:energy,food", "by:JP")
    assert "@meals has it, or had it earlier" in minerals("category", "food", "--remove").refusal[1]
    minerals.done("view", "drop", "meals")
    assert minerals.done("category", "food", "--remove").errors == "food: removed\n"
    assert [row["code"] for row in own(minerals)] == ["critical_minerals"]


def test_a_category_that_something_had_earlier_is_kept(minerals: Tracker) -> None:
    minerals.done("edit", "ore", "--category", "trade")
    for number in range(6):
        minerals.done(*ADDED[:-3], f"ore-{number}", "--category", "critical_minerals")
    assert "and 1 more have it, or had it earlier" in minerals("category", "critical_minerals", "--remove").refusal[1]


@pytest.mark.parametrize("name", ["all.json", "all.jsonl", "all.zip"])
def test_categories_are_exported_and_imported(minerals: Tracker, tmp_path: Path, name: str) -> None:
    given = str(tmp_path / name)
    minerals.done("export", given)
    other = Tracker(tmp_path / "other.json")
    other.done("init")
    assert "categories: 1" in other.done("import", given).errors
    assert own(other) == own(minerals)
    assert other.done("list", "category:critical_minerals", "--csv").refs == ["ore"]
    again = str(tmp_path / f"again-{name}")
    other.done("export", again)
    if name != "all.zip":
        assert Path(again).read_bytes() == Path(given).read_bytes()


def test_a_list_brings_its_categories_into_an_empty_register(minerals: Tracker, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text(minerals.done("list", "--csv").output)
    other = Tracker(tmp_path / "other.json")
    other.done("init")
    said = other.done("import", str(rows)).errors
    assert "critical_minerals is a new category; `tracker category critical_minerals --label" in said
    assert [row["name"] for row in own(other)] == ["critical minerals"]
    rows.write_text("title,by,to,category\nBuy rice,JP,US,food\n")
    assert "category: “food” is not a category; choose from" in other("import", str(rows)).errors
    assert other("list", "category:food").exit_code == 2


def test_a_category_that_a_restore_would_lose_is_named(small: Tracker, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept.json")
    small.done("backup", kept)
    small.done("category", "tea", "--label", "Tea")
    assert "its label, Tea" in small.done("restore", kept, "--dry-run").output


def test_the_shell_completes_the_categories_of_the_register(minerals: Tracker) -> None:
    assert offered(minerals, "tracker category cr") == ["critical_minerals"]
    assert offered(minerals, "tracker add x --category ") == [*CATEGORIES, "critical_minerals"]
    assert offered(minerals, "tracker list category:cr") == ["category:critical_minerals"]
    minerals.place = "postgresql://nowhere.invalid/none"
    assert offered(minerals, "tracker add x --category en") == ["energy"]
