"""The refs in a register file, found by a regular expression, for completion only. To be removed with the index."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Final

# How our files begin, and the line on which a document has its ref: no line within a text begins so, for JSON writes
# its ends of lines as escapes.
HEAD: Final = b'{\n "meta": {\n'
_REF: Final = rb'\n   "ref": "([a-z0-9]+(?:-[a-z0-9]+)*)"'


def skimmed(location: str) -> list[str] | None:
    """The refs of the register at a place, in no order; None if that is no file in our spelling.

    Only what a ref may be made of is found. A damaged or newer register is not told from a sound one.
    """
    raw = b""
    with suppress(OSError):  # it is closed to us
        raw = Path(location).read_bytes() if Path(location).is_file() else b""
    if not raw.startswith(HEAD):
        return None
    return [ref.decode("ascii") for ref in re.findall(_REF, raw)]
