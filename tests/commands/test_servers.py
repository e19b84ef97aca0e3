"""What is told and kept of a register on a server, where that is something else than of a file."""

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.program import Tracker
from tests.server import in_schema
from tracker.commands.locate import backups_of, resolve_location
from tracker.record.undo import FIRST
from tracker.store import copy_of, open_store
from tracker.store.meta import stats_of
from tracker.store.postgres import PostgresStore
from tracker.store.postgres.reader import PostgresReader
from tracker.store.postgres.schema import VERSION

MAKING = "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{0}') THEN CREATE ROLE {0}; END IF; END $$;"


@pytest.fixture
def desk(tracker: Tracker, small_register: bytes, server: str) -> Tracker:
    """The program on the small register, on a server whichever back end the other tests are run on."""
    tracker.place = in_schema(server, f"t_{uuid4().hex}")
    open_store(tracker.place).write_raw(small_register, None)
    return tracker


def analyst(desk: Tracker, name: str) -> Tracker:
    """The program as somebody whom the keeper lets record, by what `init` prints."""
    url, _, schema = desk.place.rpartition("&schema=")
    with psycopg.connect(url, autocommit=True) as keeper:
        keeper.execute(desk.done("init", "--grants").output.encode())
        keeper.execute(f"CREATE ROLE {schema}_{name} LOGIN IN ROLE {schema}_writers".encode())
    own = Tracker(desk.register)
    own.place, own.now = f"{url}&schema={schema}&user={schema}_{name}", None  # the server says what time it is
    return own


def with_password(url: str) -> str:
    return f"{url}&password=hush"


