"""The form of a section of a dossier: items, and fields one a line."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from tracker.reports.table import Cell, Column, Heading, Kind, Panel, Table, Value, plain
from tracker.state.portfolio import Standing


class Field(Struct, frozen=True):
    """A field of a section; people see those with a heading, machines see all.

    `stack` is as in a heading, `missing` what people see where there is no value, and `spoken` what they see instead
    of the value: the item in the words of the portfolio's language. `link` is the address that its cell leads to.
    """

    name: str
    kind: Kind
    read: Callable[[Any], Value]
    heading: str = ""
    stack: str = ""
    missing: str = ""
    spoken: Callable[[Any, Standing], str] | None = None
    link: Callable[[Any], str] = lambda _: ""

    def shown(self, item: object, standing: Standing) -> str:
        """What people see of an item."""
        text = self.spoken(item, standing) if self.spoken else plain(self.read(item))
        return text or self.missing


class Section(Struct, frozen=True):
    """A part of the dossier: its title, its items and their fields."""

    title: str
    items: Callable[[Standing], Iterable[Any]]
    fields: tuple[Field, ...]

    def listing(self, standing: Standing) -> Table:
        """The items as rows of values, and a panel of the fields that have a heading if there is any item."""
        items = list(self.items(standing))
        columns = tuple(Column(field.name, field.kind) for field in self.fields)
        rows = tuple(tuple(field.read(item) for field in self.fields) for item in items)
        return Table(columns, rows, (self._panel(items, standing),) if items else ())

    def _panel(self, items: Iterable[Any], standing: Standing) -> Panel:
        shown = [field for field in self.fields if field.heading]
        headings = tuple(
            Heading(field.heading, field.stack, flexible=field.kind == "text", right=field.kind == "number")
            for field in shown
        )
        return Panel(
            headings,
            tuple(tuple(Cell(field.shown(item, standing), link=field.link(item)) for field in shown) for item in items),
            self.title,
        )
