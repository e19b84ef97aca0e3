"""Agreement of the words of a source with the date or the figure of an event."""

import pytest

from tests.building import status
from tracker.model.amounts import read_amount
from tracker.model.dates import span
from tracker.state.agreement import agrees, names_date, names_figure


@pytest.mark.parametrize(
    ("words", "due", "is_named"),
    [
        ("19 January 2029, the day before the term ends", "2029-01-19", True),
        ("Jan. 19, 2029", "2029-01-19", True),
        ("2029-01-19", "2029-01-19", True),
        ("Completion by January 2029", "2029-01-19", True),
        ("15 January 2029", "2029-01-19", False),
        ("January 2028", "2029-01-19", False),
        ("in 2029", "2029-01-19", False),
        ("they may meet in May", "2026-05", True),
        ("they may meet", "2026-05", False),
        ("2026년 2월 말까지", "2026-02", True),
        ("２月末", "2026-02", True),
        ("2025年2月", "2026-02", False),
        ("in the fiscal year that ends in March 2026", "JP-FY2025", True),
        ("fiscal 2026", "JP-FY2025", False),
        ("by the end of 2025", "2025", True),
        ("2025 aircraft, and 12,025 more", "2026", False),
        ("by 2025-Q4", "2025-Q4", True),
        ("by 2025-03", "2025", False),
        ("some day", "2025", False),
    ],
)
def test_a_date_is_named_by_its_month_or_its_year(words: str, due: str, *, is_named: bool) -> None:
    assert names_date(words, span(due)) is is_named


@pytest.mark.parametrize(
    ("words", "amount", "is_named"),
    [
        ("USD 8bn a year of corn", "USD 8bn", True),
        ("5兆5000億円", "JPY 5.5tn", True),
        ("JPY 5.5tn", "USD 5.5tn", False),
        ("5500亿美元", "USD 550bn", True),
        ("Additional billions of dollars", "USD 17bn", False),
    ],
)
def test_a_figure_is_named_by_its_digits(words: str, amount: str, *, is_named: bool) -> None:
    assert names_figure(words, read_amount(amount)) is is_named


def test_nothing_is_compared_with_a_status() -> None:
    assert agrees("2026", status("agreed")) is None
