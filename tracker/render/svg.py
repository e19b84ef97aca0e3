"""A chart as SVG, as a file or as a part of a page; it has no script, no font and no link."""

from collections.abc import Callable, Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from tracker.errors import FormatCannotShow, TooManyBars
from tracker.language import ENGLISH, current_language, script_tag
from tracker.render import GENERATOR
from tracker.render.escape import Terminal, escape_control
from tracker.render.svg_bars import draw_bars
from tracker.render.svg_plot import draw_plot
from tracker.render.svg_shapes import (
    FONTS,
    MARGIN,
    SIZE,
    STYLE,
    TITLE,
    TOP,
    WIDE_FONTS,
    WIDTH,
    draw,
    draw_text,
    has_wide,
)
from tracker.render.svg_timeline import draw_timeline
from tracker.render.svg_trades import draw_trades
from tracker.reports.charts import MOST_BARS, Bars, Plot, Timeline, Trades
from tracker.reports.table import Cell, Drawing, Table

_BASE: Final = 28  # pixels from the upper edge to the base line of the title
# The function that draws each kind of chart below the title, and returns the height of the picture.
_KINDS: Final[dict[type, Callable[[Element, Any], float]]] = {
    Bars: draw_bars,
    Plot: draw_plot,
    Timeline: draw_timeline,
    Trades: draw_trades,
}


def as_svg(table: Table, _: Terminal) -> Iterator[str]:
    """The timeline of a table, else its first chart. Refuses a table without a chart."""
    yield draw_first(table, "svg") + "\n"


def draw_first(table: Table, name: str) -> str:
    """The timeline of a table as a picture, else its first chart; `name` is the requested format.

    Refuses a table without a chart.
    """
    charts = sorted(filter(None, (panel.chart for panel in table.panels)), key=_is_other)
    if not charts:
        raise FormatCannotShow(
            name, "a chart", f"try tracker timeline --format {name} with a query that finds something"
        )
    (chart, *_) = charts
    return draw_chart(chart, table.title or chart.title, table.language)


def _is_other(chart: Drawing) -> bool:
    """True if it is another kind than a timeline."""
    return not isinstance(chart, Timeline)


def draw_chart(chart: Drawing, title: str, language: str = "", *, headed: bool = True) -> str:
    """The picture as one `svg` element; texts in CJK use the fonts of the language.

    The title is drawn only if `headed`, but screen readers always get it. Refuses a timeline of very many bars.
    """
    if isinstance(chart, Timeline) and len(chart.tracks) > MOST_BARS:
        raise TooManyBars(len(chart.tracks), MOST_BARS)
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "chart", "role": "img"})
    root.attrib |= {"font-family": FONTS, "font-size": str(SIZE)}
    if current_language() != ENGLISH:
        root.set("lang", current_language())
    SubElement(root, "title").text = escape_control(title)
    SubElement(root, "desc").text = escape_control(chart.description)
    SubElement(root, "metadata").text = GENERATOR
    SubElement(root, "style").text = STYLE
    paper = draw(root, "rect", fill="paper", x=0, y=0, width=WIDTH)
    if headed:
        draw_text(root, Cell(title, "strong"), MARGIN, _BASE, WIDTH - 2 * MARGIN, size=TITLE)
    height = _KINDS[type(chart)](root, chart)
    top = 0 if headed else TOP
    paper.set("height", f"{height:g}")
    root.attrib |= {"viewBox": f"0 {top} {WIDTH} {height - top:g}", "width": f"{WIDTH}", "height": f"{height - top:g}"}
    wide = WIDE_FONTS.get(script_tag(language), WIDE_FONTS[""])
    for text in root.iter("text"):
        if has_wide(text.text or ""):
            text.set("font-family", wide)
    return tostring(root, encoding="unicode")
