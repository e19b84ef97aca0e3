"""The command `changes`, and what it remembers from run to run."""

from pathlib import Path

import pytest

from tests.program import Tracker
from tracker.reports.changes import FIELDS

HEADER = f"{','.join(field.name for field in FIELDS)}\r\n"
LAST = ("changes", "--since", "last")
MOVED = ("amend", "jp-us-lng", "--due", "2026-08", "--kind", "extension")


def changed(tracker: Tracker, *arguments: str) -> list[tuple[str, str]]:
    """The group and the ref of each change since the last run."""
    return [(row["group"], row["ref"]) for row in tracker.done(*LAST, *arguments, "--format", "json").rows]


# ---- changes -----------------------------------------------------------------------------------


def test_february_2026_reads_like_a_paragraph(sample: Tracker) -> None:
    shown = sample.done("changes", "--since", "2026-02-01", "--as-of", "2026-02-28").output
    for sentence in (
        (
            "Moved\njp-us-first-project-decision: moved from the end of 2025 to the end of 2026-01 (+31 days), "
            "reported by dotdotnews; when it was moved is unknown.\n"
        ),
        (
            "jp-us-550bn-investment: US was dissatisfied in private on 2026-02-04, reported by ETtoday; "
            "in public it was satisfied on 2026-02-08.\n"
        ),
        (
            "Closed\njp-us-first-project-decision: met on 2026-02-17, 11 days before the deadline in force, "
            "the end of 2026-02, and 48 days after the first one, the end of 2025, reported by Jiji Press"
        ),
    ):
        assert sentence in shown


def test_sentences_name_the_parties_in_another_language(sample: Tracker) -> None:
    shown = sample.done("changes", "--since", "2026-02-01", "--as-of", "2026-02-28", "--lang", "zh").output
    assert "jp-us-550bn-investment：2026年2月4日美国私下表示不满，据ETtoday报道" in shown


def test_the_ceiling_of_the_sample_was_breached_and_restored(sample: Tracker) -> None:
    ceiling = "us-jp-reciprocal-15-no-stacking"
    shown = sample.done("changes", "--since", "2025-07-31", "--as-of", "2026-11-28", f"ref:{ceiling}").output
    assert f"Breached\n{ceiling}: breached on 2025-08-07, before that agreed, reported by Yeni Safak.\n" in shown
    assert f"Restored\n{ceiling}: in force again on 2025-09-04, after 28 days in breach, reported by " in shown
    assert "met" not in shown
    assert "Reopened" not in shown
    told = [
        sample.done("list", f"ref:{ceiling}", "--as-of", day, "--format", "json").row
        for day in ("2025-08-08", "2025-09-04")
    ]
    assert [(row["timeliness"], row["overdue_days"]) for row in told] == [("breached", None), ("in_force", None)]


@pytest.mark.parametrize(
    ("name", "output"),
    [("table", ""), ("markdown", ""), ("csv", HEADER), ("json", "[]\n"), ("jsonl", "")],
)
def test_without_changes_the_output_is_empty(small: Tracker, name: str, output: str) -> None:
    assert small("changes", "--since", "2026-06-15", "--exit-code", "--format", name) == (output, "", 0, name)


def test_the_exit_code_says_when_asked_whether_anything_changed(small: Tracker) -> None:
    assert small("changes", "--since", "2026-02-16", "--exit-code").exit_code == 1
    assert small("changes", "--since", "2026-02-16").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "groups"),
    [
        (["--since", "2026-06-15T12:00Z"], []),
        (["--since", "today"], []),
        (["--since", "2025-10", "--as-of", "2025-12-15"], ["new", "due_soon"]),
        (["--since", "2025-10", "--known-at", "2026-02-09"], ["new", "due_soon", "position", "position"]),
        (["--since", "2026-02-16", "jp-us-first"], ["deadline", "closed", "status"]),
        (["--since", "2026-02-16", "by:US"], ["new"]),
        (["--since", "119d", "by:US"], ["new"]),
        (["--since", "119 days ago", "by:US"], ["new"]),
    ],
)
def test_changes_are_those_of_the_query_between_two_moments(
    small: Tracker, arguments: list[str], groups: list[str]
) -> None:
    assert [row["group"] for row in small.done("changes", *arguments, "--format", "json").rows] == groups


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        ([], 2, "missing option '--since'; see `tracker changes --help`"),
        (["--since", "last week"], 2, "“last week” is not a date: it has several readings; write 2026-W24, or -1w to "),
        (["--since", "lats"], 2, "“lats” is not a date: "),
        (["--since", "2026-02-11T12:00"], 2, "“2026-02-11T12:00” is not a date: a time needs its offset from UTC"),
        (["--since", "2026-06-16"], 2, "changes since 2026-06-16 cannot be shown as of 2026-06-15; give an earlier "),
        (
            ["--since", "2026-02", "--as-of", "2026-01"],
            2,
            "changes since 2026-02-01 cannot be shown as of 2026-01-31; ",
        ),
        (
            ["--since", "2026-02", "--as-of", "2026-03", "--known-at", "2026-01"],
            2,
            "changes since 2026-02-01 cannot be shown as of 2026-01-31; ",
        ),
        (["--since", "-1d", "statsu:open"], 2, "“statsu:open” is not a query word"),
        (["--since", "-1d", "--register", "/nowhere/r.json"], 4, "there is no register at /nowhere/r.json; "),
    ],
)
def test_telling_changes_is_refused(small: Tracker, arguments: list[str], exit_code: int, sentence: str) -> None:
    code, said = small("changes", *arguments).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)


