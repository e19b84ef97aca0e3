"""Timeouts: no wait for a hanging server is longer than the statement timeout and a grace."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.program import Tracker
from tests.server import Server, in_schema
from tracker.errors import NoServer, TooManyConflicts
from tracker.store.postgres import PostgresStore, connection
from tracker.store.postgres.connection import answer_timeout

SHORT = "options=-c%20statement_timeout=300ms"
SPOKEN = "it did not answer within 0.4 s"


@contextmanager
def stopped(*processes: int) -> Iterator[None]:
    """Stop processes until the block ends, to simulate a hanging machine."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


@pytest.fixture
def hasty(desk: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> PostgresStore:
    """The register with a short statement timeout and a short grace."""
    monkeypatch.setattr(connection, "EXTRA_WAIT", 0.1)
    return PostgresStore(f"{desk.location}&{SHORT}", timeout=1)


def backend(url: str) -> int:
    """The server process of the only session with an open transaction on this register."""
    address, _, schema = url.partition("&schema=")
    with psycopg.connect(address) as other:
        seen = other.execute(
            """
            SELECT DISTINCT pid FROM pg_locks JOIN pg_class ON pg_class.oid = pg_locks.relation
            JOIN pg_stat_activity USING (pid)
            WHERE relnamespace = %s::regnamespace AND application_name = 'tracker' AND state LIKE 'idle in%%'
            """,
            (schema,),
        )
        [(process,)] = seen.fetchall()
    return int(process)


def test_a_reader_says_that_a_server_hangs(hasty: PostgresStore, desk: PostgresStore) -> None:
    def look() -> None:
        with hasty.reading() as reader:
            reader.refs()
            with stopped(backend(desk.location)):
                reader.refs()

    with pytest.raises(NoServer, match=f"cannot be used: {SPOKEN}; try again, or read from"):
        look()


def test_a_writer_says_that_a_server_hangs_and_nothing_is_changed(hasty: PostgresStore, desk: PostgresStore) -> None:
    def change() -> None:
        with hasty.writing() as writer:
            writer.put_meta(zone="Europe/Paris")
            with stopped(backend(desk.location)):
                writer.refs()

    with pytest.raises(TooManyConflicts, match=f"did not record the change: {SPOKEN}; try again"):
        change()
    with desk.reading() as reader:
        assert reader.meta.zone == "Asia/Tokyo"


def test_a_statement_that_may_take_as_long_as_it_likes_is_waited_for(
    desk: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "EXTRA_WAIT", -100)
    endless = PostgresStore(f"{desk.location}&options=-c%20statement_timeout=0")
    with endless.reading() as reader:
        assert reader.refs() == []


def test_a_server_that_lets_nobody_in_is_not_waited_for_longer_than_patience(doomed: Server, tracker: Tracker) -> None:
    tracker.place = in_schema(doomed.url(), "desk")
    tracker.done("init")
    postmaster = doomed.pid
    assert postmaster
    begin = time.monotonic()
    with stopped(postmaster):
        code, said = tracker("undo", "--lock-timeout", "1").refusal
    assert time.monotonic() - begin < 10
    assert (code, said.partition("; ")[0]) == (4, f"{tracker.place} cannot be used: connection timeout expired")
    assert tracker("list").exit_code == 0


@pytest.mark.parametrize(
    ("options", "seconds"),
    [
        ("-c statement_timeout=120s", 125),
        ("-c statement_timeout=120s -c statement_timeout=2min", 125),
        ("-c statement_timeout=120s --statement_timeout=1500", 6.5),
        ("-c statement_timeout=1h", 3605),
        ("-c statement_timeout=120s --statement-timeout=1.5min", 95),
        ("-c statement_timeout=0", None),
        ("-c statement_timeout=120s -c statement_timeout=0ms", None),
    ],
)
def test_the_last_word_on_how_long_a_statement_may_take_counts(options: str, seconds: float | None) -> None:
    assert answer_timeout(options) == seconds
