"""Atomic writes: replace all files or none, keep their mode and owner, and follow no link."""

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tracker.store import atomic_file
from tracker.store.atomic_file import PRIVATE, RESULT, Clone, replace_file, sweep_old, write_file, write_files

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to others")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def kept(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(("mode", "made"), [(PRIVATE, 0o600), (RESULT, 0o640)])
def test_a_new_file_is_the_users_alone_or_as_the_umask_says(tmp_path: Path, mode: int, made: int) -> None:
    before = os.umask(0o027)
    try:
        write_files({tmp_path / "x": [b"new"]}, mode=mode)
    finally:
        os.umask(before)
    assert mode_of(tmp_path / "x") == made


@pytest.mark.parametrize("mode", [PRIVATE, RESULT])
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    (tmp_path / "x").write_bytes(b"old")
    (tmp_path / "x").chmod(0o604)
    write_files({tmp_path / "x": [b"n", b"ew"]}, mode=mode)
    assert (kept(tmp_path), mode_of(tmp_path / "x")) == ({"x": b"new"}, 0o604)


@as_root
def test_a_file_that_is_replaced_keeps_its_owner(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"old")
    os.chown(tmp_path / "x", NOBODY, NOBODY)
    write_file(tmp_path / "x", b"new")
    assert ((tmp_path / "x").stat().st_uid, (tmp_path / "x").stat().st_gid) == (NOBODY, NOBODY)


def test_a_link_in_the_place_of_one_file_leaves_all_as_they_were(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    (tmp_path / "folder").mkdir()
    precious.write_bytes(b"theirs")
    (tmp_path / "folder" / "a").write_bytes(b"old")
    (tmp_path / "folder" / "b").symlink_to(precious)
    with pytest.raises(OSError, match="symbolic link"):
        write_files({tmp_path / "folder" / name: [b"new"] for name in "ab"})
    assert kept(tmp_path / "folder") == {"a": b"old", "b": b"theirs"}


@pytest.mark.parametrize("linked", [True, False])
def test_a_folder_that_cannot_be_made_safe_leaves_all_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, linked: bool
) -> None:
    def broken(_: Path) -> None:
        raise OSError(5, "Input/output error")

    def refused(*_: object) -> None:
        raise PermissionError

    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o640)
    monkeypatch.setattr(atomic_file, "sync_folder", broken)
    if not linked:
        monkeypatch.setattr(Path, "hardlink_to", refused)
    with pytest.raises(OSError, match="Input/output"):
        write_files({tmp_path / name: [b"new"] for name in "ab"})
    assert (kept(tmp_path), mode_of(tmp_path / "a")) == ({"a": b"old"}, 0o640)


def test_what_cannot_be_made_to_the_end_leaves_all_as_they_were(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_files({tmp_path / "a": [b"new"], tmp_path / "b": chunks()})
    assert kept(tmp_path) == {"a": b"old"}


def test_a_draft_that_somebody_else_laid_out_is_neither_used_nor_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "urandom", bytes)
    laid_out = tmp_path / f".x.{bytes(8).hex()}.draft"
    laid_out.write_bytes(b"theirs")
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "x", b"new")
    assert kept(tmp_path) == {laid_out.name: b"theirs"}


@as_root
def test_what_a_sticky_folder_would_not_let_us_rename_is_refused_and_nothing_is_left(
    request: pytest.FixtureRequest,
) -> None:
    folder = Path(mkdtemp())  # where everybody may go
    request.addfinalizer(partial(shutil.rmtree, folder))
    folder.chmod(0o1777)
    (folder / "x").write_bytes(b"theirs")
    (folder / "x").chmod(0o666)
    os.seteuid(NOBODY)
    try:
        with pytest.raises(PermissionError):
            write_file(folder / "x", b"ours")
        write_file(folder / "y", b"ours")
        write_file(folder / "y", b"ours again")
    finally:
        os.seteuid(0)
    assert kept(folder) == {"x": b"theirs", "y": b"ours again"}


