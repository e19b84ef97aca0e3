"""Queries on a server give the same output as on the same register in a file, byte by byte."""

import json
import shutil
from itertools import product
from pathlib import Path

import pytest

from tests.program import Tracker
from tracker.commands.locate import sample_file
from tracker.store import Backups, copy_of
from tracker.store.postgres import PostgresStore

QUERIES = (
    *("by:JP", "party:US category:energy", "status:open", "status:met,withdrawn", "LNG", "text:\0", "tag:x", "overdue"),
    *("due.before:2026-06", "due.within:90d", "undated", "not:overdue", "overdue by:JP", "@late", "parent:jp-us"),
    *("gas due.after:2026-01", "slipped", "force:pledge amount.over:1bn", "by:\ud800"),
)
MOMENTS = ((), ("--as-of", "2026-02-11"), ("--known-at", "2026-02-11"), ("--basis", "original"))


@pytest.fixture
def on_both(desk: PostgresStore, tracker: Tracker, tmp_path: Path) -> tuple[Tracker, Tracker]:
    """The program with the sample in a file, and with the sample on a server."""
    raw = sample_file().read_bytes()
    backups = Backups(lambda: tmp_path / "aside", print)
    PostgresStore(desk.location, backups=backups).write_raw(raw, desk.read_raw())
    tracker.place = desk.location
    in_file = Tracker(tmp_path / "r.json")
    in_file.place = str(shutil.copy(sample_file(), tmp_path / "r.json"))
    return in_file, tracker


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_server_answers_every_query_as_a_file_does(on_both: tuple[Tracker, Tracker], moment: tuple[str, ...]) -> None:
    for query, shown in product(QUERIES, (("--format", "csv"), ("--format", "table", "--limit", "3"))):
        answers = {
            (run.output, run.errors, run.exit_code)
            for run in (one("list", *query.split(), *moment, *shown, COLUMNS="200") for one in on_both)
        }
        assert len(answers) == 1, query
    late = {one("list", "--overdue", *moment, "--limit", "2", "--format", "table").output for one in on_both}
    assert len(late) == 1


def test_the_copy_of_a_server_equals_the_file(on_both: tuple[Tracker, Tracker], desk: PostgresStore) -> None:
    in_file, _ = on_both
    empty: dict[str, object] = {"rates": {}, "views": {}, "categories": {}}
    tables = json.loads(copy_of(desk))
    assert tables["meta"]["1"].pop("id") == in_file("info", "--format", "json").row["id"]
    assert tables == empty | json.loads(Path(in_file.place).read_bytes())
    with desk.reading() as reader:
        assert reader.stats().size > 100_000
