"""The register file: read and replaced as a whole, by one writer at a time; the lock is freed when its holder dies."""

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
    OPEN_FLAGS,
    copy_owner,
    has_alarm,
    hostname,
    lock_with_alarm,
    make_folder,
    sweep,
    try_lock,
    write_all,
    write_file,
    write_reason,
)
from tracker.store.tinydb.formatting import is_formatted

LOCK_TIMEOUT: Final = 10
FIRST_PAUSE: Final = 0.001
LONGEST_PAUSE: Final = 0.02
MAX_NOTE: Final = 1000
BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class RegisterFile:
    """A file at a path. A symbolic link is kept and its target replaced; a hard link is cut.

    Readers neither wait nor leave a trace. Writers wait for each other, at most `timeout` seconds.
    """

    def __init__(self, path: str | Path, timeout: float = LOCK_TIMEOUT) -> None:
        self.location, self.timeout = str(path), timeout
        self.path: Final = Path(os.path.realpath(path))

    def size(self) -> int:
        """The size in bytes."""
        return self._state().st_size

    def read(self) -> bytes:
        """The bytes of the file; a writer replaces it at once, so they are of one version."""
        self._state()
        with refusing(CannotRead, self.location):
            return self.path.read_bytes()

    @contextmanager
    def opened(self) -> Iterator["OpenFile"]:
        """Open one version of the file, which stays readable after a writer has replaced it."""
        self._state()
        with refusing(CannotRead, self.location):
            descriptor = os.open(self.path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            yield OpenFile(self.path, descriptor, self.location)
        finally:
            os.close(descriptor)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock for the length of a block, and remove the temp files that killed writers left."""
        self._state()
        self._refuse_lock_file()
        with refusing(CannotWrite, self.location):
            os.close(os.open(self.path, os.O_WRONLY))
        with locked(self.location, self.path, self.timeout):
            self._sweep()
            yield

    def replace(self, raw: bytes) -> None:
        """Replace the content of the file atomically; only while locked."""
        with refusing(CannotWrite, self.location):
            write_file(self.path, raw)

    def create(self, raw: bytes) -> None:
        """Create the file, and its folder; RegisterExists if there is anything at its path."""
        with refusing(CannotWrite, self.location):
            self._refuse_existing()
            self._refuse_lock_file()
            make_folder(self.path.parent)
            with locked(self.location, self.path, self.timeout):
                self._refuse_existing()
                write_file(self.path, raw)

    def back_up(self, label: str, raw: bytes) -> Path:
        """Write these bytes to a file in the same folder, unless one has them already; return its path.

        Only while locked.
        """
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
            why = "it is a folder" if stat.S_ISDIR(state.st_mode) else "it is not an ordinary file"
            raise CannotRead(self.location, why)
        return state

    def _refuse_existing(self) -> None:
        if os.path.lexists(self.path):
            raise RegisterExists(self.location)

    def _refuse_lock_file(self) -> None:
        """Refuse the name of another register's lock file, into which its writers write."""
        other = self.path.with_name(self.path.name.removesuffix(".lock"))
        if other != self.path and other.exists():
            raise CannotWrite(self.location, f"it is the lock file of {other.name}")

    def _sweep(self) -> None:
        """Remove temp files: only the holder of the lock makes them, so these are of killed writers."""
        with refusing(CannotWrite, self.location):
            sweep(self.path.parent, re.escape(self.path.name))


class OpenFile:
    """An open version of a register file."""

    def __init__(self, path: Path, descriptor: int, location: str) -> None:
        self.path, self._descriptor, self._location = path, descriptor, location

    def state(self) -> os.stat_result:
        """The state of the file, which changes if somebody writes into it."""
        return os.fstat(self._descriptor)

    def read(self, start: int, end: int) -> bytes:
        """The bytes between two offsets, fewer if the file ends before."""
        with refusing(CannotRead, self._location):
            pieces = []
            while start < end and (piece := _read_at(self._descriptor, end - start, start)):
                pieces.append(piece)
                start += len(piece)
            return b"".join(pieces)

    def read_all(self) -> bytes:
        """All bytes."""
        return self.read(0, self.state().st_size)


def _read_at(descriptor: int, count: int, offset: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, count, offset)
    os.lseek(descriptor, offset, os.SEEK_SET)  # pragma: no cover - Windows
    return os.read(descriptor, count)  # pragma: no cover - Windows


@contextmanager
def refusing(refusal: type[CannotRead | CannotWrite], path: str) -> Iterator[None]:
    """Turn an OSError of this block into a refusal that says why in plain words."""
    try:
        yield
    except OSError as error:
        raise refusal(path, write_reason(error)) from error


# ---- lock --------------------------------------------------------------------------------------


class Holder(msgspec.Struct, frozen=True):
    """The holder of a lock, as written into the lock file for those who wait."""

    pid: int
    host: str
    command: str
    since: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} (`{self.command}`, since {self.since})"


