"""The register itself: `init` makes one and never replaces one, `info` tells what is in it."""

import json
from pathlib import Path

import pytest

from tests.program import Tracker
from tracker.commands.places import sample as shipped


def test_a_register_is_made_empty_in_a_zone(tracker: Tracker) -> None:
    assert tracker("init", "--zone", "Asia/Tokyo") == ("", f"made {tracker.register}\n", 0, "")
    assert tracker("info", "--format", "json").row["time_zone"] == "Asia/Tokyo"
    assert tracker("list", "--format", "json").rows == []


def test_a_register_is_made_with_the_sample(tracker: Tracker) -> None:
    tracker.done("init", "--sample")
    assert tracker.register.read_bytes() == shipped().read_bytes()


def test_a_register_is_made_with_its_folder_where_one_is_named(tracker: Tracker, tmp_path: Path) -> None:
    place = tmp_path / "desk" / "r.json"
    tracker.done("init", "--register", str(place))
    assert tracker.done("list", "-r", str(place)).output == "0 listed.\n"
    assert not tracker.register.exists()


@pytest.mark.parametrize("sample", [[], ["--sample"]])
def test_a_register_is_never_replaced(small: Tracker, small_register: bytes, sample: list[str]) -> None:
    sentence = f"{small.register} exists already; choose another place with --register"
    assert small("init", *sample).refusal == (5, sentence)
    assert small.register.read_bytes() == small_register


def test_a_register_of_no_zone_is_not_made(tracker: Tracker) -> None:
    sentence = "“Mars” is no IANA time zone; write one such as Asia/Tokyo or America/New_York"
    assert tracker("init", "--zone", "Mars").refusal == (2, sentence)
    assert not tracker.register.exists()


def test_a_register_cannot_be_made_under_a_file(small: Tracker) -> None:
    code, said = small("init", "--register", str(small.register / "r.json")).refusal
    assert (code, "cannot be written" in said) == (4, True)


def test_info_tells_what_is_in_the_register(small: Tracker, small_register: bytes) -> None:
    row = small("info", "--format", "json").row
    assert row["changed_by"]
    assert {name: row[name] for name in row if not name.startswith("changed")} == {
        "register": str(small.register),
        "bytes": len(small_register),
        "schema": 1,
        "time_zone": "Asia/Tokyo",
        "parties": 0,
        "commitments": 4,
        "events": 15,
        "sources": 2,
    }


def test_info_of_a_new_register_knows_no_change(empty: Tracker) -> None:
    row = empty("info", "--format", "json").row
    assert (row["changed_at"], row["changed_by"], row["events"]) == (None, None, 0)
    assert "\nchanged at\nchanged by\n" in empty("info").output


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"{", "it is not JSON at line 1, column 2: "),
        (b"[]", "it is JSON, but no register"),
        (json.dumps({"meta": {"1": {"schema": 10**6}}}).encode(), "has schema 1000000, this tracker knows up to"),
        (b"\xff\xfe", "it begins with a byte order mark"),
        (b'{"a": "' + b"\xff" + b'"}', "it is not UTF-8 at byte 7"),
    ],
)
@pytest.mark.parametrize(
    "arguments", ["info", "list", "show x", "add x --by JP --to US", "mark x met", "deliver x USD1bn"]
)
def test_a_register_that_cannot_be_read_is_refused_and_left_as_it_is(
    tracker: Tracker, content: bytes, why: str, arguments: str
) -> None:
    tracker.register.write_bytes(content)
    code, said = tracker(*arguments.split()).refusal
    assert code == 4
    assert why in said
    assert tracker.register.read_bytes() == content


def test_a_folder_is_no_register(tracker: Tracker, tmp_path: Path) -> None:
    assert tracker("info", "--register", str(tmp_path)).refusal == (
        4,
        f"{tmp_path} cannot be read: it is a folder; make it readable or choose another with --register",
    )
