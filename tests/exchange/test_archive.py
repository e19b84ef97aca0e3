"""Archives and folders of others: nothing leads out of them, nothing grows beyond measure."""

import os
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tracker.errors import NotImportable, UnreadableFile
from tracker.exchange import archive
from tracker.exchange.archive import FREE, pack, read_folder, unpack

GOOD = {"datapackage.json": b"{}", "events.csv": b"a\r\n"}


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, raw in members:
            file.writestr(name, raw)
    return out.getvalue()


def linked(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_what_was_packed_is_unpacked_and_others_are_left_in() -> None:
    assert unpack("x", pack(GOOD)) == GOOD
    assert unpack("x", zipped(*GOOD.items(), ("readme.txt", b""), ("more/events.csv", b""))) == GOOD


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (zipped(("../events.csv", b"")), "“../events.csv”, which leads out of it"),
        (zipped(("a/../../b", b"")), "which leads out of it"),
        (zipped(("/etc/passwd", b"")), "which leads out of it"),
        (zipped(("a\\..\\b", b"")), "which leads out of it"),
        (zipped(("C:events.csv", b"")), "which leads out of it"),
        (zipped((linked("events.csv"), b"/etc/passwd")), "“events.csv”, which is a link"),
        (zipped(("events.csv", b"x"), method=zipfile.ZIP_BZIP2), "which has an unknown compression"),
        (zipped(*((f"{number}.csv", b"") for number in range(1001))), "holds more than 1000 files"),
        (zipped(("events.csv", b"")), "it has no datapackage.json"),
        (b"PK\x03\x04 and no more", "its archive is damaged"),
        (pack(GOOD)[:-30], "its archive is damaged"),
    ],
)
def test_a_dangerous_archive_is_refused_in_one_sentence(raw: bytes, why: str) -> None:
    with pytest.raises(NotImportable, match="x cannot be imported: ") as refused:
        unpack("x", raw)
    assert why in str(refused.value)


def test_an_archive_that_grows_beyond_measure_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(("datapackage.json", b"{}"), ("events.csv", bytes(3_000_000)))
    with pytest.raises(NotImportable, match=r"holds “events\.csv”, which grows by more than 100 times"):
        unpack("x", bomb)
    monkeypatch.setattr(archive, "MAX_BYTES", 2_000_000)
    with pytest.raises(NotImportable, match="would grow to more than 2 MB"):
        unpack("x", bomb)


@pytest.mark.parametrize("size", [FREE, FREE + 1])
def test_what_we_pack_is_unpacked_however_alike_it_is(size: int) -> None:
    files = GOOD | {"events.csv": b"a" * size}
    packed = pack(files)
    assert unpack("x", packed) == files
    assert (len(packed) > size) is (size > FREE)


def test_a_folder_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, raw in GOOD.items():
        (tmp_path / name).write_bytes(raw)
    monkeypatch.setattr(archive, "MAX_BYTES", 4)
    with pytest.raises(NotImportable, match="its files have more than 0 MB; divide it"):
        read_folder(str(tmp_path))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_stands_in_an_archive_once() -> None:
    with pytest.raises(NotImportable, match="holds a name twice"):
        unpack("x", zipped(("events.csv", b"a"), ("events.csv", b"b")))


def test_an_encrypted_archive_is_refused() -> None:
    raw = bytearray(pack(GOOD))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    with pytest.raises(NotImportable, match="which is encrypted"):
        unpack("x", bytes(raw))


def test_a_smaller_size_than_the_true_one_is_found_out() -> None:
    raw = bytearray(zipped(("datapackage.json", b"x" * 1000)))
    central = raw.index(b"PK\x01\x02")
    raw[central + 24 : central + 28] = (10).to_bytes(4, "little")
    with pytest.raises(NotImportable, match="its archive is damaged"):
        unpack("x", bytes(raw))


def test_a_folder_is_read_without_its_links(tmp_path: Path) -> None:
    for name, raw in GOOD.items():
        (tmp_path / name).write_bytes(raw)
    assert read_folder(str(tmp_path)) == GOOD
    (tmp_path / "views.csv").symlink_to("/etc/passwd")
    with pytest.raises(NotImportable, match=r"its views\.csv is a link or no"):
        read_folder(str(tmp_path))


def test_a_folder_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no such file or directory"):
        read_folder(str(tmp_path / "gone"))


def test_a_pipe_in_a_folder_is_read_by_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "datapackage.json")
    with pytest.raises(NotImportable, match=r"its datapackage\.json is a link or not an ordinary file"):
        read_folder(str(tmp_path))
