"""The periods of a recurring duty: computed commitments inside it, joined by what was recorded of one alone.

A period is a milestone. Its deadline is its last day, its amount is that of each period. Nothing of it is stored before
something is recorded of it; the stored commitment has those events alone. The ids of computed events are not positive.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec.structs import replace

from tracker.model.amounts import WIDE, Amount
from tracker.model.commitment import (
    AmountEvent,
    AnyEvent,
    Commitment,
    DeadlineEvent,
    DeliveryEvent,
    RetractionEvent,
    StatusEvent,
    Terms,
)
from tracker.model.dates import DateSpan, day
from tracker.model.recurrence import Period, Recurrence
from tracker.model.refs import MILESTONE
from tracker.model.status import LAPSED, MEANINGS, UNKNOWN, is_closed
from tracker.state.delivery import is_level
from tracker.state.event_days import Days, EventDays
from tracker.state.fold import State
from tracker.state.obligors import joint_by_status

STATUS_ID: Final = 0
DEADLINE_ID: Final = -1
AMOUNT_ID: Final = -2  # and below
ONE_DAY: Final = timedelta(days=1)

# The periods of one duty that are compared with its deliveries: their refs and days.
Quotas: TypeAlias = Sequence[tuple[str, DateSpan]]


class PeriodDeliveries(NamedTuple):
    """The deliveries to a recurring duty that lie in each of its periods, and those that lie in no one period.

    A running total is divided into the differences between its figures. A figure for exactly one period has the days of
    the period as its date.
    """

    within: dict[str, list[DeliveryEvent]]
    between: list[DeliveryEvent]


def period_ref(ref: str, period: Period) -> str:
    """The ref of a period."""
    return f"{ref}{MILESTONE}{period.name.lower()}"


def periods_of(
    state: State, stored: Mapping[str, Commitment], names: Iterable[str]
) -> Iterator[tuple[Commitment, DateSpan]]:
    """The periods of a recurring duty in a state, with their days and what is `stored` of each.

    They are those until the one that runs, and later ones among the refs `names`. A duty that is closed has no
    later periods; one that was withdrawn or superseded has only those that ended before. A duty of several obligors is
    closed once it is closed for all of them.
    """
    rule = state.terms.every
    if rule is None:
        return
    state = joint_by_status(state)
    closed = state.event_days.days(state.status_run[0]).last if is_closed(state.status) else None
    known = rule.periods(min(state.day, closed) if closed else state.day)
    for period in (*known, *(_later(rule, known, names) if not closed else ())):
        if not (closed and MEANINGS[state.status].outcome in LAPSED and period.span.last > closed):
            yield _period(state, rule, period, stored.get(period_ref(state.ref, period))), period.span


def _later(rule: Recurrence, known: Sequence[Period], names: Iterable[str]) -> list[Period]:
    """The periods after the known ones that have one of these refs, in their order."""
    named = (rule.named(ref.rpartition(MILESTONE)[2]) for ref in names)
    later = (one for one in named if one and one.span.first > known[-1].span.last)
    return sorted(later, key=lambda one: one.span.first)


def joined(computed: Commitment, stored: Commitment | None) -> Commitment:
    """A computed period with the events that were recorded of it.

    A retraction of the stored commitment retracts each of them, because the rule still makes the period.
    """
    if stored is None:
        return computed
    found: list[AnyEvent] = []
    for event in stored.history:
        if isinstance(event, RetractionEvent) and event.retracts is None:
            found += (replace(event, retracts=one.id) for one in stored.history if one.id < event.id)
        else:
            found.append(event)
    return replace(computed, history=(*computed.history, *found))


def stored_of(period: Commitment, stored: Commitment | None) -> Commitment:
    """A period as it is stored: without the events of its rule, with the terms and events of what is `stored` of it."""
    before = stored.history if stored else ()
    known, last = max((event.id for event in before), default=0), period.next_id - 1
    history = [event for event in before if event.id <= last]
    history += (event for event in period.history if event.id > known)
    return replace(period, terms=stored.terms if stored else period.terms, history=tuple(history))


def _period(state: State, rule: Recurrence, period: Period, stored: Commitment | None) -> Commitment:
    """A period as computed from the state of the duty, with the events recorded of it."""
    terms = Terms(
        title=period.name,
        obligor=(),
        obligee=(),
        category="",
        force="",
        nature=state.terms.nature,
        counts=state.terms.counts,
        made_on=state.terms.made_on,
    )
    history = tuple(_computed(state, rule, period))
    return joined(Commitment(ref=period_ref(state.ref, period), terms=terms, history=history), stored)


def _computed(state: State, rule: Recurrence, period: Period) -> Iterator[AnyEvent]:
    """The events of a period that follow from the rule, dated as the promise was."""
    days, made = state.event_days, state.terms.made_on
    first, events = days.history[0], days.active_events
    began = min(map(days.took_effect, events))
    facts: dict[str, Any] = {
        "recorded_at": first.recorded_at,
        "recorded_by": first.recorded_by,
        "on": day(min(made.first, began) if made else began),
        "known_on": day(min(map(days.known_on, events))),
        "source": first.source,
    }
    if state.status != UNKNOWN:
        yield StatusEvent(id=STATUS_ID, status="proposed" if state.status == "proposed" else "agreed", **facts)
    start = day(period.span.first) if state.terms.nature != "act" else None
    yield DeadlineEvent(id=DEADLINE_ID, change="set", due=period.span, not_before=start, **facts)
    if rule.amount:
        yield AmountEvent(id=AMOUNT_ID, change="set", amount=rule.amount, **facts)
    for number, event in enumerate(_versions(state, rule, period.span), start=1):
        amount = replace(event.amount, per="")
        yield replace(event, id=AMOUNT_ID - number, amount=amount, first_period=None)


def amount_of_each(state: State) -> Amount | None:
    """The amount of the period of a recurring duty that runs, of the next or last one if none runs."""
    rule = state.terms.every
    if rule is None:
        return None
    versions = _versions(state, rule, rule.periods(state.day)[-1].span)
    return next((event.amount for event in reversed(versions) if not event.reading), rule.amount)


def _versions(state: State, rule: Recurrence, period: DateSpan) -> list[AmountEvent]:
    """The versions of the amount that a period has, besides that of the rule, in the order they took effect.

    One for each period counts from its first period on, a yearly one of the whole if it took effect before the end.
    """
    return [event for event in state.of_kind(AmountEvent) if _counts(event, state, rule, period)]


def amended_amounts(state: State) -> list[tuple[Amount, DateSpan]]:
    """The amounts of each period that followed that of the rule, each with its first period, in their order."""
    found: list[tuple[Amount, DateSpan]] = []
    for event in state.amounts_of_each:
        if (since := event.first_period) and not event.reading:
            found = [*((amount, first) for amount, first in found if first.first < since.first), (event.amount, since)]
    return found


def _counts(event: AmountEvent, state: State, rule: Recurrence, period: DateSpan) -> bool:
    if event.first_period:
        return event.first_period.first <= period.first
    is_yearly = bool(event.amount.per) and rule.is_yearly and not rule.amount
    return is_yearly and state.took_effect(event) <= period.last


# ---- deliveries --------------------------------------------------------------------------------


def divide_by_days(quotas: Quotas, deliveries: Iterable[DeliveryEvent], event_days: EventDays) -> PeriodDeliveries:
    """Divide deliveries, in the order they took effect, among the periods in which they lie."""
    found = PeriodDeliveries({ref: [] for ref, _ in quotas}, [])
    totals: dict[tuple[str, str, str], _Total] = {}
    for event in deliveries:
        total = totals.setdefault((event.stage, event.measure, event.amount.unit), _Total(quotas[0][1].first))
        (first, last), share = total.add(event, event_days.days(event))
        touched = [(ref, span) for ref, span in quotas if _overlap(span, first, last)]
        whole = [(ref, span) for ref, span in touched if first and span.first <= first and last <= span.last]
        for ref, span in whole:
            is_figure = (first, last) == (span.first, span.last)
            found.within[ref].append(replace(share, on=span) if is_figure else share)
        if touched and not whole:
            found.between.append(event)
    return found


def _overlap(span: DateSpan, first: date | None, last: date) -> bool:
    return (first is None or span.first <= last) and (first or last) <= span.last


class _Total:
    """The total of one series until now, and the day after its last running total."""

    def __init__(self, since: date) -> None:
        self._value, self._since = Decimal(0), since

    def add(self, event: DeliveryEvent, days: Days) -> tuple[Days, DeliveryEvent]:
        """The days of a delivery, and what it adds: of a running total the difference since the last one."""
        if is_level(event):
            return days, event
        if event.kind == "flow":
            self._value = WIDE.add(self._value, event.amount.value)
            return days, event
        added = WIDE.subtract(event.amount.value, self._value)
        since = Days(min(self._since, days.last), days.last)
        self._value, self._since = event.amount.value, min(days.last, date.max - ONE_DAY) + ONE_DAY
        return since, replace(event, amount=replace(event.amount, value=added), kind="flow")
