"""The conditions that a back end can check on index rows."""

from datetime import date
from typing import TypeAlias

from msgspec import Struct


class HasKey(Struct, frozen=True):
    """The row has at least one of these keys."""

    keys: tuple[str, ...]


class TextContains(Struct, frozen=True):
    """The search text of the row contains this case-folded text."""

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


Condition: TypeAlias = HasKey | TextContains | DueBetween | StatusIn | Overdue | NotMeasurable
