"""The list of rates: the latest day first, one row a quote that holds."""

import pytest

from tests.building import rates
from tracker.reports.rates import rates_table
from tracker.reports.table import plain
from tracker.state.fx import RateBook

BOOK = RateBook(
    [rates("EUR", "2026-02-17", USD="1.1845", JPY="181.46"), rates("USD", "2026-02-18", None, JPY="153.2")],
)


def test_a_row_says_who_published_and_who_recorded_it() -> None:
    listing = rates_table(BOOK)
    assert [column.name for column in listing.columns] == (
        ["on", "base", "currency", "rate", "publisher", "url", "recorded_at", "recorded_by"]
    )
    assert [",".join(map(plain, row)) for row in listing.rows] == [
        "2026-02-18,USD,JPY,153.2,,,2026-12-01T00:00:00+00:00,analyst",
        "2026-02-17,EUR,JPY,181.46,News,https://news.example/1,2026-12-01T00:00:00+00:00,analyst",
        "2026-02-17,EUR,USD,1.1845,News,https://news.example/1,2026-12-01T00:00:00+00:00,analyst",
    ]


@pytest.mark.parametrize(
    ("pair", "limit", "count", "note"),
    [
        ((), 0, 3, "3 rates."),
        ((), 1, 1, "1 rate; 2 more not shown, --limit 0 shows all."),
        (("JPY", "USD"), 0, 1, "1 rate."),
        (("EUR", "USD"), 0, 1, "1 rate."),
        (("EUR", "KRW"), 0, 0, "0 rates."),
    ],
)
def test_a_pair_is_listed_either_way_round_and_what_is_hidden_is_counted(
    pair: tuple[str, ...], limit: int, count: int, note: str
) -> None:
    listing = rates_table(BOOK, pair, limit)
    assert (len(listing.rows), listing.panels[0].notes) == (count, (note,))


def test_people_see_the_pair_and_who_says_so() -> None:
    (panel,) = rates_table(BOOK, ("EUR", "USD")).panels
    assert [[cell.text for cell in row] for row in panel.rows] == [
        ["2026-02-17", "EUR/USD", "1.1845", "News", "analyst"],
    ]
