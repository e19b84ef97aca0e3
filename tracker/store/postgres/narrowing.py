"""What is wanted -> SQL: conditions on outlines, and what else the state of what is found takes into account."""

from collections.abc import Iterable
from functools import singledispatch
from typing import Final, NamedTuple

from tracker.state.wanted import (
    UNMEASURED,
    BeingOf,
    Clause,
    Condition,
    Falling,
    Having,
    Late,
    Saying,
    Unmeasured,
    Wanted,
)
from tracker.store.documents import is_storable
from tracker.store.postgres.transaction import Sql

NOTHING: Final = Sql("false")
UNCOUNTED: Final = Sql("NULL")


class Choice(NamedTuple):
    """What is to be fetched: each of `found` ends a statement that selects from `commitments c`.

    Where the others are counted: `kind` is what a row is counted as, if it is, and `counts` tell how many of each.
    """

    found: tuple[Sql, ...]
    kind: Sql = UNCOUNTED
    counts: tuple[Sql, ...] = ()


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


def wanted_by(wanted: Wanted) -> Sql:
    """What of an outline must hold, as a condition on a row of `commitments c`."""
    return joined(" AND ", (_either(clause, wanted) for clause in wanted.clauses))


def choose(wanted: Wanted) -> Choice:
    """What is to be fetched of what is wanted, and what counted."""
    if not wanted.first:
        return Choice((spliced(" WHERE ", wanted_by(wanted)),))
    sure = Sql("(c.settled_on <= %s AND c.alone AND c.zone = %s)", (wanted.day, wanted.zone))
    # As alternatives, so that an index leads to each.
    elsewhere = Sql("(c.alone AND c.zone < %s) OR (c.alone AND c.zone > %s)", (wanted.zone, wanted.zone))
    unsure = joined(" OR ", (Sql("c.settled_on > %s OR NOT c.alone", (wanted.day,)), elsewhere))
    # What comes to be late is no day before it is due, by which it is in order.
    late = Sql("c.rest = 'overdue' AND c.due < %s AND c.rests_from <= %s", (wanted.day, wanted.day))
    unmeasured = list(UNMEASURED if Unmeasured() in wanted.clauses[0] else ())
    waiting = Sql("c.rest = ANY(%s) AND c.rests_from <= %s", (unmeasured, wanted.day))
    counted = [spliced(sure, " AND ", kind) for kind in (late, waiting)]
    count = "SELECT c.rest, count(*) FROM commitments c WHERE "
    return Choice(
        (
            spliced(" WHERE ", counted[0], Sql(" ORDER BY c.due, c.key LIMIT %s", (wanted.first,))),
            spliced(" WHERE ", unsure, " AND ", wanted_by(wanted)),
        ),
        spliced("CASE WHEN ", joined(" OR ", counted), " THEN c.rest END"),
        # Together, which a server with idle processors counts side by side.
        (joined(" UNION ALL ", (spliced(count, each, " GROUP BY c.rest") for each in counted)),),
    )


def _either(clause: Clause, wanted: Wanted) -> Sql:
    return joined(" OR ", (_condition(condition, wanted) for condition in clause))


@singledispatch
def _condition(condition: Condition, wanted: Wanted) -> Sql:
    """Whether a condition may hold of the commitment of an outline."""
    raise NotImplementedError(condition, wanted)


@_condition.register
def _(condition: Having, _wanted: Wanted) -> Sql:
    return _having(condition.traits)


@_condition.register
def _(condition: Saying, _wanted: Wanted) -> Sql:
    return Sql("strpos(c.words, %s) > 0", (condition.text,)) if is_storable(condition.text) else NOTHING


@_condition.register
def _(condition: BeingOf, wanted: Wanted) -> Sql:
    then = Sql("c.status = ANY(%s)", (list(condition.statuses),))
    return _where(_settled(wanted), then, _having(f"status:{status}" for status in condition.statuses))


@_condition.register
def _(condition: Falling, wanted: Wanted) -> Sql:
    then = Sql("c.due BETWEEN %s AND %s", (condition.first, condition.last))
    ever = Sql("(c.due_first <= %s AND c.due_last >= %s)", (condition.last, condition.first))
    return _where(_settled_alone(wanted), then, ever)


@_condition.register
def _(condition: Late, wanted: Wanted) -> Sql:
    del condition
    then = Sql("(c.rest = 'overdue' AND c.rests_from <= %s)", (wanted.latest,))
    ever = Sql("c.due_first < %s", (wanted.latest,))
    return _where(_settled_alone(wanted), then, ever) if wanted.basis == "current" else ever


@_condition.register
def _(condition: Unmeasured, wanted: Wanted) -> Sql:
    del condition
    then = Sql("c.rest = ANY(%s)", (list(UNMEASURED),))
    return _where(_settled_alone(wanted), then, Sql("true")) if wanted.basis == "current" else Sql("true")


def _having(traits: Iterable[str]) -> Sql:
    return Sql("c.traits && %s", ([trait for trait in traits if is_storable(trait)],))


def _settled(wanted: Wanted) -> Sql:
    """Whether all that is recorded has taken effect, wherever one is."""
    return Sql("c.settled_on <= %s", (wanted.earliest,)) if wanted.knows_all else NOTHING


def _settled_alone(wanted: Wanted) -> Sql:
    return joined(" AND ", (_settled(wanted), Sql("c.alone")))


def _where(condition: Sql, then: Sql, otherwise: Sql) -> Sql:
    """The one where the condition holds, the other where it does not."""
    return joined(" OR ", (joined(" AND ", (condition, then)), joined(" AND ", (negated(condition), otherwise))))
