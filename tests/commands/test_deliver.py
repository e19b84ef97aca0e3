"""The command `deliver`."""

import pytest

from tests.program import Tracker


def deliveries(tracker: Tracker, ref: str) -> list[tuple[str, str | None, str]]:
    """The last stages of a commitment: stage, measure and figure."""
    rows = tracker.done("show", ref, "--format", "json").row["deliveries"]
    return [(row["stage"], row["measure"], row["figure"]) for row in rows]


def test_a_level_replaces_the_last_and_a_running_total_what_came_before(small: Tracker) -> None:
    small.done("deliver", "us-jp-tariff", "27.5%", "--level", "--on", "2026-01-01")
    small.done("deliver", "us-jp-tariff", "15%", "--level", "--on", "2026-02-01")
    assert deliveries(small, "us-jp-tariff") == [("delivered", None, "15%")]
    small.done("deliver", "jp-us-lng", "USD 2bn", "--so-far", "--on", "2026-05-01")
    assert deliveries(small, "jp-us-lng") == [("delivered", "customs", "USD 2bn")]


def test_a_delivery_is_counted_by_the_only_measure_that_there_is(small: Tracker) -> None:
    small.done("deliver", "jp-us-lng", "USD 1bn", "--on", "2026-05-01")
    assert deliveries(small, "jp-us-lng") == [("delivered", "customs", "USD 2.5bn")]
    small.done("deliver", "jp-us-lng", "USD 3bn", "--measure", "sales", "--on", "2026-05-01")
    assert small("deliver", "jp-us-lng", "USD 1bn", "--on", "2026-05-02").refusal == (
        5,
        "a delivery to jp-us-lng needs its measure: give --measure, one of “customs”, “sales” or another",
    )


def test_a_yearly_figure_counts_for_the_period_that_is_given(small: Tracker) -> None:
    small.done("deliver", "jp-us-lng", "USD 3bn a year", "--over", "2025-04..2025-09")
    history = small.done("show", "jp-us-lng", "--format", "json").row["history"]
    says = "USD 1.5bn delivered, measured by customs"
    assert [event["on"] for event in history if event["says"] == says] == ["2025-04..2025-09", "2026-03-31"]


def test_the_measure_that_counts_may_be_named_and_unnamed(small: Tracker) -> None:
    small.done("deliver", "jp-us-lng", "USD 3bn", "--measure", "sales", "--on", "2026-05-01")
    small.done("edit", "jp-us-lng", "--counts", "sales")
    row = small.done("show", "jp-us-lng", "--format", "json").row
    assert (row["counts"], row["delivered"]) == ("sales", "3000000000")
    small.done("edit", "jp-us-lng", "--counts", "")
    row = small.done("show", "jp-us-lng", "--format", "json").row
    assert (row["counts"], row["delivered"]) == (None, "1500000000")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (["USD1bn", "--level", "--so-far"], 2, "a delivery is a level or a running total: give --level or --so-far, "),
        (["USD3bn/yr"], 5, "USD 3bn/yr delivered: a yearly figure needs the period of its delivery; give --over "),
        (["USD3bn/yr", "--over", "soon"], 2, "“soon” is not a date: "),
        (["USD1bn", "--level"], 5, "a delivery to jp-us-lng: figures that add up were recorded before by that"),
        (["USD1bn", "--on", "2026-07-01"], 5, "a delivery to jp-us-lng: 2026-07-01 is after today; "),
        (["2 trees"], 5, "2 trees delivered: jp-us-lng is promised in USD; "),
    ],
)
def test_a_delivery_is_refused(small: Tracker, arguments: list[str], exit_code: int, sentence: str) -> None:
    code, said = small("deliver", "jp-us-lng", *arguments).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)
