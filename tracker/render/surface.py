"""What a listing is shown on: how wide it is, and whether it can colour. Text for it is made harmless here."""

import re
from typing import Final

from msgspec import Struct


class Surface(Struct, frozen=True):
    """A place to show text; `width` is None where nothing may be cut or wrapped. `links`: it shows texts as links."""

    width: int | None = None
    colour: bool = False
    links: bool = False


# What could act on a terminal or hide in a text: C0, DEL, C1, surrogates, line and paragraph separators,
# bidirectional controls, zero-width space, word joiner, byte order mark, interlinear and tag characters; and the two
# noncharacters that XML has no way to write.
# Joiners and variation selectors stay: scripts and emoji need them.
ACTIVE: Final = (
    "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
_HARMFUL: Final = re.compile(f"[{ACTIVE}]")
_HARMFUL_IN_LINES: Final = re.compile(f"(?![\\n\\r\\t])[{ACTIVE}]")
# All that may become a link: an address of the web with nothing in it that could end it.
ADDRESS: Final = re.compile(rf"https?://[^\s<>\"'`\\{ACTIVE}]+", re.IGNORECASE)
LONGEST_LINK: Final = 2000  # terminals take no longer one
_IN_ADDRESSES: Final = "%/:=&?~#+!$,;@()*[]|^{}"
_CODE: Final = "x[0-9a-f]{2}|u[0-9a-f]{4}|U000[0-9a-f]{5}"
# A backslash that would be taken for part of an escape, its own or that of a character after it.
_BEFORE_ESCAPE: Final = re.compile(rf"\\(?=\\*(?:{_CODE}|{_HARMFUL_IN_LINES.pattern}))")
_ESCAPE: Final = re.compile(rf"(\\+)({_CODE})")


def harmless(text: str, *, lines: bool = False) -> str:
    r"""The text with every active character written out, such as \x1b; `lines` keeps tabs and line ends.

    >>> harmless("a\x1b[2J\u202eb")
    'a\\x1b[2J\\u202eb'
    """
    if text.isprintable():  # nothing active is
        return text
    return (_HARMFUL_IN_LINES if lines else _HARMFUL).sub(lambda found: escape(found[0]), text)


def linked(text: str, address: str) -> str:
    r"""The text as a link on a terminal (OSC 8) if the address is one of the web, else the text.

    >>> linked("News", "https://a.example/é"), linked("News", "javascript:x")
    ('\x1b]8;;https://a.example/%C3%A9\x1b\\News\x1b]8;;\x1b\\', 'News')
    """
    if len(address) > LONGEST_LINK or not ADDRESS.fullmatch(address):
        return text
    from urllib.parse import quote  # noqa: PLC0415 - only a terminal that shows links needs it

    return f"\x1b]8;;{quote(address, safe=_IN_ADDRESSES)}\x1b\\{text}\x1b]8;;\x1b\\"


def reversibly_harmless(text: str) -> str:
    r"""As `harmless` with its lines kept; a backslash before an escape, or before what looks like one, is doubled.

    >>> reversibly_harmless("\x1b and \\x1b")
    '\\x1b and \\\\x1b'
    """
    return harmless(_BEFORE_ESCAPE.sub(r"\\\\", text) if "\\" in text else text, lines=True)


def as_given(text: str) -> str:
    r"""The text that `reversibly_harmless` was given.

    >>> as_given("\\x1b and \\\\x1b")
    '\x1b and \\x1b'
    """
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    slashes, code = found.groups()
    half = slashes[: len(slashes) // 2]
    character = chr(int(code[1:], 16))
    if len(slashes) % 2 and not _HARMFUL_IN_LINES.match(character):
        return found[0]  # nothing of ours: C:\x41 in a text that somebody else wrote
    return half + (character if len(slashes) % 2 else code)


def escape(character: str) -> str:
    r"""The escape that stands for a character, as Python and JSON write it.

    >>> escape(chr(0x1b)), escape(chr(0x202e))
    ('\\x1b', '\\u202e')
    """
    code = ord(character)
    if code < 0x100:  # noqa: PLR2004 - what fits two digits
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 - four digits
