"""The tables inside a summary: rows of values for spreadsheets and scripts, no panels."""

from collections.abc import Iterable
from typing import Final

from tracker.model.commitment import DeliveryEvent, PositionEvent
from tracker.reports.fields import amount_fields, name_fields, quote_of, source_fields
from tracker.reports.sections import HISTORY, SOURCES, Recorded, Section
from tracker.reports.table import Column, Field, Item, Table, table_of
from tracker.state.portfolio import Standing

_NAME: Final[tuple[Field[Recorded], ...]] = name_fields(lambda one: one.standing)
_TOLD: Final[tuple[Field[Recorded], ...]] = (
    Field("on", "date", lambda one: one.event.on),
    Field("known_on", "date", lambda one: one.event.known_on),
    Field("note", "text", lambda one: one.event.note or None),
    *source_fields(lambda one: one.event.source),
    Field("quote", "text", lambda one: quote_of(one.event.source) or None),
)
_DELIVERIES: Final[tuple[Field[Recorded], ...]] = (
    *_NAME,
    Field("stage", "code", lambda one: one.event.stage),
    *amount_fields(lambda one: one.event.amount, unit="currency"),
    Field("measure", "text", lambda one: one.event.measure or None),
    Field("counting", "code", lambda one: one.event.kind),
    *_TOLD,
)
_POSITIONS: Final[tuple[Field[Recorded], ...]] = (
    *_NAME,
    Field("party", "code", lambda one: one.event.party),
    Field("channel", "code", lambda one: one.event.channel),
    Field("position", "code", lambda one: one.event.position),
    *_TOLD,
)


def deliveries(standings: Iterable[Standing]) -> Table:
    """Every delivery, at the commitment that it was recorded at."""
    found = (Recorded(one, event) for one in standings for event in one.state.of_kind(DeliveryEvent))
    return table_of(_DELIVERIES, found)


def positions(standings: Iterable[Standing]) -> Table:
    """Every position of a party."""
    found = (Recorded(one, event) for one in standings for event in one.state.of_kind(PositionEvent))
    return table_of(_POSITIONS, found)


def sources(standings: Iterable[Standing]) -> Table:
    """Every source of every commitment."""
    return _of_section(SOURCES, standings)


def events(standings: Iterable[Standing]) -> Table:
    """Every event of every history."""
    return _of_section(HISTORY, standings)


def _of_section(section: Section[Item], standings: Iterable[Standing]) -> Table:
    """The items of a section of `show`, without the fields that only people read."""
    fields = [field for field in section.fields if field.name not in _FOR_PEOPLE]
    rows = ((one.ref, *(field.read(item) for field in fields)) for one in standings for item in section.items(one))
    return Table((Column("ref"), *(field.column for field in fields)), tuple(rows))


_FOR_PEOPLE: Final = frozenset({"witness_shown", "what"})
