"""The whole of a register in JSON: which shapes there are, and what of one is no register."""

import json
from typing import Any
from uuid import UUID

import pytest

from tracker.errors import NewerSchema, NotImportable, TrackerError
from tracker.exchange import dump
from tracker.exchange.dump import parse_dump
from tracker.model import migrations
from tracker.model.codec import decode
from tracker.model.commitment import Commitment
from tracker.model.migrations import SCHEMA, Tables
from tracker.model.register import id_of_earlier

META = {"schema": SCHEMA, "zone": "UTC"}
TERMS = {"title": "Promise", "obligor": ["JP"], "obligee": ["US"]}
EVENT = {"event": "assessment", "id": 1, "recorded_at": "2026-03-01T00:00:00Z", "recorded_by": "a"}
JUDGED = EVENT | {"assessment": "on_track"}
GOOD = {"ref": "a", "terms": TERMS, "history": [JUDGED]}


def problems(*commitments: Any, **more: Any) -> list[str]:  # noqa: ANN401 - any JSON
    found = parse_dump("x", json.dumps({"tracker": META, "commitments": commitments, **more}))
    assert isinstance(found, tuple)
    return [str(problem) for problem in found[1]]


def test_a_valid_dump_has_no_problems() -> None:
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("commitment", "said"),
    [
        ({}, "commitment 1, ref: Object missing required field `ref`"),
        (GOOD | {"ref": "A B"}, "commitment A B, ref: “A B” cannot be a reference"),
        (GOOD | {"terms": TERMS | {"force": "oath"}}, "commitment 1, ref “a”: terms.force: Invalid enum value 'oath'"),
        (GOOD | {"history": [JUDGED, JUDGED]}, "history[1].id: two events have the number 1, as after a merge by hand"),
        (
            GOOD | {"history": [JUDGED | {"recorded_at": "9999-12-31T23:59:59Z"}]},
            "nothing could be recorded after it",
        ),
        (
            GOOD | {"history": [EVENT | {"event": "terms", "changed": ["ref"], "terms": TERMS, "ref": "A B"}]},
            "commitment a, ref: “A B” cannot be a reference",
        ),
        (GOOD | {"terms": TERMS | {"notes": "\0"}}, "commitment 1, notes: it holds a NUL character"),
        (GOOD | {"terms": TERMS | {"tags": ["\ud800"]}}, "commitment 1, tags: it holds a NUL character"),
        (GOOD | {"terms": TERMS | {"force": "\ud800"}}, "commitment 1, force: it holds a NUL character"),
        (GOOD | {"terms": TERMS | {"titles": {"\0": "x"}}}, "commitment 1, titles: it holds a NUL character"),
    ],
)
def test_an_invalid_commitment_is_a_problem_with_its_field(commitment: dict[str, Any], said: str) -> None:
    assert any(said in problem for problem in problems(commitment))


def test_a_name_stands_in_a_table_once() -> None:
    assert problems(GOOD, GOOD) == ["commitment 2, ref “a”: the file has it twice; remove one"]
    assert problems(parties=[{"code": "X", "name": "x"}] * 2)[0].startswith("party 2, code “X”")


@pytest.mark.parametrize(
    ("whole", "why"),
    [
        ({"tracker": 5}, "it has no schema and zone"),
        ({"tracker": {"schema": True, "zone": "UTC"}}, "it has no schema and zone"),
        ({"tracker": {"schema": 1}}, "it has no schema and zone"),
        ({"tracker": {"schema": 0, "zone": "UTC"}}, "no tracker ever wrote schema 0"),
        ({"tracker": META | {"zone": "Mars"}}, "“Mars” is not a time zone of IANA"),
        (
            {"tracker": META | {"id": "x\r\nATTENDEE:mallory"}},
            "the id that it gives its register is not a UUID; mend it",
        ),
        ({"meta": {"1": META | {"id": 5}}}, "the id that it gives its register is not a UUID; mend it"),
        ({"tracker": META, "commitments": {}}, "its commitments are not an array"),
        ({"tracker": META, "parties": [5]}, "its parties have items that are not objects"),
        ({"meta": 5}, "it has no schema and zone"),
        ({"meta": {"1": META}, "views": 5}, "its views are not an array"),
        ({"resources": []}, "it is the description of a data package; give the folder"),
        ({"other": 1}, "it is JSON, but neither rows nor an export"),
        (5, "it is JSON, but neither rows nor an export"),
    ],
)
def test_json_that_is_not_a_register_is_refused(whole: Any, why: str) -> None:  # noqa: ANN401 - any JSON
    with pytest.raises(TrackerError, match=why):
        parse_dump("x", json.dumps(whole))


def test_a_newer_schema_is_refused() -> None:
    with pytest.raises(NewerSchema, match=r"; update tracker from where you installed it$"):
        parse_dump("x", json.dumps({"tracker": META | {"schema": SCHEMA + 1}}))


def test_an_older_schema_is_brought_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(tables: Tables) -> Tables:
        return tables | {"views": {"1": {"name": "old", "query": []}}}

    known = migrations.MIGRATIONS | {0: renamed}
    monkeypatch.setattr(migrations, "MIGRATIONS", known)
    monkeypatch.setattr(dump, "MIGRATIONS", known)
    found = parse_dump("x", json.dumps({"tracker": META | {"schema": 0}}))
    assert isinstance(found, tuple)
    assert list(found[0].register.views) == ["old"]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([{"tracker": META}, {"oath": {}}], "line 2 holds none of party, category, rates, view, commitment"),
        ([{"tracker": META}, {"view": {}, "party": {}}], "line 2 holds none of"),
        ([{"tracker": META}, []], "line 2 holds none of"),
    ],
)
def test_a_foreign_line_of_json_lines_is_refused(lines: list[Any], why: str) -> None:
    with pytest.raises(NotImportable, match=why):
        parse_dump("x", "\n".join(map(json.dumps, lines)))


def test_objects_that_are_rows_are_rows() -> None:
    assert parse_dump("x", '[{"ref": "a"}]') == [{"ref": "a"}]
    assert parse_dump("x", '{"ref": "a"}\n{"ref": "b"}') == [{"ref": "a"}, {"ref": "b"}]
    assert parse_dump("x", '{"title": "a"}\n') == [{"title": "a"}]


def test_the_id_of_the_register_is_read_as_it_is_written_or_made_of_the_first_commitment() -> None:
    def id_in(*commitments: Any, **meta: str) -> UUID | None:  # noqa: ANN401 - any JSON
        found = parse_dump("x", json.dumps({"tracker": META | meta, "commitments": commitments}))
        assert isinstance(found, tuple)
        return found[0].register.id

    stated = "5fc53010-1267-4f8e-bc28-1d7ae55a7c99"
    assert id_in(GOOD, id=stated) == id_in(id=stated.upper()) == UUID(stated)
    assert id_in(GOOD, GOOD | {"ref": "b"}) == id_of_earlier(decode(GOOD, Commitment))
    assert id_in() is None
