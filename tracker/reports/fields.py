"""Fields that several reports have, and amounts as values."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.model.amounts import Amount
from tracker.model.commitment import Source
from tracker.model.dates import DateSpan
from tracker.reports.event_text import cited
from tracker.reports.table import Cell, Field, Heading, Item, Table, Tone
from tracker.state.portfolio import Standing


def name_fields(standing: Callable[[Item], Standing], heading: Heading | str | None = None) -> tuple[Field[Item], ...]:
    """The ref and the title; people see the ref under the heading."""
    return (
        Field("ref", "code", lambda item: standing(item).ref, heading, tone="strong"),
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


def quote_of(source: Source | None) -> str:
    """The words of a source; empty if there is none."""
    return source.quote if source else ""
