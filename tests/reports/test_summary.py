"""The report for scripts: its figures, and the tables inside."""

from datetime import date
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from tests import hostile
from tests.building import commitment, deadline, delivery, portfolio, position
from tests.render.listings import TEXTUAL, written_in
from tests.strategies import commitments as any_commitments
from tracker.model.commitment import Commitment, Source
from tracker.model.dates import Moment
from tracker.reports.summary import FIGURES, summary_table
from tracker.reports.table import Cell, Table
from tracker.state.portfolio import Portfolio

NIKKEI = Source(publisher="Nikkei", url="https://nikkei.example/1")
LATE = commitment("jp-us-late", due="2026-05-31")
SOON = commitment("jp-us-soon", due="2026-07-04")
MOVED = commitment(
    "jp-us-moved", events=[deadline("2026"), deadline("2027", "extension", on="2026-01-05", source=NIKKEI)]
)
MET = commitment("jp-us-met", status="met", met_on="2026-02-17", events=[delivery("USD 5bn", on="2026-02-01")])
IN_PRIVATE = position("US", "disputes", "private", on="", known_on="2026-02-10", source=NIKKEI)
DIVERGENT = commitment("jp-us-said", events=[position("US", "satisfied", on="2026-02-08"), IN_PRIVATE])


def test_the_figures_are_counted_for_scripts() -> None:
    listing = summary_table(portfolio(LATE, SOON, MOVED, MET, DIVERGENT))
    (row,) = listing.rows
    named = dict(zip((column.name for column in listing.columns), row, strict=True))
    assert {name: named[name] for name, _, _ in FIGURES} == {
        "commitments": 5,
        "milestones": 0,
        "open": 4,
        "overdue": 1,
        "contested": 0,
        "exceeded": 0,
        "breached": 0,
        "kept": 0,
        "late_reported": 0,
        "completed": 0,
        "short": 0,
        "due_soon": 1,
        "undated": 1,
        "awaiting": 0,
        "moved": 1,
        "silent": 0,
        "met": 1,
        "divergent": 1,
        "disputed": 1,
    }


def test_a_report_of_nothing_says_so() -> None:
    listing = summary_table(portfolio())
    assert [panel.anchor for panel in listing.panels] == ["lead", "cite", "method"]
    assert listing.panels[0].sentences == (Cell("No commitment is recorded here."),)


def test_its_title_is_the_day_unless_it_is_given() -> None:
    known = portfolio(LATE, as_of="2026-06-30", known_at="2026-06-29")
    assert summary_table(portfolio(LATE)).title == "Commitments as of 2026-06-30"
    assert summary_table(known).title == "Commitments as of 2026-06-30, as known on 2026-06-29"
    assert summary_table(known, title="For the minister").title == "For the minister"


def test_only_what_passes_the_test_is_in_it() -> None:
    listing = summary_table(portfolio(LATE, MOVED), lambda standing: standing.ref == "jp-us-late")
    text = written_in("html", listing)
    assert "jp-us-late" in text
    assert "jp-us-moved" not in text + written_in("json", listing)


# ---- for spreadsheets and scripts --------------------------------------------------------------


def inside(*promises: Commitment) -> dict[str, Table]:
    listing = summary_table(portfolio(*promises))
    return {
        c.name: cast("Table", v) for c, v in zip(listing.columns, listing.rows[0], strict=True) if c.kind == "table"
    }


def test_each_subject_has_a_listing_of_its_own() -> None:
    found = inside(LATE, MOVED, MET, DIVERGENT)
    assert {name: len(listing.rows) for name, listing in found.items()} == {
        "list": 4,
        "due_days": 4,
        "moves": 1,
        "deliveries": 1,
        "positions": 2,
        "sources": 2,
        "events": 10,
    }
    for listing in found.values():
        names = [column.name for column in listing.columns]
        assert len(names) == len(set(names))
        assert names[0] == "ref"
        assert {column.unit for column in listing.columns} <= {"", *names}
        assert all(len(row) == len(names) for row in listing.rows)


# ---- random registers ----------------------------------------------------------------------------


@given(
    st.lists(any_commitments, max_size=3, unique_by=lambda one: one.ref),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.sampled_from(TEXTUAL),
)
def test_whatever_a_register_holds_can_be_reported_in_any_format(
    promises: list[Commitment], day: date, name: str
) -> None:
    output = written_in(name, summary_table(Portfolio(promises, Moment(day)), alarms=(30,)))
    assert hostile.harm(output, lines="\n\r\t" if name == "csv" else "\n") == set()
