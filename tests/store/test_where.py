"""A filter in SQL selects, sorts and counts the rows that its conditions say, in PostgreSQL and in SQLite.

Queries on a server give the same output as on the same register in a file, byte by byte.
"""

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date
from itertools import chain, product
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.program import Tracker
from tests.query.test_filter import holds, passes
from tests.server import in_schema
from tracker.commands.locate import sample_file
from tracker.model.dates import Moment
from tracker.model.status import CLOSED_STATUSES, STATUSES
from tracker.query.filter import (
    MILESTONE_KEY,
    Clause,
    Condition,
    DueBetween,
    Filter,
    HasKey,
    NotMeasurable,
    Overdue,
    StatusIn,
    TextContains,
)
from tracker.state.deadlines import BASES, TIMELINESS
from tracker.store import Backups, copy_of, create
from tracker.store.index import IndexRow
from tracker.store.postgres import PostgresStore
from tracker.store.postgres.reader import columns_of
from tracker.store.postgres.schema import TABLES
from tracker.store.sql import Sql, concat
from tracker.store.where import INDEX_COLUMNS, MAX_CONDITIONS, POSTGRESQL, SQLITE, Dialect, choose

# ---- a table in each database --------------------------------------------------------------------

COLUMNS: Final = ("place", "ref", "key", *INDEX_COLUMNS.values())


class Database(NamedTuple):
    """A table of commitments in a database; `fill` replaces all its rows by these, with their refs."""

    dialect: Dialect
    fill: Callable[[Mapping[str, IndexRow]], None]
    query: Callable[[Sql], list[tuple[Any, ...]]]

    def refs(self, found: Sql, order: str = "") -> list[str]:
        """The refs of the rows that a condition selects."""
        return [ref for (ref,) in self.query(concat("SELECT c.ref FROM commitments c", found, order))]

    def selected(self, wanted: Filter) -> str:
        """The refs of the rows that a filter selects, in the order of the rows; of uncertain ones if it has a limit."""
        return " ".join(self.refs(choose(wanted, self.dialect).found[-1], " ORDER BY c.place"))


@pytest.fixture
def sqlite() -> Iterator[Database]:
    """A table in SQLite, beside a table of the keys."""
    with closing(sqlite3.connect(":memory:")) as session:
        session.execute(f"CREATE TABLE commitments ({', '.join(COLUMNS)})")
        session.execute("CREATE TABLE keys (key, place)")
        insert = f"INSERT INTO commitments VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608

        def fill(rows: Mapping[str, IndexRow]) -> None:
            session.executescript("DELETE FROM commitments; DELETE FROM keys")
            for place, (ref, row) in enumerate(rows.items()):
                values = (place, ref, ref.encode(), *map(SQLITE.parameter, columns_of(replace(row, keys=()))))
                session.execute(insert, values)
                session.executemany("INSERT INTO keys VALUES (?, ?)", [(key, place) for key in row.keys])

        yield Database(SQLITE, fill, lambda query: session.execute(*query).fetchall())


@pytest.fixture
def postgres(server: str) -> Iterator[Database]:
    """A table in PostgreSQL that is dropped at the end."""
    with psycopg.connect(server) as session:
        session.execute(f"CREATE TEMPORARY TABLE commitments ({TABLES['commitments']})".encode())
        given = (*COLUMNS, "document", "unindexed_at")
        insert = f"INSERT INTO commitments ({', '.join(given)}) VALUES ({', '.join(['%s'] * len(given))})"  # noqa: S608

        def fill(rows: Mapping[str, IndexRow]) -> None:
            session.execute("DELETE FROM commitments")
            for place, (ref, row) in enumerate(rows.items()):
                session.execute(insert.encode(), (place, ref, ref.encode(), *columns_of(row), "", None))

        yield Database(POSTGRESQL, fill, lambda query: session.execute(query.text.encode(), query.values).fetchall())
        session.rollback()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """A table in each of the databases."""
    found: Database = request.getfixturevalue(request.param)
    return found


# ---- examples ------------------------------------------------------------------------------------

