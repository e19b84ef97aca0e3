"""Every move of a deadline: from what to what, how far, on whose word, and which of them nobody is cited for."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from tracker.errors import plural
from tracker.model.dates import DateSpan
from tracker.reports.event_text import cited, correction_words, day_words, teller
from tracker.reports.table import Cell, Field, Heading, Panel, Table, table_of
from tracker.state.deadlines import Move
from tracker.state.portfolio import Standing


class Moved(Struct, frozen=True):
    """A move, and the commitment whose deadline it was."""

    standing: Standing
    move: Move


_FIELDS: Final[tuple[Field[Moved], ...]] = (
    Field("ref", "code", lambda one: one.standing.ref),
    Field("title", "text", lambda one: one.standing.title),
    Field("obligor", "code", lambda one: one.standing.terms.obligor),
    Field("obligee", "code", lambda one: one.standing.terms.obligee),
    Field("before", "date", lambda one: one.move.before.last if one.move.before else None),
    Field("after", "date", lambda one: one.move.after.last if one.move.after else None),
    Field("days", "number", lambda one: one.move.days),
    Field("change", "code", lambda one: one.move.event.change),
    Field("corrected", "text", lambda one: correction_words(one.standing.state, one.move.event) or None),
    Field("late", "flag", lambda one: one.move.late),
    Field("silent", "flag", lambda one: one.move.silent),
    Field("on", "date", lambda one: one.move.event.on),
    Field("known_on", "date", lambda one: one.move.event.known_on),
    Field("words", "text", lambda one: one.move.event.words or None),
    Field("note", "text", lambda one: one.move.event.note or None),
    Field("publisher", "text", lambda one: cited(one.move.event.source) or None),
    Field("url", "text", lambda one: one.move.event.source.url or None if one.move.event.source else None),
)
_HEADINGS: Final = (
    Heading("Commitment", stack="what"),
    Heading("Who says so", stack="what", flexible=True),
    Heading("From", stack="days"),
    Heading("To", stack="days"),
    Heading("Moved", stack="how"),
    Heading("Change", stack="how"),
    Heading("Set on", stack="when"),
    Heading("Known", stack="when"),
)


def moves_table(standings: Iterable[Standing]) -> Table:
    """The moves of each commitment, in the order they took effect; the commitments in the order of the register."""
    found = [Moved(standing, move) for standing in standings for move in standing.moves]
    silent = sum(one.move.silent for one in found)
    several = len({one.standing.ref for one in found})
    note = f"{plural(len(found), 'move')} of {plural(several, 'deadline')}, {silent} of them silent."
    panel = Panel(_HEADINGS, tuple(_cells(one) for one in found), notes=(note,))
    return table_of(_FIELDS, found, (panel,))


def moved(move: Move) -> str:
    """How far and how: by days, whether after the old day had passed, and whether nobody is cited."""
    undated = "dated" if move.after else "date dropped"
    far = undated if move.days is None else f"{move.days:+} d"
    return far + (" after it passed" if move.late else "") + (", silent" if move.silent else "")


def _cells(one: Moved) -> tuple[Cell, ...]:
    event = one.move.event
    return (
        Cell(one.standing.ref, "strong"),
        Cell(teller(one.standing.state, event) or "nobody"),
        Cell(_day(one.move.before)),
        Cell(_day(one.move.after)),
        Cell(moved(one.move), "warn" if one.move.silent else ""),
        Cell(f"{event.change}{', corrected' if event.id in one.standing.state.corrected else ''}"),
        Cell(str(event.on or "unknown")),
        Cell(str(event.known_on or "unknown")),
    )


def _day(span: DateSpan | None) -> str:
    return day_words(span) or "no date"
