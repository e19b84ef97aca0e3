"""Groups of options: each field of a group is an option of its own, and the command gets the group."""

import os
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import pytest
import typer
from msgspec.structs import fields
from typer.testing import CliRunner

from tests.program import Tracker
from tracker.commands.options import Evidence, OptionGroup, Showing, Viewing, Where, grouped
from tracker.commands.session import Session
from tracker.commands.term_options import TermOptions
from tracker.store.tinydb.file import locked


def test_a_command_takes_a_group_as_one_argument() -> None:
    given = []

    @grouped
    def command(word: Annotated[str, typer.Argument()], viewing: Viewing, *, loud: bool = False) -> None:
        given.extend([word, viewing, loud])

    app = typer.Typer()
    app.command()(command)
    session = Session(datetime(2026, 6, 15, tzinfo=UTC), "kenji")
    line = ["x", "--loud", "-r", "a.json", "--as-of", "2026"]
    CliRunner().invoke(app, line, env={"TRACKER_LANG": None}, obj=session)
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
    tracker: Tracker, command: str, group: type[OptionGroup]
) -> None:
    shown = tracker.done(command, "--help").output
    for field in fields(group):
        name = {"into": "in", "start": "from"}.get(field.name, field.name.replace("_", "-"))  # words of Python
        assert re.search(rf"--{name}\b", shown)


def test_a_short_form_stands_for_its_option(small: Tracker) -> None:
    assert small("list", "-f", "json").output == small("list", "--format", "json").output
    short = small.done("mark", "jp-us-lng", "met", "--on", "2026-06-01", "-s", "u", "-n", "done")
    assert short.errors.splitlines()[0] == "jp-us-lng: met"


@pytest.mark.file
@pytest.mark.parametrize("arguments", [["mark", "jp-us-lng", "in_progress"], ["party", "JBIC", "Bank"], ["undo"]])
def test_a_change_waits_as_long_as_it_is_told_and_says_for_whom(small: Tracker, arguments: list[str]) -> None:
    with locked("here", small.register, 1):
        code, said = small(*arguments, "--lock-timeout", "0").refusal
        assert small.done("list", "--lock-timeout", "0").errors == ""
    assert code == 4
    assert re.search(rf"by process {os.getpid()} on .* \(`.*`, since 20.*\) and was not free within 0 s; ", said)
    small.done(*arguments, "--lock-timeout", "0")


@pytest.mark.parametrize("seconds", ["-1", "3601", "nan", "inf", "0.5", "ten"])
def test_a_wait_has_an_end(small: Tracker, seconds: str) -> None:
    code, said = small("undo", "--lock-timeout", seconds).refusal
    assert (code, said.startswith("invalid value for '--lock-timeout': ")) == (2, True)


# ---- which register ----------------------------------------------------------------------------


def test_a_register_is_named_before_the_command_or_behind_it(small: Tracker, tmp_path: Path) -> None:
    elsewhere = Tracker(tmp_path / "nothing.json")
    listed = small.done("list", "--format", "csv").output
    for line in (["-r", small.place, "list"], ["--register", small.place, "list", "-r", small.place]):
        assert elsewhere.done(*line, "--format", "csv").output == listed
    elsewhere.done("-r", small.place, "mark", "jp-us-lng", "in_progress")
    assert small("show", "jp-us-lng", "--format", "json").row["status"] == "in_progress"


def test_two_registers_are_refused(small: Tracker) -> None:
    assert small("-r", "a.json", "list", "-r", "b.json").refusal == (
        2,
        "two registers are named: give --register once",
    )


@pytest.mark.parametrize(
    "line",
    ["list -r ''", "list --register=", "-r '' list", "--register= list", "-r '' list -r a.json", "mark x met -r ''"],
)
def test_a_register_without_a_name_is_refused(small: Tracker, line: str) -> None:
    assert small(*shlex.split(line)).refusal == (
        2,
        "--register is empty: give the path of a file or the address of a server",
    )


@pytest.mark.parametrize(
    "line", ["list", "add x --by JP --to US", "init", "info", "backup", "restore", "export x.json"]
)
def test_an_empty_variable_is_refused_and_nothing_is_recorded_in_the_nearest(
    small: Tracker, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(small.folder)
    before = small.kept()
    assert small(*shlex.split(line), TRACKER_REGISTER="").refusal == (
        2,
        "$TRACKER_REGISTER is empty: give the path of a file or the address of a server, or unset it",
    )
    assert small.kept() == before


@pytest.mark.parametrize(
    ("line", "name"),
    [
        *(("list --output", "--output"), ("rate --from", "--from"), ("backup", "FILE"), ("import", "FILE")),
        ("export", "DEST"),
    ],
)
@pytest.mark.parametrize("address", ["postgresql://u:hush@h/x", "POSTGRES:u:hush@h", "https://h/x.csv"])
def test_an_address_is_no_file(small: Tracker, line: str, name: str, address: str) -> None:
    code, said = small(*line.split(), address).refusal
    assert (code, said.partition("; put")[0]) == (2, f"{name} is an address, not a path: give the path of a file")


@pytest.mark.parametrize("line", ["list", "init", "info", "add x --by JP --to US", "backup", "restore"])
def test_a_mistyped_address_makes_no_folder_and_shows_no_password(
    small: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    code, said = small(*line.split(), "-r", "postgresql:/u:hush@h/x").refusal
    assert (code, said.partition(": ")[0]) == (4, "the address given is not the URL of a register")
    assert "hush" not in said
    assert list(Path().iterdir()) == []


def test_a_register_may_have_a_colon_in_its_name(
    small: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a:b.json", "./postgresql:x.json", "x=y.json"):
        small.done("init", "-r", name)
        assert small.done("list", "-r", name).exit_code == 0
        assert Path(name).is_file()


def test_help_needs_no_register(small: Tracker) -> None:
    assert "Usage:" in small.done("help", TRACKER_REGISTER="").output


@pytest.mark.parametrize(
    ("line", "name"),
    [
        *((f"{command} --output ''", "--output") for command in ("list", "show jp-us-lng", "report", "log", "rate")),
        *(("report -o ''", "--output"), ("rate --from ''", "--from")),
        *(("backup ''", "FILE"), ("restore '' --force", "FILE"), ("import ''", "FILE"), ("export ''", "DEST")),
        *(("copy '' x.json", "FROM"), ("copy x.json ''", "TO")),
    ],
)
def test_no_file_may_be_named_by_an_empty_text(small: Tracker, line: str, name: str) -> None:
    code, said = small(*shlex.split(line)).refusal
    assert (code, said.partition(" or the address")[0]) == (2, f"{name} is empty: give the path of a file")


@pytest.mark.parametrize(
    "words", [("init",), ("list", "by:JP"), ("mark", "x", "met"), ("nonsense",), ("list", "--sort")]
)
def test_an_address_at_the_wrong_place_is_told_without_its_password(small: Tracker, words: tuple[str, ...]) -> None:
    done = small(*words, "postgresql://mika:hu@sh/x@db.example/desk")
    assert "hu" not in done.output + done.errors
