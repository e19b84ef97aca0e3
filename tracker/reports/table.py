"""The result of a report for every format: values for machines, panels for people; and the fields of many reports."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Generic, Literal, Protocol, TypeAlias, TypeVar, Union, get_args

from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import all_quoted
from tracker.language import translate, written_day
from tracker.model.amounts import Amount
from tracker.model.commitment import Source
from tracker.model.dates import DateSpan
from tracker.reports.date_text import span_written
from tracker.reports.event_text import cited
from tracker.state.portfolio import Standing

TextKind = Literal["quote", "summary"]
TEXT_KINDS: Final[tuple[TextKind, ...]] = get_args(TextKind)
Kind = Literal["text", "code", "date", "number", "flag", "table"]
Tone = Literal["", "bad", "late", "doubt", "warn", "soon", "info", "good", "dim", "strong", "gone"]
Records = Literal["all", "open", "none"]
Value: TypeAlias = Union[str, int, bool, Decimal, date, datetime, DateSpan, tuple[str, ...], "Table", None]


Item = TypeVar("Item")


class Column(Struct, frozen=True):
    """A column of values; people write `text`, which may hold anything; a `code` is from a vocabulary.

    `unit` names the column that holds the unit of a number. `words` are what people call it, if it has no heading.
    """

    name: str
    kind: Kind = "code"
    unit: str = ""
    words: str = ""

    @property
    def number_name(self) -> str:
        """The key of an amount as a JSON number, which may be inexact; empty if the column holds no amounts."""
        return f"{self.name}_number" if self.unit else ""


class Cell(Struct, frozen=True):
    """One cell of a panel, in a tone; the words alone carry the meaning.

    `key` is the sort key if the text will not do, `sources` are the sources that the cell rests on, `link` is the
    address that it leads to in a format that has links, and `language` is the tag of a text in one language. `ref` is
    the commitment that the whole cell leads to, `refs` are the commitments that the text names; only a ref that may be
    an ordinary word, such as `gas`, has to be marked in this way.
    """

    text: str
    tone: Tone = ""
    key: int | Decimal | str | None = None
    sources: tuple[Source, ...] = ()
    link: str = ""
    language: str = ""
    ref: str = ""
    refs: tuple[str, ...] = ()


class Heading(Struct, frozen=True):
    """A column of a panel.

    On a narrow terminal a `flexible` column is narrowed first, and its text is wrapped to at most `lines` lines (0: no
    limit); then neighbours with the same `stack` are put above each other. `most` is the greatest width of the column
    on a terminal; a wider cell is wrapped (0: no limit). `context` tells two meanings of one English text apart for
    the translators.
    """

    text: str
    stack: str = ""
    right: bool = False
    flexible: bool = False
    lines: int = 0
    most: int = 0
    context: str = ""

    @property
    def shown(self) -> str:
        """The text in the language in use."""
        return translate(self.text, self.context)


class Field(Struct, Generic[Item], frozen=True):
    """One column of a report, described once: the value that machines read, and the cell that people see.

    A field with a `heading` is shown; a heading that is a text is laid out as the kind of the values asks. `cell` is
    by default the plain value in this `tone`.
    """

    name: str
    kind: Kind
    read: Callable[[Item], Value]
    heading: Heading | str | None = None
    cell: Callable[[Item], Cell | str] | None = None
    tone: Tone = ""
    unit: str = ""

    @property
    def column(self) -> Column:
        """The column of values."""
        return Column(self.name, self.kind, self.unit)

    @property
    def shown_heading(self) -> Heading:
        """The column of a panel: by default numbers to the right, text where there is room."""
        if isinstance(self.heading, Heading):
            return self.heading
        return Heading(self.heading or "", right=self.kind == "number", flexible=self.kind == "text")

    def shown(self, item: Item) -> Cell:
        """The cell of an item."""
        found = written(self.read(item)) if self.cell is None else self.cell(item)
        return found if isinstance(found, Cell) else Cell(found, self.tone)


class Layout(Struct, frozen=True):
    """The columns of a panel on a terminal that is at least `least` wide, and narrower than the next layout asks.

    A column is written as the texts of its headings: ` / ` begins the next line, ` · ` continues the line.

    >>> Layout(0, ("When / Due", "Title / Status · Ref")).lines
    ((('When',), ('Due',)), (('Title',), ('Status', 'Ref')))
    """

    least: int
    columns: tuple[str, ...]

    @property
    def lines(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """The heading texts in each line of each column."""
        return tuple(tuple(tuple(line.split(" · ")) for line in column.split(" / ")) for column in self.columns)


class Drawing(Protocol):
    """A picture of the values of a panel; the kinds are in `charts`."""

    @property
    def title(self) -> str:
        """The title of the picture where it stands alone."""
        ...

    @property
    def description(self) -> str:
        """The content in a sentence, for those who cannot see the picture."""
        ...


class Panel(Struct, frozen=True):
    """A table, sentences or a chart for people, with a title above and notes below.

    `more` are panels that a reader may open in a format that can; a cell with the `name` of such a panel links to it.
    `layouts` arrange the table on a terminal; the first layout is for any width. `is_dense`: no empty line separates
    rows of several lines. `anchor` is the name of the panel in an address, the same in every report; `data` are the
    values behind the panel, to be downloaded.
    """

    headings: tuple[Heading, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    sentences: tuple[Cell, ...] = ()
    chart: Drawing | None = None
    name: str = ""
    more: tuple["Panel", ...] = ()
    layouts: tuple[Layout, ...] = ()
    is_dense: bool = False
    anchor: str = ""
    data: "Table | None" = None

    @property
    def has_facts(self) -> bool:
        """True if each row is a pair of a name and a fact."""
        return [heading.text for heading in self.headings] == ["", ""]

    def without_empty_columns(self, *texts: str) -> "Panel":
        """The panel without the columns that are empty in every row; only those under these headings, if any is given.

        A layout leaves out a column that is not there.
        """
        kept = [
            index
            for index, heading in enumerate(self.headings)
            if (texts and heading.text not in texts) or any(row[index].text for row in self.rows)
        ]
        if len(kept) == len(self.headings):
            return self
        rows = tuple(tuple([row[index] for index in kept]) for row in self.rows)
        return replace(self, headings=tuple(self.headings[index] for index in kept), rows=rows)


class Feed(Struct, frozen=True):
    """A table as a feed: its id, the same in every run, its title, and when it was updated if it has no row."""

    uid: str
    title: str
    updated: datetime


class Table(Struct, frozen=True):
    """Rows of values under named columns, and panels of the same; `language` is the requested language of titles.

    `records` are the panels with a name that are printed on paper: all, those that a reader has opened, or none.
    `sheet` makes the panel that a spreadsheet shows first, with a row for each row of the table.
    `feed` describes the feed of a table of news. `names` reads those of the parties and categories
    in it, by code.

    Raises ValueError if two columns have the same name, because JSON would keep only one of them.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    panels: tuple[Panel, ...] = ()
    title: str = ""
    language: str = ""
    records: Records = "open"
    sheet: Callable[[], Panel] | None = None
    feed: Feed | None = None
    names: Callable[[], Mapping[str, str]] = dict

    def __post_init__(self) -> None:
        names = [key for column in self.columns for key in (column.name, column.number_name) if key]
        if doubled := next((name for name in names if names.count(name) > 1), ""):
            raise ValueError(f"two columns of one table have the name {doubled}; rename one of them, or remove it")

    def only(self, names: Iterable[str]) -> "Table":
        """The table with just these columns, each once and in this order, and one plain panel with all notes."""
        names = tuple(dict.fromkeys(names))
        index = {column.name: number for number, column in enumerate(self.columns)}
        columns = tuple(self.columns[index[name]] for name in names)
        rows = tuple(tuple(row[index[name]] for name in names) for row in self.rows)
        notes = tuple(note for panel in self.panels for note in panel.notes)
        table = Table(columns, rows)
        return table.with_plain_panel(*notes) if self.panels else table

    def with_notes(self, notes: tuple[str, ...]) -> "Table":
        """The table with more notes below its last panel."""
        if not (notes and self.panels):
            return self
        *panels, last = self.panels
        return replace(self, panels=(*panels, replace(last, notes=(*last.notes, *notes))))

    def marked_without(self, names: Sequence[str]) -> "Table":
        """The table with the witnesses that it leaves out, in a last column and above the first panel."""
        rows = tuple((*row, tuple(names)) for row in self.rows)
        above = Panel(sentences=(Cell(translate("Without what only {names} reports.", names=all_quoted(names))),))
        panels = (above, *self.panels) if self.panels else ()
        return replace(self, columns=(*self.columns, Column("without", "text")), rows=rows, panels=panels)

    def with_plain_panel(self, *notes: str) -> "Table":
        """The table with one panel of its plain values."""
        return replace(self, panels=(plain_panel(self.columns, self.rows, notes),))


