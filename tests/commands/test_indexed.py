"""Commands on a register file with an index say and record the same as without one."""

from functools import partial

import pytest

from tests.program import Tracker
from tracker.commands import session
from tracker.store import IndexFile

LOOKS = [
    ["list"],
    ["list", "--limit", "1"],
    ["list", "--overdue", "--limit", "1"],
    ["list", "--overdue", "--format", "csv"],
    ["list", "by:JP", "status:open", "--limit", "1"],
    ["list", "tariff"],
    ["list", "not:overdue"],
    ["show", "jp-us-lng"],
    ["show", "jp-us-l"],
    ["log", "--limit", "2"],
    ["agenda", "--within", "400d"],
    ["changes", "--since", "2026-01-01"],
    ["score"],
    ["check"],
    ["export", "--format", "jsonl"],
]
CHANGES = [
    ["assess", "jp-us-lng", "at_risk", "--note", "said again"],
    ["add", "Buy rice", "--by", "JP", "--to", "US", "--ref", "rice", "--due", "2027-01-01"],
    ["edit", "rice", "--ref", "jp-us-rice"],
    ["mark", "jp-us-rice", "met", "--on", "2026-02-01"],
    ["undo"],
    ["undo", "jp-us-lng"],
    ["view", "save", "mine", "by:JP"],
    ["remove", "jp-us-rice", "--force"],
]

pytestmark = pytest.mark.file


@pytest.fixture
def indexed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give registers of every size an index."""
    monkeypatch.setattr(session, "IndexFile", partial(IndexFile, least=0))


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_a_look_says_the_same_by_the_index(small: Tracker, words: list[str], request: pytest.FixtureRequest) -> None:
    without = small(*words)
    request.getfixturevalue("indexed")
    built, by_index = small(*words), small(*words)
    assert [built, by_index] == [without, without]


def test_changes_record_the_same_by_the_index(
    small: Tracker, small_register: bytes, request: pytest.FixtureRequest
) -> None:
    def recorded() -> list[tuple[str, str, bytes]]:
        small.put(small_register)
        found = []
        for words in CHANGES:
            run = small(*words)
            found.append((run.output, run.errors, small.register.read_bytes()))
        return found

    without = recorded()
    request.getfixturevalue("indexed")
    assert recorded() == without
