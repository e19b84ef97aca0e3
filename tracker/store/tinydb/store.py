"""The register in one TinyDB file: read as a whole, changed in one transaction, replaced as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import msgspec

from tracker.errors import Conflict, CorruptRegister, NoRegister, NotBackedUp, RefTaken, UnknownRef
from tracker.model.codec import BadDocument, decode, encode
from tracker.model.commitment import Commitment
from tracker.model.lazy import cached_property
from tracker.model.migrations import SCHEMA, Document, Tables
from tracker.model.register import Category, Party, Rates, View
from tracker.model.renaming import Renaming
from tracker.query.filter import Filter, FilterResult, NotMeasurable
from tracker.state.glance import Glimpse, concerned
from tracker.state.renaming import renaming_of
from tracker.store.attempts import Attempt, attempts
from tracker.store.backups import Backups
from tracker.store.meta import Meta, Stats, new_meta, register_id, require_storable, stats_of
from tracker.store.saved_copies import CopyFolder
from tracker.store.tinydb.file import LOCK_TIMEOUT, RegisterFile, text_of, validated
from tracker.store.tinydb.json_offsets import Steps, byte_of
from tracker.store.tinydb.table import (
    COMMITMENTS,
    KINDS,
    META_ID,
    TABLES,
    Changes,
    Kind,
    Rows,
    T,
    Value,
    split_tables,
)

# A file up to this many bytes is validated faster than compared with its last backup.
LARGE: Final = 500_000
_RENAMED: Final = b'"former_ref"'  # in the document of every renamed commitment


class TinyReader:
    """A snapshot of a register file in memory; a value is decoded when it is asked for.

    `is_trusted`: the bytes were validated before. `copies`: the folder of the saved copies, None if there is none.
    """

    def __init__(self, path: str, raw: bytes, *, is_trusted: bool = False, copies: CopyFolder | None = None) -> None:
        self._path, self._raw, self._copies = path, raw, copies
        text = raw if is_trusted else validated(path, raw)
        self.stored_schema, self.tables = split_tables(path, text, is_trusted=is_trusted)
        self._where = partial(_where, raw, self.stored_schema)  # without the reader, which nothing else would free
        self._meta = self._read_meta()
        self._commitments = self._rows(COMMITMENTS)
        self._others = {type_: self._rows(kind) for type_, kind in KINDS.items()}
        if not is_trusted:
            for rows in (self._commitments, *self._others.values()):
                rows.require_names()

    @property
    def meta(self) -> Meta:
        """The metadata of the register."""
        return self._meta

    def commitments(self) -> Iterator[Commitment]:
        """Every commitment, in the order they were added."""
        return map(self.get, self.refs())

    def find(self, wanted: Filter) -> FilterResult:
        """The commitments that may be late, if the filter wants only late ones; else every commitment."""
        clause = wanted.overdue_clause
        if clause is None or not wanted.knows_all:
            return FilterResult(self.commitments())
        positions = concerned(self.glimpses(), wanted.earliest, wanted.latest, counting=NotMeasurable() in clause)
        return FilterResult(self._commitments.at(positions))

    def with_related(self, ref: str) -> Iterator[Commitment]:
        """Every commitment: the file is in memory anyway."""
        del ref
        return self.commitments()

    def with_events(
        self, *, last: int | None = None, by: str = "", at: datetime | None = None
    ) -> tuple[Commitment, ...]:
        """Every commitment, for the same reason."""
        del last, by, at
        return self._every

    def events(self) -> int:
        """The number of all events."""
        return sum(len(commitment.history) for commitment in self._every)

    @cached_property
    def _every(self) -> tuple[Commitment, ...]:
        """Every commitment, decoded once."""
        return tuple(self.commitments())

    def glimpses(self) -> Iterator[Glimpse | None]:
        """A glimpse of each commitment, None for a document that has none. To be removed with the index."""
        return self._commitments.parts(Glimpse)

    def get(self, ref: str) -> Commitment:
        """The commitment with exactly this ref; UnknownRef if there is none."""
        commitment = self._commitments.get(ref)
        if commitment is None:
            raise UnknownRef(ref, self.refs())
        return commitment

    def has(self, ref: str) -> bool:
        """True if there is a commitment with exactly this ref."""
        return self._commitments.has(ref)

    def refs(self, prefix: str = "") -> list[str]:
        """Every ref that starts with the prefix, in the order the commitments were added."""
        names = self._commitments.names()
        return [name for name in names if name.startswith(prefix)] if prefix else names

    def renamed(self) -> list[Renaming]:
        """Every commitment that was renamed; only documents with such an event are decoded."""
        found = self._commitments.containing(_RENAMED) if _RENAMED in self._raw else ()
        return [renaming for commitment in found if (renaming := renaming_of(commitment))]

    def values(self, kind: type[Value]) -> dict[str, Value]:
        """The parties by code, the rates by id or the views by name, in the order they were added."""
        return self._others[kind].values()

    def stats(self) -> Stats:
        """The numbers of commitments, events and sources, and the size in bytes."""
        return stats_of(self.commitments(), len(self._raw))

    def copy_names(self) -> frozenset[str]:
        """The name of every saved copy of a source."""
        return self._copies.names() if self._copies else frozenset()

    def read_copy(self, name: str) -> bytes | None:
        """The bytes of a saved copy, which may have been changed; None if there is none."""
        return self._copies.read(name) if self._copies else None

    def _rows(self, kind: Kind[T]) -> Rows[T]:
        return Rows(self._path, kind, self.tables[kind.table], self._where)

    def _read_meta(self) -> Meta:
        try:
            return decode(self.tables["meta"][META_ID], Meta)
        except BadDocument as bad:
            where = self._where(["meta", META_ID, *bad.steps])
            raise CorruptRegister(self._path, f"meta{bad.place}{where}: {bad.why}") from None


def _where(raw: bytes, schema: int, steps: Steps) -> str:
    """The byte offset of a value in a file; unknown if the file has an older schema."""
    return f" at byte {byte_of(raw.decode(), steps)}" if schema == SCHEMA else ""


class TinyWriter(TinyReader):
    """The register with the changes of one transaction, which are in memory until the file is written."""

    account: Final = None
    _is_meta_changed = False

    def __init__(self, path: str, raw: bytes, copies: CopyFolder, *, is_trusted: bool = False) -> None:
        super().__init__(path, raw, is_trusted=is_trusted, copies=copies)
        self._folder, self._new_copies = copies, dict[str, bytes]()

    def stamp(self, now: datetime, user: str) -> datetime:
        """The `recorded_at` of this change: `now`, or just after the last change if the clock is behind it."""
        require_storable("the user's name", {"changed_by": user})
        stamp = self._meta.next_stamp(now, self._path)
        self._meta = msgspec.structs.replace(self._meta, changed_at=stamp, changed_by=user)
        return stamp

    def add(self, commitment: Commitment) -> None:
        """Add a commitment at the end; RefTaken if its ref is in use."""
        if self._commitments.get(commitment.ref):
            raise RefTaken(commitment.ref)
        self._commitments.put(commitment.ref, commitment)

    def replace(self, old: Commitment, new: Commitment) -> None:
        """Replace `old` by `new`; Conflict if `old` has changed meanwhile, UnknownRef if it does not exist."""
        if self.get(old.ref) != old:
            raise Conflict(old.ref)
        if new.ref != old.ref:
            raise ValueError("a commitment keeps its reference")
        self._commitments.put(old.ref, new)

    def put_meta(self, *, zone: str = "", id: UUID | None = None) -> None:
        """Set the time zone of the register, or its id, as that of the one it is a copy of."""
        meta = msgspec.structs.replace(self._meta, zone=zone or self._meta.zone, id=id or self._meta.id)
        self._is_meta_changed |= meta != self._meta
        self._meta = meta

    def put(self, value: Category | Party | Rates | View) -> None:
        """Add a value, or replace the one with the same name."""
        self._others[type(value)].put(getattr(value, KINDS[type(value)].key), value)

    def remove(self, kind: type[Value], name: str) -> None:
        """Remove a value, if it is there."""
        self._others[kind].remove(name)

    def save_copy(self, name: str, raw: bytes) -> None:
        """Save a copy of a source under its name, once the transaction ends."""
        self._new_copies[name] = raw

    def write_copies(self) -> None:
        """Write the new copies; if the file is not written after them, they are of no use and do no harm."""
        for name, raw in self._new_copies.items():
            self._folder.write(name, raw)

    def flush(self) -> bool:
        """Bring `tables` up to date; False if there is nothing to write: no change but the stamp."""
        changes = {COMMITMENTS.table: self._commitments.changes()}
        changes |= {KINDS[type_].table: rows.changes() for type_, rows in self._others.items()}
        if not self._is_meta_changed and not any(map(any, changes.values())):
            return False
        changes["meta"] = Changes([], {META_ID: self._meta_document()}, {})
        for name, of_table in changes.items():
            of_table.apply(self.tables, name)
        return True

    def _meta_document(self) -> Document:
        """The metadata document to write; it has the id even if an earlier tracker made the register without one."""
        stored: Document = msgspec.json.decode(self.tables["meta"][META_ID])
        meta = encode(msgspec.structs.replace(self._meta, id=register_id(self)))
        return stored | {field: value for field, value in meta.items() if value is not None}


class TinyStore:
    """A register file: nothing is opened before it is used, and a transaction writes it once or not at all."""

    def __init__(self, path: str | Path, timeout: float = LOCK_TIMEOUT, backups: Backups | None = None) -> None:
        self.location = str(path)
        self._file, self._backups = RegisterFile(path, timeout), backups
        self._copies = CopyFolder(self._file.path)

    @property
    def path(self) -> Path:
        """The path of the file, with symbolic links resolved."""
        return self._file.path

    def is_as_backed_up(self) -> bool | None:
        """True if the file equals its last backup; None if there is none. To be removed with the index."""
        return self._backups.has_last(self._file.read()) if self._backups else None

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
            return self._backups.keep((changed_at or now).date(), raw, raw, register=self._file.path)

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
    def reading(self) -> Iterator[TinyReader]:
        """Read a snapshot, without a lock."""
        raw = self._file.read()
        yield TinyReader(self.location, raw, is_trusted=self._is_trusted(raw), copies=self._copies)

    @contextmanager
    def writing(self, *, dry_run: bool = False) -> Iterator[TinyWriter]:
        """Write in one transaction, under the lock; the first change of an older schema also keeps the old file."""
        _ = self._backups and self._backups.folder  # imports what it needs before others have to wait
        with self._file.locked():
            raw = self._file.read()
            writer = TinyWriter(self.location, raw, self._copies, is_trusted=self._is_trusted(raw))
            yield writer
            if dry_run:
                return
            writer.write_copies()
            if writer.flush():
                if writer.stored_schema != SCHEMA:
                    self._file.back_up(f"schema-{writer.stored_schema}", raw)
                new = text_of(self.location, writer.tables)
                self._file.replace(new)
                if self._backups and (changed_at := writer.meta.changed_at):
                    self._backups.keep_if_possible(changed_at.date(), new, raw, self._file.path)

    def attempts(self, *, dry_run: bool = False) -> Iterator[Attempt[TinyWriter]]:
        """One attempt at a transaction: the lock keeps other writers out, so that no conflict is possible."""
        return attempts(partial(self.writing, dry_run=dry_run))

    def _is_trusted(self, raw: bytes) -> bool:
        """True if a large file equals its last backup, which was validated. To be removed with the index."""
        return len(raw) > LARGE and self._backups is not None and self._backups.has_last(raw) is True


def read_whole(path: str, raw: bytes) -> TinyReader:
    """A snapshot of a register file of which every document is decoded; CorruptRegister if one cannot be read."""
    reader = TinyReader(path, raw)
    for _ in reader.commitments():
        pass
    for kind in KINDS:
        reader.values(kind)
    return reader


def empty_register(path: str, zone: str) -> bytes:
    """The bytes of a register file without commitments, in this time zone."""
    tables: Tables = {name: {} for name in TABLES} | {"meta": {META_ID: new_meta(zone)}}
    return text_of(path, tables)


def with_new_id(path: str, raw: bytes) -> bytes:
    """The bytes of a register file with a new random id, as those of another register."""
    reader = TinyReader(path, raw)
    meta = msgspec.json.decode(reader.tables["meta"][META_ID]) | {"id": str(uuid4())}
    return text_of(path, reader.tables | {"meta": reader.tables["meta"] | {META_ID: meta}})
