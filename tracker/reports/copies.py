"""The backups of a register: what is in each, or why it cannot be read."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from tracker.reports.listing import Column, Listing, plain_panel


class Copy(Struct, frozen=True):
    """One backup; `damage` is why it cannot be read, and then nothing else of it is known."""

    backup: str
    bytes: int
    changed_at: datetime | None = None
    changed_by: str = ""
    commitments: int | None = None
    events: int | None = None
    damage: str = ""


COLUMNS = (
    Column("backup", "text"),
    Column("bytes", "number"),
    Column("changed_at", "date"),
    Column("changed_by", "text"),
    Column("commitments", "number"),
    Column("events", "number"),
    Column("damage", "text"),
)


def list_copies(copies: Iterable[Copy]) -> Listing:
    """A row for each backup, in the order given."""
    rows = tuple(
        (one.backup, one.bytes, one.changed_at, one.changed_by or None, one.commitments, one.events, one.damage or None)
        for one in copies
    )
    return Listing(COLUMNS, rows, (plain_panel(COLUMNS, rows, notes=(f"{len(rows)} backups.",)),))
