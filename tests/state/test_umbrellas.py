"""The ancestors of all commitments, computed together, equal those of a walk for each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tracker.state.hierarchy import nearest_ancestors, rolled_up, top_ancestors

REFS = tuple("abcdefgh")
parents: SearchStrategy[dict[str, str]] = st.dictionaries(st.sampled_from(REFS), st.sampled_from((*REFS, "", "ghost")))

TREE = {"fund": "", "project": "fund", "plant": "project", "turbine": "plant", "port": "fund"}
RINGS = {"own": "own", "one": "two", "two": "one", "a": "b", "b": "c", "c": "a", "under": "a", "lowest": "under"}


def above(ref: str, held: dict[str, str]) -> list[str]:
    """The known umbrellas of a commitment, the nearest first, each once and without its own."""
    found = [ref]
    while (parent := held[found[-1]]) in held and parent not in found:
        found.append(parent)
    return found[1:]


@pytest.mark.parametrize("held", [TREE, RINGS, {"part": "ghost"}, {}], ids=["a tree", "rings", "a ghost", "nothing"])
def test_the_topmost_umbrella_is_the_last_one_on_the_way_up(held: dict[str, str]) -> None:
    assert top_ancestors(held) == {ref: [ref, *above(ref, held)][-1] for ref in held}


@given(parents)
def test_the_topmost_umbrella_is_the_last_one_on_any_way_up(held: dict[str, str]) -> None:
    assert top_ancestors(held) == {ref: [ref, *above(ref, held)][-1] for ref in held}


@pytest.mark.parametrize("held", [TREE, RINGS])
@pytest.mark.parametrize("members", [{"fund", "turbine", "plant"}, {"one", "a", "lowest", "own"}, set(), {"nobody"}])
def test_the_nearest_umbrella_is_the_first_member_on_the_way_up(held: dict[str, str], members: set[str]) -> None:
    ways = {ref: [one for one in above(ref, held) if one in members] for ref in held}
    assert nearest_ancestors(held, members, held) == {ref: way[0] for ref, way in ways.items() if way}


@given(parents, st.sets(st.sampled_from(REFS)))
def test_the_nearest_umbrella_is_the_first_member_on_any_way_up(held: dict[str, str], members: set[str]) -> None:
    ways = {ref: [one for one in above(ref, held) if one in members] for ref in held}
    assert nearest_ancestors(held, members, held) == {ref: way[0] for ref, way in ways.items() if way}


def test_what_was_found_of_a_part_is_not_looked_for_again() -> None:
    asked: list[str] = []

    def parts(ref: str) -> list[str]:
        return [part for part, parent in TREE.items() if parent == ref]

    def join(ref: str, below: object) -> int:
        asked.append(ref)
        return 1 + sum(below)  # type: ignore[call-overload,no-any-return] # numbers of commitments

    found: dict[str, int] = {}
    assert [rolled_up(ref, found, parts, join) for ref in ("plant", "fund", "project")] == [2, 5, 3]
    assert sorted(asked) == sorted(TREE)
