"""Hostile texts, and a check that an output contains no harmful character."""

import re
from typing import Final
from unicodedata import category, name

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

TEXTS: Final = {
    "clear screen": "a\x1b[2J\x1b[Hb",
    "window title": "\x1b]0;owned\x07 x",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "hyperlink": "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "reset": "\x1bc and \x0e\x0f",
    "C1": "\x9b2J\x9d0;owned\x9c\x90q\x85next",
    "DEL and backspace": "safe\x7f\x08\x08evil",
    "carriage return": "honest\rforged",
    "forged row": "x\njp-us-forged  met on time\r\nevil",
    "line separators": "a\u2028b\u2029c\x0bd\x0ce\x1cf\x1dg\x1eh",
    "bidi override": "\u202eDSU 1\u202c \u2066x\u2069 \u200f\u061c",
    "byte order mark": "\ufeffBOM and zero\u200bwidth\u2060\xad",
    "tag characters": "flag\U000e0041\U000e0042\U000e007f",
    "graphemes joined": "a\u034fb",
    "fillers of Hangul": "\u115f\u1160 \u3164 \uffa0",
    "Mongolian selectors in Latin": "a\u180bb\u180cc\u180fd",
    "symmetric swapping": "a\u206ab\u206fc",
    "blank Braille": "a\u2800b",
    "selectors without a base": "a\ufe0fb\U000e0100c \U000e01ef\ufe00",
    "selector upon selector": "葛\U000e0100\U000e0101 ☀\ufe0f\ufe0f",
    "joiners in Latin": "Tok\u200dyo Osa\u200cka \u200d\u200d",
    "joiner upon joiner": "\u0915\u094d\u200d\u200d\u200d",
    "shorthand and music": "a\U0001bca0b\U0001d173c",
    "unassigned and ignorable": "a\u2065b\ufff0c\U000e0fffd",
    "closing markup": "[/] and [/bold] and :smile:",
    "markup link": "[link=http://evil.example]here[/link] [on red blink]x",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "more formulas": " \t+1\n-2\n@SUM(A1)",
    "quoted formula": "'=1+1",
    "full-width formula": "＝cmd|'/C calc'!A0",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
    "markdown": "|x| `y` **z** [a](javascript:alert(1)) ![i](//evil) # - _",
    "csv": 'a,"b",\r\n"c;d',
    "an escape that was typed": "C:\\dir\\x1b and \\\\u202e \\",
    "long": "x" * 1_000,
    "long and wide": "約束" * 500,
    "spaces": "  a \u3000 b\xa0 ",
}  # fmt: skip
# Default_Ignorable_Code_Point of Unicode, the interlinear annotation characters and the blank Braille pattern.
INVISIBLE: Final = re.compile(
    "[\xad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")

# Any text, lone surrogates included; and texts of difficult characters.
any_text: SearchStrategy[str] = st.text(st.characters(), max_size=60)
tricky: SearchStrategy[str] = st.lists(
    st.sampled_from(
        (
            *("\\", "x1b", "\x1b", "u202e", "\u202e", "U000e0041", "\U000e0041", "'", "=", "-", "＋", '"', "|", "[/]"),
            *(",", " ", "\n", "\r", "\t", "\x85", "a", "約", "\u0301", "👩‍👧", "0", "{", "$"),
            *("\u200d", "\u200c", "\ufe0f", "\U000e0100", "U000e0100", "ufe0f", "\u3164", "☀", "क", "\u034f"),
        )
    ),
    max_size=12,
).map("".join)
texts: SearchStrategy[str] = any_text | tricky


def harm(output: str, *, lines: str = "\n") -> set[str]:
    """The characters of an output that control a terminal or are invisible, except the allowed line ends."""
    controls = {character for character in set(output) if category(character) in {"Cc", "Cs", "Zl", "Zp"}}
    hidden = {found[0] for found in INVISIBLE.finditer(output) if not is_needed(output[: found.start()], found[0])}
    return (controls - set(lines)) | hidden


def is_needed(before: str, invisible: str) -> bool:
    """True if writing needs an invisible character after the character before it."""
    base = before[-2:-1] if invisible == "\u200d" and before.endswith("\ufe0f") else before[-1:]
    character_name, kind = name(base, "") if base else "", category(base) if base else ""
    match name(invisible, "").split("-")[0]:
        case "VARIATION SELECTOR":
            is_keycap = invisible == "\ufe0f" and base in "0123456789#*"
            is_symbol = not base.isascii() and (kind[0] in "SPN" or kind == "Cn")
            return character_name.startswith(("CJK", "IDEOGRAPHIC")) or is_symbol or is_keycap
        case "MONGOLIAN FREE VARIATION SELECTOR ONE" | "MONGOLIAN FREE VARIATION SELECTOR TWO":
            return character_name.startswith("MONGOLIAN LETTER")
        case "MONGOLIAN FREE VARIATION SELECTOR THREE" | "MONGOLIAN FREE VARIATION SELECTOR FOUR":
            return character_name.startswith("MONGOLIAN LETTER")
        case "ZERO WIDTH JOINER" | "ZERO WIDTH NON":
            return not base.isascii() and not INVISIBLE.match(base) and "LATIN" not in character_name
    return False
