"""Breaches and other phases of a lasting promise, as pieces of a sentence."""

from itertools import takewhile
from typing import Final

from tracker.language import message, plural, translate, written_day
from tracker.model.commitment import StatusEvent
from tracker.reports.date_text import range_written, span_written
from tracker.reports.table import Tone
from tracker.state import keeping
from tracker.state.portfolio import Standing

_PHASES: Final[dict[str, tuple[str, Tone]]] = {
    "in_force": (message("in force"), "good"),
    "breached": (message("breached"), "late"),
    "suspended": (message("suspended"), "warn"),
}


def phase_words(phase: keeping.Phase) -> tuple[str, Tone]:
    """The kind of a phase and its beginning; of a breach, the days too."""
    kind, tone = _PHASES[phase.kind]
    if phase.event and phase.event.on is None:
        words = translate("{phase}, {known}", phase=translate(kind), known=began(phase))
    else:
        words = translate("{phase} since {day}", phase=translate(kind), day=began(phase))
    if phase.kind == "breached":
        words = translate("{phase} ({days})", phase=words, days=days_spoken(phase))
    return words, tone


def began(phase: keeping.Phase) -> str:
    """The date on which a phase began, or became known; never before the first day of a period."""
    on = phase.event.on if phase.event else None
    if phase.event is None or (on and on.last < phase.since.last):
        return written_day(phase.since.last)
    return span_written(on) if on else translate("known since {day}", day=written_day(phase.since.last))


def not_in_force(standing: Standing) -> tuple[str, Tone]:
    """The days until the planned start; without one, that the start is not known."""
    if start := standing.start:
        return translate("in force in {days} d", days=(start - standing.state.day).days), ""
    return translate("start not known"), ""


def breaches_spoken(found: keeping.Breaches) -> str:
    """The number of breaches and of their days.

    >>> breaches_spoken(keeping.Breaches(1, 1, 4, 4, 4)), breaches_spoken(keeping.Breaches(2, 1, 216, 200, 220))
    ('1 breach of 4 d', '2 breaches of 200 to 220 d')
    """
    breaches = plural(found.number, "breach", "breaches")
    return translate("{breaches} of {days}", breaches=breaches, days=days_spoken(found))


def days_spoken(found: keeping.Phase | keeping.Breaches) -> str:
    """The days of a phase or of breaches; the fewest and the most where a beginning or an end is half-known."""
    return translate("{days} d", days=days_counted(found))


def days_counted(found: keeping.Phase | keeping.Breaches) -> str:
    """The number of these days, without a unit."""
    return str(found.days) if found.fewest == found.most else range_written(found.fewest, found.most)


def prolonged_words(days: int) -> str:
    """The word for a move of the end of a lasting promise, which is no delay.

    >>> prolonged_words(365), prolonged_words(-30)
    ('prolonged', 'shortened')
    """
    return translate("prolonged") if days > 0 else translate("shortened")


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
        pattern = message("{ref}: it was breached before, since {day}; this is no new breach")
        return [translate(pattern, ref=one.ref, day=began(breach))]
    pattern = message("{ref}: it stays breached, since {day}; {earlier} is before that")
    return [translate(pattern, ref=one.ref, day=began(breach), earlier=written_day(took_effect))]
