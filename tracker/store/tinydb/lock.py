"""One writer at a time: a lock that the system frees when its holder dies; it knows no register, only its file."""

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from tracker.errors import CannotWrite, LockNotObtained
from tracker.store.os_calls import OURS, give_to, has_alarm, host, lock_in_turn, refusing, try_lock, write_all

FIRST_PAUSE: Final = 0.001
LONGEST_PAUSE: Final = 0.02
MAX_NOTE: Final = 1000


class Holder(msgspec.Struct, frozen=True):
    """Who holds a lock, as written into its file for those who wait."""

    pid: int
    host: str
    command: str
    since: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} (`{self.command}`, since {self.since})"


@contextmanager
def locked(path: str, target: Path, seconds: float) -> Iterator[None]:
    """Hold the lock of a target for the length of a block; LockNotObtained if others have it for so many seconds.

    It lies on a file of its own that is never removed: a lock on what is replaced, or removed, has two holders.
    """
    with refusing(CannotWrite, path):
        descriptor = _opened(path, target)
    try:
        with refusing(CannotWrite, path):
            _wait(descriptor, path, seconds)
            _sign(descriptor)
        yield
    finally:
        with suppress(OSError):  # all is done, or refused for a better reason; the lock is free in any case
            os.close(descriptor)


def _opened(path: str, target: Path) -> int:
    """The open lock file of a target, for whoever may write the target, not only for who came first."""
    lock = target.with_name(f"{target.name}.lock")
    try:
        descriptor = os.open(lock, os.O_RDWR | OURS)
    except FileNotFoundError:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | OURS, 0o600)
    try:
        _share(path, descriptor, target)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _share(path: str, descriptor: int, target: Path) -> None:
    """Give the lock file to whom the target belongs, with the mode that it has by now.

    What a stranger put in its place, a pipe or another name for somebody's file, is refused: it would be written to.
    """
    ours = os.fstat(descriptor)
    if not stat.S_ISREG(ours.st_mode) or ours.st_nlink > 1:
        raise CannotWrite(path, "its lock file is a link, or no ordinary file")
    with suppress(FileNotFoundError):
        theirs = target.stat()
        mode = stat.S_IMODE(theirs.st_mode) | stat.S_IRUSR | stat.S_IWUSR
        if (mode, theirs.st_uid, theirs.st_gid) != (stat.S_IMODE(ours.st_mode), ours.st_uid, ours.st_gid):
            give_to(descriptor, theirs, mode)


def _wait(descriptor: int, path: str, seconds: float) -> None:
    try:
        if seconds and has_alarm():
            lock_in_turn(descriptor, seconds)
        else:
            _poll(descriptor, seconds)
    except BlockingIOError:
        raise LockNotObtained(path, seconds, _holder(descriptor)) from None


def _poll(descriptor: int, seconds: float) -> None:
    """Lock the file when it happens to be free, or raise BlockingIOError after so many seconds."""
    deadline, pause = time.monotonic() + seconds, FIRST_PAUSE
    while True:
        with suppress(BlockingIOError):
            return try_lock(descriptor)
        if time.monotonic() >= deadline:
            raise BlockingIOError
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def _sign(descriptor: int) -> None:
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])[:80]
    since = datetime.now(UTC).isoformat(timespec="seconds")
    note = msgspec.json.encode(Holder(os.getpid(), host(), command, since))
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    write_all(descriptor, note + b"\n")


def _holder(descriptor: int) -> str:
    """Who has signed the lock file; it may be caught half signed, and anybody may have written it."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        return str(msgspec.json.decode(os.read(descriptor, MAX_NOTE), type=Holder))
    except ValueError:
        return "another process"
