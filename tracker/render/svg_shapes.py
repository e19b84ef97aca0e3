"""The shapes, colours and texts of a picture in SVG; without script, font or link."""

from collections.abc import Iterable
from itertools import accumulate
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from rich.cells import cell_len

from tracker.render.escape import escape_control
from tracker.reports.table import Cell, Tone

WIDTH: Final = 1200
MARGIN: Final = 16
TOP: Final = 44  # pixels of the title above a chart
SIZE: Final = 14  # of the font, in pixels
SMALL: Final = 12
TITLE: Final = 18
FONTS: Final = (
    "system-ui, 'Segoe UI', 'Noto Sans', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
)
# The width of characters in DejaVu Sans as a part of the font size; of any other letter of ASCII it is 0.66 at most.
_WIDTHS: Final = {
    character: width
    for width, characters in ((0.35, " ijlIJ.,:;|!'/`-"), (0.47, 'frt()[]{}"'), (0.84, "ABCDGHKMNOQRUVXZ&+<=>~w^#"))
    for character in characters
} | dict.fromkeys("mW%@", 1.0)
BOLD: Final = 1.12  # the width of bold letters by that of others
# The fonts with the Chinese characters of each language, by `script_tag`; the first is the default.
WIDE_FONTS: Final = {
    "": "'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', Meiryo, sans-serif",
    "zh-Hans": "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif",
    "zh-Hant": "'Noto Sans CJK TC', 'PingFang TC', 'Microsoft JhengHei', sans-serif",
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
    "other": ("#8c959f", "#6e7781"),
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
    is_bold = cell.tone == "strong"
    text.text = fitted(escape_control(" ".join(cell.text.split())), room, size, is_bold=is_bold)
    if size != SIZE:
        text.set("font-size", _number(size))
    if is_bold:
        text.set("font-weight", "600")
    if anchor:
        text.set("text-anchor", anchor)


def draw_notes(root: Element, notes: Iterable[str], y: float) -> float:
    """Write each note on a line below a chart; return the height of the picture."""
    for note in notes:
        y += SMALL + 7
        draw_text(root, Cell(note, "dim"), MARGIN, y, WIDTH - 2 * MARGIN, size=SMALL)
    return y + MARGIN


def fitted(text: str, room: float, size: float, *, is_bold: bool = False) -> str:
    """The text, cut to a width in pixels.

    >>> fitted("対米投資", 36, 11)
    '対米…'
    """
    left = room - text_width("…", size, is_bold=is_bold)
    kept = 0  # letters that leave room for an ellipsis
    for length, width in enumerate(accumulate(text_width(letter, size, is_bold=is_bold) for letter in text), 1):
        if width > room:
            return f"{text[:kept]}…"
        kept = length if width <= left else kept
    return text


def in_two_lines(text: str, room: float, *, is_bold: bool = False) -> tuple[str, str]:
    """The text on two lines, broken at a space if the first line has one; the second may be too long.

    >>> in_two_lines("Buy 100 aircraft", 80), in_two_lines("Buy 100 aircraft", 60), in_two_lines("Buy", 60)
    (('Buy 100', 'aircraft'), ('Buy', '100 aircraft'), ('Buy', ''))
    """
    text = " ".join(text.split())
    first = fitted(text, room, SIZE, is_bold=is_bold)
    if first == text:
        return text, ""
    kept = first[:-1]
    if not text[len(kept) :].startswith(" "):
        kept = kept.rpartition(" ")[0] or kept
    return kept.strip(), text[len(kept) :].strip()


def text_width(text: str, size: float = SIZE, *, is_bold: bool = False) -> float:
    """Upper estimate of the width of a text: as wide as DejaVu Sans, one of the widest fonts, draws it."""
    return size * sum(_width(character, is_bold=is_bold) for character in text)


def _width(character: str, *, is_bold: bool) -> float:
    """The width of a character as a part of the font size; a wide one takes all of it, bold or not."""
    if has_wide(character):
        return cell_len(character) / 2
    return (BOLD if is_bold else 1) * _WIDTHS.get(character, 1 if character > "~" else 0.66)


def has_wide(text: str) -> bool:
    """True if any character of a text takes two terminal cells."""
    return cell_len(text) > len(text)
