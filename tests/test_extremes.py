"""The first and the last possible day: every command with them ends as documented."""

import json
from typing import Any, Final

import pytest

from tests.program import Tracker
from tracker.cli import GROUPS

FIRST, LAST = "0001-01-01", "9999-12-31"
# The first and the last moment, in the zones where UTC has no such moment.
BEGIN, END = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"
NOW: Final = "2026-06-15"
LOOKS: Final = (
    *(
        "list",
        "list --overdue",
        "list --basis original --format json",
        "list --format xlsx --output {}.xlsx",
        "list --in JPY",
    ),
    *("list due.within:30d", "list stale:9000y", "list due.before:0001-01-01,due.after:9999-12-31"),
    *("list made.before:0001,made.after:9999", "list review.within:7d", "inbox --format json"),
    *("show kept", "show moved --format json", "show endless", "progress kept", "progress endless"),
    *("agenda", "agenda --within 9000y --format ics", "moves", "check", "score --by year", "balance JP US"),
    *(
        "sources",
        "sources --without News",
        "changes --since 0001-01-01",
        "changes --since 9999-12-31",
        "changes --since 7d",
    ),
    *("timeline", "timeline --from 0001-01-01 --to 9999-12-31", "timeline --format svg"),
    *("report --format html", "report --format xlsx --output {}.xlsx", "report --format ics --alarm 9000d"),
)
# What is not asked about a day.
REGISTER: Final = (
    "log",
    "log --format xlsx --output {}.xlsx",
    "info",
    "party",
    "view",
    "rate",
    "export -",
    "backup {}",
    "restore {}",
)
ASKED: Final = (
    *(("", now) for now in (FIRST, LAST, BEGIN, END)),
    *((f"{option} {day}", NOW) for option in ("--as-of", "--known-at") for day in (FIRST, LAST)),
)


def event(kind: str, on: str | None = None, at: str = "2026-01-01T00:00:00Z", **told: object) -> dict[str, Any]:
    """An event that took effect and became known on a day, and was recorded at a time."""
    return {"event": kind, "recorded_at": at, "recorded_by": "k", "on": on, "known_on": on, **told}


def commitment(ref: str, *history: dict[str, Any], **terms: object) -> dict[str, Any]:
    """A commitment with its events numbered."""
    numbered = [{"id": number, **one} for number, one in enumerate(history, 1)]
    return {"ref": ref, "terms": {"title": ref, "obligor": ["JP"], "obligee": ["US"], **terms}, "history": numbered}


def dated(day: str, zone: str, at: str) -> list[dict[str, Any]]:
    """Commitments of which everything that has a day has this one, in a zone, recorded at a time."""
    amount, source = {"value": "5", "unit": "USD"}, {"publisher": "News", "published": day, "retrieved": day}
    agreed, due = event("status", day, at, status="agreed"), event("deadline", day, at, change="set", due=day)
    moved = [event("deadline", day, at, change="extension", due=due) for due in ("2026-06-01", day)]
    told = [
        event("amount", day, at, change="set", amount=amount),
        event("delivery", day, at, amount=amount | {"value": "2"}, source=source),
        event("position", day, at, party="US", position="denies", channel="private"),
        event("review", day, at, found="nothing", next=day),
        event("citation", day, at, field="deadline", side="contradicts", value=day, source=source),
    ]
    met = event("status", day, at, status="met", source=source)
    waiting = event("deadline", day, at, change="set", awaits="met", words="9999y after met")
    terms = {"made_on": day, "time_zone": zone}
    return [
        commitment("kept", agreed, due | {"not_before": day}, *told, **terms),
        commitment("kept/first", agreed, due | {"not_before": day}, *told, **terms),
        commitment("moved", agreed, due, *moved, event("retraction", at=at, retracts=4), **terms),
        commitment("met", agreed, due, met, **terms),
        commitment("refrain", agreed, due | {"grace_days": 36_500}, nature="refrain", **terms),
        commitment("endless", agreed, due | {"grace_days": 10**18}, *told, parent="kept"),
        commitment("hasty", agreed, due | {"grace_days": -(10**18)}, parent="kept"),
        commitment("waiting", agreed, waiting),
    ]


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("day", "zone", "at"),
    [
        (FIRST, "Pacific/Kiritimati", BEGIN),
        (LAST, "Pacific/Niue", END),
        ("0001", "Asia/Tokyo", "9999-12-31T23:59:59.999999Z"),
        ("JP-FY9998", "Pacific/Kiritimati", "9999-12-31T00:00:00+14:00"),
    ],
)
def test_every_look_at_the_ends_of_time_ends_as_documented(tracker: Tracker, day: str, zone: str, at: str) -> None:
    documents = {str(number): one for number, one in enumerate(dated(day, zone, at), 1)}
    meta = {"1": {"schema": 2, "zone": zone, "changed_at": at}}
    tracker.put(json.dumps({"meta": meta, "commitments": documents}).encode())
    calls = [(f"{look} {asked}", now) for look in LOOKS for asked, now in ASKED]
    calls += [(look, now) for look in REGISTER for now in (FIRST, LAST, END)]
    for words, now in calls:
        done = tracker(*words.format(tracker.folder / "copy").split(), TRACKER_NOW=now)  # raises what is no refusal
        assert (words, done.exit_code in range(6)) == (words, True)


def test_every_command_that_only_looks_is_tried() -> None:
    assert set(GROUPS["Look"]) | {"list", "show"} <= {words.split()[0] for words in LOOKS}


@pytest.mark.parametrize("now", [LAST, END, "9999-12-31T23:59:59.999999Z", "9999-01-01"])
@pytest.mark.parametrize(
    "words",
    [
        "assess jp-us-lng stalled",
        "add x --by JP --to US",
        "party JBIC Bank",
        "view save desk overdue",
        "rate USD/JPY 150 --on 2026-01-01",
        "undo jp-us-lng",
        "import {}",
    ],
)
def test_a_change_beyond_the_last_year_is_refused_and_the_next_one_is_not(small: Tracker, words: str, now: str) -> None:
    (small.folder / "rows.csv").write_text("title,by,to\nx,JP,US\n", encoding="utf-8")
    arguments, before = words.format(small.folder / "rows.csv").split(), small.kept()
    code, sentence = small(*arguments, TRACKER_NOW=now).refusal
    assert (code, "nothing is recorded after the year 9998; set the clock right" in sentence) == (5, True)
    assert small.kept() == before
    small.done("assess", "jp-us-lng", "stalled")


@pytest.mark.parametrize("now", [FIRST, BEGIN])
def test_a_change_on_the_first_day_is_recorded_after_the_last_one(small: Tracker, now: str) -> None:
    small.done("edit", "jp-us-lng", "--tag", "gas", TRACKER_NOW=now)
    small.done("undo", "jp-us-lng", TRACKER_NOW=now)
