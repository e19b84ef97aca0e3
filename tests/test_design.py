"""The rules of `tests/design.py`: examples, and a comparison with `list` on random registers."""

import json
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.design import OPEN, Event, Promise, Question, Span, rows, span
from tests.program import Tracker
from tracker.model.migrations import SCHEMA

# ---- registers by hand -------------------------------------------------------------------------


def an_event(event: str, on: str = "", known_on: str = "", recorded: str = "2026-12-01", **told: Any) -> Event:  # noqa: ANN401 - any field
    """An event of a kind; without `on` its day is unknown, and it was recorded at noon of a day."""
    dated = {"on": on, "known_on": known_on}
    return {
        "event": event,
        "recorded_at": f"{recorded}T12:00:00Z",
        "recorded_by": "analyst",
        **{name: text for name, text in dated.items() if text},
        **told,
    }


def status(status: str, on: str = "", **told: Any) -> Event:  # noqa: ANN401 - any field
    """A status."""
    return an_event("status", on, status=status, **told)


def deadline(due: str = "", on: str = "", change: str = "set", **told: Any) -> Event:  # noqa: ANN401 - any field
    """A version of the deadline, or with an empty date one that has none."""
    return an_event("deadline", on, change=change, **({"due": due} if due else {}), **told)


def figure(text: str) -> dict[str, str]:
    """An amount from a figure and its unit, as "≤ 4 t" or "4 t /yr"."""
    qualified = {"qualifier": "up_to"} if text.startswith("≤ ") else {}
    value, unit, *yearly = text.removeprefix("≤ ").split()
    return {"value": value, "unit": unit, **qualified, **({"per": "year"} if yearly else {})}


def amount(text: str, on: str = "", change: str = "set", **told: Any) -> Event:  # noqa: ANN401 - any field
    """A version of the amount."""
    return an_event("amount", on, change=change, amount=figure(text), **told)


def delivery(text: str, on: str = "", **told: Any) -> Event:  # noqa: ANN401 - any field
    """A delivery."""
    return an_event("delivery", on, amount=figure(text), **told)


def retraction(of: int | None = None, **told: Any) -> Event:  # noqa: ANN401 - any field
    """A retraction of the event of that number, or of the whole."""
    named: Event = {} if of is None else {"retracts": of}
    return an_event("retraction", "", **named, **told)


def promise(*history: Event, ref: str = "a", **terms: Any) -> Promise:  # noqa: ANN401 - any term
    """A promise of JP to US with these events, numbered from 1."""
    return {
        "ref": ref,
        "terms": {"title": ref, "obligor": ["JP"], "obligee": ["US"], **terms},
        "history": [{"id": number, **event} for number, event in enumerate(history, 1)],
    }


MEDIA: Final = {"url": "https://news.example/1"}
OBLIGOR: Final = {"url": "https://news.example/2", "party": "obligor"}
AGREED: Final = status("agreed", "2026-01-01")
LATE: Final = (AGREED, deadline("2026-03-31", "2026-01-01"))
TREES: Final = (AGREED, amount("250 trees", "2026-01-01"), deadline("2026-07-04", "2026-01-01"))
GIVEN: Final = (delivery("246 trees", "2026-06-01"), delivery("4 trees", "2026-07-01"))


def the_row(*promises: Promise, as_of: str = "2026-12-15", known_at: str | None = None, basis: str = "current") -> Any:  # noqa: ANN401 - a row or nothing
    """The row of the first promise; None if it is not known."""
    return rows(Question([*promises], "UTC", as_of, known_at, basis)).get(promises[0]["ref"])


