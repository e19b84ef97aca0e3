"""The command `info`."""

import json
from functools import partial
from pathlib import Path

import pytest

from tests.program import Tracker
from tracker.commands import session
from tracker.store import IndexFile, Server, open_store


def test_info_tells_what_is_in_the_register(small: Tracker) -> None:
    row, store = small("info", "--format", "json").row, open_store(small.place)
    with store.reading() as reader:
        size = reader.stats().size
    assert row["changed_by"]
    assert {name: row[name] for name in row if not name.startswith("changed")} == {
        "register": small.place,
        "id": small.tables()["meta"]["1"]["id"],
        **(store.host() if isinstance(store, Server) else {}),
        "bytes": size,
        **({} if isinstance(store, Server) else {"index_bytes": None}),
        "schema": 3,
        "time_zone": "Asia/Tokyo",
        "parties": 0,
        "categories": 0,
        "commitments": 4,
        "events": 15,
        "sources": 2,
        "saved_copies": 0,
    }


def test_info_tells_the_id_of_a_register_that_was_made_without_one_once_it_has_a_commitment(tracker: Tracker) -> None:
    tracker.put(json.dumps({"meta": {"1": {"schema": 2}}}).encode())
    assert tracker("info", "--format", "json").row["id"] is None
    tracker.done("add", "Gas", "--by", "JP", "--to", "US")
    assert tracker("info", "--format", "json").row["id"]


@pytest.mark.file
def test_info_tells_how_many_bytes_the_file_has(small: Tracker, small_register: bytes) -> None:
    assert small("info", "--format", "json").row["bytes"] == len(small_register)


@pytest.mark.file
def test_info_tells_how_large_the_index_of_a_large_register_is(small: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    assert small("info", "--format", "json").row["index_bytes"] is None
    monkeypatch.setattr(session, "IndexFile", partial(IndexFile, least=0))
    assert small("info", "--format", "json").row["index_bytes"] > 0


def test_info_of_a_new_register_knows_no_change(empty: Tracker) -> None:
    row = empty("info", "--format", "json").row
    assert (row["changed_at"], row["changed_by"], row["events"]) == (None, None, 0)
    assert row["id"] == empty.tables()["meta"]["1"]["id"]
    assert "\nchanged at\nchanged by\n" in empty("info").output


@pytest.mark.file
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"{", "it is not JSON at line 1, column 2 (byte 1): "),
        (b"[]", "it is JSON, but no register"),
        (
            json.dumps({"meta": {"1": {"schema": 10**6}}}).encode(),
            "has schema 1000000, but this tracker reads schemas up to",
        ),
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
    tracker.put(content)
    code, said = tracker(*arguments.split()).refusal
    assert code == 4
    assert why in said
    assert tracker.kept() == content


def test_a_folder_is_no_register(tracker: Tracker, tmp_path: Path) -> None:
    assert tracker("info", "--register", str(tmp_path)).refusal == (
        4,
        f"{tmp_path} cannot be read: it is a folder; make it readable or choose another with --register",
    )
