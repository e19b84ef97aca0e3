"""Excel workbook: a sheet for the rows of a table and one for each nested table, in typed cells.

Every text is written as a string, never as a formula, a number or a link.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from rich.cells import cell_len
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker.model.amounts import is_currency
from tracker.model.dates import DateSpan, in_utc
from tracker.render import GENERATOR
from tracker.render.escape import Terminal, escape_control, escape_control_reversibly
from tracker.reports.table import Column, Table, Value, plain

EXACT_DIGITS: Final = 15  # of a number, as spreadsheets keep it; a longer one is written as text
LONGEST: Final = 32_767  # UTF-16 units of a cell
FIRST: Final = date(1900, 3, 1)  # before this day, spreadsheets count a day that does not exist (29 February 1900)
NARROWEST: Final = 8  # characters of a column
WIDEST: Final = 60
A4: Final = 9  # as spreadsheets number papers
MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same inputs give the same bytes


def as_xlsx(table: Table, _: Terminal) -> Iterator[bytes]:
    """The complete workbook."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_numbers": False}) as book:
        book.set_properties({"title": escape_control(table.title)[:255], "author": GENERATOR, "created": MADE})
        pen = _Pen(book)
        for name, sheet in _sheets(table):
            pen.write(book.add_worksheet(name), sheet)
    yield file.getvalue()


def _sheets(table: Table) -> Iterator[tuple[str, Table]]:
    """The rows, then each column of tables with all rows of its tables."""
    inside = [(place, column) for place, column in enumerate(table.columns) if column.kind == "table"]
    flat = [place for place, column in enumerate(table.columns) if column.kind != "table"]
    rows = tuple(tuple(row[place] for place in flat) for row in table.rows)
    yield "summary" if inside else "list", Table(tuple(table.columns[place] for place in flat), rows)
    for place, column in inside:
        found = [row[place] for row in table.rows]
        tables = [one for one in found if isinstance(one, Table)]
        if tables:
            yield column.name, Table(tables[0].columns, tuple(row for one in tables for row in one.rows))


class _Pen:
    """Write the sheets of one workbook; create each style once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._styles: dict[str, Any] = {}
        self._head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})

    def write(self, sheet: Worksheet, table: Table) -> None:
        """Write the header, frozen and with a filter, and the rows; fit the column widths."""
        columns = table.columns
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.name, self._head)
        for number, row in enumerate(table.rows, 1):
            for place, cell in enumerate(row):
                self._cell(sheet, number, place, cell, self._unit(columns, place, row))
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(columns) - 1)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _width(column, [row[place] for row in table.rows]))

    def _unit(self, columns: Sequence[Column], place: int, row: Sequence[Value]) -> str:
        """The unit of the number in a column, if another column has it."""
        if not columns[place].unit:
            return ""
        return plain(row[[column.name for column in columns].index(columns[place].unit)])

    def _cell(self, sheet: Worksheet, row: int, place: int, value: Value, unit: str) -> None:
        match value:
            case None:
                pass
            case bool():
                sheet.write_boolean(row, place, value)
            case Decimal() | int() if _is_exact(value):
                sheet.write_number(row, place, float(value), self._style(_number_format(value, unit)))
            case datetime() if value.date() > FIRST:
                utc = in_utc(value).replace(tzinfo=None)
                sheet.write_datetime(row, place, utc, self._style("yyyy-mm-dd hh:mm:ss"))
            case date() if not isinstance(value, datetime) and value >= FIRST:
                self._day(sheet, row, place, value)
            case DateSpan() if value.precision == "day" and value.last >= FIRST:
                self._day(sheet, row, place, value.last)
            case _:
                sheet.write_string(row, place, _short(escape_control_reversibly(plain(value))))

    def _day(self, sheet: Worksheet, row: int, place: int, day: date) -> None:
        sheet.write_datetime(row, place, datetime.combine(day, time()), self._style("yyyy-mm-dd"))

    def _style(self, number_format: str) -> Any:  # noqa: ANN401 - a style of the library's own
        if number_format not in self._styles:
            self._styles[number_format] = self._book.add_format({"num_format": number_format})
        return self._styles[number_format]


def _is_exact(value: Decimal | int) -> bool:
    digits = Decimal(value).normalize().as_tuple().digits
    return len(digits) <= EXACT_DIGITS


def _number_format(value: Decimal | int, unit: str) -> str:
    """Groups of three, as many decimals as there are, and the currency; a physical unit has a column of its own."""
    places = max(0, -int(Decimal(value).normalize().as_tuple().exponent))
    digits = f"#,##0{'.' if places else ''}{'0' * places}"
    return f"[${unit}] {digits}" if is_currency(unit) else digits


def _short(text: str) -> str:
    """The text, cut with an ellipsis to what a cell holds."""
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * LONGEST else units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _width(column: Column, values: Sequence[Value]) -> int:
    """The width of a column: the display width of its widest text, within bounds."""
    texts = [column.name + "  ▾", *(_shown(value, column.unit) for value in values)]
    return min(WIDEST, max(NARROWEST, *(cell_len(text) for text in texts)) + 2)


def _shown(value: Value, unit: str) -> str:
    """Approximately the text that a spreadsheet shows: a grouped figure after its currency."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return f"{'USD ' if unit else ''}{Decimal(value):,f}"
    return plain(value)[:WIDEST]
