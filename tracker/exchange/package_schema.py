"""The tables of the data package: the type, the constraints and the description of each field, by Table Schema 2."""

from typing import Any, Final, Literal, TypeAlias, get_args

from msgspec import Struct

from tracker.model.amounts import Qualifier
from tracker.model.commitment import (
    AMOUNT_CHANGES,
    CHANNELS,
    COUNTINGS,
    DEADLINE_CHANGES,
    FINDINGS,
    INHERITED,
    JUDGEMENTS,
    SOURCE_KINDS,
    SOURCE_PARTIES,
    STAGES,
    STANCES,
    AnyEvent,
    Side,
)
from tracker.model.fields import TERM_FIELDS, TermField
from tracker.model.status import STATUSES

Descriptor: TypeAlias = dict[str, Any]
Type = Literal["string", "integer", "number", "boolean", "datetime", "array", "object"]
_DATE: Final = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?|-Q[1-4]|-H[12]|-W[0-9]{2})?|[A-Z]{2}-FY[0-9]{4}"
SPAN: Final = rf"({_DATE})(\.\.({_DATE}))?"
QUALIFIERS: Final = tuple(f"{kind}{per}" for kind in get_args(Qualifier) for per in ("", " per_year"))
EVENTS: Final = tuple(str(kind.__struct_config__.tag) for kind in get_args(AnyEvent))


def profile(name: str) -> str:
    """The address of a profile of version 2 of the Data Package standard, by which a reader knows the version."""
    return f"https://datapackage.org/profiles/2.0/{name}.json"


class PackageField(Struct, frozen=True):
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
    fields: tuple[PackageField, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...] = ()

    @property
    def schema(self) -> Descriptor:
        """Its Table Schema."""
        keys = [
            {
                "fields": [field],
                "reference": {"fields": [named]} | ({"resource": table} if table != self.name else {}),
            }
            for field, table, named in self.references
        ]
        schema: Descriptor = {"$schema": profile("tableschema")}
        schema |= {"fields": [field.descriptor for field in self.fields], "primaryKey": list(self.key)}
        return schema | {"missingValues": [""]} | ({"foreignKeys": keys} if keys else {})


def _span(name: str, description: str, *, required: bool = False) -> PackageField:
    text = f"{description} A day, or a week, month, quarter, half, year or fiscal year."
    return PackageField(name, text, pattern=SPAN, required=required)


_RECORDED: Final = (
    PackageField("recorded_at", "When it was recorded.", "datetime", required=True),
    PackageField("recorded_by", "The user who recorded it."),
)
_SOURCE: Final = PackageField("source", "The id of the source in the table of sources.", "integer")


def _term(field: TermField) -> PackageField:
    if field.kind == "date":
        return _span(field.name, field.description)
    is_required = field.default in field.choices and field.name not in INHERITED
    enum = () if field.pattern else field.choices
    return PackageField(field.name, field.description, field.type, enum, field.pattern, required=is_required)


