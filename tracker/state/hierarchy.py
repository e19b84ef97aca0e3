"""The hierarchy of umbrellas and their parts, and figures that are rolled up from the parts."""

from collections import deque
from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from typing import TypeAlias, TypeVar

from tracker.model.lazy import cached_property
from tracker.state import lateness
from tracker.state.delivery import FirstDelivery, first_of_each
from tracker.state.fold import State

FirstDeliveriesOf: TypeAlias = Callable[[str], list[FirstDelivery]]


class Hierarchy:
    """The states of a register by ref, each under the umbrella that its terms name.

    `recorded` returns the first deliveries of a commitment, which may decide the measure that counts for its umbrellas.
    The result for a commitment is cached and used for all its umbrellas, so a deep hierarchy costs no more than a flat
    one.
    """

    def __init__(self, states: Mapping[str, State], recorded: FirstDeliveriesOf) -> None:
        self._states, self._recorded = states, recorded
        self._parts: dict[str, list[str]] = {}
        for ref, state in states.items():
            self._parts.setdefault(state.terms.parent, []).append(ref)
        self._last_news: dict[date, dict[str, date | None]] = {}
        self._junctions: dict[str, str] = {}
        self._first_deliveries: dict[str, list[FirstDelivery]] = {}

    def parts(self, ref: str) -> list[str]:
        """The refs of the commitments directly under an umbrella."""
        return self._parts.get(ref, [])

    def tree(self, ref: str) -> list[str]:
        """The refs of a commitment and of its parts at any depth, each once, umbrella first; empty if it is unknown."""
        found: dict[str, None] = {}
        queue = deque([ref] if ref in self._states else [])
        while queue:
            one = queue.popleft()
            if one not in found:
                found[one] = None
                queue.extend(self.parts(one))
        return list(found)

    def ancestors(self, ref: str) -> list[str]:
        """The refs of the known umbrellas of a commitment, the nearest first, each once and without its own."""
        found, parent = {ref: None}, self.parents[ref]
        while parent in self.parents and parent not in found:
            found[parent] = None
            parent = self.parents[parent]
        return list(found)[1:]

    @cached_property
    def parents(self) -> dict[str, str]:
        """The ref of the umbrella that each commitment names."""
        return {ref: state.terms.parent for ref, state in self._states.items()}

    @cached_property
    def top_ancestors(self) -> dict[str, str]:
        """The ref of the topmost umbrella of each commitment."""
        return top_ancestors(self.parents)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """The rank of each commitment in the order of all trees."""
        found: dict[str, int] = {}
        for top in self.top_ancestors.values():
            for ref in self.tree(top) if top not in found else ():
                found.setdefault(ref, len(found))
        return found

    def is_in_cycle(self, ref: str) -> bool:
        """True if its umbrellas lead back to it, which only an edit of the file by hand can cause."""
        return self.parents[self.top_ancestors[ref]] == ref

    def last_news(self, ref: str, today: date) -> date | None:
        """The last day until today on which a sourced event of a commitment or of its parts became known."""
        if self.is_in_cycle(ref):
            return lateness.last_news((self._states[one] for one in self.tree(ref)), today)

        def latest(one: str, below: Iterable[date | None]) -> date | None:
            own = lateness.last_news([self._states[one]], today)
            return max((day for day in (own, *below) if day), default=None)

        return rolled_up(ref, self._last_news.setdefault(today, {}), self.parts, latest)

    def parts_with_deliveries(self, ref: str) -> list[str]:
        """The refs of the parts at any depth that have deliveries, in the order of the tree."""
        if not self.parts(ref):
            return []
        if self.is_in_cycle(ref):
            return [one for one in self.tree(ref)[1:] if self._states[one].deliveries]
        found, stack = list[str](), [*self._next_junctions(ref)]
        while stack:
            one = stack.pop()
            stack.extend(self._next_junctions(one))
            found.extend([one] if self._states[one].deliveries else [])
        return sorted(found, key=self.ranks.__getitem__) if len(found) > 1 else found

    def amount_kind(self, ref: str, umbrella: str) -> str:
        """The kind of amount of a part of an umbrella: its own, else that of the nearest one above that says one.

        Only commitments up to the umbrella are considered, so the answer does not depend on what is above it.
        """
        if self.is_in_cycle(ref) or self.is_in_cycle(umbrella):
            way = [ref, *self.ancestors(ref), umbrella]
            named = next((one for one in way[: way.index(umbrella)] if self._states[one].terms.amount_kind), umbrella)
            return self._states[named].terms.amount_kind
        nearest = self._kind_named_at.get(ref, "")
        is_below = nearest and nearest != self._kind_named_at.get(umbrella)
        return self._states[nearest if is_below else umbrella].terms.amount_kind

    @cached_property
    def _kind_named_at(self) -> dict[str, str]:
        """The commitment at or above each one that says its kind of amount; those without one are left out."""
        saying = {ref for ref, state in self._states.items() if state.terms.amount_kind}
        above = nearest_ancestors(self.parents, saying, self._states) if saying else {}
        return above | {ref: ref for ref in saying}

    def first_deliveries(self, ref: str) -> list[FirstDelivery]:
        """The first deliveries to the parts at any depth, which may decide the measure that counts.

        Each has the kind of amount of its commitment as far as that is said below `ref`.
        """
        if self.is_in_cycle(ref):
            return first_of_each(
                first._replace(kind=self.amount_kind(one, ref))
                for one in self.tree(ref)[1:]
                for first in self._recorded(one)
            )
        below = (rolled_up(part, self._first_deliveries, self.parts, self._join_first) for part in self.parts(ref))
        return first_of_each(first for firsts in below for first in firsts)

    def _join_first(self, ref: str, below: Iterable[list[FirstDelivery]]) -> list[FirstDelivery]:
        own = [first._replace(rank=self.ranks[ref]) for first in self._recorded(ref)]
        found = [*own, *(first for firsts in below for first in firsts)]
        kind = self._states[ref].terms.amount_kind
        return first_of_each(first._replace(kind=first.kind or kind) for first in found)

    def _next_junctions(self, ref: str) -> Iterable[str]:
        """The next junction below a commitment on each branch.

        A junction is a commitment with deliveries, or one with deliveries on more than one branch below. The search for
        deliveries goes from junction to junction and skips the commitments between them.
        """
        found = (rolled_up(part, self._junctions, self.parts, self._junction) for part in self.parts(ref))
        return filter(None, found)

    def _junction(self, ref: str, below: Iterable[str]) -> str:
        """The topmost junction at or below a commitment; empty without one."""
        junctions = list(filter(None, below))
        if self._states[ref].deliveries or len(junctions) > 1:
            return ref
        return junctions[0] if junctions else ""


