"""The trees of umbrellas and parts: what is asked of a commitment and of all below it, without a walk for each."""

from collections import deque
from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TypeAlias, TypeVar

from tracker.state import lateness
from tracker.state.delivery import FirstDelivery, first_of_each
from tracker.state.fold import State

FirstDeliveriesOf: TypeAlias = Callable[[str], list[FirstDelivery]]


class Hierarchy:
    """The states of a register by ref, each under the umbrella that its terms name.

    `recorded` gives the deliveries of a commitment that may decide which measure counts for an umbrella of it. What is
    found of a commitment is kept for its umbrellas, so that a register takes no longer the deeper its umbrellas go.
    """

    def __init__(self, states: Mapping[str, State], recorded: FirstDeliveriesOf) -> None:
        self._states, self._recorded = states, recorded
        self._parts: dict[str, list[str]] = {}
        for ref, state in states.items():
            self._parts.setdefault(state.terms.parent, []).append(ref)
        self._news: dict[date, dict[str, date | None]] = {}
        self._meeting: dict[str, str] = {}
        self._firsts: dict[str, list[FirstDelivery]] = {}

    def parts(self, ref: str) -> list[str]:
        """The refs of the commitments directly under an umbrella."""
        return self._parts.get(ref, [])

    def tree(self, ref: str) -> list[str]:
        """The refs of a commitment and of all that is under it, each once, umbrella first; none if it is not known."""
        found: dict[str, None] = {}
        waiting = deque([ref] if ref in self._states else [])
        while waiting:
            one = waiting.popleft()
            if one not in found:
                found[one] = None
                waiting.extend(self.parts(one))
        return list(found)

    @cached_property
    def parents(self) -> dict[str, str]:
        """The umbrella that each commitment names."""
        return {ref: state.terms.parent for ref, state in self._states.items()}

    @cached_property
    def top_ancestors(self) -> dict[str, str]:
        """The topmost umbrella of each commitment."""
        return top_ancestors(self.parents)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """The place of each commitment in the tree of its topmost umbrella, counted on from tree to tree."""
        found: dict[str, int] = {}
        for top in self.top_ancestors.values():
            for ref in self.tree(top) if top not in found else ():
                found.setdefault(ref, len(found))
        return found

    def is_in_cycle(self, ref: str) -> bool:
        """True if its umbrellas lead back to it, which only a hand can make."""
        return self.parents[self.top_ancestors[ref]] == ref

    def last_news(self, ref: str, today: date) -> date | None:
        """The last day until today on which a sourced event of a commitment, or of a part of it, became known."""
        if self.is_in_cycle(ref):
            return lateness.last_news((self._states[one] for one in self.tree(ref)), today)

        def latest(one: str, below: Iterable[date | None]) -> date | None:
            own = lateness.last_news([self._states[one]], today)
            return max((day for day in (own, *below) if day), default=None)

        return rolled_up(ref, self._news.setdefault(today, {}), self.parts, latest)

    def parts_with_deliveries(self, ref: str) -> list[str]:
        """The refs of the parts of a commitment, at any depth, that have deliveries, in the order of its tree."""
        if self.is_in_cycle(ref):
            return [one for one in self.tree(ref)[1:] if self._states[one].deliveries]
        found, waiting = list[str](), [*self._met(self.parts(ref))]
        while waiting:
            one = waiting.pop()
            waiting.extend(self._met(self.parts(one)))
            found.extend([one] if self._states[one].deliveries else [])
        return sorted(found, key=self.ranks.__getitem__) if len(found) > 1 else found

    def first_deliveries(self, ref: str) -> list[FirstDelivery]:
        """The deliveries to the parts of a commitment, at any depth, that may decide which measure counts for it."""
        if self.is_in_cycle(ref):
            return first_of_each(first for one in self.tree(ref)[1:] for first in self._recorded(one))
        below = (rolled_up(part, self._firsts, self.parts, self._first) for part in self.parts(ref))
        return first_of_each(first for firsts in below for first in firsts)

    def _first(self, ref: str, below: Iterable[list[FirstDelivery]]) -> list[FirstDelivery]:
        own = [first._replace(rank=self.ranks[ref]) for first in self._recorded(ref)]
        return first_of_each([*own, *(first for firsts in below for first in firsts)])

    def _met(self, refs: Iterable[str]) -> Iterable[str]:
        """Below each of these, or there, the commitment where deliveries are met first, or ways to several of them."""
        found = (rolled_up(ref, self._meeting, self.parts, self._where_met) for ref in refs)
        return filter(None, found)

    def _where_met(self, ref: str, below: Iterable[str]) -> str:
        met = list(filter(None, below))
        if self._states[ref].deliveries or len(met) > 1:
            return ref
        return met[0] if met else ""


Found = TypeVar("Found")


def top_ancestors(parents: Mapping[str, str]) -> dict[str, str]:
    """The topmost umbrella of each commitment, by the umbrella that each names; its own ref where it is under none.

    In a circle, which only a hand can make, it is the last one that comes up before one comes up again.

    >>> top_ancestors({"a": "", "b": "a", "c": "b", "x": "y", "y": "x"})
    {'a': 'a', 'b': 'a', 'c': 'a', 'x': 'y', 'y': 'x'}
    """
    found: dict[str, str] = {}
    for each in parents:
        path, ref = dict[str, None](), each
        while ref not in found and ref not in path:
            path[ref] = None
            if parents[ref] in parents:
                ref = parents[ref]
            else:
                found[ref] = ref
        refs = list(path)
        circle = refs[refs.index(ref) :] if ref not in found else []
        found.update(zip(circle, circle[-1:] + circle[:-1], strict=True))
        found.update({one: found[ref] for one in refs if one not in found})
    return found


def nearest_ancestors(parents: Mapping[str, str], members: Container[str], refs: Iterable[str]) -> dict[str, str]:
    """The nearest umbrella among the members of each commitment; a commitment without one is left out.

    >>> nearest_ancestors({"a": "", "b": "a", "c": "b"}, {"a", "c"}, ["a", "b", "c"])
    {'b': 'a', 'c': 'a'}
    """
    above: dict[str, str] = {}  # of what was passed on the way, the first member from there on up
    found: dict[str, str] = {}
    for each in refs:
        path, ref = dict[str, None](), parents[each]
        while ref in parents and ref not in members and ref not in above and ref not in path:
            path[ref] = None
            ref = parents[ref]
        member = ref if ref in parents and ref in members else above.get(ref, "")
        above.update(dict.fromkeys(path, member))
        if member and member != each:
            found[each] = member
    return found


def rolled_up(
    ref: str,
    found: dict[str, Found],
    parts: Callable[[str], Iterable[str]],
    join: Callable[[str, Iterable[Found]], Found],
) -> Found:
    """What is found of a commitment by joining what is found of its parts; `found` keeps it of each.

    It goes down no further than to what was found before, and never round: nothing below may lie in a circle.
    """
    waiting, below = [ref], list[str]()
    while waiting:
        one = waiting.pop()
        if one not in found:
            below.append(one)
            waiting.extend(parts(one))
    for one in reversed(below):
        found[one] = join(one, [found[part] for part in parts(one)])
    return found[ref]
