"""The greatest length of texts and of lists."""

from typing import Any

import pytest

from tracker.model.text_limits import MAX_ITEMS, MAX_TEXT, MAX_TITLE, first_excess, is_storable, texts_of


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"terms": {"title": "x" * (MAX_TITLE + 1)}}, "title"),
        ({"terms": {"titles": {"ja": "約" * (MAX_TITLE + 1)}}}, "titles"),
        ({"terms": {"titles": {"j" * (MAX_TITLE + 1): "x"}}}, "name"),
        ({"terms": {"tags": ["x", "x" * (MAX_TITLE + 1)]}}, "tags"),
        ({"terms": {"tags": ("x",) * (MAX_ITEMS + 1)}}, "tags"),
        ({"terms": {"titles": dict.fromkeys(map(str, range(MAX_ITEMS + 1)), "x")}}, "titles"),
        ({"history": [{"note": "x"}, {"note": "x" * (MAX_TEXT + 1)}]}, "note"),
        ({"history": [{"source": {"quote": "x" * (MAX_TEXT + 1)}}]}, "quote"),
        ({"name": "desk", "query": ["x" * (MAX_TEXT + 1)]}, "query"),
    ],
)
def test_an_oversized_value_is_found_with_its_field(document: dict[str, Any], field: str) -> None:
    found = first_excess(document)
    assert found
    assert found.field == field
    assert "more than the limit of 1000" in found.why


@pytest.mark.parametrize(
    "document",
    [
        {"terms": {"title": "x" * MAX_TITLE, "tags": ["x" * MAX_TITLE] * MAX_ITEMS, "notes": "x" * MAX_TEXT}},
        {"history": [{"id": number} for number in range(MAX_ITEMS + 1)]},
        {"former": [{"until": ""}] * (MAX_ITEMS + 1)},
    ],
)
def test_a_value_at_its_limit_or_without_a_limit_is_accepted(document: dict[str, Any]) -> None:
    assert first_excess(document) is None


def test_a_stored_oversized_value_may_stay_and_be_copied() -> None:
    before = {"terms": {"title": "x" * (MAX_TITLE + 1), "tags": [str(number) for number in range(MAX_ITEMS + 1)]}}
    assert first_excess({**before, "history": [before]}, before) is None
    assert first_excess({"terms": {"title": "y" * (MAX_TITLE + 1)}}, before)


@pytest.mark.parametrize(("text", "expected"), [("赤沢", True), ("a\0", False), ("\ud800", False)])
def test_a_text_with_nul_or_half_a_surrogate_pair_is_not_storable(text: str, *, expected: bool) -> None:
    assert is_storable(text) is expected


def test_every_text_of_a_document_comes_with_its_field() -> None:
    document = {"title": "rice", "tags": ("a", "b"), "id": 1}
    assert list(texts_of(document, "terms")) == [
        ("terms", "title"),
        ("title", "rice"),
        ("terms", "tags"),
        ("tags", "a"),
        ("tags", "b"),
        ("terms", "id"),
    ]
