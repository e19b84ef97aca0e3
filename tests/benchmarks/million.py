"""`python -m tests.benchmarks million [COUNT]`: a register of a million on a server, beside the same typed into psql.

It takes some ten minutes and four gigabytes of the temporary folder, and writes its own part of RESULTS.md. The server
is one of its own with the settings that PostgreSQL has by itself. What tracker takes is measured in one process, from
when it is called until it has answered, connecting included; psql is told the very statements that it sent.
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
MARKS: Final = 5  # what takes so little is measured more often: so many times
TURNS: Final = 10  # so many runs, with psql's between, for what a machine can do changes from one second to the next
WAYS: Final = ("warm", "anew")  # in which psql is told the same
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
    """What was done with the server: a statement with its values, and when it was done."""

    statement: str
    values: tuple[Any, ...]
    done: float


# ---- in a process of its own -------------------------------------------------------------------


def load(url: str, count: int) -> None:
    """Write so many commitments in one transaction, none of which is kept in memory for long."""
    store = open_store(url)
    create(store, "UTC")
    with store.writing() as writer:
        assert isinstance(writer, PostgresWriter)
        writer.stamp(RECORDED, "generated")
        writer.insert((promise, encode(promise)) for promise in generated(count))


def run(url: str, *lines: str) -> None:
    """Call tracker with each of the lines, and print of each what it took and what it sent, as JSON."""
    sent: list[Sent] = []
    with psycopg.connect(url) as other:
        typing = psycopg.ClientCursor(other)
        TimedConnection.connect = _noting(sent, TimedConnection.connect, CONNECT)  # type: ignore[method-assign]
        psycopg.Cursor.execute = _noting(sent, psycopg.Cursor.execute)  # type: ignore[method-assign]
        psycopg.Connection.commit = _noting(sent, psycopg.Connection.commit, "COMMIT")  # type: ignore[method-assign]
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
    """When tracker was called, and when it had answered; to what the answer is written is nobody's business."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        begin = time.perf_counter()
        try:
            app(line.split())
        except SystemExit as done:
            if not done.code:
                return begin, time.perf_counter()
    raise RuntimeError(f"{line}: refused")


def _noting(sent: list[Sent], act: Callable[..., Any], told: str = "") -> Callable[..., Any]:
    """The same act, of which is noted what was sent by it, or this."""

    def noted(*given: Any, **options: Any) -> Any:  # noqa: ANN401 - those of psycopg
        done = act(*given, **options)
        statement, values = (told, ()) if told else (given[1], given[2] if len(given) > 2 else ())
        sent.append(Sent(statement, values, time.perf_counter()))
        return done

    return noted


# ---- measuring ---------------------------------------------------------------------------------


class Figures(NamedTuple):
    """What each call took in all, once it was connected, and at most of memory; and what it sent the last time."""

    milliseconds: list[float]
    connected: list[float]
    megabytes: float
    sent: list[str]


