"""A file of proposed events: what is read, what is refused, and the JSON Schema, which says the same."""

import json
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator
from msgspec import convert

from tracker.commands.locate import sample_file
from tracker.errors import NotImportable
from tracker.exchange.dump import ParsedDump, parse_dump
from tracker.exchange.event_file import MAX_EVENTS, PROPOSABLE, RECORDED, EventFile, json_schema
from tracker.model.amounts import Amount
from tracker.model.codec import encode
from tracker.model.text_limits import MAX_TEXT, MAX_TITLE

VALIDATOR: Final = Draft202012Validator(json_schema())
NEWS: Final = {"publisher": "日本経済新聞"}
CITED: Final[dict[str, Any]] = {"ref": "a", "event": "citation", "source": NEWS}
REVIEW: Final[dict[str, Any]] = {"ref": "a", "event": "review"}
DEADLINE: Final[dict[str, Any]] = {"ref": "a", "event": "deadline"}


def document(*events: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """A file of events."""
    return {"tracker_events": 1, "events": list(events), **more}


def read(*values: Any) -> EventFile:  # noqa: ANN401 - any JSON
    """The events of a document, or of several lines."""
    found = parse_dump("x", "\n".join(map(json.dumps, values)))
    assert isinstance(found, EventFile)
    return found


def problems(*values: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """The problems of the events of a document, or of several lines."""
    return list(map(str, read(*values).problems))


def test_the_schema_is_one_of_json_schema() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert all(one["description"] for one in json_schema()["$defs"]["deadline"]["properties"].values() if "type" in one)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (CITED, ""),
        (CITED | {"side": "mentions", "field": "", "note": "読", "on": "unknown", "uncertain": "one word"}, ""),
        (CITED | {"source": {"url": "https://a.example", "party": "", "language": "ja", "quote": "q" * MAX_TEXT}}, ""),
        (REVIEW, ""),
        (REVIEW | {"found": "", "next": "90d"}, ""),
        (DEADLINE | {"grace_days": 0, "fulfils": 1, "condition": "x"}, ""),
        ({"ref": "a", "event": "status", "status": "met", "reopens": True}, ""),
        (CITED | {"id": 1}, "id: the register itself records it; take it out"),
        (CITED | {"recorded_by": "eve"}, "recorded_by: the register itself records it; take it out"),
        (CITED | {"recorded_at": "2026"}, "recorded_at: the register itself records it; take it out"),
        (CITED | {"sides": "x"}, "sides: it is no field of this event (nearest: side); take it out"),
        (CITED | {"status": "met"}, "status: it is no field of this event"),
        (CITED | {"side": "against"}, "side “against”: choose from supports, contradicts, mentions"),
        (CITED | {"note": 1.5}, "note “1.5”: it is a number, and has to be text"),
        (CITED | {"note": None}, "note: it is null, and has to be text"),
        (CITED | {"note": True}, "note: it is true or false, and has to be text"),
        (CITED | {"note": []}, "note: it is an array, and has to be text"),
        (CITED | {"note": {}}, "note: it is an object, and has to be text"),
        (CITED | {"uncertain": ""}, "uncertain: it is empty; fill it, or leave it out"),
        (CITED | {"source": {}}, "source: it names nobody; fill url, publisher or title"),
        (CITED | {"source": {"url": ""}}, "source: it names nobody; fill url, publisher or title"),
        (CITED | {"source": "Nikkei"}, "source: it is text, and has to be an object"),
        (CITED | {"source": NEWS | {"kind": "blog"}}, "source.kind “blog”: choose from treaty, official, data,"),
        (CITED | {"source": NEWS | {"id": 1}}, "source.id: it is no field of this event"),
        (CITED | {"source": NEWS | {"title": "t" * (MAX_TITLE + 1)}}, "it has 1001 characters, more than the limit"),
        (DEADLINE | {"grace_days": 36501}, "grace_days: it has to be between 0 and 36500"),
        (DEADLINE | {"corrects": 0}, "corrects: it has to be between 1 and"),
        (DEADLINE | {"corrects": True}, "corrects: it is true or false, and has to be a whole number"),
        (DEADLINE | {"corrects": "5"}, "corrects “5”: it is text, and has to be a whole number"),
        ({"ref": "a", "event": "status", "status": "agreed", "reopens": 1}, "reopens: it is a number, and has to be"),
        ({"ref": "a", "event": "status"}, "status: it is missing; fill it"),
        ({"ref": "", "event": "review"}, "ref: it is empty; fill it, or leave it out"),
        ({"event": "review"}, "ref: it is missing; fill it"),
        ({"ref": "a", "event": "terms"}, "event “terms”: it is no kind of event that a file may propose"),
        ({"ref": "a", "event": 5}, "event: it is no kind of event that a file may propose"),
        ({"ref": "a"}, "event: it is no kind of event that a file may propose"),
        (5, "event: it is a number, and has to be an object"),
    ],
    ids=str,
)
def test_what_is_read_is_what_the_schema_allows(event: Any, why: str) -> None:  # noqa: ANN401 - any JSON
    found = problems(document(event))
    assert (not found) == VALIDATOR.is_valid(document(event)) == (not why)
    assert [why in one for one in found] == ([True] if why else [])


