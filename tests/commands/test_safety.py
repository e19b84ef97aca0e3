"""Backups from the command line: kept at every change, shown, written where one says, brought back with consent."""

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


# ---- keeping -----------------------------------------------------------------------------------


@pytest.mark.file
def test_every_change_leaves_a_copy_in_the_state_folder(small: Tracker, tmp_path: Path) -> None:
    small.done("mark", "jp-us-lng", "in_progress")
    (copy,) = (tmp_path / "state" / "tracker" / "backups").glob("commitments-*/*.json")
    assert copy.name == "2026-06-15.json"
    assert copy.read_bytes() == small.kept()
    small.done("mark", "jp-us-lng", "suspended")
    assert copy.read_bytes() == small.kept()


def test_a_name_that_could_act_on_a_terminal_is_printed_harmless(small: Tracker, tmp_path: Path) -> None:
    assert small.done("backup", str(tmp_path / "a\x1b[2Jb")).output == f"{tmp_path}/a\\x1b[2Jb\n"
    assert (tmp_path / "a\x1b[2Jb").is_file()


def test_two_registers_of_one_name_have_backups_of_their_own(small: Tracker, tmp_path: Path) -> None:
    for name in ("a", "b"):
        small.done("init", "-r", str(tmp_path / name / "r.json"))
        small.done("party", "JBIC", "Bank", "-r", str(tmp_path / name / "r.json"))
    folders = list((tmp_path / "state" / "tracker" / "backups").glob("r-*"))
    assert [len(names(one)) for one in folders] == [1, 1]


def test_a_backup_is_written_where_one_says_and_its_place_is_printed(small: Tracker, tmp_path: Path) -> None:
    copy = tmp_path / "copy.json"
    assert small.done("backup", str(copy)).output == f"{copy}\n"
    assert (copy.read_bytes(), copy.stat().st_mode & 0o777) == (small.kept(), 0o600)
    sentence = f"{copy} exists already; choose another name, or give --force to replace it"
    assert small("backup", str(copy)).refusal == (5, sentence)
    small.done("undo")
    small.done("backup", str(copy), "--force")
    assert copy.read_bytes() == small.kept()
    assert small.done("list", "-r", str(copy)).output == small.done("list").output


@pytest.mark.parametrize(
    ("file", "exit_code", "sentence"),
    [
        pytest.param(
            "commitments.json",
            5,
            "is the register itself, so it is not replaced; choose another place",
            marks=pytest.mark.file,
        ),
        ("missing/copy.json", 4, "missing/copy.json cannot be written: no such file or directory; choose another"),
        pytest.param("commitments.json/copy.json", 4, "cannot be written: not a directory", marks=pytest.mark.file),
        ("state", 4, "cannot be written: is a directory"),
    ],
)
def test_a_backup_that_cannot_be_written_is_refused(small: Tracker, file: str, exit_code: int, sentence: str) -> None:
    tmp_path, small_register = small.folder, small.kept()
    (tmp_path / "state").mkdir()
    code, said = small("backup", str(tmp_path / file), "--force").refusal
    assert code == exit_code
    assert sentence in said
    assert small.kept() == small_register


@pytest.mark.file
def test_a_register_that_is_damaged_anywhere_is_not_backed_up(small: Tracker, folder: Path, tmp_path: Path) -> None:
    raw = small.register.read_bytes().replace(b'"event": "amount"', b'"event": "rumour"', 1)
    small.register.write_bytes(raw)
    for arguments in (["backup"], ["backup", str(tmp_path / "copy.json")]):
        code, said = small(*arguments).refusal
        assert code == 4
        assert "this tracker knows no event of the kind 'rumour'" in said
    assert names(folder) == ["2026-06-15.json"]
    assert not (tmp_path / "copy.json").exists()


@pytest.mark.file
def test_backups_are_listed_the_last_one_first_with_what_is_in_them(small: Tracker, folder: Path) -> None:
    small.done("party", "JBIC", "Bank", TRACKER_NOW="2026-06-20")
    (folder / "2026-06-18.json").write_bytes(b"")
    rows = small.done("backup", "--list", "--format", "json").rows
    assert [Path(row["backup"]).name for row in rows] == ["2026-06-20.json", "2026-06-18.json", "2026-06-15.json"]
    assert [(row["commitments"], row["events"], row["damage"]) for row in rows] == [
        (4, 15, None),
        (None, None, "it is empty"),
        (4, 15, None),
    ]
    assert small("backup", "--list", "x").refusal[0] == 2


