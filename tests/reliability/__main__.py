"""`python -m tests.reliability [--short] [PART …] [--of PROGRAM …]`: break tracker and other programs."""

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

# For each part, the full run and the short run.
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
    """Run the given parts on the given programs, and print one line per figure."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; default: all")
    parser.add_argument(
        "--of", action="append", choices=SUBJECTS, help="a program; may be repeated; default: all installed"
    )
    parser.add_argument("--short", action="store_true", help="run a sample of each part")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"unknown part: {', '.join(sorted(unknown))}")
    subjects = [subject for name, subject in SUBJECTS.items() if not arguments.of or name in arguments.of]
    for part in arguments.parts or PARTS:
        for subject in subjects:
            begin = time.monotonic()
            figures = _run(part, subject, short=arguments.short)
            print(f"{part} of {subject.name} ({time.monotonic() - begin:.0f} s)")
            for name, number in sorted(figures.items()):
                print(f"    {number:7} {name}")
            sys.stdout.flush()


def _run(part: str, subject: Subject, *, short: bool) -> Figures:
    with tempfile.TemporaryDirectory(prefix="reliability") as name:
        folder = Path(name)
        if not subject.is_installed():
            return Counter({"not installed": 1})
        if part in {"kills", "faults", "writing"} and not tracing.is_possible():
            return Counter({"strace is not available": 1})
        if part in {"writing", "commands", "server"} and subject is not TRACKER:
            return Counter({"only for tracker": 1})
        if part == "disk" and not can_mount(folder / "probe"):
            return Counter({"a disk cannot be mounted": 1})
        return PARTS[part][short](subject, folder)


if __name__ == "__main__":
    main()
