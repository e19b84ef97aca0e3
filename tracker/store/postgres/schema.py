"""The tables of a register on a server, their version, and the migrations between versions.

Only SQL that PostgreSQL, CockroachDB and YugabyteDB share: no sequences, triggers, extensions or advisory locks.
"""

from typing import Final

from tracker.store.postgres.permissions import granting_again, securing

VERSION: Final = 9
WITH_COPIES: Final = 8  # the first version that keeps the saved copies of sources
# The statements that migrate the tables of version n to version n + 1, by n. Each is a transaction of its own and can
# be repeated, by two clients at once or after a cut connection: ADD COLUMN IF NOT EXISTS, with a default for existing
# rows. Old clients may keep writing during a migration; the owner's next change writes every index row again.
MIGRATIONS: Final[dict[int, tuple[str, ...]]] = {
    1: (
        "ALTER TABLE commitments ADD COLUMN IF NOT EXISTS edited boolean NOT NULL DEFAULT true",
        "CREATE INDEX IF NOT EXISTS commitments_edited ON commitments (edited)",
    ),
    2: (),  # the same columns, but their values have another meaning
    3: (
        "ALTER TABLE commitments ADD COLUMN IF NOT EXISTS unindexed_at timestamptz DEFAULT now()",
        "ALTER TABLE commitments DROP COLUMN IF EXISTS version",
        "DROP INDEX IF EXISTS commitments_late",
        "CREATE INDEX IF NOT EXISTS commitments_late ON {late}",
        "CREATE INDEX IF NOT EXISTS commitments_unindexed ON {unindexed}",
    ),
    4: (),  # the same columns; a promise to refrain has another status, and is not `alone`
    5: (),  # the policies let others add categories
    6: (),  # the same columns, but `words` has quotes and summaries too
    7: ("CREATE TABLE IF NOT EXISTS copies (name text PRIMARY KEY, content bytea NOT NULL)",),
    8: (),  # the same columns, but `traits` says whether a review was planned
}
# `changes`: one row for each transaction, by which a client finds out whether it was committed.
# `commitments`: the document without its history, and the index columns, which only the owner writes. `unindexed_at`
# marks a commitment that another user has changed; every query fetches it. `key` is the ref in bytes, which sort the
# same on every server.
# `events`: the history, which only grows, with the columns for queries by time and user.
# `needs`: the dependencies: the state of `ref` depends on the commitment `needed`; not up to date for unindexed ones.
# `things`: parties, rates, views, categories and the tables of later trackers, by kind and name.
# `copies`: the saved copies of sources, by a name that has the checksum of the content.
# `place` is the position of a row among the others of its table or history.
TABLES: Final[dict[str, str]] = {
    "meta": "id int PRIMARY KEY, version int NOT NULL, document text NOT NULL",
    "changes": "id uuid PRIMARY KEY, recorded_at timestamptz UNIQUE, recorded_by text NOT NULL",
    "commitments": "ref text PRIMARY KEY, key bytea NOT NULL, place bigint NOT NULL, "
    "unindexed_at timestamptz DEFAULT now(), document text NOT NULL, "
    "traits text[] NOT NULL, words text NOT NULL, due_first date, due_last date, "
    "edited boolean NOT NULL DEFAULT true, alone boolean NOT NULL, settled_on date NOT NULL, zone text NOT NULL, "
    "status text NOT NULL, due date, "
    "rest text NOT NULL, rests_from date NOT NULL",
    "events": "ref text NOT NULL, place int NOT NULL, document text NOT NULL, recorded_at timestamptz NOT NULL, "
    "recorded_by text NOT NULL, PRIMARY KEY (ref, place)",
    "needs": "ref text NOT NULL, needed text NOT NULL, PRIMARY KEY (ref, needed)",
    "things": "kind text NOT NULL, name text NOT NULL, place bigint NOT NULL, document text NOT NULL, "
    "PRIMARY KEY (kind, name)",
    "copies": "name text PRIMARY KEY, content bytea NOT NULL",
}
# commitments_late lets the server find, sort and count overdue commitments without reading the table.
INDEXES: Final = {
    "commitments_key": "commitments (key)",
    "commitments_late": "commitments (rest, due, key, rests_from, settled_on, alone, zone) WHERE unindexed_at IS NULL",
    "commitments_unindexed": "commitments (ref) WHERE unindexed_at IS NOT NULL",
    "commitments_due": "commitments (due)",
    "commitments_settled": "commitments (settled_on)",
    "commitments_alone": "commitments (alone, zone)",
    "commitments_edited": "commitments (edited)",
    "commitments_traits": "commitments USING gin (traits)",
    "events_recorded": "events (recorded_at)",
    "events_recorded_by": "events (recorded_by, recorded_at)",
}


def create_statements(schema: str) -> list[str]:
    """The statements that create the missing tables in a schema."""
    quoted = f'"{schema}"'  # it may be a keyword of SQL
    return [
        *(f"CREATE TABLE IF NOT EXISTS {quoted}.{name} ({columns})" for name, columns in TABLES.items()),
        *(f"CREATE INDEX IF NOT EXISTS {name} ON {quoted}.{on}" for name, on in INDEXES.items()),
        *securing(quoted),
    ]


def migrate_statements(version: int, schema: str) -> list[str]:
    """The statements that migrate the tables of an earlier version; their table names are unqualified."""
    late, unindexed = INDEXES["commitments_late"], INDEXES["commitments_unindexed"]
    if version == VERSION:
        return []
    steps = [statement for step in range(version, VERSION) for statement in MIGRATIONS[step]]
    return [
        *(step.format(late=late, unindexed=unindexed) for step in steps),
        *securing(f'"{schema}"'),
        granting_again(schema),
    ]
