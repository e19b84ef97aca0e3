"""Parse files of euro reference rates of the European Central Bank, a line for each day; all or nothing.

`eurofxref-hist.csv` has a row for each day. `eurofxref.csv` has one row, with a space after each comma and the name of
the month. The header has `Date` and the currencies. `N/A` means no rate, and each row ends with a comma.
"""

import csv
from collections.abc import Collection, Iterator
from datetime import date
from io import StringIO
from typing import Final

from tracker.errors import BadChoice, BadDate, BadRate, BadRates
from tracker.model.amounts import is_currency
from tracker.model.dates import span
from tracker.record.rates import DayRates, read_rate

BASE: Final = "EUR"
PUBLISHER: Final = "European Central Bank"
URL: Final = "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/"
DAY: Final = "Date"
MAX_BYTES: Final = 20_000_000  # the reference rates of a hundred years
MAX_FAULTS: Final = 10_000
_NONE: Final = frozenset({"", "N/A"})


def read_days(
    raw: bytes, path: str, today: date, *, only: Collection[str] = (), since: date = date.min
) -> list[DayRates]:
    """The rates of a file since a day, of all currencies or only of those in `only`.

    BadRates names every wrong row and cell by its line and column.
    """
    if len(raw) > MAX_BYTES:
        raise BadRates(path, [f"it has more than {MAX_BYTES // 10**6} MB"])
    rows = _rows(raw, path)
    _, first = next(rows, (0, []))
    day, *currencies = (first if first and first[-1] else first[:-1]) or [""]
    if day != DAY or not currencies or not all(map(is_currency, currencies)) or len(set(currencies)) < len(currencies):
        raise BadRates(path, ["line 1 is not “Date” and currencies, as in Date,USD,JPY"])
    if unknown := next((code for code in only if code not in currencies), None):
        raise BadChoice(f"currency of {path}", unknown, currencies)
    parser = _RateRowParser(currencies, today, only)
    days = []
    for line, cells in rows:
        if day_rates := parser.day_rates(line, cells):
            days.append(day_rates)
        if len(parser.faults) > MAX_FAULTS:
            raise BadRates(path, [f"it has more than {MAX_FAULTS} faults, the first in {parser.faults[0]}"])
    if parser.faults:
        raise BadRates(path, parser.faults)
    return [rates for rates in days if rates.quotes and rates.on >= since]


def _rows(raw: bytes, path: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with its line number and with its cells stripped."""
    try:
        reader = csv.reader(StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except UnicodeDecodeError as error:
        raise BadRates(path, [f"it is not UTF-8 at byte {error.start}"]) from None
    except csv.Error as error:
        raise BadRates(path, [f"line {reader.line_num} is not CSV, {error}"]) from None


class _RateRowParser:
    """Parses one row after another and collects their faults."""

    def __init__(self, currencies: list[str], today: date, only: Collection[str]) -> None:
        self._currencies, self._today, self._only = currencies, today, only
        self._days: set[date] = set()
        self.faults: list[str] = []

    def day_rates(self, line: int, cells: list[str]) -> DayRates | None:
        """The rates of a row; None if the row has a fault."""
        before = len(self.faults)
        width = len(self._currencies) + 1
        if len(cells) != width and not (len(cells) == width + 1 and not cells[-1]):
            self._fault(line, f"it has {len(cells)} cells and the first line {width}")
            return None
        day = self._day(line, cells[0])
        quotes = {}
        for code, cell in zip(self._currencies, cells[1:width], strict=True):
            if cell in _NONE or (self._only and code not in self._only):
                continue
            try:
                quotes[code] = read_rate(cell)
            except BadRate as error:
                self._fault(f"{line}, {code}", str(error))
        return DayRates(BASE, day, quotes) if day and len(self.faults) == before else None

    def _day(self, line: int, text: str) -> date | None:
        try:
            found = span(text)
        except BadDate:
            self._fault(f"{line}, {DAY}", f"“{text}” is not a day")
            return None
        if found.precision != "day":
            self._fault(f"{line}, {DAY}", f"“{text}” is not a day")
        elif found.last > self._today:
            self._fault(f"{line}, {DAY}", f"{text} is in the future")
        elif found.last in self._days:
            self._fault(f"{line}, {DAY}", f"{text} appears twice")
        else:
            self._days.add(found.last)
            return found.last
        return None

    def _fault(self, where: object, why: str) -> None:
        self.faults.append(f"line {where}: {why}")
