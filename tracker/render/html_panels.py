"""HTML of panels: facts, tables, sentences, notes, pictures and records."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tracker.language import translate
from tracker.render import svg
from tracker.render.html_cells import CellRenderer, escaped, shown
from tracker.render.html_facets import as_script
from tracker.render.refs import anchor
from tracker.reports.charts import Timeline
from tracker.reports.table import Cell, Drawing, Heading, Panel, Records
from tracker.reports.text import reference

FIGURE: Final = 12  # most letters of a fact that is shown large
TRACKS: Final = 12  # of a timeline in one picture
_STAYING: Final = ("cite", "method")  # the anchors of panels that a filter does not hide


class PanelRenderer(Struct, frozen=True):
    """The state of a page: its cells, and the address of the values behind a panel.

    `records` are the records that are printed; `is_stored`: they are elements only once they are opened.
    """

    cells: CellRenderer
    data: Callable[[Panel], str]
    records: Records
    is_stored: bool

    def sections(self, panels: Iterable[tuple[str, Panel]], title: str) -> Iterator[str]:
        """The panels, each with its anchor, and the sources that they cite; `title` is that of the page."""
        for name, panel in panels:
            yield self._section(panel, name, title)
        if items := "\n".join(self._sources()):
            heading = _heading("sources", escaped(translate("Sources")))
            yield f'<section aria-labelledby="sources" class="sources">{heading}<ol>\n{items}\n</ol></section>'

    def _section(self, panel: Panel, name: str, title: str) -> str:
        label = f' aria-labelledby="{escaped(name)}"' if panel.title else ""
        stays = " data-stays" if panel.anchor in _STAYING else ""
        has_words = panel.sentences and not (panel.rows or panel.chart or panel.more)
        kind = ' class="words"' if has_words else ""
        heading = _heading(name, self.cells.plain(panel.title)) if panel.title else ""
        body = self._body(panel, panel.title or title, name)
        return f"<section{label}{self.cells.subject(panel)}{stays}{kind}>\n{heading}{body}\n</section>"

    def _sources(self) -> Iterator[str]:
        for number, source in self.cells.footnotes:
            words, address = reference(source), self.cells.cell(Cell(source.url))
            yield f'<li id="source-{number}"><span{self.cells.lang(words)}>{escaped(words)}</span> {address}</li>'

    def _body(self, panel: Panel, label: str, name: str = "") -> str:
        """All of a panel but its heading; a part inside of a panel has no `name`, and is not sorted."""
        return "\n".join(self._pieces(panel, label, name))

    def _pieces(self, panel: Panel, label: str, name: str) -> Iterator[str]:
        if panel.chart:
            yield _region(label, "".join(_pictures(panel.chart, shown(label), self.cells.language)), " pictures")
        if panel.rows:
            yield self._facts(panel) if panel.has_facts else self._table(panel, label, is_sortable=bool(name))
        if panel.sentences:
            cells = self.cells
            items = "\n".join(f"<li{cells.refs_of(each)}>{cells.cell(each)}</li>" for each in panel.sentences)
            yield f"<ul>{items}\n</ul>"
        for note in panel.notes:
            yield f'<p class="dim">{self.cells.cell(Cell(note))}</p>'
        if panel.data:
            address, words = escaped(self.data(panel)), escaped(translate("Numbers as CSV"))
            yield f'<p class="data"><a href="{address}" download="{escaped(name)}.csv">{words}</a></p>'
        for part in panel.more:
            if not part.name:
                yield f"<section><h3>{escaped(part.title)}</h3>\n{self._body(part, part.title)}\n</section>"
        records = [part for part in panel.more if part.name]
        if records and self.records != "none":
            yield self._records(records)

    def _facts(self, panel: Panel) -> str:
        """The facts of a panel, each with its name."""
        kind, cells = "figures" if all(len(fact.text) <= FIGURE for _, fact in panel.rows) else "facts", self.cells
        lines = "\n".join(
            f"<div><dt>{cells.plain(name.text)}</dt><dd>{cells.cell(fact, name.text)}</dd></div>"
            for name, fact in panel.rows
        )
        return f'<dl class="{kind}">\n{lines}\n</dl>'

    def _table(self, panel: Panel, label: str, *, is_sortable: bool) -> str:
        grid = self.cells.grid(panel)
        sort = " data-sort" if is_sortable else ""
        headings, rows = "\n".join(map(_column, grid.headings)), "\n".join(grid.rows)
        return _region(
            label,
            f"\n<table{sort}>\n<caption>{escaped(label)}</caption>\n<thead><tr>\n{headings}\n</tr></thead>\n"
            f"<tbody>\n{rows}\n</tbody>\n</table>\n",
        )

    def _records(self, parts: Sequence[Panel]) -> str:
        if self.is_stored:
            text = translate(
                "The records of these commitments are kept inside of this page, and opening one needs its script, "
                "which is switched off."
            )
            stored = as_script({anchor(part.name): self._record(part) for part in parts})
            inside = (
                f"<noscript><p>{escaped(text)}</p></noscript>\n"
                f'<script type="application/json" id="stored">{stored}</script>'
            )
        else:
            is_open = " open" if self.records == "all" else ""
            inside = "\n".join(
                f'<details id="{escaped(anchor(part.name))}" class="record" data-refs="{escaped(part.name)}"{is_open}>'
                f"{self._record(part)}</details>"
                for part in parts
            )
        return f'<div class="records">\n<h3>{escaped(translate("Records"))}</h3>\n{inside}\n</div>'

    def _record(self, part: Panel) -> str:
        return f"<summary>{self.cells.summary(part)}</summary>\n{self._body(part, part.title)}".strip()


def _heading(name: str, inside: str) -> str:
    """A heading that leads to itself."""
    mark = f'<a class="mark" href="#{escaped(name)}" aria-label="{escaped(translate("Link to this section"))}"></a>'
    return f'<h2 id="{escaped(name)}">{inside}{mark}</h2>'


def _column(heading: Heading) -> str:
    if not heading.text:
        return "<td></td>"
    side = ' class="right"' if heading.right else ""
    return f'<th scope="col"{side}>{escaped(heading.text)}</th>'


def _region(label: str, inside: str, kind: str = "") -> str:
    """A part of the page that is scrolled where it is too wide."""
    return f'<div class="scroll{kind}" tabindex="0" role="group" aria-label="{escaped(label)}">{inside}</div>'


def _pictures(chart: Drawing, label: str, language: str) -> Iterator[str]:
    """A chart as one picture; a long timeline as several, so that it can be parted between sheets of paper."""
    parts = [chart]
    if isinstance(chart, Timeline):
        count = -(-len(chart.tracks) // TRACKS)
        parts = [replace(chart, tracks=chart.tracks[index * TRACKS :][:TRACKS]) for index in range(count)]
    for part in parts:
        yield svg.draw_chart(part, label, language, headed=False)
