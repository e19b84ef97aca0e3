"""A chart as PNG: the picture of `svg`, drawn by resvg with the fonts of the system."""

from collections.abc import Iterator
from struct import pack
from typing import Final
from zlib import crc32

from resvg_py import svg_to_bytes

from tracker.render import GENERATOR
from tracker.render.escape import Terminal
from tracker.render.svg import draw_first
from tracker.reports.table import Table

ZOOM: Final = 2  # pixels of the picture for a pixel of the drawing, as sharp screens have
HEADER: Final = 33  # bytes of a PNG before its second chunk


def as_png(table: Table, _: Terminal) -> Iterator[bytes]:
    """The first chart of a table, in light colours. Refuses a table without a chart."""
    picture = svg_to_bytes(svg_string=draw_first(table, "png"), zoom=ZOOM)
    yield picture[:HEADER]
    yield _chunk(b"tEXt", f"Software\0{GENERATOR}".encode())
    yield picture[HEADER:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))
