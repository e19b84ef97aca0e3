"""Markdown: panels as tables of GitHub's dialect or lists of sentences; nothing of a text is left to be markup."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tracker.render.chart import lines
from tracker.render.surface import Surface, harmless
from tracker.reports.listing import Cell, Listing, Panel

CHART_WIDTH: Final = 100
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$-])")
_SAFE_DASH: Final = re.compile(r"(?<=\w)\\-(?=\w)")


def as_markdown(listing: Listing, _: Surface) -> Iterator[str]:
    """The panels one after the other, their titles as headings and their notes as paragraphs."""
    for number, panel in enumerate(listing.panels):
        if number:
            yield "\n"
        yield from _panel(panel)


def _panel(panel: Panel) -> Iterator[str]:
    if panel.title:
        yield f"## {_text(panel.title)}\n\n"
    if panel.rows:
        yield _row([_text(heading.text) for heading in panel.headings])
        yield _row(["---:" if heading.right else "---" for heading in panel.headings])
        for row in panel.rows:
            yield _row([_cell(cell) for cell in row])
    if panel.chart:
        yield from ("```text\n", *(_drawn(line) for line in lines(panel.chart, CHART_WIDTH)), "```\n")
    for sentence in panel.sentences:
        yield f"- {_text(sentence)}\n"
    for note in panel.notes:
        yield f"\n{_text(note)}\n"


def _drawn(line: Iterable[Cell]) -> str:
    """A line of a chart; no backtick of a text can end the block that it stands in."""
    return "".join(cell.text for cell in line).replace("`", "'").rstrip() + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _cell(cell: Cell) -> str:
    return f"**{_text(cell.text)}**" if cell.text and cell.tone in {"strong", "bad"} else _text(cell.text)


def _text(text: str) -> str:
    """One line, without what Markdown could read as its own; a dash inside a word needs no escape."""
    return _SAFE_DASH.sub("-", _MARKUP.sub(r"\\\1", harmless(" ".join(text.split()))))
