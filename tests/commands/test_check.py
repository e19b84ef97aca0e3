"""Checking: what the command answers and refuses; what each check finds is told in tests/checks."""

import shlex

import pytest

from tests.program import Tracker
from tracker.checks import CHECKS, help_of
from tracker.cli import COMMANDS


def test_something_found_is_exit_1_and_nothing_found_is_exit_0(small: Tracker) -> None:
    assert small("check", "--only", "uncited", "jp-us-lng").exit_code == 1
    assert small("check", "--only", "parent-cycles") == ("Nothing found by 1 check in 4 commitments.\n", "", 0, "")


def test_only_what_the_query_selects_is_checked(small: Tracker) -> None:
    assert small("check", "--only", "uncited", "--format", "json").refs == ["jp-us-lng", "us-jp-tariff"]
    assert small("check", "--only", "uncited", "by:US", "--format", "json").refs == ["us-jp-tariff"]
    assert small("check", "nothing like it").output == f"Nothing found by {len(CHECKS)} checks in 0 commitments.\n"


def test_checks_are_chosen_and_left_out(small: Tracker) -> None:
    def checks(*arguments: str) -> set[str]:
        return {row["check"] for row in small("check", *arguments, "--format", "csv").rows}

    assert checks() == {"overdue-without-news", "uncited", "one-witness"}
    assert checks("--only", "address-alone,no-copy") == {"address-alone", "no-copy"}
    assert checks("--only", "uncited, silent_moves") == {"uncited"}
    assert checks("--except", "uncited,address_alone,no-copy") == {"overdue-without-news", "one-witness"}
    assert checks("--except", "uncited,address-alone,one-witness,no-copy,overdue-without-news") == set()


def test_where_no_copy_is_kept_the_checks_of_copies_only_count(small: Tracker) -> None:
    advice = "No copy of a source is kept: 1 by address-alone and 3 by no-copy are not shown"
    without = ("check", "--except", "uncited,one-witness,overdue-without-news")
    assert advice in small.done(*without).output
    small.done("cite", "us-jp-tariff", "--publisher", "News", "--mentions", "--archived", "https://archive.ph/x")
    assert {row["check"] for row in small(*without, "--format", "csv").rows} == {"address-alone", "no-copy"}


def test_the_checks_use_the_state_of_knowledge_of_the_day(small: Tracker) -> None:
    assert small("check", "--only", "uncited", "--known-at", "2024", "--format", "json").rows == []


def test_every_finding_is_a_row_of_the_same_values_in_every_format(small: Tracker) -> None:
    (row,) = small("check", "--only", "uncited", "jp-us-lng", "--format", "json").rows
    assert row == {
        "check": "uncited",
        "ref": "jp-us-lng",
        "title": "Buy more US energy",
        "found": "nobody is cited for status, deadline, amount",
        "remedy": "tracker cite jp-us-lng --source URL",
        "field": ["status", "deadline", "amount"],
        "value": None,
    }
    (line,) = small("check", "--only", "uncited", "jp-us-lng", "--format", "csv").rows
    assert line == {**row, "field": "status;deadline;amount", "value": ""}


def test_a_header_is_there_even_without_findings(empty: Tracker) -> None:
    assert empty("check", "--format", "csv").output == "check,ref,title,found,remedy,field,value\r\n"
    assert empty("check", "--format", "json").rows == []


def test_what_it_says_to_do_can_be_typed_once_the_gaps_are_filled(small: Tracker) -> None:
    (finding,) = small("check", "--only", "uncited", "jp-us-lng", "--format", "json").rows
    _, *words = shlex.split(finding["remedy"].replace("URL", "https://ministry.example/1"))
    small.done(*words)
    assert small("check", "--only", "uncited", "jp-us-lng").exit_code == 0


def test_every_remedy_in_the_sample_is_a_command_that_there_is(sample: Tracker) -> None:
    for row in sample("check", "--as-of", "2026-11-01", "--format", "json").rows:
        program, command, *rest = shlex.split(row["remedy"])
        assert (program, command in COMMANDS, row["ref"] in rest) == ("tracker", True, True)


def test_the_help_tells_what_every_check_looks_for(small: Tracker) -> None:
    shown = small.done("check", "--help").output
    for name in CHECKS:
        assert f"  {name} " in shown
        assert help_of(name) in shown


def test_checking_leaves_the_register_as_it_was(small: Tracker, small_register: bytes) -> None:
    small("check")
    assert small.kept() == small_register


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (["--only", "uncitd"], 2, "“uncitd” is not a check (nearest: uncited); choose from broken-copies, "),
        (["--except", "uncited,silence"], 2, "“silence” is not a check"),
        (["statsu:open"], 2, "“statsu:open” is not a query word"),
        (["--as-of", "1/2/2025"], 2, "“1/2/2025” is not a date: "),
        (["--format", "xml"], 2, "“xml” is not a format"),
        (["--register", "/nowhere/r.json"], 4, "there is no register at /nowhere/r.json"),
    ],
)
def test_checking_is_refused(small: Tracker, arguments: list[str], exit_code: int, sentence: str) -> None:
    code, said = small("check", *arguments).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)
