"""Rates of exchange: which ones hold on a day, and how one currency is turned into another by them."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Context, Decimal
from typing import Final

from msgspec import Struct

from tracker.model.amounts import MAX_PLACES, plain_number
from tracker.model.register import Rates

STALE: Final = 7  # days after which a rate is too old
DIGITS: Final = 6  # as many as a published rate has
_WIDE: Final = Context(prec=60)
_ROUND: Final = Context(prec=DIGITS)


class Quote(Struct, frozen=True):
    """What one unit of a base currency cost in another on a day, with the record that says so."""

    base: str
    currency: str
    on: date
    value: Decimal
    recorded: Rates

    @property
    def publisher(self) -> str:
        """Who says so, as briefly as it can be named; nothing if nobody is cited."""
        source = self.recorded.source
        return (source.publisher or source.url) if source else ""

    def __str__(self) -> str:
        return f"{self.base}/{self.currency} {plain_number(self.value)}"


class Rate(Struct, frozen=True):
    """How currencies are turned into each other on a day: by one quote, or by two with the same base."""

    quotes: tuple[Quote, ...]

    @property
    def on(self) -> date:
        """The day of it."""
        return self.quotes[0].on

    def convert(self, value: Decimal, source: str, target: str) -> Decimal:
        """A figure of the one currency in the other, to as many digits as a rate has."""
        costs = {quote.currency: quote.value for quote in self.quotes} | {self.quotes[0].base: Decimal(1)}
        return _ROUND.divide(_WIDE.multiply(value, costs[target]), costs[source])

    @property
    def publishers(self) -> str:
        """Who says so; nothing if nobody is cited."""
        return " and ".join(dict.fromkeys(quote.publisher for quote in self.quotes if quote.publisher))

    def __str__(self) -> str:
        costs = " and ".join(f"{quote.currency} {plain_number(quote.value)}" for quote in self.quotes)
        return f"{costs} to the {self.quotes[0].base} on {self.on}"


class RateBook:
    """The quotes that hold, by day and base: of several for one pair and day the last recorded, if it is not None."""

    def __init__(self, recorded: Iterable[Rates], known_day: date | None = None) -> None:
        """Enter what was recorded, in that order, of the days until `known`."""
        self._days: dict[date, dict[str, dict[str, Quote]]] = {}
        for rates in recorded:
            day = rates.on.last
            if known_day is not None and day > known_day:
                continue
            sheet = self._days.setdefault(day, {}).setdefault(rates.base, {})
            for currency, value in rates.quotes.items():
                sheet.pop(currency, None)
                if value is not None and _is_price(value):
                    sheet[currency] = Quote(rates.base, currency, day, value, rates)

    def __iter__(self) -> Iterator[Quote]:
        for day in sorted(self._days, reverse=True):
            for base in sorted(self._days[day]):
                yield from (self._days[day][base][currency] for currency in sorted(self._days[day][base]))

    def prices(self, base: str, day: date) -> dict[str, Decimal]:
        """What a base cost on a day, by currency."""
        return {currency: quote.value for currency, quote in self._days.get(day, {}).get(base, {}).items()}

    def rate(self, source: str, target: str, day: date) -> Rate | None:
        """The latest rate on or before a day that is not stale: direct, inverse, or across one base; None without."""
        last = day.toordinal()
        for ordinal in range(last, max(0, last - STALE - 1), -1):
            if found := self._on(source, target, date.fromordinal(ordinal)):
                return Rate(found)
        return None

    def _on(self, source: str, target: str, day: date) -> tuple[Quote, ...]:
        sheets = self._days.get(day, {})
        for base, other in ((source, target), (target, source)):
            if other in sheets.get(base, {}):
                return (sheets[base][other],)
        across = (sheet for sheet in sheets.values() if source in sheet and target in sheet)
        return next(((sheet[source], sheet[target]) for sheet in across), ())


def _is_price(value: Decimal) -> bool:
    """Whether a stored figure can be a rate; only a register edited by hand holds another."""
    return value.is_finite() and value > 0 and abs(value.adjusted()) < MAX_PLACES
