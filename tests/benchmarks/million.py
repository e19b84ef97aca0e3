"""Benchmark of a register of a million commitments on a server: `python -m tests.benchmarks million [COUNT]`.

It takes about ten minutes and 4 GB of the temporary folder, and writes its part of RESULTS.md. The server has the
default settings of PostgreSQL. tracker is measured in one process, from the call to the answer, with the connection;
psql then executes the same statements.
"""

import gc
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg

from tests.benchmarks.measuring import Command, ran
from tests.benchmarks.registers import RECORDED, REFERENCE, generated
from tests.server import PROGRAMS, SAFE, Server, in_schema, own_server
from tracker.cli import app
from tracker.model.codec import encode
from tracker.store import create, open_store
from tracker.store.postgres.connection import BEGIN_SERIALIZABLE, TimedConnection
from tracker.store.postgres.writer import PostgresWriter

RESULTS: Final = Path(__file__).with_name("RESULTS.md")
TITLE: Final = "## A desk's million on a server"
RUNS: Final = 9
MARKS: Final = 5  # runs of a short command, which is measured more often
TURNS: Final = 10  # runs, alternating with psql, because the speed of a machine varies
WAYS: Final = ("warm", "anew")  # of psql
SCHEMA: Final = "desk"
CONNECT: Final = "connect"
DONE: Final = "-- done"
MARK: Final = "mark {ref} met --on 2026-06-01 --source https://news.example/met"
LOOKS: Final = (
    *("list --overdue --limit 50", "list --overdue --format csv --limit 50", "list due.within:1d --limit 50"),
    *("show c000005", "show c000100", "log c000005", "list by:JP status:met text:9991 --limit 50"),
)
SLOW: Final = ("list --limit 50", "list by:JP status:open --limit 50", "list text:9991 --limit 50")
HEAD: Final = """{title}

Written by `python -m tests.benchmarks million{given}` on {day}, on {machine}; Python {python}, psycopg {psycopg},
{server} with the settings it has by itself, fsync among them, on a local socket. {count:,} commitments of
`registers.py` were written in {load:.0f} s ({rate:,.0f} a second, {loading:.0f} MB of memory), and take {size} there.
Milliseconds are medians of {runs} runs in one process, of `mark` {marks} runs, in turns with psql: from the call to the
answer, and from when the server has let one in. psql is told the very statements, with their values, of `mark` the two
that record it: in one session that is warm, and in a new one for each, as tracker has it.

| what | ms | once connected | psql warm | anew | ratio warm | anew | MB | to reach |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
"""
SIZES: Final = """
| table or index | MB | scans |
| --- | ---: | ---: |
"""


class Sent(NamedTuple):
    """A statement that was sent to the server, its values, and the time of the answer."""

    statement: str
    values: tuple[Any, ...]
    done: float


# ---- in a separate process ---------------------------------------------------------------------


def load(url: str, count: int) -> None:
    """Write this number of generated commitments in one transaction, as a stream."""
    store = open_store(url)
    create(store, "UTC")
    with store.writing() as writer:
        assert isinstance(writer, PostgresWriter)
        writer.stamp(RECORDED, "generated")
        writer.insert((promise, encode(promise)) for promise in generated(count))


def run(url: str, *lines: str) -> None:
    """Call tracker with each command line; print the times and the statements of each as JSON."""
    sent: list[Sent] = []
    with psycopg.connect(url) as other:
        typing = psycopg.ClientCursor(other)
        TimedConnection.connect = _recording(sent, TimedConnection.connect, CONNECT)  # type: ignore[method-assign]
        psycopg.Cursor.execute = _recording(sent, psycopg.Cursor.execute)  # type: ignore[method-assign]
        psycopg.Connection.commit = _recording(sent, psycopg.Connection.commit, "COMMIT")  # type: ignore[method-assign]
        for line in lines:
            sent.clear()
            gc.collect()
            gc.disable()  # as a process of tracker does
            begin, end = _called(line)
            gc.enable()
            connected = next(one.done for one in sent if one.statement == CONNECT)
            typed = [typing.mogrify(one.statement, one.values) if one.values else one.statement for one in sent]
            print(json.dumps([1000 * (end - begin), 1000 * (end - connected), typed]))


