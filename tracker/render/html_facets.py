"""The facets of a page: the parties, the category and the status that its filter offers to choose from."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from markupsafe import Markup
from msgspec import Struct
from msgspec.json import encode

from tracker.render.escape import escape_control
from tracker.reports.code_text import code_shown
from tracker.reports.table import Table

_COLUMNS: Final = ("ref", "obligor", "obligee", "category", "status")


class Facets(Struct, frozen=True):
    """The parties, the category and the status of each commitment, by its ref."""

    of: dict[str, tuple[tuple[str, ...], str, str]]

    @property
    def parties(self) -> list[tuple[str, str]]:
        """Each party, as a value and as words."""
        return _choices(party for parties, _, _ in self.of.values() for party in parties)

    @property
    def categories(self) -> list[tuple[str, str]]:
        """Each category, as a value and as words."""
        return _choices(category for _, category, _ in self.of.values())

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """Each status, as a value and as words."""
        return _choices(status for _, _, status in self.of.values())

    @property
    def json(self) -> Markup:
        """All of them for the script."""
        return as_script(self.of)


def facets_of(table: Table) -> Facets:
    """The facets of the commitments in a table or in a table inside of it; none if it has no such columns."""
    return Facets(
        {
            escape_control(ref): (
                tuple(map(escape_control, dict.fromkeys((*by, *to)))),
                escape_control(category),
                escape_control(status),
            )
            for ref, by, to, category, status in _rows(table)
        }
    )


def _rows(table: Table) -> Iterator[tuple[Any, ...]]:
    names = [column.name for column in table.columns]
    if all(name in names for name in _COLUMNS):
        places = [names.index(name) for name in _COLUMNS]
        yield from (tuple(row[place] for place in places) for row in table.rows)
        return
    inside = (value for row in table.rows for value in row if isinstance(value, Table))
    yield from (row for each in inside for row in _rows(each))


def _choices(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, code_shown(value)) for value in sorted(set(values))]


def as_script(value: object) -> Markup:
    """A value as JSON inside of a script element, in which no text can end it."""
    return Markup(encode(value).decode().replace("<", "\\u003c"))  # noqa: S704 - without the beginning of an element
