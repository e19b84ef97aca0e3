"""Where results go: standard output or a file, whole or not at all, in UTF-8 whatever the locale."""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from shutil import get_terminal_size
from typing import Final, TextIO

import typer

from tracker.commands.locate import find_register
from tracker.commands.options import Showing
from tracker.commands.replacing import may_replace
from tracker.errors import MissingValue, OutputError, reason
from tracker.render import BINARY, EXCEL, format_of
from tracker.render.escape import Terminal, escape_control
from tracker.reports.table import Table
from tracker.store.atomic_file import RESULT, sweep_old, write_files
from tracker.store.os_calls import make_folder

# Terminals that show links tell of themselves in one of these ways.
_LINKING_VARIABLES: Final = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM")
_LINKING_PROGRAMS: Final = frozenset({"iTerm.app", "WezTerm", "vscode", "Hyper", "ghostty", "rio"})
_LINKING_TERMS: Final = frozenset({"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm"})
_NOT_LINKING_TERMS: Final = ("dumb", "linux", "screen", "tmux")  # whatever terminal they run in
_LINKING_VTE: Final = 5000  # GNOME Terminal and its kin, from version 0.50
CLOSED_PIPE: Final = 141  # what a shell reports of a program that SIGPIPE ended


def terminal() -> Terminal:
    """Standard output as it is: a terminal has a width and perhaps colours, anything else has neither."""
    out = sys.stdout
    width = get_terminal_size().columns if out.isatty() else None
    colour = _has_colour(out)
    return Terminal(width, colour=colour, links=colour and out.isatty() and _shows_links())


def _has_colour(out: TextIO) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return out.isatty() and os.environ.get("TERM") != "dumb"


def _shows_links() -> bool:
    """A terminal known to show links (OSC 8); some other terminals would print the addresses."""
    term, program, vte = (os.environ.get(name, "") for name in ("TERM", "TERM_PROGRAM", "VTE_VERSION"))
    return not term.startswith(_NOT_LINKING_TERMS) and (
        any(name in os.environ for name in _LINKING_VARIABLES)
        or program in _LINKING_PROGRAMS
        or term in _LINKING_TERMS
        or (vte.isdecimal() and int(vte) >= _LINKING_VTE)
    )


def write_out(chunks: Iterable[str | bytes]) -> None:
    """Write to standard output; a pipe that was closed at the other end ends the program quietly."""
    try:
        for chunk in chunks:
            if isinstance(chunk, bytes):
                sys.stdout.buffer.write(chunk)
            else:
                sys.stdout.write(chunk)
        sys.stdout.flush()
    except OSError as error:
        raise is_closed_pipe(error) from None