DAY: Final = date(2026, 6, 30)
ROW: Final = IndexRow(
    keys=("by:JP", "status:agreed", "status:suspended"),
    search_text="gas 100% of %s?\nガス",
    due_first=date(2026, 3, 31),
    due_last=date(2026, 5, 31),
    terms_edited=False,
    independent=True,
    stable_from=date(2026, 1, 1),
    zone="UTC",
    status="agreed",
    due=date(2026, 5, 31),
    final_timeliness="overdue",
    final_from=date(2026, 6, 1),
)
ROWS: Final = {
    "late": ROW,
    "later": replace(ROW, due=date(2026, 6, 15), due_last=date(2026, 6, 15), final_from=date(2026, 6, 16)),
    "grace": replace(ROW, final_from=date(2026, 8, 1)),
    "met": replace(ROW, keys=("by:US", "status:met"), search_text="rice", status="met", final_timeliness="met_late"),
    "undated": replace(ROW, due=None, due_first=None, due_last=None, final_timeliness="undated", final_from=date.min),
    "joint": replace(ROW, independent=False, search_text="joint"),
    "unstable": replace(ROW, keys=("by:EU", "status:met"), stable_from=date(2026, 7, 31)),
    "edited": replace(ROW, terms_edited=True),
    "tokyo": replace(ROW, zone="Asia/Tokyo"),
    "part": replace(ROW, keys=(MILESTONE_KEY,), search_text="", stable_from=date.max, independent=False),
    "retracted": replace(ROW, status="", due=None, final_timeliness="", final_from=date.min),
}
GAS: Final = "late later grace undated unstable edited tokyo part retracted"


def wanted(*clauses: Clause, **more: Any) -> Filter:  # noqa: ANN401 - the fields of a filter
    """A filter on that day."""
    return replace(Filter(clauses=clauses, moment=Moment(DAY), zone="UTC"), **more)


@pytest.mark.parametrize(
    ("clause", "refs"),
    [
        ((HasKey(("by:US", "by:EU")),), "met unstable part"),
        ((HasKey(()),), "part"),
        ((HasKey((*map(str, range(100_000)), "by:US")),), "met part"),
        ((TextContains("100% of %s?"),), GAS),
        ((TextContains("ガス"), HasKey(("by:US",))), GAS.replace("undated", "met undated")),
        ((StatusIn(("met",)),), "met unstable part"),
        ((StatusIn(()),), "part"),
        ((DueBetween(date(2026, 6, 1), date(2026, 6, 30)),), "later"),
        ((DueBetween(date(2026, 4, 1), date(2026, 4, 30)),), "joint unstable part"),
        ((DueBetween(date.min, date.max),), "late later grace met joint unstable edited tokyo part"),
        ((Overdue(),), "late later joint unstable edited tokyo part"),
        ((NotMeasurable(),), "undated joint unstable part"),
    ],
    ids=lambda given: type(given[0]).__name__ if isinstance(given, tuple) else "",
)
def test_a_condition_selects_the_rows_that_may_satisfy_it(database: Database, clause: Clause, refs: str) -> None:
    database.fill(ROWS)
    assert database.selected(wanted(clause)) == refs


def test_at_an_earlier_moment_or_on_another_basis_earlier_values_decide(database: Database) -> None:
    database.fill(ROWS)
    past = wanted((StatusIn(("suspended",)),), (Overdue(),), moment=Moment(DAY, DAY))
    assert database.selected(past) == "late later grace joint edited tokyo part retracted"
    original = wanted((Overdue(),), (NotMeasurable(),), basis="original")
    assert database.selected(original) == "late later grace met joint unstable edited tokyo part retracted"


