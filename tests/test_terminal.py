"""The program in a separate process: on a terminal, in a pipe, on a full disk, and interrupted."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from rich.cells import cell_len

from tests import hostile
from tests.program import NOW, Tracker
from tests.screen import sent

pytestmark = pytest.mark.slow

PAGE: Final = 50
ROOT: Final = Path(__file__).parent.parent
PROGRAM: Final = (sys.executable, "-m", "tracker")
BARE: Final = {"PYTHONPATH": str(ROOT), "TRACKER_NOW": NOW, "PAGER": "cat"}
TITLES: Final = (
    "対米投資の第1号案件を年内に確定させる約束" * 4,
    "敲定首个对美投资项目",
    "대미 투자 1호 안건 확정 " * 9,
    "e\u0301" * 70,
)


@pytest.fixture
def place(small: Tracker) -> str:
    """A register with long titles in several scripts."""
    for number, title in enumerate(TITLES):
        small.done("add", title, "--by", "JP", "--to", "US", "--ref", f"wide-{number}", "--due", f"2026-0{number + 6}")
    return small.place


def on_terminal(place: str, width: int, *arguments: str, **environment: str) -> str:
    """The output on a terminal of so many columns."""
    given = {**BARE, "TRACKER_REGISTER": place, "TERM": "xterm", "LC_ALL": "C.UTF-8", **environment}
    return sent([*PROGRAM, *arguments], width, given).replace("\r\n", "\n")


def piped(place: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A run whose output goes into pipes, in an environment of nothing but what is given."""
    given = {**BARE, "TRACKER_REGISTER": place, **environment}
    return subprocess.run([*PROGRAM, *arguments], env=given, capture_output=True, check=False)


# ---- on a terminal -----------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("arguments", [["list"], ["show", "jp-us-first"]])
def test_no_line_is_wider_than_the_terminal(place: str, width: int, arguments: list[str]) -> None:
    shown = on_terminal(place, width, *arguments)
    assert hostile.COLOUR.search(shown)
    plain = hostile.COLOUR.sub("", shown)
    assert hostile.harm(plain) == set()
    assert max(map(cell_len, plain.splitlines())) <= width


def test_a_terminal_shows_so_many_rows_and_says_how_many_more_there_are(small: Tracker, place: str) -> None:
    tables = small.tables()
    document = tables["commitments"]["1"]
    for number in range(100, 100 + PAGE):
        tables["commitments"][str(number)] = {**document, "ref": f"more-{number}"}
    small.put(json.dumps(tables).encode())
    shown = on_terminal(place, 200, "list", "--columns", "ref", NO_COLOR="1").splitlines()
    assert len(shown) == PAGE + 3
    assert shown[-1] == f"{PAGE + 8} found, {PAGE} shown; --limit 0 shows all."
    assert len(on_terminal(place, 200, "list", "--columns", "ref", "--limit", "0").splitlines()) == PAGE + 11
    assert len(piped(place, "list", "--columns", "ref").stdout.splitlines()) == PAGE + 11


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"TERM": "dumb", "FORCE_COLOR": "1"}, True)],
)
def test_colours_are_the_readers_choice(place: str, environment: dict[str, str], coloured: bool) -> None:  # noqa: FBT001 - a row of the table
    shown = on_terminal(place, 80, "list", **environment)
    assert ("\x1b[" in shown) == coloured


def test_columns_says_how_wide_and_zero_says_nothing(place: str) -> None:
    narrow = on_terminal(place, 200, "list", NO_COLOR="1", COLUMNS="80")
    assert narrow == on_terminal(place, 80, "list", NO_COLOR="1")
    assert on_terminal(place, 80, "list", NO_COLOR="1", COLUMNS="0") == narrow


def test_a_hostile_register_cannot_act_on_a_terminal(tracker: Tracker) -> None:
    tracker.done("init")
    for text in hostile.TEXTS.values():
        tracker.done(
            "add", "--by", "JP", "--to", "US", "--note", text, "--remarks", text, "--publisher", text, "--", text
        )
    for arguments in (
        ["list"],
        ["show", "jp-us-flag"],
        ["show", "jp-us-x-jp-us-forged"],
        ["mark", "\x1b[2J\u202e", "met"],
    ):
        shown = hostile.COLOUR.sub("", on_terminal(tracker.place, 80, *arguments))
        assert hostile.harm(shown) == set()
        assert max(map(cell_len, shown.splitlines())) <= 80 or arguments[0] == "mark"


