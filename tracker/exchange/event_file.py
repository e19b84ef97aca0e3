"""Parse a file of proposed events, and the JSON Schema of such a file."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields as fields_of

from tracker.errors import NotImportable, nearest, plural
from tracker.exchange.json_text import DecimalText
from tracker.exchange.package_schema import EVENT_TABLE, SOURCES
from tracker.exchange.plan import Problem, Problems
from tracker.model.commitment import (
    AmountEvent,
    AssessmentEvent,
    CitationEvent,
    DeadlineEvent,
    DeliveryEvent,
    Event,
    PositionEvent,
    ReviewEvent,
    Source,
    StatusEvent,
)
from tracker.model.due_dates import LONGEST_GRACE
from tracker.model.text_limits import MAX_TEXT, MAX_TITLE, SHORTER, is_storable

HEADER: Final = "tracker_events"
FORMAT: Final = 1
MAX_EVENTS: Final = 5_000
_MOST: Final = 1_000_000_000
PROPOSABLE: Final[dict[str, type[Event]]] = {
    str(kind.__struct_config__.tag): kind
    for kind in (
        *(StatusEvent, DeadlineEvent, AmountEvent, DeliveryEvent),
        *(AssessmentEvent, PositionEvent, CitationEvent, ReviewEvent),
    )
}
# What the register itself records of every event.
RECORDED: Final = ("id", "recorded_at", "recorded_by")
_KEYS: Final = (HEADER, "events", "differences")
_REMEDY: Final = "`tracker help import` has the format, `tracker import --schema` its JSON Schema"
_TYPES: Final[dict[str, type]] = {"string": str, "integer": int, "boolean": bool}
_NAMES: Final = {"string": "text", "integer": "a whole number", "boolean": "true or false"}


class FieldFormat(Struct, frozen=True, kw_only=True):
    """The format of a field, as in JSON Schema; the limits are of a number, or of the length of a text."""

    description: str
    type: Literal["string", "integer", "boolean"] = "string"
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = MAX_TEXT
    required: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the field."""
        schema: dict[str, Any] = {"type": self.type, "description": self.description}
        if self.choices:
            return schema | {"enum": list(self.choices)}
        if self.type == "integer":
            return schema | {"minimum": self.least, "maximum": self.most}
        return schema | ({"minLength": self.least, "maxLength": self.most} if self.type == "string" else {})

    def fault(self, value: object) -> str:
        """The reason why a value does not have this format; empty if it has."""
        if type(value) is not _TYPES[self.type]:
            return f"it is {_described(value)}, and has to be {_NAMES[self.type]}"
        if self.choices:
            return "" if value in self.choices else f"choose from {', '.join(filter(None, self.choices))}"
        if isinstance(value, str):
            return self._fault_of_length(len(value))
        if self.type == "integer" and not self.least <= int(value) <= self.most:  # type: ignore[call-overload]
            return f"it has to be between {self.least} and {self.most}"
        return ""

    def _fault_of_length(self, length: int) -> str:
        if length > self.most:
            return f"it has {length} characters, more than the limit of {self.most}; {SHORTER}"
        return "it is empty; fill it, or leave it out" if length < self.least else ""


def _described(value: Any) -> str:  # noqa: ANN401 - any JSON value
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case DecimalText() | int():
            return "a number"
        case str():
            return "text"
        case list():
            return "an array"
        case _:
            return "an object"


_DESCRIPTIONS: Final = {field.name: field.description for field in EVENT_TABLE.fields} | {
    "on": "When it took effect: a date in any form that the commands take, or `unknown`. By default today; of a "
    "citation, a position or a reading, the day the source was published.",
    "known_on": "When it became known. By default the day the source was published, else today.",
    "amount": "A figure with its unit, as in “USD 550bn”.",
    "due": "The due date, in any form that `tracker amend` takes.",
    "first_period": "The first period of a recurring duty from which on each has the amount.",
    "next": "The day of the next review: a date, or a time from today such as 90d.",
}
_SOURCE_DESCRIPTIONS: Final = {field.name: field.description for field in SOURCES.fields}


