"""Markdown: tables of GitHub's dialect in which no text can do anything."""

import re

import pytest
from hypothesis import given
from msgspec.structs import replace

from tests import hostile
from tests.render.listings import of_cells, of_texts
from tracker.model.commitment import Source
from tracker.model.dates import span
from tracker.render.escape import Terminal
from tracker.render.markdown import as_markdown
from tracker.reports.table import Cell, Heading, Panel, Table

MARKUP = re.compile(r"(?<!\\)(?:\\\\)*[`*_{}\[\]<>()#!|~&$]")


def written(listing: Table) -> str:
    return "".join(as_markdown(listing, Terminal()))


def test_a_panel_is_a_heading_a_table_and_paragraphs() -> None:
    headings = (Heading("Ref"), Heading("Amount", right=True))
    listing = of_cells(headings, ["jp-us-lng", "USD 7bn"], title="Parts", notes=("1 listed.", "x"))
    assert written(listing) == (
        "## Parts\n\n| Ref | Amount |\n| --- | ---: |\n| jp-us-lng | USD 7bn |\n\n1 listed.\n\nx\n"
    )


def test_facts_are_a_list_of_their_names() -> None:
    assert written(of_cells((Heading(""), Heading("")), ["part of", "jp-us-lng"], ["a: b", "*"])) == (
        "- part of: jp-us-lng\n- a: b: \\*\n"
    )


def test_sentences_are_a_list() -> None:
    assert written(of_cells((), title="Moved", sentences=("a-b: put off.", "c."), notes=("2 changes.",))) == (
        "## Moved\n\n- a-b: put off.\n- c.\n\n2 changes.\n"
    )


def test_a_text_that_begins_with_a_number_and_a_full_stop_is_no_list() -> None:
    found = written(of_cells((), sentences=("2026. 5 came.", "36.5 %"), notes=("7.", "1.5 7. x")))
    assert found == "- 2026\\. 5 came.\n- 36.5 %\n\n7\\.\n\n1.5 7. x\n"


def test_panels_follow_each_other_and_one_without_rows_has_no_table() -> None:
    listing = Table((), (), (Panel((), (), "A"), Panel((), (), "B")))
    assert written(listing) == "## A\n\n\n## B\n\n"


def test_a_report_with_all_records_leads_from_each_ref_to_its_record() -> None:
    deadlines = Panel(title="Deadlines", sentences=(Cell("gas/2026: due"),))
    record = Panel(title="gas/2026 · Buy", name="gas/2026", more=(deadlines,))
    sentences = (Cell("gas/2026 is late, gas is not."), Cell("Buy <it>", ref="gas/2026"))
    panel = Panel(title="Late", anchor="late", sentences=sentences, more=(record,))
    report = Table((), (), (panel,), "Report", records="all")
    assert written(report) == (
        '# Report\n\n<a id="late"></a>\n## Late\n\n- [gas/2026](#record-gas/2026) is late, gas is not.\n'
        '- [Buy \\<it\\>](#record-gas/2026)\n\n<a id="record-gas/2026"></a>\n## gas/2026 · Buy\n\n\n'
        "### Deadlines\n\n- [gas/2026](#record-gas/2026): due\n"
    )
    short = written(replace(report, records="open"))
    assert short == '# Report\n\n<a id="late"></a>\n## Late\n\n- gas/2026 is late, gas is not.\n- Buy \\<it\\>\n'


def test_what_is_strong_or_bad_is_bold() -> None:
    cells = (Cell("a", "strong"), Cell("b", "bad"), Cell("c", "dim"), Cell("", "strong"))
    listing = Table((), (), (Panel((Heading(""),) * 4, (cells,)),))
    assert written(listing).splitlines()[-1] == "| **a** | **b** | c |  |"


def test_a_text_is_one_line() -> None:
    assert written(of_texts("a\n b\r\n\tc\u2028d")).splitlines()[-1] == "| a b c d |"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[a](javascript:x)", r"\[a\]\(javascript:x\)"),
        ("a|b", r"a\|b"),
        ("a\\|b", r"a\\\|b"),
        ("<b>&amp;", r"\<b\>\&amp;"),
        ("jp-us-lng", "jp-us-lng"),
        ("- a", r"\- a"),
        ("# a", r"\# a"),
    ],
)
def test_what_could_be_markup_is_escaped(text: str, shown: str) -> None:
    assert written(of_texts("x", text)).splitlines()[-1] == f"| {shown} |"


@given(hostile.texts)
def test_any_text_stays_in_its_cell(text: str) -> None:
    output = written(of_texts("title", text))
    assert hostile.harm(output) == set()
    cell = output.splitlines()[-1].removeprefix("| ").removesuffix(" |")
    assert MARKUP.search(cell) is None
    assert output.count("\n") == 6


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_a_hostile_text_is_harmless_in_titles_sentences_and_notes_too(text: str) -> None:
    output = written(of_cells((Heading(text),), [text], title=text, notes=(text,), sentences=(text,)))
    assert hostile.harm(output) == set()
    assert output.count("\n") == 8
    assert "\n<" not in output


def test_the_title_stands_above_and_sources_are_footnotes_each_once() -> None:
    reuters = Source(publisher="Reuters", title="A [deal]", published=span("2026-02"), url="https://reuters.example/1")
    named = Source(publisher="Nikkei", url="javascript:alert(1)", relays="Jiji, 9 May")
    cells = (Cell("a", sources=(reuters, named)), Cell("b", "strong", sources=(reuters,)))
    panel = Panel((Heading("x"), Heading("y")), (cells,), sentences=(Cell("met.", sources=(named,)),))
    assert written(Table((), (), (panel,), title="Brief *1*")) == (
        "# Brief \\*1\\*\n\n"
        "| x | y |\n| --- | --- |\n| a[^1][^2] | **b**[^1] |\n- met.[^2]\n\n"
        "[^1]: Reuters, “A \\[deal\\]”, 2026-02. <https://reuters.example/1>\n"
        "[^2]: Nikkei, after Jiji, 9 May. javascript:alert\\(1\\)\n"
    )


@given(hostile.texts)
def test_any_source_stays_in_its_footnote(text: str) -> None:
    source = Source(publisher=text, title=text, url=text, relays=text)
    output = written(Table((), (), (Panel((), (), sentences=(Cell("a", sources=(source,)),)),)))
    assert hostile.harm(output) == set()
    assert output.count("\n") in {1, 3}  # no footnote where the source says nothing
    assert MARKUP.search(output.partition("[^1]: ")[2]) is None
