"""Promises as bars over time."""

from datetime import date

import pytest

from tests.building import NEWS, citation, commitment, deadline, delivery, portfolio, status
from tracker.errors import TooManyBars
from tracker.model.commitment import AnyEvent, Commitment
from tracker.model.dates import span
from tracker.render.escape import Terminal
from tracker.render.svg import as_svg
from tracker.reports.charts import MOST_BARS, Mark, Timeline
from tracker.reports.timeline import MOST_PARTIES, timeline_section, timeline_table


def chart(*promises: Commitment, as_of: str = "2026-06-30", first: str = "", last: str = "") -> Timeline:
    """The chart of a few promises."""
    (panel,) = timeline_table(portfolio(*promises, as_of=as_of), first=_day(first), last=_day(last)).panels
    assert isinstance(panel.chart, Timeline)
    return panel.chart


def marks(promise: Commitment, as_of: str = "2026-06-30") -> list[tuple[str, str]]:
    """The marks of one promise, each as its day and its sign."""
    (track,) = chart(promise, as_of=as_of).tracks
    return [(str(mark.day), mark.sign) for mark in track.marks]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


MOVED = commitment("moved", due="2025", events=[deadline("2026-09-30", "extension", on="2026-02-01")])


def test_a_bar_goes_from_the_day_it_was_made_to_the_day_it_falls_due() -> None:
    (track,) = chart(commitment(due="2026-12-31", made_on=span("2025-09"))).tracks
    assert (track.start, track.end) == (date(2025, 9, 1), date(2026, 12, 31))


def test_without_a_day_on_which_it_was_made_a_bar_begins_with_the_first_event() -> None:
    (track,) = chart(
        commitment(met_on="2025-03-04", due="2026-12-31", events=[citation("due", on="2025-02-03")])
    ).tracks
    assert track.start == date(2025, 1, 1)


def test_without_a_due_date_a_bar_has_no_end() -> None:
    (track,) = chart(commitment()).tracks
    assert (track.end, track.marks) == (None, ())


def test_a_reading_has_a_mark_also_without_a_common_day() -> None:
    read = deadline("2026-09-30", reading="US", on="2026-02-01", source=NEWS)
    assert marks(commitment(events=[read])).count(("2026-09-30", "due")) == 2
    assert [sign for _, sign in marks(commitment(due="2026-08-31", events=[read]))].count("due") == 2


def test_a_move_leaves_a_mark_on_the_day_that_was_due_before() -> None:
    assert marks(MOVED) == [("2025-12-31", "moved"), ("2026-09-30", "due")]


def test_what_is_to_be_kept_has_marks_where_it_was_breached_and_restored() -> None:
    history = [
        status("in_progress", on="2025-08-07"),
        status("breached", on="2026-02-20", source=NEWS),
        status("in_progress", on="2026-03-06"),
        status("suspended", on="2026-04-01"),
        status("in_progress", on="2026-05-01"),
    ]
    promise = commitment(nature="keep", events=history)
    assert marks(promise) == [("2026-02-20", "breached"), ("2026-03-06", "restored")]
    (track,) = chart(promise).tracks
    assert [mark.words for mark in track.marks] == ["breached, 14 d", "in force again"]
    assert chart(promise, as_of="2026-02-21").tracks[0].tone == "bad"
    table = timeline_table(portfolio(promise))
    row = dict(zip((column.name for column in table.columns), table.rows[0], strict=True))
    assert (row["breached_on"], row["in_force_on"]) == (
        ("2026-02-20",),
        ("2025-08-07", "2026-03-06", "2026-05-01"),
    )
    assert table.panels[0].notes == ("1 shown.",)
    kept = commitment(due="2026-06-01", nature="keep", events=[status("kept", on="2026-06-02", source=NEWS)])
    assert chart(kept).tracks[0].marks[-1] == Mark(date(2026, 6, 2), "met", "kept")


