"""Timeline chart as SVG, as a file or as a part of a page; it has no script, no font and no link."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from msgspec import Struct
from rich.cells import cell_len, chop_cells

from tracker.errors import FormatCannotShow
from tracker.render import GENERATOR
from tracker.render.escape import Terminal, escape_control
from tracker.render.text_chart import STEPS, YEAR, tick
from tracker.reports.table import Cell, Chart, Mark, Sign, Table, Tone, Track

WIDTH: Final = 800
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


def as_svg(table: Table, _: Terminal) -> Iterator[str]:
    """The first chart of a table. Refuses a table without a chart."""
    chart = chart_of(table)
    yield draw_chart(chart, table.title or "Timeline", table.language) + "\n"


def chart_of(table: Table, name: str = "svg") -> Chart:
    """The first chart of a table. Refuses a table without a chart."""
    found = next((panel.chart for panel in table.panels if panel.chart), None)
    if found is None:
        raise FormatCannotShow(
            name, "a timeline", f"try tracker timeline --format {name} with a query that finds something"
        )
    return found


def draw_chart(chart: Chart, title: str, language: str = "", *, headed: bool = True) -> str:
    """The picture as one `svg` element; names in CJK use the fonts of the language.

    The title is drawn only if `headed`, but screen readers always get it.
    """
    wide = WIDE_FONTS.get(language, WIDE_FONTS.get(language.partition("-")[0], WIDE_FONTS[""]))
    height = TOP + ROW * len(chart.tracks) + BOTTOM
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "chart", "role": "img"})
    top = 0 if headed else TOP - 24
    root.attrib |= {"viewBox": f"0 {top} {WIDTH} {height - top}", "width": f"{WIDTH}", "height": f"{height - top}"}
    root.attrib |= {"font-family": FONTS, "font-size": str(SIZE)}
    SubElement(root, "title").text = escape_control(title)
    SubElement(root, "desc").text = f"{len(chart.tracks)} bars from {chart.first} to {chart.last}, today {chart.today}."
    SubElement(root, "metadata").text = GENERATOR
    SubElement(root, "style").text = STYLE
    draw(root, "rect", fill="paper", x=0, y=0, width=WIDTH, height=height)
    scale = _Scale(chart.first, chart.last)
    if headed:
        draw_text(root, Cell(title, "strong"), 12, 22, WIDTH - 24, size=14)
    _axis(root, scale, height - BOTTOM)
    for number, track in enumerate(chart.tracks):
        _track(SubElement(root, "g"), track, TOP + ROW * number, scale, chart.today)
    _today(root, scale, chart.today, height - BOTTOM)
    _legend(root, height - 14)
    for text in root.iter("text"):
        if has_wide(text.text or ""):
            text.set("font-family", wide)
    return tostring(root, encoding="unicode")


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


SIZE: Final = 11  # of the font, in pixels
FONTS: Final = (
    "system-ui, 'Segoe UI', 'Noto Sans', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
)
# The fonts with the Chinese characters of each language; the first is the default.
WIDE_FONTS: Final = {
    "": "'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', Meiryo, sans-serif",
    "zh": "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif",
    "zh-TW": "'Noto Sans CJK TC', 'PingFang TC', 'Microsoft JhengHei', sans-serif",
    "ko": "'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', sans-serif",
}
# Each colour in light mode and in dark mode.
COLOURS: Final = {
    "paper": ("#ffffff", "#16191d"),
    "ink": ("#1b1f24", "#e8eaed"),
    "dim": ("#57606a", "#a5adb8"),
    "bad": ("#b42318", "#ff8f85"),
    "past": ("#4a6785", "#8fb3d9"),
    "ahead": ("#c4d0dc", "#3f5063"),
    "grid": ("#d8dee4", "#343a42"),
    "moved": ("#8a5300", "#e8b04a"),
    "delivered": ("#0a5cad", "#79b8ff"),
    "met": ("#1a6e33", "#6bd488"),
}
# The colour of each tone that is not itself the name of a colour.
COLOUR_OF: Final[dict[Tone, str]] = {
    "good": "met",
    "late": "bad",
    "doubt": "moved",
    "warn": "moved",
    "info": "delivered",
}
STYLE: Final = (
    "@media screen and (prefers-color-scheme: dark) {"
    + "".join(
        f".chart .f-{name} {{ fill: {dark} }} .chart .s-{name} {{ stroke: {dark} }} "
        for name, (_, dark) in COLOURS.items()
    )
    + "}"
)


def draw(root: Element, tag: str, *, fill: str = "", stroke: str = "", **attributes: float | str) -> Element:
    """Add an element with named colours; numbers are written without trailing zeros."""
    shape = SubElement(root, tag, {name: _number(value) for name, value in attributes.items()})
    classes = [f"{kind}-{name}" for kind, name in (("f", fill), ("s", stroke)) if name]
    shape.attrib |= {"class": " ".join(classes), "fill": COLOURS[fill][0] if fill else "none"}
    if stroke:
        shape.set("stroke", COLOURS[stroke][0])
    return shape


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def draw_line(  # noqa: PLR0913, PLR0917 - two places and how it is drawn
    root: Element, colour: str, x1: float, y1: float, x2: float, y2: float, *, width: float = 1, dashes: str = ""
) -> None:
    """Add a line between two points."""
    line = draw(root, "line", stroke=colour, x1=x1, y1=y1, x2=x2, y2=y2)
    line.set("stroke-width", _number(width))
    if dashes:
        line.set("stroke-dasharray", dashes)


def draw_text(  # noqa: PLR0913 - what, where, and how it is written
    root: Element,
    cell: Cell,
    x: float,
    y: float,
    room: float,
    *,
    size: float = SIZE,
    colour: str = "",
    anchor: str = "",
) -> None:
    """Add a text on one line, cut to the available width."""
    tone = colour or (cell.tone if cell.tone in COLOURS else COLOUR_OF.get(cell.tone, "ink"))
    text = draw(root, "text", fill=tone, x=x, y=y)
    text.text = fitted(escape_control(" ".join(cell.text.split())), room, size)
    if size != SIZE:
        text.set("font-size", _number(size))
    if cell.tone == "strong":
        text.set("font-weight", "600")
    if anchor:
        text.set("text-anchor", anchor)


def fitted(text: str, room: float, size: float) -> str:
    """The text, cut to a width in pixels.

    >>> fitted("対米投資", 34, 11)
    '対米…'
    """
    if _pixels(text, size) <= room:
        return text
    cells = int(room / size * 2)
    cuts = (chop_cells(text[:cells], most)[0] + "…" for most in range(cells, 0, -1))
    return next((cut for cut in cuts if _pixels(cut, size) <= room), "…")


def _pixels(text: str, size: float) -> float:
    """Upper estimate of the width of a text: a wide character takes the font size, any other 0.62 of it."""
    wide = sum(has_wide(character) for character in text)
    return size * (wide + 0.62 * max(0, cell_len(text) - 2 * wide))


def has_wide(text: str) -> bool:
    """True if any character of a text takes two terminal cells."""
    return cell_len(text) > len(text)
