"""The tables of a report: a row for each event and its source."""

from collections.abc import Callable, Iterable

import pytest

from tests.building import commitment, delivery, portfolio, position
from tracker.model.commitment import Source
from tracker.reports.report_tables import deliveries, events, positions, sources
from tracker.reports.table import Table
from tracker.state.portfolio import Standing

NIKKEI = Source(publisher="Nikkei", url="https://nikkei.example/1", quote="late")
PROMISE = commitment(
    events=[delivery("USD 5bn", source=None), position("US", "disputes", "private", source=NIKKEI, note="twice")]
)


@pytest.mark.parametrize(
    ("exhibit", "expected"),
    [
        (
            deliveries,
            {"stage": "delivered", "currency": "USD", "publisher": None, "url": None, "quote": None},
        ),
        (positions, {"party": "US", "channel": "private", "publisher": "Nikkei", "quote": "late"}),
        (sources, {"witness": "Nikkei", "publisher": "Nikkei", "url": "https://nikkei.example/1"}),
        (events, {"event": "position", "says": "US disputes in private", "note": "twice"}),
    ],
)
def test_a_row_says_what_happened_and_on_whose_word(
    exhibit: Callable[[Iterable[Standing]], Table], expected: dict[str, object]
) -> None:
    listing = exhibit(portfolio(PROMISE))
    rows = [dict(zip((column.name for column in listing.columns), row, strict=True)) for row in listing.rows]
    assert any(expected.items() <= row.items() for row in rows)
    assert {row["ref"] for row in rows} == {"jp-us-promise"}


def test_what_is_worded_for_people_only_is_left_out() -> None:
    names = {column.name for one in (sources, events) for column in one(portfolio(PROMISE)).columns}
    assert not names & {"witness_shown", "what"}
