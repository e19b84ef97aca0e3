"""HTML: one file without network access, readable without its script.

Each text is escaped by `html_cells.escaped`. The content security policy allows only the script and the styles of this
file, by hash.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from tracker.render.csv import as_csv
from tracker.render.escape import Terminal
from tracker.render.footnotes import Footnotes
from tracker.render.html_cells import CellRenderer, escaped
from tracker.render.html_facets import facets_of
from tracker.render.html_frame import footer, head, header
from tracker.render.html_panels import PanelRenderer
from tracker.render.refs import anchor
from tracker.render.svg_shapes import STYLE
from tracker.reports.table import Panel, Table

STORED: Final = 300  # records in the elements of a page; more are elements only once they are opened
STYLE_FILE: Final = "page.css"
SCRIPT_FILE: Final = "page.js"
_NO_LETTERS: Final = re.compile("[^a-z0-9]+")
_OWN_ANCHORS: Final = (
    "main",
    "filter",
    "party",
    "category",
    "status",
    "open",
    "shown",
    "sources",
    "stored",
    "facets",
)  # of the frame


class Links(Struct, frozen=True):
    """The addresses that a page leads to.

    `refs` are the commitments with a record, and `href` is the address of a record. `data` is the address of the values
    behind a panel. `navigation` are texts with their addresses. `assets` is the address of the folder with the style
    and the script; without one both are inside of the page. `feed` is the address of a feed of changes.
    """

    refs: Collection[str]
    href: Callable[[str], str]
    data: Callable[[Panel], str]
    navigation: tuple[tuple[str, str], ...] = ()
    assets: str | None = None
    feed: str = ""


def as_html(table: Table, _: Terminal) -> Iterator[str]:
    """A single page of the panels: facts, tables to sort and filter, charts, and records that can be opened."""
    refs = frozenset(part.name for panel in table.panels for part in panel.more if part.name)
    yield from render_page(table, Links(refs, href=_record_href, data=inline_data))


def render_page(table: Table, links: Links) -> Iterator[str]:
    """A page of the panels, alone or in a site."""
    title = table.title or next((panel.title for panel in table.panels if panel.title), "tracker")
    cells = CellRenderer(Footnotes(), links.refs, table.language, links.href)
    count = sum(bool(part.name) for panel in table.panels for part in panel.more)
    panels = PanelRenderer(cells, links.data, table.records, is_stored=table.records == "open" and count > STORED)
    named = list(zip(_anchors(table.panels), table.panels, strict=True))
    facets, is_single = facets_of(table), links.assets is None
    if is_single:
        style, script = f"<style>{style_file()}</style>", f"<script>{script_file()}</script>"
    else:
        style = f'<link rel="stylesheet" href="{escaped(f"{links.assets}{STYLE_FILE}")}">'
        script = f'<script src="{escaped(f"{links.assets}{SCRIPT_FILE}")}"></script>'
    contents = [(panel.title, f"#{name}") for name, panel in named if panel.title]
    yield head(title, _policy(is_single=is_single), style, links.feed)
    yield f'<body data-print="{table.records}">\n'
    yield header(f"<h1{cells.lang(title)}>{escaped(title)}</h1>", links.navigation, contents, facets)
    yield '<main id="main">\n'
    for section in panels.sections(named, title):
        yield f"{section}\n"
    yield "</main>\n"
    yield footer(facets, script, is_single=is_single)


def style_file() -> str:
    """The style of every page of a site."""
    return _file(STYLE_FILE)


def script_file() -> str:
    """The script of every page of a site."""
    return _file(SCRIPT_FILE)


def _anchors(panels: Collection[Panel]) -> Iterator[str]:
    """The anchor of each panel: its own, else one from its title, else its number; no anchor comes twice."""
    used = set(_OWN_ANCHORS)
    for number, panel in enumerate(panels, 1):
        name = panel.anchor or _NO_LETTERS.sub("-", panel.title.lower()).strip("-") or f"part-{number}"
        while name in used:
            name = f"{name}-{number}"
        used.add(name)
        yield name


def _record_href(ref: str) -> str:
    return f"#{anchor(ref)}"


def inline_data(panel: Panel) -> str:
    """The values behind a panel as an address that holds them."""
    text = "".join(as_csv(panel.data, Terminal())) if panel.data else ""
    return f"data:text/csv;charset=utf-8,{quote(text)}"


@cache
def _policy(*, is_single: bool) -> str:
    """The content security policy: the script and the styles of the page or of the site, and nothing else."""
    if is_single:
        return policy(script_file(), style_file(), STYLE)
    return _with_sources("'self'", f"'self' {_hash(STYLE)}")


def policy(script: str, *styles: str) -> str:
    """The content security policy: run this script, apply these styles, and nothing else."""
    return _with_sources(_hash(script), " ".join(_hash(style) for style in styles))


def _with_sources(script: str, styles: str) -> str:
    return f"default-src 'none'; script-src {script}; style-src {styles}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _file(name: str) -> str:
    return files("tracker.render").joinpath("templates", name).read_text(encoding="utf-8")
