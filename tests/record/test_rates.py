"""Recording rates: what is typed of them, and what a register takes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given

from tests.building import NEWS, rates
from tests.strategies import reads_or_refuses, typed
from tracker.errors import BadCode, BadRate, NotPossible
from tracker.model.register import Rates
from tracker.record.rates import (
    DayRates,
    Stamp,
    new_days,
    rates_of,
    read_pair,
    read_rate,
    require_past,
    require_retractable,
    summary,
)

DAY = date(2026, 2, 17)
STAMP = Stamp(datetime(2026, 6, 15, tzinfo=UTC), "ann")
DAY_RATES = DayRates("EUR", DAY, {"USD": Decimal("1.1845")})


@pytest.mark.parametrize("text", ["USD/JPY", "usd/jpy", " USD / JPY "])
def test_a_pair_is_two_currencies(text: str) -> None:
    assert read_pair(text) == ("USD", "JPY")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("USDJPY", "“USDJPY” is not a pair of currencies; write the base currency first, as in USD/JPY"),
        ("USD/USD", "“USD/USD” is not a pair of currencies; write two different ones, as in USD/JPY"),
        ("USD/JYP", "“JYP” is not a currency of ISO 4217 (nearest: JPY); write one such as USD, JPY or EUR"),
        ("/JPY", "“” is not a currency of ISO 4217; write one such as USD, JPY or EUR"),
    ],
)
def test_a_text_that_is_not_a_pair_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadCode) as refused:
        read_pair(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("text", ["", "0", "0.00", "-1", "1e3", "1,5", "NaN", "1" * 29, "1/2"])
def test_a_rate_is_a_positive_number(text: str) -> None:
    with pytest.raises(BadRate):
        read_rate(text)


@given(typed)
def test_any_text_is_a_rate_or_a_pair_or_is_refused(text: str) -> None:
    reads_or_refuses(read_rate, text)
    reads_or_refuses(read_pair, text)


def test_nobody_knows_a_rate_before_its_day() -> None:
    assert require_past("the rate", DAY, DAY) == DAY
    with pytest.raises(NotPossible, match="the rate: 2026-02-17 is in the future; give a day that is not after today"):
        require_past("the rate", DAY, date(2026, 2, 16))


def test_a_rate_that_holds_is_taken_back() -> None:
    assert require_retractable("USD", "JPY", DAY, [rates("USD", "2026-02-17", JPY="153.2")]) == DayRates(
        "USD", DAY, {"JPY": None}
    )


@pytest.mark.parametrize("recorded", [[], [rates("USD", "2026-02-17", JPY="1"), rates("USD", "2026-02-17", JPY=None)]])
def test_a_rate_that_is_not_recorded_cannot_be_retracted(recorded: list[Rates]) -> None:
    with pytest.raises(NotPossible, match="taking back USD/JPY on 2026-02-17: none was recorded"):
        require_retractable("USD", "JPY", DAY, recorded)


def test_a_sheet_is_recorded_under_a_name_of_its_own() -> None:
    names: set[str] = set()
    found = [rates_of(DAY_RATES, names, STAMP, NEWS) for _ in range(3)]
    assert [rates.id for rates in found] == ["EUR 2026-02-17", "EUR 2026-02-17 #2", "EUR 2026-02-17 #3"]
    assert names == {rates.id for rates in found}
    assert (found[0].base, str(found[0].on), found[0].quotes) == ("EUR", "2026-02-17", {"USD": Decimal("1.1845")})
    assert (found[0].recorded_at, found[0].recorded_by, found[0].source) == (STAMP.at, "ann", NEWS)


@pytest.mark.parametrize(
    ("recorded", "new"),
    [
        ([], True),
        ([rates("EUR", "2026-02-17", USD="1.18450", JPY="181")], False),
        ([rates("EUR", "2026-02-17", USD="1.18")], True),
        ([rates("EUR", "2026-02-16", USD="1.1845")], True),
        ([rates("EUR", "2026-02-17", USD="1.1845"), rates("EUR", "2026-02-17", USD=None)], True),
    ],
)
def test_only_days_with_a_new_rate_are_recorded(recorded: list[Rates], new: bool) -> None:  # noqa: FBT001
    assert new_days([DAY_RATES], recorded) == ([DAY_RATES] if new else [])


def test_the_summary_counts_days_and_currencies() -> None:
    two = DayRates("EUR", DAY, {"USD": Decimal(1), "JPY": Decimal(2)})
    assert summary([DAY_RATES, two], 0) == "2 days of rates, 2 currencies to the EUR"
    assert summary([], 1) == "0 days of rates; 1 day was recorded already"
