"""The kinds of charts: what each shows, without its place in a picture."""

from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from tracker.language import plural, translate, written_day
from tracker.reports.table import Cell, Tone

Sign = Literal["moved", "delivered", "met", "due", "forecast", "breached", "restored"]
Look = Literal[
    "selected",
    "contracted",
    "disbursed",
    "delivered",
    "exceeded",
    "line",
    "plan",
    "goal",
    "today",
    "put_off",
    "brought_forward",
    "dropped",
    "other",
]
Shade = Literal["kept", "partly", "failed", "late", "unreported", "open", "undated", "not_judged"]


MOST_BARS: Final = 200  # of a timeline in a picture


class Mark(NamedTuple):
    """A day on a track that has a sign of its own; `words` describe what happened on it."""

    day: date
    sign: Sign
    words: str


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
    def title(self) -> str:
        """The title of a picture without another one."""
        return translate("Timeline")

    @property
    def description(self) -> str:
        """The number of bars and the days that they cover."""
        bars = plural(len(self.tracks), "bar")
        return translate(
            "{bars} from {first} to {last}, as of {today}.",
            bars=bars,
            first=written_day(self.first),
            last=written_day(self.last),
            today=written_day(self.today),
        )


class Point(NamedTuple):
    """A value from a day on: an amount, or itself a day; None ends a line for now.

    `is_exact`: the day is known, not only its month or year. `words` tell what happened; a point with words has a mark.
    """

    day: date
    value: Decimal | date | None
    is_exact: bool = True
    words: str = ""


class Line(Struct, frozen=True):
    """One line of a plot; `name` is for programs.

    `label` is written at its end, and `below` under it in small letters; a line without a label is one of many.
    `is_stepped`: a value holds until the next point; otherwise the points are joined straight.
    """

    name: str
    label: str
    points: tuple[Point, ...]
    look: Look
    is_stepped: bool = True
    below: str = ""


class Plot(Struct, frozen=True):
    """Lines over the days from `first` to `last`, with a line at `today`; `notes` stand below them.

    `ticks` are the values on the vertical axis with their labels; if there are none, the values are days.
    """

    title: str
    description: str
    lines: tuple[Line, ...]
    first: date
    last: date
    today: date
    ticks: tuple[tuple[Decimal, str], ...] = ()
    notes: tuple[str, ...] = ()


class Segment(NamedTuple):
    """A part of a strip: its words and its number."""

    words: str
    number: int
    shade: Shade


class Bar(Struct, frozen=True):
    """A strip of segments, with its name and its whole to the left, and words below."""

    name: str
    whole: str
    segments: tuple[Segment, ...]
    words: str

    @property
    def counts(self) -> str:
        """The segments in words."""
        return " · ".join(f"{segment.words} {segment.number}" for segment in self.segments)

    @property
    def described(self) -> str:
        """The strip as a sentence."""
        return translate("{name}: {counts}.", name=self.name, counts=self.counts)


class Bars(Struct, frozen=True):
    """Strips below each other, each of the same length; `notes` stand below them."""

    title: str
    description: str
    bars: tuple[Bar, ...]
    notes: tuple[str, ...] = ()


class Box(Struct, frozen=True):
    """A promise in a column: its ref, its title, and where it stands."""

    ref: str
    title: str
    stands: Cell

    @property
    def described(self) -> str:
        """The promise on a line."""
        return translate("{ref}: {title} ({standing})", ref=self.ref, title=self.title, standing=self.stands.text)


class Trades(Struct, frozen=True):
    """Two columns of promises, each under its heading, with ties between them: pairs of places in the columns."""

    title: str
    description: str
    headings: tuple[str, str]
    left: tuple[Box, ...]
    right: tuple[Box, ...]
    ties: tuple[tuple[int, int], ...]
    notes: tuple[str, ...] = ()
