"""The scorecard as a picture: its numbers are those that `score` prints."""

from tests.building import commitment, deadline, delivery, judged, portfolio, status
from tracker.commands.locate import sample_file
from tracker.language import language
from tracker.model.register import Category, Register
from tracker.reports.charts import Bars, Trades
from tracker.reports.score import score_table
from tracker.reports.scorecard import MOST
from tracker.reports.table import Table
from tracker.reports.trades import MOST as MOST_TIES
from tracker.reports.trades import trades_table
from tracker.state.portfolio import Portfolio
from tracker.store.tinydb.store import read_whole


def drawn(listing: Table) -> Bars:
    chart = listing.panels[0].chart
    assert isinstance(chart, Bars)
    return chart


def segments(listing: Table) -> list[dict[str, int]]:
    return [{segment.words: segment.number for segment in bar.segments} for bar in drawn(listing).bars]


MANY = portfolio(
    commitment("kept", events=[status("met", on="2026-01-01")]),
    commitment("partly", events=[status("partially_met", on="2026-01-01")]),
    commitment("failed", events=[status("not_met", on="2026-01-01")]),
    commitment("past", due="2026-03-31"),
    commitment("late", due="2026-03-31", events=[judged("off_track", on="2026-04-15")]),
    commitment("coming", due="2026-12-31"),
    commitment("undated"),
    commitment("replaced", events=[status("superseded", on="2026-01-01")]),
    commitment("void", events=[status("withdrawn", on="2026-01-01")]),
    commitment("breached", nature="keep", events=[status("breached", on="2026-01-01")]),
)


def test_a_strip_has_a_segment_for_each_outcome_and_each_kind_of_what_is_open() -> None:
    (found,) = segments(score_table(MANY, "all"))
    assert found == {
        "kept": 1,
        "partly": 1,
        "failed": 1,
        "late": 1,
        "breached": 1,
        "past due, no report": 1,
        "open": 1,
        "open without a date": 1,
        "void": 1,
        "replaced": 1,
    }


def check(register: Portfolio) -> None:
    """The numbers of each strip are those of the row, and are all of it."""
    listing = score_table(register)
    names = [column.name for column in listing.columns]
    for row, strip in zip(listing.rows, segments(listing), strict=True):
        said = dict(zip(names, row, strict=True))
        for outcome in ("kept", "partly", "failed", "void", "replaced"):
            assert strip.get(outcome, 0) == said[outcome]
        assert strip.get("past due, no report", 0) == said["overdue_unreported"]
        assert strip.get("late", 0) + strip.get("past due, no report", 0) == said["overdue"]
        assert strip.get("open without a date", 0) == said["undated"]
        assert strip.get("breached", 0) == said["breached"]
        assert sum(strip.values()) == said["commitments"]


def test_its_numbers_are_those_of_the_score() -> None:
    check(MANY)
    check(portfolio(*read_whole("sample", sample_file().read_bytes()).commitments(), as_of="2026-11-28"))


def test_what_was_on_time_is_told_in_words() -> None:
    (bar,) = drawn(score_table(MANY, "all")).bars
    assert (bar.whole, bar.words) == (
        "10 promises",
        "on time by the first date: n/a; by the date in force: n/a",
    )


def test_of_very_many_groups_the_first_are_drawn_and_the_others_counted() -> None:
    register = portfolio(*(commitment(f"p{number}", tags=(f"t{number:02}",)) for number in range(MOST + 1)))
    listing = score_table(register, "tag")
    assert len(drawn(listing).bars) == MOST
    assert drawn(listing).notes[-1] == "Not in the picture: 1 more group."
    assert listing.panels[0].data
    assert len(listing.panels[0].data.rows) == 10 * (MOST + 1)


def test_groups_of_the_same_words_stay_apart_and_their_values_have_their_codes() -> None:
    """So that a program can join the values, in any language."""
    named = Register(categories={"bb": Category(code="bb", name="Other same", names={"ja": "防衛"})})
    promises = commitment("own", category="bb"), commitment("guard", category="defence")
    with language("ja"):
        listing = score_table(portfolio(*promises, register=named, language="ja"), "category")
    assert [bar.name for bar in drawn(listing).bars] == ["防衛", "防衛"]
    assert [panel for panel in listing.panels if 0 < len(panel.rows) < 2] == []
    assert listing.panels[0].data
    assert [row[0] for row in listing.panels[0].data.rows[::10]] == ["bb", "defence"]


def test_nothing_to_score_is_no_picture() -> None:
    assert [panel.chart for panel in score_table(portfolio()).panels] == [None]


def traded(listing: Table) -> Trades:
    chart = listing.panels[0].chart
    assert isinstance(chart, Trades)
    return chart


def test_promises_of_each_side_are_tied_to_what_they_were_traded_for() -> None:
    investment = commitment("investment", events=[delivery("USD 1bn")])
    tariff = commitment("tariff", obligor=("US",), obligee=("JP",), in_return_for=("investment", "rice"))
    rice = commitment("rice", events=[deadline("2026-12-31")])
    found = traded(trades_table(portfolio(tariff, investment, rice), "JP", "US"))
    assert [[box.ref for box in side] for side in (found.left, found.right)] == [["investment", "rice"], ["tariff"]]
    assert found.ties == ((0, 0), (1, 0))
    assert found.headings == ("Japan promised", "United States promised")
    assert found.description == "investment in return for tariff. rice in return for tariff."


def test_of_very_many_pairs_the_first_are_drawn_and_the_others_counted() -> None:
    many = [commitment(f"p{number}", in_return_for=("tariff",)) for number in range(MOST_TIES + 2)]
    tariff = commitment("tariff", obligor=("US",), obligee=("JP",))
    found = traded(trades_table(portfolio(tariff, *many), "JP", "US"))
    assert (len(found.ties), found.notes) == (MOST_TIES, ("Not in the picture: 2 more pairs.",))