def test_backups_of_a_server_are_found_from_every_folder_and_by_no_password(
    desk: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = desk.done("backup").output.strip()
    assert "hush" not in copy
    monkeypatch.chdir(tmp_path)
    rows = desk.done("backup", "--list", "--format", "json", "-r", with_password(desk.place)).rows
    assert [row["backup"] for row in rows] == [copy]
    assert Path(copy).read_bytes() == copy_of(open_store(desk.place))


def test_backups_of_a_server_are_named_by_its_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = backups_of("postgresql://mika:hush@db.example/desk?schema=trade").name
    assert folder.rpartition("-")[0] == "mika-db-example-desk-schema-trade"
    assert resolve_location("postgresql://mika:hush@db.example/desk") == "postgresql://mika@db.example/desk"


def test_what_the_last_run_told_is_remembered_in_every_folder(
    desk: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "jp-us-lng" in desk.done("changes", "--since", "last").output
    monkeypatch.chdir(tmp_path)
    assert desk.done("changes", "--since", "last", "-r", with_password(desk.place)).output == ""
    for memory in (desk.folder / "state" / "tracker" / "changes").iterdir():
        assert "hush" not in memory.read_text(encoding="utf-8")


def test_a_new_register_on_a_server_is_told_with_what_lets_others_in(tracker: Tracker, server: str) -> None:
    tracker.place = in_schema(server, f"t_{uuid4().hex}")
    made = tracker.done("init")
    alone = "only you can use it until its owner runs this SQL, which `tracker init --grants` prints again"
    assert made.errors == f"made {tracker.place}; {alone}\n"
    assert made.output == PostgresStore(tracker.place).grants()
    assert tracker.done("init", "--grants") == (made.output, "", 0, "")


def test_to_print_the_grants_makes_nothing_and_asks_no_server(tracker: Tracker) -> None:
    printed = tracker.done("init", "--grants", "-r", "postgresql:///desk?host=/gone&schema=trade")
    assert (printed.output.partition("\n")[0], printed.errors) == (MAKING.format("trade_readers"), "")


def test_whom_the_grants_let_in_does_all_that_an_analyst_does_and_erases_nothing(desk: Tracker) -> None:
    mika = analyst(desk, "mika")
    for line in (
        "add x --by JP --to US --ref x",
        "mark x in_progress",
        "undo",
        "remove x",
        "party JBIC Bank",
        "rate USD/JPY 153",
        "view save late overdue",
        "view drop late",
        "list --overdue",
        "export -",
    ):
        mika.done(*line.split())
    refused = mika("restore", mika.done("backup").output.strip(), "--force")
    assert (refused.exit_code, "permission denied" in refused.errors) == (4, True)


def test_info_tells_which_server_it_is_as_whom_and_who_wrote_last(desk: Tracker) -> None:
    mika = analyst(desk, "mika")
    mika.done("mark", "jp-us-lng", "in_progress")
    row = mika.done("info", "--format", "json").row
    with psycopg.connect(desk.place.partition("&schema=")[0]) as connection:
        us = connection.info
        name = mika.place.rpartition("=")[2]
        assert row["server"].endswith(f" as {name}@{us.host}/{us.dbname}")
        assert row["server"].partition(" as ")[0].split(".")[0] == f"PostgreSQL {us.server_version // 10000}"
    assert (row["tables"], row["changed_by"]) == (VERSION, name)


def test_what_info_counts_on_a_server_is_what_the_commitments_come_to(desk: Tracker) -> None:
    row = desk.done("info", "--format", "json").row
    with open_store(desk.place).reading() as reader:
        assert stats_of(reader.commitments())[:3] == (row["commitments"], row["events"], row["sources"])


def test_undo_takes_back_ones_own_last_change_whatever_others_did_since(desk: Tracker) -> None:
    mika, rei = analyst(desk, "mika"), analyst(desk, "rei")
    mika.done("assess", "jp-us-lng", "at_risk")
    mika.done("assess", "us-jp-tariff", "stalled")
    rei.done("assess", "jp-us-lng", "on_track")
    assert mika.done("undo").errors == "took back us-jp-tariff: stalled\n"
    assert mika.done("undo").errors == "took back jp-us-lng: at risk\n"
    sentence = f"undoing: there is no change by {mika.place.rpartition('=')[2]} to undo; "
    code, said = mika("undo").refusal
    assert (code, said[: len(sentence)]) == (5, sentence)
    assert desk.done("show", "jp-us-lng", "--format", "json", TRACKER_NOW=None).row["assessment"] == "on_track"
    code, said = mika("undo", "jp-us-lng").refusal
    assert (code, said[: len(sentence)]) == (5, sentence)
    assert rei.done("undo", "jp-us-lng").errors == "took back jp-us-lng: on track\n"


def test_undo_reaches_over_no_party_of_ones_own(desk: Tracker) -> None:
    mika, rei = analyst(desk, "mika"), analyst(desk, "rei")
    mika.done("assess", "jp-us-lng", "at_risk")
    rei.done("party", "JBIC", "Bank")
    assert rei("undo").refusal[1].startswith("undoing: the last change was to a party, a rate or a view")
    assert mika.done("undo").errors == "took back jp-us-lng: at risk\n"


def test_undo_does_not_take_a_commitment_from_those_who_have_worked_on_it(desk: Tracker) -> None:
    mika, rei = analyst(desk, "mika"), analyst(desk, "rei")
    mika.done("add", "x", "--by", "JP", "--to", "US", "--ref", "x")
    rei.done("assess", "x", "at_risk")
    sentence = (
        "undoing x: others have recorded on it since it was added; `tracker remove x` takes back the whole commitment"
    )
    for arguments in (["undo"], ["undo", "--dry-run"]):
        assert mika(*arguments).refusal == (5, sentence)
    rei.done("undo")
    mika.done("remove", "x")
    assert mika.done("undo").errors == "took back x: the commitment taken back\n"


def test_undo_takes_back_ones_own_first_record_of_a_period_that_others_have_worked_on(desk: Tracker) -> None:
    mika, rei = analyst(desk, "mika"), analyst(desk, "rei")
    rule = ("--every", "year", "--from", "2025", "--amount", "6 Mt")
    rei.done("add", "Buy wheat", "--by", "JP", "--to", "US", "--ref", "wheat", "--made-on", "2025-01-01", *rule)
    mika.done("amend", "wheat/2025", "--amount", "7 Mt")
    rei.done("assess", "wheat/2025", "at_risk")
    assert mika.done("undo").errors == "took back wheat/2025: revision: 7 Mt\n"
    row = desk.done("show", "wheat/2025", "--format", "json", TRACKER_NOW=None).row
    assert (row["amount"], row["assessment"]) == ("6", "at_risk")
    mika.done("amend", "wheat/2025", "--amount", "8 Mt")
    assert mika.done("undo", "wheat/2025").errors == "took back wheat/2025: revision: 8 Mt\n"
    assert rei.done("undo").errors == "took back wheat/2025: at risk\n"
    assert rei.done("undo").errors.startswith("took back wheat: ")


def test_undoing_and_the_last_of_the_log_fetch_no_more_than_they_take(
    desk: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minute in range(3):
        desk.done("assess", "jp-us-lng", "at_risk", TRACKER_NOW=f"2026-06-16T12:0{minute}Z")
    last = desk.done("log", "--format", "csv").rows[:2]
    monkeypatch.setattr(PostgresReader, "commitments", lambda _: pytest.fail("all of it is fetched"))
    assert desk.done("log", "--limit", "2", "--format", "csv").rows == last
    assert desk.done("log", "--limit", "2").output.endswith("\n2 events; 16 more not shown, --limit 0 shows all.\n")
    assert desk.done("log", "--limit", str(10**30)).output.endswith("\n18 events.\n")
    for arguments in (["undo"], ["undo", "jp-us-l"], ["undo"]):
        assert desk.done(*arguments).errors == "took back jp-us-lng: at risk\n"
    assert desk.done("undo").errors.startswith("took back us-jp-tariff: in progress\n")


def test_several_undo_one_after_the_other_each_what_is_ones_own(desk: Tracker) -> None:
    mika, rei = analyst(desk, "mika"), analyst(desk, "rei")
    judgements = (
        "at_risk",
        "stalled",
        "off_track",
        "on_track",
        "unclear",
        "at_risk",
        "stalled",
        "off_track",
        "unclear",
    )
    for judgement in judgements:
        mika.done("assess", "jp-us-lng", judgement)
        rei.done("assess", "us-jp-tariff", judgement)
    assert len(judgements) > FIRST // 2  # so that what was undone fills the first look, and more has to be looked at
    for judgement in reversed(judgements):
        said = judgement.replace("_", " ")
        assert mika.done("undo").errors == f"took back jp-us-lng: {said}\n"
        assert rei.done("undo", "us-jp-t").errors == f"took back us-jp-tariff: {said}\n"
    for one in (mika, rei):
        code, said = one("undo").refusal
        assert (code, said.partition(";")[0]) == (
            5,
            f"undoing: there is no change by {one.place.rpartition('=')[2]} to undo",
        )


def test_the_keeper_indexes_what_others_recorded(desk: Tracker) -> None:
    mika = analyst(desk, "mika")
    mika.done("assess", "jp-us-lng", "at_risk")
    assert desk.done("info", "--format", "json").row["unindexed"] == 1
    code, said = mika("reindex").refusal
    assert (code, "only its owner can write the index; ask the owner to run `tracker reindex`" in said) == (4, True)
    assert desk.done("reindex").errors == f"indexed 1 commitment of {desk.place}\n"
    assert desk.done("info", "--format", "json").row["unindexed"] == 0


def test_a_register_is_copied_to_a_server(desk: Tracker, server: str) -> None:
    there = in_schema(server, f"t_{uuid4().hex}")
    assert desk.done("copy", desk.place, there).errors == "copied, and read back\n"


def test_a_renamed_commitment_is_found_in_every_copy(desk: Tracker, server: str, tmp_path: Path) -> None:
    desk.done("edit", "jp-us-lng", "--ref", "jp-us-energy")
    there, file = in_schema(server, f"t_{uuid4().hex}"), str(tmp_path / "file.json")
    desk.done("copy", desk.place, file)
    desk.done("copy", file, there)
    for place in (desk.place, file, there):
        shown = desk.done("show", "jp-us-lng", "--format", "json", "--register", place)
        assert shown.row["ref"] == "jp-us-energy"
    assert (
        desk.done("list", "--limit", "2", "--format", "json").refs
        == desk.done("list", "--limit", "2", "--format", "json", "--register", file).refs
    )


def test_a_file_has_no_index(desk: Tracker, tmp_path: Path) -> None:
    place = str(tmp_path / "file.json")
    desk.done("copy", desk.place, place)
    code, said = desk("reindex", "--register", place).refusal
    assert (code, said) == (5, f"an index of {place}: it is a file, which has none; name a register on a server")
