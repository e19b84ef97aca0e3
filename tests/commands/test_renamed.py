"""Renamed commitments: found under every ref that they had, and shown under the present one."""

import json
from pathlib import Path

import pytest

from tests.program import ON_SERVER, Tracker
from tracker.store import open_store

NOTE = "gas was renamed energy on 2026-06-15"


@pytest.fixture
def renamed(empty: Tracker) -> Tracker:
    """A register with a renamed commitment, and others that name it in every way that there is."""
    for ref, *more in (
        ("gas", "--due", "2026-03"),
        ("pipeline", "--parent", "gas", "--due", "2026-09"),
        ("loan", "--in-return-for", "gas", "--due", "2026-10"),
        ("port", "--due", "45d after gas", "--status", "agreed"),
        ("old",),
    ):
        empty.done(
            "add",
            ref.title(),
            "--by",
            "JP",
            "--to",
            "US",
            "--ref",
            ref,
            "--made-on",
            "2026-01-05",
            "--known",
            "2026-01-05",
            *more,
        )
    empty.done("edit", "loan", "--tag", "bank")
    empty.done("mark", "old", "superseded", "--successor", "gas", "--on", "2026-02")
    assert empty.done("edit", "gas", "--ref", "energy").errors == "gas: renamed from gas to energy\n"
    return empty


def row(tracker: Tracker, ref: str) -> dict[str, object]:
    return tracker.done("show", ref, "--format", "json").row


def test_a_renamed_commitment_is_renamed_everywhere_it_is_named(renamed: Tracker) -> None:
    assert renamed.done("list", "--format", "json").refs == ["energy", "pipeline", "loan", "port", "old"]
    assert row(renamed, "pipeline")["parent"] == "energy"
    assert row(renamed, "loan")["in_return_for"] == ["energy"]
    assert row(renamed, "port")["awaits"] == "energy"
    assert row(renamed, "old")["successor"] == "energy"
    assert row(renamed, "energy")["former_refs"] == ["gas"]
    assert row(renamed, "loan")["former_refs"] == []
    assert "formerly" in renamed.done("show", "energy").output
    assert [part["ref"] for part in row(renamed, "energy")["parts"]] == ["pipeline"]  # type: ignore[attr-defined] # rows
    assert "gas" not in renamed.done("list", "--format", "csv", "--columns", "ref,parent,successor,awaits").output
    assert "does not exist" not in renamed("check").output


def test_the_old_ref_is_found_with_a_note(renamed: Tracker) -> None:
    shown = renamed.done("show", "gas", "--format", "json")
    assert (shown.row["ref"], shown.errors) == ("energy", f"{NOTE}\n")
    assert renamed.done("log", "ga", "--format", "json").errors == f"{NOTE}\n"
    assert renamed.done("assess", "gas", "on-track").errors == f"{NOTE}\nenergy: on track\n"
    assert renamed.done("show", "en", "--format", "json").errors == ""
    assert renamed.done("edit", "old", "--parent", "gas").errors == f"{NOTE}\nold: edited parent\n"
    assert row(renamed, "old")["parent"] == "energy"


def test_queries_find_it_by_either_ref_and_say_so(renamed: Tracker) -> None:
    for query, refs in (("ref:gas", ["energy"]), ("parent:gas", ["pipeline"]), ("ref:ene", ["energy"])):
        assert renamed.done("list", query, "--format", "json").refs == refs
    assert f"{NOTE}." in renamed.done("list", "parent:ga").output
    assert f"{NOTE}." in renamed.done("list", "not:ref:gas").output
    assert NOTE not in renamed.done("list", "ref:energy").output
    assert renamed.done("list", "text:energy", "--format", "json").refs == ["energy"]
    assert renamed("list", "ref:nowhere").refusal[0] == 2


def test_undo_restores_the_old_ref(renamed: Tracker) -> None:
    assert renamed.done("undo").errors == "took back energy: renamed from gas to energy\n"
    assert renamed.done("list", "--format", "json").refs == ["gas", "pipeline", "loan", "port", "old"]
    assert row(renamed, "pipeline")["parent"] == "gas"
    assert renamed.done("show", "energy", "--format", "json").errors == "energy was renamed gas on 2026-06-15\n"
    renamed.done("edit", "gas", "--ref", "energy")
    assert row(renamed, "pipeline")["parent"] == "energy"


def test_no_other_commitment_takes_a_ref_that_one_had(renamed: Tracker) -> None:
    for ref in ("gas", "energy"):
        code, sentence = renamed("add", "Other", "--by", "JP", "--to", "US", "--ref", ref).refusal
        assert (code, sentence) == (5, f"the ref {ref}: it is or was the ref of energy; choose another with --ref")
        code, sentence = renamed("edit", "loan", "--ref", ref).refusal
        assert (code, sentence) == (5, f"renaming loan {ref}: it is the ref of energy, or was; choose another ref")
    code, sentence = renamed("edit", "energy", "--ref", "loan").refusal
    assert (code, sentence) == (5, "renaming energy loan: it is the ref of loan, or was; choose another ref")
    renamed.done("add", "Gas", "--by", "JP", "--to", "US", "--ref", "jp-us-gas")
    renamed.done("edit", "jp-us-gas", "--ref", "lng")
    assert renamed.done("add", "Gas", "--by", "JP", "--to", "US").output == "jp-us-gas-2\n"


