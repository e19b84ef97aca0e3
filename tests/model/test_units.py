"""Physical units: exact where a figure terminates, to twelve digits elsewhere, and never across kinds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.amounts import read_amount
from tracker.model.units import NAMES, UNITS, converted, is_of_one_kind, unit_named

units = st.sampled_from(list(UNITS))
figures = st.decimals("-1E+12", "1E+12", places=3)


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


@given(figures, units, units)
def test_there_and_back_is_the_same_within_rounding(value: Decimal, one: str, other: str) -> None:
    if is_of_one_kind(one, other):
        back = converted(converted(value, one, other), other, one)
        assert abs(back - value) <= abs(value) * Decimal("1E-10")
    else:
        assert UNITS[one].kind != UNITS[other].kind


@given(st.integers(-(10**9), 10**9), units)
def test_a_unit_in_itself_is_as_it_was(value: int, unit: str) -> None:
    assert converted(Decimal(value), unit, unit) == value


@given(st.lists(figures, max_size=5), units, units)
def test_a_sum_converts_as_the_sum_of_its_parts(parts: list[Decimal], one: str, other: str) -> None:
    if is_of_one_kind(one, other):
        each = sum((converted(part, one, other) for part in parts), Decimal(0))
        whole = converted(sum(parts, Decimal(0)), one, other)
        assert abs(each - whole) <= sum(map(abs, parts), Decimal(0)) * converted(Decimal(1), one, other) / 10**10
