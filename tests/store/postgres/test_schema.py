"""The versions of the tables, and a schema named by an SQL keyword."""

from tests.program import Tracker
from tests.store.postgres.conftest import Tell
from tracker.store.postgres import PostgresStore
from tracker.store.postgres.schema import MIGRATIONS, VERSION, migrate_statements


def test_there_is_a_way_from_each_version_of_the_tables_to_the_next() -> None:
    assert sorted(MIGRATIONS) == list(range(1, VERSION))
    assert migrate_statements(VERSION, "desk") == []


def test_a_schema_may_be_called_by_a_word_of_sql(
    desk: PostgresStore, schema: str, tracker: Tracker, tell: Tell
) -> None:
    tell("DROP ROLE IF EXISTS user_readers", "DROP ROLE IF EXISTS user_writers")
    tracker.place = desk.location.replace(f"schema={schema}", "schema=user")
    tell(tracker.done("init").output)
    assert tracker.done("list").output == "0 listed.\n"
    tell(
        "DROP OWNED BY user_readers, user_writers", "DROP ROLE user_readers, user_writers", 'DROP SCHEMA "user" CASCADE'
    )
