"""A connection to the server that keeps a register, and its errors as refusals in plain words; it knows no table."""

import os
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg import Connection, IsolationLevel, OperationalError
from psycopg.conninfo import conninfo_to_dict

from tracker.errors import (
    BadPlace,
    Contended,
    LockNotObtained,
    NoRegister,
    NoServer,
    Refusal,
    ServerRefused,
)
from tracker.store.postgres.address import Address

SHORTEST: Final = 0.005
LONGEST: Final = 0.5
STATEMENT_TIMEOUT: Final = 120  # seconds, unless the address or $PGOPTIONS says otherwise
# What the server says by a code of five letters, and what would work.
REFUSED: Final = {
    "57014": ("it took longer than it may", "ask for less, or allow more with options=-c%20statement_timeout=SECONDS"),
    "25006": ("it is read-only, as a standby is", "name the server that takes changes"),
    "0A000": ("it is read-only, as a standby is", "name the server that takes changes"),
    "42501": ("you are not allowed to", "ask who made the register: `tracker init --grants` prints what to grant"),
    "53100": ("its disk is full", "tell who keeps it"),
}
GONE: Final = frozenset({"42P01", "3F000"})  # no such table, no such schema
CROSSED: Final = frozenset({"40001", "40P01", "23505"})  # not serializable, a deadlock, and a key that was free before
LOCKED: Final = "55P03"
STARTING: Final = "starting up"
# What is said where a connection is refused, and what would work.
REMEDIES: Final = {
    "password": "put it into ~/.pgpass, $PGPASSWORD or a service file",
    "authentication": "ask who keeps the server to let you in",
    "role": "ask who keeps the server to let you in",
    "database": "make it with createdb, or name another",
}


@contextmanager
def connected(address: Address, patience: float, *, changing: bool) -> Iterator[Connection]:
    """One transaction on the server, not committed: a look at one moment of it, or one as if nobody else changed any.

    What the server refuses is a refusal; Contended where the same can be tried again.
    """
    connection = _opened(address, patience)
    try:
        with refusing(address, connection, patience, changing=changing):
            level = IsolationLevel.SERIALIZABLE if changing else IsolationLevel.REPEATABLE_READ
            connection.isolation_level, connection.read_only = level, not changing
            yield connection
    finally:
        connection.close()


@contextmanager
def refusing(address: Address, connection: Connection, patience: float, *, changing: bool) -> Iterator[None]:
    """Tell what the server refuses in plain words."""
    try:
        yield
    except psycopg.Error as error:
        raise _refusal(address, error, patience, is_cut=connection.broken, changing=changing) from None


def pauses(patience: float) -> Iterator[float]:
    """How long to wait before each new try, ever longer and never alike for two, until patience has an end."""
    deadline, longest = time.monotonic() + patience, SHORTEST
    while True:
        pause = random.uniform(longest / 2, longest)  # noqa: S311 - no secret
        if time.monotonic() + pause > deadline:
            return
        yield pause
        longest = min(2 * longest, LONGEST)


def _opened(address: Address, patience: float) -> Connection:
    """A connection, as soon as a server that is starting is there."""
    waiting = pauses(patience)
    while True:
        try:
            return psycopg.connect(address.conninfo, **_settings(address, patience))
        except OperationalError as error:
            why = _last_line(error)
            if STARTING not in why or (pause := next(waiting, None)) is None:
                raise _closed(address, why) from None
        time.sleep(pause)


def _settings(address: Address, patience: float) -> dict[str, Any]:
    """What is asked of every connection; what the address says of the same counts more."""
    try:
        given = conninfo_to_dict(address.conninfo)
    except psycopg.ProgrammingError as error:
        unknown = re.search(r'invalid URI query parameter: "(\w+)"', str(error))
        raise BadPlace(
            address.shown, f"nothing is called {unknown[1]}" if unknown else "libpq cannot read it"
        ) from None
    options = {
        "search_path": address.schema,
        "timezone": "UTC",
        "client_encoding": "UTF8",
        "lock_timeout": f"{max(int(1000 * patience), 1)}ms",
        "statement_timeout": f"{STATEMENT_TIMEOUT}s",
    }
    ours = " ".join(f"-c {name}={value}" for name, value in options.items())
    theirs = str(given.get("options") or os.environ.get("PGOPTIONS", ""))
    timeout = int(given.get("connect_timeout") or os.environ.get("PGCONNECT_TIMEOUT") or max(patience, 2))
    return {"options": f"{ours} {theirs}".strip(), "connect_timeout": timeout, "application_name": "tracker"}


def _refusal(address: Address, error: psycopg.Error, patience: float, *, is_cut: bool, changing: bool) -> Refusal:
    state = error.sqlstate or ""
    if state in GONE:
        return NoRegister(address.shown)
    if state in CROSSED:
        return Contended(address.shown, "others changed the same at every try")
    if state == LOCKED:
        return LockNotObtained(address.shown, patience, "another session")
    if state in REFUSED:
        return ServerRefused(address.shown, *REFUSED[state])
    if is_cut:
        why = "the connection was cut"
        return Contended(address.shown, why) if changing else NoServer(address.shown, why)
    return ServerRefused(address.shown, _last_line(error), "tell who keeps it")


def _closed(address: Address, why: str) -> NoServer:
    """The refusal of a server that does not let us in, or that is not there."""
    remedy = next((remedy for word, remedy in REMEDIES.items() if word in why), "")
    return NoServer(address.shown, why, remedy)


def _last_line(error: psycopg.Error) -> str:
    """What libpq or the server says, without its severity."""
    primary = error.diag.message_primary or str(error).strip().rpartition("\n")[2]
    return re.sub(r"^.*(?:FATAL|ERROR|error):\s+", "", primary).strip().rstrip(".?")
