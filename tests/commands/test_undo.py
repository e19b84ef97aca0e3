"""The command `undo`, and what it shares with `remove`: nothing is ever erased."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from tests import hostile
from tests.program import ON_SERVER, Tracker
from tests.render.listings import TEXTUAL
from tracker.cli import user
from tracker.commands.session import MOST_CANDIDATES
from tracker.errors import TooManyConflicts
from tracker.store.attempts import Attempt, attempts
from tracker.store.tinydb.store import TinyStore, TinyWriter

# ---- undo --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "took_back"),
    [
        ("mark jp-us-lng suspended", ["jp-us-lng: suspended"]),
        ("mark jp-us-first reopen --note n", ["jp-us-first: reopened, agreed"]),
        ("amend jp-us-lng --due 2026-09", ["jp-us-lng: amendment: due end 2026-09"]),
        ("amend jp-us-lng --due 2026-09 --amount USD8bn", None),
        ("deliver jp-us-lng USD1bn", ["jp-us-lng: USD 1bn delivered, measured by customs"]),
        ("assess jp-us-lng stalled", ["jp-us-lng: stalled"]),
        ("position jp-us-lng US denies", ["jp-us-lng: US denies in public"]),
        ("cite jp-us-lng --source u", ["jp-us-lng: supports the record"]),
        ("edit jp-us-lng --tag x", ["jp-us-lng: edited tags"]),
        ("remove jp-us-lng", ["jp-us-lng: the commitment taken back"]),
        ("add x --by JP --to US --due 2027", ["jp-us-x: agreed", "jp-us-x: set: due end 2027"]),
    ],
)
def test_undo_says_what_it_took_back_and_everything_is_as_it_was(
    small: Tracker, arguments: str, took_back: list[str] | None
) -> None:
    before = small("list", "--format", "json").output
    recorded = small.done(*arguments.split()).errors.splitlines()
    assert small.done("undo") == ("", "".join(f"took back {said}\n" for said in took_back or recorded), 0, "")
    assert small("list", "--format", "json").output == before


def test_undo_goes_back_to_an_empty_register_and_no_further(small: Tracker) -> None:
    events = len(small("log", "--format", "json").rows)
    changes = 0
    while not (done := small("undo")).exit_code:
        changes += 1
    assert changes == 9
    by = f" by {user()}" if ON_SERVER else ""
    sentence = f"undoing: there is no change{by} to undo; `tracker log` shows what was recorded"
    assert done.refusal == (5, sentence)
    assert small("list", "--format", "json").rows == []
    assert len(small("log", "--format", "json").rows) > events


def test_undo_carries_its_own_facts(small: Tracker) -> None:
    small.done("assess", "jp-us-lng", "at_risk")
    small.done("undo", "--known", "2026-06-10", "--note", "a slip", "--publisher", "Asahi")
    row = small("log", "--limit", "1", "--format", "json").row
    assert (row["known_on"], row["note"], row["publisher"]) == ("2026-06-10", "a slip", "Asahi")


def test_the_day_of_an_undoing_is_that_of_the_commitment(small: Tracker) -> None:
    late = {"TRACKER_NOW": "2026-06-15T20:00:00Z"}
    small.done("add", "x", "--by", "JP", "--to", "US", "--zone", "America/New_York", **late)
    small.done("undo", **late)
    row = small("log", "--limit", "1", "--format", "json").row
    assert (row["says"], row["on"], row["known_on"]) == ("the commitment taken back", "2026-06-15", "2026-06-15")
    small.done("assess", "jp-us-lng", "at_risk", **late)
    small.done("undo", **late)
    assert small("log", "--limit", "1", "--format", "json").row["on"] == "2026-06-16"


def test_a_dry_run_of_an_undoing_shows_it_and_changes_nothing(small: Tracker) -> None:
    small.done("amend", "jp-us-lng", "--due", "2026-09", "--amount", "USD8bn")
    before = small.kept()
    done = small.done("undo", "--dry-run")
    assert (done.errors, small.kept()) == ("", before)
    shown = [line.split() for line in done.output.splitlines()]
    assert ["amount", "8000000000", "7000000000"] in shown
    assert ["due", "2026-09-30", "2026-04-30"] in shown
    assert done.output.endswith("\nNothing was changed.\n")


@pytest.mark.file
@pytest.mark.parametrize(
    "arguments",
    [
        ["undo"],
        ["amend", "jp-us-lng", "--due", "2026-09"],
        ["add", "Buy 100 aircraft", "--by", "JP", "--to", "US"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_retried_dry_run_shows_its_preview_once(
    small: Tracker, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    small.done("assess", "jp-us-lng", "at_risk")
    outcomes = iter([TooManyConflicts("a register", "a conflict")])

    @contextmanager
    def conflict_once(store: TinyStore, *, dry_run: bool) -> Iterator[TinyWriter]:
        with store.writing(dry_run=dry_run) as writer:
            yield writer
            if refusal := next(outcomes, None):
                raise refusal

    def attempts_of(store: TinyStore, *, dry_run: bool) -> Iterator[Attempt[TinyWriter]]:
        return attempts(partial(conflict_once, store, dry_run=dry_run), [0])

    monkeypatch.setattr(TinyStore, "attempts", attempts_of)
    assert small.done(*arguments, "--dry-run").output.count("Nothing was changed.") == 1
    assert next(outcomes, None) is None


def test_what_several_commitments_share_is_undone_together(small: Tracker) -> None:
    small.done("assess", "jp-us-lng", "at_risk")
    small.done("assess", "us-jp-tariff", "stalled")
    tables = small.tables()
    lng, tariff = (
        document for document in tables["commitments"].values() if document["ref"] in {"jp-us-lng", "us-jp-tariff"}
    )
    tariff["history"][-1]["recorded_at"] = tables["meta"]["1"]["changed_at"] = lng["history"][-1]["recorded_at"]
    small.put(json.dumps(tables).encode())
    assert small.done("undo", "--dry-run").output.count("Nothing was changed.") == 2
    assert small.done("undo").errors == "took back jp-us-lng: at risk\ntook back us-jp-tariff: stalled\n"
    assert small("log", "jp-us-lng", "--limit", "1", "--format", "csv").row["says"] == "event 5 taken back"


@pytest.mark.parametrize("arguments", [["party", "JBIC", "Bank"], ["rate", "USD/JPY", "153.2"]])
def test_a_change_without_events_is_not_undone_and_no_older_change_is(small: Tracker, arguments: list[str]) -> None:
    small.done("assess", "jp-us-lng", "at_risk")
    small.done(*arguments)
    before = small.kept()
    sentence = (
        "undoing: the last change was to a party, a rate or a view, which is not an event; "
        "record it again with `tracker party` or `tracker view save`, or use `tracker rate --take-back`; "
        "give a REF to undo the last change of that commitment"
    )
    assert small("undo").refusal == (5, sentence)
    assert small.kept() == before
    assert small.done("undo", "jp-us-l").errors == "took back jp-us-lng: at risk\n"
    assert small.done("undo").exit_code == 0


def test_nothing_is_undone_in_a_register_without_events_but_with_a_party(empty: Tracker) -> None:
    empty.done("party", "JBIC", "Bank")
    assert empty("undo").refusal[1].startswith("undoing: the last change was to a party")


def test_the_last_change_of_one_commitment_is_undone_whatever_was_recorded_since(small: Tracker) -> None:
    small.done("assess", "jp-us-lng", "at_risk")
    small.done("assess", "us-jp-tariff", "stalled")
    assert small.done("undo", "jp-us-lng").errors == "took back jp-us-lng: at risk\n"
    assert small.done("undo").errors == "took back us-jp-tariff: stalled\n"


# ---- hostile texts -----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_what_means_harm_is_logged_previewed_and_taken_back_harmless(small: Tracker, text: str) -> None:
    edited = ("edit", "jp-us-lng", "--title", text, "--tag", text, "--note", text)
    runs = [small.done(*edited, "--dry-run"), small.done(*edited)]
    runs.append(
        small.done("cite", "jp-us-lng", "--against", "deadline", "--says", text, "--publisher", text, "--note", text)
    )
    runs.append(small.done("party", "JBIC", text, "--named", f"ja={text}"))
    for what in (["log"], ["party"]):
        runs += [small.done(*what, "--format", name) for name in TEXTUAL if name != "csv"]
        assert hostile.harm(small.done(*what, "--format", "csv").output, lines="\n\r\t") == set()
    assert small("log", "--limit", "1", "--format", "json").row["note"] == text
    assert small("party", "--format", "json").row["name"] == text
    runs += [small.done("undo", "jp-us-lng", "--dry-run"), small.done("undo", "jp-us-lng")]
    assert set[str]().union(*(hostile.harm(run.output + run.errors) for run in runs)) == set()


# ---- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        ("log nope", 3, "no commitment is called “nope”; "),
        ("log jp-us", 3, "“jp-us” is the beginning of 3 refs: "),
        ("log --limit -1", 2, "invalid value for '--limit': "),
        ("remove", 2, "missing argument 'REF'; see `tracker remove --help`"),
        ("remove nope", 3, "no commitment is called “nope”; "),
        ("remove jp-us-gone", 5, "removing jp-us-gone: it is removed already; `tracker log` shows when"),
        ("mark jp-us-gone suspended", 5, "recording on jp-us-gone: it was taken back; `tracker log jp-us-gone` "),
        ("undo nope", 3, "no commitment is called “nope”; "),
        ("undo --on someday", 2, "“someday” is not a date: "),
        ("undo --note \ud800", 5, "jp-us-gone: its text holds a NUL character or half of a surrogate pair; "),
    ],
)
def test_what_is_refused_leaves_the_register_byte_for_byte(
    small: Tracker, arguments: str, exit_code: int, sentence: str
) -> None:
    small.done("add", "x", "--by", "JP", "--to", "US", "--ref", "jp-us-gone")
    small.done("remove", "jp-us-gone")
    before = small.kept()
    code, said = small(*arguments.split()).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)
    assert small.kept() == before


@pytest.mark.parametrize("arguments", ["log", "log x", "remove x", "undo", "undo --dry-run"])
def test_nothing_is_taken_back_where_there_is_no_register(tracker: Tracker, arguments: str) -> None:
    code, said = tracker(*arguments.split()).refusal
    assert (code, said.partition(";")[0]) == (4, f"there is no register at {tracker.place}")
    assert (tracker.kept(), list(tracker.folder.iterdir())) == (None, [])


def test_what_was_removed_is_said_to_be_taken_back_and_how_it_comes_back(small: Tracker) -> None:
    small.done("remove", "jp-us-lng")
    told = "jp-us-lng was taken back on 2026-06-15: `tracker log jp-us-lng` shows it; "
    assert small("show", "jp-us-lng").refusal == (3, f"{told}`tracker undo jp-us-lng` brings it back")
    assert small("progress", "jp-us-lng", "--known-at", "2026-06-15").refusal[0] == 3
    earlier = small("show", "jp-us-lng", "--known-at", "2020-01-01").refusal[1]
    assert earlier.startswith("nothing was known of jp-us-lng as of 2020-01-01 ")
    small.done("undo", "jp-us-lng")
    assert small.done("show", "jp-us-lng").output


def test_what_was_undone_as_a_whole_is_brought_back_with_what_was_added_at_once(empty: Tracker) -> None:
    empty.standard_input = b"ref,title,by,to\nrice,Rice,JP,US\ncorn,Corn,JP,US\n"
    empty.done("import", "-")
    empty.done("undo")
    told = "rice was taken back on 2026-06-15: `tracker log rice` shows it; `tracker undo rice` brings it back"
    assert empty("show", "rice").refusal == (3, told)
    assert "ref “rice”: it was taken back; `tracker undo rice` brings it back" in empty("import", "-").errors
    assert "it was taken back; `tracker undo rice` brings it back" in empty("import", "-", "--update").errors
    empty.done("undo", "rice")
    assert [row["ref"] for row in empty.done("list", "--format", "json").rows] == ["corn", "rice"]
    assert empty.done("import", "-", "--update").errors.endswith("0 new, 2 unchanged\n")
    empty.done("undo", "rice")
    assert empty.done("list", "--format", "json").rows == []


def test_the_ref_of_a_retracted_commitment_makes_no_beginning_ambiguous(empty: Tracker) -> None:
    for ref in ("two", "twofold"):
        empty.done("add", ref, "--by", "JP", "--to", "US", "--ref", ref)
    ambiguous = (3, "“tw” is the beginning of 2 refs: two, twofold; type more of the one you mean")
    assert empty("show", "tw").refusal == ambiguous
    empty.done("undo")
    assert empty.done("show", "tw", "--format", "json").row["ref"] == "two"
    empty.done("remove", "two")
    assert empty("show", "tw").refusal == ambiguous
    for number in range(MOST_CANDIDATES):
        empty.done("add", f"Ton {number}", "--by", "JP", "--to", "US", "--ref", f"tw-{number}")
    assert empty("show", "tw").refusal[1].startswith(f"“tw” is the beginning of {MOST_CANDIDATES + 2} refs: ")
