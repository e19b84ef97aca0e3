"""Formats: a listing -> text. One function a format, imported when it is asked for."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Final, TypeAlias

from tracker.errors import BadChoice
from tracker.render.surface import Surface
from tracker.reports.listing import Listing

Format: TypeAlias = Callable[[Listing, Surface], Iterator[str]]
FORMATS: Final = {
    "table": "table.as_table",
    "csv": "delimited.as_csv",
    "json": "objects.as_json",
    "jsonl": "objects.as_jsonl",
    "markdown": "markup.as_markdown",
}


def format_of(name: str) -> Format:
    """The format of that name; refuses one that does not exist."""
    if name not in FORMATS:
        raise BadChoice("format", name, list(FORMATS))
    module, _, function = FORMATS[name].partition(".")
    found: Format = getattr(import_module(f"tracker.render.{module}"), function)
    return found
