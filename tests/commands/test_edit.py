"""The command `edit`."""

import pytest

from tests.program import Tracker


def test_an_edit_prints_the_new_terms_and_keeps_the_old_ones_in_the_history(small: Tracker) -> None:
    arguments = ("--title", "Buy LNG", "--by", "jp", "--by", "EU", "--to", "KR", "--tag", "gas", "--note", "reworded")
    assert small.done("edit", "jp-us-lng", *arguments) == (
        *("", "jp-us-lng: edited tags, title, obligor, obligee\n", 0, ""),
    )
    row = small("show", "jp-us-lng", "--format", "json").row
    wanted = {"title": "Buy LNG", "obligor": ["JP", "EU"], "obligee": ["KR"], "tags": ["gas"], "category": "energy"}
    assert {name: row[name] for name in wanted} == wanted
    assert row["history"][-1]["note"] == "reworded"
    before = small("show", "jp-us-lng", "--as-of", "2026-06-14", "--format", "json").row
    assert (before["title"], before["obligor"], before["tags"]) == ("Buy more US energy", ["JP"], [])


def test_an_empty_text_clears_a_term(small: Tracker) -> None:
    small.done("edit", "jp-us-invest", "--tag", "", "--titled", "", "--instrument", "", "--made-on", "")
    row = small("show", "jp-us-invest", "--lang", "ja", "--format", "json").row
    assert [row[name] for name in ("tags", "title", "instrument", "made_on")] == (
        [[], "Invest in US strategic sectors", None, None]
    )


def test_only_what_differs_is_recorded(small: Tracker) -> None:
    done = small.done("edit", "jp-us-lng", "--category", "energy", "--title", "Buy more US energy", "--remarks", "n")
    assert done.errors == "jp-us-lng: edited notes\n"


def test_an_edit_is_of_the_terms_in_force(small: Tracker) -> None:
    small.done("edit", "jp-us-lng", "--title", "Buy LNG")
    assert small("edit", "jp-us-lng", "--title", "Buy LNG").exit_code == 5
    assert small.done("edit", "jp-us-lng", "--title", "Buy more US energy").errors == "jp-us-lng: edited title\n"


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        ([], 2, "missing argument 'REF'; see `tracker edit --help`"),
        (["jp-us-lng", "--title", " "], 2, "the title is empty: say in a few words what is promised"),
        (["jp-us-lng", "--by", "JPX"], 2, "“JPX” is not a party (nearest: "),
        (["jp-us-lng", "--to", ""], 2, "“” is not a party; "),
        (["jp-us-lng", "--on", "someday", "--tag", "x"], 2, "“someday” is not a date: "),
        (["nope", "--tag", "x"], 3, "no commitment is called “nope”; "),
        (["jp-us-lng"], 5, "an edit of jp-us-lng: nothing would change; give a term another value"),
        (["jp-us-lng", "--category", "energy"], 5, "an edit of jp-us-lng: nothing would change; "),
        (["jp-us-lng", "--tag", ""], 5, "an edit of jp-us-lng: nothing would change; "),
        (["jp-us-lng", "--title", "nul \0"], 5, "jp-us-lng: its text holds a NUL character or half of a surrogate"),
    ],
)
def test_what_cannot_be_edited_is_refused_and_nothing_is_written(
    small: Tracker, small_register: bytes, arguments: list[str], exit_code: int, sentence: str
) -> None:
    code, said = small("edit", *arguments).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)
    assert small.kept() == small_register
