"""Spreadsheets: cells of their types that another library, and LibreOffice, read back; nothing that could run."""

import csv
import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests import hostile
from tests.building import amount, citation, commitment, deadline, delivery, portfolio, position
from tests.render.listings import of_texts, of_values
from tracker.language import language
from tracker.model.commitment import Commitment
from tracker.model.dates import span
from tracker.render.escape import Terminal, unescape_control
from tracker.render.xlsx import as_xlsx
from tracker.render.xlsx_sheet import LONGEST, sheet_name
from tracker.reports.list import Selection, list_table
from tracker.reports.summary import summary_table
from tracker.reports.table import Column, Table, Value, plain

SOFFICE: Final = shutil.which("soffice")
# As a table of values: commas, quotes, UTF-8, not as shown but as they are, every sheet a file of its own.
AS_VALUES: Final = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
AMOUNT: Final = (Column("amount", "number", "currency"), Column("currency", "text"))


def written(listing: Table) -> bytes:
    return b"".join(as_xlsx(listing, Terminal()))


def book(listing: Table) -> Any:  # noqa: ANN401 - a workbook of openpyxl, which has no types
    return load_workbook(BytesIO(written(listing)))


def cells(listing: Table) -> list[list[Any]]:
    """The values under the header of the only sheet."""
    (sheet,) = book(listing).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def report() -> Table:
    moved = deadline("2026-03", "extension", on="2026-01-05")
    events = (deadline("2026-01-31"), moved, delivery("USD 1.5bn"))
    return summary_table(portfolio(commitment(amount="USD 7bn", events=events, titles={"ja": "約束"})))


# ---- values ------------------------------------------------------------------------------------


def test_values_have_their_types() -> None:
    row: list[Value] = [
        Decimal("1.50"),
        7,
        date(2026, 2, 1),
        datetime(2026, 2, 1, 9, tzinfo=UTC),
        True,
        ("A", "B"),
        None,
    ]
    kinds = {"d": "number", "i": "number", "day": "date", "at": "date", "f": "flag", "c": "code", "n": "text"}
    assert cells(of_values(kinds, row)) == [  # type: ignore[arg-type] # kinds
        [1.5, 7, datetime(2026, 2, 1), datetime(2026, 2, 1, 9), True, "A;B", None]  # noqa: DTZ001 - sheets have no zone
    ]


def test_a_date_is_one_only_if_it_is_known_to_the_day_and_a_spreadsheet_counts_that_day() -> None:
    early = date(1853, 7, 8), datetime(1853, 7, 8, tzinfo=UTC)
    row: list[Value] = [span("2026-02-01"), span("2026-02"), span("1853-07-08"), *early]
    assert cells(of_values({str(place): "date" for place in range(5)}, row)) == [
        [datetime(2026, 2, 1), "2026-02", "1853-07-08", "1853-07-08", "1853-07-08T00:00:00+00:00"],  # noqa: DTZ001
    ]


@pytest.mark.parametrize(
    ("value", "unit", "shown", "number_format"),
    [
        ("550000000000", "USD", 550_000_000_000, "[$USD] #,##0"),
        ("1.50", "USD", 1.5, "[$USD] #,##0.0"),
        ("12", "aircraft", 12, "#,##0"),
        ("2", '[red]"x"', 2, "#,##0"),
        ("123456789012345", "JPY", 123_456_789_012_345, "[$JPY] #,##0"),
        ("1234567890123456", "JPY", "1234567890123456", "General"),
        ("1E+20", "JPY", 1e20, "[$JPY] #,##0"),
    ],
)
def test_a_figure_keeps_its_currency_and_one_too_long_for_a_spreadsheet_is_text(
    value: str, unit: str, shown: object, number_format: str
) -> None:
    (sheet,) = book(Table(AMOUNT, ((Decimal(value), unit),))).worksheets
    cell = sheet.cell(2, 1)
    assert (cell.value, cell.number_format) == (shown, number_format)


