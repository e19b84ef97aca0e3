"""Output: whole or not at all, quiet when nobody listens any more, and as wide as the terminal that it goes to."""

import os
import pty
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TextIO

import pytest

from tracker.commands.output import CLOSED_PIPE, terminal, write_file, write_out
from tracker.commands.replacing import may_replace
from tracker.errors import BrokenRule, StoreFault
from tracker.render.escape import Terminal

VARIABLES = (
    "NO_COLOR",
    "FORCE_COLOR",
    "TERM",
    "COLUMNS",
    "TERM_PROGRAM",
    "VTE_VERSION",
    "WT_SESSION",
    "KONSOLE_VERSION",
)


# ---- the terminal ------------------------------------------------------------------------------


@pytest.fixture
def screen() -> Iterator[TextIO]:
    """A terminal to write to."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as screen:
        yield screen
    os.close(ours)


@pytest.mark.parametrize(
    ("environment", "surface"),
    [
        ({"COLUMNS": "120"}, Terminal(120, colour=True)),
        ({"COLUMNS": "120", "NO_COLOR": "1"}, Terminal(120)),
        ({"COLUMNS": "120", "NO_COLOR": ""}, Terminal(120, colour=True)),
        ({"COLUMNS": "120", "TERM": "dumb"}, Terminal(120)),
        ({"COLUMNS": "120", "TERM": "dumb", "FORCE_COLOR": "1"}, Terminal(120, colour=True)),
        ({"COLUMNS": "120", "NO_COLOR": "1", "FORCE_COLOR": "1"}, Terminal(120)),
        ({"COLUMNS": "120", "TERM": "dumb", "FORCE_COLOR": "0"}, Terminal(120)),
    ],
)
def test_a_terminal_has_a_width_and_colours_unless_they_are_refused(
    monkeypatch: pytest.MonkeyPatch, screen: TextIO, environment: dict[str, str], surface: Terminal
) -> None:
    monkeypatch.setattr(sys, "stdout", screen)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert terminal() == surface


@pytest.mark.parametrize(
    ("environment", "links"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7200"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4800"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "new"}, False),
        ({"TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"WT_SESSION": "1"}, True),
        ({"WT_SESSION": "1", "NO_COLOR": "1"}, False),
        ({"WT_SESSION": "1", "TERM": "dumb"}, False),
        ({"WT_SESSION": "1", "TERM": "dumb", "FORCE_COLOR": "1"}, False),
        ({"VTE_VERSION": "7200", "TERM": "screen-256color"}, False),
    ],
)
def test_links_are_for_terminals_that_are_known_to_show_them(
    monkeypatch: pytest.MonkeyPatch, screen: TextIO, environment: dict[str, str], *, links: bool
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", screen)
    assert terminal().links == links
    monkeypatch.setattr(sys, "stdout", StringIO())
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not terminal().links


@pytest.mark.parametrize(("forced", "colour"), [("", False), ("0", False), ("1", True)])
def test_a_pipe_has_no_width_and_colours_only_if_forced(
    monkeypatch: pytest.MonkeyPatch,
    forced: str,
    colour: bool,  # noqa: FBT001 - a row of the table
) -> None:
    monkeypatch.setattr(sys, "stdout", StringIO())
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", forced)
    monkeypatch.setenv("COLUMNS", "40")
    assert terminal() == Terminal(None, colour=colour)


# ---- standard output ---------------------------------------------------------------------------


def test_a_closed_pipe_ends_the_program_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "w", encoding="utf-8") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        with pytest.raises(SystemExit) as ended:
            write_out(["x"])
        closed.write("still buffered")
    assert ended.value.code == CLOSED_PIPE


def test_a_full_disk_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(StoreFault, match=r"^standard output cannot be written: no space left on device; "):
            write_out(["x"])
        full.write("still buffered")


# ---- files -------------------------------------------------------------------------------------


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_file(str(tmp_path / "x.csv"), ["a\r\n", "約束\r\n"])
    write_file(str(tmp_path / "x.csv"), ["b\r\n"])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"x.csv": b"b\r\n"}


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    write_file(str(tmp_path / "link"), ["x"])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text(encoding="utf-8") == "x"


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    place = tmp_path / "pipe"
    os.mkfifo(place)
    reader = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
    write_file(str(place), ["x"])
    assert os.read(reader, 9) == b"x"
    os.close(reader)
    assert place.is_fifo()


def test_a_pipe_of_a_shell_is_written_to_by_the_name_that_it_has_there() -> None:
    reader, writer = os.pipe()
    write_file(f"/dev/fd/{writer}", ["x"])
    assert os.read(reader, 9) == b"x"
    os.close(reader)
    os.close(writer)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_is_broken_off_leaves_the_file_as_it_was(tmp_path: Path, error: BaseException) -> None:
    def chunks() -> Iterator[str]:
        yield "half"
        raise error

    (tmp_path / "x").write_text("old", encoding="utf-8")
    with pytest.raises((StoreFault, KeyboardInterrupt)):
        write_file(str(tmp_path / "x"), chunks())
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"x": "old"}


def test_a_file_that_cannot_be_written_is_refused_in_plain_words(tmp_path: Path) -> None:
    for place, why in (
        (".", "it is a folder"),
        ("x" * 999, "its name is too long"),
        ("a/b", "its folder is missing"),
    ):
        with pytest.raises(StoreFault, match=f"cannot be written: {why}; "):
            write_file(str(tmp_path / place), ["x"])
    assert list(tmp_path.iterdir()) == []


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_file(str(tmp_path / "x.png"), [b"\x89PNG", b"\xff"])
    assert (tmp_path / "x.png").read_bytes() == b"\x89PNG\xff"


def test_what_is_there_is_replaced_only_if_it_is_ours(tmp_path: Path) -> None:
    place = tmp_path / "x"
    may_replace(str(place), lambda _: False, force=False)
    may_replace(str(tmp_path), lambda _: False, force=False)
    place.write_text("theirs", encoding="utf-8")
    may_replace(str(place), lambda path: path.read_text(encoding="utf-8") == "theirs", force=False)
    may_replace(str(place), lambda _: False, force=True)
    with pytest.raises(BrokenRule, match=r"x: it is not a list; choose another place, "):
        may_replace(str(place), lambda _: False, force=False, kind="a list")


def test_what_cannot_be_looked_at_is_not_replaced(tmp_path: Path) -> None:
    def refuse(_: object) -> bool:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "x").touch()
    with pytest.raises(StoreFault, match="cannot be written: permission denied; "):
        may_replace(str(tmp_path / "x"), refuse, force=False)
