"""The kinds of charts: what each shows, without its place in a picture."""

from datetime import date
from typing import Literal, NamedTuple

from msgspec import Struct

from tracker.language import plural, translate
from tracker.reports.table import Cell, Tone

Sign = Literal["moved", "delivered", "met", "due", "forecast", "breached", "restored"]


class Mark(NamedTuple):
    """A day on a track that has a sign of its own; `words` describe what happened on it."""

    day: date
    sign: Sign
    words: str = ""


class Track(Struct, frozen=True):
    """One bar of a timeline, from `start` to `end`; a bar without an end is open and fades out.

    `cells` are printed next to the bar; the first cell names it.
    """

    cells: tuple[Cell, ...]
    start: date
    end: date | None = None
    marks: tuple[Mark, ...] = ()
    tone: Tone = ""


class Timeline(Struct, frozen=True):
    """Tracks over the days from `first` to `last`, with a line at `today`."""

    tracks: tuple[Track, ...]
    first: date
    last: date
    today: date

    @property
    def description(self) -> str:
        """The number of bars and the days that they cover."""
        bars = plural(len(self.tracks), "bar")
        return translate(
            "{bars} from {first} to {last}, today {today}.",
            bars=bars,
            first=self.first,
            last=self.last,
            today=self.today,
        )
