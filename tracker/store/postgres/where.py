"""What is wanted -> SQL: conditions on outlines, and what else the state of what is found takes into account."""

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple, assert_never

from tracker.model.status import CLOSED_STATUSES
from tracker.model.text_limits import is_storable
from tracker.query.conditions import Condition, DueBetween, HasKey, NotMeasurable, Overdue, StatusIn, TextContains
from tracker.query.filter import UNMEASURED, Filter
from tracker.store.postgres.pipeline import Sql

EVERYTHING: Final = Sql("true")
NOTHING: Final = Sql("false")
UNCOUNTED: Final = Sql("NULL")


class Selection(NamedTuple):
    """Statements that fetch, beside the unindexed ones: each of `found` ends one that selects from `commitments c`.

    Where the others are counted: `kind` is what a row is counted as, if it is, and `counts` tell how many of each.
    """

    found: tuple[Sql, ...]
    kind: Sql = UNCOUNTED
    counts: tuple[Sql, ...] = ()


class Certainty(NamedTuple):
    """Whether an outline is certain: conditions that must all hold, or of which one does where it is not."""

    sure: Sql
    unsure: Sql


def joined(word: str, parts: Iterable[Sql]) -> Sql:
    """Conditions with a word between them."""
    parts = tuple(parts)
    return Sql(f"({word.join(part.text for part in parts)})", tuple(value for part in parts for value in part.values))


def spliced(*parts: Sql | str) -> Sql:
    """Pieces one after the other."""
    pieces = [part if isinstance(part, Sql) else Sql(part) for part in parts]
    return Sql("".join(part.text for part in pieces), tuple(value for part in pieces for value in part.values))


def negated(condition: Sql) -> Sql:
    """That it does not hold; no column of a condition is null in it."""
    return spliced("NOT ", condition)


def condition_of(wanted: Filter) -> Sql:
    """What of an outline must hold, as a condition on a row of `commitments c`."""
    return _every(_either(_may_hold(condition, wanted) for condition in clause) for clause in wanted.clauses)


def choose(wanted: Filter) -> Selection:
    """What is to be fetched of what is wanted, and what counted."""
    if not wanted.limit:
        return Selection((spliced(" WHERE c.unindexed_at IS NULL AND ", condition_of(wanted)),))
    certainty = _certainty(wanted)
    kinds = [spliced(certainty.sure, " AND ", kind) for kind in _kinds(wanted)]
    order = _LATEST if wanted.overdue_clause else _urgency(wanted.day)
    found = (
        spliced(" WHERE ", kinds[0], order, Sql(" LIMIT %s", (wanted.limit,))),
        spliced(" WHERE c.unindexed_at IS NULL AND ", certainty.unsure, " AND ", condition_of(wanted)),
    )
    if not wanted.is_counted:
        return Selection(found)
    count = "SELECT c.rest, count(*) FROM commitments c WHERE "
    return Selection(
        found,
        spliced("CASE WHEN ", _either(kinds), " THEN c.rest END"),
        # Together, which a server with idle processors counts side by side.
        (joined(" UNION ALL ", (spliced(count, kind, " GROUP BY c.rest") for kind in kinds)),),
    )


def _certainty(wanted: Filter) -> Certainty:
    sure = [Sql("c.unindexed_at IS NULL AND c.settled_on <= %s AND c.alone AND c.zone = %s", (wanted.day, wanted.zone))]
    # As alternatives, so that an index leads to each.
    unsure = [
        Sql("c.settled_on > %s OR NOT c.alone", (wanted.day,)),
        Sql("(c.alone AND c.zone < %s) OR (c.alone AND c.zone > %s)", (wanted.zone, wanted.zone)),
    ]
    if any(isinstance(condition, HasKey | TextContains) for clause in wanted.clauses for condition in clause):
        sure.append(Sql("NOT c.edited"))
        unsure.append(Sql("c.edited"))
    return Certainty(_every(sure), _either(unsure))


