"""Amounts as people write them; units, exact where a figure terminates, to twelve digits elsewhere."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import amounts, figures, reads_or_refuses, typed
from tracker.errors import BadAmount, BadCode, TrackerError
from tracker.model.amounts import (
    NAMES,
    UNITS,
    Amount,
    Per,
    Qualifier,
    converted,
    figure,
    is_of_one_kind,
    plain_number,
    read_amount,
    read_figure,
    short,
    unit_named,
)

units = st.sampled_from(list(UNITS))
values = st.decimals("-1E+12", "1E+12", places=3)


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("USD 550bn", "550e9", "USD"),
        ("JPY 6tn", "6e12", "JPY"),
        ("6兆円", "6e12", "JPY"),
        ("5500亿美元", "550e9", "USD"),
        ("12 Mt", "12", "Mt"),
        ("$550B", "550e9", "USD"),
        ("US$ 36 billion", "36e9", "USD"),
        ("usd5m", "5e6", "USD"),
        ("5bn USD", "5e9", "USD"),
        ("5 MN EUR", "5e6", "EUR"),
        ("€1,234.50", "1234.5", "EUR"),
        ("100 Dollars", "100", "USD"),
        ("1,055 billion yen", "1055e9", "JPY"),
        ("１２３円", "123", "JPY"),
        ("5.5兆円", "5.5e12", "JPY"),
        ("5兆5,000億円", "5.5e12", "JPY"),
        ("1億2345万6789円", "123456789", "JPY"),
        ("5千億円", "5e11", "JPY"),
        ("5千万円", "5e7", "JPY"),
        ("1.2万亿美元", "1.2e12", "USD"),
        ("3500억 달러", "350e9", "USD"),
        ("5천억 달러", "5e11", "USD"),
        ("1조 5000억 원", "1.5e12", "KRW"),
        ("100万吨", "1e6", "t"),
        ("8 million tonnes", "8e6", "t"),
        ("5 K t", "5000", "t"),
        ("400 missiles", "400", "missiles"),
        ("300k b/d", "3e5", "b/d"),
        ("5 b/d", "5", "b/d"),
        ("2%", "2", "%"),
        ("2 percent", "2", "%"),
        ("3.5% of GDP", "3.5", "%GDP"),
        ("2 %GDP", "2", "%GDP"),
        ("USD -5bn", "-5e9", "USD"),
        ("−2 aircraft", "-2", "aircraft"),
        ("+5 t", "5", "t"),
        ("-0 t", "0", "t"),
        (" 12\n Mt ", "12", "Mt"),
    ],
)
def test_a_figure_is_read_with_its_currency_or_unit(written: str, value: str, unit: str) -> None:
    assert read_amount(written) == Amount(Decimal(value), unit)


@pytest.mark.parametrize(
    ("written", "qualifier", "per"),
    [
        ("USD 5bn", "exact", ""),
        ("exactly USD 5bn", "exact", ""),
        ("~USD 5bn", "about", ""),
        ("about $5bn", "about", ""),
        ("約50億米ドル", "about", ""),
        ("at least USD 5bn", "at_least", ""),
        ("Over $5bn", "at_least", ""),
        (">= USD 5bn", "at_least", ""),
        ("up to USD 5bn", "up_to", ""),
        ("max. USD 5bn", "up_to", ""),
        ("≤USD 5bn", "up_to", ""),
        ("USD 5bn/yr", "exact", "year"),
        ("USD 5bn a year", "exact", "year"),
        ("USD 5bn per annum", "exact", "year"),
        ("USD 5bn p.a.", "exact", "year"),
        ("50億米ドル/年", "exact", "year"),
        ("年間50億米ドル", "exact", "year"),
        ("毎年約50億米ドル", "about", "year"),
        ("연간 50억 달러", "exact", "year"),
        ("up to USD 5bn annually", "up_to", "year"),
        ("50億米ドル以上", "at_least", ""),
        ("50억 달러 이상", "at_least", ""),
        ("年間50億米ドル以上", "at_least", "year"),
        ("50億米ドル以上/年", "at_least", "year"),
        ("50億米ドル/年以上", "at_least", "year"),
        ("至少50亿美元", "at_least", ""),
        ("最大50億ドル", "up_to", ""),
        ("연간 최대 50억 달러", "up_to", "year"),
    ],
)
def test_an_amount_is_exact_or_a_bound_and_in_all_or_yearly(written: str, qualifier: Qualifier, per: Per) -> None:
    assert read_amount(written) == Amount(Decimal(5_000_000_000), "USD", qualifier, per)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "write a figure with its currency or unit"),
        ("USD", "write a figure with its currency or unit"),
        ("NaN", "write a figure with its currency or unit"),
        ("inf USD", "write a figure with its currency or unit"),
        ("1e999 USD", "write a figure with its currency or unit"),
        ("1_000 USD", "write a figure with its currency or unit"),
        ("5-10 t", "write a figure with its currency or unit"),
        ("5 million million", "write a figure with its currency or unit"),
        ("5百 百x", "write a figure with its currency or unit"),
        ("5 million", "it has no currency or unit"),
        ("5m", "it has no currency or unit"),
        ("6兆", "it has no currency or unit"),
        ("USD 5 t", "it has two units, “USD” and “t”; write one"),
        ("maximum 5 t", "it has two units, “maximum” and “t”; write one"),
        ("¥100", "“¥” can be read in more than one way; write JPY or CNY"),
        ("￥100", "“¥” can be read in more than one way; write JPY or CNY"),
        ("\\100", "“\\” can be read in more than one way; write JPY or CNY"),
        ("5万亿元", "“元” can be read in more than one way; write CNY or TWD"),
        ("5 usd", "“usd” can be read in more than one way; write USD for the currency"),
        ("1,50 EUR", "group digits in threes with commas and mark decimals with a point"),
        ("USD 1.000.000", "group digits in threes with commas and mark decimals with a point"),
        ("5000億5兆円", "its parts are not whole, from large to small"),
        ("3千5百万円", "its parts are not whole, from large to small"),
        ("1億 0.5円", "its parts are not whole, from large to small"),
        ("1億 5 5円", "its parts are not whole, from large to small"),
        ("USD 1234567890123456789012345", "a figure has at most 24 digits"),
        ("USD 0.123456789012345678901234", "a figure has at most 24 digits"),
        ("USD 9999999999999tn", "a figure has at most 24 digits"),
        ("9十十十十十十十十十十十十十十十十十十十十十十十十十十t", "a figure has at most 24 digits"),
        ("約6兆円以上", "it has two bounds"),
        ("5 " + "t" * 99, "an amount has at most 100 characters"),
    ],
)
def test_a_text_that_is_not_an_amount_is_refused_with_an_example(written: str, why: str) -> None:
    with pytest.raises(BadAmount, match="is not an amount: ") as refused:
        read_amount(written)
    assert why in str(refused.value)


@pytest.mark.parametrize("written", ["UDS 5bn", "5bn UDS"])
def test_an_unknown_currency_is_refused_with_the_nearest(written: str) -> None:
    with pytest.raises(BadCode, match=r"“UDS” is not a currency of ISO 4217 \(nearest: USD\); write one such as USD"):
        read_amount(written)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("550000000000", "USD", "USD 550bn"),
        ("1055100000000", "JPY", "JPY 1.0551tn"),
        ("1055123456789", "JPY", "JPY 1,055,123,456,789"),
        ("35700000000", "USD", "USD 35.7bn"),
        ("1234500000", "USD", "USD 1.2345bn"),
        ("1234560000", "USD", "USD 1,234.56m"),
        ("-5000000", "EUR", "EUR -5m"),
        ("999999", "USD", "USD 999,999"),
        ("0.50", "USD", "USD 0.5"),
        ("0", "USD", "USD 0"),
        ("1E+3", "t", "1,000 t"),
        ("12000000", "t", "12,000,000 t"),
        ("2", "%", "2%"),
        ("2", "%GDP", "2 %GDP"),
        ("5", "LNG cargoes", "5 LNG cargoes"),
    ],
)
def test_a_figure_shows_in_the_largest_magnitude_that_keeps_it_exact(value: str, unit: str, shown: str) -> None:
    assert figure(Decimal(value), unit) == str(Amount(Decimal(value), unit)) == shown


@given(amounts)
def test_an_amount_reads_back_as_it_is_printed(amount: Amount) -> None:
    assert read_amount(str(amount)) == amount


@given(typed | st.builds("{} {}".format, st.integers(1, 99), st.text()))
def test_any_text_that_is_an_amount_reads_back_as_it_is_printed(text: str) -> None:
    try:
        amount = read_amount(text)
    except TrackerError:
        return
    assert read_amount(str(amount)) == amount


@given(typed)
def test_any_text_is_an_amount_or_is_refused(text: str) -> None:
    reads_or_refuses(read_amount, text)


@given(figures)
def test_a_number_in_full_or_short_loses_nothing(value: Decimal) -> None:
    assert Decimal(plain_number(value)) == value
    grouped = short(value)
    power = {"n": 9, "m": 6}.get(grouped[-1], 0) + 3 * grouped.endswith("tn")
    assert Decimal(f"{grouped.rstrip('tbnm').replace(',', '')}E{power}") == value


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-sNaN", "1E+999999", "1E-999999", "0E+99", "1" * 29])
def test_a_stored_figure_that_could_not_be_shown_exactly_is_none(value: str) -> None:
    with pytest.raises(ValueError, match="is not a figure that the register can store"):
        Amount(Decimal(value), "USD")


@pytest.mark.parametrize("text", ["", "much", "USD 1bn", "1 t", "1bn 5", "-1", "1.2.3", "x" * 200, "1" * 25])
def test_a_figure_is_a_number_with_a_magnitude_and_nothing_else(text: str) -> None:
    with pytest.raises(BadAmount):
        read_figure(text)


@pytest.mark.parametrize(
    ("figure", "target", "value"),
    [
        ("12 Mt", "t", "12000000"),
        ("12 Mt", "kt", "12000"),
        ("12 Mt", "Mt", "12"),
        ("346000 t", "Mt", "0.346"),
        ("1 short ton", "lb", "2000"),
        ("1 short ton", "kg", "907.18474"),
        ("1 bushel of soybeans", "lb", "60"),
        ("25 million t", "soybean-bushels", "918592759.104"),  # 36.7437 bushels a tonne
        ("1 acre-foot", "m3", "1233.48183754752"),
        ("350000 acre-feet", "gal", "114048000000"),
        ("1 barrel", "gal", "42"),
        ("1 m³", "L", "1000"),
        ("1.5 TWh", "GWh", "1500"),
        ("10 GW", "MW", "10000"),
    ],
)
def test_a_figure_converts_within_its_kind(figure: str, target: str, value: str) -> None:
    amount = read_amount(figure)
    assert converted(amount.value, amount.unit, target) == Decimal(value)


@pytest.mark.parametrize("name", [*NAMES, *UNITS])
def test_every_name_of_a_unit_is_read_as_the_unit(name: str) -> None:
    assert read_amount(f"5 {name}").unit == unit_named(name)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("t", "Mt", True),
        ("トン", "lb", True),
        ("MW", "MWh", False),
        ("b/d", "bbl", False),
        ("aircraft", "t", False),
        ("t", "aircraft", False),
        ("aircraft", "aircraft", False),
        ("USD", "USD", False),
    ],
)
def test_only_what_measures_the_same_is_of_one_kind(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert is_of_one_kind(one, other) is same


@given(values, units, units)
def test_there_and_back_is_the_same_within_rounding(value: Decimal, one: str, other: str) -> None:
    if is_of_one_kind(one, other):
        back = converted(converted(value, one, other), other, one)
        assert abs(back - value) <= abs(value) * Decimal("1E-10")
    else:
        assert UNITS[one].kind != UNITS[other].kind


@given(st.integers(-(10**9), 10**9), units)
def test_a_unit_in_itself_is_as_it_was(value: int, unit: str) -> None:
    assert converted(Decimal(value), unit, unit) == value


@given(st.lists(values, max_size=5), units, units)
def test_a_sum_converts_as_the_sum_of_its_parts(parts: list[Decimal], one: str, other: str) -> None:
    if is_of_one_kind(one, other):
        each = sum((converted(part, one, other) for part in parts), Decimal(0))
        whole = converted(sum(parts, Decimal(0)), one, other)
        assert abs(each - whole) <= sum(map(abs, parts), Decimal(0)) * converted(Decimal(1), one, other) / 10**10
