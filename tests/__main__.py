"""`python -m tests`: every check that decides whether a change may land, one after the other."""

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
CHECKS: Final = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "types": ["mypy"],
    "layers": ["lint-imports", "--no-logo"],
    "tests": ["pytest", "--numprocesses=auto", "--cov", "--cov-report=term", "--quiet"],
}


def main() -> int:
    """Run the checks named on the command line, or all; the first that fails ends it."""
    scripts = Path(sys.executable).parent
    for name in sys.argv[1:] or CHECKS:
        program, *arguments = CHECKS[name]
        print(f"== {name}", flush=True)  # noqa: T201 - this is what it is for
        done = subprocess.run([scripts / program, *arguments], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
