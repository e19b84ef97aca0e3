"""The register without a witness: the facts that fall with it, and those that others also report."""

from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple, TypeAlias

from msgspec.structs import replace

from tracker.model.commitment import (
    AmountEvent,
    AnyEvent,
    CitationEvent,
    Commitment,
    DeadlineEvent,
    DeliveryEvent,
    Event,
    RetractionEvent,
    Source,
    StatusEvent,
)
from tracker.model.dates import Moment
from tracker.state.fold import State, fold
from tracker.state.sources import is_named, supporting_citations

# The field by which a citation supports an event of this kind.
FIELDS: Final[dict[type[Event], str]] = {
    StatusEvent: "status",
    DeadlineEvent: "deadline",
    AmountEvent: "amount",
    DeliveryEvent: "delivery",
}
IsLeftOut: TypeAlias = Callable[[Source], bool]


class Verdict(NamedTuple):
    """An event whose source is left out, and the first citation of another witness that supports it; else None."""

    event: AnyEvent
    support: CitationEvent | None


class WithoutWitness(NamedTuple):
    """A commitment without a witness, and what became of each event that the witness reported."""

    commitment: Commitment
    verdicts: tuple[Verdict, ...]


def without_witness(commitment: Commitment, is_left_out: IsLeftOut, zone: str) -> WithoutWitness:
    """Leave out the events that only sources of one witness report.

    An event that a citation of another witness supports stays, with the source and the known day of the citation.
    """
    if not any(event.source and is_left_out(event.source) for event in commitment.history):
        return WithoutWitness(commitment, ())
    state = fold(commitment, Moment(date.max), zone)
    verdicts = {
        event.id: Verdict(event, other_support(state, event, is_left_out))
        for event in commitment.history
        if event.source and is_left_out(event.source)
    }
    removed = {number for number, verdict in verdicts.items() if verdict.support is None}
    kept = (_standing_on(event, verdicts.get(event.id)) for event in commitment.history if event.id not in removed)
    history = tuple(_unlinked(event, removed) for event in kept if not _retracts(event, removed))
    return WithoutWitness(replace(commitment, history=history), tuple(verdicts.values()))


def without_named(commitment: Commitment, name: str, zone: str) -> WithoutWitness:
    """The commitment without the witnesses of this name."""
    return without_witness(commitment, lambda source: is_named(source, name), zone)


def other_support(state: State | None, event: AnyEvent, is_left_out: IsLeftOut) -> CitationEvent | None:
    """The first citation of another witness that supports an event; None without one.

    A citation that does not say what the source says supports only what is in force on its day.
    """
    if state is None or type(event) not in FIELDS:
        return None
    end = _replaced_on(state, event)
    for citation in supporting_citations(state, event, FIELDS[type(event)]):
        is_of_its_time = bool(citation.value) or end is None or state.took_effect(citation) < end
        if is_of_its_time and citation.source and not is_left_out(citation.source):
            return citation
    return None


def _replaced_on(state: State, event: AnyEvent) -> date | None:
    """The day from which the next status, deadline or amount replaces an event; None if nothing does."""
    if isinstance(event, DeliveryEvent):
        return None
    same = state.of_kind(type(event))
    later = same[[one.id for one in same].index(event.id) + 1 :] if event in same else ()
    return state.took_effect(later[0]) if later else None


def _standing_on(event: AnyEvent, verdict: Verdict | None) -> AnyEvent:
    if verdict is None or verdict.support is None:
        return event
    return replace(event, source=verdict.support.source, known_on=verdict.support.known_on)


def _retracts(event: AnyEvent, removed: set[int]) -> bool:
    return isinstance(event, RetractionEvent) and event.retracts in removed


def _unlinked(event: AnyEvent, removed: set[int]) -> AnyEvent:
    """The event without its link to a removed event; a correction of a removed event becomes a first version."""
    if isinstance(event, DeadlineEvent | AmountEvent) and event.corrects in removed:
        return replace(event, change="set", corrects=None)
    if isinstance(event, DeadlineEvent) and event.fulfils in removed:
        return replace(event, fulfils=None)
    return event
