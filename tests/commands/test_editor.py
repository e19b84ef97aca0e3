"""The editor: a long note is written where somebody sits at a terminal, and refused everywhere else."""

import os
import pty
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.program import NOW, Tracker
from tracker.commands.options import Evidence
from tracker.commands.prompt import edit_text
from tracker.errors import MissingValue

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
PROGRAM = f"{shlex.quote(sys.executable)} -m tracker"


@pytest.fixture
def seat(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A terminal on standard input, and no editor chosen yet."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.delenv("EDITOR", raising=False)
        yield theirs
    os.close(ours)


def editor(folder: Path, *lines: str) -> str:
    """A command that edits the file it is given, by these lines of shell in which the file is `"$1"`."""
    script = folder / "my editor"
    script.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    script.chmod(0o755)
    return shlex.quote(str(script))


# ---- on a terminal -----------------------------------------------------------------------------


@pytest.mark.usefixtures("seat")
def test_the_editor_begins_with_the_note_that_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'printf "、第二に。\\n\\n" >> "$1"'))
    assert edit_text("第一に") == "第一に、第二に。"


@pytest.mark.usefixtures("seat")
def test_visual_comes_before_editor_and_may_have_arguments(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.setenv("VISUAL", editor(tmp_path, 'printf "$1" > "$2"') + " waiting")
    assert edit_text("old") == "waiting"


@pytest.mark.usefixtures("seat")
def test_without_a_choice_the_editor_is_vi(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Path(shlex.split(editor(tmp_path, 'echo "by vi" > "$1"'))[0]).rename(tmp_path / "vi")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("EDITOR", "")
    assert edit_text("") == "by vi"


@pytest.mark.usefixtures("seat")
@pytest.mark.parametrize(
    "line", ["exit 1", "kill -9 $$", 'rm "$1"', 'printf "\\377" > "$1"', 'rm "$1"; mkdir "$1"; sleep 0']
)
def test_an_editor_that_fails_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, line))
    with pytest.raises(MissingValue) as refused:
        edit_text("")
    assert str(refused.value) == (f"the editor “{os.environ['EDITOR']}” did not work: set $EDITOR, or give --note TEXT")
    assert refused.value.exit_code == 2


@pytest.mark.usefixtures("seat")
@pytest.mark.parametrize("choice", ["no-such-editor", "'unfinished", " "])
def test_a_command_that_is_not_an_editor_is_refused(monkeypatch: pytest.MonkeyPatch, choice: str) -> None:
    monkeypatch.setenv("EDITOR", choice)
    with pytest.raises(MissingValue, match="did not work"):
        edit_text("")


@pytest.mark.usefixtures("seat")
def test_a_note_that_no_file_can_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    with pytest.raises(MissingValue, match="did not work"):
        edit_text("\ud800")


@pytest.mark.usefixtures("seat")
def test_the_note_is_written_once_and_only_if_it_is_to_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'echo again >> "$1"'))
    assert Evidence(note="x").with_note() == Evidence(note="x")
    once = Evidence(note="x ", write_note=True).with_note()
    assert once == once.with_note() == Evidence(note="x again")


# ---- elsewhere ---------------------------------------------------------------------------------


def test_without_standard_input_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(MissingValue, match="--write-note needs a terminal: give the text with --note TEXT"):
        edit_text("")


@pytest.mark.parametrize(
    "arguments",
    [
        "add x --by JP --to US",
        "mark jp-us-lng suspended",
        "amend jp-us-lng --due 2027",
        "deliver jp-us-lng USD1bn",
        "assess jp-us-lng at_risk",
        "position jp-us-lng US denies",
        "cite jp-us-lng --source u",
        "edit jp-us-lng --tag x",
        "remove jp-us-lng",
        "undo",
    ],
)
def test_where_there_is_no_terminal_no_editor_is_opened_and_nothing_is_recorded(
    small: Tracker, small_register: bytes, arguments: str
) -> None:
    sentence = "--write-note needs a terminal: give the text with --note TEXT"
    assert small(*arguments.split(), "--write-note", EDITOR="false").refusal == (2, sentence)
    assert small.kept() == small_register


# ---- a real process ----------------------------------------------------------------------------


def at_a_terminal(small: Tracker, choice: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run with a terminal on standard input; what it says goes into pipes."""
    ours, theirs = pty.openpty()
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TRACKER_NOW": NOW, "LC_ALL": "C.UTF-8"}
    given |= {"TRACKER_REGISTER": small.place, "EDITOR": choice, "XDG_STATE_HOME": str(small.folder / "state")}
    line = [sys.executable, "-m", "tracker", *arguments]
    done = subprocess.run(line, env=given, stdin=theirs, capture_output=True, text=True, check=False)
    os.close(theirs)
    os.close(ours)
    return done


def test_what_is_written_in_the_editor_is_the_note(small: Tracker, tmp_path: Path) -> None:
    choice = editor(tmp_path, 'test -t 0 && printf "First.\\n\\nSecond.\\n" > "$1"')
    done = at_a_terminal(small, choice, "assess", "jp-us-lng", "at_risk", "--write-note")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "jp-us-lng: at risk\n")
    assert small("log", "--limit", "1", "--format", "json").row["note"] == "First.\n\nSecond."


def test_while_a_note_is_written_others_can_record(small: Tracker, tmp_path: Path) -> None:
    choice = editor(tmp_path, f"{PROGRAM} assess jp-us-lng stalled 2>&1", 'echo "took long" > "$1"')
    done = at_a_terminal(small, choice, "add", "x", "--by", "JP", "--to", "US", "--write-note")
    assert (done.returncode, done.stdout) == (0, "jp-us-lng: stalled\njp-us-x\n")
    done = at_a_terminal(small, choice, "undo", "--write-note")
    assert (done.returncode, done.stderr) == (0, "took back jp-us-lng: stalled\n")


def test_an_editor_that_fails_records_nothing(small: Tracker, small_register: bytes) -> None:
    done = at_a_terminal(small, "false", "mark", "jp-us-lng", "suspended", "--write-note")
    sentence = "tracker: the editor “false” did not work: set $EDITOR, or give --note TEXT\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)
    assert small.kept() == small_register
