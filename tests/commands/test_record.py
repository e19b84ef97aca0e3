"""What the commands that record an event share: it is said on stderr, or refused and no byte changes."""

import pytest

from tests.program import Tracker
from tracker.commands.mark import DELIVERED, SYNONYMS
from tracker.model.status import STATUSES

SOURCE = ("--source", "https://a.example")
KNOWN = "\njp-us-lng: known from today, for the source has no date; --published or --known gives one"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("mark jp-us-lng in_progress", "jp-us-lng: in progress"),
        ("mark jp-us-lng in-progress", "jp-us-lng: in progress"),
        ("mark jp-us-lng met --on 2026-06-01 --source u", f"jp-us-lng: met{KNOWN}"),
        (
            "mark jp-us-lng met --on 2026-06-01 --publisher MND --published 2024-01",
            (
                "jp-us-lng: met\njp-us-lng: its source is of 2024-01, before that happened (2026-06-01), "
                "and does not support it"
            ),
        ),
        ("mark jp-us-lng superseded --successor us-jp-t", "jp-us-lng: superseded by us-jp-tariff"),
        ("mark jp-us-first reopen --note early", "jp-us-first: reopened, agreed"),
        ("amend jp-us-lng --due 2026-07", "jp-us-lng: amendment: due end 2026-07"),
        ("amend us-jp-tariff --due 2026-07-01", "us-jp-tariff: set: due 2026-07-01"),
        ("amend jp-us-lng --kind waiver", "jp-us-lng: waiver: date unchanged"),
        ("amend jp-us-lng --due 2026-03 --kind correction", "jp-us-lng: correction: due end 2026-03"),
        ("amend jp-us-lng --grace 0", "jp-us-lng: amendment: due end 2026-04, 0 days of grace"),
        ("amend jp-us-lng --not-before 2026-04", "jp-us-lng: amendment: due end 2026-04, not before 2026-04"),
        ("amend jp-us-lng --amount USD8bn", "jp-us-lng: revision: USD 8bn"),
        ("amend jp-us-lng --amount USD8bn --kind correction", "jp-us-lng: correction: USD 8bn"),
        ("amend jp-us-first --amount ~JPY6tn", "jp-us-first: set: ~ JPY 6tn"),
        ("deliver jp-us-lng USD-1bn", "jp-us-lng: USD -1bn delivered, measured by customs"),
        (
            "deliver jp-us-lng USD2bn --stage contracted --measure loans",
            "jp-us-lng: USD 2bn contracted, measured by loans",
        ),
        ("position jp-us-lng us disputes", "jp-us-lng: US disputes in public"),
        ("position jp-us-lng US denies --in private", "jp-us-lng: US denies in private"),
        ("cite jp-us-lng --source u", f"jp-us-lng: supports the record{KNOWN}"),
        ("cite jp-us-lng --for deadline --source u", f"jp-us-lng: supports deadline{KNOWN}"),
        ("cite jp-us-lng --against deadline --says May --publisher p", f"jp-us-lng: contradicts deadline: May{KNOWN}"),
        ("cite jp-us-lng --against Made-On --source u", f"jp-us-lng: contradicts made_on{KNOWN}"),
        ("cite jp-us-lng --source-title t", f"jp-us-lng: supports the record{KNOWN}"),
        ("assess jp-us-lng on_track", "jp-us-lng: on track"),
        ("assess jp-us-lng OFF-TRACK", "jp-us-lng: off track"),
        ("assess jp-us-lng stalled --as mika", "jp-us-lng: stalled, by mika"),
        ("assess jp-us-lng stalled --as Desk", "jp-us-lng: stalled"),
    ],
)
def test_what_was_recorded_is_said_on_stderr(small: Tracker, arguments: str, said: str) -> None:
    assert small.done(*arguments.split()) == ("", f"{said}\n", 0, "")


@pytest.mark.parametrize("name", ["Anna, Ben", "Anna (chief)", "Anna\nBen", "Anna\x1b[2J", "a" * 61])
def test_the_name_of_a_person_can_be_read_in_a_list(small: Tracker, name: str) -> None:
    for words in (("assess", "jp-us-lng", "stalled", "--as", name), ("review", "jp-us-lng", "--done", "--who", name)):
        refused = small(*words)
        assert refused.exit_code == 2
        assert "is not the name of a person: write at most 60 characters, without commas" in refused.errors


