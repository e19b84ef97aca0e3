"""The command `timeline`."""

import pytest

from tests.program import Tracker


def test_a_timeline_shows_when_the_first_project_was_due(sample: Tracker) -> None:
    shown = sample.done("timeline", "slipped", "parent:jp-us-550bn", "--to", "2026-06").output.splitlines()
    assert shown[1].startswith("jp-us-first-project-decision  ")
    assert shown[1].endswith("  met on time")
    assert shown[1].count("◇") == 2
    assert shown[-1] == "1 shown."


def test_a_timeline_can_be_read_by_machines(small: Tracker) -> None:
    rows = small.done("timeline", "by:JP", "--format", "csv").rows
    assert [(row["ref"], row["made_on"], row["earlier_dues"], row["met_on"]) for row in rows] == [
        ("jp-us-first", "2025-10-27", "2025-12-31", "2026-02-17"),
        ("jp-us-lng", "2025-09-05", "", ""),
        ("jp-us-invest", "2025-07-22", "", ""),
    ]


@pytest.mark.parametrize("days", [("2026-06", "2026-05"), ("2026-06-01", "2026-06-01")])
def test_a_timeline_without_days_is_refused(small: Tracker, days: tuple[str, str]) -> None:
    code, sentence = small("timeline", "--from", days[0], "--to", days[1]).refusal
    assert (code, sentence.endswith("has no days: give an earlier --from or a later --to")) == (2, True)


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_timeline_has_one_end_by_itself(small: Tracker, option: str) -> None:
    assert small.done("timeline", option, "2026-06-15").output
