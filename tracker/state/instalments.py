"""Instalments: the milestones of a promise that are filled by what was delivered to the promise itself."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal, localcontext
from itertools import groupby
from typing import Any, NamedTuple

from msgspec.structs import replace

from tracker.model.amounts import WIDE, Amount
from tracker.model.commitment import DeliveryEvent
from tracker.state.delivery import ARRIVED, Deliveries, RunningTotals, in_unit, is_level


class Instalment(NamedTuple):
    """A milestone with an amount that is not yearly, its due day, and what was delivered to it and to its parts."""

    amount: Amount
    due: date | None
    deliveries: Deliveries


def fill_in_order(
    pool: Deliveries, instalments: Sequence[Instalment], order: Callable[[DeliveryEvent], Any]
) -> list[list[DeliveryEvent]]:
    """Divide the deliveries to a promise itself among its instalments; return the share of each as deliveries.

    The instalments are filled one after the other, in the order of their due days: each takes what it lacks of its
    amount. Nobody knows the order of those due on the same day: they take nothing until all of them can be filled.
    Whenever something arrives, the shares are computed again, and a share that changes is a delivery, or a reversal, of
    the difference. A level is not divided. `pool`: the deliveries to the parent itself, with the measures that count,
    which those of the instalments must have too.
    """
    found: list[list[DeliveryEvent]] = [[] for _ in instalments]
    remaining = list(range(len(instalments)))
    while remaining:
        unit = instalments[remaining[0]].amount.unit
        group = [index for index in remaining if in_unit(instalments[index].amount, unit)]
        remaining = sorted({*remaining}.difference(group))
        for stage in ARRIVED:
            shares = _shares(stage, pool, [instalments[index] for index in group], order)
            for index, events in zip(group, shares, strict=True):
                found[index] += events
    return found


def _shares(
    stage: str, pool: Deliveries, instalments: Sequence[Instalment], order: Callable[[DeliveryEvent], Any]
) -> list[list[DeliveryEvent]]:
    """The shares at one stage, of instalments whose units convert into each other."""
    unit = instalments[0].amount.unit
    found: list[list[DeliveryEvent]] = [[] for _ in instalments]
    total, filling = RunningTotals(), _Filling(instalments, unit)
    flows = ((number, event) for number, event in pool.arriving_at(stage, unit) if not is_level(event))
    events: list[tuple[int | None, RunningTotals, int, DeliveryEvent]]
    events = [(None, total, number, event) for number, event in flows]
    if not events:
        return found
    for own, one in enumerate(instalments):
        arrived = RunningTotals()
        events += ((own, arrived, number, event) for number, event in one.deliveries.arriving_at(stage, unit))
    measure = pool.measures.of(stage, unit)
    with localcontext(WIDE):
        for place, totals, number, event in sorted(events, key=lambda item: order(item[3])):
            totals.add(number, event)
            if place is not None:
                filling.arrive(place, totals.largest)
            for changed, value in filling.fill(total.largest):
                part = replace(event.amount, value=value, unit=unit)
                found[changed].append(replace(event, amount=part, measure=measure, kind="flow"))
    return found


class _Filling:
    """The shares of instalments in a pool, divided in turns: one for the instalments due on each day.

    Every turn before `_next` has all that it lacks, every one after it has nothing, so a change costs no more than the
    number of shares that it changes.
    """

    def __init__(self, instalments: Sequence[Instalment], unit: str) -> None:
        self._amounts = [amount.value for one in instalments if (amount := in_unit(one.amount, unit))]
        self._lacks, self._given = [*self._amounts], [Decimal(0)] * len(instalments)
        places = groupby(range(len(instalments)), key=lambda place: instalments[place].due)
        self._places = [tuple(found) for _, found in places]
        self._turn_of = {place: turn for turn, found in enumerate(self._places) for place in found}
        self._needs = [sum((self._lacks[place] for place in found), Decimal(0)) for found in self._places]
        self._shares = [Decimal(0)] * len(self._places)
        self._filled, self._next = Decimal(0), 0
        self._changed: set[int] = set()

    def arrive(self, place: int, arrived: Decimal) -> None:
        """Set what arrived at an instalment itself."""
        turn, lacks = self._turn_of[place], max(self._amounts[place] - arrived, Decimal(0))
        self._needs[turn] += lacks - self._lacks[place]
        self._lacks[place] = lacks
        is_filled = turn < self._next or self._shares[turn] > self._needs[turn]
        self._set(turn, self._needs[turn] if is_filled else self._shares[turn])

    def fill(self, total: Decimal) -> Iterator[tuple[int, Decimal]]:
        """Divide the total of the pool; return the differences from the shares before, by the place of each."""
        while self._filled < total and self._next < len(self._shares):
            room = self._needs[self._next] - self._shares[self._next]
            self._set(self._next, self._shares[self._next] + min(room, total - self._filled))
            if self._shares[self._next] < self._needs[self._next]:
                break
            self._next += 1
        while self._filled > max(total, Decimal(0)):
            if self._next == len(self._shares) or not self._shares[self._next]:
                self._next -= 1
            taken = min(self._shares[self._next], self._filled - max(total, Decimal(0)))
            self._set(self._next, self._shares[self._next] - taken)
        changed, self._changed = sorted(self._changed), set()
        for place in (place for turn in changed for place in self._places[turn]):
            before, self._given[place] = self._given[place], self._share(place)
            if self._given[place] != before:
                yield place, self._given[place] - before

    def _share(self, place: int) -> Decimal:
        """The share of an instalment: that of the turn if it is alone there, else all that it lacks or nothing."""
        turn = self._turn_of[place]
        if len(self._places[turn]) == 1:
            return self._shares[turn]
        return self._lacks[place] if self._shares[turn] == self._needs[turn] else Decimal(0)

    def _set(self, turn: int, share: Decimal) -> None:
        self._changed.add(turn)
        self._filled += share - self._shares[turn]
        self._shares[turn] = share
