"""Several obligors of one promise, each judged apart.

An event that names an obligor is about that one alone; any other event is about all of them. The state of one obligor
has the events that are about it, so that everything derived from a state holds for one obligor too. A status of all
does not change an obligor that was closed by a status of its own.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, TypeVar

from msgspec.structs import replace

from tracker.model.commitment import (
    AssessmentEvent,
    DeadlineEvent,
    DeliveryEvent,
    Event,
    StatusEvent,
    Terms,
    obligor_of,
)
from tracker.model.status import DECIDED, NOT_APPLICABLE, Outcome, Status, is_closed, outcome_of
from tracker.state.fold import State, within

Kind = TypeVar("Kind", bound=Event)
# The status of the whole when its obligors fared differently.
_MIXED: Final[Status] = "partially_met"
INHERITED: Final = 1000  # the id of an event that a milestone has from its parent is below -1000
# The kinds of events by which the whole is judged as its leading obligor is.
_JUDGED: Final = (StatusEvent, DeadlineEvent, AssessmentEvent)


def is_owed_by_each(terms: Terms) -> bool:
    """True if each of several obligors owes the amount."""
    return terms.each and len(terms.obligor) > 1


def is_joint(state: State) -> bool:
    """True if the obligors are judged apart: each owes the amount, or an event is about one of them."""
    return is_owed_by_each(state.terms) or any(map(obligor_of, state.events))


def about(events: Iterable[Kind], obligor: str) -> tuple[Kind, ...]:
    """The events, in the order they took effect, that are about an obligor; those about all if none is named.

    A status of all is left out after the obligor was closed by a status of its own, until it is reopened.
    """
    found: list[Kind] = []
    is_own_end = False
    for event in events:
        of = obligor_of(event)
        if of not in {"", obligor}:
            continue
        if isinstance(event, StatusEvent):
            if is_own_end and not of:
                continue
            is_own_end = bool(of) and is_closed(event.status)
        found.append(event)
    return tuple(found)


def own_state(state: State, obligor: str) -> State:
    """The state of one obligor; what was delivered by nobody in particular is nobody's own."""
    events = about(state.events, obligor)
    pending = tuple(event for event in state.pending if obligor_of(event) in {"", obligor})
    return replace(state, events=events, pending=pending, judged={DeliveryEvent: deliveries_of(state, obligor)})


def deliveries_of(state: State, obligor: str) -> tuple[DeliveryEvent, ...]:
    """The deliveries by one obligor: those that name it, and all of a commitment that it alone owes."""
    owners = {obligor, ""} if state.terms.obligor == (obligor,) else {obligor}
    return tuple(event for event in state.events if isinstance(event, DeliveryEvent) and event.of in owners)


def by_obligor(deliveries: Sequence[DeliveryEvent]) -> list[tuple[DeliveryEvent, ...]]:
    """The deliveries of nobody in particular, then those of each obligor: their levels and running totals are apart."""
    histories: dict[str, list[DeliveryEvent]] = {"": []}
    for event in deliveries:
        histories.setdefault(event.of, []).append(event)
    return [tuple(history) for history in histories.values()]


def outcome_of_several(outcomes: Collection[Outcome]) -> Outcome:
    """The outcome of a promise from those of its obligors.

    It is open while it is open for any. Then those for whom it is void or was replaced do not count.

    >>> outcome_of_several(["kept", "open"]), outcome_of_several(["kept", "failed"]), outcome_of_several(["void"])
    ('open', 'partly', 'void')
    """
    if "open" in outcomes:
        return "open"
    decided = {outcome for outcome in outcomes if outcome in DECIDED}
    if not decided:
        return "replaced" if set(outcomes) == {"replaced"} else "void"
    return decided.pop() if len(decided) == 1 else "partly"


def deciding(outcomes: Collection[Outcome]) -> frozenset[Outcome]:
    """The outcomes of those obligors by which the whole is judged: the open ones, else those who kept it or not."""
    whole = outcome_of_several(outcomes)
    return frozenset(DECIDED) if whole in DECIDED else frozenset({whole}).intersection(outcomes) or frozenset(outcomes)


def joint_state(state: State, states: Sequence[State], leading: State) -> State:
    """The state of the whole: judged as its `leading` obligor is, and closed by the last of them.

    `states` are the states of all obligors.
    """
    judged = {kind: leading.of_kind(kind) for kind in _JUDGED}
    if is_closed(leading.status):
        outcomes = [outcome_of(one.status) for one in states]
        counted = [one for one in states if outcome_of(one.status) in deciding(outcomes)]
        last = max((one.status_run[0] for one in counted), key=state.event_days.order)
        status = leading.status if outcome_of(leading.status) == outcome_of_several(outcomes) else _MIXED
        judged[StatusEvent] = (*leading.statuses[: -len(leading.status_run)], replace(last, status=status))
    return replace(state, judged=judged)


def inside(state: State, parent: State) -> State:
    """The state of a milestone, completed by its parent.

    If some of the obligors of the parent owe it, the parent bounds it as it stands for them. It does not apply to an
    obligor to whom the parent does not, unless the obligor has a status of its own.
    """
    state = within(state, joint_by_status(parent, [one for one in parent.terms.obligor if one in state.terms.obligor]))
    own = {event.of for event in state.statuses}
    obligors = [code for code in parent.terms.obligor if code not in own] if is_joint(parent) else []
    last = (event for code in obligors for event in own_state(parent, code).statuses[-1:])
    exempt = [replace(event, id=-INHERITED - abs(event.id)) for event in last if event.status == NOT_APPLICABLE]
    return replace(state, events=tuple(state.event_days.in_order((*state.events, *exempt)))) if exempt else state


def joint_by_status(state: State, obligors: Sequence[str] = ()) -> State:
    """The state of the whole, or of some of its obligors, by their status, without a look at what was delivered."""
    if not is_joint(state):
        return state
    states = [own_state(state, obligor) for obligor in dict.fromkeys(obligors or state.terms.obligor)]
    counted = deciding([outcome_of(one.status) for one in states])
    return joint_state(state, states, next(one for one in states if outcome_of(one.status) in counted))
