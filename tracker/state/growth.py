"""The totals of deliveries over time: of each series after every day on which a delivery counted."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import chain
from typing import Final, NamedTuple

from tracker.model.amounts import Amount
from tracker.model.commitment import DeliveryEvent
from tracker.state.delivery import Deliveries, Series
from tracker.state.event_days import Days

MOST_DAYS: Final = 240  # for which totals are computed; of more days, as many as that, evenly chosen


class Step(NamedTuple):
    """A total after the deliveries of a day; `is_exact`: the day of each of them is known."""

    day: date
    total: Amount
    is_exact: bool


class Growth(NamedTuple):
    """A series as it is today, and its steps; the total of the last step is that of the series."""

    series: Series
    steps: tuple[Step, ...]


def growth(deliveries: Deliveries, days: Callable[[DeliveryEvent], Days], most: int = MOST_DAYS) -> list[Growth]:
    """The steps of each series, in the order of the series.

    What counts today is counted from its day on: a delivery that was retracted never, a reversal from its own day on.
    """
    found = [(days(event), event) for event in chain.from_iterable(deliveries.histories)]
    inexact = {one.last for one, _ in found if not one.is_exact}
    last_of = {id(event): one.last for one, event in found}
    steps: dict[tuple[str, str, str, str], list[Step]] = {}
    for day in _chosen(sorted({one.last for one, _ in found}), most):
        by_then = tuple(tuple(one for one in history if last_of[id(one)] <= day) for history in deliveries.histories)
        for series in Deliveries(by_then, deliveries.measures).series:
            before = steps.setdefault(_key(series), [])
            if not before or before[-1].total != series.total:
                before.append(Step(day, series.total, day not in inexact))
    return [Growth(series, tuple(steps[_key(series)])) for series in deliveries.series]


def _chosen(days: list[date], most: int) -> Iterable[date]:
    """At most so many of the days, the last among them."""
    if len(days) <= most:
        return days
    return [days[(number * len(days) - 1) // most] for number in range(1, most + 1)]


def _key(series: Series) -> tuple[str, str, str, str]:
    return series.stage, series.measure, series.total.unit, series.total.per
