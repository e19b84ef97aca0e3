"""The terminal that a table is shown on, and the escaping of control characters in text."""

import re
from functools import cache
from typing import Final

from msgspec import Struct

from tracker.model.text_limits import ACTIVE


class Terminal(Struct, frozen=True):
    """A place to show text; `width` is None where nothing may be cut or wrapped. `links`: it shows texts as links."""

    width: int | None = None
    colour: bool = False
    links: bool = False


_HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_SYMBOLS: Final = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u27bf\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_MONGOLIAN: Final = "\u1820-\u18aa"
# Scripts in which joiners decide how letters are written, from Arabic to those of India and South-East Asia; and emoji.
_JOINED: Final = (
    "\u0620-\u0fff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1a20-\u1cff\ua800-\ua95f\ua980-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    f"\U00010a00-\U00011fff\U0001e900-\U0001e95f{_MONGOLIAN}{_SYMBOLS}"
)
# Of these a character is left where the writing needs it: a variation selector right after a Chinese character, a
# symbol or a Mongolian letter, a joiner right after what it joins. It stands at the end of a pattern.
IN_PLACE: Final = (
    f"(?<![{_HAN}][\ufe00-\ufe02\U000e0100-\U000e01ef])"
    f"(?<![{_SYMBOLS}][\ufe00\ufe0e\ufe0f])"
    "(?<![0-9#*]\ufe0f(?=\u20e3))"
    f"(?<![{_MONGOLIAN}][\u180b-\u180d\u180f])"
    f"(?<![{_JOINED}][\u200c\u200d])"
    f"(?<![{_SYMBOLS}]\ufe0f\u200d)"
)
# The active characters that Python calls printable: fillers, variation selectors and the blank Braille pattern.
PRINTABLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0").union(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
# The only texts that become links: web addresses without characters that could end them.
_ADDRESS: Final = rf"(?i)https?://[^\s<>\"'`\\{ACTIVE}]+"
LONGEST_LINK: Final = 2000  # terminals and spreadsheets take no longer one
_IN_ADDRESSES: Final = "%/:=&?~#+!$,;@()*[]|^{}"
_KEPT_LINES: Final = dict.fromkeys(map(ord, "\n\r\t"))
_CODE: Final = "x[0-9a-f]{2}|u[0-9a-f]{4}|U000[0-9a-f]{5}"
_ESCAPE: Final = rf"(\\+)({_CODE})"


@cache
def _harmful(*, lines: bool) -> re.Pattern[str]:
    """The active characters to escape. Compiled for the first text that may have one: it takes 10 ms, and few have."""
    return re.compile(f"[{ACTIVE}](?<![\\n\\r\\t]){IN_PLACE}" if lines else f"[{ACTIVE}]{IN_PLACE}")


@cache
def _before_escape() -> re.Pattern[str]:
    """A backslash that would be taken for part of an escape, its own or that of a character after it."""
    return re.compile(rf"\\(?=\\*(?:{_CODE}|{_harmful(lines=True).pattern}))")


def escape_control(text: str, *, lines: bool = False) -> str:
    r"""The text with every active character written out, such as \x1b; `lines` keeps tabs and line ends.

    >>> escape_control("a\x1b[2J\u202eb")
    'a\\x1b[2J\\u202eb'
    """
    kept = text.translate(_KEPT_LINES) if lines and not text.isprintable() else text
    if not may_be_active(kept):
        return text
    return _harmful(lines=lines).sub(lambda found: escape(found[0]), text)


def may_be_active(text: str) -> bool:
    """True if a text has an active character, which may be in place, or one that Python does not know."""
    return not text.isprintable() or not (text.isascii() or PRINTABLE.isdisjoint(text))


def is_address(text: str) -> bool:
    """True for an address of the web without characters that could end a link."""
    return "://" in text and re.fullmatch(_ADDRESS, text) is not None


def is_link(address: str) -> bool:
    """True if the address is one of the web that every program takes.

    >>> is_link("https://a.example"), is_link("javascript:x"), is_link("see https://a.example")
    (True, False, False)
    """
    return len(address) <= LONGEST_LINK and is_address(address)


def linked(text: str, address: str) -> str:
    r"""The text as a link on a terminal (OSC 8) if the address is one of the web, else the text.

    >>> linked("News", "https://a.example/é"), linked("News", "javascript:x")
    ('\x1b]8;;https://a.example/%C3%A9\x1b\\News\x1b]8;;\x1b\\', 'News')
    """
    if not is_link(address):
        return text
    from urllib.parse import quote  # noqa: PLC0415 - only a terminal that shows links needs it

    return f"\x1b]8;;{quote(address, safe=_IN_ADDRESSES)}\x1b\\{text}\x1b]8;;\x1b\\"


def escape_control_reversibly(text: str) -> str:
    r"""As `escape_control`, with line ends kept and a backslash doubled before an escape or what looks like one.

    >>> escape_control_reversibly("\x1b and \\x1b")
    '\\x1b and \\\\x1b'
    """
    return escape_control(_before_escape().sub(r"\\\\", text) if "\\" in text else text, lines=True)


def unescape_control(text: str) -> str:
    r"""The text that `escape_control_reversibly` was given.

    >>> unescape_control("\\x1b and \\\\x1b")
    '\x1b and \\x1b'
    """
    return re.sub(_ESCAPE, _unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    slashes, code = found.groups()
    half = slashes[: len(slashes) // 2]
    character = chr(int(code[1:], 16))
    if len(slashes) % 2 and not _harmful(lines=True).match(character):
        return found[0]  # not an escape of tracker: C:\x41 in a text of another program
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