def test_a_ref_that_cannot_be_one_or_changes_nothing_is_refused(renamed: Tracker) -> None:
    assert renamed("edit", "loan", "--ref", "Loan!").refusal[0] == 5
    code, sentence = renamed("edit", "loan", "--ref", "loan").refusal
    assert (code, sentence[:39]) == (5, "an edit of loan: nothing would change; ")


def test_a_commitment_is_renamed_again_and_back(renamed: Tracker) -> None:
    renamed.done("edit", "energy", "--ref", "power", "--title", "Power")
    for ref in ("gas", "energy", "power"):
        assert row(renamed, ref)["ref"] == "power"
    says = [event["says"] for event in renamed.done("log", "power", "--format", "json").rows]
    assert says[:2] == ["renamed from energy to power; edited title", "renamed from gas to energy"]
    renamed.done("edit", "power", "--ref", "gas")
    assert row(renamed, "power")["ref"] == row(renamed, "gas")["ref"] == "gas"
    assert row(renamed, "pipeline")["parent"] == "gas"


def test_earlier_moments_show_the_present_ref(renamed: Tracker) -> None:
    for moment in ("--as-of", "--known-at"):
        assert "energy" in renamed.done("list", moment, "2026-06-14", "--format", "json").refs
    changes = renamed.done("changes", "--since", "2026-06-14").output
    assert "renamed from gas to energy" in " ".join(changes.split())


def test_a_dry_run_shows_the_new_ref_and_changes_nothing(renamed: Tracker) -> None:
    before = renamed.kept()
    words = renamed.done("edit", "energy", "--ref", "power", "--dry-run").output.split()
    assert words[words.index("ref") :][:3] == ["ref", "energy", "power"]
    assert words.count("power") == 2
    undone = renamed.done("undo", "--dry-run").output.split()
    assert undone[undone.index("ref") :][:3] == ["ref", "energy", "gas"]
    assert renamed.kept() == before


@pytest.mark.parametrize("written", ["json", "jsonl", "package"])
def test_an_export_carries_the_former_refs(renamed: Tracker, written: str) -> None:
    path = str(renamed.folder / ("out" if written == "package" else f"out.{written}"))
    renamed.done("export", path)
    other = str(renamed.folder / "other.json")
    renamed.done("init", "--register", other)
    renamed.done("import", path, "--register", other)
    for arguments in (("list",), ("log",), ("show", "gas")):
        there, here = (renamed.done(*arguments, "--format", "json", *at).output for at in (("-r", other), ()))
        assert there == here
    assert renamed.done("import", path).errors == "0 new, 5 unchanged\n"


def test_rows_that_name_the_old_ref_find_it_with_a_note(renamed: Tracker) -> None:
    path = renamed.folder / "rows.csv"
    path.write_text("ref,title,obligor,obligee,parent,notes\ngas,,,,,Gas and more\nnew,New,JP,US,gas,\n")
    assert renamed.done("import", str(path), "--update").errors == f"{NOTE}\n1 new, 1 changed\n"
    assert (row(renamed, "energy")["notes"], row(renamed, "new")["parent"]) == ("Gas and more", "energy")
    path.write_text("title,obligor,obligee\nPower,JP,US\n")
    renamed.done("add", "x", "--by", "JP", "--to", "US", "--ref", "jp-us-power")
    renamed.done("edit", "jp-us-power", "--ref", "x")
    renamed.done("import", str(path))
    assert renamed.done("list", "text:power", "--format", "json").refs == ["jp-us-power-2"]


def test_a_register_with_two_of_one_ref_is_refused(renamed: Tracker) -> None:
    tables = renamed.tables()
    copied = next(iter(tables["commitments"].values())) | {"ref": "energy", "history": []}
    tables["commitments"]["99"] = copied
    renamed.put(json.dumps(tables).encode())
    if ON_SERVER:  # only the index that the owner writes counts there, and it has each ref once
        assert "gas" in renamed.done("list", "--format", "json").refs
        return
    code, sentence = renamed("list").refusal
    assert code == 4
    assert "energy is or was the ref of gas too; " in sentence


def test_a_milestone_follows_its_parent_and_keeps_below_it(renamed: Tracker) -> None:
    tables = renamed.tables()
    part = next(document for document in tables["commitments"].values() if document["ref"] == "pipeline")
    part["ref"] = "gas/pipeline"
    renamed.put(json.dumps(tables).encode())
    assert row(renamed, "energy/pipeline")["parent"] == "energy"
    assert renamed.done("show", "gas/pipeline", "--format", "json").errors == (
        "gas/pipeline was renamed energy/pipeline on 2026-06-15\n"
    )
    for typed in ("energy/tube", "pipe"):
        renamed.done("edit", "energy/pi" if typed == "energy/tube" else "energy/tube", "--ref", typed)
    renamed.done("edit", "energy", "--ref", "power")
    for ref in ("power/pipe", "energy/tube", "gas/pipeline", "power/pi"):
        assert row(renamed, ref)["ref"] == "power/pipe"


