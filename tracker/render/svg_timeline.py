"""The timeline in SVG: a bar for each track, between its names and its words."""

from collections.abc import Callable
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from msgspec import Struct

from tracker.render.escape import escape_control
from tracker.render.svg_shapes import COLOUR_OF, WIDTH, draw, draw_line, draw_text
from tracker.render.text_chart import STEPS, YEAR, tick
from tracker.reports.charts import Mark, Sign, Timeline, Track
from tracker.reports.table import Cell

LEFT, RIGHT = 272, 96  # pixels for the names to the left of the bars, and for the words to the right
ROW, TOP, BOTTOM = 34, 58, 52
LEAST: Final = 44  # pixels between two ticks
_LEGEND: Final[tuple[tuple[Sign, str], ...]] = (
    ("due", "due"),
    ("moved", "earlier due"),
    ("delivered", "delivered"),
    ("met", "met"),
    ("forecast", "expected"),
    ("breached", "breached"),
    ("restored", "restored"),
)


def draw_timeline(root: Element, chart: Timeline) -> float:
    """Draw the axis, the bars and the legend; return the height of the picture."""
    height = TOP + ROW * len(chart.tracks) + BOTTOM
    scale = _Scale(chart.first, chart.last)
    _axis(root, scale, height - BOTTOM)
    for number, track in enumerate(chart.tracks):
        _track(SubElement(root, "g"), track, TOP + ROW * number, scale, chart.today)
    _today(root, scale, chart.today, height - BOTTOM)
    _legend(root, height - 14)
    return height


class _Scale(Struct, frozen=True):
    """The position of a day between the left and the right end of the bars."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """The x coordinate of a day in pixels; outside of the bars for a day that is not on the chart."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def shows(self, day: date) -> bool:
        """True if a day is on the chart."""
        return self.first <= day <= self.last

    def months_wide(self, count: int) -> float:
        """The least width of this number of months in pixels."""
        return count * 28 * (WIDTH - LEFT - RIGHT) / max(1, (self.last - self.first).days)


# ---- axis and legend ---------------------------------------------------------------------------


