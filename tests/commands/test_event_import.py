"""Proposed events: `import` records them by the rules of the commands, all of them or none."""

import json
from pathlib import Path
from typing import Any, Final, get_args

from tests.commands.importing import problems, write
from tests.program import Tracker
from tracker.exchange.event_file import PROPOSABLE, json_schema
from tracker.model.commitment import AnyEvent, RetractionEvent, TermsEvent

NHK: Final = {"publisher": "NHK", "published": "2026-06-01", "language": "ja", "quote": "桜は届いた"}
GIVEN: Final = ("--publisher", "NHK", "--published", "2026-06-01", "--source-lang", "ja", "--quote", "桜は届いた")
MENTION: Final[dict[str, Any]] = {"ref": "jp-us-lng", "event": "citation", "side": "mentions", "source": NHK}
LATE: Final = {"due": "2028", "condition": "the permit is given"}
# Each event as a command records it, and as a file proposes it.
BOTH: Final[tuple[tuple[tuple[str, ...], dict[str, Any]], ...]] = (
    (("cite", "jp-us-lng", "--mentions", *GIVEN), MENTION | {"ref": "jp-us-l"}),
    (
        ("cite", "jp-us-lng", "--against", "due", "--says", "May", "--on", "unknown", *GIVEN),
        MENTION | {"side": "contradicts", "field": "due", "value": "May", "on": "unknown"},
    ),
    (
        ("cite", "jp-us-lng", "--settles", "6", "--note", "a misprint"),
        {"ref": "jp-us-lng", "event": "citation", "settles": 6, "note": "a misprint"},
    ),
    (
        ("amend", "jp-us-lng", "--due", "end of 2026-08", "--reading", "Japan", "--kind", "extension", *GIVEN),
        {"event": "deadline", "change": "extension", "due": "end of 2026-08", "reading": "Japan", "source": NHK},
    ),
    (("amend", "jp-us-lng", "--due", "2028", "--if", LATE["condition"]), {"event": "deadline", **LATE}),
    (("amend", "jp-us-lng", "--condition-met", "9"), {"event": "deadline", "fulfils": 9, "due": "2028"}),
    (("amend", "jp-us-lng", "--kind", "waiver"), {"event": "deadline", "change": "waiver"}),
    (("amend", "jp-us-lng", "--grace", "0"), {"event": "deadline", "grace_days": 0}),
    (("amend", "jp-us-lng", "--not-before", "2027"), {"event": "deadline", "not_before": "2027"}),
    (
        ("amend", "jp-us-lng", "--due", "30 days after jp-us-invest"),
        {"event": "deadline", "words": "30 days after jp-us-invest", "awaits": "jp-us-invest"},
    ),
    (("amend", "jp-us-lng", "--amount", "USD 8bn"), {"event": "amount", "amount": "80億ドル"}),
    (
        ("amend", "jp-us-lng", "--amount", "USD 9bn", "--kind", "correction"),
        {"event": "amount", "amount": "USD 9bn", "change": "correction"},
    ),
    (
        ("deliver", "jp-us-lng", "USD 1bn", "--on", "2026-05"),
        {"event": "delivery", "amount": "USD 1bn", "on": "2026-05"},
    ),
    (
        ("assess", "jp-us-lng", "at_risk", "--as", " Mika", "--archived", "https://archive.example/1", *GIVEN),
        {
            "event": "assessment",
            "assessment": "at_risk",
            "analyst": " Mika",
            "source": NHK | {"archived": "https://archive.example/1"},
        },
    ),
    (
        ("position", "jp-us-lng", "US", "satisfied", "--in", "private", "--known", "2026-06-02", *GIVEN),
        {
            "event": "position",
            "party": "United States",
            "position": "satisfied",
            "channel": "private",
            "known_on": "2026-06-02",
            "source": NHK,
        },
    ),
    (
        ("review", "jp-us-lng", "--found", "nothing", "--where", "NHK", "--next", "90d", "--who", "mika"),
        {"event": "review", "found": "nothing", "where": "NHK", "next": "90d", "who": "mika"},
    ),
    (
        ("mark", "jp-us-first", "reopen", "--note", "too early"),
        {"ref": "jp-us-first", "event": "status", "status": "agreed", "reopens": True, "note": "too early"},
    ),
    (
        ("mark", "us-jp-tariff", "superseded", "--successor", "jp-us-inv"),
        {"ref": "us-jp-tariff", "event": "status", "status": "superseded", "successor": "jp-us-inv"},
    ),
    (
        ("mark", "soy", "in_progress", "--of", "EU", "--source", "https://nhk.example/1", "--note", "begun"),
        {
            "ref": "soy",
            "event": "status",
            "status": "in_progress",
            "of": "EU",
            "note": "begun",
            "source": {"url": "https://nhk.example/1"},
        },
    ),
    (
        ("amend", "soy", "--amount", "3 Mt", "--from", "2027"),
        {"ref": "soy", "event": "amount", "amount": "3 Mt/yr", "first_period": "2027"},
    ),
    (
        ("deliver", "soy/2026", "1 Mt", "--of", "JP", "--so-far"),
        {"ref": "soy/2026", "event": "delivery", "amount": "1 Mt", "kind": "so_far", "of": "JP"},
    ),
    (
        ("assess", "soy", "on_track", "--of", "JP"),
        {"ref": "soy", "event": "assessment", "assessment": "on_track", "of": "JP"},
    ),
    (
        ("amend", "soy/2027", "--due", "2028-01", "--of", "EU"),
        {"ref": "soy/2027", "event": "deadline", "due": "2028-01", "of": "EU"},
    ),
    (
        ("amend", "jp-us-lng", "--amount", "USD 7bn", "--reading", "US"),
        {"event": "amount", "amount": "USD 7bn", "reading": "US"},
    ),
    (
        ("deliver", "jp-us-lng", "USD 2bn", "--stage", "contracted", "--measure", "orders"),
        {"event": "delivery", "amount": "USD 2bn", "stage": "contracted", "measure": "orders"},
    ),
)
SOY: Final = ("add", "Buy soy", "--by", "JP", "--by", "EU", "--to", "US", "--ref", "soy", "--amount", "2 Mt")


