"""The command `show`."""

import pytest

from tests.program import Tracker
from tracker.reports.list import COLUMN_NAMES


def test_a_commitment_is_shown_whole(small: Tracker) -> None:
    shown = small.done("show", "jp-us-first").output
    for text in (
        "jp-us-first · Settle the first project",
        "\nDeadline\n",
        "\nPositions\n",
        "\nHistory\n",
        "\nSources, by independent witness\n",
    ):
        assert text in shown
    assert "standing     met on time against end 2026-02; met 48 d late against the first date, 2025-12-31" in shown
    assert "two-faced" not in shown
    assert "divergent" not in shown


def test_a_beginning_of_the_ref_is_enough_and_case_does_not_matter(small: Tracker) -> None:
    assert small.done("show", "JP-US-F").output == small.done("show", "jp-us-first").output


def test_a_commitment_is_one_object_with_its_listings_inside(small: Tracker) -> None:
    row = small("show", "jp-us-first", "--format", "json").row
    numbers = {"amount_number", "delivered_number", "exceeded_by_number"}
    assert [key for key in row if key not in numbers][: len(COLUMN_NAMES)] == list(COLUMN_NAMES)
    assert (row["amount"], row["amount_number"], row["delivered_number"]) == (None, None, None)
    assert small("show", "jp-us-invest", "--json").output.count('"amount_number": 550000000000') == 1
    assert [(version["due"], version["change"]) for version in row["deadlines"]] == [
        ("2025-12-31", "set"),
        ("2026-02-28", "extension"),
    ]
    assert {position["channel"] for position in row["positions"]} == {"public", "private"}


def test_only_the_sections_asked_for_are_shown(small: Tracker) -> None:
    assert small("show", "jp-us-first", "--only", "positions").output.startswith("Positions\n")
    assert "History" not in small("show", "jp-us-first", "--only", "summary, deadlines").output


def test_a_milestone_is_completed_late_or_to_come(empty: Tracker) -> None:
    empty.done(
        *("add", "Buy LNG", "--by", "JP", "--to", "US", "--ref", "lng"),
        *("--amount", "USD 7bn", "--made-on", "2025-09-05"),
    )
    for name, due, figure in (("a", "2026-03", "USD 1bn"), ("b", "2026-05-31", "USD 2bn"), ("c", "2027", "USD 3bn")):
        empty.done("milestone", "lng", name, "--due", due, "--amount", figure)
    empty.done("deliver", "lng", "USD 1bn", "--on", "2026-03-15", "--publisher", "Reuters")
    [shown] = empty.done("show", "lng", "--format", "json").rows
    assert [one["when"] for one in shown["milestones"]] == [
        *("delivered in full 2026-03-15, on time", "15 d past due", "in 564 d"),
    ]
    assert shown["parts"] == []


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (["jp-us-frist"], 3, "no commitment is called “jp-us-frist” (nearest: jp-us-first); `tracker list` shows"),
        (["jp-us"], 3, "“jp-us” is the beginning of 3 refs: jp-us-invest, jp-us-first, jp-us-lng; type more"),
        ([""], 3, "no commitment is called “”"),
        (["jp-us-lng", "--as-of", "2024"], 3, "nothing was known of jp-us-lng as of 2024-12-31; ask about a later day"),
        (
            ["jp-us-first", "--only", "histroy"],
            2,
            "“histroy” is not a section (nearest: history); choose from summary, ",
        ),
        ([], 2, "missing argument 'REF'; see `tracker show --help`"),
        (["jp-us-lng", "more"], 2, "got unexpected extra argument(s) (more); see `tracker show --help`"),
    ],
)
def test_showing_is_refused(small: Tracker, arguments: list[str], exit_code: int, sentence: str) -> None:
    code, said = small("show", *arguments).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)


def test_the_first_project_shows_its_dates_who_moved_them_both_faces_and_the_sources(sample: Tracker) -> None:
    shown = sample.done("show", "jp-us-first-project-decision").output
    for text in (
        "end 2025 ",
        "end 2026-01",
        "end 2026-02",
        "extension",
        "Who says so",
        "dissatisfied",
        "\nSources, by independent witness\n",
    ):
        assert text in shown
    row = sample("show", "jp-us-first-project-decision", "--format", "json").row
    assert [version["due"] for version in row["deadlines"]] == ["2025-12-31", "2026-01-31", "2026-02-28"]
    assert all(version["publisher"] for version in row["deadlines"])
    assert row["divergent"] == []
    before = sample("show", "jp-us-first-project-decision", "--as-of", "2026-02-11", "--format", "json").row
    assert before["divergent"] == ["US"]
    assert {position["channel"] for position in row["positions"] if position["party"] == "US"} == {"public", "private"}
    assert row["sources"]


def test_a_section_with_nothing_in_it_says_so(empty: Tracker) -> None:
    empty.done("add", "Pay", "--by", "DE", "--by", "FR", "--to", "US", "--ref", "pay", "--due", "2027")
    each = "Nothing is recorded of one obligor alone: each stands as the whole does.\n"
    assert empty.done("show", "pay", "--only", "obligors").output == f"pay has nothing under obligors.\n{each}"
    assert empty.done("show", "pay", "--only", "parts").output == "pay has nothing under parts.\n"
