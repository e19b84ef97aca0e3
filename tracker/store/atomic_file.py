"""Atomic writes, and the system calls that differ between Windows and POSIX; no symbolic link is followed.

The Windows branches are written from its documentation and have not been run.
"""

import errno
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

# A symbolic link in the place of a file of tracker is not followed; Windows does not change line ends.
OPEN_FLAGS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
REASONS: Final = {
    errno.EACCES: "permission denied on it or on its folder",
    errno.EPERM: "the system does not permit it",
    errno.EROFS: "the folder is read-only",
    errno.ENOSPC: "the disk is full (a second copy of the file must fit beside it)",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than the system allows",
    errno.EIO: "the disk reports an error",
    errno.EEXIST: "a file is where its folder should be",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.ENOENT: "its folder is missing",
    errno.ELOOP: "a symbolic link is in the way",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ENOLCK: "its file system has no locks",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
}
# Some network file systems do not support this call, and need none.
NO_FOLDER_SYNC: Final = (errno.EINVAL, errno.ENOTSUP)
# The mode of a new register file, and of a result before the umask.
PRIVATE: Final = 0o600
RESULT: Final = 0o666
FICLONE: Final = 0x40049409  # a request of Linux, which other systems do not know
OLD: Final = 3600  # seconds after which a temp file belongs to no running writer


class Clone:
    """The bytes of a file for a new file, which shares them where the file system can (a reflink), else is written.

    A later change of one of the two files does not change the other.
    """

    def __init__(self, source: Path, raw: bytes) -> None:
        self._source, self._raw = source, raw

    def __iter__(self) -> Iterator[bytes]:
        yield self._raw

    def fill(self, descriptor: int) -> bool:
        """Let a new, empty file share the bytes; False, and the file empty, if that cannot be."""
        try:
            source = os.open(self._source, os.O_RDONLY | OPEN_FLAGS)
        except OSError:
            return False
        try:
            clone(descriptor, source)
        except OSError:  # another file system, or one that shares no bytes; any other fault is told when writing
            return False
        finally:
            os.close(source)
        if os.fstat(descriptor).st_size == len(self._raw):
            return True
        os.ftruncate(descriptor, 0)  # an editor, which heeds no lock, has changed the source
        return False


def write_file(target: Path, raw: bytes, like: Path | None = None) -> None:
    """Write a file atomically and durably; a new file has the mode of `like`, without it is private."""
    write_files({target: [raw]}, like=like)


def write_files(files: Mapping[Path, Iterable[bytes]], *, mode: int = PRIVATE, like: Path | None = None) -> None:
    """Write several files, in this order, once the temp files of all are durable; an OSError leaves all as they were.

    A file that is replaced keeps its mode and owner. A target must not be a symbolic link.
    """
    with ExitStack() as cleanup, ExitStack() as rollback:
        temp_files = {
            target: cleanup.enter_context(_temp_file(target, files[target], like or target, mode)) for target in files
        }
        for target, temp in temp_files.items():
            rollback.callback(cleanup.enter_context(_undo(target)))  # first, for Ctrl-C may come in between
            swap(temp, target)
        for folder in dict.fromkeys(target.parent for target in files):
            sync_folder(folder)
        rollback.pop_all()


def replace_file(target: Path, raw: bytes, mode: int) -> None:
    """Write a file atomically but not durably, for what can be written again: a power failure may leave it empty."""
    with _temp_file(target, [raw], target, mode, is_durable=False) as temp:
        swap(temp, target)


def sweep(folder: Path, names: str) -> None:
    """Remove the temp files that killed writers left for files with these names, a pattern; only while locked."""
    for path in temp_files(folder, names):
        _remove(path)


def sweep_old(folder: Path, names: str) -> None:
    """Remove such temp files without a lock: only those of this user that no writer can still be using."""
    for path in temp_files(folder, names):
        with suppress(OSError):
            there = path.lstat()
            if there.st_uid == _user() and there.st_ctime < time.time() - OLD:
                _remove(path)


def temp_files(folder: Path, names: str) -> list[Path]:
    """The temp files in a folder of files whose names match a pattern."""
    pattern = re.compile(rf"\.(?:{names})\.[0-9a-f]{{16}}\.draft")
    return [path for path in folder.iterdir() if pattern.fullmatch(path.name)]


def make_folder(folder: Path) -> None:
    """Create a folder and its missing parents, private to the user."""
    missing = [one for one in folder.parents if not one.exists()]
    for one in (*reversed(missing), folder):
        one.mkdir(mode=0o700, exist_ok=True)


def write_all(descriptor: int, raw: bytes) -> None:
    """Write every byte, though the system may take fewer at a time."""
    rest = memoryview(raw)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def write_reason(error: OSError) -> str:
    """The reason why the system refused to write a file, as the end of a sentence.

    >>> write_reason(OSError(errno.ENOSPC, "No space left on device"))
    'the disk is full (a second copy of the file must fit beside it)'
    """
    return REASONS.get(error.errno or 0) or (error.strerror or type(error).__name__).lower()


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0  # Windows gives 0 for the owner of every file


