"""Texts that mean harm, and what of them must never reach an output."""

import re
from typing import Final
from unicodedata import category

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
    "long": "x" * 20_000,
    "long and wide": "約束" * 5_000,
    "spaces": "  a \u3000 b\xa0 ",
}  # fmt: skip
ACTIVE: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")

# Any text at all, half surrogate pairs included; and texts made of what is difficult.
any_text: SearchStrategy[str] = st.text(st.characters(), max_size=60)
tricky: SearchStrategy[str] = st.lists(
    st.sampled_from(
        (
            *("\\", "x1b", "\x1b", "u202e", "\u202e", "U000e0041", "\U000e0041", "'", "=", "-", "＋", '"', "|", "[/]"),
            *(",", " ", "\n", "\r", "\t", "\x85", "a", "約", "\u0301", "👩‍👧", "0", "{", "$"),
        )
    ),
    max_size=12,
).map("".join)
texts: SearchStrategy[str] = any_text | tricky


def harm(output: str, *, lines: str = "\n") -> set[str]:
    """Every character of an output that acts on what shows it, beside the ends of lines that belong there."""
    controls = {character for character in set(output) if category(character) in {"Cc", "Cs", "Zl", "Zp"}}
    return (controls - set(lines)) | set(ACTIVE.findall(output))
