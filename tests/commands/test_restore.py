"""The command `restore`."""

import os
import sys
from pathlib import Path

import pytest

from tests.program import NOW, Tracker
from tests.screen import sent

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(small: Tracker) -> Path:
    """Where the backups of the small register are, one of which is kept."""
    return Path(small.done("backup").output.strip()).parent


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def on_terminal(small: Tracker, answer: bytes, *arguments: str) -> str:
    environment = {
        "PYTHONPATH": str(ROOT),
        "TRACKER_REGISTER": small.place,
        "TRACKER_NOW": NOW,
        "XDG_STATE_HOME": str(small.folder / "state"),
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
    }
    return sent([sys.executable, "-m", "tracker", *arguments], 100, environment, typed=answer).replace("\r\n", "\n")


def test_restoring_shows_what_would_be_lost_and_needs_a_yes(
    small: Tracker, small_register: bytes, folder: Path
) -> None:
    copy = str(folder / "2026-06-15.json")
    small.done("add", "Something new", "--by", "JP", "--to", "US", TRACKER_NOW="2026-06-16")
    small.done("mark", "jp-us-lng", "in_progress", TRACKER_NOW="2026-06-16")
    small.done("party", "JBIC", "Bank", TRACKER_NOW="2026-06-16")
    (folder / "2026-06-16.json").unlink(missing_ok=True)
    before = small.kept()
    sentence = f"restoring {small.place} from {copy} needs a yes: look with --dry-run, then give --force"
    assert small("restore").refusal == (5, sentence)
    shown = small.done("restore", "--dry-run")
    lines = [" ".join(line.split()) for line in shown.output.splitlines()]
    assert f"backup {copy}" in lines
    assert lines[-4:] == [
        "jp-us-lng event 5: in progress",
        "jp-us-something-new all of it: “Something new”, 1 event",
        "JBIC its name, Bank",
        "3 would be lost.",
    ]
    assert small.kept() == before
    assert small.done("restore", "--force").errors.startswith(f"restored {small.place} from {copy}")
    assert small.kept() == small_register


@pytest.mark.file
def test_the_replaced_register_is_kept_and_its_path_is_printed(
    small: Tracker, small_register: bytes, folder: Path
) -> None:
    small.done("mark", "jp-us-lng", "in_progress", TRACKER_NOW="2026-06-16")
    before = small.kept()
    copy, aside = folder / "2026-06-15.json", Path(f"{small.place}.before-restore.bak")
    said = small.done("restore", str(copy), "--force").errors
    assert said == f"restored {small.place} from {copy}; its old content is in {aside}\n"
    assert (small.kept(), aside.read_bytes()) == (small_register, before)


@pytest.mark.file
def test_the_newest_backup_that_can_be_read_is_restored(small: Tracker, small_register: bytes, folder: Path) -> None:
    (folder / "2026-06-17.json").write_bytes(b"{")
    (folder / "2026-06-16.json").write_bytes(b"")
    small.put(small_register[:1000])
    done = small.done("restore", "--force")
    assert "the register is too damaged to tell what that is" in done.output
    assert [line.split(":")[0] for line in done.errors.splitlines()][:2] == ["skipped a backup", "skipped a backup"]
    assert small.kept() == small_register


@pytest.mark.file
def test_a_register_that_is_gone_comes_back(small: Tracker, small_register: bytes, folder: Path) -> None:
    small.register.unlink()
    done = small.done("restore", "--force")
    assert "does not exist" in done.output
    assert done.errors == f"restored {small.place} from {folder / '2026-06-15.json'}\n"
    assert (small.kept(), small.register.stat().st_mode & 0o777) == (small_register, 0o600)
    assert "Nothing would be lost." in small.done("restore", "--force").output


@pytest.mark.file
def test_a_newer_register_is_replaced_only_with_a_yes(small: Tracker, folder: Path) -> None:
    assert names(folder) == ["2026-06-15.json"]
    small.put(b'{"meta": {"1": {"schema": 99}}}')
    assert small("restore").refusal[0] == 5
    assert "has schema 99" in small("restore", "--dry-run").output


def test_terms_that_differ_from_those_of_the_copy_are_named(
    small: Tracker, small_register: bytes, tmp_path: Path
) -> None:
    small.done("backup", str(tmp_path / "copy.json"))
    small.put(small_register.replace(b"Buy more US energy", b"Buy much US energy"))
    assert "its terms" in small("restore", str(tmp_path / "copy.json"), "--dry-run").output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "there is no backup of {register} in "),
        (["missing.json"], "there is no backup of {register} at missing.json; give a file: "),
    ],
)
def test_a_restore_without_a_backup_is_refused(
    small: Tracker, small_register: bytes, arguments: list[str], sentence: str
) -> None:
    code, said = small("restore", *arguments, "--force").refusal
    assert (code, said.startswith(sentence.format(register=small.place))) == (4, True)
    assert small.kept() == small_register


def test_a_file_that_is_not_a_register_is_not_restored(small: Tracker, small_register: bytes, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_bytes(b"{}")
    code, said = small("restore", str(tmp_path / "other.json"), "--force").refusal
    assert (code, "it is JSON, but no register" in said) == (4, True)
    assert small.kept() == small_register


@pytest.mark.parametrize(("answer", "is_restored"), [(b"y\n", True), (b"n\n", False), (b"\n", False), (b"\x04", False)])
def test_at_a_terminal_it_is_asked(small: Tracker, folder: Path, answer: bytes, *, is_restored: bool) -> None:
    small.done("mark", "jp-us-lng", "in_progress", TRACKER_NOW="2026-06-16")
    before = small.kept()
    shown = on_terminal(small, answer, "restore", str(folder / "2026-06-15.json"))
    assert "Replace the register with this backup? [y/N]:" in shown
    assert (f"restored {small.place}" in shown) == is_restored
    assert ("needs a yes" in shown) != is_restored
    assert (small.kept() != before) == is_restored


def test_nothing_is_asked_where_standard_input_is_closed(small: Tracker, folder: Path) -> None:
    assert names(folder) == ["2026-06-15.json"]
    line = f'exec "$@" <&- ; XDG_STATE_HOME={small.folder}/state'
    words = ["sh", "-c", line, "sh", sys.executable, "-m", "tracker", "restore"]
    environment = {**os.environ, "XDG_STATE_HOME": f"{small.folder}/state", "PYTHONPATH": str(ROOT)}
    shown = sent(words, 100, {**environment, "TRACKER_REGISTER": small.place})
    assert "needs a yes: look with --dry-run, then give --force" in shown
