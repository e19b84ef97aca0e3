"""Each command that changes a register: a recorded change is a success, even if its output cannot be written."""

import os
import subprocess
import sys
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Final

import pytest

from tests.program import NOW, Tracker
from tracker.commands import add, output
from tracker.commands.output import CLOSED_PIPE
from tracker.commands.session import say

FULL: Final = Path("/dev/full")
ROWS: Final = "title,obligor,obligee\nChips,JP,US\n"
LNG: Final = "jp-us-lng"
# Each command, and the first word of its message if it also prints a result.
CHANGES: Final = {
    "add Steel --by JP --to US": "recorded",
    "import rows.csv --format csv": "recorded",
    "import rows.csv": "",
    f"mark {LNG} in_progress": "",
    f"amend {LNG} --due 2027-03": "",
    f"deliver {LNG} JPY1bn --stage contracted": "",
    f"assess {LNG} at_risk": "",
    f"review {LNG} --found nothing": "",
    f"position {LNG} JP disputes": "",
    f"cite {LNG} --for deadline --source https://x.example": "",
    f"edit {LNG} --tag gas": "",
    f"remove {LNG}": "",
    "undo": "",
    "party JBIC Bank": "",
    "view save late overdue": "",
    "rate USD/JPY 157 --on 2026-06-12": "",
}
OTHERS: Final = {
    "init --register new.json": ("", "new.json"),
    "init --sample --register new.json": ("", "new.json"),
    "copy commitments.json new.json": ("copied", "new.json"),
    "backup": ("kept", "state"),
    "backup new.json": ("kept", "new.json"),
    "export new.json": ("", "new.json"),
    "export package": ("", "package"),
    "list --output new.csv": ("", "new.csv"),
}
SAID: Final = (
    "tracker: {}, but standard output cannot be written: no space left on device; give another path for the result\n"
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.file,
    pytest.mark.skipif(not FULL.exists(), reason="the system has no /dev/full"),
]


def run(folder: Path, line: str, *, errors: bool) -> subprocess.CompletedProcess[str]:
    """Run the program with a full device as standard output, and as standard error unless errors are captured."""
    environment: Mapping[str, str] = {
        **os.environ,
        "TRACKER_REGISTER": str(folder / "commitments.json"),
        "TRACKER_NOW": NOW,
        "XDG_STATE_HOME": str(folder / "state"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    with FULL.open("w") as full:
        return subprocess.run(
            [sys.executable, "-m", "tracker", *line.split()],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE if errors else full,
            text=True,
            check=False,
        )


@pytest.fixture
def folder(small: Tracker) -> Path:
    """A folder with a register and rows to import."""
    folder = small.register.parent
    (folder / "rows.csv").write_text(ROWS, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "errors"), [*((line, bool(word)) for line, word in CHANGES.items()), ("add Steel --by JP --to US", False)]
)
def test_a_change_that_cannot_be_shown_is_recorded_once_and_is_no_failure(
    small: Tracker, folder: Path, line: str, *, errors: bool
) -> None:
    before = len(small.kept() or b"")
    done = run(folder, line, errors=errors)
    assert done.returncode == 0, done.stderr
    assert len(small.kept() or b"") > before
    if errors:
        assert SAID.format(CHANGES[line]) in done.stderr or not CHANGES[line]
    assert not list(folder.rglob("*.draft"))


@pytest.mark.parametrize(("line", "errors"), [*product(OTHERS, [True]), ("copy commitments.json new.json", False)])
def test_what_was_written_and_cannot_be_told_is_no_failure(folder: Path, line: str, *, errors: bool) -> None:
    word, made = OTHERS[line]
    done = run(folder, line, errors=errors)
    assert done.returncode == 0, done.stderr
    assert (folder / made).exists()
    if errors and word:
        assert SAID.format(word) in done.stderr


@pytest.mark.parametrize(
    "line", ["list", f"show {LNG}", "check", "--version", "--help", "list --help", "restore commitments.json --force"]
)
def test_what_is_only_shown_or_shown_before_it_is_done_is_a_failure(folder: Path, line: str) -> None:
    done = run(folder, line, errors=True)
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert run(folder, line, errors=False).returncode == 4


@pytest.mark.parametrize("line", ["list --nonsense", "show nothing", f"mark {LNG} met"])
def test_what_is_refused_is_refused_by_its_code_where_nothing_can_be_told(folder: Path, line: str) -> None:
    told = run(folder, line, errors=True)
    assert told.returncode in {2, 3, 5}
    assert run(folder, line, errors=False).returncode == told.returncode


def test_a_change_whose_reader_has_gone_is_no_failure(small: Tracker, folder: Path) -> None:
    before = len(small.kept() or b"")
    reader, writer = os.pipe()
    os.close(reader)
    environment = {**os.environ, "TRACKER_REGISTER": small.place, "TRACKER_NOW": NOW, "XDG_STATE_HOME": str(folder)}
    line = [sys.executable, "-m", "tracker", "add", "Steel", "--by", "JP", "--to", "US"]
    done = subprocess.run(line, env=environment, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(small.kept() or b"") > before


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (KeyboardInterrupt(), "tracker: recorded, but interrupted while it was shown\n"),
        (SystemExit(CLOSED_PIPE), ""),
    ],
)
def test_what_ends_a_command_once_it_has_recorded_is_no_failure(
    small: Tracker, monkeypatch: pytest.MonkeyPatch, ended: BaseException, said: str
) -> None:
    def end(_: object) -> None:
        raise ended

    before = len(small.kept() or b"")
    monkeypatch.setattr(add, "write_out", end)
    done = small("add", "Steel", "--by", "JP", "--to", "US")
    assert (done.exit_code, done.errors) == (0, said)
    assert len(small.kept() or b"") > before


@pytest.mark.parametrize(("ended", "code"), [(KeyboardInterrupt(), 130), (SystemExit(CLOSED_PIPE), CLOSED_PIPE)])
def test_what_ends_a_command_that_records_nothing_ends_it(
    small: Tracker, monkeypatch: pytest.MonkeyPatch, ended: BaseException, code: int
) -> None:
    def end(_: object) -> None:
        raise ended

    monkeypatch.setattr(output, "page_out", end)
    assert small("list").exit_code == code


def test_what_standard_error_does_not_take_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with FULL.open("w", encoding="utf-8", buffering=1) as full:
        monkeypatch.setattr(sys, "stderr", full)
        say("told to nobody")
        say("nor is this")