def test_a_backup_that_cannot_be_looked_at_is_listed_as_that(small: Tracker, folder: Path) -> None:
    (folder / "2026-06-18.json").symlink_to("gone")
    row = small.done("backup", "--list", "--format", "json").rows[0]
    assert (row["bytes"], row["commitments"]) == (0, None)
    assert "there is no register at " in row["damage"]


def test_a_copy_of_a_later_schema_is_listed_as_that(small: Tracker, folder: Path) -> None:
    (folder / "2026-06-18.json").write_bytes(b'{"meta": {"1": {"schema": 99}}}')
    row = small.done("backup", "--list", "--format", "json").rows[0]
    assert "has schema 99, this tracker knows up to" in row["damage"]


def test_a_backup_of_a_register_that_was_never_changed_has_the_day_of_today(empty: Tracker) -> None:
    assert Path(empty.done("backup").output.strip()).name == "2026-06-15.json"


@pytest.mark.file
def test_a_change_that_could_not_be_backed_up_is_recorded_and_says_so(small: Tracker, tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"")
    done = small.done("mark", "jp-us-lng", "in_progress")
    assert done.errors.startswith(f"recorded, but no backup can be kept in {tmp_path / 'state'}")
    assert done.errors.endswith("\njp-us-lng: in progress\n")


# ---- bringing one back -------------------------------------------------------------------------


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
def test_what_was_there_is_put_aside_and_where_is_told(small: Tracker, small_register: bytes, folder: Path) -> None:
    small.done("mark", "jp-us-lng", "in_progress", TRACKER_NOW="2026-06-16")
    before = small.kept()
    copy, aside = folder / "2026-06-15.json", Path(f"{small.place}.before-restore.bak")
    said = small.done("restore", str(copy), "--force").errors
    assert said == f"restored {small.place} from {copy}; what was there is in {aside}\n"
    assert (small.kept(), aside.read_bytes()) == (small_register, before)


@pytest.mark.file
def test_the_newest_backup_that_can_be_read_is_restored(small: Tracker, small_register: bytes, folder: Path) -> None:
    (folder / "2026-06-17.json").write_bytes(b"{")
    (folder / "2026-06-16.json").write_bytes(b"")
    small.put(small_register[:1000])
    done = small.done("restore", "--force")
    assert "the register is too damaged to tell what that is" in done.output
    assert [line.split(":")[0] for line in done.errors.splitlines()][:2] == ["passed over", "passed over"]
    assert small.kept() == small_register


@pytest.mark.file
def test_a_register_that_is_gone_comes_back(small: Tracker, small_register: bytes, folder: Path) -> None:
    small.register.unlink()
    done = small.done("restore", "--force")
    assert "there is nothing" in done.output
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
        (["missing.json"], "there is no backup of {register} at missing.json; name a file: "),
    ],
)
def test_where_there_is_no_backup_nothing_is_restored(
    small: Tracker, small_register: bytes, arguments: list[str], sentence: str
) -> None:
    code, said = small("restore", *arguments, "--force").refusal
    assert (code, said.startswith(sentence.format(register=small.place))) == (4, True)
    assert small.kept() == small_register


def test_what_is_no_register_is_not_restored(small: Tracker, small_register: bytes, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_bytes(b"{}")
    code, said = small("restore", str(tmp_path / "other.json"), "--force").refusal
    assert (code, "it is JSON, but no register" in said) == (4, True)
    assert small.kept() == small_register


@pytest.mark.parametrize(("answer", "is_restored"), [(b"y\n", True), (b"n\n", False), (b"\n", False), (b"\x04", False)])
def test_at_a_terminal_it_is_asked(small: Tracker, folder: Path, answer: bytes, *, is_restored: bool) -> None:
    small.done("mark", "jp-us-lng", "in_progress", TRACKER_NOW="2026-06-16")
    before = small.kept()
    shown = on_terminal(small, answer, "restore", str(folder / "2026-06-15.json"))
    assert "Put the backup in its place? [y/N]:" in shown
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
