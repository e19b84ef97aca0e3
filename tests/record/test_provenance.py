"""The facts that every event has, and when it must have happened."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

import pytest
from msgspec.structs import replace

from tests.building import NEWS, RECORDED, commitment, retraction
from tests.building import status as status_event
from tests.record.facts import due, last, provenance
from tracker.errors import NotPossible
from tracker.model.amounts import read_amount
from tracker.model.commitment import Commitment, Source
from tracker.model.dates import latest_day, span
from tracker.record import provenance as provenance_module
from tracker.record.amounts import set_amount
from tracker.record.deadlines import move_deadline
from tracker.record.deliveries import Counting, deliver
from tracker.record.provenance import Provenance
from tracker.record.statements import ReviewResult, assess, review, take_position
from tracker.record.statuses import mark


def test_an_event_takes_the_next_number_and_carries_its_facts() -> None:
    promise = commitment(events=[status_event("proposed")])
    added = last(mark(promise, "agreed", provenance("2026-02", "2026-03-01"), "UTC"))
    assert added.id == promise.next_id == 3
    assert (added.recorded_at, added.recorded_by) == (RECORDED, "analyst")
    assert (str(added.on), str(added.known_on)) == ("2026-02", "2026-03-01")
    assert (added.source, added.note) == (NEWS, "why")


def test_nothing_is_folded_for_a_first_deadline_or_amount(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(provenance_module, "fold")
    promise = move_deadline(commitment(), due("2026"), provenance(), "UTC")
    assert set_amount(promise, read_amount("USD 2bn"), provenance(), "UTC").next_id == promise.next_id + 1


TOMORROW: Final = "2026-12-03"


@pytest.mark.parametrize("on", [TOMORROW, "2027", "2027-01..2027-03", "2026-12-03..2026-12-09"])
@pytest.mark.parametrize(
    ("record", "what"),
    [
        (lambda told: mark(commitment(), "met", told, "UTC"), "marking jp-us-promise met"),
        (lambda told: mark(commitment(), "partially_met", told, "UTC"), "marking jp-us-promise partially met"),
        (lambda told: mark(commitment(), "not_met", told, "UTC"), "marking jp-us-promise not met"),
        (lambda told: deliver(commitment(), read_amount("USD 1"), Counting(), told), "a delivery to jp-us-promise"),
        (lambda told: take_position(commitment(), "US", "accepts", "public", told), "a position on jp-us-promise"),
        (lambda told: review(commitment(), ReviewResult("nothing"), told), "a review of jp-us-promise"),
    ],
)
def test_a_performed_event_cannot_be_in_the_future(
    record: Callable[[Provenance], Commitment], what: str, on: str
) -> None:
    with pytest.raises(NotPossible) as refusal:
        record(provenance(on))
    why = f"{on} is after today; record it once it has happened, or correct --on"
    assert (str(refusal.value), refusal.value.exit_code) == (f"{what}: {why}", 5)


def test_a_source_that_is_published_after_today_is_refused() -> None:
    told = replace(provenance(), source=Source(publisher="News", published=span(TOMORROW)))
    with pytest.raises(NotPossible, match=f"a source of {TOMORROW}: that is after today; correct the day it was"):
        told.of(commitment())


@pytest.mark.parametrize("on", ["2026-12-01", "2026-12", "2026", "2026-H2", ""])
def test_a_span_that_includes_today_is_recorded(on: str) -> None:
    assert last(take_position(commitment(), "US", "accepts", "public", provenance(on))).id == 2
    assert last(deliver(commitment(), read_amount("USD 1"), Counting(), provenance(on))).id == 2


@pytest.mark.parametrize(
    ("at", "on", "latest"),
    [
        ("2026-12-01T09:59+00:00", "2026-12-01", "2026-12-01"),
        ("2026-12-01T10:00+00:00", "2026-12-02", "2026-12-02"),
        ("2026-12-01T00:00+14:00", "2026-12-01", "2026-12-01"),
        ("9999-12-31T23:00+00:00", "9999-12-31", "9999-12-31"),
    ],
)
def test_today_has_come_where_the_day_begins_first(at: str, on: str, latest: str) -> None:
    told = replace(provenance(on), recorded_at=datetime.fromisoformat(at))
    assert latest_day(told.recorded_at) == date.fromisoformat(latest)
    told.require_happened("anything")


def test_nothing_is_recorded_on_a_retracted_commitment() -> None:
    with pytest.raises(NotPossible) as refused:
        assess(commitment(events=[retraction()]), "on_track", provenance())
    assert str(refused.value) == (
        "recording on jp-us-promise: it was taken back; `tracker log jp-us-promise` shows when"
    )
