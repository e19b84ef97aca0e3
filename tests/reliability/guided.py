"""`python -m tests.reliability.guided [TARGET …] [--runs N]`: fuzz the parsers with atheris, guided by coverage.

It needs the extra `audit`. A run ends at the first input that is neither parsed nor refused, or takes over a second.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

RUNS: Final = 200_000
MAX_LENGTH: Final = 4096


def main() -> int:
    """Fuzz the targets one after another, each in a separate process, because atheris never returns."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.guided", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.alone:
        _fuzz(arguments.targets[0], arguments.runs)
    from tests.reliability.inputs import TARGETS  # noqa: PLC0415 - `_fuzz` must import it with instrumentation

    if unknown := set(arguments.targets) - set(TARGETS):
        parser.error(f"unknown target: {', '.join(sorted(unknown))}; choose from {', '.join(TARGETS)}")
    total = 0
    for name in arguments.targets or TARGETS:
        line = [sys.executable, "-m", "tests.reliability.guided", name, f"--runs={arguments.runs}", "--alone"]
        done = subprocess.run(line, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode:
            print(done.stdout[-3000:], done.stderr[-3000:], f"\n{name}: an input is neither parsed nor refused")
            return 1
        total += arguments.runs
        print(f"{arguments.runs:9} inputs of {name}: all parsed or refused, none over a second", flush=True)
    print(f"{total:9} inputs in total")
    return 0


def _fuzz(name: str, runs: int) -> None:
    import atheris  # noqa: PLC0415 - from an optional extra

    with atheris.instrument_imports(include=["tracker"]):
        from tests.reliability.inputs import TARGETS, attempt  # noqa: PLC0415 - instrumented
    target = TARGETS[name]
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(target.seeds):
            Path(folder, str(number)).write_text(seed, encoding="utf-8")
        options = [f"-runs={runs}", f"-max_len={MAX_LENGTH}", "-timeout=60", "-seed=1", "-verbosity=0", folder]
        atheris.Setup([sys.argv[0], *options], lambda raw: attempt(target, raw))
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
