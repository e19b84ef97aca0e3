"""The parties that a register names itself, for `party`."""

from collections.abc import Iterable

from tracker.register import Party
from tracker.reports.listing import Column, Listing, plain_panel

COLUMNS = (Column("code"), Column("name", "text"), Column("names", "text"), Column("former", "text"))


def list_parties(parties: Iterable[Party]) -> Listing:
    """The parties by code, with their names in other languages."""
    rows = tuple(
        (
            party.code,
            party.name,
            tuple(f"{tag}={name}" for tag, name in party.names.items()),
            tuple(old.name for old in party.former),
        )
        for party in sorted(parties, key=lambda party: party.code)
    )
    return Listing(COLUMNS, rows, (plain_panel(COLUMNS, rows),))
