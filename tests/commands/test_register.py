"""The register itself: `init` makes one and never replaces one, `info` tells what is in it, `party` names its own."""

import json
from pathlib import Path

import pytest

from tests.program import Tracker
from tracker.commands.locate import sample_file as shipped
from tracker.model.register import Party
from tracker.store import open_store


def test_a_register_is_made_empty_in_a_zone(tracker: Tracker) -> None:
    tracker.done("init", "--zone", "Asia/Tokyo")
    assert tracker("info", "--format", "json").row["time_zone"] == "Asia/Tokyo"
    assert tracker("list", "--format", "json").rows == []


@pytest.mark.file
def test_the_place_of_a_new_register_is_told(tracker: Tracker) -> None:
    assert tracker("init", "--zone", "Asia/Tokyo") == ("", f"made {tracker.place}\n", 0, "")


@pytest.mark.file
def test_there_is_nothing_to_grant_on_a_file(small: Tracker, small_register: bytes) -> None:
    sentence = f"grants on {small.place}: it is a file; chmod and chgrp say who may read and change it"
    assert small("init", "--grants").refusal == (5, sentence)
    assert small.kept() == small_register


def test_a_register_is_made_with_the_sample(tracker: Tracker) -> None:
    tracker.done("init", "--sample")
    filled = {name: table for name, table in tracker.tables().items() if table}
    del filled["meta"]["1"]["id"]
    assert filled == json.loads(shipped().read_bytes())


def test_every_sample_is_a_register_of_its_own(tracker: Tracker, tmp_path: Path) -> None:
    other = Tracker(tmp_path / "other.json")
    for one in (tracker, other):
        one.done("init", "--sample")
    assert len({one("info", "--format", "json").row["id"] for one in (tracker, other)} - {None}) == 2


def test_a_register_is_made_with_its_folder_where_one_is_named(tracker: Tracker, tmp_path: Path) -> None:
    place = tmp_path / "desk" / "r.json"
    tracker.done("init", "--register", str(place))
    assert tracker.done("list", "-r", str(place)).output == "0 listed.\n"
    assert tracker.kept() is None


@pytest.mark.parametrize("sample", [[], ["--sample"]])
def test_a_register_is_never_replaced(small: Tracker, small_register: bytes, sample: list[str]) -> None:
    sentence = f"{small.place} exists already; choose another place with --register"
    assert small("init", *sample).refusal == (5, sentence)
    assert small.kept() == small_register


def test_a_register_of_no_zone_is_not_made(tracker: Tracker) -> None:
    sentence = "“Mars” is no IANA time zone; write one such as Asia/Tokyo or America/New_York"
    assert tracker("init", "--zone", "Mars").refusal == (2, sentence)
    assert tracker.kept() is None


def test_the_sample_is_made_in_no_zone_but_its_own(tracker: Tracker) -> None:
    sentence = "the sample has a zone of its own: leave out --zone or --sample"
    assert tracker("init", "--sample", "--zone", "Asia/Tokyo").refusal == (2, sentence)
    assert tracker.kept() is None


@pytest.mark.file
def test_a_register_cannot_be_made_under_a_file(small: Tracker) -> None:
    code, said = small("init", "--register", str(small.register / "r.json")).refusal
    assert (code, "cannot be written" in said) == (4, True)


def test_info_tells_what_is_in_the_register(small: Tracker) -> None:
    row = small("info", "--format", "json").row
    assert row["changed_by"]
    assert {name: row[name] for name in row if not name.startswith("changed")} == {
        "register": small.place,
        "id": small.tables()["meta"]["1"]["id"],
        **open_store(small.place).host(),
        "bytes": open_store(small.place).size(),
        "schema": 2,
        "time_zone": "Asia/Tokyo",
        "parties": 0,
        "as_backed_up": None,
        "commitments": 4,
        "events": 15,
        "sources": 2,
    }


def test_info_tells_the_id_of_a_register_that_was_made_without_one_once_it_has_a_commitment(tracker: Tracker) -> None:
    tracker.put(json.dumps({"meta": {"1": {"schema": 2}}}).encode())
    assert tracker("info", "--format", "json").row["id"] is None
    tracker.done("add", "Gas", "--by", "JP", "--to", "US")
    assert tracker("info", "--format", "json").row["id"]


