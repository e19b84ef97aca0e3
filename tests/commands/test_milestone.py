"""The command `milestone`, and the other commands on a milestone."""

import json
from pathlib import Path

import pytest

from tests.program import Tracker


@pytest.fixture
def fund(empty: Tracker) -> Tracker:
    """A fund with two instalments and one step without a figure."""
    empty.done(
        *("add", "Fund it", "--by", "EU", "--to", "BR", "--ref", "fund", "--made-on", "2026-01-10"),
        *("--amount", "EUR 30m", "--due", "2028", "--category", "energy", "--tag", "climate", "--zone", "Asia/Tokyo"),
    )
    empty.done("milestone", "fund", "2026-03", "--due", "2026-03", "--amount", "EUR 10m")
    empty.done("milestone", "fund", "2027", "--due", "2027", "--amount", "EUR 20m")
    empty.done("milestone", "fund", "first-talks", "--due", "2026-06-20")
    return empty


def listed(tracker: Tracker, *words: str) -> list[str]:
    return [row["ref"] for row in tracker.done("list", *words, "--format", "json").rows]


def test_a_milestone_is_made_and_its_ref_printed(fund: Tracker) -> None:
    done = fund.done(
        "milestone", "fu/2027", "half", "--due", "2027-06-30", "--title", "Half", "--by", "JP", "--to", "US"
    )
    assert done.output == "fund/2027/half\n"
    [row] = fund.done("show", "fund/2027/half", "--format", "json").rows
    assert (row["title"], row["obligor"], row["obligee"], row["parent"]) == ("Half", ["JP"], ["US"], "fund/2027")
    assert (row["category"], row["tags"], row["time_zone"], row["made_on"]) == (
        *("energy", ["climate"], "Asia/Tokyo", "2026-01-10"),
    )
    [row] = fund.done("show", "fund/first", "--format", "json").rows
    assert (row["title"], row["since"]) == ("First talks", "2026-01-10")


def test_what_is_only_proposed_is_proposed_in_every_part(empty: Tracker) -> None:
    empty.done("add", "Fund", "--by", "EU", "--to", "BR", "--ref", "fund", "--status", "proposed")
    empty.done("milestone", "fund", "a", "--due", "2026-01")
    empty.done("milestone", "fund", "b", "--due", "2026-01", "--status", "in_progress")
    rows = empty.done("list", "--milestones", "--format", "json").rows
    assert {row["ref"]: (row["status"], row["timeliness"]) for row in rows if row["ref"] != "fund"} == {
        "fund/a": ("proposed", "proposed"),
        "fund/b": ("in_progress", "proposed"),
    }


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (["fund", "2027"], 5, "fund/2027 is in the register already"),
        (["fund", "A b"], 5, "“fund/A b” cannot be a reference"),
        (
            ["fund", "2027/half"],
            5,
            "the name 2027/half: a slash separates a milestone from the one ",
        ),
        (["fund", "x", "--parent", "fund"], 5, "another parent of fund/x: it is a part of fund, as its ref says"),
        (["nope", "x"], 3, "no commitment is called “nope”"),
        (["fund/nope", "x"], 3, "no commitment is called “fund/nope”"),
        (["fund"], 2, "missing argument 'NAME'"),
    ],
)
def test_a_milestone_is_refused(fund: Tracker, arguments: list[str], exit_code: int, sentence: str) -> None:
    code, said = fund("milestone", *arguments).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)


def test_a_milestone_is_not_added_by_a_ref(fund: Tracker) -> None:
    code, said = fund("add", "x", "--by", "JP", "--to", "US", "--ref", "fund/x").refusal
    assert (code, said) == (
        *(5, "adding fund/x: a ref with a slash is that of a milestone; write `tracker milestone fund x`"),
    )


def test_a_dry_run_shows_the_milestone_and_records_nothing(fund: Tracker) -> None:
    before = fund.kept()
    assert "fund/x" in fund.done("milestone", "fund", "x", "--due", "2027", "--dry-run").output
    assert fund.kept() == before


