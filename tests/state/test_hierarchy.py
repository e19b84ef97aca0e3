"""The hierarchy: it gives the same answers about a commitment and its parts as a walk through its tree."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import NEWS, RECORDED, citation, commitment, delivery, edit, portfolio, retraction
from tracker.model.commitment import AnyEvent, Commitment
from tracker.state import lateness
from tracker.state.delivery import first_deliveries, first_of_each
from tracker.state.portfolio import Portfolio

TODAY = date(2026, 6, 30)
EVENTS: tuple[tuple[AnyEvent, ...], ...] = (
    (),
    (delivery("USD 1bn", on="2025-03-01", source=NEWS),),
    (citation("status", on="2025-07-01"),),
    (delivery("5 t", "contracted", "customs", on="2027-01-01"), citation("amount", on="2027-01-01")),
    (delivery("USD 3bn", measure="bank"), retraction(1), edit(notes="looked through")),
    (delivery("20%", "disbursed", kind="level"), delivery("USD 2bn", "disbursed", "bank")),
)


KINDS = ("", "loan", "", "grant", "")


def held(parents: dict[str, str]) -> Portfolio:
    """Commitments with these umbrellas; neighbours have different events and kinds of amount."""
    refs = enumerate(parents.items())
    return portfolio(
        *(
            commitment(ref, parent=parent, events=EVENTS[n % len(EVENTS)], amount_kind=KINDS[n % len(KINDS)])
            for n, (ref, parent) in refs
        )
    )


def walked(found: Portfolio, by_ref: dict[str, Commitment], ref: str) -> tuple[object, ...]:
    """The answers found by a walk through the tree of a commitment."""
    hierarchy = found.hierarchy
    below = hierarchy.tree(ref)[1:]
    recorded = [
        first._replace(kind=kind_below(found, one, ref) or found.standings[ref].terms.amount_kind)
        for one in below
        for first in first_deliveries(by_ref[one].history, is_part=True)
    ]
    return (
        [one for one in below if found.standings[one].state.deliveries],
        lateness.last_news((found.standings[one].state for one in [ref, *below]), TODAY),
        first_of_each(recorded),
    )


def kind_below(found: Portfolio, ref: str, umbrella: str) -> str:
    """The first kind of amount that is said on the way up to an umbrella, without its own."""
    way = [ref, *found.hierarchy.ancestors(ref)]
    return next(filter(None, (found.standings[one].terms.amount_kind for one in way[: way.index(umbrella)])), "")


def relations(found: Portfolio, ref: str) -> tuple[object, ...]:
    """The answers of the hierarchy."""
    hierarchy = found.hierarchy
    own = found.standings[ref].terms.amount_kind
    plain = first_of_each(first._replace(rank=0, kind=first.kind or own) for first in hierarchy.first_deliveries(ref))
    return hierarchy.parts_with_deliveries(ref), hierarchy.last_news(ref, TODAY), plain


@pytest.mark.parametrize(
    "parents",
    [
        {"a": "", "b": "a", "c": "a", "d": "b", "e": "b", "f": "e", "g": "c", "h": "g"},
        {"h": "g", "g": "f", "f": "e", "e": "d", "d": "c", "c": "b", "b": "a", "a": ""},
        {"a": "c", "b": "a", "c": "b", "d": "a", "e": "d", "f": "d", "g": "g"},
        {"a": "", "b": "", "d": "", "c": "e", "e": "c", "f": "", "g": "", "h": "c"},
        {"a": "ghost", "b": "a"},
    ],
    ids=["a tree", "a chain, the lowest first", "rings", "a part below a ring", "a ghost"],
)
def test_the_hierarchy_tells_what_a_walk_finds(parents: dict[str, str]) -> None:
    found = held(parents)
    by_ref = {one.ref: one for one in found.commitments}
    assert {ref: relations(found, ref) for ref in parents} == {ref: walked(found, by_ref, ref) for ref in parents}


@given(st.dictionaries(st.sampled_from("abcdefghijkl"), st.sampled_from(("", "ghost", *"abcdefghijkl"))))
def test_any_hierarchy_tells_what_a_walk_finds(parents: dict[str, str]) -> None:
    found = held(parents)
    by_ref = {one.ref: one for one in found.commitments}
    assert {ref: relations(found, ref) for ref in parents} == {ref: walked(found, by_ref, ref) for ref in parents}


def test_umbrellas_may_be_as_deep_as_they_are_many() -> None:
    deep = 2000
    promises = [
        commitment(f"u{n}", parent=f"u{n - 1}" if n else "", events=[delivery("USD 1m")] if n == deep - 1 else [])
        for n in range(deep)
    ]
    found = portfolio(*promises)
    assert found.hierarchy.parts_with_deliveries("u0") == [f"u{deep - 1}"]
    assert {found.hierarchy.top_ancestors[ref] for ref in found.refs} == {"u0"}
    assert found.standings["u0"].deliveries == promises[-1].history[:1]


def test_what_was_recorded_at_one_time_counts_in_the_order_of_the_tree() -> None:
    promises = [
        commitment("low", parent="high", events=[delivery("USD 1bn", measure="bank", recorded_at=RECORDED)]),
        commitment("high", parent="top", events=[delivery("USD 2bn", measure="customs", recorded_at=RECORDED)]),
        commitment("top", amount="USD 9bn"),
    ]
    top = portfolio(*promises).standings["top"]
    assert [(one.measure, one.counts) for one in top.all_deliveries.series] == [("customs", True), ("bank", False)]


def test_umbrellas_go_up_to_the_top_once_round_and_not_beyond_what_is_known() -> None:
    held = portfolio(
        commitment("a", parent="b"),
        commitment("b", parent="a"),
        commitment("c", parent="b"),
        commitment("d", parent="x"),
    )
    shown = {ref: held.hierarchy.ancestors(ref) for ref in held.standings}
    assert shown == {"a": ["b"], "b": ["a"], "c": ["b", "a"], "d": []}
