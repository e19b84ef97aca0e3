"""Who owes whom between two parties: each commitment on one side, or on both where they owe it to each other."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from tracker.state.hierarchy import nearest_ancestors
from tracker.state.portfolio import Portfolio, Standing

Direction = Literal["one", "other", "both"]


class Trade(Struct, frozen=True):
    """A commitment and the one of the other side that it was traded for."""

    given: Standing
    for_it: Standing


def both_directions(portfolio: Portfolio, one: str, other: str) -> dict[Direction, list[Standing]]:
    """The commitments that `one` owes `other`, that it is owed, and that both owe each other.

    A part that names other parties, such as a firm, is on the side of the umbrella it belongs to.
    """
    found: dict[Direction, list[Standing]] = {"one": [], "other": [], "both": []}
    own = {standing.ref: direction for standing in portfolio if (direction := _direction(standing, one, other))}
    above = nearest_ancestors(portfolio.hierarchy.parents, own, portfolio.standings)
    for standing in portfolio:
        direction = own.get(standing.ref) or own.get(above.get(standing.ref, ""))
        if direction:
            found[direction].append(standing)
    return found


def trades(portfolio: Portfolio, standings: Iterable[Standing]) -> list[Trade]:
    """Each pair that was traded for each other, once, the commitment that comes first in the register first."""
    among = list(standings)
    pairs: dict[frozenset[str], Trade] = {}
    for standing in among:
        for ref in standing.terms.in_return_for:
            if (traded := portfolio.standings.get(ref)) and ref != standing.ref:
                pairs.setdefault(frozenset({standing.ref, ref}), Trade(standing, traded))
    return list(pairs.values())


def _direction(standing: Standing, one: str, other: str) -> Direction | None:
    owed, owing = standing.terms.obligee, standing.terms.obligor
    is_one, is_other = one in owing and other in owed, other in owing and one in owed
    if is_one and is_other:
        return "both"
    return "one" if is_one else "other" if is_other else None
