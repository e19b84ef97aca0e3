"""The permissions on a register on a server: grants to roles, and row security policies for all but the owner.

The owner created the tables, or may bypass row security. CockroachDB has no grants on columns.
"""

from typing import Final

from tracker.model.saved_copies import MAX_COPY

ABANDONED: Final = "abandoned"  # the user of a row that fences off a change whose commit may still arrive
_BY_US: Final = "recorded_by = session_user::text"
_EARLIEST: Final = "clock_timestamp() - interval '10 minutes'"
_LATEST: Final = "clock_timestamp() + interval '1 minute'"
# If the clock of the server is behind the last change, the next one follows by a microsecond. The last change is
# queried only then: every writer inserts into that table, so a read of it conflicts with all of them.
_AFTER_THE_LAST: Final = "(SELECT max(c.recorded_at) FROM {quoted}.changes c) + interval '1 microsecond'"
# The position of a row is the time at which it was added, in microseconds.
_MICROSECONDS: Final = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_ADDED_NOW: Final = f"place BETWEEN {_MICROSECONDS} - 600000000 AND {_MICROSECONDS} + 60000000"
_NAMED: Final = "(document::jsonb ->> '{}') = name"
_EACH_KEY_ONCE: Final = (
    "(SELECT count(*) = count(DISTINCT field) FROM json_object_keys(document::json) AS keys (field))"
)


def _is_now(time: str) -> str:
    """The condition that a time is the time on the server, or just after the last change."""
    follows = f"CASE WHEN {time} <= {_LATEST} THEN true ELSE {time} <= {_AFTER_THE_LAST} END"
    return f"{time} >= {_EARLIEST} AND {follows}"


def _is_a(kind: str, *path: str) -> str:
    """The condition that a part of a document exists and has this JSON type."""
    return f"jsonb_typeof(document::jsonb #> '{{{','.join(path)}}}') = '{kind}'"


_RECORDED_NOW: Final = _is_now("(document::jsonb ->> 'recorded_at')::timestamptz")
_TERMS: Final = " AND ".join(
    (_is_a("string", "terms", "title"), _is_a("array", "terms", "obligor"), _is_a("array", "terms", "obligee"))
)
# The permissions of users other than the owner on each table, by kind of statement; anything else is refused.
POLICIES: Final[dict[str, dict[str, str]]] = {
    "meta": {},
    "changes": {
        "INSERT": f"WITH CHECK (({_BY_US} AND {_is_now('recorded_at')})"
        f" OR (recorded_by = '{ABANDONED}' AND recorded_at IS NULL))"
    },
    "commitments": {
        "INSERT": "WITH CHECK (unindexed_at = now()"
        f" AND (document::jsonb ->> 'ref') = ref AND (document::jsonb -> 'history') IS NULL AND {_TERMS}"
        f" AND {_EACH_KEY_ONCE} AND key = convert_to(ref, 'UTF8') AND {_ADDED_NOW})",
        "UPDATE": "USING (true) WITH CHECK (unindexed_at = now())",
    },
    # Only at the end of a history, and only if the commitment is marked in the same transaction: a reindex that runs at
    # the same time then has a conflict, and retries.
    "events": {
        "INSERT": f"WITH CHECK ({_BY_US} AND (document::jsonb ->> 'recorded_by') = recorded_by"
        f" AND {_is_now('recorded_at')}"
        f" AND (document::jsonb ->> 'recorded_at')::timestamptz = recorded_at AND {_EACH_KEY_ONCE}"
        " AND (place = 0 OR"
        " EXISTS (SELECT FROM {quoted}.events e WHERE e.ref = events.ref AND e.place = events.place - 1"
        " AND e.recorded_at <= events.recorded_at))"
        " AND EXISTS (SELECT FROM {quoted}.commitments c WHERE c.ref = events.ref AND c.unindexed_at = now()))"
    },
    "needs": {},
    # A party with the code of a country would rename the country in older events.
    "things": {
        "INSERT": f"WITH CHECK ({_EACH_KEY_ONCE}"
        f" AND ((kind = 'views' AND {_NAMED.format('name')} AND {_is_a('array', 'query')})"
        f" OR (kind = 'parties' AND length(name) > 2 AND {_NAMED.format('code')} AND {_is_a('string', 'name')}"
        f" AND (document::jsonb -> 'former') IS NULL AND {_ADDED_NOW})"
        f" OR (kind = 'categories' AND {_NAMED.format('code')} AND {_is_a('string', 'name')}"
        f" AND (document::jsonb -> 'former') IS NULL AND {_ADDED_NOW})"
        f" OR (kind = 'rates' AND {_NAMED.format('id')} AND (document::jsonb ->> 'recorded_by') = session_user::text"
        f" AND {_is_a('object', 'quotes')} AND {_RECORDED_NOW}"
        f" AND {_ADDED_NOW})))",
        "UPDATE": "USING (kind = 'views')"
        f" WITH CHECK (kind = 'views' AND {_NAMED.format('name')} AND {_is_a('array', 'query')} AND {_EACH_KEY_ONCE})",
        "DELETE": "USING (kind = 'views')",
    },
    # Whoever reads a copy compares its checksum, which the servers do not compute alike.
    "copies": {
        "INSERT": f"WITH CHECK (name ~ '^[0-9a-f]{{64}}[.][a-z.]+$' AND octet_length(content) BETWEEN 1 AND {MAX_COPY})"
    },
}


