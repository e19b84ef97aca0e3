"""Parsed queries: the tree of words, the test of a commitment, and the filter that a back end may apply to its index.

The filter may let too much through, never too little.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.commitment import Commitment, Source
from tracker.model.dates import Moment, When, local_day
from tracker.model.register import Register
from tracker.state.deadlines import SOON, Basis, Timeliness
from tracker.state.portfolio import Portfolio, Standing

# The key of every milestone, whose terms may be those of its parent: every condition on terms lets it pass.
MILESTONE_KEY: Final = "milestone"
# The key of a commitment for which a review was ever planned.
REVIEW_KEY: Final = "review"


class HasKey(Struct, frozen=True):
    """The row has at least one of these keys, or may have one from the parent of a milestone."""

    keys: tuple[str, ...]


class TextContains(Struct, frozen=True):
    """The search text of the row contains this case-folded text, or may contain it from the parent of a milestone."""

    text: str


class DueBetween(Struct, frozen=True):
    """The due day in force lies between these days, both included; if the row is not stable, any due day may."""

    first: date
    last: date


class StatusIn(Struct, frozen=True):
    """The final status is one of these; if the row is not stable, any status it ever had may be."""

    statuses: tuple[str, ...]


class Overdue(Struct, frozen=True):
    """The commitment may be overdue.

    The final timeliness decides if the row is stable, independent and measured on the current basis. Otherwise any
    earlier due day that has passed is enough.
    """


class NotMeasurable(Struct, frozen=True):
    """The commitment may have no day to be measured against."""


class ChangedBetween(Struct, frozen=True):
    """The commitment may have changed between moments whose local dates lie within these days, in any time zone.

    It changed only by a turn of its timeliness if all of this holds: on the first day it was stable; it is independent;
    no review was ever planned; and nothing was recorded since of it or of what its state depends on.
    """

    first: date
    last: date

    @property
    def first_instant(self) -> datetime:
        """What was recorded earlier was known on the first day in every time zone."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def near_due(self) -> tuple[date, date]:
        """The due days before which the time of falling due soon begins within the days."""
        return _later(self.first), _later(self.last)


def _later(day: date) -> date:
    return min(day, date.max - timedelta(days=SOON)) + timedelta(days=SOON)


Condition: TypeAlias = HasKey | TextContains | DueBetween | StatusIn | Overdue | NotMeasurable | ChangedBetween


Test: TypeAlias = Callable[[Standing], bool]


class Scope(Struct, frozen=True):
    """The context in which a query is parsed: the register without its commitments, the moment and the basis."""

    register: Register
    moment: Moment
    basis: Basis = "current"

    @property
    def today(self) -> date:
        """The local date of the moment."""
        return self.moment.day(self.register.zone)


class Term(Struct, frozen=True):
    """One query word with its value: a test of standings and, if the index can help, a condition on index rows.

    The row of every commitment that passes the test satisfies the condition. `index_is_exact`: if the row is certain,
    the reverse holds too. `obligor`: the codes of the party that must owe it. `note`: a sentence on what it finds,
    `note_if_not`: on what its opposite leaves out, if that is another. `of_source`: the test of one source, if the word
    is about sources.
    """

    test: Test
    index: Condition | None = None
    index_is_exact: bool = False
    obligor: tuple[str, ...] = ()
    note: str = ""
    note_if_not: str = ""
    of_source: Callable[[Source], bool] | None = None


class Unresolved(Struct, frozen=True):
    """A part of a query whose meaning depends on which commitments the register has, as the beginning of a ref."""

    read: Callable[[Portfolio], "Node"]


class And(Struct, frozen=True):
    """All parts must hold; without parts everything is found."""

    parts: tuple["Node", ...]


class Or(Struct, frozen=True):
    """At least one part must hold."""

    parts: tuple["Node", ...]


class Not(Struct, frozen=True):
    """The part must not hold."""

    part: "Node"


Node: TypeAlias = Term | Unresolved | And | Or | Not


