"""Versions of a deadline that do not bind everybody: those that wait for a condition, and forecasts."""

import pytest

from tests.building import NEWS, commitment, deadline, portfolio, state
from tracker.model.commitment import AnyEvent, Commitment
from tracker.reports.standing_text import when
from tracker.reports.uncertain_text import conditional_words, forecast_words
from tracker.state import deadlines
from tracker.state.deadlines import Timeliness
from tracker.state.portfolio import Standing

PERMIT = deadline("2028", condition="the permit is given", on="2026-01-05")


def plant(*events: AnyEvent) -> Commitment:
    """A promise that is due at the end of 2026, and further events."""
    return commitment("plant", events=(deadline("2026-12-31"), *events))


def standing(promise: Commitment, as_of: str = "2026-06-30") -> Standing:
    """The standing of a promise on a day."""
    return portfolio(promise, as_of=as_of).standings[promise.ref]


# ---- conditions --------------------------------------------------------------------------------


def test_a_version_with_a_condition_counts_for_nothing_until_that_is_met() -> None:
    waiting = standing(plant(PERMIT))
    assert (str(waiting.due), waiting.moves, waiting.slip_days) == ("2026-12-31", (), 0)
    assert list(conditional_words(waiting)) == ["due end 2028, if the permit is given (version 2)"]
    assert standing(plant(PERMIT), "2027-01-01").timeliness == "overdue"


def test_a_condition_that_was_met_is_known_from_its_known_day() -> None:
    promise = plant(PERMIT, deadline("2028", "amendment", fulfils=2, on="2026-07-05", known_on="2026-08-01"))
    assert str(deadlines.due(state(promise, "2026-07-31", "2026-07-31"))) == "2026-12-31"
    assert str(deadlines.due(state(promise, "2026-07-31"))) == "2028"


def test_a_condition_that_is_met_puts_its_version_in_force_from_that_day() -> None:
    promise = plant(PERMIT, deadline("2028", "amendment", fulfils=2, on="2026-07-05"))
    assert str(standing(promise, "2026-07-04").due) == "2026-12-31"
    met = standing(promise, "2026-07-05")
    assert (str(met.due), met.slip_days, list(conditional_words(met))) == ("2028", 731, [])


def test_a_condition_that_was_met_on_an_unknown_day_counts_once_that_is_known() -> None:
    promise = commitment(
        made_on="2025-02-01", events=[PERMIT, deadline("2028", fulfils=1, on="", known_on="2026-07-05")]
    )
    assert deadlines.due(state(promise, "2026-07-04")) is None
    assert str(deadlines.due(state(promise, "2026-07-05"))) == "2028"


@pytest.mark.parametrize(
    ("events", "timeliness", "words"),
    [
        ([deadline("2026-03", condition="the court agrees")], "awaiting_trigger", "awaiting: the court agrees"),
        ([deadline(words="soon"), PERMIT], "undated", "undated"),
        ([deadline(awaits="notice"), PERMIT], "awaiting_trigger", "awaiting"),
    ],
)
def test_a_promise_with_a_conditional_version_alone_awaits_it(
    events: list[AnyEvent], timeliness: Timeliness, words: str
) -> None:
    found = standing(commitment(events=events))
    assert (found.timeliness, when(found)[0], found.due) == (timeliness, words, None)


def test_a_later_version_of_the_same_condition_takes_the_place_of_the_earlier_one() -> None:
    later = deadline("2029", condition="the permit is given", on="2026-02-01")
    other = deadline("2030", condition="the court agrees", on="2026-02-01")
    assert [event.id for event in state(plant(PERMIT, later, other)).deadline_versions.conditional] == [3, 4]


def test_a_corrected_condition_is_told_as_it_is() -> None:
    corrected = deadline("2029", "correction", condition="both permits are given", corrects=2)
    assert list(conditional_words(standing(plant(PERMIT, corrected)))) == [
        "due end 2029, if both permits are given (version 2)"
    ]


def test_only_what_binds_gives_days_of_grace_and_an_earliest_day() -> None:
    loose = deadline("2028", condition="the permit is given", grace_days=10, not_before="2027")
    waiver = deadline(change="waiver", grace_days=3)
    assert deadlines.grace_days(state(plant(loose))) == 0
    assert deadlines.not_before(state(plant(loose))) is None
    assert deadlines.grace_days(state(plant(waiver))) == 3


# ---- forecasts ---------------------------------------------------------------------------------


def forecast(due: str, on: str) -> AnyEvent:
    """A forecast by a source."""
    return deadline(due, "forecast", on=on, source=NEWS)


def test_a_forecast_binds_nobody_and_its_moves_are_counted_apart() -> None:
    expected = plant(forecast("2027-03", "2026-02-01"), forecast("2027-06", "2026-03-01"))
    found = standing(expected)
    assert (str(found.due), found.moves, found.slip_days) == ("2026-12-31", (), 0)
    assert [move.days for move in found.forecast_moves] == [91]
    assert forecast_words(found) == "end 2027-06, put off once, reported by News"


def test_a_forecast_may_be_brought_forward_and_put_off_many_times() -> None:
    days = ("2027-03", "2027-06", "2027-09", "2027-12", "2027-11")
    moved = plant(*(forecast(day, f"2026-02-0{number}") for number, day in enumerate(days, 1)))
    assert forecast_words(standing(moved)) == "end 2027-11, put off 3 times, brought forward once, reported by News"


def test_a_forecast_of_a_closed_promise_is_not_told() -> None:
    met = commitment(status="met", events=[deadline("2026"), forecast("2027", "2025-01-01")])
    assert forecast_words(standing(met)) == ""


@pytest.mark.parametrize(
    ("event", "lateness"),
    [
        (forecast("2026-09", "2026-04-15"), "reported"),
        (forecast("2026-09", "2026-03-31"), "unreported"),
        (deadline("2026-09", "forecast", on="2026-04-15"), "unreported"),
        (deadline("2026-09", condition="the permit", on="2026-04-15", source=NEWS), "unreported"),
    ],
)
def test_a_sourced_forecast_made_after_the_due_day_says_that_it_was_not_done(event: AnyEvent, lateness: str) -> None:
    assert standing(commitment(events=[deadline("2026-03-31"), event])).lateness == lateness
