"""Where results go: standard output or a file, whole or not at all, in UTF-8 whatever the locale."""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from shutil import get_terminal_size
from typing import BinaryIO, Final, Literal, TextIO

from tracker.errors import FileExists, NotShown
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
    if os.environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return out.isatty() and os.environ.get("TERM") != "dumb"


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


def may_replace(place: str, is_ours: Callable[[BinaryIO], bool]) -> None:
    """Refuse to write over a file that is not known as a previous report of ours."""
    target = Path(place)
    try:
        if target.is_file():
            with target.open("rb") as file:
                known = is_ours(file)
            if not known:
                raise FileExists(place)
    except OSError as error:
        raise NotShown(place, reason(error)) from None


def write_file(place: str, chunks: Iterable[str | bytes]) -> None:
    """Write a file aside and move it into place, so that nobody ever reads a half; a device is written to as it is."""
    target = Path(os.path.realpath(place))
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    try:
        if target.exists() and not target.is_file():
            _write(target, "wb", chunks)
        else:
            _write(draft, "xb", chunks)
            draft.replace(target)
    except OSError as error:
        raise NotShown(place, reason(error)) from None
    finally:
        with suppress(OSError):
            draft.unlink()


def _write(target: Path, mode: Literal["wb", "xb"], chunks: Iterable[str | bytes]) -> None:
    with target.open(mode) as file:
        file.writelines(chunk if isinstance(chunk, bytes) else chunk.encode() for chunk in chunks)


def reason(error: OSError) -> str:
    """Why the system refused, as the end of a sentence."""
    return (error.strerror or str(error)).lower()