def test_a_deadline_and_an_amount_are_amended_together(small: Tracker) -> None:
    done = small.done(*["amend", "jp-us-lng", "--due", "2026-09", "--amount", "USD8bn"])
    assert done.errors == "jp-us-lng: amendment: due end 2026-09\njp-us-lng: revision: USD 8bn\n"
    row = small("show", "jp-us-lng", "--format", "json").row
    assert (row["due"], row["amount"], row["moves"], row["slip_days"]) == ("2026-09-30", "8000000000", 1, 153)


def test_one_event_is_added_and_none_is_taken_away(small: Tracker) -> None:
    before = small("show", "jp-us-lng", "--format", "json").row["history"]
    small.done("mark", "jp-us-lng", "suspended", "--note", "on hold")
    after = small("show", "jp-us-lng", "--format", "json").row["history"]
    assert [event for event in after if event not in before] == [after[-1]]
    assert (after[-1]["says"], after[-1]["note"], after[-1]["on"]) == ("suspended", "on hold", "2026-06-15")


@pytest.mark.parametrize("unknown", ["unknown", "Unknown "])
def test_when_it_took_effect_may_be_unknown(small: Tracker, unknown: str) -> None:
    small.done(*["amend", "jp-us-lng", "--due", "2026-07", "--on", unknown, "--known", "yesterday"])
    version = small("show", "jp-us-lng", "--format", "json").row["deadlines"][-1]
    assert (version["on"], version["known_on"]) == (None, "2026-06-14")


@pytest.mark.parametrize(
    ("arguments", "on"),
    [
        ("cite jp-us-lng --against amount --says 7", "2026-05-01"),
        ("cite jp-us-lng --settles 5 --note misprint", "2026-06-15"),
        ("position jp-us-lng US dissatisfied", "2026-05-01"),
        ("amend jp-us-lng --due 2026-07 --reading US", "2026-05-01"),
        ("amend jp-us-lng --due 2026-07", "2026-06-15"),
        ("mark jp-us-lng suspended", "2026-06-15"),
    ],
)
def test_what_a_source_says_is_by_default_as_old_as_its_publication(small: Tracker, arguments: str, on: str) -> None:
    small.done("cite", "jp-us-lng", "--against", "due", "--says", "May", "--publisher", "Asahi")
    small.done(*arguments.split(), "--publisher", "Caixin", "--published", "2026-05-01")
    newest = max(small("log", "jp-us-lng", "--format", "json").rows, key=lambda event: event["id"])
    assert newest["on"] == on


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-05", "the new status is dated 2026-05, so it counts before “in progress” of 2026-05-20"),
        ("unknown", "the new status has no date, so it counts before “agreed” of 2025-09-05"),
        ("2026-04-01", ""),
    ],
)
def test_a_status_that_gives_way_to_a_later_one_says_so(small: Tracker, on: str, said: str) -> None:
    small.done("mark", "jp-us-lng", "in_progress", "--on", "2026-05-20")
    told = small.done("mark", "jp-us-lng", "agreed", "--on", on).errors
    remedy = "; if it is later, give its day with --on"
    assert told == "jp-us-lng: agreed\n" + (f"jp-us-lng: {said}{remedy}\n" if said else "")


def test_a_status_that_was_undone_is_not_named(small: Tracker) -> None:
    small.done("mark", "jp-us-lng", "in_progress", "--on", "2026-05-20")
    small.done("undo")
    assert small.done("mark", "jp-us-lng", "agreed", "--on", "2026-05").errors == "jp-us-lng: agreed\n"


def test_a_source_is_retrieved_today_if_it_has_an_address(small: Tracker) -> None:
    small.done("cite", "us-jp-tariff", "--publisher", "Asahi")
    small.done("cite", "us-jp-tariff", *SOURCE)
    sources = small("show", "us-jp-tariff", "--format", "json").row["sources"]
    assert [source["retrieved"] for source in sources] == [None, "2026-06-15"]


def test_a_negative_amount_may_stand_after_two_dashes(small: Tracker) -> None:
    done = small.done("deliver", "jp-us-lng", "--measure", "planted", "--", "-2 trees")
    assert done.errors == "jp-us-lng: -2 trees delivered, measured by planted\n"


