"""Promises as bars over time: from the day each was made to the day it falls due, with the events in between."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from tracker.language import message, plural, translate
from tracker.model.dates import local_day, shifted
from tracker.reports.charts import MOST_BARS, Mark, Timeline, Track
from tracker.reports.code_text import spoken, status_spoken
from tracker.reports.keeping_text import days_spoken
from tracker.reports.standing_text import owes, when
from tracker.reports.table import Cell, Field, Heading, Panel, Table, Tone, party_fields, table_of
from tracker.reports.text import category_name, party_name, party_spoken
from tracker.reports.uncertain_text import expected, forecast_words
from tracker.state.keeping import PhaseKind
from tracker.state.portfolio import Portfolio, Standing

# How far a chart looks back and ahead of today, in months, by default; farther back for a bar that would not be seen.
BACK: Final = 24
AHEAD: Final = 36
MOST_PARTIES: Final = 20  # rows of the table of counts
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
    *,
    limit: int = 0,
) -> Table:
    """The commitments that pass the test, the first to fall due first and the undated ones last; at most `limit`.

    The chart covers `first` to `last`, each by default as far as the bars reach, within BACK and AHEAD of today, and
    the whole of what was over before that.
    """
    found = sorted((standing for standing in portfolio if test(standing)), key=_by_due)
    standings = found[:limit] if limit else found
    chart = _chart(standings, local_day(portfolio.moment.as_of, portfolio.zone), first, last)
    undated = sum(standing.due is None and not standing.is_lasting for standing in standings)
    pattern = message("{number} shown, {undated} of them undated." if undated else "{number} shown.")
    note = translate(pattern, number=len(standings), undated=undated)
    notes = [note]
    if hidden := len(found) - len(standings):
        notes.append(translate("{commitments} not shown.", commitments=plural(hidden, "more commitment")))
    panel = Panel(notes=tuple(notes), chart=chart if standings else None)
    return table_of(_FIELDS, standings, (panel,), language=portfolio.language)


def timeline_section(portfolio: Portfolio, chosen: Sequence[Standing]) -> Panel | None:
    """The bars of commitments for a page; of more than fit into a picture, their number by party and category.

    None if there are none.
    """
    if not chosen:
        return None
    if len(chosen) > MOST_BARS:
        return _counts(portfolio, chosen)
    refs = {one.ref for one in chosen}
    (panel,) = timeline_table(portfolio, lambda one: one.ref in refs).panels
    return replace(panel, title=translate("Timeline"), notes=(), anchor="timeline")


def _counts(portfolio: Portfolio, chosen: Iterable[Standing]) -> Panel:
    """The number of commitments by party and category; what two parties owe counts for each of them."""
    pairs = Counter((code, one.terms.category) for one in chosen for code in dict.fromkeys(one.terms.obligor))
    parties, categories = Counter[str](), Counter[str]()
    for (code, category), count in pairs.items():
        parties[code] += count
        categories[category] += count
    shown = [category for category, _ in categories.most_common()]
    rows = tuple(
        (
            Cell(f"{code} {party_name(code, portfolio)}", "strong"),
            *(_count(pairs[code, one]) for one in shown),
            _count(all_of),
        )
        for code, all_of in parties.most_common(MOST_PARTIES)
    )
    headings = [Heading("Party"), *(Heading(category_name(one, portfolio), right=True) for one in shown)]
    notes = [translate("Too many commitments to draw each; what several parties owe counts for each of them.")]
    if left_out := len(parties) - len(rows):
        notes.append(translate("Not shown: {parties}.", parties=plural(left_out, "more party", "more parties")))
    title = translate("Commitments by party and category")
    return Panel((*headings, Heading("All", right=True)), rows, title, tuple(notes), anchor="timeline")


def _count(number: int) -> Cell:
    return Cell(str(number) if number else "", key=number)


def _by_due(standing: Standing) -> tuple[date, str]:
    return standing.due.last if standing.due else date.max, standing.ref


def _earlier_dues(standing: Standing) -> list[date]:
    """The days it was to fall due on before its deadline moved."""
    return [move.before.last for move in standing.moves if move.before]


def _began(standing: Standing, kind: PhaseKind) -> list[date]:
    """The days on which it came into force or was breached, by any obligor."""
    return sorted({phase.since.last for one in standing.apart for phase in one.phases if phase.kind == kind})


def _delivered_on(standing: Standing) -> list[date]:
    return [standing.state.took_effect(event) for event in standing.deliveries]


# ---- for people --------------------------------------------------------------------------------


def _chart(standings: Iterable[Standing], today: date, first: date | None, last: date | None) -> Timeline:
    tracks = tuple(_track(standing) for standing in standings)
    days = [today, *(day for track in tracks for day in _days(track))]
    back, ahead = shifted(min(today, last or today), -BACK), shifted(max(today, first or today), AHEAD)
    past = [track.start for track in tracks if track.end and max(_days(track)) < back]
    begin, end = first or max(min(days), min([back, *past])), last or min(max(days), ahead)
    return Timeline(tracks, begin, max(end, begin), today)


def _days(track: Track) -> Iterator[date]:
    yield track.start
    if track.end:
        yield track.end
    yield from (mark.day for mark in track.marks)


def _track(standing: Standing) -> Track:
    words, tone = when(standing)
    cells = (Cell(standing.ref, "strong"), Cell(standing.full_title, "dim"), Cell(owes(standing)), Cell(words, tone))
    end = standing.due.last if standing.due else None
    return Track(cells, standing.made_on, end, tuple(_marks(standing)), _tone(standing))


def _tone(standing: Standing) -> Tone:
    if standing.timeliness == "overdue":
        return "bad" if standing.lateness == "reported" else "warn"
    if standing.timeliness == "breached":
        return "bad"
    if standing.timeliness == "contested" or (standing.is_open and standing.exceeded_in):
        return "warn"
    return "" if standing.is_open else "dim"


def _marks(standing: Standing) -> Iterator[Mark]:
    yield from (Mark(day, "moved", translate("an earlier due day")) for day in _earlier_dues(standing))
    for event in standing.deliveries:
        amount = standing.format_amount(event.amount)
        words = translate("{amount} {stage}", amount=amount, stage=spoken(event.stage))
        yield Mark(standing.state.took_effect(event), "delivered", words)
    for one in {each.due: each for each in (*standing.obligors, standing)}.values():
        if one.due:
            yield Mark(one.due.last, "due", _due_words(one, "" if one is standing else one.of))
    for read in standing.readings:
        if read.reading.party and read.reading.due:
            party = party_spoken(read.reading.party, standing.portfolio)
            yield Mark(read.reading.due.last, "due", translate("due as {party} reads it", party=party))
    if (day := expected(standing)) and standing.is_open:
        yield Mark(day, "forecast", translate("expected {day}", day=forecast_words(standing)))
    for one in standing.apart:
        of = one.of if standing.obligors else ""
        if one.met_on:
            yield Mark(one.met_on, "met", _of(of, status_spoken(one.status)))
        yield from _breaches(one, of)


def _due_words(standing: Standing, of: str) -> str:
    """The due day, with the days that have passed since; `of` names one obligor of several."""
    words = translate("due for {obligor}", obligor=of) if of else translate("due", "sign")
    past = standing.days_overdue("current")
    if not past:
        return words
    pattern = message("{due}, {days} d late" if standing.lateness == "reported" else "{due}, {days} d past due")
    return translate(pattern, due=words, days=past)


def _of(obligor: str, words: str) -> str:
    return translate("{obligor}: {text}", obligor=obligor, text=words) if obligor else words


def _breaches(standing: Standing, of: str) -> Iterator[Mark]:
    """The days on which it was breached and restored; `of` names one obligor of several."""
    for phase in standing.phases:
        if phase.kind == "breached":
            yield Mark(phase.since.last, "breached", _of(of, translate("breached, {days}", days=days_spoken(phase))))
    for before, phase in pairwise(standing.phases):
        if (before.kind, phase.kind) == ("breached", "in_force"):
            yield Mark(phase.since.last, "restored", _of(of, translate("in force again")))
