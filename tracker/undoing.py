"""Taking back: a commitment, or the last change of a register, by a later event; nothing is ever erased."""

from collections.abc import Iterable
from datetime import datetime

from tracker.commitment import AnyEvent, Commitment, RetractionEvent
from tracker.errors import NotPossible
from tracker.recording import Facts
from tracker.state.fold import retracted


def remove(commitment: Commitment, facts: Facts) -> Commitment:
    """The commitment taken back as a whole."""
    if None in retracted(commitment.history):
        raise NotPossible(f"removing {commitment.ref}", "it is removed already", "`tracker log` shows when")
    return commitment.with_events(RetractionEvent(**facts.of(commitment)))


def require_last(commitments: Iterable[Commitment], changed_at: datetime | None) -> None:
    """Refuse to undo where the last change of a register is in no history, so that no older one is meant by mistake."""
    last = max((event.recorded_at for commitment in commitments for event in commitment.history), default=None)
    if changed_at and (last is None or changed_at > last):
        raise NotPossible(
            "undoing",
            "the last change was to a party, a rate or a view, which is no event",
            "write it anew with `tracker party` or `tracker view save`, or take it back with `tracker rate --take-back`"
            "; give the REF of a commitment to undo the last change of that",
        )


def last_change(commitments: Iterable[Commitment], ref: str = "") -> list[tuple[Commitment, list[AnyEvent]]]:
    """The commitments and events of the last change that was not undone, and is no undoing itself.

    What one command recorded has one `recorded_at`, and no two changes of a register share it. With a ref it is the
    last change of that commitment, with all that the same command recorded of others.
    """
    standing = [
        (commitment, [e for e in commitment.history if _can_be_undone(commitment, e)]) for commitment in commitments
    ]
    times: list[datetime] = [
        event.recorded_at for commitment, events in standing for event in events if ref in {"", commitment.ref}
    ]
    if not times:
        raise NotPossible("undoing", "there is no change left to take back", "`tracker log` shows what was recorded")
    last = max(times)
    changed = [
        (commitment, [event for event in events if event.recorded_at == last]) for commitment, events in standing
    ]
    return [(commitment, events) for commitment, events in changed if events]


def undo(commitment: Commitment, events: list[AnyEvent], facts: Facts) -> Commitment:
    """The commitment without those events, which are one change of it: all of it if they began it."""
    began = commitment.history[0].recorded_at == events[0].recorded_at
    for target in [None] if began else [event.id for event in events]:
        commitment = commitment.with_events(RetractionEvent(**facts.following(commitment), retracts=target, undo=True))
    return commitment


def _can_be_undone(commitment: Commitment, event: AnyEvent) -> bool:
    undone = {
        earlier.retracts for earlier in commitment.history if isinstance(earlier, RetractionEvent) and earlier.undo
    }
    return not (isinstance(event, RetractionEvent) and event.undo) and event.id not in undone and None not in undone