def file_of(tmp_path: Path, *events: dict[str, Any]) -> str:
    """A file of events, which are about jp-us-lng unless they name another."""
    whole = {"tracker_events": 1, "events": [{"ref": "jp-us-lng"} | event for event in events]}
    return write(tmp_path, json.dumps(whole, ensure_ascii=False), "events.json")


def histories(tracker: Tracker) -> list[dict[str, Any]]:
    """Every event of the register, without its second."""
    return [event | {"recorded_at": ""} for event in tracker.done("log", "--format", "json").rows]


def test_a_file_records_what_the_commands_record(small: Tracker, tmp_path: Path) -> None:
    small.done(*SOY, "--every", "year", "--from", "2026", "--until", "2029")
    before = small.kept()
    assert before
    for command, _ in BOTH:
        small.done(*command)
    wanted = histories(small)
    small.put(before)
    file = file_of(tmp_path, *(event for _, event in BOTH))
    assert small.done("import", file).errors.endswith(f"{len(BOTH)} events on 6 commitments\n")
    assert sorted(histories(small), key=str) == sorted(wanted, key=str)
    again = small.done("import", file)
    assert "skipped, because recorded already: event 1, event 2" in again.errors
    assert f"event 20 and {len(BOTH) - 20} more" in again.errors
    assert again.errors.endswith("0 events on 0 commitments\n")
    small.done("undo")
    assert len(histories(small)) == len(wanted) + len(BOTH)
    assert small.done("import", file_of(tmp_path, MENTION)).errors.endswith("1 event on 1 commitment\n")


def test_a_statement_without_a_day_repeats_only_the_latest_of_its_kind(small: Tracker, tmp_path: Path) -> None:
    for day, judged in (("2026-05-01", "at_risk"), ("2026-05-02", "on_track")):
        small.done("assess", "jp-us-lng", judged, "--on", day, "--as", "Mika")
        small.done("review", "jp-us-lng", "--found", "news" if judged == "on_track" else "nothing", "--on", day)
    judgement = {"event": "assessment", "assessment": "at_risk", "analyst": "mika"}
    review = {"event": "review", "found": "nothing"}
    reported = judgement | {"source": NHK, "analyst": "Mika"}
    latest = judgement | {"assessment": "on_track", "analyst": "Mika"}
    dated = latest | {"assessment": "at_risk", "on": "2026-05-01"}
    for event, count in ((latest, 0), (dated, 0), (judgement, 1), (judgement, 0), (review, 1), (reported, 1)):
        assert small.done("import", file_of(tmp_path, event)).errors.split("\n")[-2].startswith(f"{count} event")
    small.done("assess", "jp-us-lng", "stalled", "--as", "Mika", "--on", "2026-06-01")
    for event in (judgement, reported):
        assert "recorded already" in small.done("import", file_of(tmp_path, event)).errors


