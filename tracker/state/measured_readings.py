"""The standing of a promise that the parties read differently: by each reading, and by all of them together."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tracker.model.amounts import Amount
from tracker.model.commitment import AmountEvent, AnyEvent, DeadlineEvent, DeliveryEvent
from tracker.model.status import is_closed
from tracker.state import deadlines, lateness
from tracker.state.event_days import Days
from tracker.state.fold import State
from tracker.state.readings import Reading, readings


class MeasuredReading(NamedTuple):
    """A reading, its amount in the unit of the report, and how the promise stands by it on a day.

    `days`: the days since the due day, negative before it; None without one. `report`: the newest event that reports
    non-performance by it, if it is overdue by it.
    """

    reading: Reading
    amount: Amount | None
    timeliness: deadlines.Timeliness
    days: int | None
    report: AnyEvent | None


class Performance(NamedTuple):
    """The performance of an amount: the possible days on which it was delivered in full, and if anything arrived.

    `arriving`: the deliveries that count towards it.
    """

    completion: Days | None
    is_begun: bool
    arriving: tuple[DeliveryEvent, ...]


def measured_readings(
    state: State, basis: deadlines.Basis, performance_of: Callable[[AmountEvent | None], Performance]
) -> tuple[MeasuredReading, ...]:
    """The standing of an open promise by each of its readings; `performance_of` gives the performance of an amount."""
    if is_closed(state.status):
        return ()
    found = readings(state, original=basis == "original")
    return tuple(_measured(state, one, performance_of(one.amount)) for one in found)


def _measured(state: State, one: Reading, performance: Performance) -> MeasuredReading:
    timeliness = deadlines.timeliness_by(state, one.version, performance.completion, performance.is_begun)
    amount = one.amount.amount if one.amount else None
    if one.due is None:
        return MeasuredReading(one, amount, timeliness, None, None)
    report = lateness.latest_report(state, one.due.last, one.version, performance.arriving)
    is_late = timeliness == "overdue"
    return MeasuredReading(one, amount, timeliness, state.days_past(one.due), report if is_late else None)


def combined(found: Sequence[MeasuredReading], measured: DeadlineEvent | None) -> deadlines.Timeliness:
    """The timeliness of a promise that is read in several ways.

    Overdue under every reading is overdue; under some and not under others it is contested. What is delivered in full
    under some only is not completed.
    """
    late = [one.timeliness == "overdue" for one in found]
    if any(late):
        return "overdue" if all(late) else "contested"
    unfinished = [one for one in found if one.timeliness != "completed"] or list(found)
    first = next((one for one in unfinished if one.reading.version == measured), unfinished[0])
    return first.timeliness


def grouped(found: Sequence[MeasuredReading]) -> Iterator[tuple[list[str], MeasuredReading]]:
    """The readings that say the same, with the parties that hold them, the longest overdue first."""
    groups: dict[object, list[MeasuredReading]] = {}
    for one in found:
        groups.setdefault((one.days, one.timeliness, one.amount, one.report is None), []).append(one)
    for same in sorted(groups.values(), key=lambda each: (each[0].timeliness != "overdue", -(each[0].days or 0))):
        yield [one.reading.party for one in same], same[0]
