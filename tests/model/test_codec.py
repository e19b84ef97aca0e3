"""A commitment and the document that is stored for it."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tests.strategies import EVENTS, commitments, parties, rates, refs, terms, views
from tracker.model import migrations
from tracker.model.amounts import Amount
from tracker.model.codec import BadDocument, decode, encode
from tracker.model.commitment import AmountEvent, Commitment, DeadlineEvent, DeliveryEvent, Event, ReviewEvent, Terms
from tracker.model.dates import span
from tracker.model.migrations import SCHEMA, Document, Tables, migrate
from tracker.model.register import Party, Rates, View

TERMS: Document = {"title": "Invest", "obligor": ["JP"], "obligee": ["US"]}
EVENT: Document = {"event": "assessment", "id": 1, "recorded_at": "2026-03-01T00:00:00Z", "recorded_by": "a"}


def through_json(document: Document) -> Document:
    text = json.dumps(document, ensure_ascii=False)
    read: Document = json.loads(text)
    return read


@given(commitments)
def test_a_commitment_comes_back_from_its_document_as_it_was(promise: Commitment) -> None:
    assert decode(through_json(encode(promise)), Commitment) == promise


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
@given(ref=refs, terms=terms, data=st.data())
def test_every_kind_of_event_comes_back_as_it_was(
    ref: str, terms: Terms, data: st.DataObject, kind: type[Event]
) -> None:
    promise = Commitment(ref=ref, terms=terms, history=(data.draw(EVENTS[kind]),))
    assert decode(through_json(encode(promise)), Commitment) == promise


@given(parties | rates | views)
def test_what_is_beside_the_commitments_comes_back_from_its_document_as_it_was(value: Party | Rates | View) -> None:
    assert decode(through_json(encode(value)), type(value)) == value


def test_a_document_is_what_a_person_would_write() -> None:
    at = datetime(2026, 2, 17, 22, tzinfo=UTC)
    terms = Terms(title="Invest", obligor=("JP",), obligee=("US",), made_on=span("2025-09"))
    amount = AmountEvent(
        id=1,
        recorded_at=at,
        recorded_by="mika",
        change="set",
        amount=Amount(Decimal(550_000_000_000), "USD", "up_to"),
    )
    due = DeadlineEvent(id=2, recorded_at=at, recorded_by="mika", change="set", due=span("JP-FY2025"))
    assert through_json(encode(Commitment(ref="jp-us-550bn", terms=terms, history=(amount, due)))) == {
        "ref": "jp-us-550bn",
        "terms": {"title": "Invest", "obligor": ["JP"], "obligee": ["US"], "made_on": "2025-09"},
        "history": [
            {
                "event": "amount",
                "id": 1,
                "recorded_at": "2026-02-17T22:00:00Z",
                "recorded_by": "mika",
                "change": "set",
                "amount": {"value": "550000000000", "unit": "USD", "qualifier": "up_to"},
            },
            {
                "event": "deadline",
                "id": 2,
                "recorded_at": "2026-02-17T22:00:00Z",
                "recorded_by": "mika",
                "change": "set",
                "due": "JP-FY2025",
            },
        ],
    }


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({}, "missing required field `ref`"),
        ({"ref": "a", "terms": {}}, "terms: Object missing required field `title`"),
        ({"ref": 1, "terms": TERMS}, "ref: "),
        ({"ref": "a", "terms": TERMS | {"force": "oath"}}, "terms.force: "),
        ({"ref": "a", "terms": TERMS | {"made_on": "2025-13"}}, "“2025-13” is not a date"),
        ({"ref": "a", "terms": TERMS | {"made_on": 2025}}, "terms.made_on: it is not a date"),
        ({"ref": "a", "terms": TERMS | {"baseline": {"value": "NaN", "unit": "t"}}}, "terms.baseline: "),
        ({"ref": "a", "terms": TERMS | {"baseline": {"value": "five", "unit": "t"}}}, "terms.baseline.value: "),
        (
            {"ref": "a", "terms": TERMS, "history": [EVENT | {"event": "oath"}]},
            "history[0].event: this tracker knows no event of the kind 'oath'",
        ),
        ({"ref": "a", "terms": TERMS, "history": [EVENT]}, "history[0]: "),
        (
            {"ref": "a", "terms": TERMS, "history": [EVENT | {"recorded_at": "2026-03-01T00:00:00"}]},
            "history[0].recorded_at: ",
        ),
        (
            {"ref": "a", "terms": TERMS, "history": [EVENT | {"assessment": "stalled"}] * 2},
            "history[1].id: two events have the number 1, as after a merge by hand",
        ),
    ],
)
def test_a_wrong_document_is_refused_at_the_place_that_is_wrong(document: Document, place: str) -> None:
    with pytest.raises(BadDocument) as refused:
        decode(document, Commitment)
    assert place in str(refused.value)


@pytest.mark.parametrize("document", [{"code": "SB"}, {"code": "SB", "name": 5}])
def test_a_party_without_its_name_is_refused(document: Document) -> None:
    with pytest.raises(BadDocument, match="name"):
        decode(document, Party)


def test_a_party_is_read_from_its_document() -> None:
    assert decode({"code": "SB", "name": "SoftBank"}, Party) == Party(code="SB", name="SoftBank")


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=5), values, max_size=3),
    max_leaves=5,
)


@given(commitments, st.data())
def test_any_value_in_any_place_of_a_document_is_read_or_refused(promise: Commitment, data: st.DataObject) -> None:
    document = through_json(encode(promise))
    place: Any = document
    while isinstance(place, dict | list) and place:
        key: Any = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        if data.draw(st.booleans()) or not isinstance(place[key], dict | list):
            place[key] = data.draw(json_values)
            break
        place = place[key]
    with suppress(BadDocument):
        decode(document, Commitment)


def test_an_older_register_is_brought_up_a_step_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def named(step: int, tables: Tables) -> Tables:
        return tables | {f"step {step}": {}}

    monkeypatch.setattr(migrations, "SCHEMA", 3)
    monkeypatch.setattr(
        migrations, "MIGRATIONS", {1: lambda tables: named(1, tables), 2: lambda tables: named(2, tables)}
    )
    assert list(migrate({}, 1)) == ["step 1", "step 2"]


def test_a_register_of_this_schema_needs_no_step() -> None:
    assert migrate({"commitments": {}}, SCHEMA) == {"commitments": {}}


def test_a_delivery_of_the_first_schema_is_read_with_its_measure() -> None:
    delivery = {"event": "delivery", "basis": "customs", "stage": "delivered"}
    status = {"event": "status", "basis": "as it stood"}
    tables: Tables = {
        "commitments": {"1": {"ref": "a", "history": [delivery, status, 5]}, "2": {"ref": "b"}, "3": {"history": 4}}
    }
    history = [{"event": "delivery", "measure": "customs", "stage": "delivered"}, status, 5]
    assert migrate(tables, 1)["commitments"] == {
        "1": {"ref": "a", "history": history},
        "2": {"ref": "b"},
        "3": {"history": 4},
    }
    assert list(migrate(tables, 1)["commitments"]["1"]["history"][0]) == ["event", "measure", "stage"]


def test_a_register_of_the_first_schema_without_commitments_is_brought_up() -> None:
    assert migrate({"views": {}}, 1) == {"views": {}, "commitments": {}}
    assert migrate({"commitments": {}}, 1) == {"commitments": {}}


def test_a_document_of_this_schema_says_what_a_review_found_and_how_a_delivery_was_counted() -> None:
    at = datetime(2026, 2, 17, 22, tzinfo=UTC)
    looked = ReviewEvent(
        id=1, recorded_at=at, recorded_by="mika", found="nothing", where="embassy", next=span("2027-02"), who="rei"
    )
    came = DeliveryEvent(
        id=2, recorded_at=at, recorded_by="mika", amount=Amount(Decimal(5), "t"), measure="customs", kind="so_far"
    )
    terms = Terms(title="Buy", obligor=("JP",), obligee=("US",), counts="customs")
    document = through_json(encode(Commitment(ref="jp-us-buy", terms=terms, history=(looked, came))))
    recorded = {"recorded_at": "2026-02-17T22:00:00Z", "recorded_by": "mika"}
    assert document == {
        "ref": "jp-us-buy",
        "terms": TERMS | {"title": "Buy", "counts": "customs"},
        "history": [
            {"event": "review", "id": 1}
            | recorded
            | {"found": "nothing", "where": "embassy", "next": "2027-02", "who": "rei"},
            {"event": "delivery", "id": 2}
            | recorded
            | {"amount": {"value": "5", "unit": "t"}, "measure": "customs", "kind": "so_far"},
        ],
    }


@pytest.mark.parametrize("number", [1, 2])
def test_a_document_is_read_from_its_json_as_from_itself(number: int) -> None:
    events = [EVENT | {"assessment": "stalled"}, EVENT | {"assessment": "stalled", "id": number}]
    document = {"ref": "a", "terms": TERMS | {"made_on": "2025-09"}, "history": events}
    raw = Raw(json.dumps(document).encode())
    if number == 2:
        assert decode(raw, Commitment) == decode(document, Commitment)
    else:
        with pytest.raises(BadDocument, match="two events have the number 1"):
            decode(raw, Commitment)


def test_a_default_category_that_is_written_out_is_left_out_again() -> None:
    document = encode(Commitment(ref="a", terms=Terms(title="t", obligor=("JP",), obligee=("US",))))
    written = document | {"terms": document["terms"] | {"category": "other"}}
    assert encode(decode(written, Commitment)) == document
