"""Atomic writes: files are written beside their targets and renamed into place; no link is followed."""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from errno import ELOOP, EPERM
from functools import partial
from pathlib import Path
from typing import Final

from tracker.store.system import OURS, give_to, swap, sync_folder, write_all

# The mode of a new file: of what holds a whole register, and of a result, less the umask.
PRIVATE: Final = 0o600
RESULT: Final = 0o666


def put(target: Path, raw: bytes, like: Path | None = None) -> None:
    """Put these bytes at a place, safe on the disk; a new file has the mode of `like`, else is the user's alone."""
    put_all({target: [raw]}, like=like)


def put_all(files: Mapping[Path, Iterable[bytes]], *, mode: int = PRIVATE, like: Path | None = None) -> None:
    """Put files at their places, in this order, once all of them are safe on the disk; OSError leaves all as they were.

    What is replaced keeps its mode and owner. A target is a path without links: a link in its place is an OSError.
    """
    with ExitStack() as written, ExitStack() as undoing:
        drafts = {
            target: written.enter_context(_draft(target, files[target], like or target, mode)) for target in files
        }
        for target, draft in drafts.items():
            undo = written.enter_context(_way_back(target))
            swap(draft, target)
            undoing.callback(undo)
        for folder in dict.fromkeys(target.parent for target in files):
            sync_folder(folder)
        undoing.pop_all()


def sweep(folder: Path, names: str) -> None:
    """Remove what killed writers left of files in a folder, whose names match a pattern; only while they are locked."""
    drafts = re.compile(rf"\.(?:{names})\.[0-9a-f]{{16}}\.draft")
    for path in folder.iterdir():
        if drafts.fullmatch(path.name):
            _remove(path)


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
    """An act that puts back what a target is now: under a hidden name, or a copy where there are no hard links."""
    if not target.exists():
        yield target.unlink
        return
    former = _hidden(target)
    try:
        try:
            former.hardlink_to(target)
        except OSError:
            with _draft(target, [target.read_bytes()], target, PRIVATE) as copy:
                swap(copy, former)
        yield partial(swap, former, target)
    finally:
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
    if (
        folder.st_mode & stat.S_ISVTX
        and hasattr(os, "geteuid")
        and os.geteuid() not in {0, folder.st_uid, there.st_uid}
    ):
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
