"""The connection to a database server: its URL, timeouts, back-off, and its errors as refusals.

The server cancels a statement after its timeout. If the server hangs, or the network fails, the client gives up a
little later.
"""

import logging
import os
import random
import re
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, Final, Self, TypeVar
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

import psycopg
from msgspec import Struct
from psycopg import Cursor, Error, OperationalError
from psycopg.conninfo import conninfo_to_dict

from tracker.errors import (
    BadServerUrl,
    LockNotObtained,
    NoRegister,
    NoServer,
    ServerRefused,
    TooManyConflicts,
    TrackerError,
)
from tracker.store.sql import Sql

SCHEMA: Final = "schema"
DEFAULT_SCHEMA: Final = "tracker"
# Parameters of libpq that are secrets.
SECRETS: Final = frozenset({"password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"})
MALFORMED: Final = (
    "a password with @ : / ? # or % in it is written with %40 %3A %2F %3F %23 or %25, or left out of the address"
)
_NAME: Final = re.compile("[a-z_][a-z0-9_]{0,62}")


class ServerUrl(Struct, frozen=True):
    """The connection string for libpq, the schema of the register, and the URL to show, without passwords."""

    conninfo: str
    schema: str
    shown: str


def parse_url(url: str) -> ServerUrl:
    """The parts of a URL; BadServerUrl if it is none.

    >>> address = parse_url("postgresql://mika:secret@db.example/desk?schema=trade&sslmode=require")
    >>> address.conninfo, address.schema
    ('postgresql://mika:secret@db.example/desk?sslmode=require', 'trade')
    >>> address.shown
    'postgresql://mika@db.example/desk?schema=trade&sslmode=require'
    """
    try:
        parts = urlsplit(url)
        plain = parts.query.replace("+", "%2B")  # to libpq a plus is a plus
        asked = parse_qsl(plain, keep_blank_values=True, strict_parsing=bool(plain))
    except ValueError:
        raise BadServerUrl("the address given", MALFORMED) from None
    if "#" in url or not parts.netloc.count("@") == url.count("@") <= 1:
        raise BadServerUrl(
            "the address given", MALFORMED
        )  # where its password ends nobody can tell, so it is not shown
    schema = dict(asked).get(SCHEMA, DEFAULT_SCHEMA)
    shown = _joined(_without_password(parts), [pair for pair in asked if pair[0] not in SECRETS])
    if not _NAME.fullmatch(schema):
        raise BadServerUrl(shown, "a schema has up to 63 small letters, digits and _, and begins with no digit")
    return ServerUrl(_joined(parts, [pair for pair in asked if pair[0] != SCHEMA]), schema, shown)


def _without_password(parts: SplitResult) -> SplitResult:
    user, at, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}")


def _joined(parts: SplitResult, asked: list[tuple[str, str]]) -> str:
    query = urlencode(asked, quote_via=quote, safe="/")
    return f"{parts.scheme}://{parts.netloc}{parts.path}{f'?{query}' if query else ''}"


Result = TypeVar("Result")
logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # tracker reports these errors itself
EXTRA_WAIT: Final = 5
SECONDS: Final = {"us": 1e-6, "ms": 1e-3, "": 1e-3, "s": 1, "min": 60, "h": 3600, "d": 86400}
_TIMEOUT: Final = re.compile(r"statement[-_]timeout\s*=\s*([\d.]+)\s*([a-z]*)")


class NoAnswer(OperationalError):
    """The server did not answer within the timeout; the connection is closed."""


