"""What a file is, by its shape."""

import json
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest

from tests.building import commitment
from tracker.errors import NotImportable
from tracker.exchange.dump import ParsedDump, RegisterDump
from tracker.exchange.formats import ReadOptions, open_file, serialize
from tracker.exchange.rows import Table
from tracker.model.register import Register

WHOLE = RegisterDump(register=Register(id=uuid4()), commitments=(commitment(),))
ROWS = (b"title,by,to\nPromise,JP,US\n", b' [{"title": "Promise", "by": "JP", "to": "US"}]', b'{"title": "Promise"}')


@pytest.mark.parametrize("raw", ROWS)
def test_rows_are_rows_in_csv_and_in_json(raw: bytes) -> None:
    table, said = open_file("-", BytesIO(raw), ReadOptions())
    assert isinstance(table, Table)
    assert (table.rows[0].cells["title"], said) == ("Promise", "")


@pytest.mark.parametrize("form", ["json", "jsonl", "zip"])
def test_an_export_is_a_register_as_a_whole(form: str) -> None:
    assert open_file("-", BytesIO(serialize(WHOLE, form)[""]), ReadOptions()) == (ParsedDump(WHOLE, []), "")


def test_a_folder_is_one_too(tmp_path: Path) -> None:
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


def test_that_a_file_was_read_as_shift_jis_is_said(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes("title,by,to\n約束,JP,US\n".encode("cp932"))
    assert (
        open_file(str(tmp_path / "x"), None, ReadOptions())[1] == "it was read as Shift-JIS; --encoding names another"
    )
    assert open_file(str(tmp_path / "x"), None, ReadOptions(encoding="cp932"))[1] == ""


@pytest.mark.parametrize("raw", [b"", b" \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(raw: bytes) -> None:
    with pytest.raises(NotImportable, match="standard input cannot be imported: it is empty"):
        open_file("-", BytesIO(raw), ReadOptions())
