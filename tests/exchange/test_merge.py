"""A whole register taken into another: what is new, what goes on, what contradicts."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from msgspec.structs import replace

from tests.building import commitment
from tracker.exchange.dump import RegisterDump
from tracker.exchange.merge import plan_merge
from tracker.exchange.plan import Plan
from tracker.model.dates import span
from tracker.model.register import Category, Party, Rates, Register, View
from tracker.record.members import MemberFacts, change_members, set_members
from tracker.record.provenance import Provenance
from tracker.record.terms import edit

NOON = datetime(2026, 2, 17, 12, tzinfo=UTC)
JBIC = Party(code="JBIC", name="Bank")
RENAMED = JBIC.named("JBIC", {}, NOON, "mika")
FACTS = MemberFacts(span("2024-08-08"), NOON, "mika")
BLOC = set_members(JBIC, ["AR"], FACTS, {})
GROWN = change_members(BLOC, ["BO"], [], FACTS, {})
RATE = Rates(id="1", base="USD", on=span("2026-02-17"), quotes={"JPY": Decimal(150)}, recorded_at=NOON, recorded_by="a")


def merged(given: Register, ours: Register, *, update: bool = False) -> Plan:
    whole = RegisterDump(register=ours, commitments=(commitment("a"),))
    return plan_merge("x", RegisterDump(register=given), whole, update=update)


@pytest.mark.parametrize(
    ("given", "ours", "update", "taken", "problems"),
    [
        (JBIC, None, False, 1, 0),
        (JBIC, JBIC, False, 0, 0),
        (RENAMED, JBIC, False, 0, 1),
        (RENAMED, JBIC, True, 1, 0),
        (JBIC, RENAMED, True, 0, 1),
        (replace(JBIC, name="Other"), JBIC, True, 0, 1),
        (GROWN, BLOC, False, 0, 1),
        (GROWN, BLOC, True, 1, 0),
        (BLOC, GROWN, True, 0, 1),
        (replace(RENAMED, members=GROWN.members), BLOC, True, 1, 0),
    ],
)
def test_a_party_is_new_or_goes_on(
    given: Party,
    ours: Party | None,
    update: bool,  # noqa: FBT001 - of the table
    taken: int,
    problems: int,
) -> None:
    plan = merged(Register(parties={"JBIC": given}), Register(parties={"JBIC": ours} if ours else {}), update=update)
    assert (len(plan.parties), len(plan.problems)) == (taken, problems)


def test_rates_are_recorded_once_and_under_an_id_of_their_own() -> None:
    other = replace(RATE, quotes={"JPY": Decimal(155)})
    plan = merged(Register(rates=(RATE, other, replace(other, id="9"))), Register(rates=(RATE,)))
    assert [rates.id for rates in plan.rates] == ["2", "9"]
    assert merged(Register(rates=(replace(RATE, id="7"),)), Register(rates=(RATE,))).rates == []


@pytest.mark.parametrize(("update", "taken", "problems"), [(False, 0, 1), (True, 1, 0)])
def test_a_view_of_another_query_is_replaced_on_demand(update: bool, taken: int, problems: int) -> None:  # noqa: FBT001
    ours, given = View(name="desk", query=("overdue",)), View(name="desk", query=("by:JP",))
    plan = merged(Register(views={"desk": given}), Register(views={"desk": ours}), update=update)
    assert (len(plan.views), len(plan.problems)) == (taken, problems)
    same = merged(Register(views={"desk": ours, "new": given}), Register(views={"desk": ours}), update=update)
    assert same.views == [given]


def test_no_commitment_takes_a_ref_that_another_one_has_or_had() -> None:
    facts = Provenance(NOON, "mika", None, None)
    renamed = edit(commitment("gas"), {}, facts, "UTC", ref="energy")
    for given, ours, said in (
        (commitment("energy"), renamed, "commitment energy, ref “energy”: gas has or had that ref; "),
        (renamed, commitment("energy"), "commitment gas, ref “energy”: energy has or had that ref; "),
    ):
        plan = plan_merge("x", RegisterDump(commitments=(given,)), RegisterDump(commitments=(ours,)), update=False)
        assert [said in str(problem) for problem in plan.problems] == [True], list(map(str, plan.problems))
    grown = plan_merge(
        "x", RegisterDump(commitments=(renamed,)), RegisterDump(commitments=(commitment("gas"),)), update=True
    )
    assert (grown.problems, grown.count("changed")) == ([], 1)


def test_what_would_be_recorded_is_counted() -> None:
    plan = Plan(parties=[JBIC], rates=[RATE], views=[View(name="a", query=())])
    assert str(plan) == "0 new, parties: 1, rates: 1, views: 1"


def test_a_register_with_nothing_in_it_takes_over_the_id_and_any_other_keeps_its_own() -> None:
    given = RegisterDump(register=Register(id=uuid4()), commitments=(commitment("a"),))
    assert plan_merge("x", given, RegisterDump(register=Register(id=uuid4())), update=False).id == given.register.id
    view = View(name="desk", query=())
    for ours in (
        Register(parties={"JBIC": JBIC}),
        Register(rates=(RATE,)),
        Register(views={"desk": view}),
        Register(categories={"minerals": MINERALS}),
    ):
        assert plan_merge("x", given, RegisterDump(register=ours), update=False).id is None
    assert plan_merge("x", given, RegisterDump(commitments=(commitment("b"),)), update=False).id is None


MINERALS = Category(code="minerals", name="Minerals")


@pytest.mark.parametrize(
    ("ours", "update", "taken", "problems"),
    [
        (None, False, 1, 0),
        (MINERALS, False, 0, 0),
        (Category(code="minerals", name="Ores"), False, 0, 1),
        (Category(code="minerals", name="Ores"), True, 1, 0),
        (Category(code="minerals", name="Stones"), True, 0, 1),
    ],
)
def test_a_category_is_taken_over_and_its_label_only_where_it_continues(
    ours: Category | None,
    update: bool,  # noqa: FBT001 - a row of the table
    taken: int,
    problems: int,
) -> None:
    given = MINERALS
    if ours and ours.name != given.name:
        given = Category(code="minerals", name="Ores").named("Minerals", {}, RATE.recorded_at, "mika")
    held = Register(categories={"minerals": ours} if ours else {})
    plan = merged(Register(categories={"minerals": given}), held, update=update)
    assert (len(plan.categories), len(plan.problems)) == (taken, problems)
    assert all("tracker category minerals" in str(problem) for problem in plan.problems)
