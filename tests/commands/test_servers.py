"""What is told and kept of a register on a server, where that is something else than of a file."""

from pathlib import Path
from uuid import uuid4

import pytest

from tests.program import Tracker
from tests.server import in_schema
from tracker.commands.places import backups_of, whereabouts
from tracker.store import open_store


@pytest.fixture
def desk(tracker: Tracker, small_register: bytes, server: str) -> Tracker:
    """The program on the small register, on a server whichever back end the other tests are run on."""
    tracker.place = in_schema(server, f"t_{uuid4().hex}")
    open_store(tracker.place).create_from(small_register)
    return tracker


def with_password(url: str) -> str:
    return f"{url}&password=hush"


def test_backups_of_a_server_are_found_from_every_folder_and_by_no_password(
    desk: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = desk.done("backup").output.strip()
    assert "hush" not in copy
    monkeypatch.chdir(tmp_path)
    rows = desk.done("backup", "--list", "--format", "json", "-r", with_password(desk.place)).rows
    assert [row["backup"] for row in rows] == [copy]
    assert Path(copy).read_bytes() == open_store(desk.place).copy()


def test_backups_of_a_server_are_named_by_its_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = backups_of("postgresql://mika:hush@db.example/desk?schema=trade").name
    assert folder.rpartition("-")[0] == "mika-db-example-desk-schema-trade"
    assert whereabouts("postgresql://mika:hush@db.example/desk") == "postgresql://mika@db.example/desk"


def test_what_the_last_run_told_is_remembered_in_every_folder(
    desk: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "jp-us-lng" in desk.done("changes", "--since", "last").output
    monkeypatch.chdir(tmp_path)
    assert desk.done("changes", "--since", "last", "-r", with_password(desk.place)).output == ""
    for memory in (desk.folder / "state" / "tracker" / "changes").iterdir():
        assert "hush" not in memory.read_text(encoding="utf-8")
