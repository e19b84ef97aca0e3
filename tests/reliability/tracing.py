"""System calls seen and spoilt with strace: each call that touches a folder, in turn, ends the program or fails."""

import re
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

from tests.reliability.subjects import Call, environment

FAULTS: Final = ("ENOSPC", "EIO", "EACCES", "EROFS", "EINTR", "EMFILE")
_LINE: Final = re.compile(r"^(?P<process>\d+) +(?P<name>\w+)\(")
# What a program does not survive by its nature, and what strace cannot stop before.
_NOT_SPOILT: Final = {"execve"}


class Point(NamedTuple):
    """A system call of a run: its name, and how many of that name came before it, itself included."""

    name: str
    number: int


def is_possible() -> bool:
    """Whether strace is here and may look into other programs."""
    return (
        shutil.which("strace") is not None
        and Call(("true",), environment(Path("/"))).run("strace", "-qq").returncode == 0
    )


def points(call: Call, folder: Path) -> list[Point]:
    """Every system call of a run that names something in a folder, in their order."""
    counts: Counter[tuple[str, str]] = Counter()
    found = []
    for line in _traced(call):
        if match := _LINE.match(line):
            counts[match["process"], match["name"]] += 1
            if str(folder) in line and match["name"] not in _NOT_SPOILT:
                found.append(Point(match["name"], counts[match["process"], match["name"]]))
    return list(dict.fromkeys(found))


def killed(call: Call, point: Point) -> int:
    """Run a call that is killed on entering a system call; its exit code."""
    return _spoilt(call, point, "signal=KILL")[0]


def failed(call: Call, point: Point, error: str) -> tuple[int, str, bool]:
    """Run a call one system call of which fails; its exit code, what it says, and whether the fault was reached."""
    return _spoilt(call, point, f"error={error}")


def _traced(call: Call) -> list[str]:
    with tempfile.TemporaryDirectory() as place:
        log = Path(place, "log")
        done = call.run("strace", "-f", "-y", "-s", "1", "-e", "trace=%file,%desc", "-o", str(log))
        if done.returncode:
            raise RuntimeError(f"{call.words} cannot be traced: {done.stderr}")
        return log.read_text("utf-8", "replace").splitlines()


def _spoilt(call: Call, point: Point, how: str) -> tuple[int, str, bool]:
    with tempfile.TemporaryDirectory() as place:
        log = Path(place, "log")
        inject = f"inject={point.name}:{how}:when={point.number}"
        done = call.run("strace", "-f", "-s", "1", "-e", f"trace={point.name}", "-e", inject, "-o", str(log))
        seen = log.read_text("utf-8", "replace")
    return done.returncode, done.stderr, "(INJECTED)" in seen or "killed by SIGKILL" in seen
