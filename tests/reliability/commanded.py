"""Kill each writing command, or inject a fault, at its system calls: each file is old or new, as the exit code says."""

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
# The folder of each command has a register, rows to import, and an earlier result of the command.
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
# The files of a run that are not its result: state, locks and backups; and random ids in its results.
_NO_RESULT: Final = re.compile(r"state/.*|.*\.lock|.*\.bak[0-9]*")
_RANDOM: Final = re.compile(rb'"id": "[0-9a-f-]{36}"')
Files: TypeAlias = dict[str, bytes]


class Trial(NamedTuple):
    """A command in a prepared folder, with the files before it and after it."""

    line: str
    start: Path
    before: Files
    after: Files

    @contextmanager
    def fresh(self, name: str) -> Iterator[tuple[Path, Call]]:
        """A copy of the folder, and the command in it."""
        path = self.start.with_name(name)
        shutil.copytree(self.start, path)
        try:
            yield path, call(path, self.line)
        finally:
            shutil.rmtree(path)

    def killed(self, number: int, point: Point) -> Figures:
        """Count the results of a kill at a system call."""
        with self.fresh(f"kill{number}") as (path, run):
            if killed(run, point) == 0:
                return Counter({"not reached": 1})
            remaining = files(path)
            names = self.before.keys() | self.after.keys()
            is_old_or_new = all(remaining.get(name) in {self.before.get(name), self.after.get(name)} for name in names)
            return Counter({"kills": 1, "partly written": not is_old_or_new or bool(remaining.keys() - names)})

    def failed(self, number: int, point: Point, error: str) -> Figures:
        """Count the results of a fault at a system call."""
        with self.fresh(f"fault{number}") as (path, run):
            code, message, is_reached = failed(run, point, error)
            if not is_reached:
                return Counter({"not reached": 1})
            remaining = files(path)
            is_told = bool(code) and remaining == self.after and " was copied from " in message
            found = {
                "refused and unchanged": bool(code) and remaining == self.before,
                "succeeded nevertheless": not code and remaining == self.after,
                "copied, and not read back": is_told,
                "acknowledged, not written": not code and remaining != self.after,
                "refused, yet changed": bool(code) and remaining != self.before and not is_told,
                "traceback": "Traceback" in message,
                "not one sentence": bool(code) and message.count("\n") != 1,
                "temp files left": bool(list(path.rglob("*.draft"))),
            }
            failures = [name for name in list(found)[3:] if found[name]]
            figures = Counter({"faults": 1}) + Counter({name: 1 for name, is_found in found.items() if is_found})
            return figures + Counter(
                {f"{name}: {self.line}, {point.name} {point.number} {error}": 1 for name in failures}
            )


def commands_broken(folder: Path, lines: Sequence[str] = LINES, *, every: int = 1) -> Figures:
    """Kill each command, and inject each error, at each system call or at every n-th."""
    figures: Figures = Counter()
    prepare(folder / "start")
    for number, line in enumerate(lines):
        trial = _trial(folder / "start", line)
        with trial.fresh("traced") as (path, run):
            at = points(run, path)
        figures += together(_killing(trial), list(enumerate(at[number % every :: every])))
        faults = [(point, error) for point in at for error in FAULTS][number % every :: every]
        figures += together(_failing(trial), [(count, *one) for count, one in enumerate(faults)])
    return figures


def prepare(folder: Path) -> None:
    """Create a register with two commitments, and earlier results for the commands to replace."""
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
    """A command whose paths are in a folder."""
    words = [str(folder / word) if re.search(r"\.(json|csv|md)$|^package$", word) else word for word in line.split()]
    run = tracker(folder, *words)
    return run._replace(environment=environment(folder, **dict(run.environment), TRACKER_NOW=NOON))


def files(folder: Path) -> Files:
    """The files of a folder by name, without locks, backups and random ids."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: _RANDOM.sub(b"", path.read_bytes())
        for name, path in found.items()
        if not _NO_RESULT.fullmatch(name) and not name.endswith(".draft")
    }


def _trial(start: Path, line: str) -> Trial:
    trial = Trial(line, start, files(start), {})
    with trial.fresh("complete") as (path, run):
        done = run.run()
        if done.returncode:
            raise RuntimeError(f"{line}: {done.stderr}")
        return trial._replace(after=files(path))


def _killing(trial: Trial) -> Callable[..., Figures]:
    return lambda one: trial.killed(*one)


def _failing(trial: Trial) -> Callable[..., Figures]:
    return lambda one: trial.failed(*one)