def test_every_field_that_a_file_may_propose_is_recorded() -> None:
    kinds = {kind: json_schema()["$defs"][kind]["properties"] for kind in PROPOSABLE}
    proposed = {(event["event"], name) for _, event in BOTH for name in event}
    common = {"event", "ref", "uncertain", "on", "known_on", "note", "source", "words", "corrects"}
    fields = {(kind, name) for kind, given in kinds.items() for name in given if name not in common}
    assert fields - proposed == set(), "add them to BOTH, and record them in tracker/commands/event_import.py"
    assert set(PROPOSABLE.values()) == {*get_args(AnyEvent)} - {TermsEvent, RetractionEvent}


def test_an_uncertain_event_has_to_be_confirmed_or_dropped(small: Tracker, tmp_path: Path) -> None:
    delivery = {"event": "delivery", "amount": "USD 1bn", "uncertain": "it may be of 2025"}
    file = file_of(tmp_path, MENTION, delivery)
    assert problems(small, file) == ["event 2, jp-us-lng, delivery: uncertain, it may be of 2025"]
    assert "2 uncertain events" in small("import", file_of(tmp_path, delivery, delivery, MENTION)).errors
    shown = small("import", file_of(tmp_path, MENTION, delivery), "--dry-run")
    assert (shown.exit_code, "桜は届いた" in shown.output) == (5, True)
    assert " uncertain: delivery 6: USD 1bn delivered, measured by customs " in " ".join(shown.output.split())
    assert "2 events on 1 commitment. Nothing was changed." in shown.output
    assert "1 uncertain event, so nothing was imported" in shown.errors
    trial = small.done("import", file, "--drop-uncertain", "--dry-run", "--format", "json")
    assert [(one["ref"], one["says"], one["quote"]) for one in trial.rows] == [
        ("jp-us-lng", "speaks of it", "桜は届いた")
    ]
    done = small.done("import", file, "--drop-uncertain", "--format", "csv")
    assert done.errors == "dropped, because uncertain: event 2\n1 event on 1 commitment\n"
    assert done.row["says"] == "speaks of it"
    assert small.done("show", "jp-us-lng", "--format", "json").row["last_news"] == "2026-06-01"
    unread = file_of(tmp_path, delivery | {"uncertain": "x"}, {"event": "status", "status": "suspended", "on": "2027"})
    assert (
        "jp-us-lng: that counts from 2027-12-31, for it is dated 2027"
        in small.done("import", unread, "--drop-uncertain").errors
    )
    many = small("import", file_of(tmp_path, *[delivery] * 52))
    assert many.errors.splitlines()[-3] == "and 2 more"


def test_a_mention_supports_nothing_and_takes_no_side(small: Tracker, tmp_path: Path) -> None:
    against = MENTION | {"side": "contradicts", "field": "due"}
    small.done("import", file_of(tmp_path, against, MENTION | {"field": "due"}))
    row = small.done("show", "jp-us-lng", "--format", "json").row
    assert [one["side"] for one in row["contradictions"]] == ["record", "contradicts"]
    assert [one["says"] for one in row["history"]][-2:] == ["contradicts deadline", "speaks of its deadline"]


