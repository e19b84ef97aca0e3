"""The command `moves`."""

from tests.program import Tracker


def test_every_move_is_told_with_its_authority(sample: Tracker) -> None:
    rows = sample.done("moves", "jp-us-first-project", "slipped", "--format", "json").rows
    assert [(row["before"], row["after"], row["days"], row["change"], row["publisher"]) for row in rows] == [
        ("2025-12-31", "2026-01-31", 31, "extension", "dotdotnews"),
        ("2026-01-31", "2026-02-28", 28, "extension", "dotdotnews"),
    ]
    shown = sample.done("moves", COLUMNS="200").output
    assert shown.endswith("9 moves of 5 deadlines, 0 of them silent.\n")
    assert "dated" in shown
    assert "date dropped" in shown


def test_a_silent_move_has_nobody_behind_it(small: Tracker) -> None:
    small.done("amend", "jp-us-lng", "--due", "2026-09", "--on", "2026-06-01")
    shown = small.done("moves", "silent", COLUMNS="200").output
    assert "+153 d after it passed, silent" in shown
    assert "  nobody  " in shown
    assert shown.endswith("1 move of 1 deadline, 1 of them silent.\n")