# ---- in a pipe ---------------------------------------------------------------------------------


@pytest.mark.parametrize("environment", [{}, {"COLUMNS": "0"}, {"COLUMNS": "20"}, {"TERM": "dumb"}, {"LC_ALL": "C"}])
def test_in_a_pipe_nothing_is_cut_and_every_row_is_one_line(place: str, environment: dict[str, str]) -> None:
    done = piped(place, "list", **environment)
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, done.stderr, len(lines)) == (0, b"", 8 + 3)
    assert b"\x1b" not in done.stdout
    for number, title in enumerate(TITLES):
        assert any(re.search(rf" wide-{number} +{title.strip()}$", line) for line in lines)


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX"}])
def test_text_is_utf_8_in_a_pipe_whatever_the_locale(place: str, environment: dict[str, str]) -> None:
    for arguments in (["list", "--format", "csv"], ["show", "wide-0"]):
        assert TITLES[0] in piped(place, *arguments, **environment).stdout.decode()
    assert "約束" in piped(place, "show", "約束", **environment).stderr.decode()


def test_the_same_bytes_come_every_time(place: str) -> None:
    assert len({piped(place, "list", PYTHONHASHSEED=seed).stdout for seed in "123"}) == 1


def test_a_bare_environment_is_enough(place: str) -> None:
    line = ["env", "-i", f"PYTHONPATH={ROOT}", *PROGRAM, "list", "-r", place, "--format", "json"]
    done = subprocess.run(line, capture_output=True, check=True)
    assert len(json.loads(done.stdout)) == 8
    assert done.stderr == b""


def test_a_reader_that_has_seen_enough_ends_it_quietly(small: Tracker) -> None:
    process = process_that_fills_a_pipe(small)
    assert process.stdout
    assert process.stderr
    assert process.stdout.read(1) == b"["
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 141
    process.stderr.close()


def test_an_interrupt_ends_it_quietly(small: Tracker) -> None:
    process = process_that_fills_a_pipe(small)
    assert process.stdout
    assert process.stdout.read(1) == b"["
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (errors, process.returncode) == (b"", 130)


def process_that_fills_a_pipe(small: Tracker) -> subprocess.Popen[bytes]:
    """A process with more to say than a pipe holds, so that it waits for whoever reads it."""
    tables = small.tables()
    next(iter(tables["commitments"].values()))["terms"]["title"] = "x" * 500_000  # as an earlier tracker let it in
    small.put(json.dumps(tables).encode())
    given = {**BARE, "TRACKER_REGISTER": small.place}
    line = [*PROGRAM, "list", "--format", "json"]
    return subprocess.Popen(line, env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


# ---- where nothing can be written --------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["list"], ["show", "wide-0"], ["list", "--format", "csv"], ["list", "--help"]])
def test_a_full_disk_is_a_refusal_in_one_line(place: str, arguments: list[str]) -> None:
    done = in_a_shell('exec "$@" >/dev/full', place, *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert done.stderr.startswith("tracker: standard output cannot be written: no space left on device; ")


@pytest.mark.parametrize("arguments", [["list"], ["add", "x", "--by", "JP", "--to", "US"]])
def test_a_closed_standard_output_is_a_refusal_and_nothing_is_recorded(
    small: Tracker, place: str, arguments: list[str]
) -> None:
    before = small.kept()
    done = in_a_shell('exec "$@" >&-', place, *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert done.stderr.startswith("tracker: standard output cannot be written: it is closed; ")
    assert small.kept() == before


def test_the_first_line_alone_can_be_read(place: str) -> None:
    done = in_a_shell('"$@" | head -1', place, "list")
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_a_folder_that_was_removed_is_no_obstacle(small: Tracker, place: str) -> None:
    done = in_a_shell('mkdir "$0" && cd "$0" && rmdir ../gone && exec "$@"', place, "list", name=small.folder / "gone")
    assert (done.returncode, done.stderr) == (0, "")


def in_a_shell(line: str, place: str, *arguments: str, name: Path = Path("sh")) -> subprocess.CompletedProcess[str]:
    """A line of shell in which the program with its arguments is `"$@"`, and `$0` the name."""
    given = {**BARE, "TRACKER_REGISTER": place, "PATH": os.environ["PATH"]}
    words = ["sh", "-c", line, str(name), *PROGRAM, *arguments]
    return subprocess.run(words, env=given, capture_output=True, text=True, encoding="utf-8", check=False)