def _kinds(wanted: Filter) -> list[Sql]:
    """What of a certain outline must hold for it to be wanted: first of what is shown, then of what is only counted."""
    late = wanted.overdue_clause
    others = _every(
        _either(_holds(condition, wanted.day) for condition in clause)
        for clause in wanted.clauses
        if clause is not late
    )
    if late is None:
        return [spliced("c.rest <> '' AND ", others)]  # of what is taken back nothing is known
    return [spliced(_holds(condition, wanted.day), " AND ", others) for condition in late]


_LATEST: Final = " ORDER BY c.due, c.key"


def _urgency(day: date) -> Sql:
    """As a list is sorted: what is late by how late it is, then what is open, each by the day it is due."""
    late = _holds(Overdue(), day)
    rank = spliced("CASE WHEN ", late, Sql(" THEN c.due ELSE %s END", (date.max,)))
    closed = Sql("c.status = ANY(%s), coalesce(c.due, %s), c.key", (list(CLOSED_STATUSES), date.max))
    return spliced(" ORDER BY ", rank, ", ", closed)


def _every(conditions: Iterable[Sql]) -> Sql:
    conditions = tuple(conditions)
    return joined(" AND ", conditions) if conditions else EVERYTHING


def _either(conditions: Iterable[Sql]) -> Sql:
    return joined(" OR ", conditions)


# ---- each condition ----------------------------------------------------------------------------


def _holds(condition: Condition, day: date) -> Sql:
    """Whether a condition holds on a day of the commitment of an outline that is certain."""
    match condition:
        case HasKey(traits):
            return _having(traits)
        case TextContains(text):
            return Sql("strpos(c.words, %s) > 0", (text,)) if is_storable(text) else NOTHING
        case StatusIn(statuses):
            return Sql("c.status = ANY(%s)", (list(statuses),))
        case DueBetween(first, last):
            return Sql("c.due BETWEEN %s AND %s", (first, last))
        case Overdue():  # what comes to be late is no day before it is due, by which it is in order
            return Sql("c.rest = 'overdue' AND c.due < %s AND c.rests_from <= %s", (day, day))
        case NotMeasurable():
            return Sql("c.rest = ANY(%s) AND c.rests_from <= %s", (list(UNMEASURED), day))
        case _ as never:
            assert_never(never)


def _may_hold(condition: Condition, wanted: Filter) -> Sql:
    """Whether a condition may hold of the commitment of an outline: for certain, or as it ever was."""
    holds = _holds(condition, wanted.latest)
    match condition:
        case HasKey() | TextContains():
            return holds
        case StatusIn(statuses):
            return _where(_settled(wanted), holds, _having(f"status:{status}" for status in statuses))
        case DueBetween(first, last):
            ever = Sql("c.due_first <= %s AND c.due_last >= %s", (last, first))
            return _where(_settled_alone(wanted), holds, ever)
        case Overdue():
            return _if_current(wanted, holds, Sql("c.due_first < %s", (wanted.latest,)))
        case NotMeasurable():
            return _if_current(wanted, holds, EVERYTHING)
        case _ as never:
            assert_never(never)


def _if_current(wanted: Filter, holds: Sql, ever: Sql) -> Sql:
    """What must hold where it is measured against the deadline in force, or against any."""
    return _where(_settled_alone(wanted), holds, ever) if wanted.basis == "current" else ever


def _having(traits: Iterable[str]) -> Sql:
    return Sql("c.traits && %s", ([trait for trait in traits if is_storable(trait)],))


def _settled(wanted: Filter) -> Sql:
    """Whether all that is recorded has taken effect, wherever one is."""
    return Sql("c.settled_on <= %s", (wanted.earliest,)) if wanted.knows_all else NOTHING


def _settled_alone(wanted: Filter) -> Sql:
    return _every((_settled(wanted), Sql("c.alone")))


def _where(condition: Sql, then: Sql, otherwise: Sql) -> Sql:
    """The one where the condition holds, the other where it does not."""
    return _either((_every((condition, then)), _every((negated(condition), otherwise))))