class Desk:
    """A server with a register, and what is measured there."""

    def __init__(self, server: Server) -> None:
        self.server, self.url = server, in_schema(server.url(), SCHEMA)
        self.rows: list[str] = []

    def psql(self, *statements: str) -> list[str]:
        """What psql prints, told several statements one after the other."""
        words = [str((PROGRAMS or Path()) / "psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]
        words += ["--set=ON_ERROR_STOP=1", f"{self.server.url()}&options=-csearch_path%3D{SCHEMA}"]
        done = subprocess.run(words, input="\n".join(statements), check=True, capture_output=True, text=True)
        return done.stdout.splitlines()

    def timed(self, *transactions: list[str]) -> list[list[float]]:
        """The milliseconds of transactions, half of them in each of the ways; who comes first makes it warm."""
        warm, anew = (transactions[way :: len(WAYS)] for way in range(len(WAYS)))
        return [self._sums(*warm)[1:], [self._sums(transaction)[0] for transaction in anew]]

    def _sums(self, *transactions: list[str]) -> list[float]:
        """What each takes, as psql tells of its statements."""
        told = "\n".join(self.psql("\\timing on", *_marked(transactions)))
        parts = told.split(DONE)[:-1]
        return [sum(map(float, re.findall(r"^Time: ([0-9.]+) ms", part, re.MULTILINE))) for part in parts]

    def figures(self, *lines: str) -> Figures:
        """What calls of tracker take, but the first, which makes it warm."""
        words = [sys.executable, "-m", "tests.benchmarks.million", "run", self.server.url(), *lines]
        own = {"TRACKER_REGISTER": self.url, "TRACKER_NOW": REFERENCE.isoformat()}
        script = f"{self.server.folder}/told"
        taken = ran(Command(["sh", "-c", 'out=$1; shift; exec "$@" > "$out"', "sh", script, *words], own))
        told = [json.loads(line) for line in Path(script).read_text("utf-8").splitlines()][1:]
        whole, connected = ([one[which] for one in told] for which in (0, 1))
        return Figures(whole, connected, taken.megabytes, told[-1][2])

    def note(self, what: str, found: Figures, psql: list[list[float]], aim: float | None = None) -> None:
        """Add a row."""
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
    """A command that only looks, and its statements."""
    found = desk.figures(*[line] * (runs + 1))
    transaction = [*(statement for statement in found.sent if statement != CONNECT), "COMMIT"]
    desk.note(line, found, desk.timed(*[transaction] * len(WAYS) * (runs + 1)), aim)


def mark(desk: Desk, count: int) -> None:
    """A status, and the two statements that record it: of as many others, whose history is as long."""
    refs = [promise.ref for promise in generated(min(count, 10_000)) if _is_open_with_four(promise.history)]
    turns, runs, begins = [], MARKS + 1, ("UPDATE commitments", "INSERT INTO events")
    for _ in range(TURNS):
        mine, theirs = ([refs.pop() for _ in range(many * runs)] for many in (1, len(WAYS)))  # not the first: shown
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
    """How large every table and index is, and how often it led somewhere."""
    rows = desk.psql(
        "SELECT relname || ' | ' || pg_table_size(relid) / 1000000 || ' | ' || seq_scan FROM pg_stat_user_tables"
        " WHERE schemaname = current_schema() ORDER BY relname;",
        "SELECT indexrelname || ' | ' || pg_relation_size(indexrelid) / 1000000 || ' | ' || idx_scan"
        " FROM pg_stat_user_indexes WHERE schemaname = current_schema() ORDER BY indexrelname;",
    )
    return SIZES + "".join(f"| {row} |\n" for row in rows)


@contextmanager
def desk_of(count: int) -> Iterator[tuple[Desk, dict[str, Any]]]:
    """A desk with so many commitments, and what it took to write them."""
    with own_server(SAFE) as server:
        server.start()
        desk = Desk(server)
        taken = ran(Command([sys.executable, "-m", "tests.benchmarks.million", "load", desk.url, str(count)], {}))
        desk.psql("VACUUM ANALYZE;", "CHECKPOINT;")  # as the server does by itself within minutes
        [size] = desk.psql("SELECT pg_size_pretty(pg_database_size(current_database()));")
        [version] = desk.psql("SELECT current_setting('server_version');")
        told = {"load": taken.seconds, "rate": count / taken.seconds, "loading": taken.megabytes, "size": size}
        yield desk, told | {"server": f"PostgreSQL {version.split()[0]}"}


def measure(count: int) -> None:
    """Measure with so many, and write what was found."""
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
    """Results with this as their last part, in place of the one they had."""
    before, _, _ = results.partition(TITLE)
    return f"{before.rstrip()}\n\n{part}"


def part_of(results: str) -> str:
    """That part of results, nothing if they have none."""
    _, title, part = results.partition(TITLE)
    return f"\n{title}{part}"


def main() -> None:
    """What the processes that are measured do."""
    what, *given = sys.argv[1:]
    if what == "load":
        load(given[0], int(given[1]))
    else:
        run(*given)


if __name__ == "__main__":
    main()
