"""Benchmark of the start of the program, in instructions: `python -m tests.benchmarks start`.

It takes about five minutes and writes its part of RESULTS.md. Instructions are counted by valgrind, which must be
installed; other programs on the machine do not change them. tracker is measured as it is installed: not editable, its
modules compiled, beside copies of the libraries that it needs and of nothing else.
"""

import csv
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
import venv
from collections.abc import Iterator
from compileall import compile_dir
from datetime import UTC, datetime
from importlib.metadata import distribution, version
from pathlib import Path
from subprocess import run
from typing import Final

from tests.benchmarks import rivals
from tests.benchmarks.drafting import TITLE as NEXT
from tests.benchmarks.measuring import Command
from tracker.cli import COMMANDS
from tracker.commands.locate import sample_file

RESULTS: Final = Path(__file__).with_name("RESULTS.md")
ROOT: Final = Path(__file__).parents[2]
TITLE: Final = "## Instructions of a start"
NOW: Final = "2026-11-28T12:00:00Z"  # the day of the rival
RUNS: Final = 3
SHOWN: Final = "jp-us-250-cherry-trees"
LATE: Final = "list --overdue --format csv"
MODULES: Final = "tracker.commands.list, tracker.render.csv"  # of this command
COMPLETION: Final = {"_TRACKER_COMPLETE": "complete_bash", "COMP_WORDS": "tracker show jp-us-2", "COMP_CWORD": "2"}
OWNERS: Final = ("tracker", "typer", "msgspec", "other libraries", "Python")
HEAD: Final = """{title}

Written by `python -m tests.benchmarks start` on {day}, on {machine}; Python {python}, typer {typer}, msgspec {msgspec}.
Millions of instructions of whole processes, by `valgrind --tool=cachegrind --cache-sim=no`, medians of {runs} runs with
PYTHONHASHSEED=0, on the sample register. The rivals are in `rivals.py`: a script with as many empty commands as tracker
has, and one of whose commands two fold the same file with TinyDB and show the same rows.

| what, and beside what | tracker | rival | ratio | to reach |
| --- | ---: | ---: | ---: | --- |
"""
PROFILE: Final = """
Where they go in `list --overdue --format csv`, and how many modules of each owner `python -X importtime` lists for it.
“Before” is 28 November 2026, when most patterns were compiled and most modules imported at once.

| what | before | now |
| --- | ---: | ---: |
"""
# The figures of the table before.
BEFORE: Final = (36, 203, 359, 188, 102, 26, 12, 12, 182)


def measure() -> None:
    """Print the tables, and write them to the results."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = installed(folder)
        register = folder / "register.json"
        shutil.copy(sample_file(), register)
        table = "".join(rows(folder, programs, register)) + profile(programs, register)
    head = HEAD.format(
        title=TITLE,
        day=f"{datetime.now(UTC):%d %B %Y}",
        machine=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        typer=version("typer"),
        msgspec=version("msgspec"),
        runs=RUNS,
    )
    results = RESULTS.read_text("utf-8")
    before, title, end = results.replace(part_of(results), "").partition(NEXT)
    RESULTS.write_text(f"{before.rstrip()}\n\n{head}{table}\n{title}{end}", "utf-8")


def part_of(results: str) -> str:
    """The part of this benchmark in the results; empty if it is missing."""
    _, title, part = results.partition(TITLE)
    return f"\n{title}{part.partition(NEXT)[0].rstrip()}\n" if title else ""


def installed(folder: Path) -> Path:
    """The folder of the programs of a fresh environment with tracker and what it needs."""
    venv.create(folder / "venv", with_pip=False)
    (libraries,) = (folder / "venv").glob("lib/python*/site-packages")
    for name in needed("commitment-tracker"):
        for file in distribution(name).files or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                (libraries / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(Path(str(file.locate())), libraries / file)
    compile_dir(libraries, quiet=2)
    pip = [sys.executable, "-m", "pip"]
    alone = ["--quiet", "--no-deps", "--no-index"]
    run([*pip, "wheel", *alone, "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)], check=True)
    (built,) = folder.glob("*.whl")
    programs = folder / "venv" / "bin"
    run([*pip, "--python", str(programs / "python"), "install", *alone, str(built)], check=True)
    return programs


def needed(name: str) -> set[str]:
    """The distributions that another needs on this system, without its extras."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for requirement in distribution(waiting.pop()).requires or ():
            _, _, marker = requirement.partition(";")
            wanted = re.split(r"[^\w.-]", requirement)[0].lower()
            if wanted not in found and not re.search(r"extra ==|platform|python_version <", marker):
                found.add(wanted)
                waiting.append(wanted)
    return found