class TimedConnection(psycopg.Connection[Any]):
    """A connection on which each answer is awaited at most `timeout` seconds; None for no limit."""

    timeout: float | None = None

    def wait(self, gen: Generator[Any, Any, Result], *given: Any, **named: Any) -> Result:  # noqa: ANN401 - psycopg's
        """Wait for an answer; NoAnswer after the timeout."""
        return super().wait(gen if self.timeout is None else self._in_time(gen, self.timeout), *given, **named)

    def _in_time(self, gen: Generator[Any, Any, Result], timeout: float) -> Generator[Any, Any, Result]:
        """The same generator with a timeout; psycopg sends it a false value while nothing has come."""
        deadline = time.monotonic() + timeout
        try:
            awaited = next(gen)
            while True:
                ready = yield awaited
                if not ready and time.monotonic() > deadline:
                    self.pgconn.finish()
                    raise NoAnswer(f"it did not answer within {timeout:g} s")
                awaited = gen.send(ready)
        except StopIteration as end:
            result: Result = end.value
            return result


def answer_timeout(options: str) -> float | None:
    """The seconds to wait for an answer, from the options of a connection; the last statement_timeout counts.

    >>> answer_timeout("-c statement_timeout=120s -c statement_timeout=500"), answer_timeout("-c statement_timeout=0")
    (5.5, None)
    """
    number, unit = _TIMEOUT.findall(options)[-1]
    return float(number) * SECONDS.get(unit, 1) + EXTRA_WAIT if float(number) else None


FIRST_PAUSE: Final = 0.005
LONGEST_PAUSE: Final = 0.5
STATEMENT_TIMEOUT: Final = 120  # seconds; the URL or $PGOPTIONS may set another, as for the next
IDLE_TIMEOUT: Final = 600  # seconds after which the transaction of a client that is gone ends
# The remedy, by the SQLSTATE of the server's error.
REMEDIES: Final = {
    "57014": "ask for less, or allow more with options=-c%20statement_timeout=10min in the address",
    "25006": "name the server that takes changes",
    "42501": "ask who made the register to grant what `tracker init --grants` prints",
    "53100": "ask the administrator of the server to free disk space",
}
OWNER: Final = "the owner of the register"
# The remedy, by a part of the error message, for SQLSTATEs with several meanings.
REMEDIES_BY_MESSAGE: Final = {
    "in a hot standby": REMEDIES["25006"],
    "must be owner": f"ask {OWNER} to make the first change with this tracker, which migrates the tables",
    "for table meta": f"ask {OWNER} to do that",
    'table "things"': f"add parties, categories and rates of your own; ask {OWNER} to rename a party or a category, "
    "name a country or import what others recorded",
    "row-level security": "record under your own name and at the server's time, without TRACKER_NOW; "
    f"ask {OWNER} to import what others recorded",
}
MISSING: Final = frozenset({"42P01", "3F000"})  # no such table, no such schema
# Conflicts: serialization failure, deadlock, duplicate key, a null for a value that has changed meanwhile; and a
# schema, table, column or index that another client created at the same time.
CONFLICTS: Final = frozenset({"40001", "40P01", "23505", "23502", "42P06", "42P07", "42701", "42710"})
LOCK_TIMED_OUT: Final = "55P03"
# Errors that pass: the server starts, recovers or stops, or has too many connections.
TEMPORARY: Final = re.compile("starting up|recovery|not yet accepting|shutting down|too many|slots are reserved")
_ROW_SECURITY: Final = re.compile("^new row violates (row-level security) policy.* for")
NOT_RUNNING: Final = re.compile("No such file or directory|Connection refused")
ASK_ADMINISTRATOR: Final = "ask the administrator of the server for access"
# The remedy, by a pattern of the message when the server refuses the connection.
CONNECTION_REMEDIES: Final = {
    "unsupported startup parameter: options": "a pooler is in between: name the server itself, or add options to "
    "ignore_startup_parameters of PgBouncer",
    "pg_hba|[Pp]eer authentication|permission|role .* (does not exist|is not)": ASK_ADMINISTRATOR,
    "password": "put the right one into ~/.pgpass, $PGPASSWORD or a service file",
    "database .* does not exist": "create it with createdb, or name another",
    "SSL|certificate": "say with sslmode what is wanted, and with sslrootcert whom to trust",
}


