"""The register without a witness: the facts that fall with it, and those that others also report."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
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
from tracker.state.sources import citations_for, is_named, supports, told_since, witness_of

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
    support = OtherSupport(state) if state else None
    verdicts = {
        event.id: Verdict(event, support.of(event, is_left_out) if support else None)
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


class OtherSupport:
    """The citations that support the events of a state, in the order in which they became known."""

    def __init__(self, state: State) -> None:
        self._state = state
        cited = {field: citations_for(state, field) for field in FIELDS.values()}
        self._citations = {
            field: sorted((one for one in found if one.source), key=state.known_on) for field, found in cited.items()
        }
        # The day from which the next event of the kind replaces an event, by its id.
        self._replaced_on = {
            event.id: state.took_effect(later) for kind in FIELDS for event, later in pairwise(state.of_kind(kind))
        }

    def of(self, event: AnyEvent, is_left_out: IsLeftOut) -> CitationEvent | None:
        """The citation of another witness that supports an event, the first that was known; None without one.

        A citation that tells what its source says supports an event of the same date or figure. Any other, and one of a
        status, supports only what is in force on its day.
        """
        if type(event) not in FIELDS:
            return None
        state, since, end = self._state, told_since(self._state, event), self._replaced_on.get(event.id)
        found = (one for one in self._citations[FIELDS[type(event)]] if supports(one, event, state, since))
        others = (one for one in found if one.source and not is_left_out(one.source))
        return next((one for one in others if self._is_of(one, event, end)), None)

    def _is_of(self, citation: CitationEvent, event: AnyEvent, end: date | None) -> bool:
        """True if a citation is of this event, and not of the next one, which replaces it on the day `end`."""
        is_named = bool(citation.value) and agrees(citation.value, event) is True
        return is_named or end is None or self._state.took_effect(citation) < end


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