def test_where_the_old_one_cannot_be_put_back_it_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Path) -> None:
        monkeypatch.setattr(atomic_file, "swap", broken_too)
        raise OSError(5, "Input/output error")

    def broken_too(*_: Path) -> None:
        raise OSError(5, "Input/output error")

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(atomic_file, "sync_folder", broken)
    with pytest.raises(OSError, match="Input/output"):
        write_file(tmp_path / "a", b"new")
    assert sorted(kept(tmp_path).values()) == [b"new", b"old"]


def test_ctrl_c_right_after_a_file_was_replaced_leaves_all_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = atomic_file.swap

    def interrupted(draft: Path, target: Path) -> None:
        real(draft, target)
        monkeypatch.setattr(atomic_file, "swap", real)
        raise KeyboardInterrupt

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(atomic_file, "swap", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_files({tmp_path / name: [b"new"] for name in "ab"})
    assert kept(tmp_path) == {"a": b"old"}


def test_what_a_killed_writer_left_long_ago_is_swept_and_what_others_are_at_is_not(tmp_path: Path) -> None:
    ours, other = (tmp_path / f".{name}.0123456789abcdef.draft" for name in ("a", "b"))
    for path in (ours, other):
        path.write_bytes(b"half")
    sweep_old(tmp_path, "a")
    assert ours.exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atomic_file, "OLD", -1)
        sweep_old(tmp_path, "a")
    assert (ours.exists(), other.exists()) == (False, True)


@as_root
def test_a_group_that_cannot_be_given_leaves_no_rights_to_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: int) -> None:
        raise PermissionError

    (tmp_path / "x").write_bytes(b"old")
    (tmp_path / "x").chmod(0o664)
    monkeypatch.setattr(os, "fchown", refused)
    write_file(tmp_path / "x", b"new")
    assert mode_of(tmp_path / "x") == 0o604


def test_a_file_is_replaced_whole_or_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_bytes(b"old")
    (tmp_path / "x").chmod(0o604)
    replace_file(tmp_path / "x", b"new", RESULT)
    assert (kept(tmp_path), mode_of(tmp_path / "x")) == ({"x": b"new"}, 0o604)

    def interrupted(*_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic_file, "swap", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace_file(tmp_path / "x", b"newer", RESULT)
    assert kept(tmp_path) == {"x": b"new"}


def sharing(descriptor: int, source: int) -> None:
    """Share the bytes as a file system with reflinks does."""
    os.pwrite(descriptor, os.pread(source, 1000, 0), 0)


def refusing(descriptor: int, source: int) -> None:
    """Refuse as a file system without reflinks does."""
    del descriptor, source
    raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))


@pytest.mark.parametrize(
    ("clone", "source", "written"),
    [
        (sharing, b"same", []),
        (sharing, b"edited", [b"same"]),
        (refusing, b"same", [b"same"]),
        (sharing, None, [b"same"]),
    ],
)
def test_a_clone_is_written_where_it_cannot_share_its_bytes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    clone: Callable[[int, int], None],
    source: bytes | None,
    written: list[bytes],
) -> None:
    wrote = list[bytes]()

    def write_all(descriptor: int, raw: bytes) -> None:
        wrote.append(raw)
        os.write(descriptor, raw)

    monkeypatch.setattr(atomic_file, "clone", clone)
    monkeypatch.setattr(atomic_file, "write_all", write_all)
    if source is not None:
        (tmp_path / "register").write_bytes(source)
    write_files({tmp_path / "copy": Clone(tmp_path / "register", b"same")})
    assert ((tmp_path / "copy").read_bytes(), wrote) == (b"same", written)


def test_a_later_change_in_place_of_a_file_does_not_change_its_clone(tmp_path: Path) -> None:
    (tmp_path / "register").write_bytes(b"before")
    write_files({tmp_path / "copy": Clone(tmp_path / "register", b"before")})
    with (tmp_path / "register").open("r+b") as file:
        file.write(b"after!")
    assert kept(tmp_path) == {"register": b"after!", "copy": b"before"}
