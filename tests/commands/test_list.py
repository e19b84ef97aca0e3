"""The command `list`."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.program import Tracker
from tracker.commands import session
from tracker.model.codec import decode
from tracker.model.commitment import Commitment
from tracker.reports import list as list_module
from tracker.reports.list import COLUMN_NAMES
from tracker.reports.witness_text import says_who
from tracker.state import fold_register
from tracker.state.fold import fold
from tracker.state.portfolio import Standing
from tracker.store import IndexFile
from tracker.store.tinydb import table

ALL = ["jp-us-lng", "jp-us-invest", "us-jp-tariff", "jp-us-first"]


def test_the_list_begins_with_what_is_latest_and_ends_with_what_is_closed(small: Tracker) -> None:
    assert small("list", "--format", "json").refs == ALL


def test_an_empty_list_is_no_failure(empty: Tracker) -> None:
    assert empty.done("list").output == "0 listed.\n"
    assert empty.done("list", "--format", "json").rows == []


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        (["overdue"], ["jp-us-lng"]),
        (["by:JP", "status:open"], ["jp-us-lng", "jp-us-invest"]),
        (["category:energy,tariff"], ["jp-us-lng", "us-jp-tariff"]),
        (["not:by:JP"], ["us-jp-tariff"]),
        (["対米"], ["jp-us-invest"]),
        (["nothing like it"], []),
    ],
)
def test_every_query_word_must_hold(small: Tracker, query: list[str], refs: list[str]) -> None:
    assert small("list", *query, "--format", "json").refs == refs


@pytest.mark.file
def test_only_what_may_be_late_is_decoded_and_folded(small: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "IndexFile", partial(IndexFile, least=0))
    small("info")  # builds the index
    done: Counter[str] = Counter()

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:  # noqa: ANN401 - whatever it is called with
            done[name] += Commitment in given or isinstance(given[0], Commitment)
            return real(*given)

        return call

    monkeypatch.setattr(table, "decode", counted("decoded", decode))
    monkeypatch.setattr(fold_register, "fold", counted("folded", fold))
    late = small("list", "--overdue", "--format", "json").refs
    assert (late, dict(done)) == (["jp-us-lng"], {"decoded": 1, "folded": 1})
    for query, count in (("overdue", 1), ("overdue,closed", 2), ("status:open", 4)):
        done.clear()
        small("list", query, "--format", "json")
        assert dict(done) == {"decoded": count, "folded": count}


@pytest.mark.parametrize(("form", "cells"), [("csv", 0), ("json", 0), ("table", 4), ("markdown", 4)])
def test_cells_are_made_only_where_people_see_them(
    small: Tracker, monkeypatch: pytest.MonkeyPatch, form: str, cells: int
) -> None:
    made: list[str] = []

    def counted(standing: Standing) -> str:
        made.append(standing.ref)
        return says_who(standing)

    monkeypatch.setattr(list_module, "says_who", counted)
    small.done("list", "--format", form)
    assert len(made) == cells


def test_only_what_is_overdue_is_listed_when_asked_and_the_rest_is_counted(small: Tracker) -> None:
    assert small("list", "--overdue", "--format", "json").refs == ["jp-us-lng"]
    assert small("list", "--overdue").output.endswith("1 overdue; not measured: 1 undated.\n")


def test_a_deadline_is_measured_in_force_or_as_first_set(small: Tracker) -> None:
    on = ("list", "--overdue", "--as-of", "2026-02-11", "--format", "json")
    assert small(*on).refs == []
    first = small(*on, "--basis", "original").row
    assert (first["ref"], first["overdue_days"], first["due_original"]) == ("jp-us-first", 42, "2025-12-31")


@pytest.mark.parametrize("column", COLUMN_NAMES)
def test_the_list_is_sorted_by_any_column_both_ways_and_what_is_missing_comes_last(small: Tracker, column: str) -> None:
    rising = [row[column] for row in small("list", "--sort", column, "--format", "json").rows]
    falling = [row[column] for row in small("list", "--sort", f"-{column}", "--format", "json").rows]
    for values in (rising, falling):
        assert len(values) == len(ALL)
        assert values == sorted(values, key=lambda value: value is None)
    there = [float(value) if column == "amount" else value for value in rising if value is not None]
    assert there == sorted(there)
    assert [value for value in falling if value is not None] == [v for v in rising if v is not None][::-1]


@pytest.mark.parametrize(("limit", "shown"), [("0", 4), ("1", 1), ("3", 3), ("9", 4)])
def test_a_limit_is_the_most_that_is_listed(small: Tracker, limit: str, shown: int) -> None:
    assert small("list", "--limit", limit, "--format", "json").refs == ALL[:shown]


def test_what_a_limit_hides_is_counted(small: Tracker) -> None:
    for columns in ([], ["--columns", "ref"]):
        shown = small("list", "--limit", "1", *columns).output
        assert shown.endswith("\n4 found, 1 shown; --limit 0 shows all.\n")


def test_the_columns_are_those_named_in_that_order(small: Tracker) -> None:
    listed = small("list", "--columns", "due, ref", "--format", "csv")
    assert listed.output.startswith("due,ref\r\n2026-04-30,jp-us-lng\r\n")
    assert small("list", "--columns", "ref,title").output.splitlines()[0].split() == ["ref", "title"]


def test_titles_are_shown_in_the_language_asked_for_where_there_is_one(small: Tracker) -> None:
    titles = ["Buy more US energy", "対米投資", "Cap the tariff", "Settle the first project"]
    assert [row["title"] for row in small("list", "--lang", "ja", "--format", "json").rows] == titles
    assert [row["title"] for row in small("list", "--format", "json", TRACKER_LANG="ja").rows] == titles


@pytest.mark.parametrize(("query", "exit_code"), [("overdue", 1), ("disputed", 0)])
def test_the_exit_code_says_when_asked_whether_anything_is_listed(small: Tracker, query: str, exit_code: int) -> None:
    assert small("list", query, "--exit-code").exit_code == exit_code
    assert small("list", query).exit_code == 0


def test_the_list_is_as_of_a_day_and_as_known_at_a_day(small: Tracker) -> None:
    assert small("list", "--as-of", "2025-08-01", "--format", "json").refs == ["jp-us-invest", "us-jp-tariff"]
    assert small("list", "--known-at", "2026-02-08", "--format", "json").refs == []
    row = small("list", "jp-us-first", "--known-at", "2026-02-10", "--format", "csv").row
    assert (row["as_of"], row["known_at"], row["moves"]) == ("2026-02-10", "2026-02-10", "0")
    row = small("list", "--as-of", "2026-01-05", "--known-at", "2026-06-15", "jp-us-first", "--format", "csv").row
    assert (row["as_of"], row["known_at"], row["due"]) == ("2026-01-05", "2026-06-15", "2025-12-31")


def test_the_day_ends_where_the_register_says(small: Tracker) -> None:
    late = small("list", "jp-us-lng", "--format", "json", TRACKER_NOW="2026-06-15T15:00:00+00:00").row
    assert (late["as_of"], late["overdue_days"]) == ("2026-06-16", 47)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("x.csv", "ref,title"),
        ("x.JSON", "["),
        ("x.jsonl", '{"ref"'),
        ("x.ndjson", '{"ref"'),
        ("x.md", "<!-- tracker -->\n|"),
    ],
)
def test_a_file_is_written_in_the_format_of_its_name(small: Tracker, tmp_path: Path, name: str, start: str) -> None:
    file = tmp_path / name
    assert small.done("list", "--output", str(file)).output == ""
    assert file.read_text(encoding="utf-8").startswith(start)


def test_a_file_of_another_name_is_a_table_and_a_format_that_is_named_wins(small: Tracker, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    small.done("list", "--output", str(tmp_path / "x"))
    assert (tmp_path / "x").read_text(encoding="utf-8") == small("list").output
    small.done("list", "--format", "json", "--output", str(file))
    assert file.read_text(encoding="utf-8") == small("list", "--format", "json").output


def test_a_dash_stands_for_standard_output(small: Tracker) -> None:
    assert small("list", "--output", "-").output == small("list").output


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (["--format", "xml"], 2, "“xml” is not a format; choose from table, csv, "),
        (["--basis", "first"], 2, "“first” is not a basis; choose from current, original"),
        (["--sort", "dew"], 2, "“dew” is not a column (nearest: due); choose from "),
        (["--sort=-dew"], 2, "“dew” is not a column (nearest: due); choose from "),
        (["--columns", "ref,dew"], 2, "“dew” is not a column (nearest: due); choose from "),
        (["--lang", "klingon"], 2, "“klingon” is not a language tag of BCP 47; "),
        (["--as-of", "1/2/2025"], 2, "“1/2/2025” is not a date: "),
        (["--known-at", "2026-02-30"], 2, "“2026-02-30” is not a date: "),
        (["--as-of", "2026-02-11T12:00"], 2, "“2026-02-11T12:00” is not a date: a time needs its offset from UTC"),
        (["statsu:open"], 2, "“statsu:open” is not a query word"),
        (["status:opne"], 2, "“opne” is not a status (nearest: open); choose from "),
        (["by:ZZ"], 2, "“ZZ” is not a party"),
        (["parent:nope"], 2, "“parent:nope” cannot be used: no commitment is called “nope”"),
        (["--limit=-1"], 2, "invalid value for '--limit': "),
        (["--limit", "many"], 2, "invalid value for '--limit': "),
        (["--overdu"], 2, "no such option: --overdu (Possible options: --overdue); see `tracker list --help`"),
        (["--register", "/nowhere/r.json"], 4, "there is no register at /nowhere/r.json; `tracker init` creates one"),
        (["--output", "/nowhere/x.csv"], 4, "/nowhere/x.csv cannot be written: its folder is missing; "),
    ],
)
def test_the_list_refuses(small: Tracker, arguments: list[str], exit_code: int, sentence: str) -> None:
    code, said = small("list", *arguments).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)


def test_looking_leaves_the_register_as_it_was(small: Tracker, small_register: bytes) -> None:
    for arguments in (["list"], ["show", "jp-us-first"], ["info"], ["list", "--overdue", "--format", "csv"]):
        small.done(*arguments)
    assert small.kept() == small_register


# ---- the sample --------------------------------------------------------------------------------


def test_the_sample_has_the_us_japan_commitments(sample: Tracker) -> None:
    assert len(sample("list", "--format", "csv").rows) == 33
    assert len(sample("list", "--as-of", "2026-11-28", "--format", "csv").rows) == 35


def test_on_11_february_2026_the_first_project_was_late_by_its_first_date_and_not_by_the_one_in_force(
    sample: Tracker,
) -> None:
    on = ("list", "--overdue", "--as-of", "2026-02-11", "--format", "json")
    overdue = {row["ref"]: row["overdue_days"] for row in sample(*on, "--basis", "original").rows}
    assert overdue["jp-us-first-project-decision"] == 42
    assert "jp-us-first-project-decision" not in sample(*on).refs


def test_a_free_word_that_is_nearly_a_query_word_is_pointed_out(small: Tracker) -> None:
    listed = small.done("list", "overdu", "--format", "csv")
    assert listed.rows == []
    assert listed.errors == "“overdu” was searched for as text; the query word is overdue\n"
    assert small.done("list", "tariff").errors == ""
    assert small.done("list", "nothing").errors == ""


@pytest.mark.parametrize(
    ("words", "meant"),
    [("met late", "timeliness:met_late"), ("Delivered in  full", "completed"), ("by:JP in progress", "in_progress")],
)
def test_where_words_of_the_tables_find_nothing_the_query_word_is_told(small: Tracker, words: str, meant: str) -> None:
    listed = small.done("list", *words.split(), "--format", "csv")
    assert listed.rows == []
    phrase = " ".join(words.lower().removeprefix("by:jp ").split())
    assert listed.errors == f"“{phrase}” is not a query word; to find it write {meant}\n"


@pytest.mark.parametrize(
    "command", ["list", "check --only uncited", "report --format markdown", "score", "balance JP US"]
)
def test_it_is_pointed_out_whatever_is_asked_and_found(small: Tracker, command: str) -> None:
    small.done("edit", "jp-us-lng", "--title", "Opens no tags")
    assert small(*command.split(), "opens", "tags", "no").errors == (
        "“opens” was searched for as text; the query word is open\n"
        "“tags” was searched for as text; the query word is tag\n"
    )


def test_a_milestone_is_listed_with_the_title_of_its_parent(empty: Tracker) -> None:
    rule = ("--every", "year", "--from", "2027", "--until", "2028", "--amount", "6 Mt", "--made-on", "2026-01-01")
    empty.done("add", "Buy wheat", "--by", "JP", "--to", "US", "--ref", "wheat", *rule)
    at = ("--as-of", "2027-06-01")
    assert "Buy wheat: 2027\n" in empty.done("list", "--milestones", *at).output
    assert empty.done("agenda", "--within", "1y", *at).output.count("Buy wheat: 2027\n") == 1
    titles = {row["title"] for row in empty.done("list", "--milestones", *at, "--format", "json").rows}
    assert titles == {"2027", "Buy wheat"}


def test_the_reason_of_a_late_delivery_is_in_the_language_asked_for(empty: Tracker) -> None:
    empty.done("add", "Pay", "--by", "JP", "--to", "US", "--ref", "pay", "--due", "2025-12-31", "--amount", "USD 100bn")
    empty.done("deliver", "pay", "USD 90bn", "--on", "2026-01-10", "--publisher", "FT", "--published", "2026-01-11")
    assert "USD 90bn delivered (FT), 2026-01-11" in " ".join(empty.done("list").output.split())
    assert "交付900亿美元（FT），2026年1月11日" in " ".join(empty.done("list", "--lang", "zh").output.split())
