"""Migration on a server: an earlier register is read as it is, and the first change migrates it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
import psycopg
import pytest
from msgspec import Raw, Struct
from psycopg import Connection

from tests.server import USER
from tests.store.postgres.conftest import Tell
from tracker.commands.locate import sample_file
from tracker.errors import CorruptRegister, NewerSchema, NoRegister, NotBackedUp, RefTaken, ServerRefused
from tracker.model import migrations
from tracker.model.codec import decode, encode
from tracker.model.commitment import Commitment, TermsEvent
from tracker.model.dates import Moment
from tracker.model.migrations import SCHEMA, Document, Tables
from tracker.query.filter import Filter, HasKey, StatusIn
from tracker.store import Backups, copy_of, create, postgres, register_id
from tracker.store.postgres import PostgresStore, reader, writer
from tracker.store.postgres import schema as schema_module
from tracker.store.postgres.schema import VERSION
from tracker.store.tinydb import store as store_module
from tracker.store.tinydb import table
from tracker.store.where import INDEX_COLUMNS

Build: TypeAlias = Callable[..., Commitment]
NOON: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)
OUTLINES: Final = f"SELECT ref, {', '.join(INDEX_COLUMNS.values())} FROM commitments ORDER BY place"
IDS: Final = "SELECT document::jsonb->>'id' FROM meta"
STEPS: Final = (
    "ALTER TABLE commitments ADD COLUMN IF NOT EXISTS heat text NOT NULL DEFAULT ''",
    "CREATE TABLE IF NOT EXISTS moods (mood text PRIMARY KEY)",
    "CREATE INDEX IF NOT EXISTS commitments_heat ON commitments (heat)",
)


@pytest.fixture
def store(desk: PostgresStore, tmp_path: Path) -> PostgresStore:
    """The sample on a server, restored by this tracker."""
    backups = Backups(lambda: tmp_path / "aside", print)
    store = PostgresStore(desk.location, timeout=20, backups=backups)
    raw = sample_file().read_bytes()
    store.write_raw(raw, store.read_raw())
    return store


@pytest.fixture
def later_tables(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Patch tracker to use later tables, once the register exists."""
    assert versions(store) == [(VERSION, SCHEMA)]
    for module in (schema_module, reader, writer, postgres):
        monkeypatch.setattr(module, "VERSION", VERSION + 1)
    monkeypatch.setitem(schema_module.MIGRATIONS, VERSION, STEPS)


def renamed(document: Document, was: str, now: str) -> Document:
    """A commitment in which `title` has another name."""
    terms = document["terms"]
    return document | {"terms": {now: terms[was]} | {field: terms[field] for field in terms if field != was}}


def step(tables: Tables) -> Tables:
    """Migrate from the first schema to the second."""
    named = {number: renamed(one, "title", "name") for number, one in tables["commitments"].items()}
    return tables | {"commitments": named}


def become_later(patch: pytest.MonkeyPatch) -> None:
    """Patch tracker to write documents in a later schema."""

    def written(value: Struct) -> Document:
        return renamed(encode(value), "title", "name") if isinstance(value, Commitment) else encode(value)

    def read(document: Raw, kind: type[Struct]) -> Struct:
        plain = msgspec.json.decode(document)
        return decode(renamed(plain, "name", "title") if kind is Commitment else plain, kind)

    for module in (table, writer):
        patch.setattr(module, "encode", written)
    for module in (table, reader, writer):
        patch.setattr(module, "decode", read)
    for module in (migrations, table, store_module, reader, writer, postgres):
        patch.setattr(module, "SCHEMA", SCHEMA + 1)
    patch.setitem(migrations.MIGRATIONS, SCHEMA, step)