# ---- since the last run ------------------------------------------------------------------------


def test_the_first_run_tells_everything_and_the_next_one_nothing(small: Tracker) -> None:
    first = small.done(*LAST).output
    assert first.startswith("New\njp-us-invest: ")
    assert first.endswith(" changes from the beginning, as of 2026-06-15T12:00+00:00.\n")
    assert small(*LAST, "--exit-code") == ("", "", 0, "")


def test_an_event_recorded_on_the_day_of_the_last_run_is_in_the_next_run(small: Tracker) -> None:
    small.done(*LAST)
    small.done(*MOVED)
    assert changed(small) == [("moved", "jp-us-lng")]
    assert changed(small) == []


def test_an_event_that_was_known_earlier_but_recorded_later_is_shown(small: Tracker) -> None:
    small.done(*LAST)
    small.done("position", "jp-us-lng", "US", "disputes", "--on", "2026-01-09", "--known", "2026-01-10")
    small.done("add", "Old promise", "--by", "JP", "--to", "US", "--ref", "old", "--made-on", "2020-01-01")
    assert changed(small) == [("new", "old"), ("position", "jp-us-lng")]


def test_a_retracted_event_that_was_shown_is_shown_as_retracted(small: Tracker) -> None:
    small.done(*MOVED)
    small.done(*LAST)
    small.done("undo")
    assert changed(small) == [("overdue", "jp-us-lng"), ("corrected", "jp-us-lng")]


def test_a_retracted_event_that_was_never_shown_is_not_shown(small: Tracker) -> None:
    small.done(*LAST)
    small.done(*MOVED)
    small.done("undo")
    assert changed(small) == []


def test_a_day_that_has_passed_is_a_change(small: Tracker) -> None:
    small.done(*LAST, TRACKER_NOW="2026-04-01")
    after = small.done(*LAST, "--format", "json", TRACKER_NOW="2026-05-11")
    assert [(row["group"], row["ref"], row["days"]) for row in after.rows] == [("overdue", "jp-us-lng", 11)]


def test_every_query_has_a_last_run_of_its_own_in_whatever_order_its_words_are(small: Tracker) -> None:
    small.done(*LAST, "by:JP", "status:open")
    assert changed(small, "status:open", "by:JP") == []
    assert changed(small, "by:US") == [("new", "us-jp-tariff")]
    assert len(changed(small)) > 1


@pytest.mark.file
def test_a_register_is_the_same_by_any_path_to_it(small: Tracker, tmp_path: Path) -> None:
    small.done(*LAST)
    link = tmp_path / "link.json"
    link.symlink_to(small.register)
    assert changed(small, "--register", str(link)) == []


def test_the_last_run_is_the_moment_that_it_looked_at(small: Tracker) -> None:
    small.done(*LAST, "--known-at", "2026-02-09")
    assert changed(small, "--as-of", "2026-02-16", "--known-at", "2026-02-16") == []
    assert ("new", "jp-us-invest") in changed(small)


def test_only_since_last_writes_the_last_run_file(small: Tracker) -> None:
    small.done("changes", "--since", "-1d")
    assert small("changes", "--since", "2026-01-01").output
    assert changed(small)


def test_changes_that_could_not_be_written_are_shown_again(small: Tracker, tmp_path: Path) -> None:
    small.done(*LAST)
    small.done(*MOVED)
    assert small(*LAST, "--output", str(tmp_path / "nowhere" / "x.csv")).exit_code == 4
    assert changed(small) == [("moved", "jp-us-lng")]


def test_a_clock_that_went_back_is_refused(small: Tracker) -> None:
    small.done(*LAST)
    code, said = small(*LAST, TRACKER_NOW="2026-06-14").refusal
    assert (code, said.partition(";")[0]) == (2, "changes since 2026-06-15 cannot be shown as of 2026-06-14")