EXAMPLES: Final[tuple[tuple[str, Promise, dict[str, str], dict[str, str]], ...]] = (
    (
        "due today is not overdue",
        promise(*LATE),
        {"as_of": "2026-03-31"},
        {"timeliness": "due_soon", "overdue_days": ""},
    ),
    (
        "the day after the due day is",
        promise(*LATE),
        {"as_of": "2026-04-01"},
        {"timeliness": "overdue", "overdue_days": "1", "lateness": "unreported", "last_news": ""},
    ),
    (
        "the day ends in the promise's zone",
        promise(*LATE, time_zone="Asia/Tokyo"),
        {"as_of": "2026-03-31T15:00:00+00:00"},
        {"timeliness": "overdue", "as_of": "2026-04-01"},
    ),
    (
        "grace is not lateness, and late days count from the due day",
        promise(AGREED, deadline("2026-03", "2026-01-01", grace_days=10)),
        {"as_of": "2026-04-10"},
        {"timeliness": "in_grace", "due": "2026-03-31"},
    ),
    (
        "after grace the days count from the due day",
        promise(AGREED, deadline("2026-03", "2026-01-01", grace_days=10)),
        {"as_of": "2026-04-11"},
        {"timeliness": "overdue", "overdue_days": "11"},
    ),
    (
        "an extension dated by the year counts at once when it is known within that year",
        promise(*LATE, deadline("2026-09-30", "2026", "extension", recorded="2026-04-10")),
        {"as_of": "2026-04-10"},
        {"due": "2026-09-30", "due_original": "2026-03-31", "slip_days": "183", "moves": "1", "timeliness": "upcoming"},
    ),
    (
        "and not before it was known",
        promise(*LATE, deadline("2026-09-30", "2026", "extension", recorded="2026-04-10")),
        {"as_of": "2026-04-09"},
        {"due": "2026-03-31", "moves": "0", "timeliness": "overdue"},
    ),
    (
        "a partial day that was over when it became known counts from its last day",
        promise(*LATE, deadline("2026-09-30", "2026-02", "extension", recorded="2026-04-10")),
        {"as_of": "2026-02-28"},
        {"due": "2026-09-30"},
    ),
    (
        "a deadline that is set on an unknown day counts from the day the promise was made",
        promise(AGREED, deadline("2026-03-31"), made_on="2025-12-01"),
        {"as_of": "2026-01-01"},
        {"due": "2026-03-31"},
    ),
    (
        "where nobody knows when it was made, from the first thing that is known to have happened",
        promise(deadline("2026-03-31"), status("agreed", "2026-02-10"), amount("1 t", "2026-02-05", "revision")),
        {"as_of": "2026-02-05"},
        {"due": "2026-03-31", "status": "unknown", "outcome": "open", "timeliness": "upcoming"},
    ),
    (
        "an extension on an unknown day counts from the day it became known",
        promise(*LATE, deadline("2026-09-30", "", "extension", known_on="2026-03-10")),
        {"as_of": "2026-03-09"},
        {"due": "2026-03-31"},
    ),
    (
        "what is past due with no known status is unknown, never late",
        promise(deadline("2026-03-31", "2026-01-01")),
        {},
        {"status": "unknown", "timeliness": "unknown", "lateness": "", "overdue_days": ""},
    ),
    (
        "what was only proposed is never late",
        promise(status("proposed", "2026-01-01"), deadline("2026-03-31", "2026-01-01")),
        {},
        {"timeliness": "proposed", "outcome": "open"},
    ),
    (
        "what is suspended is never late",
        promise(*LATE, status("suspended", "2026-02-01")),
        {},
        {"timeliness": "suspended"},
    ),
    (
        "what was to be refrained from lapses",
        promise(*LATE, nature="refrain"),
        {},
        {"timeliness": "lapsed"},
    ),
    (
        "what was refrained from and met is kept",
        promise(*LATE, status("met", "2026-04-02"), nature="refrain"),
        {},
        {"timeliness": "kept", "outcome": "kept", "status": "kept"},
    ),
    (
        "what is to be kept was agreed, and its start is not known",
        promise(AGREED, nature="keep"),
        {},
        {"timeliness": "upcoming", "due": "", "overdue_days": ""},
    ),
    (
        "what is to be kept is in force from its planned start",
        promise(AGREED, deadline("2027-03-31", "2026-01-01", not_before="2026-02-01"), nature="keep"),
        {"as_of": "2026-02-01"},
        {"timeliness": "in_force", "due": "2027-03-31"},
    ),
    (
        "a breach lasts until it is cured, whatever the day",
        promise(*LATE, status("breached", "2026-02-01"), nature="keep"),
        {},
        {"timeliness": "breached", "status": "breached", "outcome": "open", "lateness": ""},
    ),
    (
        "a breach that was cured is in force again",
        promise(AGREED, status("breached", "2026-02-01"), status("in_progress", "2026-03-01"), nature="keep"),
        {},
        {"timeliness": "in_force"},
    ),
    (
        "what was not kept is broken",
        promise(*LATE, status("broken", "2026-04-02"), nature="keep"),
        {},
        {"timeliness": "broken", "outcome": "failed"},
    ),
    (
        "what was promised at the most has lapsed if something of it arrived",
        promise(*LATE, amount("≤ 9 t", "2026-01-01"), delivery("1 t", "2026-02-01")),
        {},
        {"timeliness": "lapsed", "overdue_days": ""},
    ),
    (
        "and is past due if nothing did",
        promise(*LATE, amount("≤ 9 t", "2026-01-01")),
        {},
        {"timeliness": "overdue"},
    ),
    (
        "words without a date are undated, and to drop a date is a move",
        promise(*LATE, deadline("", "2026-02-01", "amendment", words="soon")),
        {},
        {"due": "", "due_original": "2026-03-31", "slip_days": "", "moves": "1", "timeliness": "undated"},
    ),
    (
        "the first date counts on the original basis",
        promise(*LATE, deadline("", "2026-02-01", "amendment", words="soon")),
        {"basis": "original"},
        {"due": "", "timeliness": "overdue", "overdue_days": "259"},
    ),
    (
        "a trigger is awaited",
        promise(AGREED, deadline("", "2026-01-01", awaits="notice")),
        {},
        {"timeliness": "awaiting_trigger", "due_original": ""},
    ),
    (
        "a trigger that is awaited first is no first date",
        promise(AGREED, deadline("", "2026-01-01", awaits="notice"), deadline("2026-12-31", "2026-02-01", "amendment")),
        {},
        {"due_original": "2026-12-31", "slip_days": "0", "moves": "0"},
    ),
    (
        "the same last day in other words is no move",
        promise(*LATE, deadline("2026-Q1", "2026-02-01", "amendment")),
        {},
        {"moves": "0", "slip_days": "0"},
    ),
    (
        "a waiver leaves the date as it was",
        promise(*LATE, deadline("2026-12-31", "2026-02-01", "waiver")),
        {},
        {"moves": "0", "due": "2026-03-31"},
    ),
    (
        "a correction never counts as slippage",
        promise(*LATE, deadline("2026-06-30", "2026-05-01", "correction", corrects=2)),
        {},
        {"due": "2026-06-30", "due_original": "2026-06-30", "moves": "0", "slip_days": "0"},
    ),
    (
        "246 trees and 4 more are 250, whether or not somebody has marked it",
        promise(*TREES, *GIVEN),
        {"as_of": "2026-07-05"},
        {"status": "agreed", "timeliness": "completed", "overdue_days": "", "lateness": "", "outcome": "open"},
    ),
    (
        "246 trees are not",
        promise(*TREES, GIVEN[0]),
        {"as_of": "2026-07-05"},
        {"timeliness": "overdue", "lateness": "unreported"},
    ),
    (
        "a reversal makes it short again",
        promise(*TREES, *GIVEN, delivery("-1 trees", "2026-07-10", source=MEDIA)),
        {"as_of": "2026-07-11"},
        {"timeliness": "overdue", "overdue_days": "7", "lateness": "reported"},
    ),
    (
        "disbursed and delivered are never added up",
        promise(*TREES, delivery("200 trees", "2026-06-01", stage="disbursed"), delivery("200 trees", "2026-06-02")),
        {},
        {"timeliness": "overdue"},
    ),
    (
        "what was contracted is not delivered",
        promise(*TREES, delivery("250 trees", "2026-06-01", stage="contracted")),
        {},
        {"timeliness": "overdue"},
    ),
    (
        "a delivery that is itself up to completes nothing",
        promise(*TREES, delivery("≤ 250 trees", "2026-06-01")),
        {},
        {"timeliness": "overdue"},
    ),
    (
        "a yearly amount is never completed",
        promise(AGREED, amount("250 trees /yr", "2026-01-01"), deadline("2026-07-04", "2026-01-01"), *GIVEN),
        {},
        {"timeliness": "overdue"},
    ),
    (
        "up to is reached at its bound",
        promise(AGREED, amount("≤ 250 trees", "2026-01-01"), deadline("2026-07-04", "2026-01-01"), *GIVEN),
        {},
        {"timeliness": "completed"},
    ),
    (
        "a running total replaces what came before it",
        promise(*TREES, GIVEN[0], delivery("249 trees", "2026-06-02", kind="so_far")),
        {},
        {"timeliness": "overdue"},
    ),
    (
        "the newest level decides",
        promise(
            AGREED,
            amount("2 %GDP", "2026-01-01"),
            deadline("2026-07-04", "2026-01-01"),
            delivery("1.5 %GDP", "2026-02-01"),
            delivery("1.4 %GDP", "2026-03-01"),
        ),
        {},
        {"timeliness": "overdue"},
    ),
    (
        "the measure that was recorded first counts",
        promise(
            *TREES,
            delivery("250 trees", "2026-05-01", measure="planted", recorded="2026-07-02"),
            delivery("100 trees", "2026-06-01", measure="shipped", recorded="2026-06-02"),
        ),
        {},
        {"timeliness": "overdue"},
    ),
    (
        "the measure that the terms name counts",
        promise(
            *TREES,
            delivery("250 trees", "2026-05-01", measure="planted", recorded="2026-07-02"),
            delivery("100 trees", "2026-06-01", measure="shipped", recorded="2026-06-02"),
            counts="planted",
        ),
        {},
        {"timeliness": "completed"},
    ),
    (
        "kilotonnes are tonnes",
        promise(AGREED, amount("2000 t", "2026-01-01"), delivery("2 kt", "2026-02-01")),
        {},
        {"timeliness": "completed"},
    ),
    (
        "met in a month that was not over is met by the day it is known",
        promise(*TREES, status("met", "2026-07", recorded="2026-07-03")),
        {},
        {"timeliness": "met_on_time"},
    ),
    (
        "met in the month of the due day, and known later, is met about then",
        promise(*TREES, status("met", "2026-07")),
        {},
        {"timeliness": "met_about_then", "outcome": "kept"},
    ),
    (
        "a span wholly after the due day is late",
        promise(*TREES, status("met", "2026-11")),
        {},
        {"timeliness": "met_late"},
    ),
    (
        "a span that is wholly within grace is on time",
        promise(AGREED, deadline("2026-07-04", "2026-01-01", grace_days=27), status("met", "2026-07")),
        {},
        {"timeliness": "met_on_time"},
    ),
    (
        "met on an unknown day after the due day is met about then",
        promise(*TREES, status("met", "", known_on="2026-09-01")),
        {},
        {"timeliness": "met_about_then"},
    ),
    (
        "met without a due date is met undated",
        promise(AGREED, status("met", "2026-11")),
        {},
        {"timeliness": "met_undated"},
    ),
    (
        "where it was delivered in full before it was marked, the earlier day decides",
        promise(*TREES, *GIVEN, status("met", "2026-11-20")),
        {},
        {"timeliness": "met_on_time"},
    ),
    (
        "what was added without a day gives way to the day it was met",
        promise(status("agreed", "", recorded="2026-06-15"), TREES[2], status("met", "2026-05-14")),
        {"as_of": "2026-06-20"},
        {"status": "met", "timeliness": "met_on_time"},
    ),
    (
        "in progress in a year is no contradiction of met within it",
        promise(status("in_progress", "2026"), status("met", "2026-05-14")),
        {"as_of": "2027-01-01"},
        {"status": "met"},
    ),
    (
        "a dated status that may not follow a half-known one stays before it",
        promise(AGREED, status("in_progress", "2026")),
        {"as_of": "2027-01-01"},
        {"status": "in_progress"},
    ),
    (
        "and one that may follows it",
        promise(status("agreed", "2026"), status("in_progress", "2026-05-14")),
        {"as_of": "2027-01-01"},
        {"status": "in_progress"},
    ),
    (
        "a status that closes gives way to nothing",
        promise(status("withdrawn", "2026"), status("agreed", "2026-05-14")),
        {"as_of": "2027-01-01"},
        {"status": "withdrawn", "timeliness": "closed", "outcome": "void"},
    ),
    (
        "what reopens gives way to nothing",
        promise(status("in_progress", "2026", reopens=True), status("met", "2026-05-14")),
        {"as_of": "2027-01-01"},
        {"status": "in_progress"},
    ),
    (
        "a retracted delivery is not seen by a question about what was known earlier",
        promise(
            *TREES, delivery("250 trees", "2026-06-01", recorded="2026-08-01"), retraction(4, recorded="2026-08-10")
        ),
        {"known_at": "2026-07-31"},
        {"timeliness": "overdue"},
    ),
    (
        "it is seen from the day it was recorded",
        promise(
            *TREES, delivery("250 trees", "2026-06-01", recorded="2026-08-01"), retraction(4, recorded="2026-08-10")
        ),
        {"known_at": "2026-08-09"},
        {"timeliness": "completed"},
    ),
    (
        "until the day before it was taken back",
        promise(
            *TREES, delivery("250 trees", "2026-06-01", recorded="2026-08-01"), retraction(4, recorded="2026-08-10")
        ),
        {"known_at": "2026-08-10"},
        {"timeliness": "overdue"},
    ),
    (
        "a retraction that was taken back itself takes nothing back",
        promise(*TREES, *GIVEN, retraction(5), retraction(6)),
        {},
        {"timeliness": "completed"},
    ),
    (
        "before a version was recorded nobody had it wrong",
        promise(
            AGREED,
            deadline("2026-03-31", "2026-01-01", recorded="2026-02-01"),
            deadline("2026-05-31", "2026-01-01", "correction", corrects=2, recorded="2026-02-10"),
        ),
        {"known_at": "2026-01-31"},
        {"due": "2026-05-31"},
    ),
    (
        "a mistake is seen as it was from its recording on",
        promise(
            AGREED,
            deadline("2026-03-31", "2026-01-01", recorded="2026-02-01"),
            deadline("2026-05-31", "2026-01-01", "correction", corrects=2, recorded="2026-02-10"),
        ),
        {"known_at": "2026-02-09"},
        {"due": "2026-03-31"},
    ),
    (
        "and no longer once it was corrected",
        promise(
            AGREED,
            deadline("2026-03-31", "2026-01-01", recorded="2026-02-01"),
            deadline("2026-05-31", "2026-01-01", "correction", corrects=2, recorded="2026-02-10"),
        ),
        {"known_at": "2026-02-10"},
        {"due": "2026-05-31", "moves": "0"},
    ),
    (
        "a sourced status after the due day reports that it is open",
        promise(*LATE, status("in_progress", "2026-04-02", source=MEDIA)),
        {},
        {"lateness": "reported", "last_news": "2026-04-02"},
    ),
    (
        "a status without a source does not",
        promise(*LATE, status("in_progress", "2026-04-02")),
        {},
        {"lateness": "unreported", "last_news": ""},
    ),
    (
        "a fact of March that is typed in today is no report of today",
        promise(*LATE, status("in_progress", "2026-03-02", known_on="2026-06-01", source=MEDIA)),
        {},
        {"lateness": "unreported", "last_news": "2026-06-01"},
    ),
    (
        "the obligee's complaint is a report",
        promise(*LATE, an_event("position", "2026-04-02", party="US", position="dissatisfied", source=MEDIA)),
        {},
        {"lateness": "reported", "disputed": "false"},
    ),
    (
        "a complaint that was taken back does not count",
        promise(
            *LATE,
            an_event("position", "2026-04-02", party="US", position="disputes"),
            an_event("position", "2026-04-03", party="US", position="accepts"),
        ),
        {},
        {"lateness": "unreported", "disputed": "false"},
    ),
    (
        "a third party's complaint is no report, but a dispute",
        promise(*LATE, an_event("position", "2026-04-02", party="EU", position="disputes")),
        {},
        {"lateness": "unreported", "disputed": "true"},
    ),
    (
        "the obligor's own word is a report even before the due day",
        promise(*LATE, an_event("citation", "2026-02-01", field="delivery", side="contradicts", source=OBLIGOR)),
        {},
        {"lateness": "reported"},
    ),
    (
        "another's word before the due day is no report",
        promise(*LATE, an_event("citation", "2026-02-01", field="delivery", side="contradicts", source=MEDIA)),
        {},
        {"lateness": "unreported"},
    ),
    (
        "the desk's judgement is a report, but no news",
        promise(*LATE, an_event("assessment", "2026-05-01", assessment="stalled", source=MEDIA)),
        {},
        {"lateness": "reported", "last_news": ""},
    ),
    (
        "a judgement that was revised does not count",
        promise(
            *LATE,
            an_event("assessment", "2026-05-01", assessment="stalled"),
            an_event("assessment", "2026-05-02", assessment="unclear"),
        ),
        {},
        {"lateness": "unreported"},
    ),
    (
        "a deadline that was moved after the first one passed reports of the first one",
        promise(*LATE, deadline("2026-12-31", "2026-04-02", "extension", source=MEDIA)),
        {"basis": "original"},
        {"timeliness": "overdue", "lateness": "reported"},
    ),
    (
        "a deadline that was moved before it passed does not",
        promise(*LATE, deadline("2026-12-31", "2026-03-31", "extension", source=MEDIA)),
        {"basis": "original"},
        {"timeliness": "overdue", "lateness": "unreported"},
    ),
    (
        "and one that nobody is the source of does not either",
        promise(*LATE, deadline("2026-12-31", "2026-04-02", "extension")),
        {"basis": "original"},
        {"timeliness": "overdue", "lateness": "unreported"},
    ),
    (
        "a moved deadline that was corrected reports if its correction has a source",
        promise(
            *LATE,
            deadline("2026-12-01", "2026-04-02", "extension"),
            deadline("2026-12-31", "2026-04-02", "correction", corrects=3, source=MEDIA),
        ),
        {"basis": "original"},
        {"timeliness": "overdue", "lateness": "reported"},
    ),
    (
        "and does not if its correction has none",
        promise(
            *LATE,
            deadline("2026-12-01", "2026-04-02", "extension", source=MEDIA),
            deadline("2026-12-31", "2026-04-02", "correction", corrects=3),
        ),
        {"basis": "original"},
        {"timeliness": "overdue", "lateness": "unreported"},
    ),
    (
        "a waiver says nothing of delivery",
        promise(*LATE, deadline("", "2026-04-02", "waiver", source=MEDIA)),
        {},
        {"timeliness": "overdue", "lateness": "unreported"},
    ),
    (
        "a delivery without a source accuses nobody",
        promise(*TREES, delivery("4 trees", "2026-07-10")),
        {},
        {"timeliness": "overdue", "lateness": "unreported"},
    ),
    (
        "a delivery that was only contracted is no short delivery",
        promise(*TREES, delivery("4 trees", "2026-07-10", stage="contracted", source=MEDIA)),
        {},
        {"timeliness": "overdue", "lateness": "unreported"},
    ),
    (
        "the obligor's word about an earlier due day is no report about this one",
        promise(
            AGREED,
            deadline("2026-02-15", "2026-01-01"),
            an_event("citation", "2026-02-01", field="delivery", side="contradicts", source=OBLIGOR),
            deadline("2026-03-31", "2026-02-10", "extension"),
        ),
        {},
        {"timeliness": "overdue", "lateness": "unreported"},
    ),
    (
        "a day of knowledge that is only assumed gives way to the day of the fact",
        promise(*LATE, delivery("1 t", "2026-02-10", known_on="2026-12-01", source=MEDIA)),
        {},
        {"last_news": "2026-02-10"},
    ),
    (
        "where the source has a date it does not",
        promise(
            *LATE, delivery("1 t", "2026-02-10", known_on="2026-12-01", source={**MEDIA, "published": "2026-12-01"})
        ),
        {},
        {"last_news": "2026-12-01"},
    ),
    (
        "what became known after the day of the question is no news of that day",
        promise(*LATE, delivery("1 t", "2026-02-10", known_on="2026-06-01", source=MEDIA)),
        {"as_of": "2026-05-31"},
        {"last_news": ""},
    ),
)