@given(st.decimals(-(10**15) + 1, 10**15 - 1, places=0) | st.decimals(-1000, 1000, places=6))
def test_any_figure_of_at_most_fifteen_digits_reads_back_the_same(value: Decimal) -> None:
    ((read, _),) = cells(Table(AMOUNT, ((value, "USD"),)))
    assert Decimal(f"{read:.15g}") == value


def _unescaped(text: str) -> str:
    """A text after a spreadsheet program has read the escapes of ECMA-376, which openpyxl leaves as they are."""
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


@given(hostile.texts)
def test_any_text_reads_back_the_same(text: str) -> None:
    ((read,), _) = cells(of_texts(text, "after"))
    assert unescape_control(_unescaped(read or "")) == text


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_a_hostile_text_is_a_text_and_never_a_formula_or_a_link(text: str) -> None:
    content = written(of_texts(text, "https://evil.example", "mailto:a@b", "1234"))
    (sheet,) = load_workbook(BytesIO(content)).worksheets
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    with ZipFile(BytesIO(content)) as parts:
        markup = b"".join(parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets"))
    assert not re.search(rb"<(f|hyperlink)\b", markup)


def test_a_text_that_is_too_long_for_a_cell_ends_in_an_ellipsis() -> None:
    for text, kept in (("x" * 40_000, LONGEST - 1), ("😀" * 20_000, LONGEST // 2)):
        ((read,),) = cells(of_texts(text))
        assert read == text[:kept] + "…"


# ---- sheets ------------------------------------------------------------------------------------


def test_a_listing_is_a_sheet_and_each_listing_in_it_another() -> None:
    assert book(report()).sheetnames == [
        *("Overview", "summary", "list", "obligors", "due_days"),
        *("moves", "deliveries", "positions", "sources", "events"),
    ]
    assert book(of_texts("x")).sheetnames == ["list"]


def test_a_column_of_listings_without_any_has_no_sheet() -> None:
    listing = of_values({"a": "code", "parts": "table"}, ["x", None])
    assert book(listing).sheetnames == ["summary"]


def test_the_rows_of_all_listings_in_a_column_stand_under_each_other() -> None:
    listing = of_values({"a": "code", "parts": "table"}, ["x", of_texts("1")], ["y", of_texts("2")])
    assert [row[0].value for row in book(listing)["parts"].iter_rows()] == ["text", "1", "2"]


def test_the_rows_of_a_listing_in_a_row_with_a_ref_stand_behind_it() -> None:
    listing = of_values({"ref": "code", "parts": "table"}, ["a", of_texts("1", "2")], ["b", of_texts("3")])
    rows = [[cell.value for cell in row] for row in book(listing)["parts"].iter_rows()]
    assert rows == [["ref", "text"], ["a", "1"], ["a", "2"], ["b", "3"]]


def test_a_text_with_several_lines_is_wrapped_in_a_row_that_holds_them() -> None:
    (sheet,) = book(of_texts("one\ntwo\nthree", "one", "1\n" * 9999)).worksheets
    assert [bool(sheet.cell(row, 1).alignment.wrap_text) for row in (2, 3, 4)] == [True, False, True]
    assert [sheet.row_dimensions[row].height for row in (2, 3, 4)] == [45, None, 408.75]
    assert {cell.alignment.vertical for row in sheet.iter_rows() for cell in row} == {"top"}


def test_the_address_of_a_source_is_a_link_if_it_is_one_of_the_web(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = ("https://a.example/é?a=1#b", "javascript:alert(1)", "=1+1", None, "see https://a.example")
    (sheet,) = book(of_values({"url": "text"}, *([address] for address in addresses))).worksheets
    assert [cell.hyperlink is not None for (cell,) in sheet.iter_rows(min_row=2)] == [True, *[False] * 4]
    assert [cell.value for (cell,) in sheet.iter_rows(min_row=2)] == list(addresses)
    monkeypatch.setattr("tracker.render.xlsx_sheet.MOST_LINKS", 1)
    (sheet,) = book(of_values({"url": "text"}, ["https://a.example"], ["https://b.example"])).worksheets
    assert [cell.hyperlink is not None for (cell,) in sheet.iter_rows(min_row=2)] == [True, False]


def test_the_header_stays_and_filters_and_columns_are_as_wide_as_what_is_in_them() -> None:
    (sheet,) = book(of_texts("約束" * 10, "x")).worksheets
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:A3")
    assert 40 < sheet.column_dimensions["A"].width < 45
    (narrow,) = book(of_texts("x")).worksheets
    assert 8 <= narrow.column_dimensions["A"].width < 15


def test_the_same_listing_gives_the_same_bytes_and_says_who_made_it() -> None:
    assert written(report()) == written(report())
    properties = book(report()).properties
    assert (properties.creator, properties.title) == ("tracker", "Commitments as of 2026-06-30")


def test_a_listing_without_rows_has_its_header() -> None:
    assert [row[0].value for row in book(of_texts()).worksheets[0].iter_rows(max_row=1)] == ["text"]


# ---- for people --------------------------------------------------------------------------------


LATE: Final = citation("delivery", "contradicts", on="2026-05-01")


def front(*promises: Commitment, title: str = "") -> Any:  # noqa: ANN401 - as `book`
    return book(summary_table(portfolio(*promises), title=title)).worksheets[0]


def header(sheet: Any) -> int:  # noqa: ANN401 - as `book`
    """The row of the header, which the filter begins at."""
    return int(sheet.auto_filter.ref.partition(":")[0].removeprefix("A"))


def test_the_first_sheet_says_what_it_is_and_counts_before_it_lists() -> None:
    sheet = front(commitment(events=[deadline("2026-01-31"), LATE]), commitment("b"), title="A & B " * 100)
    assert sheet.title == "Overview"
    assert (sheet["A1"].value[:5], len(sheet["A1"].value)) == ("A & B", 250)
    assert sheet["A2"].value == "As of 2026-06-30."
    figures = [{cell.value for cell in sheet[row]} for row in (3, 4)]
    assert figures[0] >= {2, 1}
    assert figures[1] >= {"commitments", "reported late"}
    assert sheet.freeze_panes == f"B{header(sheet) + 1}"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.oddHeader.left.text.startswith("A && B")
    assert sheet.oddFooter.right.text == "Page &P of &N"
    assert header(front()) == 4


def test_the_first_sheet_of_an_empty_list_says_that_nothing_was_found() -> None:
    listing = list_table(portfolio(), Selection())
    assert any("0 listed." in str(cell.value) for row in book(listing).worksheets[0] for cell in row)


def test_the_first_sheet_tells_each_commitment_in_nine_columns_and_leads_to_its_values() -> None:
    late = commitment("jp-us-late", title="=1+1", amount="USD 7bn", events=[deadline("2026-01-31"), LATE])
    running = commitment("jp-us-long", title="x" * 20_000, events=[deadline("2026-12"), position("US", "disputes")])
    sheet = front(late, running, commitment("old", events=[deadline("1853-07-08")]))
    top = header(sheet)
    headings = ["Commitment", "Owes", "Amount", "Delivered", "Due", "Standing", "First due", "Status", "Ref"]
    assert [cell.value for cell in sheet[top]] == headings
    by_ref = {row[-1].value: dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=top + 1)}
    told = by_ref["jp-us-late"]
    assert (told["Commitment"].value, told["Commitment"].data_type) == ("=1+1", "s")
    assert told["Due"].value == datetime(2026, 1, 31)  # noqa: DTZ001 - sheets have no zone
    assert told["Standing"].value == "150 d late\nNews, 2026-05-01"
    assert {cell.fill.start_color.rgb for cell in told.values()} == {"FFFBE3E1"}
    found = by_ref["jp-us-long"]
    assert found["Commitment"].value == "x" * 399 + "…"
    assert found["Due"].value == "end 2026-12"
    assert found["Status"].value.split("\n") == ["agreed, disputed by US", "confidence: unsourced"]
    assert found["Commitment"].fill.fill_type is None
    assert by_ref["old"]["Due"].value == "1853-07-08"
    values = sheet.parent["list"]
    for ref in ("jp-us-late", "jp-us-long", "old"):
        sheet_name, _, at = by_ref[ref]["Ref"].hyperlink.location.partition("!")
        assert (sheet_name, values[at].value) == ("'list'", ref)


def test_a_day_on_the_first_sheet_is_a_date_that_is_written_as_the_language_does() -> None:
    with language("ja"):
        sheet = front(commitment("jp-us-a", events=[deadline("2026-12-31")]))
        cell = sheet.cell(header(sheet) + 1, 5)
    assert cell.value == datetime(2026, 12, 31)  # noqa: DTZ001 - sheets have no zone
    assert cell.number_format == 'yyyy"年"m"月"d"日"'


def test_the_first_sheet_of_a_list_has_its_notes_and_what_it_leaves_out() -> None:
    found = list_table(portfolio(commitment(), known_at="2026-06-01"), Selection()).marked_without(["News"])
    sheet, values, _ = book(found).worksheets
    texts = [cell.value for (cell,) in sheet.iter_rows(max_col=1) if cell.value]
    assert texts[:3] == [
        "Commitments", "Without what only “News” reports.", "As of 2026-06-30, as known on 2026-06-01.",
    ]  # fmt: skip
    assert texts[-1] == "1 listed."
    assert [cell.value for cell in values["A"]] == ["ref", "jp-us-promise"]
    assert len(book(list_table(portfolio(), Selection(columns=("ref",)))).worksheets) == 1


def test_a_sheet_has_a_name_that_spreadsheets_allow() -> None:
    assert sheet_name("'a[b]:c*?/\\" + "x" * 40) == "a b  c" + " " * 4 + "x" * 20


# ---- a spreadsheet program ---------------------------------------------------------------------


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: apt-get install libreoffice-calc")
def test_libreoffice_opens_it_without_a_warning_and_gives_the_values_back(tmp_path: Path) -> None:
    texts = [text for text in hostile.TEXTS.values() if "\r" not in text and text.strip()]
    promises = [commitment(f"jp-us-{place}", title=text, amount="USD 7.25bn") for place, text in enumerate(texts)]
    listing = summary_table(
        portfolio(*promises, commitment(events=[amount("JPY 12345678901234567"), deadline("2026-03-31")]))
    )
    (tmp_path / "report.xlsx").write_bytes(written(listing))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", "--norestore", profile, "--convert-to", AS_VALUES, "report.xlsx"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True)
    told = [line for line in done.stderr.splitlines() if "javaldx" not in line]  # it looks for a Java, and needs none
    assert told == []
    inside = [(column.name, value) for column, value in zip(listing.columns, listing.rows[0], strict=True)]
    for name, sheet in inside:
        if isinstance(sheet, Table):
            flat = [place for place, column in enumerate(sheet.columns) if column.kind != "table"]
            expected = [_expected(tuple(row[place] for place in flat)) for row in sheet.rows]
            assert _read(tmp_path / f"report-{name}.csv") == expected, name


def _read(place: Path) -> list[list[str]]:
    with place.open(encoding="utf-8", newline="") as file:
        return [[unescape_control(text) for text in row] for row in list(csv.reader(file))[1:]]


def _expected(row: tuple[Value, ...]) -> list[str]:
    """A row as LibreOffice writes values; it has a word of its own for a flag, and no zone for a time."""
    return [
        str(value).upper() if isinstance(value, bool)
        else f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime)
        else plain(value)
        for value in row
    ]  # fmt: skip
