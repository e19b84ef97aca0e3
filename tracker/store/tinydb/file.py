"""One JSON file, read whole and replaced whole: the old bytes or the new ones, never a half; it knows no commitment."""

import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any, Final

import msgspec

from tracker.errors import CannotRead, CannotWrite, CorruptRegister, LockNotObtained, NoRegister, RegisterExists
from tracker.store.atomic_file import (
    OURS,
    give_to,
    has_alarm,
    host,
    lock_in_turn,
    make_folder,
    refusing,
    sweep,
    try_lock,
    write_all,
    write_file,
)

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


LOCK_TIMEOUT: Final = 10
BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class RegisterFile:
    """A file at a place; a symbolic link stays and what it leads to is replaced, a hard link is cut.

    Readers neither wait nor leave a trace. Writers wait for each other, at most `timeout` seconds.
    """

    def __init__(self, path: str | Path, timeout: float = LOCK_TIMEOUT) -> None:
        self.location, self.timeout = str(path), timeout
        self.path: Final = Path(os.path.realpath(path))

    def size(self) -> int:
        """How many bytes it has."""
        return self._state().st_size

    def read(self) -> bytes:
        """Every byte of it, as of one moment."""
        self._state()
        with refusing(CannotRead, self.location):
            return self.path.read_bytes()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other writers out for the length of a block; first sweep up what killed ones left behind."""
        self._state()
        self._refuse_lock()
        with refusing(CannotWrite, self.location):
            os.close(os.open(self.path, os.O_WRONLY))
        with locked(self.location, self.path, self.timeout):
            self._sweep()
            yield

    def replace(self, raw: bytes) -> None:
        """Put these bytes in the place of all that is there; only while held."""
        with refusing(CannotWrite, self.location):
            write_file(self.path, raw)

    def create(self, raw: bytes) -> None:
        """Make the file, and its folder; RegisterExists if there is anything in its place."""
        with refusing(CannotWrite, self.location):
            self._refuse_existing()
            self._refuse_lock()
            make_folder(self.path.parent)
            with locked(self.location, self.path, self.timeout):
                self._refuse_existing()
                write_file(self.path, raw)

    def back_up(self, label: str, raw: bytes) -> Path:
        """Leave these bytes in a file beside it, unless they are there already, and say which; only while held."""
        with refusing(CannotWrite, self.location):
            copies = (self.path.with_name(f"{self.path.name}.{label}.bak{n}") for n in chain([""], count(2)))
            copy = next(copy for copy in copies if not os.path.lexists(copy) or copy.read_bytes() == raw)
            if not os.path.lexists(copy):
                write_file(copy, raw, like=self.path)
        return copy

    def _state(self) -> os.stat_result:
        with refusing(CannotRead, self.location):
            try:
                state = self.path.stat()
            except FileNotFoundError:
                raise NoRegister(self.location) from None
        if not stat.S_ISREG(state.st_mode):
            why = "it is a folder" if stat.S_ISDIR(state.st_mode) else "it is no ordinary file"
            raise CannotRead(self.location, why)
        return state

    def _refuse_existing(self) -> None:
        if os.path.lexists(self.path):
            raise RegisterExists(self.location)

    def _refuse_lock(self) -> None:
        """Refuse the name of another register's lock file, which its writers write to."""
        other = self.path.with_name(self.path.name.removesuffix(".lock"))
        if other != self.path and other.exists():
            raise CannotWrite(self.location, f"it is the lock file of {other.name}")

    def _sweep(self) -> None:
        """Remove drafts: only who holds the lock makes them, so those that are seen now are nobody's."""
        with refusing(CannotWrite, self.location):
            sweep(self.path.parent, re.escape(self.path.name))


def validated(path: str, raw: bytes) -> bytes:
    """The JSON object that a file holds, as we write it; Damaged, with the position, if it holds anything else."""
    if why := _no_text(raw):
        raise CorruptRegister(path, why)
    try:
        tables = msgspec.json.decode(raw)
    except RecursionError:
        raise CorruptRegister(path, "it is nested too deeply") from None
    except msgspec.DecodeError as error:
        raise CorruptRegister(path, no_json(raw) or f"it is not JSON: {error}") from None
    if not isinstance(tables, dict):
        raise CorruptRegister(path, "it is JSON, but no register")
    # What reads back to the same bytes says nothing twice; any other file is looked through for that.
    text = text_of(path, tables)
    if raw != text and (why := no_json(raw)):
        raise CorruptRegister(path, why)
    return text


def text_of(path: str, tables: dict[str, Any]) -> bytes:
    """The bytes of a file for these tables: a line for each value, letters of every script as they are."""
    try:
        return msgspec.json.format(msgspec.json.encode(tables), indent=1) + b"\n"
    except RecursionError:
        raise CorruptRegister(path, "it is nested too deeply") from None


def _no_text(raw: bytes) -> str:
    """Why these bytes are no text of ours, or nothing."""
    if not raw.strip():
        return "it is empty"
    if raw.startswith(BYTE_ORDER_MARKS):
        return "it begins with a byte order mark; save it as UTF-8 without one"
    if b"\0" in raw:
        return f"it has NUL bytes, the first at byte {raw.index(0)}"
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return f"it is not UTF-8 at byte {error.start}"
    return ""


def no_json(raw: bytes) -> str:
    """Why the text is not the JSON of a register, with the position; empty if it is. Slow: for damaged files only."""
    import json  # noqa: PLC0415 - only a file that another program wrote needs it

    from tracker.model.strict_json import parse_json  # noqa: PLC0415 - as above

    try:
        json.dumps(parse_json(raw), ensure_ascii=False).encode()
    except RecursionError:
        return "it is nested too deeply"
    except UnicodeEncodeError:
        return "it holds half of a surrogate pair"
    except ValueError as error:
        return str(error)
    return ""
