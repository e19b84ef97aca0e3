"""The table of moves: each with its source, and a corrected one with the source of the correction."""

from tests.building import NEWS, commitment, deadline, portfolio
from tracker.model.commitment import AnyEvent, Source
from tracker.reports.moves import moves_table

METI = Source(publisher="METI")


def moves(*events: AnyEvent) -> list[tuple[object, str, str]]:
    """The column `corrected` of each row, and the cells for its source and its change."""
    listing = moves_table(list(portfolio(commitment(events=events), as_of="2026-12-31")))
    place = [column.name for column in listing.columns].index("corrected")
    rows = zip(listing.rows, listing.panels[0].rows, strict=True)
    return [(row[place], cells[1].text, cells[5].text) for row, cells in rows]


FIRST = deadline("2026-06-30")
MOVED = deadline("2026-09-30", "extension", on="2026-02-09", source=NEWS)


def test_a_move_is_told_by_its_source_or_by_nobody() -> None:
    silent = deadline("2026-12-31", "amendment", on="2026-03-09")
    assert moves(FIRST, MOVED, silent) == [(None, "News", "extension"), (None, "nobody", "amendment")]


def test_a_move_that_was_corrected_is_told_by_who_corrected_it() -> None:
    assert moves(FIRST, MOVED, deadline("2026-10-31", "correction", corrects=2, source=METI)) == [
        ("corrected by the desk on 2026-12-01, citing METI, from 2026-09-30 (News)", "METI", "extension, corrected")
    ]
    assert moves(FIRST, MOVED, deadline("2026-10-31", "correction", corrects=2)) == [
        ("corrected by the desk on 2026-12-01, from 2026-09-30 (News)", "the desk", "extension, corrected")
    ]
