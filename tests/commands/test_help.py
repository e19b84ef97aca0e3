"""`help`: the program, a command, the query words and the limits."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tracker.commands.limits as tracker_limits
from tests.program import Tracker
from tracker import cli
from tracker.commands.limits import limits
from tracker.query import WORDS

# Limits that nobody meets: what is cut without a loss, or is checked by another one.
UNSTATED = {"MAX_PLACES", "MAX_SLUG", "MAX_NOTE", "MAX_DESCRIPTION"}


def stated() -> Iterator[str]:
    """The name of every limit in the code."""
    for path in Path(cli.__file__).parent.rglob("*.py"):
        yield from re.findall(r"^(MAX_[A-Z]+)\b.*=", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_help_with_the_query_names_every_word_with_its_meaning(tracker: Tracker) -> None:
    shown = tracker.done("help", "query", COLUMNS="200").output
    for word in WORDS.values():
        assert f"{word.example} " in shown
    assert shown.index("by:JP ") < shown.index("status:open ") < shown.index("due.within:30d ")
    assert "It has this binding force. Choose from " in shown
    assert "Its due day has passed and it is not known to be done, on the basis asked for." in shown
    assert "@desk stands for the query" in shown


def test_help_with_the_limits_takes_each_from_the_code(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = tracker.done("help", "limits", COLUMNS="200").output
    for limit, what in limits():
        assert f"{limit} " in shown
        assert what in shown
    assert "1,000 characters" in shown
    assert "200 MB" in shown
    monkeypatch.setattr(tracker_limits, "MAX_TITLE", 7)
    assert "7 characters" in tracker.done("help", "limits", COLUMNS="200").output


def test_no_limit_of_the_code_is_missing_in_the_help() -> None:
    text = Path(tracker_limits.__file__).read_text(encoding="utf-8")
    missing = {name for name in stated() if not re.search(rf"\b{name}\b", text)}
    assert missing == UNSTATED


def test_every_topic_of_help_is_completed(tracker: Tracker) -> None:
    line = {"COMP_WORDS": "tracker help li", "COMP_CWORD": "2"}
    assert tracker(_TRACKER_COMPLETE="complete_bash", **line).output.split() == ["limits", "list"]


@pytest.mark.parametrize("command", ["mark", "list", "help"])
def test_help_with_a_command_is_what_it_says_of_itself(tracker: Tracker, command: str) -> None:
    assert tracker.done("help", command).output == tracker.done(command, "--help").output


def test_help_by_itself_is_the_help_of_the_program(tracker: Tracker) -> None:
    assert tracker.done("help").output == tracker.done("--help").output


def test_help_with_nothing_known_is_refused(tracker: Tracker) -> None:
    code, sentence = tracker("help", "lst").refusal
    assert (
        code,
        sentence.startswith("“lst” is no topic of help (nearest: list); choose from query, limits, list"),
    ) == (
        2,
        True,
    )
