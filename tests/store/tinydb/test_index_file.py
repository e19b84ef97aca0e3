"""The index of a register file: used where it is certainly of this version, and never needed."""

import os
import sqlite3
import stat
from array import array
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias

import msgspec
import pytest
from msgspec.structs import replace

from tests.building import deadline, numbered, status
from tracker.errors import CorruptRegister
from tracker.model.commitment import Commitment
from tracker.model.dates import Moment
from tracker.query.filter import Filter, HasKey, limited, only_overdue
from tracker.store import Backups, IndexFile, TinyStore, create
from tracker.store.sql import Sql
from tracker.store.tinydb import index_file as module
from tracker.store.tinydb import upkeep
from tracker.store.tinydb.file import OpenFile, text_of
from tracker.store.tinydb.index_file import TICK, WHOLE_SECOND, Identity, open_index
from tracker.store.tinydb.index_location import BrokenIndex
from tracker.store.tinydb.indexed import Documents, Numbers
from tracker.store.tinydb.layout import Layout, slices_of, spliced

Build: TypeAlias = Callable[..., Commitment]
NOON = datetime(2026, 2, 17, 12, tzinfo=UTC)
EARLIER = datetime(2026, 2, 17, 11, tzinfo=UTC)
BY_JP = Filter(clauses=((HasKey(("by:JP",)),),), moment=Moment(date(2026, 6, 30)), zone="UTC")


@pytest.fixture
def index(tmp_path: Path) -> IndexFile:
    """The location of the index, which registers of every size have."""
    return IndexFile(lambda: tmp_path / "cache" / "indexes" / "r.sqlite", least=0)


@pytest.fixture
def store(tmp_path: Path, index: IndexFile, commitment: Build) -> TinyStore:
    """A register of three commitments with an index."""
    store = TinyStore(tmp_path / "r.json", index=index)
    create(store, "UTC")
    put(store, commitment("a"), commitment("b", notes=("one", "two")), commitment("c", title="日米投資"))
    return store


def put(store: TinyStore, *commitments: Commitment) -> None:
    for attempt in store.attempts():
        with attempt as register:
            register.stamp(NOON, "kenji")
            for commitment in commitments:
                register.add(commitment)


def is_indexed(store: TinyStore) -> bool:
    with store.reading() as register:
        return register.is_indexed


def found(store: TinyStore) -> list[tuple[str, int]]:
    """Each ref that a look finds, and the number of its events; every way of reading agrees."""
    with store.reading() as register:
        every = list(register.find(BY_JP).commitments)
        assert [one.ref for one in every] == register.refs()
        assert every == [register.get(ref) for ref in register.refs()] == list(register.commitments())
        assert register.events() == sum(len(one.history) for one in every)
        return [(one.ref, len(one.history)) for one in every]


RECORDED = [("a", 0), ("b", 2), ("c", 0)]


def test_a_change_builds_the_index_and_keeps_it_up(store: TinyStore, commitment: Build) -> None:
    assert (is_indexed(store), found(store)) == (True, RECORDED)
    put(store, commitment("d"), commitment("e", notes=("one",)))
    for attempt in store.attempts():
        with attempt as register:
            register.replace(register.get("b"), commitment("b"))
            register.replace(register.get("e"), commitment("e", notes=("one", "two")))
            assert [one.ref for one in register.find(BY_JP).commitments] == ["a", "b", "c", "d", "e"]
            assert (register.events(), register.get("b").history) == (2, ())
    assert (is_indexed(store), found(store)) == (True, [("a", 0), ("b", 0), ("c", 0), ("d", 0), ("e", 2)])
    plain = TinyStore(store.path)
    assert found(plain) == found(store)


def test_a_look_reads_no_more_than_it_shows(store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[int, int]] = []
    ask = OpenFile.read

    def noted(file: OpenFile, start: int, end: int) -> bytes:
        read.append((start, end))
        return ask(file, start, end)

    monkeypatch.setattr(OpenFile, "read", noted)
    with store.reading() as register:
        assert register.get("b").ref == "b"
    size = store.path.stat().st_size
    assert sum(end - start for start, end in read) < size


