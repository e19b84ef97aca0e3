"""The register file: a reader finds the old or the new bytes, and a refused change leaves the file unchanged."""

import errno
import fcntl
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tracker.errors import (
    CannotRead,
    CannotWrite,
    CorruptRegister,
    LockNotObtained,
    NoRegister,
    RegisterExists,
    StoreFault,
)
from tracker.store.atomic_file import write_reason
from tracker.store.tinydb.file import RegisterFile, json_error, locked, text_of

ROOT = os.getuid() == 0


@pytest.fixture
def file(tmp_path: Path) -> RegisterFile:
    """A file that contains `old`."""
    file = RegisterFile(tmp_path / "register.json", timeout=0.05)
    file.create(b"old")
    return file


def overwrite(file: RegisterFile, raw: bytes = b"new") -> None:
    with file.locked():
        file.replace(raw)


def names(file: RegisterFile) -> list[str]:
    return sorted(path.name for path in file.path.parent.iterdir())


@contextmanager
def failing(call: str, code: int, at: int, only: Callable[..., bool] = lambda *_: True) -> Iterator[list[str]]:
    """Let one call of an `os` function fail, by its number from 0; yield the calls so far."""
    calls: list[str] = []
    real = getattr(os, call)

    def instead(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - stands for any function
        if only(*args):
            calls.append(call)
            if len(calls) == at + 1:
                raise OSError(code, os.strerror(code))
        return real(*args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, call, instead)
        yield calls


def test_what_is_written_is_read(file: RegisterFile) -> None:
    overwrite(file)
    assert (file.read(), file.size()) == (b"new", 3)
    assert names(file) == ["register.json", "register.json.lock"]


def test_a_reader_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "register.json").write_bytes(b"old")
    file = RegisterFile(tmp_path / "register.json")
    assert file.read() == b"old"
    assert names(file) == ["register.json"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS])
@pytest.mark.parametrize(("call", "times"), [("open", 4), ("write", 2), ("fsync", 2), ("replace", 1)])
def test_a_refused_write_leaves_every_byte(file: RegisterFile, call: str, times: int, code: int) -> None:
    overwrite(file, b"old")
    with failing(call, code, at=-1) as calls:
        overwrite(file, b"old")
    assert len(calls) == times
    for step in range(times):
        with failing(call, code, at=step), pytest.raises(StoreFault, match="cannot be written: "):
            overwrite(file)
        assert file.path.read_bytes() == b"old"
        assert names(file) == ["register.json", "register.json.lock"]


@pytest.mark.parametrize(("call", "times"), [("open", 4), ("write", 2), ("fsync", 2), ("replace", 1), ("mkdir", 1)])
def test_a_refused_creation_leaves_no_register(tmp_path: Path, call: str, times: int) -> None:
    for step in range(times):
        file = RegisterFile(tmp_path / str(step) / "register.json")
        with failing(call, errno.ENOSPC, at=step), pytest.raises(CannotWrite, match="the disk is full"):
            file.create(b"new")
        assert not file.path.exists()
        assert not list(tmp_path.glob("*/.*"))
        file.create(b"new")
        assert file.read() == b"new"


@pytest.mark.parametrize("step", range(2))
def test_an_interrupted_write_leaves_every_byte(file: RegisterFile, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    overwrite(file, b"old")
    monkeypatch.setattr(os, ["fsync", "replace"][step], interrupt)
    with pytest.raises(KeyboardInterrupt):
        overwrite(file)
    assert file.path.read_bytes() == b"old"
    assert names(file) == ["register.json", "register.json.lock"]


def test_a_way_back_is_kept_where_there_are_no_hard_links(file: RegisterFile) -> None:
    with failing("link", errno.EPERM, at=0):
        overwrite(file)
    assert file.read() == b"new"
    with failing("link", errno.EPERM, at=0), failing("fsync", errno.EIO, at=2), pytest.raises(CannotWrite):
        overwrite(file, b"newer")
    assert file.read() == b"new"
    assert names(file) == ["register.json", "register.json.lock"]


def test_a_folder_that_cannot_be_synced_by_its_nature_is_no_fault(file: RegisterFile) -> None:
    with failing("fsync", errno.EINVAL, at=1) as calls:
        overwrite(file)
    assert (len(calls), file.read()) == (2, b"new")


def test_bytes_that_the_system_takes_in_pieces_are_all_written(
    file: RegisterFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, raw: write(descriptor, raw[:3]))
    overwrite(file, b"0123456789")
    assert file.read() == b"0123456789"


def test_what_killed_writers_left_is_swept_and_nothing_else(file: RegisterFile) -> None:
    folder = file.path.parent
    others = [".other.json.0123456789abcdef.draft", ".register.json.draft", "register.json.0123456789abcdef.draft"]
    for name in [".register.json.0123456789abcdef.draft", *others]:
        (folder / name).touch()
    overwrite(file)
    assert names(file) == sorted([*others, "register.json", "register.json.lock"])


def test_a_name_with_the_signs_of_a_pattern_is_just_a_name(tmp_path: Path) -> None:
    file = RegisterFile(tmp_path / "a[1]+.json")
    file.create(b"old")
    (tmp_path / ".a[1]+.json.0123456789abcdef.draft").touch()
    overwrite(file)
    assert names(file) == ["a[1]+.json", "a[1]+.json.lock"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o604])
