"""The migration of schedules to milestones: event by event, with their dates, amounts, words and sources."""

from typing import Any

import pytest

from tests.building import portfolio
from tracker.model.codec import BadDocument, decode
from tracker.model.commitment import Commitment
from tracker.model.migrations import Document, Tables, migrate

AT = "2026-01-{:02}T12:00:00Z"
NEWS = {"publisher": "News"}
USD = {"value": "8000000000", "unit": "USD"}


def event(kind: str, number: int, **fields: Any) -> Document:  # noqa: ANN401 - any field
    """An event recorded on the day of its number."""
    return {"event": kind, "id": number, "recorded_at": AT.format(number), "recorded_by": "mika", **fields}


AGREED = event("status", 1, status="agreed", on="2025-09-04", known_on="2025-09-05", source=NEWS, note="signed")


def target(due: str, words: str = "", amount: Any = None) -> Document:  # noqa: ANN401 - as stored
    """A partial target as schema 2 stored it."""
    return {"due": due} | ({"words": words} if words else {}) | ({"amount": amount} if amount else {})


def scheduled(*targets: Any, history: Any = (AGREED,), **terms: Any) -> Document:  # noqa: ANN401 - as stored
    """A commitment with a schedule."""
    known = {"title": "Fund", "obligor": ["JP"], "obligee": ["US"]}
    return {"ref": "fund", "terms": {**known, **terms, "schedule": list(targets)}, "history": list(history)}


def edited(number: int, *targets: Document, changed: tuple[str, ...] = ("schedule",), **fields: Any) -> Document:  # noqa: ANN401 - any field
    """An edit of the schedule."""
    terms = {"title": "Fund", "obligor": ["JP"], "obligee": ["US"], "schedule": list(targets)}
    return event("terms", number, changed=list(changed), terms=terms, **fields)


def migrated(*documents: Document) -> dict[str, Document]:
    """The documents of the present schema by ref."""
    tables: Tables = {"commitments": {str(number): one for number, one in enumerate(documents, 1)}}
    found = migrate(tables, 2)["commitments"]
    assert list(map(int, found)) == list(range(1, len(found) + 1))
    return {one["ref"]: one for one in found.values()}


def told(document: Document) -> list[tuple[Any, ...]]:
    """The values of each event of a milestone, with the day on which it was recorded."""
    names = ("due", "amount", "status", "retracts", "field")
    return [
        (one["event"], one["recorded_at"][8:10], *(one[name] for name in names if name in one))
        for one in document["history"]
    ]


def test_what_has_no_schedule_stays_as_it_is() -> None:
    plain = {"ref": "a", "terms": {"title": "A", "obligor": [], "obligee": []}, "history": [AGREED]}
    damaged: list[Document] = [{"ref": 5, "terms": {"schedule": []}}, {"ref": "b", "terms": []}, {"ref": "c"}]
    unborn = scheduled(target("2026"), history=())
    for document in (plain, *damaged, unborn, scheduled(target("2026"), history=[5])):
        tables: Tables = {"commitments": {"7": document}}
        assert migrate(tables, 2) == tables
    assert migrate({}, 2) == {"commitments": {}}


def test_a_target_becomes_a_milestone_with_what_the_promise_said_when_it_was_made() -> None:
    found = migrated(scheduled(target("2026", "first half", USD), target("JP-FY2027"), made_on="2025-09"))
    assert list(found) == ["fund", "fund/first-half", "fund/jp-fy2027"]
    assert "schedule" not in found["fund"]["terms"]
    first, second = found["fund/first-half"], found["fund/jp-fy2027"]
    assert first["terms"] == {
        "title": "first half",
        "obligor": [],
        "obligee": [],
        "category": "",
        "force": "",
        "made_on": "2025-09",
    }
    assert second["terms"]["title"] == "due JP-FY2027"
    assert told(first) == [("status", "01", "agreed"), ("deadline", "01", "2026"), ("amount", "01", USD)]
    assert told(second) == [("status", "01", "agreed"), ("deadline", "01", "JP-FY2027")]
    for one in first["history"]:
        assert (one["on"], one["known_on"], one["source"], one["recorded_by"]) == (
            *("2025-09-04", "2025-09-05", NEWS, "mika"),
        )
        assert "note" not in one


def test_names_are_unique_and_long_words_are_kept() -> None:
    words = "x" * 1001
    found = migrated(
        {"ref": "fund/2026", "terms": {}},
        scheduled(target("2026"), target("2026"), target("2027", "第1号"), target("2028", words)),
    )
    assert list(found) == ["fund/2026", "fund", "fund/2026-2", "fund/2026-3", "fund/2027", "fund/2028"]
    assert found["fund/2027"]["terms"]["title"] == "第1号"
    assert (len(found["fund/2028"]["terms"]["title"]), found["fund/2028"]["terms"]["notes"]) == (1000, words)


