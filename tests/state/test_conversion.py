"""Conversion to another currency or unit: which amounts are converted, and by the rate of which day."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.building import NEWS, amount, citation, commitment, deadline, delivery, milestone, portfolio, rates, status
from tracker.errors import BadCode, NotPossible
from tracker.model.amounts import read_amount
from tracker.model.commitment import AnyEvent, Commitment, Source
from tracker.model.dates import span
from tracker.model.recurrence import read_recurrence
from tracker.model.register import Register
from tracker.state.conversion import RateDay, TargetUnit, read_unit
from tracker.state.portfolio import Portfolio, Standing

BOJ = Source(publisher="Bank of Japan")
SET = "In USD at the rate of the day each figure was set:"
LATE = "JPY 200 to the USD on 2026-06-26"
REGISTER = Register(
    rates=(
        rates("USD", "2026-02-17", BOJ, JPY="150"),
        rates("USD", "2026-03-31", BOJ, JPY="160"),
        rates("USD", "2026-06-26", None, JPY="200"),
    )
)


def within(
    *promises: Commitment,
    unit: str = "USD",
    rate_day: RateDay = "set",
    register: Register = REGISTER,
    as_of: str = "2026-06-30",
    known_at: str = "",
) -> Portfolio:
    """The commitments in a currency or unit."""
    money = TargetUnit(unit, rate_day)
    return portfolio(*promises, as_of=as_of, known_at=known_at, register=register, money=money)


def only(promise: Commitment, unit: str = "USD", rate_day: RateDay = "set") -> Standing:
    """The standing of one commitment in a currency or unit."""
    return within(promise, unit=unit, rate_day=rate_day).standings[promise.ref]


@pytest.mark.parametrize(
    ("figure", "unit", "shown"),
    [
        ("JPY 6tn", "USD", "~ USD 40bn"),
        ("at least JPY 6tn", "USD", "≥ USD 40bn"),
        ("up to JPY 6tn a year", "USD", "≤ USD 40bn/yr"),
        ("USD 1m", "JPY", "~ JPY 150m"),
        ("USD 1m", "USD", "USD 1m"),
        ("100 aircraft", "USD", "100 aircraft"),
        ("2 %GDP", "USD", "2 %GDP"),
        ("12 Mt", "USD", "12 Mt"),
        ("12 Mt", "t", "12,000,000 t"),
        ("about 12 Mt a year", "kt", "~ 12,000 kt/yr"),
        ("USD 1m", "t", "USD 1m"),
        ("5 b/d", "bbl", "5 b/d"),
    ],
)
def test_a_figure_of_the_kind_converts_and_any_other_stays(figure: str, unit: str, shown: str) -> None:
    standing = only(commitment(events=[amount(figure, on="2026-02-17")]), unit)
    assert str(standing.amount) == shown


def test_each_figure_is_converted_by_the_rate_of_its_own_day() -> None:
    promise = commitment(
        events=[
            amount("JPY 3tn", on="2026-02-20"),
            amount("JPY 4.8tn", "revision", on="2026-03-31"),
            delivery("JPY 1.6tn", on="2026-04-05"),
            delivery("JPY 300bn", on="2026-02-17"),
        ]
    )
    standing = only(promise)
    assert [str(event.amount) for event in standing.state.amounts] == ["~ USD 20bn", "~ USD 30bn"]
    assert standing.delivered == Decimal(12_000_000_000)
    assert str(standing.rate) == "JPY 160 to the USD on 2026-03-31"
    asked = only(promise, rate_day="as_of")
    assert (str(asked.amount), asked.delivered) == ("~ USD 24bn", Decimal(9_500_000_000))


def test_the_level_that_is_counted_from_has_the_rate_of_the_day_the_promise_was_made() -> None:
    terms: dict[str, Any] = {
        "baseline": read_amount("JPY 1.5tn"),
    }
    made = only(commitment(made_on=span("2026-02-17"), **terms))
    assert str(made.terms.baseline) == "~ USD 10bn"
    unmade = only(commitment(status=None, events=[status("agreed", on="2026-03-31")], **terms))
    assert str(unmade.terms.baseline) == "~ USD 9.375bn"
    this_year = only(commitment(made_on=span("2026"), **terms))  # its last day has not come
    assert str(this_year.terms.baseline) == "~ USD 7.5bn"


def test_a_source_supports_the_figure_as_recorded_in_every_currency() -> None:
    official = Source(publisher="METI", kind="official", party="obligor")
    promise = commitment(
        events=[
            amount("JPY 6tn", on="2026-02-17"),
            citation("amount", value="JPY 6tn", on="2026-02-17", source=official),
        ]
    )
    assert only(promise).confidence_in("amount") == "probable"


@pytest.mark.parametrize("unit", ["USD", "JPY"])
def test_whether_a_milestone_is_completed_does_not_depend_on_the_currency(unit: str) -> None:
    promise = commitment("a", events=[delivery("USD 8bn", on="2026-03-31"), deadline("2027")])
    agreed: list[AnyEvent] = [
        status("agreed", on="2026-02-17"),
        amount("USD 8bn", on="2026-02-17"),
        deadline("2026-04"),
    ]
    found = within(promise, milestone("a/b", status=None, events=agreed), unit=unit).standings["a/b"]
    assert str(found.amount) == {"USD": "USD 8bn", "JPY": "~ JPY 1.2tn"}[unit]
    assert found.timeliness == "completed"


def test_a_period_is_short_by_its_figure_in_any_currency() -> None:
    figure = delivery("USD 2bn", on="2026-02", known_on="2026-03-01", source=NEWS)
    terms: dict[str, Any] = {"every": read_recurrence("month, from 2026-02 until 2026-03, USD 6bn each")}
    recorded = replace(figure, recorded_at=datetime(2026, 6, 1, tzinfo=UTC))
    found = within(commitment("a", events=[recorded], **terms), unit="JPY", rate_day="as_of").standings
    assert (found["a/2026-02"].timeliness, str(found["a/2026-02"].shortfall)) == ("short", "~ JPY 800bn")
    assert (found["a/2026-03"].timeliness, found["a/2026-03"].shortfall) == ("overdue", None)


def test_without_conversion_nothing_is_noted_and_the_register_as_recorded_is_itself() -> None:
    plain = portfolio(commitment(amount="JPY 6tn"), register=REGISTER)
    assert plain.unconverted is plain
    standing = plain.standings["jp-us-promise"]
    assert (standing.rate, plain.rate_notes([standing])) == (None, ())


def test_what_was_recorded_in_the_currency_has_no_rate() -> None:
    standing = only(commitment(amount="USD 1m"))
    assert (standing.rate, standing.portfolio.rate_notes([standing])) == (None, ())
    assert only(commitment()).rate is None


def test_the_same_register_at_another_moment_is_in_the_same_currency() -> None:
    after = within(commitment(events=[amount("JPY 6tn", on="2026-02-17")]))
    before = after.at(portfolio(as_of="2026-03-01").moment)
    assert str(before.standings["jp-us-promise"].amount) == "~ USD 40bn"


# ---- missing rates -------------------------------------------------------------------------------


def test_a_figure_without_a_rate_stays_and_every_rate_that_is_missing_is_named_once() -> None:
    early: list[AnyEvent] = [
        amount("JPY 6tn", on="2026-01-15"),
        delivery("JPY 1tn", on="2026-01-15"),
        delivery("EUR 1m", on="2026-02"),
    ]
    found = within(commitment("one", events=early), commitment("two", events=[amount("EUR 1", on="2026-02")]))
    one, two = found
    assert (one.format_amount(one.amount), two.format_amount(two.amount), one.delivered) == (
        "JPY 6tn *",
        "EUR 1 *",
        Decimal(10**12),
    )
    (note,) = found.rate_notes(found)
    assert note == (
        "* as recorded, for want of a rate of EUR/USD on 2026-02-28, USD/JPY on 2026-01-15, or of the 7 days before; "
        "`tracker rate EUR/USD RATE --on 2026-02-28 --source URL` records one."
    )
    assert "USD/JPY" not in found.rate_notes([two])[0]
    assert found.rate_notes([]) == ()


def test_what_has_a_rate_is_converted_whatever_else_has_none() -> None:
    found = within(
        commitment("one", events=[amount("JPY 6tn", on="2026-02-17"), delivery("EUR 1m", on="2026-02-17")]),
        commitment("two", events=[amount("JPY 6tn", on="2026-01-15")]),
        commitment("three", events=[amount("12 Mt", on="2026-01-15")]),
    )
    assert [one.format_amount(one.amount) for one in found] == ["~ USD 40bn", "JPY 6tn *", "12 Mt"]
    assert [one.format_amount(event.amount) for one in found for event in one.deliveries] == ["EUR 1m *"]
    used, missing = found.rate_notes(found)
    assert used == f"{SET} JPY 150 to the USD on 2026-02-17 (Bank of Japan)."
    assert missing.startswith("* as recorded, for want of a rate of EUR/USD on 2026-02-17, USD/JPY on 2026-01-15, or")


def test_what_belongs_together_stays_in_its_currency_together() -> None:
    found = within(
        commitment("umbrella", events=[amount("JPY 6tn", on="2026-02-17")]),
        commitment("part", parent="umbrella", events=[delivery("JPY 3tn", on="2026-01-15"), delivery("KRW 5")]),
        commitment("leaf", parent="part", events=[delivery("JPY 1tn", on="2026-03-31")], amount="USD 5"),
        commitment("other", events=[delivery("JPY 150", on="2026-02-17")], amount="USD 5"),
    )
    umbrella, _, leaf, other = found
    assert (umbrella.format_amount(umbrella.amount), umbrella.delivered) == ("JPY 6tn *", Decimal(4 * 10**12))
    assert (leaf.delivered, other.delivered) == (None, Decimal(1))
    assert found.rate_notes([leaf])[-1].startswith("* as recorded, for want of a rate of USD/JPY on 2026-01-15, or")


def test_a_circle_of_parents_is_converted_as_well() -> None:
    found = within(
        commitment("one", parent="two", events=[amount("JPY 6tn", on="2026-02-17")]),
        commitment("two", parent="one", events=[amount("JPY 6tn", on="2026-02-17")]),
    )
    assert [str(one.amount) for one in found] == ["~ USD 40bn", "~ USD 40bn"]


def test_more_than_six_missing_rates_are_counted() -> None:
    found = within(commitment(events=[delivery("JPY 1bn", on=f"2026-01-0{day}") for day in range(1, 9)]))
    (note,) = found.rate_notes(found)
    assert ", USD/JPY on 2026-01-06, and 2 more, or of the 7 days before; `tracker rate USD/JPY RATE --on" in note


def test_figures_of_the_terms_stay_where_there_is_no_rate_of_the_day_the_promise_was_made() -> None:
    made = only(commitment(made_on=span("2026-01-17"), baseline=read_amount("JPY 1.5tn")))
    assert made.format_amount(made.terms.baseline) == "JPY 1.5tn *"


def test_a_rate_of_after_what_was_known_does_not_count() -> None:
    promise = commitment(events=[amount("JPY 6tn", on="2026-02-17")])
    assert "*" not in within(promise, as_of="2026-02-20", known_at="2026-02-17").rate_notes([])
    for as_of, known_at in (("2026-03-05", ""), ("2026-04-02", "2026-03-30")):
        found = within(promise, rate_day="as_of", as_of=as_of, known_at=known_at)
        assert f"for want of a rate of USD/JPY on {as_of}, or" in found.rate_notes(found)[0]


def test_a_figure_that_grows_too_large_is_refused() -> None:
    promise = commitment(events=[amount("USD 10000", on="2026-02-17")])
    huge = Register(rates=(rates("USD", "2026-02-17", JPY=f"{9:0<47}"),))
    with pytest.raises(NotPossible, match=r"a figure of jp-us-promise in JPY: .* leave out --in"):
        within(promise, unit="JPY", register=huge)


# ---- notes on rates ------------------------------------------------------------------------------


def test_the_rates_used_are_noted_once_with_who_published_them() -> None:
    found = within(
        commitment("one", events=[amount("JPY 6tn", on="2026-02-18"), delivery("JPY 1tn", on="2026-03-31")]),
        commitment("two", events=[amount("JPY 1tn", on="2026-02-20"), delivery("JPY 1tn", on="2026-06-30")]),
    )
    assert found.rate_notes(found) == (
        f"{SET} JPY 150 to the USD on 2026-02-17, JPY 160 to the USD on 2026-03-31 (Bank of Japan), {LATE}.",
    )
    assert found.rate_notes([found.standings["two"]]) == (
        f"{SET} JPY 150 to the USD on 2026-02-17 (Bank of Japan), {LATE}.",
    )


def test_more_than_six_rates_are_counted() -> None:
    days = [f"2026-01-0{day}" for day in range(1, 9)]
    register = Register(rates=tuple(rates("USD", on, JPY="150") for on in days))
    found = within(commitment(events=[delivery("JPY 1bn", on=on) for on in days]), register=register)
    (note,) = found.rate_notes(found)
    assert note.endswith("JPY 150 to the USD on 2026-01-06 (News), and 2 more.")


def test_the_day_asked_about_is_noted_too() -> None:
    found = within(commitment(events=[amount("JPY 6tn", on="2026-02-17")]), rate_day="as_of")
    assert found.rate_notes(found) == ("In USD at the rate of the day asked about: JPY 200 to the USD on 2026-06-26.",)


# ---- units ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit"),
    [("USD", "USD"), ("usd", "USD"), ("yen", "JPY"), ("円", "JPY"), (" t ", "t"), ("acre-foot", "acre-feet")],
)
def test_a_unit_is_read_as_people_write_it(text: str, unit: str) -> None:
    assert read_unit(text) == unit


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("aircraft", ""),
        ("UDS", " (nearest: USD)"),
        ("%GDP", ""),
        ("b/d", ""),
        ("", ""),
        ("acrefeet", " (nearest: acre-feet)"),
    ],
)
def test_what_nothing_converts_to_is_refused_with_the_nearest(text: str, nearest: str) -> None:
    with pytest.raises(BadCode) as refused:
        read_unit(text)
    assert str(refused.value).startswith(f"“{text}” is not a currency or unit that figures convert to{nearest}; write ")


# ---- sums --------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.sampled_from(("JPY", "USD")), st.integers(1, 10**12)), min_size=1, max_size=6))
def test_a_sum_of_converted_parts_is_the_converted_sum_within_rounding(parts: list[tuple[str, int]]) -> None:
    umbrella = commitment("umbrella", events=[amount("USD 1", on="2026-02-17")])
    leaves = [
        commitment(f"leaf-{number}", parent="umbrella", events=[delivery(f"{unit} {value}", on="2026-02-17")])
        for number, (unit, value) in enumerate(parts)
    ]
    found = within(umbrella, *leaves).standings["umbrella"].delivered
    exact = sum((Decimal(value) / (150 if unit == "JPY" else 1) for unit, value in parts), Decimal(0))
    assert found is not None
    assert abs(found - exact) <= exact / 10**5
