"""A last day and a precision say again what was written, wherever only one span can be meant."""

import pytest
from hypothesis import given

from tests.strategies import days, parts
from tracker.errors import TrackerError
from tracker.exchange.columns import span_ending_on
from tracker.model.dates import DateSpan


@given(days | parts)
def test_a_span_comes_back_from_its_last_day_and_its_precision(span: DateSpan) -> None:
    assert span_ending_on(span.last.isoformat(), span.precision) == span
    assert span_ending_on(str(span), span.precision) == span


def test_a_range_is_its_last_day() -> None:
    assert str(span_ending_on("2026-05-15", "range")) == "2026-05-15"
    assert str(span_ending_on("2026-05..2026-06", "range")) == "2026-05..2026-06"


@pytest.mark.parametrize(
    ("day", "precision", "why"),
    [
        ("2025-11-30", "quarter", "no quarter ends on that day"),
        ("2025-12-30", "month", "no month ends on that day"),
        ("2025-05-31", "fiscal_year", "no fiscal year ends on that day"),
        ("2026-07-25", "week", "no week ends on that day"),
        ("2025-Q4", "month", "it is no month"),
        ("2025-12-31", "decade", "is no precision"),
        ("1/2/2025", "day", "is not a date"),
        ("0001-03-31", "fiscal_year", "no fiscal year ends on that day"),
    ],
)
def test_a_day_that_ends_no_such_span_is_refused(day: str, precision: str, why: str) -> None:
    with pytest.raises(TrackerError, match=why):
        span_ending_on(day, precision)
