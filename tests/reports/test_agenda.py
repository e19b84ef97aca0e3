"""The agenda: due days by week, overdue ones first; undated commitments are counted."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import hostile, strategies
from tests.building import amount, citation, commitment, deadline, delivery, milestone, portfolio, review, status
from tests.render.listings import TEXTUAL, written_in
from tracker.model.commitment import Commitment
from tracker.model.dates import Moment
from tracker.render.escape import Terminal
from tracker.reports.agenda import agenda_table
from tracker.reports.list import Selection, list_table
from tracker.reports.table import Table
from tracker.state.portfolio import Portfolio

AS_OF, UNTIL = "2026-03-01", date(2026, 3, 31)


def expected(*promises: Commitment) -> Table:
    """The agenda of March 2026 on its first day."""
    return agenda_table(portfolio(*promises, as_of=AS_OF), UNTIL)


def rows(*promises: Commitment) -> list[dict[str, Any]]:
    """Rows of the agenda as dictionaries."""
    listing = expected(*promises)
    names = [column.name for column in listing.columns]
    return [dict(zip(names, row, strict=True)) for row in listing.rows]


def days(*promises: Commitment) -> list[tuple[str, str, int, str | None]]:
    """Date, kind, days and words of each row."""
    return [(str(row["due"]), row["kind"], row["days"], row["words"]) for row in rows(*promises)]


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("2026-02-28", ("2026-02-28", "overdue", -1, "no report, never reviewed")),
        ("2026-02", ("2026-02-28", "overdue", -1, "2026-02, no report, never reviewed")),
        ("2026-03-01", ("2026-03-01", "deadline", 0, None)),
        ("JP-FY2025", ("2026-03-31", "deadline", 30, "JP-FY2025")),
        ("2026-03-02..2026-03-04", ("2026-03-04", "deadline", 3, "2026-03-02..2026-03-04")),
        ("2026-04-01", None),
    ],
)
def test_a_deadline_is_shown_on_its_last_day_and_as_it_was_written(
    due: str, day: tuple[str, str, int, str | None] | None
) -> None:
    assert days(commitment(due=due)) == ([day] if day else [])


def test_a_deadline_in_business_days_is_shown_with_its_words() -> None:
    counted = commitment(events=[deadline("2026-03-23", words="15bd after 2026-03-01 (US+JP)")])
    assert days(counted) == [("2026-03-23", "deadline", 22, "15bd after 2026-03-01 (US+JP)")]


def test_in_the_days_of_grace_the_last_of_them_counts() -> None:
    promise = commitment(events=[deadline("2026-02", grace_days=10)])
    assert days(promise) == [("2026-03-10", "deadline", 9, "2026-02, the last day of grace after 2026-02-28")]


def test_a_standstill_lapses_and_one_that_has_lapsed_is_gone() -> None:
    assert days(commitment(due="2026-03", nature="refrain")) == [("2026-03-31", "deadline", 30, "lapses, 2026-03")]
    assert days(commitment(due="2026-02", nature="refrain")) == []


def test_what_is_to_be_kept_comes_into_force_and_lapses() -> None:
    planned = commitment(events=[deadline("2026-03-31", not_before="2026-03-08")], nature="keep")
    assert days(planned) == [("2026-03-08", "not_before", 7, "comes into force"), ("2026-03-31", "deadline", 30, None)]
    breached = commitment(status="breached", due="2026-03-31", nature="keep")
    assert days(breached) == [("2026-03-31", "deadline", 30, "lapses")]
    assert days(commitment(status="breached", due="2026-02", nature="keep")) == []


def test_milestones_have_days_of_their_own() -> None:
    dues = {"a": "2026-02-10", "b": "2026-03-10", "c": "2026-04-10"}
    milestones = [milestone(f"jp-us-promise/{name}", due=due) for name, due in dues.items()]
    assert days(commitment(due="2026-03-31"), *milestones) == [
        ("2026-02-10", "overdue", -19, "no report, never reviewed"),
        ("2026-03-10", "deadline", 9, None),
        ("2026-03-31", "deadline", 30, None),
    ]


def test_a_milestone_that_is_delivered_in_full_falls_due_no_more() -> None:
    promise = commitment(due="2026-06", events=[delivery("USD 9bn")])
    dues = {"a": "2026-03-10", "b": "2026-03-20"}
    milestones = [milestone(f"jp-us-promise/{name}", due=due, amount="USD 8bn") for name, due in dues.items()]
    (row,) = rows(promise, *milestones)
    assert (row["ref"], row["kind"], row["amount"], row["currency"]) == (
        "jp-us-promise/b",
        "deadline",
        8 * 10**9,
        "USD",
    )


@pytest.mark.parametrize(
    ("earliest", "day"),
    [
        ("2026-03-05", [("2026-03-05", "not_before", 4, "may begin")]),
        ("2026-03", [("2026-03-01", "not_before", 0, "may begin, 2026-03")]),
        ("2026-02-28", []),
        ("2026-04-01", []),
    ],
)
def test_what_may_not_begin_before_a_day_may_begin_on_it(
    earliest: str, day: list[tuple[str, str, int, str | None]]
) -> None:
    assert days(commitment(events=[deadline("2026-12", not_before=earliest)])) == day


@pytest.mark.parametrize("word", ["suspended", "met", "withdrawn"])
def test_only_what_is_open_and_not_suspended_falls_due(word: Any) -> None:  # noqa: ANN401 - one of the statuses
    assert days(commitment(due="2026-03-10", status=word)) == []


def test_nothing_proposed_is_overdue() -> None:
    assert days(commitment(due="2026-02-10", status="proposed")) == []
    assert days(commitment(due="2026-03-10", status="proposed"))[0][1] == "deadline"


def test_what_has_no_day_is_counted_below() -> None:
    listing = expected(
        commitment("late", due="2026-02"),
        commitment("soon", due="2026-03"),
        commitment("undated"),
        commitment("suspended", due="2026-03", status="suspended"),
        commitment("awaiting", events=[deadline(awaits="notice")]),
        commitment("closed", status="withdrawn"),
    )
    note = "1 overdue, 1 to come until 2026-03-31; not measured: 1 undated, 1 suspended, 1 awaiting a trigger."
    assert listing.panels[-1].notes == (note,)
    assert expected().panels[-1].notes == ("0 to come until 2026-03-31.",)


def test_what_somebody_calls_late_is_late_and_says_who() -> None:
    promise = commitment(due="2026-02-20", events=[citation("delivery", "contradicts", on="2026-02-21")])
    assert days(promise) == [("2026-02-20", "overdue", -9, "News, 2026-02-21")]
    cell = expected(promise).panels[0].rows[0][1]
    assert (cell.text, cell.tone) == ("9 d late", "late")


def test_the_agenda_counts_what_list_counts() -> None:
    dues = {"a": "2026-01-10", "b": "2026-02-10"}
    milestones = [milestone(f"jp-us-promise/{name}", due=due) for name, due in dues.items()]
    promises = portfolio(commitment(due="2026-02-20"), *milestones, as_of=AS_OF)
    listing = agenda_table(promises, UNTIL)
    assert [row[4] for row in listing.rows] == ["overdue", "overdue", "overdue"]
    assert listing.panels[-1].notes == ("3 overdue, 0 to come until 2026-03-31.",)
    assert list_table(promises, Selection(overdue=True)).panels[-1].notes[0] == "3 overdue."


def test_a_review_is_to_be_made_on_its_day_and_one_that_was_forgotten_stays() -> None:
    ahead = commitment("ahead", events=[review(again="2026-03-20", who="mika")])
    forgotten = commitment("forgotten", events=[review(again="2026-02-20")])
    listing = expected(ahead, forgotten, commitment("later", events=[review(again="2026-04-20")]))
    assert [(str(row[1]), row[2], row[4], row[5], row[11]) for row in listing.rows] == [
        ("2026-02-20", "forgotten", "review", "look again", -9),
        ("2026-03-20", "ahead", "review", "look again, mika", 19),
    ]
    assert [[cell.text for cell in panel.rows[0]][1] for panel in listing.panels[:2]] == ["9 d ago", "in 19 d"]
    assert listing.panels[-1].notes == ("0 to come, 2 to look at until 2026-03-31; not measured: 3 undated.",)


def test_a_later_look_takes_the_place_of_the_one_that_was_planned() -> None:
    looked = [review(again="2026-03-10", on="2026-01-01"), review("news", on="2026-02-01")]
    assert days(commitment(events=looked)) == []
    assert days(commitment(status="met", events=looked[:1])) == []


def test_there_is_a_panel_a_week_and_the_overdue_come_first() -> None:
    listing = expected(
        commitment("b", due="2026-03-08"),
        commitment("a", due="2026-03-02", amount="~USD 2bn"),
        commitment("c", due="2026-03-09"),
        commitment("d", due="2026-02-28"),
        commitment("e", due="2026-03-01"),
    )
    assert [(panel.title, [row[4].text for row in panel.rows]) for panel in listing.panels] == [
        ("Overdue", ["d"]),
        ("2026-W09, from Monday 2026-02-23", ["e"]),
        ("2026-W10, from Monday 2026-03-02", ["a", "b"]),
        ("2026-W11, from Monday 2026-03-09", ["c"]),
        ("", []),
    ]
    assert [cell.text for cell in listing.panels[2].rows[0]] == [
        *("2026-03-02", "in 1 d", "JP → US", "~ USD 2bn", "a", "", "Promise a")
    ]
    assert [panel.rows[0][1].text for panel in listing.panels[:2]] == ["1 d past due", "today"]


def test_machines_read_the_same_as_values() -> None:
    (row,) = rows(commitment(events=[status("agreed"), deadline("2026-03-10"), amount("~USD 2bn")], status=None))
    assert [str(value) for value in row.values()] == [
        *("2026-W11", "2026-03-10", "jp-us-promise", "Promise jp-us-promise", "deadline", "None"),
        *("2000000000", "about", "USD", "('JP',)", "('US',)", "9"),
    ]


def test_only_what_passes_the_test_is_shown_and_counted() -> None:
    promises = portfolio(commitment("a", due="2026-03-10"), commitment("b"), as_of=AS_OF)
    listing = agenda_table(promises, UNTIL, lambda standing: standing.ref == "a")
    assert (len(listing.rows), listing.panels[-1].notes) == (1, ("1 to come until 2026-03-31.",))


@given(
    commitments=st.lists(strategies.commitments, max_size=3, unique_by=lambda commitment: commitment.ref),
    span_of_days=st.lists(st.dates(), min_size=2, max_size=2).map(sorted),
    name=st.sampled_from(TEXTUAL),
    surface=st.sampled_from((Terminal(), Terminal(80))),
)
def test_whatever_a_register_holds_has_an_agenda_in_any_format(
    commitments: list[Commitment], span_of_days: list[date], name: str, surface: Terminal
) -> None:
    today, until = span_of_days
    listing = agenda_table(Portfolio(commitments, Moment(today)), until)
    assert all(
        (row[11] < 0) is (row[4] == "overdue")
        for row in listing.rows
        if isinstance(row[11], int) and row[4] != "review"
    )
    output = written_in(name, listing, surface)
    assert hostile.harm(output, lines="\n\r\t" if name == "csv" else "\n") == set()
