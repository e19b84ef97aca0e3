"""A filter -> SQL: conditions on the index columns, and the statements that fetch and count rows by them."""

import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Final, NamedTuple, assert_never

import msgspec
from msgspec import Struct

from tracker.model.status import CLOSED_STATUSES
from tracker.model.text_limits import is_storable, texts_of
from tracker.query.filter import (
    MILESTONE_KEY,
    REVIEW_KEY,
    UNMEASURED,
    ChangedBetween,
    Condition,
    DueBetween,
    Filter,
    HasKey,
    NotMeasurable,
    Overdue,
    StatusIn,
    TextContains,
)
from tracker.store.sql import Sql, concat, join, micros

# The column of each field of an index row. Some columns keep old names, because renaming a column needs a migration.
INDEX_COLUMNS: Final = {
    "keys": "traits",
    "search_text": "words",
    "due_first": "due_first",
    "due_last": "due_last",
    "terms_edited": "edited",
    "independent": "alone",
    "stable_from": "settled_on",
    "zone": "zone",
    "status": "status",
    "due": "due",
    "final_timeliness": "rest",
    "final_from": "rests_from",
}
EVERYTHING: Final = Sql("true")
NOTHING: Final = Sql("false")
UNCOUNTED: Final = Sql("NULL")
MAX_CONDITIONS: Final = 200  # of a filter in SQLite, which refuses deep expressions and is slow to plan many


class Dialect(Struct, frozen=True):
    """The SQL in which the databases differ. It is composed with %s for each value, and written for the driver at last.

    `indexed`: the index columns of a row are up to date. `has_key`: the row has a key in a list. `is_in`: a text is in
    a list. `position`: the function for the position of a text in another, 0 if it is not there. `recorded_since`: the
    refs of which something was recorded since a time. `placeholder` and `parameter`: what the driver takes for a value.
    `refuses`: the database cannot decide a filter, so every row passes.
    """

    indexed: str
    has_key: str
    is_in: str
    position: str
    recorded_since: str
    placeholder: str
    parameter: Callable[[Any], Any]
    refuses: Callable[[Filter], bool]

    def written(self, composed: Sql) -> Sql:
        """The SQL as the driver takes it."""
        return Sql(composed.text.replace("%s", self.placeholder), tuple(map(self.parameter, composed.values)))


def _sqlite_parameter(value: date | list[str] | str | int) -> str | int:
    """A date in ISO form, in which dates sort as text; a list as JSON, because SQLite limits the number of values."""
    match value:
        case datetime():
            return micros(value)
        case date():
            return value.isoformat()
        case list():
            return msgspec.json.encode(value).decode()
        case _:
            return value


def _is_beyond_sqlite(wanted: Filter) -> bool:
    """True if a filter has too many conditions, or a text that SQLite cannot store or its JSON functions truncate."""
    texts = texts_of(msgspec.to_builtins(wanted.clauses))
    return sum(map(len, wanted.clauses)) > MAX_CONDITIONS or not all(is_storable(text) for _, text in texts)


POSTGRESQL: Final = Dialect(
    indexed="c.unindexed_at IS NULL",
    has_key="c.traits && %s",
    is_in=" = ANY(%s)",
    position="strpos",
    recorded_since="SELECT e.ref FROM events e WHERE e.recorded_at >= %s",
    placeholder="%s",
    parameter=lambda value: value,
    refuses=lambda _: False,
)
# The keys of a file are in a table of their own, with an index.
SQLITE: Final = Dialect(
    indexed="true",
    has_key="c.place IN (SELECT k.place FROM keys k WHERE k.key IN (SELECT value FROM json_each(%s)))",
    is_in=" IN (SELECT value FROM json_each(%s))",
    position="instr",
    recorded_since="SELECT o.ref FROM recorded r JOIN commitments o USING (place) WHERE r.at >= %s",
    placeholder="?",
    parameter=_sqlite_parameter,
    refuses=_is_beyond_sqlite,
)


class SelectionSql(NamedTuple):
    """The SQL that selects indexed rows: each of `found` is the end of a statement on `commitments c`.

    If the other rows are counted, `kind` is the group that a row is counted in (null if in none), and `counts` are the
    queries for the number of rows of each group.
    """

    found: tuple[Sql, ...]
    kind: Sql = UNCOUNTED
    counts: tuple[Sql, ...] = ()


