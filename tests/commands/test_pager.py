"""The pager: only on a terminal, only for what is longer than the screen, and never in the way of the output."""

import os
import pty
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests import hostile
from tests.program import NOW, Tracker
from tests.screen import received, sent
from tracker.commands.output import page_out

pytestmark = pytest.mark.slow

ROOT: Final = Path(__file__).parent.parent.parent
LONG: Final = [f"line {number}\n" for number in range(10)]
NUMBERS: Final = "sed 's/^/paged /'"
Screen = Callable[[list[str]], str]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    """The output sent to a terminal of ten lines when chunks are paged out to it."""
    ours, theirs = pty.openpty()
    for name, value in {"LINES": "10", "COLUMNS": "80", "TERM": "xterm"}.items():
        monkeypatch.setenv(name, value)

    def page(chunks: list[str]) -> str:
        with os.fdopen(theirs, "w", encoding="utf-8") as screen, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", screen)
            page_out(chunks)
        sent = b""
        while chunk := received(ours):
            sent += chunk
        return sent.decode().replace("\r\n", "\n")

    yield page
    os.close(ours)


# ---- when it is used ---------------------------------------------------------------------------


def test_a_long_output_goes_through_the_pager(shown: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", NUMBERS)
    assert shown(["約束\n", *LONG]).splitlines()[:2] == ["paged 約束", "paged line 0"]


def test_a_short_output_does_not_go_through_the_pager(shown: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", NUMBERS)
    assert shown(LONG[:9]) == "".join(LONG[:9])


@pytest.mark.parametrize("environment", [{"PAGER": ""}, {"PAGER": "cat"}, {"PAGER": " "}, {"TERM": "dumb"}])
def test_the_pager_can_be_switched_off(
    shown: Screen, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name, value in {"PAGER": NUMBERS, **environment}.items():
        monkeypatch.setenv(name, value)
    assert shown(LONG) == "".join(LONG)


def test_a_pipe_has_no_pager(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", NUMBERS)
    monkeypatch.setenv("LINES", "10")
    page_out([*LONG, b"bytes\n"])
    assert capfd.readouterr().out == "".join(LONG) + "bytes\n"


@pytest.mark.parametrize(("given", "taken"), [(None, "FRX"), ("i", "i"), ("", "")])
def test_less_is_told_to_keep_colours_unless_it_has_been_told_something(
    shown: Screen, monkeypatch: pytest.MonkeyPatch, given: str | None, taken: str
) -> None:
    monkeypatch.setenv("PAGER", """sh -c 'cat >/dev/null; echo "<$LESS> $LV $LESSCHARSET"'""")
    monkeypatch.delenv("LV", raising=False)
    monkeypatch.setenv("LESSCHARSET", "dos")
    monkeypatch.delenv("LESS", raising=False)
    if given is not None:
        monkeypatch.setenv("LESS", given)
    assert shown(LONG) == f"<{taken}> -c dos\n"


# ---- how it ends -------------------------------------------------------------------------------


def test_a_reader_who_has_seen_enough_may_leave(shown: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "head -n 1")
    assert shown(["x\n" * 100_000]) == "x\n"


def test_an_interrupt_is_for_the_pager(shown: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "sh -c 'kill -INT $PPID; head -n 1; kill -INT $$'")
    assert shown(LONG) == "line 0\n"


@pytest.mark.parametrize(
    ("pager", "why"),
    [
        ("no-such-pager -R", "cannot be run: no such file or directory"),
        ("/", "cannot be run: permission denied"),
        ("less 'x", "cannot be run: its quotes do not match"),
        ("sh -c 'exit 3'", "ended with 3"),
        ("\x1b[2J", "cannot be run: no such file or directory"),
    ],
)
def test_without_a_pager_that_works_all_is_shown_and_why_is_told(
    shown: Screen, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], pager: str, why: str
) -> None:
    monkeypatch.setenv("PAGER", pager)
    assert shown(LONG) == "".join(LONG)
    named = pager.replace("\x1b", "\\x1b")
    told = f"the pager “{named}” {why}; shown without it; set PAGER to another program, or to cat\n"
    assert capfd.readouterr().err == told


def test_where_less_is_not_installed_nothing_is_told(
    shown: Screen, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("PAGER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (shown(LONG), capfd.readouterr().err) == ("".join(LONG), "")


# ---- the program itself, on a terminal of 50 lines ---------------------------------------------


def on_terminal(small: Tracker, line: str, typed: bytes = b"", **environment: str) -> str:
    """The output of a shell line, in which `$T` is the program, on a terminal from which less can read keys."""
    given = {"PYTHONPATH": str(ROOT), "TRACKER_NOW": NOW, "TRACKER_REGISTER": small.place, "TERM": "xterm"}
    given |= {"PATH": os.environ["PATH"], "T": f"{sys.executable} -m tracker", "LC_ALL": "C", **environment}
    return sent(["setsid", "--ctty", "--wait", "sh", "-c", line], 80, given, typed=typed).replace("\r\n", "\n")


@pytest.fixture
def full(small: Tracker) -> Tracker:
    """A register whose list is longer than the screen."""
    for number in range(20):
        small.done("add", f"約束 {number}", "--by", "JP", "--to", "US", "--ref", f"more-{number:02}")
    return small


def test_less_shows_the_first_screen_in_colour_and_ends_quietly_when_it_is_left(full: Tracker) -> None:
    shown = on_terminal(full, '$T list; echo "code $?"', b"q")
    assert "\x1b[30;43m46 d past due" in shown
    plain = hostile.COLOUR.sub("", shown)
    assert "約束 10" in plain
    assert "24 listed" not in plain
    assert plain.endswith("code 0\n")


def test_the_exit_code_is_that_of_the_command(full: Tracker) -> None:
    assert on_terminal(full, '$T list --exit-code; echo "code $?"', PAGER="head -n 1").endswith("\ncode 1\n")
    assert on_terminal(full, '$T check; echo "code $?"', PAGER="head -n 1").endswith("\ncode 1\n")


@pytest.mark.parametrize(
    "line",
    [
        "$T list --format csv",
        "$T list --output -",
        "$T list --output x.txt; cat x.txt",
        "$T list | cat",
        "$T list by:US",
    ],
)
def test_only_a_long_table_on_the_terminal_is_paged(full: Tracker, line: str) -> None:
    line = line.replace("x.txt", str(full.folder / "x.txt"))
    assert "paged" not in on_terminal(full, line, PAGER=NUMBERS)


@pytest.mark.parametrize("command", ["show jp-us-lng", "log", "help query", "timeline"])
def test_what_other_commands_show_is_paged_too(full: Tracker, command: str) -> None:
    assert on_terminal(full, f"LINES=9 $T {command}", PAGER=NUMBERS).startswith("paged ")
