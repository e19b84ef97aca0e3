"""The command `amend`: versions that wait for a condition, and forecasts."""

from pathlib import Path

import pytest

from tests.program import Tracker

NIKKEI = ("--publisher", "Nikkei", "--published", "2026-06-01")
PERMIT = ("amend", "jp-us-lng", "--due", "2028", "--if", "the permit is given", "--on", "2026-05-01")
EXPECTED = ("amend", "jp-us-lng", "--kind", "forecast", *NIKKEI)


def state_of(tracker: Tracker, *arguments: str) -> list[object]:
    """The due day, the moves, what waits for a condition and the expected day of a commitment."""
    row = tracker.done("list", "ref:jp-us-lng", "--format", "json", *arguments).row
    return [row[name] for name in ("due", "moves", "conditional", "expected")]


# ---- conditions --------------------------------------------------------------------------------


def test_a_date_with_a_condition_waits_until_that_is_met(small: Tracker) -> None:
    assert small.done(*PERMIT).errors == "jp-us-lng: amendment: due end 2028, if the permit is given\n"
    waiting = ["2026-04-30", 0, ["end 2028, if the permit is given"], None]
    assert state_of(small) == waiting
    number = small.done("show", "jp-us-lng", "--format", "json").row["deadlines"][-1]["id"]
    assert f"deadline {number}: amendment: due end 2028" in small.done("log", "jp-us-lng", COLUMNS="200").output
    met = small.done("amend", "jp-us-lng", "--condition-met", f"{number}", "--on", "2026-06-10", *NIKKEI)
    assert met.errors == f"jp-us-lng: amendment: due end 2028, for the condition of version {number} is met\n"
    assert state_of(small) == ["2028-12-31", 1, [], None]
    assert state_of(small, "--as-of", "2026-06-09") == waiting
    again = small("amend", "jp-us-lng", "--condition-met", f"{number}")
    assert (again.exit_code, "its condition was met on 2026-06-10 already" in again.errors) == (5, True)
    small.done("undo")
    assert state_of(small) == waiting
    small.done("undo")
    assert state_of(small) == ["2026-04-30", 0, [], None]


def test_a_dry_run_shows_a_condition_and_records_nothing(small: Tracker) -> None:
    before = small.kept()
    shown = small.done(*PERMIT, "--dry-run", COLUMNS="200").output
    assert "end 2028, if the permit is given" in shown
    assert small.kept() == before


@pytest.mark.parametrize(
    ("condition", "told"),
    [("the permit is given", "end 2027-06, if the permit is given"), ("it is signed", "end 2027-06, if it is signed")],
)
def test_a_condition_or_its_date_is_corrected(small: Tracker, condition: str, told: str) -> None:
    small.done(*PERMIT)
    small.done("amend", "jp-us-lng", "--due", "2027-06", "--if", condition, "--kind", "correction")
    assert state_of(small) == ["2026-04-30", 0, [told], None]


def test_the_first_date_may_have_a_condition(small: Tracker) -> None:
    first = small.done("amend", "us-jp-tariff", "--due", "2026-12", "--if", "the court agrees")
    assert first.errors == "us-jp-tariff: set: due end 2026-12, if the court agrees\n"
    assert small.done("list", "us-jp-tariff", "--format", "json").row["timeliness"] == "awaiting_trigger"
    small.done("amend", "us-jp-tariff", "--condition-met", "3")
    assert small.done("list", "us-jp-tariff", "--format", "json").row["due"] == "2026-12-31"


# ---- forecasts ---------------------------------------------------------------------------------


def test_a_forecast_is_shown_and_binds_nobody(small: Tracker) -> None:
    told = small.done(*EXPECTED, "--due", "2026-08", "--on", "2026-04-10").errors
    assert told == "jp-us-lng: forecast: expected end 2026-08\n"
    small.done(*EXPECTED, "--due", "2026-09", "--on", "2026-04-20")
    assert state_of(small) == ["2026-04-30", 0, [], "2026-09-30"]
    assert "end 2026-09, put off once, reported by Nikkei" in small.done("show", "jp-us-lng").output
    moved = small.done("moves", "jp-us-lng", "--format", "json").row
    assert (moved["of"], moved["before"], moved["after"], moved["days"]) == (
        "forecast",
        "2026-08-31",
        "2026-09-30",
        30,
    )
    assert "0 moves of 0 deadlines, 0 of them silent." in small.done("moves", "jp-us-lng").output
    assert "1 move of 1 forecast, which bind nobody." in small.done("moves", "jp-us-lng").output
    assert "expected, 2026-09, reported by Nikkei" in small.done("agenda", "--within", "200d", COLUMNS="200").output
    assert small.done("timeline", "jp-us-lng", "--format", "json").row["expected"] == "2026-09-30"


