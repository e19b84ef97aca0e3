"""The text of an event in one line, for every kind."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, get_args

import pytest

from tracker.model.amounts import Amount
from tracker.model.commitment import (
    AmountEvent,
    AnyEvent,
    AssessmentEvent,
    CitationEvent,
    DeadlineEvent,
    DeliveryEvent,
    PositionEvent,
    RetractionEvent,
    ReviewEvent,
    Source,
    StatusEvent,
    Terms,
    TermsEvent,
)
from tracker.model.dates import span
from tracker.reports.event_text import cited, day_words, describe, kind_of

RECORDED: Final[dict[str, Any]] = {"id": 1, "recorded_at": datetime(2026, 3, 1, tzinfo=UTC), "recorded_by": "ann"}
TRILLIONS: Final = Amount(Decimal(6 * 10**12), "JPY", "at_least")
TERMS: Final = Terms(title="x", obligor=("JP",), obligee=("US",))
SAID: Final[list[tuple[AnyEvent, str]]] = [
    (StatusEvent(**RECORDED, status="in_progress"), "in progress"),
    (StatusEvent(**RECORDED, status="superseded", successor="jp-us-2"), "superseded by jp-us-2"),
    (StatusEvent(**RECORDED, status="agreed", reopens=True), "reopened, agreed"),
    (DeadlineEvent(**RECORDED, change="set", due=span("2026-02")), "set: due end 2026-02"),
    (
        DeadlineEvent(**RECORDED, change="extension", due=span("2026-02-03"), words="soon", grace_days=5),
        "extension: due 2026-02-03 (“soon”), 5 days of grace",
    ),
    (
        DeadlineEvent(**RECORDED, change="set", awaits="notice", not_before=span("2026")),
        "set: awaiting notice, not before 2026",
    ),
    (DeadlineEvent(**RECORDED, change="amendment"), "amendment: undated"),
    (DeadlineEvent(**RECORDED, change="waiver", due=span("2026")), "waiver: date unchanged"),
    (AmountEvent(**RECORDED, change="revision", amount=TRILLIONS), "revision: ≥ JPY 6tn"),
    (DeliveryEvent(**RECORDED, amount=TRILLIONS, stage="selected"), "≥ JPY 6tn selected"),
    (DeliveryEvent(**RECORDED, amount=TRILLIONS, measure="customs"), "≥ JPY 6tn delivered, measured by customs"),
    (DeliveryEvent(**RECORDED, amount=TRILLIONS, kind="so_far"), "≥ JPY 6tn delivered so far"),
    (DeliveryEvent(**RECORDED, amount=TRILLIONS, kind="level"), "level of ≥ JPY 6tn"),
    (
        DeliveryEvent(**RECORDED, amount=TRILLIONS, kind="level", stage="contracted"),
        "level of ≥ JPY 6tn contracted",
    ),
    (AssessmentEvent(**RECORDED, assessment="off_track"), "off track"),
    (PositionEvent(**RECORDED, party="US", position="denies"), "US denies in public"),
    (CitationEvent(**RECORDED), "supports the record"),
    (CitationEvent(**RECORDED, field="due", side="contradicts", value="May"), "contradicts deadline: May"),
    (CitationEvent(**RECORDED, side="mentions"), "speaks of it"),
    (CitationEvent(**RECORDED, field="due", side="mentions"), "speaks of its deadline"),
    (ReviewEvent(**RECORDED, found="nothing"), "looked and found nothing"),
    (
        ReviewEvent(**RECORDED, found="news", where="park service", next=span("2027-02-01"), who="mika"),
        "looked and found news in park service; to be looked at again on 2027-02-01 by mika",
    ),
    (ReviewEvent(**RECORDED, next=span("2027-02")), "to be looked at on 2027-02"),
    (TermsEvent(**RECORDED, changed=("title", "tags"), terms=TERMS), "edited title, tags"),
    (RetractionEvent(**RECORDED), "the commitment taken back"),
    (RetractionEvent(**RECORDED, retracts=3), "event 3 taken back"),
]


@pytest.mark.parametrize(("event", "said"), SAID, ids=[said for _, said in SAID])
def test_an_event_is_said_in_a_line(event: AnyEvent, said: str) -> None:
    assert describe(event) == said


def test_every_kind_of_event_says_something() -> None:
    assert {type(event) for event, _ in SAID} == set(get_args(AnyEvent))
    assert kind_of(SAID[-1][0]) == "retraction"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2026-02-17", "2026-02-17"),
        ("2026-02", "end 2026-02"),
        ("2026-W30", "end 2026-W30"),
        ("2026-Q1", "end 2026-Q1"),
        ("JP-FY2025", "end JP-FY2025"),
        ("2026-03..2026-05", "2026-05-31"),
    ],
)
def test_a_due_date_keeps_its_precision(written: str, words: str) -> None:
    assert day_words(span(written)) == words


def test_no_due_date_is_no_words() -> None:
    assert day_words(None) == ""


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (None, ""),
        (Source(url="u", title="t", publisher="p"), "p"),
        (Source(url="u", title="t"), "t"),
        (Source(url="u"), "u"),
    ],
)
def test_a_source_is_cited_as_briefly_as_it_can_be(source: Source | None, name: str) -> None:
    assert cited(source) == name
