"""Refusals to write a result over the register and what belongs to it or, unless forced, over a stranger's file."""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from tracker.commands.locate import backups_of
from tracker.errors import OutputError, WouldOverwrite, reason
from tracker.store import is_server


def may_replace(
    location: str,
    is_ours: Callable[[Path], bool],
    *,
    force: bool,
    register: str = "",
    members: Iterable[str] = (),
    kind: str = "export",
) -> None:
    """Refuse to write over what is not ours, unless forced; no force writes over what tracker relies on.

    `members` are the files of a folder that is written: each has to be an ordinary file, or not there.
    """
    path = Path(location)
    try:
        for target in (path, *(path / name for name in members)):
            require_free(target, register)
        is_taken = any(path.iterdir()) if path.is_dir() else path.is_file()
        is_lost = is_taken and not force and not is_ours(path)
        odd = next((path / name for name in members if not _is_ordinary(path / name)), None)
    except OSError as error:
        raise OutputError(location, reason(error)) from None
    if is_lost:
        raise WouldOverwrite(location, f"there already and no {kind}", "choose another place, or give --force")
    if odd:
        raise WouldOverwrite(str(odd), "a link, or no ordinary file", "remove it, or choose another place")


def require_free(path: Path, register: str = "") -> None:
    """Refuse the register, its lock and its backups, whatever link or other name leads there."""
    if what := _reserved(path, register):
        raise WouldOverwrite(str(path), what, "choose another place")


def _reserved(path: Path, register: str) -> str:
    """The role that a path has for a register, such as its lock file; nothing if it has none."""
    real = Path(os.path.realpath(path))
    locks = real.with_name(real.name.removesuffix(".lock") or real.name)
    if locks != real and locks.exists():
        return f"the lock file of {locks.name}"
    if register and backups_of(register).parent in real.parents:
        return "among the backups"
    return "" if not register or is_server(register) else _beside(real, Path(os.path.realpath(register)))


def _beside(real: Path, register: Path) -> str:
    """The role of a path for a register file: the file itself, its lock, or a copy that was put aside."""
    lock = register.with_name(f"{register.name}.lock")
    aside = re.escape(register.name) + r"\..*\.bak[0-9]*"
    what = {
        "the register itself": _is_same(real, register),
        f"the lock file of {register.name}": _is_same(real, lock),
        "a copy of the register that was put aside": real.parent == register.parent and re.fullmatch(aside, real.name),
    }
    return next((name for name, is_it in what.items() if is_it), "")


def _is_same(one: Path, other: Path) -> bool:
    return one == other or (one.exists() and other.exists() and one.samefile(other))


def _is_ordinary(path: Path) -> bool:
    return not os.path.lexists(path) or (path.is_file() and not path.is_symlink())
