"""What a listing is shown on: how wide it is, and whether it can colour. Text for it is made harmless here."""

import re
from typing import Final

from msgspec import Struct


class Surface(Struct, frozen=True):
    """A place to show text; `width` is None where nothing may be cut or wrapped."""

    width: int | None = None
    colour: bool = False


# What could act on a terminal or hide in a text: C0, DEL, C1, surrogates, line and paragraph separators,
# bidirectional controls, zero-width space, word joiner, byte order mark, interlinear and tag characters.
# Joiners and variation selectors stay: scripts and emoji need them.
ACTIVE: Final = (
    "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_ESCAPED: Final = re.compile(r"\\(?=\\*(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}))")
_HARMFUL: Final = re.compile(f"[{ACTIVE}]")
_HARMFUL_IN_LINES: Final = re.compile(f"(?![\\n\\r\\t])[{ACTIVE}]")


def harmless(text: str, *, lines: bool = False) -> str:
    r"""The text with every active character written out, such as \x1b; `lines` keeps tabs and line ends.

    >>> harmless("a\x1b[2J\u202eb")
    'a\\x1b[2J\\u202eb'
    """
    return (_HARMFUL_IN_LINES if lines else _HARMFUL).sub(lambda found: escape(found[0]), text)


def reversibly_harmless(text: str) -> str:
    r"""As `harmless` with its lines kept; what looks like an escape already gets one more backslash.

    >>> reversibly_harmless("\x1b and \\x1b")
    '\\x1b and \\\\x1b'
    """
    return harmless(_ESCAPED.sub(r"\\\\", text), lines=True)


def escape(character: str) -> str:
    r"""The escape that stands for a character, as Python and JSON write it.

    >>> escape(chr(0x1b)), escape(chr(0x202e))
    ('\\x1b', '\\u202e')
    """
    code = ord(character)
    if code < 0x100:  # noqa: PLR2004 - what fits two digits
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 - four digits
