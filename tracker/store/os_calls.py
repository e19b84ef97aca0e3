"""The calls that systems answer differently, and their refusals in plain words; it knows no register.

The Windows branches are written from its documentation and have not been run.
"""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tracker.errors import CannotRead, CannotWrite

# A link in place of our own file is never followed, and Windows leaves line ends alone.
OURS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
REASONS: Final = {
    errno.EACCES: "permission denied on it or on its folder",
    errno.EPERM: "the system does not permit it",
    errno.EROFS: "the folder is read-only",
    errno.ENOSPC: "the disk is full (a second copy of the register must fit beside it)",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than the system allows",
    errno.EIO: "the disk reports an error",
    errno.EEXIST: "a file is where its folder should be",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "a part of its path is no folder",
    errno.ENOENT: "its folder is gone",
    errno.ELOOP: "a symbolic link is in the way",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ENOLCK: "its file system has no locks",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
}
# Some network file systems keep folders safe by themselves and refuse to be asked.
NO_FOLDER_SYNC: Final = (errno.EINVAL, errno.ENOTSUP)


@contextmanager
def refusing(refusal: type[CannotRead | CannotWrite], path: str) -> Iterator[None]:
    """Turn what the system refuses in this block into a refusal that says it in plain words."""
    try:
        yield
    except OSError as error:
        raise refusal(path, reason(error)) from error


def reason(error: OSError) -> str:
    """Why the system refused, as the end of a sentence.

    >>> reason(OSError(errno.ENOSPC, "No space left on device"))
    'the disk is full (a second copy of the register must fit beside it)'
    """
    return REASONS.get(error.errno or 0) or (error.strerror or type(error).__name__).lower()


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for the eyes of the user only."""
    missing = [one for one in folder.parents if not one.exists()]
    for one in (*reversed(missing), folder):
        one.mkdir(mode=0o700, exist_ok=True)


def write_all(descriptor: int, raw: bytes) -> None:
    """Write every byte, however few the system takes at a time."""
    rest = memoryview(raw)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


if sys.platform == "win32":  # pragma: no cover - Windows
    import msvcrt

    def host() -> str:
        """The name of this machine."""
        return os.environ.get("COMPUTERNAME", "this machine")

    def try_lock(descriptor: int) -> None:
        """Lock the file for this process, or raise BlockingIOError if another holds it."""
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # beyond its text, which those who wait must be able to read
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            raise BlockingIOError from None

    def has_alarm() -> bool:
        """Windows has none."""
        return False

    def lock_in_turn(descriptor: int, seconds: float) -> None:
        """Not to be called where there is no alarm."""
        raise NotImplementedError

    def give_to(descriptor: int, state: os.stat_result, mode: int) -> None:
        """Leave owner and mode to the folder, as Windows does."""

    def swap(draft: Path, target: Path) -> None:
        """Put the draft in the place of the target, once no virus scanner or indexer has it open."""
        for attempt in range(8):
            with suppress(PermissionError):
                draft.replace(target)
                return
            time.sleep(0.01 * 2**attempt)
        draft.replace(target)

    def sync_folder(folder: Path) -> None:
        """Do nothing: Windows keeps folders safe by itself."""

else:
    import fcntl
    import signal
    import threading

    def host() -> str:
        """The name of this machine."""
        return os.uname().nodename

    def try_lock(descriptor: int) -> None:
        """Lock the file for this process, or raise BlockingIOError if another holds it."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def has_alarm() -> bool:
        """Whether waiting can be ended by an alarm, which rings in the main thread only."""
        return threading.current_thread() is threading.main_thread()

    def lock_in_turn(descriptor: int, seconds: float) -> None:
        """Lock the file once those who came before are done, or raise BlockingIOError after so many seconds."""
        before = signal.signal(signal.SIGALRM, _ring)
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _ring(*_: object) -> None:
        raise BlockingIOError

    def give_to(descriptor: int, state: os.stat_result, mode: int) -> None:
        """Give a file the owner and group of another, and a mode, as far as the system lets us.

        Where it has another group, the mode lets no group do anything: the other's is not ours.
        """
        try:
            os.fchown(descriptor, -1, state.st_gid)
        except PermissionError:
            mode &= ~0o070
        with suppress(PermissionError):
            os.fchmod(descriptor, mode)
        with suppress(PermissionError):
            os.fchown(descriptor, state.st_uid, -1)

    def swap(draft: Path, target: Path) -> None:
        """Put the draft in the place of the target: whoever opens that finds the old or the new one, whole."""
        draft.replace(target)

    def sync_folder(folder: Path) -> None:
        """Make the names in a folder outlast a power cut."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in NO_FOLDER_SYNC:
                raise
        finally:
            os.close(descriptor)