REFUSED: Final[tuple[tuple[dict[str, Any], str], ...]] = (
    ({"ref": "nothing", "event": "review"}, "ref “nothing”: no commitment is called “nothing”"),
    ({"event": "review", "on": "soon", "next": "3/4/26"}, "on: “soon” is not a date"),
    (MENTION | {"source": NHK | {"language": "?", "published": "x"}}, "source.language: “?” is not a language"),
    (
        MENTION | {"value": "May"},
        "field: a citation of jp-us-lng: a source that only mentions the promise says no value",
    ),
    (
        MENTION | {"source": NHK | {"archived": "/etc/passwd"}},
        "the copy /etc/passwd: it is no address and no saved copy",
    ),
    (MENTION | {"source": NHK | {"archived": f"sha256:{'0' * 64}.pdf"}}, "it is no address and no saved copy of this"),
    ({"event": "assessment", "assessment": "stalled", "analyst": "  "}, "“” is not the name of a person"),
    ({"event": "review", "who": "mika"}, "found: a review of jp-us-lng needs what was found: fill found, or next"),
    ({"event": "review", "next": "2026-06-01"}, "found: “2026-06-01” is not a day for the next review: it is before"),
    ({"event": "citation"}, "field: a citation of jp-us-lng needs a source: fill source"),
    ({"event": "citation", "field": "colour", "source": NHK}, "field: “colour” is not a field of a commitment"),
    (
        {"event": "citation", "settles": 1, "note": "x"},
        "field: a settlement of 1 at jp-us-lng: event 1 contradicts nothing",
    ),
    ({"event": "status", "status": "met", "source": NHK}, "needs the day it was met: fill on"),
    ({"event": "status", "status": "met", "on": "2026-05"}, "needs a source: fill source"),
    ({"ref": "jp-us-first", "event": "status", "status": "in_progress"}, "is met and cannot become in progress"),
    (
        {"ref": "jp-us-first", "event": "status", "status": "suspended", "reopens": True, "note": "x"},
        "status “suspended”: it would be recorded as “agreed”; correct it, or leave it out",
    ),
    ({"event": "deadline"}, "due: a deadline of jp-us-lng needs a date: fill due, words"),
    ({"event": "deadline", "due": "2027", "of": "JP"}, "it has no other obligor; leave out --of"),
    ({"event": "deadline", "due": "2027", "corrects": 3}, "corrects: it would be recorded empty; correct it"),
    ({"event": "amount", "amount": "many"}, "amount: “many” is not an amount"),
    ({"event": "amount", "amount": "USD 8bn", "change": "set"}, "change “set”: it would be recorded as “revision”"),
    ({"event": "delivery", "amount": "5 trees"}, "amount “5 trees”: 5 trees delivered: jp-us-lng is promised in USD"),
    ({"event": "position", "party": "XQ", "position": "denies"}, "party: “XQ” is not a party"),
    ({"ref": "gone", "event": "review", "found": "news"}, "recording on gone: it was taken back"),
    ({"ref": "apart", "event": "delivery", "amount": "2 %GDP"}, "needs the obligor that delivered"),
)


def test_every_event_that_breaks_a_rule_is_named_and_nothing_is_recorded(small: Tracker, tmp_path: Path) -> None:
    small.done("add", "Give", "--by", "JP", "--to", "US", "--ref", "gone")
    small.done("remove", "gone", "--note", "never said")
    small.done(
        "add", "Spend", "--by", "DE", "--by", "FR", "--to", "US", "--ref", "apart", "--each", "--amount", "2 %GDP"
    )
    found = problems(small, file_of(tmp_path, *(event for event, _ in REFUSED)))
    by_event = {number: [one for one in found if one.startswith(f"event {number},")] for number in range(1, 99)}
    for number, (_, why) in enumerate(REFUSED, 1):
        assert any(why in one for one in by_event[number]), (why, by_event[number])
    assert len(by_event[2]) == len(by_event[3]) == 2
    listed = small("import", file_of(tmp_path, REFUSED[0][0]), "--format", "json")
    assert listed.row["field"] == "ref"


def test_options_that_say_nothing_of_events_are_refused(small: Tracker, tmp_path: Path) -> None:
    file = file_of(tmp_path, MENTION)
    rows = write(tmp_path, "title,by,to\nx,JP,US\n")
    for options, why in (
        ((file, "--update"), "are for rows; leave them out for a file of events"),
        ((file, "--publisher", "NHK"), "a file of events has its own days and sources for each event"),
        ((rows, "--drop-uncertain"), "--drop-uncertain is for a file of proposed events; leave it out"),
    ):
        code, refusal = small("import", *options).refusal
        assert (code, why in refusal) == (2, True)


def test_the_schema_is_shown_without_a_file_or_a_register(tracker: Tracker) -> None:
    shown = json.loads(tracker.done("import", "--schema").output)
    assert shown["$schema"] == "https://json-schema.org/draft/2020-12/schema"
