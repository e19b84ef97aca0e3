"""Every command with generated arguments, through the real entry point; the options come from the program."""

import contextlib
import os
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import typer
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests import hostile
from tests.program import Result, Tracker
from tests.reliability.breaking import Figures
from tests.reliability.inputs import SECONDS, TARGETS, TooSlow
from tracker.cli import COMMANDS, app

# Remove NUL, which no argument can contain, and the slash, which could lead to another folder.
_REMOVED: Final = str.maketrans(dict.fromkeys("\0/"))
_KNOWN: Final = (
    *("jp-us-lng", "jp-us-first", "jp-us", "met", "in_progress", "reopen", "at_risk", "US", "JP", "JBIC", "denies"),
    *(
        "USD 1bn",
        "2026-06-01",
        "unknown",
        "last",
        "csv",
        "json",
        "jsonl",
        "markdown",
        "table",
        "ja",
        "ja=対米投資",
        "all",
    ),
    *("2026=USD 8bn", "0", "1", "-1", "99999999999", "x.csv", "-", "--", "", "private", "extension", "Asia/Tokyo"),
)


def command_lines() -> SearchStrategy[list[str]]:
    """A command with some of its options and some words."""
    return st.sampled_from(list(COMMANDS)).flatmap(_line)


def try_commands(folder: Path, register: bytes, examples: int) -> Figures:
    """Run command lines on a register; each must end as documented, without harmful output, within a second."""
    figures: Figures = Counter()
    program = Tracker(folder / "commitments.json")

    def timed(line: list[str]) -> tuple[Result, float]:
        program.register.write_bytes(register)
        begin = time.process_time()
        return program(*line), time.process_time() - begin

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(command_lines())
    def run(line: list[str]) -> None:
        done, seconds = timed(line)
        require_documented(line, done)
        if (
            seconds > SECONDS and (again := timed(line)[1]) > SECONDS
        ):  # the first time may be garbage collection of the tests
            raise TooSlow(f"{again:.1f} s: {line}")
        figures.update([f"exit {done.exit_code}", "command lines", f"of {line[0]}"])

    with contextlib.chdir(folder):
        run()
    return figures


def require_documented(line: list[str], done: Result) -> None:
    """Assert a documented exit code, one sentence for a refusal, and no text that controls a terminal."""
    message = f"{line}: {done}"
    assert done.exit_code in range(6), message
    if done.exit_code > 1 and not done.errors.startswith("Usage: "):
        assert (done.output, done.errors.count("\n"), done.errors[:9]) == ("", 1, "tracker: "), message
    assert hostile.harm(done.errors) == set(), message
    as_csv = done.format == "csv" or {"--csv", "--excel"} & set(line)  # for Excel, CSV begins with a byte order mark
    shown = done.output.removeprefix("\ufeff") if "--excel" in line else done.output
    assert hostile.harm(shown, lines="\n\r\t" if as_csv else "\n") == set(), message


@cache
def _options(command: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The options of a command: options with a value, then flags."""
    group: Any = typer.main.get_command(app)
    options = [one for one in group.get_command(None, command).params if one.param_type_name == "option"]
    flags = [name for one in options if one.is_flag for name in one.opts]
    return tuple(name for one in options if not one.is_flag for name in one.opts), (*flags, "--help")


def _line(command: str) -> SearchStrategy[list[str]]:
    valued, flags = _options(command)
    words = st.sampled_from(_KNOWN) | st.sampled_from(_seeds()) | hostile.texts.map(_typed)
    options = [st.sampled_from(flags).map(lambda name: [name]), words.map(lambda word: [word])]
    if valued:
        options.append(st.tuples(st.sampled_from(valued), words).map(list))
    parts = st.lists(st.one_of(options), max_size=6)
    return parts.map(lambda found: [command, *(word for part in found for word in part)])


def _seeds() -> list[str]:
    return [_typed(seed) for target in TARGETS.values() for seed in target.seeds]


def _typed(text: str) -> str:
    return "".join(_typeable(text.translate(_REMOVED)))


def _typeable(text: str) -> Iterator[str]:
    """The characters that an argument can contain: a surrogate only if it stands for a byte that is not UTF-8."""
    for character in text:
        with contextlib.suppress(UnicodeEncodeError):
            os.fsencode(character)
            yield character
