"""The table for people: aligned by the width of characters on the screen, stacked and wrapped where room is short.

Rich measures and colours; the layout is ours, because Rich's table takes a millisecond a row and cuts what it
cannot fit (DECISIONS). Without a width, as in a pipe, every row stays on one line and nothing is cut.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct
from rich.cells import cell_len, chop_cells

from tracker.render.chart import lines
from tracker.render.surface import Surface, harmless, linked
from tracker.reports.listing import Cell, Heading, Listing, Panel, Tone

GAP: Final = 2
NARROW: Final = 24  # the least that a flexible column gets before columns are stacked
NARROWEST: Final = 4
# Lines may break at spaces, and around any character of a script that is written without them.
_WIDE: Final = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_TOKENS: Final = re.compile(rf"[{_WIDE}]|\s+|[^\s{_WIDE}]+")
_STYLES: Final[dict[Tone, str]] = {
    "bad": "bold red",
    "warn": "yellow",
    "good": "green",
    "dim": "dim",
    "strong": "bold",
    "gone": "strike dim",
}
Paint = Callable[[Cell], str]


class _Column(Struct):
    """A column as laid out: its headings and the cells of each row (several of both when stacked), and its width.

    `rigid` is the width that those of its cells need which had better not be wrapped.
    """

    headings: list[Heading]
    cells: list[list[Cell]]
    width: int
    rigid: int

    @property
    def right(self) -> bool:
        """Whether its figures stand under each other, and so all of it."""
        return any(heading.right for heading in self.headings)


def as_table(listing: Listing, surface: Surface) -> Iterator[str]:
    """Every panel: its title, a line of headings and the rows, or sentences, and its notes."""
    paint = _painter(surface)
    if listing.title:
        yield from _paragraph(Cell(listing.title, "strong"), surface.width, paint)
    for number, panel in enumerate(listing.panels):
        if number or listing.title:
            yield "\n"
        yield from _panel(panel, surface.width, paint)


def wrapped(text: str, width: int | None, most: int = 0) -> list[str]:
    """The lines of a text that is at most `width` cells wide; past `most` lines it ends in an ellipsis.

    >>> wrapped("対米投資 第1号案件", 10)
    ['対米投資 ', '第1号案件']
    """
    if width is None or cell_len(text) <= width:
        return [text]
    lines, line = [], ""
    for token in _TOKENS.findall(text):
        if cell_len(line + token) > width:
            lines.extend([line] if line else [])
            *whole, token = chop_cells(token.lstrip(), width) or [""]  # noqa: PLW2901 - what is left of it
            lines.extend(whole)
            line = ""
        line += token
        if most and len(lines) > most:
            break
    lines.append(line)
    return [*lines[: most - 1], _ended(lines[most - 1], width)] if most and len(lines) > most else lines


def _ended(line: str, width: int) -> str:
    return "".join(chop_cells(line.rstrip(), width - 1)[:1]) + "…"


# ---- layout ------------------------------------------------------------------------------------


def _columns(panel: Panel) -> list[_Column]:
    columns = []
    for place, heading in enumerate(panel.headings):
        cells = [[_harmless(row[place])] for row in panel.rows]
        width = max([cell_len(heading.text), *(cell_len(cell.text) for (cell,) in cells)])
        columns.append(_Column([heading], cells, width, 0 if heading.flexible else width))
    return columns


def _fitted(columns: list[_Column], width: int | None) -> list[_Column]:
    """The columns as wide as they are if that fits; else flexible ones narrowed; else neighbours stacked.

    Stacks are made from the right, one after the other, and only as many as it takes.
    """
    if width is None or _over(columns, width) <= 0:
        return columns
    names = list(dict.fromkeys(heading.stack for column in reversed(columns) for heading in column.headings))
    for count in range(len(names) + 1):
        fitted = _stacked(columns, names[:count])
        _narrow(fitted, width, lambda column: max(NARROW, column.rigid))
        if _over(fitted, width) <= 0:
            return fitted
    _narrow(fitted, width, lambda _: NARROWEST)
    return fitted


def _over(columns: Sequence[_Column], width: int) -> int:
    """By how many cells the columns are wider than the width."""
    return sum(column.width for column in columns) + GAP * (len(columns) - 1) - width


def _narrow(columns: Sequence[_Column], width: int, least: Callable[[_Column], int]) -> None:
    """Take from the widest columns, evenly, until they fit or none may give any more."""
    while (over := _over(columns, width)) > 0:
        giving = [column for column in columns if column.width > least(column)]
        if not giving:
            return
        widest = max(giving, key=lambda column: column.width)
        as_wide = [column for column in giving if column.width == widest.width]
        next_width = max((column.width for column in giving if column.width < widest.width), default=0)
        widest.width = max(least(widest), next_width, widest.width - -(-over // len(as_wide)))


def _stacked(columns: Sequence[_Column], names: Sequence[str]) -> list[_Column]:
    """The columns anew, neighbours of one of these stacks above each other."""
    stacks: list[_Column] = []
    for column in columns:
        (heading,) = column.headings
        above = stacks[-1] if stacks and heading.stack and stacks[-1].headings[0].stack == heading.stack else None
        if above and heading.stack in names:
            above.headings.append(heading)
            above.cells = [upper + lower for upper, lower in zip(above.cells, column.cells, strict=True)]
            above.width, above.rigid = max(above.width, column.width), max(above.rigid, column.rigid)
        else:
            stacks.append(_Column([heading], column.cells, column.width, column.rigid))
    return stacks


def _harmless(cell: Cell) -> Cell:
    return Cell(harmless(" ".join(cell.text.split())), cell.tone, link=cell.link)


# ---- lines -------------------------------------------------------------------------------------


def _panel(panel: Panel, width: int | None, paint: Paint) -> Iterator[str]:
    if panel.title:
        yield from _paragraph(Cell(panel.title, "strong"), width, paint)
    if panel.rows:
        columns = _fitted(_columns(panel), width)
        if any(heading.text for heading in panel.headings):
            yield from _row(
                columns, [[Cell(heading.text, "strong") for heading in column.headings] for column in columns], paint
            )
            yield paint(Cell((" " * GAP).join("─" * column.width for column in columns), "dim")) + "\n"
        for number in range(len(panel.rows)):
            yield from _row(columns, [column.cells[number] for column in columns], paint)
    if panel.chart:
        for line in lines(panel.chart, width):
            yield "".join(map(paint, line)).rstrip() + "\n"
    for sentence in panel.sentences:
        yield from _hanging(sentence.text, width)
    for note in panel.notes:
        yield from _paragraph(Cell(note, "dim"), width, paint)


def _hanging(sentence: str, width: int | None) -> Iterator[str]:
    """A sentence whose further lines are set in, so that one sees where the next one begins."""
    first, *further = wrapped(_harmless(Cell(sentence)).text, width and max(1, width - GAP))
    yield first.rstrip() + "\n"
    yield from (" " * GAP + line.strip() + "\n" for line in further)


def _paragraph(cell: Cell, width: int | None, paint: Paint) -> Iterator[str]:
    for line in wrapped(_harmless(cell).text, width):
        yield paint(Cell(line.rstrip(), cell.tone)) + "\n"


def _row(columns: Sequence[_Column], cells: Sequence[list[Cell]], paint: Paint) -> Iterator[str]:
    blocks = [_block(column, parts) for column, parts in zip(columns, cells, strict=True)]
    for number in range(max(1, *(len(block) for block in blocks))):
        places = [block[number] if number < len(block) else Cell("") for block in blocks]
        yield _line(columns, places, paint) + "\n"


def _block(column: _Column, parts: Sequence[Cell]) -> list[Cell]:
    """The lines of one place: its cells from top to bottom, each wrapped to the width of the column."""
    return [
        Cell(line, cell.tone, link=cell.link)
        for cell, heading in zip(parts, column.headings, strict=False)
        if cell.text
        for line in wrapped(cell.text, column.width, heading.lines)
    ]


def _line(columns: Sequence[_Column], cells: Sequence[Cell], paint: Paint) -> str:
    line = ""
    for column, cell in zip(columns, cells, strict=True):
        room = " " * (column.width - cell_len(cell.text))
        text = paint(cell) if cell.text else ""
        line += (room + text if column.right else text + room) + " " * GAP
    return line.rstrip()


def _painter(surface: Surface) -> Paint:
    """The function that gives a cell its colour and its link; neither takes room on the screen."""
    colour = _colourer() if surface.colour else lambda cell: cell.text
    if not surface.links:
        return colour
    return lambda cell: linked(colour(cell), cell.link) if cell.link else colour(cell)


def _colourer() -> Paint:
    from rich.color import ColorSystem  # noqa: PLC0415 - only a terminal needs colours
    from rich.style import Style  # noqa: PLC0415 - as above

    styles = {tone: Style.parse(style) for tone, style in _STYLES.items()}
    return lambda cell: (
        styles[cell.tone].render(cell.text, color_system=ColorSystem.STANDARD)
        if cell.tone in styles and cell.text
        else cell.text
    )