Result = TypeVar("Result")


def top_ancestors(parents: Mapping[str, str]) -> dict[str, str]:
    """The topmost umbrella of each commitment, from the parent of each; its own ref if it has no umbrella.

    In a cycle, which only an edit of the file by hand can cause, it is the last umbrella before one repeats.

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
        cycle = refs[refs.index(ref) :] if ref not in found else []
        found.update(zip(cycle, cycle[-1:] + cycle[:-1], strict=True))
        found.update({one: found[ref] for one in refs if one not in found})
    return found


def nearest_ancestors(parents: Mapping[str, str], members: Container[str], refs: Iterable[str]) -> dict[str, str]:
    """The nearest umbrella of each commitment that is a member; commitments without one are left out.

    >>> nearest_ancestors({"a": "", "b": "a", "c": "b"}, {"a", "c"}, ["a", "b", "c"])
    {'b': 'a', 'c': 'a'}
    """
    above: dict[str, str] = {}  # the nearest member at or above the parent of each visited commitment
    found: dict[str, str] = {}
    for each in refs:
        ref = parents[each]
        path: dict[str, None] = {}
        while ref in parents and ref not in members and ref not in above and ref not in path:
            path[ref] = None
            ref = parents[ref]
        member = ref if ref in parents and ref in members else above.get(ref, "")
        if path:
            above.update(dict.fromkeys(path, member))
        if member and member != each:
            found[each] = member
    return found


def rolled_up(
    ref: str,
    results: dict[str, Result],
    parts: Callable[[str], Iterable[str]],
    join: Callable[[str, Iterable[Result]], Result],
) -> Result:
    """The result for a commitment: `join` of the results of its parts. All results are cached in `results`.

    Nothing below the commitment may lie in a cycle. The walk stops at commitments that already have a result.
    """
    if ref in results:
        return results[ref]
    stack, missing = [ref], list[str]()
    while stack:
        one = stack.pop()
        if one not in results:
            missing.append(one)
            stack.extend(parts(one))
    for one in reversed(missing):
        results[one] = join(one, [results[part] for part in parts(one)])
    return results[ref]