def table_of(
    fields: Iterable[Field[Item]],
    items: Iterable[Item],
    panels: Iterable[Panel] = (),
    title: str = "",
    language: str = "",
) -> Table:
    """A row of values for each item."""
    fields = tuple(fields)
    rows = tuple(tuple([field.read(item) for field in fields]) for item in items)
    return Table(tuple(field.column for field in fields), rows, tuple(panels), title, language)


def panel_of(fields: Iterable[Field[Item]], items: Iterable[Item], title: str = "", notes: Iterable[str] = ()) -> Panel:
    """A row of cells for each item, of the fields that have a heading."""
    shown = [field for field in fields if field.heading is not None]
    rows = tuple(tuple([field.shown(item) for field in shown]) for item in items)
    return Panel(tuple(field.shown_heading for field in shown), rows, title, tuple(notes))


def facts_panel(facts: Iterable[tuple[str, Cell | str]], title: str = "") -> Panel:
    """A fact a line behind its name."""
    rows = tuple((Cell(name, "dim"), Cell(fact) if isinstance(fact, str) else fact) for name, fact in facts)
    return Panel((Heading(""), Heading("", flexible=True)), rows, title)


def counted_note(counted: str, hidden: int) -> str:
    """The note below a list on the number of its rows, and of those that --limit hides."""
    if hidden:
        return translate("{counted}; {hidden} more not shown, --limit 0 shows all.", counted=counted, hidden=hidden)
    return translate("{counted}.", counted=counted)


