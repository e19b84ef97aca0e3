"""The contents of a large register file, of which only the parts are read that its index names."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Final

import msgspec
from msgspec import Raw

from tracker.model.commitment import Commitment
from tracker.model.migrations import SCHEMA
from tracker.model.renaming import Renaming
from tracker.query.filter import Filter, FilterResult
from tracker.state.renaming import renaming_of
from tracker.store.index import links_of
from tracker.store.sql import Sql, concat, micros
from tracker.store.tinydb.contents import Whole, byte_in, others_of, zone_of
from tracker.store.tinydb.index_file import Index
from tracker.store.tinydb.index_location import BrokenIndex
from tracker.store.tinydb.json_offsets import Steps
from tracker.store.tinydb.layout import Layout, Read, spliced
from tracker.store.tinydb.table import COMMITMENTS, Changes, Rows, ref_in, split_tables
from tracker.store.where import SQLITE, choose

LAST: Final = b"\xff"  # greater than any byte of UTF-8 text


class Indexed:
    """A file of which only the parts are read that are asked for. `read` returns the bytes between two offsets.

    Every method raises BrokenIndex if the index cannot be used. `layout`: that of the file, if the index is of another
    version.
    """

    stored_schema = SCHEMA

    def __init__(self, path: str, index: Index, read: Read, size: int, layout: Layout | None = None) -> None:
        self.path, self.index, self._read, self.size = path, index, read, size
        self.layout = layout or index.layout
        small = self.layout.without_commitments(read, size)
        _, self.tables = split_tables(path, small, is_trusted=True)
        self.where: Callable[[Steps], str] = partial(_byte_read, read, self.size)
        documents = Documents(index, read, self.layout)
        self.commitments = Rows(path, COMMITMENTS, documents, self.where, (Numbers(index), documents.last_number()))
        self.others = others_of(self)

    @property
    def zone(self) -> str:
        """The time zone of the register, after the changes."""
        return zone_of(self)

    def whole(self) -> Whole:
        """The same file without its index."""
        return Whole(self.path, self._read(0, self.size))

    def every(self) -> Iterator[Commitment]:
        """Every commitment, in the order they were added; the index is of no use for that."""
        changed = self.commitments.changed
        whole = Whole(self.path, self._read(0, self.size), is_trusted=True)
        for stored in whole.every():
            yield self._present(stored) if stored.ref in changed else stored
        yield from self._added()

    def find(self, wanted: Filter) -> FilterResult:
        """The commitments whose index rows pass the filter, with all that their state depends on."""
        if self.commitments.changed or wanted.needs_everything or not (wanted.clauses or wanted.limit):
            return FilterResult(self.every())
        choice = choose(wanted, SQLITE)
        found = (self.index.rows(concat("SELECT c.ref FROM commitments c", one)) for one in choice.found)
        refs = self.closure(ref for (ref,) in chain.from_iterable(found))
        counts = Counter[str](dict(chain.from_iterable(map(self.index.rows, choice.counts))))
        if choice.counts:
            kinds = concat("SELECT ", choice.kind, " FROM commitments c WHERE ", _among("c.ref", refs))
            counts -= Counter(kind for (kind,) in self.index.rows(kinds) if kind)
        return FilterResult(self.fetched(refs), counts)

    def with_related(self, refs: Iterable[str]) -> list[Commitment]:
        """The commitments with these refs, with all that their state depends on."""
        return self.fetched(self.closure(refs))

    def with_events(self, last: int | None, by: str, at: datetime | None) -> list[Commitment]:
        """The commitments with an event recorded by this user and at this time, in the order they were added."""
        if self.commitments.changed:
            return list(self.every())
        given = {"r.by = ?": by, "r.at = ?": micros(at) if at else None}
        conditions = {condition: value for condition, value in given.items() if value}
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        order = " ORDER BY r.at DESC, c.key DESC LIMIT ?"
        limit = -1 if last is None else min(last, sys.maxsize)
        end = Sql(where + order, (*conditions.values(), limit))
        found = self.index.rows(concat("SELECT c.ref FROM recorded r JOIN commitments c USING (place)", end))
        return self.fetched({ref for (ref,) in found})

    def events(self) -> int:
        """The number of all events."""
        changed = self.commitments.changed
        statement = concat("SELECT coalesce(sum(c.events), 0) FROM commitments c WHERE ", _among("c.ref", changed))
        before = self.index.value(statement)
        after = sum(len(one.history) for ref in changed if (one := self.commitments.get(ref)))
        return int(self.index.facts.events) - int(before) + after

    def refs(self, prefix: str) -> list[str]:
        """Every ref that starts with the prefix, in the order the commitments were added."""
        if not prefix:
            return self.commitments.names()
        key = prefix.encode()
        statement = Sql("SELECT ref FROM commitments WHERE key >= ? AND key < ? ORDER BY place", (key, key + LAST))
        stored = [ref for (ref,) in self.index.rows(statement)]
        return [*stored, *(one.ref for one in self._added() if one.ref.startswith(prefix))]

    def renamed(self) -> list[Renaming]:
        """Every commitment that was renamed."""
        refs = {ref for (ref,) in self.index.rows(Sql("SELECT ref FROM commitments WHERE renamed"))}
        every = (*self.fetched(refs), *self._added())
        return [renaming for commitment in every if (renaming := renaming_of(commitment))]

    def rewritten(self, changes: Mapping[str, Changes]) -> bytes:
        """The bytes of the file after the changes of each table; only changed documents are formatted again."""
        of_commitments = changes[COMMITMENTS.table]
        for name, of_table in changes.items():
            if of_table is not of_commitments:
                of_table.apply(self.tables, name)
        places = {number: self.index.place(int(number)) for number in of_commitments.replaced}
        replaced = {places[number]: (number, document) for number, document in of_commitments.replaced.items()}
        if any(self.layout.number(place, self._read) != number for place, (number, _) in replaced.items()):
            raise BrokenIndex
        raw = self._read(0, self.size)
        new, self.layout = spliced(raw, self.layout, self.tables, replaced, of_commitments.added.items())
        return new

    def affected(self, refs: Iterable[str]) -> set[str]:
        """These refs, with those of all whose state depends on them."""
        new = [(other, ref) for ref, other in self._new_edges()]
        return self._reached(refs, "SELECT DISTINCT n.ref FROM needs n WHERE ", "n.needed", new)

    def positions(self, refs: Iterable[str]) -> dict[str, tuple[int, int]]:
        """The place and the number of each of these commitments, after the changes."""
        statement = concat("SELECT c.ref, c.place, c.number FROM commitments c WHERE ", _among("c.ref", refs))
        stored = {ref: (place, number) for ref, place, number in self.index.rows(statement)}
        added = enumerate((one.ref for one in self._added()), self.index.rows_in_all())
        return {ref: (place, int(self.commitments.number(ref))) for place, ref in added} | stored

    def _new_edges(self) -> list[tuple[str, str]]:
        """The dependencies of the commitments that were changed: the first of each pair depends on the second."""
        changed = [one for ref in self.commitments.changed if (one := self.commitments.get(ref))]
        return [pair for one in changed for pair in links_of(one)]

    def _present(self, stored: Commitment) -> Commitment:
        """A stored commitment as it is after the changes."""
        return self.commitments.get(stored.ref) or stored

    def _added(self) -> list[Commitment]:
        """The commitments that were added by this transaction."""
        changed = self.commitments.changed
        if not changed:
            return []
        stored = {
            ref
            for (ref,) in self.index.rows(concat("SELECT c.ref FROM commitments c WHERE ", _among("c.ref", changed)))
        }
        return [one for ref in changed if ref not in stored and (one := self.commitments.get(ref))]

    def closure(self, refs: Iterable[str]) -> set[str]:
        """These refs, with those of all that their state depends on."""
        return self._reached(refs, "SELECT DISTINCT n.needed FROM needs n WHERE ", "n.ref", self._new_edges())

    def _reached(self, refs: Iterable[str], next_of: str, column: str, new: Iterable[tuple[str, str]]) -> set[str]:
        """These refs, and all that are reached from them by the table of dependencies and by the new dependencies.

        `next_of` is the query for the next refs, by their `column`.
        """
        found, pending = set[str](), set(refs)
        while pending:
            found |= pending
            stored = {ref for (ref,) in self.index.rows(concat(next_of, _among(column, pending)))}
            pending = (stored | {other for ref, other in new if ref in pending}) - found
        return found

    def fetched(self, refs: set[str]) -> list[Commitment]:
        """The commitments with these refs, in the order they were added, as they are after the changes."""
        rows = self.index.rows(
            concat("SELECT c.ref, c.number FROM commitments c WHERE ", _among("c.ref", refs), " ORDER BY c.place")
        )
        stored = [self.commitments.value(ref, str(number)) for ref, number in rows]
        return [*stored, *(one for one in self._added() if one.ref in refs)]


class Documents(Mapping[str, Raw]):
    """The documents of the commitments by number, read one by one."""

    def __init__(self, index: Index, read: Read, layout: Layout) -> None:
        self._index, self._read, self._layout = index, read, layout

    def __getitem__(self, number: str) -> Raw:
        row = self._index.row(Sql("SELECT place, ref FROM commitments WHERE number = ?", (number,)))
        if row is None:
            raise KeyError(number)
        place, ref = row
        document = self._layout.document(place, self._read)
        with suppress(msgspec.MsgspecError):
            if ref_in(document) == ref:
                return document
        raise BrokenIndex

    def __contains__(self, number: object) -> bool:
        return self._index.row(Sql("SELECT 1 FROM commitments WHERE number = ?", (number,))) is not None

    def __iter__(self) -> Iterator[str]:
        return (str(number) for (number,) in self._index.rows(Sql("SELECT number FROM commitments ORDER BY place")))

    def __len__(self) -> int:
        return len(self._layout)

    def last_number(self) -> int:
        """The highest number."""
        return int(self._index.value(Sql("SELECT coalesce(max(number), 0) FROM commitments")))


class Numbers(MutableMapping[str, str]):
    """The number of each commitment's document by its ref, looked up one by one; new ones are kept in memory."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._new: dict[str, str] = {}

    def __getitem__(self, ref: str) -> str:
        if ref in self._new:
            return self._new[ref]
        row = self._index.row(Sql("SELECT number FROM commitments WHERE ref = ?", (ref,)))
        if row is None:
            raise KeyError(ref)
        return str(row[0])

    def __setitem__(self, ref: str, number: str) -> None:
        self._new[ref] = number

    def __delitem__(self, ref: str) -> None:
        raise TypeError("a commitment is never removed")

    def __iter__(self) -> Iterator[str]:
        stored = [ref for (ref,) in self._index.rows(Sql("SELECT ref FROM commitments ORDER BY place"))]
        return iter(dict.fromkeys((*stored, *self._new)))

    def __len__(self) -> int:
        return len(list(iter(self)))


def _byte_read(read: Read, size: int, steps: Steps) -> str:
    return byte_in(read(0, size), steps)


def _among(column: str, texts: Iterable[str]) -> Sql:
    """The condition that a column has one of these texts, as one parameter however many they are."""
    values = (msgspec.json.encode(sorted(texts)).decode(),)
    return concat(column, Sql(" IN (SELECT value FROM json_each(?))", values))
