"""Lines over days in SVG: amounts that add up, or days that move; each line has its name at its end."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from msgspec import Struct

from tracker.language import translate, written_day
from tracker.render.escape import escape_control
from tracker.render.svg_axis import DayScale, draw_days, draw_today
from tracker.render.svg_shapes import MARGIN, SMALL, TOP, WIDTH, draw, draw_line, draw_notes, draw_text, text_width
from tracker.reports.charts import Line, Look, Plot, Point
from tracker.reports.table import Cell

LEFT, RIGHT = 130, 350  # pixels for the values to the left of the lines, and for the names to the right
UPPER, LOWER = TOP + 26, TOP + 466  # of the area of the lines
ROW: Final = 38  # pixels of a label
_COLOURS: Final[dict[Look, str]] = {
    "selected": "moved",
    "contracted": "past",
    "disbursed": "delivered",
    "delivered": "met",
    "exceeded": "moved",
    "line": "dim",
    "plan": "ink",
    "goal": "ink",
    "today": "dim",
    "put_off": "moved",
    "brought_forward": "met",
    "dropped": "bad",
    "other": "other",
}
_DASHES: Final[dict[Look, str]] = {"line": "7 5", "plan": "2 3", "goal": "12 4", "today": "4 3"}
_WIDTHS: Final[dict[Look, str]] = {"line": "1.5", "plan": "1.5", "goal": "1.5", "today": "1.5", "other": "1"}


class _Label(Struct, frozen=True):
    """A name next to the end of a line."""

    text: str
    below: str
    look: Look
    x: float
    y: float


def draw_plot(root: Element, chart: Plot) -> float:
    """Draw the axes, the lines and their names; return the height of the picture."""
    days = DayScale(chart.first, chart.last, LEFT, WIDTH - RIGHT)
    values = _ValueScale.of(chart)
    draw_days(root, days, UPPER - 12, LOWER)
    for value, label in values.ticks(chart):
        draw_line(root, "grid", LEFT, values.place(value), WIDTH - RIGHT, values.place(value))
        x, room = LEFT - 10, LEFT - 10 - MARGIN / 2
        draw_text(root, Cell(label, "dim"), x, values.place(value) + 4, room, size=SMALL, anchor="end")
    area = _Area(days, values)
    labels = [_line(SubElement(root, "g"), line, area) for line in sorted(chart.lines, key=_is_labelled)]
    draw_today(root, days, chart.today, UPPER - 12, LOWER)
    bottom = max(LOWER + 34, _labels(root, [label for label in labels if label.text]))
    return draw_notes(root, chart.notes, _legend(root, chart, bottom))


def _legend(root: Element, chart: Plot, y: float) -> float:
    """Explain the open marks, if there are any; return the lowest place."""
    points = [point for line in chart.lines for point in line.points]
    marks = (
        ("4.5", translate("the day is not known exactly"), any(not point.is_exact for point in points)),
        ("7", translate("no date from then on"), any(point.value is None for point in points)),
    )
    x: float = LEFT
    for radius, words, is_there in marks:
        if is_there:
            _circle(root, x, y + 8, "past").set("r", radius)
            draw_text(root, Cell(words, "dim"), x + 12, y + 12, WIDTH, size=SMALL)
            x += 40 + text_width(words, SMALL)
    return y + 24 if x > LEFT else y


def _is_labelled(line: Line) -> bool:
    return bool(line.label)


class _ValueScale(Struct, frozen=True):
    """The place of a value on the upright axis: amounts, or days as their numbers."""

    least: Decimal
    most: Decimal

    @classmethod
    def of(cls, chart: Plot) -> "_ValueScale":
        """The scale on which every value of a chart has its place."""
        points = (point.value for line in chart.lines for point in line.points if point.value is not None)
        found = [*map(_number, points), *(value for value, _ in chart.ticks)]
        return cls(min(found), max(found))

    def place(self, value: Decimal | date) -> float:
        """The y coordinate of a value."""
        share = (_number(value) - self.least) / ((self.most - self.least) or 1)
        return round(LOWER - float(share) * (LOWER - UPPER), 1)

    def ticks(self, chart: Plot) -> Iterator[tuple[Decimal | date, str]]:
        """The values with a label."""
        if chart.ticks:
            yield from chart.ticks
        else:
            first, last = (date.fromordinal(int(value)) for value in (self.least, self.most))
            yield from DayScale(first, last, LOWER, UPPER).ticks(ROW)


def _number(value: Decimal | date) -> Decimal:
    return Decimal(value.toordinal()) if isinstance(value, date) else value


# ---- lines -------------------------------------------------------------------------------------


class _Area(Struct, frozen=True):
    """The area of the lines: the places of days from left to right, and of values upwards."""

    days: DayScale
    values: _ValueScale


def _line(root: Element, line: Line, area: _Area) -> _Label:
    """Draw a line with its marks; return its name at its end."""
    words = line.label or " · ".join(dict.fromkeys(point.words for point in line.points if point.words))
    SubElement(root, "title").text = escape_control(words)
    for run in _runs(line.points):
        path = draw(root, "path", stroke=_COLOURS[line.look], d=_path(run, area, is_stepped=line.is_stepped))
        path.attrib |= {"stroke-width": _WIDTHS.get(line.look, "2.5"), "stroke-linejoin": "round"}
        if line.look in _DASHES:
            path.set("stroke-dasharray", _DASHES[line.look])
        for point, y in _places(run, area) if line.label else ():
            _point(root, point, area.days.place(point.day), y, _COLOURS[line.look])
    *_, (last, y) = (place for run in _runs(line.points) for place in _places(run, area))
    return _Label(line.label, line.below, line.look, min(area.days.place(last.day), area.days.end), y)


def _runs(points: Sequence[Point]) -> Iterator[list[Point]]:
    """The parts of a line: each ends at the next point without a value, or with the line."""
    run: list[Point] = []
    for point in points:
        if run or point.value is not None:
            run.append(point)
        if run and point.value is None:
            yield run
            run = []
    if run:
        yield run


def _places(run: Sequence[Point], area: _Area) -> Iterator[tuple[Point, float]]:
    """The points of a part of a line with their y coordinates; one without a value ends at the height before it."""
    y = 0.0
    for point in run:
        y = y if point.value is None else area.values.place(point.value)
        yield point, y


def _path(run: Sequence[Point], area: _Area, *, is_stepped: bool) -> str:
    """The path through the points; a step goes level to the day of the next point, and then up or down."""
    (first, y), *further = _places(run, area)
    steps = (
        f"H{area.days.place(point.day):g}V{y:g}" if is_stepped else f"L{area.days.place(point.day):g} {y:g}"
        for point, y in further
    )
    return f"M{area.days.place(first.day):g} {y:g}{''.join(steps)}"


def _point(root: Element, point: Point, x: float, y: float, colour: str) -> None:
    """Draw the mark of a point, if anything happened there: open if its day is not known, wide if the line ends."""
    if point.words:
        group = SubElement(root, "g")
        SubElement(group, "title").text = escape_control(f"{written_day(point.day)} {point.words}")
        is_end = point.value is None
        _circle(group, x, y, colour, is_open=is_end or not point.is_exact).set("r", "7" if is_end else "4.5")


def _circle(root: Element, x: float, y: float, colour: str, *, is_open: bool = True) -> Element:
    circle = draw(root, "circle", fill="paper" if is_open else colour, stroke=colour, cx=x, cy=y, r=4.5)
    circle.set("stroke-width", "2")
    return circle


# ---- names -------------------------------------------------------------------------------------


def _labels(root: Element, labels: Sequence[_Label]) -> float:
    """Write the names to the right of the lines, none over another; return the lowest place."""
    ordered = sorted(labels, key=lambda label: label.y)
    x = WIDTH - RIGHT + 26
    places = spread([label.y for label in ordered], ROW, UPPER - 4)
    for label, y in zip(ordered, places, strict=True):
        leader = draw(
            root, "path", stroke="grid", d=f"M{label.x + 6:g} {label.y:g}H{WIDTH - RIGHT + 4}L{x - 6:g} {y:g}"
        )
        leader.set("stroke-width", "1")
        draw_text(root, Cell(label.text, "strong"), x, y + 2, WIDTH - x - MARGIN / 2, colour=_COLOURS[label.look])
        draw_text(root, Cell(label.below), x, y + 17, WIDTH - x - MARGIN / 2, size=SMALL, colour="dim")
    return max((y + ROW for y in places), default=0)


def spread(wanted: Iterable[float], gap: float, least: float) -> list[float]:
    """Ascending places as near to the wanted ones as they can be with a gap between any two, none under the least.

    >>> spread([10, 12, 40], 10, 0)
    [6.0, 16.0, 40.0]
    """
    groups: list[tuple[float, int]] = []  # the middle of each group of places that touch, and their number
    for place in wanted:
        middle, count = float(place), 1
        while groups and middle - (count - 1) * gap / 2 < groups[-1][0] + (groups[-1][1] - 1) * gap / 2 + gap:
            before, number = groups.pop()
            middle = (before * number + middle * count) / (number + count)
            count += number
        middle = max(middle, least + (count - 1) * gap / 2)
        groups.append((middle, count))
    return [middle + (index - (count - 1) / 2) * gap for middle, count in groups for index in range(count)]
