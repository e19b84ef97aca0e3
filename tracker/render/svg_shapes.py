"""The shapes, colours and texts of a picture in SVG; without script, font or link."""

from typing import Final
from xml.etree.ElementTree import Element, SubElement

from rich.cells import cell_len, chop_cells

from tracker.render.escape import escape_control
from tracker.reports.table import Cell, Tone

WIDTH: Final = 800
TOP: Final = 34  # pixels of the title above a chart
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
