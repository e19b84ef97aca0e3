"""Breaches and other phases of a lasting promise, as pieces of a sentence."""

from itertools import takewhile
from typing import Final

from tracker.errors import plural
from tracker.model.commitment import StatusEvent
from tracker.reports.table import Tone
from tracker.state import keeping
from tracker.state.portfolio import Standing

_PHASES: Final[dict[str, tuple[str, Tone]]] = {
    "in_force": ("in force", "good"),
    "breached": ("breached", "late"),
    "suspended": ("suspended", "warn"),
}


def phase_words(phase: keeping.Phase) -> tuple[str, Tone]:
    """The kind of a phase and its beginning; of a breach, the days too."""
    words, tone = _PHASES[phase.kind]
    days = f" ({days_spoken(phase)})" if phase.kind == "breached" else ""
    return f"{words}{since_spoken(phase)}{days}", tone


def since_spoken(phase: keeping.Phase) -> str:
    """The beginning of a phase, after a space or a comma; the day on which it became known if its own is unknown."""
    return f", {began(phase)}" if phase.event and phase.event.on is None else f" since {began(phase)}"


def began(phase: keeping.Phase) -> str:
    """The date on which a phase began, or became known; never before the first day of a period."""
    on = phase.event.on if phase.event else None
    if phase.event is None or (on and on.last < phase.since.last):
        return str(phase.since.last)
    return str(on or f"known since {phase.since.last}")


def not_in_force(standing: Standing) -> tuple[str, Tone]:
    """The days until the planned start; without one, that the start is not known."""
    start = standing.start
    return (f"in force in {(start - standing.state.day).days} d" if start else "start not known"), ""


def breaches_spoken(found: keeping.Breaches) -> str:
    """The number of breaches and of their days.

    >>> breaches_spoken(keeping.Breaches(1, 1, 4, 4, 4)), breaches_spoken(keeping.Breaches(2, 1, 216, 200, 220))
    ('1 breach of 4 d', '2 breaches of 200 to 220 d')
    """
    return f"{plural(found.number, 'breach', 'breaches')} of {days_spoken(found)}"


def days_spoken(found: keeping.Phase | keeping.Breaches) -> str:
    """The days of a phase or of breaches; the fewest and the most where a beginning or an end is half-known."""
    return f"{days_counted(found)} d"


def days_counted(found: keeping.Phase | keeping.Breaches) -> str:
    """The number of these days, without a unit."""
    return str(found.days) if found.fewest == found.most else f"{found.fewest} to {found.most}"


def prolonged_words(days: int) -> str:
    """The word for a move of the end of a lasting promise, which is no delay.

    >>> prolonged_words(365), prolonged_words(-30)
    ('prolonged', 'shortened')
    """
    return "prolonged" if days > 0 else "shortened"


def breach_event(standing: Standing) -> StatusEvent | None:
    """The newest event with a source that says that the promise is breached now; None without one."""
    is_breached = standing.timeliness == "breached"
    current = takewhile(lambda phase: phase.kind == "breached", reversed(standing.times)) if is_breached else ()
    return next((phase.event for phase in current if phase.event and phase.event.source), None)


def status_notes(standing: Standing, event: StatusEvent) -> list[str]:
    """The note on a status that was just recorded and neither began nor ended a breach; empty without one."""
    one = standing.seen_by({event.of})
    if any(phase.event and phase.event.id == event.id for phase in one.phases):
        return []
    took_effect = one.state.took_effect(event)
    during = [phase for phase in one.phases if phase.since.last <= took_effect < phase.until or phase.lasts]
    breach = next((phase for phase in during if phase.kind == "breached"), None)
    if breach is None:
        return []
    if event.status == "breached":
        return [f"{one.ref}: it was breached before, since {began(breach)}; this is no new breach"]
    return [f"{one.ref}: it stays breached, since {began(breach)}; {took_effect} is before that"]
