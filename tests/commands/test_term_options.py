"""The terms: what each option says of a commitment, by `add` and by `edit`; an empty text clears a field."""

from typing import Any, Final

import pytest

from tests.building import moment
from tests.program import Tracker
from tracker.model.amounts import read_amount
from tracker.model.commitment import Terms
from tracker.model.dates import span
from tracker.state.fold import fold
from tracker.store import open_store

# An option, what is typed for it, the field, its value, and the value without it.
OPTIONS: Final[list[tuple[str, list[str], str, Any, Any]]] = [
    ("--instrument", ["Treaty of 1960"], "instrument", "Treaty of 1960", ""),
    ("--made-on", ["2025-10"], "made_on", span("2025-10"), None),
    ("--parent", ["jp-us-inv"], "parent", "jp-us-invest", ""),
    ("--in-return-for", ["us-jp", "jp-us-f"], "in_return_for", ("us-jp-tariff", "jp-us-first"), ()),
    ("--zone", ["America/New_York"], "time_zone", "America/New_York", ""),
    ("--baseline", ["12 Mt"], "baseline", read_amount("12 Mt"), None),
    ("--titled", ["ja=米=こめ", "zh=大米"], "titles", {"ja": "米=こめ", "zh": "大米"}, {}),
    ("--condition", ["if it rains", "or snows"], "conditions", ("if it rains", "or snows"), ()),
    ("--tag", ["food", "farm"], "tags", ("food", "farm"), ()),
    ("--remarks", ["a note"], "notes", "a note", ""),
    ("--amount-kind", ["Loan"], "amount_kind", "loan", ""),
]
WORDS: Final = [
    ("--category", "energy", "category", "energy"),
    ("--force", "treaty", "force", "treaty"),
    ("--nature", "refrain", "nature", "refrain"),
]


def terms(tracker: Tracker, ref: str) -> Terms:
    """The terms that are in force."""
    with open_store(tracker.place).reading() as reader:
        state = fold(reader.get(ref), moment("2026-06-15"), reader.meta.zone)
    assert state
    return state.terms


def typed(option: str, values: list[str]) -> list[str]:
    """The option once for each value."""
    return [word for value in values for word in (option, value)]


@pytest.mark.parametrize(("option", "values", "field", "value", "without"), OPTIONS, ids=[row[0] for row in OPTIONS])
def test_a_term_is_given_changed_and_cleared(  # noqa: PLR0913 - a row of the table
    small: Tracker,
    *,
    option: str,
    values: list[str],
    field: str,
    value: Any,  # noqa: ANN401 - of the kind of the field
    without: Any,  # noqa: ANN401 - as above
) -> None:
    small.done("add", "x", "--by", "JP", "--to", "US", "--ref", "with", *typed(option, values))
    assert getattr(terms(small, "with"), field) == value
    small.done("add", "x", "--by", "JP", "--to", "US", "--ref", "without")
    assert getattr(terms(small, "without"), field) == without
    small.done("edit", "without", *typed(option, values))
    assert getattr(terms(small, "without"), field) == value
    small.done("edit", "with", option, "")
    assert getattr(terms(small, "with"), field) == without


@pytest.mark.parametrize(("option", "word", "field", "value"), WORDS, ids=[row[0] for row in WORDS])
def test_a_term_of_a_vocabulary_is_given_and_changed_but_never_empty(
    small: Tracker, option: str, word: str, field: str, value: str
) -> None:
    small.done("add", "x", "--by", "JP", "--to", "US", "--ref", "with", option, word)
    small.done("add", "x", "--by", "JP", "--to", "US", "--ref", "without")
    assert getattr(terms(small, "without"), field) == getattr(Terms(title="", obligor=(), obligee=()), field)
    small.done("edit", "without", option, word.upper())
    assert getattr(terms(small, "with"), field) == getattr(terms(small, "without"), field) == value
    code, said = small("edit", "with", option, "").refusal
    assert (code, said.startswith(f"“” is not a {field}; choose from ")) == (2, True)


def test_what_may_be_repeated_replaces_all_there_was(small: Tracker) -> None:
    small.done("edit", "jp-us-invest", "--tag", "new", "--titled", "ko=대미 투자")
    found = terms(small, "jp-us-invest")
    assert (found.tags, found.titles) == (("new",), {"ko": "대미 투자"})


def test_days_are_those_of_the_zone_that_is_given_with_them(small: Tracker) -> None:
    late = {"TRACKER_NOW": "2026-06-15T20:00:00Z"}
    given = ("--by", "JP", "--to", "US", "--made-on", "today")
    small.done("add", "x", *given, "--ref", "here", **late)
    small.done("add", "x", *given, "--ref", "there", "--zone", "America/New_York", **late)
    for ref, day in (("here", "2026-06-16"), ("there", "2026-06-15")):
        row = small("log", ref, "--format", "json").row
        assert (row["on"], row["known_on"]) == (day, day)
        with open_store(small.place).reading() as reader:
            found = reader.get(ref).terms
        assert found.made_on == span(day)


def test_the_day_of_an_edit_is_that_of_the_commitment(small: Tracker) -> None:
    late = {"TRACKER_NOW": "2026-06-15T20:00:00Z"}
    small.done("add", "x", "--by", "JP", "--to", "US", "--ref", "there", "--zone", "America/New_York", **late)
    small.done("edit", "there", "--made-on", "yesterday", **late)
    assert terms(small, "there").made_on == span("2026-06-14")
    assert small("log", "--limit", "1", "--format", "json").row["on"] == "2026-06-15"


@pytest.mark.parametrize(
    ("option", "value", "exit_code", "sentence"),
    [
        ("--category", "enrgy", 2, "“enrgy” is not a category (nearest: energy); choose from "),
        ("--force", "treatty", 2, "“treatty” is not a force (nearest: treaty); choose from "),
        ("--nature", "acts", 2, "“acts” is not a nature (nearest: act); choose from act, refrain"),
        ("--made-on", "once", 2, "“once” is not a date: "),
        ("--zone", "Mars", 2, "“Mars” is not a time zone of IANA; "),
        ("--target", "2026=USD 8bn", 2, "no such option: --target; `tracker milestone REF NAME --due DATE --amount "),
        ("--baseline", "12", 2, "“12” is not an amount: "),
        ("--titled", "対米投資", 2, "“対米投資” is not a text in a language: write it as ja=対米投資"),
        ("--titled", "ja=", 2, "“ja=” is not a text in a language: write it as ja=対米投資"),
        ("--titled", "=x", 2, "“” is not a language tag of BCP 47; "),
        ("--titled", "xx=y", 2, "“xx” is not a language tag of BCP 47; "),
        ("--parent", "nope", 3, "no commitment is called “nope”; "),
        ("--in-return-for", "jp-us", 3, "“jp-us” is the beginning of 3 refs: "),
        ("--tag", "nul \0", 5, "jp-us-"),
    ],
)
@pytest.mark.parametrize("command", [["edit", "jp-us-lng"], ["add", "x", "--by", "JP", "--to", "US"]], ids=" ".join)
def test_a_term_that_cannot_be_read_is_refused_and_nothing_is_written(  # noqa: PLR0913 - a row of the table
    small: Tracker,
    small_register: bytes,
    *,
    command: list[str],
    option: str,
    value: str,
    exit_code: int,
    sentence: str,
) -> None:
    code, said = small(*command, option, value).refusal
    assert (code, said[: len(sentence)]) == (exit_code, sentence)
    assert small.kept() == small_register
