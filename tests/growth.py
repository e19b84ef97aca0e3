"""Count the Python instructions of a call: the number does not depend on the machine or its load."""

import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any, Final, TypeVar

from tests.building import commitment
from tracker.model.commitment import AnyEvent, Commitment

Made = TypeVar("Made")

SIZES: Final = (24, 48, 96)
# Of work that grows evenly the second step is twice the first, and a little more where it sorts; four times of squares.
EVEN: Final = 2.6


def grows_evenly(make: Callable[[int], Made], act: Callable[[Made], object], sizes: Sequence[int] = SIZES) -> bool:
    """Whether twice as much is about twice the work; `act` is done once before, for what is only worked out once."""
    act(make(sizes[0]))
    few, more, many = (instructions(act, make(size)) for size in sizes)
    return many - more <= EVEN * (more - few)


def instructions(act: Callable[[Made], object], given: Made) -> int:
    """The number of instructions that an act executes."""
    count, before = 0, sys.gettrace()

    def trace(frame: FrameType, event: str, _: Any) -> Callable[..., Any]:  # noqa: ANN401 - of another type each time
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    sys.settrace(trace)
    try:
        act(given)
    finally:
        sys.settrace(before)
    return count


def long_history(event: Callable[[int], AnyEvent], *first: AnyEvent) -> Callable[[int], list[Commitment]]:
    """A commitment with so many events of a kind, behind those first ones, in a register of its own."""

    def made(count: int) -> list[Commitment]:
        return [commitment("one", due="2026-01-31", amount="USD 9bn", events=[*first, *map(event, range(count))])]

    return made


def deep_umbrellas(*events: AnyEvent) -> Callable[[int], list[Commitment]]:
    """Umbrellas that are so deep, each with these events."""

    def made(count: int) -> list[Commitment]:
        return [
            commitment(f"u{n}", parent=f"u{n - 1}" if n else "", due="2026-01-31", amount="USD 9bn", events=events)
            for n in range(count)
        ]

    return made
