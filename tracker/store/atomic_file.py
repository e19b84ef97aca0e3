"""Atomic writes: files are written beside their targets and renamed into place; no link is followed."""

import errno
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from errno import ELOOP, EPERM
from functools import partial
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


# The mode of a new file: of what holds a whole register, and of a result, less the umask.
PRIVATE: Final = 0o600
RESULT: Final = 0o666
OLD: Final = 3600  # seconds since a draft was last written to, or renamed


def write_file(target: Path, raw: bytes, like: Path | None = None) -> None:
    """Put these bytes at a place, safe on the disk; a new file has the mode of `like`, else is the user's alone."""
    write_files({target: [raw]}, like=like)


def write_files(files: Mapping[Path, Iterable[bytes]], *, mode: int = PRIVATE, like: Path | None = None) -> None:
    """Put files at their places, in this order, once all of them are safe on the disk; OSError leaves all as they were.

    What is replaced keeps its mode and owner. A target is a path without links: a link in its place is an OSError.
    """
    with ExitStack() as written, ExitStack() as undoing:
        drafts = {
            target: written.enter_context(_draft(target, files[target], like or target, mode)) for target in files
        }
        for target, draft in drafts.items():
            undoing.callback(written.enter_context(_way_back(target)))  # before it, for Ctrl-C may come in between
            swap(draft, target)
        for folder in dict.fromkeys(target.parent for target in files):
            sync_folder(folder)
        undoing.pop_all()


def sweep(folder: Path, names: str) -> None:
    """Remove what killed writers left of files in a folder, whose names match a pattern; only while they are locked."""
    for path in _drafts(folder, names):
        _remove(path)


def sweep_old(folder: Path, names: str) -> None:
    """As above where no lock keeps others out: what is ours, and so old that no writer is at it."""
    for path in _drafts(folder, names):
        with suppress(OSError):
            there = path.lstat()
            if there.st_uid == _us() and there.st_ctime < time.time() - OLD:
                _remove(path)


def _drafts(folder: Path, names: str) -> list[Path]:
    drafts = re.compile(rf"\.(?:{names})\.[0-9a-f]{{16}}\.draft")
    return [path for path in folder.iterdir() if drafts.fullmatch(path.name)]


def _us() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0  # as Windows tells of every file


@contextmanager
def _draft(target: Path, chunks: Iterable[bytes], like: Path, mode: int) -> Iterator[Path]:
    """These bytes, safe on the disk, in a hidden file beside a target; removed unless it was renamed."""
    _require_replaceable(target)
    draft = _hidden(target)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | OURS, mode)
    try:
        try:
            _fill(descriptor, chunks, like)
        finally:
            os.close(descriptor)
        yield draft
    finally:
        _remove(draft)


@contextmanager
def _way_back(target: Path) -> Iterator[Callable[[], None]]:
    """An act that puts back what a target is now: under a hidden name, or a copy where there are no hard links.

    Where that fails the hidden name is left, for it leads to the only copy.
    """
    if not target.exists():
        yield partial(target.unlink, missing_ok=True)
        return
    former, is_put_back = _hidden(target), True

    def put_back() -> None:
        nonlocal is_put_back
        is_put_back = False
        swap(former, target)
        is_put_back = True

    try:
        try:
            former.hardlink_to(target)
        except OSError:
            with _draft(target, [target.read_bytes()], target, PRIVATE) as copy:
                swap(copy, former)
        yield put_back
    finally:
        if is_put_back or former.samefile(target):
            _remove(former)


def _require_replaceable(target: Path) -> None:
    """OSError for a link, and for what a sticky folder lets only its owner rename: a draft would be left there."""
    try:
        there = target.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISLNK(there.st_mode):
        raise OSError(ELOOP, os.strerror(ELOOP), str(target))
    folder = target.parent.stat()
    if folder.st_mode & stat.S_ISVTX and _us() not in {0, folder.st_uid, there.st_uid}:
        raise PermissionError(EPERM, os.strerror(EPERM), str(target))


def _fill(descriptor: int, chunks: Iterable[bytes], like: Path) -> None:
    """Write a file that was just made, with the mode and the owner of another where that is there."""
    if like.exists():
        state = like.stat()
        give_to(descriptor, state, stat.S_IMODE(state.st_mode))
    for chunk in chunks:
        write_all(descriptor, chunk)
    os.fsync(descriptor)


def _hidden(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.urandom(8).hex()}.draft")


def _remove(draft: Path) -> None:
    with suppress(OSError):
        draft.unlink()