def test_a_figure_that_is_no_yearly_one_is_of_its_period(small: Tracker) -> None:
    done = small.done("deliver", "jp-us-lng", "USD 1bn", "--over", "2026-01..2026-03")
    assert done.errors.startswith("jp-us-lng: USD 1bn delivered, measured by customs\n")
    event = small("show", "jp-us-lng", "--format", "json").row["history"][-1]
    assert event["on"] == "2026-01..2026-03"


def test_two_analysts_judge_one_promise_without_overwriting_each_other(small: Tracker) -> None:
    small.done("assess", "jp-us-lng", "stalled", "--as", "mika")
    small.done("assess", "jp-us-lng", "on_track", "--as", "=ken")
    assert "on track (=ken), stalled (mika)" in small("show", "jp-us-lng", "--only", "summary").output
    columns = ("--columns", "ref,assessment,analyst,assessments")
    (row,) = small("list", "assessment:stalled", "analyst:MIKA", *columns, "--format", "csv").rows
    assert row == {
        "ref": "jp-us-lng",
        "assessment": "on_track",
        "analyst": "'=ken",
        "assessments": "'=ken=on_track;mika=stalled",
    }
    table = small("list", "analyst:mika", "--columns", "assessment,ref").output
    assert table.splitlines()[2] == "on track (=ken), stalled (mika)  jp-us-lng"
    assert small("list", "analyst:desk", *columns, "--format", "json").rows == []
    assert [row["agreed_share"] for row in small("score", "--by", "analyst", "--format", "json").rows] == [
        "0.000000"
    ] * 2
    assert small("score", "--by", "analyst", "--scale", "mean").refusal[0] == 2


def test_a_judgement_changes_no_status(small: Tracker) -> None:
    before = small("show", "jp-us-lng", "--format", "json").row
    small.done("assess", "jp-us-lng", "off_track", "--note", "no ship was chartered")
    after = small("show", "jp-us-lng", "--format", "json").row
    assert (after["status"], after["timeliness"]) == (before["status"], before["timeliness"])
    assert (after["history"][-1]["says"], after["history"][-1]["note"]) == ("off track", "no ship was chartered")
    assert "off track" in small("show", "jp-us-lng", "--only", "summary").output


# ---- dry runs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        ("add x --by JP --to US --due 2026-07", ["jp-us-x Before After", "ref jp-us-x", "due 2026-07-31"]),
        ("mark jp-us-lng suspended", ["jp-us-lng Before After", "status agreed suspended"]),
        ("mark jp-us-first reopen --note n", ["status met agreed", "timeliness met_on_time overdue"]),
        (
            "amend jp-us-lng --due 2026-09 --amount USD8bn",
            ["amount 7000000000 8000000000", "due 2026-04-30 2026-09-30", "moves 0 1", "timeliness overdue upcoming"],
        ),
        ("amend jp-us-first --amount ~JPY6tn", ["amount 6000000000000", "currency JPY"]),
        ("deliver jp-us-lng USD1bn", ["delivered 1500000000 2500000000"]),
        ("position jp-us-lng US disputes", ["disputed false true"]),
        ("cite us-jp-tariff --source u", ["confidence unsourced reported"]),
        ("edit jp-us-lng --title Anew --nature refrain", ["title Buy more US energy Anew", "nature act refrain"]),
        ("edit jp-us-invest --tag new", ["tags 550bn new"]),
        ("remove us-jp-tariff", ["us-jp-tariff Before After", "ref us-jp-tariff", "status in_progress"]),
    ],
)
def test_a_dry_run_shows_before_and_after_and_leaves_the_register_byte_for_byte(
    small: Tracker, small_register: bytes, arguments: str, lines: list[str]
) -> None:
    done = small.done(*arguments.split(), "--dry-run")
    shown = [" ".join(line.split()) for line in done.output.splitlines()]
    assert [line for line in lines if line not in shown] == []
    assert (shown[-1], done.errors) == ("Nothing was changed.", "")
    assert small.kept() == small_register


def test_a_dry_run_shows_each_value_that_would_differ_and_no_other(small: Tracker) -> None:
    before = small("show", "jp-us-lng", "--format", "json").row
    arguments = ("amend", "jp-us-lng", "--due", "2026-09", "--amount", "USD8bn")
    shown = {line.split()[0] for line in small(*arguments, "--dry-run").output.splitlines()[2:-1]}
    small.done(*arguments)
    after = small("show", "jp-us-lng", "--format", "json").row
    plain = {
        name.removesuffix("_number")  # the same figure as a number
        for name, value in before.items()
        if value != after[name] and not _is_listing(value)
    }
    assert shown == plain


