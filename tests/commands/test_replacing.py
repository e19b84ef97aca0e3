"""No result is written over the register, its lock or its backups, or through a link among the files of a package."""

import os
from pathlib import Path

import pytest

from tests.program import Tracker

pytestmark = pytest.mark.file


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    """A file that is nobody's business."""
    precious = tmp_path / "precious.txt"
    precious.write_bytes(b"precious")
    return precious


@pytest.fixture
def package(small: Tracker, tmp_path: Path) -> Path:
    """A package that was exported before."""
    small.done("export", str(tmp_path / "package"))
    return tmp_path / "package"


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("name", ["events.csv", "datapackage.json"])
def test_export_follows_no_link_among_the_files_of_a_package(
    small: Tracker, package: Path, precious: Path, name: str, force: tuple[str, ...]
) -> None:
    (package / name).unlink()
    (package / name).symlink_to(precious)
    before = {path.name: path.read_bytes() for path in package.iterdir()}
    small.done("assess", "jp-us-lng", "at_risk")
    code, said = small("export", str(package), *force).refusal
    what = "a link, or not an ordinary file" if force or name != "datapackage.json" else "not an export"
    assert (code, what in said) == (5, True), said
    assert {path.name: path.read_bytes() for path in package.iterdir()} == before
    assert precious.read_bytes() == b"precious"


@pytest.mark.parametrize("name", ["views.csv", "datapackage.json"])
@pytest.mark.parametrize("lead", ["symlink_to", "hardlink_to"])
def test_export_never_writes_the_register_among_the_files_of_a_package(
    small: Tracker, package: Path, name: str, lead: str
) -> None:
    before = small.kept()
    (package / name).unlink()
    getattr(package / name, lead)(small.place)
    code, said = small("export", str(package), "--force").refusal
    assert (code, said) == (5, f"cannot replace {package / name}: it is the register itself; choose another place")
    assert small.kept() == before


def test_a_register_that_lies_in_the_folder_of_a_package_is_no_part_of_it(small: Tracker, package: Path) -> None:
    here = package / "commitments.csv"
    here.unlink()
    here.write_bytes(small.kept() or b"")
    code, said = small("export", str(package), "--force", "--register", str(here)).refusal
    assert (code, "is the register itself" in said) == (5, True)


def test_export_to_a_link_that_leads_to_a_folder_writes_there(small: Tracker, package: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(package)
    small.done("assess", "jp-us-lng", "at_risk")
    small.done("export", str(tmp_path / "link"))
    assert b"at_risk" in (package / "events.csv").read_bytes()


@pytest.mark.parametrize("umask", [0, 0o022])
def test_what_holds_a_whole_register_is_the_users_alone(small: Tracker, tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        small.done("export", str(tmp_path / "e.json"))
        small.done("export", str(tmp_path / "package"))
        small.done("backup", str(tmp_path / "b.json"))
        small.done("list", "--output", str(tmp_path / "list.csv"))
    finally:
        os.umask(before)
    modes = {
        path.name: path.stat().st_mode & 0o777 for path in (*tmp_path.iterdir(), *(tmp_path / "package").iterdir())
    }
    assert (modes["e.json"], modes["b.json"], modes["events.csv"], modes["package"]) == (0o600, 0o600, 0o600, 0o700)
    assert modes["list.csv"] == 0o666 & ~umask


@pytest.mark.parametrize(
    "words",
    [("list", "--output"), ("export", "--format", "json"), ("backup",), ("report", "--output"), ("copy", "REGISTER")],
)
@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("commitments.json.lock", "the lock file of commitments.json"),
        ("commitments.json.schema-1.bak", "a saved copy of the register"),
        ("link", "the lock file of commitments.json"),
    ],
)
def test_no_force_writes_over_what_belongs_to_the_register(
    small: Tracker, words: tuple[str, ...], name: str, what: str
) -> None:
    small.done("assess", "jp-us-lng", "at_risk")  # by which the lock is made
    target = small.register.parent / name
    (small.register.parent / "link").symlink_to("commitments.json.lock")
    if not target.exists():
        target.write_bytes(b"aside")
    before = target.read_bytes()
    line = [small.place if word == "REGISTER" else word for word in words]
    code, said = small(*line, str(target), "--force").refusal
    assert (code, said) == (5, f"cannot replace {target}: it is {what}; choose another place")
    assert target.read_bytes() == before


def test_no_force_writes_over_a_backup(small: Tracker) -> None:
    backup = small.done("backup").output.strip()
    code, said = small("export", backup, "--force").refusal
    assert (code, said) == (5, f"cannot replace {backup}: it is among the backups; choose another place")


def test_no_register_is_made_where_another_has_its_lock(small: Tracker) -> None:
    lock = f"{small.place}.lock"
    Path(lock).unlink(missing_ok=True)
    code, said = small("init", "--register", lock).refusal
    assert (code, "it is the lock file of commitments.json" in said) == (4, True)
    assert not Path(lock).exists()


def test_a_backup_into_a_pipe_goes_through_it(small: Tracker, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    small.done("backup", str(tmp_path / "pipe"), "--force")
    assert os.read(reader, 1 << 16) == (small.kept() or b"")[: 1 << 16]
    os.close(reader)
    assert (tmp_path / "pipe").is_fifo()
