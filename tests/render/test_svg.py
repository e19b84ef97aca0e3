"""The timeline as SVG: an element, its colours, and texts that stay texts and in their room."""

from datetime import date
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from tests import hostile
from tests.reports.charts import FIRST, LAST, bars, track
from tracker.language import language
from tracker.render.escape import Terminal
from tracker.render.svg import as_svg, draw_chart
from tracker.render.svg_shapes import WIDE_FONTS, WIDTH
from tracker.render.svg_timeline import LEFT, RIGHT
from tracker.reports.charts import Mark, Sign, Track
from tracker.reports.table import Cell, Table

SVG: Final = "{http://www.w3.org/2000/svg}"


def written(listing: Table) -> str:
    return "".join(as_svg(listing, Terminal()))


def read(listing: Table) -> ET.Element:
    return ET.fromstring(written(listing))  # noqa: S314 - ours


def texts(listing: Table) -> list[str]:
    return [text.text or "" for text in read(listing).iter(f"{SVG}text")]


def lines(listing: Table, colour: str, width: str) -> list[tuple[float, float]]:
    """From where to where the lines of a colour and a width go."""
    found = read(listing).iterfind(f".//{SVG}g/{SVG}line[@class='s-{colour}'][@stroke-width='{width}']")
    return [(float(line.get("x1", "")), float(line.get("x2", ""))) for line in found]


def signs(listing: Table) -> list[str]:
    """The words of each mark."""
    return [title.text or "" for title in read(listing).iterfind(f".//{SVG}g/{SVG}g/{SVG}title")]


BEGIN: Final = float(LEFT)
END: Final = float(WIDTH - RIGHT)
NOW: Final = (BEGIN + END) / 2


def test_it_is_one_picture_with_a_title_and_a_description_for_who_listens() -> None:
    root = read(bars(track(), track(), title="Promises"))
    assert (root.tag, root.get("role"), root.get("width")) == (f"{SVG}svg", "img", "1200")
    assert [root.findtext(f"{SVG}{name}") for name in ("title", "desc", "metadata")] == [
        *("Promises", "2 bars from 2025-01-01 to 2027-01-01, as of 2026-01-01.", "tracker"),
    ]


def test_it_names_its_language_where_it_is_not_english() -> None:
    with language("zh"):
        translated = read(bars(track()))
    assert (translated.get("lang"), read(bars(track())).get("lang")) == ("zh-Hans", None)


def test_a_bar_is_full_until_today_and_pale_after_it() -> None:
    assert lines(bars(track()), "past", "8") == [(BEGIN, NOW)]
    assert lines(bars(track()), "ahead", "8") == [(NOW, END)]


def test_a_bar_without_an_end_is_dashed_to_the_end_of_the_chart() -> None:
    assert lines(bars(track(end=None)), "past", "2") == [(NOW, END)]
    assert lines(bars(track(end=None)), "ahead", "8") == []


def test_a_bar_that_is_over_or_has_not_begun_has_one_part() -> None:
    over, coming = bars(track(end=date(2025, 6, 1))), bars(track(start=date(2026, 6, 1)))
    assert (len(lines(over, "past", "8")), lines(over, "ahead", "8")) == (1, [])
    assert (lines(coming, "past", "8"), len(lines(coming, "ahead", "8"))) == ([], 1)


def test_what_is_late_is_dotted_until_today() -> None:
    late = track(end=date(2025, 6, 1), tone="bad")
    assert len(lines(bars(track(end=date(2025, 6, 1), tone="warn")), "moved", "3")) == 1
    assert len(lines(bars(late), "bad", "3")) == 1
    assert lines(bars(track(end=date(2025, 6, 1))), "bad", "3") == lines(bars(track(tone="bad")), "bad", "3") == []


def test_what_reaches_beyond_the_chart_says_so() -> None:
    assert {"‹", "›"} <= set(texts(bars(track(start=date(2020, 1, 1), end=date(2030, 1, 1)))))
    assert not {"‹", "›"} & set(texts(bars(track(), track(end=None))))


