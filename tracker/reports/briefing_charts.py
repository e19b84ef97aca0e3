"""The charts of the report: each is the panel of the command that prints its figures."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final

from msgspec.structs import replace

from tracker.language import translate
from tracker.reports.briefing_lead import recorded
from tracker.reports.edition import Edition
from tracker.reports.progress import progress_table
from tracker.reports.score import score_table
from tracker.reports.table import Panel
from tracker.reports.trades import traded_panel
from tracker.state.bilateral import both_directions, trades
from tracker.state.portfolio import Portfolio, Standing
from tracker.state.progress import progress_of
from tracker.state.rollup import is_counted

BURN_UPS: Final = 3  # commitments whose progress is drawn
PAIRS: Final = 2  # pairs of parties whose trades are drawn
MOST_ROWS: Final = 50  # rows below a chart


def charts(portfolio: Portfolio, chosen: Sequence[Standing], edition: Edition) -> Iterator[Panel]:
    """The burn-ups of the promises of which most is recorded, the scorecard, and what was traded for what."""
    refs = {one.ref for one in chosen}
    burn_ups = islice(_burn_ups(chosen), 1 if edition.most else BURN_UPS)
    for panel in (*burn_ups, *_scorecard(portfolio, refs), *_trades(portfolio, refs)):
        yield _cut(panel, edition.most or MOST_ROWS)


def _cut(panel: Panel, most: int) -> Panel:
    """The panel with its first rows; all of them are in its data."""
    more = len(panel.rows) - most
    notes = (translate("And {count} more.", count=more),) if more > 0 else ()
    return replace(panel, rows=panel.rows[:most], notes=(*notes, *panel.notes))


def _burn_ups(chosen: Sequence[Standing]) -> Iterator[Panel]:
    """The progress of promises of which something is recorded, but of no part of one that is drawn already."""
    found = [one for one in chosen if one.amount and is_counted(one) and _is_recorded(one)]
    drawn: set[str] = set()
    for one in sorted(found, key=recorded, reverse=True):
        panel = progress_table(progress_of(one)).panels[0] if one.ref not in drawn else Panel()
        if panel.chart:
            yield replace(panel, anchor=f"{panel.anchor}-{one.ref}" if drawn else panel.anchor)
            drawn |= {part.ref for part in one.portfolio.tree(one.ref)}


def _is_recorded(one: Standing) -> bool:
    return any(of_kind.series for of_kind in one.deliveries_by_kind.values())


def _scorecard(portfolio: Portfolio, refs: set[str]) -> Iterator[Panel]:
    """The outcomes of each party, with the first note on how they are counted; the method says the rest."""
    panels = score_table(portfolio, test=lambda one: one.ref in refs).panels
    if panels[0].chart:
        notes = (*panels[0].notes, *panels[-1].notes[:1])
        yield replace(panels[0], title=translate("Outcomes of each party"), notes=notes)


def _trades(portfolio: Portfolio, refs: set[str]) -> Iterator[Panel]:
    """The promises traded between the two parties with the most promises in return for each other."""
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
