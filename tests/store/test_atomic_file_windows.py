"""Atomic files on Windows, tested on any system with simulated locks; not tested on Windows itself."""

import errno
import importlib.util
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Final

import pytest

from tracker.store import atomic_file

SHARING: Final = "it is open in another program"


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a module
    """The module `atomic_file`, loaded as on Windows."""
    held: set[int] = set()

    def locking(descriptor: int, how: int, length: int) -> None:
        assert (how, length) == (2, 1)
        if held:
            raise PermissionError(errno.EACCES, "Permission denied")
        held.add(descriptor)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    specification = importlib.util.spec_from_file_location("windows_system", atomic_file.__file__)
    assert specification
    assert specification.loader
    module = ModuleType("windows_system")
    specification.loader.exec_module(module)
    return module


def test_a_lock_that_another_holds_is_waited_for(windows: Any, tmp_path: Path) -> None:  # noqa: ANN401 - a module
    with (tmp_path / "lock").open("wb") as ours, (tmp_path / "lock").open("rb") as theirs:
        windows.try_lock(ours.fileno())
        with pytest.raises(BlockingIOError):
            windows.try_lock(theirs.fileno())
        assert ours.tell() == 1 << 30


@pytest.mark.parametrize(("busy", "is_done"), [(0, True), (1, True), (8, True), (9, False)])
def test_a_file_that_a_scanner_has_open_is_replaced_a_little_later(
    windows: Any,  # noqa: ANN401 - a module
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    busy: int,
    *,
    is_done: bool,
) -> None:
    pauses: list[float] = []
    real, tries = Path.replace, iter([True] * busy)

    def replace(draft: Path, target: Path) -> Path:
        if next(tries, False):
            raise PermissionError(errno.EACCES, SHARING)
        return real(draft, target)

    monkeypatch.setattr(windows.time, "sleep", pauses.append)
    monkeypatch.setattr(Path, "replace", replace)
    (tmp_path / "draft").write_bytes(b"new")
    (tmp_path / "target").write_bytes(b"old")
    if is_done:
        windows.swap(tmp_path / "draft", tmp_path / "target")
    else:
        with pytest.raises(PermissionError, match=SHARING):
            windows.swap(tmp_path / "draft", tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == (b"new" if is_done else b"old")
    assert sum(pauses) < 3


def test_what_windows_keeps_by_itself_is_left_to_it(windows: Any, tmp_path: Path) -> None:  # noqa: ANN401 - a module
    windows.sync_folder(tmp_path)
    windows.copy_owner(0, tmp_path.stat(), 0o600)
    assert windows.hostname()


def test_windows_shares_no_bytes(windows: Any, tmp_path: Path) -> None:  # noqa: ANN401 - a module
    (tmp_path / "register").write_bytes(b"same")
    windows.write_files({tmp_path / "copy": windows.Clone(tmp_path / "register", b"same")})
    assert (tmp_path / "copy").read_bytes() == b"same"
