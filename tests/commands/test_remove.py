"""The command `remove`."""

from tests.program import Tracker


def history(tracker: Tracker, ref: str) -> list[dict[str, object]]:
    """The events of a commitment as they are stored, those taken back too."""
    tables = tracker.tables()
    (found,) = [document for document in tables["commitments"].values() if document["ref"] == ref]
    events: list[dict[str, object]] = found["history"]
    return events


def test_what_is_removed_is_listed_no_more_but_every_event_is_kept(small: Tracker) -> None:
    before = history(small, "jp-us-lng")
    assert small.done("remove", "jp-us-lng") == ("", "jp-us-lng: the commitment taken back\n", 0, "")
    assert "jp-us-lng" not in small("list", "--format", "json").refs
    assert small("show", "jp-us-lng").exit_code == 3
    assert history(small, "jp-us-lng")[:-1] == before


def test_what_is_removed_was_there_from_its_recording_until_it_was_removed(small: Tracker) -> None:
    later = {"TRACKER_NOW": "2026-06-20"}
    small.done("remove", "jp-us-first", "--known", "2026-06-10", **later)
    known = ("list", "--as-of", "2026-06-20", "--format", "json", "--known-at")
    assert "jp-us-first" not in small(*known, "2026-06-14", **later).refs
    assert "jp-us-first" in small(*known, "2026-06-15", **later).refs
    assert "jp-us-first" in small(*known, "2026-06-19", **later).refs
    assert "jp-us-first" not in small(*known, "2026-06-20", **later).refs