@pytest.mark.file
def test_info_tells_how_many_bytes_the_file_has(small: Tracker, small_register: bytes) -> None:
    assert small("info", "--format", "json").row["bytes"] == len(small_register)


@pytest.mark.file
def test_info_tells_whether_something_else_has_written_the_register_since_the_last_change(small: Tracker) -> None:
    small.done("mark", "jp-us-lng", "in_progress")
    assert small("info", "--format", "json").row["as_backed_up"] is True
    raw = small.register.read_bytes()
    small.register.write_bytes(raw.replace(b"Buy more", b"Bqy more"))
    assert small("info", "--format", "json").row["as_backed_up"] is False


def test_info_says_nothing_of_a_backup_that_it_may_not_read(small: Tracker) -> None:
    copy = Path(small.done("backup").output.strip())
    copy.unlink()
    copy.mkdir()
    assert small("info", "--format", "json").row["as_backed_up"] is None


def test_info_of_a_new_register_knows_no_change(empty: Tracker) -> None:
    row = empty("info", "--format", "json").row
    assert (row["changed_at"], row["changed_by"], row["events"]) == (None, None, 0)
    assert row["id"] == empty.tables()["meta"]["1"]["id"]
    assert "\nchanged at\nchanged by\n" in empty("info").output


@pytest.mark.file
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"{", "it is not JSON at line 1, column 2 (byte 1): "),
        (b"[]", "it is JSON, but no register"),
        (json.dumps({"meta": {"1": {"schema": 10**6}}}).encode(), "has schema 1000000, this tracker knows up to"),
        (b"\xff\xfe", "it begins with a byte order mark"),
        (b'{"a": "' + b"\xff" + b'"}', "it is not UTF-8 at byte 7"),
    ],
)
@pytest.mark.parametrize(
    "arguments", ["info", "list", "show x", "add x --by JP --to US", "mark x met", "deliver x USD1bn"]
)
def test_a_register_that_cannot_be_read_is_refused_and_left_as_it_is(
    tracker: Tracker, content: bytes, why: str, arguments: str
) -> None:
    tracker.put(content)
    code, said = tracker(*arguments.split()).refusal
    assert code == 4
    assert why in said
    assert tracker.kept() == content


def test_a_folder_is_no_register(tracker: Tracker, tmp_path: Path) -> None:
    assert tracker("info", "--register", str(tmp_path)).refusal == (
        4,
        f"{tmp_path} cannot be read: it is a folder; make it readable or choose another with --register",
    )


# ---- party -------------------------------------------------------------------------------------


def test_a_register_names_no_party_at_first(empty: Tracker) -> None:
    assert empty.done("party", "--format", "json").rows == []
    assert empty("info", "--format", "json").row["parties"] == 0


def test_a_party_is_added_and_can_owe_from_then_on(small: Tracker) -> None:
    arguments = ("JBIC", "Japan Bank for International Cooperation", "--named", "ja=国際協力銀行")
    assert small("add", "x", "--by", "JBIC", "--to", "US").exit_code == 2
    assert small.done("party", *arguments) == ("", "JBIC: Japan Bank for International Cooperation\n", 0, "")
    assert small.done("party", "--format", "json").row == {
        "code": "JBIC",
        "name": "Japan Bank for International Cooperation",
        "names": ["ja=国際協力銀行"],
        "former": [],
    }
    small.done("add", "x", "--by", "JBIC", "--to", "US", "--ref", "loan")
    assert "国際協力銀行" in small("show", "loan", "--lang", "ja").output


def test_a_dry_run_tells_how_a_party_would_be_named_and_names_none(small: Tracker) -> None:
    small.done("party", "JBIC", "Bank")
    before = small.kept()
    assert small.done("party", "JBIC", "Japan Bank", "--dry-run").errors == "would be JBIC: Japan Bank, was Bank\n"
    assert small.kept() == before
    assert small.done("party", "JBIC", "Japan Bank").errors == "JBIC: Japan Bank, was Bank\n"


def test_a_party_named_anew_keeps_its_other_names(small: Tracker) -> None:
    small.done("party", "JBIC", "Bank", "--named", "ja=銀行", "--named", "zh=银行")
    small.done("party", "JBIC", "Japan Bank", "--named", "zh=日本银行", "--named", "")
    row = small("party", "--format", "json").row
    assert (row["name"], row["names"]) == ("Japan Bank", ["ja=銀行", "zh=日本银行"])


