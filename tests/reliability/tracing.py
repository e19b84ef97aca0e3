"""Trace system calls with strace, and kill a program or inject a fault at a call."""

import re
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

from tests.reliability.subjects import Call, environment

FAULTS: Final = ("ENOSPC", "EIO", "EACCES", "EROFS", "EINTR", "EMFILE")
_LINE: Final = re.compile(r"^(?P<process>\d+) +(?P<name>\w+)\(")
# Excluded: strace cannot inject before it, and no program survives its failure.
_EXCLUDED: Final = {"execve"}


class Point(NamedTuple):
    """A system call of a run: its name, and its number among the calls of that name, from 1."""

    name: str
    number: int


def is_possible() -> bool:
    """True if strace is installed and may trace other programs."""
    return (
        shutil.which("strace") is not None
        and Call(("true",), environment(Path("/"))).run("strace", "-qq").returncode == 0
    )


def points(call: Call, folder: Path) -> list[Point]:
    """The system calls of a run that name a path in a folder, in order."""
    counts: Counter[tuple[str, str]] = Counter()
    found = []
    for line in _traced(call):
        if match := _LINE.match(line):
            counts[match["process"], match["name"]] += 1
            if str(folder) in line and match["name"] not in _EXCLUDED:
                found.append(Point(match["name"], counts[match["process"], match["name"]]))
    return list(dict.fromkeys(found))


def killed(call: Call, point: Point) -> int:
    """Run a program and kill it at a system call; return its exit code."""
    return _injected(call, point, "signal=KILL")[0]


def failed(call: Call, point: Point, error: str) -> tuple[int, str, bool]:
    """Run a program with one failing system call; return its exit code, its errors, and if the call was reached."""
    return _injected(call, point, f"error={error}")


def _traced(call: Call) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        done = call.run("strace", "-f", "-y", "-s", "1", "-e", "trace=%file,%desc", "-o", str(log))
        if done.returncode:
            raise RuntimeError(f"{call.words} cannot be traced: {done.stderr}")
        return log.read_text("utf-8", "replace").splitlines()


def _injected(call: Call, point: Point, how: str) -> tuple[int, str, bool]:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        inject = f"inject={point.name}:{how}:when={point.number}"
        done = call.run("strace", "-f", "-s", "1", "-e", f"trace={point.name}", "-e", inject, "-o", str(log))
        seen = log.read_text("utf-8", "replace")
    return done.returncode, done.stderr, "(INJECTED)" in seen or "killed by SIGKILL" in seen
