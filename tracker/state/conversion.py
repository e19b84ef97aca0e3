"""Convert the amounts of all states to a currency or unit, and report the rates that were used or are missing.

An amount of another kind of unit stays as it is: aircraft do not become dollars, and only a mass becomes tonnes. An
amount without a rate stays as it is too. Then every amount in that currency under the same topmost umbrella stays as it
is, so that delivered and promised amounts remain comparable.
"""

from collections.abc import Iterable, Iterator, Mapping, Sized
from datetime import date
from itertools import groupby
from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import BadCode, NotPossible, market_pair
from tracker.language import listed, message, translate
from tracker.model.amounts import CURRENCY_NAMES, UNITS, Amount, converted, is_currency, is_of_one_kind, unit_named
from tracker.model.commitment import AmountEvent, AnyEvent, DeliveryEvent, Terms
from tracker.model.dates import Moment
from tracker.model.iso import currency_codes
from tracker.model.register import Rates
from tracker.state.fold import State
from tracker.state.fx import Rate, RateBook
from tracker.state.hierarchy import top_ancestors

RateDay = Literal["set", "as_of"]
RATE_DAYS: Final[tuple[str, ...]] = get_args(RateDay)
SHOWN_RATES: Final = 6
UNCONVERTED: Final = "*"  # the mark after an amount without a rate


class TargetUnit(Struct, frozen=True):
    """The target unit, and the day of the rate: the day each amount was set, or the day of the report."""

    unit: str
    rate_day: RateDay = "set"


def read_unit(text: str) -> str:
    """Parse the target currency or physical unit.

    >>> read_unit("usd"), read_unit("円"), read_unit("トン")
    ('USD', 'JPY', 't')
    """
    typed = text.strip()
    named = unit_named(typed) or CURRENCY_NAMES.get(typed) or CURRENCY_NAMES.get(typed.lower())
    if named:
        return named
    code = typed.upper()
    if code in CURRENCY_NAMES.values() or code in currency_codes():  # the first check needs no import
        return code
    remedy = f"write a currency such as USD, or one of {', '.join(UNITS)}"
    raise BadCode("currency or unit that figures convert to", text, remedy, [*UNITS, *currency_codes()])


