"""A query has the same result, row by row, from all commitments, from a file and from a server."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.building import RECORDED, Circumstances, commitment, deadline, delivery, review
from tests.nearby import USERS, moments, plain_registers, recorded, registers, trees, whens
from tests.query.test_filter import filter_or_refusal, later, queries, saved, worded
from tests.record.test_undo import outcome
from tests.server import in_schema
from tracker.errors import TrackerError
from tracker.model.codec import encode
from tracker.model.commitment import Commitment
from tracker.model.dates import Moment, When
from tracker.model.migrations import SCHEMA
from tracker.model.register import Register
from tracker.query import WORDS, Scope, parse, parse_query
from tracker.query.filter import Filter, FilterResult, filter_of, limited, only_changed, only_overdue
from tracker.record import undo
from tracker.record.undo import last_change, last_in, last_of, require_last
from tracker.reports.changes import changes_table
from tracker.reports.list import Selection, list_table
from tracker.reports.log import log_table
from tracker.reports.show import show_table
from tracker.reports.table import Table
from tracker.state.deadlines import BASES, Basis
from tracker.state.fold import as_known_before
from tracker.state.portfolio import Portfolio
from tracker.store import LOCK_TIMEOUT, IndexFile, Reader, TinyStore, create, open_store
from tracker.store.index import links_of
from tracker.store.postgres.connection import BEGIN_SERIALIZABLE, Pipeline, TimedConnection, connected, parse_url
from tracker.store.postgres.writer import PostgresWriter
from tracker.store.tinydb.contents import Whole
from tracker.store.tinydb.file import text_of
from tracker.store.tinydb.store import TinyReader


@pytest.fixture(scope="module")
def session(server: str) -> Iterator[TimedConnection]:
    """A session with an empty register on a server, in a transaction that is never committed."""
    schema = f"t_{uuid4().hex}"
    url = in_schema(server, schema)
    create(open_store(url), "UTC")
    with connected(parse_url(url), LOCK_TIMEOUT, changing=True) as session:
        Pipeline(session, schema).begin(BEGIN_SERIALIZABLE)
        yield session


class ListOptions(NamedTuple):
    """The arguments and options of `list`."""

    query: list[str]
    moment: Moment
    basis: Basis
    overdue: bool
    limit: int
    bare: bool

    def wanted(self, around: Portfolio) -> Filter | str:
        """The filter that `list` gives to a back end, or the refusal of the query."""
        wanted = filter_or_refusal(self.query, around)
        if isinstance(wanted, str):
            return wanted
        wanted = only_overdue(wanted, counting=not self.bare) if self.overdue else wanted
        return limited(wanted, self.limit, counting=not self.bare)


any_options = st.builds(
    ListOptions, queries, moments | later, st.sampled_from(BASES), st.booleans(), st.integers(0, 3), st.booleans()
)


def is_exact(text: str) -> bool:
    """True if the index alone decides a query of this word."""
    wanted = filter_or_refusal([text], Portfolio((), Moment(date(2026, 6, 30))))
    return isinstance(wanted, Filter) and wanted.is_exact


# Options that index rows can decide, so that a server fetches the most urgent rows and counts the others.
_exact = st.one_of(*(worded(name) for name, word in WORDS.items() if is_exact(word.example)))
decided_options = st.builds(
    ListOptions,
    st.just([]) | st.lists(st.lists(_exact, min_size=1, max_size=3).map(",".join), max_size=2),
    st.one_of(st.builds(Moment, whens), *[later] * 3),
    st.just("current"),
    st.sampled_from((False, False, True)),
    st.integers(1, 2),
    st.booleans(),
)


def answer(found: FilterResult, register: Register, options: ListOptions) -> Table | str:
    """The rows and the notes below them, or the refusal of the query."""
    portfolio = Portfolio(found.commitments, options.moment, register, basis=options.basis, counted=found.other_counts)
    try:
        query = parse_query(options.query, portfolio)
    except TrackerError as refusal:
        return str(refusal)
    selection = Selection(query.matches, overdue=options.overdue, limit=options.limit, bare=options.bare)
    table = list_table(portfolio, selection)
    return replace(table, sheet=None, names=dict)  # without functions, which equal no others


def tables_of(promises: list[Commitment], zone: str) -> dict[str, Any]:
    """The tables of a register file with these commitments."""
    documents = {str(number): encode(promise) for number, promise in enumerate(promises, 1)}
    tables = {"meta": {"1": {"schema": SCHEMA, "zone": zone}}, "commitments": documents}
    return tables | {"parties": {}, "rates": {}, "views": {}}


HIDDEN = (
    "UPDATE commitments SET unindexed_at = now(), traits = '{}', words = '', due_first = NULL, due_last = NULL,"
    " edited = false, alone = true, settled_on = '0001-01-01', status = '', due = NULL, rest = '' WHERE ref = ANY(%s)"
)
UNLINKED = "DELETE FROM needs USING unnest(%s::text[], %s::text[]) AS gone (a, b) WHERE (ref, needed) = (a, b)"


def let_a_writer_record(server: PostgresWriter, which: int) -> None:
    """Mark every second commitment as unindexed, or none, with index columns that hide it and without dependencies."""
    every = list(server.commitments())
    unindexed = [one for number, one in enumerate(every) if number % 2 == which]
    kept = {link for one in every if one not in unindexed for link in links_of(one)}
    gone = sorted({link for one in unindexed for link in links_of(one)} - kept)
    session = server._transaction.session  # noqa: SLF001 - no command does this
    session.execute(HIDDEN, ([one.ref for one in unindexed],))
    session.execute(UNLINKED, ([ref for ref, _ in gone], [needed for _, needed in gone]))


@contextmanager
def on_server(session: TimedConnection, raw: bytes) -> Iterator[Reader]:
    """The register of a file on a server, until the block ends."""
    with session.transaction(force_rollback=True):
        [(schema,)] = session.execute("SELECT current_schema()").fetchall()
        server = PostgresWriter("", Pipeline(session, schema))
        server.replace_all(TinyReader(Whole("", raw)).tables)
        let_a_writer_record(server, len(raw) % 3)
        yield server


@contextmanager
def by_index(folder: Path, raw: bytes) -> Iterator[Reader]:
    """The register of a file that is read by its index, as far as it has commitments."""
    path, index = folder / "r.json", IndexFile(lambda: folder / "r.sqlite", least=0)
    path.write_bytes(raw)
    store = TinyStore(path, index=index)
    with store.reading(thorough=True):
        pass
    with store.reading() as reader:
        assert reader.is_indexed or b'"ref"' not in raw
        yield reader


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for a register and its index."""
    return tmp_path_factory.mktemp("indexed")


