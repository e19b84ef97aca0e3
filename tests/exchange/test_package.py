"""Data package: valid for frictionless, safe for spreadsheets; every error names its file, line and column."""

import csv
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec.structs import replace

from tests import hostile
from tests.building import NEWS, commitment, deadline, edit
from tests.program import Tracker
from tracker.errors import NotImportable, UnknownColumns
from tracker.exchange.archive import unpack
from tracker.exchange.columns import MAX_COLUMNS
from tracker.exchange.dump import RegisterDump
from tracker.exchange.package import as_package
from tracker.exchange.package_reader import read_package
from tracker.exchange.package_schema import EVENT_TABLE, PACKAGE, PARTIES, PackageField
from tracker.model.commitment import Source
from tracker.model.register import Party, Register

FIELDS = len(EVENT_TABLE.fields)
WHOLE = RegisterDump(
    register=Register(id=uuid4(), parties={"JBIC": Party(code="JBIC", name="Bank")}),
    commitments=(
        commitment("a", due="2026-Q4", amount="about USD 5bn a year", title="=1+1", tags=("x", "y")),
        commitment("b", events=[deadline("2026", source=NEWS), edit(title="New", obligor=("JP",), obligee=("US",))]),
    ),
)


def rows(name: str, whole: RegisterDump = WHOLE) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(as_package(whole, whole.commitments)[name].decode(), newline="")))


def problems(name: str, old: str, new: str, *, ignore_unknown: bool = False) -> list[str]:
    """The problems of the package after a replacement in one of its files."""
    files = as_package(WHOLE, WHOLE.commitments)
    assert old in files[name].decode()
    files[name] = files[name].decode().replace(old, new).encode()
    return [str(problem) for problem in read_package("x", files, ignore_unknown=ignore_unknown)[1]]


def test_the_tables_of_a_package_have_plain_values() -> None:
    assert [row["title"] for row in rows("commitments.csv")] == ["'=1+1", "Promise b"]
    assert rows("commitments.csv")[0]["tags"] == '["x","y"]'
    amount = rows("events.csv")[2]
    assert [amount[name] for name in ("commitment", "id", "amount", "amount_qualifier", "currency")] == [
        *("a", "3", "5000000000", "about per_year", "USD")
    ]
    assert rows("events.csv")[3]["source"] == "1"
    assert rows("sources.csv")[0] | {"kind": ""} == dict.fromkeys(rows("sources.csv")[0], "") | {
        "id": "1",
        "url": "https://news.example/1",
        "publisher": "News",
    }


def test_a_source_has_one_row_however_often_it_is_cited() -> None:
    source = Source(publisher="News")
    events = [deadline("2026", source=source), deadline("2027", "extension", source=source)]
    commitments = (commitment("a", events=events), commitment("b", events=events))
    whole = RegisterDump(register=Register(id=uuid4()), commitments=commitments)
    assert len(rows("sources.csv", whole)) == 1
    assert read_package("x", as_package(whole, whole.commitments), ignore_unknown=False) == (whole, [])


def test_the_description_names_every_field_of_every_table() -> None:
    description = json.loads(as_package(WHOLE, WHOLE.commitments)["datapackage.json"])
    assert [resource["name"] for resource in description["resources"]] == [table.name for table in PACKAGE]
    for resource in description["resources"]:
        header = next(csv.reader(StringIO(as_package(WHOLE, WHOLE.commitments)[resource["path"]].decode())))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        assert resource["schema"]["primaryKey"]


def test_the_description_follows_version_2_of_the_standard() -> None:
    description = json.loads(as_package(WHOLE, WHOLE.commitments)["datapackage.json"])
    (first, *_) = description["resources"]
    found = [description, first, first["dialect"], first["schema"]]
    kinds = ("datapackage", "dataresource", "tabledialect", "tableschema")
    assert [each["$schema"] for each in found] == [
        f"https://datapackage.org/profiles/2.0/{kind}.json" for kind in kinds
    ]
    assert description["id"] == str(WHOLE.register.id)
    assert (first["type"], "profile" in first) == ("table", False)
    assert {"fields": ["parent"], "reference": {"fields": ["ref"]}} in first["schema"]["foreignKeys"]


def test_a_package_of_version_1_is_still_read() -> None:
    path = Path(__file__).with_name("package_v1.zip")
    files = unpack(str(path), path.read_bytes())
    assert json.loads(files["datapackage.json"])["profile"] == "tabular-data-package"
    contents, problems = read_package("x", files, ignore_unknown=False)
    assert ([one.ref for one in contents.commitments], problems) == (["boeing", "us-jp-sell-rice"], [])
    written = as_package(contents, contents.commitments)
    assert {name: raw for name, raw in files.items() if name.endswith(".csv")} == {
        name: raw for name, raw in written.items() if name.endswith(".csv")
    }