def is_closed_pipe(error: OSError) -> SystemExit | OutputError:
    """The end of the program when standard output takes no more; what is still buffered goes nowhere."""
    discard(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return SystemExit(CLOSED_PIPE)
    return OutputError("standard output", reason(error))


def discard(stream: TextIO) -> None:
    """Let what is still buffered, and whatever follows, go nowhere: the end of the process would fail to write it."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_file(location: str, chunks: Iterable[str | bytes], mode: int = RESULT) -> None:
    """Write a file whole or not at all; a link that is named is followed, a device or a pipe is written to as it is."""
    given = Path(location)
    try:
        if given.exists() and not given.is_file():  # a pipe of a shell leads to no path
            with given.open("wb") as file:
                file.writelines(_encoded(chunks))
        else:
            target = Path(os.path.realpath(location))
            with suppress(OSError):  # it may be a folder that we may write to and not list
                sweep_old(target.parent, re.escape(target.name))
            write_files({target: _encoded(chunks)}, mode=mode)
    except OSError as error:
        raise OutputError(location, reason(error)) from None


def write_folder(location: str, files: Mapping[str, bytes]) -> None:
    """Write the files of a folder, all or none; the folder is made if it is not there, for the user's eyes only."""
    folder = Path(os.path.realpath(location))
    try:
        make_folder(folder)
        sweep_old(folder, "|".join(map(re.escape, files)))
        write_files({folder / name: [raw] for name, raw in files.items()})
    except OSError as error:
        raise OutputError(location, reason(error)) from None


def _encoded(chunks: Iterable[str | bytes]) -> Iterator[bytes]:
    return (chunk.encode() if isinstance(chunk, str) else chunk for chunk in chunks)


SUFFIXES: Final = {".ndjson": "jsonl", ".md": "markdown", ".htm": "html"} | {
    f".{name}": name for name in ("csv", "json", "jsonl", "html", "xlsx", "ics", "svg", "png")
}


def format_asked(viewing: Showing) -> str:
    """The format that is asked for by its name, by --json, --csv or --excel, or by the name of the file."""
    named = dict.fromkeys(filter(None, (viewing.format, "json" * viewing.json, "csv" * viewing.csv)))
    if len(named) > 1:
        raise MissingValue(f"{' and '.join(named)} are different formats", "give one of them")
    name = next(iter(named), None)
    if viewing.excel and name not in {None, "csv"}:
        raise MissingValue(f"--excel is a kind of CSV and {name} is not", "give one of the two")
    if viewing.excel:
        return EXCEL
    return name or SUFFIXES.get(Path(viewing.output or "").suffix.lower(), "table")


def show(table: Table, viewing: Showing) -> None:
    """Show a listing on standard output, or write it to the file that is named."""
    name = format_asked(viewing)
    write = format_of(name)
    if viewing.output and viewing.output != "-":
        _write(viewing, name, table, viewing.output)
    elif name in BINARY and sys.stdout.isatty():
        raise MissingValue(f"{name} is nothing for a terminal", "give --output FILE")
    elif name == "table" and not viewing.output:
        page_out(write(table, terminal()))
    else:
        write_out(write(table, terminal()))


def _write(viewing: Showing, name: str, table: Table, location: str) -> None:
    from tracker.render.signatures import COMMENT, is_ours  # noqa: PLC0415 - only a file has to be known again

    def is_known(path: Path) -> bool:
        if path.is_dir():
            return True  # it is refused when it is written to
        with path.open("rb") as file:
            return is_ours(name, table, file)

    register = find_register(viewing.register)
    may_replace(location, is_known, force=viewing.force, register=register, kind="report of this kind")
    mark: list[str | bytes] = [COMMENT] if name == "markdown" else []
    write_file(location, chain(mark, format_of(name)(table, Terminal())))


DEFAULT: Final = "less"
# The options of common pagers, unless the user has set them: leave at once what fits, keep colours and links, do not
# clear the screen; and take the output for what it is, UTF-8 whatever the locale.
OPTIONS: Final = {"LESS": "FRX", "LV": "-c", "LESSCHARSET": "utf-8"}


def page_out(chunks: Iterable[str | bytes]) -> None:
    """Write to standard output, through the pager where that is a terminal with fewer lines."""
    if not (pager := _pager()):
        write_out(chunks)
        return
    raw = b"".join(chunk.encode() if isinstance(chunk, str) else chunk for chunk in chunks)
    if raw.count(b"\n") < get_terminal_size().lines or not _shown_by(pager, raw):
        write_out([raw])


def _pager() -> str:
    """The pager that the user wants; nothing where the output is for a program, or the user wants none."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return ""
    pager = os.environ.get("PAGER", DEFAULT).strip()
    return "" if pager == "cat" else pager


def _shown_by(pager: str, raw: bytes) -> bool:
    """Page the text; true if the pager ran, also where the reader left it before the end."""
    try:
        with _interrupts_left_to_the_pager():
            code = _run(shlex.split(pager), raw)
    except (OSError, ValueError) as error:
        if "PAGER" in os.environ:  # nobody asked for the default
            _tell(pager, f"cannot be run: {reason(error) if isinstance(error, OSError) else 'its quotes do not match'}")
        return False
    if code not in {0, -signal.SIGINT}:
        _tell(pager, f"ended with {code}")
        return False
    return True


def _run(command: list[str], raw: bytes) -> int:
    """Let a command read the bytes and write to standard output; its exit code."""
    sys.stdout.flush()
    environment = OPTIONS | os.environ
    done = subprocess.run(command, input=raw, stdout=sys.stdout, env=environment, check=False)  # noqa: S603 - the user's
    return done.returncode


@contextmanager
def _interrupts_left_to_the_pager() -> Iterator[None]:
    """Let Ctrl-C end what the pager is doing, such as a search, and neither the pager nor the program.

    A handler that does nothing, for the pager would inherit a signal that is ignored.
    """
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(pager: str, why: str) -> None:
    typer.echo(escape_control(f"the pager “{pager}” {why}; shown without it, set PAGER to another or to cat"), err=True)
