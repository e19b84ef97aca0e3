"""The refs in a register file, found by a regular expression, for completion only: nothing else imports as little."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Final

# The beginning of a register file, and the line with the ref of a document. No text contains such a line, because JSON
# escapes line breaks.
HEAD: Final = b'{\n "meta": {\n'
RENAMED: Final = b'"former_ref"'
_REF: Final = rb'\n   "ref": "([a-z0-9]+(?:[-/][a-z0-9]+)*)"'


def skimmed(location: str) -> list[str] | None:
    """The refs of a register file in no order; None if it is not a file that tracker wrote, or has renamed ones.

    Only valid refs are found. A damaged or newer register is not detected.
    """
    raw = b""
    with suppress(OSError):  # we lack permission
        raw = Path(location).read_bytes() if Path(location).is_file() else b""
    if not raw.startswith(HEAD) or RENAMED in raw:
        return None
    return [ref.decode("ascii") for ref in re.findall(_REF, raw)]