def test_what_a_party_was_called_is_kept(small: Tracker) -> None:
    for name in ("Bank", "Japan Bank", "Japan Bank", "JBIC"):
        small.done("party", "JBIC", name)
    assert small("party", "--format", "json").row["former"] == ["Bank", "Japan Bank"]


def test_parties_are_listed_by_code(small: Tracker) -> None:
    for code in ("US", "A1", "JBIC", "A-1"):
        small.done("party", code, f"Name of {code}")
    assert [row["code"] for row in small("party", "--format", "csv").rows] == ["A-1", "A1", "JBIC", "US"]


def test_parties_are_written_to_a_file(small: Tracker, tmp_path: Path) -> None:
    small.done("party", "JBIC", "Bank")
    small.done("party", "--output", str(tmp_path / "parties.csv"))
    assert (tmp_path / "parties.csv").read_bytes() == b"code,name,names,former\r\nJBIC,Bank,,\r\n"


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (["JBIC"], 2, 'the party JBIC needs a name: write tracker party JBIC "NAME"'),
        (["JBIC", " "], 2, 'the party JBIC needs a name: write tracker party JBIC "NAME"'),
        (["JBIC", "Bank", "--named", "銀行"], 2, "--named 銀行: write it as ja=対米投資"),
        (["JBIC", "Bank", "--named", "xx=y"], 2, "“xx” is no language tag of BCP 47; "),
        (["jbic", "x"], 5, "the party jbic: a code is 2 to 20 capitals, digits and dashes; write one as JBIC"),
        (["J", "x"], 5, "the party J: a code is 2 to 20 capitals, "),
        (["", "x"], 5, "the party : a code is 2 to 20 capitals, "),
        (["1A", "x"], 5, "the party 1A: a code is 2 to 20 capitals, "),
        (["A" * 21, "x"], 5, f"the party {'A' * 21}: a code is 2 to 20 capitals, "),
        (["JBIC", "nul \0"], 5, "JBIC: its text holds a NUL character or half of a surrogate pair; "),
    ],
)
def test_a_party_that_cannot_be_named_is_refused_and_nothing_is_written(
    small: Tracker, small_register: bytes, arguments: list[str], exit_code: int, sentence: str
) -> None:
    code, said = small("party", *arguments).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)
    assert small.kept() == small_register


@pytest.mark.parametrize("arguments", [[], ["JBIC", "Bank"]])
def test_no_party_is_named_where_there_is_no_register(tracker: Tracker, arguments: list[str]) -> None:
    assert tracker("party", *arguments).refusal[0] == 4
    assert (tracker.kept(), list(tracker.folder.iterdir())) == (None, [])


def test_no_party_takes_the_name_of_a_country_or_of_another_away(small: Tracker) -> None:
    small.done("party", "JBIC", "Bank")
    for code, name in (("FAKE", "Japan"), ("FAKE", "bank"), ("JBIC", "日本")):
        assert small("party", code, name).refusal[0] == 5
    for code in ("JPN", "CHAD"):
        refused, said = small("party", code, "Nobody").refusal
        assert (refused, said.startswith(f"the party {code}: that stands for the country")) == (5, True)
    small.done("party", "JP", "Japan")
    small.done("party", "JBIC", "Bank for Cooperation", "--named", "ja=銀行")
    assert small.done("list", "by:Japan", "--format", "json").rows


def test_a_name_that_two_have_all_the_same_is_told_as_ambiguous(small: Tracker) -> None:
    with open_store(small.place).writing() as register:
        register.put_party(Party(code="FAKE", name="Japan"))
    code, said = small("list", "by:Japan").refusal
    assert (code, "FAKE" in said, "JP" in said) == (2, True, True)


@pytest.mark.parametrize("words", [("undo", ""), ("log", ""), ("list", "--as-of", ""), ("list", "--known-at", "")])
def test_an_empty_value_is_refused_and_not_taken_for_none(small: Tracker, words: tuple[str, ...]) -> None:
    before = small.kept()
    assert small(*words).refusal[0] in {2, 3, 5}
    assert small.kept() == before
