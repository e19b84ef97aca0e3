"""Footnotes of sources: each source once, numbered in the order of the first citation."""

from collections.abc import Iterator

from tracker.model.commitment import Source
from tracker.reports.table import Cell
from tracker.state.sources import source_identity


class Footnotes:
    """The cited sources; a source that is cited again keeps its number."""

    def __init__(self) -> None:
        self._cited: dict[str, tuple[int, Source]] = {}

    def numbers(self, cell: Cell) -> list[int]:
        """The footnote numbers of the sources of a cell."""
        return [
            self._cited.setdefault(source_identity(source), (len(self._cited) + 1, source))[0]
            for source in cell.sources
            if source_identity(source)
        ]

    def __iter__(self) -> Iterator[tuple[int, Source]]:
        return iter(self._cited.values())
