"""The tables of the data package: the type, the constraints and the description of each field, by Table Schema 1."""

from typing import Any, Final, Literal, TypeAlias, get_args

from msgspec import Struct

from tracker.model.amounts import Qualifier
from tracker.model.commitment import (
    AMOUNT_CHANGES,
    CHANNELS,
    COUNTINGS,
    DEADLINE_CHANGES,
    FINDINGS,
    JUDGEMENTS,
    SOURCE_KINDS,
    SOURCE_PARTIES,
    STAGES,
    STANCES,
)
from tracker.model.fields import TERM_FIELDS, TermField
from tracker.model.status import STATUSES

Descriptor: TypeAlias = dict[str, Any]
Type = Literal["string", "integer", "number", "boolean", "datetime", "array", "object"]
_DATE: Final = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?|-Q[1-4]|-H[12]|-W[0-9]{2})?|[A-Z]{2}-FY[0-9]{4}"
SPAN: Final = rf"({_DATE})(\.\.({_DATE}))?"
QUALIFIERS: Final = tuple(f"{kind}{per}" for kind in get_args(Qualifier) for per in ("", " per_year"))
EVENTS: Final = (
    *("status", "deadline", "amount", "delivery", "assessment"),
    *("position", "citation", "review", "terms", "retraction"),
)


class Field(Struct, frozen=True):
    """A column of a table; a `free` text is written by people and escaped for spreadsheets."""

    name: str
    description: str
    type: Type = "string"
    enum: tuple[str, ...] = ()
    pattern: str = ""
    required: bool = False

    @property
    def free(self) -> bool:
        """True if the field may hold any text."""
        return self.type == "string" and not (self.enum or self.pattern)

    @property
    def descriptor(self) -> Descriptor:
        """The field descriptor of Table Schema."""
        every = {"required": self.required, "pattern": self.pattern, "enum": list(self.enum)}
        constraints = {name: value for name, value in every.items() if value}
        descriptor = {"name": self.name, "type": self.type, "description": self.description}
        return descriptor | ({"constraints": constraints} if constraints else {})


class TableOf(Struct, frozen=True):
    """A table: its name, its fields, its primary key, and its foreign keys as (field, table, field of that table)."""

    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...] = ()

    @property
    def schema(self) -> Descriptor:
        """Its Table Schema."""
        keys = [
            {"fields": [field], "reference": {"resource": "" if table == self.name else table, "fields": [named]}}
            for field, table, named in self.references
        ]
        schema = {"fields": [field.descriptor for field in self.fields], "primaryKey": list(self.key)}
        return schema | {"missingValues": [""]} | ({"foreignKeys": keys} if keys else {})


def _span(name: str, description: str, *, required: bool = False) -> Field:
    return Field(
        name,
        f"{description} A day, or a week, month, quarter, half, year or fiscal year.",
        "string",
        (),
        SPAN,
        required,
    )


_RECORDED: Final = (
    Field("recorded_at", "When it was recorded.", "datetime", required=True),
    Field("recorded_by", "Who recorded it."),
)
_SOURCE: Final = Field("source", "Where it is from: an id in sources.", "integer")


def _term(field: TermField) -> Field:
    if field.kind == "date":
        return _span(field.name, field.description)
    return Field(field.name, field.description, field.type, field.choices, required=bool(field.choices))


