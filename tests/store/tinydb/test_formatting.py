"""The formatting of a register file, compared one document at a time."""

from typing import Any

import pytest

from tracker.commands.locate import sample_file
from tracker.store.tinydb.file import text_of
from tracker.store.tinydb.formatting import is_formatted


@pytest.mark.parametrize(
    "tables",
    [
        {},
        {"meta": {}},
        {"meta": {"1": {"schema": 1}}, "commitments": {}, "views": {"1": {"query": ["a\nb", {}], "名": []}, "2": {}}},
        {"of another program “”": {"1": [1, 1.5, None], "2": "text"}},
    ],
)
def test_what_this_tracker_writes_is_formatted(tables: dict[str, Any]) -> None:
    assert is_formatted(text_of("x", tables))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"[]\n",
        b"{}\n\n",
        b'{\n "a": []\n}\n',
        b'{\n "a": {\n  "1": {}\n }\n}',
        b'{\n "a": {\n  "1": {"b":1}\n }\n}\n',
        b'{\n "a": {\n  "1": {},\n  "1": {}\n }\n}\n',
        b'{\n "a": {},\n "a": {}\n}\n',
        b'{\n "a": {\n  "1": {\n   "b": 1,\n   "b": 1\n  }\n }\n}\n',
        b'{\n "a": {\n  "1": "\\u0041"\n }\n}\n',
        b'{\n "a": {\n  "1": "\xff"\n }\n}\n',
        b'\xef\xbb\xbf{\n "a": {}\n}\n',
        b'{\n "a": {\n  "1": ' + b"[" * 10_000 + b"]" * 10_000 + b"\n }\n}\n",
    ],
)
def test_any_other_text_is_not(text: bytes) -> None:
    assert not is_formatted(text)


def test_the_sample_is_formatted() -> None:
    assert is_formatted(sample_file().read_bytes())