@given(registers, saved, any_options)
def test_the_answer_is_the_same_with_and_without_an_index(
    folder: Path, promises: list[Commitment], register: Register, options: ListOptions
) -> None:
    require_same_by_index(folder, promises, register, options)


@given(plain_registers, saved, decided_options)
def test_the_answer_is_the_same_if_the_index_of_a_file_counts(
    folder: Path, promises: list[Commitment], register: Register, options: ListOptions
) -> None:
    require_same_by_index(folder, promises, register, options)


def require_same_by_index(folder: Path, promises: list[Commitment], register: Register, options: ListOptions) -> None:
    """Require the same answer from all commitments and from those that the index of a file chooses."""
    raw = text_of("", tables_of(promises, register.zone))
    wanted = options.wanted(Portfolio((), options.moment, register, basis=options.basis))
    if isinstance(wanted, Filter):
        with by_index(folder, raw) as reader:
            assert answer(reader.find(wanted), register, options) == answer(FilterResult(promises), register, options)


@given(registers, moments | later)
def test_one_commitment_is_the_same_with_and_without_an_index(
    folder: Path, promises: list[Commitment], moment: Moment
) -> None:
    whole = Portfolio(promises, moment)
    with by_index(folder, text_of("", tables_of(promises, "UTC"))) as reader:
        require_same_around(reader, whole, promises)


