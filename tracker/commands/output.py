"""Where results go: standard output or a file, whole or not at all, in UTF-8 whatever the locale."""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from shutil import get_terminal_size
from typing import Final, TextIO

from tracker.errors import NotShown, reason
from tracker.render.surface import Surface
from tracker.store.atomic_file import RESULT, put_all, sweep_old
from tracker.store.system import make_folder

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
    give_up(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return SystemExit(CLOSED_PIPE)
    return NotShown("standard output", reason(error))


def give_up(stream: TextIO) -> None:
    """Let what is still buffered, and whatever follows, go nowhere: the end of the process would fail to write it."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_file(place: str, chunks: Iterable[str | bytes], mode: int = RESULT) -> None:
    """Write a file whole or not at all; a link that is named is followed, a device or a pipe is written to as it is."""
    given = Path(place)
    try:
        if given.exists() and not given.is_file():  # a pipe of a shell leads to no path
            with given.open("wb") as file:
                file.writelines(_encoded(chunks))
        else:
            target = Path(os.path.realpath(place))
            with suppress(OSError):  # it may be a folder that we may write to and not list
                sweep_old(target.parent, re.escape(target.name))
            put_all({target: _encoded(chunks)}, mode=mode)
    except OSError as error:
        raise NotShown(place, reason(error)) from None


def write_folder(place: str, files: Mapping[str, bytes]) -> None:
    """Write the files of a folder, all or none; the folder is made if it is not there, for the user's eyes only."""
    folder = Path(os.path.realpath(place))
    try:
        make_folder(folder)
        sweep_old(folder, "|".join(map(re.escape, files)))
        put_all({folder / name: [raw] for name, raw in files.items()})
    except OSError as error:
        raise NotShown(place, reason(error)) from None


def _encoded(chunks: Iterable[str | bytes]) -> Iterator[bytes]:
    return (chunk.encode() if isinstance(chunk, str) else chunk for chunk in chunks)
