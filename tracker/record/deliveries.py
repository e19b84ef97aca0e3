"""Record deliveries, and refuse those that cannot be added to the others."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct

from tracker.errors import NeedsMore, NotPossible
from tracker.model.amounts import Amount, Qualifier, is_currency, is_of_one_kind, plain_number
from tracker.model.commitment import AmountEvent, Commitment, DeliveryEvent, Stage, Terms, TermsEvent
from tracker.model.dates import DateSpan
from tracker.record.provenance import Provenance, active_events, current_state
from tracker.state.delivery import is_level
from tracker.state.obligors import is_owed_by_each
from tracker.state.periods import period_ref
from tracker.state.progress import YEAR, months, scaled


class Counting(Struct, frozen=True):
    """The stage, the measure and the kind of a delivery; None for the only measure of the stage."""

    stage: Stage = "delivered"
    measure: str | None = None
    kind: Literal["flow", "level", "so_far"] = "flow"


def deliver(
    commitment: Commitment, amount: Amount, counting: Counting, facts: Provenance, zone: str = "UTC"
) -> Commitment:
    """The commitment with a delivery; a negative amount reverses an earlier one.

    Refuse a yearly figure without its period, a unit that cannot be compared with that of the amount, and a level in a
    series that adds up.
    """
    facts.require_happened(f"a delivery to {commitment.ref}")
    if amount.per:
        why = "a yearly figure needs the period of its delivery"
        raise NotPossible(f"{amount} delivered", why, "give --over 2025-04..2026-03, or the total")
    terms, before = current_state(commitment, TermsEvent, facts, zone).terms, active_events(commitment, DeliveryEvent)
    measure = _measure(commitment, before, amount, counting, terms.counts)
    kind: Any = "level" if amount.unit.startswith("%") else counting.kind
    event = DeliveryEvent(
        **facts.of_obligor(commitment), amount=amount, stage=counting.stage, measure=measure, kind=kind
    )
    if is_owed_by_each(terms) and not event.of:
        what = f"a delivery to {commitment.ref}"
        raise NeedsMore(what, "the obligor that delivered, for each of them owes the amount", "give --of PARTY")
    _require_beginning(commitment, event, terms)
    _require_one_series(commitment, before, event)
    return commitment.with_events(event)


def over_period(amount: Amount, period: DateSpan) -> Amount:
    """The total of a yearly figure over a period, rounded to the hundredth of its unit.

    >>> from tracker.model.amounts import read_amount
    >>> from tracker.model.dates import span
    >>> str(over_period(read_amount("USD 3bn a year"), span("2025-04..2026-09")))
    'USD 4.5bn'
    """
    if not amount.per:
        raise NotPossible(f"{amount} over {period}", "only a yearly figure has a period", "leave out --over")
    years = months(period.first, period.last) / YEAR
    value = Decimal(plain_number(scaled(amount.value, years)))
    is_rounded = Fraction(value) != Fraction(amount.value) * years
    rounded: Qualifier = "about" if amount.qualifier == "exact" and is_rounded else amount.qualifier
    return Amount(value, amount.unit, rounded)


def _measure(
    commitment: Commitment, before: Sequence[DeliveryEvent], amount: Amount, counting: Counting, named: str
) -> str:
    """The measure of a delivery; refuse a unit of another kind than the promise has, unless the measure is new."""
    measures = list(dict.fromkeys(event.measure for event in before if event.stage == counting.stage))
    if counting.measure is None and len(measures) > 1:
        named = ", ".join(f"“{name}”" if name else "no name" for name in measures)
        raise NeedsMore(f"a delivery to {commitment.ref}", "its measure", f"give --measure, one of {named} or another")
    measure = counting.measure if counting.measure is not None else (measures or [""])[0]
    promised = [event.amount.unit for event in active_events(commitment, AmountEvent)][-1:]
    counts = not measures or measure == (named or measures[0])
    is_new = counting.measure is not None and counting.measure not in measures
    if promised and counts and not is_new and not _is_of_kind(amount.unit, promised[0]):
        why = f"{commitment.ref} is promised in {promised[0]}"
        raise NotPossible(f"{amount} delivered", why, "give it in that unit, or name another measure with --measure")
    return measure


def _is_of_kind(unit: str, other: str) -> bool:
    """True if two units can be compared; any two currencies can, by a rate."""
    return unit == other or (is_currency(unit) and is_currency(other)) or is_of_one_kind(unit, other)


def _require_beginning(commitment: Commitment, event: DeliveryEvent, terms: Terms) -> None:
    """Refuse a running total of a recurring duty: it does not say since when it counts."""
    if terms.every and event.kind == "so_far":
        one = period_ref(commitment.ref, terms.every.periods(terms.every.first.last)[0])
        remedy = f"record that of one {terms.every.period}: `tracker deliver {one} AMOUNT --so-far`"
        raise NotPossible(f"a total so far of {commitment.ref}", "it does not say since when it counts", remedy)


def _require_one_series(commitment: Commitment, before: Sequence[DeliveryEvent], event: DeliveryEvent) -> None:
    """Refuse a level in a series of flows, a flow among levels, and a total that may count another delivery."""
    what, remedy = f"a delivery to {commitment.ref}", "name another measure with --measure"
    key = event.stage, event.measure, event.amount.unit
    for other in before:
        if (other.stage, other.measure, other.amount.unit) != key:
            continue
        if bool(other.of) != bool(event.of) and "so_far" in {other.kind, event.kind}:
            why = "a total so far of all obligors and a delivery of one of them may count the same twice"
            raise NotPossible(what, why, remedy)
        if is_level(other) != is_level(event):
            was = "levels" if is_level(other) else "figures that add up"
            raise NotPossible(what, f"{was} were recorded before by that measure", remedy)
