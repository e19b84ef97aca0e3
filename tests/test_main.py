"""The entry point: Ctrl-C at any moment, and unreadable files of the installation."""

import json
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from errno import EIO, ENOSPC
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

import tracker.__main__
from tests.program import NOW, Tracker
from tracker import __version__, cli
from tracker.__main__ import INTERRUPTED, main

# Runs the program with an interrupt at the import of so many modules after its beginning, or at its end for 0.
AT_AN_IMPORT = """
import atexit, os, signal, sys
from tracker.__main__ import main
left = int(sys.argv.pop(1))
def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
def count(event, given):
    global left
    if event == "import":
        left -= 1
        if left == 0:
            interrupt()
if left:
    sys.addaudithook(count)
else:
    atexit.register(interrupt)
main()
"""


class Left(Exception):
    """The process has ended, with this exit code."""


@pytest.fixture(autouse=True)
def _unchanged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the process as it was, which the program takes for its own and ends."""

    def leave(code: int) -> NoReturn:
        raise Left(code)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(os, "_exit", leave)
    yield
    signal.signal(signal.SIGINT, before)


def doing(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    """Run the entry point with this in the place of the program."""
    monkeypatch.setattr(cli, "main", work)
    main()


def raising(error: BaseException) -> Callable[[], object]:
    def work() -> NoReturn:
        raise error

    return work


def test_it_is_also_a_module(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["tracker", "--version"])
    monkeypatch.delitem(sys.modules, "tracker.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("tracker", run_name="__main__")
    assert (ended.value.code, capsys.readouterr().out) == (0, f"tracker {__version__}\n")


# ---- Ctrl-C ------------------------------------------------------------------------------------


def run(place: str, count: int, before: str = "") -> subprocess.CompletedProcess[str]:
    """A run of `list` that is interrupted at an import."""
    given = {"TRACKER_REGISTER": place, "TRACKER_NOW": NOW, "PYTHONPATH": os.pathsep.join(sys.path)}
    line = [sys.executable, "-c", before + AT_AN_IMPORT, str(count), "list", "--format", "json"]
    return subprocess.run(line, env=given, capture_output=True, text=True, check=False)


@pytest.mark.file
@pytest.mark.parametrize("count", [1, 2, 20, 60, 100, 150, 200])
def test_an_interrupt_while_the_program_is_imported_ends_it_quietly(small: Tracker, count: int) -> None:
    done = run(small.place, count)
    assert (done.returncode, done.stdout, done.stderr) == (INTERRUPTED, "", "")


@pytest.mark.file
def test_an_interrupt_when_all_is_done_changes_nothing(small: Tracker) -> None:
    done = run(small.place, 0)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(json.loads(done.stdout)) == 4


@pytest.mark.file
def test_what_a_shell_lets_run_in_the_background_hears_no_interrupt(small: Tracker) -> None:
    done = run(small.place, 60, "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_that_nothing_else_has_caught_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Left, match=str(INTERRUPTED)):
        doing(monkeypatch, raising(KeyboardInterrupt()))


def test_only_the_program_itself_hears_an_interrupt_as_an_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = []
    doing(monkeypatch, lambda: heard.append(signal.getsignal(signal.SIGINT)))
    assert heard == [signal.default_int_handler]
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    doing(monkeypatch, lambda: heard.append(signal.getsignal(signal.SIGINT)))
    assert heard == [signal.default_int_handler, signal.SIG_IGN]


def test_an_interrupt_where_python_can_raise_nothing_ends_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    doing(monkeypatch, lambda: None)
    told = {"exc_traceback": None, "err_msg": None, "object": None}
    with pytest.raises(Left):
        sys.unraisablehook(SimpleNamespace(exc_type=KeyboardInterrupt, exc_value=KeyboardInterrupt(), **told))
    reported: list[object] = []
    monkeypatch.setattr(sys, "__unraisablehook__", reported.append)
    other = SimpleNamespace(exc_type=ValueError, exc_value=ValueError(), **told)
    sys.unraisablehook(other)
    assert reported == [other]


# ---- files of the installation -----------------------------------------------------------------


IN_A_LIBRARY = str(Path(pytest.__file__).with_name("x.json"))


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (raising(OSError(EIO, "Input/output error", IN_A_LIBRARY)), f"{IN_A_LIBRARY} of the installation"),
        (raising(OSError(ENOSPC, "No space left", cli.__file__)), f"{cli.__file__} of the installation"),
        (raising(OSError(EIO, "Input/output error", os.__file__)), f"{os.__file__} of the installation"),
        (raising(ImportError("cannot read file data", path=IN_A_LIBRARY)), "cannot be read: cannot read file data; "),
        (
            lambda: raising_in("<frozen zipimport>"),
            "one of the files of the installation cannot be read",
        ),
    ],
)
def test_a_file_of_the_installation_that_cannot_be_read_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], work: Callable[[], object], said: str
) -> None:
    with pytest.raises(SystemExit, match="4"):
        doing(monkeypatch, work)
    errors = capsys.readouterr().err
    assert errors.startswith("tracker: ")
    assert errors.endswith("; check the disk, or install tracker again\n")
    assert (said in errors, errors.count("\n")) == (True, 1)


def raising_in(place: str) -> None:
    """Raise an error of the system in code of another file."""
    exec(compile("raise OSError(5, 'Input/output error')", place, "exec"))  # noqa: S102 - as a library would


@pytest.mark.parametrize(
    "error",
    [
        OSError(EIO, "Input/output error", "/home/mika/commitments.json"),
        OSError(EIO, "Input/output error"),
        ImportError("cannot import name 'lst'", path=cli.__file__),
        ImportError("cannot import name 'lst'"),
    ],
)
def test_our_own_mistakes_keep_their_traceback(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        doing(monkeypatch, raising(error))
    assert raised.value is error


def test_a_library_that_reads_its_tables_is_refused_through_the_whole_program(
    small: Tracker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tracker.record.rates.require_currency", lambda _: raising_in(IN_A_LIBRARY))
    monkeypatch.setenv("TRACKER_REGISTER", small.place)
    monkeypatch.setattr(sys, "argv", ["tracker", "rate", "USD/JPY", "150"])
    before = small.kept()
    with pytest.raises(SystemExit, match="4"):
        tracker.__main__.main()
    assert "one of the files of the installation" in capsys.readouterr().err
    assert small.kept() == before
