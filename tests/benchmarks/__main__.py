"""`python -m tests.benchmarks [quick]` compares tracker with other programs and writes RESULTS.md in this folder.

`python -m tests.benchmarks million [COUNT]` writes only the part about a register on a server;
`python -m tests.benchmarks crowd [WRITERS [SECONDS]]` prints the throughput of concurrent writers on a server;
`python -m tests.benchmarks cliffs` writes only the part about long histories and deep umbrellas;
`python -m tests.benchmarks drafting` writes only the part about the precision and recall of `draft`;
`python -m tests.benchmarks start` writes only the part about the instructions of a start;
`python -m tests.benchmarks journeys` prints how many files and functions a command crosses.
A full run takes about ten minutes and 2 GB; `quick` takes one or two minutes and stops at 10,000 commitments.
Taskwarrior must be installed as `task`; hledger is measured if it is installed.
"""

import compileall
import gc
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from shutil import which
from subprocess import run
from typing import Final

from rich.console import Console
from rich.table import Table as RichTable

import tracker
from tests.benchmarks import cliffs, crowd, drafting, journeys, million, rivals, stages, start
from tests.benchmarks.measuring import Command, Taken, measured, ran
from tests.benchmarks.registers import REFERENCE, commitments
from tracker.cli import COMMANDS
from tracker.commands.locate import sample_file
from tracker.render.escape import Terminal
from tracker.render.table import as_table
from tracker.reports.table import Cell, Heading, Panel, Table

RESULTS: Final = Path(__file__).with_name("RESULTS.md")
PROGRAM: Final = Path(sys.executable).with_name("tracker")
READING: Final = (
    *("list", "list --overdue", "list by:JP status:open --format csv", "show c000005", "agenda", "moves", "timeline"),
    *("changes --since 2026-05-01", "score", "balance JP US", "progress c000010", "check", "log", "info"),
)
HEAD: Final = """# What takes how long

Written by `python -m tests.benchmarks{quick}` on {day}, on {machine}; {versions}.
Medians of whole processes that ran in turn, {runs} runs each, 3 of what takes seconds, 1 of changes. Seconds of the
processor are user and system together; the ratios of them vary least where other programs run beside. Registers are
those of `registers.py`, of 2 kB a commitment, as a change leaves them; tasks and transactions are the same promises.
Modules are compiled before, as an installation leaves them.

| what, and beside what | s | s | ratio | processor s | s | ratio | MB | MB | to reach |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
"""
STAGES: Final = """
## Where it goes

Stages in one process, by `stages.py`, in milliseconds of its processor. What is not ours is the floor under any
code of ours; what is to be reached less the floor is how long our own Python may take. DECISIONS tells what was tried.
"""
GROWTH: Final = """
Seconds of the processor of commands that read, and the time per commitment at {large:,} over that at {small:,}
(to reach: 1.2):

| command | {small:,} | {large:,} | ratio |
| --- | ---: | ---: | ---: |
"""


