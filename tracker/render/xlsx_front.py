"""The sheet for people at the front of a workbook: the title, the figures, and a row for each commitment."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final

from msgspec import Struct
from rich.cells import cell_len

from tracker.language import translate, written_day
from tracker.render.escape import escape_control
from tracker.render.xlsx_sheet import FIRST, At, Sheet, sheet_name
from tracker.reports.table import Cell, Heading, Panel, Table, Tone, plain

MAIN, LIST = "summary", "list"  # the names of the first sheet of values: of a report with tables in it, and of another
LONGEST_TITLE: Final = 250  # characters
LONGEST_TEXT: Final = 400  # characters of a cell; the sheet of values has all of a text
TITLE_WIDTH: Final = 44
WIDEST: Final = 22
LONGEST_WORD: Final = 36
_NUMBERS: Final = re.compile("([0-9]+)")
_DATE_PARTS: Final = {"2001": "yyyy", "02": "mm", "2": "m", "03": "dd", "3": "d"}
GREY: Final = "#595959"
FILLS: Final[dict[Tone, str]] = {"late": "#FBE3E1", "bad": "#FBE3E1", "doubt": "#FFF4D6"}


class Front(Struct, frozen=True):
    """The sheet for people of a report: sentences above and notes below the panel of its commitments.

    `listed` is the table of the commitments, and `values` the name of its sheet; the panel has its rows in their order.
    """

    report: Table
    listed: Table
    values: str
    panel: Panel
    above: Sequence[str]
    notes: Sequence[str]

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return sheet_name(translate("Overview"))

    @property
    def title(self) -> str:
        """The title of the report, else that of the panel."""
        return self.report.title or self.panel.title

    @property
    def figures(self) -> Iterator[tuple[str, int]]:
        """The counts of the report that have words and are not zero."""
        first = self.report.rows[0] if self.report.rows else ()
        for column, value in zip(self.report.columns, first, strict=False):
            if column.words and isinstance(value, int) and value:
                yield translate(column.words), value

    @property
    def refs(self) -> tuple[str, ...]:
        """The ref of each row."""
        place = [column.name for column in self.listed.columns].index("ref")
        return tuple(plain(row[place]) for row in self.listed.rows)


def front_of(table: Table) -> Front | None:
    """The sheet for people of a table, or of the table of commitments inside a report; None if there is none."""
    if table.sheet:
        panel = table.sheet()
        above = [sentence.text for one in (*table.panels[:-1], panel) for sentence in one.sentences]
        return Front(table, table, main_sheet(table), panel, above, table.panels[-1].notes)
    for row in table.rows:
        for column, inner in zip(table.columns, row, strict=True):
            if isinstance(inner, Table) and inner.sheet:
                panel = inner.sheet()
                above = [sentence.text for sentence in panel.sentences]
                return Front(table, inner, column.name, panel, above, panel.notes)
    return None


def main_sheet(table: Table) -> str:
    """The name of the sheet with the rows of a table."""
    return MAIN if any(column.kind == "table" for column in table.columns) else LIST


def write_front(sheet: Sheet, front: Front) -> None:
    """Write the sheet for people; its header stays in view and is printed on each page."""
    headings, rows = front.panel.headings, front.panel.rows
    for place, heading in enumerate(headings):
        sheet.set_width(place, _width(heading, [row[place] for row in rows]))
    last = len(headings) - 1
    sheet.across(0, last, _cut(front.title, LONGEST_TITLE), bold=True, font_size=16)
    for number, sentence in enumerate(front.above, 1):
        sheet.across(number, last, _cut(sentence), font_color=GREY)
    header = _write_figures(sheet, tuple(front.figures), len(front.above) + 1) + 1
    for place, heading in enumerate(headings):
        sheet.text((header, place), heading.shown, bold=True, bottom=1, text_wrap=True)
    for number, (row, ref) in enumerate(zip(rows, front.refs, strict=True), 1):
        tone: Tone = next((cell.tone for cell in row if cell.tone in FILLS), "")
        for place, (heading, cell) in enumerate(zip(headings, row, strict=True)):
            address = f"internal:'{front.values}'!A{number + 1}" if cell.text == ref else ""
            _write(sheet, (header + number, place), cell, address, _style(heading, tone))
    for number, note in enumerate(front.notes, header + len(rows) + 2):
        sheet.across(number, last, _cut(note), font_color=GREY)
    sheet.freeze(header + 1, 1)
    sheet.filter(header, len(rows), len(headings))
    sheet.print_title(front.title)
    sheet.end()


def _write_figures(sheet: Sheet, figures: Sequence[tuple[str, int]], first: int) -> int:
    """Write each figure above its words, from a row on; the row after them."""
    for number, (words, figure) in enumerate(figures):
        down, place = divmod(number, sheet.columns)
        row = first + 2 * down
        sheet.number((row, place), figure, "0", bold=True, font_size=14, align="left")
        sheet.text((row + 1, place), words, font_color=GREY, text_wrap=True)
    return first + 2 * -(-len(figures) // sheet.columns)


def _write(sheet: Sheet, at: At, cell: Cell, address: str, style: dict[str, Any]) -> None:
    text = _cut(cell.text)
    if day := _day(cell):
        sheet.day(at, day, _day_format(), **style)
    elif address:
        sheet.link(at, address, text, **style)
    else:
        sheet.text(at, text, text_wrap=True, **style)


def _day(cell: Cell) -> date | None:
    """The day that a cell says, if it says one and no more."""
    with suppress(ValueError):
        day = date.fromisoformat(str(cell.key))
        return day if cell.text == written_day(day) and day >= FIRST else None
    return None


def _day_format() -> str:
    """The format of a date that spreadsheets write as the language in use does."""
    parts = _NUMBERS.split(written_day(date(2001, 2, 3)))
    return "".join(_DATE_PARTS.get(part, f'"{part}"' if part else "") for part in parts)


def _style(heading: Heading, tone: Tone) -> dict[str, Any]:
    side = {"align": "right", "indent": 1} if heading.right else {"align": "left"}
    return side | ({"bg_color": FILLS[tone]} if tone in FILLS else {})


def _width(heading: Heading, cells: Iterable[Cell]) -> int:
    """The width of a column: that of its widest line, within bounds; a text that may be long has a width of its own."""
    if heading.flexible:
        return TITLE_WIDTH
    texts = [f"{heading.shown}  ▾", *(cell.text for cell in cells)]
    line = max(cell_len(line[:WIDEST]) for text in texts for line in text.split("\n"))
    word = max(cell_len(word[:LONGEST_WORD]) for text in texts for word in text.split())
    return max(min(line, WIDEST), min(word, LONGEST_WORD)) + 2


def _cut(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text as people see it, with an ellipsis where it is cut."""
    shown = escape_control(text, lines=True)
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"
