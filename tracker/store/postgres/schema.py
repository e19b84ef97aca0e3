"""The tables of a register on a server, their version, and the migrations between versions.

Only SQL that PostgreSQL, CockroachDB and YugabyteDB share: no sequences, triggers, extensions or advisory locks.
"""

from typing import Final

from tracker.store.postgres.permissions import granting_again, securing

VERSION: Final = 5
# The columns that version 5 renames, by their old names.
RENAMED_COLUMNS: Final = {
    "traits": "keys",
    "words": "search_text",
    "edited": "terms_edited",
    "alone": "independent",
    "settled_on": "stable_from",
    "rest": "final_timeliness",
    "rests_from": "final_from",
}
# The statements that migrate the tables of version n to version n + 1, by n. Each is a transaction of its own and can
# be repeated, by two clients at once or after a cut connection. Old clients may keep writing until a column is renamed;
# the owner's next change writes every index row again.
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
        (
            "CREATE INDEX IF NOT EXISTS commitments_late ON commitments"
            " (rest, due, key, rests_from, settled_on, alone, zone) WHERE unindexed_at IS NULL"
        ),
        "CREATE INDEX IF NOT EXISTS commitments_unindexed ON commitments (ref) WHERE unindexed_at IS NOT NULL",
    ),
    4: (
        *(
            f"DO $$ BEGIN ALTER TABLE commitments RENAME COLUMN {old} TO {new};"
            " EXCEPTION WHEN undefined_column THEN NULL; END $$"
            for old, new in RENAMED_COLUMNS.items()
        ),
        "ALTER INDEX IF EXISTS commitments_settled RENAME TO commitments_stable_from",
        "ALTER INDEX IF EXISTS commitments_alone RENAME TO commitments_independent",
        "ALTER INDEX IF EXISTS commitments_edited RENAME TO commitments_terms_edited",
        "ALTER INDEX IF EXISTS commitments_traits RENAME TO commitments_keys",
        "ALTER TABLE IF EXISTS needs RENAME TO dependencies",
        "DROP POLICY IF EXISTS needs_select ON dependencies",
    ),
}
# `changes`: one row for each transaction, by which a client finds out whether it was committed.
# `commitments`: the document without its history, and the index columns, which only the owner writes. `unindexed_at`
# marks a commitment that another user has changed; every query fetches it. `key` is the ref in bytes, which sort the
# same on every server.
# `events`: the history, which only grows, with the columns for queries by time and user.
# `dependencies`: the state of `ref` depends on the commitment `needed`; not up to date for unindexed ones.
# `things`: parties, rates, views and the tables of later trackers, by kind and name.
# `place` is the position of a row among the others of its table or history.
TABLES: Final[dict[str, str]] = {
    "meta": "id int PRIMARY KEY, version int NOT NULL, document text NOT NULL",
    "changes": "id uuid PRIMARY KEY, recorded_at timestamptz UNIQUE, recorded_by text NOT NULL",
    "commitments": "ref text PRIMARY KEY, key bytea NOT NULL, place bigint NOT NULL, "
    "unindexed_at timestamptz DEFAULT now(), document text NOT NULL, "
    "keys text[] NOT NULL, search_text text NOT NULL, due_first date, due_last date, "
    "terms_edited boolean NOT NULL DEFAULT true, independent boolean NOT NULL, stable_from date NOT NULL, "
    "zone text NOT NULL, status text NOT NULL, due date, "
    "final_timeliness text NOT NULL, final_from date NOT NULL",
    "events": "ref text NOT NULL, place int NOT NULL, document text NOT NULL, recorded_at timestamptz NOT NULL, "
    "recorded_by text NOT NULL, PRIMARY KEY (ref, place)",
    "dependencies": "ref text NOT NULL, needed text NOT NULL, PRIMARY KEY (ref, needed)",
    "things": "kind text NOT NULL, name text NOT NULL, place bigint NOT NULL, document text NOT NULL, "
    "PRIMARY KEY (kind, name)",
}
# commitments_late lets the server find, sort and count overdue commitments without reading the table.
INDEXES: Final = {
    "commitments_key": "commitments (key)",
    "commitments_late": "commitments (final_timeliness, due, key, final_from, stable_from, independent, zone)"
    " WHERE unindexed_at IS NULL",
    "commitments_unindexed": "commitments (ref) WHERE unindexed_at IS NOT NULL",
    "commitments_due": "commitments (due)",
    "commitments_stable_from": "commitments (stable_from)",
    "commitments_independent": "commitments (independent, zone)",
    "commitments_terms_edited": "commitments (terms_edited)",
    "commitments_keys": "commitments USING gin (keys)",
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
    if version == VERSION:
        return []
    steps = [statement for step in range(version, VERSION) for statement in MIGRATIONS[step]]
    return [
        *steps,
        *securing(f'"{schema}"'),
        granting_again(schema),
    ]
