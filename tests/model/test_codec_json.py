"""Strict JSON: what is refused, and where."""

import json
import re

import pytest

from tracker.model.codec import parse_json


def test_numbers_are_read_as_the_caller_asks() -> None:
    assert parse_json(b'{"a": 0.5, "b": [1]}') == {"a": 0.5, "b": [1]}
    assert parse_json("0.10", parse_float=str) == "0.10"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{\n"é" 1}', "it is not JSON at line 2, column 5 (byte 7): Expecting ':' delimiter"),
        ('[{"a": 1, "b": 2, "a": 3}]', "the key “a” appears twice in one object"),
        ("[NaN]", "it contains NaN, which is not a number in JSON"),
        ("[" * 100_000, "it is nested too deeply"),
    ],
)
def test_what_is_not_strict_json_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(why)}$"):
        parse_json(text)


def test_only_an_object_whose_keys_are_numbers_may_have_many_keys() -> None:
    table = {str(number): number for number in range(5)}
    assert parse_json(json.dumps(table), max_keys=4) == table
    with pytest.raises(ValueError, match="an object in it has more than 4 keys"):
        parse_json(json.dumps({f"k{key}": key for key in table}), max_keys=4)
