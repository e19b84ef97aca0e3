"""The figures of a register in another currency or unit: each state on its way into the portfolio, and by which rates.

A figure in a unit of another kind stays as it is: aircraft are no dollars, and nothing but a mass becomes tonnes.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from tracker.amounts import CURRENCY_NAMES, Amount, is_currency
from tracker.codes import currency_codes
from tracker.commitment import AmountEvent, AnyEvent, DeliveryEvent, Terms
from tracker.errors import BadCode, NoRate, NotPossible
from tracker.moment import Moment
from tracker.register import Rates
from tracker.state.exchange import Book, Rate
from tracker.state.fold import State
from tracker.units import UNITS, converted, is_of_one_kind, unit_named

RateDay = Literal["set", "as_of"]
RATE_DAYS: Final[tuple[str, ...]] = get_args(RateDay)
SHOWN_RATES: Final = 6


class Exchange(Struct, frozen=True):
    """What figures are wanted in, and by whose day's rate: that on which each was set, or that asked about."""

    unit: str
    rate_day: RateDay = "set"


def read_unit(text: str) -> str:
    """A currency or physical unit that figures convert to, as people write it.

    >>> read_unit("usd"), read_unit("円"), read_unit("トン")
    ('USD', 'JPY', 't')
    """
    typed = text.strip()
    named = unit_named(typed) or CURRENCY_NAMES.get(typed) or CURRENCY_NAMES.get(typed.lower())
    if named:
        return named
    code = typed.upper()
    if code in CURRENCY_NAMES.values() or code in currency_codes():  # the names of the first are at hand
        return code
    remedy = f"write a currency such as USD, or one of {', '.join(UNITS)}"
    raise BadCode("currency or unit that figures convert to", text, remedy, [*UNITS, *currency_codes()])


class Conversion:
    """The states in the unit that is wanted, and the rate that each figure was converted by.

    `rates` holds them by ref and then by event; those of the terms have no event and stand under 0.
    """

    def __init__(self, exchange: Exchange, recorded: Iterable[Rates], moment: Moment, zone: str) -> None:
        self.exchange, self._moment = exchange, moment
        self._book = Book(recorded, moment.known_day(zone))
        self.rates: dict[str, dict[int, list[Rate]]] = {}
        self._missing: dict[tuple[str, date], None] = {}

    def of(self, states: Mapping[str, State]) -> dict[str, State]:
        """Every state with its figures converted; one refusal names every rate that is missing."""
        found = {ref: self._state(state) for ref, state in states.items()}
        if self._missing:
            raise NoRate([(source, self.exchange.unit, day.isoformat()) for source, day in sorted(self._missing)])
        return found

    def notes(self, refs: Iterable[str]) -> tuple[str, ...]:
        """A line that names the rates by which figures of these commitments were converted, each once, if any were."""
        used = {str(rate): rate for ref in refs for rates in self.rates.get(ref, {}).values() for rate in rates}
        if not used:
            return ()
        by_day = sorted(used.values(), key=lambda rate: (rate.on, str(rate)))
        by_publisher = groupby(by_day[:SHOWN_RATES], key=lambda rate: rate.publishers)
        shown = ", ".join(", ".join(map(str, rates)) + (f" ({who})" if who else "") for who, rates in by_publisher)
        more = f", and {len(used) - SHOWN_RATES} more" if len(used) > SHOWN_RATES else ""
        when = "each figure was set" if self.exchange.rate_day == "set" else "asked about"
        return (f"In {self.exchange.unit} at the rate of the day {when}: {shown}{more}.",)

    def _state(self, state: State) -> State:
        return replace(
            state,
            terms=self._terms(state),
            events=tuple(self._event(event, state) for event in state.events),
        )

    def _event(self, event: AnyEvent, state: State) -> AnyEvent:
        if not isinstance(event, AmountEvent | DeliveryEvent):
            return event
        return replace(event, amount=self._amount(event.amount, state.took_effect(event), state, event.id))

    def _terms(self, state: State) -> Terms:
        terms = state.terms
        if not (terms.baseline or terms.schedule):
            return terms
        made = terms.made_on.last if terms.made_on else state.took_effect(state.events[0])
        day = min(made, state.day)
        schedule = tuple(
            replace(target, amount=self._amount(target.amount, day, state, 0)) if target.amount else target
            for target in terms.schedule
        )
        baseline = self._amount(terms.baseline, day, state, 0) if terms.baseline else None
        return replace(terms, schedule=schedule, baseline=baseline)

    def _amount(self, amount: Amount, day: date, state: State, event: int) -> Amount:
        target = self.exchange.unit
        if amount.unit == target:
            return amount
        try:
            if is_of_one_kind(amount.unit, target):
                return replace(amount, value=converted(amount.value, amount.unit, target), unit=target)
            if is_currency(amount.unit) and is_currency(target):
                return self._exchanged(amount, day if self.exchange.rate_day == "set" else state.day, state, event)
        except ValueError as error:
            raise NotPossible(f"a figure of {state.ref} in {target}", str(error), "leave out --in") from None
        return amount

    def _exchanged(self, amount: Amount, day: date, state: State, event: int) -> Amount:
        target = self.exchange.unit
        rate = self._book.rate(amount.unit, target, day)
        if rate is None:
            self._missing[amount.unit, day] = None
            return amount
        self.rates.setdefault(state.ref, {}).setdefault(event, []).append(rate)
        qualifier = "about" if amount.qualifier == "exact" else amount.qualifier
        value = rate.applied(amount.value, amount.unit, target)
        return Amount(value, target, qualifier, amount.per)
