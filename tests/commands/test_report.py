"""`report`: the same facts in every format, written to files that nobody else's are."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.program import Tracker
from tracker.commands.locate import sample_file as shipped


def test_a_report_is_a_brief_unless_another_format_is_asked_for(small: Tracker) -> None:
    shown = small.done("report", "--format", "markdown").output
    assert shown.startswith("# Commitments as of 2026-06-15\n\n")
    assert "## Late or past due, and who says so\n\n" in shown
    assert "[^1]: Reuters. <https://reuters.example/1>\n" in shown
    assert small.done("report").output.startswith("Commitments as of 2026-06-15\n\n")


def test_a_query_narrows_it_and_a_title_stands_above_it(small: Tracker) -> None:
    shown = small.done("report", "by:US", "--title", "What the US owes", "--format", "markdown").output
    assert shown.startswith("# What the US owes\n")
    assert "us-jp-tariff" in shown
    assert "jp-us-lng" not in shown


def test_a_report_says_what_changed_since_the_last_one(small: Tracker) -> None:
    shown = small.done("report", "--since", "2026-02-01", "--format", "markdown").output
    assert "## Since 2026-02-01\n\n- " in shown


def test_a_brief_has_the_records_only_if_they_are_asked_for(small: Tracker) -> None:
    assert "### History" not in small.done("report", "--format", "markdown").output
    shown = small.done("report", "--format", "markdown", "--records", "all").output
    assert "\n## jp-us-lng · " in shown
    assert "\n### History\n" in shown
    assert "record-jp-us-lng" not in small.done("report", "--format", "html", "--records", "none").output


@pytest.mark.parametrize("name", ["r.html", "r.HTM", "r.xlsx", "r.ics", "r.svg", "r.png", "r.md", "r.json", "r.csv"])
def test_a_file_has_the_format_of_its_name_and_is_replaced_by_the_next_report(
    small: Tracker, tmp_path: Path, name: str
) -> None:
    assert small.done("report", "--output", str(tmp_path / name)).output == ""
    first = (tmp_path / name).read_bytes()
    small.done("amend", "jp-us-lng", "--due", "2026-09-30")
    small.done("report", "--output", str(tmp_path / name))
    assert (tmp_path / name).read_bytes() != first
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_same_register_and_clock_give_the_same_bytes(small: Tracker, tmp_path: Path) -> None:
    for name in ("html", "xlsx", "ics", "svg", "png"):
        for copy in ("a", "b"):
            small.done("report", "--output", str(tmp_path / f"{copy}.{name}"))
        assert (tmp_path / f"a.{name}").read_bytes() == (tmp_path / f"b.{name}").read_bytes()


def test_titles_are_in_the_language_that_is_asked_for(small: Tracker, tmp_path: Path) -> None:
    small.done("report", "--lang", "ja", "--output", str(tmp_path / "r.xlsx"))
    titles = [cell.value for cell in load_workbook(tmp_path / "r.xlsx")["list"]["B"]]
    assert "対米投資" in titles
    assert "対米投資" in small.done("report", "--lang", "ja", "--format", "svg").output


def test_a_calendar_reminds_as_it_is_asked_to(small: Tracker) -> None:
    def alarms(*given: str) -> list[str]:
        lines = small.done("report", "status:open", "--format", "ics", *given).output.splitlines()
        return [line.removeprefix("TRIGGER:") for line in lines if line.startswith("TRIGGER")]

    assert alarms()[:3] == ["-P30D", "-P7D", "-P1D"]
    assert alarms("--alarm", "2w, 1d")[:2] == ["-P14D", "-P1D"]
    assert alarms("--alarm", "none") == []


def test_scripts_get_the_figures_and_the_rows_behind_them(small: Tracker) -> None:
    (row,) = json.loads(small.done("report", "--format", "json").output)
    assert (row["commitments"], row["overdue"], len(row["list"]), len(row["moves"])) == (4, 1, 4, 1)
    assert small.done("report", "--format", "csv").rows[0]["overdue"] == "1"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--alarm", "soon"], "“soon” is not a time before a day: write days or weeks such as 30d or 2w, or none"),
        (["--alarm", "0d"], "“0d” is not a time before a day: write days or weeks such as 30d or 2w, or none"),
        (["--records", "some"], "“some” is not a choice of records; choose from all, open, none"),
        (["--format", "xls"], "“xls” is not a format (nearest: xlsx); choose from "),
        (["nothing like it", "--format", "svg"], "svg shows a chart, and the result has none: try "),
        (["--excel", "--format", "html"], "--excel is a kind of CSV and html is not: give one of the two"),
    ],
)
def test_what_cannot_be_reported_is_refused(small: Tracker, arguments: list[str], sentence: str) -> None:
    code, told = small("report", *arguments).refusal
    assert (code, told[: len(sentence)]) == (2, sentence)


@pytest.mark.parametrize("command", [["list"], ["show", "jp-us-first"], ["agenda"], ["check"], ["info"], ["log"]])
@pytest.mark.parametrize("name", ["html", "xlsx"])
def test_every_command_that_looks_can_write_a_page_and_a_spreadsheet(
    small: Tracker, tmp_path: Path, command: list[str], name: str
) -> None:
    assert small(*command, "--output", str(tmp_path / f"x.{name}")).exit_code in {0, 1}
    assert (tmp_path / f"x.{name}").stat().st_size > 1000


# ---- the UIDs of a calendar --------------------------------------------------------------------


def uids(tracker: Tracker) -> list[str]:
    lines = tracker.done("report", "--format", "ics").output.splitlines()
    return [line.removeprefix("UID:") for line in lines if line.startswith("UID:")]


def promised(tracker: Tracker) -> Tracker:
    tracker.done("init")
    tracker.done("add", "Buy gas", "--by", "JP", "--to", "US", "--ref", "gas", "--due", "2026-12-31")
    return tracker


def test_two_registers_with_the_same_ref_do_not_overwrite_each_other_in_a_calendar(
    tracker: Tracker, tmp_path: Path
) -> None:
    here, there = promised(tracker), promised(Tracker(tmp_path / "other.json"))
    assert len({*uids(here), *uids(there)}) == 4


def test_a_register_that_goes_on_elsewhere_keeps_its_events_in_a_calendar(tracker: Tracker, tmp_path: Path) -> None:
    before, other = uids(promised(tracker)), str(tmp_path / "x.json")
    tracker.done("export", other)
    tracker.done("copy", tracker.place, str(tmp_path / "copy.json"))
    for name in ("import", "copy"):
        there = Tracker(tmp_path / f"{name}.json")
        if name == "import":
            there.done("init")
            there.done("import", other)
        else:
            there.put((tmp_path / "copy.json").read_bytes())
        there.done("amend", "gas", "--due", "2027-03-31")
        assert uids(there) == before


def test_a_register_that_was_made_without_an_id_keeps_its_events_before_and_after_its_first_change(
    sample: Tracker,
) -> None:
    assert "id" not in json.loads(shipped().read_bytes())["meta"]["1"]
    before = uids(sample)
    assert uids(sample) == before
    sample.done("assess", "us-jp-critical-minerals-6m", "at_risk")
    assert uids(sample) == before
