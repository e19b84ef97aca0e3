"""Readings: a promise as each party understands it, where the parties differ."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from tracker.model.commitment import AmountEvent, DeadlineEvent
from tracker.model.dates import DateSpan
from tracker.state.fold import State


class Reading(NamedTuple):
    """The deadline and the amount as one party understands them; the common ones for an empty `party`."""

    party: str
    version: DeadlineEvent | None
    amount: AmountEvent | None

    @property
    def due(self) -> DateSpan | None:
        """The due date, if the version has one and awaits no trigger."""
        return self.version.due if self.version and not self.version.awaits else None

    @property
    def own(self) -> DeadlineEvent | AmountEvent | None:
        """The version that the party holds for itself, of the deadline or else of the amount; else the common one."""
        both = (self.version, self.amount)
        return next((event for event in both if self.party and event and event.reading == self.party), self.version)


def common_version(state: State, *, original: bool = False) -> DeadlineEvent | None:
    """The latest common version of the deadline; on the original basis the first with a date, if there is one."""
    if original and (dated := [event for event in state.versions if event.due and not event.awaits]):
        return dated[0]
    return state.versions[-1] if state.versions else None


def readings(state: State, *, original: bool = False) -> tuple[Reading, ...]:
    """The readings of the promise by each party, the obligors first; empty if no party has a reading of its own.

    The common version is a reading too, if some party of the promise has none of its own.
    """
    deadlines = state.deadline_versions.first_readings if original else state.deadline_versions.readings
    amounts = state.amount_versions.readings
    if not deadlines and not amounts:
        return ()
    common, amount = common_version(state, original=original), next(reversed(state.amounts), None)
    version = common or _latest(deadlines.values())
    parties = dict.fromkeys((*state.terms.obligor, *state.terms.obligee))
    named = sorted(dict.fromkeys((*deadlines, *amounts)), key=lambda code: [*parties, code].index(code))
    own = [Reading(code, deadlines.get(code, version), amounts.get(code, amount)) for code in named]
    is_held = bool((deadlines and common) or (amounts and amount)) and not parties.keys() <= set(named)
    return (*([Reading("", version, amount)] if is_held else []), *own)


def _latest(versions: Iterable[DeadlineEvent]) -> DeadlineEvent | None:
    """The version with the latest due day."""
    return max(versions, key=lambda one: one.due.last if one.due and not one.awaits else date.min, default=None)


def version_to_measure(state: State, *, original: bool = False) -> DeadlineEvent | None:
    """The version to measure against: the common one if a party holds it, else the reading with the latest day."""
    found, common = readings(state, original=original), common_version(state, original=original)
    if not found or any(one.due and one.version == common for one in found):
        return common
    return _latest(one.version for one in found if one.version)


def due_days(state: State, *, original: bool) -> list[date]:
    """The due day of each reading that has one; of the version in force if there are no readings."""
    version = version_to_measure(state, original=original)
    spans = [one.due for one in readings(state, original=original)] or [version.due if version else None]
    return [span.last for span in spans if span]
