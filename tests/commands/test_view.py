"""Saved views: a query under a name."""

import pytest

from tests.program import Tracker


def test_a_saved_view_is_asked_by_its_name(small: Tracker) -> None:
    assert small.done("view", "save", "desk", "party:JP status:open").errors == "@desk: party:JP status:open\n"
    assert small.done("list", "@desk", "--format", "json").refs == ["jp-us-lng", "jp-us-invest", "us-jp-tariff"]
    assert small.done("list", "not:@desk", "--format", "json").refs == ["jp-us-first"]
    assert small.done("agenda", "@desk by:US", "--format", "json").refs == []
    assert small.done("view", "--format", "json").rows == [{"word": "@desk", "meaning": "party:JP status:open"}]


def test_a_view_of_several_words_is_one_query(small: Tracker) -> None:
    small.done("view", "save", "東京", "by:JP", "energy", "not:undated")
    assert small.done("list", "@東京", "--format", "json").refs == ["jp-us-lng"]
    assert "@東京  by:JP energy not:undated" in small.done("view").output


def test_a_dropped_view_is_gone(small: Tracker) -> None:
    small.done("view", "save", "desk", "overdue")
    assert small.done("view", "drop", "desk").errors == "@desk: dropped\n"
    assert small.done("view", "--format", "json").rows == []
    assert small("list", "@desk").refusal == (2, "“desk” is not a saved view; `tracker view` lists them")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("view", "save", "desk"), 2, "nothing to save: write tracker view save desk QUERY"),
        (("view", "drop"), 2, "nothing to drop: write tracker view drop desk"),
        (("view", "sav", "desk", "overdue"), 2, "“sav” is not a thing to do with a view (nearest: save)"),
        (("view", "save", "my desk", "overdue"), 2, "“my desk” is not a name of a view; use up to 40 letters"),
        (("view", "save", "desk", "statu:open"), 2, "“statu:open” is not a query word (nearest: status)"),
        (("view", "save", "desk", "@desk"), 2, "“@desk” cannot be used: it refers to itself"),
        (("view", "save", "base", "overdue @line"), 2, "“@base” cannot be used: it refers to itself"),
        (("view", "drop", "base"), 5, "the view @base: @line uses it; drop @line first, or save it with another query"),
        (("view", "drop", "bse"), 2, "“bse” is not a saved view (nearest: base); `tracker view` lists them"),
    ],
)
def test_a_wrong_view_is_refused(small: Tracker, arguments: tuple[str, ...], code: int, sentence: str) -> None:
    small.done("view", "save", "base", "overdue")
    small.done("view", "save", "line", "not:@base,undated")
    before = small.kept()
    refused, said = small(*arguments).refusal
    assert (refused, sentence in said) == (code, True), said
    assert small.kept() == before


@pytest.mark.parametrize("name", ["a\u00adb", "a\u3164b", "a\U000e0041", "a\u200bb", "a\u2800"])
def test_a_name_with_an_invisible_character_is_refused(small: Tracker, name: str) -> None:
    before = small.kept()
    code, said = small("view", "save", name, "overdue").refusal
    assert (code, "is not a name of a view; use up to 40 letters" in said) == (2, True)
    assert small.kept() == before
