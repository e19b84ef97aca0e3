"""Deadlines that await another commitment."""

import pytest

from tests.building import commitment, deadline, portfolio
from tracker.model.commitment import Commitment

RULE = "45bd after selection (US+JP)"


def waiting(words: str = RULE, awaits: str = "selection") -> Commitment:
    """A commitment whose deadline starts when the other one is met."""
    return commitment("funding", events=[deadline(words=words, awaits=awaits)])


def selection(met_on: str) -> Commitment:
    """The commitment that is awaited."""
    return commitment("selection", status="met" if met_on else "agreed", met_on=met_on)


def test_a_deadline_waits_until_its_trigger_has_come() -> None:
    standing = portfolio(waiting(), selection("")).standings["funding"]
    assert (standing.timeliness, standing.due) == ("awaiting_trigger", None)


def test_then_it_has_a_date_counted_from_that_day() -> None:
    standing = portfolio(waiting(), selection("2026-02-17")).standings["funding"]
    assert (str(standing.due), standing.timeliness, standing.overdue_days) == ("2026-04-23", "overdue", 68)


def test_getting_its_date_is_no_move() -> None:
    standing = portfolio(waiting(), selection("2026-02-17")).standings["funding"]
    assert (standing.moves, standing.slip_days) == ((), 0)


def test_before_the_trigger_was_known_it_waited() -> None:
    standing = portfolio(waiting(), selection("2026-02-17"), as_of="2026-02-16").standings["funding"]
    assert standing.timeliness == "awaiting_trigger"


@pytest.mark.parametrize(
    ("words", "awaits"),
    [
        ("some weeks after the selection", "selection"),  # no rule to count by
        ("+45d", "selection"),  # a rule without a trigger
        ("45bd after notice (US+JP)", "notice"),  # nothing in the register
        ("9999bd after selection (JP)", "selection"),  # beyond the years whose holidays are known
    ],
)
def test_what_cannot_be_counted_goes_on_waiting(words: str, awaits: str) -> None:
    standing = portfolio(waiting(words, awaits), selection("2090-02-17"), as_of="2091-01-01").standings["funding"]
    assert (standing.timeliness, standing.due) == ("awaiting_trigger", None)
