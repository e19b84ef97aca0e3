"""Timeline chart in text: one line a track, readable without colour, fitted to the width."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from msgspec import Struct
from rich.cells import cell_len, set_cell_size

from tracker.language import message, translate, written_day
from tracker.render.escape import escape_control
from tracker.reports.charts import Sign, Timeline, Track
from tracker.reports.table import Cell

NATURAL: Final = 60  # cells of a bar if the width is unlimited
LEAST: Final = 36  # cells that a bar gets before the names next to it are cut
NARROWEST: Final = 8
GAP: Final = 2
YEAR: Final = 12
STEPS: Final = (1, 3, YEAR, 2 * YEAR, 5 * YEAR, 10 * YEAR, 20 * YEAR, 50 * YEAR, 100 * YEAR, 10_000 * YEAR)  # months
SIGNS: Final[dict[Sign, str]] = {
    "moved": "◇",
    "delivered": "▴",
    "due": "●",
    "met": "✓",
    "forecast": "○",
    "breached": "✗",
    "restored": "↺",
}
_ENTRIES: Final = (
    message("━ past"),
    message("─ to come"),
    message("╌ no end"),
    message("· past due"),
    message("◇ earlier due"),
    message("● due"),
    message("▴ delivered"),
    message("✓ met"),
    message("○ expected"),
    message("✗ breached"),
    message("↺ restored"),
)


class _Scale(Struct, frozen=True):
    """The position of a day among the cells of a bar."""

    first: date
    last: date
    room: int

    def place(self, day: date) -> int:
        """The index of the cell of a day; outside of the bar for a day that is not on the chart."""
        days = max(1, (self.last - self.first).days)
        return (day - self.first).days * (self.room - 1) // days

    def months_wide(self, count: int) -> int:
        """The least width of this number of months in cells."""
        return count * 28 * (self.room - 1) // max(1, (self.last - self.first).days)


def lines(chart: Timeline, width: int | None) -> Iterator[tuple[Cell, ...]]:
    """The axis, a line for each track, and the legend; each line as its cells."""
    names = [escaped_cell(track.cells[0]) for track in chart.tracks]
    words = [escaped_cell(track.cells[-1]) for track in chart.tracks]
    words_width = max(cell_len(cell.text) for cell in words)
    label = max(cell_len(cell.text) for cell in names)
    if width is not None:
        label = min(label, max(NARROWEST, width - LEAST - words_width - 2 * GAP))
    room = NATURAL if width is None else max(NARROWEST, width - label - words_width - 2 * GAP)
    scale = _Scale(chart.first, chart.last, room)
    margin = " " * (label + GAP)
    yield Cell(margin), Cell(_axis(scale), "strong")
    for track, name, word in zip(chart.tracks, names, words, strict=True):
        named = Cell(_cut(name.text, label), name.tone)
        yield named, Cell(" " * GAP), Cell(_bar(track, scale, chart.today), track.tone), Cell(" " * GAP), word
    yield Cell(margin), Cell(_under(scale, chart.today), "dim")
    yield from ((Cell(line, "dim"),) for line in _legend(width))


def escaped_cell(cell: Cell) -> Cell:
    """The cell on one line, without active characters."""
    return Cell(escape_control(" ".join(cell.text.split())), cell.tone, link=cell.link)


def _cut(text: str, width: int) -> str:
    """The text in exactly this width; the middle of a longer one is left out, because milestones differ at the end."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    last = next(text[at:] for at in range(len(text)) if cell_len(text[at:]) <= width // 2)
    return f"{set_cell_size(text, width - 1 - cell_len(last))}…{last}"


def _legend(width: int | None) -> list[str]:
    """The legend, broken between signs at the width."""
    first, *further = map(translate, _ENTRIES)
    found = [first]
    for entry in further:
        if width and cell_len(f"{found[-1]} {entry}") > width:
            found.append(entry)
        else:
            found[-1] = f"{found[-1]} {entry}"
    return found


# ---- the axis ----------------------------------------------------------------------------------


def _axis(scale: _Scale) -> str:
    """Labels at the first day of months or years, as many as fit."""
    step = next(step for step in STEPS if scale.months_wide(step) > len(tick(step, scale.first)) + 1)
    axis = " " * scale.room
    start = max(YEAR, scale.first.year * YEAR // step * step)
    for months in range(start, (scale.last.year + 1) * YEAR, step):
        day = date(months // YEAR, months % YEAR + 1, 1)
        place, text = scale.place(day), f"╷{tick(step, day)}"
        if 0 <= place <= scale.room - len(text):
            axis = axis[:place] + text + axis[place + len(text) :]
    return axis


def tick(step: int, day: date) -> str:
    """The label of a tick, for a step of this number of months."""
    return f"{day:%Y-%m}" if step < YEAR else f"{day.year}"


def _under(scale: _Scale, today: date) -> str:
    """The line below the bars with today's date."""
    place, text = scale.place(today), translate("as of {day}", day=written_day(today))
    if not 0 <= place < scale.room:
        return f"‹ {text}" if place < 0 else f"{' ' * (scale.room - cell_len(text) - 2)}{text} ›"
    if place + cell_len(text) < scale.room:
        return f"{' ' * place}╵{text}"
    return f"{' ' * (place - cell_len(text))}{text}╵"


# ---- bars --------------------------------------------------------------------------------------


def _bar(track: Track, scale: _Scale, today: date) -> str:
    now, room = scale.place(today), scale.room
    start, end = scale.place(track.start), scale.place(track.end or scale.last)
    signs = [" "] * room
    for place in range(max(0, start), min(end, room - 1) + 1):
        signs[place] = "━" if place <= now else "─" if track.end else "╌"
    if track.tone in {"bad", "warn"}:
        for place in range(max(0, end), min(now, room)):
            signs[place] = "·"
    if 0 <= now < room and signs[now] in " ·":
        signs[now] = "│"
    for mark in track.marks:
        if 0 <= (place := scale.place(mark.day)) < room:
            signs[place] = SIGNS[mark.sign]
    if start < 0:
        signs[0] = "‹"
    if end >= room:
        signs[-1] = "›"
    return "".join(signs)
