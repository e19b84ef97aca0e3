"""The burn-up of a commitment: what reached each stage over time, against the straight line and the schedule."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from itertools import chain
from typing import Final, NamedTuple

from tracker.language import listed, translate, written_day
from tracker.model.amounts import WIDE, Amount
from tracker.reports.amount_text import amount_words, computed_words, measure_words, of_kind, reached_of
from tracker.reports.charts import Line, Look, Plot, Point
from tracker.reports.code_text import spoken
from tracker.reports.table import Column, Table
from tracker.state.delivery import ARRIVED
from tracker.state.growth import Growth, growth
from tracker.state.portfolio import Standing
from tracker.state.progress import Progress

TICKS: Final = 5  # values on the axis, about as many
_STEPS: Final = tuple(
    map(Decimal, ("1", "2", "2.5", "5", "10"))
)  # between two values on the axis, times a power of ten
_LOOKS: Final[dict[str, Look]] = {
    "selected": "selected",
    "contracted": "contracted",
    "disbursed": "disbursed",
    "delivered": "delivered",
}
_COLUMNS: Final = (
    *(Column("line"), Column("measure", "text"), Column("amount_kind"), Column("day", "date")),
    *(Column("day_is_exact", "flag"), Column("value", "number", "currency"), Column("currency", "text")),
)


class Grown(NamedTuple):
    """A series of a kind of amount, with its steps."""

    kind: str
    growth: Growth


class BurnUp(NamedTuple):
    """The picture of what was reached in one unit, the values behind it, and the series in other units."""

    plot: Plot
    data: Table
    left_out: tuple[Grown, ...]


def burn_up(progress: Progress) -> BurnUp | None:
    """The lines in the unit of the amount, else of the first series; None if there is nothing to draw.

    If nothing was reached in the unit of the amount, nor is expected by a day, they are those of the first series.

    A yearly figure is never in a picture with one that is not.
    """
    standing = progress.standing
    series = list(_grown(standing))
    units = [(progress.amount.unit, "")] if progress.amount else []
    units += [(one.growth.series.total.unit, one.growth.series.total.per) for one in series[:1]]
    for unit, per in units:
        drawn = [one for one in series if (one.growth.series.total.unit, one.growth.series.total.per) == (unit, per)]
        expected = [*_straight_line(progress, unit), *_schedule(progress, unit)]
        if drawn or expected:
            return _drawn(progress, unit, drawn, expected, [one for one in series if one not in drawn])
    return None


def _drawn(
    progress: Progress, unit: str, drawn: Sequence[Grown], expected: Sequence[Line], left_out: Sequence[Grown]
) -> BurnUp:
    """The picture of these series in a unit and of what was expected."""
    standing = progress.standing
    lines = [*(_reached(one, standing) for one in drawn), *expected]
    days = sorted([standing.state.day, progress.begin, *(point.day for line in lines for point in line.points)])
    lines += _whole(progress, unit, days[0], days[-1])
    values = [point.value for line in lines for point in line.points if isinstance(point.value, Decimal)]
    ticks = tuple((value, standing.format_amount(Amount(value, unit))) for value in _round_values(values))
    title = f"{standing.ref} · {standing.title}"
    plot = Plot(
        title,
        _described(progress, drawn, unit),
        tuple(lines),
        days[0],
        days[-1],
        standing.state.day,
        ticks,
        tuple(_notes(drawn, left_out, standing)),
    )
    return BurnUp(plot, _data(drawn, expected, unit), tuple(left_out))


def figure_words(grown: Grown, standing: Standing) -> str:
    """The stage of a series and its total."""
    series = grown.growth.series
    total = of_kind(standing.format_amount(series.total), grown.kind)
    return translate("{stage} {amount}", stage=spoken(series.stage), amount=total)


def _grown(standing: Standing) -> Iterator[Grown]:
    days = standing.state.event_days.days
    for kind, deliveries in standing.deliveries_by_kind.items():
        yield from (Grown(kind, one) for one in growth(deliveries, days))


# ---- lines -------------------------------------------------------------------------------------


def _reached(grown: Grown, standing: Standing) -> Line:
    """The line of a series, up to today; what adds up begins at zero."""
    series, steps = grown.growth
    is_said = series.measure or not series.counts
    measure = measure_words(series.measure, counts=series.counts) if is_said else ""
    start = [] if series.total.unit.startswith("%") else [Point(steps[0].day, Decimal(0))]
    points = [
        Point(step.day, step.total.value, step.is_exact, figure_words(_at(grown, step.total), standing))
        for step in steps
    ]
    end = Point(max(standing.state.day, steps[-1].day), series.total.value)
    is_above = series.counts and series.stage in ARRIVED and bool(standing.exceeded_in)
    look: Look = "exceeded" if is_above else _LOOKS[series.stage]
    return Line(series.stage, figure_words(grown, standing), (*start, *points, end), look, below=measure)


def _at(grown: Grown, total: Amount) -> Grown:
    """The series as it was with another total."""
    return grown._replace(growth=grown.growth._replace(series=grown.growth.series._replace(total=total)))


def _straight_line(progress: Progress, unit: str) -> Iterator[Line]:
    """The line from nothing on the first day to all of it on the last, through what was expected by today."""
    term, today = progress.term, progress.standing.state.day
    days = sorted({term.first, term.last, min(max(today, term.first), term.last)}) if term else []
    points = [Point(day, value) for day in days if (value := progress.line_on(day, unit)) is not None]
    if points:
        yield Line(
            "line",
            translate("straight line"),
            tuple(points),
            "line",
            is_stepped=False,
            below=translate("illustrative: nobody promised it"),
        )


def _schedule(progress: Progress, unit: str) -> Iterator[Line]:
    """The sums that milestones ask for, each from its due day."""
    plan = progress.plan(unit)
    points = [Point(day, value, words=_scheduled(value, unit, progress.standing)) for day, value in plan]
    if points:
        start = [] if unit.startswith("%") else [Point(points[0].day, Decimal(0))]
        yield Line("plan", translate("due by schedule"), (*start, *points), "plan")


def _scheduled(value: Decimal, unit: str, standing: Standing) -> str:
    return translate("{amount} due by schedule", amount=standing.format_amount(Amount(value, unit)))


def _whole(progress: Progress, unit: str, first: date, last: date) -> Iterator[Line]:
    """The amount for the whole term as a level line."""
    whole, standing = progress.whole, progress.standing
    if whole and whole.unit == unit:
        words = translate("all of it: {amount}", amount=amount_words(standing))
        yield Line("amount", words, (Point(first, whole.value), Point(last, whole.value)), "goal")


def _round_values(values: Iterable[Decimal]) -> list[Decimal]:
    """Round values from zero, or the least value below it, to the largest value or just above it.

    >>> [str(value) for value in _round_values([Decimal("36e9"), Decimal("550e9")])]
    ['0', '200000000000', '400000000000', '600000000000']
    """
    values = [Decimal(0), *values]
    low, high = min(values), max(values)
    rough = (high - low or Decimal(1)) / TICKS
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * step for step in _STEPS if power * step >= rough)
    first, last = (int((value / step).to_integral_value(ROUND_FLOOR)) for value in (low, high))
    count = last + (last * step < high)
    return [WIDE.multiply(step, Decimal(number)).normalize(WIDE) + 0 for number in range(first, count + 1)]


# ---- words and values --------------------------------------------------------------------------


def _described(progress: Progress, drawn: Iterable[Grown], unit: str) -> str:
    """The figures of today in a sentence."""
    standing, expected = progress.standing, progress.expected_by_line(unit)
    figures = listed(figure_words(one, standing) for one in drawn)
    reached = figures or _levels_of_each(drawn, standing) or translate("nothing")
    said = translate("Reached by {today}: {reached}.", today=written_day(standing.state.day), reached=reached)
    if progress.amount is None or expected is None:
        return said
    line = computed_words(expected, unit, standing)
    return said + translate(" Of {amount}, a straight line asks for {line}.", amount=amount_words(standing), line=line)


def _levels_of_each(drawn: Iterable[Grown], standing: Standing) -> str:
    """The figures of the obligors of which each owes the amount, where no line adds them up; empty without any."""
    has_levels = standing.terms.each and not any(drawn) and any(one.arrived for one in standing.obligors)
    return reached_of(standing) if has_levels else ""


def _notes(drawn: Iterable[Grown], left_out: Sequence[Grown], standing: Standing) -> Iterator[str]:
    """The figures that the picture leaves out."""
    if levels := _levels_of_each(drawn, standing):
        yield translate("Not in the picture, because each obligor has a level of its own: {figures}.", figures=levels)
    if left_out:
        figures = listed(figure_words(one, standing) for one in left_out)
        yield translate("Not in the picture, because of another unit: {figures}.", figures=figures)


def _data(drawn: Iterable[Grown], expected: Iterable[Line], unit: str) -> Table:
    """A row for each step of a series, and for each point of the straight line and of the schedule."""
    steps = (
        (series.stage, series.measure or None, kind or None, step.day, step.is_exact, step.total.value, unit)
        for kind, (series, found) in drawn
        for step in found
    )
    points = ((line.name, None, None, point.day, True, point.value, unit) for line in expected for point in line.points)
    return Table(_COLUMNS, tuple(chain(steps, points)))