@pytest.mark.parametrize(
    ("made", "asked", "expected"), [case[1:] for case in EXAMPLES], ids=[case[0] for case in EXAMPLES]
)
def test_the_rules_as_examples(made: Promise, asked: dict[str, str], expected: dict[str, str]) -> None:
    found = the_row(made, **asked)
    assert {column: found[column] for column in expected} == expected


def test_nothing_is_known_before_anything_counts() -> None:
    assert the_row(promise(*LATE), as_of="2025-12-31") is None


def test_what_was_taken_back_as_a_whole_was_known_only_meanwhile() -> None:
    removed = promise({**AGREED, "recorded_at": "2026-02-01T12:00:00Z"}, retraction(recorded="2026-02-10"))
    known = [the_row(removed, known_at=f"2026-02-{day}") is not None for day in ("09", "10")]
    assert (the_row(removed), known) == (None, [True, False])


def test_the_whole_that_was_taken_back_is_seen_with_the_days_that_it_had() -> None:
    made = (deadline("2026-03-31", recorded="2026-06-01"), status("agreed", "2026-02-10", recorded="2026-06-01"))
    removed = promise(*made, retraction(recorded="2026-07-01"))
    asked = {"as_of": "2026-05-01", "known_at": "2026-06-15"}
    assert the_row(removed, **asked) == the_row(promise(*made), **asked)
    assert the_row(removed, **asked)["overdue_days"] == "31"


