"""Every event as it was recorded, by whom and when, retracted events included, for `log`."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from tracker.language import plural, translate
from tracker.model.commitment import AnyEvent, Commitment, RetractionEvent
from tracker.reports.code_text import spoken
from tracker.reports.date_text import on_written, span_written
from tracker.reports.event_text import describe, kind_of, relayed
from tracker.reports.section import with_note
from tracker.reports.table import (
    Cell,
    Field,
    Heading,
    Table,
    counted_note,
    origin_fields,
    panel_of,
    source_fields,
    table_of,
    text_fields,
)
from tracker.state.event_days import retractions


class _Entry(Struct, frozen=True):
    """An event of a commitment; `taken_back`: it no longer counts; `doubt`: why it has to be confirmed, if it has."""

    ref: str
    event: AnyEvent
    taken_back: bool = False
    doubt: str = ""


def _recorded(entry: _Entry) -> str:
    return entry.event.recorded_at.isoformat()[:19].replace("T", " ")


def _what(entry: _Entry) -> Cell:
    event = entry.event
    words = translate("{kind} {number}: {event}", kind=spoken(kind_of(event)), number=event.id, event=with_note(event))
    if entry.doubt:
        return Cell(translate("uncertain: {event}", event=words), "warn")
    return Cell(translate("taken back: {event}", event=words), "gone") if entry.taken_back else Cell(words)


def _who(entry: _Entry) -> Cell:
    """The source, the report that it repeats, its day and its language."""
    source = entry.event.source
    if source is None:
        return Cell("")
    published = span_written(source.published) if source.published else ""
    parts = (relayed(source), published, source.language)
    return Cell(" · ".join(filter(None, parts)), "dim", link=source.url)


FIELDS: Final[tuple[Field[_Entry], ...]] = (
    Field("recorded_at", "date", lambda entry: entry.event.recorded_at, Heading("Recorded", "when"), _recorded),
    Field("recorded_by", "text", lambda entry: entry.event.recorded_by, Heading("By", "when")),
    Field("ref", "code", lambda entry: entry.ref, Heading("Commitment", "what"), tone="strong"),
    Field("id", "number", lambda entry: entry.event.id),
    Field("event", "code", lambda entry: kind_of(entry.event)),
    Field("on", "date", lambda entry: entry.event.on),
    Field("known_on", "date", lambda entry: entry.event.known_on),
    Field("says", "text", lambda entry: describe(entry.event), Heading("What", "what", flexible=True), _what),
    Field("note", "text", lambda entry: entry.event.note or None),
    *source_fields(lambda entry: entry.event.source, Heading("Who says so", "what", flexible=True), _who),
    *text_fields(lambda entry: entry.event.source, Heading("It says", "what", flexible=True)),
    Field("archived", "text", lambda entry: (entry.event.source and entry.event.source.archived) or None),
    Field("taken_back", "flag", lambda entry: entry.taken_back),
    *origin_fields(lambda entry: entry.event.source),
)


_ON: Final[Field[_Entry]] = Field(
    "on", "date", lambda entry: entry.event.on, "On", lambda entry: on_written(entry.event.on)
)
# The fields of events that are not recorded yet.
_NEW: Final = (
    _ON,
    *(one for one in FIELDS if one.name not in {"on", "recorded_at", "recorded_by", "taken_back"}),
    Field("uncertain", "text", lambda entry: entry.doubt or None),
)


def new_events_table(commitments: Iterable[Commitment], doubts: Mapping[tuple[str, int], str], note: str) -> Table:
    """The events of the commitments as they would be recorded; `doubts`: why some are uncertain, by ref and id."""
    items = [
        _Entry(commitment.ref, event, doubt=doubts.get((commitment.ref, event.id), ""))
        for commitment in commitments
        for event in commitment.history
    ]
    return table_of(_NEW, items, (panel_of(_NEW, items, notes=(note,)),))


def log_table(commitments: Iterable[Commitment], limit: int = 0, events: int | None = None) -> Table:
    """The events of the commitments, the last recorded first; at most `limit` of them, 0 for all.

    `events` is the number of all events, if the register has more commitments than these.
    """
    entries = [(commitment, event) for commitment in commitments for event in commitment.history]
    entries.sort(key=lambda entry: (entry[1].recorded_at, entry[0].ref, entry[1].id), reverse=True)
    shown = entries[:limit] if limit else entries
    histories = {commitment.ref: commitment.history for commitment, _ in shown}
    retracted = {ref: set(retractions(history)) for ref, history in histories.items()}
    items = [_Entry(one.ref, event, _is_taken_back(event, retracted[one.ref])) for one, event in shown]
    hidden = (len(entries) if events is None else events) - len(shown)
    note = counted_note(plural(len(shown), "event"), hidden)
    return table_of(FIELDS, items, (panel_of(FIELDS, items, notes=(note,)),))


def _is_taken_back(event: AnyEvent, retracted: set[int | None]) -> bool:
    """True if the event no longer counts; the retraction of a whole commitment leaves retractions in force."""
    return event.id in retracted or (None in retracted and not isinstance(event, RetractionEvent))