class Query(Struct, frozen=True):
    """A query: the texts that were typed, the tree they were parsed to, and the free words that are searched for."""

    texts: tuple[str, ...]
    tree: Node
    free_words: tuple[str, ...] = ()

    @property
    def obligor(self) -> tuple[str, ...]:
        """The codes of the one party that owes everything that the query finds; empty if it names none or several."""
        named = set(_obligors(self.tree))
        return named.pop() if len(named) == 1 else ()

    def matches(self, standing: Standing) -> bool:
        """True if the query finds this commitment, or this obligor of it."""
        of = standing.of and {code for codes in _obligors(self.tree, either=True) for code in codes}
        return matches(self.tree, standing) and (not of or standing.of in of)

    def chooses(self, recordings: Sequence[Source]) -> bool:
        """True unless the words of the query that are about sources rule out this source, by all its recordings."""
        return _chooses(self.tree, recordings) is not False

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence on each word that finds more than it seems to."""
        return tuple(dict.fromkeys(_notes(self.tree)))

    def resolve(self, portfolio: Portfolio) -> "Query":
        """The same query for a portfolio; refuses a value that nothing in the portfolio has, as an unknown ref."""
        return replace(self, tree=resolve(self.tree, portfolio))


def _obligors(node: Node, *, either: bool = False) -> Iterator[tuple[str, ...]]:
    """The parties of which each owes everything that a tree finds, by their codes; or `either` of which owes it."""
    match node:
        case Term(obligor=obligor) if obligor:
            yield obligor
        case And() | Or() if either or isinstance(node, And):
            for part in node.parts:
                yield from _obligors(part, either=either)


def matches(node: Node, standing: Standing) -> bool:
    """True if a standing passes the tests of a tree."""
    match node:
        case Term():
            return node.test(standing)
        case And():
            return all(matches(part, standing) for part in node.parts)
        case Or():
            return any(matches(part, standing) for part in node.parts)
        case Not():
            return not matches(node.part, standing)
        case _:
            return matches(node.read(standing.portfolio), standing)


def _chooses(node: Node, recordings: Sequence[Source]) -> bool | None:
    """True if the words of a tree that are about sources choose a source; None if other words decide."""
    match node:
        case Term(of_source=test) if test:
            return any(map(test, recordings))
        case And() | Or():
            decisive = isinstance(node, Or)
            found = [_chooses(part, recordings) for part in node.parts]
            if decisive in found:
                return decisive
            return None if None in found else not decisive
        case Not() if (chosen := _chooses(node.part, recordings)) is not None:
            return not chosen
        case _:
            return None


def _notes(node: Node, *, holds: bool = True) -> Iterator[str]:
    match node:
        case Term(note=note, note_if_not=note_if_not) if note:
            yield note if holds else note_if_not or note
        case And() | Or():
            for part in node.parts:
                yield from _notes(part, holds=holds)
        case Not():
            yield from _notes(node.part, holds=not holds)


def resolve(node: Node, portfolio: Portfolio) -> Node:
    """Replace every unresolved part of a tree by what it means in a portfolio of the whole register."""
    match node:
        case Term():
            return node
        case And() | Or():
            return type(node)(tuple(resolve(part, portfolio) for part in node.parts))
        case Not():
            return Not(resolve(node.part, portfolio))
        case _:
            return resolve(node.read(portfolio), portfolio)


def is_resolved(node: Node) -> bool:
    """True if the meaning of a tree does not depend on which other commitments the register has."""
    match node:
        case And() | Or():
            return all(map(is_resolved, node.parts))
        case Not():
            return is_resolved(node.part)
        case _:
            return isinstance(node, Term)


# The timeliness values of commitments that have no day to be measured against.
UNMEASURED: Final[tuple[Timeliness, ...]] = (
    "undated",
    "suspended",
    "awaiting_trigger",
    "proposed",
    "unknown",
    "breached",
)
ONE_DAY: Final = timedelta(days=1)
Clause: TypeAlias = tuple[Condition, ...]
_OVERDUE_OR_UNMEASURED: Final = frozenset({Overdue(), NotMeasurable()})


class Filter(Struct, frozen=True, kw_only=True):
    """Conditions on index rows: of each clause at least one must hold. Without clauses every row passes.

    A row is stable if all that is known counts and `earliest` is not before its `stable_from`. A row is certain if it
    is stable on the `day`, has the `zone` of the register, is independent and its terms were never edited. `is_exact`:
    a certain row is found if and only if the clauses hold.

    `limit`: at most this many certain rows, most urgent first (0: all); of overdue ones if there is an
    `overdue_clause`. `is_counted`: count the others.

    `needs_everything`: the answer depends on the whole register, so nothing may be left out.
    """

    clauses: tuple[Clause, ...] = ()
    moment: Moment
    zone: str
    basis: Basis = "current"
    is_exact: bool = False
    limit: int = 0
    is_counted: bool = False
    needs_everything: bool = False

    @property
    def earliest(self) -> date:
        """The first local date of the moment in any time zone."""
        return possible_days(self.moment.as_of)[0]

    @property
    def latest(self) -> date:
        """The last local date of the moment in any time zone."""
        return possible_days(self.moment.as_of)[1]

    @property
    def day(self) -> date:
        """The local date of the moment in the time zone of the register."""
        return self.moment.day(self.zone)

    @property
    def knows_all(self) -> bool:
        """True if all that is known counts, not only what was known at an earlier time."""
        return self.moment.known_at is None

    @property
    def overdue_clause(self) -> Clause | None:
        """The clause that lets only overdue commitments pass, or also those to be counted as not measurable."""
        return next((one for one in self.clauses if Overdue() in one and set(one) <= _OVERDUE_OR_UNMEASURED), None)


class FilterResult(NamedTuple):
    """The commitments that passed a filter, with all that their state depends on, in the order they were added.

    `other_counts`: the number of other commitments that the query finds for certain, by timeliness.
    """

    commitments: Iterable[Commitment]
    other_counts: Mapping[str, int] = {}


class _Clauses(NamedTuple):
    """The clauses of a part of a query; `is_exact`: for certain rows they are that whole part."""

    clauses: tuple[Clause, ...]
    is_exact: bool


_ANYTHING: Final = _Clauses((), is_exact=False)


def filter_of(query: Query, scope: Scope) -> Filter:
    """The filter that a query allows; it needs everything if the query depends on the whole register."""
    everything = Filter(moment=scope.moment, zone=scope.register.zone, basis=scope.basis, needs_everything=True)
    if not is_resolved(query.tree):
        return everything
    clauses, is_exact = _clauses(query.tree)
    return replace(everything, clauses=clauses, is_exact=is_exact, needs_everything=False)


def _clauses(node: Node) -> _Clauses:
    match node:
        case Term(index=index) if index:
            return _Clauses(((index,),), node.index_is_exact)
        case And():
            parts = [_clauses(part) for part in node.parts]
            return _Clauses(tuple(chain(*(part.clauses for part in parts))), all(part.is_exact for part in parts))
        case Or():
            return _either([_clauses(part) for part in node.parts])
        case _:  # the negation of a condition that lets too much pass would rule out too much
            return _ANYTHING


def _either(parts: Sequence[_Clauses]) -> _Clauses:
    """One clause of each part, joined; if a part has no clause, neither has the whole."""
    if not all(part.clauses for part in parts):
        return _ANYTHING
    joined = tuple(condition for part in parts for condition in part.clauses[0])
    return _Clauses((joined,), all(part.is_exact and len(part.clauses) == 1 for part in parts))


def only_overdue(given: Filter, *, counting: bool) -> Filter:
    """Narrow a filter to what may be overdue; when `counting`, also let pass what cannot be measured."""
    clause: Clause = (Overdue(), NotMeasurable()) if counting else (Overdue(),)
    return given if given.needs_everything else replace(given, clauses=(*given.clauses, clause))


def limited(given: Filter, limit: int, *, counting: bool) -> Filter:
    """Limit the certain rows of a filter if the index alone decides them; when `counting`, count the others."""
    is_decisive = given.is_exact and given.knows_all and given.basis == "current"
    return replace(given, limit=limit, is_counted=counting) if is_decisive else given


def only_changed(given: Filter, before: Moment) -> Filter:
    """Narrow a filter to what may have changed since an earlier moment.

    The clauses of the query are dropped: a commitment that was taken back since passes them at the earlier moment only.
    """
    whens = [when for one in (before, given.moment) for when in (one.as_of, one.known_at) if when]
    days = [possible_days(when) for when in whens]
    changed = ChangedBetween(min(first for first, _ in days), max(last for _, last in days))
    return given if given.needs_everything else replace(given, clauses=((changed,),), is_exact=False)


def possible_days(when: When) -> tuple[date, date]:
    """The first and the last local date of a moment in any time zone.

    >>> possible_days(date(2026, 6, 30))
    (datetime.date(2026, 6, 29), datetime.date(2026, 7, 1))
    """
    day = local_day(when, "UTC")
    return max(day, date.min + ONE_DAY) - ONE_DAY, min(day, date.max - ONE_DAY) + ONE_DAY
