"""Deliveries: their measure, their kind and their unit."""

from typing import Any, Final

import pytest
from msgspec.structs import astuple, replace

from tests.building import amount, commitment, delivery, retraction
from tests.record.facts import last, provenance
from tracker.errors import BrokenRule, NotPossible
from tracker.model.amounts import read_amount
from tracker.model.commitment import Commitment, DeliveryEvent
from tracker.model.dates import span
from tracker.record.deliveries import Counting, deliver, over_period


def delivered(promise: Commitment, figure: str, *counting: Any, **counted: Any) -> DeliveryEvent:  # noqa: ANN401 - of Counting
    """The recorded delivery with that measure and kind."""
    added = last(deliver(promise, read_amount(figure), Counting(*counting, **counted), provenance()))
    assert isinstance(added, DeliveryEvent)
    return added


def refused(promise: Commitment, figure: str, *counting: Any, **counted: Any) -> str:  # noqa: ANN401 - of Counting
    """The sentence by which a delivery that is counted so is refused."""
    with pytest.raises(BrokenRule) as refusal:
        delivered(promise, figure, *counting, **counted)
    assert refusal.value.exit_code == 5
    return str(refusal.value)


def test_a_delivery_has_its_stage_and_its_measure() -> None:
    added = delivered(commitment(), "JPY -340bn", "contracted", "signed loans")
    assert (str(added.amount), added.stage, added.measure) == ("JPY -340bn", "contracted", "signed loans")
    assert delivered(commitment(), "JPY 340bn") == replace(
        added, amount=read_amount("JPY 340bn"), stage="delivered", measure=""
    )


@pytest.mark.parametrize(
    ("figure", "said", "kind"),
    [
        ("USD 1bn", "flow", "flow"),
        ("USD 1bn", "so_far", "so_far"),
        ("9 troops", "level", "level"),
        ("2 %GDP", "flow", "level"),
        ("2 %GDP", "so_far", "level"),
        ("15%", "flow", "level"),
    ],
)
def test_a_delivery_has_the_given_kind_and_a_percentage_is_a_level(figure: str, said: Any, kind: str) -> None:  # noqa: ANN401 - a kind
    assert delivered(commitment(), figure, kind=said).kind == kind


ONE: Final = commitment(amount="USD 9bn", events=[delivery("USD 1bn", measure="customs")])
TWO: Final = commitment(amount="USD 9bn", events=[*ONE.history[:1], delivery("USD 2bn")])


@pytest.mark.parametrize(
    ("promise", "counting", "measure"),
    [
        (commitment(), Counting(), ""),
        (ONE, Counting(), "customs"),
        (ONE, Counting(measure=""), ""),
        (ONE, Counting(measure="announced"), "announced"),
        (ONE, Counting("contracted"), ""),
        (TWO, Counting(measure="customs"), "customs"),
        (commitment(events=[*TWO.history[:2], retraction(1)]), Counting(), ""),
    ],
    ids=["the first", "the only one", "none", "another", "of another stage", "named", "the other taken back"],
)
def test_a_delivery_without_a_measure_has_the_only_one_of_its_stage(
    promise: Commitment, counting: Counting, measure: str
) -> None:
    added = last(deliver(promise, read_amount("USD 1bn"), counting, provenance()))
    assert isinstance(added, DeliveryEvent)
    assert added.measure == measure


def test_where_there_are_two_measures_one_must_be_named() -> None:
    assert refused(TWO, "USD 1bn") == (
        "a delivery to jp-us-promise needs its measure: give --measure, one of “customs”, no name or another"
    )


@pytest.mark.parametrize(
    ("promise", "figure", "counting"),
    [
        (commitment(amount="USD 9bn"), "JPY 1bn", Counting()),
        (commitment(amount="9 kt"), "5 t", Counting()),
        (commitment(amount="9 aircraft"), "5 aircraft", Counting()),
        (commitment(), "4 people", Counting()),
        (commitment(amount="USD 9bn"), "4 people", Counting(measure="people")),
        (ONE, "4 people", Counting(measure="people")),
        (TWO, "4 people", Counting(measure="")),
        (commitment(events=[amount("USD 9bn"), retraction(1)]), "4 people", Counting()),
    ],
    ids=[
        *("another currency", "another unit of mass", "the same", "nothing promised", "another measure, the first"),
        *("another measure", "a measure that does not count", "an amount that was taken back"),
    ],
)
def test_a_delivery_is_in_a_unit_of_the_kind_that_was_promised_or_by_another_measure(
    promise: Commitment, figure: str, counting: Counting
) -> None:
    assert str(delivered(promise, figure, *astuple(counting)).amount) == str(read_amount(figure))


