"""The checks as a whole: their names, order and help, and how they are selected and run."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from inspect import isfunction
from pkgutil import iter_modules
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests import strategies
from tests.building import NEWS, commitment, delivery, portfolio, status
from tests.checks.asking import findings, sentences
from tracker import checks
from tracker.checks import CHECKS, WEAK, help_of, run, selected
from tracker.checks.finding import Finding
from tracker.cli import COMMANDS
from tracker.errors import BadChoice
from tracker.model.commitment import Commitment
from tracker.model.dates import Moment, span
from tracker.render.escape import Terminal
from tracker.render.table import as_table
from tracker.reports.check import check_table
from tracker.state.portfolio import Portfolio

NAMES = (
    "broken-copies completed-unconfirmed overdue-without-news review-missed two-measures baseline-above-amount "
    "performed-ahead "
    "exceeded-unreported lapsed-unreported start-unknown "
    "silent-moves due-before-made closed-before-agreed fiscal-years annual-totals unit-errors "
    "swapped-digits exchange-rates contradicted parent-cycles dangling-refs unknown-parties unknown-categories "
    "parts-above-whole parts-after-whole "
    "double-deliveries between-periods yearly-without-rule met-unsourced uncited address-alone one-witness no-copy"
)


def test_the_checks_of_what_may_mislead_a_reader_come_first() -> None:
    for name in set(CHECKS) ^ set(NAMES.split()):
        pytest.fail(
            f"the check {name} is in one of _ORDER in checks/__init__.py and NAMES in this file: add it to both"
        )
    assert " ".join(CHECKS) == NAMES, "_ORDER in checks/__init__.py and NAMES in this file differ in their order"


@pytest.mark.parametrize("module", [module.name for module in iter_modules(checks.__path__)])
def test_every_check_has_its_place_in_the_order(module: str) -> None:
    found = vars(import_module(f"tracker.checks.{module}")).values()
    public = [each for each in found if isfunction(each) and not each.__name__.startswith("_")]
    missing = [each.__name__ for each in public if get_type_hints(each).get("return") == Iterator[Finding]]
    missing = [name for name in missing if name.replace("_", "-") not in CHECKS]
    assert missing == [], f"name {missing} of checks/{module}.py in `_ORDER` of checks/__init__.py"


def test_a_check_of_several_obligors_names_those_that_it_is_about() -> None:
    one = commitment(
        "one",
        due="2025-06-30",
        obligor=("DE", "FR", "IT"),
        amount="USD 5bn",
        each=True,
        events=[
            delivery("USD 5bn", on="2025-06-01", of="DE", source=NEWS),
            status("met", on="2025-06-02", of="FR", source=NEWS),
            status("not_met", on="2025-01-01", of="IT"),
        ],
        made_on=span("2025-02-01"),
    )
    (found,) = findings("completed-unconfirmed", one)
    assert found.message == "DE: USD 5bn of USD 5bn delivered by 2025-06-01, but it is not marked as met"
    assert found.remedy == "tracker mark one met --on 2025-06-01 --source URL --of DE"
    assert (found.standing.ref, found.standing.of) == ("one", "")
    assert sentences("closed-before-agreed", one) == ["one: IT: not met on 2025-01-01, but agreed only on 2025-02-01"]
    late = commitment("late", due="2025-06-30", obligor=("DE", "FR", "IT"))
    of_one = replace(late, history=(*late.history, status("met", on="2025-06-02", of="FR", source=NEWS, id=9)))
    words = "365 days past due, no news, never reviewed"
    assert sentences("overdue-without-news", late) == [f"late: {words}"]
    assert sentences("overdue-without-news", of_one) == [f"late: DE, IT: {words}"]
    assert findings("overdue-without-news", of_one)[0].remedy.endswith("--found nothing --where PLACES")
    begun = [status("in_progress", of="FR", on="2026-03-01")]
    kept = commitment("kept", nature="keep", obligor=("DE", "FR", "IT"), events=begun)
    (start,) = findings("start-unknown", kept)
    assert start.message.startswith("DE, IT: it is to be kept up")
    assert start.remedy.endswith("--of PARTY")
    together = commitment(
        "t",
        due="2025",
        obligor=("DE", "FR"),
        amount="USD 5bn",
        events=[
            delivery("USD 3bn", on="2025-06-01", of="DE", source=NEWS),
            delivery("USD 2bn", on="2025-06-01", of="FR", source=NEWS),
        ],
    )
    (all_of_it,) = findings("completed-unconfirmed", together)
    assert all_of_it.message.startswith("USD 5bn of USD 5bn delivered by 2025-06-01")


def test_a_check_that_may_find_something_in_every_commitment_is_weak() -> None:
    assert {"address-alone", "one-witness", "no-copy"} == WEAK


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_says_in_one_line_what_it_looks_for(name: str) -> None:
    assert help_of(name).endswith(".")
    assert len(help_of(name)) <= 56, "or it does not fit beside its name in the help"


@pytest.mark.parametrize(
    ("only", "without", "expected"),
    [
        ([], [], NAMES.split()),
        (["uncited"], [], ["uncited"]),
        (["uncited", "silent-moves"], [], ["silent-moves", "uncited"]),
        (["uncited", "silent-moves"], ["uncited"], ["silent-moves"]),
        ([], NAMES.split()[1:], ["broken-copies"]),
        (["uncited"], ["uncited"], []),
    ],
)
def test_checks_are_chosen_by_name_and_left_out_by_name(
    only: list[str], without: list[str], expected: list[str]
) -> None:
    assert selected(only, without) == expected


@pytest.mark.parametrize(("only", "without"), [(["uncitd"], []), ([], ["uncitd"])])
def test_a_check_that_does_not_exist_is_refused_with_the_nearest(only: list[str], without: list[str]) -> None:
    with pytest.raises(BadChoice, match=r"“uncitd” is not a check \(nearest: uncited\); choose from broken-copies, "):
        selected(only, without)


def test_a_check_without_findings_is_in_the_result() -> None:
    quiet = portfolio(commitment("promise", status="proposed"))
    assert run(list(quiet), ["silent-moves", "parent-cycles"]) == {"silent-moves": (), "parent-cycles": ()}


def test_a_check_sees_only_the_given_standings() -> None:
    held = portfolio(commitment("one"), commitment("two"))
    found = run([held.standings["two"]], ["uncited"])["uncited"]
    assert [finding.standing.ref for finding in found] == ["two"]


def test_a_remedy_is_a_command_of_the_program() -> None:
    (finding,) = findings("uncited", commitment("promise"))
    program, command, ref, *_ = finding.remedy.split()
    assert (program, command in COMMANDS, ref) == ("tracker", True, "promise")


def listed(name: str, held: Portfolio) -> None:
    """Run a check and render its findings, as text and as values."""
    found = check_table(run(list(held), [name]), len(held.standings))
    assert "".join(as_table(found, Terminal(80))).count("\n") >= 1
    assert all(isinstance(row[3], str) and row[4] for row in found.rows)


@given(st.lists(strategies.commitments, max_size=3), st.dates())
def test_every_check_can_be_asked_of_any_commitments_on_any_day(promises: list[Commitment], day: date) -> None:
    held = Portfolio(linked(promises), Moment(day))
    for name in CHECKS:
        listed(name, held)


def linked(promises: list[Commitment]) -> list[Commitment]:
    """The commitments as parts of each other, in a cycle."""
    above = promises[1:] + promises[:1]
    return [
        replace(one, terms=replace(one.terms, parent=other.ref)) for one, other in zip(promises, above, strict=True)
    ]
