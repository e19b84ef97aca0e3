"""The fingerprint of a register: equal for equal content in any back end and spelling, different for other content."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.program import Tracker
from tracker.commands.locate import sample_file
from tracker.model.codec import decode
from tracker.model.commitment import Commitment
from tracker.model.register import id_of_earlier
from tracker.store import Store, copy_of
from tracker.store.copy import fingerprint

Change = Callable[[dict[str, Any]], object]


def later() -> dict[str, Any]:
    """The tables of the sample with fields and a table of a later version of tracker."""
    tables: dict[str, Any] = json.loads(sample_file().read_bytes())
    tables["meta"]["1"]["fresh"] = {"a": [1]}
    tables["commitments"]["1"]["fresh"] = tables["commitments"]["1"]["history"][0]["fresh"] = {"a": 1, "b": [{}]}
    tables["parties"]["1"]["fresh"] = None
    tables["treaties"] = {"7": {"name": "later"}}
    return tables


def summed(tables: dict[str, Any]) -> str:
    return fingerprint("r.json", json.dumps(tables).encode()).sha256


def test_everything_is_counted() -> None:
    found = fingerprint("r.json", sample_file().read_bytes())
    assert (found.commitments, found.events, found.parties, found.rates, found.views) == (40, 480, 5, 0, 0)
    assert not found.is_empty


def test_a_new_register_is_empty(store: Store) -> None:
    assert fingerprint(store.location, copy_of(store)).is_empty


def test_every_back_end_keeps_all_of_it_also_what_this_tracker_does_not_know(new_store: Callable[[], Store]) -> None:
    for tables in (later(), later() | {"odd": [1, {"b": 2, "a": 1}]}):
        store = new_store()
        store.write_raw(json.dumps(tables).encode(), None)
        assert fingerprint(store.location, copy_of(store)).sha256 == summed(tables)


def renumber(tables: dict[str, Any]) -> None:
    for name in ("commitments", "parties"):
        tables[name] = {str(int(number) + 7): document for number, document in tables[name].items()}


def reorder(tables: dict[str, Any]) -> None:
    tables["commitments"]["1"] = dict(reversed(tables["commitments"]["1"].items()))
    tables["views"] = {}


def write_the_id_down(tables: dict[str, Any]) -> None:
    tables["meta"]["1"]["id"] = str(id_of_earlier(decode(tables["commitments"]["1"], Commitment)))


def in_another_zone(tables: dict[str, Any]) -> None:
    changed = datetime.fromisoformat(tables["meta"]["1"]["changed_at"])
    tables["meta"]["1"]["changed_at"] = changed.astimezone(timezone(timedelta(hours=9))).isoformat()


@pytest.mark.parametrize(
    "change",
    [renumber, reorder, in_another_zone, write_the_id_down],
)
def test_how_it_is_written_is_no_content(change: Change) -> None:
    tables = later()
    change(tables)
    assert summed(tables) == summed(later())


@pytest.mark.parametrize(
    "change",
    [
        lambda tables: tables["meta"]["1"].update(zone="Asia/Tokyo"),
        lambda tables: tables["meta"]["1"].update(changed_by="mika"),
        lambda tables: tables["meta"]["1"].update(changed_at="2026-11-23T04:49:37.460061+00:00"),
        lambda tables: tables["meta"]["1"].update(id="5fc53010-1267-4f8e-bc28-1d7ae55a7c99"),
        lambda tables: tables["meta"]["1"].pop("fresh"),
        lambda tables: tables["commitments"]["1"]["history"][0].update(recorded_by="mika"),
        lambda tables: tables["commitments"]["1"]["history"][0]["fresh"].update(a=2),
        lambda tables: tables["commitments"].update({"1": tables["commitments"].pop("1")}),
        lambda tables: tables["parties"].popitem(),
        lambda tables: tables["treaties"]["7"].update(name="x"),
        lambda tables: tables["treaties"].update({"8": tables["treaties"].pop("7")}),
    ],
)
def test_what_is_recorded_is(change: Change) -> None:
    tables = later()
    change(tables)
    assert summed(tables) != summed(later())


def test_a_change_makes_another(small: Tracker) -> None:
    before = small.kept()
    small.done("mark", "jp-us-lng", "in_progress")
    after = small.kept()
    assert before
    assert after
    assert fingerprint("a", before).sha256 != fingerprint("b", after).sha256