def test_deliveries_and_the_day_it_was_met_are_marked() -> None:
    promise = commitment(status="met", met_on="2026-03-04", due="2026", events=[delivery("USD 5bn", on="2026-02-01")])
    assert marks(promise) == [("2026-02-01", "delivered"), ("2026-12-31", "due"), ("2026-03-04", "met")]
    (track,) = chart(promise).tracks
    assert track.marks[0] == Mark(date(2026, 2, 1), "delivered", "USD 5bn delivered")


@pytest.mark.parametrize(
    ("as_of", "first", "last"),
    [("0001-06-01", "0001-01-31", "0001-06-01"), ("9999-12-31", "0001-01-31", "9999-12-31")],
)
def test_a_chart_ends_where_time_does(as_of: str, first: str, last: str) -> None:
    promises = commitment(due="0001-01", met_on="0001-01"), commitment("b", due="9999", met_on="0001-02")
    found = chart(*promises, as_of=as_of)
    assert (str(found.first), str(found.last)) == (first, last)


def test_a_chart_covers_what_was_over_long_ago() -> None:
    old = commitment("old", due="2019-06-30", met_on="2019-05-01", status="met", made_on=span("2015-03-01"))
    treaty, new = commitment("treaty", made_on=span("1960")), commitment("new", due="2027", made_on=span("2020"))
    for promises, first in (((old, treaty, new), "2015-03-01"), ((treaty, new), "2024-06-30"), ((old,), "2015-03-01")):
        found = chart(*promises)
        assert (str(found.first), found.last >= date(2026, 6, 30)) == (first, True)
    assert str(chart(treaty, last="1970-01-01").first) == "1968-01-01"
    assert str(chart(new, first="2026-12-01").last) == "2027-12-31"


def test_each_obligor_that_is_judged_apart_has_its_marks() -> None:
    history = [
        status("in_progress", on="2025-08-07"),
        status("breached", on="2026-02-20", of="DE", source=NEWS),
        status("in_progress", on="2026-03-06", of="DE"),
        status("breached", on="2026-04-01", of="FR", source=NEWS),
    ]
    promise = commitment(nature="keep", obligor=("DE", "FR"), events=history)
    (track,) = chart(promise).tracks
    words = ["DE: breached, 14 d", "DE: in force again", "FR: breached, 90 d"]
    assert [mark.words for mark in track.marks] == words
    table = timeline_table(portfolio(promise))
    row = dict(zip((column.name for column in table.columns), table.rows[0], strict=True))
    assert (row["breached_on"], row["in_force_on"]) == (("2026-02-20", "2026-04-01"), ("2025-08-07", "2026-03-06"))
    moved: list[AnyEvent] = [deadline("2026-09-30", "extension", on="2026-02-01", of="FR")]
    moved.append(status("met", on="2025-11-01", of="DE"))
    (track,) = chart(commitment(due="2025", obligor=("DE", "FR"), events=moved)).tracks
    assert [(str(mark.day), mark.words) for mark in track.marks] == [
        ("2025-12-31", "an earlier due day"),
        ("2025-12-31", "due for DE"),
        ("2026-09-30", "due"),
        ("2025-11-01", "DE: met"),
    ]


@pytest.mark.parametrize(
    ("told", "tone", "words"),
    [
        ([], "warn", "30 d past due"),
        ([citation("delivery", "contradicts", on="2026-06-01")], "bad", "30 d late"),
    ],
)
def test_what_is_past_due_says_by_how_much_and_is_late_where_somebody_says_so(
    told: list[AnyEvent], tone: str, words: str
) -> None:
    (track,) = chart(commitment(due="2026-05-31", events=told)).tracks
    assert track.tone == tone
    assert track.marks == (Mark(date(2026, 5, 31), "due", f"due, {words}"),)
    assert track.cells[-1].text == words


def test_the_first_to_fall_due_comes_first_and_what_has_no_date_last() -> None:
    promises = (
        commitment("never"),
        commitment("later", due="2027"),
        commitment("b", due="2026"),
        commitment("a", due="2026"),
    )
    assert [track.cells[0].text for track in chart(*promises).tracks] == ["a", "b", "later", "never"]
    (panel,) = timeline_table(portfolio(*promises)).panels
    assert panel.notes == ("4 shown, 1 of them undated.",)


