"""The scorecard as a picture: for each group a strip of its outcomes, and how often it was on time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tracker.language import message, plural, translate
from tracker.model.status import Outcome
from tracker.reports.charts import Bar, Bars, Segment, Shade
from tracker.reports.score_panels import NamedCard, counted
from tracker.reports.table import Column, Table
from tracker.state.scores import OpenKind, Scorecard

MOST: Final = 40  # strips in a picture
# The segments of a strip from left to right: an outcome or a kind of what is open, its words, and how it is drawn.
_OUTCOMES: Final[tuple[tuple[Outcome, str, Shade], ...]] = (
    ("kept", message("kept", "outcome"), "kept"),
    ("partly", message("partly", "outcome"), "partly"),
    ("failed", message("failed", "outcome"), "failed"),
)
_OPEN: Final[tuple[tuple[OpenKind, str, Shade], ...]] = (
    ("late", message("late", "outcome"), "late"),
    ("breached", message("breached", "outcome"), "late"),
    ("unreported", message("past due, no report", "outcome"), "unreported"),
    ("other", message("open", "outcome"), "open"),
    ("undated", message("open without a date", "outcome"), "undated"),
)
_NOT_JUDGED: Final[tuple[tuple[Outcome, str, Shade], ...]] = (
    ("void", message("void", "outcome"), "not_judged"),
    ("replaced", message("replaced", "outcome"), "not_judged"),
)
_COLUMNS: Final = (Column("group", "text"), Column("segment", "text"), Column("commitments", "number"))


def scorecard_chart(cards: Sequence[NamedCard]) -> Bars:
    """A strip for each group, at most MOST of them."""
    bars = tuple(_bar(name, card) for name, card in cards[:MOST])
    left_out = len(cards) - len(bars)
    note = translate("Not in the picture: {groups}.", groups=plural(left_out, "more group"))
    return Bars(
        translate("Outcomes by group"),
        " ".join(bar.described for bar in bars),
        bars,
        (translate("Each strip is all promises of its group."), *([note] if left_out else [])),
    )


def scorecard_data(cards: Mapping[str, Scorecard]) -> Table:
    """A row for each segment of each group, by the code of the group, in English."""
    rows = ((group, words, count) for group, card in cards.items() for words, _, count in _counts(card))
    return Table(_COLUMNS, tuple(rows))


def _bar(name: str, card: Scorecard) -> Bar:
    segments = tuple(
        Segment(translate(words, "outcome"), count, shade) for words, shade, count in _counts(card) if count
    )
    first, current = counted(card.on_time("original")), counted(card.on_time("current"))
    on_time = translate(
        "on time by the first date: {first}; by the date in force: {current}", first=first, current=current
    )
    return Bar(name, plural(len(card.standings), "promise"), segments, on_time)


def _counts(card: Scorecard) -> Iterator[tuple[str, Shade, int]]:
    """The words, the shade and the number of each segment; every promise is in one."""
    yield from ((words, shade, card.outcomes[outcome]) for outcome, words, shade in _OUTCOMES)
    yield from ((words, shade, card.open_kinds[kind]) for kind, words, shade in _OPEN)
    yield from ((words, shade, card.outcomes[outcome]) for outcome, words, shade in _NOT_JUDGED)
