"""A connection to the server that keeps a register, and its errors as refusals in plain words; it knows no table."""

import logging
import os
import random
import re
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

import psycopg
from msgspec import Struct
from psycopg import OperationalError
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

SCHEMA: Final = "schema"
USUAL: Final = "tracker"
# What libpq takes and nobody else should see.
HIDDEN: Final = frozenset({"password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"})
ODD: Final = (
    "a password with @ : / ? # or % in it is written with %40 %3A %2F %3F %23 or %25, or left out of the address"
)
_NAME: Final = re.compile("[a-z_][a-z0-9_]{0,62}")


class ServerUrl(Struct, frozen=True):
    """What libpq opens, the schema there, and how both are told: without any password."""

    conninfo: str
    schema: str
    shown: str


def parse_url(url: str) -> ServerUrl:
    """The parts of an address; BadPlace if it is none.

    >>> address = read_address("postgresql://mika:secret@db.example/desk?schema=trade&sslmode=require")
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
        raise BadServerUrl("the address given", ODD) from None
    if "#" in url or not parts.netloc.count("@") == url.count("@") <= 1:
        raise BadServerUrl("the address given", ODD)  # where its password ends nobody can tell, so it is not shown
    schema = dict(asked).get(SCHEMA, USUAL)
    shown = _joined(_without_password(parts), [pair for pair in asked if pair[0] not in HIDDEN])
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
logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # what it could log is refused by us
GRACE: Final = 5
SECONDS: Final = {"us": 1e-6, "ms": 1e-3, "": 1e-3, "s": 1, "min": 60, "h": 3600, "d": 86400}
_TIMEOUT: Final = re.compile(r"statement[-_]timeout\s*=\s*([\d.]+)\s*([a-z]*)")


class NoAnswer(OperationalError):
    """The server did not say anything for too long; the connection is closed."""


class TimedConnection(psycopg.Connection[Any]):
    """A connection on which nothing is waited for longer than `longest` seconds; None for as long as it takes."""

    longest: float | None = None

    def wait(self, gen: Generator[Any, Any, Result], *given: Any, **named: Any) -> Result:  # noqa: ANN401 - psycopg's
        """Wait for an answer; NoAnswer if there is none in time."""
        return super().wait(gen if self.longest is None else self._in_time(gen, self.longest), *given, **named)

    def _in_time(self, gen: Generator[Any, Any, Result], longest: float) -> Generator[Any, Any, Result]:
        """What psycopg waits for; it asks again and again, with nothing where nothing has come."""
        until = time.monotonic() + longest
        try:
            awaited = next(gen)
            while True:
                come = yield awaited
                if not come and time.monotonic() > until:
                    self.pgconn.finish()
                    raise NoAnswer(f"it did not answer within {longest:g} s")
                awaited = gen.send(come)
        except StopIteration as end:
            result: Result = end.value
            return result


def longest_wait(options: str) -> float | None:
    """How long to wait for an answer where these are the options of a session, of which the last of a kind counts.

    >>> longest_wait("-c statement_timeout=120s -c statement_timeout=500"), longest_wait("-c statement_timeout=0")
    (5.5, None)
    """
    number, unit = _TIMEOUT.findall(options)[-1]
    return float(number) * SECONDS.get(unit, 1) + GRACE if float(number) else None


SHORTEST: Final = 0.005
LONGEST: Final = 0.5
STATEMENT_TIMEOUT: Final = 120  # seconds, unless the address or $PGOPTIONS says otherwise; as below
IDLE_TIMEOUT: Final = 600  # a client that is gone is in nobody's way for longer
# What would work, by the five letters of what a server refuses.
REMEDIES: Final = {
    "57014": "ask for less, or allow more with options=-c%20statement_timeout=10min in the address",
    "25006": "name the server that takes changes",
    "42501": "ask who made the register to grant what `tracker init --grants` prints",
    "53100": "tell who keeps it to make room",
}
KEEPER: Final = "the keeper of the register"
# The same by what is said, where those letters have other meanings as well.
SAID: Final = {
    "in a hot standby": REMEDIES["25006"],
    "must be owner": f"let {KEEPER} be the first to change it with this tracker",
    "for table meta": f"let {KEEPER} do that",
    'table "things"': f"add parties and rates of your own; let {KEEPER} rename a party, name a country or "
    "import what others recorded",
    "row-level security": "record under your own name and at the server's time, without TRACKER_NOW; "
    f"let {KEEPER} import what others recorded",
}
GONE: Final = frozenset({"42P01", "3F000"})  # no such table, no such schema
# Not serializable, a deadlock, a key that was free before, a null in the place of what is not as it was known; and what
# another makes at the same time is there already.
CROSSED: Final = frozenset({"40001", "40P01", "23505", "23502", "42P06", "42P07", "42701", "42710"})
LOCKED: Final = "55P03"
# A server that says so lets us in before long: it starts, recovers or stops, or too many are connected.
FOR_NOW: Final = re.compile("starting up|recovery|not yet accepting|shutting down|too many|slots are reserved")
_ROW_SECURITY: Final = re.compile("^new row violates (row-level security) policy.* for")
ABSENT: Final = re.compile("No such file or directory|Connection refused")
WHO_KEEPS_IT: Final = "ask who keeps the server to let you in"
# What would work, by what is said where a connection is refused.
LET_IN: Final = {
    "unsupported startup parameter: options": "a pooler is in between: name the server itself, or add options to "
    "ignore_startup_parameters of PgBouncer",
    "pg_hba|[Pp]eer authentication|permission|role .* (does not exist|is not)": WHO_KEEPS_IT,
    "password": "put the right one into ~/.pgpass, $PGPASSWORD or a service file",
    "database .* does not exist": "make it with createdb, or name another",
    "SSL|certificate": "say with sslmode what is wanted, and with sslrootcert whom to trust",
}


@contextmanager
def connected(address: ServerUrl, timeout: float, *, changing: bool) -> Iterator[TimedConnection]:
    """A session with the server, where each statement is by itself until it is told to begin a transaction.

    What the server refuses is a refusal; Contended where it was a change, and the same can be tried again.
    """
    session = _opened(address, timeout)
    try:
        yield session
    except psycopg.Error as error:
        if error.sqlstate in GONE and _is_closed(session, address.schema):
            raise ServerRefused(
                address.shown, f"permission denied for schema {address.schema}", REMEDIES["42501"]
            ) from None
        raise _refusal(address, error, timeout, is_cut=session.broken, changing=changing) from None
    finally:
        session.close()


def pauses(timeout: float) -> Iterator[float]:
    """How long to wait before each new try, ever longer and never alike for two, until patience has an end."""
    deadline, longest = time.monotonic() + timeout, SHORTEST
    while True:
        pause = random.uniform(longest / 2, longest)  # noqa: S311 - no secret
        if time.monotonic() + pause > deadline:
            return
        yield pause
        longest = min(2 * longest, LONGEST)


def _opened(address: ServerUrl, timeout: float) -> TimedConnection:
    """A session, as soon as a server that lets nobody in for now does so."""
    settings, waiting = _settings(address, timeout), pauses(timeout)
    while True:
        try:
            session = TimedConnection.connect(address.conninfo, autocommit=True, **settings)
        except OperationalError as error:
            why = _said(error)
            if not FOR_NOW.search(why) or (pause := next(waiting, None)) is None:
                raise _closed(address, why) from None
        except psycopg.ProgrammingError as error:
            raise BadServerUrl(address.shown, _said(error)) from None
        else:
            session.longest = longest_wait(settings["options"])
            return session
        time.sleep(pause)


def _settings(address: ServerUrl, timeout: float) -> dict[str, Any]:
    """What is asked of every session; what the address says of the same counts more."""
    try:
        given = conninfo_to_dict(address.conninfo)
    except psycopg.ProgrammingError as error:  # it may say what the password is
        unknown = re.search(r'invalid URI query parameter: "(\w+)"', str(error))
        where = address.shown.partition("?")[0]  # what is misspelled may be a password
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


def _is_closed(session: TimedConnection, schema: str) -> bool:
    """Whether a schema is there and we may not use it: its tables are then told as if there were none."""
    session.rollback()
    asked = "SELECT 1 FROM pg_namespace WHERE nspname = %s AND NOT has_schema_privilege(oid, 'USAGE')"
    return bool(session.execute(asked, (schema,)).rowcount)


def _refusal(address: ServerUrl, error: psycopg.Error, timeout: float, *, is_cut: bool, changing: bool) -> TrackerError:
    state = error.sqlstate or ""
    if state in GONE:
        return NoRegister(address.shown)
    if state in CROSSED:
        return TooManyConflicts(address.shown, "others changed the same at every try")
    if state == LOCKED:
        return LockNotObtained(address.shown, timeout, "another session")
    if is_cut:
        why = str(error) if isinstance(error, NoAnswer) else "the connection was cut"
        return TooManyConflicts(address.shown, why) if changing else NoServer(address.shown, why)
    why = _ROW_SECURITY.sub(r"\1 does not let you write that into", _said(error))
    remedy = next((remedy for words, remedy in SAID.items() if words in why), REMEDIES.get(state, "tell who keeps it"))
    return ServerRefused(address.shown, why, remedy)


def _closed(address: ServerUrl, why: str) -> NoServer:
    """The refusal of a server that does not let us in, or that is not there."""
    if ABSENT.search(why):
        return NoServer(address.shown, "no server is running there")
    remedy = next((remedy for words, remedy in LET_IN.items() if re.search(words, why)), "")
    return NoServer(address.shown, why, remedy)


def _said(error: psycopg.Error) -> str:
    """What libpq or the server says, without where it says that and how badly."""
    said = error.diag.message_primary or str(error).partition("\n")[0]
    return re.sub(r"^.*(?:FATAL:|ERROR:|failed:|is bad:)\s+", "", said).strip().rstrip(".?")
