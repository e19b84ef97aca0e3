"""Where a listing goes and what it looks like there: the format that is asked for, on standard output or in a file."""

import sys
from itertools import chain
from pathlib import Path
from typing import Final

from tracker.commands.options import Showing
from tracker.commands.output import terminal, write_file, write_out
from tracker.commands.pager import page_out
from tracker.commands.places import find_register
from tracker.commands.replacing import may_replace
from tracker.errors import MissingValue
from tracker.render import BINARY, EXCEL, format_of
from tracker.render.surface import Surface
from tracker.reports.listing import Listing

SUFFIXES: Final = {".ndjson": "jsonl", ".md": "markdown", ".htm": "html"} | {
    f".{name}": name for name in ("csv", "json", "jsonl", "html", "xlsx", "ics", "svg", "png")
}


def format_asked(viewing: Showing) -> str:
    """The format that is asked for by its name, by --json, --csv or --excel, or by the name of the file."""
    named = dict.fromkeys(filter(None, (viewing.format, "json" * viewing.json, "csv" * viewing.csv)))
    if len(named) > 1:
        raise MissingValue(f"{' and '.join(named)} are different formats", "give one of them")
    name = next(iter(named), None)
    if viewing.excel and name not in {None, "csv"}:
        raise MissingValue(f"--excel is a kind of CSV and {name} is not", "give one of the two")
    if viewing.excel:
        return EXCEL
    return name or SUFFIXES.get(Path(viewing.output or "").suffix.lower(), "table")


def show(listing: Listing, viewing: Showing) -> None:
    """Show a listing on standard output, or write it to the file that is named."""
    name = format_asked(viewing)
    write = format_of(name)
    if viewing.output and viewing.output != "-":
        _write(viewing, name, listing, viewing.output)
    elif name in BINARY and sys.stdout.isatty():
        raise MissingValue(f"{name} is nothing for a terminal", "give --output FILE")
    elif name == "table" and not viewing.output:
        page_out(write(listing, terminal()))
    else:
        write_out(write(listing, terminal()))


def _write(viewing: Showing, name: str, listing: Listing, place: str) -> None:
    from tracker.render.marks import COMMENT, is_ours  # noqa: PLC0415 - only a file has to be known again

    def is_known(path: Path) -> bool:
        if path.is_dir():
            return True  # it is refused when it is written to
        with path.open("rb") as file:
            return is_ours(name, listing, file)

    register = find_register(viewing.register)
    may_replace(place, is_known, force=viewing.force, register=register, kind="report of this kind")
    mark: list[str | bytes] = [COMMENT] if name == "markdown" else []
    write_file(place, chain(mark, format_of(name)(listing, Surface())))
