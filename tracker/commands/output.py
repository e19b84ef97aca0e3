"""Where results go: standard output or a file, whole or not at all, in UTF-8 whatever the locale."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from shutil import get_terminal_size
from typing import Final, Literal, TextIO

from tracker.errors import NotReplaced, NotShown, reason
from tracker.render.surface import Surface

# Terminals that show links tell of themselves in one of these ways.
_LINKING_VARIABLES: Final = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM")
_LINKING_PROGRAMS: Final = frozenset({"iTerm.app", "WezTerm", "vscode", "Hyper", "ghostty", "rio"})
_LINKING_TERMS: Final = frozenset({"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm"})
_NOT_LINKING_TERMS: Final = ("dumb", "linux", "screen", "tmux")  # whatever terminal they run in
_LINKING_VTE: Final = 5000  # GNOME Terminal and its kin, from version 0.50
CLOSED_PIPE: Final = 141  # what a shell reports of a program that SIGPIPE ended


def terminal() -> Surface:
    """Standard output as it is: a terminal has a width and perhaps colours, anything else has neither."""
    out = sys.stdout
    width = get_terminal_size().columns if out.isatty() else None
    colour = _has_colour(out)
    return Surface(width, colour=colour, links=colour and out.isatty() and _shows_links())


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
        raise broken(error) from None


def broken(error: OSError) -> SystemExit | NotShown:
    """The end of the program when standard output takes no more; what is still buffered goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return SystemExit(CLOSED_PIPE)
    return NotShown("standard output", reason(error))


def write_file(place: str, chunks: Iterable[str | bytes]) -> None:
    """Write a file aside and move it into place, so that nobody ever reads a half; a device is written to as it is."""
    given, target = Path(place), Path(os.path.realpath(place))
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    try:
        if given.exists() and not given.is_file():  # a pipe of a shell leads to no path
            _write(given, "wb", chunks)
        else:
            _write(draft, "xb", chunks)
            draft.replace(target)
    except OSError as error:
        raise NotShown(place, reason(error)) from None
    finally:
        with suppress(OSError):
            draft.unlink()


def write_folder(place: str, files: Mapping[str, bytes]) -> None:
    """Write the files of a folder one after the other, each whole; the folder is made if it is not there."""
    try:
        Path(place).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotShown(place, reason(error)) from None
    for name, raw in files.items():
        write_file(str(Path(place, name)), [raw])


def may_replace(
    place: str, is_ours: Callable[[Path], bool], *, force: bool, never: str = "", kind: str = "export"
) -> None:
    """Refuse to write over what is not ours, unless forced; `never` is what no force writes over: the register."""
    path = Path(place)
    try:
        is_taken = any(path.iterdir()) if path.is_dir() else path.is_file()
        is_register = is_taken and Path(never).is_file() and path.samefile(never)
        is_lost = is_taken and not is_register and not force and not is_ours(path)
    except OSError as error:
        raise NotShown(place, reason(error)) from None
    if is_register:
        raise NotReplaced(place, "the register itself", "choose another place")
    if is_lost:
        raise NotReplaced(place, f"there already and no {kind}", "choose another place, or give --force")


def _write(target: Path, mode: Literal["wb", "xb"], chunks: Iterable[str | bytes]) -> None:
    with target.open(mode) as file:
        file.writelines(chunk.encode() if isinstance(chunk, str) else chunk for chunk in chunks)
