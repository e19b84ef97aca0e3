"""Promises as bars over time: from the day each was made to the day it falls due, with the events in between."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from tracker.model.dates import local_day, shifted
from tracker.model.status import label
from tracker.reports.table import Cell, Chart, Field, Mark, Panel, Table, Tone, Track, party_fields, table_of
from tracker.reports.text import expected, forecast_words, owes, when
from tracker.state.keeping import PhaseKind
from tracker.state.portfolio import Portfolio, Standing

# How far a chart looks back and ahead of today, in months, by default.
BACK: Final = 24
AHEAD: Final = 36
_FIELDS: Final[tuple[Field[Standing], ...]] = (
    Field("ref", "code", lambda s: s.ref),
    Field("title", "text", lambda s: s.title),
    *party_fields(lambda s: s),
    Field("status", "code", lambda s: s.status),
    Field("timeliness", "code", lambda s: s.timeliness),
    Field("made_on", "date", lambda s: s.made_on),
    Field("due", "date", lambda s: s.due.last if s.due else None),
    Field("due_original", "date", lambda s: s.due_original.last if s.due_original else None),
    Field("earlier_dues", "code", lambda s: tuple(day.isoformat() for day in _earlier_dues(s))),
    Field("delivered_on", "code", lambda s: tuple(sorted(day.isoformat() for day in _delivered_on(s)))),
    Field("met_on", "date", lambda s: s.met_on),
    Field("breached_on", "code", lambda s: tuple(day.isoformat() for day in _began(s, "breached"))),
    Field("in_force_on", "code", lambda s: tuple(day.isoformat() for day in _began(s, "in_force"))),
    Field("expected", "date", expected),
)


def timeline_table(
    portfolio: Portfolio,
    test: Callable[[Standing], bool] = lambda _: True,
    first: date | None = None,
    last: date | None = None,
) -> Table:
    """The commitments that pass the test, the first to fall due first and the undated ones last.

    The chart covers `first` to `last`, each by default as far as the bars reach, within BACK and AHEAD of today.
    """
    standings = sorted((standing for standing in portfolio if test(standing)), key=_by_due)
    chart = _chart(standings, local_day(portfolio.moment.as_of, portfolio.zone), first, last)
    undated = sum(standing.due is None and not standing.is_lasting for standing in standings)
    note = f"{len(standings)} shown{f', {undated} of them undated' if undated else ''}."
    panel = Panel(notes=(note,), chart=chart if standings else None)
    return table_of(_FIELDS, standings, (panel,), language=portfolio.language)


def _by_due(standing: Standing) -> tuple[date, str]:
    return standing.due.last if standing.due else date.max, standing.ref


def _earlier_dues(standing: Standing) -> list[date]:
    """The days it was to fall due on before its deadline moved."""
    return [move.before.last for move in standing.moves if move.before]


def _began(standing: Standing, kind: PhaseKind) -> list[date]:
    """The days on which it came into force or was breached."""
    return [phase.since.last for phase in standing.phases if phase.kind == kind]


def _delivered_on(standing: Standing) -> list[date]:
    return [standing.state.took_effect(event) for event in standing.deliveries]


# ---- for people --------------------------------------------------------------------------------


def _chart(standings: Iterable[Standing], today: date, first: date | None, last: date | None) -> Chart:
    tracks = tuple(_track(standing) for standing in standings)
    days = [today, *(day for track in tracks for day in _days(track))]
    begin = first or max(min(days), shifted(today, -BACK))
    end = last or min(max(days), shifted(today, AHEAD))
    return Chart(tracks, begin, max(end, begin), today)


def _days(track: Track) -> Iterator[date]:
    yield track.start
    if track.end:
        yield track.end
    yield from (mark.day for mark in track.marks)


def _track(standing: Standing) -> Track:
    words, tone = when(standing)
    cells = (Cell(standing.ref, "strong"), Cell(standing.title, "dim"), Cell(owes(standing)), Cell(words, tone))
    end = standing.due.last if standing.due else None
    return Track(cells, standing.made_on, end, tuple(_marks(standing)), _tone(standing))


def _tone(standing: Standing) -> Tone:
    if standing.timeliness == "overdue":
        return "bad" if standing.lateness == "reported" else "warn"
    if standing.timeliness == "breached":
        return "bad"
    if standing.timeliness == "contested":
        return "warn"
    return "" if standing.is_open else "dim"


def _marks(standing: Standing) -> Iterator[Mark]:
    yield from (Mark(day, "moved", "an earlier due day") for day in _earlier_dues(standing))
    for event in standing.deliveries:
        words = f"{standing.format_amount(event.amount)} {event.stage}"
        yield Mark(standing.state.took_effect(event), "delivered", words)
    if standing.due:
        past = standing.days_overdue("current")
        late = "late" if standing.lateness == "reported" else "past due"
        yield Mark(standing.due.last, "due", f"due, {past} d {late}" if past else "due")
    for one in standing.readings:
        if one.reading.party and one.reading.due:
            yield Mark(one.reading.due.last, "due", f"due as {one.reading.party} reads it")
    if (day := expected(standing)) and standing.is_open:
        yield Mark(day, "forecast", f"expected {forecast_words(standing)}")
    if standing.met_on:
        yield Mark(standing.met_on, "met", label(standing.status))
    yield from _breaches(standing)


def _breaches(standing: Standing) -> Iterator[Mark]:
    """The days on which it was breached and restored."""
    for phase in standing.phases:
        if phase.kind == "breached":
            yield Mark(phase.since.last, "breached", f"breached, {phase.days} d")
    for before, phase in pairwise(standing.phases):
        if (before.kind, phase.kind) == ("breached", "in_force"):
            yield Mark(phase.since.last, "restored", "in force again")
