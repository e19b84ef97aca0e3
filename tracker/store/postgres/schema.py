"""The tables of a register on a server: what they are made of, and their version.

Only SQL that PostgreSQL, CockroachDB and YugabyteDB share: no sequences, triggers, extensions or advisory locks.
"""

from typing import Final

from tracker.store.postgres.permissions import granting_again, securing

VERSION: Final = 4
# The statements that turn the tables of version n into those of version n + 1, by n. Each is a transaction of its own
# and may be repeated, as by two at once or after one that was cut off: ADD COLUMN IF NOT EXISTS, and what holds for
# rows that are there already. Earlier trackers go on writing until the keeper's first change, which indexes every row.
MIGRATIONS: Final[dict[int, tuple[str, ...]]] = {
    1: (
        "ALTER TABLE commitments ADD COLUMN IF NOT EXISTS edited boolean NOT NULL DEFAULT true",
        "CREATE INDEX IF NOT EXISTS commitments_edited ON commitments (edited)",
    ),
    2: (),  # the columns stay; statuses, days and standings in the outlines mean something else now
    3: (
        "ALTER TABLE commitments ADD COLUMN IF NOT EXISTS unindexed_at timestamptz DEFAULT now()",
        "ALTER TABLE commitments DROP COLUMN IF EXISTS version",
        "DROP INDEX IF EXISTS commitments_late",
        "CREATE INDEX IF NOT EXISTS commitments_late ON {late}",
        "CREATE INDEX IF NOT EXISTS commitments_unindexed ON {unindexed}",
    ),
}
# `changes`: one row a transaction, by which its outcome is known. `commitments`: a document without its history, and
# beside it the index columns that queries are narrowed by; `key` is the ref in bytes, whose order is the same
# everywhere. Only the keeper writes index columns: `unindexed_at` marks what a writer has recorded on since, which
# readers fetch and fold whatever those columns say. `events`: the history, which only grows; beside the documents what
# the last of them are looked for by. `needs`: whose state takes what other commitments into account, but for unindexed
# ones. `things`: whatever else is in the register, by kind and name.
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
}
# The long one answers what is late, in its order, and counts it, without a look at the table.
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
# The column of each field of an index row.
INDEX_COLUMNS: Final = {
    "keys": "traits",
    "search_text": "words",
    "due_first": "due_first",
    "due_last": "due_last",
    "terms_edited": "edited",
    "independent": "alone",
    "stable_from": "settled_on",
    "zone": "zone",
    "status": "status",
    "due": "due",
    "final_timeliness": "rest",
    "final_from": "rests_from",
}


def create_statements(schema: str) -> list[str]:
    """The statements that make the tables in a schema, where they are not there yet."""
    within = f'"{schema}"'  # any name will do, be it a word of SQL
    return [
        *(f"CREATE TABLE IF NOT EXISTS {within}.{name} ({columns})" for name, columns in TABLES.items()),
        *(f"CREATE INDEX IF NOT EXISTS {name} ON {within}.{on}" for name, on in INDEXES.items()),
        *securing(within),
    ]


def migrate_statements(version: int, schema: str) -> list[str]:
    """The statements that bring tables of an earlier version up to ours; what stands in them is not qualified."""
    late, unindexed = INDEXES["commitments_late"], INDEXES["commitments_unindexed"]
    if version == VERSION:
        return []
    steps = [statement for step in range(version, VERSION) for statement in MIGRATIONS[step]]
    return [
        *(step.format(late=late, unindexed=unindexed) for step in steps),
        *securing(f'"{schema}"'),
        granting_again(schema),
    ]