class Conversion:
    """The conversion of states to a target unit, and the rates it used.

    `rates`: the rates by ref, then by event id. The rates for the terms have the event id 0.
    """

    def __init__(self, target: TargetUnit, recorded: Iterable[Rates], moment: Moment, zone: str) -> None:
        self.target, self._moment = target, moment
        self._book = RateBook(recorded, moment.known_day(zone))
        self.rates: dict[str, dict[int, list[Rate]]] = {}
        self._found: dict[tuple[str, date], Rate | None] = {}
        self._missing: dict[str, dict[str, set[date]]] = {}  # days by ref, then by currency

    def convert(self, states: Mapping[str, State]) -> dict[str, State]:
        """Every state with its amounts converted if there are rates."""
        topmost = top_ancestors({ref: state.terms.parent for ref, state in states.items()})
        for ref, state in states.items():
            missing = self._missing.setdefault(topmost[ref], {})  # one dictionary for all under one umbrella
            self._missing[ref] = missing
            for amount, day in self._convertible(state):
                if self._rate(amount, day) is None:
                    missing.setdefault(amount.unit, set()).add(day)
        return {ref: self._state(state) for ref, state in states.items()}

    def is_unconverted(self, amount: Amount) -> bool:
        """True if an amount of money is not in the target currency."""
        target = self.target.unit
        return amount.unit != target and is_currency(amount.unit) and is_currency(target)

    def notes(self, states: Iterable[State]) -> tuple[str, ...]:
        """A line with the rates used for these states, and a line with the missing rates, if there are any."""
        shown = tuple(states)
        return tuple(filter(None, (self._used_note(shown), self._missing_note(shown))))

    def _used_note(self, states: Iterable[State]) -> str:
        refs = [state.ref for state in states]
        used = {str(rate): rate for ref in refs for rates in self.rates.get(ref, {}).values() for rate in rates}
        if not used:
            return ""
        by_day = sorted(used.values(), key=lambda rate: (rate.on, str(rate)))
        by_publisher = groupby(by_day[:SHOWN_RATES], key=lambda rate: rate.publishers)
        by_name = ((who, listed(map(str, rates))) for who, rates in by_publisher)
        shown = listed(
            translate("{rates} ({publisher})", rates=rates, publisher=who) if who else rates for who, rates in by_name
        )
        pattern = (
            message("In {unit} at the rate of the day each figure was set: {rates}.")
            if self.target.rate_day == "set"
            else message("In {unit} at the rate of the day asked about: {rates}.")
        )
        return translate(pattern, unit=self.target.unit, rates=f"{shown}{_more(used)}")

    def _missing_note(self, states: Iterable[State]) -> str:
        """The missing rates, and the command that records the first of them."""
        days: dict[tuple[str, int], set[date]] = {}  # the dictionary is shared by all under one umbrella
        for state in states:
            by_currency = self._missing[state.ref]
            for amount, _ in self._convertible(state):
                days[amount.unit, id(by_currency)] = by_currency.get(amount.unit, set())
        pairs = {unit: market_pair(unit, self.target.unit) for unit, _ in days}
        missing = sorted({(pairs[unit], day.isoformat()) for (unit, _), each in days.items() for day in each})
        if not missing:
            return ""
        shown = listed(translate("{pair} on {day}", pair=pair, day=day) for pair, day in missing[:SHOWN_RATES])
        (pair, day), *_ = missing
        return translate(
            "{mark} as recorded, for want of a rate of {rates}, or of the 7 days before; `{command}` records one.",
            mark=UNCONVERTED,
            rates=f"{shown}{_more(missing)}",
            command=f"tracker rate {pair} RATE --on {day} --source URL",
        )

    def _state(self, state: State) -> State:
        return replace(
            state,
            terms=self._terms(state),
            events=tuple(self._event(event, state) for event in state.events),
        )

    def _event(self, event: AnyEvent, state: State) -> AnyEvent:
        if not isinstance(event, AmountEvent | DeliveryEvent):
            return event
        return replace(event, amount=self._amount(event.amount, _rate_day_of(event, state), state, event.id))

    def _convertible(self, state: State) -> Iterator[tuple[Amount, date]]:
        """The amounts of a state that need a rate, each with the day of the rate."""
        terms, made = state.terms, _rate_day_of_terms(state)
        figures = [(terms.baseline, made)]
        figures += [
            (event.amount, _rate_day_of(event, state))
            for event in state.events
            if isinstance(event, AmountEvent | DeliveryEvent)
        ]
        return (
            (amount, day if self.target.rate_day == "set" else state.day)
            for amount, day in figures
            if amount and self.is_unconverted(amount)
        )

    def _rate(self, amount: Amount, day: date) -> Rate | None:
        """The rate for an amount on a day; None without one."""
        key = amount.unit, day
        if key not in self._found:
            self._found[key] = self._book.rate(amount.unit, self.target.unit, day)
        return self._found[key]

    def _terms(self, state: State) -> Terms:
        terms = state.terms
        if not terms.baseline:
            return terms
        return replace(terms, baseline=self._amount(terms.baseline, _rate_day_of_terms(state), state, 0))

    def _amount(self, amount: Amount, day: date, state: State, event: int) -> Amount:
        target = self.target.unit
        if amount.unit == target:
            return amount
        try:
            if is_of_one_kind(amount.unit, target):
                return replace(amount, value=converted(amount.value, amount.unit, target), unit=target)
            if self.is_unconverted(amount):
                return self._at_rate(amount, day if self.target.rate_day == "set" else state.day, state, event)
        except ValueError as error:
            raise NotPossible(f"a figure of {state.ref} in {target}", str(error), "leave out --in") from None
        return amount

    def _at_rate(self, amount: Amount, day: date, state: State, event: int) -> Amount:
        rate = None if amount.unit in self._missing[state.ref] else self._rate(amount, day)
        if rate is None:
            return amount
        target = self.target.unit
        self.rates.setdefault(state.ref, {}).setdefault(event, []).append(rate)
        qualifier = "about" if amount.qualifier == "exact" else amount.qualifier
        value = rate.convert(amount.value, amount.unit, target)
        return Amount(value, target, qualifier, amount.per)


def _rate_day_of(event: AmountEvent | DeliveryEvent, state: State) -> date:
    """The day of the rate for a figure; a level is compared with the baseline of an increase at one rate."""
    is_compared = state.terms.increment and isinstance(event, DeliveryEvent) and event.kind == "level"
    return _rate_day_of_terms(state) if is_compared else state.took_effect(event)


def _rate_day_of_terms(state: State) -> date:
    """The day of the rate for the amounts of the terms: the day of the promise, at the latest today."""
    made = state.terms.made_on
    return min(made.last if made else state.took_effect(state.events[0]), state.day)


def _more(found: Sized) -> str:
    more = len(found) - SHOWN_RATES
    return translate(", and {number} more", number=more) if more > 0 else ""
