"""HTML: one file without network access, readable without its script.

Jinja2 escapes every text. The content security policy allows only the script and the styles of this file, by hash.
"""

import base64
import hashlib
from collections.abc import Iterator
from functools import cache, partial
from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from tracker import __version__
from tracker.render import GENERATOR, svg
from tracker.render.escape import Terminal
from tracker.render.footnotes import Footnotes
from tracker.render.html_cells import CellRenderer, anchor, shown
from tracker.render.svg_shapes import STYLE
from tracker.reports.table import Cell, Drawing, Panel, Table
from tracker.reports.text import reference

FIGURE: Final = 12  # most letters of a fact that is shown large


def as_html(table: Table, _: Terminal) -> Iterator[str]:
    """A page of the panels: facts, tables to sort and filter, charts, and what can be opened."""
    style, script = _file("page.css"), _file("page.js")
    names = frozenset(part.name for panel in table.panels for part in panel.more if part.name)
    passages = CellRenderer(Footnotes(), names, table.language)
    yield from _template().generate(
        title=table.title or next((panel.title for panel in table.panels if panel.title), "tracker"),
        panels=table.panels,
        contents=[(number, panel) for number, panel in enumerate(table.panels, 1) if panel.title],
        passages=passages,
        generator=GENERATOR,
        version=__version__,
        policy=policy(script, style, STYLE),
        style=Markup(style),  # noqa: S704 - ours
        script=Markup(script),  # noqa: S704 - ours
        text=shown,
        line=Cell,
        anchor=anchor,
        reference=reference,
        picture=partial(_picture, language=table.language),
        are_figures=_are_figures,
    )


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_file("page.html"))


def policy(script: str, *styles: str) -> str:
    """The content security policy: run this script, apply these styles, and nothing else."""
    allowed = " ".join(_hash(style) for style in styles)
    return f"default-src 'none'; script-src {_hash(script)}; style-src {allowed}; base-uri 'none'; form-action 'none'"


def _are_figures(panel: Panel) -> bool:
    return all(len(fact.text) <= FIGURE for _, fact in panel.rows)


def _picture(chart: Drawing, label: str, language: str) -> Markup:
    return Markup(svg.draw_chart(chart, label, language, headed=False))  # noqa: S704 - of elements, each text escaped


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _file(name: str) -> str:
    return files("tracker.render").joinpath("templates", name).read_text(encoding="utf-8")
