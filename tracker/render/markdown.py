"""Markdown: panels as tables of GitHub's dialect or as lists of sentences; every text is escaped."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tracker.model.commitment import Source
from tracker.render.escape import ADDRESS, Terminal, escape_control
from tracker.render.footnotes import Footnotes
from tracker.render.text_chart import lines
from tracker.reports.charts import Timeline
from tracker.reports.table import Cell, Panel, Table
from tracker.reports.text import reference

CHART_WIDTH: Final = 100
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$-])")
_SAFE_DASH: Final = re.compile(r"(?<=\w)\\-(?=\w)")


def as_markdown(table: Table, _: Terminal) -> Iterator[str]:
    """The panels one after the other: titles as headings, notes as paragraphs, sources as footnotes."""
    footnotes = Footnotes()
    if table.title:
        yield f"# {_text(table.title)}\n"
    for number, panel in enumerate(table.panels):
        if number or table.title:
            yield "\n"
        yield from _panel(panel, footnotes)
    for number, source in footnotes:
        if number == 1:
            yield "\n"
        yield f"[^{number}]: {_footnote(source)}\n"


def _panel(panel: Panel, footnotes: Footnotes) -> Iterator[str]:
    if panel.title:
        yield f"## {_text(panel.title)}\n\n"
    if panel.has_facts:
        yield from (f"- {_cell(name, footnotes)}: {_cell(fact, footnotes)}\n" for name, fact in panel.rows)
    elif panel.rows:
        yield _row([_text(heading.shown) for heading in panel.headings])
        yield _row(["---:" if heading.right else "---" for heading in panel.headings])
        for row in panel.rows:
            yield _row([_cell(cell, footnotes) for cell in row])
    if isinstance(panel.chart, Timeline):
        yield from ("```text\n", *(_drawn(line) for line in lines(panel.chart, CHART_WIDTH)), "```\n")
    for sentence in panel.sentences:
        yield f"- {_cell(sentence, footnotes)}\n"
    for note in panel.notes:
        yield f"\n{_text(note)}\n"


def _drawn(line: Iterable[Cell]) -> str:
    """A line of a chart, without backticks that could end the code block."""
    return "".join(cell.text for cell in line).replace("`", "'").rstrip() + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _cell(cell: Cell, footnotes: Footnotes) -> str:
    text = (
        f"**{_text(cell.text)}**" if cell.text and cell.tone in {"strong", "bad", "late", "doubt"} else _text(cell.text)
    )
    return text + "".join(f"[^{number}]" for number in footnotes.numbers(cell))


def _footnote(source: Source) -> str:
    """The footnote of a source: publisher, title, date and address; only a web address becomes a link."""
    url = f"<{source.url}>" if ADDRESS.fullmatch(source.url) else _text(source.url)
    return ". ".join(part for part in (_text(reference(source)), url) if part)


def _text(text: str) -> str:
    """The text on one line, with Markdown escaped; a dash inside a word needs no escape."""
    return _SAFE_DASH.sub("-", _MARKUP.sub(r"\\\1", escape_control(" ".join(text.split()))))
