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
from tracker.store.system import OURS, give_to, host, refusing, try_lock, write_all

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
def locked(place: str, target: Path, seconds: float) -> Iterator[None]:
    """Hold the lock of a target for the length of a block; LockNotObtained if others have it for so many seconds.

    It lies on a file of its own that is never removed: a lock on what is replaced, or removed, has two holders.
    """
    with refusing(CannotWrite, place):
        descriptor = _opened(target)
    try:
        with refusing(CannotWrite, place):
            _wait(descriptor, place, seconds)
            _sign(descriptor)
        yield
    finally:
        os.close(descriptor)


def _opened(target: Path) -> int:
    """The open lock file of a target; a new one is for whoever may write the target, not only for who came first."""
    path = target.with_name(f"{target.name}.lock")
    try:
        return os.open(path, os.O_RDWR | OURS)
    except FileNotFoundError:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | OURS, 0o666)
        with suppress(FileNotFoundError):
            state = target.stat()
            give_to(descriptor, state, stat.S_IMODE(state.st_mode) | stat.S_IRUSR | stat.S_IWUSR)
        return descriptor


def _wait(descriptor: int, place: str, seconds: float) -> None:
    deadline, pause = time.monotonic() + seconds, FIRST_PAUSE
    while True:
        try:
            return try_lock(descriptor)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LockNotObtained(place, seconds, _holder(descriptor)) from None
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
