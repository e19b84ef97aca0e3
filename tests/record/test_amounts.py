"""Versions of the amount, and its baseline."""

import pytest

from tests.building import amount, commitment
from tests.building import edit as edit_event
from tests.record.facts import last, provenance
from tracker.errors import NotPossible
from tracker.model.amounts import read_amount
from tracker.model.commitment import AmountChange, AmountEvent, Commitment
from tracker.record.amounts import set_amount
from tracker.record.terms import edit


@pytest.mark.parametrize(
    ("before", "correction", "kind", "corrects"),
    [("", False, "set", None), ("USD 1bn", False, "revision", None), ("USD 1bn", True, "correction", 2)],
)
def test_an_amount_is_set_the_first_time_and_revised_or_corrected_later(
    before: str, kind: AmountChange, corrects: int | None, *, correction: bool
) -> None:
    added = last(
        set_amount(commitment(amount=before), read_amount("USD 2bn"), provenance(), "UTC", correction=correction)
    )
    assert isinstance(added, AmountEvent)
    assert (added.change, str(added.amount), added.corrects) == (kind, "USD 2bn", corrects)


def test_a_correction_of_a_correction_corrects_the_version() -> None:
    promise = commitment(events=[amount("USD 1bn"), amount("USD 2bn", "correction", corrects=1)])
    added = last(set_amount(promise, read_amount("USD 3bn"), provenance(), "UTC", correction=True))
    assert isinstance(added, AmountEvent)
    assert added.corrects == 1


@pytest.mark.parametrize("promise", [commitment(), commitment(status=None)], ids=["no amount", "without a history"])
def test_a_missing_amount_cannot_be_corrected(promise: Commitment) -> None:
    with pytest.raises(NotPossible) as refused:
        set_amount(promise, read_amount("USD 2bn"), provenance(), "UTC", correction=True)
    assert str(refused.value) == "a correction of the amount of jp-us-promise: it has none yet; leave out --kind"


@pytest.mark.parametrize(
    ("baseline", "figure", "is_refused"),
    [
        ("USD 6bn", "USD 5bn", True),
        ("USD 5bn", "USD 5bn", False),
        ("USD 4bn", "USD 5bn", False),
        ("JPY 6tn", "USD 5bn", False),
        ("USD 6bn a year", "USD 5bn", False),
    ],
)
def test_an_amount_is_the_level_to_be_reached_and_lies_above_the_baseline(
    baseline: str, figure: str, *, is_refused: bool
) -> None:
    promise, level = commitment(baseline=read_amount(baseline)), read_amount(figure)
    edited = commitment(amount=figure)
    if not is_refused:
        assert set_amount(promise, level, provenance(), "UTC").next_id == promise.next_id + 1
        assert edit(edited, {"baseline": read_amount(baseline)}, provenance(), "UTC").next_id == edited.next_id + 1
        return
    sentence = (
        "the baseline of jp-us-promise: the amount, USD 5bn, is the level to reach, and is below the baseline, "
        "USD 6bn; for an increase by USD 5bn give --increment, or write the amount as USD 11bn"
    )
    with pytest.raises(NotPossible) as refusal:
        set_amount(promise, level, provenance(), "UTC")
    assert str(refusal.value) == sentence
    with pytest.raises(NotPossible) as refusal:
        edit(edited, {"baseline": read_amount(baseline)}, provenance(), "UTC")
    assert str(refusal.value) == sentence


def test_the_baseline_that_the_amount_is_measured_by_is_the_one_in_force() -> None:
    raised = commitment(amount="USD 9bn", events=[edit_event(baseline=read_amount("USD 6bn"))])
    with pytest.raises(NotPossible, match="is below the baseline, USD 6bn"):
        set_amount(raised, read_amount("USD 5bn"), provenance(), "UTC")
