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
    typer.echo(harmless(f"the pager “{pager}” {why}; shown without it, set PAGER to another or to cat"), err=True)
