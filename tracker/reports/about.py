"""What is in a register, for `info` and `copy`: counts, schema, and who changed it last."""

from collections import Counter
from collections.abc import Iterable, Mapping

from tracker.commitment import Commitment
from tracker.reports.listing import Cell, Column, Heading, Listing, Panel, Value, plain


def about(commitments: Iterable[Commitment], facts: Mapping[str, Value]) -> Listing:
    """One row: the facts given of the register itself, and what its commitments are made of."""
    counts: Counter[str] = Counter()
    addresses: set[str] = set()
    for commitment in commitments:
        counts["commitments"] += 1
        counts["events"] += len(commitment.history)
        addresses.update(event.source.url or event.source.publisher for event in commitment.history if event.source)
    values: dict[str, Value] = {
        **facts,
        "commitments": counts["commitments"],
        "events": counts["events"],
        "sources": len(addresses),
    }
    return facts_of(values)


def facts_of(values: Mapping[str, Value]) -> Listing:
    """One row of these facts; for people each on a line of its own."""
    columns = tuple(Column(name, "number" if isinstance(value, int) else "text") for name, value in values.items())
    rows = tuple((Cell(name.replace("_", " "), "dim"), Cell(plain(value))) for name, value in values.items())
    return Listing(columns, (tuple(values.values()),), (Panel((Heading(""), Heading("", flexible=True)), rows),))
