"""The standings of a register once every recorded event has taken effect, and the day from which they hold.

They are computed where deliveries may decide: for commitments with a delivery to them or to one of their parts.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from tracker.model.commitment import Commitment, DeliveryEvent, Terms, obligor_of, terms_of
from tracker.model.dates import Moment
from tracker.model.refs import parent_of, with_parents
from tracker.model.register import Register
from tracker.state.delivery import is_level
from tracker.state.event_days import MAX_ZONE_GAP, EventDays
from tracker.state.portfolio import Portfolio, Standing

END_OF_TIME: Final = Moment(date.max)


class FinalStanding(NamedTuple):
    """The standing of a commitment at the end of time; None without deliveries, or if it never counts.

    From the local date `stable_from` on in its zone, all events of its parts have taken effect.
    """

    standing: Standing | None
    stable_from: date


UNDELIVERED: Final = FinalStanding(None, date.min)


class FinalStandings:
    """The final standings of commitments, which are in the order of the register: it decides which measure counts.

    The parts of an umbrella are those that any version of their terms ever named. Left out is what may change later:
    umbrellas in a cycle, and those over a recurring duty, over obligors who are judged apart, or over a milestone with
    a level, which may be a step of its parent.
    """

    def __init__(self, commitments: Sequence[Commitment], zone: str) -> None:
        umbrellas = {one.ref: umbrellas_of(one.ref, terms_of(one)) for one in commitments}
        delivering = [one.ref for one in commitments if _deliveries(one)]
        self._delivered = reachable(delivering, lambda ref: umbrellas.get(ref, ()))
        found = [one for one in commitments if one.ref in self._delivered]
        self._parts: dict[str, list[str]] = {}
        for one in found:
            for umbrella in umbrellas[one.ref]:
                self._parts.setdefault(umbrella, []).append(one.ref)
        self._unsettled = {one.ref for one in found if _is_unsettled(one)}
        settled = (one for one in found if one.ref not in self._unsettled)
        self._zone, self._standings = zone, Portfolio(settled, END_OF_TIME, Register(zone=zone)).standings
        self._stable_from: dict[str, date | None] = {}

    def of(self, ref: str) -> FinalStanding | None:
        """The final standing of a commitment; None if its deliveries are left out."""
        if ref not in self._delivered:
            return UNDELIVERED
        stable_from = self._rolled_up(ref)
        standing = self._standings.get(ref)
        if stable_from is None or standing is None:
            return None if stable_from is None else UNDELIVERED
        parts = max((day for part in self._parts.get(ref, ()) if (day := self._stable_from[part])), default=date.min)
        return FinalStanding(standing, parts if standing.state.zone == self._zone else in_every_zone(parts))

    def _rolled_up(self, top: str) -> date | None:
        """The day from which a commitment and everything under it is stable; None if it is left out."""
        found, path, stack = self._stable_from, set[str](), [top]
        while stack:
            ref = stack[-1]
            parts = self._parts.get(ref, ())
            if ref not in found and ref not in path:
                path.add(ref)
                stack += (part for part in parts if part not in found and part not in path)
                continue
            stack.pop()
            if ref not in found:  # a part without a day leads back to this path
                path.remove(ref)
                days = [self._own(ref), *(found.get(part) for part in parts)]
                known = [day for day in days if day]
                found[ref] = max(known) if len(known) == len(days) else None
        return found[top]

    def _own(self, ref: str) -> date | None:
        """The day from which all of its own events have taken effect, in the zone of the register."""
        if ref in self._unsettled:
            return None
        standing = self._standings.get(ref)
        if standing is None:
            return date.min
        days = standing.state.event_days
        return effective_from(days) if days.zone == self._zone else in_every_zone(effective_from(days))


def effective_from(days: EventDays) -> date:
    """The day on which the last event takes effect, in the time zone of the days."""
    return max(map(days.took_effect, days.history), default=date.min)


def umbrellas_of(ref: str, versions: Iterable[Terms]) -> set[str]:
    """The refs of all umbrellas that a commitment ever had, with those around a milestone."""
    named = {terms.parent for terms in versions}
    return {one for umbrella in (parent_of(ref), *named) for one in with_parents(umbrella)}


def reachable(refs: Iterable[str], neighbours: Callable[[str], Iterable[str]]) -> set[str]:
    """The refs, and all that are reached from them by the neighbours of each, at any depth.

    >>> umbrellas = {"a": "", "b": "a", "c": "b", "d": "a"}
    >>> sorted(reachable(["c"], umbrellas.__getitem__))
    ['a', 'b', 'c']
    """
    found = set(refs)
    waiting = list(found)
    while waiting:
        new = set(neighbours(waiting.pop())) - found
        found |= new
        waiting += new
    return found


def is_ever_joint(commitment: Commitment, versions: Iterable[Terms]) -> bool:
    """True if its obligors were ever judged apart."""
    return any(map(obligor_of, commitment.history)) or any(terms.each for terms in versions)


def _deliveries(commitment: Commitment) -> list[DeliveryEvent]:
    return [event for event in commitment.history if isinstance(event, DeliveryEvent)]


def _is_unsettled(commitment: Commitment) -> bool:
    """True if its deliveries, or those inside it, may count otherwise on a later day."""
    versions = list(terms_of(commitment))
    is_step = bool(parent_of(commitment.ref)) and any(map(is_level, _deliveries(commitment)))
    return is_step or is_ever_joint(commitment, versions) or any(terms.every for terms in versions)


def in_every_zone(day: date) -> date:
    """The day by which a day has come in every time zone."""
    return min(day, date.max - MAX_ZONE_GAP) + MAX_ZONE_GAP