def test_the_bytes_of_a_change_are_the_same_with_and_without_an_index(store: TinyStore, commitment: Build) -> None:
    plain = TinyStore(store.path.with_name("plain.json"))
    plain.path.write_bytes(store.path.read_bytes())
    for one in (store, plain):
        put(one, commitment("d", title="대미 투자"))
        for attempt in one.attempts():
            with attempt as register:
                register.replace(register.get("c"), commitment("c", notes=("later",)))
                register.replace(register.get("a"), commitment("a", title="A\n }"))
    assert plain.path.read_bytes() == store.path.read_bytes()


def test_a_dry_run_leaves_file_and_index_alone(store: TinyStore, index: IndexFile, commitment: Build) -> None:
    before = (store.path.read_bytes(), index.path.read_bytes())
    with store.writing(dry_run=True) as register:
        register.add(commitment("d"))
    assert (store.path.read_bytes(), index.path.read_bytes()) == before


def test_the_index_is_private(index: IndexFile, store: TinyStore) -> None:
    assert is_indexed(store)
    assert stat.S_IMODE(index.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(index.path.parent.stat().st_mode) == 0o700
    assert [path.name for path in index.path.parent.iterdir()] == ["r.sqlite"]


def replaced_by_another_program(path: Path, raw: bytes) -> None:
    other = path.with_name("other")
    other.write_bytes(raw)
    other.replace(path)


def edited_in_place(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)


def edited_in_place_and_dated_back(path: Path, raw: bytes) -> None:
    then = path.stat()
    path.write_bytes(raw)
    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))


@pytest.mark.parametrize("edit", [replaced_by_another_program, edited_in_place, edited_in_place_and_dated_back])
def test_what_another_program_wrote_is_read(store: TinyStore, edit: Callable[[Path, bytes], None]) -> None:
    raw = store.path.read_bytes()
    edit(store.path, raw.replace(b'"ref": "b"', b'"ref": "x"'))
    with store.reading() as register:
        assert (register.refs(), register.has("b"), register.is_indexed) == (["a", "x", "c"], False, False)
    assert found(store) == [("a", 0), ("x", 2), ("c", 0)]
    assert is_indexed(store)  # that look built a new one
    edit(store.path, raw)
    assert found(store) == RECORDED


ROWS = (
    "SELECT * FROM commitments ORDER BY place",
    "SELECT key, place FROM keys ORDER BY key, place",
    "SELECT at, by, place FROM recorded ORDER BY at, by, place",
    "SELECT bytes FROM offsets",
)


def rows_of(index: IndexFile) -> list[object]:
    opened = open_index(index.path)
    assert opened
    rows = [opened.rows(Sql(statement)) for statement in ROWS]
    found = (opened.facts.checksum, opened.facts.events, opened.facts.offsets, rows)
    opened.close()
    return list(found)


def test_an_index_is_brought_up_to_date_with_a_small_edit_of_another_program(
    store: TinyStore, index: IndexFile, commitment: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, *(commitment(f"d{number}", notes=("one",)) for number in range(30)))
    other = TinyStore(store.path)
    put(other, commitment("late", notes=("one", "two")))
    for attempt in other.attempts():
        with attempt as register:
            register.replace(register.get("d7"), commitment("d7", title="変わった"))
            register.replace(register.get("d3"), commitment("d3", notes=("one", "two", "three")))
    with monkeypatch.context() as patch:
        patch.setattr(module, "build", broken_always)
        assert is_indexed(store)
        assert found(store)[10] == ("d7", 0)
    kept = rows_of(index)
    index.path.unlink()
    assert len(found(store)) == 34
    assert rows_of(index) == kept


def test_a_change_brings_the_index_up_to_date_with_an_edit_of_another_program(
    store: TinyStore, index: IndexFile, commitment: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, *(commitment(f"d{number}") for number in range(30)))
    put(TinyStore(store.path), commitment("theirs"))
    with monkeypatch.context() as patch:
        patch.setattr(module, "build", broken_always)
        put(store, commitment("ours"))
        assert is_indexed(store)
    kept = rows_of(index)
    index.path.unlink()
    assert [ref for ref, _ in found(store)][-2:] == ["theirs", "ours"]
    assert rows_of(index) == kept


