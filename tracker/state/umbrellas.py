"""Umbrellas: what lies above and below a commitment, each found once for all who ask, however deep umbrellas go."""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import TypeVar

Found = TypeVar("Found")


def tops(parents: Mapping[str, str]) -> dict[str, str]:
    """The topmost umbrella of each commitment, by the umbrella that each names; its own ref where it is under none.

    In a circle, which only a hand can make, it is the last one that comes up before one comes up again.

    >>> tops({"a": "", "b": "a", "c": "b", "x": "y", "y": "x"})
    {'a': 'a', 'b': 'a', 'c': 'a', 'x': 'y', 'y': 'x'}
    """
    found: dict[str, str] = {}
    for each in parents:
        path, ref = dict[str, None](), each
        while ref not in found and ref not in path:
            path[ref] = None
            if parents[ref] in parents:
                ref = parents[ref]
            else:
                found[ref] = ref
        refs = list(path)
        circle = refs[refs.index(ref) :] if ref not in found else []
        found.update(zip(circle, circle[-1:] + circle[:-1], strict=True))
        found.update({one: found[ref] for one in refs if one not in found})
    return found


def nearest(parents: Mapping[str, str], members: Container[str], refs: Iterable[str]) -> dict[str, str]:
    """The nearest umbrella among the members of each commitment; a commitment without one is left out.

    >>> nearest({"a": "", "b": "a", "c": "b"}, {"a", "c"}, ["a", "b", "c"])
    {'b': 'a', 'c': 'a'}
    """
    above: dict[str, str] = {}  # of what was passed on the way, the first member from there on up
    found: dict[str, str] = {}
    for each in refs:
        path, ref = dict[str, None](), parents[each]
        while ref in parents and ref not in members and ref not in above and ref not in path:
            path[ref] = None
            ref = parents[ref]
        member = ref if ref in parents and ref in members else above.get(ref, "")
        above.update(dict.fromkeys(path, member))
        if member and member != each:
            found[each] = member
    return found


def rolled_up(
    ref: str,
    found: dict[str, Found],
    parts: Callable[[str], Iterable[str]],
    join: Callable[[str, Iterable[Found]], Found],
) -> Found:
    """What is found of a commitment by joining what is found of its parts; `found` keeps it of each.

    It goes down no further than to what was found before, and never round: nothing below may lie in a circle.
    """
    waiting, below = [ref], list[str]()
    while waiting:
        one = waiting.pop()
        if one not in found:
            below.append(one)
            waiting.extend(parts(one))
    for one in reversed(below):
        found[one] = join(one, [found[part] for part in parts(one)])
    return found[ref]