def _axis(root: Element, scale: _Scale, bottom: float) -> None:
    """Draw a line and a label at the first day of months or years, as many as fit."""
    step = next(step for step in STEPS if scale.months_wide(step) > LEAST)
    start = max(YEAR, scale.first.year * YEAR // step * step)
    for months in range(start, (scale.last.year + 1) * YEAR, step):
        day = date(months // YEAR, months % YEAR + 1, 1)
        if scale.shows(day):
            draw_line(root, "grid", scale.x(day), TOP - 10, scale.x(day), bottom)
            draw_text(root, Cell(tick(step, day), "dim"), scale.x(day) + 3, TOP - 8, LEAST, size=10)


def _today(root: Element, scale: _Scale, today: date, bottom: float) -> None:
    if scale.shows(today):
        draw_line(root, "bad", scale.x(today), TOP - 10, scale.x(today), bottom + 4, dashes="3 2")
    place = min(max(scale.x(today), LEFT + 40), WIDTH - RIGHT - 40)
    draw_text(root, Cell(f"today {today}", "bad"), place, bottom + 16, LEFT, anchor="middle")


def _legend(root: Element, y: float) -> None:
    x = 16.0
    for sign, words in _LEGEND:
        _SIGNS[sign](root, x, y - 4)
        draw_text(root, Cell(words, "dim"), x + 10, y, 100)
        x += 30 + 5.6 * len(words)
    for colour, words in (("past", "past"), ("ahead", "to come")):
        draw_line(root, colour, x, y - 4, x + 18, y - 4, width=6)
        draw_text(root, Cell(words, "dim"), x + 24, y, 100)
        x += 44 + 5.6 * len(words)
    draw_line(root, "past", x, y - 4, x + 18, y - 4, width=2, dashes="4 3")
    draw_text(root, Cell("no end", "dim"), x + 24, y, 100)


# ---- bars --------------------------------------------------------------------------------------


def _track(root: Element, track: Track, y: float, scale: _Scale, today: date) -> None:
    """Draw a bar between its names and its words; the full text is its title, for hovering and screen readers."""
    SubElement(root, "title").text = escape_control(" · ".join(cell.text for cell in track.cells if cell.text))
    name, *more, words = track.cells if len(track.cells) > 1 else (*track.cells, Cell(""))
    draw_text(root, name, 12, y + 13, LEFT - 24)
    draw_text(
        root, Cell(" · ".join(cell.text for cell in reversed(more))), 12, y + 26, LEFT - 24, size=10, colour="dim"
    )
    draw_text(root, words, WIDTH - RIGHT + 8, y + 17, RIGHT - 16)
    _bar(root, track, y + 13, scale, today)
    if track.start < scale.first:
        draw_text(root, Cell("‹", "strong"), LEFT - 9, y + 17, ROW)
    if track.end and track.end > scale.last:
        draw_text(root, Cell("›", "strong"), WIDTH - RIGHT + 2, y + 17, ROW)
    for mark in track.marks:
        _mark(root, mark, y + 13, scale)


def _bar(root: Element, track: Track, y: float, scale: _Scale, today: date) -> None:
    end = track.end or scale.last
    begin, now, close = (max(scale.first, min(scale.last, day)) for day in (track.start, today, end))
    if begin < min(now, close):
        draw_line(root, "past", scale.x(begin), y, scale.x(min(now, close)), y, width=6)
    if max(begin, now) < close and track.end:
        draw_line(root, "ahead", scale.x(max(begin, now)), y, scale.x(close), y, width=6)
    if max(begin, now) < close and not track.end:
        draw_line(root, "past", scale.x(max(begin, now)), y, scale.x(close), y, width=2, dashes="4 3")
    if track.tone in {"bad", "warn"} and close < now:
        draw_line(
            root, COLOUR_OF.get(track.tone, track.tone), scale.x(close), y, scale.x(now), y, width=3, dashes="2 2"
        )


def _mark(root: Element, mark: Mark, y: float, scale: _Scale) -> None:
    if scale.shows(mark.day):
        group = SubElement(root, "g")
        SubElement(group, "title").text = escape_control(f"{mark.day} {mark.words or mark.sign}")
        _SIGNS[mark.sign](group, scale.x(mark.day), y - 9 if mark.sign == "delivered" else y)


def _circle(root: Element, x: float, y: float) -> None:
    draw(root, "circle", fill="ink", stroke="paper", cx=x, cy=y, r=4.5)


def _ring(root: Element, x: float, y: float) -> None:
    draw(root, "circle", fill="paper", stroke="ink", cx=x, cy=y, r=4.5)


def _diamond(root: Element, x: float, y: float) -> None:
    draw(root, "path", fill="paper", stroke="moved", d=f"M{x} {y - 5.5}L{x + 5.5} {y}L{x} {y + 5.5}L{x - 5.5} {y}Z")


def _filled(root: Element, x: float, y: float) -> None:
    draw(root, "path", fill="delivered", stroke="paper", d=f"M{x} {y - 5}L{x + 5} {y + 4}L{x - 5} {y + 4}Z")


def _check(root: Element, x: float, y: float) -> None:
    draw(root, "circle", fill="met", stroke="paper", cx=x, cy=y, r=6.5)
    path = draw(root, "path", stroke="paper", d=f"M{x - 3} {y}L{x - 1} {y + 2.5}L{x + 3.5} {y - 2.5}")
    path.set("stroke-width", "1.8")


def _cross(root: Element, x: float, y: float) -> None:
    path = draw(root, "path", stroke="bad", d=f"M{x - 4} {y - 4}L{x + 4} {y + 4}M{x - 4} {y + 4}L{x + 4} {y - 4}")
    path.set("stroke-width", "2.4")


def _restored(root: Element, x: float, y: float) -> None:
    draw(root, "circle", fill="paper", stroke="met", cx=x, cy=y, r=5)


_SIGNS: Final[dict[Sign, Callable[[Element, float, float], None]]] = {
    "due": _circle,
    "moved": _diamond,
    "delivered": _filled,
    "met": _check,
    "forecast": _ring,
    "breached": _cross,
    "restored": _restored,
}