class Certainty(NamedTuple):
    """The condition that an index row is certain, and the condition that it is not."""

    sure: Sql
    unsure: Sql


def choose(wanted: Filter, dialect: Dialect) -> SelectionSql:
    """The SQL that fetches the indexed rows that pass a filter, and that counts the other ones."""
    if dialect.refuses(wanted):
        return SelectionSql((Sql(f" WHERE {dialect.indexed}"),))
    found, kind, counts = (_limited if wanted.limit else _unlimited)(wanted, dialect)
    return SelectionSql(tuple(map(dialect.written, found)), dialect.written(kind), tuple(map(dialect.written, counts)))


def _unlimited(wanted: Filter, dialect: Dialect) -> SelectionSql:
    return SelectionSql((concat(" WHERE ", dialect.indexed, " AND ", _passes(wanted, dialect)),))


def _limited(wanted: Filter, dialect: Dialect) -> SelectionSql:
    certainty = _certainty(wanted, dialect)
    kinds = [concat(certainty.sure, " AND ", kind) for kind in _kinds(wanted, dialect)]
    order = _LATEST if wanted.overdue_clause else _urgency(wanted.day, dialect)
    found = (
        concat(" WHERE ", kinds[0], order, Sql(" LIMIT %s", (min(wanted.limit, sys.maxsize),))),
        concat(" WHERE ", dialect.indexed, " AND ", certainty.unsure, " AND ", _passes(wanted, dialect)),
    )
    if not wanted.is_counted:
        return SelectionSql(found)
    count = "SELECT c.rest, count(*) FROM commitments c WHERE "
    counts = tuple(concat(count, kind, " GROUP BY c.rest") for kind in kinds)
    return SelectionSql(found, concat("CASE WHEN ", _or(kinds), " THEN c.rest END"), counts)


def _passes(wanted: Filter, dialect: Dialect) -> Sql:
    """The condition that an index row passes a filter."""
    return _and(_or(_may_hold(condition, wanted, dialect) for condition in clause) for clause in wanted.clauses)


def _certainty(wanted: Filter, dialect: Dialect) -> Certainty:
    is_sure = " AND c.settled_on <= %s AND c.alone AND c.zone = %s"
    sure = [concat(dialect.indexed, Sql(is_sure, (wanted.day, wanted.zone)))]
    # As alternatives, so that the server can use an index for each.
    unsure = [
        Sql("c.settled_on > %s OR NOT c.alone", (wanted.day,)),
        Sql("(c.alone AND c.zone < %s) OR (c.alone AND c.zone > %s)", (wanted.zone, wanted.zone)),
    ]
    if any(isinstance(condition, HasKey | TextContains) for clause in wanted.clauses for condition in clause):
        sure.append(Sql("NOT c.edited"))
        unsure.append(Sql("c.edited"))
    return Certainty(_and(sure), _or(unsure))


def _kinds(wanted: Filter, dialect: Dialect) -> list[Sql]:
    """The conditions by which a certain row is found: first to be shown, then only to be counted."""
    overdue = wanted.overdue_clause
    others = _and(
        _or(_holds(condition, wanted.day, dialect) for condition in clause)
        for clause in wanted.clauses
        if clause is not overdue
    )
    if overdue is None:
        return [concat("c.rest <> '' AND ", others)]  # without those that are retracted
    return [concat(_holds(condition, wanted.day, dialect), " AND ", others) for condition in overdue]


_LATEST: Final = " ORDER BY c.due, c.key"


def _urgency(day: date, dialect: Dialect) -> Sql:
    """The order of a list: the most overdue first, then open ones by their due day, then closed ones."""
    rank = concat("CASE WHEN ", _holds(Overdue(), day, dialect), Sql(" THEN c.due ELSE %s END", (date.max,)))
    is_closed = _is_in("c.status", CLOSED_STATUSES, dialect)
    return concat(" ORDER BY ", rank, ", ", is_closed, Sql(", coalesce(c.due, %s), c.key", (date.max,)))