COMMITMENTS: Final = TableOf(
    "commitments",
    "What was promised, as first recorded",
    (
        PackageField(
            "ref", "The name of the commitment, as first recorded.", pattern="[a-z0-9]+([-/][a-z0-9]+)*", required=True
        ),
        *map(_term, TERM_FIELDS),
    ),
    ("ref",),
    (("parent", "commitments", "ref"),),
)
EVENT_TABLE: Final = TableOf(
    "events",
    "All that happened to the commitments, as recorded",
    (
        PackageField("commitment", "The ref of the commitment.", required=True),
        PackageField("id", "The number of the event within its commitment.", "integer", required=True),
        PackageField("event", "The kind of event.", enum=EVENTS, required=True),
        *_RECORDED,
        _span("on", "When it took effect; empty: unknown."),
        _span("known_on", "When it became known; empty: unknown."),
        _SOURCE,
        PackageField("note", "A note of the desk."),
        PackageField("status", "The new status.", enum=STATUSES),
        PackageField("successor", "The ref of the commitment that supersedes it."),
        PackageField("reopens", "True if the commitment was closed before.", "boolean"),
        PackageField(
            "change",
            "How the deadline or the amount changed.",
            enum=tuple(dict.fromkeys(DEADLINE_CHANGES + AMOUNT_CHANGES)),
        ),
        _span("due", "The due date; it falls on the last day."),
        PackageField("words", "The deadline as it was typed."),
        PackageField("awaits", "The event that the deadline counts from."),
        _span("not_before", "The earliest day on which it may be met."),
        PackageField("grace_days", "Days after the due day in which it is not overdue.", "integer"),
        PackageField("of", "The one obligor of several that a status, deadline, delivery or judgement is about."),
        PackageField("corrects", "The id of the event that was wrong.", "integer"),
        PackageField("reading", "The party that understands the deadline or the amount so; empty: all parties."),
        _span("first_period", "The first period of a recurring duty from which on each has the amount."),
        PackageField("condition", "The condition of the version; it is not in force until the condition is met."),
        PackageField("settles", "The id of the citation whose contradiction it ends.", "integer"),
        PackageField("fulfils", "The id of the conditional version that comes into force.", "integer"),
        PackageField("amount", "A figure.", "number"),
        PackageField("amount_qualifier", "The precision of the figure, and whether it is per year.", enum=QUALIFIERS),
        PackageField("currency", "ISO 4217, or a physical unit."),
        PackageField("stage", "The stage of a delivery.", enum=STAGES),
        PackageField("measure", "The measure of a delivery; each measure is a separate series."),
        PackageField(
            "kind", "The counting of a delivery: it adds up, is a running total, or replaces a level.", enum=COUNTINGS
        ),
        PackageField("assessment", "The judgement of an analyst.", enum=JUDGEMENTS),
        PackageField("analyst", "The analyst who judged; empty: the desk."),
        PackageField("party", "The party that takes a position."),
        PackageField("position", "The position.", enum=STANCES),
        PackageField("channel", "The channel of the position.", enum=CHANNELS),
        PackageField("field", "The field that a source is cited for."),
        PackageField("side", "The side that the source takes; `mentions`: neither.", enum=get_args(Side)),
        PackageField("value", "The value of the field by this source."),
        PackageField("found", "The result of a review; empty: it only plans the next one.", enum=FINDINGS),
        PackageField("where", "The places that a review searched."),
        _span("next", "The day of the next review."),
        PackageField("who", "The reviewer of the next review."),
        PackageField("changed", "The terms that were edited.", "array"),
        PackageField("terms", "The terms after an edit.", "object"),
        PackageField("ref", "The new ref, if an edit renamed the commitment."),
        PackageField("former_ref", "The ref before."),
        PackageField("retracts", "The id of the retracted event; empty: the whole commitment.", "integer"),
        PackageField("undo", "True if `undo` recorded it.", "boolean"),
    ),
    ("commitment", "id"),
    (("commitment", "commitments", "ref"), ("source", "sources", "id"), ("successor", "commitments", "ref")),
)
SOURCES: Final = TableOf(
    "sources",
    "Where the facts come from",
    (
        PackageField("id", "The number of the source in events and rates.", "integer", required=True),
        PackageField("url", "The address of the source."),
        PackageField("title", "The title of the source."),
        PackageField("publisher", "The publisher."),
        PackageField("kind", "The kind of source.", enum=SOURCE_KINDS, required=True),
        PackageField("party", "The side that the source speaks for.", enum=SOURCE_PARTIES),
        PackageField("language", "Its language, by BCP 47."),
        _span("published", "The date of publication."),
        _span("retrieved", "The date on which it was read."),
        PackageField("quote", "What the source says, word for word."),
        PackageField("summary", "What the source says, in the words of the desk."),
        PackageField("relays", "The report that the source repeats."),
        PackageField("archived", "The address of a copy in an archive, or sha256: and the name of a saved copy."),
    ),
    ("id",),
)
PARTIES: Final = TableOf(
    "parties",
    "Parties that the register names itself",
    (
        PackageField("code", "The code of the party.", required=True),
        PackageField("name", "Its English name."),
        PackageField("names", "Its name in other languages, by BCP 47 tag.", "object"),
        PackageField("former", "The former names, the oldest first.", "array"),
        PackageField("members", "Who joined the bloc and who left it, in the order of recording.", "array"),
    ),
    ("code",),
)
RATES: Final = TableOf(
    "rates",
    "Rates of exchange, in the order of recording",
    (
        PackageField("id", "The key of the rates in the register.", required=True),
        PackageField("base", "The currency that is priced, one unit of it."),
        _span("on", "The day of the rates.", required=True),
        PackageField("quotes", "The price in each currency; null retracts an earlier one.", "object"),
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
        PackageField("name", "The name of the view.", required=True),
        PackageField("query", "The words of the query.", "array"),
    ),
    ("name",),
)
CATEGORIES: Final = TableOf(
    "categories",
    "Categories that the register names itself",
    (
        PackageField("code", "The code of the category.", required=True),
        PackageField("name", "Its English label."),
        PackageField("names", "Its label in other languages, by BCP 47 tag.", "object"),
        PackageField("former", "The former labels, the oldest first.", "array"),
    ),
    ("code",),
)
PACKAGE: Final = (COMMITMENTS, EVENT_TABLE, SOURCES, PARTIES, CATEGORIES, RATES, VIEWS)
