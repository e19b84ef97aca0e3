"""The sections of `show` about time: the versions of the deadline, its readings, and the phases."""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from tracker.language import listed, message, translate
from tracker.model.commitment import DeadlineEvent, Source
from tracker.model.dates import DateSpan
from tracker.reports.code_text import spoken
from tracker.reports.date_text import days_written
from tracker.reports.event_text import deadline_text, version_words
from tracker.reports.keeping_text import began, days_counted
from tracker.reports.moves import moved
from tracker.reports.section import (
    CORRECTED,
    KNOWN,
    NOTE,
    TELLER,
    Recorded,
    Section,
    amount_field,
    code_field,
    day_field,
    flexible,
    quoted_source_fields,
)
from tracker.reports.standing_text import reading_words
from tracker.reports.table import Field, Heading
from tracker.state import deadlines
from tracker.state.event_days import Days
from tracker.state.keeping import Phase
from tracker.state.measured_readings import MeasuredReading
from tracker.state.portfolio import Standing


class _Version(Recorded, frozen=True):
    """A version of the deadline, and how it moved the deadline, if it did."""

    move: deadlines.Move | None


def _versions(standing: Standing) -> Iterable[_Version]:
    common = {event.id: event for event in standing.state.versions}  # the accepted ones are nobody's reading any more
    events = [common.get(event.id, event) for event in standing.state.events if isinstance(event, DeadlineEvent)]
    moves = (*standing.reading_moves, *standing.forecast_moves, *standing.moves)
    by_event = {move.event.id: move for move in moves}
    return [_Version(standing, event, by_event.get(event.id)) for event in events]


def _moved(one: _Version) -> str | None:
    return moved(one.move, is_lasting=one.standing.is_lasting) if one.move else None


def _version_written(one: _Version) -> str:
    """The version, after the one obligor that it is about."""
    text = version_words(one.event)
    return translate("{obligor}: {text}", obligor=one.event.of, text=text) if one.event.of else text


def _quoted(one: _Version) -> str:
    """The words of the deadline in quotation marks, which tell them from a note below them."""
    return translate("“{words}”", words=one.event.words) if one.event.words else ""


DEADLINES: Final = Section[_Version](
    message("Deadline"),
    _versions,
    (
        Field("id", "number", lambda one: one.event.id),
        Field("due", "date", lambda one: one.event.due.last if one.event.due else None),
        Field("due_precision", "code", lambda one: one.event.due.precision if one.event.due else None),
        Field("due_written", "code", lambda one: version_words(one.event), Heading("Due", "due"), _version_written),
        code_field("change", lambda one: one.event.change, Heading("Change", "due")),
        CORRECTED,
        Field("moved", "code", _moved, Heading("Moved", "due")),
        Field("days", "number", lambda one: one.move.days if one.move else None),
        Field("late", "flag", lambda one: one.move.late if one.move else None),
        Field("silent", "flag", lambda one: one.move.silent if one.move else None),
        day_field("Set on"),
        KNOWN,
        Field("words", "text", lambda one: one.event.words or None, flexible("Words"), _quoted),
        NOTE,
        *TELLER,
        Field("reading", "code", lambda one: one.event.reading or None),
        Field("condition", "text", lambda one: one.event.condition or None),
        Field("fulfils", "number", lambda one: one.event.fulfils),
        Field("of", "code", lambda one: one.event.of or None),
    ),
)


class _Reading(Struct, frozen=True):
    """A reading of a commitment, and how it stands by it."""

    standing: Standing
    one: MeasuredReading

    @property
    def due(self) -> DateSpan | None:
        """The due day as the party reads it."""
        return self.one.reading.due

    @property
    def version(self) -> DeadlineEvent | None:
        """The version of the deadline as the party reads it."""
        return self.one.reading.version

    @property
    def source(self) -> Source | None:
        """The source of the version that the party holds."""
        own = self.one.reading.own
        return own.source if own else None


READINGS: Final = Section[_Reading](
    message("Readings"),
    lambda standing: [_Reading(standing, one) for one in standing.readings],
    (
        Field(
            "party",
            "code",
            lambda one: one.one.reading.party or None,
            "Party",
            lambda one: one.one.reading.party or translate("common", "reading"),
        ),
        Field("due", "date", lambda one: one.due.last if one.due else None),
        Field("due_written", "code", lambda one: deadline_text(one.version) if one.version else None, "Due"),
        Field("timeliness", "code", lambda one: one.one.timeliness),
        Field("days", "number", lambda one: one.one.days),
        Field("when", "code", lambda one: reading_words(one.standing, one.one), "When"),
        amount_field("amount", "Amount", lambda one: one.one.amount),
        *quoted_source_fields(lambda one: one.source),
    ),
)


class _PhaseRow(Struct, frozen=True):
    """A time in which a promise was in force, breached or suspended, for all or for one obligor.

    `period`: the title of the period of a recurring duty that was breached alone.
    """

    standing: Standing
    phase: Phase
    period: str = ""

    @property
    def words(self) -> str:
        """The kind of the phase, and the period and the obligor that it is about."""
        kind, about = spoken(self.phase.kind), listed(filter(None, (self.period, self.standing.of)))
        return translate("{obligor}: {text}", obligor=about, text=kind) if about else kind

    @property
    def source(self) -> Source | None:
        """The source of the status that began it."""
        return self.phase.event.source if self.phase.event else None


def _phases(standing: Standing) -> Iterator[_PhaseRow]:
    """The phases, of each obligor if they are judged apart, then the breaches of each period alone."""
    for one in standing.apart:
        yield from (_PhaseRow(one, phase) for phase in one.times)
    for period in standing.periods:
        for one in period.apart:
            yield from (_PhaseRow(one, phase, period.title) for phase in one.phases if phase.kind == "breached")


PHASES: Final = Section[_PhaseRow](
    message("In force and breached"),
    _phases,
    (
        Field(
            "phase",
            "code",
            lambda one: one.phase.kind,
            Heading("What", "phase"),
            lambda one: one.words,
        ),
        Field("since", "date", lambda one: one.phase.since.last, "From", lambda one: began(one.phase)),
        Field(
            "until",
            "date",
            lambda one: None if one.phase.lasts else one.phase.until,
            "Until",
            lambda one: (
                "" if one.phase.lasts else days_written(Days(one.phase.over_from or one.phase.until, one.phase.until))
            ),
        ),
        Field(
            "days",
            "number",
            lambda one: one.phase.days,
            Heading("Days", right=True),
            lambda one: days_counted(one.phase),
        ),
        *quoted_source_fields(lambda one: one.source),
        Field("of", "code", lambda one: one.standing.of or None),
        Field("period", "text", lambda one: one.period or None),
    ),
)
