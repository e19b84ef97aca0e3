"""What is in a register: the facts it tells of itself, and what its commitments are made of."""

from datetime import UTC, datetime

from tracker.commitment import AssessmentEvent, Commitment, Source, Terms
from tracker.reports.about import about

TERMS = Terms(title="x", obligor=("JP",), obligee=("US",))


def event(number: int, source: Source | None) -> AssessmentEvent:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    return AssessmentEvent(id=number, recorded_at=at, recorded_by="ann", assessment="on_track", source=source)


def test_a_source_counts_once_by_its_address_or_else_its_publisher() -> None:
    sources = [Source(url="u", publisher="p"), Source(url="u", publisher="q"), Source(publisher="p"), None]
    history = tuple(event(number, source) for number, source in enumerate(sources, 1))
    listing = about([Commitment(ref="a", terms=TERMS, history=history), Commitment(ref="b", terms=TERMS)], {})
    assert dict(zip([column.name for column in listing.columns], listing.rows[0], strict=True)) == {
        "commitments": 2,
        "events": 4,
        "sources": 2,
    }


def test_the_facts_come_first_and_a_number_is_a_number() -> None:
    listing = about([], {"register": "r.json", "bytes": 5, "changed_at": None})
    assert [(column.name, column.kind) for column in listing.columns[:3]] == [
        ("register", "text"),
        ("bytes", "number"),
        ("changed_at", "text"),
    ]
    assert [[cell.text for cell in row] for row in listing.panels[0].rows] == [
        ["register", "r.json"],
        ["bytes", "5"],
        ["changed at", ""],
        ["commitments", "0"],
        ["events", "0"],
        ["sources", "0"],
    ]
