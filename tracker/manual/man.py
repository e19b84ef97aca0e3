"""The man page of tracker, made of the manual when the package is built. Uses the standard library alone.

python -m tracker.manual.man > tracker.1
"""

import sys
from collections.abc import Iterator
from typing import Final

from tracker import __version__
from tracker.manual import Block, page, shown_blocks, topics

SUMMARY: Final = "a ledger of promises between governments"
HEAD: Final = f"""\
.TH TRACKER 1 "" "tracker {__version__}" "User Commands"
.SH NAME
tracker \\- {SUMMARY}
.SH SYNOPSIS
.B tracker
.I COMMAND
.RI [ OPTION ...]
.br
.B tracker help
.RI [ TOPIC | COMMAND ]
.SH DESCRIPTION
tracker records who promised what to whom, by when, and how it is known.
Every command has
.BR \\-\\-help .
Each section below is a page that
.B tracker help
.I TOPIC
shows.
"""
FIRST: Final = "commands"  # the page that comes before the others
_ESCAPES: Final = str.maketrans({"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"})


def man_page() -> str:
    """The whole manual as one man page, in the macros of man and tbl."""
    names = sorted(topics(), key=lambda name: (name != FIRST, name))
    parts = [HEAD]
    for name in names:
        for block in shown_blocks(page(name) or ""):
            parts += _lines(block)
    return "".join(parts)


def _lines(block: Block) -> Iterator[str]:
    match block.kind:
        case "heading":
            yield f".SH {_text(block.text.upper())}\n"
        case "subheading":
            yield f".SS {_text(block.text)}\n"
        case "code":
            yield ".PP\n.nf\n"
            yield from (f"{_text(line)}\n" if line else ".sp\n" for line in block.text.splitlines())
            yield ".fi\n"
        case "table":
            for first, *others in block.rows[1:]:
                yield f".TP\n.B {_text(first)}\n{_text('; '.join(filter(None, others)))}\n"
        case "item":
            yield f".IP \\(bu 2\n{_text(block.text)}\n"
        case _:
            yield f".PP\n{_text(block.text)}\n"


def _text(text: str) -> str:
    """Text that roff shows as it is: no character in it begins a request or an escape."""
    text = text.translate(_ESCAPES)
    return f"\\&{text}" if text.startswith((".", "\\(aq")) else text


if __name__ == "__main__":
    sys.stdout.write(man_page())
