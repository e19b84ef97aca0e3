"""Deliveries by stage and by measure, their share of the amount, and the day on which they complete it."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import (
    RECORDED,
    START,
    amount,
    commitment,
    deadline,
    delivery,
    edit,
    portfolio,
    rates,
    retraction,
    state,
)
from tests.strategies import amounts
from tracker.errors import NotPossible
from tracker.model.amounts import Amount, read_amount
from tracker.model.commitment import AnyEvent, Commitment, DeliveryEvent
from tracker.model.register import Register
from tracker.state.conversion import TargetUnit
from tracker.state.delivery import (
    Deliveries,
    Measures,
    above_baseline,
    first_deliveries,
    is_level,
    level_to_reach,
    original_amount,
    share,
    total,
)
from tracker.state.delivery import amount as amount_in_force
from tracker.state.portfolio import Standing


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


# ---- the sums ----------------------------------------------------------------------------------


def measures_of(named: dict[str, str], *histories: list[DeliveryEvent]) -> Measures:
    """The measures of histories, with the measure named by the terms."""
    found = [
        first for number, history in enumerate(histories) for first in first_deliveries(history, is_part=number > 0)
    ]
    return Measures(tuple(found), next(iter(named.values()), ""), frozenset(named))


def series(*histories: list[DeliveryEvent], **measures: str) -> list[tuple[str, str, str, bool]]:
    """Every series of the deliveries of a commitment and of its parts: stage, measure, sum, and if it counts."""
    found = Deliveries(histories, measures_of(measures, *histories)).series
    return [(one.stage, one.measure, str(one.total), one.counts) for one in found]


@pytest.mark.parametrize(
    ("deliveries", "sums"),
    [
        ([], []),
        ([delivery("USD 1bn")], [("delivered", "USD 1bn")]),
        ([delivery("USD 1bn"), delivery("USD 500m")], [("delivered", "USD 1.5bn")]),
        ([delivery("USD 1bn"), delivery("USD -400m")], [("delivered", "USD 600m")]),
        ([delivery("USD 1bn"), delivery("USD -1bn")], [("delivered", "USD 0")]),
        (
            [delivery("USD 1bn"), delivery("JPY 340bn"), delivery("4 trees")],
            [("delivered", "USD 1bn"), ("delivered", "JPY 340bn"), ("delivered", "4 trees")],
        ),
        (
            [delivery("USD 1bn"), delivery("USD 109bn", "selected"), delivery("USD 2bn", "contracted")],
            [("selected", "USD 109bn"), ("contracted", "USD 2bn"), ("delivered", "USD 1bn")],
        ),
        ([delivery("12 Mt"), delivery("12 Mt/yr")], [("delivered", "12 Mt"), ("delivered", "12 Mt/yr")]),
        ([delivery("over USD 1bn"), delivery("over USD 2bn")], [("delivered", "≥ USD 3bn")]),
        ([delivery("over USD 1bn"), delivery("USD 2bn")], [("delivered", "≥ USD 3bn")]),
        ([delivery("up to USD 1bn"), delivery("USD 2bn")], [("delivered", "≤ USD 3bn")]),
        ([delivery("up to USD 1bn"), delivery("over USD 2bn")], [("delivered", "~ USD 3bn")]),
        ([delivery("about USD 1bn"), delivery("USD 2bn")], [("delivered", "~ USD 3bn")]),
        ([delivery("USD 1bn"), delivery("USD 5bn", kind="so_far")], [("delivered", "USD 5bn")]),
        ([delivery("USD 5bn", kind="so_far"), delivery("USD 1bn")], [("delivered", "USD 6bn")]),
        ([delivery("USD 5bn", kind="so_far"), delivery("USD 4bn", kind="so_far")], [("delivered", "USD 4bn")]),
        ([delivery("over USD 1bn"), delivery("USD 5bn", kind="so_far")], [("delivered", "USD 5bn")]),
        ([delivery("2 %GDP"), delivery("2.1 %GDP")], [("delivered", "2.1 %GDP")]),
        ([delivery("2 %GDP", kind="level"), delivery("1.9 %GDP")], [("delivered", "1.9 %GDP")]),
        ([delivery("9 troops", kind="level"), delivery("7 troops", kind="level")], [("delivered", "7 troops")]),
        ([delivery("1 t"), delivery("2 t", "disbursed")], [("disbursed", "2 t"), ("delivered", "1 t")]),
    ],
)
def test_deliveries_add_up_by_stage_and_unit(deliveries: list[DeliveryEvent], sums: list[tuple[str, str]]) -> None:
    assert [(stage, figure) for stage, _, figure, _ in series(deliveries)] == sums


def test_two_measures_are_two_series_and_the_one_that_counts_is_the_first() -> None:
    told = [
        delivery("USD 1bn", "selected", "customs"),
        delivery("USD 9bn", measure="announced"),
        delivery("USD 2bn", measure="customs"),
        delivery("USD 1bn", measure="announced"),
    ]
    assert series(told, delivered="customs") == [
        ("selected", "customs", "USD 1bn", True),
        ("delivered", "customs", "USD 2bn", True),
        ("delivered", "announced", "USD 10bn", False),
    ]
    found = Deliveries(
        [told], Measures(tuple(first_deliveries(told, is_part=False)), "customs", frozenset({"delivered"}))
    )
    assert [(one.stage, str(one.total)) for one in found.counted] == [("selected", "USD 1bn"), ("delivered", "USD 2bn")]


def test_parts_add_up_but_a_running_total_replaces_only_that_of_its_own_commitment() -> None:
    own, part = [delivery("USD 1bn"), delivery("USD 3bn", kind="so_far")], [delivery("USD 5bn")]
    assert series(own, part) == [("delivered", "", "USD 8bn", True)]
    assert series(part, own) == [("delivered", "", "USD 8bn", True)]


def test_the_level_of_a_part_is_not_that_of_its_umbrella() -> None:
    own, part = [delivery("2 %GDP"), delivery("1 t")], [delivery("9 %GDP"), delivery("5 troops", kind="level")]
    assert series(own, part) == [("delivered", "", "1 t", True), ("delivered", "", "2 %GDP", True)]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (delivery("USD 1bn"), False),
        (delivery("USD 1bn", kind="so_far"), False),
        (delivery("9 troops", kind="level"), True),
        (delivery("2 %GDP"), True),
        (delivery("2 %GDP", kind="so_far"), True),
    ],
)
def test_a_level_replaces_the_one_before_and_a_share_is_a_level_whatever_is_said(
    event: DeliveryEvent, *, expected: bool
) -> None:
    assert is_level(event) is expected


@pytest.mark.parametrize(
    ("deliveries", "unit", "arrived"),
    [
        ([], "USD", "None"),
        ([delivery("USD 1bn")], "USD", "USD 1bn"),
        ([delivery("USD 1bn")], "JPY", "None"),
        ([delivery("USD 1bn"), delivery("USD 3bn", "disbursed")], "USD", "USD 3bn"),
        ([delivery("USD 4bn"), delivery("USD 3bn", "disbursed")], "USD", "USD 4bn"),
        ([delivery("USD 9bn", "selected"), delivery("USD 9bn", "contracted")], "USD", "None"),
        ([delivery("2 kt"), delivery("500 t")], "t", "2,500 t"),
        ([delivery("2 kt"), delivery("500 t")], "kt", "2.5 kt"),
        ([delivery("12 Mt/yr"), delivery("1 Mt")], "Mt", "1 Mt"),
        ([delivery("12 Mt/yr")], "Mt", "None"),
    ],
)
def test_the_larger_of_what_was_disbursed_and_delivered_arrived(
    deliveries: list[DeliveryEvent], unit: str, arrived: str
) -> None:
    assert str(Deliveries([deliveries], Measures()).arrived(unit)) == arrived


def test_a_retracted_delivery_does_not_count() -> None:
    found = state(commitment(events=[delivery("USD 1bn"), delivery("USD 2bn"), retraction(1)]))
    assert series(list(found.deliveries)) == [("delivered", "", "USD 2bn", True)]


# ---- in full -----------------------------------------------------------------------------------


RATED: Final = (START, "2026-01-15", "2026-02-15", "2026-12-31")


def completion_days(
    *promises: Commitment, as_of: str = "2026-12-31", known_at: str = "", money: TargetUnit | None = None
) -> str:
    """The possible days on which the first commitment was delivered in full, or None."""
    register = Register(rates=tuple(rates("USD", day, JPY="150") for day in RATED))
    held = portfolio(*promises, as_of=as_of, known_at=known_at, register=register, money=money)
    return str(held.standings[promises[0].ref].completion)


def ordered(*figures: str, by: str = "USD 3bn", **given: Any) -> Commitment:  # noqa: ANN401 - the words of a delivery
    """A promise of an amount, with deliveries in January, February and so on."""
    events = [delivery(figure, on=f"2026-{month:02}-15", **given) for month, figure in enumerate(figures, 1)]
    return commitment(amount=by, events=events)


@pytest.mark.parametrize(
    ("promise", "on"),
    [
        (ordered("USD 1bn", "USD 1bn", "USD 1bn"), "2026-03-15"),
        (ordered("USD 1bn", "USD 1bn", "USD 999m"), "None"),
        (ordered("USD 1bn", "USD 5bn", "USD 1bn"), "2026-02-15"),
        (ordered("USD 3bn", "USD -1bn"), "None"),
        (ordered("USD 3bn", "USD -1bn", "USD 1bn"), "2026-03-15"),
        (ordered("USD 3bn", "USD -1bn", "USD 1bn", "USD 1bn"), "2026-03-15"),
        (ordered("USD 4bn", "USD -1bn"), "2026-01-15"),
        (ordered("USD 1bn", "USD 1bn", "USD 3bn", kind="so_far"), "2026-03-15"),
        (ordered("USD 3bn", "USD 2bn", "USD 1bn", kind="so_far"), "None"),
        (ordered("USD 3bn", "USD 2bn", "USD 4bn", kind="so_far"), "2026-03-15"),
        (ordered("1.8 %GDP", "2 %GDP", "2.1 %GDP", by="2 %GDP"), "2026-02-15"),
        (ordered("2 %GDP", "1.9 %GDP", by="2 %GDP"), "None"),
        (ordered("2 %GDP", "1.9 %GDP", "2 %GDP", by="2 %GDP"), "2026-03-15"),
        (ordered("1 %GDP", "1 %GDP", by="2 %GDP"), "None"),
        (ordered("2 troops", "3 troops", "9 troops", kind="level", by="3 troops"), "2026-02-15"),
        (ordered("up to USD 3bn"), "None"),
        (ordered("up to USD 3bn", "USD 3bn"), "2026-02-15"),
        (ordered("up to USD 2bn", "USD 1bn", "USD 1bn"), "None"),
        (ordered("about USD 3bn"), "2026-01-15"),
        (ordered("USD 3bn", by="up to USD 3bn"), "2026-01-15"),
        (ordered("USD 3bn", by="at least USD 3bn"), "2026-01-15"),
        (ordered("USD 3bn", "USD 9bn", by="USD 3bn a year"), "None"),
        (ordered("USD 3bn a year"), "None"),
        (ordered("USD 3bn", stage="disbursed"), "2026-01-15"),
        (ordered("USD 9bn", stage="contracted"), "None"),
        (ordered("JPY 9tn"), "None"),
        (ordered("2 kt", "1 kt", by="3000 t"), "2026-02-15"),
        (ordered("2000 t", "1000000 kg", by="3 kt"), "2026-02-15"),
        (ordered("3 trees", by="3 aircraft"), "None"),
        (ordered("USD 3bn", by=""), "None"),
        (ordered(), "None"),
    ],
)
def test_it_is_delivered_in_full_from_the_first_day_of_the_last_run_at_or_above_the_amount(
    promise: Commitment, on: str
) -> None:
    assert completion_days(promise) == on


def test_of_what_was_disbursed_and_what_was_delivered_the_larger_counts_and_never_their_sum() -> None:
    halves = [delivery("USD 2bn", on="2026-01-15"), delivery("USD 2bn", "disbursed", on="2026-02-15")]
    assert completion_days(commitment(amount="USD 3bn", events=halves)) == "None"
    more = delivery("USD 1bn", "disbursed", on="2026-03-15")
    assert completion_days(commitment(amount="USD 3bn", events=[*halves, more])) == "2026-03-15"


def test_a_level_at_one_stage_is_no_sum_at_the_other() -> None:
    events = [
        delivery("2 troops", on="2026-01-15"),
        delivery("2 troops", "disbursed", kind="level", on="2026-02-15"),
        delivery("3 troops", "disbursed", kind="level", on="2026-03-15"),
    ]
    assert completion_days(commitment(amount="3 troops", events=events)) == "2026-03-15"


def test_it_is_not_in_full_before_it_was_delivered_or_known() -> None:
    promise = ordered("USD 1bn", "USD 2bn")
    assert [completion_days(promise, as_of=day) for day in ("2026-02-14", "2026-02-15")] == ["None", "2026-02-15"]
    late = commitment(amount="USD 3bn", events=[delivery("USD 3bn", on="2026-02-15", known_on="2026-03-01")])
    assert [completion_days(late, known_at=day) for day in ("2026-02-28", "2026-03-01")] == ["None", "2026-02-15"]


@pytest.mark.parametrize(
    ("on", "known_on", "days"),
    [
        ("2026-05", "", "2026-05-01..2026-05-31"),
        ("2026", "2026-05-14", "2026-01-01..2026-05-14"),
        ("", "2026-05-14", "..2026-05-14"),
    ],
)
def test_the_day_of_a_half_known_delivery_is_half_known(on: str, known_on: str, days: str) -> None:
    promise = commitment(amount="USD 3bn", events=[delivery("USD 3bn", on=on, known_on=known_on)])
    assert completion_days(promise) == days


def test_what_is_to_be_refrained_from_is_never_delivered() -> None:
    assert completion_days(commitment(amount="USD 3bn", nature="refrain", events=[delivery("USD 3bn")])) == "None"


def test_the_amount_in_force_decides() -> None:
    raised = amount("USD 5bn", "revision", on="2026-06-01")
    promise = commitment(events=[amount("USD 3bn"), raised, delivery("USD 3bn", on="2026-01-15")])
    assert [completion_days(promise, as_of=day) for day in ("2026-05-31", "2026-06-01")] == ["2026-01-15", "None"]


def test_what_was_delivered_to_parts_counts_but_their_levels_do_not() -> None:
    part = commitment("part", parent="jp-us-promise", events=[delivery("USD 2bn", on="2026-02-15")])
    assert completion_days(ordered("USD 1bn"), part) == "2026-02-15"
    level = commitment("part", parent="jp-us-promise", events=[delivery("2 %GDP", on="2026-02-15")])
    assert completion_days(ordered("1.8 %GDP", by="2 %GDP"), level) == "None"
    running = [delivery("USD 1bn", on="2026-02-15"), delivery("USD 2bn", kind="so_far", on="2026-03-15")]
    assert (
        completion_days(ordered("USD 1bn"), commitment("part", parent="jp-us-promise", events=running)) == "2026-03-15"
    )


@pytest.mark.parametrize(
    "money",
    [
        None,
        TargetUnit("JPY"),
        TargetUnit("JPY", "as_of"),
        TargetUnit("USD"),
        TargetUnit("USD", "as_of"),
        TargetUnit("t"),
    ],
)
@pytest.mark.parametrize(
    ("promise", "on"),
    [
        (ordered("USD 1bn", "USD 2bn"), "2026-02-15"),
        (ordered("USD 1bn", "JPY 450bn"), "None"),
        (ordered("JPY 450bn", "JPY 1bn"), "None"),
        (ordered("2 kt", "1000 t", by="3 kt"), "2026-02-15"),
    ],
)
def test_a_conversion_does_not_change_what_is_in_full(money: TargetUnit | None, promise: Commitment, on: str) -> None:
    assert completion_days(promise, money=money) == on


# ---- the measure that counts -------------------------------------------------------------------

EARLY, LATE = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
CUSTOMS: Final = delivery("USD 3bn", measure="customs", on="2026-02-15", recorded_at=LATE)
ANNOUNCED: Final = delivery("USD 1bn", measure="announced", on="2026-03-15", recorded_at=EARLY)


@pytest.mark.parametrize(
    ("events", "counts", "measures", "on"),
    [
        ([CUSTOMS], "", {"delivered": "customs"}, "2026-02-15"),
        ([CUSTOMS, ANNOUNCED], "", {"delivered": "announced"}, "None"),
        ([ANNOUNCED, CUSTOMS], "", {"delivered": "announced"}, "None"),
        ([CUSTOMS, ANNOUNCED, retraction(2)], "", {"delivered": "customs"}, "2026-02-15"),
        ([CUSTOMS, ANNOUNCED], "customs", {"disbursed": "customs", "delivered": "customs"}, "2026-02-15"),
        ([CUSTOMS, ANNOUNCED], "announced", {"disbursed": "announced", "delivered": "announced"}, "None"),
        ([CUSTOMS], "audited", {"disbursed": "audited", "delivered": "audited"}, "None"),
        (
            [delivery("USD 3bn", "contracted", "signed"), delivery("USD 3bn", "selected", "named")],
            "signed",
            {"selected": "named", "contracted": "signed", "disbursed": "signed", "delivered": "signed"},
            "None",
        ),
        ([CUSTOMS, delivery("USD 9bn", "selected")], "", {"delivered": "customs", "selected": ""}, "2026-02-15"),
        ([], "", {}, "None"),
    ],
)
def test_the_measure_recorded_first_counts_unless_the_terms_name_another(
    events: list[AnyEvent], counts: str, measures: dict[str, str], on: str
) -> None:
    promise = commitment(amount="USD 3bn", events=events, counts=counts)
    (found,) = portfolio(promise, as_of="2026-12-31")
    told = found.all_deliveries.measures
    assert ({stage: told.of(stage, "USD") for stage in measures}, str(found.completion)) == (measures, on)


@pytest.mark.parametrize("as_of", ["2026-02-15", "2026-03-14", "2026-03-15"])
@pytest.mark.parametrize("known_at", ["", "2026-02-20"])
def test_the_measure_that_counts_does_not_depend_on_the_moment(as_of: str, known_at: str) -> None:
    promise = commitment(amount="USD 3bn", events=[CUSTOMS, ANNOUNCED])
    (found,) = portfolio(promise, as_of=as_of, known_at=known_at)
    assert (found.all_deliveries.measures.of("delivered", "USD"), found.completion) == ("announced", None)


def test_the_measure_recorded_first_may_be_that_of_a_part() -> None:
    part = commitment("part", parent="jp-us-promise", events=[ANNOUNCED])
    found: Standing = portfolio(commitment(amount="USD 3bn", events=[CUSTOMS]), part).standings["jp-us-promise"]
    assert (found.all_deliveries.measures.of("delivered", "USD"), found.completion) == ("announced", None)
    named = commitment(amount="USD 3bn", events=[CUSTOMS, edit(counts="customs")])
    assert str(portfolio(named, part).standings["jp-us-promise"].completion) == "2026-02-15"


def test_what_was_recorded_at_once_counts_by_its_number() -> None:
    both = [delivery("USD 1bn", measure=name, on="2026-02-15", recorded_at=EARLY) for name in ("first", "second")]
    (found,) = portfolio(commitment(amount="USD 3bn", events=both))
    assert found.all_deliveries.measures.of("delivered", "USD") == "first"


def test_what_is_completed_stands_so_and_is_not_overdue() -> None:
    promise = commitment(events=[amount("USD 3bn"), deadline("2026-02-28"), delivery("USD 3bn", on="2026-03-15")])
    shown = [
        (one.timeliness, one.overdue_days, one.lateness)
        for day in ("2026-03-14", "2026-03-15")
        for one in portfolio(promise, as_of=day)
    ]
    assert shown == [("overdue", 14, "unreported"), ("completed", None, "")]


# ---- shares ------------------------------------------------------------------------------------


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
    (found,) = Deliveries([[delivery(f"USD {figure}.01") for figure in figures]], Measures()).series
    assert found.total.value == sum(Decimal(f"{figure}.01") for figure in figures)


def test_a_sum_too_large_for_the_register_is_refused() -> None:
    largest = DeliveryEvent(
        id=1, recorded_at=RECORDED, recorded_by="ann", amount=Amount(Decimal("9E+47"), "USD"), stage="delivered"
    )
    with pytest.raises(NotPossible):
        total([largest.amount, largest.amount])


def test_a_level_of_more_digits_than_a_figure_has_is_rounded() -> None:
    terms = edit(increment=True, baseline=Amount(Decimal(10) ** 17, "t")).terms
    tiny = Amount(Decimal("1E-11"), "t")
    assert level_to_reach(tiny, terms) == Amount(Decimal(10) ** 17, "t")
    (found,) = above_baseline([delivery("1 t", kind="level")], edit(increment=True, baseline=tiny).terms)
    assert found.amount.value == Decimal("0.99999999999")
