"""Retract a commitment, or the last change of a register, by a later event; nothing is deleted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Protocol, TypeGuard

from tracker.errors import NotPossible
from tracker.model.commitment import AnyEvent, Commitment, RetractionEvent
from tracker.record.provenance import Provenance
from tracker.state.event_days import retractions

FIRST: Final = 16  # events to read first when looking for a change to undo; the factor of each further step


class History(Protocol):
    """A register that finds commitments by their events; it may return more, always with their histories."""

    def get(self, ref: str) -> Commitment:
        """The commitment with a ref."""
        ...

    def with_events(self, *, last: int | None = None, by: str = "", at: datetime | None = None) -> Iterable[Commitment]:
        """The commitments with an event by this user and at this time; `last`: with the last of these events."""
        ...


def remove(commitment: Commitment, facts: Provenance) -> Commitment:
    """The commitment, retracted as a whole."""
    if None in retractions(commitment.history):
        raise NotPossible(f"removing {commitment.ref}", "it is removed already", "`tracker log` shows when")
    return commitment.with_events(RetractionEvent(**facts.of(commitment)))


def require_last(commitments: Iterable[Commitment], changed_at: datetime | None, by: str = "") -> None:
    """Refuse to undo if the last change is not an event, so that no older change is undone by mistake.

    `by`: only the events of this user count.
    """
    events = (event for commitment in commitments for event in commitment.history)
    last = max((event.recorded_at for event in events if by in {"", event.recorded_by}), default=None)
    if changed_at and (last is None or changed_at > last):
        raise NotPossible(
            "undoing",
            "the last change was to a party, a rate or a view, which is not an event",
            "record it again with `tracker party` or `tracker view save`, or use `tracker rate --take-back`"
            "; give a REF to undo the last change of that commitment",
        )


def last_of(register: History, ref: str, by: str = "") -> list[tuple[Commitment, list[AnyEvent]]]:
    """The `last_change` of a commitment; read no more of the register than necessary."""
    found = [register.get(ref)]
    last = _last(_undoable_events(found), ref, by) or _last(_undone_additions(found), ref, by)
    return last_change(register.with_events(at=last) if last else (), ref, by)


def last_in(register: History, by: str) -> list[tuple[Commitment, list[AnyEvent]]]:
    """The `last_change` of the register; read no more of it than necessary."""
    most = FIRST
    while True:
        commitments = list(register.with_events(last=most, by=by))
        events = [event for commitment in commitments for event in commitment.history]
        recorded = sorted((event.recorded_at for event in events if by in {"", event.recorded_by}), reverse=True)
        last, is_all = _last(_undoable_events(commitments), by=by), len(recorded) < most
        if is_all or (last and last >= recorded[most - 1]):  # no event after `last` is missing
            return last_change(register.with_events(at=last) if last else (), by=by)
        most *= FIRST


def last_change(
    commitments: Iterable[Commitment], ref: str = "", by: str = ""
) -> list[tuple[Commitment, list[AnyEvent]]]:
    """The commitments and events of the last change that was neither undone nor an undo itself.

    The events of one command share their `recorded_at`, and no two changes of a register do. `ref`: the last change of
    this commitment, with the events of the same command on other commitments. `by`: the last change of this user. If
    the addition of the commitment `ref` was undone, undo that, with the other commitments of the same command.
    """
    found = list(commitments)
    undoable = _undoable_events(found)
    last = _last(undoable, ref, by)
    if ref and not last:
        undoable = _undone_additions(found)
        last = _last(undoable, ref, by)
    if not last:
        why = f"there is no change{f' by {by}' if by else ''} to undo"
        raise NotPossible("undoing", why, "`tracker log` shows what was recorded")
    changed = [
        (commitment, [event for event in events if event.recorded_at == last and by in {"", event.recorded_by}])
        for commitment, events in undoable
    ]
    return [(commitment, events) for commitment, events in changed if events]


def undo(
    commitment: Commitment, events: list[AnyEvent], facts: Provenance, *, by: str = "", is_period: bool = False
) -> Commitment:
    """The commitment with the events of one change retracted; retract the whole commitment if they added it.

    A period is never added, because the rule of its duty makes it. A commitment that the user `by` added is not
    retracted if others have recorded on it since.
    """
    is_whole = _added(commitment, events) and not is_period
    if is_whole and by and _others(commitment, by):
        why = "others have recorded on it since it was added"
        remedy = f"`tracker remove {commitment.ref}` takes back the whole commitment"
        raise NotPossible(f"undoing {commitment.ref}", why, remedy)
    targets = [None] if is_whole else [event.id for event in events]
    fields = facts.following(commitment)
    first = fields.pop("id")
    return commitment.with_events(
        *(
            RetractionEvent(**fields, id=number, retracts=target, undo=True)
            for number, target in enumerate(targets, first)
        )
    )


def _undoable_events(commitments: Iterable[Commitment]) -> list[tuple[Commitment, list[AnyEvent]]]:
    """The events of each commitment that can be undone."""
    return [(commitment, _undoable(commitment)) for commitment in commitments]


def _last(undoable: Iterable[tuple[Commitment, Iterable[AnyEvent]]], ref: str = "", by: str = "") -> datetime | None:
    """The time of the last of these events, of one commitment and by one user if they are given."""
    times: Iterable[datetime] = (
        event.recorded_at
        for commitment, events in undoable
        for event in events
        if ref in {"", commitment.ref} and by in {"", event.recorded_by}
    )
    return max(times, default=None)


def _added(commitment: Commitment, events: list[AnyEvent]) -> bool:
    """True if these events of one change added the commitment."""
    return commitment.history[0].recorded_at == events[0].recorded_at


def _others(commitment: Commitment, by: str) -> bool:
    return any(event.recorded_by != by for event in commitment.history)


def _undoable(commitment: Commitment) -> list[AnyEvent]:
    """The events of a commitment that were neither undone nor an undo themselves.

    An undo of the whole commitment covers the events before it: more may be recorded of a period after it.
    """
    undone = {event.retracts for event in commitment.history if _is_undoing(event)}
    whole = max((event.id for event in _undone_addition(commitment)), default=0)
    return [
        event for event in commitment.history if event.id > whole and event.id not in undone and not _is_undoing(event)
    ]


def _undone_additions(commitments: Iterable[Commitment]) -> list[tuple[Commitment, list[AnyEvent]]]:
    """The undo in force of each whole commitment."""
    return [(commitment, _undone_addition(commitment)) for commitment in commitments]


def _undone_addition(commitment: Commitment) -> list[AnyEvent]:
    """The undo in force of the whole commitment; empty without one."""
    whole = retractions(commitment.history).get(None)
    return [whole] if whole and whole.undo else []


def _is_undoing(event: AnyEvent) -> TypeGuard[RetractionEvent]:
    return isinstance(event, RetractionEvent) and event.undo