def _formats(struct: type[Struct], descriptions: Mapping[str, str]) -> dict[str, FieldFormat]:
    """The formats of the fields of a stored value; a date and an amount are text."""
    return {
        field.name: _format(field.name, field.type, descriptions[field.name], required=field.required)
        for field in fields_of(struct)
        if field.name not in (*RECORDED, "source")
    }


def _format(name: str, type_: Any, description: str, *, required: bool) -> FieldFormat:  # noqa: ANN401 - a type
    if type_ is bool:
        return FieldFormat(description=description, type="boolean", most=0)
    if int in get_args(type_):
        least, most = (0, LONGEST_GRACE) if name == "grace_days" else (1, _MOST)
        return FieldFormat(description=description, type="integer", least=least, most=most)
    choices = get_args(type_) if get_origin(type_) is Literal else ()
    required = required and name != "change"  # as for the commands, the history says if it is a first version
    least, most = int(required), MAX_TITLE if name == "title" else MAX_TEXT
    return FieldFormat(description=description, choices=choices, least=least, most=most, required=required)


_SOURCE: Final = _formats(Source, _SOURCE_DESCRIPTIONS)
_COMMON: Final = {
    "ref": FieldFormat(
        description="The ref of a commitment or a milestone, or the beginning of it.", least=1, required=True
    ),
    "uncertain": FieldFormat(
        description="Why a person has to confirm the event; with this key, `import` refuses the file.", least=1
    ),
}
_FIELDS: Final = {kind: _COMMON | _formats(struct, _DESCRIPTIONS) for kind, struct in PROPOSABLE.items()}