@pytest.mark.parametrize(
    ("clauses", "shown", "others", "counts"),
    [
        ((), "edited late later grace undated met", "joint unstable tokyo part", "met_late 1 overdue 4 undated 1"),
        (((Overdue(),),), "edited late later", "joint unstable tokyo part", "overdue 3"),
        (((Overdue(), NotMeasurable()),), "edited late later", "joint unstable tokyo part", "overdue 3 undated 1"),
        (((HasKey(("by:JP",)),), (Overdue(),)), "late later", "joint edited tokyo part", "overdue 2"),
    ],
)
def test_certain_rows_are_sorted_and_counted(
    database: Database, clauses: tuple[Clause, ...], shown: str, others: str, counts: str
) -> None:
    database.fill(ROWS)
    given = wanted(*clauses, limit=10**30)
    assert database.refs(choose(given, database.dialect).found[0]) == shown.split()
    assert database.refs(choose(replace(given, limit=2), database.dialect).found[0]) == shown.split()[:2]
    assert database.selected(given) == others
    found = chain(*map(database.query, choose(replace(given, is_counted=True), database.dialect).counts))
    assert " ".join(f"{kind} {number}" for kind, number in sorted(found)) == counts


@pytest.mark.parametrize("text", ["a\0", "\ud800"], ids=ascii)
def test_a_text_that_cannot_be_stored_rules_out_nothing_in_a_file_and_is_not_on_a_server(
    database: Database, text: str
) -> None:
    database.fill(ROWS)
    for condition in (HasKey(("by:US", text)), TextContains(text)):
        selection = choose(wanted((condition,), limit=1, is_counted=True), database.dialect)
        found = {ref for each in selection.found for ref in database.refs(each)}
        on_server = {"part", "met"} if isinstance(condition, HasKey) else {"part"}
        assert found == (on_server if database.dialect is POSTGRESQL else ROWS.keys())
        assert bool(selection.counts) is (database.dialect is POSTGRESQL)


def test_a_file_may_have_texts_with_nul(sqlite: Database) -> None:
    sqlite.fill({"a": replace(ROW, keys=("tag:a\0b",), search_text="\0gas"), "b": replace(ROW, keys=("tag:a",))})
    assert sqlite.selected(wanted((TextContains("gas"),))) == "a b"
    assert sqlite.selected(wanted((HasKey(("tag:a",)),))) == "b"


def test_a_filter_of_very_many_conditions_rules_out_nothing_in_a_file(sqlite: Database) -> None:
    sqlite.fill(ROWS)
    most = [TextContains("ric"), *(TextContains(f"rice{number}") for number in range(MAX_CONDITIONS - 1))]
    assert sqlite.selected(wanted(tuple(most))) == "met part"
    clauses: list[Clause] = [(Overdue(), NotMeasurable()), *([(TextContains("gas"),)] * (MAX_CONDITIONS - 2))]
    limited = wanted(*clauses, limit=1, is_counted=True)
    assert sqlite.refs(choose(limited, SQLITE).found[0]) == ["late"]
    assert sqlite.selected(limited) == "unstable edited tokyo part"
    assert list(chain(*map(sqlite.query, choose(limited, SQLITE).counts))) == [("overdue", 2), ("undated", 1)]
    beyond = choose(replace(limited, clauses=(*clauses, (HasKey(("by:JP",)),))), SQLITE)
    assert [sorted(sqlite.refs(found)) for found in beyond.found] == [sorted(ROWS)]


# ---- any rows and any filter -----------------------------------------------------------------------

KEYS: Final = ("by:JP", "by:US", "tag:gas", "status:met", "status:agreed", MILESTONE_KEY)
TEXTS: Final = ("", "gas", "ガス", "a", "%s", "?", "'", '"')
_days = st.sampled_from((date.min, date.max)) | st.dates(date(2026, 6, 27), date(2026, 7, 3))
_zones = st.sampled_from(("UTC", "Asia/Tokyo"))
_texts = st.sampled_from(TEXTS)
any_rows = st.dictionaries(
    st.text("aé𝒳ﬀ/", min_size=1, max_size=3),
    st.builds(
        IndexRow,
        keys=st.sets(st.sampled_from(KEYS)).map(sorted).map(tuple),
        search_text=st.lists(_texts).map("\n".join),
        due_first=st.none() | _days,
        due_last=st.none() | _days,
        stable_from=_days,
        zone=_zones,
        status=st.sampled_from(("", *STATUSES)),
        due=st.none() | _days,
        final_timeliness=st.sampled_from(("overdue", "", *TIMELINESS)),
        final_from=_days,
    ),
)
_conditions: st.SearchStrategy[Condition] = st.one_of(
    st.builds(HasKey, st.lists(st.sampled_from(KEYS)).map(tuple)),
    st.builds(TextContains, _texts),
    st.builds(DueBetween, _days, _days),
    st.builds(StatusIn, st.lists(st.sampled_from(STATUSES)).map(tuple)),
)
_on_lateness = st.sampled_from(((Overdue(),), (Overdue(), NotMeasurable()), (NotMeasurable(),)))
_clauses = _on_lateness | st.tuples(_conditions) | st.tuples(_conditions, _conditions | st.just(Overdue()))
any_filters = st.builds(
    Filter,
    clauses=st.lists(_clauses, max_size=3).map(tuple),
    moment=st.builds(Moment, _days, st.none() | _days),
    zone=_zones,
    basis=st.sampled_from(BASES),
    limit=st.integers(0, 3),
    is_counted=st.booleans(),
)


