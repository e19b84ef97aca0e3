"""The command `init`."""

import json
from pathlib import Path

import pytest

from tests.program import Tracker
from tracker.commands.locate import sample_file as shipped


def test_a_register_is_made_empty_in_a_zone(tracker: Tracker) -> None:
    tracker.done("init", "--zone", "Asia/Tokyo")
    assert tracker("info", "--format", "json").row["time_zone"] == "Asia/Tokyo"
    assert tracker("list", "--format", "json").rows == []


@pytest.mark.file
def test_the_place_of_a_new_register_is_told(tracker: Tracker) -> None:
    assert tracker("init", "--zone", "Asia/Tokyo") == ("", f"made {tracker.place}\n", 0, "")


@pytest.mark.file
def test_there_is_nothing_to_grant_on_a_file(small: Tracker, small_register: bytes) -> None:
    sentence = f"grants on {small.place}: it is a file; chmod and chgrp say who may read and change it"
    assert small("init", "--grants").refusal == (5, sentence)
    assert small.kept() == small_register


def test_a_register_is_made_with_the_sample(tracker: Tracker) -> None:
    tracker.done("init", "--sample")
    filled = {name: table for name, table in tracker.tables().items() if table}
    del filled["meta"]["1"]["id"]
    assert filled == json.loads(shipped().read_bytes())


def test_every_sample_is_a_register_of_its_own(tracker: Tracker, tmp_path: Path) -> None:
    other = Tracker(tmp_path / "other.json")
    for one in (tracker, other):
        one.done("init", "--sample")
    assert len({one("info", "--format", "json").row["id"] for one in (tracker, other)} - {None}) == 2


def test_a_register_is_made_with_its_folder_where_one_is_named(tracker: Tracker, tmp_path: Path) -> None:
    place = tmp_path / "desk" / "r.json"
    tracker.done("init", "--register", str(place))
    assert tracker.done("list", "-r", str(place)).output == "0 listed.\n"
    assert tracker.kept() is None


@pytest.mark.parametrize("sample", [[], ["--sample"]])
def test_a_register_is_never_replaced(small: Tracker, small_register: bytes, sample: list[str]) -> None:
    sentence = f"{small.place} already exists; give another path with --register"
    assert small("init", *sample).refusal == (5, sentence)
    assert small.kept() == small_register


def test_a_register_of_no_zone_is_not_made(tracker: Tracker) -> None:
    sentence = "“Mars” is not a time zone of IANA; write one such as Asia/Tokyo or America/New_York"
    assert tracker("init", "--zone", "Mars").refusal == (2, sentence)
    assert tracker.kept() is None


def test_the_sample_is_made_in_no_zone_but_its_own(tracker: Tracker) -> None:
    sentence = "the sample has its own time zone: leave out --zone or --sample"
    assert tracker("init", "--sample", "--zone", "Asia/Tokyo").refusal == (2, sentence)
    assert tracker.kept() is None


@pytest.mark.file
def test_a_register_cannot_be_made_under_a_file(small: Tracker) -> None:
    code, said = small("init", "--register", str(small.register / "r.json")).refusal
    assert (code, "cannot be written" in said) == (4, True)
