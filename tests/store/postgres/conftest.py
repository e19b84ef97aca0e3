"""Registers on a server of their own, which these tests may ruin, and roles of every right."""

from collections.abc import Iterator
from typing import Protocol
from uuid import uuid4

import psycopg
import pytest

from tests.program import Tracker
from tests.server import NO_SERVER, PROGRAMS, Server, in_schema, own_server
from tracker.store.postgres import PostgresStore


class Tell(Protocol):
    """Let a server do what only its keeper may."""

    def __call__(self, *statements: str) -> None:
        """Execute these, each by itself."""


def running() -> Iterator[Server]:
    """A server that runs, where there are its programs."""
    if not PROGRAMS:
        pytest.skip(NO_SERVER)
    with own_server() as own:
        own.start()
        yield own


@pytest.fixture(scope="package")
def own() -> Iterator[Server]:
    """A server that runs, whose roles and rights are the affair of these tests."""
    yield from running()


@pytest.fixture
def doomed() -> Iterator[Server]:
    """A server that runs, for one test that breaks it."""
    yield from running()


@pytest.fixture
def follower() -> Iterator[Server]:
    """A server that has no cluster yet."""
    with own_server() as follower:
        yield follower


@pytest.fixture
def schema() -> str:
    """The name of a schema that nobody has made yet."""
    return f"t_{uuid4().hex}"


@pytest.fixture
def tell(own: Server) -> Tell:
    """Let the server do what only its keeper may."""

    def told(*statements: str) -> None:
        with psycopg.connect(own.url(), autocommit=True) as keeper:
            for statement in statements:
                keeper.execute(statement.encode())

    return told


@pytest.fixture
def desk(own: Server, schema: str) -> PostgresStore:
    """An empty register on that server; nobody waits long for others."""
    desk = PostgresStore(in_schema(own.url(), schema), timeout=1)
    desk.create("Asia/Tokyo")
    return desk


@pytest.fixture
def on_desk(desk: PostgresStore, tracker: Tracker) -> Tracker:
    """The program on that register."""
    tracker.place = desk.location
    return tracker