def test_a_list_leaves_out_what_is_neither_late_nor_due_soon(fund: Tracker) -> None:
    assert listed(fund) == ["fund/2026-03", "fund/first-talks", "fund"]
    assert listed(fund, "--milestones") == ["fund/2026-03", "fund/first-talks", "fund/2027", "fund"]
    assert listed(fund, "--overdue") == ["fund/2026-03"]
    for form in ("csv", "jsonl"):
        assert len(fund.done("list", "--format", form).rows) == 3
    told = fund.done("list").output.splitlines()[-2:]
    only = "overdue, in grace, contested, short, due or ending within 30 days, breached or above a ceiling"
    assert told == ["3 listed.", f"Left out: 1 milestone; without --milestones a list has only those {only}."]
    assert fund.done("agenda").output.splitlines()[-1].startswith("1 overdue, 1 to come")


def test_a_list_of_what_is_overdue_and_the_agenda_count_the_same(fund: Tracker) -> None:
    news = ("--publisher", "News")
    fund.done("amend", "fund/2027", "--due", "2026-06-01")
    fund.done("amend", "fund/2027", "--due", "2030", "--reading", "BR", *news)
    for name, due, status in (("old", "2025", "agreed"), ("paused", "2025", "suspended"), ("idea", "2025", "proposed")):
        fund.done("milestone", "fund", name, "--due", due, "--status", status)
    fund.done("milestone", "fund", "open")
    fund.done("milestone", "fund", "calm", "--due", "2026-06-10", "--nature", "refrain")
    fund.done("mark", "fund/first-talks", "withdrawn", "--on", "2026-06-01", *news)
    counted = fund.done("list", "--overdue").output.splitlines()[-1]
    assert counted == "2 overdue, 1 contested; not measured: 1 undated, 1 suspended, 1 only proposed."
    told = fund.done("agenda", "--within", "1d").output.splitlines()[-1]
    assert told == counted.replace("; not", ", 0 to come until 2026-06-16; not")
    refs = fund.done("list", "--overdue", "--format", "csv").refs
    rows = fund.done("agenda", "--format", "csv").rows
    assert sorted(refs) == sorted(row["ref"] for row in rows if row["kind"] in {"overdue", "contested"})


def test_a_list_has_a_milestone_that_is_soon_no_longer_to_be_kept(fund: Tracker) -> None:
    fund.done("milestone", "fund", "calm", "--due", "2026-07-01", "--nature", "refrain")
    assert "fund/calm" in listed(fund)


def test_a_text_without_a_slash_never_means_a_milestone(fund: Tracker) -> None:
    assert fund("show", "fund").exit_code == 0
    assert fund("show", "fund/2").refusal[1].startswith("“fund/2” is the beginning of 2 refs: fund/2026-03, fund/2027")
    assert fund.done("show", "f/f", "--format", "json").row["ref"] == "fund/first-talks"
    assert fund("show", "fund/").refusal[0] == 3


def test_every_event_is_recorded_on_a_milestone_as_on_any(fund: Tracker) -> None:
    source = ("--on", "2026-06-01", "--publisher", "News")
    fund.done("amend", "fund/2027", "--due", "2028-06", "--amount", "EUR 25m", *source)
    fund.done("deliver", "fund/2027", "EUR 5m", *source)
    fund.done("position", "fund/2027", "BR", "dissatisfied", *source)
    fund.done("cite", "fund/2027", "--for", "amount", *source)
    fund.done("assess", "fund/2027", "off_track")
    fund.done("review", "fund/2027", "--found", "nothing")
    fund.done("edit", "fund/2027", "--by", "EU", "--force", "treaty")
    row = fund.done("show", "fund/2027", "--format", "json").row
    assert (row["due"], row["amount"], row["delivered"], row["moves"]) == ("2028-06-30", "25000000", "5000000", 1)
    assert (row["force"], len(row["history"])) == ("treaty", 11)
    fund.done("edit", "fund/2027", "--force", "")
    assert fund.done("show", "fund/2027", "--format", "json").row["force"] == "pledge"
    fund.done("mark", "fund/first", "met", *source)
    assert [row["ref"] for row in fund.done("moves", "--format", "json").rows] == ["fund/2027"]
    assert fund.done("show", "fund", "--format", "json").row["delivered"] == "5000000"


def test_another_parent_is_refused(fund: Tracker) -> None:
    code, said = fund("edit", "fund/2027", "--parent", "fund").refusal
    assert (code, said.startswith("another parent of fund/2027: it is a part of fund, as its ref says; leave out")) == (
        *(5, True),
    )


