"""Where results go: to a terminal, a pipe, or a file, which is replaced only if it is a report of ours or by force."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import NOW, Tracker
from tests.screen import sent
from tracker.commands.options import Showing
from tracker.commands.output import show
from tracker.errors import BadUsage
from tracker.errors.extras import install_command
from tracker.reports.table import Table


def environment(small: Tracker) -> dict[str, str]:
    return {"TRACKER_REGISTER": small.place, "TRACKER_NOW": NOW, "PATH": "/usr/bin:/bin", "TERM": "dumb"}


def test_a_file_of_somebody_else_is_left_as_it_is(small: Tracker, tmp_path: Path) -> None:
    diary = tmp_path / "diary.md"
    diary.write_text("dear diary", encoding="utf-8")
    code, sentence = small("list", "--output", str(diary)).refusal
    told = f"cannot replace {diary}: it is not a report of this kind; choose another place, "
    assert (code, sentence) == (5, f"{told}or give --force")
    assert diary.read_text(encoding="utf-8") == "dear diary"


def test_by_force_it_is_replaced(small: Tracker, tmp_path: Path) -> None:
    diary = tmp_path / "diary.txt"
    diary.write_text("dear diary", encoding="utf-8")
    small.done("list", "--output", str(diary), "--force")
    assert diary.read_text(encoding="utf-8").startswith("When")


@pytest.mark.file
def test_no_force_replaces_the_register(small: Tracker) -> None:
    before = small.kept()
    for given in ([], ["--register", small.place]):
        assert small("list", "--output", small.place, "--force", *given).refusal == (
            5,
            f"cannot replace {small.place}: it is the register itself; choose another place",
        )
    assert small.kept() == before


def test_a_folder_is_refused_as_one(small: Tracker, tmp_path: Path) -> None:
    code, sentence = small("list", "--output", str(tmp_path)).refusal
    assert (code, sentence) == (4, f"{tmp_path} cannot be written: it is a folder; give another path for the result")


def test_a_table_for_people_is_replaced_only_by_force(small: Tracker, tmp_path: Path) -> None:
    place = str(tmp_path / "list.txt")
    small.done("list", "--output", place)
    assert small("list", "--output", place).exit_code == 5
    small.done("list", "--output", place, "--force")


@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.jsonl", "x.md"])
def test_what_cron_writes_every_night_is_replaced_every_night_whatever_is_found(
    small: Tracker, tmp_path: Path, name: str
) -> None:
    for query in ("overdue", "status:met", "nothing like it", "overdue"):
        small.done("list", query, "--output", str(tmp_path / name))


def test_a_file_that_is_empty_is_taken(small: Tracker, tmp_path: Path) -> None:
    (tmp_path / "made-by-mktemp").touch()
    small.done("list", "--output", str(tmp_path / "made-by-mktemp"))


def test_csv_for_excel_begins_with_a_byte_order_mark_and_is_otherwise_the_same(small: Tracker, tmp_path: Path) -> None:
    plain = small.done("list", "--format", "csv").output
    assert small.done("list", "--excel").output == "\ufeff" + plain
    assert small.done("list", "--excel", "--format", "csv").output == "\ufeff" + plain
    small.done("list", "--excel", "--output", str(tmp_path / "x.csv"))
    assert (tmp_path / "x.csv").read_bytes() == b"\xef\xbb\xbf" + plain.encode()


def test_a_spreadsheet_goes_through_a_pipe_but_not_to_a_terminal(small: Tracker) -> None:
    command = [sys.executable, "-m", "tracker", "list", "--format", "xlsx"]
    piped = subprocess.run(command, env=environment(small), capture_output=True, check=True)
    assert piped.stdout.startswith(b"PK\x03\x04")
    shown = sent(command, 80, environment(small))
    assert shown == "tracker: xlsx cannot be shown on a terminal: give --output FILE\r\n"


def test_a_missing_library_is_told_with_the_command_that_adds_it(
    small: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    monkeypatch.delitem(sys.modules, "tracker.render.xlsx", raising=False)
    assert small("report", "--output", str(tmp_path / "x.xlsx")).refusal == (
        2,
        f"xlsx needs a library that is not installed: install it with {install_command('xlsx')}",
    )
    assert not (tmp_path / "x.xlsx").exists()


def test_in_the_program_itself_too(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as screen:
        monkeypatch.setattr(sys, "stdout", screen)
        with pytest.raises(BadUsage, match=r"^png cannot be shown on a terminal"):
            show(Table((), ()), Showing(format="png"))
    os.close(ours)


# ---- formats for short -------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["list", "show jp-us-first", "score", "info", "log", "check --only uncited"])
@pytest.mark.parametrize("name", ["json", "csv"])
def test_a_format_is_asked_for_by_its_own_option_too(small: Tracker, command: str, name: str) -> None:
    whole = small(*command.split(), "--format", name).output
    assert small(*command.split(), f"--{name}").output == whole
    assert small(*command.split(), f"--{name}", "-f", name).output == whole


def test_csv_and_excel_are_no_contradiction(small: Tracker) -> None:
    assert small.done("list", "--csv", "--excel").output == small.done("list", "--excel").output


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--json --csv", "json and csv are different formats: give one of them"),
        ("--json --format table", "table and json are different formats: give one of them"),
        ("--csv -f jsonl --json", "jsonl and json and csv are different formats: give one of them"),
        ("--json --excel", "--excel is a kind of CSV and json is not: give one of the two"),
    ],
)
def test_different_formats_are_refused(small: Tracker, options: str, sentence: str) -> None:
    assert small("list", *options.split()).refusal == (2, sentence)