@pytest.fixture
def licence(renamed: Tracker) -> Tracker:
    """That register with two milestones of the renamed commitment, one of which was renamed after its parent."""
    renamed.done("undo")
    for name in ("permit", "talks"):
        renamed.done("milestone", "gas", name, "--due", "2026-05")
    renamed.done("edit", "gas", "--ref", "energy")
    renamed.done("edit", "energy/permit", "--ref", "energy/licence")
    return renamed


@pytest.mark.parametrize(
    ("typed", "ref", "former"),
    [
        ("gas/talks", "energy/talks", "gas/talks was renamed energy/talks"),
        ("ga/t", "energy/talks", "gas/talks was renamed energy/talks"),
        ("en/t", "energy/talks", ""),
        ("gas/permit", "energy/licence", "gas/permit was renamed energy/licence"),
        ("ga/per", "energy/licence", "gas/permit was renamed energy/licence"),
        ("en/per", "energy/licence", "energy/permit was renamed energy/licence"),
        ("gas/lic", "energy/licence", "gas was renamed energy"),
        ("en/lic", "energy/licence", ""),
    ],
)
def test_the_beginning_of_a_former_ref_of_a_milestone_is_found_with_a_note(
    licence: Tracker, typed: str, ref: str, former: str
) -> None:
    note = former and f"{former} on 2026-06-15"
    shown = licence.done("show", typed, "--format", "json")
    assert (shown.row["ref"], shown.errors) == (ref, note and f"{note}\n")
    listed = licence.done("list", f"ref:{typed}", "--milestones").output
    assert ref in listed
    assert ("was renamed" in listed, note in listed) == (bool(former), True)


def test_the_beginning_of_several_former_refs_is_refused(licence: Tracker) -> None:
    refs = "energy/licence, energy/talks"
    assert licence("show", "gas/").refusal == (
        *(3, f"“gas/” is the beginning of 2 refs: {refs}; type more of the one you mean"),
    )
    assert licence("show", "gas/x").refusal[0] == 3
    licence.done("milestone", "energy", "permission")
    assert row(licence, "energy/per")["ref"] == "energy/permission"


def test_a_backup_is_compared_under_the_present_refs(licence: Tracker) -> None:
    copy = str(licence.folder / "copy.json")
    licence.done("copy", licence.place, copy)
    licence.done("assess", "energy/licence", "on_track")
    licence.done("edit", "pipeline", "--ref", "tube")
    lost = [line.split("  ")[0] for line in licence.done("restore", copy, "--dry-run").output.splitlines()]
    assert lost[-3:-1] == ["tube", "energy/licence"]


def test_a_back_end_knows_what_was_renamed(renamed: Tracker) -> None:
    with open_store(renamed.place).reading() as reader:
        (one,) = reader.renamed()
    assert (one.recorded, one.present, one.refs) == ("gas", "energy", ("gas", "energy"))


@pytest.mark.parametrize(
    ("ref", "typed", "sentence"),
    [
        (
            "loan",
            "a/b",
            "renaming loan a/b: a ref with a slash is that of a milestone; write `tracker edit loan --ref b`",
        ),
        (
            "energy/tube",
            "loan/pipe",
            "renaming energy/tube loan/pipe: it stays inside energy; write `tracker edit energy/tube --ref pipe`",
        ),
        (
            "energy/tube",
            "2027",
            "renaming energy/tube energy/2027: it is the ref of a period of energy; choose another ref",
        ),
    ],
)
def test_a_rename_moves_nothing_to_another_place(renamed: Tracker, ref: str, typed: str, sentence: str) -> None:
    renamed.done("edit", "energy", "--every", "year", "--from", "2026", "--until", "2028")
    renamed.done("milestone", "energy", "tube", "--due", "2026-09-30")
    before = renamed.kept()
    assert renamed("edit", ref, "--ref", typed).refusal == (5, sentence)
    assert renamed.kept() == before
    renamed.done("edit", "energy/tube", "--ref", "gas/pipe")
    assert row(renamed, "energy/pipe")["parent"] == "energy"


def test_a_rename_to_a_place_that_does_not_exist_can_be_undone(renamed: Tracker, tmp_path: Path) -> None:
    renamed.done("edit", "loan", "--ref", "a-b")
    tables = renamed.tables()
    loan = next(document for document in tables["commitments"].values() if document["ref"] == "loan")
    loan["history"][-1]["ref"] = "a/b"
    (damaged := tmp_path / "damaged.json").write_text(json.dumps(tables))
    assert "loan cannot be renamed into another commitment" in renamed("import", str(damaged)).errors
    renamed.put(json.dumps(tables).encode())
    assert renamed("assess", "a/b", "on_track").refusal == (
        5,
        "recording on a/b: no commitment is called a; `tracker undo` takes back the rename",
    )
    assert renamed.done("undo").errors == "took back a/b: renamed from loan to a/b\n"
    assert row(renamed, "loan")["ref"] == "loan"
