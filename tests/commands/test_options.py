"""Groups of options: each field of a group is an option of its own, and the command gets the group."""

import re
from typing import Annotated

import pytest
import typer
from msgspec.structs import fields
from typer.testing import CliRunner

from tests.program import Tracker
from tracker.commands.options import Evidence, Group, Showing, Viewing, Where, grouped
from tracker.commands.terms import TermOptions


def test_a_command_takes_a_group_as_one_argument() -> None:
    given = []

    @grouped
    def command(word: Annotated[str, typer.Argument()], viewing: Viewing, *, loud: bool = False) -> None:
        given.extend([word, viewing, loud])

    app = typer.Typer()
    app.command()(command)
    CliRunner().invoke(app, ["x", "--loud", "-r", "a.json", "--as-of", "2026"], env={"TRACKER_LANG": None})
    assert given == ["x", Viewing(register="a.json", as_of="2026"), True]


@pytest.mark.parametrize(
    ("command", "group"),
    [
        *((name, Viewing) for name in ("list", "show")),
        *((name, Showing) for name in ("info", "log", "party")),
        *((name, Evidence) for name in ("add", "mark", "amend", "deliver", "assess", "position", "cite")),
        *((name, Evidence) for name in ("edit", "remove", "undo")),
        *((name, TermOptions) for name in ("add", "edit")),
        ("init", Where),
    ],
)
def test_every_option_of_its_group_is_in_the_help_of_a_command(
    tracker: Tracker, command: str, group: type[Group]
) -> None:
    shown = tracker.done(command, "--help").output
    for field in fields(group):
        name = {"into": "in"}.get(field.name, field.name.replace("_", "-"))  # `in` is a word of Python
        assert re.search(rf"--{name}\b", shown)


def test_a_short_form_stands_for_its_option(small: Tracker) -> None:
    assert small("list", "-f", "json").output == small("list", "--format", "json").output
    short = small.done("mark", "jp-us-lng", "met", "--on", "2026-06-01", "-s", "u", "-n", "done")
    assert short.errors == "jp-us-lng: met\n"
