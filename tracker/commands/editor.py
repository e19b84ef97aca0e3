"""A note too long for the command line, written in the editor that the user has set; on a terminal only."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tracker.errors import MissingValue


def written(start: str) -> str:
    """What the user makes of a text in $VISUAL, $EDITOR or vi."""
    if not sys.stdin.isatty():
        raise MissingValue("--write-note needs a terminal", "give the text with --note TEXT")
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "note.txt")
        page.write_text(start, encoding="utf-8")
        try:
            subprocess.run([*shlex.split(editor), str(page)], check=True)  # noqa: S603 - the user chose it
        except (OSError, ValueError, subprocess.CalledProcessError):
            raise MissingValue(f"the editor “{editor}” did not work", "set $EDITOR, or give --note TEXT") from None
        return page.read_text(encoding="utf-8").strip()
