"""The register in a TinyDB file: TinyDB opens it, unknown fields are kept, and a damaged file is reported as such."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import pytest
from tinydb import TinyDB, where

from tracker.errors import CorruptRegister, NewerSchema, NoRegister, NotPossible, RegisterExists, StoreFault
from tracker.model import migrations
from tracker.model.commitment import Commitment
from tracker.model.migrations import SCHEMA
from tracker.model.register import Party
from tracker.store import TinyStore, create, open_store

Build: TypeAlias = Callable[..., Commitment]
NOON = datetime(2026, 2, 17, 12, tzinfo=UTC)
META = {"1": {"schema": SCHEMA}}
TERMS = {"title": "Alaska LNG", "obligor": ["JP"], "obligee": ["US"]}
DEEP = b"[" * 100_000 + b"]" * 100_000


def put(store: TinyStore, *commitments: Commitment) -> None:
    with store.writing() as register:
        for commitment in commitments:
            register.add(commitment)


def tables(store: TinyStore) -> Any:  # noqa: ANN401 - any JSON
    return msgspec.json.decode(store.path.read_bytes())


def names(store: TinyStore) -> list[str]:
    return sorted(path.name for path in store.path.parent.iterdir())


def test_a_path_opens_a_tiny_store(tmp_path: Path) -> None:
    store = open_store(tmp_path / "r.json")
    assert isinstance(store, TinyStore)
    assert store.location == str(tmp_path / "r.json")
    assert list(tmp_path.iterdir()) == []


def test_the_file_reads_well_and_diffs_well(tiny: TinyStore, commitment: Build) -> None:
    put(tiny, commitment("a", title="日米投資 — 대미 투자"))
    before = tiny.path.read_text("utf-8").splitlines()
    assert before[:7] == [
        "{",
        ' "meta": {',
        '  "1": {',
        f'   "schema": {SCHEMA},',
        '   "zone": "UTC",',
        f'   "id": "{tables(tiny)["meta"]["1"]["id"]}",',
        '   "changed_by": ""',
    ]
    assert '    "title": "日米投資 — 대미 투자",' in before
    assert tiny.path.read_bytes().endswith(b"}\n")
    assert tiny.size() == len(tiny.path.read_bytes())
    put(tiny, commitment("b"))
    after = tiny.path.read_text("utf-8").splitlines()
    assert [line for line in before if line not in after] == []


def test_stock_tinydb_reads_searches_and_updates_it(tiny: TinyStore, commitment: Build) -> None:
    put(tiny, commitment("a", title="日本"), commitment("b"))
    with TinyDB(tiny.path, encoding="utf-8") as stock:
        table = stock.table("commitments")
        assert [document.doc_id for document in table.all()] == [1, 2]
        assert [document["ref"] for document in table.search(where("terms")["title"] == "日本")] == ["a"]
        table.update({"desk": "Tokyo"}, where("ref") == "a")
        table.insert({"ref": "c", "terms": TERMS, "history": []})
    put(tiny, commitment("d"))
    with tiny.reading() as register:
        assert list(register.commitments()) == [commitment("a", title="日本"), *map(commitment, "bcd")]
    assert tables(tiny)["commitments"]["1"]["desk"] == "Tokyo"
    assert "日本".encode() in tiny.path.read_bytes()


def test_a_number_is_not_given_twice_as_long_as_later_ones_are_there(tiny: TinyStore, commitment: Build) -> None:
    put(tiny, *map(commitment, "abc"))
    with TinyDB(tiny.path) as stock:
        stock.table("commitments").remove(doc_ids=[2])
    put(tiny, commitment("d"))
    assert {number: one["ref"] for number, one in tables(tiny)["commitments"].items()} == {"1": "a", "3": "c", "4": "d"}


def test_what_a_later_tracker_stored_survives(tiny: TinyStore, commitment: Build) -> None:
    put(tiny, commitment("a", notes=("one",)), commitment("b"))
    with tiny.writing() as register:
        register.put(Party(code="JBIC", name="JBIC", names={"ja": "国際協力銀行"}))
    stored = tables(tiny)
    stored["annexes"] = [1, "two", 0.1, None]
    stored["meta"]["1"]["editor"] = "later"
    stored["commitments"]["1"]["terms"]["mood"] = "furious"
    stored["commitments"]["1"]["history"][0]["weight"] = {"x": [1]}
    stored["commitments"]["2"] = {"seen": True} | stored["commitments"]["2"]
    stored["parties"]["1"]["lei"] = "549300"
    tiny.path.write_bytes(msgspec.json.encode(stored))
    with tiny.writing() as register:
        register.stamp(NOON, "kenji")
        register.replace(commitment("a", notes=("one",)), commitment("a", notes=("one", "two")))
        register.put(Party(code="JBIC", name="JBIC"))
    after = tables(tiny)
    del stored["parties"]["1"]["names"]
    stored["commitments"]["1"]["history"].append(after["commitments"]["1"]["history"][1])
    stored["meta"]["1"] |= {"changed_at": "2026-02-17T12:00:00Z", "changed_by": "kenji"}
    assert after == stored
    assert list(after["commitments"]["2"]) == ["seen", "ref", "terms", "history"]


def test_a_transaction_without_a_change_does_not_touch_the_file(tiny: TinyStore, commitment: Build) -> None:
    put(tiny, commitment())
    before = tiny.path.stat()
    with tiny.writing() as register:
        register.stamp(NOON, "kenji")
        register.replace(commitment(), commitment())
    assert tiny.path.stat() == before


def test_a_transaction_is_one_write(tiny: TinyStore, commitment: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    writes = []
    real = Path.replace

    def counted(draft: Path, target: Path) -> None:
        writes.append(target)
        real(draft, target)

    monkeypatch.setattr(Path, "replace", counted)
    put(tiny, *(commitment(f"c{number}") for number in range(50)))
    assert writes == [tiny.path]


def test_a_refused_transaction_gives_the_lock_back(tiny: TinyStore, commitment: Build) -> None:
    with pytest.raises(NotPossible):
        put(tiny, commitment(title="\0"))
    put(tiny, commitment())


def test_a_register_is_made_of_the_bytes_of_another(tiny: TinyStore, commitment: Build) -> None:
    put(tiny, commitment())
    raw = msgspec.json.encode(tables(tiny))
    copy = TinyStore(tiny.path.parent / "copy" / "r.json")
    copy.write_raw(raw, None)
    assert copy.path.read_bytes() == raw
    with pytest.raises(RegisterExists):
        copy.write_raw(raw, None)
    with copy.reading() as register:
        assert register.get("jp-us-lng") == commitment()


def test_no_register_is_made_of_bytes_that_are_none(tmp_path: Path) -> None:
    store = TinyStore(tmp_path / "r.json")
    with pytest.raises(CorruptRegister):
        store.write_raw(b"{}", None)
    with pytest.raises(NotPossible):
        create(store, "\0")
    with pytest.raises(NoRegister):
        store.size()
    assert list(tmp_path.iterdir()) == []


def register_with(**changed: object) -> bytes:
    return msgspec.json.encode({"meta": META} | changed)


DAMAGE = [
    ("it is empty", b""),
    ("it is empty", b" \n"),
    ("it has NUL bytes, the first at byte 2", b'{"\0\0\0'),
    ("it begins with a byte order mark; save it as UTF-8 without one", b"\xef\xbb\xbf" + register_with()),
    ("it begins with a byte order mark", '{"meta": {}}'.encode("utf-16")),
    ("it is not UTF-8 at byte 9", b'{"meta": \xff}'),
    ("it is not UTF-8 at byte 2", b'{"\xed\xa0\xbd": 1}'),
    ("it is not JSON at line 2, column 8 (byte 16): Expecting value", b'{"meta":\n {"1": '),
    ("it is not JSON at line 3, column 1 (byte 29): Extra data", register_with() + b"\n\n{}"),
    ("it is not JSON at line 1, column 10 (byte 9): Unterminated string", b'{"meta": "'),
    ("it is nested too deeply", DEEP),
    ("it is nested too deeply", b'{"a": 1, "a": ' + DEEP + b"}"),
    ("it is nested too deeply", b'{"a": "\\ud83d", "b": ' + DEEP + b"}"),
    ("it contains NaN, which is not a number in JSON", b'{"meta": NaN}'),
    ("it contains -Infinity, which is not a number in JSON", b'{"meta": [-Infinity]}'),
    ("it is not JSON: Number out of range", b'{"meta": 1e999}'),
    ("it holds half of a surrogate pair", b'{"meta": "\\ud83d"}'),
    (
        "the key “2” appears twice in one object",
        register_with()[:-1] + b', "views": {"1": {}, "2": {"a": 1}, "2": {}}}',
    ),
    ("it is JSON, but no register", b"[]"),
    ("it is JSON, but no register", b"null"),
    ("it is JSON, but no register", b'{"meta": {}}'),
    ("it is JSON, but no register", b'{"meta": []}'),
    ("it is JSON, but no register", b'{"meta": {"1": {"schema": "1"}}}'),
    ("it is JSON, but no register", b'{"meta": {"1": {"schema": true}}}'),
    ("it is JSON, but no register", b'{"_default": {"1": {"name": "of another program"}}}'),
    ("no tracker ever wrote schema -1", b'{"meta": {"1": {"schema": -1}}}'),
    ("meta, zone at byte 37: Expected `str`, got `int`", b'{"meta": {"1": {"schema": 3, "zone": 9}}}'),
    ("meta, changed_at at byte 43: Invalid RFC3339", b'{"meta": {"1": {"schema": 3, "changed_at": "yesterday"}}}'),
    (
        "meta, changed_at at byte 43: Expected `datetime` with a timezone component",
        b'{"meta": {"1": {"schema": 3, "changed_at": "2026-02-17T12:00:00"}}}',
    ),
    ("meta, id at byte 35: Invalid UUID", b'{"meta": {"1": {"schema": 3, "id": "x\\r\\nATTENDEE:mallory"}}}'),
    ("meta, id at byte 35: Expected `uuid | null`, got `int`", b'{"meta": {"1": {"schema": 3, "id": 5}}}'),
    ("meta, zone: Expected `str`, got `int`", b'{"meta": {"1": {"schema": 1, "zone": 9}}}'),
    (
        "commitment 17: it has no ref",
        b'{"meta": {"1": {"schema": 1}}, "commitments": {"17": {"ref": 5, "history": 5}}}',
    ),
    ("its parties are not a table", register_with(parties=[])),
    ("its views hold “1”, which is not a document", register_with(views={"1": "x"})),
    ("its commitments hold “jp-us”, which is not a document with a number", register_with(commitments={"jp-us": {}})),
    ("its commitments hold “01”", register_with(commitments={"01": {"ref": "a"}})),
    ("its commitments hold “١”", register_with(commitments={"١": {"ref": "a"}})),
    ("its rates hold “99999999999999", register_with(rates={"9" * 5000: {}})),
    ("commitment 17 at byte 47: it has no ref", register_with(commitments={"17": {"terms": TERMS}})),
    ("commitment 17 at byte 54: it has no ref", register_with(commitments={"17": {"ref": 5}})),
    ("party 3 at byte 42: it has no code", register_with(parties={"3": {"name": "JBIC"}})),
    (
        "commitment 17 at byte 70: it is called a, as commitment 3 is",
        register_with(commitments={"3": {"ref": "a"}, "17": {"ref": "a"}}),
    ),
    (
        "party 2 at byte 67: it is called A, as party 1 is",
        register_with(parties={"1": {"code": "A"}, "2": {"code": "A"}}),
    ),
]


@pytest.mark.parametrize(("sentence", "raw"), DAMAGE, ids=range(len(DAMAGE)))
def test_damage_is_called_by_its_name_and_left_alone(tmp_path: Path, sentence: str, raw: bytes) -> None:
    path = tmp_path / "r.json"
    path.write_bytes(raw)
    store = TinyStore(path)
    for opened in (store.reading, store.writing):
        with (
            pytest.raises(CorruptRegister, match=re.escape(f"{path} cannot be read as a register: ")) as refusal,
            opened(),
        ):
            pass
        assert sentence in str(refusal.value)
    assert path.read_bytes() == raw


def test_a_broken_document_is_refused_when_it_is_asked_for(tiny: TinyStore, commitment: Build) -> None:
    put(tiny, commitment("good"), commitment("bad"))
    stored = tables(tiny)
    stored["commitments"]["2"]["terms"]["title"] = 5
    stored["parties"] = {"7": {"code": "JBIC"}}
    tiny.path.write_bytes(msgspec.json.encode(stored))
    with tiny.reading() as register:
        assert register.get("good") == commitment("good")
        with pytest.raises(
            CorruptRegister, match=r"commitment 2 \(bad\), terms\.title at byte 246: Expected `str`, got `int`"
        ):
            list(register.commitments())
        with pytest.raises(CorruptRegister, match=r"party 7 \(JBIC\) at byte 313: .*name"):
            register.values(Party)
    put(tiny, commitment("new"))
    assert tables(tiny)["commitments"]["2"] == stored["commitments"]["2"]


def test_a_file_that_looks_unlike_ours_is_read_all_the_same(tiny: TinyStore) -> None:
    tiny.path.write_text('\n{"meta":{"1":{"zone":"Asia\\/Tokyo","schema":1}}, "commitments":{}}\n\n')
    with tiny.reading() as register:
        assert register.meta.zone == "Asia/Tokyo"
        assert register.values(Party) == {}


def test_nothing_follows_the_end_of_time(tiny: TinyStore) -> None:
    stored = tables(tiny)
    stored["meta"]["1"]["changed_at"] = "9999-12-31T23:59:59.999999Z"
    tiny.path.write_bytes(msgspec.json.encode(stored))
    with pytest.raises(CorruptRegister, match="nothing can follow its last change"), tiny.writing() as register:
        register.stamp(NOON, "kenji")


def test_a_newer_schema_is_refused(tiny: TinyStore) -> None:
    tiny.path.write_bytes(b'{"meta": {"1": {"schema": 4, "zone": 7}}, "commitments": "elsewhere"}')
    for opened in (tiny.reading, tiny.writing):
        with pytest.raises(NewerSchema, match="has schema 4, but this tracker reads schemas up to 3"), opened():
            pass


OLD = b'{"meta": {"1": {"schema": 0}}, "commitments": {"1": {"name": "a", "terms": %s, "history": []}}}' % (
    msgspec.json.encode(TERMS)
)


@pytest.fixture
def old(tiny: TinyStore, monkeypatch: pytest.MonkeyPatch) -> TinyStore:
    """A register of schema 0, in which `ref` had the name `name`."""

    def renamed(tables: migrations.Tables) -> migrations.Tables:
        rows = {number: {"ref": one.pop("name")} | one for number, one in tables["commitments"].items()}
        return tables | {"commitments": rows}

    monkeypatch.setitem(migrations.MIGRATIONS, 0, renamed)
    tiny.path.write_bytes(OLD)
    return tiny


def test_an_older_schema_is_read_without_a_trace(old: TinyStore, commitment: Build) -> None:
    before = names(old)
    with old.reading() as register:
        assert list(register.commitments()) == [commitment("a")]
        assert register.meta.schema == SCHEMA
    with old.writing() as writer:
        assert writer.refs() == ["a"]
    assert (names(old), old.path.read_bytes()) == (before, OLD)


def test_the_first_change_of_an_older_schema_leaves_a_backup(old: TinyStore, commitment: Build) -> None:
    put(old, commitment("b"))
    put(old, commitment("c"))
    with old.reading() as register:
        assert register.refs() == ["a", "b", "c"]
    assert tables(old)["meta"]["1"]["schema"] == SCHEMA
    backup = old.path.with_name("commitments.json.schema-0.bak")
    assert backup.read_bytes() == OLD
    assert names(old) == ["commitments.json", "commitments.json.lock", backup.name]


def test_without_its_backup_an_older_schema_is_not_changed(
    old: TinyStore, commitment: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreFault, match="the disk is full"):
        put(old, commitment("b"))
    assert old.path.read_bytes() == OLD
    assert names(old) == ["commitments.json", "commitments.json.lock"]
