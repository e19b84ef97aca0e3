"""What a group promises and has delivered: every promise and every delivery once."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import amount, commitment, delivery, portfolio
from tracker.amounts import Amount, is_currency
from tracker.commitment import STAGES, Commitment
from tracker.reports.balance import balance
from tracker.state.accounts import Branch, branches, is_counted, sums
from tracker.state.delivery import totals
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.scores import Scorecard
from tracker.state.sides import sides


def promised(*promises: Commitment) -> list[str]:
    """What a group comes to in each unit."""
    return [str(total) for total in sums(entry.amount for each in found(*promises) for entry in each.promised).values()]


def found(*promises: Commitment) -> list[Branch]:
    """The branches of a whole portfolio."""
    return branches(portfolio(*promises))


@pytest.mark.parametrize(
    ("promises", "total"),
    [
        ([commitment("a", amount="USD 550bn"), commitment("b", amount="USD 7bn")], ["USD 557bn"]),
        ([commitment("a", amount="USD 550bn"), commitment("b", amount="USD 36bn", parent="a")], ["USD 550bn"]),
        ([commitment("a", amount="USD 550bn"), commitment("b", amount="JPY 6tn", parent="a")], ["USD 550bn"]),
        (
            [commitment("a", amount="USD 1bn"), commitment("b", amount="10 aircraft", parent="a")],
            ["USD 1bn", "10 aircraft"],
        ),
        (
            [commitment("a"), *(commitment(ref, amount=f"USD {ref}bn", parent="a") for ref in ("1", "2"))],
            ["USD 3bn"],
        ),
        ([commitment("a", amount="25 Mt"), commitment("b", amount="9000 t", parent="a")], ["25 Mt"]),
        ([commitment("a", amount="about USD 1bn"), commitment("b", amount="USD 1bn")], ["~ USD 2bn"]),
        ([commitment("a", amount="USD 1bn a year"), commitment("b", amount="USD 1bn")], ["USD 1bn/yr", "USD 1bn"]),
        ([commitment("a", amount="15%"), commitment("b", amount="2 %GDP")], []),
        (
            [commitment("a", amount="USD 1bn", status="proposed"), commitment("b", amount="USD 2bn", parent="a")],
            ["USD 2bn"],
        ),
        ([commitment("a", amount="USD 1bn", status="superseded")], []),
        ([commitment("a", amount="USD 1bn", status="withdrawn")], []),
    ],
)
def test_of_each_branch_the_topmost_amount_of_a_kind_is_promised(promises: list[Commitment], total: list[str]) -> None:
    assert promised(*promises) == total
    assert promised(*reversed(promises)) in (total, total[::-1])


def test_an_umbrella_covers_across_a_part_that_is_not_in_the_group() -> None:
    held = portfolio(
        commitment("a", amount="USD 9bn"),
        commitment("b", parent="a", obligor=("KR",)),
        commitment("c", amount="USD 2bn", parent="b"),
    )
    group = [standing for standing in held if standing.terms.obligor == ("JP",)]
    assert [str(entry.amount) for branch in branches(group) for entry in branch.promised] == ["USD 9bn"]


def test_the_first_promise_is_counted_like_the_one_in_force() -> None:
    raised = commitment("a", events=[amount("USD 5bn"), amount("USD 8bn", "revision", on="2026-01-01")])
    (branch,) = found(raised, commitment("b", amount="USD 1bn", parent="a"))
    assert [str(entry.amount) for entry in branch.first_promised] == ["USD 5bn"]
    assert [str(entry.amount) for entry in branch.promised] == ["USD 8bn"]


def test_what_is_overdue_is_what_is_left_of_the_topmost_overdue_amount() -> None:
    (branch,) = found(
        commitment("a", amount="USD 9bn"),
        commitment(
            "b",
            amount="USD 5bn",
            parent="a",
            due="2026-05-31",
            events=[delivery("USD 1bn"), delivery("USD 2bn", "disbursed")],
        ),
        commitment("c", amount="USD 4bn", parent="b", due="2026-05-31"),
    )
    assert [(entry.head.ref, entry.standing.ref, str(entry.amount)) for entry in branch.overdue] == [
        ("a", "b", "USD 3bn")
    ]


def test_more_delivered_than_promised_leaves_nothing_overdue() -> None:
    (branch,) = found(commitment("a", amount="USD 1bn", due="2026-05-31", events=[delivery("USD 2bn")]))
    assert [str(entry.amount) for entry in branch.overdue] == ["USD 0"]


# ---- generated registers -----------------------------------------------------------------------

_FIGURES = (
    st.none() | st.builds("{} {}".format, st.sampled_from(("USD", "JPY")), st.integers(1, 999)) | st.just("3 aircraft")
)
_DELIVERIES = st.lists(
    st.builds(
        lambda unit, value, stage: delivery(f"{unit} {value}" if unit != "aircraft" else f"{value} aircraft", stage),
        st.sampled_from(("USD", "JPY", "aircraft")),
        st.integers(-50, 99),
        st.sampled_from(STAGES),
    ),
    max_size=3,
)
_STATUSES = st.sampled_from(("agreed", "in_progress", "met", "not_met", "proposed", "withdrawn", "superseded"))
_PARTIES = st.sampled_from(("JP", "US", "SOFTBANK"))
_NODES = st.lists(
    st.tuples(
        st.integers(0, 99), _FIGURES, _DELIVERIES, _STATUSES, _PARTIES, _PARTIES, st.sampled_from(("energy", "trade"))
    ),
    max_size=14,
)


@st.composite
def registers(draw: st.DrawFn) -> Portfolio:
    """A register of umbrellas, four levels deep, with reversals and several currencies; now and then a circle."""
    promises, levels = [], {"": 0}
    for number, (above, figure, deliveries, status, by, to, category) in enumerate(draw(_NODES)):
        parents = [ref for ref, level in levels.items() if level < 4]
        parent = parents[above % len(parents)]
        levels[f"c{number}"] = levels[parent] + 1
        given: dict[str, Any] = {"obligor": (by,), "obligee": (to,), "category": category, "parent": parent}
        promises.append(
            commitment(f"c{number}", status=status, due="2026-05", amount=figure or "", events=deliveries, **given)
        )
    if promises and draw(st.integers(0, 9)) == 0:
        promises[0] = commitment("c0", parent="c0", amount="USD 5", obligor=("JP",), obligee=("US",))
    return portfolio(*draw(st.permutations(promises)))


def by_unit(amounts: list[Amount]) -> Counter[tuple[str, str]]:
    """The sum of amounts, added up here by hand."""
    found: Counter[tuple[str, str]] = Counter()
    for one in amounts:
        found[one.unit, one.per] += one.value  # type: ignore[assignment] # a sum of decimals
    return found


def covered(standing: Standing, group: dict[str, Standing]) -> bool:
    """Whether an umbrella in the group has an amount of the same kind."""
    assert standing.amount
    kind, seen, ref = is_currency(standing.amount.unit) or standing.amount.unit, {standing.ref}, standing.terms.parent
    while ref and ref not in seen:
        seen.add(ref)
        above = group.get(ref)
        counts = above and above.amount and is_counted(above)
        if counts and above and above.amount and (is_currency(above.amount.unit) or above.amount.unit) == kind:
            return True
        ref = standing.within.standings[ref].terms.parent if ref in standing.within.standings else ""
    return False


@given(registers())
def test_the_balance_adds_up_every_promise_and_every_delivery_once(held: Portfolio) -> None:
    listing = balance(held, "JP", "US")
    names = [column.name for column in listing.columns]
    lines = [dict(zip(names, row, strict=True)) for row in listing.rows]
    for direction, obligor in (("one", ("JP",)), ("other", ("US",)), ("both", ("JP", "US"))):
        group = {standing.ref: standing for standing in sides(held, "JP", "US")[direction]}  # type: ignore[index] # one of them
        mine = [line for line in lines if line["obligor"] == obligor]
        amounts = [s.amount for s in group.values() if s.amount and is_counted(s) and not covered(s, group)]
        assert {key: value for key, value in by_unit(amounts).items() if value} == _summed(mine, "promised")
        for stage in STAGES:
            events = [e.amount for s in group.values() for e in s.state.deliveries if e.stage == stage]
            assert {key: value for key, value in by_unit(events).items() if value} == _summed(mine, stage)


def _summed(lines: list[dict[str, Any]], column: str) -> dict[tuple[str, str], Decimal]:
    """The sum of a column over the categories, in each unit."""
    found: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if line[column] is not None:
            found[line["currency"], "year" if line["per_year"] else ""] += line[column]
    return {key: value for key, value in found.items() if value}  # type: ignore[misc] # decimals


@given(registers())
def test_what_a_branch_delivers_is_what_its_head_shows(held: Portfolio) -> None:
    for branch in branches(held):
        if len(branch.members) == len(held.tree(branch.head.ref)):
            assert totals(branch.deliveries) == totals(branch.head.deliveries)


@given(registers())
def test_every_commitment_is_in_one_branch_and_on_one_side(held: Portfolio) -> None:
    assert sorted(s.ref for branch in branches(held) for s in branch.members) == sorted(held.standings)
    on_sides = [s.ref for group in sides(held, "JP", "US").values() for s in group]
    assert len(on_sides) == len(set(on_sides))


@given(registers())
def test_a_score_of_everything_counts_the_same_deliveries(held: Portfolio) -> None:
    arrived = {
        one.unit: one.arrived.value for one in Scorecard(tuple(held)).delivered if one.arrived and one.arrived.value
    }
    events = [e.amount for s in held for e in s.state.deliveries if e.stage == "delivered"]
    assert arrived == {unit: value for (unit, _), value in by_unit(events).items() if value}
