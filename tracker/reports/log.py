"""Every event as it was recorded, by whom and when, those taken back too, for `log`."""

from collections.abc import Iterable
from typing import Final

from tracker.errors import plural
from tracker.model.commitment import AnyEvent, Commitment, RetractionEvent
from tracker.reports.event_text import cited, describe, kind_of
from tracker.reports.table import Cell, Column, Heading, Panel, Table, Value, plain
from tracker.state.fold import retractions

COLUMNS: Final = (
    Column("recorded_at", "date"),
    Column("recorded_by", "text"),
    Column("ref"),
    Column("id", "number"),
    Column("event"),
    Column("on", "date"),
    Column("known_on", "date"),
    Column("says", "text"),
    Column("note", "text"),
    Column("publisher", "text"),
    Column("url", "text"),
    Column("taken_back", "flag"),
)
_HEADINGS: Final = (
    Heading("Recorded", "when"),
    Heading("By", "when"),
    Heading("Commitment", "what"),
    Heading("What", "what", flexible=True),
    Heading("Who says so", "what", flexible=True),
)


def log_table(commitments: Iterable[Commitment], limit: int = 0, events: int | None = None) -> Table:
    """The events of the commitments, the last recorded first; at most `limit` of them, 0 for all.

    `events`: how many there are, where these commitments are not all that have some.
    """
    entries = [(commitment, event) for commitment in commitments for event in commitment.history]
    entries.sort(key=lambda entry: (entry[1].recorded_at, entry[0].ref, entry[1].id), reverse=True)
    shown = entries[:limit] if limit else entries
    histories = {commitment.ref: commitment.history for commitment, _ in shown}
    gone = {ref: set(retractions(history)) for ref, history in histories.items()}
    rows = tuple(_row(commitment.ref, event, gone[commitment.ref]) for commitment, event in shown)
    hidden = (len(entries) if events is None else events) - len(shown)
    found = plural(len(shown), "event")
    notes = (found + (f"; {hidden} more not shown, --limit 0 shows all." if hidden else "."),)
    panel = Panel(_HEADINGS, tuple(_cells(row) for row in rows), notes=notes)
    return Table(COLUMNS, rows, (panel,))


def _row(ref: str, event: AnyEvent, gone: set[int | None]) -> tuple[Value, ...]:
    return (
        *(event.recorded_at, event.recorded_by, ref, event.id, kind_of(event), event.on, event.known_on),
        *(describe(event), event.note or None, cited(event.source) or None),
        *((event.source.url if event.source else None) or None, _is_taken_back(event, gone)),
    )


def _is_taken_back(event: AnyEvent, gone: set[int | None]) -> bool:
    """Whether it no longer counts; what took back the commitment, or something of it before, still does."""
    return event.id in gone or (None in gone and not isinstance(event, RetractionEvent))


def _cells(row: tuple[Value, ...]) -> tuple[Cell, ...]:
    entry = {column.name: value for column, value in zip(COLUMNS, row, strict=True)}
    said = f"{entry['event']} {entry['id']}: {plain(entry['says'])}"
    note = f". {plain(entry['note'])}" if entry["note"] else ""
    taken_back = bool(entry["taken_back"])
    return (
        Cell(plain(entry["recorded_at"])[:19].replace("T", " ")),
        Cell(plain(entry["recorded_by"])),
        Cell(plain(entry["ref"]), "strong"),
        Cell(f"taken back: {said}{note}" if taken_back else f"{said}{note}", "gone" if taken_back else ""),
        Cell(plain(entry["publisher"]), "dim"),
    )
