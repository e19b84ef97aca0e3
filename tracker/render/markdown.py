"""Markdown: panels as tables of GitHub's dialect or as lists of sentences; every text is escaped."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from msgspec import Struct

from tracker.model.commitment import Source
from tracker.render.escape import Terminal, escape_control, is_address
from tracker.render.footnotes import Footnotes
from tracker.render.refs import anchor, split_at_refs
from tracker.render.text_chart import lines
from tracker.reports.charts import Timeline
from tracker.reports.table import Cell, Panel, Table
from tracker.reports.text import reference

CHART_WIDTH: Final = 100
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$-])")
_NUMBERED: Final = re.compile(r"^(\d+)\.(?!\S)")  # would begin a list
_SAFE_DASH: Final = re.compile(r"(?<=\w)\\-(?=\w)")


def as_markdown(table: Table, _: Terminal) -> Iterator[str]:
    """The panels one after the other: titles as headings, notes as paragraphs, sources as footnotes.

    If all records are wanted, they follow the panels, and each ref leads to its record.
    """
    records = [part for panel in table.panels for part in panel.more if part.name] if table.records == "all" else []
    page = _Page(Footnotes(), frozenset(part.name for part in records), has_anchors=bool(table.title))
    if table.title:
        yield f"# {_text(table.title)}\n"
    for number, panel in enumerate((*table.panels, *records)):
        if number or table.title:
            yield "\n"
        yield from page.panel(panel)
        for part in panel.more if panel.name else ():
            yield "\n"
            yield from page.panel(part, level=3)
    for number, source in page.footnotes:
        if number == 1:
            yield "\n"
        yield f"[^{number}]: {_footnote(source)}\n"


class _Page(Struct, frozen=True):
    """The footnotes of a page, and the commitments whose records are on it; `has_anchors`: it is a whole report."""

    footnotes: Footnotes
    refs: frozenset[str]
    has_anchors: bool

    def panel(self, panel: Panel, level: int = 2) -> Iterator[str]:
        """A panel under its title, which has the anchor of the panel."""
        name = anchor(panel.name) if panel.name else panel.anchor
        if name and panel.title and self.has_anchors:
            yield f'<a id="{escape(name)}"></a>\n'
        if panel.title:
            yield f"{'#' * level} {_text(panel.title)}\n\n"
        if panel.has_facts:
            yield from (f"- {self._cell(name)}: {self._cell(fact)}\n" for name, fact in panel.rows)
        elif panel.rows:
            yield _row([_text(heading.shown) for heading in panel.headings])
            yield _row(["---:" if heading.right else "---" for heading in panel.headings])
            for row in panel.rows:
                yield _row([self._cell(cell) for cell in row])
        if isinstance(panel.chart, Timeline):
            yield from ("```text\n", *(_drawn(line) for line in lines(panel.chart, CHART_WIDTH)), "```\n")
        for sentence in panel.sentences:
            yield f"- {self._cell(sentence)}\n"
        for note in panel.notes:
            yield f"\n{_text(note)}\n"

    def _cell(self, cell: Cell) -> str:
        text = self._linked(cell)
        bold = f"**{text}**" if text and cell.tone in {"strong", "bad", "late", "doubt"} else text
        return bold + "".join(f"[^{number}]" for number in self.footnotes.numbers(cell))

    def _linked(self, cell: Cell) -> str:
        """The text of a cell; each ref in it leads to its record if that is on the page."""
        if cell.ref in self.refs:
            return _link(cell.text, cell.ref)
        if not self.refs:
            return _text(cell.text)
        text = " ".join(cell.text.split())
        return "".join(
            _link(part, part) if is_ref else _escaped(part)
            for part, is_ref in split_at_refs(text, self.refs, cell.refs)
        )


def _drawn(line: Iterable[Cell]) -> str:
    """A line of a chart, without backticks that could end the code block."""
    return "".join(cell.text for cell in line).replace("`", "'").rstrip() + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _link(text: str, ref: str) -> str:
    return f"[{_text(text)}](#{anchor(ref)})"


def _footnote(source: Source) -> str:
    """The footnote of a source: publisher, title, date and address; only a web address becomes a link."""
    url = f"<{source.url}>" if is_address(source.url) else _text(source.url)
    return ". ".join(part for part in (_text(reference(source)), url) if part)


def _text(text: str) -> str:
    """The text on one line, with Markdown escaped."""
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    """The text with Markdown escaped; a dash inside a word needs no escape."""
    escaped = _SAFE_DASH.sub("-", _MARKUP.sub(r"\\\1", escape_control(text)))
    return _NUMBERED.sub(r"\1\\.", escaped)
