"""HTML of table cells: escaped text with CSS class, language attribute, link and footnotes.

Written in Python, because a call for each cell in the template takes ten times as long.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from html import escape
from typing import Final, NamedTuple

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from tracker.language import translate
from tracker.render.escape import ADDRESS, escape_control
from tracker.render.footnotes import Footnotes
from tracker.render.refs import words
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
    rows: Iterator[Markup]


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
    ) -> Markup:
        """A row of a table; each cell has its heading, its sort key and its wrapping class."""
        places = list(map(self._table_cell, cells, headings, labels))
        if is_titled:
            places[0] = self._title(cells[0])
        refs = " ".join(dict.fromkeys(ref for one in cells for ref in (one.ref, *one.refs) if ref in self.refs))
        return Markup(f"<tr{_data('refs', refs)}>{''.join(places)}</tr>")  # noqa: S704 - every part is escaped

    def _title(self, one: Cell) -> str:
        return (
            f'<td class="title">{self._linked(one, "")}{self._cites(one)}<small>{escape(shown(one.ref))}</small></td>'
        )

    def summary(self, panel: Panel) -> Markup:
        """The line that opens a record: its title, then its ref."""
        title = panel.title.removeprefix(f"{panel.name} · ")
        ref = f" <small>{escape(shown(panel.name))}</small>" if title != panel.title else ""
        return Markup(f"{self.plain(title)}{ref}")  # noqa: S704 - as above

    def subject(self, panel: Panel) -> Markup:
        """The attribute with the one commitment that a panel is about."""
        ref = panel.title.partition(" · ")[0]
        return Markup(_data("refs", ref if ref in self.refs else ""))  # noqa: S704 - as above

    def refs_of(self, one: Cell) -> Markup:
        """The attribute with the commitments that a sentence names."""
        named = {ref for ref, is_ref in words(one.text, self.refs, ()) if is_ref}
        return Markup(_data("refs", " ".join(sorted(named.union(ref for ref in one.refs if ref in self.refs)))))  # noqa: S704 - as above

    def cell(self, one: Cell, tag: str = "") -> Markup:
        """A cell with the numbers of its footnotes; `tag` is the language tag in the adjacent cell, if any."""
        return Markup(self._linked(one, tag) + self._cites(one))  # noqa: S704 - as above

    def plain(self, text: str) -> Markup:
        """A text without any link, such as a heading."""
        return Markup(self._plain(text))  # noqa: S704 - as above

    def facts(self, panel: Panel) -> Markup:
        """The facts of a panel, each with its name."""
        lines = (
            f"<div><dt>{self._plain(name.text)}</dt><dd>{self._linked(fact, name.text)}{self._cites(fact)}</dd></div>"
            for name, fact in panel.rows
        )
        return Markup("\n".join(lines))  # noqa: S704 - as above

    def lang(self, text: str, tag: str = "") -> Markup:
        """The language attribute of a text in CJK; empty for any other text."""
        return Markup(self._lang(text, tag))  # noqa: S704 - as above

    def _lang(self, text: str, tag: str = "") -> str:
        found = "" if text.isascii() else language(text, tag if _is_cjk(tag) else self.language)
        return f' lang="{escape(found)}"' if found else ""

    def _plain(self, text: str) -> str:
        return _span(self._lang(text), escape(shown(text)))

    def _table_cell(self, one: Cell, heading: Heading, label: str) -> str:
        key = "" if one.key is None else f' data-key="{escape(shown(plain(one.key)))}"'
        if not one.text:
            return f"<td{key}></td>"
        return f"<td{_width(one, heading)}{label}{key}>{self._linked(one, '')}{self._cites(one)}</td>"

    def _linked(self, one: Cell, tag: str) -> str:
        """The text of a cell in its tone; the whole text or parts of it are links."""
        tone = f' class="{escape(one.tone)}"' if one.tone else ""
        lang = f' lang="{escape(shown(one.language))}"' if one.language else self._lang(one.text, tag)
        text = shown(one.text)
        if one.ref in self.refs:
            return self._link(one.ref, _span(tone + lang, escape(text)))
        if ADDRESS.fullmatch(address := one.link or one.text):
            inside = _span(tone + lang, escape(text))
            return f'<a href="{escape(address)}" rel="noopener noreferrer">{inside}</a>'
        parts = words(text, self.refs, one.refs)
        inside = "".join(self._link(part, part) if is_ref else escape(part) for part, is_ref in parts)
        return _span(tone + lang, _COMMAND.sub(r"<code>\1</code>", inside) if "`" in inside else inside)

    def _link(self, ref: str, inside: str) -> str:
        return f'<a href="{escape(self.href(ref))}">{inside}</a>'

    def _cites(self, one: Cell) -> str:
        if not one.sources:
            return ""
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
    return f' data-{name}="{escape(shown(value))}"' if value else ""


def _translated(heading: Heading) -> Heading:
    return replace(heading, text=shown(heading.shown) if heading.text else "")


def _column(panel: Panel, *, is_ref: bool) -> int | None:
    """The column whose cells lead to a commitment each and are its ref, or are its title; None if there is none."""
    places = range(len(panel.headings))
    return next((i for i in places if all(r[i].ref and (r[i].text == r[i].ref) == is_ref for r in panel.rows)), None)


def _width(cell: Cell, heading: Heading) -> str:
    """The wrapping class: a ref wraps only on paper, a text anywhere; a date never wraps and has none."""
    if heading.flexible or len(cell.text) > CODE:
        return ' class="wide"'
    return ' class="right"' if heading.right else ' class="code"' if len(cell.text) > SHORT else ""


def shown(text: str) -> str:
    """A text on one line, with every active character written out."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
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
