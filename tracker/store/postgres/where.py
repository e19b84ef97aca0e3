"""A filter -> SQL: conditions on the index columns, and the statements that fetch and count rows by them."""

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple, assert_never

from tracker.model.status import CLOSED_STATUSES
from tracker.model.text_limits import is_storable
from tracker.query.filter import (
    MILESTONE_KEY,
    UNMEASURED,
    Condition,
    DueBetween,
    Filter,
    HasKey,
    NotMeasurable,
    Overdue,
    StatusIn,
    TextContains,
)
from tracker.store.postgres.connection import Sql

EVERYTHING: Final = Sql("true")
NOTHING: Final = Sql("false")
UNCOUNTED: Final = Sql("NULL")


class SelectionSql(NamedTuple):
    """The SQL that selects indexed rows: each of `found` is the end of a statement on `commitments c`.

    If the other rows are counted, `kind` is the group that a row is counted in (null if in none), and `counts` are the
    statements that return the number of rows of each group.
    """

    found: tuple[Sql, ...]
    kind: Sql = UNCOUNTED
    counts: tuple[Sql, ...] = ()


class Certainty(NamedTuple):
    """The condition that an index row is certain, and the condition that it is not."""

    sure: Sql
    unsure: Sql


def choose(wanted: Filter) -> SelectionSql:
    """The statements that fetch the indexed rows that pass a filter, and those that count the other ones."""
    if not wanted.limit:
        return SelectionSql((concat(" WHERE c.unindexed_at IS NULL AND ", _passes(wanted)),))
    certainty = _certainty(wanted)
    kinds = [concat(certainty.sure, " AND ", kind) for kind in _kinds(wanted)]
    order = _LATEST if wanted.overdue_clause else _urgency(wanted.day)
    found = (
        concat(" WHERE ", kinds[0], order, Sql(" LIMIT %s", (wanted.limit,))),
        concat(" WHERE c.unindexed_at IS NULL AND ", certainty.unsure, " AND ", _passes(wanted)),
    )
    if not wanted.is_counted:
        return SelectionSql(found)
    count = "SELECT c.rest, count(*) FROM commitments c WHERE "
    # In one statement, because a server with idle processors runs its parts in parallel.
    counts = _join(" UNION ALL ", (concat(count, kind, " GROUP BY c.rest") for kind in kinds))
    return SelectionSql(found, concat("CASE WHEN ", _or(kinds), " THEN c.rest END"), (counts,))


def _passes(wanted: Filter) -> Sql:
    """The condition that an index row passes a filter."""
    return _and(_or(_may_hold(condition, wanted) for condition in clause) for clause in wanted.clauses)


def _certainty(wanted: Filter) -> Certainty:
    sure = [Sql("c.unindexed_at IS NULL AND c.settled_on <= %s AND c.alone AND c.zone = %s", (wanted.day, wanted.zone))]
    # As alternatives, so that the server can use an index for each.
    unsure = [
        Sql("c.settled_on > %s OR NOT c.alone", (wanted.day,)),
        Sql("(c.alone AND c.zone < %s) OR (c.alone AND c.zone > %s)", (wanted.zone, wanted.zone)),
    ]
    if any(isinstance(condition, HasKey | TextContains) for clause in wanted.clauses for condition in clause):
        sure.append(Sql("NOT c.edited"))
        unsure.append(Sql("c.edited"))
    return Certainty(_and(sure), _or(unsure))


def _kinds(wanted: Filter) -> list[Sql]:
    """The conditions by which a certain row is found: first to be shown, then only to be counted."""
    overdue = wanted.overdue_clause
    others = _and(
        _or(_holds(condition, wanted.day) for condition in clause) for clause in wanted.clauses if clause is not overdue
    )
    if overdue is None:
        return [concat("c.rest <> '' AND ", others)]  # without those that are retracted
    return [concat(_holds(condition, wanted.day), " AND ", others) for condition in overdue]


_LATEST: Final = " ORDER BY c.due, c.key"


def _urgency(day: date) -> Sql:
    """The order of a list: the most overdue first, then open ones by their due day, then closed ones."""
    rank = concat("CASE WHEN ", _holds(Overdue(), day), Sql(" THEN c.due ELSE %s END", (date.max,)))
    closed = Sql("c.status = ANY(%s), coalesce(c.due, %s), c.key", (list(CLOSED_STATUSES), date.max))
    return concat(" ORDER BY ", rank, ", ", closed)


# ---- each condition ----------------------------------------------------------------------------


def _holds(condition: Condition, day: date) -> Sql:
    """The condition on a day, as a stable and independent row decides it."""
    match condition:
        case HasKey(keys):
            return _has_key((*keys, MILESTONE_KEY))
        case TextContains(text):
            found = Sql("strpos(c.words, %s) > 0", (text,)) if is_storable(text) else NOTHING
            return _or((found, _has_key((MILESTONE_KEY,))))
        case StatusIn(statuses):
            return Sql("c.status = ANY(%s)", (list(statuses),))
        case DueBetween(first, last):
            return Sql("c.due BETWEEN %s AND %s", (first, last))
        case Overdue():  # no commitment is overdue before its due day, by which the index is sorted
            return Sql("c.rest = 'overdue' AND c.due < %s AND c.rests_from <= %s", (day, day))
        case NotMeasurable():
            return Sql("c.rest = ANY(%s) AND c.rests_from <= %s", (list(UNMEASURED), day))
        case _ as never:
            assert_never(never)


def _may_hold(condition: Condition, wanted: Filter) -> Sql:
    """The condition as any row can decide it: by the final state if that is in force, else by earlier values too."""
    final = _holds(condition, wanted.latest)
    is_stable = Sql("c.settled_on <= %s", (wanted.earliest,)) if wanted.knows_all else NOTHING
    is_decisive = _and((is_stable, Sql("c.alone")))
    match condition:
        case HasKey() | TextContains():
            return final
        case StatusIn(statuses):
            return _if(is_stable, final, _has_key((*(f"status:{status}" for status in statuses), MILESTONE_KEY)))
        case DueBetween(first, last):
            return _if(is_decisive, final, Sql("c.due_first <= %s AND c.due_last >= %s", (last, first)))
        case Overdue() | NotMeasurable():
            is_overdue = isinstance(condition, Overdue)
            ever = Sql("c.due_first < %s", (wanted.latest,)) if is_overdue else EVERYTHING
            return _if(is_decisive, final, ever) if wanted.basis == "current" else ever
        case _ as never:
            assert_never(never)


def _has_key(keys: Iterable[str]) -> Sql:
    return Sql("c.traits && %s", ([key for key in keys if is_storable(key)],))


# ---- composing SQL -----------------------------------------------------------------------------


def concat(*parts: Sql | str) -> Sql:
    """The parts one after the other, with their values."""
    pieces = [part if isinstance(part, Sql) else Sql(part) for part in parts]
    return Sql("".join(part.text for part in pieces), tuple(value for part in pieces for value in part.values))


def _join(separator: str, parts: Iterable[Sql]) -> Sql:
    first, *others = parts
    return concat("(", first, *(piece for part in others for piece in (separator, part)), ")")


def _and(conditions: Iterable[Sql]) -> Sql:
    conditions = tuple(conditions)
    return _join(" AND ", conditions) if conditions else EVERYTHING


def _or(conditions: Iterable[Sql]) -> Sql:
    return _join(" OR ", conditions)


def _if(condition: Sql, then: Sql, otherwise: Sql) -> Sql:
    """`then` where the condition holds, else `otherwise`; no column of a condition is null."""
    return _or((_and((condition, then)), _and((concat("NOT ", condition), otherwise))))
