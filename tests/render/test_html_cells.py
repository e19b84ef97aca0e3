"""CellRenderer of a page: escaped, in their language, and leading only where they may."""

import pytest
from hypothesis import given

from tests import hostile
from tests.building import NEWS
from tracker.render.footnotes import Footnotes
from tracker.render.html_cells import CellRenderer, anchor, language, shown
from tracker.reports.table import Cell, Heading

HERE = CellRenderer(Footnotes(), {"jp-us-lng", "jp-us-lng/2026", "gas", "c0765"}, "zh", "#record-{}".format)


def linked(ref: str) -> str:
    return f'<a href="#record-{ref}">{ref}</a>'


@pytest.mark.parametrize(
    ("text", "asked", "tag"),
    [
        ("対米投資の", "", "ja"),
        ("투자", "zh", "ko"),
        ("投资", "zh", "zh"),
        ("投資", "zh-TW", "zh-TW"),
        ("投資", "", ""),
        ("投資", "fr", ""),
        ("x", "ja", ""),
    ],
)
def test_a_text_in_cjk_says_in_which_language(text: str, asked: str, tag: str) -> None:
    assert language(text, asked) == tag


def test_a_text_of_another_language_says_so_beside_its_tag() -> None:
    assert HERE.cell(Cell("投資"), "ja") == '<span lang="ja">投資</span>'
    assert HERE.cell(Cell("投資"), "status") == '<span lang="zh">投資</span>'
    assert HERE.cell(Cell("投資"), 'ja-"><x') == '<span lang="ja-&#34;&gt;&lt;x">投資</span>'


def test_a_quote_has_the_language_of_its_source_and_a_name_leads_to_its_address() -> None:
    assert HERE.cell(Cell("Wściekły", language='pl">')) == '<span lang="pl&#34;&gt;">Wściekły</span>'
    assert HERE.cell(Cell("a", language="\x8d")) == '<span lang="\\x8d">a</span>'
    link = HERE.cell(Cell("News", link="https://news.example/1"))
    assert link == '<a href="https://news.example/1" rel="noopener noreferrer"><span>News</span></a>'
    assert HERE.cell(Cell("News", link="javascript:alert(1)")) == "<span>News</span>"


def test_a_cell_has_its_tone_and_the_numbers_of_what_it_rests_on() -> None:
    assert HERE.cell(Cell("a<b", "bad", sources=(NEWS,))) == (
        '<span class="bad">a&lt;b</span><sup><a href="#source-1" aria-label="source 1">1</a></sup>'
    )


def test_a_cell_leads_to_the_record_that_it_names_or_to_the_address_that_it_is() -> None:
    assert HERE.cell(Cell("jp-us-lng")) == f"<span>{linked('jp-us-lng')}</span>"
    assert HERE.cell(Cell("Buy gas", ref="gas")) == '<a href="#record-gas"><span>Buy gas</span></a>'
    assert HERE.cell(Cell("Buy gas", ref="other")) == "<span>Buy gas</span>"
    assert HERE.cell(Cell("https://a.example/?a&b")) == (
        '<a href="https://a.example/?a&amp;b" rel="noopener noreferrer"><span>https://a.example/?a&amp;b</span></a>'
    )
    assert HERE.cell(Cell("jp-us-other")) == "<span>jp-us-other</span>"


def test_an_anchor_is_one_word_whatever_the_name_is() -> None:
    assert anchor('a "b') == "record-a%20%22b"
    assert anchor("gas/2026") == "record-gas/2026"


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("jp-us-lng: of jp-us-x", {"jp-us-lng"}),
        ("1 late: jp-us-lng.", {"jp-us-lng"}),
        ("jp-us-lng/2026 is of jp-us-lng", {"jp-us-lng/2026", "jp-us-lng"}),
        ("jp-us-lng/2027, jp-us-lng-2, xjp-us-lng, https://a.example/jp-us-lng", set()),
        ("c0765は期限切れ", {"c0765"}),
        ("a gas project", set()),
    ],
)
def test_a_text_leads_to_the_commitments_that_it_names_in_whole_words(text: str, refs: set[str]) -> None:
    assert {ref for ref in HERE.refs if linked(ref) in HERE.cell(Cell(text))} == refs


def test_a_ref_that_may_be_an_ordinary_word_is_a_link_where_the_cell_names_it() -> None:
    assert HERE.cell(Cell("gas is late: no gas.", refs=("gas",))) == (
        f"<span>{linked('gas')} is late: no {linked('gas')}.</span>"
    )


def test_a_row_says_how_each_cell_is_sorted_and_broken() -> None:
    cells = (Cell("in 3 d", key=3), Cell("USD 7bn"), Cell("x" * 20), Cell("x" * 41), Cell("y"))
    headings = (Heading("a"), Heading("b", right=True), Heading("c"), Heading("d"), Heading("e", flexible=True))
    assert HERE.row(cells, headings) == (
        '<tr><td class="short" data-key="3"><span>in 3 d</span></td>'
        '<td class="right"><span>USD 7bn</span></td>'
        f'<td class="code"><span>{"x" * 20}</span></td>'
        f'<td class="wide"><span>{"x" * 41}</span></td>'
        '<td class="wide"><span>y</span></td></tr>'
    )


@given(hostile.texts)
def test_a_text_is_one_line_and_nothing_of_it_acts(text: str) -> None:
    assert hostile.harm(shown(text), lines="") == set()
