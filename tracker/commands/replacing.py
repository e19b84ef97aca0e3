"""Refusals to overwrite the register, its lock file and its backups or, unless forced, files of other programs."""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from tracker.commands.locate import backups_of
from tracker.errors import OutputError, WouldOverwrite, reason
from tracker.store import is_server
from tracker.store.saved_copies import folder_of


def may_replace(
    location: str,
    is_ours: Callable[[Path], bool],
    *,
    force: bool,
    register: str = "",
    members: Iterable[str] = (),
    kind: str = "an export",
) -> None:
    """Refuse to overwrite the register or its backups and, unless forced, a file of another program.

    `members` are the names of the files to write into a folder: each must be missing or a regular file.
    """
    path = Path(location)
    try:
        for target in (path, *(path / name for name in members)):
            require_free(target, register)
        exists = any(path.iterdir()) if path.is_dir() else path.is_file()
        would_lose = exists and not force and not is_ours(path)
        irregular = next((path / name for name in members if not _is_regular_or_missing(path / name)), None)
    except OSError as error:
        raise OutputError(location, reason(error)) from None
    if would_lose:
        raise WouldOverwrite(location, f"not {kind}", "choose another place, or give --force")
    if irregular:
        raise WouldOverwrite(str(irregular), "a link, or not an ordinary file", "remove it, or choose another place")


def require_free(path: Path, register: str = "") -> None:
    """Refuse the path of the register, its lock file or its backups, also through links."""
    if role := _role(path, register):
        raise WouldOverwrite(str(path), role, "choose another place")


def _role(path: Path, register: str) -> str:
    """The role of a path for a register, such as its lock file; empty if it has no role."""
    real = Path(os.path.realpath(path))
    locks = real.with_name(real.name.removesuffix(".lock") or real.name)
    if locks != real and locks.exists():
        return f"the lock file of {locks.name}"
    if register and backups_of(register).parent in real.parents:
        return "among the backups"
    return "" if not register or is_server(register) else _role_in_folder(real, Path(os.path.realpath(register)))


def _role_in_folder(real: Path, register: Path) -> str:
    """The role of a path for a register file: the file itself, its lock file, or a saved copy."""
    lock = register.with_name(f"{register.name}.lock")
    saved = re.escape(register.name) + r"\..*\.bak[0-9]*"
    roles = {
        "the register itself": _is_same(real, register),
        f"the lock file of {register.name}": _is_same(real, lock),
        "among the saved copies of sources": folder_of(register) in (real, *real.parents),
        "a saved copy of the register": real.parent == register.parent and re.fullmatch(saved, real.name),
    }
    return next((role for role, applies in roles.items() if applies), "")


def _is_same(one: Path, other: Path) -> bool:
    return one == other or (one.exists() and other.exists() and one.samefile(other))


def _is_regular_or_missing(path: Path) -> bool:
    return not os.path.lexists(path) or (path.is_file() and not path.is_symlink())
