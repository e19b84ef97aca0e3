"""Run the checks: `python -m tests` for the everyday ones, `python -m tests all` for those that decide what lands.

`python -m tests lint types` runs some of them, in the order of their names on the command line.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.server import GIVEN, NO_SERVER, PROGRAMS

ROOT: Final = Path(__file__).parent.parent
CORES: Final = os.cpu_count() or 1
PYTEST: Final = ["pytest", "--dist=worksteal", "--quiet"]
STATIC: Final = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "types": ["mypy"],
    "layers": ["lint-imports", "--no-logo"],
}
# Where it decides what lands, the everyday tests are measured and try as much as in a complete run, so that `slow` runs
# only the others and adds their coverage.
MEASURED: Final = ["--cov", "--cov-report=", "--cov-fail-under=0"]
EVERYDAY: Final = STATIC | {
    "tests": [
        *(*PYTEST, f"--numprocesses={CORES}", "-m", "not slow"),
        *(MEASURED if "CI" in os.environ else ["--hypothesis-profile=everyday"]),
    ]
}
# `complete` runs every test once and measures coverage; `server` runs each test of the command line with its registers
# on a server.
# One process more than cores: some tests wait for a server or a browser.
WAITING: Final = f"--numprocesses={CORES + 1}"
COVERED: Final = ["--cov", "--cov-report=term"]
ALL: Final = STATIC | {
    "complete": [*PYTEST, WAITING, *COVERED],
    "server": [
        *PYTEST,
        WAITING,
        *("tests/commands", "tests/exchange", "tests/query", "tests/reports"),
        *("tests/test_cli.py", "tests/test_terminal.py", "tests/record/test_undo.py"),
    ],
}


SLOW: Final = {"slow": [*PYTEST, WAITING, "-m", "slow", "--cov-append", *COVERED]}


def main() -> int:
    """Run the checks named on the command line, or the everyday ones; the first that fails ends the run."""
    names = sys.argv[1:] or list(EVERYDAY)
    names = list(ALL) if names == ["all"] else names
    scripts = Path(sys.executable).parent
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else every process compiles what another has compiled
    if not (PROGRAMS or GIVEN in os.environ):
        print(f"the tests on a server are skipped: {NO_SERVER}")  # noqa: T201 - this is what it is for
        environment["TRACKER_TEST_UNCOVERED"] = "tracker/store/postgres/*"
    for name in names:
        program, *arguments = (EVERYDAY | ALL | SLOW)[name]
        print(f"== {name}", flush=True)  # noqa: T201 - as above
        back_end = {"TRACKER_TEST_BACK_END": "postgres"} if name == "server" else {}
        done = subprocess.run([scripts / program, *arguments], cwd=ROOT, env=environment | back_end, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
