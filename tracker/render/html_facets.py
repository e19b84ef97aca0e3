"""The facets of a page: the parties, the category and the status that its filter offers to choose from."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.json import encode

from tracker.render.escape import escape_control
from tracker.reports.code_text import status_spoken
from tracker.reports.table import Table

_COLUMNS: Final = ("ref", "obligor", "obligee", "category", "status")


class Facets(Struct, frozen=True):
    """The parties, the category and the status of each commitment, by its ref."""

    of: dict[str, tuple[tuple[str, ...], str, str]]
    names: Mapping[str, str]

    @property
    def parties(self) -> list[tuple[str, str]]:
        """Each party, as a value and as words."""
        return self._named(party for parties, _, _ in self.of.values() for party in parties)

    @property
    def categories(self) -> list[tuple[str, str]]:
        """Each category, as a value and as words."""
        return self._named(category for _, category, _ in self.of.values())

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """Each status, as a value and as words."""
        return [(status, status_spoken(status)) for status in sorted({status for _, _, status in self.of.values()})]

    @property
    def json(self) -> str:
        """All of them for the script."""
        return as_script(self.of)

    def _named(self, codes: Iterable[str]) -> list[tuple[str, str]]:
        return [(code, self.names.get(code, code)) for code in sorted(set(codes))]


def facets_of(table: Table) -> Facets:
    """The facets of the commitments in a table or in a table inside of it; none if it has no such columns."""
    listed = list(_listed(table))
    return Facets(
        {
            escape_control(ref): (
                tuple(map(escape_control, dict.fromkeys((*by, *to)))),
                escape_control(category),
                escape_control(status),
            )
            for each in listed
            for ref, by, to, category, status in _rows(each)
        },
        {code: name for each in listed for code, name in each.names().items()},
    )


def _listed(table: Table) -> Iterator[Table]:
    """The table if it has the columns of the facets, else those inside of it that have them."""
    if {column.name for column in table.columns}.issuperset(_COLUMNS):
        yield table
    else:
        inside = (value for row in table.rows for value in row if isinstance(value, Table))
        yield from (found for each in inside for found in _listed(each))


def _rows(table: Table) -> Iterator[tuple[Any, ...]]:
    names = [column.name for column in table.columns]
    places = [names.index(name) for name in _COLUMNS]
    return (tuple(row[place] for place in places) for row in table.rows)


def as_script(value: object) -> str:
    """A value as JSON inside of a script element, in which no text can end it."""
    return encode(value).decode().replace("<", "\\u003c")
