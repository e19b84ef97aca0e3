"""Roll-up: promised and delivered totals of a group, each promise and delivery counted once."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import RECORDED, amount, commitment, delivery, portfolio
from tracker.model.amounts import Amount, is_currency, read_amount
from tracker.model.commitment import STAGES, Commitment
from tracker.reports.amount_text import of_kind
from tracker.reports.balance import balance_table
from tracker.state.bilateral import both_directions
from tracker.state.delivery import ARRIVED, Deliveries
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.rollup import Branch, arrived, branches, is_additive, is_counted, reached, sums, unit_kind
from tracker.state.scores import Scorecard

Totals = dict[tuple[str, str, str], Decimal]  # by unit, period and kind of amount
LOANS = commitment("a", amount="USD 9bn", amount_kind="loan")


def promised(*promises: Commitment) -> list[str]:
    """The promised total of a group in each unit."""
    counted = [(entry.key, entry.amount) for each in branches_of(*promises) for entry in each.promised]
    return [of_kind(str(total), key.kind) for key, total in sums(counted).items()]


def branches_of(*promises: Commitment) -> list[Branch]:
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
        (
            [commitment("a", amount="USD 1bn", amount_kind="loan"), commitment("b", amount="USD 2bn")],
            ["USD 1bn (loan)", "USD 2bn"],
        ),
        (
            [LOANS, commitment("b", amount="USD 2bn", amount_kind="loan", parent="a")],
            ["USD 9bn (loan)"],
        ),
        ([LOANS, commitment("b", amount="USD 2bn", parent="a")], ["USD 9bn (loan)"]),
        (
            [LOANS, commitment("b", amount="USD 2bn", amount_kind="grant", parent="a")],
            ["USD 9bn (loan)", "USD 2bn (grant)"],
        ),
        (
            [
                commitment("a", amount="USD 9bn", amount_kind="mixed"),
                *(commitment(kind, amount="USD 2bn", amount_kind=kind, parent="a") for kind in ("grant", "loan")),
                commitment("c", amount="USD 1bn", parent="a"),
            ],
            ["USD 9bn (mixed)", "USD 2bn (grant)", "USD 2bn (loan)"],
        ),
        (
            [
                commitment("a", amount="USD 9bn"),
                commitment("b", amount="USD 2bn", amount_kind="loan", parent="a"),
                commitment("c", amount="USD 1bn", parent="b"),
                commitment("d", amount="USD 3bn", parent="a"),
            ],
            ["USD 9bn", "USD 2bn (loan)"],
        ),
        (
            [
                LOANS,
                commitment("b", amount="USD 4bn", amount_kind="grant", parent="a"),
                commitment("c", amount="USD 1bn", amount_kind="loan", parent="b"),
            ],
            ["USD 9bn (loan)", "USD 4bn (grant)"],
        ),
    ],
)
def test_of_each_branch_the_topmost_amount_of_a_kind_is_promised(promises: list[Commitment], total: list[str]) -> None:
    assert promised(*promises) == total
    assert sorted(promised(*reversed(promises))) == sorted(total)


def test_an_umbrella_covers_across_a_part_that_is_not_in_the_group() -> None:
    held = portfolio(
        commitment("a", amount="USD 9bn"),
        commitment("b", parent="a", obligor=("KR",)),
        commitment("c", amount="USD 2bn", parent="b"),
    )
    group = [standing for standing in held if standing.terms.obligor == ("JP",)]
    assert [str(entry.amount) for branch in branches(group) for entry in branch.promised] == ["USD 9bn"]


def test_a_raised_amount_is_counted_as_it_is_in_force() -> None:
    raised = commitment("a", events=[amount("USD 5bn"), amount("USD 8bn", "revision", on="2026-01-01")])
    (branch,) = branches_of(raised, commitment("b", amount="USD 1bn", parent="a"))
    assert [str(entry.amount) for entry in branch.promised] == ["USD 8bn"]


def test_what_is_overdue_is_what_is_left_of_the_topmost_overdue_amount() -> None:
    (branch,) = branches_of(
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


def test_what_was_delivered_in_full_is_not_overdue() -> None:
    (branch,) = branches_of(commitment("a", amount="USD 1bn", due="2026-05-31", events=[delivery("USD 2bn")]))
    assert branch.overdue == []


def test_more_delivered_than_promised_leaves_nothing_overdue() -> None:
    late = commitment("a", amount="USD 1bn", due="2026-05-31", events=[delivery("up to USD 2bn")])
    assert [str(entry.amount) for entry in branches_of(late)[0].overdue] == ["USD 0"]


# ---- what was delivered, and of what -----------------------------------------------------------


def counted(*promises: Commitment) -> tuple[list[str], list[str]]:
    """The deliveries of a group by stage, and those left out."""
    group = branches_of(*promises)
    return (
        [
            f"{stage} {of_kind(str(total), key.kind)}"
            for key, stages in reached(group).items()
            for stage, total in stages.items()
        ],
        [f"{left.event.amount} of {left.standing.ref}" for branch in group for left in branch.left_out],
    )


@pytest.mark.parametrize(
    ("promises", "delivered", "left_out"),
    [
        ([commitment("a", amount="USD 9bn", events=[delivery("USD 1bn")])], ["delivered USD 1bn"], []),
        ([commitment("a", amount="USD 9bn", events=[delivery("JPY 1bn")])], ["delivered JPY 1bn"], []),
        ([commitment("a", amount="9 kt", events=[delivery("5 t")])], ["delivered 0.005 kt"], []),
        ([commitment("a", amount="USD 9bn", events=[delivery("4 people")])], [], ["4 people of a"]),
        ([commitment("a", events=[delivery("USD 1bn")])], [], ["USD 1bn of a"]),
        ([commitment("a", amount="2 %GDP", events=[delivery("JPY 11tn")])], [], ["JPY 11tn of a"]),
        ([commitment("a", amount="2 %GDP", events=[delivery("2.1 %GDP")])], [], []),
        *(
            ([commitment("a", amount="USD 9bn", status=void, events=[delivery("USD 1bn")])], [], ["USD 1bn of a"])
            for void in ("superseded", "withdrawn", "proposed")
        ),
        (
            [commitment("a", amount="USD 9bn"), commitment("b", parent="a", events=[delivery("USD 1bn")])],
            ["delivered USD 1bn"],
            [],
        ),
        (
            [commitment("a", amount="USD 9bn"), commitment("b", parent="a", events=[delivery("4 people")])],
            [],
            ["4 people of b"],
        ),
        (
            [
                commitment("a", amount="2 %GDP"),
                commitment("b", parent="a", amount="JPY 1tn", events=[delivery("JPY 1")]),
            ],
            ["delivered JPY 1"],
            [],
        ),
        (
            [
                commitment("a"),
                commitment("b", parent="a", amount="USD 9bn", status="superseded", events=[delivery("USD 1bn")]),
                commitment("c", parent="a", amount="USD 8bn", events=[delivery("USD 2bn", "contracted")]),
            ],
            ["contracted USD 2bn"],
            ["USD 1bn of b"],
        ),
        (
            [
                commitment("a", amount="USD 9bn", status="superseded"),
                commitment("b", parent="a", amount="USD 9bn", events=[delivery("USD 1bn")]),
                commitment("c", parent="a", events=[delivery("USD 2bn")]),
            ],
            ["delivered USD 1bn"],
            ["USD 2bn of c"],
        ),
        ([commitment("a", amount="USD 9bn", status="met", events=[delivery("USD 1bn")])], ["delivered USD 1bn"], []),
        (
            [
                LOANS,
                commitment("b", parent="a", events=[delivery("USD 1bn")]),
                commitment("c", parent="a", amount_kind="grant", events=[delivery("USD 2bn")]),
            ],
            ["delivered USD 1bn (loan)"],
            ["USD 2bn of c"],
        ),
        (
            [
                commitment("a", amount="USD 9bn", amount_kind="mixed", events=[delivery("USD 3bn")]),
                commitment("b", parent="a", amount_kind="loan", events=[delivery("USD 1bn")]),
                commitment("c", parent="a", amount_kind="grant", events=[delivery("USD 2bn")]),
            ],
            ["delivered USD 3bn (mixed)", "delivered USD 1bn (loan)", "delivered USD 2bn (grant)"],
            [],
        ),
        (
            [
                commitment("a", amount="USD 9bn"),
                commitment("b", parent="a", amount_kind="loan", events=[delivery("USD 1bn")]),
                commitment("c", parent="a", events=[delivery("USD 2bn")]),
            ],
            ["delivered USD 2bn", "delivered USD 1bn (loan)"],
            [],
        ),
        (
            [
                commitment("a", amount="12 Mt"),
                commitment("b", amount="500 kt", amount_kind="purchase", parent="a", events=[delivery("100000 t")]),
            ],
            ["delivered 100 kt (purchase)"],
            [],
        ),
    ],
    ids=[
        *("of its kind", "another currency", "another unit of mass", "people for money", "of no amount"),
        *("money for a share", "a share", "of what is superseded", "of what is withdrawn", "of what is proposed"),
        *("under an umbrella", "people under an umbrella", "money under a share", "a superseded part"),
        *("a superseded umbrella", "met", "another kind than its umbrella", "kinds of a mixed amount"),
        *("a kind of an amount without one", "a unit of its own kind"),
    ],
)
def test_a_delivery_counts_where_an_amount_of_its_kind_is_promised_that_counts(
    promises: list[Commitment], delivered: list[str], left_out: list[str]
) -> None:
    assert counted(*promises) == (delivered, left_out)


def test_an_umbrella_that_is_not_in_the_group_promises_nothing_for_it() -> None:
    held = portfolio(
        commitment("a", amount="USD 9bn", obligor=("KR",)), commitment("b", parent="a", events=[delivery("USD 1bn")])
    )
    (branch,) = branches([held.standings["b"]])
    assert [left.standing.ref for left in branch.left_out] == ["b"]


def test_the_measure_that_counts_is_that_of_the_branch() -> None:
    early = RECORDED - timedelta(days=9)
    part = commitment("b", parent="a", events=[delivery("USD 1bn", measure="customs", recorded_at=early)])
    events = [delivery("USD 5bn", measure="announced"), delivery("USD 3bn", measure="customs")]
    assert counted(commitment("a", amount="USD 9bn", events=events), part)[0] == ["delivered USD 4bn"]
    named = commitment("a", amount="USD 9bn", counts="announced", events=events)
    assert counted(named, part)[0] == ["delivered USD 5bn"]
    assert counted(named)[0] == ["delivered USD 5bn"]


def test_of_what_was_disbursed_and_delivered_the_larger_arrived_in_each_branch() -> None:
    group = branches_of(
        commitment("a", amount="USD 9bn", events=[delivery("USD 1bn"), delivery("USD 2bn", "disbursed")]),
        commitment("b", amount="USD 9bn", events=[delivery("USD 5bn"), delivery("USD 4bn", "disbursed")]),
        commitment("c", amount="9 t", events=[delivery("3 t", "selected"), delivery("2 t")]),
        commitment("d", amount="USD 9bn/yr", events=[delivery("USD 1bn/yr")]),
    )
    assert [str(total) for total in arrived(group).values()] == ["USD 7bn", "2 t", "USD 1bn/yr"]


@pytest.mark.parametrize(
    ("unit", "kind"), [("USD", "money"), ("JPY", "money"), ("t", "mass"), ("kt", "mass"), ("aircraft", "aircraft")]
)
def test_units_are_of_a_kind(unit: str, kind: str) -> None:
    assert unit_kind(unit) == kind


@pytest.mark.parametrize(("figure", "expected"), [("USD 1bn", True), ("9 t", True), ("15%", False), ("2 %GDP", False)])
def test_shares_do_not_add_up(figure: str, *, expected: bool) -> None:
    assert is_additive(read_amount(figure)) is expected


def test_what_an_overdue_promise_without_an_amount_owes_is_not_counted() -> None:
    assert branches_of(commitment("a", due="2026-05-31"))[0].overdue == []


# ---- generated registers -----------------------------------------------------------------------

_FIGURES = (
    st.none() | st.builds("{} {}".format, st.sampled_from(("USD", "JPY")), st.integers(1, 999)) | st.just("3 aircraft")
)
_DELIVERIES = st.lists(
    st.builds(
        lambda unit, value, stage, kind: delivery(
            f"{unit} {value}" if unit != "aircraft" else f"{value} aircraft", stage, kind=kind
        ),
        st.sampled_from(("USD", "JPY", "aircraft")),
        st.integers(-50, 99),
        st.sampled_from(STAGES),
        st.sampled_from(("flow", "flow", "so_far")),
    ),
    max_size=3,
)
_STATUSES = st.sampled_from(("agreed", "in_progress", "met", "not_met", "proposed", "withdrawn", "superseded"))
_PARTIES = st.sampled_from(("JP", "US", "SOFTBANK"))
_NODES = st.lists(
    st.tuples(
        st.integers(0, 99),
        _FIGURES,
        _DELIVERIES,
        _STATUSES,
        _PARTIES,
        _PARTIES,
        st.sampled_from(("energy", "trade")),
        st.sampled_from(("", "", "loan", "grant", "mixed")),
    ),
    max_size=14,
)


@st.composite
def registers(draw: st.DrawFn) -> Portfolio:
    """A register of umbrellas, four levels deep: reversals, several currencies and kinds, and sometimes a cycle."""
    promises, levels = [], {"": 0}
    for number, (above, figure, deliveries, status, by, to, category, kind) in enumerate(draw(_NODES)):
        parents = [ref for ref, level in levels.items() if level < 4]
        parent = parents[above % len(parents)]
        levels[f"c{number}"] = levels[parent] + 1
        given: dict[str, Any] = {"obligor": (by,), "obligee": (to,), "category": category, "parent": parent}
        given |= {"amount": figure or "", "amount_kind": kind}
        promises.append(commitment(f"c{number}", status=status, due="2026-05", events=deliveries, **given))
    if promises and draw(st.integers(0, 9)) == 0:
        promises[0] = commitment("c0", parent="c0", amount="USD 5", obligor=("JP",), obligee=("US",))
    return portfolio(*draw(st.permutations(promises)))


def by_unit(amounts: list[tuple[str, Amount]]) -> Totals:
    """The sum of amounts of a kind, computed independently."""
    found: Counter[tuple[str, str, str]] = Counter()
    for kind, one in amounts:
        found[one.unit, one.per, kind] += one.value  # type: ignore[assignment] # a sum of decimals
    return {key: value for key, value in found.items() if value}  # type: ignore[misc] # decimals


def above(standing: Standing) -> list[str]:
    """The refs of its umbrellas, the nearest first."""
    seen, ref = [standing.ref], standing.terms.parent
    while ref and ref not in seen:
        seen.append(ref)
        ref = standing.portfolio.standings[ref].terms.parent if ref in standing.portfolio.standings else ""
    return seen[1:]


def kind_of(standing: Standing, group: dict[str, Standing]) -> str:
    """Its kind of amount, else that of the nearest umbrella below or at the head of its branch that says one."""
    refs = [standing.ref, *above(standing)]
    head = [ref for ref in refs if ref in group][-1]
    held = standing.portfolio.standings
    kinds = [held[ref].terms.amount_kind for ref in refs[: refs.index(head) + 1]]
    return next(filter(None, kinds), "")


def promises(ref: str, unit: str, kinds: set[str], group: dict[str, Standing]) -> bool:
    """True if a commitment of the group that counts promises an amount of that measure and of one of these kinds."""
    one = group.get(ref)
    if not one or not one.amount or not is_counted(one) or kind_of(one, group) not in kinds:
        return False
    return (is_currency(one.amount.unit) or one.amount.unit) == (is_currency(unit) or unit)


def covered(standing: Standing, group: dict[str, Standing]) -> bool:
    """True if an umbrella in the group has an amount of the same measure and kind."""
    assert standing.amount
    return any(promises(ref, standing.amount.unit, {kind_of(standing, group)}, group) for ref in above(standing))


def reached_by_hand(standing: Standing, group: dict[str, Standing]) -> dict[tuple[str, str], Decimal]:
    """The sums of one commitment that count, by stage and unit, computed independently."""
    found: dict[tuple[str, str], Decimal] = {}
    kinds = {kind_of(standing, group), "", "mixed"}
    for event in standing.state.deliveries:
        unit, key = event.amount.unit, (event.stage, event.amount.unit)
        if any(promises(ref, unit, kinds, group) for ref in (standing.ref, *above(standing))):
            before = Decimal(0) if event.kind == "so_far" else found.get(key, Decimal(0))
            found[key] = before + event.amount.value
    return found


def arrived_by_hand(group: dict[str, Standing]) -> Totals:
    """The larger of what was disbursed and delivered of each unit and kind of each branch, added up over branches."""
    branch_sums: dict[tuple[str, str], dict[tuple[str, str], Decimal]] = {}
    for standing in group.values():
        head = [standing.ref, *(ref for ref in above(standing) if ref in group)][-1]
        sums_of = branch_sums.setdefault((head, kind_of(standing, group)), {})
        for key, value in reached_by_hand(standing, group).items():
            sums_of[key] = sums_of.get(key, Decimal(0)) + value
    found: Counter[tuple[str, str, str]] = Counter()
    for (_, kind), sums_of in branch_sums.items():
        for unit in {unit for stage, unit in sums_of if stage in ARRIVED}:
            found[unit, "", kind] += max(sums_of[stage, unit] for stage in ARRIVED if (stage, unit) in sums_of)  # type: ignore[assignment] # a sum of decimals
    return {key: value for key, value in found.items() if value}  # type: ignore[misc] # decimals


@given(registers())
def test_the_balance_adds_up_every_promise_and_every_delivery_once(held: Portfolio) -> None:
    listing = balance_table(held, "JP", "US")
    names = [column.name for column in listing.columns]
    lines = [dict(zip(names, row, strict=True)) for row in listing.rows]
    for direction, obligor in (("one", ("JP",)), ("other", ("US",)), ("both", ("JP", "US"))):
        group = {standing.ref: standing for standing in both_directions(held, "JP", "US")[direction]}  # type: ignore[index] # one of them
        mine = [line for line in lines if line["obligor"] == obligor]
        counted = [s for s in group.values() if s.amount and is_counted(s) and not covered(s, group)]
        amounts = [(kind_of(s, group), s.amount) for s in counted if s.amount]
        assert by_unit(amounts) == _summed(mine, "promised")
        for stage in STAGES:
            figures = [
                (kind_of(s, group), Amount(value, unit))
                for s in group.values()
                for (of, unit), value in reached_by_hand(s, group).items()
                if of == stage
            ]
            assert by_unit(figures) == _summed(mine, stage)
        assert arrived_by_hand(group) == _summed(mine, "arrived")


def _summed(lines: list[dict[str, Any]], column: str) -> Totals:
    """The sum of a column over the categories, of each unit and kind."""
    found: Counter[tuple[str, str, str]] = Counter()
    for line in lines:
        if line[column] is not None:
            found[line["currency"], "year" if line["per_year"] else "", line["amount_kind"] or ""] += line[column]
    return {key: value for key, value in found.items() if value}  # type: ignore[misc] # decimals


@given(registers())
def test_what_a_branch_delivers_is_what_its_head_shows(held: Portfolio) -> None:
    for branch in branches(held):
        if len(branch.members) == len(held.tree(branch.head.ref)):
            counted, shown = series_of(branch.delivered), series_of(branch.head.deliveries_by_kind)
            assert branch.left_out or counted == shown
            assert counted.keys() <= shown.keys()
            left = [left.event for left in branch.left_out]
            histories = [history for one in branch.delivered.values() for history in one.histories]
            assert len(left) + sum(map(len, histories)) == len(branch.head.deliveries)


def series_of(deliveries: dict[str, Deliveries]) -> dict[tuple[str, str, str], Amount]:
    """The total of each kind, stage and unit."""
    return {(kind, one.stage, one.total.unit): one.total for kind, of in deliveries.items() for one in of.series}


@given(registers())
def test_every_commitment_is_in_one_branch_and_on_one_side(held: Portfolio) -> None:
    assert sorted(s.ref for branch in branches(held) for s in branch.members) == sorted(held.standings)
    on_sides = [s.ref for group in both_directions(held, "JP", "US").values() for s in group]
    assert len(on_sides) == len(set(on_sides))


@given(registers())
def test_a_score_of_everything_counts_the_same_deliveries(held: Portfolio) -> None:
    delivered = Scorecard(tuple(held)).delivered
    scored = {one.key: one.arrived.value for one in delivered if one.arrived and one.arrived.value}
    assert scored == arrived_by_hand(dict(held.standings))


# ---- kinds of amount ---------------------------------------------------------------------------

MIXED_WITH_PARTS = (
    commitment("fund", amount="USD 9bn", amount_kind="mixed", due="2026-05-31", events=[delivery("USD 3bn")]),
    commitment("loans", parent="fund", amount="USD 6bn", amount_kind="loan", events=[delivery("USD 6bn")]),
    commitment("first", parent="loans", events=[delivery("USD 1bn", "contracted", "customs")]),
)


def test_a_delivery_counts_towards_an_amount_of_its_own_kind_only() -> None:
    standings = portfolio(*MIXED_WITH_PARTS).standings
    fund, loans = standings["fund"], standings["loans"]
    assert (str(fund.arrived), fund.timeliness) == ("USD 3bn", "overdue")
    assert {kind: [str(one.total) for one in each.series] for kind, each in fund.deliveries_by_kind.items()} == {
        "mixed": ["USD 3bn"],
        "loan": ["USD 1bn", "USD 6bn"],
    }
    assert (str(loans.arrived), loans.completion is not None) == ("USD 6bn", True)
    assert len(fund.deliveries) == 3


def test_what_is_outstanding_of_a_mixed_amount_is_not_known_once_a_kind_of_it_came() -> None:
    fund, *parts = MIXED_WITH_PARTS
    assert [str(entry.amount) for entry in branches_of(fund)[0].overdue] == ["USD 6bn"]
    assert branches_of(fund, *parts)[0].overdue == []


def test_the_measure_that_counts_is_that_of_the_kind() -> None:
    fund, loans = branches_of(
        commitment("fund", amount="USD 9bn", events=[delivery("USD 1bn", measure="bank")]),
        commitment(
            "loans", parent="fund", amount="USD 6bn", amount_kind="loan", events=[delivery("USD 2bn", measure="signed")]
        ),
    )[0].delivered.values()
    assert [(one.measure, one.counts) for each in (fund, loans) for one in each.series] == [
        ("bank", True),
        ("signed", True),
    ]


def test_what_each_of_several_obligors_is_overdue_with_is_added_up() -> None:
    facts: dict[str, Any] = {"obligor": ("DE", "FR"), "each": True, "due": "2026-05-31", "amount": "USD 10bn"}
    came = [delivery("USD 4bn", on="2026-05-01", of="DE"), delivery("USD 10bn", on="2026-05-01", of="FR")]
    found = portfolio(commitment("a", events=came, **facts), as_of="2026-06-30")
    assert [str(entry.amount) for entry in branches(found)[0].overdue] == ["USD 6bn"]
    full = portfolio(commitment("a", events=[*came, delivery("USD 6bn", on="2026-06-01", of="DE")], **facts))
    assert branches(full)[0].overdue == []
