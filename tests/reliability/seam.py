"""`python -m tests.reliability.seam FOLDER`: kill a change, or inject a fault, at each of its calls of `os` functions.

It needs no strace, only `os.fork`. It cannot interrupt a call inside the system.
"""

import errno
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tests.reliability.breaking import Figures
from tracker.errors import StoreFault
from tracker.model.commitment import Commitment, Terms
from tracker.store import Backups, TinyStore, create

CALLS: Final = (
    *("open", "close", "read", "write", "fsync", "replace", "link", "unlink", "mkdir", "stat", "fstat", "lstat"),
    *("listdir", "scandir", "fchmod", "fchown", "ftruncate", "lseek"),
)
ERRORS: Final = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EINTR, errno.EMFILE)
NOON: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)


def change(folder: Path, ref: str) -> list[str]:
    """Add a commitment to the register of a folder, with backups in the folder; return the messages."""
    messages: list[str] = []
    store = TinyStore(folder / "r.json", 0, Backups(lambda: folder / "state" / "backups", messages.append))
    with store.writing() as register:
        register.stamp(NOON, "kenji")
        register.add(Commitment(ref=ref, terms=Terms(title="x" * 500, obligor=("JP",), obligee=("US",))))
    return messages


@contextmanager
def injected(at: int, act: Callable[[str, tuple[Any, ...]], None]) -> Iterator[list[str]]:
    """Act before the call with this number, from 0; yield the names of the calls so far."""
    made: list[str] = []
    real = {name: getattr(os, name) for name in CALLS}

    def wrapper(name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - stands for any function
            made.append(name)
            if len(made) == at + 1:
                act(name, given)
            return real[name](*given, **named)

        return call

    for name in CALLS:
        setattr(os, name, wrapper(name))
    try:
        yield made
    finally:
        for name, function in real.items():
            setattr(os, name, function)


def kills(folder: Path) -> Figures:
    """Kill a change before each of its calls, and in the middle of each write; the register must be old or new."""
    figures: Figures = Counter()
    for cut in (False, True):
        for step, name in enumerate(_calls(folder)):
            if cut and name != "write":
                continue
            before = (folder / "r.json").read_bytes()
            ref = f"kill-{cut}-{step}".lower()
            if not (child := os.fork()):
                _die(folder, ref, step, cut=cut)
            _, status = os.waitpid(child, 0)
            figures["kills"] += os.WIFSIGNALED(status)
            kept = _refs(folder)
            figures["partly recorded"] += (folder / "r.json").read_bytes() != before and ref not in kept
            change(folder, f"after-{ref}")
            figures["lost"] += f"after-{ref}" not in _refs(folder) or not set(kept) <= set(_refs(folder))
            figures["temp files left"] += len(list(folder.rglob("*.draft")))
    return figures


def faults(folder: Path) -> Figures:
    """Let each call of a change fail with each error; the change must be refused, or succeed."""
    figures: Figures = Counter()
    for code in ERRORS:

        def fail(name: str, given: tuple[Any, ...], code: int = code) -> None:
            if name == "close":  # the system frees the descriptor in spite of an error
                os.closerange(given[0], given[0] + 1)
            raise OSError(code, os.strerror(code), name)

        for step, _ in enumerate(_calls(folder)):
            before, ref = (folder / "r.json").read_bytes(), f"fault-{code}-{step}"
            with injected(step, fail):
                try:
                    change(folder, ref)
                    is_done = True
                except StoreFault:
                    is_done = False
            figures["faults"] += 1
            figures["succeeded nevertheless" if is_done else "refused"] += 1
            figures["acknowledged and lost"] += is_done and ref not in _refs(folder)
            figures["refused and changed"] += not is_done and (folder / "r.json").read_bytes() != before
            change(folder, f"after-{ref}")
            figures["temp files left"] += len(list(folder.rglob("*.draft")))
            (folder / "r.json").write_bytes(before)
    return figures


def _calls(folder: Path) -> list[str]:
    """The calls of one change, after a first change has created every file."""
    number = len(_refs(folder))
    change(folder, f"warm-{number}")
    with injected(-1, lambda *_: None) as made:
        change(folder, f"traced-{number}")
    return list(made)


def _die(folder: Path, ref: str, step: int, *, cut: bool) -> None:
    """Make a change in this process, and kill the process at a call."""

    def kill(_: str, given: tuple[Any, ...]) -> None:
        if cut:
            os.pwrite(given[0], bytes(given[1])[: len(given[1]) // 2], 0)
        os.kill(os.getpid(), signal.SIGKILL)

    with suppress(StoreFault), injected(step, kill):
        change(folder, ref)
    os._exit(0)


def _refs(folder: Path) -> list[str]:
    with TinyStore(folder / "r.json").reading() as register:
        return [one.ref for one in register.commitments()]


def main() -> None:
    """Print the figures of kills and faults as JSON."""
    folder = Path(sys.argv[1])
    create(TinyStore(folder / "r.json"), "UTC")
    print(json.dumps({"kills": kills(folder), "faults": faults(folder)}))


if __name__ == "__main__":
    main()
