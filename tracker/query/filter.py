"""What is wanted of a back end that can look for commitments by their outlines: conditions, of which none is a test.

A condition tells of an outline that its commitment may be what is asked for. What fails one is certainly not.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tracker.model.commitment import Commitment
from tracker.model.dates import Moment, When, local_day
from tracker.state.deadlines import Basis, Timeliness

# How it stands where it has no day to be measured against.
UNMEASURED: Final[tuple[Timeliness, ...]] = ("undated", "suspended", "awaiting_trigger", "proposed", "unknown")
ONE_DAY: Final = timedelta(days=1)


class HasKey(Struct, frozen=True):
    """It has one of these traits."""

    keys: tuple[str, ...]


class TextContains(Struct, frozen=True):
    """Its text contains this folded text."""

    text: str


class DueBetween(Struct, frozen=True):
    """A due day lies within, these days included: the one in force where it is settled and alone, else any it had."""

    first: date
    last: date


class StatusIn(Struct, frozen=True):
    """It has one of these statuses: the one it came to where it is settled, else any among its traits."""

    statuses: tuple[str, ...]


class Overdue(Struct, frozen=True):
    """It may be overdue.

    Where it is settled, alone and measured on the current basis, it comes to be overdue, by the latest day; else a day
    on which it was ever due lies before the latest day.
    """


class NotMeasurable(Struct, frozen=True):
    """It may have no day to be measured against."""


Condition: TypeAlias = HasKey | TextContains | DueBetween | StatusIn | Overdue | NotMeasurable
Clause: TypeAlias = tuple[Condition, ...]


class Filter(Struct, frozen=True, kw_only=True):
    """Each clause must hold, and holds if one of its conditions does; without clauses everything is wanted.

    `earliest` and `latest`: the days between which the moment lies, in whatever zone. `knows_all`: what is asked about
    is all that is known. A commitment is settled where all is known and `earliest` is not before its `settled_on`.

    `day` is that of the moment in the zone of the register. An outline is certain that is settled on it with all known,
    has that zone, is alone and was never edited. `is_exact`: what is certain is wanted just if the clauses hold.

    `first`: of what is certain only so many are shown, the most urgent, 0 for all; of what is late, where `only_late`.
    The rest is to be counted if `is_counted`.

    `is_whole`: the answer depends on all that is in the register, so no clause may rule anything out.
    """

    clauses: tuple[Clause, ...]
    earliest: date
    latest: date
    knows_all: bool
    basis: Basis
    day: date
    zone: str
    is_exact: bool = False
    limit: int = 0
    is_counted: bool = False
    needs_everything: bool = False

    @property
    def overdue_clause(self) -> Clause | None:
        """The clause by which nothing is wanted but what is late, or is counted beside it; None if there is none."""
        return next((clause for clause in self.clauses if Overdue() in clause and set(clause) <= _BESIDE_LATE), None)


_BESIDE_LATE: Final = frozenset({Overdue(), NotMeasurable()})


class FilterResult(NamedTuple):
    """What a back end found: commitments with all that their state takes into account, in the order they were added.

    `counted`: how many others are wanted for certain, by how they come to stand, which need only be told.
    """

    commitments: Iterable[Commitment]
    other_counts: Mapping[str, int] = {}


def new_filter(
    clauses: tuple[Clause, ...] | None, moment: Moment, basis: Basis, zone: str, *, is_exact: bool = False
) -> Filter:
    """What is wanted at a moment, in a register whose days end in that zone; None where the whole of it is."""
    earliest, latest = possible_days(moment.as_of)
    return Filter(
        clauses=clauses or (),
        earliest=earliest,
        latest=latest,
        knows_all=moment.known_at is None,
        basis=basis,
        day=moment.day(zone),
        zone=zone,
        is_exact=is_exact,
        needs_everything=clauses is None,
    )


def only_overdue(wanted: Filter, *, counting: bool) -> Filter:
    """Of what is wanted, what may be overdue; when `counting`, also what cannot be measured."""
    clause: Clause = (Overdue(), NotMeasurable()) if counting else (Overdue(),)
    return wanted if wanted.needs_everything else replace(wanted, clauses=(*wanted.clauses, clause))


def limited(wanted: Filter, first: int, *, counting: bool) -> Filter:
    """Of what is wanted so many, as they are listed, where outlines tell; when `counting`, the number of the others."""
    can_tell = wanted.is_exact and wanted.knows_all and wanted.basis == "current"
    return replace(wanted, limit=first, is_counted=counting) if can_tell else wanted


def possible_days(when: When) -> tuple[date, date]:
    """The first and the last day that it can be then, wherever one is.

    >>> days_around(date(2026, 6, 30))
    (datetime.date(2026, 6, 29), datetime.date(2026, 7, 1))
    """
    day = local_day(when, "UTC")
    return max(day, date.min + ONE_DAY) - ONE_DAY, min(day, date.max - ONE_DAY) + ONE_DAY
