"""Backups of a register: a copy of each of the last ten days with changes, as it was after the last change."""

import re
from collections.abc import Callable
from datetime import date
from itertools import chain, count, groupby
from pathlib import Path
from typing import Final

from msgspec import Struct

from tracker.errors import NotBackedUp
from tracker.store.atomic_file import Clone, make_folder, sweep, sweep_old, write_file, write_files, write_reason

DAYS: Final = 10
COPIES_A_DAY: Final = 10
CHUNK: Final = 1 << 18
_NAME: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[0-9]{1,9})?\.json"


class Backups(Struct, frozen=True):
    """The folder of a register's backups, created with the first one.

    `warn` says that a backup failed when the change is recorded already.
    """

    folder_of: Callable[[], Path]
    warn: Callable[[str], None]

    @property
    def folder(self) -> Path:
        """The path of the folder."""
        return self.folder_of()

    def newest_first(self) -> list[Path]:
        """Every backup, the newest first."""
        try:
            found = [path for path in self.folder.iterdir() if re.fullmatch(_NAME, path.name)]
        except OSError:  # there is no folder, or this user may not read it
            return []
        return sorted(found, key=_day_and_number, reverse=True)

    def keep(
        self, day: date, raw: bytes, before: bytes, *, is_locked: bool = True, register: Path | None = None
    ) -> Path:
        """Keep the register as it is after a day's last change, in the place of the earlier backup of that day.

        `register`: the file that has just these bytes; the backup shares them where the file system can.

        An earlier backup that differs from `before`, the register before the change, is kept too: somebody else wrote
        the register meanwhile, and no other copy of that version exists.
        """
        folder = self.folder
        if not folder.is_absolute():
            raise NotBackedUp(str(folder), "there is no home folder")
        try:
            make_folder(folder)
            (sweep if is_locked else sweep_old)(folder, _NAME)
            last = next((path for path in self.newest_first() if path.name.startswith(day.isoformat())), None)
            copy = folder / f"{day.isoformat()}.json" if last is None else last
            if last and not (_has_bytes(last, before) or _has_bytes(last, raw)):
                copy = folder / f"{day.isoformat()}.{_day_and_number(last)[1] + 1}.json"
            write_files({copy: Clone(register, raw) if register else [raw]})
            self._remove_old()
        except OSError as error:
            raise NotBackedUp(str(folder), write_reason(error)) from None
        return copy

    def keep_if_possible(self, day: date, raw: bytes, before: bytes, register: Path) -> None:
        """Keep a backup of a change that is recorded in this file already; warn if that fails."""
        try:
            self.keep(day, raw, before, register=register)
        except NotBackedUp as refusal:
            self.warn(f"recorded, but {refusal}")

    def archive(self, label: str, raw: bytes) -> Path:
        """Write these bytes to a file with this label, which is never removed; return its path."""
        folder = self.folder
        copies = (folder / f"{label}{n}.json" for n in chain([""], (f".{n}" for n in count(2))))
        try:
            make_folder(folder)
            copy = next(copy for copy in copies if not copy.exists() or _has_bytes(copy, raw))
            write_file(copy, raw)
        except OSError as error:
            raise NotBackedUp(str(folder), write_reason(error)) from None
        return copy

    def _remove_old(self) -> None:
        """Remove the backups of older days, and all but the last ones of each day."""
        days = [list(copies) for _, copies in groupby(self.newest_first(), key=lambda path: _day_and_number(path)[0])]
        for copies in days[:DAYS]:
            del copies[:COPIES_A_DAY]
        for path in (path for copies in days for path in copies):
            path.unlink(missing_ok=True)


def _day_and_number(path: Path) -> tuple[str, int]:
    day, _, number = path.name.removesuffix(".json").partition(".")
    return day, int(number or 1)


def _has_bytes(path: Path, raw: bytes) -> bool:
    """True if a file has just these bytes; it may be large and is read in chunks."""
    end = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if not raw.startswith(chunk, end):
                return False
            end += len(chunk)
    return end == len(raw)
