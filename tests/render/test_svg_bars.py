"""Strips and trades as SVG: every number is written, and every text stays in its room."""

from typing import Final
from xml.etree import ElementTree as ET

import pytest

from tests import hostile
from tracker.language import language
from tracker.render.svg import draw_chart
from tracker.render.svg_bars import LEFT
from tracker.render.svg_shapes import MARGIN, WIDTH
from tracker.reports.charts import Bar, Bars, Box, Segment, Trades
from tracker.reports.table import Cell, Drawing

SVG: Final = "{http://www.w3.org/2000/svg}"


def read(chart: Drawing, title: str = "Promises") -> ET.Element:
    return ET.fromstring(draw_chart(chart, title))  # noqa: S314 - ours


def texts(chart: Drawing) -> list[str]:
    return [text.text or "" for text in read(chart).iter(f"{SVG}text")]


def strip(*segments: Segment, name: str = "JP Japan", words: str = "on time: 1 of 2") -> Bars:
    return Bars("Outcomes", "JP: kept 1.", (Bar(name, "2 promises", segments, words),), ("Each strip is all.",))


def trades(text: str = "Cut the tariff") -> Trades:
    boxes = [Box(f"p{number}", text, Cell("met", "good")) for number in range(3)]
    return Trades("Traded", "p0 in return for p1.", ("Japan", "US"), (boxes[0],), tuple(boxes[1:]), ((0, 0), (0, 1)))


def test_a_strip_is_divided_by_the_numbers_and_each_is_written() -> None:
    chart = strip(Segment("kept", 3, "kept"), Segment("late", 1, "late"), Segment("void", 96, "not_judged"))
    widths = [float(box.get("width", "")) for box in read(chart).iterfind(f".//{SVG}g/{SVG}rect")]
    whole = WIDTH - MARGIN - LEFT
    assert widths == pytest.approx([whole * share / 100 - 3 for share in (3, 1, 96)], abs=0.1)
    assert texts(chart)[1:] == [
        *("JP Japan", "2 promises", "3", "", "void 96", "kept 3 · late 1 · void 96", "on time: 1 of 2"),
        "Each strip is all.",
    ]


def test_a_group_without_promises_has_no_strip() -> None:
    assert list(read(strip()).iterfind(f".//{SVG}g/{SVG}rect")) == []


def test_each_promise_is_a_box_and_each_pair_a_tie() -> None:
    root = read(trades())
    assert len(root.findall(f"{SVG}path")) == 2
    assert len(root.findall(f"{SVG}g/{SVG}rect")) == 3
    assert texts(trades())[1:6] == ["Japan", "US", "Cut the tariff", "", "met"]


def test_the_title_of_a_strip_and_of_a_box_has_the_marks_of_its_language() -> None:
    with language("ja"):
        found = [each.findtext(f"{SVG}title") for chart in (strip(), trades()) for each in read(chart).iter(f"{SVG}g")]
    assert found[:2] == ["JP Japan：。", "p0：Cut the tariff（met）"]


def test_a_long_title_has_two_lines() -> None:
    title = "Invest, lend or guarantee up to US$550bn in the strategic sectors of the United States of America"
    assert {"Invest, lend or guarantee up to US$550bn in the", "strategic sectors of the United States of America"} <= {
        *texts(trades(title))
    }
    assert len({*texts(trades("対米投資" * 30))}) > 5


@pytest.mark.parametrize("text", [*hostile.TEXTS.values(), "x" * 20_000], ids=[*hostile.TEXTS, "long"])
def test_any_text_stays_a_text_in_its_room(text: str) -> None:
    for chart in (strip(Segment(text, 1, "open"), name=text, words=text), trades(text)):
        assert hostile.harm(draw_chart(chart, text)) == set()
        assert all(len(written) < 400 for written in texts(chart))
