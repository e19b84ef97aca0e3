"""Every move of a deadline: the old and the new day, the distance, the source, and a mark if no source is cited."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import plural
from tracker.model.dates import DateSpan
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
        kept = "end set" if move.after else "now without end"
        far = kept if is_lasting else "dated" if move.after else "date dropped"
    else:
        far = f"{prolonged_words(move.days)} {abs(move.days)} d" if is_lasting else f"{move.days:+} d"
    return far + (" after it passed" if move.late else "") + (", silent" if move.silent else "")


def _obligor(one: Moved) -> str:
    """The one obligor whose deadline moved; empty if it is that of all."""
    return one.standing.of or one.move.event.of


def _days(one: Moved) -> Cell:
    return Cell(moved(one.move, is_lasting=one.standing.is_lasting), "warn" if one.move.silent else "")


def _change(one: Moved) -> str:
    event = one.move.event
    read = f", as {event.reading} reads it" if event.reading else ""
    return f"{event.change}{read}{', corrected' if event.id in one.standing.state.corrected else ''}"


def _end(name: str, heading: str, day: Callable[[Moved], DateSpan | None]) -> Field[Moved]:
    """The due date on one side of a move."""
    shown = Heading(heading, "days")
    return Field(name, "date", lambda one: last_day(day(one)), shown, lambda one: day_words(day(one)) or "no date")


def _day_field(name: str, heading: str, day: Callable[[Moved], DateSpan | None]) -> Field[Moved]:
    return Field(name, "date", day, Heading(heading, "when"), lambda one: str(day(one) or "unknown"))


_WHO: Final[tuple[Field[Moved], ...]] = source_fields(
    lambda one: one.move.event.source,
    Heading("Who says so", "what", flexible=True),
    lambda one: teller(one.standing.state, one.move.event) or "nobody",
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
    note = f"{_counted(binding, 'deadline')}, {silent} of them silent."
    panels = [_drawn(panel_of(_SHOWN, binding, notes=(note,)), chosen)]
    if own:
        note = f"{_counted(own, 'deadline')} by one party alone."
        panels.append(panel_of(_SHOWN, own, "As one party reads it", notes=(note,)))
    if forecasts:
        note = f"{_counted(forecasts, 'forecast')}, which bind nobody."
        panels.append(panel_of(_SHOWN, forecasts, "Expected days", notes=(note,)))
    return table_of(FIELDS, (*binding, *own, *forecasts), panels)


def _drawn(panel: Panel, chosen: Iterable[Standing]) -> Panel:
    """The panel with the slip chart of its moves, if there are any."""
    found = slip_chart(chosen)
    if found is None:
        return panel
    return replace(panel, chart=found.plot, data=found.data, anchor="slip-chart")


def _counted(found: Sequence[Moved], what: str) -> str:
    return f"{plural(len(found), 'move')} of {plural(len({one.standing.ref for one in found}), what)}"
