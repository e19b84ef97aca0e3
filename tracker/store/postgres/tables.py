"""The tables of a register on a server: what they are made of, their version, and who may do what with them.

Only SQL that PostgreSQL, CockroachDB and YugabyteDB share: no sequences, triggers, extensions or advisory locks.
"""

from typing import Final

VERSION: Final = 3
# What turns the tables of version n into those of version n + 1, by n. Each statement is a transaction of its own and
# may be repeated, as by two at once or after one that was cut off: ADD COLUMN IF NOT EXISTS, and what holds for rows
# that are there already. Earlier trackers go on writing until the outlines are made anew after them, which the keeper
# of the register does by any change, and grants anew.
MIGRATIONS: Final[dict[int, tuple[str, ...]]] = {
    1: (
        "ALTER TABLE commitments ADD COLUMN IF NOT EXISTS edited boolean NOT NULL DEFAULT true",
        "CREATE INDEX IF NOT EXISTS commitments_edited ON commitments (edited)",
    ),
    2: (),  # the columns stay; statuses, days and standings in the outlines mean something else now
}
# `changes`: one row a transaction, by which its outcome is known. `commitments`: a document without its history, and
# beside it the outline that queries are narrowed by; `key` is the ref in bytes, whose order is the same everywhere.
# `events`: the history, which only grows; beside the documents what the last of them are looked for by. `needs`: whose
# state takes what other commitments into account. `things`: whatever else is in the register, by kind and name.
TABLES: Final[dict[str, str]] = {
    "meta": "id int PRIMARY KEY, version int NOT NULL, document text NOT NULL",
    "changes": "id uuid PRIMARY KEY, recorded_at timestamptz UNIQUE, recorded_by text NOT NULL",
    "commitments": "ref text PRIMARY KEY, key bytea NOT NULL, place bigint NOT NULL, version bigint NOT NULL, "
    "document text NOT NULL, traits text[] NOT NULL, words text NOT NULL, due_first date, due_last date, "
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
    "commitments_late": "commitments (rest, due, key, rests_from, settled_on, alone, zone)",
    "commitments_due": "commitments (due)",
    "commitments_settled": "commitments (settled_on)",
    "commitments_alone": "commitments (alone, zone)",
    "commitments_edited": "commitments (edited)",
    "commitments_traits": "commitments USING gin (traits)",
    "events_recorded": "events (recorded_at)",
    "events_recorded_by": "events (recorded_by, recorded_at)",
}
OUTLINED: Final = (
    *("traits", "words", "due_first", "due_last", "edited"),
    *("alone", "settled_on", "zone", "status", "due", "rest", "rests_from"),
)


def making(schema: str) -> list[str]:
    """The statements that make the tables in a schema, where they are not there yet."""
    within = f'"{schema}"'  # any name will do, be it a word of SQL
    return [
        *(f"CREATE TABLE IF NOT EXISTS {within}.{name} ({columns})" for name, columns in TABLES.items()),
        *(f"CREATE INDEX IF NOT EXISTS {name} ON {within}.{on}" for name, on in INDEXES.items()),
    ]


def migrating(version: int) -> list[str]:
    """The statements that bring tables of an earlier version up to ours."""
    return [statement for step in range(version, VERSION) for statement in MIGRATIONS[step]]


def grants(schema: str) -> str:
    """The SQL by which a keeper lets others in: those who look, and those who record, which is never to take away.

    Only the outline, the rows that say what needs what, and views are ever replaced or removed.
    """
    readers, writers = f"{schema}_readers", f"{schema}_writers"
    within = f'"{schema}"'
    every = ", ".join(f"{within}.{name}" for name in TABLES)
    return f"""\
CREATE ROLE {readers};
CREATE ROLE {writers};
GRANT USAGE ON SCHEMA {within} TO {readers}, {writers};
GRANT SELECT ON {every} TO {readers}, {writers};
GRANT INSERT ON {within}.changes, {within}.commitments, {within}.events, {within}.needs, {within}.things TO {writers};
GRANT UPDATE ON {within}.meta, {within}.changes, {within}.commitments, {within}.things TO {writers};
GRANT DELETE ON {within}.things TO {writers};
-- then, for each analyst: GRANT {writers} TO mika;
"""