def test_what_is_removed_takes_its_milestones_along_and_brings_them_back(fund: Tracker) -> None:
    said = fund.done("remove", "fund").errors
    assert said == "fund: the commitment taken back\n3 milestones of it are gone too\n"
    assert listed(fund, "--milestones") == []
    assert fund("mark", "fund/2027", "in_progress").refusal == (
        5,
        "recording on fund/2027: fund was taken back; `tracker log fund` shows when",
    )
    assert fund("show", "fund/2027").refusal[0] == 3
    fund.done("undo")
    assert len(listed(fund, "--milestones")) == 4
    fund.done("remove", "fund/2027")
    assert listed(fund, "--milestones") == ["fund/2026-03", "fund/first-talks", "fund"]
    fund.done("undo")
    assert len(listed(fund, "--milestones")) == 4


@pytest.mark.parametrize("form", ["x.json", "x.jsonl", "x.zip", "x"])
def test_an_export_keeps_milestones(fund: Tracker, tmp_path: Path, form: str) -> None:
    before = fund.done("list", "--milestones", "--csv").output
    fund.done("export", str(tmp_path / form))
    fund.done("init", "--zone", "Asia/Tokyo", "--register", str(tmp_path / "new.json"))
    fund.done("import", str(tmp_path / form), "--register", str(tmp_path / "new.json"))
    assert fund.done("list", "--milestones", "--csv", "--register", str(tmp_path / "new.json")).output == before


ROWS = """ref,title,obligor,obligee,due,amount,status,parent,category
fund/a,,,,2026-03,EUR 10m,,,
fund/a/b,Inner,,JP,2027,EUR 5m,in_progress,fund/a,energy
fund,Fund it,EU,BR,2028,EUR 30m,agreed,,
"""


def written(tmp_path: Path, text: str) -> str:
    (tmp_path / "rows.csv").write_text(text, encoding="utf-8")
    return str(tmp_path / "rows.csv")


def test_rows_of_milestones_are_imported_before_or_after_their_parent(empty: Tracker, tmp_path: Path) -> None:
    assert empty.done("import", written(tmp_path, ROWS)).errors.endswith("3 new\n")
    rows = {row["ref"]: row for row in empty.done("list", "--milestones", "--format", "json").rows}
    assert (rows["fund/a"]["title"], rows["fund/a"]["obligor"], rows["fund/a"]["category"]) == ("A", ["EU"], "other")
    assert (rows["fund/a/b"]["obligee"], rows["fund/a/b"]["status"], rows["fund/a/b"]["parent"]) == (
        *(["JP"], "in_progress", "fund/a"),
    )
    listing = empty.done("list", "--milestones", "--csv").output
    assert empty.done("import", written(tmp_path, listing), "--update").errors.endswith("0 new, 3 unchanged\n")
    changed = listing.replace("fund/a/b,Inner", "fund/a/b,Inmost")
    assert empty.done("import", written(tmp_path, changed), "--update").errors.endswith("1 changed, 2 unchanged\n")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("nope/a,x,,,,,,,", "line 2, ref “nope”: no commitment is called “nope”"),
        ("fund/a,x,,,,,,other,", "line 2, parent “other”: it is a part of fund, as its ref says; leave it empty"),
    ],
)
def test_a_row_of_a_milestone_is_refused(fund: Tracker, tmp_path: Path, row: str, sentence: str) -> None:
    refused = fund("import", written(tmp_path, f"{ROWS.splitlines()[0]}\n{row}\n"))
    assert refused.exit_code == 5
    assert refused.errors.startswith(sentence)


def test_no_row_goes_into_a_commitment_that_was_taken_back(fund: Tracker, tmp_path: Path) -> None:
    fund.done("remove", "fund")
    refused = fund("import", written(tmp_path, f"{ROWS.splitlines()[0]}\nfund/a,x,,,,,,,\n"))
    assert "amending fund/a: it was retracted, or it has no event yet" in refused.errors


