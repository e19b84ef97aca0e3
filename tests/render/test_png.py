"""The timeline as PNG: the same picture, marked as ours."""

from struct import unpack
from zlib import crc32, decompress

from tests.reports.charts import bars, track
from tracker.render.escape import Terminal
from tracker.render.png import as_png
from tracker.reports.table import Table


def written(listing: Table) -> bytes:
    return b"".join(as_png(listing, Terminal()))


def chunks(picture: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks of a PNG, whose sums must be right."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    found, place = [], 8
    while place < len(picture):
        length, kind = unpack(">I4s", picture[place : place + 8])
        data = picture[place + 8 : place + 8 + length]
        assert unpack(">I", picture[place + 8 + length :][:4]) == (crc32(kind + data),)
        found.append((kind, data))
        place += 12 + length
    return found


def test_it_is_a_picture_of_two_pixels_for_one_that_says_who_made_it() -> None:
    found = chunks(written(bars(track(), track())))
    assert unpack(">II", found[0][1][:8]) == (2400, 2 * (74 + 2 * 42 + 68))
    assert found[1] == (b"tEXt", b"Software\0tracker")
    assert found[-1] == (b"IEND", b"")


def test_something_is_drawn() -> None:
    pixels = decompress(b"".join(data for kind, data in chunks(written(bars())) if kind == b"IDAT"))
    assert len(set(pixels)) > 10


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert written(bars(track("約束 promise"))) == written(bars(track("約束 promise")))
