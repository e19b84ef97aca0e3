"""Output of results: to standard output, a pager or a file, in UTF-8 in any locale; files are written atomically."""

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
from tracker.render import EXCEL, SUFFIXES, format_named, format_of
from tracker.render.escape import Terminal, escape_control
from tracker.reports.table import Table
from tracker.store.atomic_file import RESULT, make_folder, sweep_old, write_files, write_reason

# Environment variables by which terminals that support links (OSC 8) identify themselves.
_LINKING_VARIABLES: Final = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM")
_LINKING_PROGRAMS: Final = frozenset({"iTerm.app", "WezTerm", "vscode", "Hyper", "ghostty", "rio"})
_LINKING_TERMS: Final = frozenset({"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm"})
_NOT_LINKING_TERMS: Final = ("dumb", "linux", "screen", "tmux")  # even inside a terminal that supports links
_LINKING_VTE: Final = 5000  # GNOME Terminal and others based on VTE, since version 0.50
SITE: Final = "site"  # the format of a folder of pages
CLOSED_PIPE: Final = 141  # the exit code that a shell reports after SIGPIPE


def terminal() -> Terminal:
    """Width, colours and links of standard output; a pipe or a file has none of them."""
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
    """True if the terminal is known to support links (OSC 8); other terminals may print the escape codes."""
    term, program, vte = (os.environ.get(name, "") for name in ("TERM", "TERM_PROGRAM", "VTE_VERSION"))
    return not term.startswith(_NOT_LINKING_TERMS) and (
        any(name in os.environ for name in _LINKING_VARIABLES)
        or program in _LINKING_PROGRAMS
        or term in _LINKING_TERMS
        or (vte.isdecimal() and int(vte) >= _LINKING_VTE)
    )


def write_out(chunks: Iterable[str | bytes]) -> None:
    """Write to standard output; if the reader closed the pipe, end the program without a message."""
    try:
        for chunk in chunks:
            if isinstance(chunk, bytes):
                sys.stdout.buffer.write(chunk)
            else:
                sys.stdout.write(chunk)
        sys.stdout.flush()
    except OSError as error:
        raise end_of_output(error) from None


