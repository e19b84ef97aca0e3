"""The command `import`: what comes in from rows, and what is refused and named."""

import json
import re
from pathlib import Path

import pytest

from tests.commands.importing import problems, write
from tests.program import Tracker
from tracker.exchange.columns import CARRIED, read_header
from tracker.model.fields import TERM_FIELDS


def test_rows_become_commitments_in_one_change(empty: Tracker, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "title,by,to,due,amount,made_on,parent,ref,grace,not before,assessment\n"
        "Build a plant,JP,US,2026-Q4,USD 2bn,2026-02-17,jp-us-plan,,10,2026-03,on_track\n"
        'Plan,JP;EU,US,"45bd after 2026-02-17 (US+JP)",,2026-02,,jp-us-plan,,,\n',
    )
    result = empty.done("import", file, "--publisher", "MOFA", "--note", "from the list")
    assert (result.output, result.errors) == ("", "2 new\n")
    rows = {row["ref"]: row for row in empty("list", "--format", "json").rows}
    assert list(rows) == ["jp-us-plan", "jp-us-build-plant"]
    plant = rows["jp-us-build-plant"]
    assert [plant[name] for name in ("due", "due_precision", "amount", "currency", "parent", "assessment")] == [
        *("2026-12-31", "quarter", "2000000000", "USD", "jp-us-plan", "on_track")
    ]
    assert (rows["jp-us-plan"]["due"], rows["jp-us-plan"]["obligor"]) == ("2026-04-23", ["JP", "EU"])
    log = empty("log", "--format", "json").rows
    assert len({event["recorded_at"] for event in log}) == 1
    empty.done("undo")
    assert empty("list", "--format", "json").rows == []


def test_a_foreign_csv_comes_in_by_its_own_headings_or_each_row_says_why_not(empty: Tracker, tmp_path: Path) -> None:
    text = (
        "件名;義務者;相手;期限;金額\r\n"
        "半導体工場の建設;JP;US;令和8年12月31日;5500億円\r\n"
        "関税の撤廃;US;JP;1/12/2026;¥5\r\n"
        ";JP;XQ;2026/3/31;\r\n"
    )
    mapping = [f"--map={pair}" for pair in ("件名=title", "義務者=by", "相手=to", "期限=due", "金額=amount")]
    good = write(tmp_path, "".join(text.splitlines(keepends=True)[:2]), encoding="shift_jis")
    bad = write(tmp_path, text.replace("¥", "元"), "bad.csv", "cp932")
    told = problems(empty, bad, *mapping)
    assert told[0] == "it was read as Shift-JIS; --encoding names another"
    assert [line.partition(":")[0] for line in told[1:]] == [
        "line 3, due",
        "line 3, amount “元5”",
        "line 4, obligee",
        "line 4, title",
    ]
    assert "“1/12/2026” is not a date: it has several readings; write 2026-12-01 or 2026-01-12" in told[1]
    empty.done("import", good, *mapping)
    row = empty("list", "--format", "json").row
    assert (row["ref"], row["title"]) == ("jp-us-commitment", "半導体工場の建設")
    assert (row["due"], row["amount"], row["currency"]) == ("2026-12-31", "550000000000", "JPY")


def test_the_columns_of_csv_are_imported_again(small: Tracker, other: Tracker) -> None:
    other.standard_input = small("list", "--format", "csv").output.encode()
    result = other.done("import", "-", "--on", "2026-02-17", "--publisher", "our own list")
    assert result.errors.startswith("ignored, because computed or unknown: delivered, due_original, slip_days")
    ours, theirs = (
        {row["ref"]: [row[name] for name in CARRIED if name in row] for row in one("list", "--format", "csv").rows}
        for one in (small, other)
    )
    assert ours == theirs
    assert small("import", other.as_file(), "--update", "--dry-run").exit_code == 5


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_whole_list_gives_an_empty_register_the_same_terms_and_the_same_state(
    sample: Tracker, other: Tracker, form: str
) -> None:
    other.standard_input = sample("list", "--format", form, "--limit", "0").output.encode()
    told = other.done("import", "-").errors.splitlines()
    assert told[-1] == "33 new, parties: 1"
    assert "SOFTBANK is a new party; `tracker party SOFTBANK NAME` names it" in told
    ours, theirs = (one("list", "--format", "json", "--limit", "0").rows for one in (sample, other))
    assert [row["ref"] for row in ours] == [row["ref"] for row in theirs]
    same = [*CARRIED, "overdue_days", "timeliness", "outcome"]
    for row, copy in zip(ours, theirs, strict=True):
        precision = {"due_precision": "day"} if row["due_precision"] == "range" else {}  # the first day is not listed
        assert {name: (row | precision)[name] for name in same if name in row} == {
            name: copy[name] for name in same if name in copy
        }


def test_a_list_adds_no_party_to_a_register_that_holds_anything(sample: Tracker, other: Tracker) -> None:
    other.done("party", "JBIC", "Bank")
    other.standard_input = sample("list", "--csv", "--limit", "0").output.encode()
    told = problems(other, "-")
    assert any("“SOFTBANK” is not a party" in problem for problem in told)


