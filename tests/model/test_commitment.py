"""A commitment: its terms and its append-only history, as frozen values."""

from typing import get_args

import pytest
from hypothesis import given

from tests.strategies import EVENTS, commitments, events
from tracker.model import commitment as words
from tracker.model.commitment import AnyEvent, Commitment, Terms

TERMS = Terms(title="Invest USD 550bn", obligor=("JP",), obligee=("US",))


@given(commitments, events)
def test_an_event_is_added_at_the_end_and_nothing_is_taken_out(promise: Commitment, event: AnyEvent) -> None:
    assert promise.with_events(event).history == (*promise.history, event)
    assert promise.with_events() == promise


@given(commitments)
def test_the_next_event_takes_a_number_that_none_has(promise: Commitment) -> None:
    assert promise.next_id == len(promise.history) + 1
    assert promise.next_id not in {event.id for event in promise.history}


def test_the_first_event_has_the_number_one() -> None:
    assert Commitment(ref="jp-us-550bn-investment", terms=TERMS).next_id == 1


def test_a_commitment_says_only_what_differs_from_a_pledge_to_do_something() -> None:
    assert (TERMS.force, TERMS.nature, TERMS.category, TERMS.parent, TERMS.titles) == ("pledge", "act", "other", "", {})


@pytest.mark.parametrize(
    ("value", "field"),
    [(TERMS, "title"), (Commitment(ref="a", terms=TERMS), "history")],
)
def test_no_value_is_changed_in_place(value: object, field: str) -> None:
    with pytest.raises(AttributeError):
        setattr(value, field, "")


def test_two_terms_do_not_share_their_titles() -> None:
    assert TERMS.titles is not Terms(title="", obligor=(), obligee=()).titles


def test_every_kind_of_event_is_generated() -> None:
    assert set(EVENTS) == set(get_args(AnyEvent))


@pytest.mark.parametrize(
    ("vocabulary", "choices"),
    [
        (words.CATEGORIES, "investment defence trade energy tariff diplomacy technology other"),
        (words.FORCES, "announced pledge commitment treaty"),
        (words.DEADLINE_CHANGES, "set amendment extension waiver correction forecast"),
        (words.AMOUNT_CHANGES, "set revision correction"),
        (words.STAGES, "selected contracted disbursed delivered"),
        (words.JUDGEMENTS, "on_track at_risk off_track stalled unclear"),
        (words.STANCES, "accepts satisfied dissatisfied disputes denies"),
        (words.CHANNELS, "public private"),
        (words.SOURCE_KINDS, "treaty official data audit media analysis"),
        (words.SOURCE_PARTIES, "obligor obligee third"),
    ],
)
def test_a_closed_vocabulary_has_these_words(vocabulary: tuple[str, ...], choices: str) -> None:
    assert " ".join(vocabulary) == choices