def test_deliveries_of_parts_count_in_everything_above() -> None:
    part = promise(AGREED, delivery("250 trees", "2026-06-01"), ref="c", parent="b")
    umbrella = promise(*TREES)
    assert the_row(umbrella, promise(AGREED, ref="b", parent="a"), part)["timeliness"] == "completed"


FUND: Final = promise(*TREES, delivery("50 trees", "2026-05-01"), delivery("30 trees", "2026-06-01"))


def instalment(name: str, due: str, *history: Event, trees: str = "40 trees") -> Promise:
    """A milestone of `FUND`, agreed and with an amount."""
    dated = (AGREED, amount(trees, "2026-01-01"), deadline(due, "2026-01-01"), *history)
    return promise(*dated, ref=f"a/{name}", obligor=[], obligee=[])


def the_rows(*promises: Promise, as_of: str = "2026-07-05") -> dict[str, str]:
    """The timeliness of each."""
    return {ref: row["timeliness"] for ref, row in rows(Question([*promises], "UTC", as_of)).items()}


def test_instalments_are_filled_in_the_order_of_their_due_days() -> None:
    late, early = instalment("late", "2026-06-30"), instalment("early", "2026-03-31")
    assert the_rows(FUND, late, early) == {"a": "overdue", "a/late": "completed", "a/early": "completed"}
    assert the_rows(FUND, late, early, as_of="2026-05-20")["a/late"] == "upcoming"
    paid = instalment("early", "2026-03-31", delivery("40 trees", "2026-02-01"))
    assert the_rows(FUND, late, paid, instalment("last", "2026-07-01"))["a/last"] == "completed"
    assert the_rows(FUND, late, early, instalment("last", "2026-07-01"))["a/last"] == "overdue"


