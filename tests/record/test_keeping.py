"""The statuses of promises that are to be kept up, and what is refused."""

from typing import Final

import pytest
from msgspec.structs import replace

from tests.building import NEWS, RECORDED, TODAY, commitment, deadline, edit, state, status
from tracker.errors import BrokenRule, IllegalTransition, NeedsMore, NotPossible
from tracker.model.commitment import Commitment, Source
from tracker.model.dates import span
from tracker.model.status import Status
from tracker.record.provenance import Provenance
from tracker.record.statuses import mark, reopen
from tracker.record.terms import edit as edit_terms

OPEN: Final[tuple[Status, ...]] = ("proposed", "agreed", "in_progress", "suspended", "breached")
CLOSED: Final[tuple[Status, ...]] = ("partially_met", "kept", "broken", "withdrawn", "superseded")
LEGAL: Final[dict[Status, tuple[Status, ...]]] = {
    "proposed": ("proposed", "agreed", "withdrawn", "superseded"),
    "agreed": ("agreed", "in_progress", "suspended", "breached", *CLOSED),
    "in_progress": ("in_progress", "suspended", "breached", *CLOSED),
    "suspended": ("suspended", "agreed", "in_progress", "breached", *CLOSED),
    "breached": ("breached", "in_progress", "suspended", *CLOSED),
    **dict.fromkeys(CLOSED, ()),
}


def provenance(on: str = TODAY, source: Source | None = NEWS) -> Provenance:
    """A source, a note and a day, unless told otherwise."""
    return Provenance(RECORDED, "analyst", span(on) if on else None, None, source, "why")


@pytest.mark.parametrize("after", OPEN + CLOSED)
@pytest.mark.parametrize("before", OPEN + CLOSED)
def test_a_status_of_what_is_to_be_kept_follows_another_or_is_refused(before: Status, after: Status) -> None:
    promise = commitment(status=before, nature="keep")
    if after in LEGAL[before]:
        assert state(mark(promise, after, provenance(), "UTC", successor="jp-us-other")).status == after
    else:
        with pytest.raises(IllegalTransition):
            mark(promise, after, provenance(), "UTC", successor="jp-us-other")


@pytest.mark.parametrize(
    ("nature", "new", "why"),
    [
        ("keep", "met", "it is a promise to keep something up; write tracker mark jp-us-promise kept, or tracker edit"),
        ("refrain", "not_met", "it is a promise to refrain; write tracker mark jp-us-promise broken, or tracker edit"),
        ("act", "breached", "it is a promise to act; write tracker mark jp-us-promise not_met, or tracker edit"),
        ("act", "kept", "it is a promise to act; write tracker mark jp-us-promise met, or tracker edit"),
    ],
)
def test_a_status_of_another_nature_is_refused_with_what_to_write(nature: str, new: Status, why: str) -> None:
    with pytest.raises(NotPossible) as refused:
        mark(commitment(nature=nature), new, provenance(), "UTC")
    assert f": {why} jp-us-promise --nature {'keep' if nature == 'act' else 'act'} first" in str(refused.value)


def test_the_nature_is_that_of_the_terms_in_force() -> None:
    edited = commitment(events=[edit(nature="keep")])
    assert state(mark(edited, "breached", provenance(), "UTC")).status == "breached"
    with pytest.raises(NotPossible):
        mark(commitment(status=None, nature="keep"), "met", provenance(), "UTC")


@pytest.mark.parametrize("new", ["breached", "kept", "broken"])
def test_how_it_was_kept_needs_its_day_and_a_source_and_cannot_lie_ahead(new: Status) -> None:
    promise = commitment(nature="keep")
    with pytest.raises(NeedsMore, match=f"marking jp-us-promise {new} needs the day it was {new}: give --on DATE"):
        mark(promise, new, provenance(""), "UTC")
    with pytest.raises(NeedsMore, match=f"marking jp-us-promise {new} needs a source"):
        mark(promise, new, provenance(source=None), "UTC")
    with pytest.raises(NotPossible, match="2027-01-01 is after today"):
        mark(promise, new, provenance("2027-01-01"), "UTC")


@pytest.mark.parametrize("nature", ["keep", "refrain"])
def test_nothing_is_kept_before_its_last_day(nature: str) -> None:
    promise = commitment(due="2026-06-30", nature=nature)
    with pytest.raises(NotPossible, match="marking jp-us-promise kept on 2026-06-29: its last day is 2026-06-30; mark"):
        mark(promise, "kept", provenance("2026-06-29"), "UTC")
    assert state(mark(promise, "kept", provenance("2026-06-30"), "UTC")).status == "kept"
    assert state(mark(commitment(nature=nature), "kept", provenance("2026-01-01"), "UTC")).status == "kept"
    assert state(mark(promise, "broken", provenance("2026-01-01"), "UTC")).status == "broken"


def test_each_of_several_obligors_has_kept_it_on_its_own_last_day() -> None:
    prolonged = deadline("2026-07-01", change="amendment", on="2026-02-01", of="KR")
    promise = commitment(due="2026-06-30", nature="keep", obligor=("JP", "KR"), events=[prolonged])
    of_jp, of_kr = (replace(provenance("2026-06-30"), obligor=code) for code in ("JP", "KR"))
    kept = mark(promise, "kept", of_jp, "UTC")
    for refused, facts in ((kept, of_kr), (promise, provenance("2026-06-30")), (kept, provenance("2026-06-30"))):
        with pytest.raises(NotPossible, match="kept on 2026-06-30: its last day is 2026-07-01"):
            mark(refused, "kept", facts, "UTC")
    assert mark(kept, "kept", provenance("2026-07-01"), "UTC").history


def test_what_cannot_follow_names_the_statuses_of_its_nature() -> None:
    with pytest.raises(IllegalTransition, match="may become in progress, suspended, partially met, kept, broken,"):
        mark(commitment(status="breached", nature="keep"), "agreed", provenance(), "UTC")
    with pytest.raises(IllegalTransition, match="may become suspended, met, partially met, not met, withdrawn,"):
        mark(commitment(status="in_progress"), "agreed", provenance(), "UTC")


def test_what_was_kept_is_reopened() -> None:
    kept = commitment(events=[status("in_progress", on="2025-01-01"), status("kept", on="2026-01-01")], nature="keep")
    promise = reopen(Commitment(ref=kept.ref, terms=kept.terms, history=kept.history[:2]), provenance(), "UTC")
    assert state(promise).status == "in_progress"


def test_what_was_breached_stays_a_promise_to_keep() -> None:
    breached = commitment(status="breached", nature="keep", events=[deadline("2027")])
    with pytest.raises(BrokenRule, match="the nature act of jp-us-promise: it was breached on 2025-01-01, which"):
        edit_terms(breached, {"nature": "act"}, provenance(), "UTC")
    assert state(edit_terms(breached, {"nature": "refrain"}, provenance(), "UTC")).terms.nature == "refrain"
    assert state(edit_terms(commitment(nature="keep"), {"nature": "act"}, provenance(), "UTC")).terms.nature == "act"
