"""A listing: values for machines under named columns, panels for people."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tracker.model.dates import span
from tracker.reports.table import Cell, Column, Heading, Panel, Table, Value, plain, plain_panel

COLUMNS = (Column("ref"), Column("title", "text"), Column("amount", "number"))
LISTING = Table(COLUMNS, (("a", "約束", Decimal(5)),), (Panel((), (), notes=("1 listed.",)), Panel((), ())))


def test_the_columns_that_are_kept_stand_in_the_order_they_are_named_in() -> None:
    found = LISTING.only(["amount", "ref"])
    assert found.columns == (COLUMNS[2], COLUMNS[0])
    assert found.rows == ((Decimal(5), "a"),)


def test_what_was_said_of_the_rows_is_said_of_some_columns_too() -> None:
    (panel,) = LISTING.only(["ref"]).panels
    assert panel == Panel((Heading("ref"),), ((Cell("a"),),), notes=("1 listed.",))


def test_what_is_for_programs_alone_gets_no_panel() -> None:
    assert Table(COLUMNS, LISTING.rows).only(["ref"]).panels == ()


def test_a_plain_panel_has_numbers_to_the_right_and_gives_text_room() -> None:
    headings = (Heading("ref"), Heading("title", flexible=True), Heading("amount", right=True))
    assert plain_panel(COLUMNS, LISTING.rows) == Panel(headings, ((Cell("a"), Cell("約束"), Cell("5")),))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.50"), "-0.50"),
        (("JP", "EU"), "JP;EU"),
        ((), ""),
        (date(2026, 2, 1), "2026-02-01"),
        (datetime(2026, 2, 1, 9, tzinfo=UTC), "2026-02-01T09:00:00+00:00"),
        (span("2026-Q1"), "2026-Q1"),
        ("x", "x"),
    ],
)
def test_a_value_is_written_plainly(value: Value, text: str) -> None:
    assert plain(value) == text
