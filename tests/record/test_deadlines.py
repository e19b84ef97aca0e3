"""Versions of the deadline, and what is refused."""

from typing import Final

import pytest

from tests.building import commitment, deadline, state
from tests.record.facts import due, last, provenance
from tracker.errors import NotPossible
from tracker.model.commitment import Commitment, DeadlineChange, DeadlineEvent
from tracker.model.dates import span
from tracker.record.deadlines import Limits, move_deadline
from tracker.state.deadlines import moves


@pytest.mark.parametrize(
    ("before", "change", "kind", "corrects"),
    [
        ("", None, "set", None),
        ("2026-03-31", None, "amendment", None),
        ("2026-03-31", "extension", "extension", None),
        ("2026-03-31", "set", "set", None),
        ("2026-03-31", "correction", "correction", 2),
        ("", "extension", "extension", None),
    ],
)
def test_a_deadline_is_set_the_first_time_and_amended_later(
    before: str, change: DeadlineChange | None, kind: str, corrects: int | None
) -> None:
    added = last(move_deadline(commitment(due=before), due("2026-Q3"), provenance(), "UTC", change=change))
    assert isinstance(added, DeadlineEvent)
    assert (added.change, str(added.due), added.corrects) == (kind, "2026-Q3", corrects)


OFFICES: Final = "business days of offices and banks: US federal, JP closed 29 December to 3 January"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-Q3", ("2026-Q3", "", "")),
        ("45bd after 2026-02-17 (US+JP)", ("2026-04-23", f"45bd after 2026-02-17 (US+JP); {OFFICES}", "")),
        ("45bd after notice (US+JP)", ("None", f"45bd after notice (US+JP); {OFFICES}", "notice")),
        ("undated: as soon as possible", ("None", "as soon as possible", "")),
    ],
)
def test_a_deadline_keeps_its_words_and_its_trigger(typed: str, kept: tuple[str, str, str]) -> None:
    added = last(move_deadline(commitment(), due(typed), provenance(), "UTC"))
    assert isinstance(added, DeadlineEvent)
    assert (str(added.due), added.words, added.awaits) == kept


@pytest.mark.parametrize("change", [None, "waiver", "amendment"])
def test_without_a_date_the_deadline_stays_as_it_is(change: DeadlineChange | None) -> None:
    promise = commitment(events=[deadline("2026-03-31", words="the end of March")])
    moved = move_deadline(promise, None, provenance(), "UTC", change=change, limits=Limits(grace_days=90))
    added = last(moved)
    assert isinstance(added, DeadlineEvent)
    assert (str(added.due), added.words, added.grace_days) == ("2026-03-31", "the end of March", 90)
    assert moves(state(moved)) == ()


def test_limits_may_come_before_any_date() -> None:
    added = last(move_deadline(commitment(), None, provenance(), "UTC", limits=Limits(not_before=span("2026-03"))))
    assert isinstance(added, DeadlineEvent)
    assert (added.change, added.due, str(added.not_before)) == ("set", None, "2026-03")


@pytest.mark.parametrize("change", ["waiver", "correction"])
@pytest.mark.parametrize("promise", [commitment(), commitment(status=None)], ids=["undated", "without a history"])
def test_a_missing_deadline_cannot_be_waived_or_corrected(promise: Commitment, change: DeadlineChange) -> None:
    with pytest.raises(NotPossible) as refused:
        move_deadline(promise, due("2026"), provenance(), "UTC", change=change)
    assert str(refused.value) == f"a {change} of the deadline of jp-us-promise: it has none yet; set one with --due"
    assert refused.value.exit_code == 5


def test_a_waiver_cannot_name_another_date() -> None:
    with pytest.raises(NotPossible, match="a waiver does not change the date; leave out --due"):
        move_deadline(commitment(due="2026-03-31"), due("2026-09-30"), provenance(), "UTC", change="waiver")


@pytest.mark.parametrize(
    ("before", "typed", "not_before", "refused"),
    [
        (deadline("2026-03-31"), "2026-06-30", "2026-07-01", True),
        (deadline("2026-03-31"), "2026-06-30", "2026-06-30", False),
        (deadline("2026-03-31"), "2026-06", "2026-06-15", False),
        (deadline("2026-03-31"), "2026-06-30", "2026", False),
        (deadline("2026-03-31"), "", "2026-04", True),
        (deadline("2026-03-31"), "", "2026-03", False),
        (deadline("2026-03-31"), "undated", "2026-04", False),
        (deadline(words="soon"), "", "2026-04", False),
        (deadline("2026-03-31", not_before="2026-03-01"), "2026-02-28", "", True),
        (deadline("2026-03-31", not_before="2026-03-01"), "2026-02-28", "2026-02-01", False),
        (deadline("2026-03-31", not_before="2026-06-01"), "", "", False),
    ],
)
def test_nothing_falls_due_before_the_day_on_which_it_may_be_done(
    before: DeadlineEvent, typed: str, not_before: str, *, refused: bool
) -> None:
    limits = Limits(span(not_before) if not_before else None)
    wanted = due(typed) if typed else None
    if refused:
        with pytest.raises(NotPossible, match=r"it would be due on .* but not before .*; change one of the two dates"):
            move_deadline(commitment(events=[before]), wanted, provenance(), "UTC", limits=limits)
    else:
        assert move_deadline(commitment(events=[before]), wanted, provenance(), "UTC", limits=limits).next_id == 4
