"""The server of the tests: it starts on request, loses nothing after a kill, and removes its files."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.server import PROGRAMS, Server, in_schema, needs_server, own_server


@pytest.fixture
def own() -> Iterator[Server]:
    """A server that nobody else uses."""
    with own_server() as own:
        own.start()
        yield own


def answer(server: Server, statement: str) -> str:
    """The answer of the server to a statement."""
    line = [f"{PROGRAMS}/psql", "--no-psqlrc", "--tuples-only", "--no-align", "--command", statement, server.url()]
    return subprocess.run(line, capture_output=True, text=True, check=True).stdout.strip()


@needs_server
def test_what_was_acknowledged_is_there_after_it_was_killed_or_stopped(own: Server) -> None:
    answer(own, "create table promises as select 1 as number")
    for end in (own.kill, own.stop):
        end()
        assert not own.pid
        own.start()
        answer(own, "insert into promises select max(number) + 1 from promises")
    assert answer(own, "select max(number) from promises") == "3"


def test_nothing_of_it_is_left() -> None:
    with own_server() as server:
        assert server.folder.exists()
        assert not server.pid
    assert not server.folder.exists()


def test_a_schema_is_added_to_any_url() -> None:
    assert in_schema("postgresql://desk/promises", "t_1") == "postgresql://desk/promises?schema=t_1"
    assert in_schema("postgresql:///x?host=/tmp/y", "t_1") == "postgresql:///x?host=/tmp/y&schema=t_1"
    assert in_schema("postgresql:///x", "") == "postgresql:///x"
