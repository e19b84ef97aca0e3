"""The JSON Schema of the JSON of each command, made from the columns of its tables.

Each report runs once on a register with one commitment, so a column that a report gains is in the schema. The values
of a column are those of its kind; the names of columns below narrow them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, get_args

import msgspec
from msgspec import Struct

from tracker import manual
from tracker.checks import CHECKS
from tracker.checks.inbox import KINDS
from tracker.commands.info import RegisterFacts
from tracker.exchange.plan import PREVIEW, PROBLEMS
from tracker.model import commitment as model
from tracker.model.amounts import Qualifier
from tracker.model.commitment import CATEGORIES, Commitment, DeadlineEvent, StatusEvent, Terms
from tracker.model.dates import Moment, Precision, span
from tracker.model.register import Register
from tracker.model.status import UNKNOWN, Nature, Outcome, Status
from tracker.reports.agenda import Kind as AgendaKind
from tracker.reports.agenda import agenda_table
from tracker.reports.analysts import ANALYST, analysts_table
from tracker.reports.balance import balance_table
from tracker.reports.calendar import Kind as DayKind
from tracker.reports.changes import GROUPS, changes_table
from tracker.reports.check import check_table
from tracker.reports.inbox import inbox_table
from tracker.reports.list import COLUMN_NAMES, RATE_FIELDS, Selection, list_table
from tracker.reports.log import log_table, new_events_table
from tracker.reports.moves import moves_table
from tracker.reports.progress import progress_table
from tracker.reports.rates import rates_table
from tracker.reports.register import backups_table, categories_table, parties_table, words_table
from tracker.reports.score import GROUPINGS, MEASURES, read_scale, score_table
from tracker.reports.show import show_table
from tracker.reports.sources import Outcome as Consequence
from tracker.reports.sources import sources_table, without_table
from tracker.reports.summary import summary_table
from tracker.reports.table import TEXT_KINDS, Column, Table
from tracker.reports.timeline import timeline_table
from tracker.reports.trades import trades_table
from tracker.state.confidence import Confidence
from tracker.state.deadlines import Timeliness
from tracker.state.keeping import PhaseKind
from tracker.state.lateness import Lateness
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.progress import progress_of
from tracker.state.without import with_any_name
from tracker.store.copy import Fingerprint

Json = dict[str, Any]
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
ONE, OTHER = "JP", "US"
NOW: Final = datetime(2026, 6, 30, tzinfo=UTC)
REF: Final = "promise"
FACTS: Final = ("status", "deadline", "amount")
# The words of a vocabulary.
VOCABULARIES: Final[Mapping[str, tuple[str, ...]]] = {
    "AgendaKind": get_args(AgendaKind),
    "AmountChange": get_args(model.AmountChange),
    "AmountKind": get_args(model.AmountKind),
    "Change": tuple(group.name for group in GROUPS),
    "Channel": get_args(model.Channel),
    "Check": tuple(CHECKS),
    "Confidence": get_args(Confidence),
    "Consequence": get_args(Consequence),
    "Counting": get_args(model.Counting),
    "Event": tuple(str(kind.__struct_config__.tag) for kind in get_args(model.AnyEvent)),
    "DayKind": get_args(DayKind),
    "DeadlineChange": get_args(model.DeadlineChange),
    "Force": get_args(model.Force),
    "Judgement": get_args(model.Judgement),
    "Lateness": get_args(Lateness),
    "Nature": get_args(Nature),
    "Need": KINDS,
    "Outcome": get_args(Outcome),
    "Phase": get_args(PhaseKind),
    "Precision": get_args(Precision),
    "Qualifier": tuple(f"{name}{per}" for name in get_args(Qualifier) for per in ("", " per_year")),
    "Side": (*get_args(model.Side), "record"),
    "SourceKind": get_args(model.SourceKind),
    "SourceParty": get_args(model.SourceParty),
    "Stage": get_args(model.Stage),
    "Stance": get_args(model.Stance),
    "Status": (*get_args(Status), UNKNOWN),
    "TextKind": TEXT_KINDS,
    "Timeliness": get_args(Timeliness),
}
# The vocabulary of a column of codes: by the command or the column of the table and its name, else by the name.
WORDS_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(("status", "in_return_status"), "Status"),
    **dict.fromkeys(("timeliness", "in_return_timeliness"), "Timeliness"),
    **dict.fromkeys(("confidence", *(f"{fact}_confidence" for fact in FACTS)), "Confidence"),
    **dict.fromkeys(("amount_qualifier", "promised_qualifier"), "Qualifier"),
    **dict.fromkeys(("need", "also"), "Need"),
    "category": "Category",
    "agenda.kind": "AgendaKind",
    "due_days.kind": "DayKind",
    "quotes.kind": "TextKind",
    "kind": "SourceKind",
    "amounts.change": "AmountChange",
    "deadlines.change": "DeadlineChange",
    "moves.change": "DeadlineChange",
    "sources.party": "SourceParty",
    "contradictions.party": "SourceParty",
    "sources.outcome": "Consequence",
    "group": "Change",
    "check": "Check",
    "outcome": "Outcome",
    "phase": "Phase",
    "due_precision": "Precision",
    "assessment": "Judgement",
    "channel": "Channel",
    "counting": "Counting",
    "force": "Force",
    "amount_kind": "AmountKind",
    "lateness": "Lateness",
    "nature": "Nature",
    "position": "Stance",
    "stage": "Stage",
}
# The columns of codes and texts whose values are lists, named as above, and those that have a list or one value.
LISTS: Final = frozenset(
    (
        *("obligor", "obligee", "titles", "in_return_for", "conditions", "tags", "conditional", "readings", "refs"),
        *("contradicted", "assessments", "without", "divergent", "former_refs", "archived", "check.field", "also"),
        *("earlier_dues", "delivered_on", "breached_on", "in_force_on", "delivered_share", "outstanding"),
        *("names", "former", "members", "alarm_days", "rate"),
    )
)
NO_LISTS: Final = frozenset({"obligors.obligor", "balance.in_return_for", "score.obligor", "score.obligee"})
LIST_OR_ONE: Final = frozenset({"of"})
# The columns that are never null: a ref anywhere, and these in a list of commitments.
FILLED: Final = frozenset(
    (
        *("title", "obligor", "obligee", "category", "force", "nature", "status", "timeliness", "outcome"),
        *("moves", "disputed", "confidence", "as_of"),
    )
)
_DAY: Final = (
    "A day in ISO 8601, or a time of day with its offset, or what is known of a day: 2026-02, 2026, JP-FY2026."
)
_EXACT: Final = r"^-?[0-9]+(\.[0-9]+)?$"


class Form(Struct, frozen=True):
    """One form of the JSON of a command: the tables that it is made of, and when it has this form."""

    tables: Sequence[Table]
    when: str = ""


def commands() -> tuple[str, ...]:
    """The commands that have JSON."""
    return (*_REPORTS, "info", "copy", "export")


def json_schema(command: str = "") -> Json:
    """The JSON Schema of the JSON of every command, by its name in `$defs`; or of one command, with what it needs."""
    found = _definitions()
    if not command:
        about = "The JSON of each command of tracker, by the name of the command. A later version may add keys."
        return {"$schema": DRAFT, "title": "JSON of tracker", "description": about, "$defs": found}
    return {"$schema": DRAFT, "$ref": f"#/$defs/{command}", "$defs": _needed(found, command)}


@cache
def _definitions() -> dict[str, Json]:
    portfolio = _portfolio()
    reports = {name: _rows(name, form(portfolio, portfolio.standings[REF])) for name, form in _REPORTS.items()}
    words = {name: {"enum": [word for word in words if word]} for name, words in VOCABULARIES.items()}
    return {
        **reports,
        "info": _array(msgspec.json.schema_components([RegisterFacts])[1]["RegisterFacts"]),
        "copy": _array(_copy_facts()),
        "export": {"description": "The register itself; a data package names its own schemas in datapackage.json."},
        **words,
        "Category": {"type": "string", "examples": list(CATEGORIES), "description": "A register may have its own."},
        "Day": {"type": "string", "description": _DAY},
        "Figure": {"type": "string", "pattern": _EXACT, "description": "An exact number."},
    }


def _needed(definitions: Mapping[str, Json], name: str) -> dict[str, Json]:
    """A definition, and those that it refers to; none of them refers to another."""
    return {name: definitions[name]} | {one: definitions[one] for one in sorted(_references(definitions[name]))}


def _references(value: object) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                if key == "$ref":
                    yield inner.rpartition("/")[2]
                else:
                    yield from _references(inner)
        case list():
            for inner in value:
                yield from _references(inner)
        case _:
            pass


# ---- tables ------------------------------------------------------------------------------------


def _portfolio() -> Portfolio:
    """A register with one commitment."""
    history = (
        StatusEvent(id=1, recorded_at=NOW, recorded_by="", on=span("2026-01-01"), status="agreed"),
        DeadlineEvent(
            id=2, recorded_at=NOW, recorded_by="", on=span("2026-01-01"), due=span("2026-12-31"), change="set"
        ),
    )
    promise = Commitment(ref=REF, terms=Terms(title="A promise", obligor=(ONE,), obligee=(OTHER,)), history=history)
    return Portfolio([promise], Moment(NOW), Register())


def _list(portfolio: Portfolio, _: Standing) -> list[Form]:
    whole = list_table(portfolio, Selection())
    rated = Table((*whole.columns, *(field.column for field in RATE_FIELDS)), ())
    return [Form((whole, rated, whole.marked_without(()), whole.only(())))]


def _show(_: Portfolio, standing: Standing) -> list[Form]:
    whole = show_table(standing)
    return [Form((whole, whole.marked_without(()), show_table(standing, ["summary"])))]


def _score(portfolio: Portfolio, standing: Standing) -> list[Form]:
    groups = [score_table(portfolio, by) for by in GROUPINGS]
    scales = [score_table(portfolio, scale=read_scale(measure)) for measure in MEASURES]
    return [Form((*groups, *scales)), Form((analysts_table([standing]),), f"With --by {ANALYST}.")]


def _balance(portfolio: Portfolio, _: Standing) -> list[Form]:
    return [
        Form((balance_table(portfolio, ONE, OTHER),)),
        Form((trades_table(portfolio, ONE, OTHER),), "With --traded."),
    ]


def _sources(portfolio: Portfolio, standing: Standing) -> list[Form]:
    resting = sources_table([standing], bool)
    falling = without_table(portfolio, bool, with_any_name(()))
    return [Form((resting,)), Form((falling.marked_without(()),), "With --without.")]


def _import(_: Portfolio, __: Standing) -> list[Form]:
    return [
        Form((Table(PREVIEW, ()),), "Commitments, as they are or would be recorded."),
        Form((new_events_table([], {}, ""),), "Proposed events, as they are or would be recorded."),
        Form((Table(PROBLEMS, ()),), "The problems of a file that cannot be imported."),
    ]


_REPORTS: Final[Mapping[str, Callable[[Portfolio, Standing], Sequence[Form]]]] = {
    "list": _list,
    "show": _show,
    "agenda": lambda portfolio, _: [Form((agenda_table(portfolio, date.max),))],
    "changes": lambda portfolio, _: [Form((changes_table(portfolio.at(portfolio.moment, ()), portfolio),))],
    "moves": lambda _, standing: [Form((moves_table([standing]),))],
    "timeline": lambda portfolio, _: [Form((timeline_table(portfolio),))],
    "score": _score,
    "balance": _balance,
    "progress": lambda _, standing: [Form((progress_table(progress_of(standing)),))],
    "sources": _sources,
    "check": lambda _, __: [Form((check_table({}, 0),))],
    "inbox": lambda _, standing: [Form((inbox_table([standing]),))],
    "report": lambda portfolio, _: [Form((summary_table(portfolio),))],
    "log": lambda portfolio, _: [Form((log_table(portfolio.commitments),))],
    "party": lambda _, __: [Form((parties_table([]),))],
    "category": lambda _, __: [Form((categories_table([]),))],
    "view": lambda _, __: [Form((words_table([]),))],
    "rate": lambda _, __: [Form((rates_table([]),))],
    "backup": lambda _, __: [Form((backups_table([]),), "With --list.")],
    "import": _import,
}


# ---- schemas -----------------------------------------------------------------------------------


def _array(item: Json) -> Json:
    return {"type": "array", "items": item}


def _rows(name: str, forms: Sequence[Form]) -> Json:
    """The schema of the rows of a table: those of one of its forms."""
    found = [_object(name, form.tables) | ({"description": form.when} if form.when else {}) for form in forms]
    return _array(found[0] if len(found) == 1 else {"anyOf": found})


def _object(name: str, tables: Sequence[Table]) -> Json:
    """The schema of a row; a key that only some of the tables have is not required."""
    columns = {column.name: column for table in tables for column in table.columns}
    properties: dict[str, Json] = {}
    for column in columns.values():
        properties[column.name] = _inside(column, tables) if column.kind == "table" else _value(name, column)
        if column.number_name:
            about = f"The same as {column.name}, and perhaps not exact."
            properties[column.number_name] = {"type": ["number", "null"], "description": about}
    keys = [{key for column in table.columns for key in (column.name, column.number_name)} for table in tables]
    required = [key for key in properties if all(key in found for found in keys)]
    return {"type": "object", "properties": properties, "required": required}


def _inside(column: Column, tables: Iterable[Table]) -> Json:
    """The schema of a column of tables; each has the columns of the first one."""
    places = ((table, [one.name for one in table.columns]) for table in tables)
    cells = (row[names.index(column.name)] for table, names in places if column.name in names for row in table.rows)
    return _array(_object(column.name, [next(cell for cell in cells if isinstance(cell, Table))]))


def _value(table: str, column: Column) -> Json:
    """The schema of a value, null where it is missing, with a description if there is one."""
    name = column.name
    empty = [] if name == "ref" or (table in {"list", "show"} and name in FILLED) else ["null"]
    match column.kind:
        case "flag":
            found: Json = {"type": ["boolean", *empty]}
        case "date":
            found = _or_null("Day", empty)
        case "number" if column.unit:
            found = _or_null("Figure", empty)
        case "number":
            found = {"type": ["integer", "string", *empty], "pattern": _EXACT}
        case _:
            found = _words(table, column, empty)
    about = _description(table, column)
    return found | ({"description": about} if about else {})


def _words(table: str, column: Column, empty: Sequence[str]) -> Json:
    """The schema of a code or a text, or of a list of them."""
    path = f"{table}.{column.name}"
    vocabulary = WORDS_OF.get(path, WORDS_OF.get(column.name, "")) if column.kind == "code" else ""
    if not LISTS.isdisjoint({column.name, path}) and path not in NO_LISTS:
        return {"type": ["array", *empty], "items": _or_null(vocabulary, ()) if vocabulary else {"type": "string"}}
    if column.name in LIST_OR_ONE:
        return {"type": ["string", "array", *empty], "items": {"type": "string"}}
    return _or_null(vocabulary, empty) if vocabulary else {"type": ["string", *empty]}


def _or_null(name: str, empty: Sequence[str]) -> Json:
    reference = {"$ref": f"#/$defs/{name}"}
    return {"anyOf": [reference, {"type": "null"}]} if empty else reference


def _description(table: str, column: Column) -> str:
    if table == "score" and column.name in GROUPINGS:
        return f"The group, with --by {column.name}."
    return column.words or (_of_list().get(column.name, "") if table in {"list", "show"} else "")


@cache
def _of_list() -> dict[str, str]:
    """The descriptions of the columns of `list` in the manual; a row may describe several."""
    found = {}
    for block in manual.shown_blocks(manual.page("csv") or ""):
        for names, about, *_ in block.rows:
            found.update(dict.fromkeys((name for name in names.split(", ") if name in COLUMN_NAMES), about))
    return found


def _copy_facts() -> Json:
    """The facts of a copy: from where and to where, and the numbers of what was copied."""
    (found,) = msgspec.json.schema_components([Fingerprint])[1].values()
    places = {name: {"type": "string"} for name in ("from", "to")}
    properties = {**places, **found["properties"], "saved_copies": {"type": "integer"}}
    return {"type": "object", "properties": properties, "required": list(properties)}
