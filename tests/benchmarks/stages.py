"""Measure the stages of a command in one process, in milliseconds of processor time.

PYTHONPATH=. python -P tests/benchmarks/stages.py (late|intake|completion) REGISTER [ROWS]

The time of Python, the system and the libraries is the minimum that the code of tracker cannot go below. It is a script
that imports nothing before the first stage: what it imported would count as the start of Python, and not as that of
the packages that need the same modules.
"""

import gc
import os
import sys
import time

START = time.process_time()  # the start of Python itself
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Laps:
    """The stages of a run, in order: the description, the owner of the code, and the milliseconds of each."""

    def __init__(self) -> None:
        self.stages = [("Python starts", "Python", START * 1000)]
        self._last = time.process_time()

    def lap(self, what: str, whose: str, less: float = 0) -> float:
        """Add the stage since the last one, less the milliseconds of another stage; return its milliseconds."""
        now = time.process_time()
        taken = (now - self._last) * 1000 - less
        self.stages.append((what, whose, taken))
        self._last = time.process_time()
        return taken


def late(place: str) -> "Iterator[tuple[str, str, float]]":
    """`list --overdue --format csv`."""
    laps = Laps()
    import typer  # noqa: F401, PLC0415 - to import it is a stage

    laps.lap("Typer is imported", "Typer")
    from collections import deque  # noqa: PLC0415 - as above
    from datetime import date  # noqa: PLC0415 - as above
    from functools import partial  # noqa: PLC0415 - as above
    from pathlib import Path  # noqa: PLC0415 - as above

    from tracker.commands import list as _list  # noqa: F401, PLC0415 - as above
    from tracker.commands.locate import index_of  # noqa: PLC0415 - as above
    from tracker.model.dates import Moment  # noqa: PLC0415 - as above
    from tracker.model.register import Register  # noqa: PLC0415 - as above
    from tracker.query.filter import Filter, only_overdue  # noqa: PLC0415 - as above
    from tracker.render.csv import as_csv  # noqa: PLC0415 - as above
    from tracker.render.escape import Terminal  # noqa: PLC0415 - as above
    from tracker.reports.list import Selection, list_table  # noqa: PLC0415 - as above
    from tracker.state.portfolio import Portfolio  # noqa: PLC0415 - as above
    from tracker.store import IndexFile, open_store  # noqa: PLC0415 - as above

    laps.lap("the rest is imported", "ours")
    with open_store(place, index=IndexFile(partial(index_of, place))).reading() as reader:
        laps.lap(f"{Path(place).stat().st_size / 10**6:.1f} MB are opened, by the index if there is one", "ours")
        now = Moment(date.fromisoformat(os.environ["TRACKER_NOW"]))
        wanted = only_overdue(Filter(moment=now, zone=reader.meta.zone), counting=False)
        found = list(reader.find(wanted).commitments)
        laps.lap(f"{len(found):,} that may be late are chosen, read and decoded", "msgspec")
        portfolio = Portfolio(found, now, Register(zone=reader.meta.zone))
    laps.lap("they are folded", "ours")
    listing = list_table(portfolio, Selection(overdue=True, bare=True))
    laps.lap(f"{len(listing.rows):,} are measured, sorted and made rows of {len(listing.columns)} values", "ours")
    deque(as_csv(listing, Terminal()), maxlen=0)
    laps.lap("they are written as CSV", "ours")
    yield from laps.stages


def intake(place: str, rows: str) -> "Iterator[tuple[str, str, float]]":
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


def completion(place: str) -> "Iterator[tuple[str, str, float]]":
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


COMMANDS: "dict[str, Callable[..., Iterator[tuple[str, str, float]]]]" = {
    "late": late,
    "intake": intake,
    "completion": completion,
}


def main() -> None:
    """Write the stages as JSON."""
    gc.disable()  # as the program does
    form, *given = sys.argv[1:]
    found = list(COMMANDS[form](*given))
    import json  # noqa: PLC0415 - after what is measured

    print(json.dumps(found))


if __name__ == "__main__":
    main()