def is_certain(row: IndexRow, wanted: Filter) -> bool:
    """True if the final state of a row decides the conditions of a filter."""
    may_be_earlier = row.terms_edited and any(isinstance(one, HasKey | TextContains) for one in chain(*wanted.clauses))
    return row.stable_from <= wanted.day and row.independent and row.zone == wanted.zone and not may_be_earlier


def held(row: IndexRow, wanted: Filter) -> list[bool]:
    """For each kind of rows, the first to be shown, true if a certain row is of that kind."""
    overdue = wanted.overdue_clause
    others = [clause for clause in wanted.clauses if clause is not overdue]
    are_held = all(any(holds(condition, row, wanted.day) for condition in clause) for clause in others)
    if overdue is None:
        return [are_held and row.final_timeliness != ""]
    return [are_held and holds(condition, row, wanted.day) for condition in overdue]


def urgency(ref: str, row: IndexRow, wanted: Filter) -> tuple[object, ...]:
    """The key by which a list is sorted."""
    if wanted.overdue_clause:
        return row.due, ref.encode()
    due = row.due or date.max
    return due if holds(Overdue(), row, wanted.day) else date.max, row.status in CLOSED_STATUSES, due, ref.encode()


@given(any_rows, any_filters)
def test_any_filter_selects_sorts_and_counts_as_its_conditions_say(
    database: Database, rows: dict[str, IndexRow], wanted: Filter
) -> None:
    database.fill(rows)
    selection = choose(wanted, database.dialect)
    *first, last = selection.found
    certain = {ref: held(row, wanted) for ref, row in rows.items() if wanted.limit and is_certain(row, wanted)}
    assert set(database.refs(last)) == {ref for ref, row in rows.items() if passes(row, wanted)} - certain.keys()
    for found in first:
        shown = sorted((ref for ref in certain if certain[ref][0]), key=lambda ref: urgency(ref, rows[ref], wanted))
        assert database.refs(found) == shown[: wanted.limit]
    if selection.counts:
        groups = {ref: row.final_timeliness if any(certain.get(ref, ())) else None for ref, row in rows.items()}
        of_each = concat("SELECT c.ref, ", selection.kind, " FROM commitments c")
        assert dict(database.query(of_each)) == groups
        assert dict(chain(*map(database.query, selection.counts))) == Counter(filter(None, groups.values()))


# ---- on a server as in a file ----------------------------------------------------------------------

QUERIES = (
    *("by:JP", "party:US category:energy", "status:open", "status:met,withdrawn", "LNG", "text:\0", "tag:x", "overdue"),
    *("due.before:2026-06", "due.within:90d", "undated", "not:overdue", "overdue by:JP", "@late", "parent:jp-us"),
    *("gas due.after:2026-01", "slipped", "force:pledge amount.over:1bn", "by:\ud800"),
)
MOMENTS = ((), ("--as-of", "2026-02-11"), ("--known-at", "2026-02-11"), ("--basis", "original"))


@pytest.fixture
def desk(server: str) -> PostgresStore:
    """An empty register on a server."""
    desk = PostgresStore(in_schema(server, f"t_{uuid4().hex}"))
    create(desk, "Asia/Tokyo")
    return desk


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
