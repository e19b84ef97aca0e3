"""Fold all commitments of a register: milestones after their parents, with the periods of recurring duties."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from tracker.model.commitment import Commitment, terms_of
from tracker.model.dates import Moment
from tracker.model.refs import MILESTONE, parent_of, with_parents
from tracker.state.fold import State, fold
from tracker.state.obligors import inside
from tracker.state.periods import periods_of


def folded(
    commitments: Sequence[Commitment], moment: Moment, zone: str
) -> tuple[dict[str, Commitment], dict[str, State]]:
    """The commitments with the periods of recurring duties, and the states of those known at a moment, in order.

    A milestone is completed by what its parent says, and left out without a known parent. The periods follow their
    duty: those until now, and later ones that something recorded names.
    """
    stored = {commitment.ref: commitment for commitment in commitments}
    names = _names_inside(commitments)
    found: dict[str, State | None] = {}
    inside: dict[str, list[Commitment]] = {}
    for commitment in sorted(commitments, key=lambda one: one.ref.count(MILESTONE)):
        if commitment.ref not in found:
            found[commitment.ref] = state = _fold_inside(commitment, found, moment, zone)
            for period, days in periods_of(state, stored, names.get(state.ref, ())) if state else ():
                of_period = _fold_inside(period, found, moment, zone)
                inside.setdefault(commitment.ref, []).append(period)
                found[period.ref] = of_period and replace(of_period, period=days)
    named = {name for state in found.values() if state and inside for name in _named(state)}
    for periods in inside.values():
        coming = [one.ref for one in periods[1:] if not (one.ref in named or _has_begun(found[one.ref]))]
        periods[:] = [one for one in periods if one.ref not in coming]
        found |= dict.fromkeys(coming)
    everything: dict[str, Commitment] = {}
    for commitment in commitments:
        everything |= {one.ref: one for one in (commitment, *inside.get(commitment.ref, ()))}
    everything |= {one.ref: one for several in inside.values() for one in several}  # the joined ones
    return everything, {ref: state for ref in everything if (state := found.get(ref))}


def _names_inside(commitments: Iterable[Commitment]) -> dict[str, set[str]]:
    """The refs directly inside each ref that are recorded, or around a milestone or a part that is."""
    names: dict[str, set[str]] = {}
    for commitment in commitments:
        for whole in (commitment.ref, *(terms.parent for terms in terms_of(commitment))):
            for ref in with_parents(whole):
                names.setdefault(parent_of(ref), set()).add(ref)
    return names


def _named(state: State) -> Iterator[str]:
    """The refs that something recorded of a commitment names: its own, its parent and those around it."""
    if any(event.id > 0 for event in state.events):
        yield from with_parents(state.ref)
        yield from with_parents(state.terms.parent)


def _has_begun(period: State | None) -> bool:
    return bool(period and period.period and period.period.first <= period.day)


def _fold_inside(commitment: Commitment, states: Mapping[str, State | None], moment: Moment, zone: str) -> State | None:
    """The state of a commitment; that of a milestone is completed by the state of its parent, if that is known."""
    if not (parent := parent_of(commitment.ref)):
        return fold(commitment, moment, zone)
    above = states.get(parent)
    state = fold(commitment, moment, above.event_days.zone, above.zone) if above else None
    return inside(state, above) if state and above else None
