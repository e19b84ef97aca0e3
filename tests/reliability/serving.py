"""A crowd on a server that is killed under it: what was acknowledged is there once, and nobody waits for ever."""

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
from tracker.store import open_store

PATIENCE: Final = 10
STATEMENT: Final = 5
# Patience, then one try more that begins at the end of it, each of whose waits is as long as one may be; and a start.
LONGEST: Final = 2 * PATIENCE + 2 * (STATEMENT + 5) + 10
SHARED: Final = "shared"
DUE: Final = "2026-03-31"
PAUSE: Final = 0.05
_SENTENCE: Final = re.compile(r"tracker: [^\n]+\n")


def killed_under_a_crowd(folder: Path, seconds: float, writers: int, readers: int, kills: int) -> Figures:
    """Let writers record and readers look, each one run after the other, while the server is killed and comes back."""
    if not PROGRAMS:
        return Counter({"no PostgreSQL is installed here": 1})
    with own_server() as server:
        server.start()
        desk = _Desk(folder, in_schema(server.url(), "desk"))
        open_store(desk.place).create("UTC")
        desk.add(SHARED)
        end = time.monotonic() + seconds
        with ThreadPoolExecutor(writers + readers) as pool:
            crowd = [pool.submit(desk.write, writer, end) for writer in range(writers)]
            crowd += [pool.submit(desk.read, end) for _ in range(readers)]
            for left in range(kills, 0, -1):
                time.sleep(max(0, end - seconds * left / (kills + 1) - time.monotonic()))
                server.kill()
                desk.note("kills of the server")
                server.start()
            for one in crowd:
                one.result()
        return desk.figures + desk.found()


class _Desk:
    """Runs of the program on one register, each a process, and what they came to."""

    def __init__(self, folder: Path, place: str) -> None:
        self._folder, self.place = folder, place
        self.figures: Figures = Counter()
        self.acknowledged: set[str] = set()
        self.unknown: set[str] = set()
        self._lock = Lock()

    def note(self, what: str, number: int = 1) -> None:
        """Count something."""
        with self._lock:
            self.figures[what] += number

    def run(self, *words: str) -> tuple[int | None, str]:
        """The exit code and the output of a run; no code for one that was still at it after the longest time."""
        options = f"-c statement_timeout={STATEMENT}s"
        given = environment(
            self._folder, TRACKER_REGISTER=self.place, PGOPTIONS=options, XDG_STATE_HOME=str(self._folder)
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
            self.note("runs that hung")
            return None, ""
        with self._lock:
            longest = self.figures["longest run in ms"]
            self.figures["longest run in ms"] = max(longest, int(1000 * (time.monotonic() - begin)))
        if done.returncode not in {0, 4} or (done.returncode == 4 and not _SENTENCE.fullmatch(done.stderr)):
            self.note("other exits, or no sentence")
            print(done.returncode, done.stderr, file=sys.stderr)  # noqa: T201 - what nobody should see
        return done.returncode, done.stdout if done.returncode == 0 else done.stderr

    def add(self, ref: str) -> None:
        """Add a commitment with its deadline."""
        self.record(ref, "add", ref, "--by", "JP", "--to", "US", "--ref", ref, "--due", "2026-03")

    def record(self, name: str, *words: str) -> None:
        """Record something by which its name can be found, and remember what is said of that."""
        code, said = self.run(*words)
        if code == 0:
            self.acknowledged.add(name)
            self.note("acknowledged")
            return
        self.note("refused")
        if "while it made the change" in said:
            self.unknown.add(name)
            self.note("outcome unknown")

    def write(self, writer: int, end: float) -> None:
        """Add a commitment, then say something of the one that all writers share, and so on until the end."""
        for number in count():
            if time.monotonic() >= end:
                return
            name = f"w{writer}-{number}"
            if number % 2:
                self.record(name, "assess", SHARED, "on_track", "--note", name)
            else:
                self.add(name)

    def read(self, end: float) -> None:
        """Look at all of it until the end: each has its deadline, and what was acknowledged before is there."""
        while time.monotonic() < end:
            known = {name for name in self.acknowledged.copy() if self.is_added(name)}
            code, said = self.run("list", "--format", "csv", "--columns", "ref,due")
            if code == 0:
                rows = dict(line.split(",") for line in said.splitlines()[1:])
                self.note("reads")
                self.note("reads of a half", sum(due != DUE for due in rows.values()))
                self.note("reads without what was acknowledged", int(not known <= rows.keys()))
            else:
                self.note("reads refused")
            time.sleep(PAUSE)

    def found(self) -> Figures:
        """What is there in the end, of what was acknowledged and of what was not."""
        with open_store(self.place).reading() as register:
            there = Counter(register.refs())
            there += Counter(event.note for event in register.get(SHARED).history if event.note)
        return Counter(
            {
                "acknowledged and lost": len(self.acknowledged - there.keys()),
                "recorded twice": sum(number > 1 for number in there.values()),
                "refused, yet recorded": len(there.keys() - self.acknowledged - self.unknown),
                "of unknown outcome, recorded": len(there.keys() & self.unknown),
            }
        )

    @staticmethod
    def is_added(name: str) -> bool:
        """Whether a name is that of a commitment, not of a note."""
        return not name.startswith("w") or int(name.partition("-")[2]) % 2 == 0
