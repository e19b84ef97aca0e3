"""What is wanted of a back end that can look for commitments by their outlines: conditions, of which none is a test.

A condition tells of an outline that its commitment may be what is asked for. What fails one is certainly not.
"""

from datetime import date, timedelta
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tracker.moment import Moment, When, local_day
from tracker.state.timing import Basis

_A_DAY: Final = timedelta(days=1)


class Having(Struct, frozen=True):
    """It has one of these traits."""

    traits: tuple[str, ...]


class Saying(Struct, frozen=True):
    """Its text contains this folded text."""

    text: str


class Falling(Struct, frozen=True):
    """A due day lies within, these days included: the one in force where it is settled and alone, else any it had."""

    first: date
    last: date


class BeingOf(Struct, frozen=True):
    """It has one of these statuses: the one it came to where it is settled, else any among its traits."""

    statuses: tuple[str, ...]


class Late(Struct, frozen=True):
    """It may be overdue.

    Where it is settled, alone and measured on the current basis, it comes to be overdue, by the latest day; else a day
    on which it was ever due lies before the latest day.
    """


Condition: TypeAlias = Having | Saying | Falling | BeingOf | Late
Clause: TypeAlias = tuple[Condition, ...]


class Wanted(Struct, frozen=True, kw_only=True):
    """Each clause must hold, and holds if one of its conditions does; without clauses everything is wanted.

    `earliest` and `latest`: the days between which the moment lies, in whatever zone. `knows_all`: what is asked about
    is all that is known. A commitment is settled where all is known and `earliest` is not before its `settled_on`.
    """

    clauses: tuple[Clause, ...]
    earliest: date
    latest: date
    knows_all: bool
    basis: Basis


def wanting(clauses: tuple[Clause, ...], moment: Moment, basis: Basis) -> Wanted:
    """What is wanted at a moment."""
    earliest, latest = days_around(moment.as_of)
    return Wanted(clauses=clauses, earliest=earliest, latest=latest, knows_all=moment.known_at is None, basis=basis)


def late(wanted: Wanted) -> Wanted:
    """Of what is wanted, what may be overdue."""
    return replace(wanted, clauses=(*wanted.clauses, (Late(),)))


def days_around(when: When) -> tuple[date, date]:
    """The first and the last day that it can be then, wherever one is.

    >>> days_around(date(2026, 6, 30))
    (datetime.date(2026, 6, 29), datetime.date(2026, 7, 1))
    """
    day = local_day(when, "UTC")
    return max(day, date.min + _A_DAY) - _A_DAY, min(day, date.max - _A_DAY) + _A_DAY
