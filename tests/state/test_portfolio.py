"""The commitments of a register at a moment, with their umbrellas and parts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import (
    NEWS,
    amount,
    citation,
    commitment,
    deadline,
    delivery,
    edit,
    moment,
    portfolio,
    position,
    retraction,
    status,
)
from tests.strategies import commitments
from tracker.model.commitment import AnyEvent, Commitment
from tracker.model.dates import Moment
from tracker.model.register import Register
from tracker.state.deadlines import Basis
from tracker.state.portfolio import Portfolio

# Pledge > tranche > project > milestone, and a second project; every delivery is recorded once, at its leaf.
UMBRELLA = (
    commitment("pledge", amount="USD 550bn"),
    commitment("tranche", parent="pledge", amount="USD 36bn", events=[delivery("USD 36bn", "selected")]),
    commitment("project", parent="tranche", amount="USD 33bn", events=[delivery("USD 5bn"), delivery("JPY 340bn")]),
    commitment("milestone", parent="project", events=[delivery("USD 2bn"), delivery("USD -1bn")]),
    commitment("terminal", parent="tranche", amount="4 trees", events=[delivery("USD 1bn"), delivery("1 trees")]),
)


@pytest.mark.parametrize(
    ("ref", "tree", "delivered"),
    [
        ("pledge", "pledge tranche project terminal milestone", 7 * 10**9),
        ("tranche", "tranche project terminal milestone", 7 * 10**9),
        ("project", "project milestone", 6 * 10**9),
        ("milestone", "milestone", None),
        ("terminal", "terminal", 1),
        ("unheard-of", "", None),
    ],
)
def test_an_umbrella_counts_every_delivery_below_it_once(ref: str, tree: str, delivered: int | None) -> None:
    held = portfolio(*UMBRELLA)
    assert " ".join(standing.ref for standing in held.tree(ref)) == tree
    if ref in held.standings:
        assert held.standings[ref].delivered == delivered


def test_stages_and_currencies_stay_apart_in_an_umbrella() -> None:
    found = portfolio(*UMBRELLA).standings["pledge"].all_deliveries.series
    assert {(one.stage, one.total.unit): str(one.total) for one in found} == {
        ("selected", "USD"): "USD 36bn",
        ("delivered", "USD"): "USD 7bn",
        ("delivered", "JPY"): "JPY 340bn",
        ("delivered", "trees"): "1 trees",
    }
    assert [str(event.amount) for event in portfolio(*UMBRELLA).standings["tranche"].deliveries] == [
        *("USD 36bn", "USD 5bn", "JPY 340bn", "USD 1bn", "1 trees", "USD 2bn", "USD -1bn"),
    ]


@pytest.mark.parametrize(
    ("promise", "delivered"),
    [
        (commitment(events=[delivery("USD 1bn")]), None),
        (commitment(amount="USD 1bn"), None),
        (commitment(amount="USD 1bn", events=[delivery("JPY 1bn")]), None),
        (commitment(amount="USD 1bn", events=[delivery("USD 1bn", "contracted")]), None),
        (commitment(amount="USD 1bn", events=[delivery("USD 1m"), delivery("USD -1m")]), 0),
        (commitment(amount="USD 1bn/yr", events=[delivery("USD 1m")]), 10**6),
        (commitment(amount="USD 1bn", events=[delivery("USD 1m/yr")]), None),
        (commitment(amount="9 kt", events=[delivery("2 t"), delivery("1 kt")]), "1.002"),
        (commitment(amount="USD 9", events=[delivery("USD 4"), delivery("USD 3", kind="so_far")]), 3),
        (commitment(amount="USD 9", events=[delivery("USD 4"), delivery("USD 5", "disbursed")]), 5),
        (commitment(amount="USD 9", events=[delivery("USD 4", measure="a"), delivery("USD 5", measure="b")]), 4),
        (commitment(events=[amount("USD 1bn"), amount("JPY 150bn", "revision"), delivery("JPY 1bn")]), 10**9),
    ],
    ids=[
        *("no amount", "no delivery", "another currency", "another stage", "reversed", "a year", "delivered a year"),
        *("another unit", "a running total", "disbursed", "another measure", "revised"),
    ],
)
def test_what_was_delivered_is_counted_in_the_unit_of_the_amount(
    promise: Commitment, delivered: int | str | None
) -> None:
    (standing,) = portfolio(promise)
    assert standing.delivered == (None if delivered is None else Decimal(delivered))


def test_a_part_that_was_retracted_is_not_counted() -> None:
    gone = commitment("tranche", parent="pledge", events=[delivery("USD 36bn"), retraction()])
    held = portfolio(commitment("pledge", amount="USD 550bn", events=[delivery("USD 1bn")]), gone)
    assert held.standings["pledge"].delivered == 10**9


def test_a_part_counts_where_the_edited_terms_put_it() -> None:
    moved = commitment("project", parent="old", events=[delivery("USD 1bn"), edit({"on": "2026-02-01"}, parent="new")])
    umbrellas = (commitment("old", amount="USD 1bn"), commitment("new", amount="USD 1bn"))
    before, after = (portfolio(*umbrellas, moved, as_of=day).standings for day in ("2026-01-31", "2026-02-01"))
    shown = [(held["old"].delivered, held["new"].delivered) for held in (before, after)]
    assert shown == [(Decimal(10**9), None), (None, Decimal(10**9))]


@pytest.mark.parametrize(
    ("parents", "tree"),
    [
        ({"a": "a"}, "a"),
        ({"a": "b", "b": "a"}, "a b"),
        ({"a": "c", "b": "a", "c": "b"}, "a b c"),
        ({"a": "ghost", "b": "a"}, "a b"),
    ],
    ids=["its own parent", "two of each other", "three in a ring", "a parent that is not there"],
)
def test_a_ring_and_a_missing_parent_are_survived(parents: dict[str, str], tree: str) -> None:
    held = portfolio(
        *(
            commitment(ref, parent=parent, amount="USD 9bn", events=[delivery("USD 1bn")])
            for ref, parent in parents.items()
        )
    )
    assert " ".join(standing.ref for standing in held.tree("a")) == tree
    assert held.standings["a"].delivered == len(tree.split()) * 10**9


@given(st.lists(commitments, max_size=3, unique_by=lambda promise: promise.ref), st.dates())
def test_every_register_has_a_portfolio(promises: list[Commitment], day: date) -> None:
    held = Portfolio(promises, Moment(day))
    assert {promise.ref for promise in promises} <= set(held.refs)  # beside computed periods
    for standing in held:
        tree = [part.ref for part in held.tree(standing.ref)]
        assert tree[0] == standing.ref
        assert len(set(tree)) == len(tree)


def test_parts_are_those_directly_under_an_umbrella() -> None:
    held = portfolio(*UMBRELLA)
    assert [part.ref for part in held.parts("tranche")] == ["project", "terminal"]
    assert held.parts("milestone") == []


def test_refs_name_also_what_was_not_known_then() -> None:
    held = portfolio(commitment("known"), commitment("later", status=None, events=[deadline("2027", on="2026-07-01")]))
    assert held.refs == ["known", "later"]
    assert list(held.standings) == ["known"]


@pytest.mark.parametrize(("basis", "expected"), [("current", ("due_soon", None)), ("original", ("overdue", 91))])
def test_a_standing_is_measured_on_the_basis_of_its_portfolio(basis: Basis, expected: tuple[str, int | None]) -> None:
    moved = commitment(due="2026-03-31", events=[deadline("2026-07-15", "amendment", on="2026-03-01", source=NEWS)])
    (standing,) = portfolio(moved, basis=basis)
    assert (standing.timeliness, standing.overdue_days) == expected
    assert (str(standing.due), str(standing.due_original), standing.slip_days) == ("2026-07-15", "2026-03-31", 106)
    assert [move.days for move in standing.moves] == [106]


@pytest.mark.parametrize(("language", "title"), [("", "Invest"), ("ja", "対米投資"), ("ko", "Invest")])
def test_a_title_is_in_the_language_asked_for_where_there_is_one(language: str, title: str) -> None:
    promise = commitment(title="Invest", titles={"ja": "対米投資"})
    (standing,) = Portfolio([promise], moment(), language=language)
    assert standing.title == title


def test_a_standing_tells_what_the_sources_and_the_parties_say() -> None:
    said = [
        position("US", "accepts", on="2026-05-01", source=NEWS),
        position("US", "disputes", "private", on="2026-05-02"),
    ]
    (standing,) = portfolio(commitment(events=[*said, citation("due", "contradicts")]))
    assert (standing.confidence, standing.is_disputed, standing.contradicted) == ("unsourced", True, ("deadline",))
    assert [(one.party, one.public.id, one.private.id) for one in standing.divergent] == [("US", 1, 2)]


@pytest.mark.parametrize(
    ("statuses", "since"),
    [
        ([], "None"),
        ([status("agreed", on="2025-10-28")], "2025-10-28"),
        ([status("in_progress", on="2025-10-28"), status("in_progress", on="2026-05-01")], "2025-10-28"),
        (
            [
                status("in_progress", on="2024-04-10"),
                status("suspended", on="2025-01-01"),
                status("in_progress", on="2025-06"),
                status("in_progress", on="2026-03-02"),
            ],
            "2025-06",
        ),
        ([status("in_progress", on=""), status("in_progress", on="2026-05-01")], "None"),
        ([status("agreed", on="2025-10-28"), status("met", on="2026-05-01")], "2026-05-01"),
    ],
)
def test_a_status_holds_since_the_first_event_of_its_unbroken_run(statuses: list[AnyEvent], since: str) -> None:
    (standing,) = portfolio(commitment(status=None, due="2027", events=statuses), as_of="2027-01-01")
    assert str(standing.since) == since


@pytest.mark.parametrize(
    ("event", "unsure"),
    [
        (deadline("2026-12", "extension", on="2026"), True),
        (deadline("2026-03-31", "extension", on="2026"), False),
        (status("suspended", on="2026"), True),
        (status("agreed", on="2026"), False),
        (amount("USD 2bn", "revision", on="2026"), True),
        (delivery("USD 1bn", on="2026"), True),
        (delivery("USD 1m", on="2026"), False),
        (delivery("USD 1bn", on="2026", known_on="2026-06-01"), False),
        (position("US", "disputes", on="2026"), False),
    ],
)
def test_a_half_known_event_that_would_change_the_answer_makes_it_unsure(event: AnyEvent, *, unsure: bool) -> None:
    (standing,) = portfolio(commitment(due="2026-03-31", amount="USD 1bn", events=[event]))
    assert [one.id for one in standing.uncertain_events] == ([1] if unsure else [])
    assert portfolio(commitment(due="2026-03-31")).standings["jp-us-promise"].uncertain_events == ()


def test_what_is_closed_is_not_open() -> None:
    held = portfolio(commitment("open", status="suspended"), commitment("closed", status="withdrawn"))
    assert {standing.ref: (standing.status, standing.is_open) for standing in held} == {
        "open": ("suspended", True),
        "closed": ("withdrawn", False),
    }


def test_what_is_recorded_of_a_commitment_is_all_that_holds_whatever_is_asked() -> None:
    promise = commitment(events=[delivery("USD 1bn"), delivery("USD 2bn", on="2027-01-01"), retraction(1)])
    held = portfolio(promise, as_of="2026-01-01", known_at="2026-01-01")
    (standing,) = held
    assert [event.id for event in standing.state.event_days.active_events] == [2, 3, 4]


def test_an_amount_is_written_in_the_language_that_is_asked_for() -> None:
    held = portfolio(commitment(amount="JPY 6tn"), language="ja")
    standing = held.standings["jp-us-promise"]
    assert [held.format_amount(standing.amount), standing.format_amount(standing.amount), held.format_amount(None)] == [
        "6兆円"
    ] * 2 + [""]


def test_the_days_of_a_portfolio_end_where_those_of_its_register_do() -> None:
    assert portfolio(register=Register(zone="Asia/Tokyo")).zone == "Asia/Tokyo"