@pytest.mark.slow
@pytest.mark.skipif(not importlib.util.find_spec("frictionless"), reason="frictionless is not installed")
@pytest.mark.parametrize("name", ["x", "x.zip"])
def test_the_validator_of_its_makers_finds_nothing_wrong(sample: Tracker, tmp_path: Path, name: str) -> None:
    for text in hostile.TEXTS.values():
        sample.done("add", text, "--by", "JP", "--to", "US", "--publisher", text, "--due", "2026", "--tag", text)
    sample.done("export", str(tmp_path / name))
    place = name if name.endswith(".zip") else f"{name}/datapackage.json"
    command = [sys.executable, "-m", "frictionless", "validate", place, "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert [task["errors"] for task in report["tasks"]] == [[]] * len(PACKAGE)
    assert (report["valid"], report["errors"], done.returncode) == (True, [], 0)


# ---- reading -----------------------------------------------------------------------------------


def shuffled(table: str) -> str:
    """A table with its rows and columns in another order."""
    header, *lines = csv.reader(StringIO(table, newline=""))
    order = sorted(range(len(header)), key=lambda place: header[place], reverse=True)
    out = StringIO(newline="")
    csv.writer(out).writerows([line[place] for place in order] for line in (header, *reversed(lines)))
    return out.getvalue()


def test_neither_columns_nor_events_need_keep_their_order() -> None:
    files = as_package(WHOLE, WHOLE.commitments)
    files["events.csv"] = shuffled(files["events.csv"].decode()).encode()
    assert read_package("x", files, ignore_unknown=False) == (WHOLE, [])


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("events.csv", "a,1,status", "z,1,status", "events.csv, commitment “z”: commitments.csv has no such ref"),
        ("events.csv", "a,1,", "a,one,", "events.csv line 2, id “one”: one is not a whole number"),
        (
            "events.csv",
            "a,1,status",
            "a,1,oath",
            "commitment 1, ref “a”: history[0].event: this tracker knows no event of the kind 'oath'",
        ),
        ("events.csv", ",false,", ",perhaps,", "reopens “perhaps”: perhaps is neither true nor false"),
        ("events.csv", ",5000000000,", ",five,", "commitment 1, ref “a”"),
        ("events.csv", "retracts,undo", "retracts", f"its number of fields “{FIELDS}”: the header has {FIELDS - 1}"),
        ("events.csv", "agreed,,false,,", "agreed,,false,set,", "an event of the kind status has none; leave it empty"),
        ("events.csv", '"[""title"",', '"[""title""', "it is not JSON"),
        ("sources.csv", "1,https", "2,https", "source “1”: sources.csv has no such id"),
        ("parties.csv", "JBIC,Bank", ",Bank,,,\r\n,Bank", "party 2, code"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(file: str, old: str, new: str, said: str) -> None:
    assert any(said in problem for problem in problems(file, old, new)), problems(file, old, new)


def test_an_unknown_column_is_refused_unless_it_may_be_passed_over() -> None:
    with pytest.raises(UnknownColumns, match=r"views\.csv of x has columns that tracker does not know: “words”"):
        problems("views.csv", "query", "words")
    assert problems("views.csv", "query", "words", ignore_unknown=True) == []


def test_a_table_of_too_many_columns_is_refused() -> None:
    with pytest.raises(NotImportable, match=r"views\.csv of x cannot be imported: it has more than 1000 columns"):
        problems("views.csv", "query", ",".join(map(str, range(MAX_COLUMNS))))


def _without_events(files: dict[str, bytes]) -> None:
    del files["events.csv"]


def _with_a_column_twice(files: dict[str, bytes]) -> None:
    files["views.csv"] = b"name,name\r\n"


def _of_others(files: dict[str, bytes]) -> None:
    files["datapackage.json"] = b'{"resources": []}'


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (_without_events, r"it has no events\.csv; export it again"),
        (_with_a_column_twice, r"views\.csv has a column twice"),
        (_of_others, "it is a data package, but no export of tracker; import its CSV files one by one"),
    ],
)
def test_a_foreign_package_is_refused(damage: Callable[[dict[str, bytes]], None], why: str) -> None:
    files = as_package(WHOLE, WHOLE.commitments)
    damage(files)
    with pytest.raises(NotImportable, match=why):
        read_package("x", files, ignore_unknown=False)


def test_a_table_without_a_column_has_its_defaults() -> None:
    files = as_package(RegisterDump(), [commitment("a", status=None)])
    files["commitments.csv"] = b'ref,title,obligor,obligee\r\na,Promise a,"[""JP""]","[""US""]"\r\n\r\n'
    assert read_package("x", files, ignore_unknown=False)[0].commitments == (commitment("a", status=None),)
    files["commitments.csv"] = b"title\r\nx\r\n"
    assert len(read_package("x", files, ignore_unknown=False)[1]) == 1
    files["events.csv"] = b"id\r\n1\r\n"
    assert len(read_package("x", files, ignore_unknown=False)[1]) == 1


def test_a_field_without_an_attribute_is_an_error_not_an_empty_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = replace(PARTIES, fields=(*PARTIES.fields, PackageField("renamed", "A field that no party has.")))
    monkeypatch.setattr("tracker.exchange.package.PARTIES", renamed)
    with pytest.raises(AttributeError, match="renamed"):
        as_package(WHOLE, WHOLE.commitments)


def test_a_package_of_an_earlier_tracker_has_no_table_of_categories() -> None:
    files = {name: text for name, text in as_package(WHOLE, WHOLE.commitments).items() if name != "categories.csv"}
    found, errors = read_package("x", files, ignore_unknown=False)
    assert errors == []
    assert found.register.categories == {}