@contextmanager
def connected(address: ServerUrl, timeout: float, *, changing: bool) -> Iterator[TimedConnection]:
    """A connection in autocommit mode for the length of a block, whose errors become refusals.

    TooManyConflicts means that the block, which changes the register, can be retried.
    """
    session = _connect(address, timeout)
    try:
        yield session
    except psycopg.Error as error:
        if error.sqlstate in MISSING and _is_schema_denied(session, address.schema):
            raise ServerRefused(
                address.shown, f"permission denied for schema {address.schema}", REMEDIES["42501"]
            ) from None
        raise _refusal(address, error, timeout, is_cut=session.broken, changing=changing) from None
    finally:
        session.close()


def pauses(timeout: float) -> Iterator[float]:
    """The pauses before each retry: exponential back-off with jitter, until the timeout."""
    deadline, longest = time.monotonic() + timeout, FIRST_PAUSE
    while True:
        pause = random.uniform(longest / 2, longest)  # noqa: S311 - no secret
        if time.monotonic() + pause > deadline:
            return
        yield pause
        longest = min(2 * longest, LONGEST_PAUSE)


def _connect(address: ServerUrl, timeout: float) -> TimedConnection:
    """A connection; while the server accepts none for now, retry until the timeout."""
    settings, waiting = _settings(address, timeout), pauses(timeout)
    while True:
        try:
            session = TimedConnection.connect(address.conninfo, autocommit=True, **settings)
        except OperationalError as error:
            why = _message(error)
            if not TEMPORARY.search(why) or (pause := next(waiting, None)) is None:
                raise _no_server(address, why) from None
        except psycopg.ProgrammingError as error:
            raise BadServerUrl(address.shown, _message(error)) from None
        else:
            session.timeout = answer_timeout(settings["options"])
            return session
        time.sleep(pause)


def _settings(address: ServerUrl, timeout: float) -> dict[str, Any]:
    """The settings of a connection, unless the URL has others."""
    try:
        given = conninfo_to_dict(address.conninfo)
    except psycopg.ProgrammingError as error:  # the message may contain the password
        unknown = re.search(r'invalid URI query parameter: "(\w+)"', str(error))
        where = address.shown.partition("?")[0]  # the rest may be a misspelled password
        raise BadServerUrl(where, f"nothing is called {unknown[1]}" if unknown else "libpq cannot read it") from None
    options = {
        "lock_timeout": f"{max(int(1000 * timeout), 1)}ms",
        "statement_timeout": f"{STATEMENT_TIMEOUT}s",
        "idle_in_transaction_session_timeout": f"{IDLE_TIMEOUT}s",
    }
    ours = " ".join(f"-c {name}={value}" for name, value in options.items())
    theirs = str(given.get("options") or os.environ.get("PGOPTIONS", ""))
    settings = {
        "options": f"{ours} {theirs}".strip(),
        "client_encoding": "UTF8",
        "fallback_application_name": "tracker",
    }
    if "connect_timeout" in given or "PGCONNECT_TIMEOUT" in os.environ:
        return settings
    return settings | {"connect_timeout": max(int(timeout), 2)}


def _is_schema_denied(session: TimedConnection, schema: str) -> bool:
    """True if the user may not use an existing schema: the server then reports its tables as missing."""
    session.rollback()
    asked = "SELECT 1 FROM pg_namespace WHERE nspname = %s AND NOT has_schema_privilege(oid, 'USAGE')"
    return bool(session.execute(asked, (schema,)).rowcount)