def test_a_forecast_made_after_the_due_day_says_that_it_is_late(small: Tracker) -> None:
    assert small.done("list", "ref:jp-us-lng", "--format", "json").row["lateness"] == "unreported"
    small.done(*EXPECTED, "--due", "2026-09", "--on", "2026-06-01")
    assert small.done("list", "ref:jp-us-lng", "--format", "json").row["lateness"] == "reported"


def test_conditions_and_forecasts_are_told_in_changes(small: Tracker) -> None:
    small.done(*PERMIT)
    small.done(*EXPECTED, "--due", "2026-08", "--on", "2026-06-05")
    small.done(*EXPECTED, "--due", "2026-09", "--on", "2026-06-10")
    shown = small.done("changes", "--since", "2026-05-31", "jp-us-lng").output
    assert "jp-us-lng: would be due by the end of 2028, if the permit is given." in shown
    assert "expected on 2026-06-05 by the end of 2026-08, reported by Nikkei." in shown
    assert "expected on 2026-06-10 by the end of 2026-09, not by the end of 2026-08, reported by Nikkei." in shown


def test_conditions_and_forecasts_come_back_from_an_export(small: Tracker, tmp_path: Path) -> None:
    small.done(*PERMIT)
    small.done("amend", "jp-us-lng", "--condition-met", "5")
    small.done(*EXPECTED, "--due", "2026-08")
    package, other = str(tmp_path / "package.zip"), str(tmp_path / "other.json")
    small.done("export", package)
    before = small.done("show", "jp-us-lng", "--format", "json").row
    small.done("init", "--register", other, "--zone", "Asia/Tokyo")
    small.done("import", package, "--register", other)
    assert small.done("show", "jp-us-lng", "--format", "json", "--register", other).row == before


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        ("--if signed", 2, "nothing to amend: "),
        ("--if signed --grace 3", 5, "a version of jp-us-lng with a condition needs its deadline: give --due DATE"),
        ("--if signed --due 2028 --reading US", 5, "the deadline of jp-us-lng: a version is either the reading of "),
        ("--if signed --kind waiver", 5, "a waiver of the deadline of jp-us-lng: a waiver is of the deadline in force"),
        ("--if signed --due 2028 --kind correction", 5, "a correction of the deadline of jp-us-lng, if signed: it has"),
        ("--if signed --due 2028 --amount USD1bn", 2, "a condition or a forecast is of a deadline: record the amount"),
        ("--condition-met 2 --due 2028", 2, "--condition-met takes the date of its version: give it alone"),
        ("--condition-met 2", 5, "version 2 of the deadline of jp-us-lng: it waits for no condition; `tracker log "),
        ("--condition-met 2 --on 2027-01-01", 5, "the condition of version 2 of the deadline of jp-us-lng: 2027-01-01"),
        ("--kind forecast", 2, "nothing to amend: "),
        ("--kind forecast --due undated:soon --publisher N", 5, "a forecast for jp-us-lng needs the day when it is "),
        ("--kind forecast --due 2027", 5, "a forecast for jp-us-lng needs a source: give --source URL or --publisher"),
        ("--kind forecast --due 2027 --publisher N --grace 3", 5, "a forecast for jp-us-lng: a forecast binds nobody;"),
        ("--kind forecast --due 2027 --publisher N --amount USD1bn", 2, "a condition or a forecast is of a deadline: "),
    ],
)
def test_what_cannot_be_is_refused(small: Tracker, arguments: str, exit_code: int, sentence: str) -> None:
    refused = small("amend", "jp-us-lng", *arguments.split())
    assert refused.exit_code == exit_code
    assert refused.errors.startswith(f"tracker: {sentence}"), refused.errors


def test_the_versions_that_wait_are_named(small: Tracker) -> None:
    small.done(*PERMIT)
    refused = small("amend", "jp-us-lng", "--condition-met", "2").errors
    assert refused.endswith("it waits for no condition; versions that wait for one: 5 (the permit is given)\n")
    assert small("amend", "us-jp-tariff", "--condition-met", "2").errors.startswith(
        "tracker: version 2 of the deadline of us-jp-tariff: it waits for no condition; `tracker log us-jp-tariff`"
    )
