"""Fixtures: registers on a separate server, which these tests may break."""

from collections.abc import Iterator
from typing import Protocol
from uuid import uuid4

import psycopg
import pytest

from tests.program import Tracker
from tests.server import NO_SERVER, PROGRAMS, Server, in_schema, own_server
from tracker.store import create
from tracker.store.postgres import PostgresStore


class Tell(Protocol):
    """Execute statements as the owner of the server."""

    def __call__(self, *statements: str) -> None:
        """Execute each statement in a transaction of its own."""


def running() -> Iterator[Server]:
    """A running server; skip the test if PostgreSQL is not installed."""
    if not PROGRAMS:
        pytest.skip(NO_SERVER)
    with own_server() as own:
        own.start()
        yield own


@pytest.fixture(scope="package")
def own() -> Iterator[Server]:
    """A running server, whose roles and permissions these tests change."""
    yield from running()


@pytest.fixture
def doomed() -> Iterator[Server]:
    """A running server for one test, which may break it."""
    yield from running()


@pytest.fixture
def follower() -> Iterator[Server]:
    """A server without a cluster."""
    with own_server() as follower:
        yield follower


@pytest.fixture
def schema() -> str:
    """The name of a schema that does not exist."""
    return f"t_{uuid4().hex}"


@pytest.fixture
def tell(own: Server) -> Tell:
    """Execute statements as the owner of the server."""

    def execute(*statements: str) -> None:
        with psycopg.connect(own.url(), autocommit=True) as owner:
            for statement in statements:
                owner.execute(statement.encode())

    return execute


@pytest.fixture
def desk(own: Server, schema: str) -> PostgresStore:
    """An empty register on the server, with a short lock timeout."""
    desk = PostgresStore(in_schema(own.url(), schema), timeout=1)
    create(desk, "Asia/Tokyo")
    return desk


@pytest.fixture
def on_desk(desk: PostgresStore, tracker: Tracker) -> Tracker:
    """The program, with that register."""
    tracker.place = desk.location
    return tracker