def grants(schema: str) -> str:
    """The GRANT statements for readers and for writers, for the owner to run; they can be repeated.

    Only the owner may rewrite or delete anything but views, or write index columns.
    """
    readers, writers = f"{schema}_readers", f"{schema}_writers"
    roles = "".join(f"{_if_missing(role, f'CREATE ROLE {role}')};\n" for role in (readers, writers))
    statements = "".join(f"{statement};\n" for statement in _granting(schema))
    return f"{roles}{statements}-- then, for each analyst: GRANT {writers} TO mika;\n"


def _granting(schema: str) -> list[str]:
    readers, writers = f"{schema}_readers", f"{schema}_writers"
    quoted = f'"{schema}"'
    every = ", ".join(f"{quoted}.{name}" for name in POLICIES)
    added = ", ".join(f"{quoted}.{name}" for name, policies in POLICIES.items() if "INSERT" in policies)
    return [
        f"REVOKE ALL ON {every} FROM {readers}, {writers}",
        f"GRANT USAGE ON SCHEMA {quoted} TO {readers}, {writers}",
        f"GRANT SELECT ON {every} TO {readers}, {writers}",
        f"GRANT INSERT ON {added} TO {writers}",
        f"GRANT UPDATE (unindexed_at) ON {quoted}.commitments TO {writers}",
        f"GRANT UPDATE (document), DELETE ON {quoted}.things TO {writers}",
    ]


def granting_again(schema: str) -> str:
    """The statement that renews the grants in this schema, where an earlier tracker granted more."""
    roles = f"rolname IN ('{schema}_readers', '{schema}_writers')"  # roles are shared by all databases of a server
    granted = f"""has_table_privilege(oid, '"{schema}".events', 'SELECT')"""
    there = f"(SELECT count(*) FROM pg_roles WHERE {roles} AND {granted}) = 2"
    return f"DO $$ BEGIN IF {there} THEN {'; '.join(_granting(schema))}; END IF; END $$"


def _if_missing(role: str, statement: str) -> str:
    return f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN {statement}; END IF; END $$"


def securing(quoted: str) -> list[str]:
    """The statements that create the row security policies; they can be repeated."""
    statements = []
    for table, policies in POLICIES.items():
        statements.append(f"ALTER TABLE {quoted}.{table} ENABLE ROW LEVEL SECURITY")
        for kind, policy in {"SELECT": "USING (true)", **policies}.items():
            name = f"{table}_{kind.lower()}"
            statements.append(f"DROP POLICY IF EXISTS {name} ON {quoted}.{table}")
            statements.append(
                f"CREATE POLICY {name} ON {quoted}.{table} FOR {kind} {policy.replace('{quoted}', quoted)}"
            )
    return statements
