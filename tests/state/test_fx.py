"""Exchange rates: the rate of a day, and the conversion of values."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import rates
from tracker.model.commitment import Source
from tracker.model.dates import day
from tracker.state.fx import RateBook

PAIRS = st.sampled_from(("USD", "JPY", "EUR", "GBP"))
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 20))
PRICES = st.decimals("0.0001", "9999", places=4)
ECB = rates("EUR", "2026-02-17", Source(publisher="ECB"), USD="1.1845", JPY="181.46")


def price_words(book: RateBook, source: str, target: str, on: str) -> str:
    """The rate between two currencies on a day as text; empty without one."""
    return str(book.rate(source, target, date.fromisoformat(on)) or "")


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("EUR", "USD", "USD 1.1845 to the EUR on 2026-02-17"),
        ("USD", "EUR", "USD 1.1845 to the EUR on 2026-02-17"),
        ("JPY", "USD", "JPY 181.46 and USD 1.1845 to the EUR on 2026-02-17"),
        ("USD", "JPY", "USD 1.1845 and JPY 181.46 to the EUR on 2026-02-17"),
        ("GBP", "USD", ""),
    ],
)
def test_a_rate_is_direct_or_inverse_or_across_one_base(source: str, target: str, words: str) -> None:
    assert price_words(RateBook([ECB]), source, target, "2026-02-17") == words


@pytest.mark.parametrize(
    ("value", "source", "target", "made"),
    [
        ("100", "EUR", "USD", "118.45"),
        ("118.45", "USD", "EUR", "100"),
        ("6000000000000", "JPY", "USD", "39165700000"),
        ("0", "JPY", "USD", "0"),
        ("-181.46", "JPY", "EUR", "-1"),
    ],
)
def test_a_figure_is_converted_to_six_digits(value: str, source: str, target: str, made: str) -> None:
    rate = RateBook([ECB]).rate(source, target, date(2026, 2, 17))
    assert rate
    assert rate.convert(Decimal(value), source, target) == Decimal(made)


@pytest.mark.parametrize(
    ("on", "found"),
    [("2026-02-16", False), ("2026-02-17", True), ("2026-02-24", True), ("2026-02-25", False), ("0001-01-02", False)],
)
def test_a_rate_holds_from_its_day_for_a_week(on: str, found: bool) -> None:  # noqa: FBT001
    assert bool(price_words(RateBook([ECB]), "EUR", "USD", on)) is found


def test_the_latest_day_comes_first_and_on_a_day_the_pair_itself() -> None:
    later = rates("USD", "2026-02-18", None, JPY="153.2")
    assert price_words(RateBook([ECB, later]), "JPY", "USD", "2026-02-19") == "JPY 153.2 to the USD on 2026-02-18"
    same = rates("USD", "2026-02-17", None, JPY="153")
    assert price_words(RateBook([ECB, same]), "JPY", "USD", "2026-02-19") == "JPY 153 to the USD on 2026-02-17"


def test_of_several_for_one_day_the_last_recorded_holds_and_none_takes_it_back() -> None:
    anew = rates("EUR", "2026-02-17", None, USD="1.2")
    assert price_words(RateBook([ECB, anew]), "EUR", "USD", "2026-02-17") == "USD 1.2 to the EUR on 2026-02-17"
    gone = rates("EUR", "2026-02-17", None, USD=None)
    assert price_words(RateBook([ECB, anew, gone]), "EUR", "USD", "2026-02-17") == ""
    assert price_words(RateBook([ECB, gone]), "EUR", "JPY", "2026-02-17") != ""
    assert price_words(RateBook([ECB, gone, anew]), "EUR", "USD", "2026-02-17") != ""


@pytest.mark.parametrize("price", ["NaN", "sNaN", "Infinity", "0", "-1", "1E+999999"])
def test_what_cannot_be_a_price_is_none(price: str) -> None:
    assert list(RateBook([rates("EUR", "2026-02-17", USD=price)])) == []


def test_what_was_not_known_yet_does_not_count() -> None:
    assert RateBook([ECB], date(2026, 2, 16)).prices("EUR", date(2026, 2, 17)) == {}
    assert RateBook([ECB], date(2026, 2, 17)).prices("EUR", date(2026, 2, 17)) == {
        "USD": Decimal("1.1845"),
        "JPY": Decimal("181.46"),
    }


def test_who_says_so_is_named_by_publisher_or_address() -> None:
    addressed = rates("GBP", "2026-02-17", Source(url="https://boe.example"), USD="1.36")
    unsaid = rates("CHF", "2026-02-17", None, USD="1.2")
    book = RateBook([ECB, addressed, unsaid])
    assert [quote.publisher for quote in book] == ["", "ECB", "ECB", "https://boe.example"]


def test_quotes_stand_by_day_from_the_latest_and_then_by_pair() -> None:
    book = RateBook([ECB, rates("USD", "2026-02-18", JPY="153.2")])
    assert [str(quote) for quote in book] == ["USD/JPY 153.2", "EUR/JPY 181.46", "EUR/USD 1.1845"]


@given(st.lists(st.tuples(PAIRS, PAIRS, DAYS, PRICES), max_size=12), PAIRS, PAIRS, DAYS)
def test_the_rate_found_is_the_latest_within_a_week_of_those_that_could_do(
    recorded: list[tuple[str, str, date, Decimal]], source: str, target: str, on: date
) -> None:
    book = RateBook(rates(base, str(day(then)), **{other: str(price)}) for base, other, then, price in recorded)
    found = book.rate(source, target, on)
    days = {then for base, other, then, _ in recorded if {base, other} == {source, target}}
    days |= {
        then
        for base, other, then, _ in recorded
        for second, third, same, _ in recorded
        if (base, then) == (second, same) and (other, third) == (source, target)
    }
    fresh = [then for then in days if on - timedelta(7) <= then <= on]
    assert (found.on if found else None) == (max(fresh) if fresh else None)


@given(st.integers(1, 10**15), PRICES, PRICES)
def test_there_and_back_is_the_same_within_rounding(value: int, one: Decimal, other: Decimal) -> None:
    book = RateBook([rates("EUR", "2026-02-17", USD=str(one), JPY=str(other))])
    for source, target in (("EUR", "USD"), ("USD", "EUR"), ("USD", "JPY")):
        rate = book.rate(source, target, date(2026, 2, 17))
        assert rate
        back = rate.convert(rate.convert(Decimal(value), source, target), target, source)
        assert abs(back - value) <= Decimal(value) / 10**5
