"""A real PostgreSQL for the tests: its own cluster in a temporary folder, reached by a Unix socket only."""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import psycopg
import pytest

from tracker.cli import user
from tracker.store.postgres.schema import TABLES

# The URL of a running server to use instead of a new one.
GIVEN: Final = "TRACKER_TEST_SERVER"
# The folder of the server of this test run, for the workers of pytest-xdist.
FOLDER: Final = "TRACKER_TEST_FOLDER"
USER: Final = user()
# PostgreSQL refuses to run as root; a system package creates this user.
RUNS_AS: Final = USER if os.geteuid() else "postgres"
# Every other setting is the default of PostgreSQL.
SAFE: Final = """
listen_addresses = ''
unix_socket_directories = '{folder}'
port = 5432
max_connections = 200
"""
# Only a power cut could lose data without these; a killed process loses nothing that it wrote.
SETTINGS: Final = (
    SAFE
    + """\
fsync = off
full_page_writes = off
"""
)
STILL_THERE: Final = "pre-existing shared memory block"
TIMEOUT: Final = 60


def _programs() -> Path | None:
    """The folder of PostgreSQL's programs: on the PATH, else of the newest version that is installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: float(path.parents[1].name), default=None)
    return newest.parent if newest else None


def _may_run() -> bool:
    with suppress(KeyError):
        return bool(pwd.getpwnam(RUNS_AS))
    return False


Test = TypeVar("Test", bound=Callable[..., object])
PROGRAMS: Final = _programs() if _may_run() else None
NO_SERVER: Final = "no PostgreSQL is installed: apt-get install postgresql"


def needs_server(test: Test) -> Test:
    """Mark a test that starts a server of its own: it is slow, and skipped if PostgreSQL is not installed."""
    marked: Test = pytest.mark.slow(pytest.mark.skipif(not PROGRAMS, reason=NO_SERVER)(test))
    return marked


class Server:
    """A PostgreSQL with its cluster, socket and log in one folder; the user of the tests is its superuser."""

    def __init__(self, folder: Path, settings: str = SETTINGS) -> None:
        self.folder, self._settings = folder, settings
        self._cluster, self._log = folder / "cluster", folder / "log"
        self._pid_file = self._cluster / "postmaster.pid"
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, schema: str = "") -> str:
        """The URL of a register in a schema; without a schema, a URL for any PostgreSQL client."""
        where = urlencode({"host": str(self.folder), "port": 5432, "user": USER}, safe="/")
        return in_schema(f"postgresql:///postgres?{where}", schema)

    @property
    def pid(self) -> int | None:
        """The main process of the server, once it accepts connections; None if it does not run."""
        with suppress(FileNotFoundError, ProcessLookupError):
            lines = self._pid_file.read_text(encoding="utf-8").splitlines()
            if len(lines) > 7 and lines[7].strip() == "ready":
                os.kill(int(lines[0]), 0)
                return int(lines[0])
        return None

    def start(self) -> None:
        """Start the server; create its cluster the first time."""
        if not self._cluster.exists():
            self._make()
        self._wait(self._is_started)

    def stop(self) -> None:
        """Shut the server down; connections are closed."""
        if pid := self.pid:
            os.kill(pid, signal.SIGINT)
            self._wait(lambda: not self._pid_file.exists())
            self._reap()

    def kill(self) -> None:
        """Kill every process of the server; committed transactions are there when it starts again."""
        pid = self.pid
        assert pid, "it does not run"
        for process in (pid, *_children(pid)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._reap()

    def _make(self) -> None:
        options = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", f"--username={USER}")
        command = [self._program("initdb"), *options, "-D", str(self._cluster)]
        made = subprocess.run(command, user=RUNS_AS, cwd=self.folder, capture_output=True, text=True, check=False)
        if made.returncode:
            raise RuntimeError(made.stderr)
        with (self._cluster / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(self._settings.format(folder=self.folder))

    def _is_started(self) -> bool:
        """Start the server; False if processes of a killed server still run."""
        with self._log.open("wb") as log:
            command = [self._program("postgres"), "-D", str(self._cluster)]
            self._process = process = subprocess.Popen(
                command, user=RUNS_AS, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )
        self._wait(lambda: process.poll() is not None or self.pid == process.pid)
        if process.returncode is None:
            return True
        if STILL_THERE not in (said := self._log.read_text(encoding="utf-8")):
            raise RuntimeError(said)
        return False

    def _program(self, name: str) -> str:
        assert PROGRAMS, NO_SERVER
        return str(PROGRAMS / name)

    def _reap(self) -> None:
        if self._process:
            self._process.wait(TIMEOUT)
            self._process = None

    def _wait(self, is_done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + TIMEOUT
        while not is_done():
            if time.monotonic() > deadline:
                raise TimeoutError(self._log.read_text(encoding="utf-8"))
            time.sleep(0.01)


def _children(parent: int) -> list[int]:
    """The child processes of a process, from /proc."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            _, _, after_name = status.read_text(encoding="utf-8", errors="replace").rpartition(")")
            if int(after_name.split()[1]) == parent:
                found.append(int(status.parent.name))
    return found


@contextmanager
def own_server(settings: str = SETTINGS) -> Iterator[Server]:
    """A server that is not started yet; its folder is removed when the block ends."""
    folder = Path(mkdtemp(prefix="tracker-"))
    if PROGRAMS:
        shutil.chown(folder, RUNS_AS)
    server = Server(folder, settings)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def shared_url() -> str:
    """The URL of the server of this test run; skip the test if there can be none."""
    if given := os.environ.get(GIVEN):
        return given
    if not PROGRAMS:
        pytest.skip(NO_SERVER)
    return _shared().url()


@cache
def _shared() -> Server:
    """The server of this test run, started by the first worker that needs it."""
    server = Server(Path(os.environ[FOLDER]))
    with (server.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not server.pid:
            server.start()
    return server


def in_schema(url: str, schema: str) -> str:
    """The URL of a register in a schema of a server."""
    return f"{url}{'&' if '?' in url else '?'}schema={schema}" if schema else url


def is_emptied(schema: str) -> bool:
    """Empty the tables of a schema; False if there are none."""
    with suppress(psycopg.errors.UndefinedTable):
        _owner().execute("; ".join(f'DELETE FROM "{schema}".{table}' for table in TABLES).encode())  # noqa: S608
        return True
    return False


def fill(schema: str, like: str) -> None:
    """Copy the rows of another schema into the empty tables of a schema."""
    copied = (f'INSERT INTO "{schema}".{table} SELECT * FROM "{like}".{table}' for table in TABLES)  # noqa: S608
    _owner().execute("; ".join(copied).encode())


@cache
def _owner() -> psycopg.Connection[Any]:
    return psycopg.connect(shared_url(), autocommit=True)
