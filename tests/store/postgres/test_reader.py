"""The columns of the events table: a reader finds the last changes by time and user, whatever a file contains."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from tests.building import RECORDED, assessment, commitment
from tests.store.test_answers import tables_of
from tracker.model.commitment import Commitment
from tracker.store.postgres import PostgresStore
from tracker.store.tinydb.contents import Whole
from tracker.store.tinydb.file import text_of

DAY = timedelta(days=1)
LONG = "".join(random.Random(1).choices("0123456789abcdef", k=20_000))  # noqa: S311 - no secret


def recorded(ref: str, *signatures: tuple[datetime, str]) -> Commitment:
    """A commitment on which these users recorded at these times."""
    events = [replace(assessment("stalled", recorded_at=when), recorded_by=who) for when, who in signatures]
    return commitment(ref, status=None, events=events)


def put(desk: PostgresStore, *commitments: Commitment) -> None:
    """Restore commitments to a server from a file, with the times and users of the file."""
    tables = Whole("", text_of("", tables_of(list(commitments), "UTC"))).tables
    with desk.writing() as register:
        register.replace_all(tables)


def refs(found: Iterable[Commitment]) -> list[str]:
    return [one.ref for one in found]


@pytest.fixture
def three(desk: PostgresStore) -> PostgresStore:
    """Three commitments, changed by two users in turn; the last change is of two commitments at once."""
    one = recorded("one", (RECORDED, "mika"), (RECORDED + 3 * DAY, "rei"))
    two = recorded("two", (RECORDED + DAY, "rei"), (RECORDED + 3 * DAY, "rei"))
    put(desk, two, one, recorded("three", (RECORDED + 2 * DAY, "mika")))
    return desk


def test_the_last_events_lead_to_their_commitments_in_the_order_they_were_added(three: PostgresStore) -> None:
    with three.reading() as register:
        found = [refs(register.with_events(last=events)) for events in range(1, 5)]
        assert found == [["two"], ["two", "one"], ["two", "one", "three"], ["two", "one", "three"]]
        assert [refs(register.with_events(last=events, by="mika")) for events in (1, 2)] == [
            ["three"],
            ["one", "three"],
        ]
        assert refs(register.with_events(last=9, by="kenji")) == []
        assert register.events() == 5


def test_a_time_leads_to_all_that_was_recorded_then_wherever_the_clock_was(three: PostgresStore) -> None:
    last = (RECORDED + 3 * DAY).astimezone(timezone(timedelta(hours=9)))
    with three.reading() as register:
        assert refs(register.with_events(at=last)) == ["two", "one"]
        assert refs(register.with_events(at=last + timedelta(microseconds=1))) == []


def test_what_is_recorded_and_what_is_rewritten_is_found_at_once(three: PostgresStore) -> None:
    with three.writing() as register:
        third = register.get("three")
        register.replace(third, recorded("three", (RECORDED + 4 * DAY, "kenji"), (RECORDED + 5 * DAY, "rei")))
        register.add(recorded("four", (RECORDED + 6 * DAY, "rei")))
        assert refs(register.with_events(last=2)) == ["three", "four"]
        assert refs(register.with_events(last=1, by="kenji")) == ["three"]
        assert refs(register.with_events(last=9, by="mika")) == ["one"]


@pytest.mark.parametrize(
    "who", [LONG, LONG[:64], "\0mika\0", "三香" * 40, ""], ids=["long", "too long", "nul", "kanji", "nobody"]
)
def test_whoever_a_file_says_recorded_it_it_is_kept_and_found(desk: PostgresStore, who: str) -> None:
    promise = recorded("one", (RECORDED, who))
    put(desk, promise)
    with desk.reading() as register:
        assert list(register.with_events(last=1)) == [promise]


@pytest.mark.parametrize(
    "when",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-12))),
        datetime(2026, 6, 15, microsecond=1, tzinfo=UTC),
    ],
    ids=str,
)
def test_whenever_a_file_says_it_was_recorded_it_is_kept_and_found(desk: PostgresStore, when: datetime) -> None:
    promise = recorded("one", (when, "mika"))
    put(desk, promise, recorded("two"))
    with desk.reading() as register:
        assert list(register.with_events(last=1)) == list(register.with_events(at=when)) == [promise]
