"""Pieces of a sentence on what may come or may have happened: conditional deadlines, forecasts, half-known changes."""

from collections.abc import Iterator
from datetime import date

from tracker.language import clauses, message, translate, written_day
from tracker.model.commitment import AnyEvent
from tracker.reports.date_text import span_written
from tracker.reports.event_text import day_words, describe, version_words
from tracker.reports.text import source_spoken
from tracker.state import deadlines
from tracker.state.portfolio import Standing
from tracker.state.sources import own_source


def conditional_words(standing: Standing) -> Iterator[str]:
    """Each version of the deadline that waits for a condition, with its number."""
    for event in standing.state.deadline_versions.conditional:
        yield translate("due {version} (version {number})", version=version_words(event), number=event.id)


def forecast_words(standing: Standing) -> str:
    """The day when it is expected, how often that was moved, and who expects it; empty without a forecast."""
    latest = deadlines.forecast(standing.state)
    if latest is None or not standing.is_open:
        return ""
    days = [move.days or 0 for move in deadlines.forecast_moves(standing.state)]
    later, earlier = sum(day > 0 for day in days), sum(day < 0 for day in days)
    moved = translate(", put off {times}", times=_times(later)) if later else ""
    moved += translate(", brought forward {times}", times=_times(earlier)) if earlier else ""
    return f"{day_words(latest.due)}{moved}{source_spoken(own_source(standing.state, latest))}"


def expected(standing: Standing) -> date | None:
    """The day on which the latest forecast expects it."""
    latest = deadlines.forecast(standing.state)
    return latest.due.last if latest and latest.due else None


def _times(number: int) -> str:
    """A number of occurrences in words.

    >>> _times(1), _times(2), _times(3)
    ('once', 'twice', '3 times')
    """
    pattern = {1: message("once"), 2: message("twice")}.get(number, message("{number} times"))
    return translate(pattern, number=number)


def unsure_words(standing: Standing) -> str:
    """The change that may have happened by the day asked about, if its date is a span; otherwise nothing."""
    return clauses(_unsure(standing, event) for event in standing.uncertain_events)


def _unsure(standing: Standing, event: AnyEvent) -> str:
    """The text of an event, and the span of its date."""
    if event.on:
        return translate("{event} some time in {span}", event=describe(event), span=span_written(event.on))
    day = written_day(standing.state.known_on(event))
    return translate("{event} some time until {day}", event=describe(event), day=day)