def _is_listing(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


@pytest.mark.parametrize(
    "arguments",
    [
        "amend jp-us-invest --kind waiver",
        "deliver us-jp-tariff 2trees --measure planted",
        "cite jp-us-first --publisher Reuters --on 2026-02-01",
    ],
)
def test_a_dry_run_says_that_no_figure_would_change(small: Tracker, small_register: bytes, arguments: str) -> None:
    done = small.done(*arguments.split(), "--dry-run")
    assert done.output.endswith("It would be recorded and change no figure. Nothing was changed.\n")
    assert small.kept() == small_register


@pytest.mark.parametrize(
    "arguments",
    [
        "mark jp-us-first suspended",
        "amend jp-us-lng",
        "deliver jp-us-lng much",
        "position jp-us-lng US angry",
        "cite jp-us-lng",
        "assess nope stalled",
        "edit jp-us-lng",
        "remove nope",
        "add x --by JP --to US --ref jp-us-lng",
        "add x --by JP --to US --tag \ud800",
    ],
)
def test_a_dry_run_refuses_what_would_be_refused(small: Tracker, small_register: bytes, arguments: str) -> None:
    assert small(*arguments.split(), "--dry-run").refusal == small(*arguments.split()).refusal
    assert small.kept() == small_register


# ---- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        ("mark", 2, "missing argument 'REF'; see `tracker mark --help`"),
        ("mark jp-us-lng", 2, "missing argument 'STATUS'; see `tracker mark --help`"),
        ("mark jp-us-lng finnished", 2, "“finnished” is not a status; choose from proposed, "),
        ("mark jp-us-lng agreed --on someday", 2, "“someday” is not a date: "),
        ("mark jp-us-lng agreed --known someday", 2, "“someday” is not a date: "),
        ("mark jp-us-lng agreed --published someday", 2, "“someday” is not a date: "),
        ("mark jp-us agreed", 3, "“jp-us” is the beginning of 3 refs: "),
        ("mark nope met", 3, "no commitment is called “nope”; "),
        ("mark jp-us-lng superseded --successor nope", 3, "no commitment is called “nope”; "),
        ("mark jp-us-lng met --source u", 5, "marking jp-us-lng met needs the day it was met: give --on DATE"),
        ("mark jp-us-lng met --on 2026-06-01", 5, "marking jp-us-lng met needs a source: "),
        ("mark jp-us-lng superseded", 5, "marking jp-us-lng superseded needs its successor: "),
        (
            "mark jp-us-lng superseded --successor jp-us-l",
            5,
            "marking jp-us-lng superseded: it cannot supersede itself; ",
        ),
        ("mark jp-us-first suspended", 5, "jp-us-first is met and cannot become suspended; reopen it before "),
        ("mark jp-us-lng reopen --note n", 5, "jp-us-lng is agreed and cannot become open again; it is not closed"),
        ("mark jp-us-first reopen", 5, "reopening jp-us-first needs a reason: give --note TEXT"),
        ("amend jp-us-lng --grace 36501", 2, "invalid value for '--grace': "),
        ("amend jp-us-lng", 2, "nothing to amend: give --due, --amount, --not-before or --grace"),
        ("amend jp-us-lng --kind extension", 2, "nothing to amend: "),
        ("amend jp-us-lng --due 2026-13", 2, "“2026-13” is not a date: "),
        ("amend jp-us-lng --not-before soon", 2, "“soon” is not a date: "),
        ("amend jp-us-lng --amount 5", 2, "“5” is not an amount: "),
        ("amend jp-us-lng --due 2027 --kind waived", 2, "“waived” is not a kind of change (nearest: waiver); choose "),
        ("amend nope --due 2027", 3, "no commitment is called “nope”; "),
        ("amend us-jp-tariff --kind waiver", 5, "a waiver of the deadline of us-jp-tariff: it has none yet; "),
        ("amend jp-us-first --amount USD1 --kind correction", 5, "a correction of the amount of jp-us-first: it has "),
        ("amend jp-us-lng --due 2026-01 --not-before 2026-02", 5, "the deadline of jp-us-lng: it would be due on "),
        ("deliver jp-us-lng", 2, "missing argument 'AMOUNT'; see `tracker deliver --help`"),
        ("deliver jp-us-lng much", 2, "“much” is not an amount: "),
        ("deliver jp-us-lng USD1bn --stage shipped", 2, "“shipped” is not a stage; choose from selected, "),
        ("deliver nope USD1bn", 3, "no commitment is called “nope”; "),
        ("position jp-us-lng US", 2, "missing argument 'POSITION'; see `tracker position --help`"),
        ("position jp-us-lng US angry", 2, "“angry” is not a position; choose from accepts, "),
        ("position jp-us-lng XYZ denies", 2, "“XYZ” is not a party"),
        ("position jp-us-lng US denies --in secret", 2, "“secret” is not a channel; choose from public, private"),
        ("position nope US denies", 3, "no commitment is called “nope”; "),
        ("cite jp-us-lng --for a --against b --source u", 2, "a source is for a field or against it: give --for or "),
        (
            "cite jp-us-lng --for deadlin --source u",
            2,
            "“deadlin” is not a field of a commitment (nearest: deadline); write",
        ),
        (
            "cite jp-us-lng --against x --source u",
            2,
            "“x” is not a field of a commitment; write one such as deadline, ",
        ),
        (
            "review jp-us-lng --next 2026-06-14",
            2,
            "“2026-06-14” is not a day for the next review: it is before 2026-06-15; ",
        ),
        (
            "review jp-us-lng --found news --on 2026-03 --next 2026-02",
            2,
            "“2026-02” is not a day for the next review: it is before 2026-03",
        ),
        ("cite nope --source u", 3, "no commitment is called “nope”; "),
        ("cite jp-us-lng", 5, "a citation of jp-us-lng needs a source: give --source URL or --publisher NAME"),
        ("assess jp-us-lng", 2, "missing argument 'JUDGEMENT'; see `tracker assess --help`"),
        ("assess jp-us-lng fine", 2, "“fine” is not a judgement; choose from on_track, at_risk, "),
        ("assess jp-us-lng stalled --as=", 2, "--as is empty: give the name of the analyst, or leave it out"),
        ("assess nope stalled", 3, "no commitment is called “nope”; "),
        ("cite jp-us-lng --publisher \ud800", 5, "jp-us-lng: its text holds a NUL character or half of a surrogate"),
    ],
)
def test_what_is_refused_leaves_the_register_byte_for_byte(
    small: Tracker, small_register: bytes, arguments: str, exit_code: int, sentence: str
) -> None:
    code, said = small(*arguments.split()).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)
    assert small.kept() == small_register


