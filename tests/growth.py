"""Count the lines of Python that a call executes: the number does not depend on the machine or its load.

A loop on one line counts that line again each time, and a comprehension or a generator counts each of its items.
"""

import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any, Final, TypeVar

from tests.building import commitment
from tracker.model.commitment import AnyEvent, Commitment

Made = TypeVar("Made")

SIZES: Final = (24, 48, 96)
# The greatest ratio of the second step to the first: 2 is linear, a little more is sorting, and 4 is quadratic.
LINEAR: Final = 2.6


def is_linear(make: Callable[[int], Made], act: Callable[[Made], object], sizes: Sequence[int] = SIZES) -> bool:
    """True if the line count grows linearly with the input; one warm-up call fills the caches."""
    act(make(sizes[0]))
    few, more, many = (lines(act, make(size)) for size in sizes)
    return many - more <= LINEAR * (more - few)


def lines(act: Callable[[Made], object], given: Made) -> int:
    """The number of lines that a call executes, with one for each call and each return in it."""
    count, before = 0, sys.gettrace()

    def trace(_: FrameType, __: str, ___: object) -> Callable[..., Any]:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)
    try:
        act(given)
    finally:
        sys.settrace(before)
    return count


def long_history(event: Callable[[int], AnyEvent], *first: AnyEvent) -> Callable[[int], list[Commitment]]:
    """Builder of a register with one commitment: the first events, then any number of events of a kind."""

    def made(count: int) -> list[Commitment]:
        return [commitment("one", due="2026-01-31", amount="USD 9bn", events=[*first, *map(event, range(count))])]

    return made


def deep_umbrellas(*events: AnyEvent) -> Callable[[int], list[Commitment]]:
    """Builder of a chain of umbrellas of any depth, each with these events."""

    def made(count: int) -> list[Commitment]:
        return [
            commitment(f"u{n}", parent=f"u{n - 1}" if n else "", due="2026-01-31", amount="USD 9bn", events=events)
            for n in range(count)
        ]

    return made
