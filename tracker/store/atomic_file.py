"""Atomic writes: files are written beside their targets and renamed into place; no link is followed."""

import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from errno import ELOOP, EPERM
from functools import partial
from pathlib import Path
from typing import Final

from tracker.store.os_calls import OURS, give_to, swap, sync_folder, write_all

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
