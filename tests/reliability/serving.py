"""Concurrent clients of a server that is killed: an acknowledged change is there once, and no command hangs."""

import re
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Final

from tests.reliability.breaking import Figures
from tests.reliability.subjects import HOME, Call, environment
from tests.server import PROGRAMS, in_schema, own_server
from tracker.store import create, open_store

LOCK_TIMEOUT: Final = 10
STATEMENT_TIMEOUT: Final = 5
# The lock timeout twice, for the retry that begins at its end; two waits for a statement; and the start of Python.
LONGEST: Final = 2 * LOCK_TIMEOUT + 2 * (STATEMENT_TIMEOUT + 5) + 10
SHARED: Final = "shared"
DUE: Final = "2026-03-31"
PAUSE: Final = 0.05
_SENTENCE: Final = re.compile(r"tracker: [^\n]+\n")


def killed_under_a_crowd(folder: Path, seconds: float, writers: int, readers: int, kills: int) -> Figures:
    """Let writers record and readers list, one command after another, while the server is killed and restarted."""
    if not PROGRAMS:
        return Counter({"PostgreSQL is not installed": 1})
    with own_server() as server:
        server.start()
        desk = _Desk(folder, in_schema(server.url(), "desk"))
        create(open_store(desk.location), "UTC")
        desk.add(SHARED)
        end = time.monotonic() + seconds
        with ThreadPoolExecutor(writers + readers) as pool:
            crowd = [pool.submit(desk.write, writer, end) for writer in range(writers)]
            crowd += [pool.submit(desk.read, end) for _ in range(readers)]
            for remaining in range(kills, 0, -1):
                time.sleep(max(0, end - seconds * remaining / (kills + 1) - time.monotonic()))
                server.kill()
                desk.note("kills of the server")
                server.start()
            for one in crowd:
                one.result()
        return desk.figures + desk.found()


class _Desk:
    """Commands on one register, each in a process, and the count of their results."""

    def __init__(self, folder: Path, location: str) -> None:
        self._folder, self.location = folder, location
        self.figures: Figures = Counter()
        self.acknowledged: set[str] = set()
        self.unknown: set[str] = set()
        self._lock = Lock()

    def note(self, name: str, number: int = 1) -> None:
        """Add to a figure."""
        with self._lock:
            self.figures[name] += number

    def run(self, *words: str) -> tuple[int | None, str]:
        """The exit code and the output of a command; None as code after a timeout."""
        options = f"-c statement_timeout={STATEMENT_TIMEOUT}s"
        given = environment(
            self._folder, TRACKER_REGISTER=self.location, PGOPTIONS=options, XDG_STATE_HOME=str(self._folder)
        )
        begin = time.monotonic()
        try:
            done = subprocess.run(
                Call((sys.executable, "-m", "tracker", *words)).words,
                env=dict(given),
                cwd=HOME,
                capture_output=True,
                text=True,
                check=False,
                timeout=LONGEST,
            )
        except subprocess.TimeoutExpired:
            self.note("commands that hung")
            return None, ""
        with self._lock:
            longest = self.figures["longest command in ms"]
            self.figures["longest command in ms"] = max(longest, int(1000 * (time.monotonic() - begin)))
        if done.returncode not in {0, 4} or (done.returncode == 4 and not _SENTENCE.fullmatch(done.stderr)):
            self.note("other exit codes, or no sentence")
            print(done.returncode, done.stderr, file=sys.stderr)  # noqa: T201 - a failure of the program
        return done.returncode, done.stdout if done.returncode == 0 else done.stderr

    def add(self, ref: str) -> None:
        """Add a commitment with its deadline."""
        self.record(ref, "add", ref, "--by", "JP", "--to", "US", "--ref", ref, "--due", "2026-03")

    def record(self, name: str, *words: str) -> None:
        """Run a command that records a name, and store whether it was acknowledged."""
        code, output = self.run(*words)
        if code == 0:
            self.acknowledged.add(name)
            self.note("acknowledged")
            return
        self.note("refused")
        if "while it made the change" in output:
            self.unknown.add(name)
            self.note("outcome unknown")

    def write(self, writer: int, end: float) -> None:
        """Add a commitment and assess the shared commitment by turns, until the end."""
        for number in count():
            if time.monotonic() >= end:
                return
            name = f"w{writer}-{number}"
            if number % 2:
                self.record(name, "assess", SHARED, "on_track", "--note", name)
            else:
                self.add(name)

    def read(self, end: float) -> None:
        """List all commitments until the end: each must have its deadline, and each acknowledged one must be there."""
        while time.monotonic() < end:
            known = {name for name in self.acknowledged.copy() if self.is_added(name)}
            code, output = self.run("list", "--format", "csv", "--columns", "ref,due")
            if code == 0:
                rows = dict(line.split(",") for line in output.splitlines()[1:])
                self.note("reads")
                self.note("partial reads", sum(due != DUE for due in rows.values()))
                self.note("reads without an acknowledged change", int(not known <= rows.keys()))
            else:
                self.note("reads refused")
            time.sleep(PAUSE)

    def found(self) -> Figures:
        """Count the changes that the register has at the end, acknowledged or not."""
        with open_store(self.location).reading() as register:
            recorded = Counter(register.refs())
            recorded += Counter(event.note for event in register.get(SHARED).history if event.note)
        return Counter(
            {
                "acknowledged and lost": len(self.acknowledged - recorded.keys()),
                "recorded twice": sum(number > 1 for number in recorded.values()),
                "refused, yet recorded": len(recorded.keys() - self.acknowledged - self.unknown),
                "unknown outcome, recorded": len(recorded.keys() & self.unknown),
            }
        )

    @staticmethod
    def is_added(name: str) -> bool:
        """True if a name is the ref of a commitment, not a note."""
        return not name.startswith("w") or int(name.partition("-")[2]) % 2 == 0
