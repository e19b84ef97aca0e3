"""The location of the index of a register file, and the size from which a register has one."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct

from tracker.store.attempts import TryAgain

# A smaller file is read as a whole faster than by its index.
LARGE: Final = 1_500_000  # bytes


class BrokenIndex(TryAgain):
    """The index cannot be used; the register itself has the answer."""


class IndexFile(Struct, frozen=True):
    """The location of a register's index.

    `path_of` computes the path, in a folder for the indexes alone, which is created with the first one. A register of
    fewer than `least` bytes has no index.
    """

    path_of: Callable[[], Path]
    least: int = LARGE

    @property
    def path(self) -> Path:
        """The path of the index."""
        return self.path_of()

    def size(self) -> int | None:
        """Its size in bytes; None if there is none."""
        with suppress(OSError):
            return self.path.stat().st_size
        return None
