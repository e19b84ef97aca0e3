"""Reviews, positions, citations and assessments."""

import pytest

from tests.building import NEWS, commitment, state
from tests.record.facts import last, provenance
from tracker.errors import NeedsMore, NotPossible
from tracker.model.commitment import AssessmentEvent, CitationEvent, PositionEvent, ReviewEvent
from tracker.model.dates import span
from tracker.record.statements import ReviewResult, assess, cite, review, take_position


@pytest.mark.parametrize(
    ("look", "kept"),
    [
        (ReviewResult("nothing"), ("nothing", "", "None", "")),
        (
            ReviewResult("news", "embassy pages", span("2027-02-01"), "mika"),
            ("news", "embassy pages", "2027-02-01", "mika"),
        ),
        (ReviewResult("", again=span("2027-02")), ("", "", "2027-02", "")),
    ],
)
def test_a_review_keeps_what_was_found_and_when_to_look_again(
    look: ReviewResult, kept: tuple[str, str, str, str]
) -> None:
    added = last(review(commitment(), look, provenance()))
    assert isinstance(added, ReviewEvent)
    assert (added.found, added.where, str(added.next), added.who) == kept


def test_a_position_has_its_party_and_its_channel() -> None:
    added = last(take_position(commitment(), "US", "dissatisfied", "private", provenance()))
    assert isinstance(added, PositionEvent)
    assert (added.party, added.position, added.channel) == ("US", "dissatisfied", "private")


def test_a_citation_has_its_field_and_its_side() -> None:
    added = last(cite(commitment(), "due", "contradicts", "15 January 2029", provenance()))
    assert isinstance(added, CitationEvent)
    assert (added.field, added.side, added.value, added.source) == ("due", "contradicts", "15 January 2029", NEWS)


def test_a_citation_without_a_source_is_none() -> None:
    with pytest.raises(NeedsMore) as refused:
        cite(commitment(), "due", "supports", "", provenance(source=None))
    assert str(refused.value) == "a citation of jp-us-promise needs a source: give --source URL or --publisher NAME"


def test_what_only_mentions_the_promise_says_no_value() -> None:
    with pytest.raises(NotPossible, match="a source that only mentions the promise says no value"):
        cite(commitment(), "due", "mentions", "May", provenance())


def test_a_judgement_is_recorded_as_it_is() -> None:
    promise = assess(commitment(), "off_track", provenance())
    added = last(promise)
    assert isinstance(added, AssessmentEvent)
    assert (added.assessment, added.note, state(promise).assessment) == ("off_track", "why", "off_track")
