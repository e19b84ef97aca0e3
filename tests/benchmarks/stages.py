"""Measure the stages of a command in one process, in milliseconds of processor time.

python -m tests.benchmarks.stages (late|intake|completion) REGISTER [ROWS]

The time of Python, the system and the libraries is the minimum that the code of tracker cannot go below.
"""

import gc
import json
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

START: Final = time.process_time()  # the start of Python itself


class Stage(NamedTuple):
    """A stage: its description, the owner of its code, and its milliseconds."""

    what: str
    whose: str
    milliseconds: float


class Laps:
    """The stages of a run, in order."""

    def __init__(self) -> None:
        self.stages = [Stage("Python starts", "Python", START * 1000)]
        self._last = time.process_time()

    def lap(self, what: str, whose: str, less: float = 0) -> float:
        """Add the stage since the last one, less the milliseconds of another stage; return its milliseconds."""
        now = time.process_time()
        taken = (now - self._last) * 1000 - less
        self.stages.append(Stage(what, whose, taken))
        self._last = time.process_time()
        return taken


def late(place: str) -> Iterator[Stage]:
    """`list --overdue --format csv`."""
    laps = Laps()
    import typer  # noqa: F401, PLC0415 - to import it is a stage

    laps.lap("Typer is imported", "Typer")
    from tests.benchmarks.registers import REFERENCE  # noqa: PLC0415 - as above
    from tracker.commands import list as _list  # noqa: F401, PLC0415 - as above
    from tracker.commands.locate import backups_of  # noqa: PLC0415 - as above
    from tracker.model.dates import Moment  # noqa: PLC0415 - as above
    from tracker.model.register import Register  # noqa: PLC0415 - as above
    from tracker.query.filter import Filter, only_overdue  # noqa: PLC0415 - as above
    from tracker.render.csv import as_csv  # noqa: PLC0415 - as above
    from tracker.render.escape import Terminal  # noqa: PLC0415 - as above
    from tracker.reports.list import Selection, list_table  # noqa: PLC0415 - as above
    from tracker.state.portfolio import Portfolio  # noqa: PLC0415 - as above
    from tracker.store.backups import Backups  # noqa: PLC0415 - as above
    from tracker.store.tinydb.store import LARGE, TinyReader  # noqa: PLC0415 - as above

    laps.lap("the rest is imported", "ours")
    raw = Path(place).read_bytes()
    laps.lap(f"{len(raw) / 10**6:.1f} MB are read", "system")
    if is_sound := len(raw) > LARGE and Backups(partial(backups_of, place), print).has_last(raw) is True:
        laps.lap("they are compared with the last copy, which was proven sound", "system")
    reader = TinyReader(place, raw, is_trusted=is_sound)
    laps.lap(f"they are {'' if is_sound else 'proven sound and '}split into documents", "msgspec")
    deque(reader.glimpses(), maxlen=0)
    glanced = laps.lap("status and dates are decoded of each", "msgspec")
    wanted = only_overdue(Filter(moment=Moment(REFERENCE), zone=reader.meta.zone), counting=False)
    chosen = reader.find(wanted)
    laps.lap("it is chosen what may be late", "ours", glanced)
    found = list(chosen.commitments)
    laps.lap(f"those {len(found):,} are decoded", "msgspec")
    portfolio = Portfolio(found, Moment(REFERENCE), Register(zone=reader.meta.zone))
    laps.lap("they are folded", "ours")
    listing = list_table(portfolio, Selection(overdue=True, bare=True))
    laps.lap(f"{len(listing.rows):,} are measured, sorted and made rows of {len(listing.columns)} values", "ours")
    deque(as_csv(listing, Terminal()), maxlen=0)
    laps.lap("they are written as CSV", "ours")
    yield from laps.stages


def intake(place: str, rows: str) -> Iterator[Stage]:
    """`import` of rows into an empty register."""
    laps = Laps()
    import typer  # noqa: F401, PLC0415 - to import it is a stage

    laps.lap("Typer is imported", "Typer")
    from datetime import UTC, datetime  # noqa: PLC0415 - as above

    from tracker.commands import import_  # noqa: F401, PLC0415 - as above
    from tracker.exchange.formats import ReadOptions, open_file  # noqa: PLC0415 - as above
    from tracker.exchange.row_importer import ImportPolicy, plan_rows  # noqa: PLC0415 - as above
    from tracker.exchange.row_parser import ImportContext, parse_row  # noqa: PLC0415 - as above
    from tracker.exchange.rows import RowFile  # noqa: PLC0415 - as above
    from tracker.model.dates import Moment, day  # noqa: PLC0415 - as above
    from tracker.model.parties import country_name  # noqa: PLC0415 - as above
    from tracker.record.provenance import Provenance  # noqa: PLC0415 - as above
    from tracker.state.portfolio import Portfolio  # noqa: PLC0415 - as above
    from tracker.store import open_store  # noqa: PLC0415 - as above

    laps.lap("the rest is imported", "ours")
    country_name("JP")
    laps.lap("the countries of ISO 3166 are read", "pycountry")
    found, _ = open_file(rows, None, ReadOptions({}, ignore_unknown=False, encoding=""))
    assert isinstance(found, RowFile)
    laps.lap("the file is read into cells", "ours")
    now = datetime.now(UTC)
    facts = Provenance(now, "measured", day(now.date()), day(now.date()))
    context = ImportContext(now=now, zone="UTC", parties={}, facts=facts)
    for row in found.rows:
        parse_row(row, context)
    read = laps.lap("cells are read as parties, dates and words", "ours")
    plan = plan_rows(found.rows, Portfolio([], Moment(now)), context, ImportPolicy())
    laps.lap("refs are made, twins looked for, the rules tried", "ours", read)
    with open_store(place).writing() as writer:
        writer.stamp(now, "measured")
        for entry in plan.entries:
            writer.add(entry.new)
        laps.lap("they are encoded", "ours")
    laps.lap("they are written, as TinyDB lays them out", "TinyDB, msgspec, system")
    yield from laps.stages


def completion(place: str) -> Iterator[Stage]:
    """Completion of a ref."""
    laps = Laps()
    import typer  # noqa: F401, PLC0415 - to import it is a stage

    laps.lap("Typer is imported", "Typer")
    from tracker.cli import app  # noqa: F401, PLC0415 - as above
    from tracker.commands import completion as _  # noqa: F401, PLC0415 - as above
    from tracker.commands.skimming import skimmed  # noqa: PLC0415 - as above

    laps.lap("the rest is imported", "ours")
    skimmed(place)
    laps.lap("refs are skimmed off the file", "ours")
    yield from laps.stages


COMMANDS: Final[dict[str, Callable[..., Iterator[Stage]]]] = {
    "late": late,
    "intake": intake,
    "completion": completion,
}


def main() -> None:
    """Write the stages as JSON."""
    gc.disable()  # as the program does
    form, *given = sys.argv[1:]
    print(json.dumps(list(COMMANDS[form](*given))))


if __name__ == "__main__":
    main()
