"""The forms of an export by the names of files, and that an export is known again."""

import zipfile
from pathlib import Path

import pytest

from tests.building import commitment
from tracker.errors import BadUsage
from tracker.exchange.archive import pack
from tracker.exchange.dump import RegisterDump
from tracker.exchange.formats import LOSSLESS_FORMATS, format_named, is_export, serialize

WHOLE = RegisterDump(commitments=(commitment(),))


@pytest.mark.parametrize(
    ("place", "name", "form"),
    [
        ("x.json", "", "json"),
        ("X.JSONL", "", "jsonl"),
        ("x.ndjson", "", "jsonl"),
        ("x.zip", "", "zip"),
        ("x", "", "folder"),
        ("x.d/", "", "folder"),
        ("-", "", "json"),
        ("-", "jsonl", "jsonl"),
        ("x.txt", "json", "json"),
    ],
)
def test_the_form_is_named_or_told_by_the_place(place: str, name: str, form: str) -> None:
    assert format_named(place, name) == form


def test_a_folder_that_is_there_is_one_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "x.json").mkdir()
    assert format_named(str(tmp_path / "x.json"), "") == "folder"


def test_a_form_that_is_none_is_refused() -> None:
    with pytest.raises(BadUsage, match="names no format of an export"):
        format_named("x.xml", "")


@pytest.mark.parametrize("form", LOSSLESS_FORMATS)
def test_an_export_is_known_again(tmp_path: Path, form: str) -> None:
    place = tmp_path / "x"
    files = serialize(WHOLE, form)
    if form == "folder":
        place.mkdir()
    for name, raw in files.items():
        (place / name).write_bytes(raw)
    assert is_export(place)


def test_nothing_else_is_taken_for_an_export(tmp_path: Path) -> None:
    register, folder, archive, gone = (tmp_path / name for name in ("r.json", "folder", "x.zip", "gone"))
    register.write_bytes(b'{"meta": {"1": {"schema": 1}}}')
    folder.mkdir()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("x", b"")
    assert not any(map(is_export, (register, folder, archive, gone)))
    (folder / "datapackage.json").write_bytes(b'{"resources": []}')
    assert not is_export(folder)
    (folder / "datapackage.json").write_bytes(b"5")
    assert not is_export(folder)
    archive.write_bytes(pack({"datapackage.json": b"{}"}).replace(b"{}", b"[]"))
    assert not is_export(archive)
