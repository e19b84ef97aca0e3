"""SQL with parameters: the parts of statements, and how they are composed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Sql(NamedTuple):
    """A statement, or a part of one, with the values of its parameters in order."""

    text: str
    values: tuple[Any, ...] = ()


def concat(*parts: Sql | str) -> Sql:
    """The parts one after the other, with their values."""
    pieces = [part if isinstance(part, Sql) else Sql(part) for part in parts]
    return Sql("".join(part.text for part in pieces), tuple(value for part in pieces for value in part.values))


def join(separator: str, parts: Iterable[Sql]) -> Sql:
    """The parts in parentheses, with a separator between them; at least one part."""
    first, *others = parts
    return concat("(", first, *(piece for part in others for piece in (separator, part)), ")")


def micros(moment: datetime) -> int:
    """The microseconds since 1970, as an index of a file has a time."""
    return (moment - EPOCH) // timedelta(microseconds=1)
