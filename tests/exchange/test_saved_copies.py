"""Saved copies in an export: each is compared with its checksum, and nothing else in an archive is taken for one."""

from io import BytesIO
from pathlib import Path

import pytest

from tests.building import commitment, deadline
from tests.commands.importing import problems, write
from tests.program import Tracker
from tracker.errors import NotImportable, NotPossible, UnreadableSource
from tracker.exchange import archive
from tracker.exchange.dump import RegisterDump
from tracker.exchange.formats import ReadOptions, open_file, serialize
from tracker.exchange.saved_copies import read_archived, read_archived_in
from tracker.model.commitment import Source
from tracker.model.saved_copies import MAX_COPY, archived_as, copy_name

PAGE = b"<html><script>alert(1)</script>" * 100_000  # steep enough for the archive to store it as it is
NAME = copy_name(PAGE)
SOURCED = commitment("a", events=[deadline("2026", source=Source(publisher="News", archived=archived_as(NAME)))])
WHOLE = RegisterDump(commitments=(SOURCED,), copies={NAME: PAGE})


def written(files: dict[str, bytes], folder: Path) -> str:
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    return str(folder)


def test_a_zip_and_a_folder_bring_the_copies_back(tmp_path: Path) -> None:
    for found, _ in (
        open_file("-", BytesIO(serialize(WHOLE, "zip")[""]), ReadOptions()),
        open_file(written(serialize(WHOLE, "folder"), tmp_path), None, ReadOptions()),
    ):
        assert found.problems == []
        assert found.contents.copies == {NAME: PAGE}
    assert NAME not in "".join(serialize(WHOLE, "json"))


@pytest.mark.parametrize(
    ("raw", "name", "why"),
    [
        (b"changed", NAME, "has another checksum"),
        (large := bytes(MAX_COPY + 1), copy_name(large), "has more than 20 MB"),
    ],
)
def test_a_copy_that_is_not_what_its_name_says_is_refused(tmp_path: Path, raw: bytes, name: str, why: str) -> None:
    package = written(serialize(RegisterDump(), "folder") | {name: raw, "page.html": b"x"}, tmp_path)
    with pytest.raises(NotImportable, match=why):
        open_file(package, None, ReadOptions())


def test_more_than_an_import_takes_is_not_exported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", len(PAGE))
    with pytest.raises(NotPossible, match="`tracker copy` takes all of them to another register"):
        serialize(WHOLE, "zip")


def test_a_file_that_changes_while_it_is_copied_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    _, file = read_archived(str(path), "")
    assert file
    assert file.read() == PAGE
    path.write_bytes(b"changed")
    with pytest.raises(NotPossible, match="it is being changed"):
        file.read()


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="there is nothing of that name"):
        read_archived_in(tmp_path, "a\0b", "")


def test_the_copies_of_one_import_are_limited_together(
    empty: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.exchange.row_parser.MAX_BYTES", 5)
    for name in ("a", "b"):
        write(tmp_path, f"{name} page", name)
    rows = "title,obligor,obligee,publisher,archived\nGas,JP,US,METI,a\nOil,JP,US,METI,b\n"
    assert any("divide the file and import the parts" in one for one in problems(empty, write(tmp_path, rows)))
