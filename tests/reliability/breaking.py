"""Kill a program, or inject a fault, at each of its system calls, and count the states of its records afterwards."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from tests.reliability.subjects import Call, Kept, Subject
from tests.reliability.tracing import FAULTS, Point, failed, killed, points

Figures: TypeAlias = Counter[str]

AT_ONCE: Final = 2
RECORDS: Final = 3
RECOVERY: Final = "record after the fault"
# The parts of file names that differ between runs: random ids, and the dates of backups.
_CHANGING: Final = re.compile(r"[0-9a-f]{16}|[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Trial(NamedTuple):
    """One call of a program on prepared records, with the records before it and after it without a fault."""

    subject: Subject
    start: Path
    make: Callable[[Path], Call]
    before: Kept
    after: Kept
    files: frozenset[str]

    def points(self) -> list[Point]:
        """The system calls of the program that touch the records."""
        with self.fresh("traced") as path:
            return points(self.make(path), path)

    @contextmanager
    def fresh(self, name: str) -> Iterator[Path]:
        """A copy of the prepared records, for one run."""
        path = self.start.with_name(name)
        shutil.copytree(self.start, path)
        try:
            yield path
        finally:
            shutil.rmtree(path)

    def killed(self, number: int, point: Point) -> Figures:
        """Count the results of a kill at a system call."""
        with self.fresh(f"kill{number}") as path:
            if killed(self.make(path), point) == 0:
                return Counter({"not reached": 1})
            kept = self.subject.kept(path)
            broken = {"unreadable": kept is None, "partly recorded": kept not in (None, self.before, self.after)}
            return Counter({"kills": 1}) + _counted(broken) + self._recovered(path)

    def failed(self, number: int, point: Point, error: str) -> Figures:
        """Count the results of a fault at a system call."""
        with self.fresh(f"fault{number}") as path:
            code, message, is_reached = failed(self.make(path), point, error)
            if not is_reached:
                return Counter({"not reached": 1})
            kept = self.subject.kept(path)
            found = {
                "refused and unchanged": bool(code) and kept == self.before,
                "succeeded nevertheless": not code and kept == self.after,
                "acknowledged, not recorded": not code and kept not in (None, self.after),
                "refused, yet recorded": bool(code) and kept == self.after,
                "unreadable": kept is None,
                "partly recorded": kept not in (None, self.before, self.after),
                "traceback": "Traceback" in message,
                "not one sentence": bool(code) and message.count("\n") != 1,
            }
            return Counter({"faults": 1}) + _counted(found) + self._recovered(path)

    def _recovered(self, path: Path) -> Figures:
        """Count if the next command is refused or leaves temp files."""
        done = self.subject.add(path, RECOVERY).run()
        has_temp_files = bool(names(path) - self.files)
        return _counted({"next command refused": bool(done.returncode), "temp files left": has_temp_files})


def trials(subject: Subject, folder: Path) -> Iterator[Trial]:
    """The calls of a program that add a record and, if the program can, change a record."""
    start = folder / "start"
    texts = subject.prepared(start, RECORDS)
    before = subject.kept(start)
    makes: list[Callable[[Path], Call]] = [lambda path: subject.add(path, "another one")]
    if change := subject.change:
        makes.append(lambda path: change(path, texts[0], "changed"))
    for make in makes:
        trial = Trial(subject, start, make, before, None, frozenset())
        with trial.fresh("complete") as path:
            make(path).run()
            after = subject.kept(path)
            subject.add(path, RECOVERY).run()
            yield trial._replace(after=after, files=names(path))


def kills_at_calls(subject: Subject, folder: Path, *, every: int = 1) -> Figures:
    """Kill a run at each system call that touches the records, or at every n-th."""
    figures: Figures = Counter()
    for trial in trials(subject, folder):
        at = trial.points()[::every]
        figures += together(lambda one, trial=trial: trial.killed(*one), list(enumerate(at)))
    return figures


def faults_at_calls(subject: Subject, folder: Path, *, every: int = 1) -> Figures:
    """Let each system call that touches the records, or every n-th, fail with each error in turn."""
    figures: Figures = Counter()
    for trial in trials(subject, folder):
        at = [(point, error) for point in trial.points() for error in FAULTS][::every]
        tries = [(number, *one) for number, one in enumerate(at)]
        figures += together(lambda one, trial=trial: trial.failed(*one), tries)
    return figures


def names(folder: Path) -> frozenset[str]:
    """The names of the files below a folder, without the parts that differ between runs."""
    return frozenset(_CHANGING.sub("*", str(path.relative_to(folder))) for path in folder.rglob("*"))


def together(act: Callable[..., Figures], items: Iterable[object]) -> Figures:
    """Run an action for each item, a few at once, and add up the figures."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(act, items), Counter())


def _counted(found: dict[str, bool]) -> Figures:
    return Counter({name: 1 for name, is_found in found.items() if is_found})
