"""Permissions of the owner, of writers and of readers, as granted by the SQL that `init --grants` prints.

As a writer, try each statement that would change recorded rows or what other users are shown of them.
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, InvalidTextRepresentation

from tests.program import NOW, Tracker
from tests.server import USER, Server
from tests.store.postgres.conftest import Tell
from tracker.errors import ServerRefused
from tracker.model.saved_copies import copy_name
from tracker.store import copy_of, register_id
from tracker.store.postgres import PostgresStore
from tracker.store.postgres.permissions import POLICIES
from tracker.store.postgres.schema import TABLES, VERSION, migrate_statements

As: TypeAlias = Callable[[str], Tracker]
ASK = "ask who made the register to grant what `tracker init --grants` prints; nothing was changed"
LNG = ("add", "LNG", "--by", "JP", "--to", "US", "--ref", "lng", "--due", "2026-03")


@pytest.fixture
def granted(desk: PostgresStore, on_desk: Tracker, schema: str, tell: Tell) -> As:
    """Run the program as a reader or a writer, with the grants that `init --grants` prints."""
    tell(desk.grants())

    def become(group: str) -> Tracker:
        role = f"{group}_{schema[2:12]}"
        tell(f"CREATE ROLE {role} LOGIN", f"GRANT {schema}_{group} TO {role}")
        on_desk.place, on_desk.now = desk.location.replace(f"user={USER}", f"user={role}"), None
        return on_desk

    return become


def test_a_writer_by_the_grants_does_all_that_records(granted: As, tmp_path: Path) -> None:
    writer, rows, whole = granted("writers"), tmp_path / "rows.csv", tmp_path / "whole.json"
    rows.write_text("ref,title,obligor,obligee,due,parent\nchips,Chips,JP,US,2026-12,lng\n", encoding="utf-8")
    for words in (
        ("party", "SOFTBANK", "SoftBank"),
        ("category", "ores"),
        LNG,
        ("mark", "lng", "suspended"),
        ("mark", "lng", "in_progress"),
        ("amend", "lng", "--due", "2026-12"),
        ("deliver", "lng", "USD 1bn"),
        ("assess", "lng", "at_risk"),
        ("edit", "lng", "--title", "Alaska LNG"),
        ("undo",),
        ("view", "save", "late", "overdue"),
        ("view", "save", "late", "overdue by:JP"),
        ("view", "drop", "late"),
        ("rate", "USD/JPY", "157.1", "--on", "2026-06-12"),
        ("rate", "USD/JPY", "--on", "2026-06-12", "--take-back"),
        ("import", str(rows)),
        ("cite", "lng", "--mentions", "--source", "https://a.example", "--archived", str(rows)),
        ("cite", "lng", "--source", "https://a.example", "--archived", str(rows)),
        ("remove", "lng", "--note", "twice"),
        ("export", str(whole)),
        ("backup",),
    ):
        writer.done(*words)
    who = writer.place.partition("user=")[2].partition("&")[0]
    assert {row["recorded_by"] for row in writer.done("log", "--format", "json").rows} == {who}


def test_a_writer_is_told_what_only_the_keeper_does(granted: As, on_desk: Tracker, tmp_path: Path) -> None:
    whole = tmp_path / "whole.json"
    on_desk.done(*LNG)
    on_desk.done("party", "JBIC", "Bank")
    on_desk.done("category", "ores")
    on_desk.done("export", str(whole))
    exported = json.loads(whole.read_text("utf-8"))
    forged = exported["commitments"][0]["history"][0] | {"id": 9, "recorded_by": "owner", "event": "status"}
    exported["commitments"][0]["history"].append(forged | {"status": "withdrawn", "due": None})
    whole.write_text(json.dumps(exported), "utf-8")
    writer = granted("writers")
    own = "record under your own name and at the server's time, without TRACKER_NOW; ask the owner"
    for words, environment, remedy in (
        (("party", "JBIC", "Nobody"), {}, "ask the owner of the register to rename a party or a category, name a"),
        (("party", "US", "Staaten"), {}, "ask the owner of the register to rename a party or a category, name a"),
        (
            ("category", "ores", "--label", "Stones"),
            {},
            "ask the owner of the register to rename a party or a category",
        ),
        (("import", str(whole), "--update"), {}, own),
        (("assess", "lng", "at_risk"), {"TRACKER_NOW": NOW}, own),
    ):
        code, said = writer(*words, **environment).refusal
        assert (code, "row-level security" in said, remedy in said) == (4, True, True), said
    code, said = writer("category", "ores", "--remove").refusal
    assert code == 4
    assert "only its owner can remove a category; ask the owner of the register to do that" in said
    told = writer.done("list", "--format", "json").rows
    assert [(row["obligor"], row["status"], row["assessment"]) for row in told] == [(["JP"], "agreed", None)]


def test_an_import_by_a_writer_leaves_the_register_its_own_id(granted: As, desk: PostgresStore, tmp_path: Path) -> None:
    other, export = Tracker(tmp_path / "other.json"), str(tmp_path / "x.json")
    other.place = str(other.register)
    other.done("init", "--zone", "Asia/Tokyo")
    other.done("party", "JBIC", "Bank")
    other.done("export", export)
    writer = granted("writers")
    with desk.reading() as register:
        made = register_id(register)
    done = writer.done("import", export)
    assert "the register keeps its own id, which only its owner may change" in done.errors
    assert writer("info", "--format", "json").row["id"] == str(made)


def test_only_the_owner_replaces_a_copy_that_holds_other_bytes(
    granted: As, desk: PostgresStore, tmp_path: Path
) -> None:
    page = tmp_path / "page.pdf"
    page.write_bytes(b"%PDF-")
    with desk.writing() as register:
        register.save_copy(copy_name(b"%PDF-"), b"changed")
    recorded = ("--source", "https://a.example", "--archived", str(page))
    code, said = granted("writers")(*LNG, *recorded).refusal
    assert (code, "it holds other bytes under the checksum of " in said) == (4, True)


@pytest.mark.parametrize("group", ["readers", "writers"])
def test_nobody_but_the_keeper_takes_away_what_was_recorded(granted: As, group: str) -> None:
    one = granted(group)
    denied = [f"TRUNCATE {table}" for table in TABLES]
    denied += [f"DELETE FROM {table}" for table in ("meta", "changes", "commitments", "events", "needs")]
    denied += [
        "UPDATE events SET place = 0",
        "CREATE TABLE more ()",
        "DROP TABLE meta",
        "DROP POLICY meta_select ON meta",
    ]
    denied += ["ALTER TABLE events DISABLE ROW LEVEL SECURITY", "ALTER TABLE meta NO FORCE ROW LEVEL SECURITY"]
    for statement in denied:
        with pytest.raises(InsufficientPrivilege):
            execute(one, statement)


EVENT = {"event": "status", "id": 7, "recorded_at": "NOW", "recorded_by": "ME", "status": "withdrawn"}
MARKED = "UPDATE commitments SET unindexed_at = now() WHERE ref = 'lng'"
EVENT |= {"on": "2026-06-14", "known_on": "2026-06-14"}
SPLICE = json.dumps(EVENT)[:-1] + '}],"history":[' + json.dumps(EVENT | {"recorded_by": "owner"})
DOUBLED = json.dumps(EVENT | {"recorded_by": "owner"})[:-1] + ',"recorded_by":"ME"}'
RATE = {"id": "9", "base": "USD", "on": "2026-06-12", "quotes": {"JPY": "1"}, "recorded_at": "NOW", "recorded_by": "ME"}
PLACE = "extract(epoch FROM now()) * 1000000"


def event(document: str, ref: str = "lng", location: str = "2", at: str = "now()", by: str = "session_user") -> str:
    """The statement that inserts an event; NOW and ME in the document are placeholders for the time and the user."""
    mine = f"replace(replace($${document}$$, 'ME', session_user), 'NOW', to_json(now()) #>> '{{}}')"
    columns = "ref, place, document, recorded_at, recorded_by"
    return f"INSERT INTO events ({columns}) VALUES ('{ref}', {location}, {mine}, {at}, {by})"


def thing(kind: str, name: str, document: dict[str, Any], location: str = PLACE) -> str:
    """The statement that inserts a row into `things`."""
    mine = f"replace(replace($${json.dumps(document)}$$, 'ME', session_user), 'NOW', to_json(now()) #>> '{{}}')"
    return f"INSERT INTO things (kind, name, place, document) VALUES ('{kind}', '{name}', {location}, {mine})"


def added(ref: str, document: str, unindexed: str = "now()", location: str = PLACE) -> str:
    """The statement that inserts a commitment with the index columns of another commitment and a new document."""
    columns = "traits, words, alone, settled_on, zone, status, rest, rests_from"
    return (
        f"INSERT INTO commitments (ref, key, place, unindexed_at, document, {columns})"
        f" SELECT '{ref}', convert_to('{ref}', 'UTF8'), {location}, {unindexed}, $${document}$$, {columns}"
        " FROM commitments WHERE ref = 'lng'"
    )


NEW = '{"ref":"new","terms":{"title":"New","obligor":["JP"],"obligee":["US"]}}'
FORGED = {
    "a history spliced into an event": event(SPLICE),
    "an event that is not JSON": event("{"),
    "an event with a field twice": event(DOUBLED),
    "another's event": event(json.dumps(EVENT | {"recorded_by": "owner"}), by="'owner'"),
    "an event that its document ascribes to another": event(json.dumps(EVENT | {"recorded_by": "owner"})),
    "an event of last year": event(
        json.dumps(EVENT | {"recorded_at": "2025-01-01T00:00:00Z"}), at="'2025-01-01T00:00:00Z'"
    ),
    "an event that its document dates back": event(json.dumps(EVENT | {"recorded_at": "2025-01-01T00:00:00Z"})),
    "an event of tomorrow": event(json.dumps(EVENT), at="now() + interval '1 day'"),
    "an event with a gap before it": event(json.dumps(EVENT), location="9999"),
    "an event before the first": event(json.dumps(EVENT), location="-1"),
    "an event of a commitment that is not marked": event(json.dumps(EVENT), ref="fresh"),
    "an event of no commitment": event(json.dumps(EVENT), ref="nothing", location="0"),
    "index columns": "UPDATE commitments SET rest = 'undated', settled_on = '0001-01-01' WHERE ref = 'lng'",
    "the terms": "UPDATE commitments SET document = replace(document, 'LNG', 'Gas')",
    "a ref": "UPDATE commitments SET ref = 'gas' WHERE ref = 'lng'",
    "index columns that readers trust": "UPDATE commitments SET unindexed_at = NULL",
    "a new commitment that readers trust by its index columns": added("new", NEW, unindexed="NULL"),
    "a new commitment with another's ref": added("new", NEW.replace('"new"', '"lng"')),
    "a new commitment that brings a history": added("new", NEW[:-1] + ',"history":[]}'),
    "a new commitment with a field twice": added("new", NEW[:-1] + ',"ref":"new"}'),
    "a new commitment before all others": added("new", NEW, location="0"),
    "links": "INSERT INTO needs (ref, needed) VALUES ('lng', 'fresh')",
    "a version that nobody can read": "UPDATE meta SET version = 99",
    "the zone": "UPDATE meta SET document = replace(document, 'Tokyo', 'Seoul')",
    "another's change": "INSERT INTO changes (id, recorded_at, recorded_by) VALUES (gen_random_uuid(), now(), 'owner')",
    "a change at the end of time": "INSERT INTO changes (id, recorded_at, recorded_by) "
    "VALUES (gen_random_uuid(), '9999-12-31', session_user)",
    "who made a change": "UPDATE changes SET recorded_by = session_user",
    "the name of a country": thing("parties", "US", {"code": "US", "name": "Japan"}),
    "the name of a party": thing("parties", "JBIC", {"code": "JBIC", "name": "Nobody"})
    + " ON CONFLICT (kind, name) DO UPDATE SET document = excluded.document",
    "a party under another's code": thing("parties", "NEXI", {"code": "JBIC", "name": "Nobody"}),
    "a party that was called something": thing("parties", "NEXI", {"code": "NEXI", "name": "N", "former": []}),
    "a category under another's code": thing("categories", "ores", {"code": "minerals", "name": "Ores"}),
    "a category that was labelled before": thing("categories", "ores", {"code": "ores", "name": "O", "former": []}),
    "a category that nobody can read": thing("categories", "ores", {"code": "ores"}),
    "a ref of a commitment": thing("renamed", "lng", {"recorded": "lng", "present": "gas", "refs": ["lng", "gas"]}),
    "another's rate": thing("rates", "9", RATE | {"recorded_by": "owner"}),
    "a rate of last year": thing("rates", "9", RATE | {"recorded_at": "2025-01-01T00:00:00Z"}),
    "a rate that stands after all that follow": thing("rates", "9", RATE, location=f"2 * {PLACE}"),
    "a table of a later tracker": thing("table", "moods", {}),
    "a view that nobody can read": thing("views", "v", {"name": "v"}),
    "a party that nobody can read": thing("parties", "NEXI", {"code": "NEXI"}),
    "a copy under a name of its own": "INSERT INTO copies (name, content) VALUES ('page.html', 'x')",
    "a copy that is saved already": "UPDATE copies SET content = 'x'",
    "a copy that is to be lost": "DELETE FROM copies",
    "a commitment that nobody can read": added("new", '{"ref":"new"}'),
}
PASSED_OVER = {
    "a party": "DELETE FROM things WHERE kind = 'parties'",
    "a rate": "DELETE FROM things WHERE kind = 'rates'",
    "the name of a party": "UPDATE things SET document = replace(document, 'Bank', 'Nobody') WHERE kind = 'parties'",
}


@pytest.fixture
def recorded(on_desk: Tracker) -> None:
    """Two commitments, a party and a rate, recorded by the owner."""
    on_desk.done(*LNG, "--status", "agreed")
    on_desk.done("add", "Fresh", "--by", "JP", "--to", "US", "--ref", "fresh", "--due", "2026-04")
    on_desk.done("party", "JBIC", "Bank")
    on_desk.done("rate", "USD/JPY", "157.1", "--on", "2026-06-12")


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("what", FORGED)
def test_a_writer_forges_nothing(granted: As, desk: PostgresStore, what: str) -> None:
    writer = granted("writers")
    before = copy_of(desk)
    with pytest.raises((InsufficientPrivilege, InvalidTextRepresentation)):
        execute(writer, f"{MARKED}; {FORGED[what]}")
    assert copy_of(desk) == before


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("what", PASSED_OVER)
def test_a_writer_finds_nothing_to_remove_or_rename(granted: As, desk: PostgresStore, what: str) -> None:
    writer, before = granted("writers"), copy_of(desk)
    assert execute(writer, PASSED_OVER[what]) == 0
    assert copy_of(desk) == before


@pytest.mark.usefixtures("recorded")
def test_the_keeper_may_do_all_of_that(desk: PostgresStore, tell: Tell, schema: str) -> None:
    for statement in (*FORGED.values(), *PASSED_OVER.values()):
        tell(f"BEGIN; SET LOCAL search_path TO {schema}; {statement}; ROLLBACK")
    assert copy_of(desk)


@pytest.mark.usefixtures("recorded")
def test_an_index_that_is_written_while_a_writer_records_is_written_again(
    granted: As, desk: PostgresStore, on_desk: Tracker
) -> None:
    owner, writer = desk.location, granted("writers")
    execute(writer, MARKED)
    with ThreadPoolExecutor() as pool, psycopg.connect(writer.place.partition("&schema")[0]) as connection:
        connection.execute(f"SET search_path = {writer.place.rpartition('=')[2]}".encode())
        connection.execute(MARKED.encode())
        connection.execute(event(json.dumps(EVENT)).encode())
        indexed = pool.submit(PostgresStore(owner, timeout=20).reindex)
        while not connection.execute("SELECT 1 FROM pg_locks WHERE NOT granted").rowcount:
            assert not indexed.done()
        connection.commit()
        assert indexed.result() == 1
    on_desk.place = owner
    assert on_desk.done("list", "status:withdrawn", "--format", "csv").refs == ["lng"]


@pytest.mark.usefixtures("recorded")
def test_an_event_is_not_let_in_by_the_mark_of_another_transaction(granted: As) -> None:
    writer = granted("writers")
    execute(writer, MARKED)
    with pytest.raises(InsufficientPrivilege):
        execute(writer, event(json.dumps(EVENT)))


@pytest.mark.usefixtures("recorded")
def test_a_document_that_somebody_spaced_otherwise_is_in_nobodys_way(granted: As) -> None:
    writer = granted("writers")
    execute(writer, f"{MARKED}; {event(json.dumps(EVENT, indent=1))}")
    writer.done("assess", "lng", "at_risk")
    assert [row["assessment"] for row in writer.done("list", "lng", "--format", "json").rows] == ["at_risk"]


@pytest.mark.usefixtures("recorded")
def test_what_follows_a_change_of_a_fast_clock_is_recorded_just_after_it(granted: As, on_desk: Tracker) -> None:
    ahead = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    on_desk.done("assess", "lng", "stalled", TRACKER_NOW=ahead)
    writer = granted("writers")
    writer.done("assess", "lng", "at_risk")
    writer.done("rate", "USD/JPY", "158", "--on", "2026-06-13")
    assert writer.done("log", "lng", "--format", "json").rows[0]["recorded_at"] > ahead[:19]


@pytest.mark.usefixtures("recorded")
def test_a_document_with_space_around_it_is_called_damaged(on_desk: Tracker, schema: str, tell: Tell) -> None:
    tell(f"UPDATE {schema}.commitments SET document = document || ' ' WHERE ref = 'lng'")
    code, said = on_desk("show", "lng").refusal
    assert (code, "commitment lng: it is not one JSON object" in said) == (4, True)


def test_the_keepers_first_change_grants_nothing_in_a_schema_where_nothing_was_granted(
    desk: PostgresStore, schema: str, tell: Tell, own: Server
) -> None:
    tell(f"CREATE ROLE {schema}_readers", f"CREATE ROLE {schema}_writers")
    tell(*(f"SET search_path TO {schema}; {statement}" for statement in migrate_statements(VERSION - 1, schema)))
    assert copy_of(desk)
    with psycopg.connect(own.url()) as owner:
        granted = f"SELECT has_table_privilege('{schema}_writers', '{schema}.events', 'SELECT')"
        assert owner.execute(granted.encode()).fetchall() == [(False,)]


@pytest.mark.usefixtures("recorded")
def test_what_a_writer_adds_by_sql_is_told_as_the_writers_in_every_answer(granted: As, desk: PostgresStore) -> None:
    owner = desk.location
    writer = granted("writers")
    assert writer.done("list", "--overdue", "--format", "csv").refs == ["lng", "fresh"]
    execute(writer, f"{MARKED}; {event(json.dumps(EVENT))}")
    for address in (writer.place, owner):
        environment = {"TRACKER_REGISTER": address}
        assert writer.done("list", "--overdue", "--format", "csv", **environment).refs == ["fresh"]
        assert writer.done("list", "lng", "--format", "json", **environment).row["status"] == "withdrawn"
        who = writer.done("log", "lng", "--format", "json", **environment).rows[0]["recorded_by"]
        assert f"user={who}&" in writer.place


@pytest.mark.usefixtures("recorded")
def test_only_the_keeper_renames_a_commitment_and_all_find_it(
    granted: As, desk: PostgresStore, on_desk: Tracker
) -> None:
    on_desk.done("edit", "lng", "--ref", "gas")
    writer = granted("writers")
    code, said = writer("edit", "gas", "--ref", "energy").refusal
    assert (code, "only its owner can rename a commitment; ask the owner to do it" in said) == (4, True)
    assert writer.done("assess", "lng", "at_risk").errors == f"lng was renamed gas on {NOW}\ngas: at risk\n"
    for _ in range(2):
        assert writer.done("list", "assessment:at_risk", "text:gas", "--format", "json").refs == ["gas"]
        desk.reindex()


@pytest.mark.usefixtures("recorded")
def test_a_renaming_by_sql_takes_no_ref_of_another(granted: As, desk: PostgresStore) -> None:
    writer = granted("writers")
    terms = {"title": "LNG", "obligor": ["JP"], "obligee": ["US"]}
    renaming = {"event": "terms", "changed": ["ref"], "terms": terms, "ref": "fresh", "former_ref": "lng"}
    forged = {field: value for field, value in EVENT.items() if field not in {"event", "status"}} | renaming
    execute(writer, f"{MARKED}; {event(json.dumps(forged))}")
    desk.reindex()
    assert writer.done("list", "--format", "json").refs == ["lng", "fresh"]


def test_every_table_has_policies() -> None:
    assert POLICIES.keys() == TABLES.keys()


@pytest.mark.usefixtures("recorded")
def test_what_a_writer_recorded_on_is_found_by_its_document_until_the_keeper_indexes_it(
    granted: As, desk: PostgresStore
) -> None:
    owner = desk.location
    writer = granted("writers")
    lines = (
        ("edit", "fresh", "--tag", "gas"),
        ("amend", "fresh", "--due", "2027-03"),
        ("add", "Chips", "--by", "JP", "--to", "US", "--ref", "chips", "--parent", "lng", "--due", "2025-01"),
    )
    for line in lines:
        writer.done(*line)
    environment = {"TRACKER_REGISTER": owner}

    def answers() -> list[str]:
        questions = (("list", "tag:gas"), ("list", "--overdue", "--limit", "1"), ("show", "lng"), ("list", "due:2027"))
        return [writer.done(*question, "--format", "json", **environment).output for question in questions]

    before = answers()
    assert writer.done("info", "--format", "json", **environment).row["unindexed"] == 2
    with pytest.raises(ServerRefused, match="only its owner"):
        PostgresStore(writer.place).reindex()
    assert (desk.reindex(), desk.reindex()) == (2, 0)
    assert writer.done("info", "--format", "json", **environment).row["unindexed"] == 0
    assert answers() == before


def test_a_reader_by_the_grants_looks_and_records_nothing(
    granted: As, desk: PostgresStore, on_desk: Tracker, tmp_path: Path
) -> None:
    on_desk.done(*LNG)
    before, reader = copy_of(desk), granted("readers")
    for words in (("list",), ("show", "lng"), ("check",), ("info",), ("export", str(tmp_path / "all.json")), ("view",)):
        assert reader(*words).exit_code in {0, 1}
    chips = ("add", "Chips", "--by", "JP", "--to", "US")
    changes = {chips: "commitments", ("mark", "lng", "suspended"): "commitments", ("party", "JBIC", "Bank"): "things"}
    for change, table in changes.items():
        code, said = reader(*change).refusal
        assert (code, said.removeprefix(reader.place)) == (
            4,
            f" refused the request: permission denied for table {table}; {ASK}",
        )
    assert copy_of(desk) == before


def test_who_may_make_tables_need_not_be_one_who_may_make_schemas(
    own_role: str, schema: str, tell: Tell, tracker: Tracker
) -> None:
    tracker.place = own_role
    code, said = tracker("init").refusal
    assert (code, said.partition(": ")[2]) == (
        4,
        f"permission denied for database postgres; {ASK}",
    )
    tell(f"CREATE SCHEMA {schema}")
    assert "permission denied for schema" in tracker("init").refusal[1]
    tell(f"GRANT ALL ON SCHEMA {schema} TO owner_{schema[2:12]}")
    tracker.done("init")
    tracker.done(*LNG)


@pytest.fixture
def own_role(desk: PostgresStore, schema: str, tell: Tell) -> str:
    """The address of a missing schema, for a role without permissions."""
    tell(f"CREATE ROLE owner_{schema[2:12]} LOGIN", f"DROP SCHEMA {schema} CASCADE")
    return desk.location.replace(f"user={USER}", f"user=owner_{schema[2:12]}")


def execute(one: Tracker, statement: str) -> int:
    """Execute a statement as a user; return the number of affected rows."""
    with psycopg.connect(one.place.partition("&schema")[0], autocommit=True) as connection:
        connection.execute(f"SET search_path = {one.place.rpartition('=')[2]}".encode())
        return connection.execute(statement.encode()).rowcount


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    ("statement", "words", "said"),
    [
        (
            "UPDATE commitments SET document = replace(document, '\"lng\"', '\"gas\"') WHERE ref = 'lng'",
            "show lng",
            "another ref",
        ),
        (
            "UPDATE things SET document = document || '}' WHERE kind = 'parties'",
            "party",
            "parties JBIC: it is not one JSON",
        ),
        ("UPDATE things SET document = replace(document, 'JBIC', 'NEXI')", "party", "its document has another code"),
    ],
)
def test_a_document_that_is_not_that_of_its_row_is_called_damaged(  # noqa: PLR0913, PLR0917 - a table of three columns
    on_desk: Tracker, tell: Tell, schema: str, statement: str, words: str, said: str
) -> None:
    tell(f"SET search_path TO {schema}; {statement}")
    code, sentence = on_desk(*words.split()).refusal
    assert (code, said in sentence) == (4, True), sentence
