"""A register on a failing server: an acknowledged change is there once, a refused change is not there."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest
from msgspec.structs import replace

from tests.program import Tracker
from tests.relay import Cut, Relay, relay
from tests.server import Server, in_schema
from tests.store.postgres.test_connection import NOT_NOW
from tests.store.postgres.test_connection_timeout import backend
from tracker import cli
from tracker.errors import (
    Conflict,
    NoRegister,
    NoServer,
    NotBackedUp,
    NotPossible,
    OutcomeUnknown,
    RegisterExists,
    TooManyConflicts,
    UnknownRef,
)
from tracker.model.commitment import Commitment
from tracker.model.dates import Moment
from tracker.model.register import Party, View
from tracker.model.text_limits import is_storable
from tracker.query.filter import Filter, NotMeasurable, Overdue
from tracker.store import Backups, copy_of, create
from tracker.store.postgres import PostgresStore
from tracker.store.postgres import writer as writer_module
from tracker.store.postgres.writer import PostgresWriter

Build: TypeAlias = Callable[..., Commitment]
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
MANY_TRIPS = 6
LNG = ("add", "LNG", "--by", "JP", "--to", "US", "--ref", "lng")


@pytest.fixture
def way(desk: PostgresStore, own: Server, tmp_path: Path) -> Iterator[Relay]:
    """A relay to the server that a test can cut."""
    assert desk
    with relay(tmp_path / "way", own.url()) as way:
        yield way


@pytest.fixture
def far(way: Relay, schema: str) -> PostgresStore:
    """The register behind the relay."""
    return PostgresStore(in_schema(way.url, schema), timeout=2)


@pytest.fixture
def on_far(far: PostgresStore, tracker: Tracker) -> Tracker:
    """The program, with the register behind the relay."""
    tracker.place = far.location
    return tracker


Work: TypeAlias = Callable[[PostgresWriter], None]


def change(store: PostgresStore, work: Work) -> None:
    """Act in one transaction, and retry after each conflict."""
    for attempt in store.attempts():
        with attempt as writer:
            work(writer)


def adding(commitment: Commitment) -> Callable[[PostgresWriter], None]:
    def work(register: PostgresWriter) -> None:
        register.stamp(NOON, "kenji")
        register.add(commitment)

    return work


def getting(store: PostgresStore, ref: str) -> None:
    with store.writing() as register:
        register.get(ref)


def refs(store: PostgresStore) -> list[str]:
    with store.reading() as register:
        return register.refs()


def changes(store: PostgresStore) -> int:
    """The number of recorded changes."""
    url, _, schema = store.location.partition("&schema=")
    with psycopg.connect(url) as connection:
        [(number,)] = connection.execute(f"SELECT count(recorded_at) FROM {schema}.changes".encode()).fetchall()
    return int(number)


@pytest.mark.parametrize("statement", ["SELECT version", "INSERT INTO changes", "SELECT c.ref", "COPY events"])
def test_a_change_that_is_cut_off_before_it_is_made_is_done_anew(
    way: Relay, on_far: Tracker, desk: PostgresStore, statement: str, caplog: pytest.LogCaptureFixture
) -> None:
    for when in ("before", "after"):
        way.cut(statement, when)
        on_far.done(*LNG[:-1], f"lng-{when}")
    assert not caplog.messages
    assert refs(desk) == ["lng-before", "lng-after"]
    assert changes(desk) == 2


@pytest.mark.parametrize(
    ("line", "trips"),
    [
        ("mark lng in_progress", 3),
        ("mark ln in_progress", 5),
        ("deliver lng JPY340bn --stage contracted", 6),  # with a look at whether that is all of it
        ("log lng", 2),
        ("show lng", 4),
        ("show first", 3),
        ("list --overdue", 4),
        ("list", 3),
        ("add LNG --by JP --to US --ref second", 7),  # with a look for the same promise
    ],
)
def test_little_is_asked_of_a_server_that_is_far_away(way: Relay, on_far: Tracker, line: str, trips: int) -> None:
    on_far.done(*LNG)
    on_far.done(*LNG[:-1], "first", "--parent", "lng")
    way.trips = 0
    on_far.done(*line.split())
    assert way.trips == trips


def test_many_changes_go_to_a_server_together(way: Relay, on_far: Tracker, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    lines = [f"ref-{number},Deliver {number},JP,US" for number in range(50)]
    trips = []
    for title in ("Deliver", "Send"):
        table.write_text("\n".join(["ref,title,obligor,obligee", *lines]).replace("Deliver", title), "utf-8")
        way.trips = 0
        on_far.done("import", str(table), "--update")
        trips.append(way.trips)
    assert max(trips) <= MANY_TRIPS  # the server may begin to answer before all was asked
    titles = {row["title"] for row in on_far.done("list", "--format", "json").rows}
    assert titles == {f"Send {number}" for number in range(50)}


def test_many_rows_are_copied(desk: PostgresStore, commitment: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "FEW", 0)
    many = [commitment(f"lng-{number}") for number in range(5)]
    with desk.writing() as register:
        for one in many:
            register.add(one)
    with desk.reading() as reader:
        assert list(reader.commitments()) == many


@pytest.mark.parametrize(("when", "tries"), [("before", 2), ("after", 1)])
def test_what_became_of_a_change_that_is_cut_off_while_it_is_made_is_learnt(
    way: Relay, far: PostgresStore, desk: PostgresStore, when: Cut, tries: int
) -> None:
    tried: list[PostgresWriter] = []

    def work(register: PostgresWriter) -> None:
        register.stamp(NOON, "kenji")
        register.put(Party(code="JBIC", name=f"at try {len(tried)}"))
        way.cut("COMMIT", when, int(not tried))
        tried.append(register)

    change(far, work)
    assert (len(tried), changes(desk)) == (tries, 1)
    with desk.reading() as register:
        assert register.values(Party)["JBIC"].name == f"at try {tries - 1}"


def test_a_change_that_comes_to_the_server_once_it_was_given_up_is_not_made_there(
    way: Relay, on_far: Tracker, desk: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = PostgresStore._is_recorded  # noqa: SLF001 - between this and doing it anew it comes

    def told(store: PostgresStore, change: UUID) -> bool:
        is_recorded = asked(store, change)
        way.let_arrive()
        return is_recorded

    monkeypatch.setattr(PostgresStore, "_is_recorded", told)
    on_far.done(*LNG)
    way.cut("INSERT INTO changes", "late")
    on_far.done("deliver", "lng", "JPY340bn", "--stage", "contracted")
    assert changes(desk) == 2
    assert [row["event"] for row in on_far.done("log", "lng", "--format", "json").rows] == ["delivery", "status"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_register_is_made_once_wherever_making_it_is_cut_off(
    way: Relay, far: PostgresStore, schema: str, when: Cut
) -> None:
    new = PostgresStore(far.location.replace(schema, f"{schema}_new"), timeout=5)
    for number, statement in enumerate(("CREATE SCHEMA", "CREATE TABLE", "CREATE INDEX", "INSERT INTO meta", "COMMIT")):
        store = PostgresStore(f"{new.location}_{number}", timeout=5)
        way.cut(statement, when, 3)
        create(store, "UTC")
        way.cut("", when, 0)
        assert refs(store) == []
        with pytest.raises(RegisterExists):
            create(store, "UTC")


@pytest.mark.parametrize(("when", "kept"), [("before", []), ("after", ["lng"])])
def test_where_the_server_stays_away_the_outcome_is_called_unknown(
    way: Relay, far: PostgresStore, commitment: Build, when: Cut, kept: list[str]
) -> None:
    desk = PostgresStore(far.location.replace(way.url, way.server_url))

    def work(register: PostgresWriter) -> None:
        adding(commitment("lng"))(register)
        way.cut("COMMIT", when, for_good=True)

    with pytest.raises(OutcomeUnknown, match="check with `tracker log` before you repeat it"):
        change(far, work)
    assert refs(desk) == kept


def test_the_outcome_is_waited_for_while_the_change_is_still_being_made(desk: PostgresStore, commitment: Build) -> None:
    def asked(change: UUID) -> bool:
        return desk._is_recorded(change)  # noqa: SLF001 - a session that was cut off may be at work for a while

    with desk.writing() as writer:
        adding(commitment("lng"))(writer)
        writer.flush()
        assert writer.refs() == ["lng"]  # with which it is written
        with pytest.raises(OutcomeUnknown):
            asked(writer.id)
    assert asked(writer.id)
    assert not asked(uuid4())


def test_a_look_that_is_cut_off_says_so(way: Relay, on_far: Tracker) -> None:
    way.cut("SELECT c.ref", "after")
    code, said = on_far("list").refusal
    assert (code, said) == (
        4,
        f"{on_far.place} cannot be used: the connection was cut; {NOT_NOW}",
    )
    on_far.done("list")


def test_a_session_that_the_server_ends_is_begun_anew_for_a_change(desk: PostgresStore, commitment: Build) -> None:
    tries = []

    def work(register: PostgresWriter) -> None:
        adding(commitment())(register)
        tries.append(register.refs())
        if len(tries) == 1:
            end(desk)

    change(desk, work)
    assert (len(tries), refs(desk), changes(desk)) == (2, ["jp-us-lng"], 1)


def test_a_session_that_the_server_ends_is_the_end_of_a_look(desk: PostgresStore) -> None:
    def look() -> None:
        with desk.reading() as reader:
            end(desk)
            reader.refs()

    with pytest.raises(NoServer, match="the connection was cut"):
        look()


def end(store: PostgresStore) -> None:
    """Let the server terminate the only session."""
    process = backend(store.location)
    with psycopg.connect(store.location.partition("&schema")[0]) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", (process,))


def test_a_change_outlasts_a_server_that_is_killed_and_comes_back(doomed: Server, commitment: Build) -> None:
    store = PostgresStore(in_schema(doomed.url(), "desk"), timeout=30)
    create(store, "UTC")
    killed: list[Future[None]] = []

    def work(register: PostgresWriter) -> None:
        adding(commitment())(register)
        if not killed:
            doomed.kill()
            killed.append(pool.submit(doomed.start))

    with ThreadPoolExecutor() as pool:
        change(store, work)
        killed[0].result()
    assert (refs(store), changes(store)) == (["jp-us-lng"], 1)


def test_a_change_ends_with_patience_where_the_server_stays_away(doomed: Server, commitment: Build) -> None:
    store = PostgresStore(in_schema(doomed.url(), "desk"), timeout=0.3)
    create(store, "UTC")

    def work(register: PostgresWriter) -> None:
        doomed.stop()
        adding(commitment())(register)

    with pytest.raises((NoServer, TooManyConflicts)):
        change(store, work)
    with pytest.raises(NoServer, match="no server is running there"):
        change(store, adding(commitment()))
    doomed.start()
    assert refs(store) == []


def test_of_many_who_make_a_register_at_once_one_does(desk: PostgresStore, schema: str) -> None:
    place = desk.location.replace(schema, f"{schema}_x")

    def make(zone: str) -> bool:
        try:
            create(PostgresStore(place, timeout=30), zone)
        except RegisterExists:
            return False
        return True

    zones = ["UTC", "Asia/Tokyo", "Europe/Paris", "America/New_York"]
    with ThreadPoolExecutor(len(zones)) as pool:
        made = list(pool.map(make, zones))
    assert made.count(True) == 1
    with PostgresStore(place).reading() as register:
        assert register.meta.zone == zones[made.index(True)]


def test_a_schema_in_which_making_a_register_stopped_halfway_is_none_yet(desk: PostgresStore, tracker: Tracker) -> None:
    url, _, schema = desk.location.partition("&schema=")
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(f"DROP TABLE {schema}.things, {schema}.events".encode())
        owner.execute(f"DELETE FROM {schema}.meta".encode())
    tracker.place = desk.location
    assert "there is no register at" in tracker("list").refusal[1]
    tracker.done("init")
    tracker.done(*LNG)


def test_the_time_of_a_change_is_that_of_the_server_unless_it_is_told(
    on_desk: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "now", lambda: datetime.now(UTC) - timedelta(days=1))
    on_desk.done(*LNG, TRACKER_NOW=None)
    [event] = on_desk.done("log", "--format", "json").rows
    assert abs(datetime.fromisoformat(event["recorded_at"]) - datetime.now(UTC)) < timedelta(minutes=5)
    monkeypatch.undo()
    on_desk.done("mark", "lng", "suspended", TRACKER_NOW="2036-06-15")
    told = on_desk.done("log", "--format", "json").rows
    assert "2036-06-15T12:00:00+00:00" in {row["recorded_at"] for row in told}


def test_what_others_change_meanwhile_is_taken_into_account_anew(desk: PostgresStore, commitment: Build) -> None:
    change(desk, adding(commitment("a")))
    tries = []

    def work(register: PostgresWriter) -> None:
        register.stamp(NOON, "mika")
        [found] = [one for one in register.commitments() if one.ref == "a"]
        tries.append(found)
        if len(tries) == 1:
            with PostgresStore(desk.location).writing() as other:
                other.replace(found, commitment("a", notes=("theirs",)))
        register.replace(found, commitment("a", notes=(*(event.note for event in found.history), "ours")))

    change(desk, work)
    with desk.reading() as register:
        assert register.get("a") == commitment("a", notes=("theirs", "ours"))
    assert len(tries) == 2


def test_who_is_always_too_late_is_told_so_when_patience_ends(desk: PostgresStore, commitment: Build) -> None:
    change(desk, adding(commitment("a")))
    numbers = iter(range(1000))

    def work(register: PostgresWriter) -> None:
        found = register.get("a")
        with PostgresStore(desk.location).writing() as other:
            other.replace(found, commitment("a", notes=(f"theirs {next(numbers)}",)))
        register.replace(found, commitment("a", notes=("ours",)))

    with pytest.raises(TooManyConflicts, match="others changed the same at every try; try again"):
        change(PostgresStore(desk.location, timeout=0.1), work)


@pytest.mark.parametrize("is_stamped", [True, False])
def test_a_change_is_done_anew_where_the_zone_of_the_register_changed(
    desk: PostgresStore, commitment: Build, *, is_stamped: bool
) -> None:
    zones = []

    def work(register: PostgresWriter) -> None:
        zones.append(register.meta.zone)
        if len(zones) == 1:
            with PostgresStore(desk.location).writing() as other:
                other.put_meta(zone="Europe/Paris")
        if is_stamped:
            register.stamp(NOON, "mika")
        register.add(commitment())

    change(desk, work)
    assert zones == ["Asia/Tokyo", "Europe/Paris"]
    assert refs(desk) == ["jp-us-lng"]


def test_two_changes_never_have_one_stamp(desk: PostgresStore, commitment: Build) -> None:
    stamps: list[datetime] = []

    def work(register: PostgresWriter, ref: str) -> None:
        if not stamps:
            stamps.append(NOON)
            change(PostgresStore(desk.location), partial(work, ref="b"))
        stamps.append(register.stamp(NOON, "kenji"))
        register.add(commitment(ref))

    change(desk, partial(work, ref="a"))
    assert stamps == [NOON, NOON, NOON, NOON + timedelta(microseconds=1)]
    assert refs(desk) == ["b", "a"]


def test_a_register_is_restored_only_over_what_was_seen_and_kept(
    desk: PostgresStore, commitment: Build, tmp_path: Path
) -> None:
    copy = copy_of(desk)
    change(desk, adding(commitment("a")))
    seen = desk.read_raw()
    with pytest.raises(NotBackedUp, match="no folder for backups is set"):
        desk.write_raw(copy, seen)
    with pytest.raises(NotBackedUp, match="no folder for backups is set"):
        desk.back_up(NOON)
    keeping = PostgresStore(desk.location, backups=Backups(lambda: tmp_path / "aside", print))
    change(desk, adding(commitment("b")))
    with pytest.raises(Conflict):
        keeping.write_raw(copy, seen)
    assert refs(desk) == ["a", "b"]
    assert keeping.write_raw(copy, desk.read_raw()) == tmp_path / "aside" / "before-restore.json"
    assert refs(desk) == []


HOSTILE = ["'; DROP TABLE meta; --", "%s", "%(a)s", "\\", '"', "a\0b", "\ud800", "$1", "\\x00", "{}", "_%", "\u202e"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_and_nothing_else(
    desk: PostgresStore, on_desk: Tracker, commitment: Build, text: str
) -> None:
    on_desk.done(*LNG)
    before = copy_of(desk)
    for words in (
        ("show", text),
        ("list", "--", text),
        ("list", f"text:{text}"),
        ("list", f"by:{text}"),
        ("log", text),
    ):
        assert on_desk(*words).exit_code in {0, 2, 3}
    with pytest.raises(UnknownRef):
        getting(desk, text)
    with desk.reading() as register:
        assert register.refs(text) == []
    assert copy_of(desk) == before
    one = Party(code="ODD", name=text)
    with suppress(NotPossible), desk.writing() as register:
        register.put(one)
        register.put(View(name="odd", query=(text,)))
        register.add(commitment("odd", title=text, notes=(text,)))
    with desk.reading() as register:
        is_kept = is_storable(text)
        assert [one.terms.title for one in register.commitments()] == ["LNG", *([text] if is_kept else [])]
        assert register.values(Party) == ({"ODD": one} if is_kept else {})
    assert on_desk.done(*LNG[:-1], "next").output == "next\n"


def test_two_changes_that_each_overlook_the_other_are_not_both_made(desk: PostgresStore, commitment: Build) -> None:
    seen: list[list[str]] = []

    def work(register: PostgresWriter, ref: str) -> None:
        register.stamp(NOON + timedelta(hours=len(seen)), "kenji")
        register.add(commitment(ref))
        seen.append(register.refs())
        if len(seen) == 1:
            with PostgresStore(desk.location).writing() as other:
                work(other, "b")

    change(desk, lambda register: work(register, "a"))
    assert seen == [["a"], ["b"], ["b", "a"]]
    assert refs(desk) == ["b", "a"]


def test_where_an_engine_lets_both_through_the_later_is_seen_by_the_place_of_its_event(
    desk: PostgresStore, commitment: Build
) -> None:
    change(desk, adding(commitment(notes=("first",))))

    def overtaken() -> None:
        with desk.writing() as register:
            found = register.get("jp-us-lng")
            row = "SELECT ref, 1, document, recorded_at, recorded_by FROM events"
            register._send(f"INSERT INTO events {row}")  # noqa: SLF001 - as if by another
            register.replace(found, found.with_events(replace(found.history[0], id=2)))

    with pytest.raises(TooManyConflicts, match="others changed the same"):
        overtaken()
    with desk.reading() as reader:
        assert reader.get("jp-us-lng") == commitment(notes=("first",))


def test_where_no_register_is_none_is_copied_and_one_may_be_put(desk: PostgresStore, schema: str) -> None:
    raw = copy_of(desk)
    made, restored = (PostgresStore(desk.location.replace(schema, f"{schema}_{number}")) for number in range(2))
    for new in (made, restored):
        assert new.read_raw() is None
        with pytest.raises(NoRegister):
            copy_of(new)
    made.write_raw(raw, None)
    assert restored.write_raw(raw, None) is None
    assert (copy_of(made), copy_of(restored)) == (raw, raw)


def test_tables_of_later_trackers_are_kept_as_they_are(desk: PostgresStore, tmp_path: Path) -> None:
    tables = msgspec.json.decode(copy_of(desk)) | {"moods": {"1": {"mood": "\u2026"}}, "weather": [1, None]}
    keeping = PostgresStore(desk.location, backups=Backups(lambda: tmp_path / "aside", print))
    keeping.write_raw(msgspec.json.encode(tables), desk.read_raw())
    assert msgspec.json.decode(copy_of(desk)) == tables
    with keeping.writing() as register:
        register.put_meta(zone="UTC")
    assert msgspec.json.decode(copy_of(desk))["moods"] == tables["moods"]


def test_a_document_that_cannot_be_read_is_called_damaged(desk: PostgresStore, on_desk: Tracker) -> None:
    on_desk.done(*LNG)
    url, _, schema = desk.location.partition("&schema=")
    with psycopg.connect(url) as owner:
        owner.execute(f'UPDATE {schema}.events SET document = \'{{"event": "mood"}}\''.encode())
    code, said = on_desk("show", "lng").refusal
    assert (code, said.partition(": ")[2].partition(";")[0]) == (
        4,
        "commitment lng, history[0].event: this tracker knows no event of the kind 'mood'",
    )


def test_of_what_is_late_only_the_first_are_fetched_and_the_others_counted(
    desk: PostgresStore, on_desk: Tracker
) -> None:
    for month in ("01", "02", "03"):
        on_desk.done(
            *LNG[:-1], f"lng-{month}", "--due", f"2026-{month}", "--made-on", "2025-01", TRACKER_NOW="2026-01-01"
        )
    # The trigger is awaited once this day has passed, which it has not.
    on_desk.done(*LNG[:-1], "later", "--due", "2026-07", "--status", "proposed", TRACKER_NOW="2026-01-01")
    day = NOON.date()
    wanted = Filter(
        clauses=((Overdue(), NotMeasurable()),),
        moment=Moment(day),
        zone="Asia/Tokyo",
        limit=1,
        is_counted=True,
    )
    with desk.reading() as register:
        found = register.find(wanted)
        assert ([one.ref for one in found.commitments], dict(found.other_counts)) == (["lng-01"], {"overdue": 2})
        found = register.find(msgspec.structs.replace(wanted, clauses=(), limit=3))
        assert [one.ref for one in found.commitments] == ["lng-01", "lng-02", "lng-03"]
        assert sum(found.other_counts.values()) == 1
        found = register.find(msgspec.structs.replace(wanted, clauses=(), limit=3, is_counted=False))
        assert not found.other_counts
