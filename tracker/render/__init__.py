"""The output formats: a table becomes text or bytes. Each format is one function, imported when it is used."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Final, TypeAlias

from msgspec import Struct

from tracker.errors import BadChoice, MissingExtra
from tracker.render.escape import Terminal
from tracker.reports.table import Table

Chunks: TypeAlias = Iterator[str] | Iterator[bytes]
Render: TypeAlias = Callable[[Table, Terminal], Chunks]
GENERATOR: Final = "tracker"


class Format(Struct, frozen=True):
    """One output format; a new one is a row of FORMATS and the function that it names.

    `function` is a module of this package and its function, `suffixes` are the file names that mean this format, and
    `library` is the package that the extra of the same name installs. `shows` is the part of a report that the format
    can show, if it cannot show every table. A file is replaced only if it is a report of this format: it has the
    `signature` in its first bytes, or the function of that name in `signatures` recognises it. `prefix` is written
    before the text in a file.
    """

    function: str
    suffixes: tuple[str, ...] = ()
    library: str = ""
    is_binary: bool = False
    shows: str = ""
    signature: str = ""
    recognised_by: str = "has_signature"
    prefix: str = ""


_COMMENT: Final = f"<!-- {GENERATOR} -->\n"  # which no reader of Markdown shows
FORMATS: Final = {
    "table": Format("table.as_table", recognised_by="is_never_ours"),
    "csv": Format("csv.as_csv", (".csv",), recognised_by="has_header"),
    "json": Format("json.as_json", (".json",), recognised_by="has_keys"),
    "jsonl": Format("json.as_jsonl", (".jsonl", ".ndjson"), recognised_by="has_keys"),
    "markdown": Format(
        "markdown.as_markdown", (".md",), signature=_COMMENT, recognised_by="begins_with_signature", prefix=_COMMENT
    ),
    "html": Format("html.as_html", (".html", ".htm"), signature=f'<meta name="generator" content="{GENERATOR}">'),
    "xlsx": Format("xlsx.as_xlsx", (".xlsx",), "xlsxwriter", is_binary=True, recognised_by="is_workbook"),
    "ics": Format("ics.as_ics", (".ics",), "icalendar", shows="calendar", signature=f"PRODID:-//{GENERATOR}//"),
    "atom": Format(
        "atom.as_atom", (".atom",), shows="feed of changes", signature=f"<generator>{GENERATOR}</generator>"
    ),
    "svg": Format("svg.as_svg", (".svg",), shows="chart", signature=f"<metadata>{GENERATOR}</metadata>"),
    "png": Format(
        "png.as_png", (".png",), "resvg_py", is_binary=True, shows="chart", signature=f"Software\0{GENERATOR}"
    ),
}
EXCEL: Final = "excel-csv"  # has an option of its own, and no name for --format
SUFFIXES: Final = {suffix: name for name, found in FORMATS.items() for suffix in found.suffixes}


def format_help() -> str:
    """The names of the formats for the help of --format, those that show one thing last."""
    special: dict[str, list[str]] = {}
    for name, found in FORMATS.items():
        special.setdefault(found.shows, []).append(name)
    general = ", ".join(special.pop(""))
    return f"{general}; " + ", ".join(f"{' or '.join(names)} for a {shows}" for shows, names in special.items())


def format_named(name: str) -> Format:
    """The format of that name. Refuses an unknown one."""
    if name == EXCEL:
        return Format("csv.as_excel_csv", recognised_by="has_header")
    if name not in FORMATS:
        raise BadChoice("format", name, list(FORMATS))
    return FORMATS[name]


def format_of(name: str) -> Render:
    """The function that renders a format. Refuses an unknown format, and one whose library is not installed."""
    found = format_named(name)
    module, _, function = found.function.partition(".")
    try:
        render: Render = getattr(import_module(f"tracker.render.{module}"), function)
    except ModuleNotFoundError as error:
        if not found.library or error.name != found.library:
            raise
        from tracker.errors.extras import install_command  # noqa: PLC0415 - only a refusal needs it

        raise MissingExtra(name, install_command(name)) from None
    return render
