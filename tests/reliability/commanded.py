"""Every command that writes, killed or failing at its system calls: each file is old or new, and the code says so."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from tests.reliability.breaking import Figures, together
from tests.reliability.subjects import Call, environment, tracker
from tests.reliability.tracing import Point, failed, killed, points

FAULTS: Final = ("ENOSPC", "EIO", "EACCES")
NOON: Final = "2026-06-15T12:00:00+00:00"
ROWS: Final = "title,obligor,obligee\nChips,JP,US\n"
# Each command, in a folder that has a register, rows to import, and an earlier result of each command.
LINES: Final = (
    "add Steel --by JP --to US",
    "mark lng in_progress",
    "undo",
    "remove lng",
    "party JBIC Bank",
    "view save late overdue",
    "rate USD/JPY 157 --on 2026-06-12",
    "import rows.csv --format csv",
    "restore earlier.json --force",
    "backup earlier.json --force",
    "export exported.json",
    "export package",
    "copy commitments.json earlier.json --force",
    "list --output list.csv",
    "report --output page.md",
    "init --sample --register new.json",
)
# What a run writes beside what it is about: copies kept aside, locks, and what is random.
_BESIDE: Final = re.compile(r"state/.*|.*\.lock|.*\.bak[0-9]*")
_RANDOM: Final = re.compile(rb'"id": "[0-9a-f-]{36}"')
Files: TypeAlias = dict[str, bytes]


class Trial(NamedTuple):
    """A command in a prepared folder, with the files there before it and after it."""

    line: str
    start: Path
    before: Files
    after: Files

    @contextmanager
    def fresh(self, name: str) -> Iterator[tuple[Path, Call]]:
        """A copy of the folder, and the command in it."""
        place = self.start.with_name(name)
        shutil.copytree(self.start, place)
        try:
            yield place, call(place, self.line)
        finally:
            shutil.rmtree(place)

    def killed(self, number: int, point: Point) -> Figures:
        """Count what a kill at a system call leaves."""
        with self.fresh(f"kill{number}") as (place, run):
            if killed(run, point) == 0:
                return Counter({"ran to its end": 1})
            left = files(place)
            names = self.before.keys() | self.after.keys()
            is_whole = all(left.get(name) in {self.before.get(name), self.after.get(name)} for name in names)
            return Counter({"kills": 1, "half": not is_whole or bool(left.keys() - names)})

    def failed(self, number: int, point: Point, error: str) -> Figures:
        """Count what a system call that fails leads to."""
        with self.fresh(f"fault{number}") as (place, run):
            code, said, is_reached = failed(run, point, error)
            if not is_reached:
                return Counter({"ran to its end": 1})
            left = files(place)
            found = {
                "refused, all as before": bool(code) and left == self.before,
                "done all the same": not code and left == self.after,
                "said done, was not": not code and left != self.after,
                "refused, yet changed": bool(code) and left != self.before,
                "traceback": "Traceback" in said,
                "not one sentence": bool(code) and said.count("\n") != 1,
                "drafts left": bool(list(place.rglob("*.draft"))),
            }
            odd = [what for what in list(found)[2:] if found[what]]
            figures = Counter({"faults": 1}) + Counter({what: 1 for what, is_so in found.items() if is_so})
            return figures + Counter({f"{what}: {self.line}, {point.name} {point.number} {error}": 1 for what in odd})


def commands_broken(folder: Path, lines: Sequence[str] = LINES, *, every: int = 1) -> Figures:
    """Kill each command, and let it fail with each error, at each system call or every so many."""
    figures: Figures = Counter()
    prepare(folder / "start")
    for number, line in enumerate(lines):
        trial = _trial(folder / "start", line)
        with trial.fresh("traced") as (place, run):
            at = points(run, place)
        figures += together(_killing(trial), list(enumerate(at[number % every :: every])))
        faults = [(point, error) for point in at for error in FAULTS][number % every :: every]
        figures += together(_failing(trial), [(count, *one) for count, one in enumerate(faults)])
    return figures


def prepare(folder: Path) -> None:
    """Make a register with two commitments, and earlier results that commands replace."""
    folder.mkdir(parents=True)
    (folder / "rows.csv").write_text(ROWS, encoding="utf-8")
    for line in (
        "init",
        "add LNG --by JP --to US --ref lng --due 2026-03 --status agreed",
        "backup earlier.json",
        "export exported.json",
        "export package",
        "list --output list.csv",
        "report --output page.md",
        "add Tariff --by US --to JP --ref tariff",
    ):
        done = call(folder, line).run()
        if done.returncode:
            raise RuntimeError(f"{line}: {done.stderr}")


def call(folder: Path, line: str) -> Call:
    """A command in a folder, where every path that it names is."""
    words = [str(folder / word) if re.search(r"\.(json|csv|md)$|^package$", word) else word for word in line.split()]
    run = tracker(folder, *words)
    return run._replace(environment=environment(folder, **dict(run.environment), TRACKER_NOW=NOON))


def files(folder: Path) -> Files:
    """The files of a folder by name, without locks and backups, and with random ids left out."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: _RANDOM.sub(b"", path.read_bytes())
        for name, path in found.items()
        if not _BESIDE.fullmatch(name) and not name.endswith(".draft")
    }


def _trial(start: Path, line: str) -> Trial:
    trial = Trial(line, start, files(start), {})
    with trial.fresh("whole") as (place, run):
        done = run.run()
        if done.returncode:
            raise RuntimeError(f"{line}: {done.stderr}")
        return trial._replace(after=files(place))


def _killing(trial: Trial) -> Callable[..., Figures]:
    return lambda one: trial.killed(*one)


def _failing(trial: Trial) -> Callable[..., Figures]:
    return lambda one: trial.failed(*one)
