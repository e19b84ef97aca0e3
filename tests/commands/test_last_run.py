"""The memory of the last run: where it is, who can read it, and that it is replaced whole or refused."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.building import commitment, deadline
from tracker.commands.last_run import recall, remember
from tracker.errors import LastRunError
from tracker.model.dates import Moment, When
from tracker.state.portfolio import Portfolio

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
PROMISES = (commitment("a", due="2026-03"), commitment("b", events=[deadline("2026-04")]))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the memories of this test are."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "tracker" / "changes"


@pytest.mark.parametrize("moment", [Moment(NOW), Moment(date(2026, 6, 1)), Moment(NOW, date(2026, 6, 1))])
def test_a_run_is_remembered_with_its_moment_and_how_much_it_read(folder: Path, moment: Moment) -> None:
    assert recall("r.json", ["by:JP"]) is None
    assert not folder.exists()
    remember("r.json", ["by:JP"], Portfolio(PROMISES, moment))
    last = recall("r.json", ["by:JP"])
    assert last is not None
    assert last.moment == moment
    assert last.read == {"a": 2, "b": 2}
    longer = [one.with_events(deadline("2026-05", id=3)) for one in PROMISES]
    assert last.commitments([*longer, commitment("c")]) == list(PROMISES)


def test_a_memory_is_one_file_that_only_its_user_reads(folder: Path) -> None:
    for when in (date(2026, 6, 1), date(2026, 6, 2)):
        remember("r.json", [], Portfolio((), Moment(when)))
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.stat().st_mode & 0o777 for one in (folder, folder.parent)] == [0o700, 0o700]
    assert json.loads(file.read_bytes())["as_of"] == "2026-06-02"
    assert json.loads(file.read_bytes())["register"] == str(Path("r.json").absolute())


def test_a_file_name_that_is_no_text_is_remembered_too(folder: Path) -> None:
    remember("\udcff.json", ["\udcff"], Portfolio((), Moment(NOW)))
    assert recall("\udcff.json", ["\udcff"]) is not None
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "Input data was truncated"),
        (b"[]", "Expected `object`, got `array`"),
        (b"\xff", "JSON is malformed"),
        (b'{"register": "", "query": [], "as_of": "noon", "known_at": null, "read": {}}', "Invalid isoformat string"),
    ],
)
def test_a_damaged_memory_is_refused_with_its_place(folder: Path, raw: bytes, why: str) -> None:
    remember("r.json", [], Portfolio((), Moment(NOW)))
    (file,) = folder.iterdir()
    file.write_bytes(raw)
    with pytest.raises(LastRunError, match=why) as refused:
        recall("r.json", [])
    assert str(file) in str(refused.value)


def test_a_memory_that_cannot_be_read_or_replaced_is_refused_and_leaves_no_draft(folder: Path) -> None:
    remember("r.json", [], Portfolio((), Moment(NOW)))
    (file,) = folder.iterdir()
    file.unlink()
    file.mkdir()
    with pytest.raises(LastRunError, match="is a directory"):
        recall("r.json", [])
    with pytest.raises(LastRunError, match="is a directory"):
        remember("r.json", [], Portfolio((), Moment(NOW)))
    assert list(folder.iterdir()) == [file]


@pytest.mark.parametrize("when", [NOW, date(2026, 6, 1)])
def test_a_memory_cannot_be_where_a_file_is(folder: Path, when: When) -> None:
    folder.parent.parent.write_bytes(b"")
    with pytest.raises(LastRunError, match=r"not a directory|file exists"):
        remember("r.json", [], Portfolio((), Moment(when)))
