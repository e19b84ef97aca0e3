"""Concurrent writers and readers, writers killed at random moments, and a full disk."""

import os
import random
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from tests.reliability.breaking import Figures
from tests.reliability.subjects import SUBJECTS, Subject

AT_ONCE: Final = 4
DISK: Final = "256k"
PAUSE: Final = 0.05  # between two reads, to leave processor time to the writers


def kills_at_random(subject: Subject, folder: Path, kills: int) -> Figures:
    """Start four writers together, kill three of them at random moments, and repeat."""
    generator, figures, numbers = random.Random(kills), Counter[str](), count()  # noqa: S311 - no secret
    path, acknowledged = folder / "0", set(subject.prepared(folder / "0", 1))
    begin = time.monotonic()
    subject.add(path, "measure the duration").run()
    duration = time.monotonic() - begin
    while figures["kills"] < kills:
        texts = [f"crowd{next(numbers)} x" for _ in range(AT_ONCE)]
        running = [(text, subject.add(path, text).start()) for text in texts]
        for _, process in running[1:]:
            time.sleep(generator.uniform(0, duration / 2))
            process.kill()
        codes = {text: process.wait(60) for text, process in running}
        figures["kills"] += sum(code < 0 for code in codes.values())
        acknowledged |= {text for text, code in codes.items() if code == 0}
        kept = subject.kept(path)
        if kept is None or not acknowledged <= set(kept):
            figures["unreadable" if kept is None else "acknowledged and lost"] += (
                1 if kept is None else len(acknowledged - set(kept))
            )
            path = folder / str(next(numbers))
            acknowledged = set(subject.prepared(path, 1))
    return figures


def crowd(subject: Subject, folder: Path, seconds: float, writers: int, readers: int) -> Figures:
    """Let writers add and readers read, one run after another, for some seconds."""
    path = folder / "crowd"
    first = set(subject.prepared(path, 1))
    end = time.monotonic() + seconds

    def write(writer: int) -> tuple[set[str], Figures, float]:
        acknowledged: set[str] = set()
        figures, longest = Counter[str](), 0.0
        for number in count():
            if time.monotonic() >= end:
                return acknowledged, figures, longest
            text, begin = f"w{writer}-{number} x", time.monotonic()
            done = subject.add(path, text).run()
            longest = max(longest, time.monotonic() - begin)
            figures["acknowledged" if done.returncode == 0 else "refused"] += 1
            acknowledged |= {text} if done.returncode == 0 else set()
        raise AssertionError

    with ProcessPoolExecutor(readers) as others, ThreadPoolExecutor(writers) as pool:
        reads = [others.submit(_read, subject.name, path, end) for _ in range(readers)]
        ended = list(pool.map(write, range(writers)))
        figures = sum((*(one[1] for one in ended), *(read.result() for read in reads)), Counter[str]())
    acknowledged = first.union(*(one[0] for one in ended))
    kept = subject.kept(path)
    figures["unreadable at the end"] = int(kept is None)
    figures["acknowledged and lost"] = len(acknowledged - set(kept or ()))
    figures["longest command in ms"] = int(max(one[2] for one in ended) * 1000)
    return figures


def _read(name: str, path: Path, end: float) -> Figures:
    """Read the records of a program repeatedly, in a separate process."""
    figures, seen = Counter[str](), 0
    while time.monotonic() < end:
        kept = SUBJECTS[name].kept(path)
        figures["reads"] += 1
        figures["reads refused"] += kept is None
        figures["reads with fewer records than before"] += kept is not None and len(kept) < seen
        seen = len(kept or ()) or seen
        time.sleep(PAUSE)
    return figures


def full_disk(subject: Subject, folder: Path) -> Figures:
    """Add records on a small disk until it is full and four additions are refused."""
    path, acknowledged, figures = folder / "disk", set[str](), Counter[str]()
    path.mkdir(parents=True)
    with mounted(path):
        acknowledged |= set(subject.prepared(path / "records", 1))
        for number in range(3000):
            text = f"fill{number} {'y' * 900}"
            done = subject.add(path / "records", text).run()
            figures["refused"] += done.returncode != 0
            acknowledged |= {text} if done.returncode == 0 else set()
            if figures["refused"] == AT_ONCE:
                break
        shutil.copytree(path / "records", folder / "rescued")
    kept = subject.kept(folder / "rescued")
    figures["acknowledged"] = len(acknowledged)
    figures["unreadable"] = int(kept is None)
    figures["acknowledged and lost"] = len(acknowledged - set(kept or ()))
    return figures


def can_mount(folder: Path) -> bool:
    """True if this user can mount a disk."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.getuid():
        return False
    try:
        with mounted(folder):
            return True
    except subprocess.CalledProcessError:
        return False


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """Mount a small disk at a folder until the block ends."""
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)], check=True, capture_output=True
    )
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)
