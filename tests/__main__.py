"""`python -m tests`: every check that decides whether a change may land, one after the other."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.server import GIVEN, NO_SERVER, PROGRAMS

ROOT: Final = Path(__file__).parent.parent
WORKERS: Final = f"--numprocesses={(os.cpu_count() or 1) + 1}"  # some always wait, for a server or a browser
CHECKS: Final = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "types": ["mypy"],
    "layers": ["lint-imports", "--no-logo"],
    "tests": ["pytest", WORKERS, "--cov", "--cov-report=term", "--quiet"],
}
# Every test that runs the program once more, with its registers on a server, but not what a browser shows; it takes its
# time, so one has to name it.
ON_SERVER: Final = {
    "server": [
        *("pytest", WORKERS, "--quiet"),
        *("tests/commands", "tests/exchange", "tests/query", "tests/reports"),
        *("tests/test_cli.py", "tests/test_terminal.py", "tests/record/test_undo.py"),
    ]
}


def main() -> int:
    """Run the checks named on the command line, or all; the first that fails ends it."""
    scripts = Path(sys.executable).parent
    environment = dict(os.environ)
    if not (PROGRAMS or GIVEN in os.environ):
        print(f"the tests on a server are skipped: {NO_SERVER}")  # noqa: T201 - this is what it is for
        environment["TRACKER_TEST_UNCOVERED"] = "tracker/store/postgres/*"
    for name in sys.argv[1:] or CHECKS:
        program, *arguments = (CHECKS | ON_SERVER)[name]
        print(f"== {name}", flush=True)  # noqa: T201 - as above
        there = {"TRACKER_TEST_BACK_END": "postgres"} if name in ON_SERVER else {}
        done = subprocess.run([scripts / program, *arguments], cwd=ROOT, env=environment | there, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