@pytest.fixture
def later_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tracker that writes documents in a later schema."""
    become_later(monkeypatch)


def look(store: PostgresStore, statement: str) -> list[tuple[object, ...]]:
    url, _, schema = store.location.partition("&schema=")
    connection: Connection[tuple[object, ...]]
    with psycopg.connect(url, options=f"-c search_path={schema}", autocommit=True) as connection:
        seen = connection.execute(statement.encode())
        return seen.fetchall() if seen.description else []


def kept(store: PostgresStore) -> list[Commitment]:
    with store.reading() as register:
        return list(register.commitments())


def add(store: PostgresStore, commitment: Commitment, by: str = "") -> None:
    for attempt in store.attempts():
        with attempt as register:
            register.stamp(datetime.now(UTC) if by else NOON, by or "kenji")
            register.add(commitment)


def versions(store: PostgresStore) -> list[tuple[object, ...]]:
    return look(store, "SELECT version, (document::jsonb->>'schema')::int FROM meta")


def test_earlier_tables_are_read_whole_and_left_alone(store: PostgresStore, request: pytest.FixtureRequest) -> None:
    before = kept(store)
    request.getfixturevalue("later_tables")
    look(store, "UPDATE commitments SET traits = '{}'")
    day = NOON.date()
    clauses = ((HasKey(("by:JP",)),),)
    wanted = Filter(clauses=clauses, moment=Moment(day), zone="Asia/Tokyo")
    with store.reading() as register:
        assert list(register.find(wanted).commitments) == before
        assert list(register.with_related(before[0].ref)) == before
    assert store.host()["tables"] == VERSION
    assert versions(store) == [(VERSION, SCHEMA)]


@pytest.mark.usefixtures("later_tables")
def test_the_first_change_brings_earlier_tables_up_to_date(store: PostgresStore, commitment: Build) -> None:
    before = kept(store)
    look(store, "UPDATE commitments SET traits = '{}', words = ''")
    add(store, commitment("new"))
    assert kept(store) == [*before, commitment("new")]
    assert versions(store) == [(VERSION + 1, SCHEMA)]
    assert look(store, "SELECT count(*) FROM commitments WHERE traits = '{}' OR words = ''") == [(0,)]
    assert look(store, "SELECT count(*) FROM moods, commitments WHERE heat <> ''") == [(0,)]
    add(store, commitment("newer"))
    assert versions(store) == [(VERSION + 1, SCHEMA)]


def id_of(store: PostgresStore) -> object:
    with store.reading() as register:
        return register_id(register)


def test_who_may_not_alter_tables_reads_the_id_of_an_earlier_register_and_never_writes_it(
    store: PostgresStore, commitment: Build, schema: str, tell: Tell, request: pytest.FixtureRequest
) -> None:
    role, made = f"writer_{schema[2:12]}", id_of(store)
    look(store, "UPDATE meta SET document = (document::jsonb - 'id')::text")
    tell(store.grants(), f"CREATE ROLE {role} LOGIN", f"GRANT {schema}_writers TO {role}")
    writer = PostgresStore(store.location.replace(f"user={USER}", f"user={role}"))
    add(writer, commitment("new"), by=role)
    assert (id_of(writer), id_of(store), look(store, IDS)) == (made, made, [(None,)])
    request.getfixturevalue("later_tables")
    add(store, commitment("newer"))
    assert (id_of(writer), look(store, IDS)) == (made, [(str(made),)])


@pytest.mark.usefixtures("later_tables")
def test_a_first_change_that_is_refused_leaves_the_version_as_it_was(store: PostgresStore, commitment: Build) -> None:
    before = copy_of(store)
    with pytest.raises(RefTaken):
        add(store, commitment(kept(store)[0].ref))
    with store.writing() as register:
        assert register.stored_version == VERSION + 1
    assert (versions(store), copy_of(store)) == ([(VERSION, SCHEMA)], before)


@pytest.mark.usefixtures("later_tables")
def test_of_many_first_changes_at_once_each_is_made(store: PostgresStore, commitment: Build) -> None:
    before = kept(store)
    new = [commitment(f"new-{number}") for number in range(6)]
    with ThreadPoolExecutor(len(new)) as pool:
        list(pool.map(lambda one: add(PostgresStore(store.location, timeout=30), one), new))
    after = kept(store)
    assert after[: len(before)] == before
    assert sorted(after[len(before) :], key=lambda one: one.ref) == new
    assert versions(store) == [(VERSION + 1, SCHEMA)]
    assert look(store, "SELECT count(*) FROM changes") == [(len(new) + 1,)]


@pytest.mark.usefixtures("later_tables")
def test_what_another_has_brought_up_to_date_meanwhile_is_left_so(
    store: PostgresStore, commitment: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(store)

    def overtaken(version: int, schema: str) -> list[str]:
        monkeypatch.setattr(postgres, "migrate_statements", schema_module.migrate_statements)
        add(PostgresStore(store.location), commitment("theirs"))
        return schema_module.migrate_statements(version, schema)

    monkeypatch.setattr(postgres, "migrate_statements", overtaken)
    add(store, commitment("ours"))
    assert {one.ref for one in kept(store)} == {*(one.ref for one in before), "theirs", "ours"}
    assert versions(store) == [(VERSION + 1, SCHEMA)]


@pytest.mark.usefixtures("later_tables")
def test_who_may_not_alter_tables_is_refused_and_told_whom_to_ask(
    store: PostgresStore, commitment: Build, schema: str, tell: Tell
) -> None:
    role = f"writer_{schema[2:12]}"
    tell(store.grants(), f"CREATE ROLE {role} LOGIN", f"GRANT {schema}_writers TO {role}")
    writer = PostgresStore(store.location.replace(f"user={USER}", f"user={role}"))
    with pytest.raises(
        ServerRefused, match=r"must be owner of table commitments; ask the owner of the register to make"
    ):
        add(writer, commitment("new"))
    assert versions(store) == [(VERSION, SCHEMA)]
    add(store, commitment("new"))
    add(writer, commitment("newer"), by=role)
    assert [one.ref for one in kept(writer)[-2:]] == ["new", "newer"]


def test_later_tables_are_refused_whatever_is_asked(store: PostgresStore, commitment: Build) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (reader, writer):
            patch.setattr(module, "VERSION", VERSION + 1)
        patch.setitem(schema_module.MIGRATIONS, VERSION, ())
        add(store, commitment("new"))
    for act in (store.reading, store.writing):
        with (
            pytest.raises(
                NewerSchema, match=f"has schema {VERSION + 1}, but this tracker reads schemas up to {VERSION}"
            ),
            act(),
        ):
            pass
    with pytest.raises(NewerSchema):
        create(store, "UTC")


@pytest.mark.parametrize(
    "table", ["ALTER TABLE commitments RENAME document TO body", "ALTER TABLE things RENAME TO thoughts"]
)
def test_so_they_are_where_we_do_not_know_our_way_about_in_them(store: PostgresStore, table: str) -> None:
    about = PostgresStore(store.location, about=kept(store)[0].ref)
    look(store, table)
    with pytest.raises((ServerRefused, NoRegister)), about.reading():
        pass
    look(store, f"UPDATE meta SET version = {VERSION + 1}")
    for act in (about.reading, about.writing):
        with pytest.raises(NewerSchema), act():
            pass


def test_earlier_documents_are_read_as_they_are(store: PostgresStore, request: pytest.FixtureRequest) -> None:
    before = kept(store)
    request.getfixturevalue("later_documents")
    assert kept(store) == before
    assert versions(store) == [(VERSION, SCHEMA)]


def test_what_the_first_tables_lack_is_made_by_the_first_change(store: PostgresStore, commitment: Build) -> None:
    before = kept(store)
    look(store, "ALTER TABLE commitments DROP COLUMN edited")
    look(store, "UPDATE meta SET version = 1")
    assert kept(store) == before
    add(store, commitment("new"))
    assert kept(store) == [*before, commitment("new")]
    assert versions(store) == [(VERSION, SCHEMA)]
    edited = [(one.ref,) for one in before if any(isinstance(event, TermsEvent) for event in one.history)]
    assert look(store, "SELECT ref FROM commitments WHERE edited ORDER BY place") == edited


def test_outlines_by_earlier_rules_are_not_trusted_and_made_anew_by_the_first_change(
    store: PostgresStore, commitment: Build
) -> None:
    before, outlines = kept(store), look(store, OUTLINES)
    look(store, "UPDATE commitments SET status = 'proposed', rest = 'closed', traits = '{status:proposed}'")
    look(store, "UPDATE meta SET version = 2")
    day = NOON.date()
    wanted = Filter(clauses=((StatusIn(("in_progress",)),),), moment=Moment(day), zone="Asia/Tokyo")
    with store.reading() as register:
        assert list(register.find(wanted).commitments) == before
    add(store, commitment("new"))
    assert versions(store) == [(VERSION, SCHEMA)]
    assert look(store, f"{OUTLINES} LIMIT {len(before)}") == outlines
    with store.reading() as register:
        found = [one.ref for one in register.find(wanted).commitments]
    assert 0 < len(found) < len(before)


def test_the_first_change_rewrites_earlier_documents_and_puts_them_aside(
    store: PostgresStore, commitment: Build, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    before, raw = kept(store), store.read_raw()
    request.getfixturevalue("later_documents")
    add(store, commitment("new", notes=("one",)))
    assert kept(store) == [*before, commitment("new", notes=("one",))]
    assert versions(store) == [(VERSION, SCHEMA + 1)]
    assert look(store, "SELECT count(*) FROM commitments WHERE document::jsonb->'terms' ? 'title'") == [(0,)]
    assert (tmp_path / "aside" / f"schema-{SCHEMA}.json").read_bytes() == raw
    add(store, commitment("newer"))
    assert sorted(path.name for path in (tmp_path / "aside").iterdir()) == [
        "before-restore.json",
        f"schema-{SCHEMA}.json",
    ]
    with store.reading() as register:
        assert register.meta.changed_by == "kenji"


def test_where_nothing_can_be_put_aside_nothing_is_rewritten(
    store: PostgresStore, commitment: Build, request: pytest.FixtureRequest
) -> None:
    raw = store.read_raw()
    request.getfixturevalue("later_documents")
    with pytest.raises(NotBackedUp, match="no folder for backups is set"):
        add(PostgresStore(store.location), commitment("new"))
    with store.writing():
        pass
    assert (store.read_raw(), versions(store)) == (raw, [(VERSION, SCHEMA)])


def test_documents_that_cannot_be_read_are_not_rewritten(
    store: PostgresStore, commitment: Build, request: pytest.FixtureRequest
) -> None:
    look(store, "UPDATE events SET document = '{}' WHERE place = 0")
    raw = store.read_raw()
    request.getfixturevalue("later_documents")
    with pytest.raises(CorruptRegister):
        add(store, commitment("new"))
    assert (store.read_raw(), versions(store)) == (raw, [(VERSION, SCHEMA)])
