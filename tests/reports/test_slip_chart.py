"""The slip chart: the due day in force over time, of each deadline that moved."""

from datetime import date

from tests.building import commitment, deadline, portfolio, status
from tracker.model.commitment import Commitment
from tracker.reports.charts import Line
from tracker.reports.moves import moves_table
from tracker.reports.slip_chart import DRAWN, LABELLED, SlipChart, slip_chart
from tracker.reports.table import Table

AS_OF = date(2026, 6, 30)


def drawn(*promises: Commitment) -> SlipChart:
    found = slip_chart(portfolio(*promises))
    assert found
    return found


def moved(ref: str, *dues: str, first: str = "2025-12-31", **more: object) -> Commitment:
    """A promise whose deadline was moved on the first day of each month."""
    moves = [deadline(due, "extension", on=f"2026-{month:02}-01", id=month) for month, due in enumerate(dues, start=1)]
    return commitment(ref, due=first, events=moves, **more)  # type: ignore[arg-type] # fields of commitments


def said(line: Line) -> list[str]:
    return [f"{point.day} {point.value}" for point in line.points]


def test_a_line_rises_with_each_extension_and_ends_today() -> None:
    (line, diagonal) = drawn(moved("later", "2026-03-31", "2026-09-30")).plot.lines
    assert said(line) == [
        *("2025-01-01 2025-12-31", "2026-01-01 2026-03-31", "2026-02-01 2026-09-30", "2026-06-30 2026-09-30"),
    ]
    assert (line.label, line.below, line.look) == ("later", "put off by 273 days", "put_off")
    assert (diagonal.name, said(diagonal)) == ("today", ["2025-12-31 2025-12-31", "2026-06-30 2026-06-30"])


def test_it_falls_where_a_deadline_was_brought_forward_and_ends_open_where_it_was_dropped() -> None:
    lines = drawn(moved("sooner", "2025-10-31"), moved("dropped", ""), moved("back", "2026-03-31", "2025-12-31"))
    told = {line.name: (line.below, line.look) for line in lines.plot.lines[:3]}
    assert told == {
        "sooner": ("brought forward by 61 days", "brought_forward"),
        "dropped": ("no date now", "dropped"),
        "back": ("back at the first date", "brought_forward"),
    }
    (dropped,) = (line for line in lines.plot.lines if line.name == "dropped")
    assert said(dropped) == ["2025-01-01 2025-12-31", "2026-01-01 None"]
    assert lines.plot.description == (
        "3 deadlines that moved: 0 later than first promised, 1 earlier, 1 without a date now."
    )


def test_it_ends_when_the_promise_is_closed() -> None:
    extension = deadline("2026-03-31", "extension", on="2026-01-01")
    closed = commitment("met", due="2025-12-31", events=[extension, status("met", on="2026-03-15")])
    (line, *_) = drawn(closed).plot.lines
    assert said(line)[-1] == "2026-03-15 2026-03-31"


def test_those_that_moved_farthest_have_a_name_and_the_others_are_counted() -> None:
    many = [moved(f"p{number:02}", f"2026-{1 + number // 28:02}-{1 + number % 28:02}") for number in range(15)]
    found = drawn(*many)
    labelled = [line.label for line in found.plot.lines if line.label and line.name != "today"]
    assert labelled == [f"p{number:02}" for number in range(14, 14 - LABELLED, -1)]
    assert found.plot.notes[-1] == "4 deadlines that moved less are grey, without a name."


def test_the_end_of_a_lasting_promise_is_not_drawn() -> None:
    lasting = moved("tariff", "2026-12-31", nature="keep")
    assert slip_chart(portfolio(lasting)) is None
    assert drawn(lasting, moved("later", "2026-03-31")).plot.notes[-1] == (
        "Not in the picture: 1 promise to be kept, whose end is no deadline."
    )


def test_what_is_drawn_is_what_moves_lists() -> None:
    listing = moves_table(portfolio(moved("later", "2026-03-31", "2026-09-30"), moved("dropped", "")))
    (panel,) = listing.panels
    assert panel.anchor == "slip-chart"
    assert isinstance(panel.data, Table)
    after = [row[[column.name for column in listing.columns].index("after")] for row in listing.rows]
    rows = [row[-1] for row in panel.data.rows]
    assert sorted(map(str, after)) == sorted(map(str, [*rows[1:3], *rows[4:]]))
    assert [panel.chart for panel in moves_table(portfolio(commitment())).panels] == [None]


def test_of_very_many_deadlines_those_that_moved_farthest_are_drawn_and_the_others_counted() -> None:
    many = [moved(f"p{number}", "2026-03-31") for number in range(DRAWN + 2)]
    found = drawn(*many)
    assert len(found.plot.lines) == DRAWN + 1
    assert found.plot.notes[-1] == "Not in the picture: 2 more deadlines."
    assert len(found.data.rows) == 2 * len(many)
