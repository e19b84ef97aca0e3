"""Concurrent processes: an acknowledged change is kept, and the register is valid at every moment."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

import tracker
from tracker.errors import CannotWrite
from tracker.model.commitment import Commitment
from tracker.model.register import View
from tracker.store import TinyStore, create

pytestmark = pytest.mark.slow

Build: TypeAlias = Callable[..., Commitment]
WORKER = str(Path(__file__).with_name("worker.py"))
HOME = str(Path(tracker.__file__).parents[1])


def started(*words: object) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": HOME}
    return subprocess.Popen(
        [sys.executable, "-P", WORKER, *map(str, words)], env=environment, stdout=subprocess.PIPE, text=True
    )


def messages(process: subprocess.Popen[str]) -> list[str]:
    """The output lines of a process, which must end with exit code 0."""
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return output.splitlines()


def refs(store: TinyStore) -> list[str]:
    with store.reading() as register:
        return [commitment.ref for commitment in register.commitments()]


def names(store: TinyStore) -> set[str]:
    return {path.name for path in store.path.parent.iterdir()}


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root mounts disks, and not everywhere")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_eight_processes_lose_nothing(tiny: TinyStore) -> None:
    writers = [started("add", tiny.path, f"w{number}", 10) for number in range(8)]
    acknowledged = [ref for writer in writers for ref in messages(writer)]
    assert len(acknowledged) == 80
    assert sorted(refs(tiny)) == sorted(acknowledged)


@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
def test_what_was_acknowledged_outlives_its_writer(tiny: TinyStore, commitment: Build, name: str) -> None:
    acknowledged = messages(started("interrupt", tiny.path, 60, name))
    assert len(acknowledged) >= 60
    kept = refs(tiny)
    assert set(acknowledged) <= set(kept)
    assert len(kept) <= len(acknowledged) + 60
    with tiny.writing() as register:
        register.add(commitment())
    assert names(tiny) == {"commitments.json", "commitments.json.lock"}


def test_a_reader_never_sees_a_half(tiny: TinyStore) -> None:
    writer, seen = started("swing", tiny.path, 150), []
    while writer.poll() is None:
        with tiny.reading() as register:
            seen += [len(view.query) for view in register.values(View).values()]
    assert messages(writer) == []
    assert set(seen) <= {1, 20}
    assert len(seen) > 10


def test_a_file_that_may_not_grow_is_left_as_it_was(tiny: TinyStore, commitment: Build) -> None:
    *acknowledged, refusal = messages(started("fill", tiny.path, 20_000))
    assert refusal.startswith("CannotWrite: ")
    assert "the file would be larger than the system allows" in refusal
    assert refs(tiny) == acknowledged != []
    assert names(tiny) == {"commitments.json", "commitments.json.lock"}
    with tiny.writing() as register:
        register.add(commitment())


def test_a_full_disk_leaves_the_register_as_it_was(mounted: Path) -> None:
    store = TinyStore(mounted / "commitments.json")
    create(store, "UTC")
    *acknowledged, refusal = messages(started("fill", store.path, 10_000_000))
    assert refusal.startswith("CannotWrite: ")
    assert "the disk is full (a second copy" in refusal
    assert refs(store) == acknowledged != []
    assert names(store) == {"commitments.json", "commitments.json.lock"}


def test_a_read_only_disk_is_read_and_not_written(mounted: Path, commitment: Build) -> None:
    store = TinyStore(mounted / "commitments.json")
    create(store, "UTC")
    subprocess.run(["mount", "-o", "remount,ro", str(mounted)], check=True)
    assert refs(store) == []
    with pytest.raises(CannotWrite, match="the folder is read-only"), store.writing() as register:
        register.add(commitment())
    with pytest.raises(CannotWrite, match="the folder is read-only"):
        create(TinyStore(mounted / "new" / "commitments.json"), "UTC")


def test_a_folder_that_may_not_be_written_is_refused(tiny: TinyStore, commitment: Build) -> None:
    tiny.path.parent.chmod(0o555)
    if os.access(tiny.path.parent, os.W_OK):
        pytest.skip("nothing is forbidden to root")
    with pytest.raises(CannotWrite, match="permission denied"), tiny.writing() as register:
        register.add(commitment())


def test_a_lock_is_free_when_its_holder_was_killed(tiny: TinyStore, commitment: Build) -> None:
    writer = started("add", tiny.path, "w", 100_000)
    assert writer.stdout
    assert writer.stdout.readline() == "w-0\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=60)
    with tiny.writing() as register:
        register.add(commitment())
