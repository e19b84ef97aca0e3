"""The days along an axis of a picture: their places, and the labels that fit."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from msgspec import Struct

from tracker.language import translate, written_day
from tracker.render.svg_shapes import SMALL, WIDTH, draw_line, draw_text, text_width
from tracker.render.text_chart import STEPS, YEAR, tick
from tracker.reports.table import Cell

LEAST: Final = 62  # pixels between two labels next to each other
_ROOM: Final = 120  # pixels of the label of a day


class DayScale(Struct, frozen=True):
    """The place of a day on an axis: `first` is at the pixel `begin`, `last` at the pixel `end`."""

    first: date
    last: date
    begin: float
    end: float

    def place(self, day: date) -> float:
        """The coordinate of a day in pixels; outside of the axis for a day that is not on it."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(self.begin + share * (self.end - self.begin), 1)

    def shows(self, day: date) -> bool:
        """True if a day is on the axis."""
        return self.first <= day <= self.last

    def ticks(self, least: float = LEAST) -> Iterator[tuple[date, str]]:
        """The first days of months or years with their labels, at least so many pixels apart."""
        days = max(1, (self.last - self.first).days)
        step = next(step for step in STEPS if step * 28 * abs(self.end - self.begin) / days > least)
        start = max(YEAR, self.first.year * YEAR // step * step)
        for months in range(start, (self.last.year + 1) * YEAR, step):
            day = date(months // YEAR, months % YEAR + 1, 1)
            if self.shows(day):
                yield day, tick(step, day)


def draw_days(root: Element, scale: DayScale, top: float, bottom: float) -> None:
    """Draw an upright line at the first day of months or years, each with its label at the top."""
    for day, label in scale.ticks():
        draw_line(root, "grid", scale.place(day), top, scale.place(day), bottom)
        draw_text(root, Cell(label, "dim"), scale.place(day) + 4, top + 2, LEAST, size=SMALL)


def draw_today(root: Element, scale: DayScale, today: date, top: float, bottom: float) -> None:
    """Draw an upright line at today, if it is on the axis, and the date below it."""
    place = scale.place(today)
    if scale.shows(today):
        draw_line(root, "bad", place, top, place, bottom + 5, dashes="3 2")
    words = translate("as of {day}", day=written_day(today))
    half = text_width(words) / 2
    middle = min(max(place, scale.begin + half), scale.end - half, WIDTH - half)
    draw_text(root, Cell(words, "bad"), middle, bottom + 20, 2 * _ROOM, anchor="middle")