@contextmanager
def _temp_file(
    target: Path, chunks: Iterable[bytes], like: Path, mode: int, *, is_durable: bool = True
) -> Iterator[Path]:
    """A temp file with these bytes in the folder of the target; removed unless it was renamed."""
    _require_replaceable(target)
    temp = _temp_path(target)
    descriptor = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | OPEN_FLAGS, mode)
    try:
        try:
            _fill(descriptor, chunks, like)
            if is_durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        yield temp
    finally:
        _remove(temp)


@contextmanager
def _undo(target: Path) -> Iterator[Callable[[], None]]:
    """A function that restores the target as it is now: from a hidden hard link, or from a copy without hard links.

    If that fails, the hidden file stays, because it is the only copy.
    """
    if not target.exists():
        yield partial(target.unlink, missing_ok=True)
        return
    former, is_restored = _temp_path(target), True

    def restore() -> None:
        nonlocal is_restored
        is_restored = False
        swap(former, target)
        is_restored = True

    try:
        try:
            former.hardlink_to(target)
        except OSError:
            with _temp_file(target, [target.read_bytes()], target, PRIVATE) as copy:
                swap(copy, former)
        yield restore
    finally:
        if is_restored or former.samefile(target):
            _remove(former)


def _require_replaceable(target: Path) -> None:
    """OSError for a symbolic link, and for a file that a sticky folder lets only its owner rename."""
    try:
        there = target.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISLNK(there.st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(target))
    folder = target.parent.stat()
    if folder.st_mode & stat.S_ISVTX and _user() not in {0, folder.st_uid, there.st_uid}:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(target))


def _fill(descriptor: int, chunks: Iterable[bytes], like: Path) -> None:
    """Write a new file, with the mode and owner of `like` if that exists."""
    if like.exists():
        state = like.stat()
        copy_owner(descriptor, state, stat.S_IMODE(state.st_mode))
    if not (isinstance(chunks, Clone) and chunks.fill(descriptor)):
        for chunk in chunks:
            write_all(descriptor, chunk)


def _temp_path(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.urandom(8).hex()}.draft")


def _remove(temp: Path) -> None:
    with suppress(OSError):
        temp.unlink()


# ---- Windows and POSIX -------------------------------------------------------------------------

if sys.platform == "win32":  # pragma: no cover - Windows
    import msvcrt

    def hostname() -> str:
        """The name of this machine."""
        return os.environ.get("COMPUTERNAME", "this machine")

    def try_lock(descriptor: int) -> None:
        """Lock the file for this process; BlockingIOError if another process holds the lock."""
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # beyond the text, which the others must be able to read
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            raise BlockingIOError from None

    def has_alarm() -> bool:
        """False: Windows has no alarm."""
        return False

    def lock_with_alarm(descriptor: int, timeout: float) -> None:
        """Not supported."""
        raise NotImplementedError

    def copy_owner(descriptor: int, state: os.stat_result, mode: int) -> None:
        """Do nothing: on Windows the folder decides."""

    def swap(temp: Path, target: Path) -> None:
        """Rename the temp file to the target; retry while a virus scanner or indexer has it open."""
        for attempt in range(8):
            with suppress(PermissionError):
                temp.replace(target)
                return
            time.sleep(0.01 * 2**attempt)
        temp.replace(target)

    def sync_folder(folder: Path) -> None:
        """Do nothing: Windows makes names durable by itself."""

    def clone(descriptor: int, source: int) -> None:
        """Not supported."""
        del descriptor, source
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

else:
    import fcntl
    import signal
    import threading

    def hostname() -> str:
        """The name of this machine."""
        return os.uname().nodename

    def try_lock(descriptor: int) -> None:
        """Lock the file for this process; BlockingIOError if another process holds the lock."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def has_alarm() -> bool:
        """True if an alarm can end a wait: only in the main thread."""
        return threading.current_thread() is threading.main_thread()

    def lock_with_alarm(descriptor: int, timeout: float) -> None:
        """Lock the file in the order in which processes came; BlockingIOError after the timeout."""
        before = signal.signal(signal.SIGALRM, _stop_waiting)
        try:
            signal.setitimer(signal.ITIMER_REAL, timeout)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _stop_waiting(*_: object) -> None:
        raise BlockingIOError

    def copy_owner(descriptor: int, state: os.stat_result, mode: int) -> None:
        """Set mode, owner and group as far as the system permits; without the group, the group gets no permission."""
        try:
            os.fchown(descriptor, -1, state.st_gid)
        except PermissionError:
            mode &= ~0o070
        with suppress(PermissionError):
            os.fchmod(descriptor, mode)
        with suppress(PermissionError):
            os.fchown(descriptor, state.st_uid, -1)

    def swap(temp: Path, target: Path) -> None:
        """Rename the temp file to the target: a reader opens the old file or the new one, never a part."""
        temp.replace(target)

    def sync_folder(folder: Path) -> None:
        """Make the names in a folder durable."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in NO_FOLDER_SYNC:
                raise
        finally:
            os.close(descriptor)

    def clone(descriptor: int, source: int) -> None:
        """Let a file share the bytes of another one; OSError if the file system cannot.

        Only Linux has this call; to clone on macOS there is none in the standard library.
        """
        fcntl.ioctl(descriptor, FICLONE, source)