@pytest.mark.parametrize("what", ["order", "number", "removed", "zone", "much"])
def test_an_index_is_built_anew_where_another_program_changed_more(
    store: TinyStore, index: IndexFile, commitment: Build, what: str
) -> None:
    put(store, *(commitment(f"d{number}") for number in range(30)))
    document = msgspec.json.decode(store.path.read_bytes())
    table = document["commitments"]
    if what == "order":
        table["1"], table["2"] = table["2"], table["1"]
    elif what == "number":
        table["99"] = table.pop("33")
    elif what == "removed":
        del table["3"]
    elif what == "zone":
        document["meta"]["1"]["zone"] = "Asia/Tokyo"
    else:
        table |= {number: one | {"later": 1} for number, one in list(table.items())[:9]}
    store.path.write_bytes(text_of("", document))
    assert is_indexed(store) is False
    assert found(store) == found(TinyStore(store.path))
    kept = rows_of(index)
    index.path.unlink()
    assert found(store) == found(TinyStore(store.path))
    assert rows_of(index) == kept


def test_a_damage_that_another_program_made_is_found_by_every_change_and_by_a_thorough_look(
    store: TinyStore, commitment: Build
) -> None:
    raw = store.path.read_bytes()
    store.path.write_bytes(raw.replace(b'"ref": "b"', b'"raf": "b"'))
    with pytest.raises(CorruptRegister, match="it has no ref"), store.writing():
        pass
    with pytest.raises(CorruptRegister, match="it has no ref"), store.reading(thorough=True):
        pass
    store.path.write_bytes(raw)
    put(store, commitment("d"))
    assert found(store) == [*RECORDED, ("d", 0)]