def end_of_output(error: OSError) -> SystemExit | OutputError:
    """Discard buffered output; the exit after a closed pipe, or the refusal after any other write error."""
    discard(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return SystemExit(CLOSED_PIPE)
    return OutputError("standard output", reason(error))


def discard(stream: TextIO) -> None:
    """Redirect a stream to the null device: Python flushes its buffer at exit, which would fail again."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_file(location: str, chunks: Iterable[str | bytes], mode: int = RESULT) -> None:
    """Write a file atomically; follow a link; write directly to a device or a pipe."""
    path = Path(location)
    try:
        if path.exists() and not path.is_file():  # a pipe of the shell has no real path
            with path.open("wb") as file:
                file.writelines(_encoded(chunks))
        else:
            target = Path(os.path.realpath(location))
            with suppress(OSError):  # a folder may permit writing but not listing
                sweep_old(target.parent, re.escape(target.name))
            write_files({target: _encoded(chunks)}, mode=mode)
    except OSError as error:
        raise OutputError(location, write_reason(error)) from None


def write_folder(location: str, files: Mapping[str, Iterable[bytes]]) -> None:
    """Write all files of a folder or none; create a missing folder with permission for the user only."""
    folder = Path(os.path.realpath(location))
    try:
        make_folder(folder)
        sweep_old(folder, "|".join(map(re.escape, files)))
        write_files({folder / name: chunks for name, chunks in files.items()})
    except OSError as error:
        raise OutputError(location, write_reason(error)) from None


def _encoded(chunks: Iterable[str | bytes]) -> Iterator[bytes]:
    return (chunk.encode() if isinstance(chunk, str) else chunk for chunk in chunks)


def output_format(viewing: Showing) -> str:
    """The format from --format, --json, --csv or --excel, else from the suffix of --output, else table."""
    named = dict.fromkeys(filter(None, (viewing.format, "json" * viewing.json, "csv" * viewing.csv)))
    if len(named) > 1:
        raise MissingValue(f"{' and '.join(named)} are different formats", "give one of them")
    name = next(iter(named), None)
    if viewing.excel and name not in {None, "csv"}:
        raise MissingValue(f"--excel is a kind of CSV and {name} is not", "give one of the two")
    if viewing.excel:
        return EXCEL
    return name or SUFFIXES.get(Path(viewing.output or "").suffix.lower(), "table")


def is_site(viewing: Showing) -> bool:
    """True if the output is a site: by its format, or by a path that ends like that of a folder or is a folder."""
    if viewing.format or viewing.json or viewing.csv or viewing.excel:
        return viewing.format == SITE
    output = viewing.output or ""
    return output.endswith("/") or (output not in {"", "-"} and Path(output).is_dir())


def show(table: Table, viewing: Showing) -> None:
    """Print a table to standard output, or write it to the file of --output."""
    name = output_format(viewing)
    write = format_of(name)
    if viewing.output and viewing.output != "-":
        _write(viewing, name, table, viewing.output)
    elif format_named(name).is_binary and sys.stdout.isatty():
        raise MissingValue(f"{name} cannot be shown on a terminal", "give --output FILE")
    elif name == "table" and not viewing.output:
        page_out(write(table, terminal()))
    else:
        write_out(write(table, terminal()))


def _write(viewing: Showing, name: str, table: Table, location: str) -> None:
    from tracker.render.signatures import is_ours  # noqa: PLC0415 - only a file that exists is checked

    def is_our_report(path: Path) -> bool:
        if path.is_dir():
            return True  # the write refuses it
        with path.open("rb") as file:
            return is_ours(name, table, file)

    register = find_register(viewing.register)
    may_replace(location, is_our_report, force=viewing.force, register=register, kind="a report of this kind")
    write_file(location, chain([format_named(name).prefix], format_of(name)(table, Terminal())))


DEFAULT: Final = "less"
# Options for less and lv, unless the user has set them: quit if the text fits the screen, keep colours and links, do
# not clear the screen, and read UTF-8 in any locale.
OPTIONS: Final = {"LESS": "FRX", "LV": "-c", "LESSCHARSET": "utf-8"}


def page_out(chunks: Iterable[str | bytes]) -> None:
    """Write to standard output; use the pager if the text has more lines than the terminal."""
    if not (pager := _pager()):
        write_out(chunks)
        return
    raw = b"".join(chunk.encode() if isinstance(chunk, str) else chunk for chunk in chunks)
    if raw.count(b"\n") < get_terminal_size().lines or not _page(pager, raw):
        write_out([raw])


def _pager() -> str:
    """The command of the pager; empty if output is not a terminal or the user turned paging off."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return ""
    pager = os.environ.get("PAGER", DEFAULT).strip()
    return "" if pager == "cat" else pager


def _page(pager: str, raw: bytes) -> bool:
    """Run the pager on the text; true if it ran, even if the reader quit before the end."""
    try:
        with _ignore_interrupts():
            code = _run(shlex.split(pager), raw)
    except (OSError, ValueError) as error:
        if "PAGER" in os.environ:  # the default may be missing without a warning
            _warn(pager, f"cannot be run: {reason(error) if isinstance(error, OSError) else 'its quotes do not match'}")
        return False
    if code not in {0, -signal.SIGINT}:
        _warn(pager, f"ended with {code}")
        return False
    return True


def _run(command: list[str], raw: bytes) -> int:
    """Run a command with the bytes as its input and return its exit code."""
    sys.stdout.flush()
    environment = OPTIONS | os.environ
    process = subprocess.run(command, input=raw, stdout=sys.stdout, env=environment, check=False)  # noqa: S603 - the user chose it
    return process.returncode


@contextmanager
def _ignore_interrupts() -> Iterator[None]:
    """Leave Ctrl-C to the pager, which stops a search with it, instead of ending the program.

    The handler does nothing; SIG_IGN would be inherited by the pager.
    """
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _warn(pager: str, why: str) -> None:
    typer.echo(
        escape_control(f"the pager “{pager}” {why}; shown without it; set PAGER to another program, or to cat"),
        err=True,
    )
