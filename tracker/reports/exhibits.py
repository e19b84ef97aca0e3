"""What stands behind a report, one listing a subject: rows of values for spreadsheets and scripts, no panels."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from tracker.model.commitment import DeliveryEvent, PositionEvent, Source
from tracker.reports.event_text import cited
from tracker.reports.list import qualifier
from tracker.reports.section import Section
from tracker.reports.sections import HISTORY, SOURCES
from tracker.reports.table import Column, Table, Value
from tracker.state.portfolio import Standing

Fields = tuple[tuple[Column, Callable[[Any], Value]], ...]


def _told(source: Callable[[Any], Source | None]) -> Fields:
    return (
        (Column("publisher", "text"), lambda item: cited(source(item)) or None),
        (Column("url", "text"), lambda item: getattr(source(item), "url", None) or None),
        (Column("quote", "text"), lambda item: getattr(source(item), "quote", None) or None),
    )


_DELIVERIES: Final[Fields] = (
    (Column("stage"), lambda event: event.stage),
    (Column("amount", "number", "currency"), lambda event: event.amount.value),
    (Column("amount_qualifier"), lambda event: qualifier(event.amount)),
    (Column("currency", "text"), lambda event: event.amount.unit),
    (Column("measure", "text"), lambda event: event.measure or None),
    (Column("counting"), lambda event: event.kind),
    (Column("on", "date"), lambda event: event.on),
    (Column("known_on", "date"), lambda event: event.known_on),
    (Column("note", "text"), lambda event: event.note or None),
    *_told(lambda event: event.source),
)
_POSITIONS: Final[Fields] = (
    (Column("party"), lambda event: event.party),
    (Column("channel"), lambda event: event.channel),
    (Column("position"), lambda event: event.position),
    (Column("on", "date"), lambda event: event.on),
    (Column("known_on", "date"), lambda event: event.known_on),
    (Column("note", "text"), lambda event: event.note or None),
    *_told(lambda event: event.source),
)


def deliveries(standings: Iterable[Standing]) -> Table:
    """Every delivery, at the commitment that it was recorded at."""
    return _gathered(_DELIVERIES, standings, lambda standing: standing.state.of_kind(DeliveryEvent))


def positions(standings: Iterable[Standing]) -> Table:
    """Everything that a party said."""
    return _gathered(_POSITIONS, standings, lambda standing: standing.state.of_kind(PositionEvent))


def sources(standings: Iterable[Standing]) -> Table:
    """Every source of every commitment."""
    return _of_section(SOURCES, standings)


def events(standings: Iterable[Standing]) -> Table:
    """Every event of every history."""
    return _of_section(HISTORY, standings)


def _gathered(fields: Fields, standings: Iterable[Standing], items: Callable[[Standing], Iterable[Any]]) -> Table:
    rows = ((*_named(one), *(read(item) for _, read in fields)) for one in standings for item in items(one))
    return Table((*_NAME, *(column for column, _ in fields)), tuple(rows))


def _of_section(section: Section, standings: Iterable[Standing]) -> Table:
    """The items of a section of the dossier, without what it words for people only."""
    fields = [(place, field) for place, field in enumerate(section.fields) if field.name not in _FOR_PEOPLE]
    columns = (Column("ref"), *(Column(field.name, field.kind) for _, field in fields))
    rows = ((one.ref, *(row[place] for place, _ in fields)) for one in standings for row in section.listing(one).rows)
    return Table(columns, tuple(rows))


_FOR_PEOPLE: Final = frozenset({"witness_shown", "what"})
_NAME: Final = (Column("ref"), Column("title", "text"))


def _named(standing: Standing) -> tuple[str, str]:
    return standing.ref, standing.title
