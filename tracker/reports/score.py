"""Scorecards: how each party, category, force or year did, one row each."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Final

from tracker.errors import BadChoice
from tracker.reports.commitments import value_of
from tracker.reports.listing import Cell, Column, Heading, Listing, Panel, Value, plain_panel
from tracker.reports.phrases import party_name, percent_written
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.scores import Count, Delivered, Scorecard, Spread, percent

# What commitments can be grouped by; a commitment of two obligors counts for each of them.
GROUPINGS: Final[dict[str, Callable[[Standing], tuple[str, ...]]]] = {
    "obligor": lambda standing: standing.terms.obligor,
    "obligee": lambda standing: standing.terms.obligee,
    "category": lambda standing: (standing.terms.category,),
    "force": lambda standing: (standing.terms.force,),
    "year": lambda standing: (str(standing.made_on.year),),
    "tag": lambda standing: standing.terms.tags or ("untagged",),
    "all": lambda _: ("all",),
}
FIELDS: Final[tuple[tuple[Column, Callable[[Scorecard], Value]], ...]] = (
    (Column("commitments", "number"), lambda card: len(card.standings)),
    (Column("open", "number"), lambda card: card.open),
    (Column("met", "number"), lambda card: card.with_status("met")),
    (Column("met_share", "number"), lambda card: card.share_of("met")),
    (Column("partially_met", "number"), lambda card: card.with_status("partially_met")),
    (Column("partially_met_share", "number"), lambda card: card.share_of("partially_met")),
    (Column("not_met", "number"), lambda card: card.with_status("not_met")),
    (Column("given_up", "number"), lambda card: card.with_status("withdrawn", "superseded")),
    (Column("overdue", "number"), lambda card: card.overdue),
    (Column("on_time_original", "number"), lambda card: card.on_time("original").part),
    (Column("decided_original", "number"), lambda card: card.on_time("original").whole),
    (Column("on_time_rate_original", "number"), lambda card: card.on_time("original").share),
    (Column("on_time_current", "number"), lambda card: card.on_time("current").part),
    (Column("decided_current", "number"), lambda card: card.on_time("current").whole),
    (Column("on_time_rate_current", "number"), lambda card: card.on_time("current").share),
    (Column("slipped", "number"), lambda card: card.slip.count),
    (Column("slip_median", "number"), lambda card: card.slip.median),
    (Column("slip_longest", "number"), lambda card: card.slip.longest),
    (Column("silent_moves", "number"), lambda card: card.silent_moves),
    (Column("delayed", "number"), lambda card: card.delay.count),
    (Column("delay_median", "number"), lambda card: card.delay.median),
    (Column("delay_longest", "number"), lambda card: card.delay.longest),
    (Column("compliance", "number"), lambda card: card.compliance),
    (Column("compliance_percent", "number"), lambda card: percent(card.compliance)),
    (Column("scored", "number"), lambda card: card.scored),
    (Column("not_applicable", "number"), lambda card: len(card.standings) - card.scored),
    (Column("delivered_share"), lambda card: tuple(f"{one.unit}={one.share or 'n/a'}" for one in card.delivered)),
    (Column("amounts", "listing"), lambda card: _amounts(card.delivered)),
)


def score(portfolio: Portfolio, by: str = "obligor", test: Callable[[Standing], bool] = lambda _: True) -> Listing:
    """A scorecard for each group of the commitments that pass the test, by name. Refuses an unknown grouping."""
    if by not in GROUPINGS:
        raise BadChoice("grouping", by, list(GROUPINGS))
    groups: dict[str, list[Standing]] = {}
    standings = [standing for standing in portfolio if test(standing)]
    for standing in standings:
        for group in dict.fromkeys(GROUPINGS[by](standing)):
            groups.setdefault(group, []).append(standing)
    cards = {group: Scorecard(tuple(groups[group])) for group in sorted(groups)}
    columns = (Column(by, "text"), *(column for column, _ in FIELDS))
    rows = tuple((group, *(read(card) for _, read in FIELDS)) for group, card in cards.items())
    named = {_named(group, by, portfolio): card for group, card in cards.items()}
    notes = (*_NOTES, *portfolio.rate_notes(standings)) if cards else ("Nothing to score.",)
    return Listing(columns, rows, (*_panels(by, named), Panel((), (), notes=notes)))


def _named(group: str, by: str, portfolio: Portfolio) -> str:
    """A group for people: a party with its name."""
    return f"{group} {party_name(group, portfolio)}" if by in {"obligor", "obligee"} else group


def _amounts(found: Iterable[Delivered]) -> Listing:
    columns = (
        Column("currency", "text"),
        Column("promised", "number"),
        Column("delivered", "number"),
        Column("share", "number"),
    )
    rows = tuple((one.unit, value_of(one.promised), value_of(one.arrived), one.share) for one in found)
    return Listing(columns, rows, (plain_panel(columns, rows),))


# ---- for people --------------------------------------------------------------------------------

_NOTES: Final = (
    "On time: met by then, of all that was met, closed without being met, or is overdue.",
    "Compliance: +1 met, 0 in part or under way, -1 not met; the mean of those as 0 to 100 %.",
    "Promised: the topmost amount of each branch, without what was only proposed, withdrawn or superseded.",
)


def _panels(by: str, cards: Mapping[str, Scorecard]) -> list[Panel]:
    """The figures by subject, a narrow panel each; a subject of which nobody has anything is left out."""
    found = []
    for title, headings, read in _SUBJECTS:
        rows = tuple((Cell(name, "strong"), *map(Cell, cells)) for name, card in cards.items() for cells in read(card))
        shown = (Heading(by.capitalize()), *(Heading(text, right=True) for text in headings))
        found.extend([Panel(shown, rows, title)] if rows else [])
    return found


def _outcome(card: Scorecard) -> list[tuple[str, ...]]:
    statuses = (card.with_status("met"), card.with_status("partially_met"), card.with_status("not_met"))
    given_up = card.with_status("withdrawn", "superseded")
    scored = f"{percent_written(_share(card))} of {card.scored}" if card.scored else "n/a"
    return [(str(len(card.standings)), str(card.open), *map(str, statuses), str(given_up), scored)]


def _share(card: Scorecard) -> Decimal | None:
    of_hundred = percent(card.compliance)
    return None if of_hundred is None else of_hundred / 100


def _on_time(card: Scorecard) -> list[tuple[str, ...]]:
    return [(_counted(card.on_time("original")), _counted(card.on_time("current")), str(card.overdue))]


def _counted(count: Count) -> str:
    return f"{count.part} of {count.whole}, {percent_written(count.share)}" if count.whole else "n/a"


def _deadlines(card: Scorecard) -> list[tuple[str, ...]]:
    return [(str(card.slip.count), *_days(card.slip), str(card.silent_moves), *_days(card.delay))]


def _days(spread: Spread) -> tuple[str, str]:
    """The middle and the longest."""
    if spread.median is None or spread.longest is None:
        return "n/a", "n/a"
    return f"{spread.median.normalize():+f} d", f"{spread.longest:+} d"


def _delivered(card: Scorecard) -> list[tuple[str, ...]]:
    written = card.standings[0].written
    return [(written(one.promised), written(one.arrived), percent_written(one.share)) for one in card.delivered]


_SUBJECTS: Final[tuple[tuple[str, tuple[str, ...], Callable[[Scorecard], list[tuple[str, ...]]]], ...]] = (
    ("Outcome", ("Promises", "Open", "Met", "In part", "Not met", "Given up", "Compliance"), _outcome),
    ("On time", ("By the first date", "By the date in force", "Overdue now"), _on_time),
    ("Deadlines", ("Moved", "Median", "Longest", "Silently", "Delay, median", "Longest"), _deadlines),
    ("Delivered", ("Promised", "Delivered", "Share"), _delivered),
)
