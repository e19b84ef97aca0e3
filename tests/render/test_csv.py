"""CSV: the shape of RFC 4180, bare numbers and dates, and no cell that a spreadsheet would run."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given

from tests import hostile
from tests.render.listings import of_texts, of_values
from tracker.model.dates import span
from tracker.render.csv import as_csv, guard, unguard
from tracker.render.escape import Terminal, unescape_control
from tracker.reports.table import Table


def written(listing: Table) -> str:
    return "".join(as_csv(listing, Terminal()))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline="")))


def test_lines_end_as_the_rfc_says_and_the_header_is_there_without_any_row() -> None:
    listing = of_values({"ref": "code", "due": "date"})
    assert written(listing) == "ref,due\r\n"
    assert written(of_values({"ref": "code", "due": "date"}, ["a", None])) == "ref,due\r\na,\r\n"


def test_values_are_written_plainly_and_what_is_missing_not_at_all() -> None:
    listing = of_values(
        {"n": "number", "i": "number", "d": "date", "t": "date", "s": "date", "f": "flag", "c": "code", "x": "text"},
        [
            Decimal("-1E+10"),
            -5,
            date(2026, 2, 1),
            datetime(2026, 2, 1, tzinfo=UTC),
            span("2026-Q1"),
            True,
            ("A", "B"),
            "x",
        ],
        [Decimal("0.50"), 0, None, None, None, False, (), None],
    )
    assert written(listing).split("\r\n")[1:] == [
        "-10000000000,-5,2026-02-01,2026-02-01T00:00:00+00:00,2026-Q1,true,A;B,x",
        "0.50,0,,,,false,,",
        "",
    ]


def test_a_listing_inside_a_row_has_no_place_in_a_table_of_values() -> None:
    assert written(of_values({"a": "code", "parts": "table"}, ["x", of_texts("y")])) == "a\r\nx\r\n"


@given(hostile.texts)
def test_the_guard_is_undone_exactly(text: str) -> None:
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", "\t=1", "\r1", "\n1", " =1", "\u3000=1", "＝1", "＋1", "－1", "＠a", "'=1", "''-1"]
)
def test_what_a_spreadsheet_would_run_gets_one_quote(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "2026-02-01", "'tis", "''", "約=1", "1-2"])
def test_everything_else_is_left_alone(text: str) -> None:
    assert guard(text) == unguard(text) == text


def test_numbers_and_dates_are_never_guarded() -> None:
    assert written(of_values({"a": "number", "b": "date"}, [Decimal(-5), span("2026-02")])).endswith(
        "\r\n-5,2026-02\r\n"
    )


def test_codes_are_guarded_too_for_a_register_may_be_edited_by_hand() -> None:
    assert read(written(of_values({"obligor": "code"}, [("=1+1", "\x1b")])))[1] == ["'=1+1;\\x1b"]


@given(hostile.texts)
def test_any_text_reads_back_the_same(text: str) -> None:
    output = written(of_texts(text))
    assert hostile.harm(output, lines="\n\r\t") == set()
    header, (cell,) = read(output)
    assert header == ["text"]
    assert unescape_control(unguard(cell)) == text
    assert guard(cell) != cell or cell == guard(unguard(cell))


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_a_hostile_text_stays_in_its_cell(text: str) -> None:
    _, (cell,), after = read(written(of_texts(text, "after")))
    assert unescape_control(unguard(cell)) == text
    assert after == ["after"]
