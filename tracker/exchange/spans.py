"""A last day and a precision, as `list` shows a deadline -> the date as it was written."""

from calendar import monthrange
from datetime import date
from typing import Final, get_args

from tracker.commitment import one_of
from tracker.dates import FISCAL_YEARS, Precision, Span, span
from tracker.errors import BadDate, NotPossible

PRECISIONS: Final[tuple[str, ...]] = get_args(Precision)


def written_span(text: str, precision: str) -> Span:
    """The one span of that precision that ends on that day; a range does not say where it began and is its last day.

    >>> written_span("2026-03-31", "fiscal_year"), written_span("2025-12-31", "quarter")
    (Span('JP-FY2025'), Span('2025-Q4'))
    """
    wanted = one_of("precision", precision, PRECISIONS)
    given = span(text)
    if given.precision == wanted:
        return given
    if given.precision != "day":
        raise NotPossible(f"the due date {text}", f"it is no {wanted}", "mend due_precision, or leave it empty")
    if wanted == "range":
        return given
    found = [one for one in _ending(given.last) if one.precision == wanted]
    if not found:
        why = f"no {wanted.replace('_', ' ')} ends on that day"
        raise NotPossible(f"the due date {text}", why, "mend due or due_precision")
    return found[0]


def _ending(last: date) -> list[Span]:
    """Every span with a name of its own that ends on a day."""
    iso = last.isocalendar()
    names = [f"{iso.year:04}-W{iso.week:02}"]
    if last.day == monthrange(last.year, last.month)[1]:
        names += _ending_with_a_month(last)
    return [one for one in map(_named, names) if one and one.last == last]


def _ending_with_a_month(last: date) -> list[str]:
    year = f"{last.year:04}"
    names = [f"{year}-{last.month:02}"]
    if last.month % 3 == 0:
        names.append(f"{year}-Q{last.month // 3}")
    if last.month % 6 == 0:
        names.append(f"{year}-H{last.month // 6}")
    if last.month == 12:  # noqa: PLR2004 - December
        names.append(year)
    return names + [f"{country}-FY{last.year - 1 + before:04}" for country, (_, before) in FISCAL_YEARS.items()]


def _named(text: str) -> Span | None:
    """The span of that name; None for a year that no calendar has."""
    try:
        return span(text)
    except BadDate:
        return None
