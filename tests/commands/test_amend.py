"""The command `amend`: readings, versions that wait for a condition, and forecasts."""

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


def test_a_condition_of_one_obligor_puts_the_date_in_force_for_it_alone(small: Tracker) -> None:
    small.done("add", "Fund it", "--by", "DE", "--by", "FR", "--to", "US", "--ref", "fund", "--due", "2026-12-31")
    small.done("amend", "fund", "--of", "DE", "--due", "2027", "--if", "the court agrees")
    small.done("amend", "fund", "--condition-met", "3")
    shown = small.done("show", "fund", "--only", "deadlines", COLUMNS="200").output
    assert "DE: end 2027, for the condition of version 3 is met" in shown


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
    assert "expected by the end of 2026-08, said on 2026-06-05, reported by Nikkei." in shown
    assert "expected by the end of 2026-09, not by the end of 2026-08, said on 2026-06-10, reported by Nikkei." in shown


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


# ---- readings ----------------------------------------------------------------------------------

READ = ("amend", "us-jp-tariff", "--on", "2026-02-20", *NIKKEI)


@pytest.fixture
def contested(small: Tracker) -> Tracker:
    """The small register with a deadline that is read in two ways, between the two days."""
    small.done(*READ, "--due", "2026-04-10", "--reading", "US")
    small.done(*READ, "--due", "2026-09-30", "--reading", "JP")
    return small


def test_a_deadline_is_recorded_as_each_party_reads_it(small: Tracker) -> None:
    first = small.done(*READ, "--due", "2026-04-10", "--reading", "US").errors
    assert first == "us-jp-tariff: set, as US reads it: due 2026-04-10\n"
    again = small.done(*READ, "--due", "2026-04-20", "--reading", "US").errors
    assert again == "us-jp-tariff: amendment, as US reads it: due 2026-04-20\n"
    earliest = small.done(*READ, "--not-before", "2026-04-01", "--reading", "US").errors
    assert earliest == "us-jp-tariff: amendment, as US reads it: due 2026-04-20, not before 2026-04-01\n"
    corrected = small.done(*READ, "--due", "2026-04-11", "--reading", "US", "--kind", "correction").errors
    assert corrected == "us-jp-tariff: correction, as US reads it: due 2026-04-11\n"
    small.done("amend", "us-jp-tariff", "--amount", "10%", "--reading", "JP")
    assert small.done("list", "us-jp-tariff", "--format", "json").row["readings"] == ["US=2026-04-11", "JP=2026-04-11"]


def test_what_is_contested_is_listed_and_counted_apart_everywhere(contested: Tracker) -> None:
    line = "66 d past due as US reads it; not yet as JP does"
    row = contested.done("list", "us-jp-tariff", "--format", "csv").row
    assert (row["timeliness"], row["lateness"], row["overdue_days"]) == ("contested", "contested", "")
    assert (row["due"], row["readings"]) == ("2026-09-30", "US=2026-04-10;JP=2026-09-30")
    listed = contested.done("list", "--overdue", COLUMNS="200").output
    assert line in listed
    assert listed.endswith("1 overdue, 1 contested; not measured: 1 undated.\n") or "1 overdue, 1 contested" in listed
    for word in ("overdue", "contested", "late:contested", "timeliness:contested"):
        assert "us-jp-tariff" in contested.done("list", word, "--format", "csv").refs
    assert "us-jp-tariff" not in contested.done("list", "late,unreported", "--format", "csv").refs
    assert f"who says so  {line}" in contested.done("show", "us-jp-tariff").output
    agenda = contested.done("agenda", "--within", "200d", COLUMNS="200").output
    assert line in agenda
    assert "read so by JP" in agenda
    assert "1 overdue, 1 contested, " in agenda
    changes = contested.done("changes", "--since", "2026-03-31", "us-jp-tariff").output
    assert f"us-jp-tariff: {line}." in changes
    assert "read by US on 2026-02-20 as due on 2026-04-10, reported by Nikkei." in changes
    assert f"{line}." in contested.done("progress", "us-jp-tariff").output
    assert "contested" in contested.done("timeline", "us-jp-tariff").output
    assert (
        contested.done("list", "us-jp-tariff", "--format", "csv", "--as-of", "2026-10-01").row["timeliness"]
        == "overdue"
    )


