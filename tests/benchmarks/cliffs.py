"""Scaling benchmark of long histories and deep umbrellas: `python -m tests.benchmarks cliffs`.

It takes one or two minutes and writes its part of RESULTS.md. Each register is measured at three sizes, each twice
the previous size: linear time gives ratios near 2, quadratic time near 4.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.measuring import Command, measured
from tests.benchmarks.million import TITLE as NEXT
from tests.benchmarks.registers import RECORDED, REFERENCE, file_of
from tracker.model.amounts import Amount
from tracker.model.commitment import (
    AmountEvent,
    AnyEvent,
    AssessmentEvent,
    CitationEvent,
    Commitment,
    DeadlineEvent,
    DeliveryEvent,
    PositionEvent,
    RetractionEvent,
    ReviewEvent,
    Source,
    StatusEvent,
    Terms,
)
from tracker.model.dates import day, span

RESULTS: Final = Path(__file__).with_name("RESULTS.md")
PROGRAM: Final = Path(sys.executable).with_name("tracker")
TITLE: Final = "## Long histories and deep umbrellas"
RUNS: Final = 3
BEGUN: Final = REFERENCE - timedelta(days=1000)
HEAD: Final = """{title}

Written by `python -m tests.benchmarks cliffs` on {day}, on {machine}; Python {python}. Medians of {runs} runs, seconds
of the processor, the start of the program included. Twice as many are twice the work where a ratio is 2, and four times
where it is 4. Nothing is delivered on the umbrellas: a delivery is still counted once at each umbrella above it.
"""
TABLE: Final = """
| {what} | {few:,} | {more:,} | {many:,} | ratio | ratio | to reach |
| --- | ---: | ---: | ---: | ---: | ---: | --- |
"""
AIM: Final = 2.5


def history(count: int) -> list[Commitment]:
    """A commitment with this number of events, of all kinds in turn, recorded a minute apart."""
    first: list[AnyEvent] = [
        StatusEvent(**_fields(1), status="agreed"),
        DeadlineEvent(**_fields(2), change="set", due=day(REFERENCE - timedelta(days=90))),
        AmountEvent(**_fields(3), change="set", amount=_amount(10**9)),
    ]
    return [Commitment(ref="one", terms=_terms(), history=(*first, *map(_event, range(4, count + 1))))]


def umbrellas(count: int) -> list[Commitment]:
    """A chain of commitments, each a part of the previous one."""
    return [_part(number) for number in range(count)]


def _part(number: int) -> Commitment:
    """A commitment under the commitment of the previous number, without deliveries."""
    (made,) = history(3)
    above = f"u{number - 1:05}" if number else ""
    return Commitment(ref=f"u{number:05}", terms=_terms(above), history=made.history)


# By name: the register, its smallest size, and the measured commands.
MEASURED: Final[dict[str, tuple[Callable[[int], list[Commitment]], int, tuple[str, ...]]]] = {
    "events of one commitment": (
        history,
        2500,
        (
            *("list", "show one", "changes --since 2026-01-01", "changes --since 1900-01-01", "check", "log", "moves"),
            *(
                "score",
                "list --in EUR --format csv",
                "undo --dry-run",
                "undo one --dry-run",
                "assess one on_track --dry-run",
            ),
        ),
    ),
    "umbrellas over each other": (
        umbrellas,
        500,
        (
            *("list", "list --format csv", "show u00000", "changes --since 2024-01-01", "check", "agenda", "score"),
            *("balance JP US", "progress u00000", "list --in EUR --format csv"),
        ),
    ),
}


def measure() -> None:
    """Measure every register, and write the part in RESULTS.md."""
    with tempfile.TemporaryDirectory() as folder:
        tables = "".join(line for what in MEASURED for line in rows(what, Path(folder)))
    head = HEAD.format(
        title=TITLE,
        day=f"{datetime.now(UTC):%d %B %Y}",
        machine=f"{platform.system()} {platform.machine()}, {len(os.sched_getaffinity(0))} processors",
        python=platform.python_version(),
        runs=RUNS,
    )
    results = RESULTS.read_text("utf-8")
    before = results.replace(part_of(results), "")
    end = before.find(NEXT) if NEXT in before else len(before)
    RESULTS.write_text(f"{before[:end].rstrip()}\n\n{head}{tables}\n{before[end:]}", "utf-8")


def part_of(results: str) -> str:
    """The part of this benchmark in the results; empty if it is missing."""
    _, title, part = results.partition(TITLE)
    return f"\n{title}{part.partition(NEXT)[0].rstrip()}\n" if title else ""


def rows(what: str, folder: Path) -> Iterator[str]:
    """The lines of the table of a register at three sizes."""
    made, few, lines = MEASURED[what]
    sizes = (few, 2 * few, 4 * few)
    yield TABLE.format(what=what, few=sizes[0], more=sizes[1], many=sizes[2])
    for size in sizes:
        (folder / f"{size}.json").write_bytes(file_of(made(size)))
    for line in lines:
        taken = [measured(RUNS, _command(line, folder / f"{size}.json"))[0].processor for size in sizes]
        ratios = taken[1] / taken[0], taken[2] / taken[1]
        missed = ": missed" if max(ratios) > AIM else ""
        yield f"| `{line}` | {' | '.join(f'{one:.2f}' for one in (*taken, *ratios))} | {AIM}{missed} |\n"
        print(line, *taken, *ratios, flush=True)


def _command(line: str, place: Path) -> Command:
    own = {"TRACKER_REGISTER": str(place), "XDG_STATE_HOME": str(place.parent), "TRACKER_NOW": REFERENCE.isoformat()}
    return Command([PROGRAM, *line.split()], own)


def _event(number: int) -> AnyEvent:
    """An event; its kind follows from the number."""
    fields, amount, is_even = _fields(number), _amount(number * 10**6), number // 12 % 2 == 0
    later = day(BEGUN + timedelta(days=600 + number % 300))
    kinds: tuple[AnyEvent, ...] = (
        StatusEvent(**fields, status="in_progress"),
        StatusEvent(**(fields | {"on": span("2025")}), status="in_progress"),
        DeadlineEvent(**fields, change="extension", due=later),
        AmountEvent(**fields, change="revision", amount=amount),
        DeliveryEvent(**fields, amount=_amount(number)),
        CitationEvent(**_cited(number), field="deadline", side="contradicts", value=str(later)),
        CitationEvent(**_cited(number), field="deadline", value=str(later)),
        CitationEvent(**_cited(number), field="amount", value=str(amount)),
        PositionEvent(**fields, party="US", position="accepts" if is_even else "dissatisfied"),
        AssessmentEvent(**fields, assessment="on_track" if is_even else "at_risk"),
        ReviewEvent(**fields, found="nothing", where="gazettes"),
        RetractionEvent(**fields, retracts=number - 3, undo=is_even),
    )
    return kinds[number % len(kinds)]


def _fields(number: int) -> dict[str, Any]:
    when = day(BEGUN + timedelta(days=number % 900))
    recorded_at = RECORDED + timedelta(minutes=number)
    return {"id": number, "recorded_at": recorded_at, "recorded_by": "generated", "on": when, "known_on": when}


def _cited(number: int) -> dict[str, Any]:
    url = f"https://news.example/{number}"
    return _fields(number) | {"source": Source(url=url, publisher=f"Paper {number % 9}")}


def _amount(value: int) -> Amount:
    return Amount(Decimal(value), "USD")


def _terms(parent: str = "") -> Terms:
    return Terms(title="A promise", obligor=("JP",), obligee=("US",), made_on=day(BEGUN), parent=parent)
