"""Fold all commitments of a register: milestones after their parents, with the periods of recurring duties."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tracker.model.commitment import Commitment
from tracker.model.dates import DateSpan, Moment
from tracker.model.refs import MILESTONE, parent_of
from tracker.state.fold import State, fold
from tracker.state.obligors import inside
from tracker.state.periods import periods_of


def folded(
    commitments: Sequence[Commitment], moment: Moment, zone: str
) -> tuple[dict[str, Commitment], dict[str, State]]:
    """The commitments with the periods of recurring duties, and the states of those known at a moment, in order.

    A milestone is completed by what its parent says, and left out without a known parent. The periods follow their
    duty.
    """
    stored: dict[str, dict[str, Commitment]] = {}
    for commitment in commitments:
        stored.setdefault(parent_of(commitment.ref), {})[commitment.ref] = commitment
    found: dict[str, State | None] = {}
    inside: dict[str, list[Commitment]] = {}
    for commitment in sorted(commitments, key=lambda one: one.ref.count(MILESTONE)):
        if commitment.ref not in found:
            found[commitment.ref] = state = _fold_inside(commitment, found, moment, zone)
            for period, days in periods_of(state, stored.get(state.ref, {})) if state else ():
                of_period = _fold_inside(period, found, moment, zone)
                if of_period and _is_listed(of_period, days, first=not inside.get(commitment.ref)):
                    inside.setdefault(commitment.ref, []).append(period)
                    found[period.ref] = replace(of_period, period=days)
    everything: dict[str, Commitment] = {}
    for commitment in commitments:
        everything |= {one.ref: one for one in (commitment, *inside.get(commitment.ref, ()))}
    everything |= {one.ref: one for several in inside.values() for one in several}  # the joined ones
    return everything, {ref: state for ref in everything if (state := found.get(ref))}


def _is_listed(period: State, days: DateSpan, *, first: bool) -> bool:
    """True if a period has begun, is the first one, or something was recorded of it."""
    return first or days.first <= period.day or any(event.id > 0 for event in period.events)


def _fold_inside(commitment: Commitment, states: Mapping[str, State | None], moment: Moment, zone: str) -> State | None:
    """The state of a commitment; that of a milestone is completed by the state of its parent, if that is known."""
    if not (parent := parent_of(commitment.ref)):
        return fold(commitment, moment, zone)
    above = states.get(parent)
    state = fold(commitment, moment, above.event_days.zone, above.zone) if above else None
    return inside(state, above) if state and above else None
