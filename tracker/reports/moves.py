"""Every move of a deadline: the old and the new day, the distance, the source, and a mark if no source is cited."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.language import message, plural, translate
from tracker.model.dates import DateSpan
from tracker.reports.code_text import code_shown
from tracker.reports.date_text import on_written
from tracker.reports.event_text import correction_words, day_words, teller
from tracker.reports.keeping_text import prolonged_words
from tracker.reports.slip_chart import slip_chart
from tracker.reports.table import (
    Cell,
    Field,
    Heading,
    Panel,
    Table,
    last_day,
    name_fields,
    ordered,
    panel_of,
    party_fields,
    source_fields,
    table_of,
)
from tracker.state.deadlines import Move
from tracker.state.portfolio import Standing


class Moved(Struct, frozen=True):
    """A move, and the commitment whose deadline it was."""

    standing: Standing
    move: Move

    @property
    def of(self) -> str:
        """The moved day: the deadline, the deadline as one party reads it, or the day on which somebody expects it."""
        if self.move.event.change == "forecast":
            return "forecast"
        return "reading" if self.move in self.standing.reading_moves else "deadline"


def moved(move: Move, *, is_lasting: bool = False) -> str:
    """The days of a move, with remarks if the old day had passed and if no source is cited.

    A lasting promise is prolonged or shortened.
    """
    if move.days is None:
        kept = message("end set" if move.after else "now without end")
        dated = message("dated" if move.after else "date dropped")
        far = translate(kept if is_lasting else dated)
    elif is_lasting:
        far = translate("{prolonged} {days} d", prolonged=prolonged_words(move.days), days=abs(move.days))
    else:
        far = translate("{days} d", days=f"{move.days:+}")
    if move.late:
        far = translate("{moved} after it passed", moved=far)
    return translate("{moved}, silent", moved=far) if move.silent else far


def _obligor(one: Moved) -> str:
    """The one obligor whose deadline moved; empty if it is that of all."""
    return one.standing.of or one.move.event.of


def _days(one: Moved) -> Cell:
    return Cell(moved(one.move, is_lasting=one.standing.is_lasting), "warn" if one.move.silent else "")


def _change(one: Moved) -> str:
    event = one.move.event
    words = code_shown(event.change)
    if event.reading:
        words = translate("{text}, as {party} reads it", text=words, party=event.reading)
    return translate("{change}, corrected", change=words) if event.id in one.standing.state.corrected else words


def _end(name: str, heading: str, day: Callable[[Moved], DateSpan | None]) -> Field[Moved]:
    """The due date on one side of a move."""
    shown = Heading(heading, "days")
    return Field(
        name, "date", lambda one: last_day(day(one)), shown, lambda one: day_words(day(one)) or translate("no date")
    )


def _day_field(name: str, heading: str, day: Callable[[Moved], DateSpan | None]) -> Field[Moved]:
    return Field(name, "date", day, Heading(heading, "when"), lambda one: on_written(day(one)))


_WHO: Final[tuple[Field[Moved], ...]] = source_fields(
    lambda one: one.move.event.source,
    Heading("Who says so", "what", flexible=True),
    lambda one: teller(one.standing.state, one.move.event) or translate("nobody"),
)
FIELDS: Final[tuple[Field[Moved], ...]] = (
    *name_fields(lambda one: one.standing, Heading("Commitment", "what"), _obligor),
    *party_fields(lambda one: one.standing),
    _end("before", "From", lambda one: one.move.before),
    _end("after", "To", lambda one: one.move.after),
    Field("days", "number", lambda one: one.move.days, Heading("Moved", "how"), _days),
    Field("change", "code", lambda one: one.move.event.change, Heading("Change", "how"), _change),
    Field("corrected", "text", lambda one: correction_words(one.standing.state, one.move.event) or None),
    Field("late", "flag", lambda one: one.move.late),
    Field("silent", "flag", lambda one: one.move.silent),
    _day_field("on", "Set on", lambda one: one.move.event.on),
    _day_field("known_on", "Known", lambda one: one.move.event.known_on),
    Field("words", "text", lambda one: one.move.event.words or None),
    Field("note", "text", lambda one: one.move.event.note or None),
    *_WHO,
    Field("of", "code", lambda one: one.of),
    Field("obligor_named", "code", lambda one: _obligor(one) or None),
)


_SHOWN: Final = ordered(FIELDS, ("ref", "publisher"))


def moves_table(standings: Iterable[Standing]) -> Table:
    """The moves of each commitment, in the order they took effect; the commitments in the order of the register."""
    chosen = list(standings)
    binding = [Moved(standing, move) for standing in chosen for move in standing.moves]
    own = [Moved(standing, move) for standing in chosen for move in standing.reading_moves]
    forecasts = [Moved(standing, move) for standing in chosen for move in standing.forecast_moves]
    silent = sum(one.move.silent for one in binding)
    counts = _counted(binding, plural(len(_refs(binding)), "deadline"))
    note = translate("{moves}, {silent} of them silent.", moves=counts, silent=silent)
    panels = [_drawn(panel_of(_SHOWN, binding, notes=(note,)), chosen)]
    if own:
        counts = _counted(own, plural(len(_refs(own)), "deadline"))
        note = translate("{moves} by one party alone.", moves=counts)
        panels.append(panel_of(_SHOWN, own, translate("As one party reads it"), notes=(note,)))
    if forecasts:
        counts = _counted(forecasts, plural(len(_refs(forecasts)), "forecast"))
        note = translate("{moves}, which bind nobody.", moves=counts)
        panels.append(panel_of(_SHOWN, forecasts, translate("Expected days"), notes=(note,)))
    return table_of(FIELDS, (*binding, *own, *forecasts), panels)


def _drawn(panel: Panel, chosen: Iterable[Standing]) -> Panel:
    """The panel with the slip chart of its moves, if there are any."""
    found = slip_chart(chosen)
    if found is None:
        return panel
    return replace(panel, chart=found.plot, data=found.data, anchor="slip-chart")


def _refs(found: Sequence[Moved]) -> set[str]:
    return {one.standing.ref for one in found}


def _counted(found: Sequence[Moved], moved_days: str) -> str:
    return translate("{moves} of {days}", moves=plural(len(found), "move"), days=moved_days)
