"""A listing: what every report returns and every format shows. Values for machines, panels for people."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias, TypeVar, Union

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.commitment import Source
from tracker.model.dates import DateSpan

Kind = Literal["text", "code", "date", "number", "flag", "table"]
Tone = Literal["", "bad", "late", "doubt", "warn", "soon", "info", "good", "dim", "strong", "gone"]
Sign = Literal["moved", "target", "delivered", "met", "due"]
Value: TypeAlias = Union[str, int, bool, Decimal, date, datetime, DateSpan, tuple[str, ...], "Table", None]


Item = TypeVar("Item")


class Column(Struct, frozen=True):
    """A column of a listing; `text` is written by people and may hold anything, a `code` is from a vocabulary.

    `unit` names the column that says what a number counts.
    """

    name: str
    kind: Kind = "code"
    unit: str = ""

    @property
    def number_name(self) -> str:
        """The key of an amount as a JSON number, which need not be exact; nothing if the column holds no amounts."""
        return f"{self.name}_number" if self.unit else ""


class Cell(NamedTuple):
    """What stands in one place of a panel, and the tone it is said in; the words alone carry the meaning.

    `key` is what it is sorted by where its text would not do, `sources` are what it rests on. `link` is the address
    that it leads to, where a format can lead anywhere.
    """

    text: str
    tone: Tone = ""
    key: int | Decimal | str | None = None
    sources: tuple[Source, ...] = ()
    link: str = ""


class Heading(Struct, frozen=True):
    """A column of a panel.

    Where the width is short a `flexible` one is narrowed first and its text wrapped to at most `lines` lines
    (0: to as many as it takes); then neighbours with the same `stack` are put above each other. `most` is how wide a
    cell makes the column on a terminal; what is wider is wrapped (0: as wide as it is).
    """

    text: str
    stack: str = ""
    right: bool = False
    flexible: bool = False
    lines: int = 0
    most: int = 0


class Layout(Struct, frozen=True):
    """The columns of a panel on a terminal of at least `least` columns, and of fewer than the next layout.

    Each column is written as the names of its headings: ` / ` begins the next line, ` · ` continues the line.

    >>> Layout(0, ("When / Due", "Title / Status · Ref")).lines
    ((('When',), ('Due',)), (('Title',), ('Status', 'Ref')))
    """

    least: int
    columns: tuple[str, ...]

    @property
    def lines(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """The names in each line of each column."""
        return tuple(tuple(tuple(line.split(" · ")) for line in column.split(" / ")) for column in self.columns)


class Mark(NamedTuple):
    """A day on a track that deserves a sign of its own; `words` say what happened then."""

    day: date
    sign: Sign
    words: str = ""


class Track(Struct, frozen=True):
    """One bar of a chart, from `start` to `end`; without an end it is open and fades out.

    `cells` stand beside the bar, the first of them names it.
    """

    cells: tuple[Cell, ...]
    start: date
    end: date | None = None
    marks: tuple[Mark, ...] = ()
    tone: Tone = ""


class Chart(Struct, frozen=True):
    """Tracks over the same days, `first` to `last`, with a line at `today`."""

    tracks: tuple[Track, ...]
    first: date
    last: date
    today: date


class Panel(Struct, frozen=True):
    """A table for people, or sentences or a chart in its place, with its title above and its notes below.

    `more` is what a reader may open, where a format can open anything; a cell that says the `name` of such a panel
    leads there. `layouts`, the first of them for any width, say how the table of a terminal is arranged.
    """

    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    notes: tuple[str, ...] = ()
    sentences: tuple[Cell, ...] = ()
    chart: Chart | None = None
    name: str = ""
    more: tuple["Panel", ...] = ()
    layouts: tuple[Layout, ...] = ()

    @property
    def has_facts(self) -> bool:
        """Whether its rows are pairs, of a name and a fact."""
        return [heading.text for heading in self.headings] == ["", ""]

    def without_empty_columns(self) -> "Panel":
        """The panel without the columns that are empty in all of its rows."""
        kept = [place for place in range(len(self.headings)) if any(row[place].text for row in self.rows)]
        rows = tuple(tuple(row[place] for place in kept) for row in self.rows)
        return replace(self, headings=tuple(self.headings[place] for place in kept), rows=rows)


class Table(Struct, frozen=True):
    """Rows of values under named columns, and the same as panels; `language` is the one titles were asked for in."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    panels: tuple[Panel, ...] = ()
    title: str = ""
    language: str = ""

    def only(self, names: Sequence[str]) -> "Table":
        """The listing with just those columns, in that order, and its panels made one plain one with the same notes."""
        places = {column.name: place for place, column in enumerate(self.columns)}
        columns = tuple(self.columns[places[name]] for name in names)
        rows = tuple(tuple(row[places[name]] for name in names) for row in self.rows)
        notes = tuple(note for panel in self.panels for note in panel.notes)
        return Table(columns, rows, (plain_panel(columns, rows, notes),) if self.panels else ())


def table_of(
    fields: Iterable[tuple[Column, Callable[[Item], Value]]],
    items: Iterable[Item],
    panels: Iterable[Panel],
    language: str = "",
) -> Table:
    """A row for each item, with what each field reads of it."""
    fields = tuple(fields)
    rows = tuple(tuple(read(item) for _, read in fields) for item in items)
    return Table(tuple(column for column, _ in fields), rows, tuple(panels), language=language)


def plain_panel(columns: Iterable[Column], rows: Iterable[tuple[Value, ...]], notes: tuple[str, ...] = ()) -> Panel:
    """A panel that shows values as they are: numbers to the right, text where there is room."""
    headings = tuple(
        Heading(column.name, right=column.kind == "number", flexible=column.kind == "text") for column in columns
    )
    return Panel(headings, tuple(tuple(Cell(plain(value)) for value in row) for row in rows), notes=notes)


def plain(value: Value) -> str:
    """A value as text: dates as ISO 8601, numbers without exponent, several codes with a semicolon, nothing as nothing.

    >>> plain(("JP", "SOFTBANK")), plain(None), plain(True), plain(Decimal("1E+3"))
    ('JP;SOFTBANK', '', 'true', '1000')
    """
    match value:
        case str() | None:
            return value or ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case tuple():
            return ";".join(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)