def test_a_reading_without_a_date_has_no_day_in_the_agenda(small: Tracker) -> None:
    small.done(*READ, "--due", "2026-04-10", "--reading", "US")
    small.done(*READ, "--due", "undated: in time", "--reading", "JP")
    agenda = small.done("agenda", "us-jp-tariff", COLUMNS="200").output
    assert "66 d past due as US reads it; undated as JP does" in agenda
    assert "1 contested, 0 to come" in agenda


def test_a_reading_of_an_amount_alone_has_the_source_of_that_amount(small: Tracker) -> None:
    small.done(*READ, "--due", "2026-04-10", "--reading", "US")
    small.done("amend", "us-jp-tariff", "--amount", "10%", "--reading", "JP", "--publisher", "Asahi")
    readings = small.done("show", "us-jp-tariff", "--format", "json").row["readings"]
    assert [(one["party"], one["publisher"]) for one in readings] == [("US", "Nikkei"), ("JP", "Asahi")]


def test_readings_are_values_in_show(contested: Tracker) -> None:
    readings = contested.done("show", "us-jp-tariff", "--format", "json").row["readings"]
    assert [(one["party"], one["due"], one["timeliness"], one["days"], one["publisher"]) for one in readings] == [
        ("US", "2026-04-10", "overdue", 66, "Nikkei"),
        ("JP", "2026-09-30", "upcoming", -107, "Nikkei"),
    ]
    later = contested.done("show", "us-jp-tariff", "--as-of", "2026-10-01").output
    assert "readings     174 d past due as US reads it; 1 d past due as JP does" in later


def test_readings_are_taken_back_and_shown_by_a_dry_run(contested: Tracker) -> None:
    shown = contested.done("amend", "us-jp-tariff", "--due", "2026-12", "--dry-run").output
    assert "contested" in shown
    assert "2026-12-31" in shown
    contested.done("undo")
    assert contested.done("list", "us-jp-tariff", "--format", "csv").row["timeliness"] == "overdue"


def test_readings_come_back_from_an_export(contested: Tracker, tmp_path: Path) -> None:
    contested.done("amend", "us-jp-tariff", "--amount", "10%", "--reading", "JP")
    package, other = str(tmp_path / "package.zip"), str(tmp_path / "other.json")
    contested.done("export", package)
    contested.done("init", "--register", other, "--zone", "Asia/Tokyo")
    contested.done("import", package, "--register", other)
    before = contested.done("show", "us-jp-tariff", "--format", "json").row
    assert contested.done("show", "us-jp-tariff", "--format", "json", "--register", other).row == before


def test_an_amount_is_read_in_two_ways(small: Tracker) -> None:
    read = small.done("amend", "jp-us-lng", "--amount", "USD 1bn", "--reading", "JP").errors
    assert read == "jp-us-lng: set, as JP reads it: USD 1bn\n"
    assert "amount set: USD 1bn, as JP reads it" in small.done(
        "changes", "--since", "2026-06-14", "jp-us-lng"
    ).output.replace(" on 2026-06-15", "")
    told = "46 d past due for USD 7bn by the common version; delivered in full for USD 1bn as JP reads it"
    assert told in small.done("list", "--overdue", COLUMNS="250").output
    shares = "21.4% of USD 7bn by the common version; 150.0% of USD 1bn as JP reads it."
    assert shares in small.done("progress", "jp-us-lng").output


def test_an_extension_by_one_side_is_its_reading_until_the_other_accepts_it(small: Tracker) -> None:
    arguments = ("amend", "jp-us-lng", "--due", "2026-12", "--kind", "extension", *NIKKEI)
    told = small.done(*arguments, "--source-party", "obligor").errors
    assert told == (
        "jp-us-lng: extension, as JP reads it: due end 2026-12\n"
        "jp-us-lng: that is how JP reads it until US accepts it; `tracker position jp-us-lng US accepts` records that\n"
    )
    assert small.done("list", "ref:jp-us-lng", "--format", "csv").row["timeliness"] == "contested"
    moved = small.done("moves", "jp-us-lng", "--format", "csv").row
    assert (moved["of"], moved["days"], moved["change"]) == ("reading", "245", "extension")
    assert "1 move of 1 deadline by one party alone." in small.done("moves", "jp-us-lng").output
    small.done("position", "jp-us-lng", "US", "accepts")
    row = small.done("list", "ref:jp-us-lng", "--format", "csv").row
    assert (row["timeliness"], row["due"], row["moves"]) == ("upcoming", "2026-12-31", "1")


