"""Record rates of exchange: parse a pair and its rate, and create the rates that a register stores."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from msgspec import Struct

from tracker.errors import BadCode, BadRate, NotPossible, plural
from tracker.model.amounts import EXACT_DIGITS
from tracker.model.commitment import Source
from tracker.model.dates import day
from tracker.model.iso import require_currency
from tracker.model.register import Rates
from tracker.state.fx import RateBook

MAX_DIGITS: Final = EXACT_DIGITS
_RATE: Final = re.compile(r"[0-9]+(\.[0-9]+)?")


class DayRates(Struct, frozen=True):
    """The rates of a base currency on one day; None retracts an earlier rate."""

    base: str
    on: date
    quotes: Mapping[str, Decimal | None]


class Stamp(Struct, frozen=True):
    """The time and the user of a recording."""

    at: datetime
    by: str


def read_pair(text: str) -> tuple[str, str]:
    """Parse a pair: the base currency and the quoted currency.

    >>> read_pair("usd/JPY")
    ('USD', 'JPY')
    """
    base, slash, currency = text.strip().upper().partition("/")
    if not slash:
        raise BadCode("pair of currencies", text, "write the base currency first, as in USD/JPY")
    base, currency = require_currency(base.strip()), require_currency(currency.strip())
    if base == currency:
        raise BadCode("pair of currencies", text, "write two different ones, as in USD/JPY")
    return base, currency


def read_rate(text: str) -> Decimal:
    """Parse a rate, a positive number: the price of one unit of the base currency.

    >>> read_rate("153.20")
    Decimal('153.20')
    """
    plain = text.strip()
    if not _RATE.fullmatch(plain) or sum(map(str.isdigit, plain)) > MAX_DIGITS or not Decimal(plain):
        raise BadRate(text, MAX_DIGITS)
    return Decimal(plain)


def require_past(what: str, on: date, today: date) -> date:
    """The day itself; refuse one in the future, whose rates nobody knows."""
    if on > today:
        raise NotPossible(what, f"{on} is in the future", "give a day that is not after today")
    return on


def require_retractable(base: str, currency: str, on: date, recorded: Iterable[Rates]) -> DayRates:
    """The rates of a day that retract a rate; NotPossible if there is no such rate."""
    if currency not in RateBook(recorded).prices(base, on):
        remedy = f"`tracker rate {base}/{currency}` shows the recorded ones"
        raise NotPossible(f"taking back {base}/{currency} on {on}", "none was recorded", remedy)
    return DayRates(base, on, {currency: None})


def rates_of(day_rates: DayRates, names: set[str], stamp: Stamp, source: Source | None) -> Rates:
    """The rates of a day as they are stored; add their id to `names`, the ids in use."""
    name = first = f"{day_rates.base} {day_rates.on}"
    number = 1
    while name in names:
        number += 1
        name = f"{first} #{number}"
    names.add(name)
    return Rates(
        id=name,
        base=day_rates.base,
        on=day(day_rates.on),
        quotes=dict(day_rates.quotes),
        recorded_at=stamp.at,
        recorded_by=stamp.by,
        source=source,
    )


def new_days(days: Iterable[DayRates], recorded: Iterable[Rates]) -> list[DayRates]:
    """The days that have a rate which is not recorded yet."""
    book = RateBook(recorded)
    return [new for new in days if not new.quotes.items() <= book.prices(new.base, new.on).items()]


def summary(days: Collection[DayRates], known: int) -> str:
    """A sentence: how many days of rates are new, and how many were recorded before.

    >>> summary([DayRates("EUR", date(2026, 2, 17), {"USD": Decimal("1.18")})], 3)
    '1 day of rates, 1 currency to the EUR; 3 days were recorded already'
    """
    currencies = len({currency for day_rates in days for currency in day_rates.quotes})
    bases = " and the ".join(sorted({day_rates.base for day_rates in days}))
    what = f", {plural(currencies, 'currency', 'currencies')} to the {bases}" if days else ""
    return f"{plural(len(days), 'day')} of rates{what}" + (
        f"; {plural(known, 'day was', 'days were')} recorded already" if known else ""
    )