COMMITMENTS: Final = TableOf(
    "commitments",
    "What was promised, as first recorded",
    (
        Field("ref", "The name of the commitment.", pattern="[a-z0-9]+(-[a-z0-9]+)*", required=True),
        *map(_term, TERM_FIELDS),
    ),
    ("ref",),
    (("parent", "commitments", "ref"),),
)
EVENT_TABLE: Final = TableOf(
    "events",
    "All that happened to the commitments, as recorded",
    (
        Field("commitment", "The ref of the commitment.", required=True),
        Field("id", "The number of the event within its commitment.", "integer", required=True),
        Field("event", "What kind it is.", enum=EVENTS, required=True),
        *_RECORDED,
        _span("on", "When it took effect; empty: unknown."),
        _span("known_on", "When it became known; empty: unknown."),
        _SOURCE,
        Field("note", "What else should be known."),
        Field("status", "The status that it got.", enum=STATUSES),
        Field("successor", "The ref that supersedes it."),
        Field("reopens", "Whether it was closed before.", "boolean"),
        Field(
            "change",
            "How the deadline or the amount changed.",
            enum=tuple(dict.fromkeys(DEADLINE_CHANGES + AMOUNT_CHANGES)),
        ),
        _span("due", "The due date; it falls on the last day."),
        Field("words", "The deadline in the words it was given in."),
        Field("awaits", "What starts the clock of the deadline."),
        _span("not_before", "The earliest day on which it may be done."),
        Field("grace_days", "Days after the due day in which it is not overdue.", "integer"),
        Field("corrects", "The id of the event that was wrong.", "integer"),
        Field("amount", "A figure.", "number"),
        Field("amount_qualifier", "How exact it is, and whether it is a yearly one.", enum=QUALIFIERS),
        Field("currency", "ISO 4217, or a physical unit."),
        Field("stage", "How far a delivery got.", enum=STAGES),
        Field("measure", "How a delivery was counted; each measure is a series of its own."),
        Field("kind", "Whether a delivery adds up, is a running total, or replaces a level.", enum=COUNTINGS),
        Field("assessment", "The judgement of an analyst.", enum=JUDGEMENTS),
        Field("party", "Who takes a position."),
        Field("position", "What it says.", enum=STANCES),
        Field("channel", "Where it says so.", enum=CHANNELS),
        Field("field", "What a source is cited for."),
        Field("side", "Whether it supports or contradicts it.", enum=("supports", "contradicts")),
        Field("value", "What it says that is."),
        Field("found", "What a review found; empty: it only plans the next.", enum=FINDINGS),
        Field("where", "Where a review looked."),
        _span("next", "The day to look again."),
        Field("who", "Who is to look again."),
        Field("changed", "The terms that were edited.", "array"),
        Field("terms", "The terms after an edit.", "object"),
        Field("retracts", "The id of the event that is taken back; empty: the commitment.", "integer"),
        Field("undo", "Whether undo wrote it.", "boolean"),
    ),
    ("commitment", "id"),
    (("commitment", "commitments", "ref"), ("source", "sources", "id"), ("successor", "commitments", "ref")),
)
SOURCES: Final = TableOf(
    "sources",
    "Where the facts come from",
    (
        Field("id", "The number that events and rates name it by.", "integer", required=True),
        Field("url", "Where it is written."),
        Field("title", "What it is called."),
        Field("publisher", "Who published it."),
        Field("kind", "What kind of source it is.", enum=SOURCE_KINDS, required=True),
        Field("party", "Whose word it is.", enum=SOURCE_PARTIES),
        Field("language", "Its language, by BCP 47."),
        _span("published", "When it came out."),
        _span("retrieved", "When it was read."),
        Field("quote", "What it says, in its own words."),
        Field("relays", "The report that it repeats."),
    ),
    ("id",),
)
PARTIES: Final = TableOf(
    "parties",
    "Parties that the register names itself",
    (
        Field("code", "The code that names it.", required=True),
        Field("name", "Its English name."),
        Field("names", "Its name in other languages, by BCP 47 tag.", "object"),
        Field("former", "What it was called before, the first first.", "array"),
    ),
    ("code",),
)
RATES: Final = TableOf(
    "rates",
    "Rates of exchange, in the order of recording",
    (
        Field("id", "Its place among all.", required=True),
        Field("base", "The currency of which one unit was priced."),
        _span("on", "The day of the rates.", required=True),
        Field("quotes", "What it cost, by currency; null takes back what was recorded before.", "object"),
        *_RECORDED,
        _SOURCE,
    ),
    ("id",),
    (("source", "sources", "id"),),
)
VIEWS: Final = TableOf(
    "views",
    "Queries saved under a name",
    (
        Field("name", "What it is called.", required=True),
        Field("query", "The words of the query.", "array"),
    ),
    ("name",),
)
PACKAGE: Final = (COMMITMENTS, EVENT_TABLE, SOURCES, PARTIES, RATES, VIEWS)
