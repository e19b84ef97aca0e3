"""The command `log`."""

from typing import Final

from tests.program import Tracker
from tests.test_terminal import on_terminal
from tracker.commands.options import PAGE

STRUCK_THROUGH: Final = "\x1b[2;9m"


def test_the_log_shows_every_event_the_last_recorded_first(small: Tracker) -> None:
    rows = small.done("log", "--format", "json").rows
    assert len(rows) == small("info", "--format", "json").row["events"] == 15
    assert (rows[0]["ref"], rows[-1]["ref"]) == ("us-jp-tariff", "jp-us-invest")
    assert [row["recorded_at"] for row in rows] == sorted((row["recorded_at"] for row in rows), reverse=True)
    assert not any(row["taken_back"] for row in rows)


def test_the_log_tells_who_recorded_what_and_when(small: Tracker) -> None:
    small.done("assess", "jp-us-lng", "at_risk", "--note", "no ship", "--publisher", "Asahi", "--source", "u")
    row = small("log", "jp-us-lng", "--limit", "1", "--format", "json").row
    assert row.pop("recorded_by") == small("info", "--format", "json").row["changed_by"]
    assert str(row.pop("recorded_at")).startswith("2026-06-15T12:00:00")
    assert row == {
        "ref": "jp-us-lng",
        "id": 5,
        "event": "assessment",
        "on": "2026-06-15",
        "known_on": "2026-06-15",
        "says": "at risk",
        "note": "no ship",
        "publisher": "Asahi",
        "url": "u",
        "quote": None,
        "summary": None,
        "archived": None,
        "taken_back": False,
        "published": None,
        "language": None,
        "relays": None,
    }


def test_the_log_of_one_commitment_has_its_events_alone(small: Tracker) -> None:
    rows = small.done("log", "jp-us-l", "--format", "csv").rows
    assert [(row["ref"], row["id"]) for row in rows] == [("jp-us-lng", str(number)) for number in (4, 3, 2, 1)]


def test_a_limit_is_the_most_that_is_shown_and_what_it_hides_is_counted(small: Tracker) -> None:
    assert small.done("log", "--limit", "3").output.endswith("\n3 events; 12 more not shown, --limit 0 shows all.\n")
    assert small.done("log", "--limit", "0").output.endswith("\n15 events.\n")


def test_a_terminal_shows_the_last_events_and_a_pipe_all(sample: Tracker) -> None:
    events = sample("info", "--format", "json").row["events"]
    shown = on_terminal(sample.place, 200, "log", NO_COLOR="1").rstrip("\n")
    assert shown.endswith(f"\n{PAGE} events; {events - PAGE} more not shown, --limit 0 shows all.")
    assert len(sample("log", "--format", "csv").rows) == events


def test_what_was_taken_back_stays_in_the_log_struck_through(small: Tracker) -> None:
    small.done("assess", "jp-us-lng", "at_risk")
    small.done("undo", "--note", "a slip")
    rows = small("log", "--limit", "2", "--format", "json").rows
    assert [(row["says"], row["taken_back"]) for row in rows] == [("event 5 taken back", False), ("at risk", True)]
    shown = small("log", "--limit", "2", FORCE_COLOR="1").output.splitlines()
    assert ["taken back: assessment 5: at risk" in line for line in shown if STRUCK_THROUGH in line] == [True]
    assert "retraction 6: event 5 taken back. a slip" in shown[2]


def test_what_was_removed_is_in_the_log_and_its_removal_stands(small: Tracker) -> None:
    small.done("remove", "jp-us-lng", "--note", "entered twice")
    rows = small("log", "jp-us-lng", "--format", "json").rows
    assert [(row["id"], row["taken_back"]) for row in rows] == [(5, False), (4, True), (3, True), (2, True), (1, True)]
    assert rows[0]["note"] == "entered twice"


def test_an_empty_register_has_no_events(empty: Tracker) -> None:
    assert empty.done("log").output == "0 events.\n"
    assert empty.done("log", "--format", "json").rows == []
