"""One run of a program, killed or made to fail at each of its system calls; what it leaves is looked at and counted."""

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
RECOVERY: Final = "recovery after it"
# What differs from run to run: what is random, and the days of backups when midnight comes between.
_CHANGING: Final = re.compile(r"[0-9a-f]{16}|[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Trial(NamedTuple):
    """One call of a program on prepared records, and how these are before it, and after it if nothing goes wrong."""

    subject: Subject
    start: Path
    make: Callable[[Path], Call]
    before: Kept
    after: Kept
    files: frozenset[str]

    def points(self) -> list[Point]:
        """The system calls of it that touch the records."""
        with self.fresh("traced") as place:
            return points(self.make(place), place)

    @contextmanager
    def fresh(self, name: str) -> Iterator[Path]:
        """The prepared records, for one run."""
        place = self.start.with_name(name)
        shutil.copytree(self.start, place)
        try:
            yield place
        finally:
            shutil.rmtree(place)

    def killed(self, number: int, point: Point) -> Figures:
        """What comes of a kill at a point."""
        with self.fresh(f"kill{number}") as place:
            if killed(self.make(place), point) == 0:
                return Counter({"ran to its end": 1})
            kept = self.subject.kept(place)
            broken = {"unreadable": kept is None, "half": kept not in (None, self.before, self.after)}
            return Counter({"kills": 1}) + _counted(broken) + self._recovered(place)

    def failed(self, number: int, point: Point, error: str) -> Figures:
        """What comes of a fault at a point."""
        with self.fresh(f"fault{number}") as place:
            code, said, is_reached = failed(self.make(place), point, error)
            if not is_reached:
                return Counter({"ran to its end": 1})
            kept = self.subject.kept(place)
            found = {
                "refused, all as before": bool(code) and kept == self.before,
                "done all the same": not code and kept == self.after,
                "said done, was not": not code and kept not in (None, self.after),
                "refused, yet recorded": bool(code) and kept == self.after,
                "unreadable": kept is None,
                "half": kept not in (None, self.before, self.after),
                "traceback": "Traceback" in said,
                "not one sentence": bool(code) and said.count("\n") != 1,
            }
            return Counter({"faults": 1}) + _counted(found) + self._recovered(place)

    def _recovered(self, place: Path) -> Figures:
        """Whether the next run does its work and clears away what was left."""
        done = self.subject.add(place, RECOVERY).run()
        left = bool(names(place) - self.files)
        return _counted({"next run refused": bool(done.returncode), "drafts left": left})


def trials(subject: Subject, folder: Path) -> Iterator[Trial]:
    """The calls of a program that change its records: one that adds, and if it can one that changes."""
    start = folder / "start"
    texts = subject.prepared(start, RECORDS)
    before = subject.kept(start)
    makes: list[Callable[[Path], Call]] = [lambda place: subject.add(place, "another one")]
    if change := subject.change:
        makes.append(lambda place: change(place, texts[0], "changed"))
    for make in makes:
        whole = Trial(subject, start, make, before, None, frozenset())
        with whole.fresh("whole") as place:
            make(place).run()
            after = subject.kept(place)
            subject.add(place, RECOVERY).run()
            yield whole._replace(after=after, files=names(place))


def kills_at_calls(subject: Subject, folder: Path, *, every: int = 1) -> Figures:
    """Kill a run on entering each system call, or every so many, that touches the records."""
    figures: Figures = Counter()
    for trial in trials(subject, folder):
        at = trial.points()[::every]
        figures += together(lambda one, trial=trial: trial.killed(*one), list(enumerate(at)))
    return figures


def faults_at_calls(subject: Subject, folder: Path, *, every: int = 1) -> Figures:
    """Let each system call, or every so many, that touches the records fail with each error in turn."""
    figures: Figures = Counter()
    for trial in trials(subject, folder):
        at = [(point, error) for point in trial.points() for error in FAULTS][::every]
        tries = [(number, *one) for number, one in enumerate(at)]
        figures += together(lambda one, trial=trial: trial.failed(*one), tries)
    return figures


def names(folder: Path) -> frozenset[str]:
    """The files below a folder, with what changes in their names left out."""
    return frozenset(_CHANGING.sub("*", str(path.relative_to(folder))) for path in folder.rglob("*"))


def together(act: Callable[..., Figures], of: Iterable[object]) -> Figures:
    """The sum of what comes of many things, a few at once."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(act, of), Counter())


def _counted(found: dict[str, bool]) -> Figures:
    return Counter({what: 1 for what, is_so in found.items() if is_so})
