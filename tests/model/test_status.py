"""The table of statuses: every status has an outcome, and all that a status means follows from its row."""

from typing import Final, get_args

import pytest

from tests.building import NEWS, commitment, portfolio, status
from tracker.checks.sources import one_witness
from tracker.model.status import (
    CLOSED_STATUSES,
    MEANINGS,
    OPEN_STATUSES,
    OUTCOMES,
    STATUSES,
    UNKNOWN,
    Meaning,
    Outcome,
    Status,
    is_closed,
    label,
    outcome_of,
    with_outcome,
)
from tracker.render.escape import Terminal
from tracker.render.ics import as_ics
from tracker.reports.calendar import calendar_entries
from tracker.reports.standing_text import when
from tracker.state.rollup import branches
from tracker.state.scores import Scorecard

PLACE: Final = "tracker/model/status.py"
OF_OUTCOME: Final[dict[Outcome, tuple[str, ...]]] = {
    "open": ("unknown", "proposed", "agreed", "in_progress", "suspended", "breached"),
    "kept": ("met", "kept"),
    "partly": ("partially_met",),
    "failed": ("not_met", "broken"),
    "void": ("withdrawn", "not_applicable"),
    "replaced": ("superseded",),
}
NEWS_OF_IT: Final = status("agreed", source=NEWS)


def test_every_status_has_a_row_and_every_outcome_a_status() -> None:
    for name in get_args(Status):
        assert name in MEANINGS, f"the status {name} has no Meaning: add its row to MEANINGS in {PLACE}"
        assert MEANINGS[name].description, f"the status {name} has no help: add its description in {PLACE}"
    for name in MEANINGS.keys() - {UNKNOWN, *get_args(Status)}:
        pytest.fail(f"the status {name} cannot be recorded: add it to OpenStatus or ClosedStatus in {PLACE}")
    assert {meaning.outcome for meaning in MEANINGS.values()} == set(OUTCOMES)


def test_the_statuses_that_can_be_recorded_are_these() -> None:
    named = {name for names in OF_OUTCOME.values() for name in names}
    for name in {*STATUSES, UNKNOWN} ^ named:
        pytest.fail(f"the status {name} is in one of MEANINGS in {PLACE} and OF_OUTCOME in this file: add it to both")
    assert (UNKNOWN, *OPEN_STATUSES) == OF_OUTCOME["open"]
    assert STATUSES == OPEN_STATUSES + CLOSED_STATUSES


def test_an_unknown_status_is_open_and_cannot_be_recorded() -> None:
    assert outcome_of(UNKNOWN) == "open"
    assert UNKNOWN not in STATUSES
    assert not any(UNKNOWN in meaning.followers for meaning in MEANINGS.values())


@pytest.mark.parametrize(("outcome", "statuses"), OF_OUTCOME.items())
def test_the_statuses_of_an_outcome(outcome: Outcome, statuses: tuple[str, ...]) -> None:
    assert with_outcome(outcome) == statuses, f"the outcome {outcome} in OF_OUTCOME of this file"


@pytest.mark.parametrize("status", MEANINGS)
def test_followers_are_statuses_that_can_be_recorded_and_a_closed_status_has_none(status: str) -> None:
    unknown = set(MEANINGS[status].followers) - set(STATUSES)
    assert not unknown, f"{status} may be followed by {unknown}, without a row in MEANINGS of {PLACE}"
    assert bool(MEANINGS[status].followers) is not is_closed(status)


@pytest.mark.parametrize("status", MEANINGS)
def test_a_label_is_the_word_without_underscores(status: str) -> None:
    assert label(status) == status.replace("_", " ")


def test_a_status_that_is_added_to_the_table_means_the_same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MEANINGS, "released", Meaning(label="released", outcome="void"))
    released: Status = "released"  # type: ignore[assignment]
    held = portfolio(commitment(status=released, amount="USD 10bn", due="2026-01-31", events=[NEWS_OF_IT]))
    (standing,) = held
    assert (standing.is_open, standing.timeliness, when(standing)[0]) == (False, "closed", "released")
    assert [entry for branch in branches([standing]) for entry in branch.promised] == []
    assert b"".join(as_ics(calendar_entries(held, held), Terminal())).count(b"STATUS:CANCELLED") == 2
    assert list(one_witness(standing)) == []
    card = Scorecard((standing,))
    assert (card.outcomes, card.decided) == ({"void": 1}, 0)
