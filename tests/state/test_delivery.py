"""What was delivered, by stage, and its share of what was promised."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import RECORDED, amount, commitment, delivery, retraction, state
from tests.strategies import amounts
from tracker.amounts import Amount, read_amount
from tracker.commitment import AnyEvent, DeliveryEvent
from tracker.errors import NotPossible
from tracker.state.delivery import amount as amount_in_force
from tracker.state.delivery import original_amount, share, totals


@pytest.mark.parametrize(
    ("versions", "original", "current"),
    [
        ([], "None", "None"),
        ([amount("USD 100m")], "USD 100m", "USD 100m"),
        ([amount("USD 100m"), amount("USD 150m", "revision")], "USD 100m", "USD 150m"),
        (
            [amount("USD 150m", "revision", on="2026-02-01"), amount("USD 100m", on="2026-01-01")],
            "USD 100m",
            "USD 150m",
        ),
        ([amount("USD 1m"), amount("USD 100m", "correction", corrects=1)], "USD 100m", "USD 100m"),
        ([amount("USD 100m"), amount("up to 6兆円", "revision")], "USD 100m", "≤ JPY 6tn"),
    ],
)
def test_an_amount_has_versions_that_are_never_added_up(versions: list[AnyEvent], original: str, current: str) -> None:
    found = state(commitment(events=versions))
    assert (str(original_amount(found)), str(amount_in_force(found))) == (original, current)


@pytest.mark.parametrize(
    ("deliveries", "sums"),
    [
        ([], {}),
        ([delivery("USD 1bn")], {("delivered", "USD"): "USD 1bn"}),
        ([delivery("USD 1bn"), delivery("USD 500m")], {("delivered", "USD"): "USD 1.5bn"}),
        ([delivery("USD 1bn"), delivery("USD -400m")], {("delivered", "USD"): "USD 600m"}),
        ([delivery("USD 1bn"), delivery("USD -1bn")], {("delivered", "USD"): "USD 0"}),
        (
            [delivery("USD 1bn"), delivery("JPY 340bn"), delivery("4 trees")],
            {("delivered", "USD"): "USD 1bn", ("delivered", "JPY"): "JPY 340bn", ("delivered", "trees"): "4 trees"},
        ),
        (
            [delivery("USD 1bn"), delivery("USD 109bn", "selected"), delivery("USD 2bn", "contracted")],
            {("selected", "USD"): "USD 109bn", ("contracted", "USD"): "USD 2bn", ("delivered", "USD"): "USD 1bn"},
        ),
        (
            [delivery("12 Mt"), delivery("12 Mt/yr")],
            {("delivered", "Mt"): "12 Mt", ("delivered", "Mt/yr"): "12 Mt/yr"},
        ),
        ([delivery("over USD 1bn"), delivery("over USD 2bn")], {("delivered", "USD"): "≥ USD 3bn"}),
        ([delivery("over USD 1bn"), delivery("USD 2bn")], {("delivered", "USD"): "~ USD 3bn"}),
    ],
)
def test_deliveries_add_up_by_stage_and_unit(deliveries: list[DeliveryEvent], sums: dict[tuple[str, str], str]) -> None:
    found = {key: str(total) for key, total in totals(deliveries).items()}
    assert list(found.items()) == list(sums.items())


def test_a_retracted_delivery_does_not_count() -> None:
    found = state(commitment(events=[delivery("USD 1bn"), delivery("USD 2bn"), retraction(1)]))
    assert [str(total) for total in totals(found.deliveries).values()] == ["USD 2bn"]


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ("USD 109bn", "USD 550bn", "0.198182"),
        ("USD 227.9bn", "USD 227.9bn", "1.000000"),
        ("USD 600bn", "USD 550bn", "1.090909"),
        ("USD 0", "USD 550bn", "0.000000"),
        ("USD -55bn", "USD 550bn", "-0.100000"),
        ("USD 288.8bn", "USD 502.4bn", "0.574841"),
        ("75 aircraft", "100 aircraft", "0.750000"),
        ("999999999999999999999999 t", "0.00000000000000000000001 t", f"{'9' * 24}{'0' * 23}.000000"),
    ],
)
def test_a_share_is_a_part_over_the_whole(part: str, whole: str, expected: str) -> None:
    assert str(share(read_amount(part), read_amount(whole))) == expected


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        (None, "USD 550bn"),
        ("USD 1bn", None),
        (None, None),
        ("USD 1bn", "USD 0"),
        ("USD 0", "USD 0"),
        ("JPY 340bn", "USD 550bn"),
        ("12 Mt", "12 Mt/yr"),
    ],
)
def test_an_undefined_share_is_none_and_not_nothing(part: str | None, whole: str | None) -> None:
    assert share(read_amount(part) if part else None, read_amount(whole) if whole else None) is None


@given(amounts, amounts)
def test_any_two_amounts_have_a_share_or_none(part: Amount, whole: Amount) -> None:
    found = share(part, whole)
    assert (found is None) == ((part.unit, part.per) != (whole.unit, whole.per) or not whole.value)


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=5))
def test_a_sum_is_exact(figures: list[int]) -> None:
    (total,) = totals([delivery(f"USD {figure}.01") for figure in figures]).values()
    assert total.value == sum(Decimal(f"{figure}.01") for figure in figures)


def test_a_sum_too_large_for_the_register_is_refused() -> None:
    largest = DeliveryEvent(
        id=1, recorded_at=RECORDED, recorded_by="ann", amount=Amount(Decimal("9E+47"), "USD"), stage="delivered"
    )
    with pytest.raises(NotPossible):
        totals([largest, largest])
