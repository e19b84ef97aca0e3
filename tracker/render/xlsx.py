"""Excel workbook: a sheet for people if the report has one, then the rows of the table and of each nested table.

Cells have their types. A text is written as a string, never as a formula or a number; only the address of a source
becomes a link, if it is one of the web.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Final

from rich.cells import cell_len
from xlsxwriter import Workbook

from tracker.model.amounts import is_currency
from tracker.model.dates import DateSpan, in_utc
from tracker.render import GENERATOR
from tracker.render.escape import Terminal, escape_control, escape_control_reversibly, is_link
from tracker.render.xlsx_front import front_of, main_sheet, write_front
from tracker.render.xlsx_sheet import FIRST, At, Sheet, Styles
from tracker.reports.table import Column, Table, Value, plain

EXACT_DIGITS: Final = 15  # of a number, as spreadsheets keep it; a longer one is written as text
NARROWEST: Final = 8  # characters of a column
WIDEST: Final = 60
MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same inputs give the same bytes
ADDRESS_COLUMN: Final = "url"
REF: Final = "ref"


def as_xlsx(table: Table, _: Terminal) -> Iterator[bytes]:
    """The complete workbook."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_numbers": False}) as book:
        book.set_properties({"title": escape_control(table.title)[:255], "author": GENERATOR, "created": MADE})
        styles = Styles(book)
        if front := front_of(table):
            write_front(Sheet(book.add_worksheet(front.name), styles), front)
        for name, values in _sheets(table):
            _write(Sheet(book.add_worksheet(name), styles), values)
    yield file.getvalue()


def _sheets(table: Table, name: str = "") -> Iterator[tuple[str, Table]]:
    """The rows, then each column of tables with all rows of its tables."""
    inside = [(place, column) for place, column in enumerate(table.columns) if column.kind == "table"]
    flat = [place for place, column in enumerate(table.columns) if column.kind != "table"]
    rows = tuple(tuple(row[place] for place in flat) for row in table.rows)
    yield name or main_sheet(table), Table(tuple(table.columns[place] for place in flat), rows)
    for place, column in inside:
        if merged := _merged(table, place):
            yield from _sheets(merged, column.name)


def _merged(table: Table, place: int) -> Table | None:
    """The rows of all tables in a column, each behind the ref of its own row if it has none; None without a table."""
    found = [(row, inner) for row in table.rows if isinstance(inner := row[place], Table)]
    if not found:
        return None
    columns = found[0][1].columns
    refs = [number for number, column in enumerate(table.columns) if column.name == REF]
    if not refs or any(column.name == REF for column in columns):
        return Table(columns, tuple(one for _, inner in found for one in inner.rows))
    rows = tuple((row[refs[0]], *one) for row, inner in found for one in inner.rows)
    return Table((table.columns[refs[0]], *columns), rows)


def _write(sheet: Sheet, table: Table) -> None:
    """Write the header, frozen and with a filter, and the rows; fit the column widths."""
    columns = table.columns
    widths = [_width(column, [row[place] for row in table.rows]) for place, column in enumerate(columns)]
    names = [column.name for column in columns]
    units = [names.index(column.unit) if column.unit else None for column in columns]
    for place, (name, width) in enumerate(zip(names, widths, strict=True)):
        sheet.set_width(place, width)
        sheet.text((0, place), name, bold=True, bottom=1)
    for number, row in enumerate(table.rows, 1):
        for place, value in enumerate(row):
            unit = units[place]
            if names[place] == ADDRESS_COLUMN and isinstance(value, str) and is_link(value):
                sheet.link((number, place), value, value)
            else:
                _cell(sheet, (number, place), value, "" if unit is None else plain(row[unit]))
    sheet.freeze(1, 1)
    sheet.filter(0, len(table.rows), len(columns))
    sheet.end()


def _cell(sheet: Sheet, at: At, value: Value, unit: str) -> None:
    match value:
        case None | "" | ():
            pass
        case bool():
            sheet.flag(at, value)
        case Decimal() | int() if _is_exact(value):
            sheet.number(at, float(value), _number_format(value, unit))
        case datetime() if value.date() > FIRST:
            sheet.moment(at, in_utc(value).replace(tzinfo=None))
        case date() if not isinstance(value, datetime) and value >= FIRST:
            sheet.day(at, value)
        case DateSpan() if value.precision == "day" and value.last >= FIRST:
            sheet.day(at, value.last)
        case _:
            sheet.text(at, escape_control_reversibly(plain(value)))


def _is_exact(value: Decimal | int) -> bool:
    digits = Decimal(value).normalize().as_tuple().digits
    return len(digits) <= EXACT_DIGITS


def _number_format(value: Decimal | int, unit: str) -> str:
    """Groups of three, as many decimals as there are, and the currency; a physical unit has a column of its own."""
    places = max(0, -int(Decimal(value).normalize().as_tuple().exponent))
    digits = f"#,##0{'.' if places else ''}{'0' * places}"
    return f"[${unit}] {digits}" if is_currency(unit) else digits


def _width(column: Column, values: Sequence[Value]) -> int:
    """The width of a column: the display width of its widest line, within bounds."""
    lines = [column.name + "  ▾", *(line for value in values for line in _shown(value, column.unit).split("\n"))]
    return min(WIDEST, max(NARROWEST, *(cell_len(line[:WIDEST]) for line in lines)) + 2)


def _shown(value: Value, unit: str) -> str:
    """Approximately the text that a spreadsheet shows: a grouped figure after its currency."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return f"{'USD ' if unit else ''}{Decimal(value):,f}"
    return plain(value)
