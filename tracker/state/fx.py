"""Exchange rates: look up the rate of a day and convert between currencies."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Context, Decimal
from typing import Final

from msgspec import Struct

from tracker.language import conjoined, translate
from tracker.model.amounts import MAX_PLACES, plain_number
from tracker.model.register import Rates

STALE: Final = 7  # days after which a rate is too old
DIGITS: Final = 6  # as many as a published rate has
_WIDE: Final = Context(prec=60)
_ROUND: Final = Context(prec=DIGITS)


class Quote(Struct, frozen=True):
    """The price of one unit of a base currency in another on a day, and the record it comes from."""

    base: str
    currency: str
    on: date
    value: Decimal
    recorded: Rates

    @property
    def publisher(self) -> str:
        """The publisher of the quote, else its URL; empty without a source."""
        source = self.recorded.source
        return (source.publisher or source.url) if source else ""

    def __str__(self) -> str:
        return f"{self.base}/{self.currency} {plain_number(self.value)}"


class Rate(Struct, frozen=True):
    """The rate between currencies on a day, from one quote or from two quotes with the same base."""

    quotes: tuple[Quote, ...]

    @property
    def on(self) -> date:
        """The day of the quotes."""
        return self.quotes[0].on

    def convert(self, value: Decimal, source: str, target: str) -> Decimal:
        """Convert a value from one currency to another, rounded to the digits of a rate."""
        costs = {quote.currency: quote.value for quote in self.quotes} | {self.quotes[0].base: Decimal(1)}
        return _ROUND.divide(_WIDE.multiply(value, costs[target]), costs[source])

    @property
    def publishers(self) -> str:
        """The publishers of the quotes; empty without a source."""
        return " and ".join(dict.fromkeys(quote.publisher for quote in self.quotes if quote.publisher))

    def __str__(self) -> str:
        costs = conjoined(f"{quote.currency} {plain_number(quote.value)}" for quote in self.quotes)
        return translate("{costs} to the {base} on {day}", costs=costs, base=self.quotes[0].base, day=self.on)


class RateBook:
    """The quotes in force by day and base: for a pair and day the last recorded one, unless it was deleted by None."""

    def __init__(self, recorded: Iterable[Rates], known_day: date | None = None) -> None:
        """Read the records in order, up to the day `known_day`."""
        self._days: dict[date, dict[str, dict[str, Quote]]] = {}
        for rates in recorded:
            day = rates.on.last
            if known_day is not None and day > known_day:
                continue
            prices = self._days.setdefault(day, {}).setdefault(rates.base, {})
            for currency, value in rates.quotes.items():
                prices.pop(currency, None)
                if value is not None and _is_price(value):
                    prices[currency] = Quote(rates.base, currency, day, value, rates)

    def __iter__(self) -> Iterator[Quote]:
        for day in sorted(self._days, reverse=True):
            for base in sorted(self._days[day]):
                yield from (self._days[day][base][currency] for currency in sorted(self._days[day][base]))

    def prices(self, base: str, day: date) -> dict[str, Decimal]:
        """The price of a base on a day in each currency."""
        return {currency: quote.value for currency, quote in self._days.get(day, {}).get(base, {}).items()}

    def rate(self, source: str, target: str, day: date) -> Rate | None:
        """The latest rate on or before a day that is not stale: direct, inverse or across a base; None without one."""
        last = day.toordinal()
        for ordinal in range(last, max(0, last - STALE - 1), -1):
            if found := self._on(source, target, date.fromordinal(ordinal)):
                return Rate(found)
        return None

    def _on(self, source: str, target: str, day: date) -> tuple[Quote, ...]:
        by_base = self._days.get(day, {})
        for base, other in ((source, target), (target, source)):
            if other in by_base.get(base, {}):
                return (by_base[base][other],)
        across = (prices for prices in by_base.values() if source in prices and target in prices)
        return next(((prices[source], prices[target]) for prices in across), ())


def _is_price(value: Decimal) -> bool:
    """True if a stored value is a valid rate; only an edit of the file by hand can make it invalid."""
    return value.is_finite() and value > 0 and abs(value.adjusted()) < MAX_PLACES