@pytest.mark.parametrize(
    "arguments",
    [
        *("mark x met", "amend x --due 2027", "deliver x USD1", "position x US denies", "cite x --source u"),
        *("assess x stalled", "assess x stalled --dry-run"),
    ],
)
def test_nothing_is_recorded_where_there_is_no_register(tracker: Tracker, arguments: str) -> None:
    code, said = tracker(*arguments.split()).refusal
    assert (code, said.partition(";")[0]) == (4, f"there is no register at {tracker.place}")
    assert (tracker.kept(), list(tracker.folder.iterdir())) == (None, [])


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("done", "mark jp-us-lng met"),
        ("Fulfilled", "mark jp-us-lng met"),
        ("cancelled", "mark jp-us-lng withdrawn"),
        ("canceled", "mark jp-us-lng withdrawn"),
        ("terminated", "mark jp-us-lng withdrawn"),
        ("failed", "mark jp-us-lng not_met"),
        ("violated", "mark jp-us-lng breached"),
        ("honoured", "mark jp-us-lng kept"),
        ("restored", "mark jp-us-lng in_progress"),
        ("paid", "deliver jp-us-lng AMOUNT"),
        ("delivered", "deliver jp-us-lng AMOUNT"),
    ],
)
def test_a_synonym_of_a_status_is_refused_with_the_word_to_write(small: Tracker, word: str, remedy: str) -> None:
    assert small("mark", "jp-us-lng", word).refusal == (2, f"“{word}” is not a status: write tracker {remedy}")


def test_no_synonym_of_a_status_is_a_status() -> None:
    assert set(STATUSES).isdisjoint((*SYNONYMS, *DELIVERED))
    assert set(SYNONYMS.values()) <= set(STATUSES)
