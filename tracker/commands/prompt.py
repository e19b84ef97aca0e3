"""Questions to the user at a terminal."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import typer

from tracker.errors import MissingValue


def is_interactive() -> bool:
    """True if standard input is a terminal."""
    return bool(sys.stdin and sys.stdin.isatty())


def confirm(question: str) -> bool:
    """True if the user answers yes; the end of the input means no."""
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:
        return False


def edit_text(start: str) -> str:
    """Let the user edit a text in $VISUAL, $EDITOR or vi, and return the new text."""
    if not is_interactive():
        raise MissingValue("--write-note needs a terminal", "give the text with --note TEXT")
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "note.txt")
        try:
            path.write_text(start, encoding="utf-8")
            subprocess.run([*shlex.split(editor), str(path)], check=True)  # noqa: S603 - the user chose it
            return path.read_text(encoding="utf-8").strip()
        except (OSError, ValueError, subprocess.CalledProcessError):
            raise MissingValue(f"the editor “{editor}” did not work", "set $EDITOR, or give --note TEXT") from None
