"""Copies of a register kept aside: as it was after the last change of each of ten days; it knows no commitment."""

import re
from collections.abc import Callable
from datetime import date
from itertools import chain, count, groupby
from pathlib import Path
from typing import Final

from tracker.errors import NotBackedUp
from tracker.store.atomic_file import make_folder, reason, sweep, sweep_old, write_file

DAYS: Final = 10
A_DAY: Final = 10
PIECE: Final = 1 << 18
_NAME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[0-9]{1,9})?\.json")


class Backups:
    """A folder of register files, made when the first copy is kept; what goes wrong there is told, not raised."""

    def __init__(self, folder: Callable[[], Path], tell: Callable[[str], None]) -> None:
        self._folder, self._tell = folder, tell

    @property
    def folder(self) -> Path:
        """Where the copies are."""
        return self._folder()

    def newest_first(self) -> list[Path]:
        """Every copy, the last one first."""
        try:
            found = [path for path in self.folder.iterdir() if _NAME.fullmatch(path.name)]
        except OSError:  # nothing was ever kept, or it is closed to us: there is none that we could give
            return []
        return sorted(found, key=_order, reverse=True)

    def has_last(self, raw: bytes) -> bool | None:
        """Whether the last copy is just that; None if there is no copy that can be read."""
        try:
            return next((_holds(path, raw) for path in self.newest_first()), None)
        except OSError:
            return None

    def keep(self, day: date, raw: bytes, before: bytes, *, is_locked: bool = True) -> Path:
        """Keep the register as a day left it, in the place of what was kept of that day.

        A copy of that day that is not `before`, what the register was when it was changed, is left alone: somebody
        else has written the register meanwhile, and what was there is nowhere else.
        """
        folder = self.folder
        if not folder.is_absolute():
            raise NotBackedUp(str(folder), "there is no home folder")
        try:
            make_folder(folder)
            (sweep if is_locked else sweep_old)(folder, _NAME.pattern)
            last = next((path for path in self.newest_first() if path.name.startswith(day.isoformat())), None)
            copy = folder / f"{day.isoformat()}.json" if last is None else last
            if last and not (_holds(last, before) or _holds(last, raw)):
                copy = folder / f"{day.isoformat()}.{_order(last)[1] + 1}.json"
            write_file(copy, raw)
            self._thin_out()
        except OSError as error:
            raise NotBackedUp(str(folder), reason(error)) from None
        return copy

    def keep_if_possible(self, day: date, raw: bytes, before: bytes) -> None:
        """As above for a change that is recorded already: if it cannot be, that is told and nothing else."""
        try:
            self.keep(day, raw, before)
        except NotBackedUp as refusal:
            self._tell(f"recorded, but {refusal}")

    def archive(self, label: str, raw: bytes) -> Path:
        """Leave these bytes among the copies, under a label by which they are never thinned out; say where."""
        folder = self.folder
        copies = (folder / f"{label}{n}.json" for n in chain([""], (f".{n}" for n in count(2))))
        try:
            make_folder(folder)
            copy = next(copy for copy in copies if not copy.exists() or _holds(copy, raw))
            write_file(copy, raw)
        except OSError as error:
            raise NotBackedUp(str(folder), reason(error)) from None
        return copy

    def _thin_out(self) -> None:
        """Remove what is older than the last days, and of each day all but the last copies."""
        days = [list(copies) for _, copies in groupby(self.newest_first(), key=lambda path: _order(path)[0])]
        for copies in days[:DAYS]:
            del copies[:A_DAY]
        for path in (path for copies in days for path in copies):
            path.unlink(missing_ok=True)


def _order(path: Path) -> tuple[str, int]:
    day, _, number = path.name.removesuffix(".json").partition(".")
    return day, int(number or 1)


def _holds(path: Path, raw: bytes) -> bool:
    """Whether a file has just these bytes; it may be large and is read piece by piece."""
    end = 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            if not raw.startswith(piece, end):
                return False
            end += len(piece)
    return end == len(raw)
