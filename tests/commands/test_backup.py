"""The command `backup`, and the automatic backups."""

from pathlib import Path

import pytest

from tests.program import Tracker


@pytest.fixture
def folder(small: Tracker) -> Path:
    """Where the backups of the small register are, one of which is kept."""
    return Path(small.done("backup").output.strip()).parent


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


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
    sentence = f"{copy} already exists; give another name, or --force to replace it"
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
            "it is the register itself; choose another place",
            marks=pytest.mark.file,
        ),
        ("missing/copy.json", 4, "missing/copy.json cannot be written: its folder is missing; give another"),
        pytest.param(
            "commitments.json/copy.json",
            4,
            "cannot be written: a part of its path is not a folder",
            marks=pytest.mark.file,
        ),
        ("state", 4, "cannot be written: it is a folder"),
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
    assert "has schema 99, but this tracker reads schemas up to" in row["damage"]


def test_a_backup_of_a_register_that_was_never_changed_has_the_day_of_today(empty: Tracker) -> None:
    assert Path(empty.done("backup").output.strip()).name == "2026-06-15.json"


@pytest.mark.file
def test_a_change_that_could_not_be_backed_up_is_recorded_and_says_so(small: Tracker, tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"")
    done = small.done("mark", "jp-us-lng", "in_progress")
    assert done.errors.startswith(f"recorded, but no backup can be written to {tmp_path / 'state'}")
    assert done.errors.endswith("\njp-us-lng: in progress\n")
