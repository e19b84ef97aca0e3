"""The register in one TinyDB file: read whole, changed in one transaction, kept aside; bytes are the file's affair."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from tracker.errors import Conflict, NoRegister, NotBackedUp, NotPossible
from tracker.model.codec import SCHEMA, Tables
from tracker.store.attempts import Attempt, attempts
from tracker.store.backups import Backups
from tracker.store.meta import new_meta
from tracker.store.tinydb.file import LOCK_TIMEOUT, RegisterFile, text_of
from tracker.store.tinydb.file_format import META_ID, TABLES
from tracker.store.tinydb.session import TinyReader, TinyWriter

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