def test_instalments_of_one_day_take_nothing_until_all_are_filled() -> None:
    one, other = instalment("one", "2026-05-31"), instalment("other", "2026-05-31")
    assert the_rows(FUND, one, other, as_of="2026-05-20")["a/one"] == "due_soon"
    assert the_rows(FUND, one, other, as_of="2026-06-02") == {
        "a": "upcoming",
        "a/one": "completed",
        "a/other": "completed",
    }


def test_a_level_of_the_whole_says_nothing_of_its_instalments() -> None:
    whole = promise(AGREED, delivery("100 trees", "2026-03-01", kind="level"))
    assert the_rows(whole, instalment("one", "2026-04-30"))["a/one"] == "overdue"


def test_nothing_is_due_inside_a_promise_that_is_suspended_or_over() -> None:
    first, second = instalment("first", "2026-03-31"), instalment("first/part", "2026-03-31")
    for told, expected in (("suspended", "suspended"), ("withdrawn", "closed"), ("proposed", "proposed")):
        found = the_rows(promise(status(told, "2026-02-01")), first, second)
        assert (found["a/first"], found["a/first/part"]) == (expected, expected)
    assert the_rows(first) == {}


def test_what_fell_due_before_a_promise_was_withdrawn_stays_due() -> None:
    parts = instalment("first", "2026-01-31"), instalment("later", "2026-03-31"), instalment("later/part", "2026-01-31")
    expected = {"a": "closed", "a/first": "overdue", "a/later": "closed", "a/later/part": "overdue"}
    assert the_rows(promise(AGREED, status("withdrawn", "2026-02-01")), *parts) == expected
    each = (status("superseded", "2026-01-15", of="JP"), status("withdrawn", "2026-02-01", of="KR"))
    assert the_rows(promise(AGREED, *each, obligor=["JP", "KR"]), *parts) == expected


