"""HTML of table cells: escaped text with CSS class, language attribute, link and footnotes.

Every function that returns HTML has escaped each text in it with `escaped`.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from html import escape
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from tracker.language import translate
from tracker.render.escape import escape_control, is_address
from tracker.render.footnotes import Footnotes
from tracker.render.refs import split_at_refs
from tracker.reports.table import Cell, Heading, Panel, plain

SHORT: Final = 14  # letters of a cell that never wraps
CODE: Final = 40  # letters of a cell that wraps on paper only
_SPACES: Final = re.compile(r"\s+")
_COMMAND: Final = re.compile("`(tracker [^`]*)`")
_KANA: Final = re.compile("[\u3041-\u30ff\uff66-\uff9f]")
_HANGUL: Final = re.compile("[\u1100-\u11ff\uac00-\ud7af]")
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff]")


class Grid(NamedTuple):
    """A table as it is written: the headings of its columns, and the rows as HTML."""

    headings: Sequence[Heading]
    rows: Iterator[str]


class CellRenderer(Struct, frozen=True):
    """The state of a page: its footnotes, the commitments that it may link to, and the requested language of titles.

    `href` is the address of the record of a commitment.
    """

    footnotes: Footnotes
    refs: Collection[str]
    language: str
    href: Callable[[str], str]

    def grid(self, panel: Panel) -> Grid:
        """The table of a panel; a title comes first, with the ref below it.

        Without the columns that are empty, or without a heading below a chart, which shows the same.
        """
        panel = panel.without_empty_columns()
        title, ref = _column(panel, is_ref=False), _column(panel, is_ref=True)
        order = sorted(range(len(panel.headings)), key=lambda index: index != title)
        drawn = {index for index, heading in enumerate(panel.headings) if panel.chart and not heading.text}
        kept = [index for index in order if index not in drawn and (title is None or index != ref)]
        headings = [_translated(panel.headings[index]) for index in kept]
        labels = [_data("label", heading.text) for heading in headings]
        rows = ([row[index] for index in kept] for row in panel.rows)
        return Grid(headings, (self._row(row, headings, labels, is_titled=title is not None) for row in rows))

    def _row(
        self, cells: Sequence[Cell], headings: Sequence[Heading], labels: Sequence[str], *, is_titled: bool
    ) -> str:
        """A row of a table; each cell has its heading, its sort key and its wrapping class."""
        places = list(map(self._table_cell, cells, headings, labels))
        if is_titled:
            places[0] = f'<td class="title">{self.cell(cells[0])}<small>{escaped(cells[0].ref)}</small></td>'
        named = [ref for one in cells if one.ref or one.refs for ref in (one.ref, *one.refs) if ref in self.refs]
        refs = " ".join(dict.fromkeys(named))
        return f"<tr{_data('refs', refs)}>{''.join(places)}</tr>"

    def summary(self, panel: Panel) -> str:
        """The line that opens a record: its title, then its ref."""
        title = panel.title.removeprefix(f"{panel.name} · ")
        ref = f" <small>{escaped(panel.name)}</small>" if title != panel.title else ""
        return f"{self.plain(title)}{ref}"

    def subject(self, panel: Panel) -> str:
        """The attribute with the one commitment that a panel is about."""
        ref = panel.title.partition(" · ")[0]
        return _data("refs", ref if ref in self.refs else "")

    def refs_of(self, one: Cell) -> str:
        """The attribute with the commitments that a sentence names."""
        named = {ref for ref, is_ref in split_at_refs(one.text, self.refs, ()) if is_ref}
        return _data("refs", " ".join(sorted(named.union(ref for ref in one.refs if ref in self.refs))))

    def cell(self, one: Cell, tag: str = "") -> str:
        """A cell with the numbers of its footnotes; `tag` is the language tag in the adjacent cell, if any."""
        return self._linked(one, tag) + self._cites(one) if one.sources else self._linked(one, tag)

    def plain(self, text: str) -> str:
        """A text without any link, such as a heading."""
        return _span(self.lang(text), escaped(text))

    def lang(self, text: str, tag: str = "") -> str:
        """The language attribute of a text in CJK; empty for any other text."""
        found = "" if text.isascii() else language(text, tag if _is_cjk(tag) else self.language)
        return f' lang="{escape(found)}"' if found else ""

    def _table_cell(self, one: Cell, heading: Heading, label: str) -> str:
        key = "" if one.key is None else f' data-key="{escaped(plain(one.key))}"'
        if not one.text:
            return f"<td{key}></td>"
        return f"<td{_width(one, heading)}{label}{key}>{self.cell(one)}</td>"

    def _linked(self, one: Cell, tag: str) -> str:
        """The text of a cell in its tone; the whole text or parts of it are links."""
        attributes = f' lang="{escaped(one.language)}"' if one.language else self.lang(one.text, tag)
        if one.tone:
            attributes = f' class="{escape(one.tone)}"{attributes}'
        if one.ref in self.refs:
            return self._link(one.ref, _span(attributes, escaped(one.text)))
        if is_address(address := one.link or one.text):
            inside = _span(attributes, escaped(one.text))
            return f'<a href="{escape(address)}" rel="noopener noreferrer">{inside}</a>'
        parts = split_at_refs(shown(one.text), self.refs, one.refs)
        inside = "".join([self._link(part, part) if is_ref else escape(part) for part, is_ref in parts])
        return _span(attributes, _COMMAND.sub(r"<code>\1</code>", inside) if "`" in inside else inside)

    def _link(self, ref: str, inside: str) -> str:
        return f'<a href="{escape(self.href(ref))}">{inside}</a>'

    def _cites(self, one: Cell) -> str:
        return "".join(
            f'<sup><a href="#source-{number}" aria-label="{escape(translate("source {number}", number=number))}">'
            f"{number}</a></sup>"
            for number in self.footnotes.numbers(one)
        )


def _span(attributes: str, inside: str) -> str:
    """A text with attributes, without an element where there are none."""
    return f"<span{attributes}>{inside}</span>" if attributes else inside


def _data(name: str, value: str) -> str:
    """A data attribute; none for an empty value."""
    return f' data-{name}="{escaped(value)}"' if value else ""


def _translated(heading: Heading) -> Heading:
    return replace(heading, text=shown(heading.shown) if heading.text else "")


def _column(panel: Panel, *, is_ref: bool) -> int | None:
    """The column whose cells lead to a commitment each and are its ref, or are its title; None if there is none."""
    places = [index for index, one in enumerate(panel.rows[0]) if one.ref]
    return next((i for i in places if all(r[i].ref and (r[i].text == r[i].ref) == is_ref for r in panel.rows)), None)


def _width(cell: Cell, heading: Heading) -> str:
    """The wrapping class: a ref wraps only on paper, a text anywhere; a date never wraps and has none."""
    if heading.flexible or len(cell.text) > CODE:
        return ' class="wide"'
    return ' class="right"' if heading.right else ' class="code"' if len(cell.text) > SHORT else ""


def escaped(text: str) -> str:
    """A text as HTML, also between quotation marks: on one line, and nothing of it acts."""
    return escape(shown(text))


def shown(text: str) -> str:
    """A text on one line, with every active character written out."""
    if text.isprintable() and "  " not in text:
        return text if text.isascii() else escape_control(text)
    return escape_control(_SPACES.sub(" ", text))


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
