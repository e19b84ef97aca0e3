"""The contents of a register file, and the file that is in memory as a whole."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

from tracker.model.codec import decode
from tracker.model.commitment import Commitment
from tracker.model.lazy import cached_property
from tracker.model.migrations import SCHEMA
from tracker.model.renaming import Renaming
from tracker.query.filter import Filter, FilterResult
from tracker.state.renaming import renaming_of
from tracker.store.meta import Meta
from tracker.store.tinydb.file import text_of, validated
from tracker.store.tinydb.json_offsets import Steps, byte_of
from tracker.store.tinydb.table import COMMITMENTS, KINDS, META_ID, Changes, Rows, split_tables

_RENAMED: Final = b'"former_ref"'  # in the document of every renamed commitment


class Contents(Protocol):
    """The tables of a register file, with the changes that are to be written.

    `others`: the values beside the commitments, by type. `where`: the byte offset of a value in the file, for messages;
    empty if that is unknown.
    """

    path: str
    stored_schema: int
    size: int
    tables: dict[str, Any]
    commitments: Rows[Commitment]
    others: dict[type, Rows[Any]]
    where: Callable[[Steps], str]

    @property
    def zone(self) -> str:
        """The time zone of the register, after the changes."""
        ...

    def whole(self) -> "Whole":
        """The same file without its index."""
        ...

    def every(self) -> Iterator[Commitment]:
        """Every commitment, in the order they were added."""
        ...

    def find(self, wanted: Filter) -> FilterResult:
        """At least the commitments that match the filter, with all that their state depends on."""
        ...

    def with_related(self, refs: Iterable[str]) -> Iterable[Commitment]:
        """At least the commitments with these refs, with all that their state depends on."""
        ...

    def with_events(self, last: int | None, by: str, at: datetime | None) -> Iterable[Commitment]:
        """At least the commitments with an event recorded by this user and at this time."""
        ...

    def events(self) -> int:
        """The number of all events."""
        ...

    def refs(self, prefix: str) -> list[str]:
        """Every ref that starts with the prefix, in the order the commitments were added."""
        ...

    def renamed(self) -> list[Renaming]:
        """Every commitment that was renamed."""
        ...

    def rewritten(self, changes: Mapping[str, Changes]) -> bytes:
        """The bytes of the file after the changes of each table."""
        ...


class Whole:
    """A file that is in memory as a whole. `is_trusted`: its bytes were validated before."""

    def __init__(self, path: str, raw: bytes, *, is_trusted: bool = False) -> None:
        self.path, self.raw, self.size = path, raw, len(raw)
        text = raw if is_trusted else validated(path, raw)
        self.is_formatted = text == raw
        self.stored_schema, self.tables = split_tables(path, text, is_trusted=is_trusted)
        self.where: Callable[[Steps], str] = partial(
            byte_in, raw if self.stored_schema == SCHEMA else b""
        )  # holds the bytes, not the reader
        self.commitments = Rows(path, COMMITMENTS, self.tables[COMMITMENTS.table], self.where)
        self.others = others_of(self)
        for rows in () if is_trusted else (self.commitments, *self.others.values()):
            rows.require_names()

    @property
    def zone(self) -> str:
        """The time zone of the register, after the changes."""
        return zone_of(self)

    def whole(self) -> "Whole":
        """The file itself."""
        return self

    def every(self) -> Iterator[Commitment]:
        """Every commitment, in the order they were added."""
        return (one for ref in self.commitments.names() if (one := self.commitments.get(ref)))

    def documents(self) -> Iterable[tuple[str, bytes]]:
        """The number and the JSON of the document of each commitment, in the order of the file."""
        stored: Mapping[str, bytes] = self.tables[COMMITMENTS.table]
        return ((number, bytes(document)) for number, document in stored.items())

    def find(self, wanted: Filter) -> FilterResult:
        """Every commitment."""
        del wanted
        return FilterResult(self.every())

    def with_related(self, refs: Iterable[str]) -> Iterator[Commitment]:
        """Every commitment."""
        del refs
        return self.every()

    def with_events(self, last: int | None, by: str, at: datetime | None) -> tuple[Commitment, ...]:
        """Every commitment."""
        del last, by, at
        return self._decoded

    def events(self) -> int:
        """The number of all events."""
        return sum(len(commitment.history) for commitment in self._decoded)

    @cached_property
    def _decoded(self) -> tuple[Commitment, ...]:
        """Every commitment, decoded once."""
        return tuple(self.every())

    def refs(self, prefix: str) -> list[str]:
        """Every ref that starts with the prefix, in the order the commitments were added."""
        names = self.commitments.names()
        return [name for name in names if name.startswith(prefix)] if prefix else names

    def renamed(self) -> list[Renaming]:
        """Every commitment that was renamed."""
        every = self.every() if _RENAMED in self.raw else ()
        return [renaming for commitment in every if (renaming := renaming_of(commitment))]

    def rewritten(self, changes: Mapping[str, Changes]) -> bytes:
        """The bytes of the file after the changes of each table."""
        for name, of_table in changes.items():
            of_table.apply(self.tables, name)
        return text_of(self.path, self.tables)


def byte_in(raw: bytes, steps: Steps) -> str:
    """The byte offset of a value in a file; unknown if it has an older schema."""
    return f" at byte {byte_of(raw.decode(), steps)}" if raw else ""


def zone_of(contents: Contents) -> str:
    """The time zone of a register."""
    return decode(contents.tables["meta"][META_ID], Meta).zone


def others_of(contents: Contents) -> dict[type, Rows[Any]]:
    """The values beside the commitments, by type."""
    return {
        type_: Rows(contents.path, kind, contents.tables[kind.table], contents.where) for type_, kind in KINDS.items()
    }
