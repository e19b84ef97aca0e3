"""The folder beside a register file with the saved copies of its sources."""

import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from tracker.errors import CannotRead, CannotWrite
from tracker.model.saved_copies import MAX_COPY, NAME, is_name, is_sound
from tracker.store.atomic_file import OPEN_FLAGS, make_folder, sweep, write_file
from tracker.store.tinydb.file import refusing

_NOT_WAITING: Final = getattr(os, "O_NONBLOCK", 0)


class CopyFolder:
    """The folder of the saved copies of a register file, created with the first one; nothing is removed from it."""

    def __init__(self, register: Path) -> None:
        self.path: Final = folder_of(register)

    def names(self) -> frozenset[str]:
        """The name of every copy."""
        try:
            with refusing(CannotRead, str(self.path)):
                return frozenset(path.name for path in self.path.iterdir() if is_name(path.name))
        except CannotRead:
            if os.path.lexists(self.path):
                raise
            return frozenset()

    def read(self, name: str) -> bytes | None:
        """The bytes of a copy, whether or not they are sound; None if there is none."""
        path = self.path / name
        if not os.path.lexists(path):
            return None
        with refusing(CannotRead, str(path)):
            return read_ordinary(path, OPEN_FLAGS)

    def write(self, name: str, raw: bytes) -> None:
        """Write a copy; one that is there already stays if it is sound. Only while the register is locked."""
        with refusing(CannotWrite, str(self.path / name)):
            make_folder(self.path)
            sweep(self.path, NAME)
            path = self.path / name
            if os.path.lexists(path) and (path.is_symlink() or not path.is_file()):
                why = "a symbolic link is in the way" if path.is_symlink() else "it is not an ordinary file"
                raise CannotWrite(str(path), why, "remove it, and try again")
            if read_sound(self.read, name) is None:
                write_file(path, raw)


def read_sound(read: Callable[[str], bytes | None], name: str) -> bytes | None:
    """The bytes of a saved copy; None if it is missing, was changed or cannot be read."""
    with suppress(CannotRead):
        raw = read(name)
        return raw if raw is not None and is_sound(name, raw) else None
    return None


def damaged(read: Callable[[str], bytes | None], names: Iterable[str]) -> dict[str, str]:
    """What is wrong with each copy that is missing or was changed, as the end of a sentence."""
    return {name: why for name in names if (why := _damage(read, name))}


def _damage(read: Callable[[str], bytes | None], name: str) -> str:
    try:
        raw = read(name)
    except CannotRead as refusal:
        return f"cannot be read: {refusal.why}; remove {refusal.location}, or make it readable"
    if raw is None:
        return "is missing"
    return "" if is_sound(name, raw) else "was changed: its checksum is another"


def folder_of(register: Path) -> Path:
    """The folder of the saved copies of a register file."""
    return register.with_name(f"{register.name}.copies")


def read_ordinary(path: str | Path, flags: int = 0) -> bytes:
    """The bytes of an ordinary file, one byte too many if it is larger than a copy may be.

    OSError for a folder, a device or a pipe, which is never waited for.
    """

    def opener(path: str, reading: int) -> int:
        descriptor = os.open(path, reading | _NOT_WAITING | flags)
        if not stat.S_ISREG(mode := os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(0, "it is a folder" if stat.S_ISDIR(mode) else "it is not an ordinary file")
        return descriptor

    with open(path, "rb", opener=opener) as file:
        return file.read(MAX_COPY + 1)