def ordered(fields: Iterable[Field[Item]], names: Sequence[str]) -> list[Field[Item]]:
    """The fields of these names in this order, and after them the others."""
    return sorted(fields, key=lambda field: names.index(field.name) if field.name in names else len(names))


def plain_panel(columns: Iterable[Column], rows: Iterable[tuple[Value, ...]], notes: tuple[str, ...] = ()) -> Panel:
    """A panel of plain values: numbers to the right, text where there is room."""
    headings = tuple(
        Heading(column.name, right=column.kind == "number", flexible=column.kind == "text") for column in columns
    )
    return Panel(headings, tuple(tuple(Cell(plain(value)) for value in row) for row in rows), notes=notes)


def plain(value: Value) -> str:
    """A value as text: dates in ISO 8601, numbers without an exponent, codes joined by semicolons, None as empty text.

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


def written(value: Value) -> str:
    """A value as people read it: a day as the language in use writes it, anything else as plain text."""
    match value:
        case datetime():
            return plain(value)
        case date():
            return written_day(value)
        case DateSpan():
            return span_written(value)
        case _:
            return plain(value)


def name_fields(
    standing: Callable[[Item], Standing],
    heading: Heading | str | None = None,
    of: Callable[[Item], str] = lambda _: "",
) -> tuple[Field[Item], ...]:
    """The ref and the title; people see the ref under the heading, and the one obligor that the item is about."""

    def named(item: Item) -> Cell:
        ref = standing(item).ref
        return Cell(f"{ref}{f', {of(item)}' if of(item) else ''}", "strong", refs=(ref,))

    return (
        Field("ref", "code", lambda item: standing(item).ref, heading, named),
        Field("title", "text", lambda item: standing(item).title),
    )


def party_fields(standing: Callable[[Item], Standing]) -> tuple[Field[Item], ...]:
    """The obligors and the obligees."""
    return (
        Field("obligor", "code", lambda item: standing(item).terms.obligor),
        Field("obligee", "code", lambda item: standing(item).terms.obligee),
    )


def amount_fields(
    amount: Callable[[Item], Amount | None],
    unit: str = "",
    heading: Heading | str | None = None,
    cell: Callable[[Item], Cell | str] | None = None,
) -> tuple[Field[Item], ...]:
    """The figure, how exact it is, and its unit; `unit` names the last column where JSON has the figure as a number."""
    return (
        Field("amount", "number", lambda item: value_of(amount(item)), heading, cell, unit=unit),
        Field("amount_qualifier", "code", lambda item: qualifier(amount(item))),
        Field("currency", "text", lambda item: unit_of(amount(item))),
    )


def source_fields(
    source: Callable[[Item], Source | None],
    heading: Heading | str | None = None,
    cell: Callable[[Item], Cell | str] | None = None,
    tone: Tone = "",
) -> tuple[Field[Item], ...]:
    """The publisher and the address of a source; people see the publisher under the heading."""
    return (
        Field("publisher", "text", lambda item: cited(source(item)) or None, heading, cell, tone),
        Field("url", "text", lambda item: url_of(source(item)) or None),
    )


def origin_fields(source: Callable[[Item], Source | None]) -> tuple[Field[Item], ...]:
    """The day, the language and the repeated report of a source, for programs."""

    def read(item: Item, name: str) -> Value:
        found = source(item)
        return (getattr(found, name) or None) if found else None

    return (
        Field("published", "date", lambda item: read(item, "published")),
        Field("language", "code", lambda item: read(item, "language")),
        Field("relays", "text", lambda item: read(item, "relays")),
    )


def nested(name: str, table: Table) -> Field[Any]:
    """A table inside a row."""
    return Field(name, "table", lambda _: table)


def value_of(amount: Amount | None) -> Decimal | None:
    """The figure alone."""
    return amount.value if amount else None


def last_day(span: DateSpan | None) -> date | None:
    """The last day of a span."""
    return span.last if span else None


def unit_of(amount: Amount | None) -> str | None:
    """The unit alone."""
    return amount.unit if amount else None


def qualifier(amount: Amount | None) -> str | None:
    """The qualifier of an amount, with `per_year` for a yearly amount."""
    return f"{amount.qualifier}{' per_year' if amount.per else ''}" if amount else None


def url_of(source: Source | None) -> str:
    """The address of a source; empty if there is none."""
    return source.url if source else ""


def text_fields(
    source: Callable[[Item], Source | None], heading: Heading | str | None = None
) -> tuple[Field[Item], ...]:
    """The quote and the summary of a source; people see both under the heading."""
    return (
        Field(
            "quote", "text", lambda item: text_of(source(item), "quote"), heading, lambda item: said_cell(source(item))
        ),
        Field("summary", "text", lambda item: text_of(source(item), "summary")),
    )


def text_of(source: Source | None, kind: TextKind) -> str | None:
    """The quote or the summary of a source; None if it has none."""
    return (getattr(source, kind) or None) if source else None


def said_cell(source: Source | None) -> Cell:
    """The quote and the summary of a source, as a text in its language if there is no summary."""
    is_quote = source is not None and bool(source.quote) and not source.summary
    return Cell(said(source), language=source.language if source and is_quote else "")


def marked(kind: TextKind, text: str) -> str:
    """A quote in quotation marks, or a summary behind the word that says so."""
    return f"“{text}”" if kind == "quote" else translate("summary: {text}", text=text)


def said(source: Source | None) -> str:
    """The quote and the summary of a source, each marked as what it is; empty if it has neither."""
    return "; ".join(marked(kind, text) for kind in TEXT_KINDS if (text := text_of(source, kind)))