def _called(line: str) -> tuple[float, float]:
    """Start and end time of one tracker call; its output is discarded."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        begin = time.perf_counter()
        try:
            app(line.split())
        except SystemExit as done:
            if not done.code:
                return begin, time.perf_counter()
    raise RuntimeError(f"{line}: refused")


def _recording(sent: list[Sent], act: Callable[..., Any], fixed: str = "") -> Callable[..., Any]:
    """Wrapper that records the statements a function sends, or a fixed statement."""

    def recorded(*given: Any, **options: Any) -> Any:  # noqa: ANN401 - those of psycopg
        done = act(*given, **options)
        statement, values = (fixed, ()) if fixed else (given[1], given[2] if len(given) > 2 else ())
        sent.append(Sent(statement, values, time.perf_counter()))
        return done

    return recorded


# ---- measuring ---------------------------------------------------------------------------------


class Figures(NamedTuple):
    """Total time and time since connecting of each call, peak memory, and the statements of the last call."""

    milliseconds: list[float]
    connected: list[float]
    megabytes: float
    sent: list[str]


class Desk:
    """A server with a register, and the rows of the results."""

    def __init__(self, server: Server) -> None:
        self.server, self.url = server, in_schema(server.url(), SCHEMA)
        self.rows: list[str] = []

    def psql(self, *statements: str) -> list[str]:
        """The output of psql for these statements."""
        words = [str((PROGRAMS or Path()) / "psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]
        words += ["--set=ON_ERROR_STOP=1", f"{self.server.url()}&options=-csearch_path%3D{SCHEMA}"]
        done = subprocess.run(words, input="\n".join(statements), check=True, capture_output=True, text=True)
        return done.stdout.splitlines()

    def timed(self, *transactions: list[str]) -> list[list[float]]:
        """Transaction times in ms, in alternating order; the first run warms the cache."""
        warm, cold = (transactions[way :: len(WAYS)] for way in range(len(WAYS)))
        return [self._sums(*warm)[1:], [self._sums(transaction)[0] for transaction in cold]]

    def _sums(self, *transactions: list[str]) -> list[float]:
        """The time of each transaction: the sum of the times that psql prints."""
        told = "\n".join(self.psql("\\timing on", *_marked(transactions)))
        parts = told.split(DONE)[:-1]
        return [sum(map(float, re.findall(r"^Time: ([0-9.]+) ms", part, re.MULTILINE))) for part in parts]

    def figures(self, *lines: str) -> Figures:
        """Measurements of tracker calls, without the warm-up call."""
        words = [sys.executable, "-m", "tests.benchmarks.million", "run", self.server.url(), *lines]
        own = {"TRACKER_REGISTER": self.url, "TRACKER_NOW": REFERENCE.isoformat()}
        script = f"{self.server.folder}/told"
        taken = ran(Command(["sh", "-c", 'out=$1; shift; exec "$@" > "$out"', "sh", script, *words], own))
        told = [json.loads(line) for line in Path(script).read_text("utf-8").splitlines()][1:]
        whole, connected = ([one[which] for one in told] for which in (0, 1))
        return Figures(whole, connected, taken.megabytes, told[-1][2])

    def note(self, what: str, found: Figures, psql: list[list[float]], aim: float | None = None) -> None:
        """Add a row to the results."""
        figures = [statistics.median(each) for each in (found.milliseconds, found.connected, *psql)]
        ratios = [figures[1] / one for one in figures[2:]]
        met = ", ".join(way for way, ratio in zip(WAYS, ratios, strict=True) if aim and ratio <= aim) or "missed"
        reached = f"{aim:g}: {met}" if aim else ""
        self.rows.append(
            f"| `{what}` | {' | '.join(f'{figure:.1f}' for figure in figures)} | "
            f"{' | '.join(f'{ratio:.2f}' for ratio in ratios)} | {found.megabytes:.0f} | {reached} |"
        )
        print(self.rows[-1], flush=True)


def _marked(transactions: tuple[list[str], ...]) -> Iterator[str]:
    for transaction in transactions:
        yield "\\o /dev/null"
        yield from (f"{statement};" for statement in transaction)
        yield "\\o"
        yield f"\\echo {DONE}"


def look(desk: Desk, line: str, aim: float | None = None, runs: int = RUNS) -> None:
    """Measure a reading command, and its statements in psql."""
    found = desk.figures(*[line] * (runs + 1))
    transaction = [*(statement for statement in found.sent if statement != CONNECT), "COMMIT"]
    desk.note(line, found, desk.timed(*[transaction] * len(WAYS) * (runs + 1)), aim)


def mark(desk: Desk, count: int) -> None:
    """Measure `mark`, and its two statements in psql on other commitments with a history of the same length."""
    refs = [promise.ref for promise in generated(min(count, 10_000)) if _is_open_with_four(promise.history)]
    turns, runs, begins = [], MARKS + 1, ("UPDATE commitments", "INSERT INTO events")
    for _ in range(TURNS):
        mine, theirs = ([refs.pop() for _ in range(many * runs)] for many in (1, len(WAYS)))  # the first is the warm-up
        found = desk.figures(*(MARK.format(ref=ref) for ref in mine))
        two = [statement for statement in found.sent if statement.startswith(begins)]
        assert len(two) == len(begins)
        transactions = [
            [BEGIN_SERIALIZABLE.text, *(one.replace(mine[-1], ref) for one in two), "COMMIT"] for ref in theirs
        ]
        turns.append((found.milliseconds, found.connected, *desk.timed(*transactions)))
    whole, connected, *psql = ([*chain(*lists)] for lists in zip(*turns, strict=True))
    desk.note("mark REF met", found._replace(milliseconds=whole, connected=connected), psql, 2)


def _is_open_with_four(history: tuple[Any, ...]) -> bool:
    numbers = [event.id for event in history]
    return numbers == [1, 2, 3, 4] and not any(getattr(event, "status", "") == "met" for event in history)


def sizes(desk: Desk) -> str:
    """Sizes of tables and indexes, and scan counts."""
    rows = desk.psql(
        "SELECT relname || ' | ' || pg_table_size(relid) / 1000000 || ' | ' || seq_scan FROM pg_stat_user_tables"
        " WHERE schemaname = current_schema() ORDER BY relname;",
        "SELECT indexrelname || ' | ' || pg_relation_size(indexrelid) / 1000000 || ' | ' || idx_scan"
        " FROM pg_stat_user_indexes WHERE schemaname = current_schema() ORDER BY indexrelname;",
    )
    return SIZES + "".join(f"| {row} |\n" for row in rows)


@contextmanager
def desk_of(count: int) -> Iterator[tuple[Desk, dict[str, Any]]]:
    """A desk with this number of commitments, and the time and memory of writing them."""
    with own_server(SAFE) as server:
        server.start()
        desk = Desk(server)
        taken = ran(Command([sys.executable, "-m", "tests.benchmarks.million", "load", desk.url, str(count)], {}))
        desk.psql("VACUUM ANALYZE;", "CHECKPOINT;")  # as autovacuum does within minutes
        [size] = desk.psql("SELECT pg_size_pretty(pg_database_size(current_database()));")
        [version] = desk.psql("SELECT current_setting('server_version');")
        told = {"load": taken.seconds, "rate": count / taken.seconds, "loading": taken.megabytes, "size": size}
        yield desk, told | {"server": f"PostgreSQL {version.split()[0]}"}


def measure(count: int) -> None:
    """Measure a register with this number of commitments, and write the part in RESULTS.md."""
    with desk_of(count) as (desk, told):
        look(desk, LOOKS[0], 3)
        mark(desk, count)
        for line in LOOKS[1:]:
            look(desk, line)
        for line in SLOW:
            look(desk, line, runs=2)
        found = "\n".join(desk.rows) + "\n" + sizes(desk)
    head = HEAD.format(
        **told,
        title=TITLE,
        given="" if count == 1_000_000 else f" {count}",
        day=f"{datetime.now(UTC):%d %B %Y}",
        machine=f"{platform.system()} {platform.machine()}, {len(os.sched_getaffinity(0))} processors",
        python=platform.python_version(),
        psycopg=psycopg.__version__,
        count=count,
        runs=RUNS,
        marks=MARKS * TURNS,
    )
    RESULTS.write_text(with_part(RESULTS.read_text("utf-8"), head + found), "utf-8")


def with_part(results: str, part: str) -> str:
    """The results with a new last part."""
    before, _, _ = results.partition(TITLE)
    return f"{before.rstrip()}\n\n{part}"


def part_of(results: str) -> str:
    """The part of this benchmark in the results; empty if it is missing."""
    _, title, part = results.partition(TITLE)
    return f"\n{title}{part}"


def main() -> None:
    """Run the measured process."""
    what, *given = sys.argv[1:]
    if what == "load":
        load(given[0], int(given[1]))
    else:
        run(*given)


if __name__ == "__main__":
    main()
