"""Concurrency benchmark: many writers on one server register, each retrying after a serialization conflict.

`python -m tests.benchmarks crowd [WRITERS [SECONDS]]` prints the results. Each change is a serializable transaction of
tracker on a separate connection. The server has the default settings of PostgreSQL.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from msgspec.structs import replace

from tests.benchmarks.million import load
from tests.benchmarks.registers import generated
from tests.server import SAFE, in_schema, own_server
from tracker.errors import TrackerError
from tracker.model.dates import day
from tracker.record.provenance import Provenance
from tracker.record.statements import assess
from tracker.store import Store, Writer, open_store

COUNT: Final = 10_000
START: Final = 10  # seconds until every writer has started
SAME: Final = 10  # commitments that every writer changes
HEAD: Final = """
| {writers} writers, {seconds} s each | changes a second | tries a change | median ms | slowest ms | refused |
| --- | ---: | ---: | ---: | ---: | ---: |"""
Work = Callable[[int, Writer], None]


def _clock_and_user(writer: Writer) -> tuple[datetime, str]:
    assert writer.account
    return writer.account.clock, writer.account.user


def _judge(ref: str, writer: Writer) -> None:
    """Record a judgement of a commitment, as `assess` does."""
    now, user = _clock_and_user(writer)
    facts = Provenance(writer.stamp(now, user), user, day(now.date()), day(now.date()))
    promise = writer.get(ref)
    writer.replace(promise, assess(promise, "on_track", facts))


def _add(who: int, number: int, writer: Writer) -> None:
    """Add a commitment, as `add` does."""
    writer.stamp(*_clock_and_user(writer))
    writer.add(replace(next(generated(1)), ref=f"new-{who}-{number}"))


def _work(kind: str, who: int, number: int) -> Callable[[Writer], None]:
    """The change with this number of one writer."""
    if kind == "adding":
        return partial(_add, who, number)
    if kind == "changing the same":
        return partial(_judge, f"c{number % SAME:06}")
    return partial(_judge, f"c{SAME + (number * 100 + who) % (COUNT - SAME):06}")


KINDS: Final = ("changing others", "changing the same", "adding")


def write(url: str, kind: str, who: int, begins: float, until: float) -> None:
    """Change the register until a time; print the time of each change, the number of tries and of refusals."""
    store: Store = open_store(url)
    taken: list[float] = []
    tries = refused = number = 0
    time.sleep(max(begins - time.time(), 0))
    while time.time() < until:
        work, number, begin = _work(kind, who, number), number + 1, time.perf_counter()

        try:
            for attempt in store.attempts():
                with attempt as writer:
                    tries += 1
                    work(writer)
            taken.append(1000 * (time.perf_counter() - begin))
        except TrackerError:
            refused += 1
    print(json.dumps([taken, tries, refused]))


def measure(writers: int = 16, seconds: int = 20) -> None:
    """Run concurrent writers for some seconds with each kind of change."""
    with own_server(SAFE) as server:
        server.start()
        url = in_schema(server.url(), "desk")
        load(url, COUNT)
        print(HEAD.format(writers=writers, seconds=seconds))
        for kind in KINDS:
            print(_row(url, kind, writers, seconds), flush=True)


def _row(url: str, kind: str, writers: int, seconds: int) -> str:
    begins = time.time() + START
    words = [sys.executable, "-m", "tests.benchmarks.crowd", url, kind]
    when = [str(begins), str(begins + seconds)]
    crowd = [subprocess.Popen([*words, str(who), *when], stdout=subprocess.PIPE, text=True) for who in range(writers)]
    results = [json.loads(one.communicate()[0]) for one in crowd]
    taken = [one for each, _, _ in results for one in each]
    tries, refused = sum(one for _, one, _ in results), sum(one for _, _, one in results)
    return (
        f"| {kind} | {len(taken) / seconds:.0f} | {tries / len(taken):.2f} | {statistics.median(taken):.0f} | "
        f"{max(taken):.0f} | {refused} |"
    )


def main() -> None:
    """Run one writer."""
    url, kind, who, begins, until = sys.argv[1:]
    write(url, kind, int(who), float(begins), float(until))


if __name__ == "__main__":
    main()
