"""JSON and JSON Lines: values keep their kind, amounts are text, and any text comes back as it was given."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from tests import hostile
from tests.render.listings import of_texts, of_values
from tracker.render.escape import Terminal
from tracker.render.json import as_json, as_jsonl
from tracker.reports.table import Column, Table

KINDS = of_values(
    {"n": "number", "i": "number", "d": "date", "f": "flag", "c": "code", "x": "text", "parts": "table"},
    [Decimal("1E+3"), 3, date(2026, 2, 1), True, ("JP", "EU"), None, of_texts("y")],
)
AS_OBJECT = {
    "n": "1000",
    "i": 3,
    "d": "2026-02-01",
    "f": True,
    "c": ["JP", "EU"],
    "x": None,
    "parts": [{"text": "y"}],
}


def test_nothing_is_an_empty_array_and_no_line() -> None:
    assert "".join(as_json(of_texts(), Terminal())) == "[]\n"
    assert "".join(as_jsonl(of_texts(), Terminal())) == ""


def test_a_row_is_an_object_with_its_keys_in_the_order_of_the_columns() -> None:
    (row,) = json.loads("".join(as_json(KINDS, Terminal())))
    assert row == AS_OBJECT
    assert list(row) == list(AS_OBJECT)


def test_a_row_is_a_line() -> None:
    lines = "".join(as_jsonl(of_texts("a\nb\u2028c", "d"), Terminal())).splitlines()
    assert [json.loads(line) for line in lines] == [{"text": "a\nb\u2028c"}, {"text": "d"}]


def test_letters_of_every_script_stay_as_they_are() -> None:
    assert '"対米投資 👩‍👧"' in "".join(as_json(of_texts("対米投資 👩‍👧"), Terminal()))


@given(hostile.texts)
def test_any_text_comes_back_as_given(text: str) -> None:
    for write in (as_json, as_jsonl):
        output = "".join(write(of_texts(text), Terminal()))
        assert hostile.harm(output) == set()
        rows = json.loads(output)
        assert (rows if write is as_jsonl else rows[0]) == {"text": text}


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_a_hostile_text_is_escaped(text: str) -> None:
    output = "".join(as_json(of_texts(text), Terminal()))
    assert hostile.harm(output) == set()
    assert json.loads(output) == [{"text": text}]


@pytest.mark.parametrize(
    ("amount", "text", "number"),
    [
        (Decimal("5.5E+11"), "550000000000", 550000000000),
        (Decimal("0.1"), "0.1", 0.1),
        (Decimal("-2.50"), "-2.50", -2.5),
        (Decimal(2**53 + 1), "9007199254740993", 9007199254740992.0),
        (Decimal("1E+400"), f"1{'0' * 400}", None),
        (None, None, None),
    ],
)
def test_below_an_amount_stands_a_number_near_it(
    amount: Decimal | None, text: str | None, number: float | None
) -> None:
    columns = (Column("amount", "number", "currency"), Column("currency", "text"))
    output = "".join(as_json(Table(columns, ((amount, "USD"),)), Terminal()))
    (row,) = json.loads(output)
    assert row == {"amount": text, "amount_number": number, "currency": "USD"}
    assert list(row) == ["amount", "amount_number", "currency"]
    assert type(row["amount_number"]) is type(number)
