"""Formats: a listing -> text. One function a format; what is shown comes from the reports."""

from collections.abc import Callable, Iterator
from typing import Final

from tracker.render.delimited import as_csv
from tracker.render.markup import as_markdown
from tracker.render.objects import as_json, as_jsonl
from tracker.render.surface import Surface
from tracker.render.table import as_table
from tracker.reports.listing import Listing

Format = Callable[[Listing, Surface], Iterator[str]]
FORMATS: Final[dict[str, Format]] = {
    "table": as_table,
    "csv": as_csv,
    "json": as_json,
    "jsonl": as_jsonl,
    "markdown": as_markdown,
}
