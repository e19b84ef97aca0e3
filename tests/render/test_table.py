"""The table: aligned by cells of the screen, never wider than the terminal, never cut where there is none."""

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests import hostile
from tests.render.listings import of_cells, of_texts
from tracker.render.escape import Terminal
from tracker.render.table import MAX_SHOWN, as_table, wrapped
from tracker.reports.table import Cell, Heading, Layout, Panel, Table, Tone

LIST = (
    Heading("When", stack="when"),
    Heading("Due", stack="when"),
    Heading("Amount", right=True),
    Heading("Commitment", stack="what"),
    Heading("Title", stack="what", flexible=True, lines=2),
)
ROW = ["46 d late", "end 2026-04", "USD 7bn", "jp-us-lng", "Buy more US energy, and more of it than ever before"]


def lines(listing: Table, width: int | None = None, *, colour: bool = False) -> list[str]:
    return "".join(as_table(listing, Terminal(width, colour))).splitlines()


# ---- where nothing may be cut ------------------------------------------------------------------


def test_without_a_width_every_row_is_one_line_and_columns_are_aligned() -> None:
    assert lines(
        of_cells(LIST, ROW, ["undated", "", "≤ 15%", "us-jp", "約束"], title="Parts", notes=("2 listed.",))
    ) == [
        "Parts",
        "When       Due           Amount  Commitment  Title",
        "─────────  ───────────  ───────  ──────────  ───────────────────────────────────────────────────",
        "46 d late  end 2026-04  USD 7bn  jp-us-lng   Buy more US energy, and more of it than ever before",
        "undated                   ≤ 15%  us-jp       約束",
        "2 listed.",
    ]


def test_columns_are_aligned_by_what_a_screen_shows() -> None:
    shown = lines(of_cells((Heading("a"), Heading("b")), ["対米投資", "x"], ["ｱ", "y"], ["e\u0301", "z"]))
    assert {cell_len(line[: line.index(end)]) for line, end in zip(shown[2:], "xyz", strict=True)} == {10}


def test_a_panel_without_headings_has_no_line_of_them_and_panels_stand_apart() -> None:
    panel = Panel((Heading(""), Heading("")), ((Cell("status"), Cell("met")),))
    assert lines(Table((), (), (panel, panel))) == ["status  met", "", "status  met"]


def test_a_panel_without_rows_is_only_what_is_said_about_it() -> None:
    assert lines(of_cells(LIST, notes=("0 listed.",))) == ["0 listed."]


# ---- where room is short -----------------------------------------------------------------------


def test_what_fits_is_shown_as_it_is() -> None:
    assert lines(of_cells(LIST, ROW), 96) == lines(of_cells(LIST, ROW))


def test_a_flexible_column_is_narrowed_first() -> None:
    assert lines(of_cells(LIST, ROW), 80)[1:] == [
        "─────────  ───────────  ───────  ──────────  ───────────────────────────────────",
        "46 d late  end 2026-04  USD 7bn  jp-us-lng   Buy more US energy, and more of it",
        "                                             than ever before",
    ]


def test_then_neighbours_are_stacked_with_their_headings() -> None:
    assert lines(of_cells(LIST, ROW), 50) == [
        "When · Due    Amount  Commitment · Title",
        "───────────  ───────  ────────────────────────────",
        "46 d late    USD 7bn  jp-us-lng",
        "end 2026-04           Buy more US energy, and more",
        "                      of it than ever before",
    ]


def test_a_long_title_ends_in_an_ellipsis() -> None:
    row = [*ROW[:4], "約束 " * 40]
    shown = lines(of_cells(LIST, row), 50)
    assert len(shown) == 5
    assert shown[-1].endswith(" 約束…")


def test_a_ref_is_kept_whole_as_long_as_anything_else_can_give() -> None:
    ref = "jp-us-fund-within-45-business-days"
    shown = lines(of_cells(LIST, [*ROW[:3], ref, "x " * 90]), 60)
    assert any(line.endswith(ref) for line in shown)


def test_columns_give_evenly() -> None:
    headings = [Heading(name, flexible=True) for name in "abc"]
    shown = lines(of_cells(headings, ["x" * 40, "y" * 30, "z" * 5]), 35)
    assert shown[1] == "─────────────  ─────────────  ─────"


def test_the_further_lines_of_a_sentence_are_set_in() -> None:
    told = of_cells((), title="Moved", sentences=("a: put off to May.", "b: met."), notes=("2 changes.",))
    assert lines(told, 12) == ["Moved", "a: put off", "  to May.", "b: met.", "2 changes."]
    assert lines(told) == ["Moved", "a: put off to May.", "b: met.", "2 changes."]


def test_rows_that_are_stacked_are_told_apart_by_an_empty_line() -> None:
    shown = lines(of_cells(LIST, ROW, ROW, notes=("2 listed.",)), 50)
    assert [number for number, line in enumerate(shown) if not line] == [5, 9]
    assert shown[-1] == "2 listed."
    assert lines(of_cells(LIST, ROW, ROW), 50)[-1]
    assert "" not in lines(of_cells(LIST, ROW, ROW), 80)


