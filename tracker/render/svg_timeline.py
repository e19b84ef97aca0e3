"""The timeline in SVG: a bar for each track, between its names and its words."""

from collections.abc import Callable, Iterable
from datetime import date
from math import ceil
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from tracker.language import message, translate, written_day
from tracker.render.escape import escape_control
from tracker.render.svg_axis import DayScale, draw_days, draw_today
from tracker.render.svg_shapes import COLOUR_OF, MARGIN, SMALL, WIDTH, draw, draw_line, draw_text, text_width
from tracker.render.svg_shapes import TOP as TITLED
from tracker.reports.charts import Mark, Sign, Timeline, Track
from tracker.reports.table import Cell

LEFT, RIGHT = 400, 200  # pixels for the names to the left of the bars, and at least for the words to the right
WIDEST: Final = 400  # pixels for the words to the right at most
GAP: Final = 12  # pixels between the bars and the words
ROW, TOP, BOTTOM = 42, TITLED + 30, 68
_LEGEND: Final[tuple[tuple[Sign, str], ...]] = (
    ("due", message("due", "sign")),
    ("moved", message("earlier due", "sign")),
    ("delivered", message("delivered", "sign")),
    ("met", message("met", "sign")),
    ("forecast", message("expected", "sign")),
    ("breached", message("breached", "sign")),
    ("restored", message("restored", "sign")),
)


def draw_timeline(root: Element, chart: Timeline) -> float:
    """Draw the axis, the bars and the legend; return the height of the picture."""
    height = TOP + ROW * len(chart.tracks) + BOTTOM
    scale = DayScale(chart.first, chart.last, LEFT, WIDTH - _room(chart.tracks))
    draw_days(root, scale, TOP - 12, height - BOTTOM)
    for number, track in enumerate(chart.tracks):
        _track(SubElement(root, "g"), track, TOP + ROW * number, scale, chart.today)
    draw_today(root, scale, chart.today, TOP - 12, height - BOTTOM)
    _legend(root, height - 16)
    return height


def _room(tracks: Iterable[Track]) -> float:
    """The room for the words to the right of the bars: what the longest ones take."""
    widths = [text_width(track.cells[-1].text) for track in tracks if len(track.cells) > 1]
    return min(max(RIGHT, GAP + ceil(max(widths, default=0) + 1) + MARGIN / 2), WIDEST)


def _legend(root: Element, y: float) -> None:
    x = 20.0
    for sign, words in _LEGEND:
        _SIGNS[sign](root, x, y - 4)
        x = _explained(root, translate(words, "sign"), x + 12, y)
    for colour, words in (("past", translate("past")), ("ahead", translate("to come"))):
        draw_line(root, colour, x, y - 4, x + 22, y - 4, width=8)
        x = _explained(root, words, x + 30, y)
    draw_line(root, "past", x, y - 4, x + 22, y - 4, width=2, dashes="4 3")
    _explained(root, translate("no end"), x + 30, y)


def _explained(root: Element, words: str, x: float, y: float) -> float:
    """Write the meaning of a sign; return the place of the next sign."""
    draw_text(root, Cell(words, "dim"), x, y, WIDTH, size=SMALL)
    return x + text_width(words, SMALL) + 22


# ---- bars --------------------------------------------------------------------------------------


def _track(root: Element, track: Track, y: float, scale: DayScale, today: date) -> None:
    """Draw a bar between its names and its words; the full text is its title, for hovering and screen readers."""
    SubElement(root, "title").text = escape_control(" · ".join(cell.text for cell in track.cells if cell.text))
    name, *more, words = track.cells if len(track.cells) > 1 else (*track.cells, Cell(""))
    below = Cell(" · ".join(cell.text for cell in reversed(more)))
    draw_text(root, name, MARGIN, y + 16, LEFT - MARGIN - 16)
    draw_text(root, below, MARGIN, y + 32, LEFT - MARGIN - 16, size=SMALL, colour="dim")
    draw_text(root, words, scale.end + GAP, y + 21, WIDTH - scale.end - GAP - MARGIN / 2)
    _bar(root, track, y + 16, scale, today)
    if track.start < scale.first:
        draw_text(root, Cell("‹", "strong"), LEFT - 11, y + 21, ROW)
    if track.end and track.end > scale.last:
        draw_text(root, Cell("›", "strong"), scale.end + 3, y + 21, ROW)
    for mark in track.marks:
        _mark(root, mark, y + 16, scale)


def _bar(root: Element, track: Track, y: float, scale: DayScale, today: date) -> None:
    end = track.end or scale.last
    begin, now, close = (max(scale.first, min(scale.last, day)) for day in (track.start, today, end))
    if begin < min(now, close):
        draw_line(root, "past", scale.place(begin), y, scale.place(min(now, close)), y, width=8)
    if max(begin, now) < close and track.end:
        draw_line(root, "ahead", scale.place(max(begin, now)), y, scale.place(close), y, width=8)
    if max(begin, now) < close and not track.end:
        draw_line(root, "past", scale.place(max(begin, now)), y, scale.place(close), y, width=2, dashes="4 3")
    if track.tone in {"bad", "warn"} and close < now:
        draw_line(
            root,
            COLOUR_OF.get(track.tone, track.tone),
            scale.place(close),
            y,
            scale.place(now),
            y,
            width=3,
            dashes="2 2",
        )


def _mark(root: Element, mark: Mark, y: float, scale: DayScale) -> None:
    if scale.shows(mark.day):
        group = SubElement(root, "g")
        SubElement(group, "title").text = escape_control(f"{written_day(mark.day)} {mark.words}")
        _SIGNS[mark.sign](group, scale.place(mark.day), y - 11 if mark.sign == "delivered" else y)


def _circle(root: Element, x: float, y: float) -> None:
    draw(root, "circle", fill="ink", stroke="paper", cx=x, cy=y, r=5.5)


def _ring(root: Element, x: float, y: float) -> None:
    draw(root, "circle", fill="paper", stroke="ink", cx=x, cy=y, r=5.5)


def _diamond(root: Element, x: float, y: float) -> None:
    draw(root, "path", fill="paper", stroke="moved", d=f"M{x} {y - 6.5}L{x + 6.5} {y}L{x} {y + 6.5}L{x - 6.5} {y}Z")


def _filled(root: Element, x: float, y: float) -> None:
    draw(root, "path", fill="delivered", stroke="paper", d=f"M{x} {y - 6}L{x + 6} {y + 5}L{x - 6} {y + 5}Z")


def _check(root: Element, x: float, y: float) -> None:
    draw(root, "circle", fill="met", stroke="paper", cx=x, cy=y, r=8)
    path = draw(root, "path", stroke="paper", d=f"M{x - 4} {y}L{x - 1} {y + 3}L{x + 4} {y - 3}")
    path.set("stroke-width", "1.8")


def _cross(root: Element, x: float, y: float) -> None:
    path = draw(root, "path", stroke="bad", d=f"M{x - 5} {y - 5}L{x + 5} {y + 5}M{x - 5} {y + 5}L{x + 5} {y - 5}")
    path.set("stroke-width", "2.4")


def _restored(root: Element, x: float, y: float) -> None:
    draw(root, "circle", fill="paper", stroke="met", cx=x, cy=y, r=6)


_SIGNS: Final[dict[Sign, Callable[[Element, float, float], None]]] = {
    "due": _circle,
    "moved": _diamond,
    "delivered": _filled,
    "met": _check,
    "forecast": _ring,
    "breached": _cross,
    "restored": _restored,
}