class Bench:
    """A folder with the registers and the data of other programs, and the rows of the results."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder, self.runs = folder, runs
        self.rows: list[str] = []

    def tracker(self, line: str, place: Path, **environment: str) -> Command:
        """A tracker command on a register."""
        own = {"TRACKER_REGISTER": str(place), "XDG_STATE_HOME": str(self.folder / "state")}
        return Command([PROGRAM, *line.split()], own | {"TRACKER_NOW": REFERENCE.isoformat()} | environment)

    def at(self, line: str, place: Path, now: str) -> Command:
        """A tracker command on a register at another moment."""
        return self.tracker(line, place, TRACKER_NOW=now)

    def script(self, text: str, *arguments: str | Path) -> Command:
        """A call of a Python script."""
        place = self.folder / f"{abs(hash(text))}.py"
        place.write_text(text.replace("COMMANDS", str(len(COMMANDS))), "utf-8")
        return Command([sys.executable, place, *arguments], {})

    def task(self, count: int, *words: str | Path) -> Command:
        """A Taskwarrior command on the data with this number of tasks."""
        return Command(["task", f"rc:{self.folder / f'{count}.rc'}", *words], {})

    def compare(self, what: str, ours: Command, theirs: Command, aim: str, runs: int = 0) -> None:
        """Measure two commands by turns, and add a row."""
        found, other = measured(runs or self.runs, ours, theirs)
        self.note(what, found, other, aim)

    def note(self, what: str, ours: Taken, theirs: Taken, aim: str) -> None:
        """Add a row to the results."""
        figures = [
            f"{ours.seconds:.3f} | {theirs.seconds:.3f} | {ours.seconds / theirs.seconds:.2f}",
            f"{ours.processor:.3f} | {theirs.processor:.3f} | {ours.processor / theirs.processor:.2f}",
            f"{ours.megabytes:.0f} | {theirs.megabytes:.0f}",
        ]
        ratio = min(ours.seconds / theirs.seconds, ours.processor / theirs.processor)
        missed = ": missed" if aim and ratio > float(aim.partition(",")[0]) else ""
        self.rows.append(f"| {what} | {' | '.join(figures)} | {aim}{missed} |")
        print(self.rows[-1], flush=True)

    def prepare(self, count: int) -> Path:
        """Create a register with this number of commitments, and the same data for the other programs."""
        place, data = self.folder / f"{count}.json", self.folder / f"{count}.task"
        for form, end in (("register", "json"), ("tasks", "tasks"), ("rows", "csv"), ("journal", "journal")):
            ran(Command([sys.executable, "-m", "tests.benchmarks.rivals", form, str(count),
                         self.folder / f"{count}.{end}"], {}))  # fmt: skip
        ran(self.tracker("assess c000005 on_track", place))
        data.mkdir()
        (self.folder / f"{count}.rc").write_text(rivals.taskrc(data))
        ran(self.task(count, "import", self.folder / f"{count}.tasks"))
        return place


def shortest(bench: Bench) -> None:
    """Measure the start, help, completion and short lists."""
    place = bench.prepare(1000)
    bare = bench.script(rivals.BARE, "command1")
    table, rows = (
        bench.script(rivals.REGISTER, "list", sample_file(), "--overdue", "--format", form) for form in ("table", "csv")
    )
    completing = {"_TRACKER_COMPLETE": "complete_bash", "COMP_WORDS": "tracker show c00099", "COMP_CWORD": "2"}
    bench.compare("`--version`, a bare Typer script", bench.tracker("--version", place), bare, "1.1")
    help_of_bare = Command([*bare.words[:2], "--help"], {})
    bench.compare("`--help`, that of a bare Typer script", bench.tracker("--help", place), help_of_bare, "1.1")
    bench.compare("completing a ref of 1,000, the same", bench.tracker("", place, **completing), bare, "1.1")
    late, sample = "list --overdue", (sample_file(), start.NOW)
    bench.compare(f"`{late}` of the sample, the same by TinyDB and Rich", bench.at(late, *sample), table, "1.1")
    bench.compare("… `--format csv`, the same by TinyDB", bench.at(f"{late} --format csv", *sample), rows, "1.1")


def tables(bench: Bench, count: int) -> None:
    """Measure a table with this number of rows."""
    names = ("When", "Due", "First due", "Owes", "Amount", "Commitment", "Title")
    titles = [promise.terms.titles["ja"] for promise in commitments(count)]
    rows = [("42 d late", "2026-02-28", "was 2025-12", "JP → US", "USD 33.3bn", "c000001", title) for title in titles]
    headings = tuple(Heading(name, flexible=name == "Title") for name in names)
    panel = Panel(headings, tuple(tuple(map(Cell, row)) for row in rows))

    def ours() -> str:
        return "".join(as_table(Table((), (), (panel,)), Terminal(120)))

    def theirs() -> str:
        table = RichTable(*names)
        for row in rows:
            table.add_row(*row)
        out = StringIO()
        Console(file=out, width=120, height=50).print(table)
        return out.getvalue()

    bench.note(f"a table of {count:,} rows alone, that of Rich", _timed(ours), _timed(theirs), "0.25")


def _timed(act: Callable[[], object]) -> Taken:
    gc.collect()
    clock, processor = time.perf_counter(), time.process_time()
    act()
    return Taken(time.perf_counter() - clock, time.process_time() - processor, 0)


def late(bench: Bench, count: int, *aims: str) -> Path:
    """Measure lists of overdue commitments and a change; return the register."""
    for_50, for_export, for_fold, for_change = (*aims, "", "", "")[:4]
    place = bench.prepare(count)
    with_50 = bench.tracker("list --overdue --limit 50", place)
    exported = bench.tracker("list --overdue --format csv", place)
    called = f"{count:,}"
    bench.compare(f"`list --overdue --limit 50` of {called}, `task overdue limit:50`", with_50,
                  bench.task(count, "overdue", "limit:50"), for_50, 3)  # fmt: skip
    bench.compare(f"… `--format csv`, `task +OVERDUE export` of {called}", exported,
                  bench.task(count, "+OVERDUE", "export"), for_export, 3)  # fmt: skip
    bench.compare(f"… `--format csv`, stock TinyDB and a fold of {called}", exported,
                  bench.script(rivals.FOLD, place), for_fold, 3)  # fmt: skip
    if which("hledger"):
        journal = bench.folder / f"{count}.journal"
        past = Command(["hledger", "-f", journal, "register", "-O", "csv", "owed", "date:..2026-06-14"], {})
        bench.compare(f"… `--format csv`, `hledger register -O csv` of those past their day of {called}", exported,
                      past, "", 3)  # fmt: skip
    copy = bench.folder / "copy.json"
    copy.write_bytes(place.read_bytes())
    changed = bench.tracker("mark c000007 suspended --on today", place)
    bench.note(f"one `mark` of {called}, one update by stock TinyDB", ran(changed),
               ran(bench.script(rivals.UPDATE, copy, "8")), for_change)  # fmt: skip
    return place


def intake(bench: Bench, count: int) -> None:
    """Measure an import of rows into an empty register."""
    ours, theirs = [], []
    for number in range(2):
        place, data = bench.folder / f"new{number}.json", bench.folder / f"{number}.task"
        data.mkdir()
        (bench.folder / f"{number}.rc").write_text(rivals.taskrc(data))
        ran(bench.tracker("init", place))
        ours.append(ran(bench.tracker(f"import {bench.folder / f'{count}.csv'}", place)))
        theirs.append(ran(bench.task(number, "import", bench.folder / f"{count}.tasks")))
    bench.note(f"`import` of {count:,} rows, `task import`", min(ours), min(theirs), "1")


def stage_table(bench: Bench, what: str, form: str, place: Path, *given: Path) -> str:
    """The table of the stages of a command."""
    words: list[str | Path] = [sys.executable, "-P", Path(stages.__file__), form, place, *given]
    own = os.environ | bench.tracker("", place).environment | {"PYTHONPATH": os.pathsep.join(sys.path)}
    output = run(words, check=True, capture_output=True, text=True, env=own).stdout
    found = json.loads(output)
    floor = sum(milliseconds for _, whose, milliseconds in found if whose != "ours")
    ours = sum(milliseconds for _, whose, milliseconds in found if whose == "ours")
    rows = "".join(f"| {what} | {whose} | {milliseconds:.0f} |\n" for what, whose, milliseconds in found)
    ends = f"| **all** | the floor {floor:.0f}, ours {ours:.0f} | {floor + ours:.0f} |\n"
    return f"\n| {what} | whose | ms |\n| --- | --- | ---: |\n{rows}{ends}"


def growth(bench: Bench, small: tuple[int, Path], large: tuple[int, Path]) -> str:
    """The table of the times of reading commands on a small and on a large register."""
    lines = [GROWTH.format(small=small[0], large=large[0])]
    for line in READING:
        few = measured(3, bench.tracker(line, small[1]))[0].processor
        many = ran(bench.tracker(line, large[1])).processor
        ratio = many / large[0] / (few / small[0])
        lines.append(f"| `{line}` | {few:.2f} | {many:.2f} | {ratio:.2f} |\n")
        print(lines[-1], end="", flush=True)
    return "".join(lines)


def stage_tables(bench: Bench, large: tuple[int, Path]) -> str:
    """The tables of the stages of the commands that are closest to their target."""
    count, place = large
    empty = bench.folder / "empty.json"
    ran(bench.tracker("init", empty))
    return (
        stage_table(bench, "completing a ref of 1,000", "completion", bench.folder / "1000.json")
        + stage_table(bench, "`list --overdue --format csv` of the sample", "late", sample_file())
        + stage_table(bench, f"… of {count:,}", "late", place)
        + stage_table(bench, "`import` of 10,000 rows", "intake", empty, bench.folder / "10000.csv")
    )


def main() -> None:
    """Run the benchmark that the command line names, and write its results."""
    if sys.argv[1:2] == ["million"]:
        million.measure(int(sys.argv[2]) if sys.argv[2:] else 1_000_000)
        return
    if sys.argv[1:2] == ["crowd"]:
        crowd.measure(*map(int, sys.argv[2:]))
        return
    if sys.argv[1:2] == ["drafting"]:
        drafting.measure()
        return
    if sys.argv[1:2] == ["start"]:
        start.measure()
        return
    if sys.argv[1:2] == ["cliffs"]:
        cliffs.measure()
        return
    if sys.argv[1:2] == ["journeys"]:
        journeys.measure()
        return
    quick = "quick" in sys.argv[1:]
    compileall.compile_dir(Path(tracker.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), 5 if quick else 7)
        shortest(bench)
        small = 10_000, late(bench, 10_000, "2")
        intake(bench, 10_000)
        large = small if quick else (100_000, late(bench, 100_000, "1", "0.7", "0.4", "0.4, memory 1.2"))
        end = STAGES + stage_tables(bench, large)
        end += "" if quick else growth(bench, small, large)
        for count in (1000,) if quick else (1000, 10_000):  # last, because it makes this process larger
            tables(bench, count)
    taskwarrior = run(["task", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    libraries = ", ".join(f"{name} {version(name)}" for name in ("typer", "rich", "tinydb", "msgspec"))
    head = HEAD.format(
        quick=" quick" if quick else "",
        day=f"{datetime.now(UTC):%d %B %Y}",
        machine=f"{platform.system()} {platform.machine()}, {len(os.sched_getaffinity(0))} processors",
        versions=f"Python {platform.python_version()}, {libraries}, Taskwarrior {taskwarrior}",
        runs=bench.runs,
    )
    before = RESULTS.read_text("utf-8")
    others = start.part_of(before) + drafting.part_of(before) + cliffs.part_of(before) + million.part_of(before)
    RESULTS.write_text(head + "\n".join(bench.rows) + "\n" + end + others, "utf-8")


if __name__ == "__main__":
    main()
