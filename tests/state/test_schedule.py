"""Partial targets: the next one, and missed ones."""

import pytest
from msgspec.structs import replace

from tests.building import citation, commitment, delivery, portfolio
from tracker.model.amounts import read_amount
from tracker.model.commitment import AnyEvent, CitationEvent, Commitment, Target
from tracker.model.dates import span
from tracker.model.status import Status

YEARLY = ("2025=USD 8bn", "2026=USD 8bn", "2027=USD 8bn")


def scheduled(*targets: str, events: list[AnyEvent] | None = None, status: Status = "in_progress") -> Commitment:
    """A commitment with these partial targets, due at the end of 2028."""
    promise = commitment(due="2028", status=status, events=events or [])
    pairs = [target.partition("=") for target in targets]
    steps = tuple(Target(span(due), read_amount(what) if what else None) for due, _, what in pairs)
    return replace(promise, terms=replace(promise.terms, schedule=steps))


def cited(value: str) -> CitationEvent:
    """A citation that a target was reached."""
    return replace(citation("target"), value=value)


@pytest.mark.parametrize(
    ("events", "due", "timeliness", "late"),
    [
        ([], "2025", "overdue", 181),
        ([delivery("USD 7bn")], "2025", "overdue", 181),
        ([delivery("USD 8bn")], "2026", "upcoming", None),
        ([delivery("USD 8bn", "contracted")], "2025", "overdue", 181),
        ([delivery("USD 8bn", "disbursed")], "2026", "upcoming", None),
        ([delivery("USD 8bn", "disbursed"), delivery("USD 8bn")], "2026", "upcoming", None),
        ([delivery("JPY 8bn")], "2025", "overdue", 181),
        ([delivery("USD 20bn")], "2027", "upcoming", None),
        ([delivery("USD 20bn"), delivery("USD -13bn")], "2025", "overdue", 181),
        ([delivery("USD 24bn")], "2028", "upcoming", None),
    ],
)
def test_the_first_target_that_is_not_reached_is_what_falls_due(
    events: list[AnyEvent], due: str, timeliness: str, late: int | None
) -> None:
    (standing,) = portfolio(scheduled(*YEARLY, events=events))
    assert (str(standing.due), standing.timeliness, standing.overdue_days) == (due, timeliness, late)


def test_targets_are_counted_up_in_the_order_of_their_days() -> None:
    (standing,) = portfolio(scheduled("2027=USD 8bn", "2026=USD 4bn", "2026-Q3=400 t"))
    assert [(str(step.target.due), str(step.total)) for step in standing.steps] == [
        ("2026-Q3", "400 t"),
        ("2026", "USD 4bn"),
        ("2027", "USD 12bn"),
    ]


def test_a_target_without_an_amount_is_reached_when_a_source_says_so() -> None:
    (waiting,) = portfolio(scheduled("2026-04-26", events=[cited("2026-05")]))
    assert (str(waiting.due), waiting.overdue_days) == ("2026-04-26", 65)
    (reached,) = portfolio(scheduled("2026-04-26", events=[cited("2026-04-26")]))
    assert (str(reached.due), reached.timeliness) == ("2028", "upcoming")


def test_what_is_closed_has_no_open_target() -> None:
    (standing,) = portfolio(scheduled("2025=USD 8bn", status="not_met"))
    assert (str(standing.due), standing.timeliness) == ("2028", "closed")


def test_a_missed_target_is_overdue_on_both_bases() -> None:
    (standing,) = portfolio(scheduled("2026-05", events=[]), basis="original")
    assert (standing.timeliness, standing.overdue_days, str(standing.measured_due)) == ("overdue", 30, "2026-05")


def test_targets_in_units_of_one_kind_are_counted_up_together() -> None:
    schedule = (Target(span("2026-03"), read_amount("1 kt")), Target(span("2026-06"), read_amount("1 t")))
    (standing,) = portfolio(commitment(amount="1001 t", events=[delivery("1000 t")], schedule=schedule))
    assert [(str(step.total), step.reached) for step in standing.steps] == [("1 kt", True), ("1,001 t", False)]


def test_what_was_bounded_from_above_reaches_no_target() -> None:
    schedule = (Target(span("2026-03"), read_amount("USD 8bn")),)
    (standing,) = portfolio(commitment(events=[delivery("up to USD 8bn")], schedule=schedule))
    assert [step.reached for step in standing.steps] == [False]
