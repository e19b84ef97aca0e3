"""The register without a witness: the facts that fall with it, and those that others also report."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple, TypeAlias

from msgspec.structs import replace

from tracker.errors import NoSuchSource
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
from tracker.model.dates import Moment, day
from tracker.state.agreement import agrees, contains
from tracker.state.fold import State, fold
from tracker.state.sources import is_named, supporting_citations, witness_of

# The field by which a citation supports an event of this kind.
FIELDS: Final[dict[type[Event], str]] = {
    StatusEvent: "status",
    DeadlineEvent: "deadline",
    AmountEvent: "amount",
    DeliveryEvent: "delivery",
}
IsLeftOut: TypeAlias = Callable[[Source], bool]


class Verdict(NamedTuple):
    """An event whose source is left out, and the citation of another witness on which it then stands; else None."""

    event: AnyEvent
    support: CitationEvent | None


class WithoutWitness(NamedTuple):
    """A commitment without a witness, and what became of each event that the witness reported."""

    commitment: Commitment
    verdicts: tuple[Verdict, ...]


def without_witness(commitment: Commitment, is_left_out: IsLeftOut, zone: str) -> WithoutWitness:
    """Leave out the events that only sources of one witness report.

    An event that a citation of another witness supports stays, with the source, the note and the known day of the
    citation.
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
    kept = (_standing_on(event, verdicts.get(event.id), state) for event in commitment.history)
    history = tuple(
        _unlinked(event, removed) for event in kept if event.id not in removed and not _retracts(event, removed)
    )
    return WithoutWitness(replace(commitment, history=history), tuple(verdicts.values()))


def with_any_name(names: Iterable[str]) -> IsLeftOut:
    """A test of sources: True for one with any of the names."""
    return lambda source: any(is_named(source, name) for name in names)


def require_sources(
    names: Iterable[str],
    commitments: Iterable[Commitment],
    all_commitments: Callable[[], Iterable[Commitment]],
) -> None:
    """Refuse a name that no source has; all commitments are read only if none of some commitments has it."""
    for name in names:
        if not any(is_named(source, name) for source in _sources_in(commitments)):
            found = list(_sources_in(all_commitments()))
            if not any(is_named(source, name) for source in found):
                raise NoSuchSource(name, sorted({witness_of(source) for source in found}))


def _sources_in(commitments: Iterable[Commitment]) -> Iterator[Source]:
    return (event.source for one in commitments for event in one.history if event.source)


def other_support(state: State | None, event: AnyEvent, is_left_out: IsLeftOut) -> CitationEvent | None:
    """The citation of another witness that supports an event, the first that was known; None without one.

    A citation that tells what its source says supports an event of the same date or figure. Any other, and one of a
    status, supports only what is in force on its day.
    """
    if state is None or type(event) not in FIELDS:
        return None
    end, found = _replaced_on(state, event), supporting_citations(state, event, FIELDS[type(event)])
    others = (one for one in found if one.source and not is_left_out(one.source) and _supports(one, event, state, end))
    return min(others, key=state.known_on, default=None)


def _supports(citation: CitationEvent, event: AnyEvent, state: State, end: date | None) -> bool:
    """True if a citation for the field of an event supports this event, which another replaces on the day `end`."""
    is_named = bool(citation.value) and agrees(citation.value, event) is True
    return is_named or end is None or state.took_effect(citation) < end


def _replaced_on(state: State, event: AnyEvent) -> date | None:
    """The day from which the next event of the kind replaces an event; None if nothing does."""
    same = state.of_kind(type(event))
    later = same[[one.id for one in same].index(event.id) + 1 :] if event in same else ()
    return state.took_effect(later[0]) if later else None


def _standing_on(event: AnyEvent, verdict: Verdict | None, state: State | None) -> AnyEvent:
    """The event as another source reports it; words of a deadline that this source does not use are left out."""
    support = verdict and verdict.support
    if not (support and state):
        return event
    known = support.known_on or day(state.known_on(support))
    event = replace(event, source=support.source, known_on=known, note=support.note)
    is_worded = isinstance(event, DeadlineEvent) and event.due and not contains(support.value, event.words)
    return replace(event, words="") if is_worded else event


def _retracts(event: AnyEvent, removed: set[int]) -> bool:
    return isinstance(event, RetractionEvent) and event.retracts in removed


def _unlinked(event: AnyEvent, removed: set[int]) -> AnyEvent:
    """The event without its link to a removed event; a correction of a removed event becomes a first version."""
    if isinstance(event, DeadlineEvent | AmountEvent) and event.corrects in removed:
        return replace(event, change="set", corrects=None)
    if isinstance(event, DeadlineEvent) and event.fulfils in removed:
        return replace(event, fulfils=None)
    return event
