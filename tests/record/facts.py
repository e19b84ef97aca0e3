"""Facts to record, and what they became."""

from datetime import date

from tests.building import NEWS, RECORDED, TODAY
from tracker.model.commitment import AnyEvent, Commitment, Source
from tracker.model.dates import span
from tracker.model.due_dates import Deadline, read_deadline
from tracker.model.status import Status
from tracker.record.provenance import Provenance
from tracker.record.statuses import mark


def provenance(on: str = TODAY, known_on: str = "", source: Source | None = NEWS, note: str = "why") -> Provenance:
    """The common fields of an event, by default with a source and a note."""
    return Provenance(RECORDED, "analyst", span(on) if on else None, span(known_on) if known_on else None, source, note)


def marked(promise: Commitment, now: Status, on: str = TODAY) -> Commitment:
    """The commitment with a status and all that it needs."""
    return mark(promise, now, provenance(on), "UTC", successor="jp-us-other")


def last(promise: Commitment) -> AnyEvent:
    """The event that was added."""
    return promise.history[-1]


def due(text: str) -> Deadline:
    """A deadline as typed."""
    return read_deadline(text, date.fromisoformat(TODAY))