class Period(NamedTuple):
    """The period of `changes`: from a moment to a later one, and what is asked about."""

    start: Moment
    end: Moment
    query: list[str]

    def wanted(self, register: Register) -> Filter:
        """The filter that `changes` gives to a back end."""
        scope = Scope(register, self.end)
        return only_changed(filter_of(parse(self.query, scope), scope), self.start)

    def told(self, commitments: Iterable[Commitment], register: Register) -> Table:
        """The changes of some commitments, as `changes` tells them."""
        after = Portfolio(commitments, self.end, register)
        known = after.commitments
        if not self.end.known_at:
            known = tuple(as_known_before(one, self.start, self.end, register.zone) for one in known)
        query = parse_query(self.query, after)
        table = changes_table(after.at(self.start, known), after, query.matches, query.texts)
        return replace(table, sheet=None, names=dict)  # without functions, which equal no others


def _period(start: When, days: int, is_known_then: bool, query: list[str]) -> Period:  # noqa: FBT001 - drawn
    end = start + timedelta(days=days)
    return Period(Moment(start, start), Moment(end, end if is_known_then else None), query)


# Mostly after the days on which the generated commitments were recorded, so that the index decides about many of them.
_starts = st.one_of(whens, st.dates(date(2026, 7, 8), date(2026, 9, 3)), st.just(date(2026, 7, 12)))
periods = st.builds(
    _period, _starts, st.integers(0, 40), st.sampled_from((False, False, True)), st.sampled_from(([], ["not:by:JP"]))
)


LEARNED: Circumstances = {"known_on": "2027-10-02", "recorded_at": datetime(2027, 10, 2, tzinfo=UTC)}
QUIET = [commitment("quiet", due="2027-06"), commitment("later", due="2028-06"), commitment("met", status="met")]
UMBRELLA = commitment("umbrella", amount="USD 3bn", due="2028-06")


@pytest.mark.parametrize(
    ("promises", "told"),
    [
        ([commitment("a", due="2027-11-01")], {"due_soon"}),
        ([commitment("a", due="2027-10-03")], {"overdue"}),
        ([commitment("a", events=[deadline("2027-10-01", grace_days=2)])], {"overdue"}),
        ([commitment("a", due="2027-10-03", nature="keep")], {"lapsed"}),
        ([commitment("a", nature="keep", events=[deadline("2028-06", not_before="2027-10-03")])], {"in_force"}),
        ([commitment("a", events=[review(again="2027-10-04")])], {"review_due"}),
        ([commitment("a", events=[review(again="2027-10-03")])], {"review_missed"}),
        ([commitment("a", events=[delivery("USD 1bn", **LEARNED)])], {"delivered"}),
        ([commitment("a", events=[delivery("USD 1bn", on="2027-10-03")])], {"delivered"}),
        (
            [UMBRELLA, commitment("b", parent="umbrella", events=[delivery("USD 3bn", **LEARNED)])],
            {"completed", "delivered"},
        ),
    ],
)
def test_a_commitment_that_changed_is_told_and_no_other_is_read(
    tmp_path: Path, promises: list[Commitment], told: set[str]
) -> None:
    period = Period(Moment(date(2027, 10, 1), date(2027, 10, 1)), Moment(date(2027, 10, 4)), [])
    with by_index(tmp_path, text_of("", tables_of([*QUIET, *promises], "UTC"))) as reader:
        found = list(reader.find(period.wanted(Register())).commitments)
    assert found == promises
    assert {row[0] for row in period.told(found, Register()).rows} == told


@given(registers | trees | plain_registers, saved, periods)
def test_the_changes_are_the_same_with_and_without_an_index(
    folder: Path, promises: list[Commitment], register: Register, period: Period
) -> None:
    with by_index(folder, text_of("", tables_of(promises, register.zone))) as reader:
        found = reader.find(period.wanted(register)).commitments
        assert period.told(found, register) == period.told(promises, register)


@given(registers | trees | plain_registers, saved, periods)
def test_the_changes_are_the_same_wherever_the_register_is(
    session: TimedConnection, promises: list[Commitment], register: Register, period: Period
) -> None:
    raw = text_of("", tables_of(promises, register.zone))
    assume(b"\\u0000" not in raw)
    with on_server(session, raw) as server:
        found = server.find(period.wanted(register)).commitments
        assert period.told(found, register) == period.told(promises, register)


