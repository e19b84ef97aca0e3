"""Who may do what: a keeper, who made the register; writers and readers, by what `init` prints for the keeper."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.program import Tracker
from tests.server import USER
from tests.store.postgres.conftest import Tell
from tracker.store.postgres import PostgresStore
from tracker.store.postgres.tables import MIGRATIONS, TABLES, VERSION, migrating

As: TypeAlias = Callable[[str], Tracker]
ASK = "ask who made the register to grant what `tracker init --grants` prints, nothing was changed"
LNG = ("add", "LNG", "--by", "JP", "--to", "US", "--ref", "lng", "--due", "2026-03")


@pytest.fixture
def granted(desk: PostgresStore, on_desk: Tracker, schema: str, tell: Tell) -> As:
    """The program for somebody who is one of the readers or writers, by the very SQL that is printed."""
    tell(desk.grants())

    def become(group: str) -> Tracker:
        role = f"{group}_{schema[2:12]}"
        tell(f"CREATE ROLE {role} LOGIN", f"GRANT {schema}_{group} TO {role}")
        on_desk.place = desk.place.replace(f"user={USER}", f"user={role}")
        return on_desk

    return become


def test_a_writer_by_the_grants_does_all_that_records(granted: As, tmp_path: Path) -> None:
    writer, rows, whole = granted("writers"), tmp_path / "rows.csv", tmp_path / "whole.json"
    rows.write_text("ref,title,obligor,obligee,due,parent\nchips,Chips,JP,US,2026-12,lng\n", encoding="utf-8")
    for words in (
        ("party", "SOFTBANK", "SoftBank"),
        ("party", "SOFTBANK", "SoftBank Group"),
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
        ("remove", "lng", "--note", "twice"),
        ("export", str(whole)),
        ("backup",),
    ):
        writer.done(*words)
    who = writer.place.partition("user=")[2].partition("&")[0]
    assert {row["recorded_by"] for row in writer.done("log", "--format", "json").rows} == {who}


@pytest.mark.parametrize("group", ["readers", "writers"])
def test_nobody_but_the_keeper_takes_away_what_was_recorded(granted: As, group: str) -> None:
    one = granted(group)
    with psycopg.connect(one.place.partition("&schema")[0], autocommit=True) as connection:
        connection.execute(f"SET search_path = {one.place.rpartition('=')[2]}".encode())
        denied = [f"TRUNCATE {table}" for table in TABLES]
        denied += [f"DELETE FROM {table}" for table in ("meta", "changes", "commitments", "events", "needs")]
        for statement in (*denied, "UPDATE events SET place = 0", "CREATE TABLE more ()", "DROP TABLE meta"):
            with pytest.raises(InsufficientPrivilege):
                connection.execute(statement.encode())


def test_a_reader_by_the_grants_looks_and_records_nothing(
    granted: As, desk: PostgresStore, on_desk: Tracker, tmp_path: Path
) -> None:
    on_desk.done(*LNG)
    before, reader = desk.copy(), granted("readers")
    for words in (("list",), ("show", "lng"), ("check",), ("info",), ("export", str(tmp_path / "all.json")), ("view",)):
        assert reader(*words).exit_code in {0, 1}
    for change in (LNG, ("mark", "lng", "suspended"), ("party", "SOFTBANK", "SoftBank"), ("undo",)):
        code, said = reader(*change).refusal
        assert (code, said.removeprefix(reader.place)) == (
            4,
            f" refuses it: permission denied for table changes; {ASK}",
        )
    assert desk.copy() == before


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
    tell(f"GRANT ALL ON SCHEMA {schema} TO keeper_{schema[2:12]}")
    tracker.done("init")
    tracker.done(*LNG)


@pytest.fixture
def own_role(desk: PostgresStore, schema: str, tell: Tell) -> str:
    """The address of a schema that is not there yet, for a role that may do nothing."""
    tell(f"CREATE ROLE keeper_{schema[2:12]} LOGIN", f"DROP SCHEMA {schema} CASCADE")
    return desk.place.replace(f"user={USER}", f"user=keeper_{schema[2:12]}")


def test_there_is_a_way_from_each_version_of_the_tables_to_the_next() -> None:
    assert sorted(MIGRATIONS) == list(range(1, VERSION))
    assert migrating(VERSION) == []


def test_a_schema_may_be_called_by_a_word_of_sql(
    desk: PostgresStore, schema: str, tracker: Tracker, tell: Tell
) -> None:
    tell("DROP ROLE IF EXISTS user_readers", "DROP ROLE IF EXISTS user_writers")
    tracker.place = desk.place.replace(f"schema={schema}", "schema=user")
    tell(tracker.done("init").output)
    assert tracker.done("list").output == "0 listed.\n"
    tell(
        "DROP OWNED BY user_readers, user_writers", "DROP ROLE user_readers, user_writers", 'DROP SCHEMA "user" CASCADE'
    )