@pytest.mark.parametrize(
    ("promise", "figure", "counting"),
    [
        (commitment(amount="USD 9bn"), "4 people", Counting()),
        (ONE, "4 people", Counting()),
        (ONE, "4 people", Counting(measure="customs")),
        (TWO, "4 people", Counting(measure="customs")),
        (commitment(events=[*TWO.history[:2], amount("USD 9bn")], counts=""), "4 t", Counting(measure="customs")),
    ],
)
def test_another_kind_of_unit_by_the_measure_that_counts_is_refused(
    promise: Commitment, figure: str, counting: Counting
) -> None:
    assert refused(promise, figure, *astuple(counting)) == (
        f"{read_amount(figure)} delivered: jp-us-promise is promised in USD; "
        "give it in that unit, or name another measure with --measure"
    )


def test_the_measure_that_the_terms_name_is_the_one_that_counts() -> None:
    named = commitment(amount="USD 9bn", events=TWO.history[:2], counts="customs")
    assert delivered(named, "4 people", measure="").measure == ""
    assert "is promised in USD" in refused(named, "4 people", measure="customs")


def test_a_figure_a_year_is_no_delivery() -> None:
    assert refused(commitment(), "USD 3bn a year") == (
        "USD 3bn/yr delivered: a yearly figure needs the period of its delivery; "
        "give --over 2025-04..2026-03, or the total"
    )


@pytest.mark.parametrize(
    ("before", "kind", "sentence"),
    [
        (delivery("5 troops"), "level", "figures that add up"),
        (delivery("5 troops", kind="so_far"), "level", "figures that add up"),
        (delivery("5 troops", kind="level"), "flow", "levels"),
        (delivery("5 troops", kind="level"), "so_far", "levels"),
    ],
)
def test_a_series_has_levels_or_flows_but_not_both(before: DeliveryEvent, kind: Any, sentence: str) -> None:  # noqa: ANN401 - a kind
    told = refused(commitment(events=[before]), "6 troops", kind=kind)
    why = f"{sentence} were recorded before by that measure"
    assert told == f"a delivery to jp-us-promise: {why}; name another measure with --measure"
    assert delivered(commitment(events=[before]), "6 troops", measure="counted", kind=kind).kind == kind
    assert delivered(commitment(events=[before]), "6 ships", kind=kind).kind == kind
    assert delivered(commitment(events=[before]), "6 troops", "contracted", kind=kind).kind == kind
    assert delivered(commitment(events=[before, retraction(1)]), "6 troops", kind=kind).kind == kind


def test_a_share_goes_on_as_a_level_whatever_it_was_recorded_as() -> None:
    assert delivered(commitment(events=[delivery("1.9 %GDP")]), "2 %GDP").kind == "level"


@pytest.mark.parametrize(
    ("figure", "period", "total"),
    [
        ("USD 3bn a year", "2025-04..2026-03", "USD 3bn"),
        ("USD 3bn a year", "2025-04..2026-09", "USD 4.5bn"),
        ("USD 3bn a year", "2025", "USD 3bn"),
        ("about USD 3bn a year", "2025-H1", "~ USD 1.5bn"),
        ("at least USD 3bn a year", "2025-H1", "≥ USD 1.5bn"),
        ("USD 1 a year", "2025-01", "~ USD 0.08"),
        ("about USD 1 a year", "2025-01", "~ USD 0.08"),
        ("up to USD 1 a year", "2025-01", "≤ USD 0.08"),
        ("12 Mt a year", "2025-Q1", "3 Mt"),
    ],
)
def test_a_figure_a_year_comes_to_its_part_over_a_period(figure: str, period: str, total: str) -> None:
    assert str(over_period(read_amount(figure), span(period))) == total


def test_only_a_figure_a_year_has_a_period() -> None:
    with pytest.raises(NotPossible) as refusal:
        over_period(read_amount("USD 3bn"), span("2025"))
    assert str(refusal.value) == "USD 3bn over 2025: only a yearly figure has a period; leave out --over"
