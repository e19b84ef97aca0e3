"""Agreement of the words of a source with the date or the figure of an event."""

import pytest

from tests.building import amount, deadline, status
from tracker.model.amounts import read_amount
from tracker.model.dates import span
from tracker.state.agreement import agrees, is_one_date, is_one_figure, names_date, names_figure, repeats


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
        ("by the end of Q1 2026", "2026-Q1", True),
        ("H1 2026", "2026-H1", True),
        ("2026/02/28", "2026-02-28", True),
        ("on 28.2.2026", "2026-02", True),
        ("in february 2026", "2026-02", True),
        ("by 28 January 2026", "2026-Q1", False),
        ("in FY2026", "US-FY2026", True),
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
        ("about 50 million dollars in aid", "USD 5bn", False),
        ("USD 500 million was promised", "USD 5bn", False),
        ("USD 500,000,000 was promised", "USD 5bn", False),
        ("a 500-million package", "USD 5bn", False),
        ("the sum of USD 5bn, of which 500 million came", "USD 5bn", True),
        ("12 million tonnes in all", "12 Mt", True),
        ("USD 14bn to 17bn a year, repeated in September", "USD 17bn", True),
        ("総額5500億円の投資", "JPY 550bn", True),
    ],
)
def test_a_figure_is_named_by_its_digits(words: str, amount: str, *, is_named: bool) -> None:
    assert names_figure(words, read_amount(amount)) is is_named


@pytest.mark.parametrize(
    ("words", "is_of_one"),
    [
        *[(words, False) for words in ("summer of 2026", "early 2026", "before August 2026", "not 2026")],
        *[
            (words, False)
            for words in ("2026年秋まで", "2026年8月以前", "2026年3月前", "2026년 가을까지", "2026년 8월 이전")
        ],
        *[(words, True) for words in ("by August 2026", "no later than 2026", "2026年8月末まで", "2026년 8월 말까지")],
    ],
)
def test_a_season_a_bound_and_a_denial_name_no_one_date(words: str, *, is_of_one: bool) -> None:
    assert is_one_date(words) is is_of_one
    assert agrees("spring 2027", deadline("2027")) is None
    assert agrees("spring 2027", deadline("2028")) is False
    assert agrees("spring 2027", deadline("2027-05", words="spring 2027")) is True


@pytest.mark.parametrize(
    ("words", "is_of_one"),
    [
        *[
            (words, False)
            for words in ("180 of 1000 tanks", "180 of the 1000 tanks", "180 tanks out of 1000", "180/1000")
        ],
        *[(words, False) for words in ("1000両のうち180両", "1000辆中的180辆", "1000대 중 180대", "1000両ではない")],
        *[(words, False) for words in ("between 500 and 1000", "500 to 1000 tanks", "500〜1000両", "500대에서 1000대")],
        *[(words, False) for words in ("not 1000 tanks", "up by 1 to 1000", "to rise by 1000")],
        *[
            (words, True)
            for words in ("1000 tanks for fiscal 2016 to 2020", "1000 tanks as of 2026", "no less than 1000")
        ],
    ],
)
def test_a_part_a_range_and_a_denial_name_no_one_figure(words: str, *, is_of_one: bool) -> None:
    assert is_one_figure(words) is is_of_one
    assert agrees("not 1000 tanks", amount("1000 tanks")) is None


def test_only_the_bare_date_or_figure_repeats_the_record() -> None:
    assert repeats("8 May 2026", deadline("2026-05-08"))
    assert not repeats("by 8 May 2026", deadline("2026-05-08"))
    assert repeats("USD 8 billion", amount("USD 8bn"))
    assert not repeats("at least USD 8 billion", amount("USD 8bn"))
    assert not repeats("agreed", status("agreed"))


def test_nothing_is_compared_with_a_status() -> None:
    assert agrees("2026", status("agreed")) is None
