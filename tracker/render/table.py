"""Plain text table: aligned by the display width of characters, stacked and wrapped to fit the terminal.

Rich measures and colours; tracker does the layout, because Rich's table takes a millisecond a row and cuts cells
that do not fit (DECISIONS). Without a width, as in a pipe, every row is one line and nothing is cut.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len, chop_cells

from tracker.language import translate
from tracker.render.escape import Terminal, linked
from tracker.render.text_chart import escaped_cell, lines
from tracker.reports.charts import Timeline
from tracker.reports.table import Cell, Heading, Layout, Panel, Table, Tone

GAP: Final = 2
SEPARATOR: Final = Cell(" · ", "dim")  # between the cells that share a line
NARROW: Final = 24  # the least that a flexible column gets before columns are stacked
NARROWEST: Final = 4
PIPED: Final = 100  # the width of a dense panel where there is no terminal, such as in a mail
WIDEST: Final = 1000  # cells to which the others of a column are padded
MAX_SHOWN: Final = 10_000  # characters of one cell among others
# Lines may break at spaces, and around any character of a script that is written without them.
_WIDE: Final = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
# No line between such characters ends with one of the first, nor begins with one of the second.
_OPENING: Final = "“‘「『（〈《【〔［｛"
_CLOSING: Final = "”’」』）〉》】〕］｝、。，．・：；！？…―ー々％ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_TOKENS: Final = rf"[{_OPENING}]*[{_WIDE}][{_CLOSING}]*|\s+|[^\s{_WIDE}]+[{_CLOSING}]*"
_STYLES: Final[dict[Tone, str]] = {
    "bad": "bold red",
    "late": "bold reverse red",  # as readable as red letters, whatever white and black are here
    "doubt": "black on yellow",  # both colours are given: yellow letters cannot be read on a white terminal
    "warn": "magenta",
    "soon": "bold magenta",
    "info": "cyan",
    "good": "green",
    "dim": "dim",
    "strong": "bold",
    "gone": "strike dim",
}
Paint = Callable[[Cell], str]


class _Column(Struct):
    """A column as laid out: the lines of its headings, the lines of each row, and its width.

    A line holds the headings, or the cells, that stand in it next to each other. `rigid` is the width of the widest
    cell that had better not be wrapped.
    """

    headings: list[list[Heading]]
    cells: list[list[list[Cell]]]
    width: int
    rigid: int

    @property
    def right(self) -> bool:
        """True if the column is aligned to the right, such as figures."""
        return all(heading.right for line in self.headings for heading in line)

    @property
    def padded(self) -> int:
        """The width to which cells are padded; a wider cell moves the cells to its right."""
        return min(self.width, WIDEST)

    @property
    def stack(self) -> str:
        """The name of the stack of the column: that of its first heading."""
        return self.headings[0][0].stack


def as_table(table: Table, terminal: Terminal) -> Iterator[str]:
    """Every panel: its title, a line of headings and the rows, or sentences, and its notes."""
    paint = _painter(terminal)
    if table.title:
        yield from _paragraph(Cell(table.title, "strong"), terminal.width, paint)
    for number, panel in enumerate(table.panels):
        if number or table.title:
            yield "\n"
        yield from _panel(panel, terminal.width, paint)


def wrapped(text: str, width: int | None, most: int = 0) -> list[str]:
    """The lines of a text that is at most `width` cells wide; past `most` lines it ends in an ellipsis.

    >>> wrapped("対米投資 第1号案件", 10)
    ['対米投資 ', '第1号案件']
    """
    if width is None or cell_len(text) <= width:
        return [text]
    lines, line = [], ""
    for token in re.findall(_TOKENS, text):
        if cell_len(line + token) > width:
            lines.extend([line] if line else [])
            *full, token = chop_cells(token.lstrip(), width) or [""]  # noqa: PLW2901 - what is left of it
            lines.extend(full)
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
        cells = [[[escaped_cell(row[place] if panel.has_facts else _cut(row[place]))]] for row in panel.rows]
        width = max([cell_len(heading.shown), *(_wide(line) for (line,) in cells)])
        columns.append(_Column([[heading]], cells, width, 0 if heading.flexible else width))
    return columns


def _fitted(panel: Panel, width: int | None) -> list[_Column]:
    """The columns of a panel, laid out for a width; where nothing may be cut each heading has a column of its own."""
    columns = _columns(panel)
    if width is None:
        return _laid_out(columns, panel.layouts[:1], PIPED) if panel.is_dense else columns
    _limit(columns)
    if panel.layouts:
        return _laid_out(columns, panel.layouts, width)
    return columns if _over(columns, width) <= 0 else _stacked_to_fit(columns, width)


def _limit(columns: Sequence[_Column]) -> None:
    """Limit each column to the maximum width of its heading."""
    for column in columns:
        most = column.headings[0][0].most or column.width
        column.width, column.rigid = min(column.width, most), min(column.rigid, most)


def _laid_out(columns: Sequence[_Column], layouts: Sequence[Layout], width: int) -> list[_Column]:
    """The columns in the layout for the width, whatever is in them, so that every list of it looks the same."""
    layout = max((layout for layout in layouts if layout.least <= width), key=lambda layout: layout.least)
    arranged = _arranged(columns, layout)
    _narrow_to_fit(arranged, width)
    return arranged


def _stacked_to_fit(columns: Sequence[_Column], width: int) -> list[_Column]:
    """Narrow the flexible columns, then stack neighbours from the right until the columns fit."""
    names = list(dict.fromkeys(column.stack for column in reversed(columns)))
    for count in range(len(names) + 1):
        fitted = _stacked(columns, names[:count])
        _narrow(fitted, width, lambda column: max(NARROW, column.rigid))
        if _over(fitted, width) <= 0:
            return fitted
    _narrow_to_fit(fitted, width)
    return fitted


def _narrow_to_fit(columns: Sequence[_Column], width: int) -> None:
    """Shrink wrappable columns first, then the others."""
    _narrow(columns, width, lambda column: max(NARROW, column.rigid))
    _narrow(columns, width, lambda _: NARROWEST)


def _over(columns: Sequence[_Column], width: int) -> int:
    """The number of cells by which the columns exceed the width."""
    return sum(column.width for column in columns) + GAP * (len(columns) - 1) - width


def _narrow(columns: Sequence[_Column], width: int, least: Callable[[_Column], int]) -> None:
    """Reduce the widest columns evenly to the available width or their minimum."""
    while (over := _over(columns, width)) > 0:
        giving = [column for column in columns if column.width > least(column)]
        if not giving:
            return
        widest = max(giving, key=lambda column: column.width)
        as_wide = [column for column in giving if column.width == widest.width]
        next_width = max((column.width for column in giving if column.width < widest.width), default=0)
        widest.width = max(least(widest), next_width, widest.width - -(-over // len(as_wide)))


def _stacked(columns: Sequence[_Column], names: Sequence[str]) -> list[_Column]:
    """Copies of the columns, with neighbours in one of these stacks put above each other."""
    stacks: list[list[_Column]] = []
    for column in columns:
        if stacks and column.stack and column.stack in names and stacks[-1][0].stack == column.stack:
            stacks[-1].append(column)
        else:
            stacks.append([column])
    return [_above_each_other(stack) for stack in stacks]


def _arranged(columns: Sequence[_Column], layout: Layout) -> list[_Column]:
    """The columns as a layout says, without those of its headings that the panel does not have."""
    named = {heading.text: column for column in columns for line in column.headings for heading in line}
    stacks = []
    for lines_of_names in layout.lines:
        found = [[named[name] for name in names if name in named] for names in lines_of_names]
        if filled := [line for line in found if line]:
            stacks.append(_above_each_other([_side_by_side(line) for line in filled]))
    headings = [Cell(heading.shown) for line in stacks[-1].headings for heading in line]
    stacks[-1].width = max(stacks[-1].width, _wide(_joined(headings)))  # there is room to the right
    return stacks


def _above_each_other(columns: Sequence[_Column]) -> _Column:
    return _Column(
        [line for column in columns for line in column.headings],
        [[line for lines in row for line in lines] for row in zip(*(column.cells for column in columns), strict=True)],
        max(column.width for column in columns),
        max(column.rigid for column in columns),
    )


def _side_by_side(columns: Sequence[_Column]) -> _Column:
    """One column of one line, which holds the cells of several."""
    headings = [heading for column in columns for line in column.headings for heading in line]
    rows = zip(*(column.cells for column in columns), strict=True)
    cells = [[cell for lines in row for line in lines for cell in line] for row in rows]
    width, rigid = max(column.width for column in columns), max(column.rigid for column in columns)
    if len(columns) > 1:
        width = max([width, *(_wide(_joined(line)) for line in cells)])
    return _Column([headings], [[line] for line in cells], width, rigid)


def _cut(cell: Cell) -> Cell:
    """The cell, cut to the longest text shown among other cells."""
    shown, rest = cell.text[:MAX_SHOWN], len(cell.text) - MAX_SHOWN
    if rest <= 0:
        return cell
    return replace(
        cell,
        text=translate("{shown}… and {number} characters more, which --format json shows", shown=shown, number=rest),
    )


def _joined(cells: Sequence[Cell]) -> list[Cell]:
    """The cells that are not empty, with a separator between each two."""
    return [part for cell in cells if cell.text for part in (SEPARATOR, cell)][1:]


def _wide(cells: Sequence[Cell]) -> int:
    return sum(cell_len(cell.text) for cell in cells)


# ---- lines -------------------------------------------------------------------------------------


def _panel(panel: Panel, width: int | None, paint: Paint) -> Iterator[str]:
    if panel.title:
        yield from _paragraph(Cell(panel.title, "strong"), width, paint)
    if panel.rows:
        yield from _rows(panel, _fitted(panel, width), paint)
    if isinstance(panel.chart, Timeline):
        for line in lines(panel.chart, width):
            yield "".join(map(paint, line)).rstrip() + "\n"
    for sentence in panel.sentences:
        yield from _hanging(sentence.text, width)
    for note in panel.notes:
        yield from _paragraph(Cell(note, "dim"), width, paint)


def _hanging(sentence: str, width: int | None) -> Iterator[str]:
    """A sentence with a hanging indent, which shows where the next sentence begins."""
    first, *further = wrapped(escaped_cell(Cell(sentence)).text, width and max(1, width - GAP))
    yield first.rstrip() + "\n"
    yield from (" " * GAP + line.strip() + "\n" for line in further)


def _paragraph(cell: Cell, width: int | None, paint: Paint) -> Iterator[str]:
    for line in wrapped(escaped_cell(cell).text, width):
        yield paint(Cell(line.rstrip(), cell.tone)) + "\n"


def _rows(panel: Panel, columns: Sequence[_Column], paint: Paint) -> Iterator[str]:
    """The headings and the rows; an empty line separates rows of several lines."""
    if any(heading.text for heading in panel.headings):
        yield from _row(columns, [_heading(column) for column in columns], paint)
        yield paint(Cell((" " * GAP).join("─" * column.padded for column in columns), "dim")) + "\n"
    are_apart = not panel.is_dense and any(len(column.headings) > 1 for column in columns)
    for number in range(len(panel.rows)):
        yield from _row(columns, [_block(column, column.cells[number]) for column in columns], paint)
        if are_apart and (panel.notes or number < len(panel.rows) - 1):
            yield "\n"


def _heading(column: _Column) -> list[list[Cell]]:
    """The headings of a column, on one line as far as they fit."""
    headings = [heading for line in column.headings for heading in line]
    return _filled([(Cell(heading.shown, "strong"), 0) for heading in headings], column.width)


def _block(column: _Column, lines_of_cells: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The lines of one cell block, padded to the width of the column."""
    block: list[list[Cell]] = []
    for cells, headings in zip(lines_of_cells, column.headings, strict=True):
        block += _filled([(cell, heading.lines) for cell, heading in zip(cells, headings, strict=True)], column.width)
    return block


