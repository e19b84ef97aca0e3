"""The byte offset of a value: found for every value of any JSON, and never past the end of the file."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.store.tinydb.json_offsets import byte_of

values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def ways(value: Any) -> list[list[str | int]]:  # noqa: ANN401 - any JSON
    """The path to every value inside a value."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [[], *([step, *rest] for step, inner in members for rest in ways(inner))]


@given(value=values, indent=st.sampled_from([None, 1]), ascii_only=st.booleans())
def test_where_a_value_is_said_to_begin_it_begins(value: Any, *, indent: int | None, ascii_only: bool) -> None:  # noqa: ANN401 - any JSON
    text = "\n " + json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    for steps in ways(value):
        expected = value
        for step in steps:
            expected = expected[step]
        found, _ = json.JSONDecoder().raw_decode(text.encode()[byte_of(text, steps) :].decode())
        assert found == expected


@pytest.mark.parametrize("steps", [["b"], ["a", 9], ["a", "x"], ["a", 0, "x"]])
def test_what_is_missing_is_placed_where_it_would_be(steps: list[str | int]) -> None:
    assert byte_of('{"a": [1]}', steps) in {0, 6, 7}
