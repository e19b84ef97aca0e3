"""A file of rates as the European Central Bank publishes its euro reference rates -> a sheet a day; all or nothing.

`eurofxref-hist.csv` has a row a day, `eurofxref.csv` the row of the last one with a space after each comma and the
month in words. Both begin with `Date` and the currencies, write `N/A` where there is no rate, and end in a comma.
"""

import csv
from collections.abc import Collection, Iterator
from datetime import date
from io import StringIO
from typing import Final

from tracker.errors import BadChoice, BadDate, BadRate, BadRates
from tracker.model.amounts import is_currency
from tracker.model.dates import span
from tracker.record.rates import Sheet, read_rate

BASE: Final = "EUR"
PUBLISHER: Final = "European Central Bank"
URL: Final = "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/"
DAY: Final = "Date"
MAX_BYTES: Final = 20_000_000  # the reference rates of a hundred years
MAX_FAULTS: Final = 10_000
_NONE: Final = frozenset({"", "N/A"})


def read_sheets(
    raw: bytes, place: str, today: date, *, only: Collection[str] = (), since: date = date.min
) -> list[Sheet]:
    """The days of a file that have a rate, of the currencies in `only` if there are any, since a day.

    Every row and cell that is wrong is named, with its line and column.
    """
    if len(raw) > MAX_BYTES:
        raise BadRates(place, [f"it has more than {MAX_BYTES // 10**6} MB"])
    rows = _rows(raw, place)
    _, first = next(rows, (0, []))
    day, *currencies = (first if first and first[-1] else first[:-1]) or [""]
    if day != DAY or not currencies or not all(map(is_currency, currencies)) or len(set(currencies)) < len(currencies):
        raise BadRates(place, ["line 1 is not “Date” and currencies, as in Date,USD,JPY"])
    if unknown := next((code for code in only if code not in currencies), None):
        raise BadChoice(f"currency of {place}", unknown, currencies)
    reading = _Reading(currencies, today, only)
    sheets = []
    for line, cells in rows:
        if sheet := reading.sheet(line, cells):
            sheets.append(sheet)
        if len(reading.faults) > MAX_FAULTS:
            raise BadRates(place, [f"it has more than {MAX_FAULTS} faults, the first in {reading.faults[0]}"])
    if reading.faults:
        raise BadRates(place, reading.faults)
    return [sheet for sheet in sheets if sheet.quotes and sheet.on >= since]


def _rows(raw: bytes, place: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty with the number of its line, its cells without the spaces round them."""
    try:
        reader = csv.reader(StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except UnicodeDecodeError as error:
        raise BadRates(place, [f"it is not UTF-8 at byte {error.start}"]) from None
    except csv.Error as error:
        raise BadRates(place, [f"line {reader.line_num} is no CSV, {error}"]) from None


class _Reading:
    """Reads one row after another and keeps what is wrong with them."""

    def __init__(self, currencies: list[str], today: date, only: Collection[str]) -> None:
        self._currencies, self._today, self._only = currencies, today, only
        self._days: set[date] = set()
        self.faults: list[str] = []

    def sheet(self, line: int, cells: list[str]) -> Sheet | None:
        """The day that a row tells of; None where something is wrong with it."""
        before = len(self.faults)
        wanted = len(self._currencies) + 1
        if len(cells) != wanted and not (len(cells) == wanted + 1 and not cells[-1]):
            self._fault(line, f"it has {len(cells)} cells and the first line {wanted}")
            return None
        day = self._day(line, cells[0])
        quotes = {}
        for code, cell in zip(self._currencies, cells[1:wanted], strict=True):
            if cell in _NONE or (self._only and code not in self._only):
                continue
            try:
                quotes[code] = read_rate(cell)
            except BadRate as error:
                self._fault(f"{line}, {code}", str(error))
        return Sheet(BASE, day, quotes) if day and len(self.faults) == before else None

    def _day(self, line: int, text: str) -> date | None:
        try:
            found = span(text)
        except BadDate:
            self._fault(f"{line}, {DAY}", f"“{text}” is no day")
            return None
        if found.precision != "day":
            self._fault(f"{line}, {DAY}", f"“{text}” is no day")
        elif found.last > self._today:
            self._fault(f"{line}, {DAY}", f"{text} is in the future")
        elif found.last in self._days:
            self._fault(f"{line}, {DAY}", f"{text} stands there twice")
        else:
            self._days.add(found.last)
            return found.last
        return None

    def _fault(self, place: object, why: str) -> None:
        self.faults.append(f"line {place}: {why}")