def rows(folder: Path, programs: Path, register: Path) -> Iterator[str]:
    """The lines of the table of instructions."""
    bare, rival = folder / "bare.py", folder / "rival.py"
    for place, text in ((bare, rivals.BARE), (rival, rivals.REGISTER)):
        place.write_text(text.replace("COMMANDS", str(len(COMMANDS))), "utf-8")

    def script(place: Path, *words: str | Path) -> Command:
        return Command([programs / "python", place, *words], {})

    def tracker(line: str = "", **environment: str) -> Command:
        return Command([programs / "tracker", *line.split()], {"TRACKER_REGISTER": str(register)} | environment)

    by_rich = script(rival, "list", register, "--overdue")
    theirs = script(rival, "list", register, "--overdue", "--format", "csv")
    told = script(rival, "show", register, SHOWN)
    if refs(tracker(LATE)) != refs(theirs):
        raise SystemExit("the rival lists other commitments")
    lines = (
        ("`--version`, a bare Typer script", tracker("--version"), script(bare, "command1"), 0.8),
        ("`--help`, that of a bare Typer script", tracker("--help"), script(bare, "--help"), 0.8),
        ("completing a ref, a bare Typer script", tracker(**COMPLETION), script(bare, "command1"), 0.8),
        ("`list --overdue`, a table by Rich", tracker("list --overdue"), by_rich, 1.1),
        ("… `--format csv`, the same rows as CSV", tracker(LATE), theirs, 1.1),
        (f"`show {SHOWN}`, the same facts printed", tracker(f"show {SHOWN}"), told, 1.1),
    )
    for what, ours, other, aim in lines:
        mine, beside = (statistics.median(instructions(one) for _ in range(RUNS)) for one in (ours, other))
        ratio = mine / beside
        line = f"| {what} | {mine:.0f} | {beside:.0f} | {ratio:.2f} | {aim}{': missed' if ratio > aim else ''} |\n"
        print(line, end="", flush=True)
        yield line


def refs(command: Command) -> list[str]:
    """The first column of the CSV that a command writes."""
    done = run(command.words, env=_environment(command), capture_output=True, text=True, check=True)
    return [row[0] for row in csv.reader(done.stdout.splitlines())]


def instructions(command: Command) -> float:
    """Millions of instructions of a process."""
    words = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", *command.words]
    done = run(words, env=_environment(command), capture_output=True, text=True, check=True)
    (found,) = re.findall(r"I\s+refs:\s+([\d,]+)", done.stderr)
    return int(found.replace(",", "")) / 1e6


def _environment(command: Command) -> dict[str, str]:
    return {**os.environ, "PYTHONHASHSEED": "0", "TRACKER_NOW": NOW, **command.environment}


def profile(programs: Path, register: Path) -> str:
    """The table of the instructions by stage, and of the imported modules by owner."""

    def count(program: str, *words: str) -> float:
        return instructions(Command([programs / program, *words], {"TRACKER_REGISTER": str(register)}))

    starts, is_ready = count("python", "-c", "pass"), count("tracker", "--version")
    modules = count("python", "-c", f"import typer, {MODULES}") - count("python", "-c", "import typer")
    every = count("tracker", *LATE.split())
    stages = {
        "Python starts": starts,
        "Typer and `tracker.cli` are imported, and `--version` is answered": is_ready - starts,
        "msgspec and the modules of the command are imported": modules,
        "the command is built and run": every - is_ready - modules,
    }
    found = [f"{stages[what]:.0f} M" for what in stages]
    owners = imported(programs, register)
    lines = "".join(
        f"| {what} | {before}{' M' if what in stages else ''} | {now} |\n"
        for what, before, now in zip(
            (*stages, *(f"modules of {owner}" for owner in owners)),
            BEFORE,
            (*found, *owners.values()),
            strict=True,
        )
    )
    print(lines)
    return PROFILE + lines


def imported(programs: Path, register: Path) -> dict[str, int]:
    """The number of modules that a list imports, by owner."""
    program = ["-X", "importtime", "-m", "tracker", *LATE.split()]
    command = Command([programs / "python", *program], {"TRACKER_REGISTER": str(register)})
    done = run(command.words, env=_environment(command), capture_output=True, text=True, check=True)
    modules = re.findall(r"^import time:[\d |]+ ([\w.]+)$", done.stderr, re.MULTILINE)
    owners = [_owner(module.partition(".")[0]) for module in modules]
    return {owner: owners.count(owner) for owner in OWNERS}


def _owner(package: str) -> str:
    if package in OWNERS:
        return package
    return "Python" if package in sys.stdlib_module_names else "other libraries"