def test_every_event_of_the_sample_can_be_proposed() -> None:
    """Days and amounts as an export has them, but `unknown` in place of no day."""
    register = parse_dump("sample", sample_file().read_text(encoding="utf-8"))
    assert isinstance(register, ParsedDump)
    events = []
    for commitment in register.contents.commitments:
        for event in encode(commitment)["history"]:
            if event["event"] in PROPOSABLE:
                given = {name: value for name, value in event.items() if name not in RECORDED}
                if "amount" in given:
                    given["amount"] = str(convert(given["amount"], Amount, strict=False))
                events.append({"ref": commitment.ref, "on": "unknown"} | given)
    VALIDATOR.validate(document(*events))
    found = read(document(*events))
    assert (len(found.proposals), found.problems) == (len(events), ())


def test_events_may_stand_one_a_line() -> None:
    head = {"tracker_events": 1, "differences": ["a date"]}
    for values in ([head, CITED, REVIEW], [CITED, REVIEW], [document(CITED, REVIEW, differences={"any": 1})], [CITED]):
        found = [(one.ref, one.kind) for one in read(*values).proposals]
        assert found == [("a", "citation"), ("a", "review")][: len(found)]
        assert len(found) == len(values[0].get("events", values)) - (values[0] is head)
    text = f"{json.dumps(head)}\n\n{json.dumps(CITED | {'id': 1})}\n"
    named = parse_dump("x", text)
    assert isinstance(named, EventFile)
    assert [one.where for one in named.problems] == ["line 3"]


def test_what_no_register_can_store_is_refused_unread() -> None:
    assert problems(document(CITED | {"note": "\0"})) == [
        "event 1, note: it holds a NUL character or half of a surrogate pair; take that out"
    ]
    assert problems(document(CITED | {"\ud800": ""}))[0].startswith("event 1, a key: it holds a NUL character")
    assert problems(document(CITED | {"n" * 99: ""})) == [
        f"event 1, {'n' * 40}: it is no field of this event; take it out"
    ]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([{"tracker_events": 2, "events": []}], "it has version 2 of the format, and this tracker knows version 1; "),
        ([{"tracker_events": 0, "events": []}], "its tracker_events is no version of the format; write 1"),
        ([{"tracker_events": True, "events": []}], "its tracker_events is no version of the format; write 1"),
        ([{"tracker_events": "1", "events": []}], "its tracker_events is no version of the format; write 1"),
        ([document(by="me")], "it has the key “by”, which a file of events has not"),
        ([{"tracker_events": 1, "events": {}}], "it has no array `events`"),
        ([{"tracker_events": 1}], "it has no array `events`"),
        ([document()], "it has no event"),
        ([document(CITED), CITED], "line 1 is a whole file of events, and lines follow it"),
        ([document(*[5] * (MAX_EVENTS + 1))], "it has 5001 events, more than 5000; divide it"),
    ],
)
def test_a_file_that_is_no_file_of_events_is_refused_whole(values: list[Any], why: str) -> None:
    with pytest.raises(NotImportable, match=why):
        read(*values)


def test_a_file_that_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(NotImportable, match="it is nested too deeply"):
        parse_dump("x", '{"tracker_events": 1, "differences": ' + "[" * 100_000 + "]" * 100_000 + "}")
