"""`help`: the program, a command, the query words and the limits."""

import pytest

from tests.program import Tracker
from tracker.commands import help as help_command
from tracker.manual import page
from tracker.render.escape import Terminal


def test_help_with_a_topic_is_its_page(tracker: Tracker) -> None:
    assert tracker.done("help", "limits").output == page("limits")
    assert tracker.done("help", "query").output == tracker.done("help", "queries").output == page("queries")


def test_help_with_a_topic_that_is_a_command_too_shows_both(tracker: Tracker) -> None:
    shown = tracker.done("help", "import").output
    assert shown == tracker.done("import", "--help").output + str(page("import"))


def test_a_terminal_shows_a_page_as_text_of_its_width(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(help_command, "terminal", lambda: Terminal(60))
    shown = tracker.done("help", "limits").output
    assert shown.startswith("Limits\n\nHow large a text, a file or a figure may be.")
    assert max(map(len, shown.splitlines())) <= 60
    assert "\n1,000 characters       a title, a name or a tag\n" in shown


def test_every_topic_of_help_is_completed(tracker: Tracker) -> None:
    line = {"COMP_WORDS": "tracker help li", "COMP_CWORD": "2"}
    assert tracker(_TRACKER_COMPLETE="complete_bash", **line).output.split() == ["limits", "list"]


@pytest.mark.parametrize("command", ["mark", "list", "help"])
def test_help_with_a_command_is_what_it_says_of_itself(tracker: Tracker, command: str) -> None:
    assert tracker.done("help", command).output == tracker.done(command, "--help").output


def test_help_by_itself_is_the_help_of_the_program(tracker: Tracker) -> None:
    assert tracker.done("help").output == tracker.done("--help").output


def test_help_with_nothing_known_is_refused(tracker: Tracker) -> None:
    refusal = (2, "there is no help page “lst”; did you mean “list”? `tracker help` lists them")
    assert tracker("help", "lst").refusal == refusal
