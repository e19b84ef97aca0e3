"""Plots as SVG: lines in steps, their marks, and names that never stand on each other."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import hostile
from tracker.language import language
from tracker.render.svg import draw_chart
from tracker.render.svg_plot import LEFT, LOWER, RIGHT, ROW, UPPER, spread
from tracker.render.svg_shapes import WIDTH
from tracker.reports.charts import Line, Look, Plot, Point

SVG: Final = "{http://www.w3.org/2000/svg}"
FIRST, MIDDLE, LAST = date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1)
TICKS: Final = ((Decimal(0), "USD 0"), (Decimal(10), "USD 10"))


def line(*points: Point, label: str = "delivered USD 10", look: Look = "delivered", is_stepped: bool = True) -> Line:
    return Line("delivered", label, points, look, is_stepped, "customs")


def plot(*lines: Line, ticks: tuple[tuple[Decimal, str], ...] = TICKS) -> Plot:
    return Plot("Promises", "Nothing came.", lines, FIRST, LAST, MIDDLE, ticks)


def read(chart: Plot, title: str = "Promises") -> ET.Element:
    return ET.fromstring(draw_chart(chart, title))  # noqa: S314 - ours


def paths(chart: Plot, colour: str) -> list[str]:
    return [path.get("d", "") for path in read(chart).iterfind(f".//{SVG}g/{SVG}path[@class='s-{colour}']")]


def circles(chart: Plot) -> list[tuple[str, str]]:
    """The classes and the words of each mark."""
    groups = read(chart).iterfind(f".//{SVG}g/{SVG}g")
    return [(group[1].get("class", ""), group[0].text or "") for group in groups]


RISES: Final = line(Point(FIRST, Decimal(0)), Point(MIDDLE, Decimal(10), words="USD 10"), Point(LAST, Decimal(10)))
HALF: Final = (LEFT + WIDTH - RIGHT) / 2


def test_a_value_holds_until_the_next_day() -> None:
    assert paths(plot(RISES), "met") == [f"M{LEFT} {LOWER}H{HALF:g}V{UPPER}H{WIDTH - RIGHT}V{UPPER}"]


def test_a_straight_line_joins_its_points_and_is_dashed() -> None:
    straight = line(Point(FIRST, Decimal(0)), Point(LAST, Decimal(10)), look="line", is_stepped=False)
    assert paths(plot(straight), "dim") == [f"M{LEFT} {LOWER}L{WIDTH - RIGHT} {UPPER}"]
    assert read(plot(straight)).find(f".//{SVG}path[@stroke-dasharray='7 5']") is not None


def test_what_happened_is_a_mark_and_a_day_that_is_not_known_is_open() -> None:
    vague = line(Point(FIRST, Decimal(0)), Point(MIDDLE, Decimal(10), is_exact=False, words="USD 10"))
    assert circles(plot(RISES)) == [("f-met s-met", "2026-01-01 USD 10")]
    with language("ja"):
        assert circles(plot(RISES)) == [("f-met s-met", "2026年1月1日 USD 10")]
    assert circles(plot(vague)) == [("f-paper s-met", "2026-01-01 USD 10")]
    assert "the day is not known exactly" in [text.text for text in read(plot(vague)).iter(f"{SVG}text")]


def test_a_line_of_days_ends_with_an_open_mark_where_there_is_none_and_may_go_on() -> None:
    points = (
        Point(FIRST, MIDDLE),
        Point(date(2025, 7, 1), None, words="no date"),
        Point(MIDDLE, LAST),
        Point(LAST, LAST),
    )
    dropped = plot(line(*points), ticks=())
    assert [path.count("M") for path in paths(dropped, "met")] == [1, 1]
    assert circles(dropped) == [("f-paper s-met", "2025-07-01 no date")]
    assert "2026-04" in [text.text for text in read(dropped).iter(f"{SVG}text") if text.get("text-anchor") == "end"]


def test_a_line_that_has_no_value_at_first_or_at_last_is_drawn_where_it_has_one() -> None:
    points = (Point(FIRST, None), Point(date(2025, 7, 1), MIDDLE), Point(MIDDLE, None, words="no date"))
    assert paths(plot(line(*points), ticks=()), "met")[0].startswith("M")


def test_names_stand_at_the_ends_of_lines_and_never_on_each_other() -> None:
    many = plot(*(line(Point(FIRST, Decimal(10)), label=f"jp-us-{number}") for number in range(12)))
    places = [
        float(text.get("y", ""))
        for text in read(many).iter(f"{SVG}text")
        if (text.text or "").startswith("jp-us-") and text.get("font-weight")
    ]
    assert len(places) == 12
    assert all(second - first >= ROW for first, second in pairwise(places))
    assert float(read(many).get("height", "")) > max(places)


def test_a_line_without_a_label_has_its_words_for_who_points_at_it() -> None:
    grey = plot(line(Point(FIRST, Decimal(10), words="jp-us-lng"), label="", look="other"), RISES)
    assert [path.find(f"{SVG}title").text for path in read(grey).iterfind(f"{SVG}g")] == [  # type: ignore[union-attr] # there is one
        *("jp-us-lng", "delivered USD 10"),
    ]


@given(st.lists(st.floats(0, 500), max_size=14).map(sorted))
def test_labels_are_spread_as_far_as_they_need_to_be(wanted: list[float]) -> None:
    places = spread(wanted, ROW, 0)
    assert len(places) == len(wanted)
    assert all(place >= 0 for place in places)
    assert all(second - first >= ROW - 0.01 for first, second in pairwise(places))


@pytest.mark.parametrize("text", [*hostile.TEXTS.values(), "x" * 20_000], ids=[*hostile.TEXTS, "long"])
def test_any_text_stays_a_text_in_its_room(text: str) -> None:
    drawn = draw_chart(plot(line(Point(FIRST, Decimal(1), words=text), label=text)), text)
    assert hostile.harm(drawn) == set()
    root = ET.fromstring(drawn)  # noqa: S314 - ours
    assert all(len(written.text or "") < 400 for written in root.iter(f"{SVG}text"))