def _refusal(address: ServerUrl, error: psycopg.Error, timeout: float, *, is_cut: bool, changing: bool) -> TrackerError:
    state = error.sqlstate or ""
    if state in MISSING:
        return NoRegister(address.shown)
    if state in CONFLICTS:
        return TooManyConflicts(address.shown, "others changed the same at every try")
    if state == LOCK_TIMED_OUT:
        return LockNotObtained(address.shown, timeout, "another session")
    if is_cut:
        why = str(error) if isinstance(error, NoAnswer) else "the connection was cut"
        return TooManyConflicts(address.shown, why) if changing else NoServer(address.shown, why)
    why = _ROW_SECURITY.sub(r"\1 does not let you write that into", _message(error))
    remedy = next(
        (remedy for words, remedy in REMEDIES_BY_MESSAGE.items() if words in why),
        REMEDIES.get(state, "ask the administrator of the server"),
    )
    return ServerRefused(address.shown, why, remedy)


def _no_server(address: ServerUrl, why: str) -> NoServer:
    """The refusal for a server that is not there, or does not accept the connection."""
    if NOT_RUNNING.search(why):
        return NoServer(address.shown, "no server is running there")
    remedy = next((remedy for words, remedy in CONNECTION_REMEDIES.items() if re.search(words, why)), "")
    return NoServer(address.shown, why, remedy)


def _message(error: psycopg.Error) -> str:
    """The message of libpq or the server, without its source and severity."""
    message = error.diag.message_primary or str(error).partition("\n")[0]
    return re.sub(r"^.*(?:FATAL:|ERROR:|failed:|is bad:)\s+", "", message).strip().rstrip(".?")


Row = tuple[Any, ...]


BEGIN_READ_ONLY: Final = Sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
# Without READ WRITE, so that a read-only server still refuses.
BEGIN_SERIALIZABLE: Final = Sql("BEGIN ISOLATION LEVEL SERIALIZABLE")
# Waits for a transaction that inserts the same key, and then sees its row.
BEGIN_READ_COMMITTED: Final = Sql("BEGIN ISOLATION LEVEL READ COMMITTED")
COMMIT: Final = Sql("COMMIT")


class Pipeline:
    """A connection whose statements are sent without waiting; the next query waits for all of them.

    Before `begin`, each statement is a transaction of its own.
    """

    def __init__(self, session: TimedConnection, schema: str) -> None:
        self.session = session
        # Set in each transaction: a pooler may use another server connection for the next one.
        self._set_schema: Final = Sql(f'SET LOCAL search_path TO "{schema}", pg_temp')
        self._pipeline = ExitStack()
        self._cursor: Cursor[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error and not isinstance(error, Error):
            self.abandon()
        with suppress(Error):
            self._pipeline.close()

    def begin_statements(self, kind: Sql) -> tuple[Sql, Sql]:
        """The statements that begin a transaction in which table names are those of the schema."""
        return kind, self._set_schema

    def begin(self, kind: Sql) -> None:
        """Begin a transaction with one of the statements above."""
        for statement in self.begin_statements(kind):
            self.execute(statement)

    def execute(self, statement: Sql) -> None:
        """Send a statement without waiting for its result."""
        self._sending().execute(*statement)

    def query(self, *queries: Sql) -> list[list[Row]]:
        """Flush the pipeline and return the rows of each query, none for a statement without a result."""
        if not (self._cursor or queries):
            return []
        self._sending()
        self._cursor = None
        with self._pipeline.pop_all():
            cursors = [self.session.execute(*query) for query in queries]
        return [[] if cursor.rownumber is None else cursor.fetchall() for cursor in cursors]

    def commit(self) -> None:
        """Commit, in one round trip with the statements that were sent before."""
        self.execute(COMMIT)
        self.query()

    def rollback(self) -> None:
        """Roll back."""
        self.session.execute("ROLLBACK")

    def abandon(self) -> None:
        """Close the connection without waiting for the statements; the server then rolls back."""
        self.session.close()

    def _sending(self) -> "Cursor[Any]":
        """The cursor that sends statements in pipeline mode."""
        if not self._cursor:
            self._pipeline.enter_context(self.session.pipeline())
            self._cursor = self.session.cursor()
        return self._cursor
