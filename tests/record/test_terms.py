"""Edits of the terms."""

import pytest

from tests.building import commitment, state
from tests.building import edit as edit_event
from tests.record.facts import last, provenance
from tracker.errors import NotPossible
from tracker.model.commitment import TermsEvent
from tracker.record.terms import edit


def test_an_edit_records_the_terms_that_differ_and_keeps_the_others() -> None:
    promise = commitment(tags=("old",), notes="kept")
    edited = edit(promise, {"title": "Anew", "tags": ("new",), "notes": "kept"}, provenance(), "UTC")
    added = last(edited)
    assert isinstance(added, TermsEvent)
    assert (added.changed, added.terms.title, added.terms.notes) == (("title", "tags"), "Anew", "kept")
    assert edited.terms == promise.terms
    assert state(edited).terms == added.terms


@pytest.mark.parametrize("values", [{}, {"title": "Anew"}, {"title": "Anew", "tags": ()}])
def test_an_edit_that_would_change_nothing_of_the_terms_in_force_is_refused(values: dict[str, str]) -> None:
    promise = commitment(events=[edit_event(title="Anew")])
    with pytest.raises(NotPossible) as refused:
        edit(promise, values, provenance(), "UTC")
    assert str(refused.value) == ("an edit of jp-us-promise: nothing would change; give a term another value")


def test_what_has_not_begun_is_edited_as_it_was_first_recorded() -> None:
    promise = commitment(met_on="2027-01-01", title="Later")
    with pytest.raises(NotPossible):
        edit(promise, {"title": "Later"}, provenance(), "UTC")
    assert last(edit(promise, {"title": "Much later"}, provenance(), "UTC")).id == 2
