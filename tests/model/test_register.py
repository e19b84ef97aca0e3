"""The id of a register that was made before registers had ids."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from tests.building import assessment, commitment
from tracker.model.commitment import AnyEvent, Commitment
from tracker.model.register import id_of_earlier

NOON = datetime(2026, 2, 17, 12, tzinfo=UTC)
EVENT = assessment("on_track", recorded_at=NOON)
FIRST = commitment("gas", status=None, events=[EVENT])


def of(ref: str, *events: AnyEvent) -> Commitment:
    return commitment(ref, status=None, events=events)


def test_a_register_without_commitments_has_no_id_yet() -> None:
    assert id_of_earlier(None) is None


def test_the_id_stays_whatever_is_recorded_later() -> None:
    later = replace(of("gas", EVENT, assessment("at_risk")), terms=replace(FIRST.terms, title="Other"))
    assert id_of_earlier(later) == id_of_earlier(FIRST) != None  # noqa: E711 - all three at once


@pytest.mark.parametrize(
    "other",
    [
        of("oil", EVENT),
        of("gas", replace(EVENT, recorded_at=NOON + timedelta(microseconds=1))),
        of("gas", replace(EVENT, recorded_by="mika")),
        of("gas"),
        of("oil"),
    ],
)
def test_another_register_has_another_id(other: Commitment) -> None:
    assert id_of_earlier(other) != id_of_earlier(FIRST)


def test_it_is_made_of_the_instant_however_that_is_written() -> None:
    in_tokyo = replace(EVENT, recorded_at=NOON.astimezone(timezone(timedelta(hours=9))))
    assert id_of_earlier(of("gas", in_tokyo)) == id_of_earlier(FIRST)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_an_event_at_the_end_of_time_has_its_part_in_it(text: str) -> None:
    assert id_of_earlier(of("gas", replace(EVENT, recorded_at=datetime.fromisoformat(text))))
