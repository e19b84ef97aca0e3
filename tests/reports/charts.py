"""Charts that say only what matters."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from tracker.reports.charts import Mark, Timeline, Track
from tracker.reports.table import Cell, Panel, Table, Tone

FIRST: Final = date(2025, 1, 1)
LAST: Final = date(2027, 1, 1)
TODAY: Final = date(2026, 1, 1)


def track(
    *texts: str,
    start: date = FIRST,
    end: date | None = LAST,
    marks: Sequence[Mark] = (),
    tone: Tone = "",
) -> Track:
    """One bar, by default over the whole chart."""
    return Track(tuple(map(Cell, texts or ("jp-us-lng",))), start, end, tuple(marks), tone)


def bars(*tracks: Track, today: date = TODAY, title: str = "", language: str = "") -> Table:
    """A chart of these bars, or of one, over 2025 and 2026."""
    chart = Timeline(tracks or (track(),), FIRST, LAST, today)
    return Table((), (), (Panel((), (), chart=chart),), title, language)
