"""CellRenderer of a page: escaped, in their language, and leading only where they may."""

import pytest
from hypothesis import given
from msgspec.structs import replace

from tests import hostile
from tests.building import NEWS
from tracker.render.footnotes import Footnotes
from tracker.render.html_cells import CellRenderer, language, shown
from tracker.render.refs import anchor
from tracker.reports.charts import Bars
from tracker.reports.table import Cell, Heading, Panel

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
    assert HERE.cell(Cell("投資"), 'ja-"><x') == '<span lang="ja-&quot;&gt;&lt;x">投資</span>'


def test_a_quote_has_the_language_of_its_source_and_a_name_leads_to_its_address() -> None:
    assert HERE.cell(Cell("Wściekły", language='pl">')) == '<span lang="pl&quot;&gt;">Wściekły</span>'
    assert HERE.cell(Cell("a", language="\x8d")) == '<span lang="\\x8d">a</span>'
    link = HERE.cell(Cell("News", link="https://news.example/1"))
    assert link == '<a href="https://news.example/1" rel="noopener noreferrer">News</a>'
    assert HERE.cell(Cell("News", link="javascript:alert(1)")) == "News"


def test_a_cell_has_its_tone_and_the_numbers_of_what_it_rests_on() -> None:
    assert HERE.cell(Cell("a<b", "bad", sources=(NEWS,))) == (
        '<span class="bad">a&lt;b</span><sup><a href="#source-1" aria-label="source 1">1</a></sup>'
    )


def test_a_cell_leads_to_the_record_that_it_names_or_to_the_address_that_it_is() -> None:
    assert HERE.cell(Cell("jp-us-lng")) == linked("jp-us-lng")
    assert HERE.cell(Cell("Buy gas", ref="gas")) == '<a href="#record-gas">Buy gas</a>'
    assert HERE.cell(Cell("Buy gas", ref="other")) == "Buy gas"
    assert HERE.cell(Cell("https://a.example/?a&b")) == (
        '<a href="https://a.example/?a&amp;b" rel="noopener noreferrer">https://a.example/?a&amp;b</a>'
    )
    assert HERE.cell(Cell("jp-us-other")) == "jp-us-other"


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
    alone = ("{}", "{}: late.", "2 late: x, {}.", "Late ({}).", "Late: {} (US).")
    for text in (*alone, "{} is late: no gas came.", "The deadline of {} was dropped."):
        assert HERE.cell(Cell(text.format("gas"), refs=("gas",))) == text.format(linked("gas"))
    assert linked("gas") in HERE.cell(Cell("期限超過（2件）：gas、x", refs=("gas",)))


def test_a_word_that_a_sentence_uses_as_a_word_is_no_link() -> None:
    for text in ("Buy 3 gas: gas is late, gas-", "no gas, or some gas.", "the gas (liquid) or “gas”"):
        assert HERE.cell(Cell(text, refs=("gas",))) == text
    assert HERE.cell(Cell("of c0765 now", refs=("c0765",))) == f"of {linked('c0765')} now"


def rows(headings: tuple[Heading, ...], *cells: tuple[Cell, ...]) -> list[str]:
    return [str(row) for row in HERE.grid(Panel(headings, cells)).rows]


def test_a_command_of_tracker_in_a_text_is_code() -> None:
    assert HERE.cell(Cell("2 of `tracker list <x>`, `x`")) == "2 of <code>tracker list &lt;x&gt;</code>, `x`"


def test_a_row_says_how_each_cell_is_named_sorted_and_broken() -> None:
    cells = (Cell("in 3 d", key=3), Cell("USD 7bn"), Cell("x" * 20), Cell("x" * 41), Cell("y"), Cell("", key=1))
    headings = (
        *map(Heading, "a"),
        Heading("b", right=True),
        *map(Heading, "cd"),
        Heading("e", flexible=True),
        Heading("f"),
    )
    other = (*(Cell("z") for _ in headings),)
    assert rows(headings, cells, other)[0] == (
        '<tr><td data-label="a" data-key="3">in 3 d</td>'
        '<td class="right" data-label="b">USD 7bn</td>'
        f'<td class="code" data-label="c">{"x" * 20}</td>'
        f'<td class="wide" data-label="d">{"x" * 41}</td>'
        '<td class="wide" data-label="e">y</td>'
        '<td data-key="1"></td></tr>'
    )


def test_a_title_comes_first_with_the_ref_below_it_and_a_column_without_a_text_is_left_out() -> None:
    headings = (Heading("Due"), Heading("Empty"), Heading("Ref"), Heading("Commitment", flexible=True))
    cells = (Cell("2026"), Cell(""), Cell("gas", "dim", ref="gas"), Cell("Buy gas", ref="gas"))
    grid = HERE.grid(Panel(headings, (cells,)))
    assert [heading.text for heading in grid.headings] == ["Commitment", "Due"]
    assert "".join(grid.rows) == (
        '<tr data-refs="gas"><td class="title"><a href="#record-gas">Buy gas</a>'
        '<small>gas</small></td><td data-label="Due">2026</td></tr>'
    )


def test_a_column_without_a_heading_is_left_out_below_a_chart() -> None:
    panel = Panel((Heading("Reached"), Heading("")), ((Cell("2"), Cell("##")),))
    assert [len(HERE.grid(each).headings) for each in (panel, replace(panel, chart=Bars("", "", ())))] == [2, 1]


def test_a_panel_about_one_commitment_says_so() -> None:
    assert HERE.subject(Panel(title="gas · Buy gas")) == ' data-refs="gas"'
    assert HERE.subject(Panel(title="Late")) == ""


def test_the_line_of_a_record_has_the_title_first() -> None:
    assert HERE.summary(Panel(title="gas · Buy gas", name="gas")) == "Buy gas <small>gas</small>"
    assert HERE.summary(Panel(title="Buy gas", name="gas")) == "Buy gas"


def test_a_sentence_says_which_commitments_it_names() -> None:
    assert HERE.refs_of(Cell("jp-us-lng and gas: c0765, x", refs=("gas",))) == ' data-refs="c0765 gas jp-us-lng"'
    assert HERE.refs_of(Cell("a gas project")) == ""


@given(hostile.texts)
def test_a_text_is_one_line_and_nothing_of_it_acts(text: str) -> None:
    assert hostile.harm(shown(text), lines="") == set()
