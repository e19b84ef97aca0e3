"""Where results go: standard output or a file, whole or not at all, in UTF-8 whatever the locale."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from shutil import get_terminal_size
from typing import Final, TextIO

from tracker.errors import CannotWrite
from tracker.render.surface import Surface

CLOSED_PIPE: Final = 141  # what a shell reports of a program that SIGPIPE ended


def terminal() -> Surface:
    """Standard output as it is: a terminal has a width and perhaps colours, anything else has neither."""
    out = sys.stdout
    width = get_terminal_size().columns if out.isatty() else None
    return Surface(width, colour=_has_colour(out))


def _has_colour(out: TextIO) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") != "0":
        return True
    return out.isatty() and os.environ.get("TERM") != "dumb"


def write_out(chunks: Iterable[str]) -> None:
    """Write to standard output; a pipe that was closed at the other end ends the program quietly."""
    try:
        for chunk in chunks:
            sys.stdout.write(chunk)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
        raise SystemExit(CLOSED_PIPE) from None
    except OSError as error:
        _silence()
        raise CannotWrite("standard output", (error.strerror or str(error)).lower()) from None


def write_file(place: str, chunks: Iterable[str]) -> None:
    """Write a file aside and move it into place, so that nobody ever reads a half."""
    target = Path(place).resolve()
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    try:
        with draft.open("x", encoding="utf-8", newline="") as file:
            file.writelines(chunks)
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise CannotWrite(place, (error.strerror or str(error)).lower()) from None


def _silence() -> None:
    """Send what is still buffered nowhere, so that leaving the program says no more of it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