def test_a_promise_of_several_is_told_by_the_worst_until_it_is_closed_for_all() -> None:
    both: Event = {"obligor": ["JP", "KR"]}
    kept = (status("met", "2026-03-01", of="JP"), status("agreed", "2026-03-02"))
    found = the_row(promise(*LATE, *kept, **both))
    assert (found["status"], found["timeliness"], found["outcome"]) == ("agreed", "overdue", "open")
    found = the_row(promise(*LATE, *kept, status("not_met", "2026-04-02", of="KR"), **both))
    assert (found["status"], found["timeliness"], found["outcome"]) == ("partially_met", "closed", "partly")
    spared = status("not_applicable", "2026-01-02", of="KR")
    assert the_row(promise(*LATE, *kept, spared, **both))["timeliness"] == "met_on_time"


def test_each_of_several_owes_an_amount_of_its_own_where_that_is_said() -> None:
    one = (*TREES, delivery("250 trees", "2026-06-01", of="JP"))
    assert the_row(promise(*one, obligor=["JP", "KR"]))["timeliness"] == "completed"
    each = promise(*one, obligor=["JP", "KR"], each=True)
    assert the_row(each)["timeliness"] == "overdue"
    found = the_rows(each, instalment("half", "2026-06-30", delivery("40 trees", "2026-06-01")))
    assert found["a/half"] == "overdue"


def test_news_of_parts_is_news_of_everything_above() -> None:
    part = promise(AGREED, delivery("4 trees", "2026-07-10", known_on="2026-07-12", source=MEDIA), ref="b", parent="a")
    found = the_row(promise(*TREES), part)
    assert (found["lateness"], found["last_news"]) == ("reported", "2026-07-12")


def test_levels_of_parts_are_not_their_umbrellas() -> None:
    umbrella = promise(AGREED, amount("2 %GDP", "2026-01-01"))
    part = promise(AGREED, delivery("2 %GDP", "2026-06-01"), ref="b", parent="a")
    assert the_row(umbrella, part)["timeliness"] == "undated"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-H1", "2026-01-01", "2026-06-30"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("JP-FY2025", "2025-04-01", "2026-03-31"),
        ("2026-02..2026-04", "2026-02-01", "2026-04-30"),
    ],
)
def test_a_written_date_covers_its_days(text: str, first: str, last: str) -> None:
    assert span(text) == Span(date.fromisoformat(first), date.fromisoformat(last))


# ---- registers at random -----------------------------------------------------------------------

NOW: Final = "2026-12-15T12:00:00+00:00"
ZONES: Final = ("UTC", "Asia/Tokyo", "America/New_York")
MONTHS: Final = [f"2026-{month:02}" for month in range(1, 13)]
DAYS: Final = [f"{month}-{day}" for month in MONTHS for day in ("01", "10", "15", "28")]
PARTS: Final = ("2026-Q1", "2026-Q2", "2026-H1", "2026-H2", "2026", "JP-FY2025", "JP-FY2026", "2026-02..2026-04")
HOURS: Final = ("00:30", "12:00", "14:59", "22:30")
REFS: Final = ("a", "b", "c", "d", "e")
SOURCES: Final = (MEDIA, OBLIGOR, {"url": "https://news.example/3", "kind": "official", "party": "obligee"})
UNITS: Final = (("aircraft",), ("t", "kt"), ("%GDP",), ("JPY", "USD"), ("aircraft", "t", "kt", "JPY", "%GDP"))
CLOSED: Final = ("met", "met", "met", "partially_met", "not_met", "kept", "broken", "withdrawn", "superseded")
OF_ONE: Final = ("status", "deadline", "delivery", "assessment")  # may be about one of several obligors
OF_ALL: Final = ("reading", "condition", "fulfils", "corrects")
VERSIONS: Final = ("set", "amendment", "extension", "revision", "forecast")


