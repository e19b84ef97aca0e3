"""The pager: on a terminal, output that is longer than the screen goes through it, as git and gh do."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import Final

import typer

from tracker.commands.output import write_out
from tracker.errors import reason
from tracker.render.surface import harmless

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
    """Whether the pager has shown it; a reader who has seen enough and left has been shown it too."""
    try:
        process = _started(pager)
    except (OSError, ValueError) as error:
        if "PAGER" in os.environ:  # nobody asked for the default
            _tell(pager, f"cannot be run: {reason(error) if isinstance(error, OSError) else 'its quotes do not match'}")
        return False
    with _interrupts_left_to_the_pager():
        process.communicate(raw)
    if process.returncode not in {0, -signal.SIGINT}:
        _tell(pager, f"ended with {process.returncode}")
        return False
    return True


def _started(pager: str) -> subprocess.Popen[bytes]:
    sys.stdout.flush()
    command, environment = shlex.split(pager), OPTIONS | os.environ
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=sys.stdout, env=environment)  # noqa: S603 - the user's


@contextmanager
def _interrupts_left_to_the_pager() -> Iterator[None]:
    """Ignore Ctrl-C: it ends what the pager is doing, such as a search, and not the pager."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(pager: str, why: str) -> None:
    typer.echo(harmless(f"the pager “{pager}” {why}; shown without it, set PAGER to another or to cat"), err=True)
