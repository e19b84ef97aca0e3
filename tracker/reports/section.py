"""A section of `show`: the items that it lists, and the fields that several sections have."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Generic

from msgspec import Struct
from msgspec.structs import replace

from tracker.language import listed, translate, written_day
from tracker.model.amount_formats import amount_written
from tracker.model.amounts import Amount
from tracker.model.commitment import AnyEvent, Source
from tracker.model.saved_copies import short
from tracker.reports.amount_text import of_kind
from tracker.reports.code_text import code_shown
from tracker.reports.date_text import on_written, span_written
from tracker.reports.event_text import Written, correction_words, describe, relayed, teller
from tracker.reports.table import (
    Cell,
    Field,
    Heading,
    Item,
    Layout,
    Panel,
    Table,
    amount_fields,
    panel_of,
    source_fields,
    table_of,
    text_fields,
)
from tracker.state.portfolio import Standing

COPY: Final = "Copy"
# The headings of the columns that are left out if they are empty in every row.
_IF_ANY: Final = (COPY, "Words", "Note")


class Section(Struct, Generic[Item], frozen=True):
    """A part of `show`: its title, its items and their fields.

    `layouts` arrange it on a terminal; `notes` are the notes on some items.
    """

    title: str
    items: Callable[[Standing], Iterable[Item]]
    fields: tuple[Field[Item], ...]
    layouts: tuple[Layout, ...] = ()
    notes: Callable[[Sequence[Item]], tuple[str, ...]] = lambda _: ()

    def table(self, standing: Standing) -> Table:
        """The items as rows of values, and a panel if there is any item."""
        items = list(self.items(standing))
        return table_of(self.fields, items, self.panels(items))

    def panels(self, items: Sequence[Item]) -> tuple[Panel, ...]:
        """The panel of the items; none without an item."""
        if not items:
            return ()
        panel = panel_of(self.fields, items, translate(self.title), self.notes(items)).without_empty_columns(*_IF_ANY)
        return (replace(panel, layouts=self.layouts),)


class Recorded(Struct, frozen=True):
    """An event and the commitment that it is recorded at."""

    standing: Standing
    event: Any

    @property
    def corrected(self) -> str:
        """The day of the correction of the event and its former text; empty if it was not corrected."""
        return correction_words(self.standing.state, self.event)

    @property
    def known(self) -> str:
        """The day from which the event is known, with a remark if it is only assumed because no source has a date."""
        state = self.standing.state
        if self.event.known_on is None and self.event.source is None:
            return translate("unknown")
        day = written_day(state.known_on(self.event))
        if state.event_days.is_known_day_assumed(self.event):
            return translate("{day} (assumed)", day=day)
        return span_written(self.event.known_on) if self.event.known_on else day

    @property
    def words(self) -> str:
        """The text of the event, its note and its correction."""
        words = with_note(self.event, self.standing.format_amount)
        return f"{words}{translate('; {remark}', remark=self.corrected) if self.corrected else ''}"


def with_note(event: AnyEvent, written: Written = amount_written) -> str:
    """The sentence of an event, and its note."""
    return f"{describe(event, written)}{translate('. {note}', note=event.note) if event.note else ''}"


def of_events(events: Callable[[Standing], Iterable[Any]]) -> Callable[[Standing], list[Recorded]]:
    """The items of a section that lists some events of a commitment."""
    return lambda standing: [Recorded(standing, event) for event in events(standing)]


def flexible(text: str, stack: str = "words") -> Heading:
    """A heading of a column that is wrapped where the page is narrow."""
    return Heading(text, stack, flexible=True)


def quoted_source_fields(
    source: Callable[[Item], Source | None], named: Callable[[Item], str] | None = None
) -> tuple[Field[Item], ...]:
    """The source of an item; `named` is how people see it, if that differs."""

    def cell(item: Item) -> Cell:
        found = source(item)
        return Cell(named(item) if named else relayed(found), link=found.url if found else "")

    return (
        *source_fields(source, flexible("Who says so"), cell),
        *text_fields(source),
    )


def copies_field(archived: Callable[[Item], tuple[str, ...]], stack: str = "") -> Field[Item]:
    """The copies of a source: the kind of each file and the beginning of its checksum, or its address."""

    def cell(item: Item) -> Cell:
        found = archived(item)
        return Cell(listed(map(short, found)), link=found[0] if len(found) == 1 else "")

    return Field("archived", "text", archived, Heading(COPY, stack), cell)


KNOWN: Final[Field[Any]] = Field(
    "known_on", "date", lambda one: one.event.known_on, Heading("Known", "when"), lambda one: one.known
)


def day_field(heading: str = "On") -> Field[Any]:
    """The day of an event, or “unknown”."""
    return Field("on", "date", lambda one: one.event.on, Heading(heading, "when"), lambda one: on_written(one.event.on))


def code_field(name: str, read: Callable[[Any], str | None], heading: Heading | str) -> Field[Any]:
    """A word of a vocabulary; people see it in their language."""
    return Field(name, "code", read, heading, lambda one: code_shown(read(one) or ""))


NOTE: Final[Field[Any]] = Field("note", "text", lambda one: one.event.note or None, flexible("Note"))
CORRECTED: Final[Field[Any]] = Field("corrected", "text", lambda one: one.corrected or None, flexible("Corrected"))
WHO: Final[tuple[Field[Recorded], ...]] = quoted_source_fields(lambda one: one.event.source)
TELLER: Final[tuple[Field[Any], ...]] = quoted_source_fields(
    lambda one: one.event.source, lambda one: teller(one.standing.state, one.event, relayed)
)


def amount_field(
    name: str,
    heading: str,
    amount: Callable[[Any], Amount | None],
    standing: Callable[[Any], Standing] = lambda one: one.standing,
    kind: Callable[[Any], str] = lambda _: "",
) -> Field[Any]:
    """An amount as one text; people see it in the form that the portfolio of the standing asks for, with its kind."""
    return Field(
        name,
        "code",
        lambda item: str(found) if (found := amount(item)) else None,
        heading,
        lambda item: of_kind(standing(item).format_amount(amount(item)), kind(item)),
    )


def figure_fields(amount: Callable[[Any], Amount], kind: Callable[[Any], str] = lambda _: "") -> tuple[Field[Any], ...]:
    """An amount as one text, and in parts for machines."""
    return (amount_field("figure", "Figure", amount, kind=kind), *amount_fields(amount))
