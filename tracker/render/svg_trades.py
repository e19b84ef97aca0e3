"""Promises traded for each other in SVG: two columns, and a tie between the two of each pair."""

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from tracker.render.escape import escape_control
from tracker.render.svg_shapes import MARGIN, SMALL, TOP, WIDTH, draw, draw_notes, draw_text, in_two_lines
from tracker.reports.charts import Box, Trades
from tracker.reports.table import Cell

COLUMN: Final = 480  # pixels of a column
BOX, GAP = 88, 14
_RIGHT: Final = WIDTH - MARGIN - COLUMN


def draw_trades(root: Element, chart: Trades) -> float:
    """Draw the columns and the ties; return the height of the picture."""
    for heading, x in zip(chart.headings, (MARGIN, _RIGHT), strict=True):
        draw_text(root, Cell(heading, "strong"), x, TOP + 16, COLUMN)
    top = TOP + 32
    rows = max(len(chart.left), len(chart.right))
    lefts, rights = _places(len(chart.left), rows, top), _places(len(chart.right), rows, top)
    for left, right in chart.ties:
        _tie(root, lefts[left], rights[right])
    for boxes, places, x in ((chart.left, lefts, MARGIN), (chart.right, rights, _RIGHT)):
        _column(root, boxes, places, x)
    return draw_notes(root, chart.notes, top + rows * (BOX + GAP) - GAP)


def _places(count: int, rows: int, top: float) -> list[float]:
    """The upper edge of each box; the shorter column stands in the middle of the longer one."""
    first = top + (rows - count) * (BOX + GAP) / 2
    return [first + number * (BOX + GAP) for number in range(count)]


def _tie(root: Element, left: float, right: float) -> None:
    begin, end, middle = MARGIN + COLUMN, _RIGHT, WIDTH / 2
    y1, y2 = left + BOX / 2, right + BOX / 2
    tie = draw(root, "path", stroke="past", d=f"M{begin} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {end} {y2:g}")
    tie.set("stroke-width", "2")


def _column(root: Element, boxes: Sequence[Box], places: Sequence[float], x: float) -> None:
    for box, y in zip(boxes, places, strict=True):
        group = SubElement(root, "g")
        SubElement(group, "title").text = escape_control(box.described)
        draw(group, "rect", fill="paper", stroke="other", x=x, y=y, width=COLUMN, height=BOX).set("rx", "4")
        room = COLUMN - 24
        for number, line in enumerate(in_two_lines(box.title, room, is_bold=True)):
            draw_text(group, Cell(line, "strong"), x + 12, y + 22 + 18 * number, room)
        draw_text(group, box.stands, x + 12, y + 60, room)
        draw_text(group, Cell(box.ref, "dim"), x + 12, y + 78, room, size=SMALL)
