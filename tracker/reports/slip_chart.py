"""The slip chart: the due day of each commitment as it was promised, over the day on which it was promised."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from tracker.language import plural, translate
from tracker.reports.amount_text import named_ref
from tracker.reports.charts import Line, Look, Plot, Point
from tracker.reports.event_text import day_words
from tracker.reports.table import Column, Table, Value
from tracker.state.portfolio import Standing

LABELLED: Final = 11  # lines with a name: those that moved farthest
DRAWN: Final = 60  # lines in all
_COLUMNS: Final = (
    *(Column("ref"), Column("obligor_named"), Column("day", "date"), Column("day_is_exact", "flag")),
    Column("due", "date"),
)


class SlipChart(NamedTuple):
    """The picture and the days behind it."""

    plot: Plot
    data: Table


def slip_chart(standings: Iterable[Standing]) -> SlipChart | None:
    """A line for each deadline that moved, those that moved farthest with their names; None if none moved.

    The end of a lasting promise is no deadline: to keep it longer is no delay.
    """
    apart = [one for standing in standings for one in standing.moved_apart if one.moves]
    found = sorted((one for one in apart if not one.is_lasting), key=_moved_days, reverse=True)
    if not found:
        return None
    today = found[0].state.day
    lines = [_line(one, is_labelled=number < LABELLED) for number, one in enumerate(found[:DRAWN])]
    points = [point for line in lines for point in line.points]
    dues = [point.value for point in points if isinstance(point.value, date)]
    first, last = min(point.day for point in points), max(today, *(point.day for point in points))
    start, end = max(first, min(dues)), min(last, max(dues))
    diagonal = [_diagonal(start, end)] if start < end else []
    plot = Plot(
        translate("Due days as promised, over the day of the promise"),
        _described(found),
        (*lines, *diagonal),
        first,
        last,
        today,
        notes=tuple(_notes(found, len(apart) - len(found))),
    )
    return SlipChart(plot, Table(_COLUMNS, tuple(_rows(found))))


def _moved_days(standing: Standing) -> int:
    """The sum of the days of all moves, in either direction."""
    return sum(abs(move.days or 0) for move in standing.moves)


def _line(standing: Standing, *, is_labelled: bool) -> Line:
    """The due day in force over time, up to today or to the day on which it was closed."""
    points = list(_points(standing))
    if (last := points[-1].value) is not None:
        points.append(Point(max(standing.state.ended or standing.state.day, points[-1].day), last))
    name = named_ref(standing)
    return Line(
        name, name if is_labelled else "", tuple(points), _look(standing, is_labelled=is_labelled), below=_far(standing)
    )


def _points(standing: Standing) -> Iterator[Point]:
    """The due day of each version that has another one than the version before; the first has a date."""
    before: date | None = None
    for event in standing.state.versions:
        due = event.due.last if event.due else None
        if due != before:
            words = translate("due {day}", day=day_words(event.due)) if event.due else translate("date dropped")
            days = standing.state.event_days.days(event)
            yield Point(days.last, due, days.is_exact, translate("{ref}: {change}", ref=standing.ref, change=words))
            before = due


def _look(standing: Standing, *, is_labelled: bool) -> Look:
    if not is_labelled:
        return "other"
    days = standing.slip_days
    return "dropped" if days is None else "put_off" if days > 0 else "brought_forward"


def _far(standing: Standing) -> str:
    """The distance from the first date to the one in force."""
    days = standing.slip_days
    if days is None:
        return translate("no date now")
    far = plural(abs(days), "day")
    if not days:
        return translate("back at the first date")
    return translate("put off by {days}", days=far) if days > 0 else translate("brought forward by {days}", days=far)


def _diagonal(first: date, last: date) -> Line:
    """The line on which the due day is the day itself: a line below it is past due."""
    points = (Point(first, first), Point(last, last))
    return Line(
        "today",
        translate("due on the day itself"),
        points,
        "today",
        is_stepped=False,
        below=translate("below it: past due"),
    )


def _described(found: Sequence[Standing]) -> str:
    days = [one.slip_days for one in found]
    return translate(
        "{deadlines} that moved: {later} later than first promised, {earlier} earlier, {dropped} without a date now.",
        deadlines=plural(len(found), "deadline"),
        later=sum(far is not None and far > 0 for far in days),
        earlier=sum(far is not None and far < 0 for far in days),
        dropped=days.count(None),
    )


def _notes(found: Sequence[Standing], lasting: int) -> Iterator[str]:
    yield translate("A line that rises was put off, and one that falls was brought forward.")
    if (others := min(len(found), DRAWN) - LABELLED) > 0:
        yield translate("{deadlines} that moved less are grey, without a name.", deadlines=plural(others, "deadline"))
    if (more := len(found) - DRAWN) > 0:
        yield translate("Not in the picture: {deadlines}.", deadlines=plural(more, "more deadline"))
    if lasting:
        promises = plural(lasting, "promise")
        yield translate("Not in the picture: {promises} to be kept, whose end is no deadline.", promises=promises)


def _rows(found: Iterable[Standing]) -> Iterator[tuple[Value, ...]]:
    for one in found:
        for point in _points(one):
            due = point.value if isinstance(point.value, date) else None
            yield one.ref, one.of or None, point.day, point.is_exact, due