# ---- the JSON Schema -----------------------------------------------------------------------------


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a file of events in one document; `event` in its `$defs` is that of one line."""
    events = {
        kind: _object(formats, {"event": {"const": kind}, "source": {"$ref": "#/$defs/source"}}, ["event"])
        for kind, formats in _FIELDS.items()
    }
    source = _object(_SOURCE, {}, []) | {
        "description": "The source of the event.",
        "anyOf": [
            {"properties": {name: {"minLength": 1}}, "required": [name]} for name in ("url", "publisher", "title")
        ],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Events proposed to tracker",
        "description": "A file that `tracker import` reads: events for commitments that are in the register.",
        "type": "object",
        "properties": {
            HEADER: {"const": FORMAT, "description": "The version of this format."},
            "events": {"type": "array", "items": {"$ref": "#/$defs/event"}, "maxItems": MAX_EVENTS},
            "differences": {"description": "Anything; `tracker import` ignores it."},
        },
        "required": [HEADER, "events"],
        "additionalProperties": False,
        "$defs": {
            "event": {"oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in events]},
            "source": source,
            **events,
        },
    }


def _object(formats: Mapping[str, FieldFormat], more: Mapping[str, Any], required: Iterable[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**more, **{name: one.schema for name, one in formats.items()}},
        "required": [*required, *(name for name, one in formats.items() if one.required)],
        "additionalProperties": False,
    }


# ---- the file ------------------------------------------------------------------------------------


class Proposal(Struct, frozen=True):
    """A proposed event: its position in the file, its ref, its kind, the fields that it gives, and its doubt.

    `uncertain`: why a person has to confirm it; empty if nobody has to.
    """

    where: str
    ref: str
    kind: str
    fields: dict[str, Any]
    uncertain: str = ""


class EventFile(Struct, frozen=True):
    """The proposed events of a file, and the problems with the others."""

    proposals: tuple[Proposal, ...]
    problems: tuple[Problem, ...]


def is_event(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """True if a JSON value is one proposed event, or looks like one: no row of a table has both keys."""
    return isinstance(value, dict) and {"ref", "event"} <= set(value)


def is_header(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """True if a JSON value is a file of events, or the first line of one."""
    return isinstance(value, dict) and HEADER in value


def read_document(path: str, document: Mapping[str, Any]) -> EventFile:
    """The events of a document."""
    _require_header(path, document)
    if not isinstance(events := document.get("events"), list):
        raise NotImportable(path, "it has no array `events`", _REMEDY)
    return _read(path, ((f"event {number}", event) for number, event in enumerate(events, 1)), len(events))


def read_lines(path: str, lines: list[tuple[int, Any]]) -> EventFile:
    """The events of a file with an event a line; a first line that is a header is not one."""
    number, first = lines[0]
    if is_header(first):
        _require_header(path, first)
        if "events" in first:
            raise NotImportable(path, f"line {number} is a whole file of events, and lines follow it", _REMEDY)
        lines = lines[1:]
    return _read(path, ((f"line {number}", event) for number, event in lines), len(lines))


def _require_header(path: str, header: Mapping[str, Any]) -> None:
    version = header[HEADER]
    if type(version) is not int or version < FORMAT:
        raise NotImportable(path, f"its {HEADER} is no version of the format", f"write {FORMAT}")
    if version > FORMAT:
        why = f"it has version {version} of the format, and this tracker knows version {FORMAT}"
        raise NotImportable(path, why, "read it with a newer tracker")
    if unknown := next((name for name in header if name not in _KEYS), ""):
        raise NotImportable(path, f"it has the key “{unknown[:40]}”, which a file of events has not", _REMEDY)


def _read(path: str, events: Iterable[tuple[str, Any]], count: int) -> EventFile:
    if not count:
        raise NotImportable(path, "it has no event", _REMEDY)
    if count > MAX_EVENTS:
        raise NotImportable(
            path, f"it has {plural(count, 'event')}, more than {MAX_EVENTS}", "divide it and import the parts"
        )
    problems = Problems(path)
    proposals = []
    for where, event in events:
        if found := list(_faults(where, event)):
            for problem in found:
                problems.append(problem)
        else:
            proposals.append(_proposal(where, event))
    return EventFile(tuple(proposals), tuple(problems))


def _proposal(where: str, event: dict[str, Any]) -> Proposal:
    given = {name: value for name, value in event.items() if name not in ("ref", "event", "uncertain") and value != ""}
    return Proposal(where, event["ref"], event["event"], given, event.get("uncertain", ""))


def _faults(where: str, event: Any) -> Iterator[Problem]:  # noqa: ANN401 - any JSON value
    """The problems of an event: of its kind alone, if that is unknown, else of each of its fields."""
    if not isinstance(event, dict):
        yield Problem(where, "event", "", f"it is {_described(event)}, and has to be an object; {_REMEDY}")
        return
    kind = event.get("event")
    if not isinstance(kind, str) or kind not in _FIELDS:
        shown = kind if isinstance(kind, str) else ""
        why = f"it is no kind of event that a file may propose{nearest(shown, tuple(_FIELDS))}"
        yield Problem(where, "event", shown, f"{why}; choose from {', '.join(_FIELDS)}")
        return
    source = event.get("source", {})
    others = {name: value for name, value in event.items() if name not in ("event", "source")}
    yield from _field_faults(where, "", others, _FIELDS[kind])
    if not isinstance(source, dict):
        yield Problem(where, "source", "", f"it is {_described(source)}, and has to be an object")
        return
    yield from _field_faults(where, "source.", source, _SOURCE)
    if "source" in event and not any(source.get(name) for name in ("url", "publisher", "title")):
        yield Problem(where, "source", "", "it names nobody; fill url, publisher or title")


def _field_faults(
    where: str, prefix: str, given: Mapping[str, Any], formats: Mapping[str, FieldFormat]
) -> Iterator[Problem]:
    for name, format_ in formats.items():
        if format_.required and name not in given:
            yield Problem(where, prefix + name, "", "it is missing; fill it")
    for name, value in given.items():
        shown = value if isinstance(value, str) else ""
        if not all(map(is_storable, (name, shown))):
            yield Problem.unstorable(where, prefix + name if is_storable(name) else "a key")
        elif name in RECORDED and not prefix:
            yield Problem(where, name, "", "the register itself records it; take it out")
        elif name not in formats:
            close = nearest(name, tuple(formats))
            yield Problem(where, prefix + name[:40], "", f"it is no field of this event{close}; take it out")
        elif why := formats[name].fault(value):
            yield Problem(where, prefix + name, shown, why)