class Maker:
    """Random registers of a seed: anything that a file may hold, in any order, but no cycle of parents."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - nobody is to guess at nothing
        self.pick = self.random.choice
        self.obligors: list[str] = []  # of the promise that is made
        self.refs: list[str] = []  # of the promises before the one that is made
        self.units = self.pick(UNITS)
        self.kinds = self.pick((("flow", "flow", "so_far"), ("level",)))  # what both mean together nobody has said

    def one_in(self, number: int) -> bool:
        """True once in this many calls."""
        return self.random.randrange(number) == 0

    def written(self) -> str:
        """A date, half of the time a day."""
        return str(self.pick((self.pick(DAYS), self.pick(DAYS), self.pick(MONTHS), self.pick(PARTS))))

    def moment(self) -> str:
        """A day or an instant, more often late than early."""
        day = max(self.pick(DAYS), self.pick(DAYS))
        return f"{day}T{self.pick(HOURS)}:00+00:00" if self.one_in(4) else day

    def maybe(self, chance: int, **fields: Any) -> Event:  # noqa: ANN401 - any field
        """Each of the fields once in so many times."""
        return {name: value for name, value in fields.items() if self.one_in(chance)}

    def figure(self, values: tuple[str, ...], chance: int) -> Event:
        """An amount in one of the units, rarely qualified."""
        qualifier = self.pick(("about", "at_least", "up_to", "up_to"))
        return {"value": self.pick(values), "unit": self.pick(self.units), **self.maybe(chance, qualifier=qualifier)}

    def register(self) -> list[Promise]:
        """One to five promises."""
        return [self.promise(place) for place in range(self.random.randint(1, len(REFS)))]

    def promise(self, place: int) -> Promise:
        """A promise that is mostly agreed, dated and of an amount, and what was recorded of it later."""
        ref, terms = self.ref(place), self.terms(place)
        if "/" in ref:
            terms |= {"obligor": [], "obligee": []}  # those of its parent
        elif self.one_in(2):
            terms |= {"obligor": ["JP", "KR"], **self.maybe(2, each=True)}
        if ref.count("/") > 1:
            terms.pop("time_zone", None)  # the days of a share are those of its parent
        self.obligors = terms["obligor"]
        agreed = {"event": "status", "status": self.pick(("agreed", "agreed", "in_progress", "proposed"))}
        first = [agreed, {**self.dated(), "change": "set"}, self.amount()]
        kinds = (self.status_event, self.dated, self.undated, self.amount, self.delivery, self.delivery)
        others = (self.judgement, self.position, self.citation, self.target_citation, self.review)
        history: list[Event] = []
        for event in first:
            if not self.one_in(6):
                early = {} if self.one_in(3) else {"on": self.pick(DAYS[:16])}
                self.record(place, history, {**event, **early})
        for _ in range(self.random.randint(0, 7)):
            mended = (lambda: self.mended(history), lambda: self.edit(place)) if history else ()
            self.record(place, history, self.pick((*kinds, *kinds, *others, *others, *mended, *mended))())
        if self.one_in(4):
            self.record(place, history, {"event": "status", "status": "met"})
        self.refs.append(ref)
        return {"ref": ref, "terms": terms, "history": history}

    def ref(self, place: int) -> str:
        """A ref, now and then of a milestone of an earlier promise; not of a percentage, which is divided otherwise."""
        is_milestone = self.refs and "%GDP" not in self.units and self.one_in(2)
        return f"{self.pick(self.refs)}/{REFS[place]}" if is_milestone else REFS[place]

    def record(self, place: int, history: list[Event], event: Event) -> None:
        """Add an event; each of the register is recorded at a second of its own, rarely before the one above it."""
        number = len(history) + 1
        before = history[-1]["recorded_at"] if history and not self.one_in(8) else ""
        day = max(self.pick(DAYS), before[:10])
        hour = self.pick([hour for hour in HOURS if f"{day}T{hour}" >= before[:16]])
        circumstances = self.maybe(3, known_on=self.written())
        if not self.one_in(4):
            circumstances["on"] = self.written()
        if self.one_in(2) or event["event"] == "citation":
            circumstances["source"] = {**self.pick(SOURCES), **self.maybe(3, published=self.written())}
        if event["event"] in OF_ONE and len(self.obligors) > 1 and event.keys().isdisjoint(OF_ALL):
            circumstances |= self.maybe(2, of=self.pick(self.obligors))
        stamp = f"{day}T{hour}:{10 * place + number:02}Z"
        history.append({"id": number, "recorded_at": stamp, "recorded_by": "analyst", **circumstances, **event})

    def terms(self, place: int) -> Event:
        """The terms of a promise; its parent is an earlier one."""
        return {
            "title": REFS[place],
            "obligor": ["JP"],
            "obligee": ["US"],
            **self.maybe(2, made_on=self.written()),
            **(self.maybe(2, parent=self.pick(self.refs[:place])) if place else {}),
            **self.maybe(4, time_zone=self.pick(ZONES), counts="customs"),
            **self.maybe(4, nature=self.pick(("refrain", "keep"))),
        }

    def edit(self, place: int) -> Event:
        """Another value of one term."""
        field = self.pick(("made_on", "parent", "time_zone", "nature", "counts"))
        return {"event": "terms", "changed": [field], "terms": self.terms(place)}

    def status_event(self) -> Event:
        """A status, open or closed, whatever stands before it."""
        status = self.pick((self.pick(("agreed", "in_progress")), self.pick(OPEN), self.pick(CLOSED)))
        return {"event": "status", "status": status, **self.maybe(8, reopens=True)}

    def dated(self) -> Event:
        """A version of the deadline with a date, or a waiver."""
        change = self.pick(("set", "set", "amendment", "extension", "waiver", "forecast"))
        told = {
            **self.maybe(5, reading=self.pick(("JP", "US", "EU"))),
            **self.maybe(8, condition="the permit", fulfils=self.random.randint(1, 4)),
            **self.maybe(4, grace_days=self.pick((0, 5, 40))),
            **self.maybe(8, not_before=self.written()),
        }
        return {"event": "deadline", "change": change, "due": self.written(), **told}

    def undated(self) -> Event:
        """A version of the deadline without a date."""
        change = self.pick(("set", "amendment", "extension", "forecast"))
        return {"event": "deadline", "change": change, "words": "soon", **self.maybe(2, awaits="notice")}

    def amount(self) -> Event:
        """A version of the amount."""
        figure = {**self.figure(("1", "2", "3", "1000"), 3), **self.maybe(6, per="year")}
        read = self.maybe(9, reading=self.pick(("JP", "US")))
        return {"event": "amount", "change": self.pick(("set", "set", "revision")), "amount": figure, **read}

    def delivery(self) -> Event:
        """A delivery or a reversal; small figures, so that amounts are reached and missed about as often."""
        told = {**self.maybe(4, measure=self.pick(("customs", "orders"))), **self.maybe(2, kind=self.pick(self.kinds))}
        stage = self.pick(("delivered", "disbursed", self.pick(("selected", "contracted"))))
        if self.kinds == ("level",):
            told["kind"] = "level"
        amount = self.figure(("1", "2", "0.5", "3", "1000", "-1"), 8)
        return {"event": "delivery", "amount": amount, **self.maybe(2, stage=stage), **told}

    def judgement(self) -> Event:
        """An assessment."""
        return {"event": "assessment", "assessment": self.pick(("on_track", "off_track", "stalled", "unclear"))}

    def position(self) -> Event:
        """A position of the obligee, the obligor or a third party."""
        stance = self.pick(("accepts", "satisfied", "dissatisfied", "disputes", "denies"))
        party = self.pick(("US", "US", "JP", "EU"))
        return {"event": "position", "party": party, "position": stance, **self.maybe(2, channel="private")}

    def citation(self) -> Event:
        """A source for or against a field."""
        field = self.pick(("delivery", "delivery", "status"))
        return {"event": "citation", "field": field, **self.maybe(2, side="contradicts")}

    def target_citation(self) -> Event:
        """A source that a partial target was reached or not."""
        return {"event": "citation", "field": "target", "value": self.written(), **self.maybe(4, side="contradicts")}

    def review(self) -> Event:
        """A review."""
        return {"event": "review", **self.maybe(2, found=self.pick(("nothing", "news")), next=self.pick(DAYS))}

    def mended(self, history: list[Event]) -> Event:
        """A correction of an earlier version, or the retraction of an earlier event or of the whole."""
        wrong = [event for event in history if event.get("change") in VERSIONS]
        if wrong and self.one_in(2):
            version = self.pick(wrong)
            told = self.pick((self.dated, self.undated))() if version["event"] == "deadline" else self.amount()
            return {**told, "change": "correction", "corrects": version["id"]}
        if self.one_in(8):
            return {"event": "retraction"}
        return {"event": "retraction", "retracts": self.pick(history)["id"]}

    def question(self, register: list[Promise], zone: str) -> Question:
        """A question about the register."""
        known_at = self.moment() if self.one_in(2) else None
        return Question(register, zone, self.moment(), known_at, self.pick(("current", "current", "original")))


def register_file(question: Question) -> bytes:
    """The register file that a question is about."""
    meta = {"schema": SCHEMA, "zone": question.zone, "changed_at": "2026-12-01T00:00:00Z", "changed_by": "analyst"}
    numbered = {str(number): document for number, document in enumerate(question.promises, 1)}
    return json.dumps({"meta": {"1": meta}, "parties": {}, "commitments": numbered}).encode()


def differences(tracker: Tracker, question: Question) -> list[str]:
    """The differences of the list, and of the overdue list, from the design."""
    known = [] if question.known_at is None else ["--known-at", question.known_at]
    moment = ["--as-of", question.as_of, *known, "--basis", question.basis]
    asked = ["list", "--milestones", "--format", "csv", *moment]
    tracker.put(register_file(question))
    expected = rows(question)
    found = {row["ref"]: row for row in tracker.done(*asked, TRACKER_NOW=NOW).rows}
    overdue = {ref for ref, row in expected.items() if row["timeliness"] in {"overdue", "contested"}}
    told = set(tracker.done(*asked, "--overdue", TRACKER_NOW=NOW).refs)
    return [
        *(f"{ref} is listed by one of the two" for ref in sorted(expected.keys() ^ found.keys())),
        *(f"{ref} is in one list of what is overdue" for ref in sorted(overdue ^ told)),
        *(
            f"{ref}: {column} is {found[ref][column]!r}, by the design {value!r}"
            for ref in sorted(expected.keys() & found.keys())
            for column, value in expected[ref].items()
            if found[ref][column] != value
        ),
    ]


def smaller(question: Question) -> Iterator[Question]:
    """The question about registers with one promise, or one event, less."""
    for place, promise in enumerate(question.promises):
        before, after = question.promises[:place], question.promises[place + 1 :]
        yield question._replace(promises=[*before, *after])
        for number in range(len(promise["history"])):
            history = [*promise["history"][:number], *promise["history"][number + 1 :]]
            yield question._replace(promises=[*before, {**promise, "history": history}, *after])


def smallest(tracker: Tracker, question: Question) -> Question:
    """The question about the smallest register that still shows a difference."""
    for less in smaller(question):
        if differences(tracker, less):
            return smallest(tracker, less)
    return question


@given(st.integers(0, 2**32))
def test_what_is_listed_is_what_the_design_says(tracker: Tracker, seed: int) -> None:
    maker = Maker(seed)
    register, zone = maker.register(), maker.pick(ZONES)
    for question in (maker.question(register, zone) for _ in range(3)):
        if differences(tracker, question):
            least = smallest(tracker, question)
            assert (differences(tracker, least), least) == ([], question)
