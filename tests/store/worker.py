"""The program that `test_processes.py` runs in other processes."""

import os
import random
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from tracker.errors import TrackerError
from tracker.model.commitment import Commitment, Terms
from tracker.model.register import View
from tracker.store import open_store

NOON = datetime(2026, 2, 17, 12, tzinfo=UTC)
WORDS = (1, 20)
WORD = "x" * 10_000


def add(location: str, prefix: str, count: str) -> None:
    """Add commitments, one per transaction; print each ref once it is acknowledged."""
    for number in range(int(count)):
        ref = f"{prefix}-{number}"
        with open_store(location).writing() as register:
            register.stamp(NOON, prefix)
            register.add(Commitment(ref=ref, terms=Terms(title="x" * 500, obligor=("JP",), obligee=("US",))))
        os.write(1, f"{ref}\n".encode())


def swing(location: str, count: str) -> None:
    """Make the register long and short by turns."""
    for number in range(int(count)):
        with open_store(location).writing() as register:
            register.put(View(name="a", query=(WORD,) * WORDS[number % 2]))


def interrupt(location: str, rounds: str, name: str) -> None:
    """Stop writers at random moments with a signal; print the refs that they acknowledged."""
    chance = random.Random(name)  # noqa: S311 - no secret
    for number in range(int(rounds)):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.dup2(writing, 1)
            _die_quietly(location, f"r{number}")
        os.close(writing)
        select.select([reading], [], [], 5)
        time.sleep(chance.uniform(0, 0.01))
        os.kill(child, signal.Signals[name])
        os.waitpid(child, 0)
        while output := os.read(reading, 65536):
            os.write(1, output)
        os.close(reading)


def fill(location: str, limit: str) -> None:
    """Add commitments up to the limit of the file size; print the refusal."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        add(location, "fill", "1000")
    except TrackerError as refusal:
        os.write(1, f"{type(refusal).__name__}: {refusal}\n".encode())


def _die_quietly(location: str, prefix: str) -> None:
    try:
        add(location, prefix, "1000")
    finally:
        os._exit(130)


if __name__ == "__main__":
    ACTS: dict[str, Callable[..., None]] = {"add": add, "swing": swing, "interrupt": interrupt, "fill": fill}
    ACTS[sys.argv[1]](*sys.argv[2:])
