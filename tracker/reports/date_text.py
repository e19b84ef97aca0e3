"""Dates, periods and amounts as the language in use writes them; in English as they are recorded."""

from typing import Final

from tracker.language import message, translate, written_day
from tracker.model.amount_formats import amount_written
from tracker.model.dates import DateSpan, span
from tracker.model.recurrence import Recurrence, name_of_period
from tracker.state.event_days import Days

_SPANS: Final = {
    "week": message("{year:04}-W{week:02}"),
    "month": message("{year:04}-{month:02}"),
    "quarter": message("{year:04}-Q{quarter}"),
    "H1": message("{year:04}-H1"),
    "H2": message("{year:04}-H2"),
    "year": message("{year:04}"),
    "JP": message("JP-FY{year:04}"),
    "US": message("US-FY{year:04}"),
}


def span_written(days: DateSpan) -> str:
    """A date in the precision in which it is recorded.

    >>> [span_written(span(text)) for text in ("2026-02", "2025-Q4", "2026-H1", "2026", "JP-FY2025", "2026-W30")]
    ['2026-02', '2025-Q4', '2026-H1', '2026', 'JP-FY2025', '2026-W30']
    """
    if days.precision == "day":
        return written_day(days.last)
    if days.precision == "range":
        first, last = map(span, days.text.split(".."))
        return translate("{first}..{last}", first=span_written(first), last=span_written(last))
    year, month, week = days.first.year, days.first.month, days.first.isocalendar()
    if days.precision == "fiscal_year":
        country, _, named = days.text.partition("-FY")
        return translate(_SPANS[country], year=int(named))
    return translate(
        _SPANS[days.text[-2:] if days.precision == "half" else days.precision],
        year=week.year if days.precision == "week" else year,
        week=week.week,
        month=month,
        quarter=month // 3 + 1,
    )


def on_written(days: DateSpan | None) -> str:
    """The date of an event, or “unknown”."""
    return span_written(days) if days else translate("unknown")


def days_written(days: Days) -> str:
    """The possible days of something that happened once; both ends if it is half-known."""
    last = written_day(days.last)
    if days.is_exact:
        return last
    return translate("{first}..{last}", first=written_day(days.first) if days.first else "", last=last)


def range_written(fewest: int | None, most: int) -> str:
    """A number of which only the bounds are known.

    >>> range_written(120, 147)
    '120 to 147'
    """
    return translate("{fewest} to {most}", fewest=fewest, most=most)


def period_written(days: DateSpan) -> str:
    """A period of a recurring duty: its span, or both years of a marketing year."""
    return name_of_period(days) if days.precision == "range" else span_written(days)


def rule_written(rule: Recurrence) -> str:
    """The rule of a recurring duty: its period, the first and the last of them, and the amount of each."""
    period, first = translate(rule.period), period_written(rule.first)
    if rule.last:
        last = period_written(rule.last)
        words = translate("{period}, from {first} until {last}", period=period, first=first, last=last)
    else:
        words = translate("{period}, from {first}", period=period, first=first)
    return translate("{rule}, {amount} each", rule=words, amount=amount_written(rule.amount)) if rule.amount else words
