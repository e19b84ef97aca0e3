"""HTML of table cells: escaped text with CSS class, language attribute, link and footnotes.

Written in Python, because a call for each cell in the template takes ten times as long.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape
from msgspec import Struct

from tracker.render.escape import ADDRESS, escape_control
from tracker.render.footnotes import Footnotes
from tracker.reports.table import Cell, Heading, plain

SHORT: Final = 14  # letters of a cell that never wraps
CODE: Final = 40  # letters of a cell that wraps on paper only
_SPACES: Final = re.compile(r"\s+")
_REF: Final = re.compile("([a-z0-9]+(?:-[a-z0-9]+)+)")
_KANA: Final = re.compile("[\u3041-\u30ff\uff66-\uff9f]")
_HANGUL: Final = re.compile("[\u1100-\u11ff\uac00-\ud7af]")
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff]")


class CellRenderer(Struct, frozen=True):
    """The state of a page: its footnotes, the records that a text may link to, and the requested language of titles."""

    footnotes: Footnotes
    names: frozenset[str]
    language: str

    def row(self, cells: Sequence[Cell], headings: Sequence[Heading]) -> Markup:
        """A row of a table; each cell has its sort key and its wrapping class."""
        places = (self._table_cell(one, heading) for one, heading in zip(cells, headings, strict=True))
        return Markup(f"<tr>{''.join(places)}</tr>")  # noqa: S704 - every part is escaped

    def cell(self, one: Cell, tag: str = "") -> Markup:
        """A cell with the numbers of its footnotes; `tag` is the language tag in the adjacent cell, if any."""
        return Markup(self._linked(one, tag) + self._cites(one))  # noqa: S704 - as above

    def sentence(self, one: Cell) -> Markup:
        """A sentence, with the names of records as links."""
        parts = "".join(self._linked(part, "") for part in self._parts(one.text))
        return Markup(parts + self._cites(one))  # noqa: S704 - as above

    def lang(self, text: str, tag: str = "") -> Markup:
        """The language attribute of a text in CJK; empty for any other text."""
        found = language(text, tag if _is_cjk(tag) else self.language)
        return Markup(f' lang="{escape(found)}"') if found else Markup()  # noqa: S704 - as above

    def _table_cell(self, one: Cell, heading: Heading) -> str:
        key = "" if one.key is None else f' data-key="{escape(shown(plain(one.key)))}"'
        return f'<td class="{_width(one, heading)}"{key}>{self._linked(one, "")}{self._cites(one)}</td>'

    def _linked(self, one: Cell, tag: str) -> str:
        tone = f' class="{escape(one.tone)}"' if one.tone else ""
        lang = f' lang="{escape(shown(one.language))}"' if one.language else self.lang(one.text, tag)
        span = f"<span{tone}{lang}>{escape(shown(one.text))}</span>"
        if one.text in self.names:
            return f'<a href="#{escape(anchor(one.text))}">{span}</a>'
        if ADDRESS.fullmatch(address := one.link or one.text):
            return f'<a href="{escape(address)}" rel="noopener noreferrer">{span}</a>'
        return span

    def _cites(self, one: Cell) -> str:
        return "".join(
            f'<sup><a href="#source-{number}" aria-label="source {number}">{number}</a></sup>'
            for number in self.footnotes.numbers(one)
        )

    def _parts(self, text: str) -> Iterator[Cell]:
        """The parts of a sentence, each name of a record apart."""
        loose = ""
        for word in _REF.split(text):
            if word in self.names:
                yield from ([Cell(loose)] if loose else [])
                yield Cell(word)
                loose = ""
            else:
                loose += word
        yield from ([Cell(loose)] if loose else [])


def _width(cell: Cell, heading: Heading) -> str:
    """The wrapping class: a date never wraps, a ref only on paper, a text anywhere."""
    if heading.flexible or len(cell.text) > CODE:
        return "wide"
    return "right" if heading.right else "code" if len(cell.text) > SHORT else "short"


def shown(text: str) -> str:
    """A text on one line, with every active character written out."""
    return escape_control(_SPACES.sub(" ", text))


def anchor(name: str) -> str:
    """The anchor of a record in the page."""
    return f"record-{quote(shown(name), safe='')}"


def language(text: str, requested: str = "") -> str:
    """Language detected from the script; for Chinese characters alone, the requested language if it uses them.

    >>> language("対米投資の"), language("投資", "zh"), language("Invest"), language("투자")
    ('ja', 'zh', '', 'ko')
    """
    if text.isascii():
        return ""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    return requested if _HAN.search(text) and _is_cjk(requested) else ""


def _is_cjk(tag: str) -> bool:
    return tag.partition("-")[0] in {"zh", "ja", "ko"}
