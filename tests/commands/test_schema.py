"""`help schema`: the JSON Schema of the JSON of each command, and whether the JSON is what it says."""

import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.program import Tracker
from tracker.cli import COMMANDS
from tracker.commands.output_schema import commands, json_schema

# Each form of each command, on the sample.
RUNS = (
    *("list --milestones", "list --obligors", "list --in USD", "list --without Nikkei", "list --columns ref,due"),
    *("show jp-us-550bn", "show us-jp-critical --only parts", "show us-jp-2019 --without Reuters"),
    *("agenda --within 24m", "changes --since 2025-01-01", "moves", "timeline"),
    *("score", "score --by year --scale mean", "score --by analyst"),
    *("balance JP US", "balance JP US --traded", "progress jp-us-550bn", "sources", "sources --without Nikkei"),
    *("check", "inbox", "report", "log", "party", "category", "view", "rate", "info", "backup --list"),
)
OF_NOTHING = ("show", "progress", "--without")  # what an empty register cannot answer


@cache
def validator(command: str) -> Any:  # noqa: ANN401 - the library has no types
    document = json_schema()
    return Draft202012Validator({"$ref": f"#/$defs/{command}", "$defs": document["$defs"]})


def rows(tracker: Tracker, line: str) -> list[dict[str, Any]]:
    output = tracker(*line.split(), "--format", "json").output
    found: list[dict[str, Any]] = json.loads(output or pytest.fail(line))
    validator(line.split(maxsplit=1)[0]).validate(found)
    return found


def undescribed(schema: Any, value: Any, path: str = "") -> set[str]:  # noqa: ANN401 - JSON
    """The keys of a value that its schema does not name."""
    if isinstance(value, list):
        return {key for one in value for key in undescribed(schema.get("items", {}), one, path)}
    if not isinstance(value, dict):
        return set()
    forms = schema.get("anyOf", [schema])
    named = {key: one for form in forms for key, one in form["properties"].items()}
    unknown = {f"{path}{key}" for key in value.keys() - named.keys()}
    return unknown | {
        found for key in value.keys() & named.keys() for found in undescribed(named[key], value[key], f"{path}{key}.")
    }


def test_every_command_with_a_format_has_a_schema(tracker: Tracker) -> None:
    with_format = {name for name in COMMANDS if "-f, --format" in tracker.done(name, "--help").output}
    assert with_format == set(commands())
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("line", RUNS)
def test_the_json_of_each_command_is_as_its_schema_says(sample: Tracker, line: str) -> None:
    found = rows(sample, line)
    assert undescribed(json_schema()["$defs"][line.split(maxsplit=1)[0]], found) == set()


def test_an_empty_register_has_json_as_the_schema_says(tracker: Tracker) -> None:
    tracker.done("init")
    for line in RUNS:
        if not any(word in line for word in OF_NOTHING):
            rows(tracker, line)


@pytest.mark.file
def test_an_import_and_a_copy_have_json_as_the_schema_says(sample: Tracker) -> None:
    assert rows(sample, f"copy {sample.register} {sample.register}.copy")
    (sample.register.parent / "new.csv").write_text("title,obligor,obligee\nA,JP,US\n", encoding="utf-8")
    assert rows(sample, f"import {sample.register.parent / 'new.csv'} --dry-run")
    (sample.register.parent / "new.csv").write_text("title,obligor\nA,JP\n", encoding="utf-8")
    assert rows(sample, f"import {sample.register.parent / 'new.csv'}")


def test_the_schema_knows_the_words_of_the_model_and_what_the_manual_says(tracker: Tracker) -> None:
    document = json.loads(tracker.done("help", "schema").output)
    row = document["$defs"]["list"]["items"]["properties"]
    assert row["timeliness"]["$ref"] == "#/$defs/Timeliness"
    assert row["lateness"]["anyOf"] == [{"$ref": "#/$defs/Lateness"}, {"type": "null"}]
    assert "partially_met" in document["$defs"]["Status"]["enum"]
    assert row["delivered"]["description"] == "what arrived, with the parts, each delivery once"
    assert row["delivered_number"]["type"] == ["number", "null"]
    assert "required" in document["$defs"]["show"]["items"]


def test_no_two_columns_of_the_list_are_described_by_the_same_words(tracker: Tracker) -> None:
    columns = json.loads(tracker.done("help", "schema").output)["$defs"]["list"]["items"]["properties"]
    told = [column["description"] for column in columns.values() if "description" in column]
    assert len(told) == len(set(told)) > 50
    assert columns["ref"]["description"] == "the short name by which commands find it"


def test_the_schema_of_one_command_has_only_what_it_needs(tracker: Tracker) -> None:
    document = json.loads(tracker.done("help", "schema", "agenda").output)
    assert document["$ref"] == "#/$defs/agenda"
    assert set(document["$defs"]) == {"agenda", "AgendaKind", "Day", "Qualifier"}


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["schema", "lst"], "“lst” is not a command with JSON (nearest: list); choose from list, show, agenda"),
        (["dates", "list"], "“dates” has no parts: write tracker help dates, or list"),
    ],
)
def test_help_on_a_part_of_anything_else_is_refused(tracker: Tracker, arguments: list[str], refusal: str) -> None:
    code, message = tracker("help", *arguments).refusal
    assert (code, message[: len(refusal)]) == (2, refusal)
