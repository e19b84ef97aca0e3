"""Counts the files and functions of the package that a command crosses: how far a reader of the code has to walk.

`python -m tests.benchmarks journeys` prints a line for each of the commands in `JOURNEYS`. What runs while a module is
imported is not counted, nor is a class body: a reader meets only what is called.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import CodeType, FrameType
from typing import Final

import tracker
from tests import server

PACKAGE: Final = f"{Path(tracker.__file__).parent}{os.sep}"
JOURNEYS: Final = {
    "list": ["list", "by:JP"],
    "list --overdue": ["list", "--overdue"],
    "show": ["show", "jp-us-550"],
    "amend --due": ["amend", "jp-us-550", "--due", "2030-01", "--kind", "extension", "--publisher", "NPS"],
}
_FUNCTION: Final = 2  # CO_NEWLOCALS: module and class bodies lack it


class Walk:
    """The functions of the package that were called since the walk began, by file."""

    def __init__(self) -> None:
        """Begin with nothing called."""
        self.functions: dict[str, set[CodeType]] = {}
        self._imports = 0

    def follow(self, frame: FrameType, event: str, _argument: object) -> None:
        """Note one call; a profile function of `sys.setprofile`."""
        code = frame.f_code
        if not code.co_filename.startswith(PACKAGE):
            return
        if code.co_name == "<module>":
            self._imports += {"call": 1, "return": -1}.get(event, 0)
        elif event == "call" and not self._imports and code.co_flags & _FUNCTION:
            self.functions.setdefault(code.co_filename.removeprefix(PACKAGE), set()).add(code)


def walk_here(arguments: list[str]) -> None:
    """Run one command in this process; its last line on stderr is what it crossed."""
    from tracker.__main__ import main  # noqa: PLC0415 - the import is part of what is followed

    walk = Walk()
    sys.argv = ["tracker", *arguments]
    sys.setprofile(walk.follow)
    try:
        main()
    except SystemExit:
        pass
    finally:
        sys.setprofile(None)
    functions = sum(map(len, walk.functions.values()))
    sys.stderr.write(f"{len(walk.functions)} files, {functions} functions\n{' '.join(sorted(walk.functions))}\n")


def walked(arguments: list[str], register: str) -> tuple[str, str]:
    """The counts and the files of a command, run in a process of its own on the register."""
    command = [sys.executable, "-m", "tests.benchmarks.journeys", *arguments]
    where = os.environ | {"TRACKER_REGISTER": register, "TRACKER_NOW": "2026-11-28T12:00:00Z"}
    done = subprocess.run(command, env=where, capture_output=True, text=True, check=True)
    counts, files = done.stderr.splitlines()[-2:]
    return counts, files


def measure() -> None:
    """Print what every journey crosses, on a file and, where PostgreSQL is installed, on a server."""
    with tempfile.TemporaryDirectory() as folder:
        _measure_on("file", f"{folder}/commitments.json")
    if server.PROGRAMS:
        with server.own_server() as ours:
            ours.start()
            _measure_on("server", ours.url("journeys"))


def _measure_on(back_end: str, register: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tracker", "init", "--sample"],
        env=os.environ | {"TRACKER_REGISTER": register},
        capture_output=True,
        check=True,
    )
    for name, arguments in JOURNEYS.items():
        counts, files = walked(arguments, register)
        print(f"{back_end:6} {name:16} {counts}\n    {files}")


if __name__ == "__main__":
    walk_here(sys.argv[1:])
