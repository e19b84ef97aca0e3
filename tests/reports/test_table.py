"""A listing: values for machines under named columns, panels for people."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tracker.language import language
from tracker.model.dates import span
from tracker.reports.table import (
    Cell,
    Column,
    Field,
    Heading,
    Panel,
    Table,
    Value,
    ordered,
    panel_of,
    plain,
    plain_panel,
    table_of,
    written,
)

COLUMNS = (Column("ref"), Column("title", "text"), Column("amount", "number"))
LISTING = Table(COLUMNS, (("a", "約束", Decimal(5)),), (Panel((), (), notes=("1 listed.",)), Panel((), ())))


# A name is shown plainly, a length in words of its own; the code is for machines alone.
FIELDS: tuple[Field[str], ...] = (
    Field("code", "code", str.upper),
    Field("length", "number", len, "Length", lambda text: f"{len(text)} letters", "dim"),
    Field("name", "text", str, "Name", tone="strong"),
    Field("first", "code", lambda text: text[0], Heading("First", stack="first"), lambda text: Cell(text[0], "info")),
)


def test_a_field_is_a_column_for_machines_and_one_for_people_if_it_has_a_heading() -> None:
    table = table_of(FIELDS, ["ab"], [panel_of(FIELDS, ["ab"], "Words", ["1 word."])])
    assert table.columns == (Column("code"), Column("length", "number"), Column("name", "text"), Column("first"))
    assert table.rows == (("AB", 2, "ab", "a"),)
    headings = (Heading("Length", right=True), Heading("Name", flexible=True), Heading("First", stack="first"))
    cells = (Cell("2 letters", "dim"), Cell("ab", "strong"), Cell("a", "info"))
    assert table.panels == (Panel(headings, (cells,), "Words", ("1 word.",)),)


def test_people_may_see_fields_in_another_order() -> None:
    assert [field.name for field in ordered(FIELDS, ["name", "length"])] == ["name", "length", "code", "first"]


def test_two_columns_of_one_name_are_refused_by_that_name() -> None:
    twice: Field[str] = Field("length", "number", len)
    with pytest.raises(ValueError, match="two columns of one table have the name length; rename one of them"):
        table_of((*FIELDS, twice), ["ab"])


def test_a_column_may_not_have_the_name_of_an_amount_as_a_number() -> None:
    with pytest.raises(ValueError, match="the name amount_number"):
        Table((Column("amount", "number", "unit"), Column("unit"), Column("amount_number")), ())


def test_a_column_that_is_named_twice_is_kept_once() -> None:
    assert LISTING.only(["ref", "ref"]).columns == (COLUMNS[0],)


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


def test_a_moment_is_written_with_its_time_in_every_language() -> None:
    with language("ja"):
        assert written(datetime(2026, 2, 17, 9, 30, tzinfo=UTC)) == "2026-02-17T09:30:00+00:00"
