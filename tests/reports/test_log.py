"""The journal: every event as it was recorded, the last first, with what was taken back."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

import tracker.reports.log
from tests.building import NEWS, RECORDED, assessment, citation, commitment, retraction, status
from tracker.model.commitment import AnyEvent, Source
from tracker.model.dates import span
from tracker.reports.log import log_table
from tracker.reports.table import Cell, Table


def at(minutes: int) -> Any:  # noqa: ANN401 - what every event may say of itself
    """Recorded so many minutes after the start."""
    return {"recorded_at": RECORDED + timedelta(minutes=minutes)}


def rows(listing: Table, *names: str) -> list[tuple[object, ...]]:
    """The values of some columns."""
    return list(listing.only(names).rows)


def notes(listing: Table) -> tuple[str, ...]:
    """The notes below the table."""
    return tuple(note for panel in listing.panels for note in panel.notes)


def test_the_last_recorded_comes_first_whatever_it_belongs_to() -> None:
    one = commitment("jp-us-one", status=None, events=[status("agreed", **at(0)), assessment("stalled", **at(3))])
    other = commitment("jp-us-other", status=None, events=[status("agreed", **at(1)), status("met", **at(2))])
    assert rows(log_table([one, other]), "ref", "id") == [
        ("jp-us-one", 2),
        ("jp-us-other", 2),
        ("jp-us-other", 1),
        ("jp-us-one", 1),
    ]


def test_what_is_not_shown_is_counted_even_where_it_is_not_there() -> None:
    promise = commitment(status=None, events=[status("agreed", **at(0)), assessment("stalled", **at(1))])
    assert notes(log_table([promise], 1)) == ("1 event; 1 more not shown, --limit 0 shows all.",)
    assert notes(log_table([promise], 1, 30)) == ("1 event; 29 more not shown, --limit 0 shows all.",)


def test_what_was_recorded_at_once_stands_in_one_order() -> None:
    promises = [commitment(ref, due="2026-03-31") for ref in ("jp-us-b", "jp-us-a")]
    wanted = [("jp-us-b", 2), ("jp-us-b", 1), ("jp-us-a", 2), ("jp-us-a", 1)]
    assert rows(log_table(promises), "ref", "id") == rows(log_table(promises[::-1]), "ref", "id") == wanted


def test_an_event_is_told_as_it_was_recorded() -> None:
    event = citation("due", "contradicts", on="2026-02", known_on="2026-02-09", note="a slip", **at(0))
    listing = log_table([commitment(status=None, events=[event])])
    assert dict(zip([column.name for column in listing.columns], listing.rows[0], strict=True)) == {
        "recorded_at": RECORDED,
        "recorded_by": "analyst",
        "ref": "jp-us-promise",
        "id": 1,
        "event": "citation",
        "on": event.on,
        "known_on": event.known_on,
        "says": "contradicts deadline",
        "note": "a slip",
        "publisher": "News",
        "url": "https://news.example/1",
        "quote": None,
        "summary": None,
        "archived": None,
        "taken_back": False,
        "published": None,
        "language": None,
        "relays": None,
    }


@pytest.mark.parametrize(
    ("source", "said"),
    [(None, (None, None)), (Source(title="t"), ("t", None)), (NEWS, ("News", "https://news.example/1"))],
)
def test_what_is_not_there_is_nothing(source: Source | None, said: tuple[str | None, str | None]) -> None:
    listing = log_table([commitment(status=None, events=[status("agreed", source=source)])])
    assert rows(listing, "note", "publisher", "url") == [(None, *said)]


def test_people_see_who_recorded_what_and_when() -> None:
    event = assessment("stalled", note="no ship", source=NEWS)
    (panel,) = log_table([commitment(status=None, events=[event])]).panels
    assert panel.rows == (
        (
            Cell("2026-12-01 00:00:00"),
            Cell("analyst"),
            Cell("jp-us-promise", "strong"),
            Cell("assessment 1: stalled. no ship"),
            Cell("News", "dim", link="https://news.example/1"),
            Cell(""),
        ),
    )


def test_people_see_which_report_a_source_repeats_its_day_its_language_and_its_words() -> None:
    relay = Source(
        publisher="ETtoday", relays="Nikkei, 9 February", published=span("2026-02-10"), language="zh", quote="勃然大怒"
    )
    (panel,) = log_table([commitment(status=None, events=[status("agreed", source=relay)])]).panels
    assert panel.rows[0][-2:] == (
        Cell("ETtoday, after Nikkei, 9 February · 2026-02-10 · zh", "dim"),
        Cell("“勃然大怒”", language="zh"),
    )


def test_what_was_taken_back_is_struck_through_and_says_so() -> None:
    promise = commitment(status=None, events=[status("agreed"), assessment("stalled", note="no ship"), retraction(2)])
    listing = log_table([promise])
    assert rows(listing, "id", "taken_back") == [(3, False), (2, True), (1, False)]
    assert [row[3] for row in listing.panels[0].rows] == [
        Cell("retraction 3: event 2 taken back"),
        Cell("taken back: assessment 2: stalled. no ship", "gone"),
        Cell("status 1: agreed"),
    ]


def test_what_takes_back_a_commitment_is_not_taken_back_with_it() -> None:
    history: list[AnyEvent] = [status("agreed"), assessment("stalled"), retraction(2), retraction()]
    assert rows(log_table([commitment(status=None, events=history)]), "id", "taken_back") == [
        (4, False),
        (3, False),
        (2, True),
        (1, True),
    ]


def test_what_brings_back_a_commitment_takes_back_its_removal_alone() -> None:
    history: list[AnyEvent] = [status("agreed"), retraction(), retraction(2)]
    assert rows(log_table([commitment(status=None, events=history)]), "id", "taken_back") == [
        (3, False),
        (2, True),
        (1, False),
    ]


def test_commitments_are_taken_back_each_for_itself() -> None:
    gone = commitment("jp-us-gone", status=None, events=[status("agreed"), retraction()])
    assert rows(log_table([gone, commitment("jp-us-kept")]), "ref", "id", "taken_back") == [
        ("jp-us-kept", 1, False),
        ("jp-us-gone", 2, False),
        ("jp-us-gone", 1, True),
    ]


@pytest.mark.parametrize(
    ("limit", "ids", "note"),
    [
        (0, [3, 2, 1], "3 events."),
        (1, [3], "1 event; 2 more not shown, --limit 0 shows all."),
        (2, [3, 2], "2 events; 1 more not shown, --limit 0 shows all."),
        (9, [3, 2, 1], "3 events."),
    ],
)
def test_a_limit_is_the_most_that_is_shown(limit: int, ids: list[int], note: str) -> None:
    promise = commitment(due="2026-03-31", amount="USD 1bn")
    listing = log_table([promise], limit)
    assert rows(listing, "id") == [(number,) for number in ids]
    assert notes(listing) == (note,)


def test_nothing_recorded_is_no_event() -> None:
    assert notes(log_table([])) == ("0 events.",)


def test_a_long_history_is_looked_through_once_for_what_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def looked(history: Iterable[AnyEvent]) -> set[int | None]:
        looks.append(history)
        return set()

    monkeypatch.setattr(tracker.reports.log, "retractions", looked)
    assert len(log_table([commitment(status=None, events=[assessment("stalled")] * 5)]).rows) == 5
    assert len(looks) == 1