def test_every_option_of_add_that_states_a_fact_is_a_column(tracker: Tracker) -> None:
    options = set(re.findall(r"--([a-z-]+)", tracker.done("add", "--help").output.partition("Options:")[2]))
    without = {option for option in options if option.startswith("no-")}  # the opposite of a fact
    facts = sorted(options - without - {"register", "lock-timeout", "write-note", "dry-run", "help"})
    assert set(facts) >= {field.option_name.replace("_", "-") for field in TERM_FIELDS} - {"title"}
    for option in facts:
        header = read_header("x", [option], {}, ignore_unknown=False)
        assert header.names != ("",)


def test_a_cell_is_written_as_its_option(empty: Tracker, tmp_path: Path) -> None:
    typed = {
        "by": "Japan",
        "to": "US",
        "titled": "ja=投資;zh=投资",
        "condition": "if it rains",
        "tag": "a;b",
        "remarks": "n",
        "zone": "America/New_York",
        "baseline": "12 Mt",
        "due": "2027",
        "amount": "up to USD 9bn",
        "status": "in-progress",
        "not-before": "2026",
        "grace": "5",
        "on": "2026-02",
        "known": "2026-03-01",
        "source": "https://x.example",
        "source-lang": "ja",
        "note": "m",
    }
    options = [word for name, text in typed.items() for part in text.split(";") for word in (f"--{name}", part.strip())]
    empty.done("add", "Invest", *options, "--ref", "typed")
    names = ",".join(typed)
    file = write(tmp_path, f"title,ref,{names}\nInvest,listed,{','.join(typed.values())}\n")
    empty.done("import", file, "--allow-duplicates")
    export = json.loads(empty("export", "-").output)["commitments"]
    typed_one, listed = ({"terms": one["terms"], "history": one["history"]} for one in export)
    for event in (*typed_one["history"], *listed["history"]):
        del event["recorded_at"]
    assert typed_one == listed


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_an_import_of_an_unchanged_list_changes_nothing(sample: Tracker, form: str) -> None:
    before = sample.kept()
    sample.standard_input = sample("list", "--format", form).output.encode()
    assert sample.done("import", "-", "--update").errors.endswith("\n0 new, 33 unchanged\n")
    assert sample.kept() == before


def test_without_update_nothing_that_is_there_is_touched(small: Tracker, tmp_path: Path) -> None:
    (told,) = problems(small, write(tmp_path, "ref,due\njp-us-lng,2027\n"))
    assert told == "line 2, ref “jp-us-lng”: it is in the register already; --update changes it by this row"


def test_an_update_records_what_differs_as_events(small: Tracker, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "ref,title,title_ja,due,amount,currency,status,assessment,grace_days,not_before,source\n"
        "jp-us-lng,Buy more US energy,エネルギー,2027-Q1,8bn,USD,suspended,at_risk,20,2026-05,https://x.example\n"
        "us-jp-tariff,Cap the tariff,,,15,%,,,,,\n"
        "jp-us-first,,,2026-02-28,,,met,,,,\n",
    )
    shown = small.done("import", file, "--update", "--dry-run", "--kind", "extension", "--format", "csv")
    assert [row["change"] for row in shown.rows] == ["changed", "unchanged", "unchanged"]
    assert small.done("import", file, "--update", "--kind", "extension").errors == "0 new, 1 changed, 2 unchanged\n"
    (row,) = (row for row in small("list", "--format", "json").rows if row["ref"] == "jp-us-lng")
    assert [row[name] for name in ("due", "amount", "status", "assessment")] == [
        *("2027-03-31", "8000000000", "suspended", "at_risk")
    ]
    told = [event["says"] for event in small("log", "jp-us-lng", "--format", "json").rows[:5]]
    assert len(told) == 5
    assert any("extension" in what for what in told)
    small.done("undo")
    assert "jp-us-lng" in small("list", "status:agreed", "--format", "json").refs


def test_an_illegal_change_is_a_problem_of_its_row(small: Tracker, tmp_path: Path) -> None:
    file = write(tmp_path, "ref,status,due\njp-us-first,agreed,\njp-us-lng,met,2027\n")
    assert problems(small, file, "--update") == [
        "line 2, status “agreed”: jp-us-first is met and cannot become agreed; reopen it before marking it agreed",
        (
            "line 3, status “met”: marking jp-us-lng met needs the day it was met: "
            "fill met_on, or give --on DATE for all rows"
        ),
    ]


def test_a_retracted_commitment_is_not_amended(small: Tracker, tmp_path: Path) -> None:
    small.done("remove", "us-jp-tariff", "--note", "twice")
    (told,) = problems(small, write(tmp_path, "ref,due\nus-jp-tariff,2027\n"), "--update")
    assert "amending us-jp-tariff: it was taken back; `tracker undo us-jp-tariff` brings it back" in told