def test_figures_that_are_stacked_with_words_stand_to_the_left_as_they_do() -> None:
    headings = (Heading("Owes", stack="who"), Heading("Amount", stack="who", right=True))
    assert lines(of_cells(headings, ["JP → US", "7bn"]), 10)[3:] == ["JP → US", "7bn"]


# ---- layouts -----------------------------------------------------------------------------------

ARRANGED: Final = Panel(
    (*map(Heading, ("When", "Due", "Status", "Ref")), Heading("Title", flexible=True, lines=2)),
    (
        (Cell("46 d late", "bad"), Cell("2026-04"), Cell("agreed"), Cell("jp-us-lng", "dim"), Cell("Buy energy")),
        (Cell("undated"), Cell(""), Cell("proposed"), Cell("jp-us-a-long-ref"), Cell("x" * 30)),
    ),
    layouts=(
        Layout(0, ("When / Due", "Title / Status · Ref · Nobody / No news")),
        Layout(62, ("When", "Title / Status", "Due · Ref", "No news")),
    ),
)


def arranged(width: int | None, *, colour: bool = False) -> list[str]:
    return lines(Table((), (), (ARRANGED,)), width, colour=colour)


def test_a_layout_puts_cells_below_and_beside_each_other_and_leaves_out_what_the_panel_does_not_have() -> None:
    assert arranged(45) == [
        "When       Title · Status · Ref",
        "Due",
        "─────────  ──────────────────────────────",
        "46 d late  Buy energy",
        "2026-04    agreed · jp-us-lng",
        "",
        "undated    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "           proposed · jp-us-a-long-ref",
    ]


def test_the_width_alone_chooses_the_layout() -> None:
    assert arranged(62)[2:] == [
        "46 d late  Buy energy                      2026-04 · jp-us-lng",
        "           agreed",
        "",
        "undated    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx  jp-us-a-long-ref",
        "           proposed",
    ]
    assert arranged(63) == arranged(62)
    assert arranged(61) == arranged(45)


def test_cells_that_share_a_line_and_do_not_fit_go_to_the_next_one() -> None:
    assert arranged(36)[6:] == [
        "undated    xxxxxxxxxxxxxxxxxxxxxxxxx",
        "           xxxxx",
        "           proposed",
        "           jp-us-a-long-ref",
    ]


def test_a_cell_that_is_wider_than_the_most_its_column_may_be_is_wrapped_on_a_terminal() -> None:
    headings = (Heading("When", most=16), Heading("Title"))
    told = of_cells(headings, ["met, on time or up to 27 d late", "Buy energy"], ["today", "Buy rice"])
    assert lines(told, 80)[2:] == ["met, on time or   Buy energy", "up to 27 d late", "today             Buy rice"]
    assert lines(told)[2] == "met, on time or up to 27 d late  Buy energy"


def test_cells_that_share_a_line_keep_their_colours() -> None:
    assert arranged(45, colour=True)[4].endswith("agreed\x1b[2m · \x1b[0m\x1b[2mjp-us-lng\x1b[0m")


def test_where_nothing_may_be_cut_there_is_no_layout_but_a_column_for_each_heading() -> None:
    assert arranged(None)[0].split() == ["When", "Due", "Status", "Ref", "Title"]
    assert len(arranged(None)) == 4


@pytest.mark.parametrize("width", range(1, 30))
def test_however_narrow_the_terminal_is_a_layout_ends(width: int) -> None:
    assert "46 d" in "\n".join(arranged(width))


@pytest.mark.parametrize("width", [80, 120, 200])
@given(rows=st.lists(st.tuples(*[hostile.texts] * 5), max_size=4), title=hostile.texts)
def test_no_line_is_wider_than_the_terminal(width: int, rows: list[tuple[str, ...]], title: str) -> None:
    for line in lines(of_cells(LIST, *rows, title=title, notes=(title,), sentences=(title,)), width):
        assert cell_len(line) <= width


@given(st.lists(hostile.texts, min_size=1, max_size=4), st.integers(4, 30))
def test_nothing_of_a_text_is_lost_by_wrapping_it(texts: list[str], width: int) -> None:
    panel = Panel((Heading("", flexible=True),), tuple((Cell(text),) for text in texts))
    wide, narrow = (lines(Table((), (), (panel,)), w) for w in (None, width))
    assert "".join("".join(narrow).split()) == "".join("".join(wide).split())


@given(hostile.texts, st.integers(2, 20), st.integers(0, 3))
def test_a_wrapped_text_keeps_to_its_width_and_its_lines(text: str, width: int, most: int) -> None:
    found = wrapped(text, width, most)
    assert all(cell_len(line) <= width for line in found)
    assert len(found) <= most or not most