def test_the_file_keeps_its_mode_and_the_lock_has_it_too(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "register.json"
    path.write_bytes(b"old")
    path.chmod(mode)
    overwrite(RegisterFile(path))
    assert [stat.S_IMODE(one.stat().st_mode) for one in (path, tmp_path / "register.json.lock")] == [mode, mode]


def test_a_new_file_and_what_is_made_for_it_are_for_the_user_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    before = os.umask(0)
    try:
        RegisterFile(tmp_path / "a" / "b" / "register.json").create(b"new")
    finally:
        os.umask(before)
    assert {str(made.relative_to(tmp_path)): stat.S_IMODE(made.stat().st_mode) for made in tmp_path.rglob("*")} == {
        "a": 0o700,
        "a/b": 0o700,
        "a/b/register.json": 0o600,
        "a/b/register.json.lock": 0o600,
    }
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_file_that_is_shared_later_shares_its_lock_too(file: RegisterFile) -> None:
    lock = file.path.with_name("register.json.lock")
    for mode in (0o660, 0o640, 0o400):
        file.path.chmod(mode)
        with locked(file.location, file.path, 1):
            assert stat.S_IMODE(lock.stat().st_mode) == mode | 0o600


@pytest.mark.parametrize("kind", ["hard link", "pipe"])
def test_a_lock_file_that_a_stranger_laid_out_is_not_written_to(file: RegisterFile, tmp_path: Path, kind: str) -> None:
    lock, victim = file.path.with_name("register.json.lock"), tmp_path / "victim"
    lock.unlink()
    victim.write_bytes(b"mine")
    victim.chmod(0o644)
    if kind == "pipe":
        os.mkfifo(lock)
    else:
        lock.hardlink_to(victim)
    with pytest.raises(CannotWrite, match="its lock file is a link, or not an ordinary file"):
        overwrite(file)
    assert (victim.read_bytes(), stat.S_IMODE(victim.stat().st_mode), file.read()) == (b"mine", 0o644, b"old")


@pytest.mark.skipif(not ROOT, reason="only root gives files away")
def test_the_file_and_its_lock_belong_to_whom_the_file_belonged_to(tmp_path: Path) -> None:
    path = tmp_path / "register.json"
    path.write_bytes(b"old")
    os.chown(path, 12345, 23456)
    overwrite(RegisterFile(path))
    for one in (path, tmp_path / "register.json.lock"):
        assert (one.stat().st_uid, one.stat().st_gid) == (12345, 23456)


@pytest.mark.parametrize("call", ["fchown", "fchmod"])
def test_an_owner_that_cannot_be_kept_is_no_fault(file: RegisterFile, call: str) -> None:
    with failing(call, errno.EPERM, at=0) as calls:
        overwrite(file)
    assert (bool(calls), file.read()) == (True, b"new")


def test_a_symbolic_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.json"
    link.symlink_to("real/register.json")
    file = RegisterFile(link)
    file.create(b"old")
    overwrite(file)
    assert link.is_symlink()
    assert (tmp_path / "real" / "register.json").read_bytes() == b"new"
    assert names(file) == ["register.json", "register.json.lock"]
    assert file.location == str(link)


def test_the_parents_of_a_new_file_are_made(tmp_path: Path) -> None:
    file = RegisterFile(tmp_path / "a" / "b" / "register.json")
    file.create(b"new")
    assert file.read() == b"new"


def test_a_file_is_never_made_over_another(file: RegisterFile) -> None:
    with pytest.raises(RegisterExists):
        file.create(b"new")
    assert file.read() == b"old"


def test_of_two_who_make_a_file_the_first_to_hold_the_lock_does(
    file: RegisterFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.path.unlink()
    real = fcntl.flock

    def late(descriptor: int, how: int) -> None:
        real(descriptor, how)
        file.path.write_bytes(b"theirs")

    monkeypatch.setattr(fcntl, "flock", late)
    with pytest.raises(RegisterExists):
        file.create(b"ours")
    assert file.read() == b"theirs"
    assert names(file) == ["register.json", "register.json.lock"]


def test_who_waits_in_vain_learns_who_holds_the_lock(file: RegisterFile) -> None:
    holder = rf"is being written by process {os.getpid()} on {os.uname().nodename} \(`.*`, since 20.*\)"
    with file.locked(), pytest.raises(LockNotObtained, match=holder):
        overwrite(file)
    overwrite(file)


def test_who_waits_gets_the_lock_when_it_is_given_back(file: RegisterFile) -> None:
    script = "import fcntl, sys, time; f = open(sys.argv[1]); fcntl.flock(f, 2); print(flush=True); time.sleep(0.3)"
    lock = str(file.path.with_name("register.json.lock"))
    patient = RegisterFile(file.path, timeout=60)
    waits: list[Callable[[Callable[[], None]], None]] = [lambda act: act(), in_a_thread]
    for wait in waits:
        with subprocess.Popen([sys.executable, "-c", script, lock], stdout=subprocess.PIPE) as holder:
            assert holder.stdout
            holder.stdout.readline()
            wait(partial(overwrite, patient))
            assert holder.wait() == 0


def test_waiting_in_a_thread_has_an_end_too(file: RegisterFile) -> None:
    with file.locked(), pytest.raises(LockNotObtained):
        in_a_thread(lambda: overwrite(file))


def in_a_thread(act: Callable[[], None]) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(act).result()


def test_an_alarm_of_somebody_else_is_put_back(file: RegisterFile) -> None:
    before = signal.getsignal(signal.SIGALRM)
    with file.locked(), pytest.raises(LockNotObtained):
        overwrite(file)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize("note", [b"", b"not a note", b'{"pid": 1', b'{"pid": "\xff"}', b"\0" * 5000])
def test_a_lock_file_that_says_nothing_useful_still_locks(file: RegisterFile, note: bytes) -> None:
    lock = file.path.with_name("register.json.lock")
    lock.write_bytes(note)
    with lock.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(LockNotObtained, match="by another process and"):
            overwrite(file)
    assert file.read() == b"old"


def test_the_lock_file_is_never_removed(file: RegisterFile) -> None:
    overwrite(file)
    before = file.path.with_name("register.json.lock").stat().st_ino
    overwrite(file)
    assert file.path.with_name("register.json.lock").stat().st_ino == before


def test_a_lock_file_that_is_a_link_is_not_followed(file: RegisterFile, tmp_path: Path) -> None:
    lock = file.path.with_name("register.json.lock")
    lock.unlink()
    (tmp_path / "victim").write_bytes(b"mine")
    lock.symlink_to("victim")
    with pytest.raises(CannotWrite, match="a symbolic link is in the way"):
        overwrite(file)
    assert (tmp_path / "victim").read_bytes() == b"mine"


def test_what_is_no_ordinary_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    for place, why in [
        (tmp_path, "it is a folder"),
        (tmp_path / "pipe", "it is not an ordinary file"),
        (tmp_path / "loop", "a symbolic link is in the way"),
        (tmp_path / "file" / "register.json", "a part of its path is not a folder"),
        (tmp_path / ("x" * 300), "its name is too long"),
    ]:
        file = RegisterFile(place)
        for act in (file.read, file.size, lambda file=file: overwrite(file)):
            with pytest.raises(CannotRead, match=why):
                act()


def test_a_file_in_the_place_of_the_folder_is_said_to_be_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite, match="a file is where its folder should be"):
        RegisterFile(tmp_path / "file" / "register.json").create(b"new")


def test_a_file_that_may_not_be_read_says_so(file: RegisterFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(CannotRead, match="permission denied"):
        file.read()


@pytest.mark.skipif(ROOT, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_written_is_not_replaced_either(file: RegisterFile) -> None:
    file.path.chmod(0o400)
    with pytest.raises(CannotWrite, match="permission denied"):
        overwrite(file)


def test_a_file_that_is_gone_is_no_register(file: RegisterFile) -> None:
    file.path.unlink()
    for act in (file.read, file.size, lambda: overwrite(file)):
        with pytest.raises(NoRegister):
            act()


def test_what_is_nested_too_deeply_is_not_written() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(CorruptRegister, match="it is nested too deeply"):
        text_of("register.json", {"deep": deep})


def test_a_backup_never_replaces_another(file: RegisterFile) -> None:
    with file.locked():
        for raw in (b"one", b"two", b"one"):
            file.back_up("schema-0", raw)
    copies = {name: (file.path.parent / name).read_bytes() for name in names(file) if ".bak" in name}
    assert copies == {"register.json.schema-0.bak": b"one", "register.json.schema-0.bak2": b"two"}


def test_an_unnamed_error_has_the_reason_of_the_system() -> None:
    assert write_reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "invalid cross-device link"
    assert write_reason(OSError("odd")) == "oserror"


def test_half_of_a_surrogate_pair_is_no_text() -> None:
    assert json_error(b'{"title": "\\ud800"}') == "it holds half of a surrogate pair"
