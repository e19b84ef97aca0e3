"""The command `export`, and what `import` makes of an export."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from tests.commands.importing import problems, write
from tests.program import Tracker
from tracker.commands.locate import sample_file

SAMPLE = len(json.loads(sample_file().read_bytes())["commitments"])
FORMS = ("x.json", "x.jsonl", "x.zip", "x")


@pytest.mark.parametrize("name", FORMS)
def test_an_export_into_an_empty_register_gives_the_same_register(
    sample: Tracker, other: Tracker, tmp_path: Path, name: str
) -> None:
    place = str(tmp_path / name)
    assert sample.done("export", place).errors == f"wrote 40 commitments with 480 events to {place}\n"
    assert other.done("import", place).errors == f"{SAMPLE} new, parties: 5\n"
    assert other("export", "-").output == sample("export", "-").output
    assert other("log", "--format", "json").output == sample("log", "--format", "json").output
    before = other.kept()
    assert other.done("import", place).errors == f"0 new, {SAMPLE} unchanged\n"
    assert other.kept() == before


def test_rates_and_views_come_along(small: Tracker, other: Tracker, tmp_path: Path) -> None:
    export = json.loads(small("export", "-").output)
    rates = {"id": "1", "base": "USD", "on": "2026-02-17", "quotes": {"JPY": "152.5", "EUR": None}}
    export["rates"] = [rates | {"recorded_at": "2026-02-17T12:00:00Z", "recorded_by": "mika"}]
    export["views"] = [{"name": "desk", "query": ["by:JP", "overdue"]}]
    assert other.done("import", write(tmp_path, json.dumps(export), "x.json")).errors == "4 new, rates: 1, views: 1\n"
    for name in FORMS:
        third = Tracker(tmp_path / f"third-{name}.json")
        third.done("init")
        other.done("export", str(tmp_path / "again" / name) if name == "x" else str(tmp_path / f"again-{name}"))
        third.done("import", str(tmp_path / "again" / name) if name == "x" else str(tmp_path / f"again-{name}"))
        assert third("export", "-").output == other("export", "-").output


def test_a_register_file_is_imported_as_well(sample: Tracker, other: Tracker) -> None:
    other.done("import", sample.as_file())
    assert other("export", "-").output == sample("export", "-").output


@pytest.mark.parametrize("name", FORMS)
def test_a_register_with_nothing_in_it_takes_over_the_id_of_the_export_and_any_other_keeps_its_own(
    small: Tracker, other: Tracker, tmp_path: Path, name: str
) -> None:
    def id_of(one: Tracker) -> str:
        return str(one("info", "--format", "json").row["id"])

    full = Tracker(tmp_path / "full.json")
    full.done("init")
    full.done("party", "JBIC", "Bank")
    own = id_of(full)
    small.done("export", str(tmp_path / name))
    for one in (full, other):
        one.done("import", str(tmp_path / name), "--dry-run")
        assert id_of(one) != id_of(small)
        one.done("import", str(tmp_path / name))
    assert (id_of(full), id_of(other)) == (own, id_of(small))


def test_an_export_takes_no_evidence_of_ours(small: Tracker, other: Tracker) -> None:
    code, said = other("import", small.as_file(), "--publisher", "News").refusal
    assert (code, said.endswith("give --on, --source, --note and the like with rows only")) == (2, True)
    assert other.done("import", small.as_file(), "--dry-run").output.endswith("4 new. Nothing was changed.\n")
    assert other("list", "--format", "json").rows == []


def test_the_days_of_an_empty_register_come_to_end_where_those_of_the_export_do(small: Tracker, other: Tracker) -> None:
    other.standard_input = small("export", "-", "--format", "jsonl").output.encode()
    other.done("import", "-")
    assert other("info", "--format", "json").row["time_zone"] == "Asia/Tokyo"


def test_the_days_of_a_register_with_commitments_stay(small: Tracker, other: Tracker) -> None:
    other.done("add", "Promise", "--by", "JP", "--to", "US")
    code, said = other("import", small.as_file()).refusal
    assert code == 5
    assert said.endswith(
        "its days end in Asia/Tokyo, those of this register in UTC; "
        "make another register with `tracker init --zone Asia/Tokyo`"
    )


def test_events_recorded_elsewhere_are_imported_with_update(
    small: Tracker, small_register: bytes, tmp_path: Path
) -> None:
    theirs = Tracker(tmp_path / "theirs.json")
    theirs.put(small_register)
    theirs.done("amend", "jp-us-lng", "--due", "2027")
    told = problems(small, theirs.as_file())
    assert told == ["commitment jp-us-lng, history: it has more events than in the register; --update imports them"]
    assert theirs.done("import", small.as_file()).errors == "0 new, 4 unchanged\n"
    assert small.done("import", theirs.as_file(), "--update").errors == "0 new, 1 changed, 3 unchanged\n"
    assert small("export", "-").output == theirs("export", "-").output


def test_another_history_is_refused(small: Tracker, small_register: bytes, tmp_path: Path) -> None:
    theirs = Tracker(tmp_path / "theirs.json")
    theirs.put(small_register)
    theirs.done("amend", "jp-us-lng", "--due", "2027")
    small.done("amend", "jp-us-lng", "--due", "2028")
    (told,) = problems(small, theirs.as_file(), "--update")
    assert "the register has another history of it" in told


def test_what_is_recorded_next_comes_after_all_that_was_imported(small: Tracker, tmp_path: Path) -> None:
    export = json.loads(small("export", "-").output)
    export["commitments"][0]["history"][0]["recorded_at"] = "2031-01-01T00:00:00Z"
    later = Tracker(tmp_path / "later.json")
    later.done("init")
    later.done("import", write(tmp_path, json.dumps(export), "x.json"))
    later.done("add", "Promise", "--by", "JP", "--to", "US")
    assert later("log", "--format", "json").rows[0]["recorded_at"] > "2031-01-01"
    later.done("undo")
    assert len(later("list", "--format", "json").rows) == 4


def test_an_export_is_not_written_over_anything_else(small: Tracker, tmp_path: Path) -> None:
    notes, folder = tmp_path / "notes.json", tmp_path / "mine"
    notes.write_text("mine", encoding="utf-8")
    folder.mkdir()
    (folder / "notes").write_text("mine", encoding="utf-8")
    for place in (notes, folder):
        assert small("export", str(place)).refusal == (
            5,
            f"cannot replace {place}: it is not an export; choose another place, or give --force",
        )
    small.done("export", str(folder), "--force")
    small.done("export", str(folder))
    assert (folder / "notes").read_text(encoding="utf-8") == "mine"
    for name in ("x.json", "x.jsonl", "x.zip"):
        small.done("export", str(tmp_path / name))
        before = (tmp_path / name).read_bytes()
        small.done("export", str(tmp_path / name))
        assert (tmp_path / name).read_bytes() == before


@pytest.mark.file
def test_an_export_is_never_written_over_the_register(small: Tracker, small_register: bytes) -> None:
    code, said = small("export", small.place, "--force").refusal
    assert (code, "is the register itself" in said) == (5, True)
    assert small.kept() == small_register


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["x.csv"], "x.csv names no format of an export; call it x.json, x.jsonl or x.zip, or give --format"),
        (["-", "--format", "zip"], "a zip cannot be written to standard output; give --format json or jsonl"),
        (["x", "--format", "xml"], "“xml” is not a format of an export; choose from json, jsonl, zip, folder"),
    ],
)
def test_an_impossible_format_of_an_export_is_refused(small: Tracker, arguments: list[str], sentence: str) -> None:
    code, said = small("export", *arguments).refusal
    assert (code, said.startswith(sentence)) == (2, True)


@pytest.mark.parametrize(
    "place", [pytest.param("commitments.json/x", marks=pytest.mark.file), "x" * 5000, "x" * 5000 + ".json"]
)
def test_an_impossible_path_of_an_export_is_refused(small: Tracker, tmp_path: Path, place: str) -> None:
    code, said = small("export", f"{tmp_path}/{place}").refusal
    assert (code, "cannot be written" in said) == (4, True)
    code, said = small("import", f"{tmp_path}/{place}").refusal
    assert (code, "cannot be read" in said) == (4, True)


def test_the_csv_of_the_package_is_read_like_any_other(sample: Tracker, other: Tracker, tmp_path: Path) -> None:
    sample.done("export", str(tmp_path / "x"))
    other.done("party", "SOFTBANK", "SoftBank Group")
    other.done("import", str(tmp_path / "x" / "commitments.csv"))
    ours, theirs = (
        {row["ref"]: row["terms"] for row in json.loads(one("export", "-").output)["commitments"]}
        for one in (sample, other)
    )
    # What is recorded of a period has its terms from the rule, so the terms alone add no record of it.
    periods = {ref for ref in ours if "every" in ours.get(ref.rpartition("/")[0], {})}
    assert {ref: terms for ref, terms in ours.items() if ref not in periods} == theirs


def test_the_export_of_a_register_with_nothing_in_it_is_one_too(empty: Tracker, other: Tracker, tmp_path: Path) -> None:
    for name in FORMS:
        empty.done("export", str(tmp_path / name))
        assert other.done("import", str(tmp_path / name)).errors == "0 new\n"
    assert list(csv.reader(StringIO((tmp_path / "x" / "views.csv").read_text(encoding="utf-8")))) == [["name", "query"]]


@pytest.mark.file
@pytest.mark.parametrize("dest", ["-", *FORMS])
def test_nothing_is_written_of_a_register_that_cannot_be_read_to_its_end(
    small: Tracker, tmp_path: Path, dest: str
) -> None:
    stored = small.tables()
    [*_, last] = stored["commitments"].values()
    last["terms"]["obligor"] = "nobody"
    small.register.write_text(json.dumps(stored))
    place = dest if dest == "-" else str(tmp_path / "out" / dest)
    Path(place).parent.mkdir(exist_ok=True)
    code, why = small("export", place).refusal
    assert (code, "Expected `array`, got `str`" in why) == (4, True)
    assert dest == "-" or not Path(place).exists()
