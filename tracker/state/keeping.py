"""Lasting promises, which are kept over a time: when they were in force or breached, and what exceeds their bound.

A promise to refrain is in force from the day it was agreed; a promise to keep something is in force from the day of
`in_progress`. The earliest day of the deadline is a planned start: without an `in_progress` it is in force from then.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import astuple, replace

from tracker.model.amounts import Amount
from tracker.model.commitment import DeliveryEvent, StatusEvent
from tracker.model.status import LASTING, UNKNOWN, outcome_of
from tracker.state.event_days import Days
from tracker.state.fold import State

PhaseKind = Literal["in_force", "breached", "suspended"]
KeepingTimeliness = Literal[
    "awaiting_trigger",
    "proposed",
    "unknown",
    "upcoming",
    "in_force",
    "breached",
    "kept",
    "broken",
    "lapsed",
    "closed",
    "suspended",
]
_PHASES: Final[dict[str, PhaseKind]] = {"in_progress": "in_force", "breached": "breached", "suspended": "suspended"}
_OWN_WORD: Final[dict[str, KeepingTimeliness]] = {
    "proposed": "proposed",
    UNKNOWN: "unknown",
    "suspended": "suspended",
    "breached": "breached",
}
_CLOSED: Final[dict[str, KeepingTimeliness]] = {"kept": "kept", "failed": "broken"}


class Term(NamedTuple):
    """The time for which a lasting promise is to be kept: the planned start and the last day, or None."""

    start: date | None
    last: date | None
    is_awaited: bool = False

    @property
    def end(self) -> date | None:
        """The first day on which it no longer has to be kept."""
        return self.last + timedelta(days=1) if self.last and self.last < date.max else None


class Phase(Struct, frozen=True):
    """A time in which a promise was in force, breached or suspended.

    `since`: the possible days of its beginning. `until`: the day from which it counts as over, or the present day if it
    `lasts`; `over_from`: the first day on which it may have been over, if that is earlier. `event`: the status that
    began it; None for a planned start.
    """

    kind: PhaseKind
    since: Days
    until: date
    lasts: bool
    event: StatusEvent | None = None
    over_from: date | None = None

    @property
    def days(self) -> int:
        """The number of days, from the last possible day of the beginning."""
        return max((self.until - self.since.last).days, 0)

    @property
    def fewest(self) -> int:
        """The fewest days that it can have lasted, if a beginning or an end is half-known."""
        return max(((self.over_from or self.until) - self.since.last).days, 0)

    @property
    def most(self) -> int:
        """The most days that it can have lasted; an unknown earliest day counts as the last."""
        return max((self.until - (self.since.first or self.since.last)).days, 0)

    @property
    def is_reopened(self) -> bool:
        """True if a reopening began it."""
        return self.event is not None and self.event.reopens


class Breaches(Struct, frozen=True):
    """The number of breaches, of those that were cured, and of the days in breach.

    `fewest` and `most` are the bounds of the days where a beginning or an end is half-known.
    """

    number: int
    cured: int
    days: int
    fewest: int
    most: int


def is_lasting(state: State) -> bool:
    """True for a lasting promise, which is kept over a time and not performed on a day."""
    return state.terms.nature in LASTING


def timeliness(state: State, term: Term) -> KeepingTimeliness:
    """The timeliness of a lasting promise; it is never overdue and never met."""
    outcome = outcome_of(state.status)
    if outcome != "open":
        return _CLOSED.get(outcome, "closed")
    if state.status in _OWN_WORD:
        return _OWN_WORD[state.status]
    if term.last and term.last < state.day:
        return "lapsed"
    found = phases(state, term)
    if found and found[-1].lasts:
        return "in_force"
    return "awaiting_trigger" if term.is_awaited else "upcoming"


def phases(state: State, term: Term) -> tuple[Phase, ...]:
    """The phases until the day of the state, oldest first; none before it came into force."""
    end = term.end or date.max
    begun = [one for one in _beginnings(state, term) if one[1].last <= state.day]
    found: list[Phase] = []
    before: PhaseKind | None = None
    for number, (kind, since, event) in enumerate(begun, 1):
        after = next((one for _, one, _ in begun[number : number + 1]), Days(state.day, state.day))
        until, over_from = min(after.last, end), min(after.first or after.last, end)
        lasts = number == len(begun) and state.day < end
        if kind and kind == before:
            confirmed = found[-1].event or (event if since == found[-1].since else None)
            found[-1] = replace(found[-1], until=until, over_from=over_from, lasts=lasts, event=confirmed)
        elif kind:
            found.append(Phase(kind, since, max(until, since.last), lasts, event, over_from))
        before = kind
    return tuple(found)


_Beginning = tuple[PhaseKind | None, Days, StatusEvent | None]


def _beginnings(state: State, term: Term) -> Iterator[_Beginning]:
    """Each status with the phase that it begins; None if it begins none."""
    for event in state.statuses:
        days = state.event_days.days(event)
        if event.status != "agreed":
            yield _PHASES.get(event.status), days, event
        elif term.start and (term.start > days.last or event.on is None):
            yield None, Days(None, min(term.start, days.last)), event
            yield "in_force", Days(term.start, term.start), None
        elif term.start or (state.terms.nature == "refrain" and not term.is_awaited):
            yield "in_force", days, event
        else:
            yield None, days, event


def breaches(found: tuple[Phase, ...]) -> Breaches:
    """The breaches among phases; one is cured if the promise was in force again right after it.

    A promise that was closed and is reopened as breached is still in the same breach.
    """
    broken = [phase for phase in found if phase.kind == "breached"]
    continued = sum(
        one.kind == next_one.kind == "breached" and next_one.is_reopened for one, next_one in pairwise(found)
    )
    cured = sum(one.kind == "breached" and next_one.kind == "in_force" for one, next_one in pairwise(found))
    days = [(phase.days, phase.fewest, phase.most) for phase in broken]
    return Breaches(len(broken) - continued, cured, *map(sum, zip((0, 0, 0), *days, strict=True)))


def added_up(found: Iterable[Breaches]) -> Breaches:
    """The breaches of several promises, or of several obligors, in all.

    >>> added_up([Breaches(1, 1, 4, 4, 4), Breaches(2, 1, 216, 200, 220)])
    Breaches(number=3, cured=2, days=220, fewest=204, most=224)
    """
    return Breaches(*map(sum, zip((0,) * 5, *map(astuple, found), strict=True)))


def within_whole(own: tuple[Phase, ...], whole: tuple[Phase, ...]) -> tuple[Phase, ...]:
    """The phases of a period, breached or suspended while the whole of the recurring duty is."""
    found = own
    for number, phase in enumerate(whole, start=1):
        if phase.kind != "in_force":
            after = next(iter(whole[number : number + 1]), None)
            found = tuple(part for one in found for part in _broken_by(one, phase, after))
    return found


def _broken_by(one: Phase, phase: Phase, after: Phase | None) -> Iterator[Phase]:
    """A phase in force, broken by a phase of the whole, which `after` follows; any other as it is."""
    since, until, lasts = max(one.since, phase.since, key=lambda days: days.last), min(one.until, phase.until), False
    lasts = one.lasts and phase.lasts
    if one.kind != "in_force" or not (since.last < until or lasts):
        yield one
        return
    if one.since.last < since.last:
        yield replace(one, until=since.last, over_from=since.first, lasts=False)
    yield Phase(phase.kind, since, until, lasts, phase.event, min(phase.over_from or until, until))
    if until < one.until or (one.lasts and not lasts):
        event = after.event if after and after.kind == "in_force" else None
        yield Phase("in_force", Days(until, until), one.until, one.lasts, event)


class Excess(Struct, frozen=True):
    """A figure above an upper bound: what had arrived by a delivery, and the bound that was in force on its day."""

    event: DeliveryEvent
    arrived: Amount
    bound: Amount

    @property
    def by(self) -> Amount:
        """The amount by which the figure exceeds the bound."""
        return replace(self.arrived, value=self.arrived.value - self.bound.value)


def excess(event: DeliveryEvent, arrived: Amount, bound: Amount | None) -> Excess | None:
    """The excess of a figure over an upper bound; None if it is not above it."""
    if bound is None or bound.qualifier != "up_to" or bound.per:
        return None
    return Excess(event, arrived, bound) if arrived.value > bound.value else None


def is_kept_since(found: tuple[Phase, ...], days: Days) -> bool:
    """True if the promise was in force again after a breach or a suspension, and after a figure of these days."""
    return any(phase.kind == "in_force" and phase.since.last > (days.first or days.last) for phase in found[1:])