def test_an_export_without_the_parent_of_a_milestone_is_refused(fund: Tracker, tmp_path: Path) -> None:
    fund.done("export", str(tmp_path / "x.json"))
    whole = json.loads((tmp_path / "x.json").read_text())
    whole["commitments"] = [one for one in whole["commitments"] if one["ref"] != "fund"]
    (tmp_path / "x.json").write_text(json.dumps(whole))
    fund.done("init", "--zone", "UTC", "--register", str(tmp_path / "new.json"))
    refused = fund("import", str(tmp_path / "x.json"), "--register", str(tmp_path / "new.json"))
    assert refused.errors.startswith("commitment fund/2026-03, ref “fund/2026-03”: there is no fund; put it in too")


SCHEDULED = """ref,title,obligor,obligee,due,schedule
old,Old,EU,BR,2028,2026-03=EUR 10m; 2027=
older,Older,EU,BR,2028,"[{""due"": ""2026"", ""words"": ""Half"", ""amount"": {""value"": ""5"", ""unit"": ""t""}}]"
plain,Plain,EU,BR,2028,
"""


def test_a_column_with_the_schedule_of_an_earlier_tracker_becomes_milestones(empty: Tracker, tmp_path: Path) -> None:
    assert empty.done("import", written(tmp_path, SCHEDULED)).errors.endswith("6 new\n")
    rows = {
        row["ref"]: (row["title"], row["due"], row["amount"])
        for row in empty.done("list", "--milestones", "--format", "json").rows
    }
    assert {ref: row for ref, row in rows.items() if "/" in ref} == {
        "old/2026-03": ("2026-03", "2026-03-31", "10000000"),
        "old/2027": ("2027", "2027-12-31", None),
        "older/half": ("Half", "2026-12-31", "5"),
    }
    again = empty.done("import", written(tmp_path, SCHEDULED), "--update")
    assert again.errors.endswith("0 new, 3 unchanged\n")


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("=USD 1bn", "“=USD 1bn” is no partial target: write it as 2026=USD 8bn"),
        ("soon=USD 1bn", "“soon” is not a date"),
        ("[{", "it is not JSON"),
        ('"[{""due"": 5}]"', "“5” is not a date"),
        ('"[5]"', "Expected `object`, got `int`"),
    ],
)
def test_a_wrong_schedule_is_refused(empty: Tracker, tmp_path: Path, cell: str, sentence: str) -> None:
    refused = empty("import", written(tmp_path, f"title,obligor,obligee,target\nx,EU,BR,{cell}\n"))
    assert (refused.exit_code, sentence in refused.errors) == (5, True)


# ---- four tranches -----------------------------------------------------------------------------


@pytest.fixture
def tranches(empty: Tracker) -> Tracker:
    """Four tranches: one paid on its day, one moved twice and paid late, one paid early, one to come; none marked."""
    empty.now = "2026-11-28T12:00:00Z"
    known = ("--on", "2025-01-10", "--known", "2025-01-10", "--publisher", "EC")
    empty.done(
        *("add", "Fund it", "--by", "EU", "--to", "BR", "--ref", "fund", "--made-on", "2025-01-10"),
        *("--amount", "EUR 40m", "--due", "2026-12-31", *known),
    )
    for name, due in (("1", "2025-06-30"), ("2", "2025-12-31"), ("3", "2026-06-30"), ("4", "2026-12-31")):
        empty.done("milestone", "fund", name, "--due", due, "--amount", "EUR 10m", *known)
    for on, due in (("2025-12-01", "2026-03-31"), ("2026-03-15", "2026-05-31")):
        empty.done("amend", "fund/2", "--due", due, "--kind", "extension", "--on", on, "--publisher", "EC")
    for ref, on in (("fund/1", "2025-06-30"), ("fund/2", "2026-06-20"), ("fund/3", "2026-05-31")):
        empty.done("deliver", ref, "EUR 10m", "--stage", "disbursed", "--on", on, "--publisher", "EC")
    return empty


