"""The charts of the report: each is the panel of the command that prints its figures."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from msgspec.structs import replace

from tracker.language import translate
from tracker.model.refs import parent_of
from tracker.reports.progress import progress_table
from tracker.reports.score import score_table
from tracker.reports.table import Panel
from tracker.reports.trades import traded_panel
from tracker.state.bilateral import both_directions, trades
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.progress import progress_of

BURN_UPS: Final = 3  # commitments whose progress is drawn
PAIRS: Final = 2  # pairs of parties whose trades are drawn


def charts(portfolio: Portfolio, chosen: Sequence[Standing]) -> Iterator[Panel]:
    """The burn-ups of the packages with most deliveries, the scorecard, and what was traded for what."""
    yield from _burn_ups(chosen)
    refs = {one.ref for one in chosen}
    (outcomes, *_) = score_table(portfolio, test=lambda one: one.ref in refs).panels
    if outcomes.chart:
        yield replace(outcomes, title=translate("Outcomes of each party"))
    yield from _trades(portfolio, refs)


def _burn_ups(chosen: Sequence[Standing]) -> Iterator[Panel]:
    """The progress of whole commitments with an amount and with deliveries, those with most of them first."""
    whole = [one for one in chosen if not one.terms.parent and not parent_of(one.ref) and one.amount and one.deliveries]
    ordered = sorted(whole, key=lambda one: (not one.is_open, -len(one.deliveries)))
    for number, one in enumerate(ordered[:BURN_UPS]):
        (panel, *_) = progress_table(progress_of(one)).panels
        yield replace(panel, anchor=f"burn-up-{one.ref}" if number else panel.anchor)


def _trades(portfolio: Portfolio, refs: set[str]) -> Iterator[Panel]:
    """What was traded between the parties with most promises in return for each other."""
    group = [one for one in portfolio if one.ref in refs]
    found = Counter(
        tuple(sorted(pair))
        for trade in trades(portfolio, group)
        for pair in product(trade.given.terms.obligor, trade.for_it.terms.obligor)
        if pair[0] != pair[1]
    )
    for number, ((one, other), _) in enumerate(found.most_common(PAIRS)):
        sides = [standing for side in both_directions(portfolio, one, other).values() for standing in side]
        pairs = trades(portfolio, [standing for standing in sides if standing.ref in refs])
        for panel in traded_panel(pairs, one, other, portfolio):
            yield replace(panel, anchor=f"trades-{one}-{other}" if number else panel.anchor)
