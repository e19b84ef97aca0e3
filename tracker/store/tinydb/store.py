"""The register in one TinyDB file: read whole, changed in one transaction, kept aside; bytes are the file's affair."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import msgspec

from tracker.errors import Conflict, CorruptRegister, NoRegister, NotBackedUp, NotPossible, RefTaken, UnknownRef
from tracker.model.codec import SCHEMA, BadDocument, Document, Tables, decode, encode
from tracker.model.commitment import Commitment
from tracker.model.register import Party, Rates, View, id_of_earlier
from tracker.query.conditions import NotMeasurable
from tracker.query.filter import Filter, FilterResult
from tracker.state.glance import Glimpse, concerned
from tracker.store.attempts import Attempt, attempts
from tracker.store.backups import Backups
from tracker.store.meta import Meta, Signed, Stats, new_meta, require_storable, stats_of
from tracker.store.tinydb.file import LOCK_TIMEOUT, RegisterFile, text_of, validated
from tracker.store.tinydb.json_offsets import Steps, byte_of
from tracker.store.tinydb.table import (
    COMMITMENTS,
    META_ID,
    PARTIES,
    RATES,
    TABLES,
    VIEWS,
    Changes,
    Kind,
    Rows,
    T,
    split_tables,
)


class TinyReader:
    """The register as it was at one moment, held in memory; a value is decoded when it is asked for."""

    def __init__(self, path: str, raw: bytes, *, is_sound: bool = False) -> None:
        self._place, self._raw = path, raw
        text = raw if is_sound else validated(path, raw)
        self.stored_schema, self.tables = split_tables(path, text, is_trusted=is_sound)
        self._meta = self._read_meta()
        self._commitments = self._rows("commitments", COMMITMENTS)
        self._parties = self._rows("parties", PARTIES)
        self._rates = self._rows("rates", RATES)
        self._views = self._rows("views", VIEWS)
        if not is_sound:
            for rows in (self._commitments, self._parties, self._rates, self._views):
                rows.require_names()

    @property
    def meta(self) -> Meta:
        """What the register says of itself."""
        return self._meta

    def register_id(self) -> UUID | None:
        """The id of this register and no other; one made by an earlier tracker has none before its first commitment."""
        return self._meta.id or id_of_earlier(next(self.commitments(), None))

    def changed_by(self) -> str:
        """Who made the last change; nothing before the first."""
        return self._meta.changed_by

    def commitments(self) -> Iterator[Commitment]:
        """Every commitment, in the order they were added."""
        return map(self.get, self.refs())

    def find(self, wanted: Filter) -> FilterResult:
        """All that may be late where nothing else is wanted, told by a glance at each in the file; else everything."""
        clause = wanted.overdue_clause
        if clause is None or not wanted.knows_all:
            return FilterResult(self.commitments())
        places = concerned(self.glimpses(), wanted.earliest, wanted.latest, counting=NotMeasurable() in clause)
        return FilterResult(self._commitments.at(places))

    def with_related(self, ref: str) -> Iterator[Commitment]:
        """Every commitment: in a file they are all at hand."""
        del ref
        return self.commitments()

    def latest(self, events: int, by: str = "") -> tuple[Commitment, ...]:
        """Every commitment, as above."""
        del events, by
        return self._every

    def changed_in(self, recorded_at: datetime) -> tuple[Commitment, ...]:
        """Every commitment, as above."""
        del recorded_at
        return self._every

    def events(self) -> None:
        """Nobody need count them: every commitment is looked at anyway."""

    @cached_property
    def _every(self) -> tuple[Commitment, ...]:
        """Every commitment as it is when this is first asked for: who looks back asks more than once."""
        return tuple(self.commitments())

    def glimpses(self) -> Iterator[Glimpse | None]:
        """Of every commitment in the file what a glance takes in; None where that does not do."""
        return self._commitments.parts(Glimpse)

    def get(self, ref: str) -> Commitment:
        """The commitment of exactly this reference, else UnknownRef."""
        commitment = self._commitments.get(ref)
        if commitment is None:
            raise UnknownRef(ref, self.refs())
        return commitment

    def has(self, ref: str) -> bool:
        """Whether there is a commitment of exactly this reference."""
        return self._commitments.has(ref)

    def refs(self, beginning: str = "") -> list[str]:
        """Every reference, or those that begin so, in the order the commitments were added."""
        names = self._commitments.names()
        return [name for name in names if name.startswith(beginning)] if beginning else names

    def parties(self) -> dict[str, Party]:
        """The parties that the register names itself, by code."""
        return self._parties.values()

    def rates(self) -> tuple[Rates, ...]:
        """The rates of exchange, in the order they were recorded."""
        return tuple(self._rates.values().values())

    def views(self) -> dict[str, View]:
        """The saved views, by name."""
        return self._views.values()

    def stats(self) -> Stats:
        """What the commitments come to in numbers."""
        return stats_of(self.commitments())

    def require_whole(self) -> None:
        """Damaged if any document cannot be read, which is else found out when it is asked for."""
        for rows in (self._commitments, self._parties, self._rates, self._views):
            rows.values()

    def _rows(self, table: str, kind: Kind[T]) -> Rows[T]:
        return Rows(self._place, table, self.tables[table], kind, self._where)

    def _where(self, steps: Steps) -> str:
        """At which byte of the file something stands; an older schema may have it elsewhere."""
        return f" at byte {byte_of(self._raw.decode(), steps)}" if self.stored_schema == SCHEMA else ""

    def _read_meta(self) -> Signed:
        try:
            return decode(self.tables["meta"][META_ID], Signed)
        except BadDocument as bad:
            where = self._where(["meta", META_ID, *bad.steps])
            raise CorruptRegister(self._place, f"meta{bad.place}{where}: {bad.why}") from None


class TinyWriter(TinyReader):
    """The register with the changes of one transaction, still in memory."""

    clock: Final = None  # a file has neither a clock nor users
    user: Final = ""
    _is_told_otherwise = False
    _is_discarded = False

    @property
    def last_own(self) -> datetime | None:
        """When the last change before this one was made, by whomever."""
        return self._read_meta().changed_at

    def stamp(self, now: datetime, user: str) -> datetime:
        """The `recorded_at` of this change: `now`, or just after the last change if the clock is behind it."""
        require_storable("the user's name", {"changed_by": user})
        stamp = self._meta.next_stamp(now, self._place)
        self._meta = msgspec.structs.replace(self._meta, changed_at=stamp, changed_by=user)
        return stamp

    def add(self, commitment: Commitment) -> None:
        """Put a commitment at the end; RefTaken if its reference is in use."""
        if self._commitments.get(commitment.ref):
            raise RefTaken(commitment.ref)
        self._commitments.put(commitment.ref, commitment)

    def replace(self, old: Commitment, new: Commitment) -> None:
        """Put `new` where `old` is; Changed if something else is there by now, UnknownRef if nothing is."""
        if self.get(old.ref) != old:
            raise Conflict(old.ref)
        if new.ref != old.ref:
            raise ValueError("a commitment keeps its reference")
        self._commitments.put(old.ref, new)

    def put_zone(self, zone: str) -> None:
        """Let the days of the register end in another zone."""
        self._tell(msgspec.structs.replace(self._meta, zone=zone))

    def put_id(self, id: UUID) -> None:
        """Take over the id of the register that this one is a copy of."""
        self._tell(msgspec.structs.replace(self._meta, id=id))

    def put_party(self, party: Party) -> None:
        """Add a party, or replace the one of the same code."""
        self._parties.put(party.code, party)

    def add_rates(self, rates: Rates) -> None:
        """Record a day's rates after all that there are."""
        self._rates.put(rates.id, rates)

    def put_view(self, view: View) -> None:
        """Save a view, or replace the one of the same name."""
        self._views.put(view.name, view)

    def remove_view(self, name: str) -> None:
        """Remove a view, if it is there."""
        self._views.remove(name)

    def discard(self) -> None:
        """Roll the transaction back when its block ends, as for a dry run."""
        self._is_discarded = True

    def flush(self) -> bool:
        """Bring `tables` up to date; False if there is nothing to write: no change but the stamp, or all discarded."""
        if self._is_discarded:
            return False
        rows = {
            "commitments": self._commitments.changes(),
            "parties": self._parties.changes(),
            "rates": self._rates.changes(),
            "views": self._views.changes(),
        }
        if not self._is_told_otherwise and not any(map(any, rows.values())):
            return False
        from tracker.store.tinydb.database import change  # noqa: PLC0415 - who only looks needs no TinyDB

        for name, changes in (rows | {"meta": Changes([], {META_ID: self._told()}, {})}).items():
            change(self.tables, name, changes)
        return True

    def _tell(self, meta: Signed) -> None:
        self._is_told_otherwise |= meta != self._meta
        self._meta = meta

    def _told(self) -> Document:
        """The meta document to be written, with the id also where an earlier tracker made the register without one."""
        told: Document = msgspec.json.decode(self.tables["meta"][META_ID])
        meta = encode(msgspec.structs.replace(self._meta, id=self.register_id()))
        return told | {field: value for field, value in meta.items() if value is not None}


