"""The command `party`."""

from pathlib import Path

import pytest

from tests.program import Tracker
from tracker.model.register import Party
from tracker.store import open_store


def test_a_register_names_no_party_at_first(empty: Tracker) -> None:
    assert empty.done("party", "--format", "json").rows == []
    assert empty("info", "--format", "json").row["parties"] == 0


def test_a_party_is_added_and_can_owe_from_then_on(small: Tracker) -> None:
    arguments = ("JBIC", "Japan Bank for International Cooperation", "--named", "ja=国際協力銀行")
    assert small("add", "x", "--by", "JBIC", "--to", "US").exit_code == 2
    assert small.done("party", *arguments) == ("", "JBIC: Japan Bank for International Cooperation\n", 0, "")
    assert small.done("party", "--format", "json").row == {
        "code": "JBIC",
        "name": "Japan Bank for International Cooperation",
        "names": ["ja=国際協力銀行"],
        "former": [],
        "members": [],
    }
    small.done("add", "x", "--by", "JBIC", "--to", "US", "--ref", "loan")
    assert "国際協力銀行" in small("show", "loan", "--lang", "ja").output


def test_a_dry_run_tells_how_a_party_would_be_named_and_names_none(small: Tracker) -> None:
    small.done("party", "JBIC", "Bank")
    before = small.kept()
    assert small.done("party", "JBIC", "Japan Bank", "--dry-run").errors == "would be JBIC: Japan Bank, was Bank\n"
    assert small.kept() == before
    assert small.done("party", "JBIC", "Japan Bank").errors == "JBIC: Japan Bank, was Bank\n"


def test_a_party_named_anew_keeps_its_other_names(small: Tracker) -> None:
    small.done("party", "JBIC", "Bank", "--named", "ja=銀行", "--named", "zh=银行")
    small.done("party", "JBIC", "Japan Bank", "--named", "zh=日本银行", "--named", "")
    row = small("party", "--format", "json").row
    assert (row["name"], row["names"]) == ("Japan Bank", ["ja=銀行", "zh=日本银行"])


def test_what_a_party_was_called_is_kept(small: Tracker) -> None:
    for name in ("Bank", "Japan Bank", "Japan Bank", "JBIC"):
        small.done("party", "JBIC", name)
    assert small("party", "--format", "json").row["former"] == ["Bank", "Japan Bank"]


def test_parties_are_listed_by_code(small: Tracker) -> None:
    for code in ("US", "A1", "JBIC", "A-1"):
        small.done("party", code, f"Name of {code}")
    assert [row["code"] for row in small("party", "--format", "csv").rows] == ["A-1", "A1", "JBIC", "US"]


def test_parties_are_written_to_a_file(small: Tracker, tmp_path: Path) -> None:
    small.done("party", "JBIC", "Bank")
    small.done("party", "--output", str(tmp_path / "parties.csv"))
    assert (tmp_path / "parties.csv").read_bytes() == b"code,name,names,former,members\r\nJBIC,Bank,,,\r\n"


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (["JBIC"], 2, 'the party JBIC needs a name: write tracker party JBIC "NAME"'),
        (["JBIC", " "], 2, 'the party JBIC needs a name: write tracker party JBIC "NAME"'),
        (["JBIC", "Bank", "--named", "銀行"], 2, "“銀行” is not a text in a language: write it as ja=対米投資"),
        (["JBIC", "Bank", "--named", "xx=y"], 2, "“xx” is not a language tag of BCP 47; "),
        (["jbic", "x"], 5, "the party jbic: a code is 2 to 20 capitals, digits and dashes; write one as JBIC"),
        (["J", "x"], 5, "the party J: a code is 2 to 20 capitals, "),
        (["", "x"], 5, "the party : a code is 2 to 20 capitals, "),
        (["1A", "x"], 5, "the party 1A: a code is 2 to 20 capitals, "),
        (["A" * 21, "x"], 5, f"the party {'A' * 21}: a code is 2 to 20 capitals, "),
        (["JBIC", "--members", "JP"], 2, 'the party JBIC needs a name: write tracker party JBIC "NAME"'),
        (["EU", "--since", "1958"], 2, "--since alone says nothing: give --members, --joined or --left with it"),
        (["EU", "--members", "DE", "--left", "GB"], 2, "--members names all members: leave out --joined and --left"),
        (["EU", "--members", "DE,Narnia"], 2, "“Narnia” is not a party (nearest: "),
        (["EU", "--members", "DE", "--since", "soon"], 2, "“soon” is not a date: "),
        (["EU", "--members", "EU"], 5, "EU as a member of EU: no party is a member of itself; name another party"),
        (["EU", "--left", "GB"], 5, "a change of the members of EU: nothing would change; name other parties, or "),
        (["JBIC", "nul \0"], 5, "JBIC: its text holds a NUL character or half of a surrogate pair; "),
    ],
)
def test_a_party_that_cannot_be_named_is_refused_and_nothing_is_written(
    small: Tracker, small_register: bytes, arguments: list[str], exit_code: int, sentence: str
) -> None:
    code, said = small("party", *arguments).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)
    assert small.kept() == small_register


@pytest.mark.parametrize("arguments", [[], ["JBIC", "Bank"]])
def test_no_party_is_named_where_there_is_no_register(tracker: Tracker, arguments: list[str]) -> None:
    assert tracker("party", *arguments).refusal[0] == 4
    assert (tracker.kept(), list(tracker.folder.iterdir())) == (None, [])


def test_no_party_takes_the_name_of_a_country_or_of_another_away(small: Tracker) -> None:
    small.done("party", "JBIC", "Bank")
    for code, name in (("FAKE", "Japan"), ("FAKE", "bank"), ("JBIC", "日本")):
        assert small("party", code, name).refusal[0] == 5
    for code in ("JPN", "CHAD"):
        refused, said = small("party", code, "Nobody").refusal
        assert (refused, said.startswith(f"the party {code}: it is a name of the country")) == (5, True)
    small.done("party", "JP", "Japan")
    small.done("party", "JBIC", "Bank for Cooperation", "--named", "ja=銀行")
    assert small.done("list", "by:Japan", "--format", "json").rows


def test_a_name_that_two_have_all_the_same_is_told_as_ambiguous(small: Tracker) -> None:
    with open_store(small.place).writing() as register:
        register.put(Party(code="FAKE", name="Japan"))
    code, said = small("list", "by:Japan").refusal
    assert (code, "FAKE" in said, "JP" in said) == (2, True, True)


@pytest.mark.parametrize("words", [("undo", ""), ("log", ""), ("list", "--as-of", ""), ("list", "--known-at", "")])
def test_an_empty_value_is_refused_and_not_taken_for_none(small: Tracker, words: tuple[str, ...]) -> None:
    before = small.kept()
    assert small(*words).refusal[0] in {2, 3, 5}
    assert small.kept() == before
