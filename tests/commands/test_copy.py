"""Copying a register to another place from the command line; that nothing is lost is tried in tests/store."""

from pathlib import Path

import pytest

from tests.program import ON_SERVER, Tracker
from tracker.store import open_store
from tracker.store.copy import fingerprint


def test_a_copy_is_verified_by_reading_it(small: Tracker, tmp_path: Path) -> None:
    there = tmp_path / "there.json"
    done = small.done("copy", small.place, str(there), "--format", "json")
    counts = {"commitments": 4, "events": 15, "parties": 0, "categories": 0, "rates": 0, "views": 0}
    sha256 = fingerprint("it", there.read_bytes()).sha256
    assert done.rows == [{"from": small.place, "to": str(there), **counts, "sha256": sha256, "saved_copies": 0}]
    assert done.errors == "copied, and read back\n"
    again = small.done("copy", small.place, str(there), "--format", "json")
    assert (again.output, again.errors) == (done.output, f"{there} already holds this register\n")
    assert small.done("log", "--format", "csv", "-r", str(there)).output == small.done("log", "--format", "csv").output
    assert small.kept() == there.read_bytes() or ON_SERVER


def test_a_copy_goes_back_and_the_overwritten_content_is_reported(small: Tracker, tmp_path: Path) -> None:
    there = str(tmp_path / "there.json")
    small.done("copy", small.place, there)
    small.done("assess", "jp-us-lng", "at_risk", "-r", there)
    sentence = (
        f"cannot replace {small.place}: it is there already with something else in it; "
        "choose another location, or give --force, which keeps the old content in a file"
    )
    assert small("copy", there, small.place).refusal == (5, sentence)
    assert small.done("copy", there, small.place, "--force").errors.startswith(
        "copied, and read back; its old content is in "
    )
    assert small.kept() == Path(there).read_bytes()


def test_a_register_is_not_copied_onto_itself(small: Tracker) -> None:
    sentence = f"copying {small.place}: FROM and TO are the same register; name another location"
    assert small("copy", small.place, small.place, "--force").refusal == (5, sentence)


@pytest.mark.file
def test_a_link_to_a_register_is_that_register(small: Tracker, tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(small.place)
    assert small("copy", small.place, str(tmp_path / "link.json")).refusal[0] == 5


def test_where_there_is_no_register_nothing_is_copied(tracker: Tracker, tmp_path: Path) -> None:
    code, said = tracker("copy", tracker.place, str(tmp_path / "there.json")).refusal
    assert (code, said.startswith(f"there is no register at {tracker.place}")) == (4, True)
    assert not (tmp_path / "there.json").exists()
    assert open_store(tmp_path / "there.json").read_raw() is None


@pytest.mark.file
def test_the_source_of_a_copy_may_be_read_only(small: Tracker, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    here = tmp_path / "closed" / "r.json"
    here.write_bytes(small.kept() or b"")
    here.chmod(0o400)
    here.parent.chmod(0o500)
    small.done("copy", str(here), str(tmp_path / "there.json"))
    assert [path.name for path in here.parent.iterdir()] == ["r.json"]


def test_a_copy_is_told_from_where_and_to_where_and_no_other_way(small: Tracker) -> None:
    assert small("-r", small.place, "copy", small.place, "there.json").refusal == (
        2,
        "copy takes no --register: write tracker copy FROM TO",
    )
