"""The renaming of a commitment, from its history."""

from tracker.model.commitment import Commitment, TermsEvent
from tracker.model.renaming import Renaming
from tracker.state.event_days import retractions


def renaming_of(commitment: Commitment) -> Renaming | None:
    """The present and the former names of a commitment, found by its recorded ref; None if it was never renamed.

    What was renamed is called so from the recording on, whatever the day of the event. A ref whose event was taken back
    stays one of its refs.
    """
    events = [event for event in commitment.history if isinstance(event, TermsEvent) and event.ref]
    if not events:
        return None
    gone = retractions(commitment.history)
    in_force = [event for event in events if event.id not in gone]
    times = [event.recorded_at for event in events] + [
        gone[event.id].recorded_at for event in events if event.id in gone
    ]
    return Renaming(
        recorded=commitment.ref,
        present=in_force[-1].ref if in_force else commitment.ref,
        refs=tuple(
            dict.fromkeys([commitment.ref, *(ref for event in events for ref in (event.former_ref, event.ref))])
        ),
        changed_at=max(times),
    )
