"""Skimming: the refs in a file of our own spelling, and nothing of any other."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import commitment
from tracker.commands.skimming import skimmed
from tracker.model.codec import encode
from tracker.store import open_store
from tracker.store.tinydb.file import text_of

META = {"1": {"schema": 1, "zone": "UTC"}}
TEXTS = st.text(st.sampled_from('ab \n"\\:,{}') | st.characters(codec="utf-8"))


@given(st.dictionaries(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True), TEXTS))
def test_the_refs_are_those_that_the_store_reads(
    tmp_path_factory: pytest.TempPathFactory, titles: dict[str, str]
) -> None:
    place = tmp_path_factory.mktemp("skimming") / "r.json"
    documents = {
        str(number): encode(commitment(ref, title=f'{title}\n   "ref": "x"', tags=(title,)))
        for number, (ref, title) in enumerate(titles.items(), 1)
    }
    tables = {"meta": META, "commitments": documents, "parties": {}, "rates": {}, "views": {}}
    place.write_bytes(text_of(str(place), tables))
    with open_store(place).reading() as reader:
        assert skimmed(str(place)) == reader.refs()


@pytest.mark.parametrize("content", [b"", b"{", b'{"meta": {"1": {"schema": 1}}, "commitments": {}}'])
def test_a_file_in_another_layout_is_left_to_the_store(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "r.json"
    place.write_bytes(content)
    assert skimmed(str(place)) is None


def test_a_location_without_a_file_is_left_to_the_store(tmp_path: Path) -> None:
    assert [skimmed(place) for place in (str(tmp_path), str(tmp_path / "none"), "\0", "postgresql://desk/x")] == [
        None
    ] * 4
