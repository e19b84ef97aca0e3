"""Copies of a register between back ends: copy everything or nothing, and never change the source."""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest

from tests.building import citation, commitment
from tests.server import in_schema
from tests.store.test_copy_fingerprint import later
from tracker.errors import CopyMismatch, CorruptRegister, WouldOverwrite
from tracker.model.commitment import Source
from tracker.model.register import Party
from tracker.model.saved_copies import archived_as, copy_name
from tracker.store import Backups, Store, copy_of, create, open_store, register_id
from tracker.store.copy import CopyJob, fingerprint

At = Callable[[str], Store]
WAYS = list(product(("file", "server"), repeat=2))
# The counts and the checksum of the register that is copied.
COPIED = fingerprint("r.json", json.dumps(later()).encode())


@pytest.fixture
def at(tmp_path: Path, request: pytest.FixtureRequest) -> At:
    """Open a new location of a kind, without a register."""
    aside = Backups(lambda: tmp_path / "aside", print)

    def opened(kind: str) -> Store:
        name = f"t_{uuid4().hex}"
        if kind == "file":
            return open_store(tmp_path / f"{name}.json", backups=aside)
        return open_store(in_schema(request.getfixturevalue("server"), name), backups=aside)

    return opened


def filled(store: Store) -> Store:
    store.write_raw(json.dumps(later()).encode(), None)
    return store


def carried(source: Store, target: Store, *, force: bool = False) -> CopyJob:
    transfer = CopyJob(source, target, force=force)
    for step in transfer.steps:
        step()
    return transfer


def name_a_party(store: Store) -> None:
    with store.writing() as writer:
        writer.put(Party(code="JBIC", name="Bank"))


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_all_of_it_arrives_and_a_second_time_is_copied_already(at: At, source: str, target: str) -> None:
    here, there = filled(at(source)), at(target)
    before = copy_of(here)
    first = carried(here, there)
    assert first.copied == COPIED
    assert (first.is_copied_already, first.replaced) == (False, None)
    kept = copy_of(there)
    second = carried(here, there)
    assert (second.copied, second.is_copied_already, second.replaced) == (first.copied, True, None)
    assert (copy_of(here), copy_of(there)) == (before, kept)


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_saved_copies_are_carried_and_what_is_lost_is_counted(
    at: At, source: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [f"<html>{number}".encode() for number in range(3)]
    names = [copy_name(page) for page in (*pages, b"lost")]
    cited = [citation("status", source=Source(publisher="News", archived=archived_as(name))) for name in names]
    here, there = filled(at(source)), at(target)
    with here.writing() as writer:
        writer.add(commitment("cited", events=cited))
        for name, page in zip(names, pages, strict=False):
            writer.save_copy(name, page)
        writer.save_copy(copy_name(b"unused"), b"unused")
    monkeypatch.setattr("tracker.store.copy.MAX_COPY", 1)  # one copy in a transaction
    assert carried(here, there).carried == (3, (names[3],))
    assert carried(here, there).is_copied_already
    with there.reading() as reader:
        assert [reader.read_copy(name) for name in names] == [*pages, None]
        assert reader.copy_names() == {*names[:3]}


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_the_id_is_carried_and_a_register_that_was_made_without_one_has_the_same_there(
    at: At, source: str, target: str
) -> None:
    made = at(source)
    create(made, "UTC")
    name_a_party(made)
    for here in (made, filled(at(source))):
        there = at(target)
        assert not carried(here, there).is_copied_already
        with here.reading() as one, there.reading() as other:
            assert register_id(one) == register_id(other)
            assert register_id(one)


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_what_is_there_is_replaced_by_force_only_and_put_aside(at: At, source: str, target: str) -> None:
    here, there = filled(at(source)), filled(at(target))
    name_a_party(there)
    before = copy_of(there)
    with pytest.raises(WouldOverwrite, match="there already with something else in it"):
        carried(here, there)
    assert copy_of(there) == before
    aside = carried(here, there, force=True).replaced
    assert aside is not None
    assert aside.read_bytes() == before
    assert carried(here, there).is_copied_already


@pytest.mark.parametrize("target", ["file", "server"])
def test_a_register_in_which_nothing_is_yet_is_filled(at: At, target: str) -> None:
    there = at(target)
    create(there, "Asia/Tokyo")
    assert carried(filled(at("file")), there).copied == COPIED


def test_what_cannot_be_read_is_replaced_by_force_only(at: At) -> None:
    there = at("file")
    Path(there.location).write_bytes(b"no register")
    with pytest.raises(WouldOverwrite):
        carried(filled(at("file")), there)
    assert carried(filled(at("file")), there, force=True).copied == COPIED


def test_what_is_damaged_is_not_carried(at: At) -> None:
    here, there = at("file"), at("file")
    Path(here.location).write_bytes(b"no register")
    with pytest.raises(CorruptRegister):
        carried(here, there, force=True)
    assert there.read_raw() is None


@pytest.mark.parametrize("target", ["file", "server"])
def test_a_transfer_that_is_cut_short_is_finished_by_the_next(at: At, target: str) -> None:
    here, there = filled(at("file")), at(target)
    for number in range(4):
        transfer = CopyJob(here, there, force=False)
        for step in transfer.steps[: number + 1]:
            step()
        assert (there.read_raw() is None) == (number < 2)
    assert carried(here, there).is_copied_already


def test_what_others_change_before_it_is_read_back_is_told(at: At) -> None:
    here, there = filled(at("file")), at("file")
    transfer = CopyJob(here, there, force=False)
    for step in transfer.steps[:3]:
        step()
    name_a_party(there)
    with pytest.raises(CopyMismatch, match="others changed it meanwhile"):
        transfer.steps[3]()


def test_where_it_cannot_be_read_back_it_is_told_what_was_replaced_and_where_that_is(at: At) -> None:
    here, there = filled(at("file")), at("file")
    create(there, "UTC")
    name_a_party(there)
    transfer = CopyJob(here, there, force=True)
    for step in transfer.steps[:3]:
        step()
    Path(there.location).write_bytes(b"no register")
    with pytest.raises(CopyMismatch, match="cannot be read back: ") as refused:
        transfer.steps[3]()
    assert f"the previous content is in {transfer.replaced}" in str(refused.value)
    assert b"JBIC" in (transfer.replaced or Path()).read_bytes()