@given(recorded)
def test_the_history_is_the_same_with_and_without_an_index(folder: Path, promises: list[Commitment]) -> None:
    with by_index(folder, text_of("", tables_of(promises, "UTC"))) as reader:
        for by, minutes in product(("", *USERS, "kenji"), range(11)):
            last = RECORDED + timedelta(minutes=minutes)
            assert outcome(require_last, reader.with_events(last=1, by=by), last, by) == outcome(
                require_last, promises, last, by
            )
            at = list(reader.with_events(by=by, at=last))
            assert [one for one in promises if one in at] == at
            assert {one.ref for one in at} >= {
                one.ref
                for one in promises
                for event in one.history
                if event.recorded_at == last and by in {"", event.recorded_by}
            }
        for limit in range(1, 9):
            assert log_table(reader.with_events(last=limit), limit, reader.events()) == log_table(promises, limit)


@given(registers, saved, any_options)
def test_the_answer_is_the_same_wherever_the_register_is(
    session: TimedConnection, promises: list[Commitment], register: Register, options: ListOptions
) -> None:
    require_same_answer(session, promises, register, options)


@given(plain_registers, saved, decided_options)
def test_the_answer_is_the_same_if_only_the_most_urgent_are_fetched_and_the_others_counted(
    session: TimedConnection, promises: list[Commitment], register: Register, options: ListOptions
) -> None:
    require_same_answer(session, promises, register, options)


def require_same_answer(
    session: TimedConnection, promises: list[Commitment], register: Register, options: ListOptions
) -> None:
    """Require the answer from all commitments of a file and of a server, each with the filter of the query."""
    raw = text_of("", tables_of(promises, register.zone))
    assume(b"\\u0000" not in raw)
    everything = answer(FilterResult(promises), register, options)
    wanted = options.wanted(Portfolio((), options.moment, register, basis=options.basis))
    if isinstance(wanted, str):  # refused before anything is fetched
        assert everything == wanted
        return
    assert answer(TinyReader(Whole("", raw)).find(wanted), register, options) == everything
    with on_server(session, raw) as server:
        assert answer(server.find(wanted), register, options) == everything


@given(registers, moments | later)
def test_one_commitment_is_the_same_wherever_the_register_is(
    session: TimedConnection, promises: list[Commitment], moment: Moment
) -> None:
    raw = text_of("", tables_of(promises, "UTC"))
    assume(b"\\u0000" not in raw)
    whole = Portfolio(promises, moment)
    with on_server(session, raw) as server:
        for reader in (TinyReader(Whole("", raw)), server):
            require_same_around(reader, whole, promises)


def require_same_around(reader: Reader, whole: Portfolio, promises: list[Commitment]) -> None:
    """Require that each commitment reads the same with what is related to it as in the whole register."""
    assert not [promise for promise in reader.with_related("nothing") if promise.ref == "nothing"]
    for promise in promises:
        near = Portfolio(reader.with_related(promise.ref), whole.moment)
        assert promise in near.commitments
        if promise.ref in whole.standings:
            assert show_table(near.standings[promise.ref]) == show_table(whole.standings[promise.ref])


@given(recorded)
def test_what_is_undone_is_the_same_wherever_the_register_is(
    session: TimedConnection, promises: list[Commitment]
) -> None:
    raw = text_of("", tables_of(promises, "UTC"))
    with on_server(session, raw) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(undo, "FIRST", 2)
        for reader, by in product((TinyReader(Whole("", raw)), server), ("", *USERS, "kenji")):
            assert outcome(last_in, reader, by) == outcome(last_change, promises, by=by)
            for minutes in range(11):
                last = RECORDED + timedelta(minutes=minutes)
                refused = outcome(require_last, promises, last, by)
                assert outcome(require_last, reader.with_events(last=1, by=by), last, by) == refused
        for reader, promise in product((TinyReader(Whole("", raw)), server), promises):
            assert outcome(last_of, reader, promise.ref) == outcome(last_change, promises, promise.ref)


@given(recorded)
def test_the_log_is_the_same_wherever_the_register_is(session: TimedConnection, promises: list[Commitment]) -> None:
    raw = text_of("", tables_of(promises, "UTC"))
    with on_server(session, raw) as server:
        for reader, limit in product((TinyReader(Whole("", raw)), server), range(1, 9)):
            assert log_table(reader.with_events(last=limit), limit, reader.events()) == log_table(promises, limit)