@pytest.mark.parametrize("sign", ["moved", "delivered", "met", "due"])
def test_each_kind_of_mark_has_a_sign_that_says_what_it_is(sign: Sign) -> None:
    marks = [Mark(date(2025, 7, 1), sign, "USD 5bn"), Mark(date(2035, 1, 1), sign, "USD 6bn")]
    assert signs(bars(track(marks=marks))) == ["2025-07-01 USD 5bn"]
    with language("ja"):
        assert signs(bars(track(marks=marks))) == ["2025年7月1日 USD 5bn"]


def test_today_has_a_line_where_it_is_on_the_chart_and_is_written_in_any_case() -> None:
    assert "as of 2026-01-01" in texts(bars())
    assert "as of 2035-01-01" in texts(bars(today=date(2035, 1, 1)))
    dashed = [f".//{SVG}line[@stroke-dasharray='3 2']"]
    assert [len(read(bars()).findall(path)) for path in dashed] == [1]
    assert [len(read(bars(today=date(2035, 1, 1))).findall(path)) for path in dashed] == [0]


def test_the_axis_has_as_many_dates_as_there_is_room_for() -> None:
    assert [text for text in texts(bars()) if text.startswith("20")] == [
        *("2025-01", "2025-04", "2025-07", "2025-10", "2026-01", "2026-04", "2026-07", "2026-10", "2027-01"),
    ]


def test_the_first_cell_names_a_bar_the_last_stands_behind_it_and_the_rest_below() -> None:
    shown = texts(bars(track("jp-us-lng", "Buy LNG", "JP → US", "50 d late"), track("alone")))
    assert shown[shown.index("jp-us-lng") :][:3] == ["jp-us-lng", "JP → US · Buy LNG", "50 d late"]
    assert "alone" in shown


def test_the_words_behind_the_bars_have_the_room_they_take_up_to_a_third_of_the_picture() -> None:
    words = "2025年4月から違反中（586〜606日）"
    shown = bars(track("jp-us-lng", words))
    assert words in texts(shown)
    assert lines(shown, "ahead", "8")[0][1] < END
    assert any(text.startswith(words) and text.endswith("…") for text in texts(bars(track("jp-us-lng", words * 3))))


def test_tones_are_colours_and_the_words_carry_the_meaning() -> None:
    cells = (Cell("a", "strong"), Cell("met", "good"))
    root = read(bars(Track(cells, FIRST, LAST)))
    found = {text.text: text for text in root.iter(f"{SVG}text")}
    assert found["a"].get("font-weight") == "600"
    assert root.find(f".//{SVG}g/{SVG}text[@class='f-met']") is not None


def test_a_name_in_cjk_has_the_fonts_of_its_language() -> None:
    def fonts(language: str) -> set[str]:
        root = read(bars(track("約束"), language=language))
        return {text.get("font-family", "") for text in root.iter(f"{SVG}text")} - {""}

    simplified, traditional = {WIDE_FONTS["zh-Hans"]}, {WIDE_FONTS["zh-Hant"]}
    assert [fonts(tag) for tag in ("", "ja", "ko-KR")] == [{WIDE_FONTS[""]}, {WIDE_FONTS[""]}, {WIDE_FONTS["ko"]}]
    assert [fonts(tag) for tag in ("zh", "zh-Hans", "zh-Hans-HK", "zh-SG")] == [simplified] * 4
    assert [fonts(tag) for tag in ("zh-Hant", "zh-TW", "zh-HK", "zh-Hant-MO")] == [traditional] * 4


def test_inside_of_a_page_the_title_is_told_but_not_drawn() -> None:
    (panel,) = bars().panels
    assert panel.chart
    root = ET.fromstring(draw_chart(panel.chart, "Promises", headed=False))  # noqa: S314 - ours
    assert root.findtext(f"{SVG}title") == "Promises"
    assert "Promises" not in [text.text for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_a_hostile_text_adds_no_element(text: str) -> None:
    longest = track("x", "x" * 99)  # leaves the same room for the labels of the axis
    listing = bars(track(text, text, text, marks=[Mark(FIRST, "due", text)]), longest, title=text)
    assert hostile.harm(written(listing)) == set()
    plain = bars(track("x", "x", "x", marks=[Mark(FIRST, "due", "x")]), longest, title="x")
    assert [element.tag for element in read(listing).iter()] == [element.tag for element in read(plain).iter()]


@given(hostile.texts)
def test_any_text_can_be_drawn(text: str) -> None:
    assert hostile.harm(written(bars(track(text, text), title=text))) == set()
