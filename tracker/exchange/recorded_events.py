"""The recorded events of a commitment, to find those that say what a proposed event says."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from msgspec.structs import fields as fields_of
from msgspec.structs import replace

from tracker.exchange.event_file import RECORDED
from tracker.model.commitment import (
    AnyEvent,
    AssessmentEvent,
    CitationEvent,
    Commitment,
    Event,
    PositionEvent,
    ReviewEvent,
    Source,
    StatusEvent,
)
from tracker.model.dates import DateSpan
from tracker.model.iso import casefolded
from tracker.state.event_days import event_days
from tracker.state.sources import source_identity

Values: TypeAlias = Mapping[str, Any]
# Fields that follow from the history where a file leaves them out.
_COMPUTED: Final = frozenset(
    ("on", "known_on", "due", "words", "awaits", "change", "corrects", "reading", "first_period", "measure", "kind")
)
# Fields that tell no two citations of one source apart.
_CIRCUMSTANCES: Final = frozenset(("on", "known_on", "note"))
# The kinds of which a later event replaces an earlier one, and the fields that tell whom the event replaces.
_REPLACED: Final[dict[type[Event], tuple[str, ...]]] = {
    StatusEvent: ("of",),
    AssessmentEvent: ("of", "analyst"),
    PositionEvent: ("party", "channel"),
    ReviewEvent: (),
}


class RecordedEvents:
    """The events of one commitment, by their kind, their report and their values."""

    def __init__(self, commitment: Commitment, zone: str) -> None:
        self._days = event_days(commitment, zone)
        self._events: dict[tuple[Any, ...], list[Event]] = {}
        # The values of the events, by the names of the fields that are compared.
        self._values: dict[tuple[Any, ...], dict[tuple[str, ...], set[tuple[Any, ...]]]] = {}
        self._latest: dict[tuple[Any, ...], AnyEvent] = {}
        for event in self._days.active_events:
            self.add(event)

    def add(self, event: AnyEvent) -> None:
        """Add an event that was recorded."""
        key = type(event), *_report(event.source)
        self._events.setdefault(key, []).append(event)
        for names, found in self._values.get(key, {}).items():
            found.add(_values_of(event, names))
        if type(event) in _REPLACED:
            one = _replaced_by(type(event), {name: getattr(event, name) for name in _REPLACED[type(event)]})
            self._latest[one] = max(event, self._latest.get(one, event), key=self._days.order)

    def has(self, kind: type[Event], values: Values, today: DateSpan) -> bool:
        """True if an event of the same kind and report says what these values say.

        A report, which has an address or a day, says a thing once. Without a report and a day, a status, a judgement, a
        position or a review is compared with the latest one, and with those of today.
        """
        source = values.get("source")
        if kind not in _REPLACED or "on" in values or (source and (source.url or source.published)):
            return self._is_recorded(kind, values)
        latest, names = self._latest.get(_replaced_by(kind, values)), _compared(kind, values)
        is_latest = latest is not None and _report(latest.source) == _report(source)
        if is_latest and latest and _values_of(latest, names) == _given(kind, values, names):
            return True
        return self._is_recorded(kind, {**values, "on": today})

    def _is_recorded(self, kind: type[Event], values: Values) -> bool:
        key, names = (kind, *_report(values.get("source"))), _compared(kind, values)
        of_names = self._values.setdefault(key, {})
        if names not in of_names:
            of_names[names] = {_values_of(event, names) for event in self._events.get(key, ())}
        return any(_given(kind, values, names, of_each=of_each) in of_names[names] for of_each in (False, True))


def _report(source: Source | None) -> tuple[str, ...]:
    """The identity of a source, with the words that were noted of it."""
    return (source_identity(source), source.quote, source.summary) if source else ()


def _replaced_by(kind: type[Event], values: Values) -> tuple[Any, ...]:
    """The key of the events of which the latest replaces the others."""
    return kind, *(casefolded(values.get(name, _defaults(kind)[name])) for name in _REPLACED[kind])


def _compared(kind: type[Event], values: Values) -> tuple[str, ...]:
    """The names of the fields that are compared."""
    ignored = {"source"} | (_COMPUTED - values.keys())
    if kind is CitationEvent:
        ignored |= _CIRCUMSTANCES | ({"field"} if values.get("settles") is not None else set())
    return tuple(name for name in _defaults(kind) if name not in ignored)


def _values_of(event: Event, names: Iterable[str]) -> tuple[Any, ...]:
    """The values of an event, and whether its amount is that of each period of a recurring duty."""
    return getattr(event, "first_period", None) is not None, *(getattr(event, name) for name in names)


def _given(kind: type[Event], values: Values, names: Iterable[str], *, of_each: bool = False) -> tuple[Any, ...]:
    """The given values as an event has them; the amount of each year may be written as a yearly one."""
    if of_each and "amount" in values:
        values = {**values, "amount": replace(values["amount"], per="")}
    return of_each, *(values.get(name, _defaults(kind)[name]) for name in names)


@cache
def _defaults(kind: type[Event]) -> dict[str, Any]:
    """The default of each field that an event of a kind may propose."""
    return {field.name: field.default for field in fields_of(kind) if field.name not in RECORDED}
