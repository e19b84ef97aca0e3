"""Bytes of a file, and the text in them: which encoding it is in, and what is no text at all."""

import os
from io import BytesIO
from pathlib import Path

import pytest

from tracker.errors import BadUsage, NotImportable, UnreadableFile
from tracker.exchange import encoding as encoding_module
from tracker.exchange.encoding import decode_text, is_folder, read_bytes

TEXT = "ref,件名\r\njp-us-lng,液化天然ガスの輸入\r\n"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("cp932", "cp932"),
        ("shift_jis", "cp932"),
    ],
)
def test_an_encoding_is_told_from_the_bytes(encoding: str, name: str) -> None:
    assert decode_text("x", TEXT.encode(encoding)) == (TEXT, name)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("euc-jp", "件名,期限\n協定の改定,来年\n"),
        ("gb18030", "标题,期限\n协定的修改,明年\n"),
        ("euc-kr", "제목,기한\n협정의 개정,내년\n"),
        ("euc-kr", "title\n가나다\n"),
        ("big5", "標題,期限\n協定的修改,明年\n"),
    ],
)
def test_another_encoding_is_refused_and_read_when_it_is_named(encoding: str, text: str) -> None:
    with pytest.raises(NotImportable, match="name its encoding, as in --encoding gb18030"):
        decode_text("x", text.encode(encoding))
    assert decode_text("x", text.encode(encoding), encoding) == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_a_nul_is_refused_with_its_line_and_not_taken_for_utf_16(encoding: str) -> None:
    with pytest.raises(NotImportable, match="x cannot be imported: it has a NUL character on line 2; make it"):
        decode_text("x", 'title,by,to\n"約束\0b",JP,US\n'.encode(encoding))


def test_bytes_that_are_not_what_they_say_are_refused_with_their_place() -> None:
    with pytest.raises(NotImportable, match="it is not utf-16-le at byte 0"):
        decode_text("x", b"\xff\xfe\x00\xd8")
    with pytest.raises(NotImportable, match="it is not euc-jp at byte 1"):
        decode_text("x", b"a\xff", "euc-jp")
    with pytest.raises(NotImportable, match="it is not idna at byte"):
        decode_text("x", b"xn--a\xff", "idna")


@pytest.mark.parametrize("name", ["klingon", "hex", "a\0b"])
def test_an_unknown_encoding_is_refused(name: str) -> None:
    with pytest.raises(BadUsage, match="is not an encoding"):
        decode_text("x", b"a", name)


def test_a_file_is_read_whole_and_so_is_standard_input(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"a")
    assert read_bytes(str(tmp_path / "x"), None) == b"a"
    assert read_bytes("-", BytesIO(b"b")) == b"b"
    assert read_bytes("-", None) == b""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("gone", "no such file or directory"),
        ("a\0b", "there is nothing of that name"),
        ("", "it is not an ordinary file"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        read_bytes(f"{tmp_path}/{name}", None)


def test_a_folder_is_told_from_everything_else(tmp_path: Path) -> None:
    places = (str(tmp_path), "-", "a\0b", "x" * 5000, str(tmp_path / "gone"))
    assert [is_folder(place) for place in places] == [True, False, False, False, False]


def test_a_device_is_not_read() -> None:
    with pytest.raises(UnreadableFile, match="it is not an ordinary file"):
        read_bytes(os.devnull, None)


def test_what_is_too_large_is_refused_before_it_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding_module, "MAX_BYTES", 2_000_000)
    with pytest.raises(NotImportable, match="it has more than 2 MB; divide it"):
        read_bytes("-", BytesIO(bytes(2_000_001)))
