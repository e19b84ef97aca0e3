"""The commitments between two parties, by direction."""

from collections.abc import Collection, Iterable
from typing import Literal

from msgspec import Struct

from tracker.state.hierarchy import nearest_ancestors
from tracker.state.portfolio import Portfolio, Standing

Direction = Literal["one", "other", "both"]


class Trade(Struct, frozen=True):
    """A commitment and the commitment of the other side that was given in return."""

    given: Standing
    for_it: Standing

    @property
    def outstanding(self) -> tuple[str, ...]:
        """The parties that have still to perform their side, each once."""
        found = (one for side in (self.given, self.for_it) for one in side.apart if _is_to_be_performed(one))
        return tuple(dict.fromkeys(code for one in found for code in ((one.of,) if one.of else one.terms.obligor)))


def both_directions(portfolio: Portfolio, one: str, other: str) -> dict[Direction, list[Standing]]:
    """The commitments that `one` owes `other`, that `other` owes `one`, and that both owe each other.

    A part with other parties, such as a firm, has the direction of its nearest umbrella that has one; a part that only
    others of the several parties of the umbrella owe, or are owed, has none.
    """
    found: dict[Direction, list[Standing]] = {"one": [], "other": [], "both": []}
    directions = {standing.ref: direction for standing in portfolio if (direction := _direction(standing, one, other))}
    parents, standings = portfolio.hierarchy.parents, portfolio.standings
    umbrellas = nearest_ancestors(parents, directions, standings)
    of_others = {
        ref
        for ref, umbrella in umbrellas.items()
        if ref not in directions and _is_of_others(standings[ref], standings[umbrella], {one, other})
    }
    above = nearest_ancestors(parents, directions.keys() | of_others, standings)
    for standing in portfolio:
        ref = standing.ref if standing.ref in directions or standing.ref in of_others else above.get(standing.ref, "")
        direction = directions.get(ref)
        if direction:
            found[direction].append(standing)
    return found


def seen_by_side(standing: Standing, owing: Collection[str]) -> Standing:
    """The standing of the party of a side that owes it; the whole if no other party than those of the side owes it."""
    return standing if set(standing.terms.obligor) <= {*owing} else standing.seen_by(owing)


def trades(portfolio: Portfolio, standings: Iterable[Standing]) -> list[Trade]:
    """Each pair of commitments that were traded for each other, once, in the order of the register."""
    pairs: dict[frozenset[str], Trade] = {}
    for standing in standings:
        for ref in standing.terms.in_return_for:
            if (traded := portfolio.standings.get(ref)) and ref != standing.ref:
                pairs.setdefault(frozenset({standing.ref, ref}), Trade(standing, traded))
    return list(pairs.values())


def _is_to_be_performed(one: Standing) -> bool:
    """True if it was promised and is open, unless it is being kept or is over with no outcome reported."""
    is_kept = one.is_lasting and one.timeliness == "in_force"
    return one.is_promised and one.outcome == "open" and one.timeliness != "lapsed" and not is_kept


def _direction(standing: Standing, one: str, other: str) -> Direction | None:
    owed, owing = standing.terms.obligee, standing.terms.obligor
    is_one, is_other = one in owing and other in owed, other in owing and one in owed
    if is_one and is_other:
        return "both"
    return "one" if is_one else "other" if is_other else None


def _is_of_others(part: Standing, umbrella: Standing, both: set[str]) -> bool:
    """True if the obligors or the obligees of a part are some of those of its umbrella, and none of both."""
    sides = (
        (part.terms.obligor, umbrella.terms.obligor),
        (part.terms.obligee, umbrella.terms.obligee),
    )
    return any(named and both.isdisjoint(named) and set(named).issubset(several) for named, several in sides)
