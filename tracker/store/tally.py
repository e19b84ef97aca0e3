"""What the commitments of a register come to in numbers, for `info`."""

from collections.abc import Iterable
from typing import NamedTuple

from tracker.commitment import Commitment


class Tally(NamedTuple):
    """How many commitments there are, with how many events, and from how many sources these are."""

    commitments: int = 0
    events: int = 0
    sources: int = 0


def tally(commitments: Iterable[Commitment]) -> Tally:
    """What they come to; a source counts once by its address, or else its publisher."""
    number = events = 0
    addresses: set[str] = set()
    for commitment in commitments:
        number += 1
        events += len(commitment.history)
        addresses.update(event.source.url or event.source.publisher for event in commitment.history if event.source)
    return Tally(number, events, len(addresses))
