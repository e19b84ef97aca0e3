"""One sheet of a workbook: cells of each type in their styles, rows as high as their texts, and the printed page."""

from datetime import date, datetime, time
from math import ceil
from typing import Any, Final, TypeAlias

from rich.cells import cell_len
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker.language import translate
from tracker.render.escape import escape_control

LONGEST: Final = 32_767  # UTF-16 units of a cell
FIRST: Final = date(1900, 3, 1)  # before this day, spreadsheets count a day that does not exist (29 February 1900)
MOST_LINKS: Final = 65_530  # of a sheet
LINE: Final = 15  # points
TALL_LINE: Final = 18  # points of a line in another script than Latin
HIGHEST: Final = 408.75  # points of a row
FILLED: Final = 0.9  # of a line, on average, before the next word is wrapped
LONGEST_HEADER: Final = 100  # characters of a title at the head of a page; all of its codes must fit 255
MARGIN: Final = 0.4  # inches
A4: Final = 9  # as spreadsheets number papers
DAY: Final = "yyyy-mm-dd"
SIZE: Final = 11  # of the letters, in points, where no style says another
LINK: Final = {"font_color": "#0563C1", "underline": 1}
At: TypeAlias = tuple[int, int]  # the row and the column of a cell, from 0


class Styles:
    """The styles of a workbook, each created once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._found: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **properties: Any) -> Any:  # noqa: ANN401 - the library has no types for properties and styles
        """The style with these properties; every text begins at the top of its cell."""
        key = tuple(properties.items())
        if key not in self._found:
            self._found[key] = self._book.add_format({"valign": "top", **properties})
        return self._found[key]


class Sheet:
    """A sheet that is written cell by cell; `end` completes it."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self._sheet = sheet
        self._styles = styles
        self._widths: dict[int, int] = {}
        self._heights: dict[int, float] = {}
        self._links = 0

    def set_width(self, place: int, width: int) -> None:
        """Set the width of a column, in characters."""
        self._widths[place] = width
        self._sheet.set_column(place, place, width)

    @property
    def columns(self) -> int:
        """The number of columns that have a width."""
        return len(self._widths)

    def text(self, at: At, text: str, **style: Any) -> None:  # noqa: ANN401 - as in `Styles`
        """Write a text as text; wrap it if it has several lines or the style says so."""
        self._sheet.write_string(*at, _short(text), self._wrapped(at, text, style))

    def link(self, at: At, address: str, text: str, **style: Any) -> None:  # noqa: ANN401 - as in `Styles`
        """Write a text that leads to an address; as a plain text if the sheet has all links that it can hold."""
        if self._links >= MOST_LINKS:
            self.text(at, text, **style)
            return
        self._links += 1
        self._sheet.write_url(*at, address, self._wrapped(at, text, {**LINK, **style}), string=text)

    def _wrapped(self, at: At, text: str, style: dict[str, Any]) -> Any:  # noqa: ANN401 - as in `Styles`
        """The style for a text, whose row is made high enough."""
        row, place = at
        if "\n" in text or "text_wrap" in style:
            style["text_wrap"] = True
            self.reserve(row, text, self._widths[place])
        return self._styles.of(**style)

    def across(self, row: int, last: int, text: str, **style: Any) -> None:  # noqa: ANN401 - as in `Styles`
        """Write a text over all columns up to the last one."""
        self.reserve(row, text, sum(self._widths.values()), style.get("font_size", SIZE))
        shown = self._styles.of(text_wrap=True, **style)
        self._sheet.merge_range(row, 0, row, last, "", shown)
        self._sheet.write_string(row, 0, _short(text), shown)

    def number(self, at: At, number: float, number_format: str, **style: Any) -> None:  # noqa: ANN401 - as in `Styles`
        """Write a number."""
        self._sheet.write_number(*at, number, self._styles.of(num_format=number_format, **style))
        if "font_size" in style:
            self.reserve(at[0], "", 1, style["font_size"])

    def flag(self, at: At, value: bool) -> None:  # noqa: FBT001 - the value of a cell
        """Write true or false."""
        self._sheet.write_boolean(*at, value, self._styles.of())

    def moment(self, at: At, moment: datetime) -> None:
        """Write a date with the time of day."""
        self._sheet.write_datetime(*at, moment, self._styles.of(num_format=f"{DAY} hh:mm:ss"))

    def day(self, at: At, day: date, number_format: str = DAY, **style: Any) -> None:  # noqa: ANN401 - as in `Styles`
        """Write a date."""
        shown = self._styles.of(num_format=number_format, **style)
        self._sheet.write_datetime(*at, datetime.combine(day, time()), shown)

    def reserve(self, row: int, text: str, width: int, size: int = SIZE) -> None:
        """Make a row high enough for a text that is wrapped at a width."""
        height = 0.0
        for line in text.split("\n"):
            length = cell_len(line) * size / SIZE
            lines = 1 if length < width else ceil(length / (width * FILLED))
            height += lines * (LINE if line.isascii() else TALL_LINE) * size / SIZE
        self._heights[row] = max(self._heights.get(row, 0), min(HIGHEST, height))

    def freeze(self, row: int, place: int) -> None:
        """Keep the rows above and the columns before in view, and print the last of these rows on each page."""
        self._sheet.freeze_panes(row, place)
        self._sheet.repeat_rows(row - 1)

    def filter(self, header: int, rows: int, columns: int) -> None:
        """Add a filter to the header of a table."""
        self._sheet.autofilter(header, 0, header + max(1, rows), columns - 1)

    def print_title(self, title: str) -> None:
        """Print a title above and the number of the page below each page."""
        short = escape_control(title)[:LONGEST_HEADER].replace("&", "&&")
        page = translate("Page {page} of {pages}", page="&P", pages="&N")
        self._sheet.set_header(f"&L{short}")
        self._sheet.set_footer(f"&R{page}")

    def end(self) -> None:
        """Set what is known once all cells are written."""
        for row, height in self._heights.items():
            self._sheet.set_row(row, height)
        self._sheet.set_landscape()
        self._sheet.set_margins(left=MARGIN, right=MARGIN, top=0.7, bottom=0.7)
        self._sheet.set_paper(A4)
        self._sheet.fit_to_pages(1, 0)


def _short(text: str) -> str:
    """The text, cut with an ellipsis to what a cell holds."""
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * LONGEST else units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def sheet_name(text: str) -> str:
    """A text as the name of a sheet, without the characters that no spreadsheet allows in one."""
    allowed = "".join(" " if character in "[]:*?/\\" else character for character in escape_control(text))
    return allowed[:31].strip(" '")