def test_a_correction_is_not_a_move(small: Tracker, tmp_path: Path) -> None:
    file = write(tmp_path, "ref,due,amount\njp-us-lng,2026-05,USD 9bn\nus-jp-tariff,2027,\n")
    small.done("import", file, "--update", "--kind", "correction")
    rows = {row["ref"]: row for row in small("list", "--format", "json").rows}
    assert (rows["jp-us-lng"]["due"], rows["jp-us-lng"]["moves"], rows["jp-us-lng"]["amount"]) == (
        "2026-05-31",
        0,
        "9000000000",
    )
    assert rows["us-jp-tariff"]["due"] == "2027-12-31"


def test_a_dry_run_shows_what_would_be_recorded_and_changes_nothing(small: Tracker, tmp_path: Path) -> None:
    before = small.kept()
    file = write(tmp_path, "ref,title,by,to,due\nx,Plant trees,JP,US,2027\n")
    result = small.done("import", file, "--dry-run")
    assert result.output.splitlines()[-1] == "1 new. Nothing was changed."
    assert "Plant trees; agreed; set: due end 2027" in " ".join(result.output.split())
    assert small.kept() == before
    assert small.done("import", file, "--format", "jsonl").row["ref"] == "x"
    assert "x" in small("list", "--format", "json").refs


def test_many_problems_are_told_in_part_and_shown_whole_on_demand(empty: Tracker, tmp_path: Path) -> None:
    file = write(tmp_path, "title,by,to,due\n" + "".join(f"Promise {n},JP,US,soon\n" for n in range(60)))
    told = problems(empty, file)
    assert len(told) == 51
    assert told[-1] == "and 10 more; --format csv shows them all"
    result = empty("import", file, "--format", "csv")
    assert (result.exit_code, len(result.rows)) == (5, 60)
    assert result.rows[0] | {"problem": ""} == {"where": "line 2", "field": "due", "value": "soon", "problem": ""}
    assert "line 61, due" in empty("import", file, "--format", "table").output


def test_unknown_columns_are_refused_unless_they_may_be_passed_over(empty: Tracker, tmp_path: Path) -> None:
    file = write(tmp_path, "title,by,to,shade9,duue\nPromise,JP,US,red,2027\n")
    assert empty("import", file).refusal == (
        5,
        (
            f"{file} has columns that tracker does not know: “shade9”, “duue” (nearest: due); "
            'give their meaning with --map "shade9=due", or leave them out with --ignore-unknown'
        ),
    )
    assert empty.done("import", file, "--ignore-unknown").errors == (
        "ignored, because computed or unknown: shade9, duue\n1 new\n"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--map", "期限"], "--map “期限” names no column; write it as --map 期限=due"),
        (["--map", "期限=dew"], "“dew” is not a column (nearest: due); choose from ref, title"),
        (["--map", "期限=due"], "has no column “期限” to map; its columns are “title”"),
        (["--encoding", "klingon"], "“klingon” is not an encoding; write one such as utf-8"),
        (["--encoding", "hex"], "“hex” is not an encoding; write one such as utf-8"),
        (["--kind", "waiver"], "“waiver” is not a kind of change; choose from amendment, extension, correction"),
        (["--on", "soon"], "“soon” is not a date"),
    ],
)
def test_wrong_usage_is_refused(empty: Tracker, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    code, said = empty("import", write(tmp_path, "title,by,to\nPromise,JP,US\n"), *arguments).refusal
    assert (code, sentence in said) == (2, True)


def test_a_likely_duplicate_is_imported_only_with_duplicates(small: Tracker, tmp_path: Path) -> None:
    file = write(
        tmp_path, "title,by,to\nＢuy more  US energy,JP,US\nPlant trees,JP,US\nplant trees,JP,US\nPlant trees,US,JP\n"
    )
    assert problems(small, file) == [
        (
            "line 2, title “Ｂuy more  US energy”: jp-us-lng has the same parties and title; "
            "--update changes it by that ref, and --allow-duplicates adds both"
        ),
        (
            "line 4, title “plant trees”: jp-us-plant-trees has the same parties and title; "
            "keep one row, and --allow-duplicates adds both"
        ),
    ]
    small.done("import", file, "--allow-duplicates")
    assert {"jp-us-buy-more-us-energy", "jp-us-plant-trees", "jp-us-plant-trees-2", "us-jp-plant-trees"} < set(
        small("list", "--format", "json").refs
    )


def test_days_are_those_of_the_zone_of_the_commitment(empty: Tracker, tmp_path: Path) -> None:
    late = {"TRACKER_NOW": "2026-06-15T20:00:00Z"}  # the 16th in Tokyo, where the days of the register end
    file = write(tmp_path, "ref,title,by,to,zone\na,A,JP,US,\nb,B,JP,US,America/New_York\n")
    empty.done("import", file, **late)
    days = {event["ref"]: event["known_on"] for event in empty("log", "--format", "json").rows}
    assert days == {"a": "2026-06-16", "b": "2026-06-15"}
    empty.done("import", write(tmp_path, "ref,assessment\nb,at_risk\n"), "--update", **late)
    assert empty("log", "b", "--format", "json").rows[0]["on"] == "2026-06-15"
