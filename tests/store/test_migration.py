"""Migration to a simulated later schema: what it reads, which backup it keeps, and who refuses the new schema."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
import pytest
from msgspec import Raw, Struct

from tracker.commands.locate import sample_file
from tracker.errors import NewerSchema
from tracker.model import migrations
from tracker.model.codec import decode, encode
from tracker.model.commitment import Commitment
from tracker.model.migrations import SCHEMA, Document, Tables
from tracker.store import TinyStore
from tracker.store.tinydb import store as store_module
from tracker.store.tinydb import table

Build: TypeAlias = Callable[..., Commitment]
LATER: Final = SCHEMA + 1
NOON: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)


def events_for_history(document: Document) -> Document:
    """A document in the later schema: `events` instead of `history`, and each event with the ref of its commitment."""
    rest = {field: value for field, value in document.items() if field != "history"}
    return rest | {"events": [{"about": document["ref"]} | event for event in document["history"]]}


def history_for_events(document: Document) -> Document:
    """A document in this schema, from one in the later schema."""
    rest = {field: value for field, value in document.items() if field != "events"}
    return rest | {"history": document["events"]}


def renamed(tables: Tables) -> Tables:
    """Migrate tables from this schema to the later one."""
    documents = {number: events_for_history(one) for number, one in tables["commitments"].items()}
    return tables | {"commitments": documents}


def become_later(patch: pytest.MonkeyPatch) -> None:
    """Patch tracker to use the later schema."""

    def written(value: Struct) -> Document:
        return events_for_history(encode(value)) if isinstance(value, Commitment) else encode(value)

    def read(document: Document | Raw, kind: type[Struct]) -> Struct:
        plain = msgspec.json.decode(document) if isinstance(document, Raw) else document
        return decode(history_for_events(plain) if kind is Commitment else plain, kind)

    patch.setattr(table, "encode", written)
    patch.setattr(table, "decode", read)
    patch.setattr(store_module, "SCHEMA", LATER)
    patch.setattr(table, "SCHEMA", LATER)
    patch.setattr(migrations, "SCHEMA", LATER)
    patch.setitem(migrations.MIGRATIONS, SCHEMA, renamed)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tracker that uses the later schema."""
    become_later(monkeypatch)


@pytest.fixture
def store(tmp_path: Path) -> TinyStore:
    """The sample in this schema."""
    store = TinyStore(tmp_path / "r.json", timeout=0.05)
    store.write_raw(sample_file().read_bytes(), None)
    return store


def commitments(store: TinyStore) -> list[Commitment]:
    with store.reading() as register:
        return list(register.commitments())


def change(store: TinyStore, commitment: Commitment) -> None:
    with store.writing() as register:
        register.stamp(NOON, "kenji")
        register.add(commitment)


def names(store: TinyStore) -> list[str]:
    return sorted(path.name for path in store.path.parent.iterdir())


def test_a_later_tracker_reads_the_same_commitments_and_leaves_no_trace(
    store: TinyStore, request: pytest.FixtureRequest
) -> None:
    before, raw = commitments(store), store.path.read_bytes()
    request.getfixturevalue("later")
    assert commitments(store) == before
    assert (store.path.read_bytes(), names(store)) == (raw, ["r.json", "r.json.lock"])


def test_its_first_change_writes_the_second_schema_and_leaves_the_first_beside_it(
    store: TinyStore, commitment: Build, request: pytest.FixtureRequest
) -> None:
    before, raw = commitments(store), store.path.read_bytes()
    request.getfixturevalue("later")
    change(store, commitment("new", notes=("one",)))
    assert commitments(store) == [*before, commitment("new", notes=("one",))]
    tables = msgspec.json.decode(store.path.read_bytes())
    assert tables["meta"]["1"]["schema"] == LATER
    assert all("history" not in one and "events" in one for one in tables["commitments"].values())
    assert store.path.with_name(f"r.json.schema-{SCHEMA}.bak").read_bytes() == raw
    change(store, commitment("newer"))
    assert names(store) == ["r.json", "r.json.lock", f"r.json.schema-{SCHEMA}.bak"]


def test_what_a_later_tracker_wrote_is_refused_by_this_one_and_its_copy_of_before_is_not(
    store: TinyStore, commitment: Build
) -> None:
    before = commitments(store)
    with pytest.MonkeyPatch.context() as patch:
        become_later(patch)
        change(store, commitment("new"))
        raw = store.path.read_bytes()
    for act in (store.reading, store.writing):
        with (
            pytest.raises(NewerSchema, match=f"has schema {LATER}, but this tracker reads schemas up to {SCHEMA}"),
            act(),
        ):
            pass
    assert store.path.read_bytes() == raw
    assert commitments(TinyStore(store.path.with_name(f"r.json.schema-{SCHEMA}.bak"))) == before


def test_a_backup_of_the_first_schema_is_restored_by_a_later_tracker_and_then_migrated(
    store: TinyStore, commitment: Build, later: None
) -> None:
    assert later is None
    first = sample_file().read_bytes()
    change(store, commitment("new"))
    store.write_raw(first, store.read_raw())
    assert store.path.read_bytes() == first
    change(store, commitment("other"))
    assert commitments(store)[-1] == commitment("other")