def test_an_extension_of_unknown_author_moves_the_date(small: Tracker) -> None:
    small.done("amend", "jp-us-lng", "--due", "2026-12", "--kind", "extension", *NIKKEI)
    assert small.done("list", "ref:jp-us-lng", "--format", "csv").row["due"] == "2026-12-31"


def test_an_extension_of_a_milestone_or_period_is_the_reading_of_an_obligor_of_its_parent(small: Tracker) -> None:
    small.done(
        *("add", "Wheat", "--by", "JP", "--to", "US", "--ref", "wheat", "--every", "year", "--from", "2026"),
        *("--amount", "6 Mt", "--made-on", "2025-01-01"),
    )
    small.done("milestone", "jp-us-lng", "first", "--due", "2026-04-30")
    for ref in ("wheat/2026", "jp-us-lng/first"):
        arguments = ("amend", ref, "--due", "2027-06", "--kind", "extension", "--on", "2026-05-01", *NIKKEI)
        told = small.done(*arguments, "--source-party", "obligor").errors
        assert f"{ref}: extension, as JP reads it: due end 2027-06\n" in told
        assert f"that is how JP reads it until US accepts it; `tracker position {ref} US accepts` records that" in told
    row = small.done("list", "ref:jp-us-lng/first", "--format", "csv").row
    assert (row["timeliness"], row["due"]) == ("contested", "2026-04-30")


def test_a_stranger_reads_neither_the_date_nor_the_amount_of_a_milestone(small: Tracker) -> None:
    small.done("milestone", "jp-us-lng", "first", "--due", "2026-04-30")
    for option in (("--due", "2027"), ("--amount", "USD 2bn")):
        refused = small("amend", "jp-us-lng/first", *option, "--reading", "KR")
        assert refused.exit_code == 5
        assert refused.errors == (
            "tracker: jp-us-lng/first as KR reads it: the promise is between JP, US; name one of them, "
            "or record what others say with `cite`\n"
        )


def test_an_extension_by_one_of_several_names_it(small: Tracker) -> None:
    small.done("edit", "jp-us-lng", "--to", "US", "--to", "EU")
    arguments = ("amend", "jp-us-lng", "--due", "2026-12", "--kind", "extension", *NIKKEI)
    refused = small(*arguments, "--source-party", "obligee")
    assert refused.exit_code == 5
    assert refused.errors.startswith(
        "tracker: an extension of jp-us-lng by the obligee needs its party: give --reading US"
    )
    told = small.done(*arguments, "--source-party", "obligor").errors
    assert "until EU and US accept it; `tracker position jp-us-lng EU accepts` records that" in told


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        ("--reading US", 2, "nothing to amend: "),
        ("--reading XYZ --due 2027", 2, "“XYZ” is not a party"),
        ("--reading CN --due 2027", 5, "jp-us-lng as CN reads it: the promise is between JP, US; name one of them"),
        ("--reading CN --amount USD1bn", 5, "jp-us-lng as CN reads it: the promise is between JP, US; name one of"),
        ("--reading US --due 2027 --kind correction", 5, "a correction of the deadline of jp-us-lng, as US reads it: "),
        (
            "--reading US --amount USD1bn --kind correction",
            5,
            "a correction of the amount of jp-us-lng, as US reads it",
        ),
        (
            "--reading US --kind waiver",
            5,
            "a waiver of the deadline of jp-us-lng: a waiver is of the deadline in force",
        ),
        ("--reading US --due 2027 --grace 3", 5, "days of grace for jp-us-lng: days of grace are common, and this is "),
        ("--reading US --due 2027 --kind forecast --publisher N", 5, "a forecast for jp-us-lng: a forecast binds nob"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(small: Tracker, arguments: str, exit_code: int, sentence: str) -> None:
    refused = small("amend", "jp-us-lng", *arguments.split())
    assert refused.exit_code == exit_code
    assert refused.errors.startswith(f"tracker: {sentence}"), refused.errors


# ---- refusals ----------------------------------------------------------------------------------


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
