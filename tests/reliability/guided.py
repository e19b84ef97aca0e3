"""`python -m tests.reliability.guided [TARGET …] [--runs N]`: inputs that atheris grows towards code not yet run.

It needs the extra `audit`. A run ends at the first input that is neither read nor refused, or takes over a second.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

RUNS: Final = 200_000
LONGEST: Final = 4096


def main() -> int:
    """Try the targets one after the other, each in a process of its own, for none of them returns."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.guided", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        _fuzz(asked.targets[0], asked.runs)
    from tests.reliability.inputs import TARGETS  # noqa: PLC0415 - in `_fuzz` it is imported under instruments

    if unknown := set(asked.targets) - set(TARGETS):
        parser.error(f"no target is called {', '.join(sorted(unknown))}; choose from {', '.join(TARGETS)}")
    tried = 0
    for name in asked.targets or TARGETS:
        line = [sys.executable, "-m", "tests.reliability.guided", name, f"--runs={asked.runs}", "--alone"]
        done = subprocess.run(line, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode:
            print(done.stdout[-3000:], done.stderr[-3000:], f"\n{name}: an input is neither read nor refused")
            return 1
        tried += asked.runs
        print(f"{asked.runs:9} inputs of {name}: every one read or refused, none over a second", flush=True)
    print(f"{tried:9} inputs in all")
    return 0


def _fuzz(name: str, runs: int) -> None:
    import atheris  # noqa: PLC0415 - of an extra of its own

    with atheris.instrument_imports(include=["tracker"]):
        from tests.reliability.inputs import TARGETS, attempt  # noqa: PLC0415 - instrumented
    target = TARGETS[name]
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(target.seeds):
            Path(folder, str(number)).write_text(seed, encoding="utf-8")
        options = [f"-runs={runs}", f"-max_len={LONGEST}", "-timeout=60", "-seed=1", "-verbosity=0", folder]
        atheris.Setup([sys.argv[0], *options], lambda raw: attempt(target, raw))
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
