"""Taking back: a commitment, or the last change of a register, by a later event; nothing is ever erased."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Protocol, TypeGuard

from tracker.errors import NotPossible
from tracker.model.commitment import AnyEvent, Commitment, RetractionEvent
from tracker.record.events import Provenance
from tracker.state.fold import retractions

FIRST: Final = 16  # events that are looked at for a change that can be undone, before so many times as many


class History(Protocol):
    """What tells the commitments by what was recorded on them; at least those, with all of their histories."""

    def get(self, ref: str) -> Commitment:
        """The commitment of a reference."""
        ...

    def latest(self, events: int, by: str = "") -> Iterable[Commitment]:
        """Those of the last so many events, or of the last that a user recorded."""
        ...

    def changed_in(self, recorded_at: datetime) -> Iterable[Commitment]:
        """Those on which something was recorded at this time, in the order they were added."""
        ...


def remove(commitment: Commitment, facts: Provenance) -> Commitment:
    """The commitment taken back as a whole."""
    if None in retractions(commitment.history):
        raise NotPossible(f"removing {commitment.ref}", "it is removed already", "`tracker log` shows when")
    return commitment.with_events(RetractionEvent(**facts.of(commitment)))


def require_last(commitments: Iterable[Commitment], changed_at: datetime | None, by: str = "") -> None:
    """Refuse to undo where the last change is in no history, so that no older one is meant by mistake.

    `by`: only what that user recorded counts.
    """
    events = (event for commitment in commitments for event in commitment.history)
    last = max((event.recorded_at for event in events if by in {"", event.recorded_by}), default=None)
    if changed_at and (last is None or changed_at > last):
        raise NotPossible(
            "undoing",
            "the last change was to a party, a rate or a view, which is no event",
            "write it anew with `tracker party` or `tracker view save`, or take it back with `tracker rate --take-back`"
            "; give the REF of a commitment to undo the last change of that",
        )


def last_of(register: History, ref: str, by: str = "") -> list[tuple[Commitment, list[AnyEvent]]]:
    """As `last_change` of a commitment among all of the register, of which no more is asked for than it takes."""
    last = _last(_standing([register.get(ref)]), ref, by)
    return last_change(register.changed_in(last) if last else (), ref, by)


def last_in(register: History, by: str) -> list[tuple[Commitment, list[AnyEvent]]]:
    """As `last_change` of all of the register, of which no more is asked for than it takes."""
    most = FIRST
    while True:
        commitments = list(register.latest(most, by))
        events = [event for commitment in commitments for event in commitment.history]
        recorded = sorted((event.recorded_at for event in events if by in {"", event.recorded_by}), reverse=True)
        last, is_all = _last(_standing(commitments), by=by), len(recorded) < most
        if is_all or (last and last >= recorded[most - 1]):  # nothing that is not here was recorded after that
            return last_change(register.changed_in(last) if last else (), by=by)
        most *= FIRST


def last_change(
    commitments: Iterable[Commitment], ref: str = "", by: str = ""
) -> list[tuple[Commitment, list[AnyEvent]]]:
    """The commitments and events of the last change that was not undone, and is no undoing itself.

    What one command recorded has one `recorded_at`, and no two changes of a register share it. With a ref it is the
    last change of that commitment, with all that the same command recorded of others. `by`: the last one of that user,
    whatever others did since; a commitment that others have worked on since it was added is not taken from them.
    """
    standing = _standing(commitments)
    last = _last(standing, ref, by)
    if not last:
        why = f"there is no change{f' by {by}' if by else ''} left to take back"
        raise NotPossible("undoing", why, "`tracker log` shows what was recorded")
    changed = [
        (commitment, [event for event in events if event.recorded_at == last and by in {"", event.recorded_by}])
        for commitment, events in standing
    ]
    for commitment, events in changed:
        if by and events and _began(commitment, events) and _others(commitment, by):
            why = "others have recorded on it since it was added"
            remedy = f"`tracker remove {commitment.ref}` takes back all of it"
            raise NotPossible(f"undoing {commitment.ref}", why, remedy)
    return [(commitment, events) for commitment, events in changed if events]


def undo(commitment: Commitment, events: list[AnyEvent], facts: Provenance) -> Commitment:
    """The commitment without those events, which are one change of it: all of it if they began it."""
    targets = [None] if _began(commitment, events) else [event.id for event in events]
    told = facts.following(commitment)
    first = told.pop("id")
    return commitment.with_events(
        *(
            RetractionEvent(**told, id=number, retracts=target, undo=True)
            for number, target in enumerate(targets, first)
        )
    )


def _standing(commitments: Iterable[Commitment]) -> list[tuple[Commitment, list[AnyEvent]]]:
    """What of each can be undone."""
    return [(commitment, _undoable(commitment)) for commitment in commitments]


def _last(standing: Iterable[tuple[Commitment, Iterable[AnyEvent]]], ref: str = "", by: str = "") -> datetime | None:
    """When the last of it was recorded: of one commitment, by one user."""
    times: Iterable[datetime] = (
        event.recorded_at
        for commitment, events in standing
        for event in events
        if ref in {"", commitment.ref} and by in {"", event.recorded_by}
    )
    return max(times, default=None)


def _began(commitment: Commitment, events: list[AnyEvent]) -> bool:
    """Whether these events, which are one change, added the commitment."""
    return commitment.history[0].recorded_at == events[0].recorded_at


def _others(commitment: Commitment, by: str) -> bool:
    return any(event.recorded_by != by for event in commitment.history)


def _undoable(commitment: Commitment) -> list[AnyEvent]:
    """The events of a commitment that were not undone and are no undoing themselves."""
    undone = {event.retracts for event in commitment.history if _is_undoing(event)}
    if None in undone:
        return []
    return [event for event in commitment.history if event.id not in undone and not _is_undoing(event)]


def _is_undoing(event: AnyEvent) -> TypeGuard[RetractionEvent]:
    return isinstance(event, RetractionEvent) and event.undo
