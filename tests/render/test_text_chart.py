"""Charts of days in characters."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.hostile import TEXTS
from tracker.render.escape import Terminal, escape_control
from tracker.render.markdown import as_markdown
from tracker.render.table import as_table
from tracker.render.text_chart import GAP, NARROWEST, lines
from tracker.reports.charts import Mark, Timeline, Track
from tracker.reports.table import Cell, Panel, Table, Tone

LEGEND = "━ past ─ to come ╌ no end · past due ◇ earlier due ● due ▴ delivered ✓ met ○ expected ✗ breached ↺ restored"
FIRST, LAST, TODAY = date(2026, 1, 1), date(2026, 12, 31), date(2026, 6, 30)


def track(
    start: date = FIRST,
    end: date | None = LAST,
    *marks: Mark,
    name: str = "ref",
    words: str = "in 9 d",
    tone: Tone = "",
) -> Track:
    """A bar from the first day to the last unless told otherwise."""
    return Track((Cell(name), Cell(words)), start, end, marks, tone)


def drawn(
    *tracks: Track, width: int | None = None, first: date = FIRST, last: date = LAST, today: date = TODAY
) -> list[str]:
    """The lines of a chart."""
    return ["".join(cell.text for cell in line).rstrip() for line in lines(Timeline(tracks, first, last, today), width)]


def bar(one: Track, today: date = TODAY) -> str:
    """The bar of one track in a chart that is 48 cells wide: a month takes three cells."""
    (_, line, *_) = drawn(one, width=3 + 2 + 36 + 2 + 6, today=today)
    return line.removeprefix("ref  ").removesuffix("  in 9 d")


def test_what_is_past_differs_from_what_is_to_come() -> None:
    assert bar(track()) == "━" * 18 + "─" * 18


def test_a_bar_without_an_end_fades_out() -> None:
    assert bar(track(end=None)) == "━" * 18 + "╌" * 18


def test_the_days_since_it_was_due_are_dotted() -> None:
    for tone in ("bad", "warn"):
        assert bar(track(end=date(2026, 3, 31), tone=tone)).strip() == "━" * 8 + "·" * 9 + "│"


def test_today_is_a_line_where_there_is_no_bar() -> None:
    assert bar(track(end=date(2026, 3, 31))) == "━" * 9 + " " * 8 + "│" + " " * 18


@pytest.mark.parametrize(
    ("sign", "shown"),
    [
        ("moved", "◇"),
        ("delivered", "▴"),
        ("due", "●"),
        ("met", "✓"),
        ("breached", "✗"),
        ("restored", "↺"),
    ],
)
def test_each_kind_of_mark_has_a_sign_that_the_legend_names(sign: str, shown: str) -> None:
    assert bar(track(FIRST, LAST, Mark(LAST, sign, ""))) == "━" * 18 + "─" * 17 + shown  # type: ignore[arg-type] # one of them
    assert shown in LEGEND


def test_the_later_of_two_marks_in_one_place_is_seen() -> None:
    assert bar(track(FIRST, LAST, Mark(LAST, "moved", ""), Mark(LAST, "due", "")))[-1] == "●"


def test_a_bar_that_goes_on_outside_of_the_chart_has_an_arrow() -> None:
    assert bar(track(date(2020, 1, 1), date(2030, 1, 1))) == "‹" + "━" * 17 + "─" * 17 + "›"
    assert (
        bar(track(date(2020, 1, 1), date(2021, 1, 1), Mark(date(2020, 6, 1), "moved", "")))
        == "‹" + " " * 16 + "│" + " " * 18
    )
    assert bar(track(date(2030, 1, 1), date(2031, 1, 1))) == " " * 17 + "│" + " " * 17 + "›"


@pytest.mark.parametrize(
    ("first", "last", "axis"),
    [
        (date(2025, 10, 1), date(2026, 9, 30), "╷2026"),
        (date(2026, 1, 1), date(2026, 9, 30), "╷2026-01 ╷2026-04 ╷2026-07"),
        (date(2026, 1, 1), date(2026, 1, 1), "╷2026-01"),
        (date(1, 1, 1), date(9999, 12, 31), "╷1"),
        (date(2024, 6, 1), date(2029, 5, 31), "╷2025  ╷2026  ╷2027  ╷2028"),
        (date(1990, 1, 1), date(2040, 12, 31), "╷1990 ╷2000 ╷2010 ╷2020 ╷2030"),
    ],
)
def test_the_axis_names_years_or_quarters_where_there_is_room(first: date, last: date, axis: str) -> None:
    (line, *_) = drawn(track(first, last), width=49, first=first, last=last)
    assert " ".join(line.split()) == " ".join(axis.split())


@pytest.mark.parametrize(
    ("today", "under"),
    [
        (TODAY, " " * 5 + " " * 17 + "╵as of 2026-06-30"),
        (LAST, " " * 5 + " " * 19 + "as of 2026-12-31╵"),
        (date(2027, 6, 1), " " * 5 + "as of 2027-06-01 ›".rjust(36)),
        (date(2020, 6, 1), " " * 5 + "‹ as of 2020-06-01"),
    ],
)
def test_today_is_named_under_its_line(today: date, under: str) -> None:
    assert drawn(track(), width=49, today=today)[2] == under


def test_a_long_name_is_cut_before_a_bar_is_squeezed() -> None:
    shown = drawn(track(name="jp-us-first-project-decision"), width=60)
    assert shown[1].startswith("jp-us-…ecision  ━")
    assert drawn(track(name="jp-us-first-project-decision"))[1].startswith("jp-us-first-project-decision  ━")


@given(
    name=st.text(min_size=1) | st.sampled_from(list(TEXTS.values())),
    words=st.text(max_size=12),
    width=st.integers(40, 200),
)
def test_a_chart_fits_the_width_and_nothing_in_it_is_active(name: str, words: str, width: int) -> None:
    shown = drawn(track(name=name, words=words), width=width)[1:2]
    least = 2 * NARROWEST + 2 * GAP + cell_len(escape_control(" ".join(words.split())))
    assert all(cell_len(line) <= max(width, least) and line == escape_control(line) for line in shown)


def test_milestones_of_one_promise_are_told_apart_and_the_legend_is_broken_where_it_does_not_fit() -> None:
    tracks = track(name="ceiling-of-oil/2026-01"), track(name="ceiling-of-oil/2026-02")
    shown = ["".join(cell.text for cell in line) for line in lines(Timeline(tracks, FIRST, LAST, TODAY), 60)]
    assert [line[:14] for line in shown[1:3]] == ["ceilin…2026-01", "ceilin…2026-02"]
    assert (len(shown[4:]), " ".join(shown[4:])) == (2, LEGEND)
    assert all(cell_len(line) <= 60 for line in shown)


def test_a_chart_stands_in_a_table_and_as_it_is_in_markdown() -> None:
    panel = Panel((), (), "Timeline", ("1 shown.",), chart=Timeline((track(name="a`b"),), FIRST, LAST, TODAY))
    table = "".join(as_table(Table((), (), (panel,)), Terminal()))
    markdown = "".join(as_markdown(Table((), (), (panel,)), Terminal()))
    assert table.splitlines()[0] == "Timeline"
    assert table.splitlines()[2].startswith("a`b  ━━━")
    assert table.splitlines()[-2:] == [LEGEND, "1 shown."]
    assert markdown.startswith("## Timeline\n\n```text\n")
    assert "\na'b  ━━━" in markdown
    assert markdown.endswith("✗ breached\n↺ restored\n```\n\n1 shown.\n")