@pytest.mark.parametrize(
    ("made", "due", "first", "last"),
    [
        ("2026-01-01", "2026-12-31", "2026-01-01", "2026-12-31"),
        ("1996", "2040", "2024-06-30", "2029-06-30"),
        ("2026-06-30", "2026-06-30", "2026-06-30", "2026-06-30"),
    ],
)
def test_a_chart_is_as_wide_as_its_bars_within_two_years_back_and_three_ahead(
    made: str, due: str, first: str, last: str
) -> None:
    drawn = chart(commitment(due=due, made_on=span(made), met_on=made))
    assert (str(drawn.first), str(drawn.last), str(drawn.today)) == (first, last, "2026-06-30")


def test_the_days_of_a_chart_can_be_chosen() -> None:
    drawn = chart(commitment(due="2040"), first="2000-01-01", last="2050-12-31")
    assert (drawn.first, drawn.last) == (date(2000, 1, 1), date(2050, 12, 31))


def test_with_nothing_to_show_there_is_no_chart() -> None:
    listing = timeline_table(portfolio(MOVED), lambda _: False)
    assert listing.rows == ()
    assert [(panel.chart, panel.notes) for panel in listing.panels] == [(None, ("0 shown.",))]


def test_machines_get_the_days_themselves() -> None:
    listing = timeline_table(
        portfolio(
            commitment(
                status="met",
                met_on="2026-03-04",
                due="2025",
                events=[
                    deadline("2026-03", "amendment", on="2025-12-01", source=NEWS),
                    delivery("USD 1bn", on="2026-02-02"),
                    delivery("USD 1bn", on="2026-01-02"),
                ],
            )
        )
    )
    (row,) = listing.rows
    assert dict(zip([column.name for column in listing.columns], row, strict=True)) == {
        "ref": "jp-us-promise",
        "title": "Promise jp-us-promise",
        "obligor": ("JP",),
        "obligee": ("US",),
        "status": "met",
        "timeliness": "met_on_time",
        "made_on": date(2025, 1, 1),
        "due": date(2026, 3, 31),
        "due_original": date(2025, 12, 31),
        "earlier_dues": ("2025-12-31",),
        "delivered_on": ("2026-01-02", "2026-02-02"),
        "met_on": date(2026, 3, 4),
        "expected": None,
        "breached_on": (),
        "in_force_on": (),
    }


def test_of_more_commitments_than_fit_a_page_counts_them_by_party_and_category() -> None:
    japan = [commitment(f"jp{number}", category="trade") for number in range(MOST_BARS)]
    both = commitment("both", obligor=("US", "JP"), category="energy")
    few, many = portfolio(*japan), portfolio(*japan, both)
    drawn, counted = timeline_section(few, [*few]), timeline_section(many, [*many])
    assert drawn
    assert counted
    assert drawn.chart
    assert [heading.text for heading in counted.headings] == ["Party", "trade", "energy", "All"]
    assert [[cell.text for cell in row] for row in counted.rows] == [
        ["JP Japan", "200", "1", "201"],
        ["US United States", "", "1", "1"],
    ]
    assert timeline_section(many, []) is None


def test_of_very_many_parties_those_with_most_commitments_are_counted() -> None:
    register = portfolio(*(commitment(f"p{number}", obligor=(f"P{number:03}",)) for number in range(MOST_BARS + 1)))
    counted = timeline_section(register, [*register])
    assert counted
    assert len(counted.rows) == MOST_PARTIES
    assert counted.notes[-1] == f"Not shown: {MOST_BARS + 1 - MOST_PARTIES} more parties."


def test_a_picture_of_more_bars_than_fit_is_refused_and_a_limit_draws_the_first() -> None:
    register = portfolio(*(commitment(f"p{number}") for number in range(MOST_BARS + 1)))
    with pytest.raises(TooManyBars):
        list(as_svg(timeline_table(register), Terminal()))
    limited = timeline_table(register, limit=MOST_BARS)
    assert list(as_svg(limited, Terminal()))
    assert (len(limited.rows), limited.panels[0].notes[-1]) == (MOST_BARS, "1 more commitment not shown.")