def _filled(cells: Sequence[tuple[Cell, int]], width: int) -> list[list[Cell]]:
    """Lines of cells that stand next to each other; a cell that has no room there begins a line and may be wrapped."""
    filled: list[list[Cell]] = []
    for cell, most in cells:
        if not cell.text:
            continue
        if filled and _wide([*filled[-1], SEPARATOR, cell]) <= width:
            filled[-1] += [SEPARATOR, cell]
        else:
            filled += [[Cell(line, cell.tone, link=cell.link)] for line in wrapped(cell.text, width, most)]
    return filled


def _row(columns: Sequence[_Column], blocks: Sequence[list[list[Cell]]], paint: Paint) -> Iterator[str]:
    for number in range(max(1, *(len(block) for block in blocks))):
        yield _line(columns, [block[number] if number < len(block) else [] for block in blocks], paint) + "\n"


def _line(columns: Sequence[_Column], places: Sequence[Sequence[Cell]], paint: Paint) -> str:
    line = ""
    for column, cells in zip(columns, places, strict=True):
        room = " " * (column.padded - _wide(cells))
        text = "".join(map(paint, cells))
        line += (room + text if column.right else text + room) + " " * GAP
    return line.rstrip()


def _painter(terminal: Terminal) -> Paint:
    """The function that adds the colour and the link of a cell; neither takes width."""
    colour = _colourer() if terminal.colour else lambda cell: cell.text
    if not terminal.links:
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
