"""The figures of scorecards for people: a narrow panel for each subject."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from tracker.language import listed, message, plural, translate
from tracker.model.status import DECIDED, OUTCOMES
from tracker.reports.amount_text import jointly_words, of_kind, percent_written
from tracker.reports.keeping_text import days_counted
from tracker.reports.table import Cell, Heading, Panel
from tracker.state.scores import Count, OpenKind, Scorecard, Spread

NamedCard: TypeAlias = tuple[str, Scorecard]  # with the words of its group, which two groups may share
Row: TypeAlias = tuple[str, ...]
# The title of a panel, its headings, and its rows for one scorecard.
Subject: TypeAlias = tuple[str, Row, Callable[[Scorecard], list[Row]]]


def panels(by: str, cards: Sequence[NamedCard], subjects: Iterable[Subject] = ()) -> list[Panel]:
    """The figures by subject, and by further subjects, a narrow panel each; a subject without figures is left out."""
    found = []
    for title, headings, read in (*SUBJECTS, *subjects):
        rows = tuple((Cell(name, "strong"), *map(Cell, cells)) for name, card in cards for cells in read(card))
        shown = (Heading(by.capitalize()), *(Heading(text, right=True) for text in headings))
        found.extend([Panel(shown, rows, translate(title))] if rows else [])
    return found


def open_notes(cards: Sequence[NamedCard]) -> Iterator[str]:
    """The number of open commitments in each group that are breached, late or unreported now."""
    for kind, sentence in _OPEN:
        found = [(name, card.open_kinds[kind]) for name, card in cards if card.open_kinds[kind]]
        counts = [translate("{group} ({number})", group=name, number=number) for name, number in found]
        if found:
            of_one = [plural(number, "promise") for _, number in found]
            yield translate(sentence, groups=listed(counts if len(cards) > 1 else of_one))


def _outcomes(card: Scorecard) -> list[Row]:
    return [(str(len(card.standings)), *(_part(card.of_all(each)) for each in OUTCOMES))]


def _decided(card: Scorecard) -> list[Row]:
    """The outcomes of what is decided; no row where nothing is."""
    return [(str(card.decided), *(_part(card.of_decided(each)) for each in DECIDED))] if card.decided else []


def _part(count: Count) -> str:
    return translate("{number}, {share}", number=count.part, share=percent_written(count.share)) if count.part else "0"


def _on_time(card: Scorecard) -> list[Row]:
    return [
        (
            *(counted(card.on_time("original")), counted(card.on_time("current"))),
            *(str(card.overdue), str(card.unreported)),
        )
    ]


def counted(count: Count) -> str:
    """The part, the whole and the share; n/a if there is no case."""
    if not count.whole:
        return translate("n/a")
    return translate(
        "{part} of {whole}, {share}", part=count.part, whole=count.whole, share=percent_written(count.share)
    )


def _deadlines(card: Scorecard) -> list[Row]:
    return [(str(card.moved), *_spread(card.put_off), str(card.dropped), str(card.silent_moves))] if card.moved else []


def _brought_forward(card: Scorecard) -> list[Row]:
    return [_spread(card.brought_forward)] if card.brought_forward.count else []


def _against_the_first(card: Scorecard) -> list[Row]:
    return [(*_spread(card.delayed), *_spread(card.early))] if card.delayed.count or card.early.count else []


def _spread(spread: Spread) -> Row:
    """The count, the median and the longest."""
    if spread.median is None:
        return str(spread.count), translate("n/a"), translate("n/a")
    median = translate("{days} d", days=f"{spread.median.normalize():f}")
    return str(spread.count), median, translate("{days} d", days=spread.longest)


def _breaches(card: Scorecard) -> list[Row]:
    """The breaches of lasting promises; no row without such a promise."""
    found = card.breaches
    counts = (card.lasting, card.breached, found.number, found.cured, days_counted(found), len(card.exceeded))
    return [tuple(map(str, counts))] if card.lasting else []


def _ends(card: Scorecard) -> list[Row]:
    """The moves of the ends of lasting promises; to keep one longer is no delay."""
    longer, shorter = card.prolonged, card.shortened
    found = (*_spread(longer), *_spread(shorter), str(card.endless))
    return [found] if longer.count or shorter.count or card.endless else []


def _delivered(card: Scorecard) -> list[tuple[str, ...]]:
    written = card.standings[0].format_amount if card.standings else str
    return [
        (
            jointly_words(
                of_kind(written(one.promised), one.key.kind), one.promised, written(one.jointly), one.jointly
            ),
            of_kind(written(one.arrived), one.key.kind),
            percent_written(one.share),
        )
        for one in card.delivered
    ]


_OPEN: Final[tuple[tuple[OpenKind, str], ...]] = (
    ("breached", message("Of what is open, breached now: {groups}.")),
    ("late", message("Of what is open, late as reported: {groups}.")),
    ("unreported", message("Of what is open, past due without a report: {groups}.")),
)
SUBJECTS: Final[tuple[Subject, ...]] = (
    (
        message("Outcome, of all"),
        (
            message("Promises"),
            message("Open"),
            message("Kept"),
            message("Partly"),
            message("Failed"),
            message("Void"),
            message("Replaced"),
        ),
        _outcomes,
    ),
    (
        message("Outcome, of what is decided"),
        (message("Decided"), message("Kept"), message("Partly"), message("Failed")),
        _decided,
    ),
    (
        message("On time"),
        (message("By the first date"), message("By the date in force"), message("Overdue now"), message("Unreported")),
        _on_time,
    ),
    (
        message("Deadlines that moved"),
        (
            message("Moved"),
            message("Put off"),
            message("Median"),
            message("Longest"),
            message("Dropped"),
            message("Silent moves"),
        ),
        _deadlines,
    ),
    (
        message("Deadlines brought forward"),
        (message("Brought forward"), message("Median"), message("Longest")),
        _brought_forward,
    ),
    (
        message("Against the first date"),
        (
            message("Delayed"),
            message("Median"),
            message("Longest"),
            message("Early"),
            message("Median"),
            message("Earliest"),
        ),
        _against_the_first,
    ),
    (
        message("To be kept"),
        (
            message("To be kept"),
            message("Breached now"),
            message("Breaches"),
            message("Cured"),
            message("Days in breach"),
            message("Exceeded"),
        ),
        _breaches,
    ),
    (
        message("Kept longer or shorter"),
        (
            message("Prolonged"),
            message("Median"),
            message("Longest"),
            message("Shortened"),
            message("Median"),
            message("Longest"),
            message("Now without end"),
        ),
        _ends,
    ),
    (message("Delivered"), (message("Promised"), message("Delivered"), message("Share")), _delivered),
)
