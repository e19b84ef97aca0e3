"""The register in one TinyDB file: read as a whole or by its index, and replaced as a whole by each transaction."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

import msgspec

from tracker.errors import Conflict, CorruptRegister, NoRegister, NotBackedUp, RefTaken, UnknownRef
from tracker.model.codec import BadDocument, decode, encode
from tracker.model.commitment import Commitment
from tracker.model.migrations import SCHEMA, Document, Tables
from tracker.model.register import Category, Party, Rates, View
from tracker.model.renaming import Renaming
from tracker.query.filter import Filter, FilterResult
from tracker.store.attempts import Attempt, attempts
from tracker.store.backups import Backups
from tracker.store.meta import Meta, Stats, new_meta, register_id, require_storable, stats_of
from tracker.store.saved_copies import CopyFolder
from tracker.store.tinydb.contents import Contents, Whole
from tracker.store.tinydb.file import LOCK_TIMEOUT, RegisterFile, text_of
from tracker.store.tinydb.index_location import BrokenIndex, IndexFile
from tracker.store.tinydb.table import COMMITMENTS, KINDS, META_ID, TABLES, Changes, Value

T = TypeVar("T")


class TinyReader:
    """A snapshot of a register file; a value is decoded when it is asked for.

    If the index turns out to be broken, the file is read as a whole. `copies`: the folder of the saved copies, None if
    there is none. `indexing`: index the contents before the first search of a file that was read as a whole.
    """

    def __init__(
        self,
        contents: Contents,
        copies: CopyFolder | None = None,
        indexing: Callable[[Whole], Contents] | None = None,
    ) -> None:
        self._contents, self._copies, self._indexing = contents, copies, indexing
        self._meta = _meta_of(contents)

    @property
    def meta(self) -> Meta:
        """The metadata of the register."""
        return self._meta

    @property
    def is_indexed(self) -> bool:
        """True if only those parts of the file are read that are asked for."""
        return not isinstance(self._contents, Whole)

    @property
    def tables(self) -> dict[str, Any]:
        """The tables of a file that was read as a whole, whose documents are still JSON."""
        return self._contents.whole().tables

    def commitments(self) -> Iterator[Commitment]:
        """Every commitment, in the order they were added."""
        return self._contents.every()

    def find(self, wanted: Filter) -> FilterResult:
        """At least the commitments that match the filter, with all that their state depends on."""
        self._index()
        return self._ask(lambda contents: contents.find(wanted))

    def with_related(self, ref: str) -> Iterable[Commitment]:
        """At least the commitment with this ref, if there is one, with all that its state depends on."""
        self._index()
        return self._ask(lambda contents: contents.with_related([ref]))

    def with_events(self, *, last: int | None = None, by: str = "", at: datetime | None = None) -> Iterable[Commitment]:
        """At least the commitments with an event recorded by this user and at this time, in the order of the file."""
        return self._ask(lambda contents: contents.with_events(last, by, at))

    def events(self) -> int:
        """The number of all events."""
        return self._ask(lambda contents: contents.events())

    def get(self, ref: str) -> Commitment:
        """The commitment with exactly this ref; UnknownRef if there is none."""
        commitment = self._ask(lambda contents: contents.commitments.get(ref))
        if commitment is None:
            raise UnknownRef(ref, self.refs())
        return commitment

    def has(self, ref: str) -> bool:
        """True if there is a commitment with exactly this ref."""
        return self._ask(lambda contents: contents.commitments.has(ref))

    def refs(self, prefix: str = "") -> list[str]:
        """Every ref that starts with the prefix, in the order the commitments were added."""
        return self._ask(lambda contents: contents.refs(prefix))

    def renamed(self) -> list[Renaming]:
        """Every commitment that was renamed."""
        return self._ask(lambda contents: contents.renamed())

    def values(self, kind: type[Value]) -> dict[str, Value]:
        """The parties by code, the rates by id or the views by name, in the order they were added."""
        return self._contents.others[kind].values()

    def stats(self) -> Stats:
        """The numbers of commitments, events and sources, and the size in bytes."""
        return stats_of(self.commitments(), self._contents.size)

    def copy_names(self) -> frozenset[str]:
        """The name of every saved copy of a source."""
        return self._copies.names() if self._copies else frozenset()

    def read_copy(self, name: str) -> bytes | None:
        """The bytes of a saved copy, which may have been changed; None if there is none."""
        return self._copies.read(name) if self._copies else None

    def _index(self) -> None:
        """Index the contents before the first search."""
        if self._indexing and isinstance(self._contents, Whole):
            self._contents = self._indexing(self._contents)
        self._indexing = None

    def _ask(self, question: Callable[[Contents], T]) -> T:
        """The answer of the contents; without the index if that cannot be used."""
        try:
            return question(self._contents)
        except BrokenIndex:
            self._contents = self._contents.whole()
            return question(self._contents)


class TinyWriter(TinyReader):
    """The register with the changes of one transaction, which are in memory until the file is written."""

    account: Final = None
    _is_meta_changed = False

    def __init__(self, contents: Contents, copies: CopyFolder) -> None:
        super().__init__(contents, copies)
        self._location, self._folder, self._new_copies = contents.path, copies, dict[str, bytes]()

    def stamp(self, now: datetime, user: str) -> datetime:
        """The `recorded_at` of this change: `now`, or just after the last change if the clock is behind it."""
        require_storable("the user's name", {"changed_by": user})
        stamp = self._meta.next_stamp(now, self._location)
        self._meta = msgspec.structs.replace(self._meta, changed_at=stamp, changed_by=user)
        return stamp

    def add(self, commitment: Commitment) -> None:
        """Add a commitment at the end; RefTaken if its ref is in use."""
        if self.has(commitment.ref):
            raise RefTaken(commitment.ref)
        self._contents.commitments.put(commitment.ref, commitment)

    def replace(self, old: Commitment, new: Commitment) -> None:
        """Replace `old` by `new`; Conflict if `old` has changed meanwhile, UnknownRef if it does not exist."""
        if self.get(old.ref) != old:
            raise Conflict(old.ref)
        if new.ref != old.ref:
            raise ValueError("a commitment keeps its reference")
        self._contents.commitments.put(old.ref, new)

    def put_meta(self, *, zone: str = "", id: UUID | None = None) -> None:
        """Set the time zone of the register, or its id, as that of the one it is a copy of."""
        meta = msgspec.structs.replace(self._meta, zone=zone or self._meta.zone, id=id or self._meta.id)
        self._is_meta_changed |= meta != self._meta
        self._meta = meta

    def put(self, value: Category | Party | Rates | View) -> None:
        """Add a value, or replace the one with the same name."""
        self._contents.others[type(value)].put(getattr(value, KINDS[type(value)].key), value)

    def remove(self, kind: type[Value], name: str) -> None:
        """Remove a value, if it is there."""
        self._contents.others[kind].remove(name)

    def save_copy(self, name: str, raw: bytes) -> None:
        """Save a copy of a source under its name, once the transaction ends."""
        self._new_copies[name] = raw

    def write_copies(self) -> None:
        """Write the new copies; if the file is not written after them, they are of no use and do no harm."""
        for name, raw in self._new_copies.items():
            self._folder.write(name, raw)

    def rewritten(self) -> bytes | None:
        """The bytes of the file with the changes; None if there is nothing to write: no change but the stamp."""
        contents = self._contents
        changes = {COMMITMENTS.table: contents.commitments.changes()}
        changes |= {KINDS[type_].table: rows.changes() for type_, rows in contents.others.items()}
        if not self._is_meta_changed and not any(map(any, changes.values())):
            return None
        changes["meta"] = Changes([], {META_ID: self._meta_document()}, {})
        return contents.rewritten(changes)

    def _meta_document(self) -> Document:
        """The metadata document to write; it has the id even if an earlier tracker made the register without one."""
        stored: Document = msgspec.json.decode(self._contents.tables["meta"][META_ID])
        meta = encode(msgspec.structs.replace(self._meta, id=register_id(self)))
        return stored | {field: value for field, value in meta.items() if value is not None}

    def _ask(self, question: Callable[[Contents], T]) -> T:
        """The answer of the contents. A broken index ends the transaction, which is tried again without it."""
        return question(self._contents)


def _meta_of(contents: Contents) -> Meta:
    """The metadata of a register; CorruptRegister if they cannot be read."""
    try:
        return decode(contents.tables["meta"][META_ID], Meta)
    except BadDocument as bad:
        where = contents.where(["meta", META_ID, *bad.steps])
        raise CorruptRegister(contents.path, f"meta{bad.place}{where}: {bad.why}") from None


class TinyStore:
    """A register file: nothing is opened before it is used, and a transaction writes it once or not at all."""

    def __init__(
        self,
        path: str | Path,
        timeout: float = LOCK_TIMEOUT,
        backups: Backups | None = None,
        index: IndexFile | None = None,
    ) -> None:
        self.location = str(path)
        self._file, self._backups, self._index = RegisterFile(path, timeout), backups, index
        self._copies = CopyFolder(self._file.path)

    @property
    def path(self) -> Path:
        """The path of the file, with symbolic links resolved."""
        return self._file.path

    def index_size(self) -> int | None:
        """The size of the index in bytes; None if there is none."""
        return self._index.size() if self._index else None

    def size(self) -> int:
        """The size in bytes, even if the file is corrupt."""
        return self._file.size()

    def back_up(self, now: datetime) -> Path:
        """Keep a copy among the backups, under the day of the last change (without one, of `now`); return its path."""
        if not self._backups:
            raise NotBackedUp(self.location, "no folder for backups is set")
        with self._file.locked():
            raw = self._file.read()
            changed_at = read_whole(self.location, raw).meta.changed_at
            return self._backups.keep((changed_at or now).date(), raw, raw)

    def read_raw(self) -> bytes | None:
        """The bytes of the file, even if they are corrupt; None if there is no file."""
        with suppress(NoRegister):
            return self._file.read()
        return None

    def write_raw(self, raw: bytes, found: bytes | None) -> Path | None:
        """Replace `found`, the bytes that were read, or create the file; return where `found` is kept.

        Conflict if the file has changed since it was read.
        """
        read_whole(self.location, raw)
        if found is None:
            self._file.create(raw)
            return None
        with self._file.locked():
            if self._file.read() != found:
                raise Conflict(self.location)
            kept = self._file.back_up("before-restore", found)
            self._file.replace(raw)
        return kept

    @contextmanager
    def reading(self, *, thorough: bool = False) -> Iterator[TinyReader]:
        """Read a snapshot, without a lock.

        A large file is read by its index, or as a whole and then indexed. `thorough`: validate the whole file, and
        check its index against it.
        """
        with self._file.opened() as file, ExitStack() as stack:
            upkeep, index = self._upkeep(file.state().st_size), self._index
            if not (upkeep and index):
                yield TinyReader(Whole(self.location, file.read_all()), self._copies)
            elif thorough:
                yield TinyReader(whole := Whole(self.location, file.read_all()), self._copies)
                upkeep.build_index(index.path, whole, file)
            else:
                contents = stack.enter_context(upkeep.opened_by_index(index.path, self.location, file))
                yield TinyReader(contents, self._copies, partial(upkeep.indexed_now, stack, index.path, file))

    @contextmanager
    def writing(self, *, dry_run: bool = False) -> Iterator[TinyWriter]:
        """Write in one transaction, under the lock; the first change of an older schema also keeps the old file."""
        try:
            with self._transaction(dry_run=dry_run) as writer:
                yield writer
        except BrokenIndex:
            self._index = None  # the next attempt does without
            raise

    @contextmanager
    def _transaction(self, *, dry_run: bool) -> Iterator[TinyWriter]:
        _ = self._backups and self._backups.folder  # imports what it needs before others have to wait
        with self._file.locked():
            raw = self._file.read()
            with ExitStack() as stack:
                upkeep, found = self._upkeep(len(raw)), None
                if upkeep and self._index:
                    found = stack.enter_context(upkeep.read_by_index(self._index.path, self.location, raw))
                contents: Contents = found or Whole(self.location, raw)
                writer = TinyWriter(contents, self._copies)
                yield writer
                if dry_run:
                    return
                writer.write_copies()
                if new := writer.rewritten():
                    self._write(new, raw, contents, writer.meta)

    def _write(self, new: bytes, raw: bytes, contents: Contents, meta: Meta) -> None:
        """Replace the file, and keep up its backups and its index."""
        if contents.stored_schema != SCHEMA:
            self._file.back_up(f"schema-{contents.stored_schema}", raw)
        self._file.replace(new)
        if self._backups and meta.changed_at:
            self._backups.keep_if_possible(meta.changed_at.date(), new, raw, self._file.path)
        if self._index and (upkeep := self._upkeep(len(new))):
            upkeep.keep_up_index(self._index.path, contents, new, self._file.path)

    def _upkeep(self, size: int) -> ModuleType | None:
        """The module that keeps the index of a file of this size; None if such a file has none."""
        if self._index is None or size < self._index.least:
            return None
        from tracker.store.tinydb import upkeep  # noqa: PLC0415 - slow to import, and a small file does not need it

        return upkeep

    def attempts(self, *, dry_run: bool = False) -> Iterator[Attempt[TinyWriter]]:
        """Attempts at a transaction: the lock keeps other writers out, so that no conflict is possible.

        A second one is made if the index turns out to be broken, without it.
        """
        return attempts(partial(self.writing, dry_run=dry_run))


def read_whole(path: str, raw: bytes) -> TinyReader:
    """A snapshot of a register file of which every document is decoded; CorruptRegister if one cannot be read."""
    contents = Whole(path, raw)
    for _ in contents.every():
        pass
    for rows in contents.others.values():
        rows.values()
    return TinyReader(contents)


def empty_register(path: str, zone: str) -> bytes:
    """The bytes of a register file without commitments, in this time zone."""
    tables: Tables = {name: {} for name in TABLES} | {"meta": {META_ID: new_meta(zone)}}
    return text_of(path, tables)


def with_new_id(path: str, raw: bytes) -> bytes:
    """The bytes of a register file with a new random id, as those of another register."""
    tables = Whole(path, raw).tables
    meta = msgspec.json.decode(tables["meta"][META_ID]) | {"id": str(uuid4())}
    return text_of(path, tables | {"meta": tables["meta"] | {META_ID: meta}})
