"""The versions of a deadline or an amount: those that bind everybody, and those that do not.

A version without a party, a condition or the word `forecast` is common: it binds everybody. A reading is a version as
one party understands the promise. A conditional version waits until its condition is met. A forecast says when somebody
expects the promise to be performed.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple, TypeAlias, TypeVar

from msgspec.structs import replace

from tracker.model.commitment import AmountEvent, AnyEvent, DeadlineEvent, Event, PositionEvent, Terms

Version = TypeVar("Version", DeadlineEvent, AmountEvent)
TookEffect: TypeAlias = Callable[[Event], date]


class ReadingMove(NamedTuple):
    """A deadline that one party moved for itself: the version that it read before, and the one that it reads now."""

    before: DeadlineEvent
    after: DeadlineEvent


class DeadlineVersions(NamedTuple):
    """The versions of the deadline, oldest first, without waivers, which do not change the date.

    `readings`: the last version of each party that has its own since the last common version. `first_readings`: how
    each party understood the first common version, or the promise before there was one. `moved`: the moves that a party
    made for itself. `replaced`: what the parties held before each common version, by its id. `conditional`: the last
    version for each condition that is not met.
    """

    common: tuple[DeadlineEvent, ...]
    readings: dict[str, DeadlineEvent]
    first_readings: dict[str, DeadlineEvent]
    moved: tuple[ReadingMove, ...]
    replaced: dict[int, tuple[DeadlineEvent, ...]]
    conditional: tuple[DeadlineEvent, ...]
    forecasts: tuple[DeadlineEvent, ...]


class AmountVersions(NamedTuple):
    """The versions of the amount, oldest first, and the last one of each party that has its own."""

    common: tuple[AmountEvent, ...]
    readings: dict[str, AmountEvent]


def other_side(party: str, terms: Terms) -> frozenset[str]:
    """The parties that must accept what a party extended for itself.

    >>> sorted(other_side("JP", Terms(title="", obligor=("JP", "SOFTBANK"), obligee=("US",))))
    ['US']
    >>> sorted(other_side("JP", Terms(title="", obligor=("JP", "US"), obligee=("JP", "US"))))
    ['US']
    """
    sides = ((terms.obligor, terms.obligee), (terms.obligee, terms.obligor))
    return frozenset(code for own, other in sides if party in own for code in other) - {party}


def deadline_versions(events: Iterable[AnyEvent], terms: Terms, took_effect: TookEffect) -> DeadlineVersions:
    """Sort the versions of the deadline among events in the order in which they took effect."""
    found = tuple(event for event in events if isinstance(event, DeadlineEvent | PositionEvent))
    versions = [event for event in found if isinstance(event, DeadlineEvent) and event.change != "waiver"]
    met = {event.fulfils for event in versions}
    pending = {event.condition: event for event in versions if event.condition and event.id not in met}
    agreement = _Agreement(terms, took_effect)
    for event in found:
        if isinstance(event, PositionEvent):
            agreement.hear(event)
        elif not (event.condition or event.change in {"waiver", "forecast"}):
            agreement.add(event)
    return DeadlineVersions(
        tuple(agreement.common),
        agreement.readings,
        agreement.first_readings,
        tuple(agreement.moved.values()),
        agreement.replaced,
        tuple(pending.values()),
        tuple(event for event in versions if event.change == "forecast"),
    )


def amount_versions(events: Iterable[AmountEvent], took_effect: TookEffect) -> AmountVersions:
    """Sort the versions of the amount, which are in the order in which they took effect."""
    common: list[AmountEvent] = []
    readings: dict[str, AmountEvent] = {}
    for event in events:
        if event.reading:
            readings.pop(event.reading, None)
            readings[event.reading] = event
        else:
            common.append(event)
            readings = _not_ended(readings, event, took_effect)
    return AmountVersions(tuple(common), readings)


def _not_ended(readings: dict[str, Version], common: Version, took_effect: TookEffect) -> dict[str, Version]:
    """The readings that a common version leaves in force: those of the same first version, if it is the first one."""
    if common.change != "set":
        return {}
    since = took_effect(common)
    return {party: event for party, event in readings.items() if took_effect(event) >= since}


class _Agreement:
    """The common version and the reading of each party, as the events are read one after the other."""

    def __init__(self, terms: Terms, took_effect: TookEffect) -> None:
        self.terms, self.took_effect = terms, took_effect
        self.common: list[DeadlineEvent] = []
        self.readings: dict[str, DeadlineEvent] = {}
        self.first_readings: dict[str, DeadlineEvent] = {}
        self.moved: dict[int, ReadingMove] = {}
        self.replaced: dict[int, tuple[DeadlineEvent, ...]] = {}
        self._accepted_by: dict[int, set[str]] = {}

    def add(self, event: DeadlineEvent) -> None:
        """Add a common version, which ends the readings before it, or the reading of a party."""
        if not event.reading:
            if not self.common and event.change == "set":
                self.first_readings = _not_ended(self.first_readings, event, self.took_effect)
            self.replaced[event.id] = self._held()
            self.common.append(event)
            self.readings = _not_ended(self.readings, event, self.took_effect)
            return
        before = self.readings.get(event.reading) or (self.common[-1] if self.common else None)
        if event.change != "set" and before:
            self.moved[event.id] = ReadingMove(before, event)
        elif len(self.common) <= 1:
            self.first_readings.setdefault(event.reading, event)
        self.readings.pop(event.reading, None)
        self.readings[event.reading] = event

    def hear(self, position: PositionEvent) -> None:
        """Make an extension common that one party announced, the latest first, once the whole other side accepts.

        A party that is dissatisfied, disputes or denies does not accept any more. Any third party keeps its reading.
        """
        for party, event in reversed(list(self.readings.items())):
            others = other_side(party, self.terms)
            if event.change != "extension" or position.party not in others or position.position == "satisfied":
                continue
            accepted = self._accepted_by.setdefault(event.id, set())
            if position.position != "accepts":
                accepted.discard(position.party)
                continue
            accepted.add(position.party)
            if accepted >= others:
                self.moved.pop(event.id, None)
                self.replaced[event.id] = self._held(without=party)
                self.common.append(replace(event, reading=""))
                self.readings = {code: one for code, one in self.readings.items() if code not in {party, *others}}
                return

    def _held(self, without: str = "") -> tuple[DeadlineEvent, ...]:
        """The versions that the parties hold: the readings, without that of one, and the common one if it is held."""
        readings = {party: event for party, event in self.readings.items() if party != without}
        is_common = not {*self.terms.obligor, *self.terms.obligee} <= readings.keys()
        return (*(self.common[-1:] if is_common else ()), *readings.values())