def test_four_tranches_are_told_by_moves_score_changes_progress_and_timeline(tranches: Tracker) -> None:
    moves = tranches.done("moves", "--format", "json").rows
    assert [(row["ref"], row["before"], row["after"], row["days"]) for row in moves] == [
        ("fund/2", "2025-12-31", "2026-03-31", 90),
        ("fund/2", "2026-03-31", "2026-05-31", 61),
    ]
    [score] = tranches.done("score", "--format", "json").rows
    figures = {
        "commitments": 5,
        "kept": 3,
        "open": 2,
        "moved": 1,
        "put_off": 1,
        "put_off_longest": 151,
        "delayed": 1,
        "delay_longest": 171,
        "early": 1,
        "early_longest": 30,
        "on_time_original": 2,
        "decided_original": 3,
        "on_time_current": 2,
        "decided_current": 3,
    }
    assert {name: score[name] for name in figures} == figures
    changes = " ".join(tranches.done("changes", "--since", "2025-02-01").output.split())
    for sentence in (
        "fund/2: moved on 2025-12-01, before the old day had passed, from 2025-12-31 to 2026-03-31 (+90 days)",
        "fund/2: moved on 2026-03-15, before the old day had passed, from 2026-03-31 to 2026-05-31 (+61 days)",
        "fund/1: delivered in full by 2025-06-30, on time, EUR 10m of EUR 10m",
        "fund/2: delivered in full by 2026-06-20, 20 d late, EUR 10m of EUR 10m",
        "fund/3: delivered in full by 2026-05-31, 30 d early, EUR 10m of EUR 10m",
    ):
        assert sentence in changes
    when = {
        "fund/1": "delivered in full 2025-06-30, on time",
        "fund/2": "delivered in full 2026-06-20, 20 d late",
        "fund/3": "delivered in full 2026-05-31, 30 d early",
        "fund/4": "in 33 d",
    }
    for command in (("progress", "fund"), ("timeline",)):
        lines = tranches.done(*command).output.splitlines()
        told = {ref: line for line in lines for ref in when if line.startswith(f"{ref} ")}
        assert {ref: told[ref].endswith(words) for ref, words in when.items()} == dict.fromkeys(when, True), command
    bars = {row["ref"]: row for row in tranches.done("timeline", "--format", "json").rows}
    assert bars["fund/2"]["earlier_dues"] == ["2025-12-31", "2026-03-31"]
    assert bars["fund/3"]["delivered_on"] == ["2026-05-31"]


def test_a_ministerial_of_the_sample_is_met_without_a_figure_and_the_financing_stays_late(sample: Tracker) -> None:
    framework = "us-jp-critical-minerals-6m"
    due = sample.done("list", f"parent:{framework}", "--milestones", "--format", "json").rows
    assert [(row["ref"], row["due"]) for row in due] == [
        (f"{framework}/ministerial", "2026-04-26"),
        (f"{framework}/financing", "2026-04-28"),
    ]
    sample.done("mark", f"{framework}/ministerial", "met", "--on", "2026-04-24", "--source", "https://a.example")
    [met] = sample.done("show", f"{framework}/ministerial", "--format", "json").rows
    assert (met["timeliness"], met["amount"]) == ("met_on_time", None)
    assert listed(sample, "overdue", f"parent:{framework}") == [f"{framework}/financing"]


def test_an_open_milestone_of_a_suspended_promise_is_found_as_suspended(empty: Tracker) -> None:
    empty.done("add", "Lend", "--by", "JP", "--to", "US", "--ref", "loan", "--due", "2026-06-01", "--made-on", "2025")
    empty.done("milestone", "loan", "talks", "--due", "2026-03-01")
    empty.done("mark", "loan", "suspended", "--on", "2026-05-01", "--publisher", "METI")
    found = empty.done("list", "timeliness:suspended", "due:2026-03", "--milestones", "--format", "json").refs
    assert found == ["loan/talks"]


def test_a_milestone_of_an_increase_says_which_level_it_is_to_reach(empty: Tracker) -> None:
    terms = ("--amount", "1 %GDP", "--baseline", "2 %GDP", "--increment", "--due", "2027")
    empty.done("add", "Raise", "--by", "JP", "--to", "US", "--ref", "raise", *terms)
    added = empty.done("milestone", "raise", "half", "--due", "2026", "--amount", "0.5 %GDP")
    note = "raise/half: an increase above 2 %GDP, as raise; the level to reach is 2.5 %GDP\n"
    assert (added.output, added.errors) == ("raise/half\n", note)
    assert empty.done("milestone", "raise", "talks", "--due", "2026").errors == ""
    own = ("--amount", "2.5 %GDP", "--baseline", "2 %GDP")
    assert empty.done("milestone", "raise", "level", "--due", "2026-06", *own).errors == ""