def test_an_edit_moves_revises_adds_and_withdraws() -> None:
    before = [target("2026", "alpha", USD), target("2027"), target("2028"), target("2030"), target("2031")]
    more = USD | {"value": "9"}
    after = [target("2026-06", "alpha", USD), target("2027", "", USD), target("2029"), target("2030", "", None)]
    again = [target("2026-06", "alpha", more), *after[1:], target("2032")]
    history = [AGREED, edited(2, *after, on="2026-01-02", source=NEWS, note="revised"), edited(3, *again)]
    found = migrated(scheduled(*before, history=history))
    assert told(found["fund/alpha"])[3:] == [
        *(("deadline", "02", "2026-06"), ("amount", "03", more)),
    ]
    assert [one["change"] for one in found["fund/alpha"]["history"] if "change" in one] == [
        *("set", "set", "amendment", "revision"),
    ]
    assert told(found["fund/2027"])[2:] == [("amount", "02", USD)]
    assert told(found["fund/2028"])[2:] == [("deadline", "02", "2029")]
    assert told(found["fund/2030"])[2:] == []
    assert told(found["fund/2031"])[2:] == [("status", "02", "withdrawn")]
    assert told(found["fund/2032"]) == [("status", "03", "agreed"), ("deadline", "03", "2032")]
    moved = found["fund/2028"]["history"][-1]
    assert (moved["on"], moved["source"], moved["note"], moved["id"]) == ("2026-01-02", NEWS, "revised", 3)
    assert found["fund"]["history"] == [AGREED]


def test_an_edit_of_more_than_the_schedule_stays_an_edit_of_the_rest() -> None:
    history = [AGREED, edited(2, target("2027"), changed=("title", "schedule")), edited(3, target("2027"))]
    found = migrated(scheduled(target("2026"), history=history))
    assert told(found["fund/2026"])[2:] == [("deadline", "02", "2027")]
    assert [one.get("changed") for one in found["fund"]["history"]] == [None, ["title"], []]
    assert "schedule" not in found["fund"]["history"][1]["terms"]


def test_an_edit_that_was_taken_back_is_taken_back_at_the_milestones_too() -> None:
    history = [
        *(AGREED, edited(2, target("2027"), target("2028"))),
        *(event("retraction", 3, retracts=2, undo=True), edited(4, target("2029")), event("retraction", 5)),
    ]
    found = migrated(scheduled(target("2026"), history=history))
    assert told(found["fund/2026"])[2:] == [
        *(("deadline", "02", "2027"), ("retraction", "03", 3), ("deadline", "04", "2029")),
    ]
    assert found["fund/2026"]["history"][3]["undo"] is True
    assert told(found["fund/2028"]) == [("status", "02", "agreed"), ("deadline", "02", "2028"), ("retraction", "03")]
    assert [one["id"] for one in found["fund"]["history"]] == [1, 5]


def test_an_edit_that_was_brought_back_is_the_schedule_that_later_edits_replace() -> None:
    history = [
        *(AGREED, edited(2, target("2026"), target("2027"))),
        *(event("retraction", 3, retracts=2), event("retraction", 4, retracts=3)),
        edited(5, target("2026"), target("2027"), target("2028")),
    ]
    assert list(migrated(scheduled(target("2026"), history=history))) == ["fund", "fund/2026", "fund/2027", "fund/2028"]


def test_a_source_that_a_target_was_reached_marks_the_milestone() -> None:
    reached = event("citation", 2, field="target", value="2026", on="2026-01-01", source=NEWS)
    missed = event("citation", 3, field="target", value="2026", side="contradicts", source=NEWS)
    other = event("citation", 4, field="target", value="soon", source=NEWS)
    counted = event("citation", 5, field="target", value="2027", source=NEWS)
    taken_back = event("retraction", 6, retracts=3)
    history = [AGREED, reached, missed, other, counted, taken_back]
    found = migrated(scheduled(target("2026"), target("2027", "", USD), history=history))
    assert told(found["fund/2026"])[2:] == [
        *(("status", "02", "met"), ("citation", "03", "delivery"), ("retraction", "06", 4)),
    ]
    assert found["fund/2026"]["history"][2]["source"] == NEWS
    assert [one["id"] for one in found["fund"]["history"]] == [1, 4, 5]


def test_what_is_migrated_is_decoded_and_measured() -> None:
    history = [AGREED, event("citation", 2, field="target", value="2026-02", on="2026-02-03", source=NEWS)]
    found = migrated(scheduled(target("2026-02"), target("2026-05"), history=history))
    promises = [decode(one, Commitment) for one in found.values()]
    standings = portfolio(*promises).standings
    assert {ref: one.timeliness for ref, one in standings.items()} == {
        "fund": "undated",
        "fund/2026-02": "met_on_time",
        "fund/2026-05": "overdue",
    }


@pytest.mark.parametrize(
    ("wrong", "why"), [("soon", "due: “soon” is not a date"), (5, "due: it is not a date"), ({}, "due")]
)
def test_a_damaged_target_is_named_when_it_is_read(wrong: Any, why: str) -> None:  # noqa: ANN401 - any JSON
    document = scheduled() | {"terms": {"title": "x", "obligor": [], "obligee": [], "schedule": wrong}}
    if wrong == {}:
        document["terms"]["schedule"] = [{"words": 5}]
    broken = migrated(document)["fund/target" if wrong in (5, {}) else "fund/soon"]
    if wrong == {}:
        assert decode(broken, Commitment).ref == "fund/target"
        return
    with pytest.raises(BadDocument, match=why):
        decode(broken, Commitment)
