"""The formats of import and export: recognised by the content of a file or its name, and written."""

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from msgspec.structs import replace

from tests.building import commitment
from tracker.errors import BadUsage, NotImportable
from tracker.exchange.archive import pack
from tracker.exchange.dump import META, ParsedDump, RegisterDump, documents, meta_of
from tracker.exchange.formats import (
    LOSSLESS_FORMATS,
    ReadOptions,
    export_format,
    in_chunks,
    is_export,
    open_file,
    serialize,
)
from tracker.exchange.rows import RowFile
from tracker.model.commitment import Commitment
from tracker.model.register import Register

WHOLE = RegisterDump(register=Register(id=uuid4()), commitments=(commitment(),))
ROWS = (b"title,by,to\nPromise,JP,US\n", b' [{"title": "Promise", "by": "JP", "to": "US"}]', b'{"title": "Promise"}')


@pytest.mark.parametrize("raw", ROWS)
def test_rows_are_rows_in_csv_and_in_json(raw: bytes) -> None:
    table, said = open_file("-", BytesIO(raw), ReadOptions())
    assert isinstance(table, RowFile)
    assert (table.rows[0].cells["title"], said) == ("Promise", "")


@pytest.mark.parametrize("form", ["json", "jsonl", "zip"])
def test_an_export_is_a_register_as_a_whole(form: str) -> None:
    assert open_file("-", BytesIO(serialize(WHOLE, form)[""]), ReadOptions()) == (ParsedDump(WHOLE, []), "")


def test_an_exported_folder_is_a_register_as_a_whole(tmp_path: Path) -> None:
    for name, raw in serialize(WHOLE, "folder").items():
        (tmp_path / name).write_bytes(raw)
    assert open_file(str(tmp_path), None, ReadOptions()) == (ParsedDump(WHOLE, []), "")
    (tmp_path / "datapackage.json").unlink()
    with pytest.raises(NotImportable, match=r"it has no datapackage\.json"):
        open_file(str(tmp_path), None, ReadOptions())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("views.csv",), "views.csv of {} differs from its checksum: edited since, or the export was cut short"),
        (
            ("parties.csv", "views.csv"),
            "parties.csv, views.csv of {} differ from their checksums: edited since, or the export was cut short",
        ),
    ],
)
def test_a_package_of_files_that_do_not_belong_together_is_pointed_out(
    tmp_path: Path, changed: tuple[str, ...], said: str
) -> None:
    for name, raw in serialize(WHOLE, "folder").items():
        (tmp_path / name).write_bytes(raw + b"\r\n" if name in changed else raw)
    assert open_file(str(tmp_path), None, ReadOptions()) == (ParsedDump(WHOLE, []), said.format(tmp_path))


@pytest.mark.parametrize("resources", [None, {}, [], [1], [{"path": "views.csv"}], [{"path": [], "hash": {}}]])
def test_a_description_without_checksums_points_nothing_out(tmp_path: Path, resources: object) -> None:
    for name, raw in serialize(WHOLE, "folder").items():
        (tmp_path / name).write_bytes(raw)
    description = tmp_path / "datapackage.json"
    described = json.loads(description.read_bytes()) | {"resources": resources}
    description.write_text(json.dumps(described), encoding="utf-8")
    assert open_file(str(tmp_path), None, ReadOptions())[1] == ""


def test_a_note_names_the_shift_jis_encoding(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes("title,by,to\n約束,JP,US\n".encode("cp932"))
    assert (
        open_file(str(tmp_path / "x"), None, ReadOptions())[1] == "it was read as Shift-JIS; --encoding names another"
    )
    assert open_file(str(tmp_path / "x"), None, ReadOptions(encoding="cp932"))[1] == ""


@pytest.mark.parametrize("raw", [b"", b" \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(raw: bytes) -> None:
    with pytest.raises(NotImportable, match="standard input cannot be imported: it is empty"):
        open_file("-", BytesIO(raw), ReadOptions())


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
    assert export_format(place, name) == form


def test_an_existing_folder_is_a_folder_with_any_suffix(tmp_path: Path) -> None:
    (tmp_path / "x.json").mkdir()
    assert export_format(str(tmp_path / "x.json"), "") == "folder"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(BadUsage, match="names no format of an export"):
        export_format("x.xml", "")


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


def test_the_json_of_an_export_is_formatted_as_one_document() -> None:
    export = {META: meta_of(WHOLE)} | {
        table: [*rows] for table, rows in documents(WHOLE, (*WHOLE.commitments, commitment("b", notes="a\nb")))
    }
    formatted = msgspec.json.format(msgspec.json.encode(export), indent=2) + b"\n"
    whole = replace(WHOLE, commitments=(*WHOLE.commitments, commitment("b", notes="a\nb")))
    assert serialize(whole, "json")[""] == formatted


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_an_export_is_written_while_the_register_is_read(form: str) -> None:
    read = list[str]()

    def reading() -> Iterator[Commitment]:
        for number in range(2000):
            read.append(f"a-{number}")
            yield commitment(read[-1])

    chunks = iter(in_chunks(WHOLE, reading(), form)[""])
    first = next(chunks)
    assert 0 < len(read) < 2000
    assert len(first) + len(b"".join(chunks)) == len(
        serialize(replace(WHOLE, commitments=(*map(commitment, read),)), form)[""]
    )
