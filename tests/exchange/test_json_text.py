"""JSON as it comes: figures stay as they are written, and what is none is refused with its place."""

import json

import pytest

from tracker.errors import NotImportable
from tracker.exchange.json_text import MAX_KEYS, read_json, read_json_lines


def test_figures_with_a_point_stay_the_text_they_are() -> None:
    assert read_json("x", '{"a": 0.10, "b": 1e999999, "c": 5}') == {"a": "0.10", "b": "1e999999", "c": 5}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{\n"a" 1}', "it is not JSON at line 2, column 5"),
        ('{"a": 1, "a": 2}', "the key “a” appears twice in one object"),
        ("[NaN]", "it contains NaN, which is not a number in JSON"),
        ("[" * 100_000, "it is nested too deeply"),
        ("9" * 5000, "it contains a whole number with more than 4300 digits"),
        (json.dumps({f"k{number}": 1 for number in range(MAX_KEYS + 1)}), "an object in it has more than 1000 keys"),
    ],
)
def test_invalid_json_is_refused(text: str, why: str) -> None:
    with pytest.raises(NotImportable, match=why):
        read_json("x", text)


def test_the_tables_of_a_register_file_have_as_many_keys_as_documents() -> None:
    table = {str(number): 1 for number in range(MAX_KEYS + 1)}
    assert read_json("x", json.dumps(table)) == table


def test_lines_are_read_one_by_one() -> None:
    assert read_json_lines("x", '{"a": 1}\r\n\n[]\n') == [(1, {"a": 1}), (3, [])]
    with pytest.raises(NotImportable, match="line 2 of x cannot be imported"):
        read_json_lines("x", "{}\n{")
