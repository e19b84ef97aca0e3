"""Footnotes: each source once, in the order of its first citation."""

from tests.building import NEWS
from tracker.model.commitment import Source
from tracker.render.footnotes import Footnotes
from tracker.reports.table import Cell

NAMED = Source(publisher="Nikkei", title="Furious")


def test_a_source_is_numbered_once_however_often_it_is_cited() -> None:
    notes = Footnotes()
    assert notes.numbers(Cell("a", sources=(NEWS, NAMED))) == [1, 2]
    assert notes.numbers(Cell("b", sources=(NAMED,))) == [2]
    assert notes.numbers(Cell("c")) == []
    assert list(notes) == [(1, NEWS), (2, NAMED)]


def test_a_source_that_says_nothing_of_itself_is_none() -> None:
    notes = Footnotes()
    assert notes.numbers(Cell("a", sources=(Source(),))) == []
    assert list(notes) == []