@pytest.mark.parametrize("width", range(1, 30))
def test_however_narrow_the_terminal_is_the_table_ends(width: int) -> None:
    assert lines(
        of_cells(LIST, ROW, [*ROW[:4], "約束"], title="約束 x", notes=("約 listed.",), sentences=("約束 x",)), width
    )


def test_a_very_long_cell_neither_widens_the_other_rows_nor_is_shown_whole_among_them() -> None:
    headings, long = (Heading("a"), Heading("b")), "x" * (MAX_SHOWN + 5)
    head, rule, first, second = lines(of_cells(headings, ["x" * 2000, "1"], [long, "2"]))[:4]
    assert (head, rule) == (f"a{' ' * 1001}b", f"{'─' * 1000}  ─")
    assert first == f"{'x' * 2000}  1"
    assert second == f"{'x' * MAX_SHOWN}… and 5 characters more, which --format json shows  2"
    assert lines(of_cells(headings, [long, "2"], ["y", "3"]))[3] == f"y{' ' * 1001}3"
    facts = (Heading(""), Heading("", flexible=True))
    assert lines(of_cells(facts, ["title", long])) == [f"title  {long}"]


# ---- colours, and what is no colour ------------------------------------------------------------


def test_colours_add_to_the_words_and_take_no_room() -> None:
    tones: tuple[Tone, ...] = ("bad", "warn", "good", "dim", "strong", "")
    panel = Panel((Heading(""),) * 6, (tuple(Cell("x", tone) for tone in tones),))
    listing = Table((), (), (panel,))
    (coloured,), (plain,) = lines(listing, colour=True), lines(listing)
    assert coloured == "\x1b[1;31mx\x1b[0m  \x1b[35mx\x1b[0m  \x1b[32mx\x1b[0m  \x1b[2mx\x1b[0m  \x1b[1mx\x1b[0m  x"
    assert hostile.COLOUR.sub("", coloured) == plain


@pytest.mark.parametrize("width", [None, 80])
@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_a_hostile_text_is_harmless_wherever_it_stands(text: str, width: int | None) -> None:
    listing = of_cells(
        (Heading("a"), Heading("b", flexible=True)), [text, text], title=text, notes=(text,), sentences=(text,)
    )
    output = "\n".join(lines(listing, width, colour=True))
    assert hostile.harm(hostile.COLOUR.sub("", output)) == set()


@given(hostile.texts)
def test_a_row_cannot_be_forged_and_an_empty_one_is_a_line_too(text: str) -> None:
    assert len(lines(of_texts("title", text, "last"))) == 6


# ---- links -------------------------------------------------------------------------------------

_LINK = re.compile(r"\x1b\]8;;([^\x1b]*)\x1b\\")


def shown(address: str, *, width: int | None = None, links: bool = True, colour: bool = False) -> str:
    """A table of one address that leads to itself, beside another column."""
    panel = Panel(
        (Heading("Address", flexible=True), Heading("Kind")),
        ((Cell(address, "bad", link=address), Cell("media")),),
    )
    return "".join(as_table(Table((), (), (panel,)), Terminal(width, colour, links)))


@pytest.mark.parametrize("colour", [False, True])
def test_an_address_is_a_link_that_takes_no_room(*, colour: bool) -> None:
    address = "https://a.example/1?b=2;c"
    assert _LINK.findall(shown(address, colour=colour)) == [address, ""]
    assert _LINK.sub("", shown(address, colour=colour)) == shown(address, links=False, colour=colour)


def test_no_line_begins_with_closing_punctuation_nor_ends_with_an_opening_quote() -> None:
    text = "有美方人士告诉日方:特朗普私下其实对日本“勃然大怒”。GDP、これは「テスト」です。"
    for width in range(6, 40):
        lines = wrapped(text, width)
        assert "".join(lines) == text
        assert not any(line[0] in "”。」、" for line in lines)
        assert not any(line[-1] in "“「" for line in lines)


def test_every_line_of_a_wrapped_address_leads_to_all_of_it() -> None:
    address = "https://a.example/" + "long/" * 20
    assert _LINK.findall(shown(address, width=60)) == [address, ""] * 3
    assert _LINK.sub("", shown(address, width=60)) == shown(address, width=60, links=False)


def test_what_is_not_ascii_is_escaped_in_the_link_alone() -> None:
    assert "\x1b]8;;https://a.example/%E6%97%A5\x1b\\https://a.example/日" in shown("https://a.example/日")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a.example/\x1b\\x",
        "https://a b",
        "https://" + "a" * 2000,
    ],
)
def test_nothing_else_is_a_link(address: str) -> None:
    assert _LINK.findall(shown(address)) == []


@given(hostile.texts)
def test_no_text_gets_out_of_a_link(text: str) -> None:
    for address in (text, f"https://a.example/{text}"):
        assert hostile.harm(_LINK.sub("", shown(address)), lines="\n") == set()
        assert all(link.isascii() and link.isprintable() for link in _LINK.findall(shown(address)))
