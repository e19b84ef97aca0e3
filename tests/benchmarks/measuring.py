"""Measure whole processes by turns: wall-clock time, processor time and peak memory."""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Command(NamedTuple):
    """A command line, and variables added to the environment."""

    words: Sequence[str | Path]
    environment: Mapping[str, str]


class Taken(NamedTuple):
    """The time and the memory of a run."""

    seconds: float
    processor: float
    megabytes: float


def measured(runs: int, *commands: Command, before: Callable[[], object] = lambda: None) -> list[Taken]:
    """The medians of each command; the commands run by turns, and the first turn does not count."""
    taken: list[list[Taken]] = [[] for _ in commands]
    for turn in range(runs + 1):
        for one, command in zip(taken, commands, strict=True):
            before()
            found = ran(command)
            if turn:
                one.append(found)
    return [Taken(*map(statistics.median, zip(*one, strict=True))) for one in taken]


def ran(command: Command) -> Taken:
    """Run a command once and measure it."""
    start = time.perf_counter()
    process = subprocess.Popen(
        list(map(str, command.words)),
        env=os.environ | command.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:  # exit code 1 means that something was found
        raise SystemExit(f"{command.words} ended with {process.returncode}")
    return Taken(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
