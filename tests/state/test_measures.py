"""The measure that counts: the named one, else the first recorded one that can count."""

from datetime import UTC, datetime

import pytest

from tests.building import commitment, delivery, portfolio, retraction
from tracker.model.commitment import AnyEvent
from tracker.state.delivery import Measures, first_deliveries


def measures(*events: AnyEvent, named: str = "", stages: tuple[str, ...] = ("disbursed", "delivered")) -> Measures:
    """The measures of a promise with these events."""
    history = commitment(events=events, status=None).history
    found = sorted(first_deliveries(history, is_part=False), key=lambda first: (first.is_retracted, first.id))
    return Measures(tuple(found), named, frozenset(stages))


BUDGET = delivery("JPY 11tn", measure="budget")
CUSTOMS = delivery("2 t", measure="customs")
TRADER = delivery("2 kt", measure="trader")


@pytest.mark.parametrize(
    ("found", "unit", "measure"),
    [
        (measures(), "t", ""),
        (measures(CUSTOMS, TRADER), "t", "customs"),
        (measures(BUDGET, CUSTOMS), "t", "customs"),
        (measures(BUDGET, TRADER, CUSTOMS), "t", "trader"),
        (measures(BUDGET), "t", "budget"),
        (measures(delivery("2 t/yr", measure="a year"), CUSTOMS), "t", "customs"),
        (measures(CUSTOMS, TRADER, retraction(1)), "t", "trader"),
        (measures(CUSTOMS, retraction(1)), "t", "customs"),
        (measures(CUSTOMS, TRADER, named="trader"), "t", "trader"),
        (measures(CUSTOMS, named="trader", stages=("disbursed",)), "t", "customs"),
    ],
)
def test_of_what_could_count_the_first_recorded_does_unless_one_is_named(
    found: Measures, unit: str, measure: str
) -> None:
    assert found.of("delivered", unit) == measure


def test_the_level_of_a_part_is_no_measure_of_its_umbrella() -> None:
    level = delivery("2 %GDP", measure="share", kind="level", recorded_at=datetime(2026, 1, 1, tzinfo=UTC))
    history = commitment(events=[level], status=None).history
    assert (len(first_deliveries(history, is_part=False)), first_deliveries(history, is_part=True)) == (1, [])


def test_what_was_taken_back_completed_a_promise_while_it_stood() -> None:
    early, later = datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 8, 10, tzinfo=UTC)
    came = delivery("2 t", measure="customs", on="2026-06-01", recorded_at=early)
    taken_back = retraction(1, recorded_at=later)
    promise = commitment(due="2026-07-04", amount="2 t", events=[came, taken_back])
    (then,) = portfolio(promise, as_of="2026-08-09", known_at="2026-08-09")
    (now,) = portfolio(promise, as_of="2026-08-11")
    assert (then.timeliness, now.timeliness) == ("completed", "overdue")