# ---- each condition ----------------------------------------------------------------------------


def _holds(condition: Condition, day: date, dialect: Dialect) -> Sql:
    """The condition on a day, as a stable and independent row decides it."""
    match condition:
        case HasKey(keys):
            return _has_key((*keys, MILESTONE_KEY), dialect)
        case TextContains(text):
            found = Sql(f"{dialect.position}(c.words, %s) > 0", (text,)) if is_storable(text) else NOTHING
            return _or((found, _has_key((MILESTONE_KEY,), dialect)))
        case StatusIn(statuses):
            return _is_in("c.status", statuses, dialect)
        case DueBetween(first, last) | ChangedBetween(first, last):
            dues = condition.near_due if isinstance(condition, ChangedBetween) else (first, last)
            is_due = Sql("c.due BETWEEN %s AND %s", dues)
            turns = Sql("c.rests_from BETWEEN %s AND %s", (first, last))
            return _or((is_due, turns)) if isinstance(condition, ChangedBetween) else is_due
        case Overdue():  # no commitment is overdue before its due day, by which the index is sorted
            return Sql("c.rest = 'overdue' AND c.due < %s AND c.rests_from <= %s", (day, day))
        case NotMeasurable():
            return concat(_is_in("c.rest", UNMEASURED, dialect), Sql(" AND c.rests_from <= %s", (day,)))
        case _ as never:
            assert_never(never)


def _may_hold(condition: Condition, wanted: Filter, dialect: Dialect) -> Sql:
    """The condition as any row can decide it: by the final state if that is in force, else by earlier values too."""
    final = _holds(condition, wanted.latest, dialect)
    is_stable = Sql("c.settled_on <= %s", (wanted.earliest,)) if wanted.knows_all else NOTHING
    is_decisive = _and((is_stable, Sql("c.alone")))
    match condition:
        case HasKey() | TextContains():
            return final
        case StatusIn(statuses):
            keys = (*(f"status:{status}" for status in statuses), MILESTONE_KEY)
            return _if(is_stable, final, _has_key(keys, dialect))
        case DueBetween(first, last):
            return _if(is_decisive, final, Sql("c.due_first <= %s AND c.due_last >= %s", (last, first)))
        case Overdue() | NotMeasurable():
            is_overdue = isinstance(condition, Overdue)
            ever = Sql("c.due_first < %s", (wanted.latest,)) if is_overdue else EVERYTHING
            return _if(is_decisive, final, ever) if wanted.basis == "current" else ever
        case ChangedBetween(first):
            is_open = Sql("NOT c.alone OR c.settled_on > %s", (first,))
            return _or((is_open, final, _has_key((REVIEW_KEY,), dialect), _learned(condition, dialect)))
        case _ as never:
            assert_never(never)


def _learned(changed: ChangedBetween, dialect: Dialect) -> Sql:
    """The condition that something was recorded since: of the commitment, or of one that its state depends on."""
    recorded = Sql(dialect.recorded_since, (changed.first_instant,))
    depending = " UNION SELECT n.ref FROM needs n JOIN affected a ON n.needed = a.ref"
    return concat("c.ref IN (WITH RECURSIVE affected (ref) AS (", recorded, depending, ") SELECT ref FROM affected)")


def _has_key(keys: Iterable[str], dialect: Dialect) -> Sql:
    return Sql(dialect.has_key, ([key for key in keys if is_storable(key)],))


def _is_in(column: str, texts: Iterable[str], dialect: Dialect) -> Sql:
    return Sql(f"{column}{dialect.is_in}", (list(texts),))


# ---- composing conditions ----------------------------------------------------------------------


def _and(conditions: Iterable[Sql]) -> Sql:
    conditions = tuple(conditions)
    return join(" AND ", conditions) if conditions else EVERYTHING


def _or(conditions: Iterable[Sql]) -> Sql:
    return join(" OR ", conditions)


def _if(condition: Sql, then: Sql, otherwise: Sql) -> Sql:
    """`then` where the condition holds, else `otherwise`; no column of a condition is null."""
    return _or((_and((condition, then)), _and((concat("NOT ", condition), otherwise))))
