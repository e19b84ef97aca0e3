"""Strips of counts in SVG: each segment has its number, and the words of all stand below."""

from typing import Final
from xml.etree.ElementTree import Element, SubElement

from tracker.render.escape import escape_control
from tracker.render.svg_shapes import MARGIN, SMALL, TOP, WIDTH, draw, draw_notes, draw_text, text_width
from tracker.reports.charts import Bar, Bars, Shade
from tracker.reports.table import Cell

LEFT: Final = 300  # pixels for the names to the left of the strips
STRIP, ROW = 30, 92
# The colour of the ground, of the border and of the text of a segment: full if it is decided, else with a border.
_SHADES: Final[dict[Shade, tuple[str, str, str]]] = {
    "kept": ("met", "met", "paper"),
    "partly": ("moved", "moved", "paper"),
    "failed": ("bad", "bad", "paper"),
    "late": ("paper", "bad", "bad"),
    "unreported": ("paper", "moved", "moved"),
    "open": ("ahead", "ahead", "ink"),
    "undated": ("paper", "past", "ink"),
    "not_judged": ("paper", "other", "dim"),
}
_DASHED: Final = frozenset[Shade]({"not_judged", "undated"})


def draw_bars(root: Element, chart: Bars) -> float:
    """Draw the strips; return the height of the picture."""
    y = TOP + 14.0
    for bar in chart.bars:
        _bar(SubElement(root, "g"), bar, y)
        y += ROW
    return draw_notes(root, chart.notes, y - 16)


def _bar(root: Element, bar: Bar, y: float) -> None:
    SubElement(root, "title").text = escape_control(bar.described)
    draw_text(root, Cell(bar.name, "strong"), MARGIN, y + 14, LEFT - MARGIN - 8)
    draw_text(root, Cell(bar.whole, "dim"), MARGIN, y + 30, LEFT - 2 * MARGIN, size=SMALL)
    whole, x = sum(segment.number for segment in bar.segments), float(LEFT)
    for words, count, shade in bar.segments:
        width = count / max(1, whole) * (WIDTH - MARGIN - LEFT)
        ground, border, colour = _SHADES[shade]
        box = draw(
            root,
            "rect",
            fill=ground,
            stroke=border,
            x=round(x + 1.5, 1),
            y=y,
            width=round(max(width - 3, 1), 1),
            height=STRIP,
        )
        box.attrib |= {"rx": "2", "stroke-width": "2"}
        if shade in _DASHED:
            box.set("stroke-dasharray", "4 3")
        fits = (text for text in (f"{words} {count}", f"{count}") if text_width(text) <= width - 10)
        draw_text(root, Cell(next(fits, "")), x + width / 2, y + 20, width, colour=colour, anchor="middle")
        x += width
    draw_text(root, Cell(bar.counts), LEFT, y + STRIP + 17, WIDTH - LEFT - MARGIN, size=SMALL)
    draw_text(root, Cell(bar.words, "dim"), LEFT, y + STRIP + 34, WIDTH - LEFT - MARGIN, size=SMALL)