def with_new_id(path: str, raw: bytes) -> bytes:
    """Return the bytes of a register file with a new random id in them, as those of another register."""
    reader = TinyReader(path, raw)
    meta = msgspec.json.decode(reader.tables["meta"][META_ID]) | {"id": str(uuid4())}
    return text_of(path, reader.tables | {"meta": reader.tables["meta"] | {META_ID: meta}})


# Up to so many bytes it takes less time to prove a file sound than to look for the copy that tells it.
LARGE: Final = 500_000


class TinyStore:
    """A register file: nothing is opened before it is used, and a transaction writes it once or not at all."""

    def __init__(self, path: str | Path, timeout: float = LOCK_TIMEOUT, backups: Backups | None = None) -> None:
        self.location = str(path)
        self._file, self._backups = RegisterFile(path, timeout), backups

    @property
    def path(self) -> Path:
        """The file itself, whatever links lead to it."""
        return self._file.path

    def grants(self) -> str:
        """Nothing: the mode of the file says who may read and change it."""
        return ""

    def host(self) -> dict[str, str | int]:
        """Nothing: it is only where its place says."""
        return {}

    def reindex(self) -> int:
        """Refused: a file has no index."""
        raise NotPossible(f"an index of {self.location}", "it is a file, which has none", "name a register on a server")

    def is_as_backed_up(self) -> bool | None:
        """Whether it is, byte by byte, the last copy among the backups; None if there is none that tells."""
        return self._backups.has_last(self._file.read()) if self._backups else None

    def size(self) -> int:
        """How many bytes the register has."""
        return self._file.size()

    def create(self, zone: str) -> None:
        """Make an empty register whose days end in this zone; RegisterExists if there is something already."""
        tables: Tables = {name: {} for name in TABLES} | {"meta": {META_ID: new_meta(zone)}}
        self._file.create(text_of(self.location, tables))

    def create_from(self, raw: bytes) -> None:
        """Make a register of the bytes of another; Damaged if they are none, RegisterExists as above."""
        TinyReader(self.location, raw)
        self._file.create(raw)

    def copy(self) -> bytes:
        """The bytes of the register, all of which can be read; else Damaged."""
        raw = self._file.read()
        TinyReader(self.location, raw).require_whole()
        return raw

    def back_up(self, now: datetime) -> Path:
        """Keep a copy among the backups, by the day of the last change, or of `now` if there was none; say which."""
        if not self._backups:
            raise NotBackedUp(self.location, "nobody said where backups go")
        with self._file.locked():
            raw = self.copy()
            changed_at = TinyReader(self.location, raw).meta.changed_at
            return self._backups.keep((changed_at or now).date(), raw, raw)

    def read_raw(self) -> bytes | None:
        """The bytes that are there, damaged or not; None if there is no file."""
        with suppress(NoRegister):
            return self._file.read()
        return None

    def restore(self, raw: bytes, found: bytes | None) -> Path | None:
        """Put the bytes of a copy in the place of what was found; where that was put aside, None if it was nothing.

        Changed if something else is there by now.
        """
        TinyReader(self.location, raw).require_whole()
        if found is None:
            self._file.create(raw)
            return None
        with self._file.locked():
            if self._file.read() != found:
                raise Conflict(self.location)
            aside = self._file.back_up("before-restore", found)
            self._file.replace(raw)
        return aside

    @contextmanager
    def reading(self) -> Iterator[TinyReader]:
        """Look at the register as it is now, without a lock."""
        raw = self._file.read()
        yield TinyReader(self.location, raw, is_sound=self._is_as_left(raw))

    @contextmanager
    def writing(self) -> Iterator[TinyWriter]:
        """Change the register under its lock; the first change of one of an older schema leaves a backup."""
        _ = self._backups and self._backups.folder  # what it takes to know that is imported while nobody waits
        with self._file.locked():
            raw = self._file.read()
            writer = TinyWriter(self.location, raw, is_sound=self._is_as_left(raw))
            yield writer
            if writer.flush():
                if writer.stored_schema != SCHEMA:
                    self._file.back_up(f"schema-{writer.stored_schema}", raw)
                new = text_of(self.location, writer.tables)
                self._file.replace(new)
                if self._backups and (changed_at := writer.meta.changed_at):
                    self._backups.keep_if_possible(changed_at.date(), new, raw)

    def attempts(self) -> Iterator[Attempt[TinyWriter]]:
        """One attempt at a transaction: the lock keeps other writers out, so that no conflict is possible."""
        return attempts(self.writing)

    def _is_as_left(self, raw: bytes) -> bool:
        """Whether a large register is, byte by byte, what the last change left: that was sound when it was written."""
        return len(raw) > LARGE and self._backups is not None and self._backups.has_last(raw) is True