@contextmanager
def locked(path: str, target: Path, timeout: float) -> Iterator[None]:
    """Hold the lock of a target for the length of a block; LockNotObtained after `timeout` seconds.

    The lock is on a file of its own that is never replaced or removed, for else two processes could hold it.
    """
    with refusing(CannotWrite, path):
        descriptor = _open_lock_file(path, target)
    try:
        with refusing(CannotWrite, path):
            _wait(descriptor, path, timeout)
            _sign(descriptor)
        yield
    finally:
        with suppress(OSError):  # the lock is freed in any case, and an earlier error says more
            os.close(descriptor)


def _open_lock_file(path: str, target: Path) -> int:
    """Open the lock file of a target, for every user that may write the target."""
    lock = target.with_name(f"{target.name}.lock")
    try:
        descriptor = os.open(lock, os.O_RDWR | OPEN_FLAGS)
    except FileNotFoundError:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | OPEN_FLAGS, 0o600)
    try:
        _share(path, descriptor, target)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _share(path: str, descriptor: int, target: Path) -> None:
    """Give the lock file the owner and the mode of its target.

    A pipe or a hard link that somebody put in its place is refused, because the lock file is written to.
    """
    ours = os.fstat(descriptor)
    if not stat.S_ISREG(ours.st_mode) or ours.st_nlink > 1:
        raise CannotWrite(path, "its lock file is a link, or not an ordinary file")
    with suppress(FileNotFoundError):
        theirs = target.stat()
        mode = stat.S_IMODE(theirs.st_mode) | stat.S_IRUSR | stat.S_IWUSR
        if (mode, theirs.st_uid, theirs.st_gid) != (stat.S_IMODE(ours.st_mode), ours.st_uid, ours.st_gid):
            copy_owner(descriptor, theirs, mode)


def _wait(descriptor: int, path: str, timeout: float) -> None:
    try:
        if timeout and has_alarm():
            lock_with_alarm(descriptor, timeout)
        else:
            _poll(descriptor, timeout)
    except BlockingIOError:
        raise LockNotObtained(path, timeout, _holder(descriptor)) from None


def _poll(descriptor: int, timeout: float) -> None:
    """Try to lock the file again and again; BlockingIOError after the timeout."""
    deadline, pause = time.monotonic() + timeout, FIRST_PAUSE
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
    note = msgspec.json.encode(Holder(os.getpid(), hostname(), command, since))
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    write_all(descriptor, note + b"\n")


def _holder(descriptor: int) -> str:
    """The holder in the lock file; the text may be incomplete, or written by anybody."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        return str(msgspec.json.decode(os.read(descriptor, MAX_NOTE), type=Holder))
    except ValueError:
        return "another process"


# ---- JSON --------------------------------------------------------------------------------------


def validated(path: str, raw: bytes) -> bytes:
    """The JSON object of a file as this tracker formats it; else CorruptRegister, with the position of the error."""
    if is_formatted(raw):
        return raw
    if why := _text_error(raw):
        raise CorruptRegister(path, why)
    try:
        tables = msgspec.json.decode(raw)
    except RecursionError:
        raise CorruptRegister(path, "it is nested too deeply") from None
    except msgspec.DecodeError as error:
        raise CorruptRegister(path, json_error(raw) or f"it is not JSON: {error}") from None
    if not isinstance(tables, dict):
        raise CorruptRegister(path, "it is JSON, but no register")
    text = text_of(path, tables)
    if raw != text and (why := json_error(raw)):
        raise CorruptRegister(path, why)
    return text


def text_of(path: str, tables: dict[str, Any]) -> bytes:
    """The bytes of a file for these tables: indented, in UTF-8 without escapes."""
    try:
        return msgspec.json.format(msgspec.json.encode(tables), indent=1) + b"\n"
    except RecursionError:
        raise CorruptRegister(path, "it is nested too deeply") from None


def _text_error(raw: bytes) -> str:
    """Why these bytes are not UTF-8 text without a byte order mark; empty if they are."""
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


def json_error(raw: bytes) -> str:
    """Why a text is not the JSON of a register, with the position; empty if it is. Slow, for other programs' files."""
    import json  # noqa: PLC0415 - only a file that another program wrote needs it

    from tracker.model.codec import parse_json  # noqa: PLC0415 - as above

    try:
        json.dumps(parse_json(raw), ensure_ascii=False).encode()  # what can be parsed is not too deep to be written
    except UnicodeEncodeError:
        return "it holds half of a surrogate pair"
    except ValueError as error:
        return str(error)
    return ""
