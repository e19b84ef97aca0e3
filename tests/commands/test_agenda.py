"""The command `agenda`."""

import pytest

from tests.program import Tracker


def test_the_agenda_shows_what_is_overdue_and_what_falls_due_by_week(small: Tracker) -> None:
    assert small.done("agenda", "--within", "1d", "--as-of", "2026-04-29").output == (
        "2026-W18, from Monday 2026-04-27\n"
        "2026-04-30  in 1 d  JP → US  USD 7bn  jp-us-lng  2026-04  Buy more US energy\n"
        "\n"
        "1 to come until 2026-04-30; not measured: 1 undated.\n"
    )
    assert small.done("agenda").output.startswith("Overdue\n2026-04-30  46 d past due  ")


@pytest.mark.parametrize(
    ("arguments", "refs"),
    [
        ([], ["jp-us-lng"]),
        (["by:US"], []),
        (["--within", "3y"], ["jp-us-lng", "jp-us-invest"]),
        (["--within", "+36m", "not:overdue"], ["jp-us-invest"]),
        (["--known-at", "2026-02-10"], ["jp-us-first"]),
    ],
)
def test_the_agenda_ends_on_the_given_day(small: Tracker, arguments: list[str], refs: list[str]) -> None:
    assert small.done("agenda", *arguments, "--format", "csv").refs == refs


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (["--within", "soon"], 2, "“soon” is not a date: write a number of days, weeks or months: 30d, 2w, 3m"),
        (["--within", "30"], 2, "“30” is not a date: write a number of days, weeks or months: 30d, 2w, 3m"),
        (["--within", "99999y"], 2, "“99999y” is not a date: write a number of days, weeks or months: 30d, 2w, 3m"),
        (["statsu:open"], 2, "“statsu:open” is not a query word"),
        (["--register", "/nowhere/r.json"], 4, "there is no register at /nowhere/r.json; "),
    ],
)
def test_the_agenda_is_refused(small: Tracker, arguments: list[str], exit_code: int, sentence: str) -> None:
    code, said = small("agenda", *arguments).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)


@pytest.mark.parametrize("command", ["agenda", "timeline", "report"])
@pytest.mark.parametrize("day", ["9999-12-31"])
def test_the_last_day_there_is_can_be_asked_about(small: Tracker, command: str, day: str) -> None:
    assert small.done(command, "--as-of", day).output


def test_following_leaves_the_register_as_it_was(small: Tracker, small_register: bytes) -> None:
    for arguments in (["agenda"], ["changes", "--since", "last"], ["changes", "--since", "2026-01-01"]):
        small.done(*arguments)
    assert small.kept() == small_register