def damaged_indexes(raw: bytes) -> list[bytes]:
    """Indexes that were cut off or overwritten, and files that are no index."""
    cut = [raw[: len(raw) * part // 8] for part in range(8)]
    pages = [raw[:at] + b"\x55" * 512 + raw[at + 512 :] for at in range(0, len(raw), 4096)]
    return [*cut, *pages, b"no index", b"SQLite format 3\0" + bytes(5000)]


def test_a_damaged_index_changes_no_answer(store: TinyStore, index: IndexFile, commitment: Build) -> None:
    before, number = index.path.read_bytes(), 3
    for damaged in damaged_indexes(before):
        index.path.write_bytes(damaged)
        with store.reading() as register:
            assert [(ref, len(register.get(ref).history)) for ref in register.refs()][:3] == RECORDED
        number += 1
        put(store, commitment(f"d{number}"))
        assert [ref for ref, _ in found(store)] == ["a", "b", "c", *(f"d{one}" for one in range(4, number + 1))]


def test_the_index_of_another_version_is_not_used(
    store: TinyStore, index: IndexFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "VERSION", module.VERSION + 1)
    assert (open_index(index.path), is_indexed(store), found(store)) == (None, False, RECORDED)


def test_a_database_that_is_no_index_is_not_used(store: TinyStore, index: IndexFile) -> None:
    for statement in ("UPDATE facts SET document = '{}'", "DELETE FROM facts", "DROP TABLE facts"):
        with sqlite3.connect(index.path) as other:
            other.execute(statement)
        other.close()
        assert open_index(index.path) is None
        assert found(store) == RECORDED


def test_where_no_index_can_be_written_the_answer_is_the_same(
    tmp_path: Path, store: TinyStore, index: IndexFile, commitment: Build
) -> None:
    index.path.unlink()
    index.path.parent.rmdir()
    index.path.parent.write_text("a file is where the folder should be")
    put(store, commitment("d"))
    assert (is_indexed(store), found(store)) == (False, [*RECORDED, ("d", 0)])
    nowhere = TinyStore(store.path, index=IndexFile(lambda: Path("relative.sqlite"), least=0))
    assert (found(nowhere), (tmp_path / "relative.sqlite").exists()) == (found(store), False)


def test_a_small_register_has_no_index(tmp_path: Path, commitment: Build) -> None:
    index = IndexFile(lambda: tmp_path / "cache" / "r.sqlite")
    store = TinyStore(tmp_path / "r.json", index=index)
    create(store, "UTC")
    put(store, commitment("a"))
    assert (found(store), index.size()) == ([("a", 0)], None)


def test_a_file_that_tracker_did_not_format_has_no_index(store: TinyStore, index: IndexFile, commitment: Build) -> None:
    index.path.unlink()
    store.path.write_bytes(store.path.read_bytes() + b"\n")
    assert (found(store), index.size()) == (RECORDED, None)
    put(store, commitment("d"))  # which formats it
    assert (is_indexed(store), found(store)) == (True, [*RECORDED, ("d", 0)])


def test_an_index_that_breaks_anywhere_in_a_change_is_done_without(
    store: TinyStore, commitment: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = module.Index.rows

    def breaking_after(asks: int) -> Callable[[module.Index, Sql], object]:
        asked: list[Sql] = []

        def broken(index: module.Index, statement: Sql) -> object:
            asked.append(statement)
            if len(asked) > asks:
                raise BrokenIndex
            return ask(index, statement)

        return broken

    for asks in range(40):
        monkeypatch.setattr(module.Index, "rows", breaking_after(asks))
        changed = TinyStore(store.path, index=store._index)  # noqa: SLF001 - a new command has the index again
        put(changed, commitment(f"d{asks}"))
        for attempt in changed.attempts():
            with attempt as register:
                register.replace(register.get("a"), commitment("a", notes=(f"{asks}",)))
        monkeypatch.undo()
        assert [ref for ref, _ in found(store)] == ["a", "b", "c", *(f"d{one}" for one in range(asks + 1))]
        with store.reading() as look:
            assert [event.note for event in look.get("a").history] == [f"{asks}"]


def test_a_change_beside_a_damaged_commitment_is_recorded_once(store: TinyStore, commitment: Build) -> None:
    store.path.write_bytes(store.path.read_bytes().replace(b'"title": "', b'"titel": "', 1))
    put(store, commitment("d"))
    with store.reading() as register:
        assert (register.refs(), register.get("d").ref, register.is_indexed) == (["a", "b", "c", "d"], "d", False)
        with pytest.raises(CorruptRegister, match=r"commitment 1 \(a\)"):
            register.get("a")


def test_offsets_that_were_damaged_are_not_used(store: TinyStore, index: IndexFile, commitment: Build) -> None:
    with sqlite3.connect(index.path) as other:
        [(packed,)] = other.execute("SELECT bytes FROM offsets").fetchall()
        other.execute("UPDATE offsets SET bytes = ?", (packed[:8] + bytes([packed[8] ^ 1]) + packed[9:],))
    other.close()
    assert (is_indexed(store), found(store)) == (True, RECORDED)  # the first look makes new ones
    put(store, commitment("d"))
    assert found(store) == [*RECORDED, ("d", 0)]


def test_an_index_without_a_row_is_not_used_by_a_change(store: TinyStore, index: IndexFile, commitment: Build) -> None:
    with sqlite3.connect(index.path) as other:
        other.execute("DELETE FROM commitments WHERE ref = 'b'")
    other.close()
    put(store, commitment("d"))
    assert (is_indexed(store), found(store)) == (True, [*RECORDED, ("d", 0)])


def test_a_look_whose_index_breaks_goes_on_without(store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.reading() as register:
        assert register.is_indexed
        monkeypatch.setattr(module.Index, "rows", broken_always)
        assert (register.get("b").ref, register.refs(), register.is_indexed) == ("b", ["a", "b", "c"], False)


def broken_always(*_: object) -> object:
    raise BrokenIndex


def test_a_document_that_is_not_where_the_index_says_is_found_without_it(store: TinyStore, index: IndexFile) -> None:
    with sqlite3.connect(index.path) as other:
        other.execute("UPDATE commitments SET place = place + 10")
        other.execute("UPDATE commitments SET place = 12 - place")
    other.close()
    with store.reading() as register:
        assert (register.is_indexed, register.get("a").ref, register.is_indexed) == (True, "a", False)


def test_the_index_follows_the_time_zone_of_the_register(store: TinyStore, index: IndexFile) -> None:
    with store.writing() as register:
        register.stamp(NOON, "kenji")
        register.put_meta(zone="Asia/Tokyo")
    opened = open_index(index.path)
    assert opened
    assert (opened.facts.zone, [zone for (zone,) in opened.rows(Sql("SELECT zone FROM commitments"))]) == (
        "Asia/Tokyo",
        ["Asia/Tokyo"] * 3,
    )
    opened.close()


def test_the_oldest_indexes_are_removed_where_all_take_too_much_room(
    store: TinyStore, index: IndexFile, commitment: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, day in (("new.sqlite", 2), ("old.sqlite", 1)):
        (index.path.parent / name).write_bytes(bytes(1000))
        os.utime(index.path.parent / name, (day, day))
    monkeypatch.setattr(module, "MAX_FOLDER", index.path.stat().st_size + 4096 * 3)
    put(store, commitment("d"))
    assert sorted(path.name for path in index.path.parent.iterdir()) == ["new.sqlite", "old.sqlite", "r.sqlite"]
    monkeypatch.setattr(module, "MAX_FOLDER", index.path.stat().st_size + 1500)
    put(store, commitment("e"))
    assert sorted(path.name for path in index.path.parent.iterdir()) == ["new.sqlite", "r.sqlite"]


def test_a_version_is_final_once_the_clock_has_moved_on() -> None:
    then = 1_700_000_000_123_456_789
    fine, coarse = Identity(1, 2, 3, then, then), Identity(1, 2, 3, then // WHOLE_SECOND * WHOLE_SECOND, 0)
    assert [fine.is_final(then + wait) for wait in (0, TICK, TICK + 1)] == [False, False, True]
    assert not coarse.is_final(then + 10 * WHOLE_SECOND)


def test_a_version_that_is_not_final_is_told_by_its_checksum(
    store: TinyStore, index: IndexFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Identity, "is_final", lambda *_: False)
    read: list[str] = []

    def counted(raw: bytes) -> str:
        read.append("checksum")
        return checksum(raw)

    checksum = upkeep.checksum
    monkeypatch.setattr(upkeep, "checksum", counted)
    os.utime(store.path)
    assert (is_indexed(store), is_indexed(store), read) == (True, True, ["checksum"] * 2)
    monkeypatch.setattr(Identity, "is_final", lambda *_: True)
    os.utime(store.path, ns=(1_700_000_000_123_456_789,) * 2)
    assert (is_indexed(store), is_indexed(store), read) == (True, True, ["checksum"] * 3)
    opened = open_index(index.path)
    assert opened
    assert opened.facts.identity == Identity.of(store.path.stat())
    opened.close()


def test_a_backup_is_kept_of_an_indexed_register_too(tmp_path: Path, index: IndexFile, commitment: Build) -> None:
    store = TinyStore(tmp_path / "r.json", backups=Backups(lambda: tmp_path / "backups", print), index=index)
    create(store, "UTC")
    put(store, commitment("a"))
    put(store, commitment("b"))
    assert [path.read_bytes() for path in (tmp_path / "backups").iterdir()] == [store.path.read_bytes()]


def test_the_history_is_found_by_user_and_time(store: TinyStore, commitment: Build) -> None:
    with store.reading() as register:
        assert [one.ref for one in register.with_events(last=1)] == ["b"]
        assert [one.ref for one in register.with_events(by="kenji", at=NOON)] == ["b"]
        assert [list(register.with_events(by=by, at=at)) for by, at in (("mika", None), ("", EARLIER))] == [[], []]
        assert (register.refs("b"), register.refs("x"), register.renamed()) == (["b"], [], [])
    for attempt in store.attempts():
        with attempt as writer:
            writer.add(commitment("ba", notes=("one",)))
            assert (writer.refs("b"), [one.ref for one in writer.with_events(last=9)]) == (
                ["b", "ba"],
                ["a", "b", "c", "ba"],
            )


def test_the_most_urgent_are_found_and_the_others_counted(store: TinyStore, commitment: Build) -> None:
    late = [
        replace(commitment(ref), history=numbered((status("agreed"), deadline(f"2026-01-{day:02}"))))
        for ref, day in (("x", 5), ("y", 2), ("z", 9))
    ]
    put(store, *late)
    wanted = Filter(moment=Moment(date(2026, 6, 30)), zone="UTC", is_exact=True)
    with store.reading() as register:
        found = register.find(limited(only_overdue(wanted, counting=False), 1, counting=True))
    assert ([one.ref for one in found.commitments], found.other_counts) == (["y"], {"overdue": 2})


def test_a_replaced_document_has_the_number_that_the_index_gives(
    store: TinyStore, index: IndexFile, commitment: Build
) -> None:
    with sqlite3.connect(index.path) as other:
        other.execute("UPDATE commitments SET number = number + 7 WHERE ref = 'b'")
    other.close()
    for attempt in store.attempts():
        with attempt as register:
            register.replace(register.get("b"), commitment("b"))
    assert (found(store), found(TinyStore(store.path))) == ([("a", 0), ("b", 0), ("c", 0)],) * 2


def test_rows_in_the_context_of_too_many_leave_open_what_depends_on_others(
    store: TinyStore, commitment: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "MAX_CONTEXT", 0)
    put(store, commitment("d", notes=("one",)))
    assert (is_indexed(store), found(store)) == (True, [*RECORDED, ("d", 1)])


def test_the_documents_and_numbers_of_an_index_are_those_of_the_file(store: TinyStore, index: IndexFile) -> None:
    opened = open_index(index.path)
    assert opened
    raw = store.path.read_bytes()
    documents, numbers = Documents(opened, slices_of(raw), opened.layout), Numbers(opened)
    assert (list(documents), len(documents), documents.get("9"), dict(numbers), len(numbers)) == (
        ["1", "2", "3"],
        3,
        None,
        {"a": "1", "b": "2", "c": "3"},
        3,
    )
    with pytest.raises(TypeError, match="never removed"):
        del numbers["a"]
    opened.close()


def test_a_register_without_room_for_commitments_cannot_be_spliced() -> None:
    with pytest.raises(ValueError, match="no room"):
        spliced(b"", Layout(array("Q", [0])), {}, {}, [])


def test_a_commitment_that_this_tracker_cannot_read_is_named_with_its_byte(
    store: TinyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = store.path.read_bytes()
    damaged = raw.replace(b'"title": "', b'"titel": "', 1)
    monkeypatch.setattr(OpenFile, "read", lambda _, start, end: damaged[start:end])
    with (
        store.reading() as register,
        pytest.raises(CorruptRegister, match=r"commitment 1 \(a\).* at byte \d+: .*title"),
    ):
        register.get("a")


def test_a_file_that_changes_while_it_is_indexed_has_no_index(
    store: TinyStore, index: IndexFile, commitment: Build
) -> None:
    index.path.unlink()
    with store.reading(thorough=True):
        put(TinyStore(store.path), commitment("d"))
    assert index.size() is None


def test_a_register_without_commitments_has_no_index(tmp_path: Path, index: IndexFile) -> None:
    store = TinyStore(tmp_path / "r.json", index=index)
    create(store, "UTC")
    with store.reading(thorough=True):
        pass
    assert index.size() is None


def test_an_index_is_left_alone_where_another_program_formats_the_file(store: TinyStore, index: IndexFile) -> None:
    before = index.path.read_bytes()
    store.path.write_bytes(msgspec.json.encode(msgspec.json.decode(store.path.read_bytes())))
    assert (is_indexed(store), found(store), index.path.read_bytes()) == (False, RECORDED, before)


def test_an_index_says_that_it_has_no_such_row_or_is_not_sound(
    index: IndexFile, store: TinyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_index(index.path)
    assert opened
    with pytest.raises(BrokenIndex):
        opened.place(99)
    opened.close()
    monkeypatch.setattr(Identity, "is_final", lambda *_: True)
    facts = module.written_facts(store.path, store.path.stat().st_size)
    assert (facts.identity, facts.is_final) == (Identity.of(store.path.stat()), True)
    checksum = upkeep.checksum(store.path.read_bytes())
    assert module.is_of(index.path, checksum)
    ask = module.Index.rows
    monkeypatch.setattr(
        module.Index, "rows", lambda one, sql: broken_always() if "quick" in sql.text else ask(one, sql)
    )
    assert not module.is_of(index.path, checksum)


def test_a_confirmed_index_has_the_rows_that_were_opened_though_another_took_its_name(
    store: TinyStore, index: IndexFile, commitment: Build
) -> None:
    opened, before = open_index(index.path), rows_of(index)
    assert opened
    put(store, commitment("d"))
    module.confirm(opened, opened.facts)
    opened.close()
    assert rows_of(index) == before
    assert found(store) == [*RECORDED, ("d", 0)]
