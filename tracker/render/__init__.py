"""Formats: a listing -> text or bytes. One function a format, imported when it is asked for."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Final, TypeAlias

from tracker.errors import BadChoice, MissingExtra
from tracker.render.escape import Terminal
from tracker.reports.table import Table

Chunks: TypeAlias = Iterator[str] | Iterator[bytes]
Format: TypeAlias = Callable[[Table, Terminal], Chunks]
FORMATS: Final = {
    "table": "table.as_table",
    "csv": "csv.as_csv",
    "json": "json.as_json",
    "jsonl": "json.as_jsonl",
    "markdown": "markdown.as_markdown",
    "html": "html.as_html",
    "xlsx": "xlsx.as_xlsx",
    "ics": "ics.as_ics",
    "svg": "svg.as_svg",
    "png": "png.as_png",
}
# The formats that need a library beside the core, which the extra of the same name brings.
EXTRAS: Final = {"html": "jinja2", "xlsx": "xlsxwriter", "ics": "icalendar", "png": "resvg_py"}
EXCEL: Final = "excel-csv"  # is asked for by an option of its own
BINARY: Final = frozenset({"xlsx", "png"})


def format_of(name: str) -> Format:
    """The format of that name; refuses one that does not exist, or whose library is not installed."""
    if name not in FORMATS and name != EXCEL:
        raise BadChoice("format", name, list(FORMATS))
    module, _, function = FORMATS.get(name, "csv.as_excel_csv").partition(".")
    try:
        found: Format = getattr(import_module(f"tracker.render.{module}"), function)
    except ModuleNotFoundError as error:
        if error.name != EXTRAS.get(name):
            raise
        from tracker.errors.extras import install_command  # noqa: PLC0415 - only a refusal needs it

        raise MissingExtra(name, install_command(name)) from None
    return found
