"""Completion: what the shell offers after a tab; it never fails, and never offers what could act on a terminal."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from tests.program import Tracker
from tracker.checks import CHECKS
from tracker.cli import COMMANDS, app, takes_ref
from tracker.commands.completion import from_choices, some_of
from tracker.model.amounts import CURRENCY_NAMES, UNITS
from tracker.model.commitment import CATEGORIES
from tracker.model.status import STATUSES
from tracker.query import WORDS
from tracker.render import FORMATS
from tracker.reports.list import COLUMN_NAMES

ROOT = Path(__file__).parents[2]


def offered(tracker: Tracker, line: str) -> list[str]:
    """The completions that bash is offered for the last word of a line, which may be empty."""
    place = str(line.count(" "))
    done = tracker(_TRACKER_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=place)
    assert (done.errors, done.exit_code) == ("", 0)
    return done.output.split()


@pytest.mark.parametrize(
    ("line", "choices"),
    [
        ("tracker in", ["inbox", "init", "info"]),
        ("tracker show jp-us-", ["jp-us-first", "jp-us-invest", "jp-us-lng"]),
        ("tracker mark jp-us-l", ["jp-us-lng"]),
        ("tracker mark jp-us-lng sus", ["suspended"]),
        ("tracker mark jp-us-lng re", ["reopen"]),
        ("tracker add x --parent us", ["us-jp-tariff"]),
        ("tracker amend jp-us-lng --kind c", ["correction"]),
        ("tracker deliver jp-us-lng USD1bn --stage d", ["disbursed", "delivered"]),
        ("tracker position jp-us-lng US de", ["denies"]),
        ("tracker list --sort due", ["due", "due_precision", "due_original", "due_words"]),
        ("tracker list --format ", list(FORMATS)),
        ("tracker list --basis o", ["original"]),
        ("tracker list over", ["overdue"]),
        ("tracker list stat", ["status:"]),
        ("tracker list no", ["not_met", "not_applicable", "not:"]),
        ("tracker list not:ov", ["not:overdue"]),
        ("tracker list status:p", ["status:proposed", "status:partially_met"]),
        ("tracker list not:category:energy,tr", ["not:category:energy,trade"]),
        ("tracker add x --category te", ["technology"]),
        ("tracker list by:J", ["by:JP"]),
        ("tracker list tag:", ["tag:550bn"]),
        ("tracker list parent:jp-us-i", ["parent:jp-us-invest"]),
        ("tracker list confidence:re", ["confidence:reported"]),
        ("tracker list due.within:", ["due.within:30d", "due.within:2w", "due.within:3m"]),
        ("tracker list source:N", ["source:Nikkei"]),
        ("tracker list --without Reu", ["Reuters"]),
        ("tracker help qu", ["queries"]),
        ("tracker help in", ["inbox", "init", "info"]),
        ("tracker view ", ["save", "drop"]),
        ("tracker check --only over", ["overdue-without-news"]),
        ("tracker check --except uncited,silent-moves,one", ["uncited,silent-moves,one-witness"]),
        ("tracker list nothing:x", []),
        ("tracker list overdue:x", []),
        ("tracker show zz", []),
    ],
)
def test_completion_offers_the_words_that_are_possible(small: Tracker, line: str, choices: list[str]) -> None:
    assert offered(small, line) == choices


@pytest.mark.parametrize("name", COMMANDS)
def test_a_ref_is_offered_behind_every_command_that_begins_with_one(small: Tracker, name: str) -> None:
    command: Any = get_command(app).get_command(None, name)  # type: ignore[attr-defined] # it is a group
    arguments = [param.name for param in command.params if param.param_type_name == "argument"]
    assert (arguments[:1] == ["ref"]) == takes_ref(name)
    assert not takes_ref(name) or offered(small, f"tracker {name} jp-us-l") == ["jp-us-lng"]


def test_options_are_offered_before_a_ref_too(small: Tracker) -> None:
    assert offered(small, "tracker show --on") == ["--only"]


@pytest.mark.file
def test_a_register_in_another_spelling_is_read_all_the_same(small: Tracker) -> None:
    small.register.write_text(json.dumps(json.loads(small.register.read_text("utf-8"))), "utf-8")
    assert offered(small, "tracker show jp-us-l") == ["jp-us-lng"]


def test_the_present_refs_are_offered(small: Tracker) -> None:
    small.done("edit", "jp-us-lng", "--ref", "jp-us-energy")
    assert offered(small, "tracker show jp-us-l") == []
    assert offered(small, "tracker show jp-us-e") == ["jp-us-energy"]
    assert offered(small, "tracker list ref:jp-us-e") == ["ref:jp-us-energy"]


def test_every_query_word_is_offered(small: Tracker) -> None:
    words = [f"{name}:" if word.takes_value else name for name, word in WORDS.items()]
    assert offered(small, "tracker list ") == [*words, "not:"]


def test_saved_views_are_offered(small: Tracker) -> None:
    small.done("view", "save", "desk", "overdue")
    small.done("view", "save", "東京", "by:JP")
    assert offered(small, "tracker list @d") == ["@desk"]
    assert offered(small, "tracker list not:@") == ["not:@desk", "not:@東京"]
    assert offered(small, "tracker list ")[-2:] == ["@desk", "@東京"]
    assert offered(small, "tracker view drop 東") == ["東京"]


def test_the_register_named_on_the_line_is_the_one_that_is_looked_into(small: Tracker, tmp_path: Path) -> None:
    elsewhere = Tracker(tmp_path / "nothing.json")
    assert offered(elsewhere, f"tracker show -r {small.place} us") == ["us-jp-tariff"]
    assert offered(elsewhere, f"tracker -r {small.place} show us") == ["us-jp-tariff"]
    assert offered(elsewhere, f"tracker -r {small.place} mark us-jp-tariff --successor jp-us-l") == ["jp-us-lng"]
    assert offered(elsewhere, f"tracker -r {small.place} list tag:") == ["tag:550bn"]
    assert offered(elsewhere, f"tracker -r {small.place} list @") == []


@pytest.mark.parametrize(
    "content",
    [
        None,
        *(
            pytest.param(content, marks=pytest.mark.file)
            for content in (b"", b"{", b"[]", b'{"meta": {"1": {"schema": 1}}, "commitments": {"1": {}}}')
        ),
    ],
)
@pytest.mark.parametrize("line", ["tracker show ", "tracker list by:", "tracker list @"])
def test_a_register_that_cannot_be_read_completes_nothing(tracker: Tracker, content: bytes | None, line: str) -> None:
    if content is not None:
        tracker.put(content)
    assert offered(tracker, line) == []


def test_what_could_act_on_a_terminal_is_not_offered(small: Tracker) -> None:
    small.done("add", "x", "--by", "JP", "--to", "US", "--tag", "\x1b[2J", "--tag", "a\nb", "--tag", "calm")
    assert offered(small, "tracker list tag:") == ["tag:550bn", "tag:calm"]


HOSTILE = [
    *("$(touch executed)", "a;touch executed", "`touch executed`", "\\$(touch executed)", "'; touch executed; '"),
    *('"; touch executed; "', "b c", "d\ntouch executed\n", "e|touch executed", "f&touch executed", "g>executed"),
    *("--force", "-r", "*", "h?", "~", "=ls", "{i,j}", "!!", "k\u034fl", "m\ue000"),
]


@pytest.fixture
def trapped(small: Tracker) -> Tracker:
    """A register that somebody else wrote, whose refs, tags and views are traps for a shell."""
    tables = json.loads(small.register.read_text("utf-8"))
    one = next(iter(tables["commitments"].values()))
    for number, name in enumerate(HOSTILE, 1000):
        tables["commitments"][str(number)] = one | {"ref": name, "terms": one["terms"] | {"tags": [name, "calm"]}}
        tables.setdefault("views", {})[str(number)] = {"name": name, "query": ["overdue"]}
    tables["views"]["1"] = {"name": "desk", "query": ["overdue"]}
    small.register.write_text(json.dumps(tables), "utf-8")
    assert small.done("show", "a;touch executed", "--format", "json").row["ref"] == "a;touch executed"
    return small


OFFERED = [
    ("tracker show ", ["jp-us-first", "jp-us-invest", "jp-us-lng", "us-jp-tariff"]),
    ("tracker add x --parent ", ["jp-us-first", "jp-us-invest", "jp-us-lng", "us-jp-tariff"]),
    ("tracker list tag:", ["tag:550bn", "tag:calm"]),
    ("tracker list @d", ["@desk"]),
    ("tracker list not:@", ["not:@desk"]),
    ("tracker view drop ", ["desk"]),
]


@pytest.mark.file
@pytest.mark.parametrize("is_ours", [True, False])
@pytest.mark.parametrize(("line", "choices"), OFFERED)
def test_what_a_shell_or_a_command_would_take_otherwise_is_not_offered(
    trapped: Tracker, line: str, choices: list[str], *, is_ours: bool
) -> None:
    if is_ours:
        trapped.done("edit", "jp-us-lng", "--remarks", "x")  # the store writes the file in our spelling
    assert sorted(set(offered(trapped, line))) == choices


@pytest.mark.file
@pytest.mark.parametrize(("line", "choices"), OFFERED)
def test_bash_executes_nothing_of_what_it_is_offered(
    trapped: Tracker, tmp_path: Path, line: str, choices: list[str]
) -> None:
    here, tracker = tmp_path / "here", tmp_path / "bin" / "tracker"
    here.mkdir()
    tracker.parent.mkdir()
    tracker.write_text(f"#!{sys.executable}\nfrom tracker.cli import main\nmain()\n", "utf-8")
    tracker.chmod(0o755)
    *words, last = line.split(" ")
    program = f"""{trapped(_TRACKER_COMPLETE="source_bash").output}
        COMP_WORDS=({" ".join(words)} '{last}') COMP_CWORD={len(words)}
        _tracker_completion tracker
        for candidate in "${{COMPREPLY[@]}}"; do eval "printf '%s\\n' $candidate"; done
    """
    given = {"TRACKER_REGISTER": trapped.place, "PATH": f"{tracker.parent}:/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", program], cwd=here, env=given, capture_output=True, text=True, check=True)
    assert (sorted(set(done.stdout.splitlines())), done.stderr, list(here.iterdir())) == (choices, "", [])


@pytest.mark.file
@pytest.mark.parametrize("line", [line for line, _ in OFFERED])
def test_zsh_is_given_nothing_to_evaluate(trapped: Tracker, line: str) -> None:
    answer = trapped(_TRACKER_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=line).output
    assert "executed" not in answer
    assert not set("$`;&|<>") & set(answer.removeprefix("_arguments '*: :((").removesuffix("))'\n"))


@pytest.mark.parametrize(
    "vocabulary", [STATUSES, FORMATS, WORDS, UNITS, CATEGORIES, CHECKS, COLUMN_NAMES, CURRENCY_NAMES.values()]
)
def test_a_vocabulary_of_ours_is_offered_whole(vocabulary: Iterable[str]) -> None:
    assert from_choices(vocabulary)("") == list(vocabulary)


def test_a_vocabulary_completes_by_its_beginning() -> None:
    assert from_choices(("met", "not_met"))("m") == ["met"]


def test_several_of_a_vocabulary_are_completed_one_after_the_other() -> None:
    assert some_of(("met", "not_met"))("met,n") == ["met,not_met"]
    assert some_of(("met", "not_met"))("m") == ["met"]


# ---- what bash makes of a line -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("pieces", "choices"),
    [
        ("list status : sus", ["suspended"]),
        ("list status : met,prop", ["met,proposed"]),
        ("list status :", [*STATUSES, "unknown", "open", "closed"]),
        ("list not : status : w", ["withdrawn"]),
        ("list by : JP to :", ["JP", "US"]),
        ("list not :@ d", ["desk"]),
        ("list @ d", ["desk"]),
        ("list overdue, @ d", []),
        ("list --format = jsonl", ["jsonl"]),
        ("list status : met over", ["overdue"]),
        ("list status:sus", ["status:suspended"]),
        ("show jp-us-l", ["jp-us-lng"]),
    ],
)
def test_bash_gets_what_follows_the_last_break(small: Tracker, pieces: str, choices: list[str]) -> None:
    small.done("view", "save", "desk", "overdue")
    words = ["tracker", *pieces.split()]
    given = {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = small(_TRACKER_COMPLETE="complete_bash", **given)
    assert (done.output.split(), done.errors) == (choices, "")


def test_a_new_word_behind_a_colon_is_a_new_word(small: Tracker) -> None:
    given = {"COMP_WORDS": "tracker\nlist\nstatus\n:\nmet\n", "COMP_CWORD": "5"}
    assert "overdue" in small(_TRACKER_COMPLETE="complete_bash", **given).output.split()


def test_an_earlier_word_is_completed_by_itself(small: Tracker) -> None:
    given = {"COMP_WORDS": "tracker\nlist\nstatus\n:\nsus\nopen", "COMP_CWORD": "4"}
    assert small(_TRACKER_COMPLETE="complete_bash", **given).output == "suspended\n"


def test_other_shells_are_answered_as_ever(small: Tracker) -> None:
    done = small(
        _TRACKER_COMPLETE="complete_fish",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        _TYPER_COMPLETE_ARGS="tracker list status:sus",
    )
    assert done.output == "status:suspended\n"
