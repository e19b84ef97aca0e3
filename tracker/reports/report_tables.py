"""The tables inside a report, for scripts and spreadsheets: deliveries, positions, sources and events."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec.structs import replace

from tracker.language import translate
from tracker.model.commitment import DeliveryEvent, Event, PositionEvent, Source
from tracker.reports.code_text import code_shown
from tracker.reports.date_text import on_written
from tracker.reports.event_text import is_plain_level
from tracker.reports.section import Recorded, Section
from tracker.reports.sections_sources import HISTORY, SOURCES, own_events
from tracker.reports.table import (
    Cell,
    Column,
    Field,
    Item,
    Panel,
    Table,
    amount_fields,
    name_fields,
    ordered,
    panel_of,
    source_fields,
    table_of,
    text_fields,
)
from tracker.state.portfolio import Standing


def _source(event: Event) -> tuple[Source, ...]:
    return (event.source,) if event.source else ()


def _took_effect(one: Recorded) -> date:
    return one.standing.state.took_effect(one.event)


def _day(one: Recorded) -> Cell:
    return Cell(on_written(one.event.on), key=_took_effect(one).isoformat())


def _figure(one: Recorded) -> Cell:
    amount = one.event.amount
    return Cell(one.standing.format_amount(amount), key=amount.value, sources=_source(one.event))


def _stage(one: Recorded) -> str:
    return translate("level") if is_plain_level(one.event) else code_shown(one.event.stage)


_DELIVERED_ORDER: Final = ("on", "ref", "amount", "stage", "measure")
_NAME: Final[tuple[Field[Recorded], ...]] = name_fields(lambda one: one.standing, "Commitment")
_EVENT: Final[tuple[Field[Recorded], ...]] = (
    Field("on", "date", lambda one: one.event.on, "On", _day),
    Field("known_on", "date", lambda one: one.event.known_on),
    Field("note", "text", lambda one: one.event.note or None),
    *source_fields(lambda one: one.event.source),
    *text_fields(lambda one: one.event.source),
)
_DELIVERIES: Final[tuple[Field[Recorded], ...]] = (
    *_NAME,
    Field("stage", "code", lambda one: one.event.stage, "Stage", _stage),
    *amount_fields(lambda one: one.event.amount, "currency", "Amount", _figure),
    Field("measure", "text", lambda one: one.event.measure or None, "Measured by"),
    Field("counting", "code", lambda one: one.event.kind),
    *_EVENT,
)
_POSITIONS: Final[tuple[Field[Recorded], ...]] = (
    *_NAME,
    Field("party", "code", lambda one: one.event.party),
    Field("channel", "code", lambda one: one.event.channel),
    Field("position", "code", lambda one: one.event.position),
    *_EVENT,
)


def deliveries(standings: Iterable[Standing]) -> Table:
    """Every delivery, at the commitment that it was recorded at."""
    found = (Recorded(one, event) for one in standings for event in one.state.of_kind(DeliveryEvent))
    return table_of(_DELIVERIES, found)


def delivered_rows(standings: Iterable[Standing]) -> list[Recorded]:
    """The deliveries that people are shown, the latest first."""
    found = [Recorded(one, event) for one in standings for event in one.state.deliveries]
    return sorted(found, key=_took_effect, reverse=True)


def delivered_panel(found: Iterable[Recorded]) -> Panel:
    """Deliveries for people."""
    return panel_of(ordered(_DELIVERIES, _DELIVERED_ORDER), found)


def positions(standings: Iterable[Standing]) -> Table:
    """Every position of a party."""
    found = (Recorded(one, event) for one in standings for event in one.state.of_kind(PositionEvent))
    return table_of(_POSITIONS, found)


def sources(standings: Iterable[Standing]) -> Table:
    """Every source of every commitment."""
    return _of_section(SOURCES, standings)


def events(standings: Iterable[Standing]) -> Table:
    """Every event of every history."""
    return _of_section(replace(HISTORY, items=own_events), standings)


def _of_section(section: Section[Item], standings: Iterable[Standing]) -> Table:
    """The items of a section of `show`, without the fields that only people or `show` itself need."""
    fields = [field for field in section.fields if field.name not in _LEFT_OUT]
    rows = ((one.ref, *(field.read(item) for field in fields)) for one in standings for item in section.items(one))
    return Table((Column("ref"), *(field.column for field in fields)), tuple(rows))


_LEFT_OUT: Final = frozenset({"witness_shown", "what", "shared_from"})
