"""`python -m tests.reliability [--short] [PART …] [--of PROGRAM …]`: break tracker and its peers, print the figures."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.reliability import tracing
from tests.reliability.breaking import Figures, faults_at_calls, kills_at_calls
from tests.reliability.commanded import commands_broken
from tests.reliability.commanding import try_commands
from tests.reliability.crowding import can_mount, crowd, full_disk, kills_at_random
from tests.reliability.damaging import damage
from tests.reliability.serving import killed_under_a_crowd
from tests.reliability.subjects import SUBJECTS, TRACKER, Subject
from tracker.commands.locate import sample_file

# What each part does in full, and in short.
PARTS: Final[dict[str, tuple[Callable[[Subject, Path], Figures], Callable[[Subject, Path], Figures]]]] = {
    "kills": (kills_at_calls, lambda subject, folder: kills_at_calls(subject, folder, every=9)),
    "faults": (faults_at_calls, lambda subject, folder: faults_at_calls(subject, folder, every=47)),
    "writing": (
        lambda _, folder: commands_broken(folder, every=4),
        lambda _, folder: commands_broken(folder, every=97),
    ),
    "random": (
        lambda subject, folder: kills_at_random(subject, folder, 1000),
        lambda subject, folder: kills_at_random(subject, folder, 12),
    ),
    "crowd": (
        lambda subject, folder: crowd(subject, folder, 60, 16, 8),
        lambda subject, folder: crowd(subject, folder, 2, 4, 2),
    ),
    "server": (
        lambda _, folder: killed_under_a_crowd(folder, 60, 16, 8, 5),
        lambda _, folder: killed_under_a_crowd(folder, 6, 4, 2, 1),
    ),
    "disk": (full_disk, full_disk),
    "damage": (
        lambda subject, folder: damage(subject, folder, 200),
        lambda subject, folder: damage(subject, folder, 20),
    ),
    "commands": (
        lambda _, folder: try_commands(folder, sample_file().read_bytes(), 5_000),
        lambda _, folder: try_commands(folder, sample_file().read_bytes(), 100),
    ),
}


def main() -> None:
    """Run what is asked for, and print a line for each figure."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all")
    parser.add_argument("--of", action="append", choices=SUBJECTS, help="a program; may be repeated; all that are here")
    parser.add_argument("--short", action="store_true", help="a sample of each")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    subjects = [subject for name, subject in SUBJECTS.items() if not asked.of or name in asked.of]
    for part in asked.parts or PARTS:
        for subject in subjects:
            begin = time.monotonic()
            figures = _run(part, subject, short=asked.short)
            print(f"{part} of {subject.name} ({time.monotonic() - begin:.0f} s)")
            for what, number in sorted(figures.items()):
                print(f"    {number:7} {what}")
            sys.stdout.flush()


def _run(part: str, subject: Subject, *, short: bool) -> Figures:
    with tempfile.TemporaryDirectory(prefix="reliability") as name:
        folder = Path(name)
        if not subject.is_here():
            return Counter({"not installed here": 1})
        if part in {"kills", "faults", "writing"} and not tracing.is_possible():
            return Counter({"strace is not possible here": 1})
        if part in {"writing", "commands", "server"} and subject is not TRACKER:
            return Counter({"not ours to try": 1})
        if part == "disk" and not can_mount(folder / "probe"):
            return Counter({"disks cannot be mounted here": 1})
        return PARTS[part][short](subject, folder)


if __name__ == "__main__":
    main()
